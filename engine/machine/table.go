package machine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/looplab/fsm"
)

// The states that every dialog may have. Those of a field are named by
// stateOf: "ask name".
const (
	stateStart       = "start"
	stateCollect     = "collect" // what is missing next? Nobody waits here
	stateAuthorize   = "authorize"
	stateConfirm     = "confirm"
	stateRun         = "run"
	stateReauthorize = "reauthorize"
	stateSettle      = "settle"
	stateUnknown     = "unknown"
	stateStuck       = "stuck"
	stateFailed      = "failed"
	stateResults     = "results"
	stateDone        = "done"
	stateCancelled   = "cancelled"
)

func stateOf(verb, field string) string { return verb + " " + field }

// splitState is the reverse of stateOf: "ask name" is "ask", "name".
func splitState(state string) (verb, field string) {
	verb, field, _ = strings.Cut(state, " ")
	return verb, field
}

// table is the transition table of one dialog and the pool of machines that
// referee moves in it.
type table struct {
	states []string            // in the order in which they are drawn
	to     map[string][]string // state → the states that may lead to it
	event  map[string]string   // state → the library's event that leads there
	pool   sync.Pool           // of *fsm.FSM without callbacks
}

// newTable builds the library's description once; the pool clones from it.
func newTable(states []string, edges map[[2]string]bool) *table {
	t := &table{states: states, to: map[string][]string{}, event: map[string]string{}}
	for _, dst := range states {
		for _, src := range states {
			if edges[[2]string{src, dst}] {
				t.to[dst] = append(t.to[dst], src)
			}
		}
	}
	var events []fsm.EventDesc
	for _, dst := range states {
		if src := t.to[dst]; len(src) > 0 {
			t.event[dst] = "to:" + dst
			events = append(events, fsm.EventDesc{Name: t.event[dst], Src: src, Dst: dst})
		}
	}
	t.pool.New = func() any { return fsm.NewFSM(stateStart, events, nil) }
	return t
}

// move asks the referee whether a frame in one state may go to another. The
// library reports a move from a state to itself as an error; here it is the
// most ordinary thing: a question asked again.
func (t *table) move(from, to string) error {
	if !slices.Contains(t.states, from) {
		return fmt.Errorf("no state %q", from)
	}
	f := t.pool.Get().(*fsm.FSM)
	f.SetState(from)
	// The context is never cancelled: nothing inside waits, and a cancelled
	// one would leave the machine in the pool stuck for good.
	if err := f.Event(context.Background(), t.event[to]); err != nil {
		if _, same := errors.AsType[fsm.NoTransitionError](err); !same {
			return fmt.Errorf("from %q to %q: %w", from, to, err) // not back into the pool
		}
	}
	if got := f.Current(); got != to {
		return fmt.Errorf("from %q to %q: came to %q", from, to, got)
	}
	t.pool.Put(f)
	return nil
}

// leads tells whether one state leads to another directly.
func (t *table) leads(from, to string) bool { return slices.Contains(t.to[to], from) }

// waits tells whether a session can rest in a state until a person or an
// answer comes.
func waits(state string) bool {
	switch state {
	case stateStart, stateCollect, stateDone, stateCancelled, stateUndone:
		return false
	}
	verb, _ := splitState(state)
	return verb != "at"
}

// end tells whether a dialog is over in a state.
func end(state string) bool {
	return state == stateDone || state == stateCancelled || state == stateUndone
}

// plan is what decides a dialog's table.
type plan struct {
	fields   []*ask
	stations []*station // the author's states
	acts     bool       // does an action
	needs    bool       // a sign-in
	confirm  bool
	creates  bool
	list     bool // ends in a table
	check    bool // looks at what is there before confirm
	undo     bool // can take back what it wrote
	gone     bool // taking it back can find that the record is gone
	batch    bool // can write several records after one yes
	deletes  bool // can't, but can say what to do
	refused  bool // its action can refuse a value, which is asked for again
}

