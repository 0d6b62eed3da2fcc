package machine

import (
	"strings"

	"parley/engine/action"
	"parley/engine/match"
)

// onScreen is the layer of what points at a table or a record that is shown.
const onScreen = "screen"

// understand says what a message means: what its words point at on the
// screen, else what package match makes of them.
func (st *step) understand(f *Frame, text string, view match.View) match.Reading {
	reading := st.m.words.Understand(text, view)
	if f != nil && f.waits() {
		return reading
	}
	if list := st.aboutOther(f, text); list != nil {
		return match.Reading{Meanings: list, Layer: onScreen}
	}
	if f != nil && f.State == stateResults && reading.Layer != "exact" {
		if wish := st.reshaping(f, text); wish != nil {
			return match.Reading{Meanings: []match.Meaning{*wish}, Layer: onScreen}
		}
	}
	if f != nil && reading.Layer != "exact" {
		reading = st.firstAnswer(f, text, reading)
	}
	if reading.Layer != "exact" && reading.Layer != "question" {
		if list := st.aboutShown(f, text); list != nil {
			return match.Reading{Meanings: list, Layer: onScreen}
		}
	}
	if f == nil {
		return reading
	}
	reading = st.withoutReason(f, text, reading)
	if list := st.changesTo(f, text); list != nil && reading.Layer != "exact" {
		return match.Reading{Meanings: list, Layer: onScreen}
	}
	if f.State == stateConfirm && st.bidden(f, text) {
		return match.Reading{Meanings: []match.Meaning{{Command: match.Confirm, Score: 1}}, Layer: onScreen}
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

// withoutReason reads a correction at the confirm question without the clause
// behind it, "make it 19,500, forgot the setup fee", when what stands before is
// a value and the whole is none.
func (st *step) withoutReason(f *Frame, text string, reading match.Reading) match.Reading {
	first := reading.Meanings[0]
	i := strings.LastIndex(text, ", ")
	if i < 0 || f.State != stateConfirm || first.Command != match.Correct && first.Command != match.Set || first.Value != nil || len(reading.Meanings) > 1 {
		return reading
	}
	short := st.m.words.Understand(text[:i], st.matchView(f))
	if m := short.Meanings[0]; len(short.Meanings) == 1 && (m.Command == match.Correct || m.Command == match.Set) && m.Value != nil {
		return short
	}
	return reading
}

// bidden tells whether a text orders just what the confirm question is about.
func (st *step) bidden(f *Frame, text string) bool {
	m := doesIt.FindStringSubmatch(text)
	if y := yesDo.FindStringSubmatch(text); y != nil {
		m = append(y, "")
	}
	if m == nil || f.Refused || m[2] != "" && f.Batch == nil {
		return false // several are meant, and one is shown
	}
	verb := strings.ToLower(m[1])
	effect, ok := effects[verb]
	if !ok {
		effect = action.Create
	}
	own := st.m.of(f).effect
	return effect == own || verb == "save" && own == action.Update
}

// waits tells whether a frame waits for a sign-in or an operation.
func (f *Frame) waits() bool { return f.Op != nil || !f.Until.IsZero() }
