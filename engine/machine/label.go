package machine

import (
	"slices"
	"strings"
)

// labelOf finds what is written on a button, so that the transcript can show
// what was pressed: a client sends only the value. A state offers again what
// it offered; what outlives its state names a dialog or a command. It is empty
// for a value that no button has.
func (st *step) labelOf(value string) string {
	verb, arg, _ := strings.Cut(value, ":")
	f := st.top()
	if f != nil {
		again := step{m: st.m, s: st.s, now: st.now, view: st.view}
		again.s.Stack = slices.Clone(st.s.Stack)
		again.again(again.top())
		for _, m := range again.msgs {
			for _, b := range m.Choices {
				if b.Value == value {
					return b.Label
				}
			}
		}
	}
	switch verb {
	case "cmd":
		return st.button(arg).Label
	case "new":
		if c, ok := st.m.byName[arg]; ok {
			return c.Title
		}
	case "start", "about":
		name, id, _ := strings.Cut(arg, ":")
		c, ok := st.m.byName[name]
		if !ok {
			return ""
		}
		row := slices.IndexFunc(st.s.Memory.List, func(r Ref) bool { return r.ID == id })
		if f != nil && f.State == stateResults && row >= 0 {
			return c.short() + ": " + st.s.Memory.List[row].Title
		}
		return c.Title
	}
	return ""
}
