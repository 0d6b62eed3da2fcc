package machine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/looplab/fsm"

	"parley/engine/field"
)

// writingPlan is a dialog with everything that a table can have.
func writingPlan() plan {
	return plan{
		fields: []*ask{
			{name: "name", kind: field.Text},
			{name: "stage", kind: field.Pick, source: "crm.stages"},
			{name: "contact", kind: field.Record, optional: true},
		},
		acts: true, needs: true, confirm: true, creates: true, undo: true,
	}
}

// TestPooledMachinesBehaveLikeFreshOnes makes every move of a table twice, by
// the pool's machines, which have been elsewhere before, and by new ones.
func TestPooledMachinesBehaveLikeFreshOnes(t *testing.T) {
	t.Parallel()
	states, edges := writingPlan().draw()
	tab := newTable(states, edges)
	var events []fsm.EventDesc
	for _, dst := range tab.states {
		if src := tab.to[dst]; len(src) > 0 {
			events = append(events, fsm.EventDesc{Name: "to:" + dst, Src: src, Dst: dst})
		}
	}
	for range 2 {
		for _, from := range tab.states {
			for _, to := range tab.states {
				fresh := fsm.NewFSM(from, events, nil)
				err := fresh.Event(context.Background(), "to:"+to)
				var same fsm.NoTransitionError
				want := err == nil || errors.As(err, &same)
				if got := tab.move(from, to) == nil; got != want || got != edges[[2]string{from, to}] {
					t.Errorf("from %q to %q: the pool says %t, a fresh machine %t, the table %t", from, to, got, want, edges[[2]string{from, to}])
				}
			}
		}
	}
	if tab.move("nowhere", stateDone) == nil || tab.move(stateStart, "nowhere") == nil {
		t.Error("a state that is not there was let through")
	}
}

func TestProofsLetGoodTablesThrough(t *testing.T) {
	t.Parallel()
	states, edges := writingPlan().draw()
	if wrong := newTable(states, edges).prove(true, true); len(wrong) > 0 {
		t.Errorf("proved wrong: %v", wrong)
	}
	reading := plan{fields: []*ask{{name: "words", kind: field.Text}}, acts: true, list: true}
	if wrong := newTable(reading.draw()).prove(false, false); len(wrong) > 0 {
		t.Errorf("proved wrong: %v", wrong)
	}
}

// TestProofsRejectBrokenTables breaks a table in each way that matters.
func TestProofsRejectBrokenTables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(states []string, edges map[[2]string]bool) []string
		want  string
	}{
		{"a state that nothing leads to", func(s []string, _ map[[2]string]bool) []string { return append(s, "attic") }, `nothing leads to the state "attic"`},
		{"a question without an end", func(s []string, e map[[2]string]bool) []string {
			for k := range e {
				if k[0] == "ask name" && k[1] != stateCancelled {
					delete(e, k)
				}
			}
			return s
		}, `from the state "ask name" the dialog can't come to its end`},
		{"a trap", func(s []string, e map[[2]string]bool) []string {
			e[[2]string{"ask name", "trap"}], e[[2]string{"trap", "trap"}] = true, true
			return append(s, "trap")
		}, `from the state "trap" the dialog can't be cancelled`},
		{"a failure that nothing answers", func(s []string, e map[[2]string]bool) []string {
			delete(e, [2]string{stateRun, stateFailed})
			return s
		}, `what fails in the state "run" is answered by nothing`},
		{"an ended sign-in", func(s []string, e map[[2]string]bool) []string {
			delete(e, [2]string{stateRun, stateReauthorize})
			return s
		}, "a sign-in that ends during the work can't be given again"},
		{"a loop that asks nobody", func(s []string, e map[[2]string]bool) []string {
			e[[2]string{stateCollect, stateStart}] = true
			return s
		}, `the dialog can go from "start" to "collect" to "start" for ever, and nobody is asked`},
		{"a way around the yes", func(s []string, e map[[2]string]bool) []string {
			e[[2]string{"ask name", stateRun}] = true
			return s
		}, "there is a way to the write that passes no confirm"},
		{"a way around the yes to an undo", func(s []string, e map[[2]string]bool) []string {
			e[[2]string{stateUndoReauth, stateUndoRun}], e[[2]string{stateUndoAuthorize, stateUndoReauth}] = true, true
			return s
		}, "there is a way to take a write back that passes no confirm"},
		{"an undo that writes again", func(s []string, e map[[2]string]bool) []string {
			e[[2]string{stateUndoConfirm, stateRun}] = true
			return s
		}, "taking a write back can lead to the write again"},
		{"no yes at all", func(s []string, e map[[2]string]bool) []string {
			for k := range e {
				if k[0] == stateConfirm || k[1] == stateConfirm {
					delete(e, k)
				}
			}
			e[[2]string{stateStart, stateRun}] = true
			return slices.DeleteFunc(s, func(x string) bool { return x == stateConfirm })
		}, "it writes without asking first"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			states, edges := writingPlan().draw()
			states = c.spoil(states, edges)
			wrong := newTable(states, edges).prove(true, true)
			i := slices.IndexFunc(wrong, func(w flaw) bool { return w.text == c.want })
			if i < 0 {
				t.Fatalf("not found: %q; found: %v", c.want, wrong)
			}
			way := wrong[i].way
			for j := 1; j < len(way); j++ {
				if !edges[[2]string{way[j-1], way[j]}] {
					t.Errorf("the way that shows it, %v, has no move from %q to %q", way, way[j-1], way[j])
				}
			}
			if len(way) == 0 && !strings.HasPrefix(c.want, "nothing leads to") {
				t.Error("no way shows it")
			}
		})
	}
}

func TestTemplatesLeaveOutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		values     map[string]string
		want       string
	}{
		{"all there", "Create <name> for <amount>, stage <stage>?", map[string]string{"name": "Acme", "amount": "$5", "stage": "New"}, "Create Acme for $5, stage New?"},
		{"one missing", "Create <name> for <amount>, stage <stage>?", map[string]string{"name": "Acme", "stage": "New"}, "Create Acme, stage New?"},
		{"the last missing", "Create <name> for <amount>, stage <stage>?", map[string]string{"name": "Acme"}, "Create Acme?"},
		{"the first missing", "These are the deals, <total> in all.", nil, "These are the deals."},
		{"words behind go too", "I searched for <words>, <total> found.", map[string]string{"words": "acme"}, "I searched for acme."},
		{"a sentence before it stays", "Created <name>. <link>", map[string]string{"name": "Acme"}, "Created Acme."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := newTemplate(c.text).fill(func(n string) string { return c.values[n] })
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
