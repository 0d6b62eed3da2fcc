package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/match"
)

// "Show me Globex" names a record and not its kind. Each kind is looked through
// for it, the one that the talk is about first, and the visitor is asked only
// when several records fit.

// Look is such a search on its way, kept by the dialog that searches.
type Look struct {
	Text  string   `json:"t"`
	Left  []string `json:"l,omitempty"` // the dialogs of the kinds still to be looked through
	Found []Ref    `json:"f,omitempty"`
}

// lookUp takes "show me Globex" and "who is Jane", which fit no dialog more than
// another, as a wish to see a record. It tells whether it was one.
func (st *step) lookUp(text string) bool {
	text = strings.TrimRight(strings.TrimSpace(text), ".!?")
	m, person := lookAt.FindStringSubmatch(text), false
	if m == nil {
		m, person = whoIs.FindStringSubmatch(text), true
	}
	if m == nil || pronoun.MatchString(m[1]) || she.MatchString(m[1]) {
		return false
	}
	if f := st.top(); f != nil && f.State != stateResults && (f.Undo != nil || f.Look != nil || !strings.HasPrefix(f.State, "ask ")) {
		return false
	}
	return st.look(m[1], person)
}

// look begins the search. Whoever is asked for by "who" is a person. It tells
// whether there is anything to look through.
func (st *step) look(text string, person bool) bool {
	var dialogs []string
	for _, c := range st.m.dialogs {
		if c.about() == nil || st.m.showing(c.object.Name) != c || person && c.object.Name != "contact" {
			continue
		}
		if c.object.Name == st.s.Memory.It {
			dialogs = slices.Insert(dialogs, 0, c.Name)
		} else {
			dialogs = append(dialogs, c.Name)
		}
	}
	if len(dialogs) == 0 {
		return false
	}
	st.begin(dialogs[0], []match.Meaning{{Command: match.Set, Field: st.m.byName[dialogs[0]].about().name, Text: text}}, nil)
	if f := st.top(); f != nil && f.Dialog == dialogs[0] && len(dialogs) > 1 {
		f.Look = &Look{Text: text, Left: dialogs[1:]}
	}
	return true
}

// looked goes on with the next kind once one was looked through, or says what
// was found. It tells whether it did; else the records are all that there are.
func (st *step) looked(f *Frame, a *ask, records []action.Record) bool {
	look := *f.Look
	f.Look = nil
	named := slices.ContainsFunc(records, func(r action.Record) bool { return isNamed(r.Title, look.Text) })
	if named && (a.object.Name == st.s.Memory.It || exactTitle(records, look.Text)) {
		return false
	}
	for _, r := range records {
		look.Found = append(look.Found[:len(look.Found):len(look.Found)], Ref{Object: r.Object, ID: r.ID, Title: r.Title, Hint: st.hint(r)})
	}
	if len(look.Left) == 0 {
		// Whoever only works at Globex is not called so.
		if by := slices.DeleteFunc(slices.Clone(look.Found), func(r Ref) bool { return !isNamed(r.Title, look.Text) }); len(by) > 0 {
			look.Found = by
		}
	}
	ended := st.ended
	st.goTo(f, stateCancelled)
	st.ended = ended
	st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	switch found := look.Found; {
	case len(look.Left) > 0:
		c := st.m.byName[look.Left[0]]
		look.Left = look.Left[1:]
		st.push(c, []match.Meaning{{Command: match.Set, Field: c.about().name, Text: look.Text}}, nil, "")
		st.top().Look = &look
	case len(found) == 0:
		st.foundNothing(look.Text)
	case !slices.ContainsFunc(found, func(r Ref) bool { return r.Object != found[0].Object }):
		st.pickOf(st.m.showing(found[0].Object), look.Text, found)
	default:
		st.whichKind(look.Text, found)
	}
	return true
}

// isNamed tells whether a record is called by all words of a text.
func isNamed(title, text string) bool {
	title = folded(title)
	return !slices.ContainsFunc(strings.Fields(folded(text)), func(w string) bool { return !strings.Contains(title, w) })
}

// foundNothing says which kinds were looked through in vain.
func (st *step) foundNothing(text string) {
	var kinds []string
	for _, c := range st.m.dialogs {
		if st.m.showing(c.object.Name) == c {
			kinds = append(kinds, st.text("none_of", "object", st.noun(c.object.Name)))
		}
	}
	st.say("found_nothing", "text", text, "objects", st.list(kinds))
	st.reask()
	if st.top() == nil {
		st.offer(st.starters()...)
	}
}

// pickOf shows the one record that was found, or asks which of several.
func (st *step) pickOf(c *Compiled, text string, found []Ref) {
	if len(found) == 1 {
		st.remember(found[0])
		st.push(c, nil, c.subject(&found[0]), "")
		return
	}
	a := c.about()
	st.s.Stack = append(st.s.Stack, Frame{Dialog: c.Name, Hash: c.Hash, State: stateStart, Raw: map[string]string{a.name: text}, Pick: found[:min(6, len(found))]})
	st.enter(st.top(), stateOf("pick", a.name))
}

// whichKind asks which of several records of different kinds is meant: by their
// names while those are few.
func (st *step) whichKind(text string, found []Ref) {
	const few = 5
	var buttons []Button
	for _, r := range found {
		d, name := st.m.showing(r.Object), r.Title
		value := "start:" + d.Name + ":" + r.ID
		if len(found) > few {
			value, name = "about:"+d.Name+":"+text, text
		}
		b := Button{Label: capital(st.text("which_record", "object", st.noun(r.Object), "record", name)), Value: value}
		if !slices.Contains(buttons, b) {
			buttons = append(buttons, b)
		}
	}
	st.say("several_found", "text", text)
	st.offer(buttons...)
	st.s.Unclear = buttons
}
