package machine

import "parley/engine/match"

// A table that was shown stays within reach after another dialog has taken the
// word, or the one that it interrupted: people go on paging, sorting and
// narrowing it. It is kept in the session's memory as the frame that it was.

// keepTable remembers the table of the frame on top.
func (st *step) keepTable() {
	f := *st.top()
	f.Choices, f.Order, f.Kept, f.Heard, f.Op = nil, nil, nil, "", nil
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
