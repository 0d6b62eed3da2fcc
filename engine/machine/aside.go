package machine

import (
	"strings"

	"parley/engine/match"
)

// A table that was shown stays within reach after another dialog has taken the
// word, or the one that it interrupted: people go on paging, sorting and
// narrowing it. It is kept in the session's memory as the frame that it was.

// keepTable remembers the table of the frame on top.
func (st *step) keepTable() {
	f := *st.top()
	f.Choices, f.Order, f.Kept, f.Heard, f.Op = nil, nil, nil, "", nil
	f.State = stateResults // also when there was nothing to show
	st.s.Memory.Table = &f
}

// layTableAside makes room for another dialog.
func (st *step) layTableAside() {
	st.keepTable()
	st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
}

// fromAside answers what is about the table laid aside: "next", "sort by
// amount", "only the ones above 10k". It tells whether the text was.
func (st *step) fromAside(f *Frame, command match.Command, text string) bool {
	kept := st.s.Memory.Table
	if kept == nil || f != nil && (f.State == stateResults || len(st.s.Stack) >= maxDepth) || st.m.of(kept) == nil {
		return false
	}
	stack := st.s.Stack
	table := *kept
	st.s.Stack = append(st.s.Stack[:len(st.s.Stack):len(st.s.Stack)], table)
	on := st.top()
	switch {
	case command == match.Next || command == match.Previous:
		st.page(on, command == match.Next)
	case command == "" && st.reshape(on, text):
	default:
		st.s.Stack = stack
		return false
	}
	if f := st.top(); f.State == stateResults && len(st.s.Stack) > 1 {
		// There was no further page to fetch.
		st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	}
	return true
}

// backToList shows the last table once more: "back to the list". It tells
// whether that was said.
func (st *step) backToList(f *Frame, text string) bool {
	if !listAgain.MatchString(strings.TrimRight(strings.TrimSpace(text), ".!?")) || f != nil && f.waits() {
		return false
	}
	if f != nil && f.State == stateResults {
		st.enter(f, stateRun)
		return true
	}
	return st.tableAgain()
}

// tableAgain fetches the page of the table laid aside anew. It tells whether
// there is one.
func (st *step) tableAgain() bool {
	kept := st.s.Memory.Table
	if kept == nil || len(st.s.Stack) >= maxDepth || st.m.of(kept) == nil {
		return false
	}
	table := *kept
	if table.List.Empty {
		table.Narrow, table.List = nil, nil
	}
	st.s.Stack = append(st.s.Stack[:len(st.s.Stack):len(st.s.Stack)], table)
	st.enter(st.top(), stateRun)
	return true
}

// backInTable takes back what was done last to the table on show: the page that
// was turned, else how it was narrowed.
func (st *step) backInTable(f *Frame) {
	if len(f.List.After) < 2 && len(f.Narrow) > 0 {
		f.Narrow, f.List = nil, nil
		st.enter(f, stateRun)
		return
	}
	st.page(f, false)
}
