// Package match says what a sentence means. Understand is one pure function
// from a text and a View, which is what the session shows at that moment, to
// a Reading: a few commands of a closed set. The machine sees only commands,
// so the recognisers behind them can be exchanged.
//
// The layers, in this order:
//
//	exact      the whole message is a control word: "cancel", "nvm", "?"
//	correct    "no, 500", "change the stage to won", "not Acme but Bolt"
//	expected   the open question is answered, further values fill other fields
//	dialog     which dialog is meant, and the values in the sentence
//	           no reading at all ends in Unknown, two close ones in Clarify
//
// Where a value stands in a sentence is learned from the authors' own start
// examples: the word in front of a <mark> is its cue ("called <name>", "with
// <contact>"). No state, no I/O, no clock.
package match
