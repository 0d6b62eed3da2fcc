// Package field knows the kinds of answers: how one is read from what a
// person typed, how it is found inside a sentence, what its normal form is,
// how it is shown, and how it is hidden when it is private.
//
//	"half a mil" ──Read──▶ Value{Norm: "500000", Unit: "USD"} ──Show──▶ "$500,000"
//	"log a 5k deal by friday" ──Find──▶ values, each with the bytes it was read from
//
// What is read depends on a [View] (locale, time zone, the time of the turn,
// what is asked) and on nothing else: no clock, no network, no state.
//
//	kind      answers                                   normal form
//	text      anything but nothing                      itself, in NFC
//	number    1,250 · twelve · 2.5 million              plain decimal
//	money     5k · $1.2m · 1.250,00 € · half a mil      plain decimal, currency in Unit
//	percent   12% · twelve percent                      plain decimal, "12" for 12 %
//	date      next friday · end of Q1 · 31/12           2026-12-31
//	time      3pm · 15:04 · half past three             15:04
//	email     jane@acme.com                             lower case
//	phone     (415) 555-2671 · +49 30 901820            E.164
//	url       acme.com/pricing                          http or https address
//	yes_no    yep · go ahead · nah · 👍                 yes or no
//	choice    a label, part of one, "the second one"    id, with the label
//	owner     the same, for people                      id, with the name
//	record    an id, "#123", a link, or words           id; or only words in Label
//	changes   made of other answers                     Set
//
// How an answer is read:
//
//	text ─▶ tokens ─▶ one recogniser per kind, tried at every token ─▶ hits
//	Read  wants exactly one hit with nothing but small words around it
//	Find  takes the hits as they come, and is stricter about what counts
//
// The rule for all of them: a wrong value is worse than none. What can mean
// two things has the likelier in Value and the rest in Other of a [Match]; what
// is vague ("late March", "5-10k", "2 or 3") isn't read at all. Words for a
// stretch of days ("this month") mean its last day, with the first in Other.
//
// The words of a language stand in one file as data: words_en.go, words_de.go,
// words_ja.go. The language of a locale decides which is taken; English serves
// the others, and in every language its words are understood too ("next
// friday" from a German visitor). Another language is another such file and a
// line in languages: its words, its ways to say a date, and what is said of an
// answer that can't be read. Languages that write numbers as one word or have
// no spaces between words say so there; a run of letters is then cut into the
// words of the tables. Marks of numbers and the order of day and month follow
// the locale by themselves; how a date is shown is a line in dateLayouts.
//
// Not done here: deciding which field a value is for, checking an author's
// rules, looking records up, converting currencies.
package field
