package machine

import "slices"

// prove returns what is wrong with a table, as sentences about its states;
// nothing for a table that may run.
func (t *table) prove(writes bool) []string {
	var wrong []string
	from := t.reach(stateStart, "")
	for _, s := range t.states {
		if !from[s] {
			wrong = append(wrong, "nothing leads to the state \""+s+"\"")
		}
	}
	done, undone, cancelled := t.leading(stateDone), t.leading(stateUndone), t.leading(stateCancelled)
	for _, s := range t.states {
		if !waits(s) {
			continue
		}
		if !done[s] && !undone[s] {
			wrong = append(wrong, "from the state \""+s+"\" the dialog can't come to its end")
		}
		if !cancelled[s] {
			wrong = append(wrong, "from the state \""+s+"\" the dialog can't be cancelled")
		}
	}
	if writes {
		if !slices.Contains(t.states, stateConfirm) {
			wrong = append(wrong, "it writes without asking first")
		} else if t.reach(stateStart, stateConfirm)[stateRun] {
			wrong = append(wrong, "there is a way to the write that passes no confirm")
		}
		if t.reach(stateStart, stateUndoConfirm)[stateUndoRun] {
			wrong = append(wrong, "there is a way to take a write back that passes no confirm")
		}
		if t.reach(stateDone, "")[stateRun] {
			wrong = append(wrong, "taking a write back can lead to the write again")
		}
	}
	return wrong
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
