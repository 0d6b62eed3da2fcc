package machine

import "parley/engine/match"

// onScreen is the layer of what points at a table or a record that is shown.
const onScreen = "screen"

// understand says what a message means: what its words point at on the
// screen, else what package match makes of them.
func (st *step) understand(f *Frame, text string) match.Reading {
	reading := st.m.words.Understand(text, st.matchView(f))
	if f != nil && f.waits() {
		return reading
	}
	if f != nil && f.State == stateResults && reading.Layer != "exact" {
		if wish := st.reshaping(f, text); wish != nil {
			return match.Reading{Meanings: []match.Meaning{*wish}, Layer: onScreen}
		}
	}
	if reading.Layer != "exact" && reading.Layer != "question" {
		if list := st.aboutShown(f, text); list != nil {
			return match.Reading{Meanings: list, Layer: onScreen}
		}
	}
	if f == nil {
		return reading
	}
	if verb, _ := splitState(f.State); verb == "pick" {
		if id, ok := st.picked(f, text); ok {
			return match.Reading{Meanings: []match.Meaning{{Command: match.Pick, Text: id, Score: 1}}, Layer: onScreen}
		}
	}
	if f.State == stateResults {
		if id, ok := st.row(f, text); ok {
			return match.Reading{Meanings: []match.Meaning{{Command: match.Pick, Text: id, Score: 1}}, Layer: onScreen}
		}
	}
	return reading
}

// waits tells whether a frame waits for a sign-in or an operation.
func (f *Frame) waits() bool { return f.Op != nil || !f.Until.IsZero() }