// draw lists the states and edges of a dialog. Whatever was said or looked up,
// collect decides what is missing next; so every question can be left for
// every other one, and a correction is no way of its own.
func (p plan) draw() ([]string, map[[2]string]bool) {
	states := []string{stateStart, stateCollect}
	if p.needs {
		states = append(states, stateAuthorize)
	}
	for _, n := range p.stations {
		states = append(states, stateAt(n.name))
	}
	var lookups []string
	for _, f := range p.fields {
		if f.loads() {
			states = append(states, stateOf("load", f.name))
			lookups = append(lookups, stateOf("load", f.name))
		}
		if f.asked() {
			states = append(states, stateOf("ask", f.name))
		}
		if f.finds() {
			states = append(states, stateOf("find", f.name), stateOf("pick", f.name))
			lookups = append(lookups, stateOf("find", f.name))
		}
	}
	for _, n := range p.stations {
		if n.inner != nil {
			states = append(states, stateCall(n.name))
		}
	}
	if p.check {
		states = append(states, stateCheck)
	}
	if p.confirm {
		states = append(states, stateConfirm)
	}
	edges := map[[2]string]bool{}
	add := func(from string, to ...string) {
		for _, t := range to {
			edges[[2]string{from, t}] = true
		}
	}
	add(stateStart, stateCollect)
	for _, s := range states[2:] {
		if waits(s) {
			add(s, stateCollect, stateCancelled)
		}
		if p.fromCollect(s) {
			add(stateCollect, s)
		}
	}
	for _, n := range p.stations {
		p.drawStation(n, add)
	}
	// Where there is a confirm, only a yes leads on to the write, and once it
	// is on its way it can't be stopped. proof.go shows that no other way
	// exists.
	switch {
	case p.confirm:
		add(stateConfirm, stateRun)
	case p.acts:
		if p.stations == nil {
			add(stateCollect, stateRun)
		}
		add(stateRun, stateCancelled)
	}
	if p.acts {
		states = append(states, stateRun)
		add(stateRun, stateDone)
	}
	if p.refused {
		add(stateRun, stateCollect)
	}
	if p.batch {
		add(stateRun, stateRun)
	}
	if p.needs && p.acts {
		states = append(states, stateReauthorize)
		add(stateRun, stateReauthorize)
		add(stateReauthorize, stateRun, stateCollect, stateCancelled)
	}
	if p.creates {
		states = append(states, stateSettle, stateUnknown)
		add(stateRun, stateSettle)
		add(stateSettle, stateUnknown, stateDone)
		add(stateUnknown, stateDone, stateRun, stateCancelled)
		if p.needs {
			add(stateSettle, stateReauthorize)
			add(stateReauthorize, stateSettle)
		}
	}
	if len(lookups) > 0 || p.needs {
		states = append(states, stateStuck)
		for _, l := range lookups {
			add(l, stateStuck)
		}
		if p.needs {
			add(stateAuthorize, stateStuck)
		}
		add(stateStuck, stateCollect, stateCancelled)
	}
	if p.acts {
		states = append(states, stateFailed)
		add(stateRun, stateFailed)
		add(stateFailed, stateCollect, stateRun, stateCancelled)
	}
	if p.list {
		states = append(states, stateResults)
		add(stateRun, stateResults)
		add(stateResults, stateDone, stateCollect, stateCancelled)
	}
	states = append(states, stateDone)
	states = append(states, p.drawUndo(add)...)
	return append(states, stateCancelled), edges
}

// fromCollect tells whether collect leads to a state directly. With states of
// the author's, what they ask and what comes after them is reached through
// them.
func (p plan) fromCollect(state string) bool {
	if p.stations == nil || state == stateAuthorize {
		return true
	}
	switch verb, name := splitState(state); verb {
	case "at":
		return true
	case "load", "ask", "find", "pick":
		return !slices.ContainsFunc(p.stations, func(n *station) bool {
			return slices.ContainsFunc(n.fields, func(a *ask) bool { return a.name == name })
		})
	}
	return false
}

// drawStation adds the ways of one of the author's states.
func (p plan) drawStation(n *station, add func(from string, to ...string)) {
	at := stateAt(n.name)
	for _, f := range n.fields {
		if f.loads() {
			add(at, stateOf("load", f.name))
		}
		if f.asked() {
			add(at, stateOf("ask", f.name))
		}
		if f.finds() {
			add(at, stateOf("find", f.name), stateOf("pick", f.name))
		}
	}
	if n.inner != nil {
		add(at, stateCall(n.name))
	}
	for _, w := range n.exits {
		switch {
		case w.cancel:
			add(at, stateCancelled)
		case w.to != nil:
			add(at, stateAt(w.to.name))
		case p.confirm:
			add(at, stateConfirm)
			if p.check {
				add(at, stateCheck)
			}
		case p.acts:
			add(at, stateRun)
		default:
			add(at, stateDone)
		}
	}
}
