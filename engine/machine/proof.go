package machine

import (
	"slices"
	"strings"
)

// flaw is something wrong with a table: a sentence about its states, and the
// shortest way through them that shows it.
type flaw struct {
	text string
	way  []string
}

// prove returns what is wrong with a table; nothing for one that may run.
// writes and needs tell whether its action changes something, and whether
// somebody must be signed in for it.
func (t *table) prove(writes, needs bool) []flaw {
	var wrong []flaw
	note := func(way []string, text string) { wrong = append(wrong, flaw{text, way}) }
	from := t.reach(stateStart, "")
	for _, s := range t.states {
		if !from[s] {
			note(nil, "nothing leads to the state \""+s+"\"")
		}
	}
	done, undone, cancelled := t.leading(stateDone), t.leading(stateUndone), t.leading(stateCancelled)
	for _, s := range t.states {
		if !waits(s) {
			continue
		}
		if !done[s] && !undone[s] {
			note(t.way(stateStart, s, ""), "from the state \""+s+"\" the dialog can't come to its end")
		}
		if !cancelled[s] {
			note(t.way(stateStart, s, ""), "from the state \""+s+"\" the dialog can't be cancelled")
		}
		if calls(s) && !t.answered(s) {
			note(t.way(stateStart, s, ""), "what fails in the state \""+s+"\" is answered by nothing")
		}
	}
	if ring := t.restless(); ring != nil {
		note(append(t.way(stateStart, ring[0], ""), ring[1:]...), "the dialog can go from \""+strings.Join(ring, "\" to \"")+"\" for ever, and nobody is asked")
	}
	if needs && from[stateRun] && !t.leads(stateRun, stateReauthorize) {
		note(t.way(stateStart, stateRun, ""), "a sign-in that ends during the work can't be given again")
	}
	if writes {
		if !slices.Contains(t.states, stateConfirm) {
			note(t.way(stateStart, stateRun, ""), "it writes without asking first")
		} else if way := t.way(stateStart, stateRun, stateConfirm); way != nil {
			note(way, "there is a way to the write that passes no confirm")
		}
		if way := t.way(stateStart, stateUndoRun, stateUndoConfirm); way != nil {
			note(way, "there is a way to take a write back that passes no confirm")
		}
		if way := t.way(stateDone, stateRun, ""); way != nil {
			note(append(t.way(stateStart, stateDone, ""), way[1:]...), "taking a write back can lead to the write again")
		}
	}
	return wrong
}

// calls tells whether a dialog waits in a state for the answer of an action.
func calls(state string) bool {
	verb, _ := splitState(state)
	return verb == "load" || verb == "find" || state == stateRun || state == stateCheck
}

// answered tells whether a failure in a state leads to something that is said:
// a look at what is there already may fail in silence, because the dialog goes
// on without.
func (t *table) answered(state string) bool {
	return t.leads(state, stateFailed) || t.leads(state, stateStuck) || state == stateCheck && t.leads(state, stateCollect)
}

// restless finds states that lead to each other in a ring, and in none of
// which anybody waits.
func (t *table) restless() []string {
	passed := func(s string) bool { // rings of the author's states are proved by proof_states.go
		verb, _ := splitState(s)
		return !waits(s) && !end(s) && verb != "at"
	}
	for _, s := range t.states {
		if !passed(s) {
			continue
		}
		for _, src := range t.to[s] {
			if !passed(src) {
				continue
			}
			if way := t.search(s, src, passed); way != nil {
				return append(way, s)
			}
		}
	}
	return nil
}

// way is the shortest way from one state to another that never comes through
// without; nil when there is none.
func (t *table) way(from, to, without string) []string {
	if !slices.Contains(t.states, to) {
		return nil
	}
	return t.search(from, to, func(s string) bool { return s != without })
}

// search finds the shortest way over states that are allowed.
func (t *table) search(from, to string, allowed func(string) bool) []string {
	before := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; {
		s := queue[0]
		queue = queue[1:]
		if s == to {
			var way []string
			for ; s != ""; s = before[s] {
				way = append(way, s)
			}
			slices.Reverse(way)
			return way
		}
		for _, next := range t.states {
			if _, seen := before[next]; !seen && allowed(next) && t.leads(s, next) {
				before[next] = s
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// reach returns the states that can be reached from one, never passing
// through without.
func (t *table) reach(start, without string) map[string]bool {
	seen := map[string]bool{start: true}
	for grown := true; grown; {
		grown = false
		for _, dst := range t.states {
			if seen[dst] || dst == without {
				continue
			}
			for _, src := range t.to[dst] {
				if seen[src] {
					seen[dst], grown = true, true
					break
				}
			}
		}
	}
	return seen
}

// leading returns the states from which one can be reached.
func (t *table) leading(end string) map[string]bool {
	seen := map[string]bool{end: true}
	for queue := []string{end}; len(queue) > 0; {
		dst := queue[0]
		queue = queue[1:]
		for _, src := range t.to[dst] {
			if !seen[src] {
				seen[src] = true
				queue = append(queue, src)
			}
		}
	}
	return seen
}
