package machine

import (
	"slices"
	"strings"

	"parley/engine/match"
)

// Plan is what a message with several wishes left to do: "create contact Ana
// Ruiz and a 5k deal with her, then list my deals". Each wish is heard when its
// turn comes, so that "her" is the contact that was made just before.
type Plan struct {
	Steps []string `json:"s"`           // not begun yet, in the user's words
	Of    int      `json:"n"`           // how many there were
	Held  bool     `json:"h,omitempty"` // one came to nothing, so the rest waits for a word
}

// thens collects the wishes that follow the first one.
func thens(meanings []match.Meaning) []string {
	var steps []string
	for _, m := range meanings {
		if m.Command == match.Then {
			steps = append(steps, m.Text)
		}
	}
	return steps
}

// plan keeps the wishes for later, and shows all of them when the first begins
// now.
func (st *step) plan(first string, steps []string) {
	if len(steps) == 0 {
		if p := st.s.Plan; p != nil && p.Held {
			st.s.Plan = nil // something else is wished for
		}
		return
	}
	p := Plan{Steps: steps, Of: len(steps)}
	if first != "" {
		p.Of++
		st.lead(st.text("plan", "steps", st.numbered(append([]string{first}, steps...))))
	}
	if old := st.s.Plan; old != nil {
		p.Steps = slices.Concat(steps, old.Steps)
		p.Of += len(old.Steps)
	}
	st.s.Plan = &p
}

func (st *step) numbered(steps []string) string {
	list := make([]string, len(steps))
	for i, s := range steps {
		list[i] = "(" + itoa(i+1) + ") " + s
	}
	return st.list(list)
}

// goOnWithPlan begins the next wish when a dialog has come to its end in this
// step. After one that was stopped it asks first.
func (st *step) goOnWithPlan() {
	p := st.s.Plan
	if p == nil || p.Held || st.ended == nil && !st.listed {
		return
	}
	if f := st.top(); f != nil && (f.State != stateResults || f.waits()) {
		return
	}
	if st.ended != nil && st.ended.State == stateCancelled {
		held := *p
		held.Held = true
		st.s.Plan = &held
		st.say("plan_held", "steps", st.numbered(held.Steps))
		st.offer(st.button("go_on"), st.button("cancel"))
		return
	}
	st.nextOfPlan()
}

// nextOfPlan begins the next wish.
func (st *step) nextOfPlan() {
	p := *st.s.Plan
	text := p.Steps[0]
	st.lead(st.text("plan_next", "n", itoa(p.Of-len(p.Steps)+1), "total", itoa(p.Of), "step", text))
	p.Steps, p.Held = p.Steps[1:], false
	st.s.Plan = &p
	if len(p.Steps) == 0 {
		st.s.Plan = nil
	}
	st.hear(text)
}

// leftToDo answers a question for what comes next. It tells whether that was
// asked, and there is something open.
func (st *step) leftToDo(f *Frame, text string) bool {
	if f == nil || f.waits() || f.State == stateResults || !whatIsLeft.MatchString(strings.TrimRight(strings.TrimSpace(text), ".!?")) {
		return false
	}
	st.status()
	return true
}

// heldPlan answers a word about the wishes that wait. It tells whether it was
// one.
func (st *step) heldPlan(command match.Command) bool {
	if st.s.Plan == nil || !st.s.Plan.Held {
		return false
	}
	switch command {
	case match.Confirm, match.GoOn:
		st.nextOfPlan()
	case match.Cancel, match.Deny, match.Skip:
		st.s.Plan = nil
		st.say("plan_dropped")
	default:
		return false
	}
	return true
}
