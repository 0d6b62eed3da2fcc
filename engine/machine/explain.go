package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// explained answers a question about a word of ours, "what is a pipeline?", and
// asks the open question again. It tells whether that was asked, of a word that
// is known here.
func (st *step) explained(f *Frame, text string) bool {
	m := asksMeaning.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!?"))
	if m == nil || f != nil && f.waits() {
		return false
	}
	meaning := st.meaning(f, strings.ToLower(strings.Join(m[1:], "")))
	if meaning == "" {
		return false
	}
	st.lead(meaning)
	switch {
	case f == nil:
		st.offer(st.starters()...)
	case f.State != stateResults:
		st.again(f)
	}
	return true
}

// meaning says what a word means: a field, as the open dialog knows it before
// others do, or a kind of record. A pronoun is the open question.
func (st *step) meaning(f *Frame, word string) string {
	dialogs := st.m.dialogs
	if f != nil {
		open := st.m.of(f)
		if verb, name := splitState(f.State); verb == "ask" && (word == "" || pronoun.MatchString(word)) {
			word = open.ask(name).label
		}
		dialogs = append([]*Compiled{open}, dialogs...)
	}
	for _, said := range []string{word, strings.TrimSuffix(word, "s")} {
		for _, c := range dialogs {
			if o := c.object; o.Name != "" && slices.Contains(append([]string{o.Name, o.Plural}, o.Also...), said) {
				return st.text("about_" + o.Name)
			}
		}
		for _, c := range dialogs {
			label := said
			if of, ok := called(c.object, said); ok {
				label = of.Label
			} else if c.labelled(said) == nil {
				continue
			}
			reason := st.reason(dialogs, c.object, label)
			if options := st.options(f, label); options != "" {
				return sentences(reason, options)
			}
			return reason
		}
	}
	return ""
}

// labelled finds the field that a dialog calls so; nil for none.
func (c *Compiled) labelled(label string) *ask {
	i := slices.IndexFunc(c.fields, func(a *ask) bool { return strings.EqualFold(a.label, label) && a.kind != match.Search })
	if i < 0 {
		return nil
	}
	return c.fields[i]
}

// reason is what a field is for, in the words of the first dialog about such
// records that has any.
func (st *step) reason(dialogs []*Compiled, o action.Object, label string) string {
	for _, c := range dialogs {
		if a := c.labelled(label); a != nil && c.object.Name == o.Name && a.tree.Why.Value != "" {
			return a.tree.Why.Value
		}
	}
	return st.text("explain", "label", label, "object", st.noun(o.Name))
}

// options is what a field of the open dialog can be, where that is known and few.
func (st *step) options(f *Frame, label string) string {
	const few = 12
	if f == nil {
		return ""
	}
	a := st.m.of(f).labelled(label)
	if a == nil {
		return ""
	}
	var labels []string
	for _, choice := range st.choices(f, a.name) {
		labels = append(labels, choice.Label)
	}
	if len(labels) == 0 || len(labels) > few {
		return ""
	}
	return st.text("explain_choices", "values", st.list(labels))
}

// exampleChange is a change of such a record as somebody could say it: the first
// field that has a typical value, with that.
func exampleChange(o action.Object) string {
	for _, of := range o.Fields {
		if t, ok := field.TypeOf(of.Kind); ok && !of.ReadOnly && of.Kind != field.Text && of.Source == "" && t.Example != "" {
			return of.Label + " " + t.Example
		}
	}
	return ""
}
