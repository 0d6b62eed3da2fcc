package machine

import (
	"strings"

	"parley/engine/match"
)

// takesBack hears the undo or the cancel that a sentence ends with, whatever
// led up to it: "oops, wrong person, undo that". It tells whether there was
// one. An answer to a question may end so and yet have a value in it.
func (st *step) takesBack(f *Frame, text string) bool {
	if w, _ := st.undoable(); w != nil && (f == nil || f.State == stateResults) && getBack.MatchString(strings.TrimRight(strings.TrimSpace(text), ".!?")) {
		st.undo()
		return true
	}
	m := lastClause.FindStringSubmatch(text)
	if m == nil || f != nil && (f.waits() || strings.HasPrefix(f.State, "ask")) {
		return false
	}
	c, ok := st.m.words.Command(m[1], st.view.Locale)
	if !ok || c != match.Undo && c != match.Cancel {
		return false
	}
	st.command(c, m[1])
	return true
}

// anotherRecord takes "another deal" and "the wrong one" at the yes to a change
// or a delete as what they are there: not this one. It tells whether that was
// said.
func (st *step) anotherRecord(f *Frame, text string) bool {
	if f == nil || f.State != stateConfirm || f.Batch != nil || !anotherOne.MatchString(strings.TrimRight(strings.TrimSpace(text), ".!?")) {
		return false
	}
	about := st.m.of(f).about()
	if about == nil {
		return false
	}
	st.enterAsk(f, about.name)
	return true
}

// insteadOf takes the way on that a failure offered: a yes, words about the
// record that is in the way, such as "show me that one", or "create it" about
// one that isn't there. It tells whether that was said.
func (st *step) insteadOf(f *Frame, text string) bool {
	if f == nil || f.Instead == "" {
		return false
	}
	missing := strings.HasPrefix(f.Instead, "new:")
	if c, ok := st.m.words.Command(text, st.view.Locale); ok && c == match.Confirm || missing && makesIt.MatchString(strings.TrimRight(strings.TrimSpace(text), ".!")) {
		st.press(Chosen{Value: f.Instead, Seq: st.s.Offered})
		return true
	}
	if missing {
		return false
	}
	text = agreeing.ReplaceAllString(text, "")
	list := st.aboutShown(nil, text)
	if list == nil {
		return false
	}
	st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	st.obey(match.Reading{Meanings: list, Layer: onScreen}, text)
	return true
}
