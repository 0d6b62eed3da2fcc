package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// tell answers a question for one value: of the open dialog, of the record
// that it is about, or of the one shown last.
func (st *step) tell(f *Frame, m match.Meaning) {
	if f != nil {
		if text := st.told(f, m.Field); text != "" {
			st.lead(text)
			st.again(f)
			return
		}
	}
	for _, object := range st.recent(m.Text) {
		ref := st.s.Memory.Last[object]
		for _, c := range st.m.dialogs {
			if c.spec.Object != object || c.effect != action.Read || c.spec.Gives != action.GivesRecord || c.about() == nil || !st.tellable(c.object, m.Field) {
				continue
			}
			preset := map[string]field.Value{c.about().name: {Norm: ref.ID, Label: ref.Title, From: field.Remembered}}
			st.begin(c.Name, []match.Meaning{{Command: match.Tell, Field: m.Field}}, preset)
			return
		}
	}
	st.say("told_nothing")
	st.reask()
}

// told says a value that the open dialog knows; nothing when the question is
// not about it.
func (st *step) told(f *Frame, name string) string {
	c := st.m.of(f)
	if f.Undo != nil {
		return "" // it has only what it puts back
	}
	if a := c.ask(name); a != nil {
		if v, ok := f.Fields[name]; ok {
			return st.text("told_here", "label", a.title, "value", st.show(a, v))
		}
		if raw := f.Raw[name]; raw != "" { // said, and not looked up yet
			return st.text("told_here", "label", a.title, "value", raw)
		}
		return st.text("told_none_here", "label", a.label)
	}
	if f.Was != nil {
		return st.toldOf(*f.Was, name)
	}
	return ""
}

// tellable tells whether a record has such a field, or such records with it.
func (st *step) tellable(o action.Object, name string) bool {
	_, ok := o.Field(name)
	return ok || slices.ContainsFunc(st.m.linked(o), func(other action.Object) bool { return other.Plural == name })
}

// linked are the kinds of records that can be with one of a kind: those of the
// other dialogs.
func (m *Machine) linked(o action.Object) []action.Object {
	var list []action.Object
	for _, c := range m.dialogs {
		if other := c.object; other.Name != "" && other.Name != o.Name && !slices.ContainsFunc(list, func(x action.Object) bool { return x.Name == other.Name }) {
			list = append(list, other)
		}
	}
	return list
}

// toldOf says one value of a record.
func (st *step) toldOf(r action.Record, name string) string {
	o, _ := st.m.catalog.Object(r.Object)
	for _, other := range st.m.linked(o) {
		if other.Plural != name {
			continue
		}
		var titles []string
		for _, l := range r.Links[other.Name] {
			titles = append(titles, l.Title)
		}
		if len(titles) == 0 {
			return st.text("told_none", "label", st.noun(other.Name), "record", r.Title)
		}
		if len(titles) == 1 {
			return st.text("told", "label", st.noun(other.Name), "record", r.Title, "value", titles[0])
		}
		return st.text("told_several", "label", st.noun(other.Plural), "record", r.Title, "values", st.list(titles))
	}
	of, ok := o.Field(name)
	if !ok {
		return ""
	}
	v := r.Fields[name]
	if v.IsZero() {
		return st.text("told_none", "label", of.Label, "record", r.Title)
	}
	return st.text("told", "label", of.Label, "record", r.Title, "value", field.Show(of.Kind, v, st.view))
}

// recent lists the kinds of records shown so far, the last one first. "his"
// and "her" are people's.
func (st *step) recent(word string) []string {
	var list []string
	add := func(object string) {
		if _, ok := st.s.Memory.Last[object]; ok {
			list = append(list, object)
		}
	}
	switch word {
	case "his", "her", "him", "he", "she":
		add("contact")
		return list
	}
	add(st.s.Memory.It)
	for _, object := range keys(st.s.Memory.Last) {
		if object != st.s.Memory.It {
			add(object)
		}
	}
	return list
}

// tellButtons asks what kind of record a question is about.
func (st *step) tellButtons(m match.Meaning, name string) []Button {
	buttons := st.dialogButtons(m.Dialogs)
	for i := range buttons {
		buttons[i].Value = "tell:" + strings.TrimPrefix(buttons[i].Value, "start:") + ":" + name + ":" + m.Text
		if c, ok := st.m.byName[m.Dialogs[i].Dialog]; ok {
			buttons[i].Label = st.text("which_record", "object", st.noun(c.spec.Object), "record", m.Text)
		}
	}
	return buttons
}
