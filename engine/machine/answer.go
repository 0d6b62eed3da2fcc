package machine

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/engine/field"
	"parley/engine/match"
)

// take takes a value for a field out of what was said, or keeps the words
// until what is needed to read them has been looked up. What it returns is
// the sentence that says why it could not, or nothing.
func (st *step) take(f *Frame, a *ask, text string, value *field.Value, from field.From) string {
	if slices.Contains(f.Closed, a.name) {
		return st.text("closed", "label", a.title)
	}
	if value != nil && a.kind == field.Record {
		st.takeRef(f, a, Ref{Object: a.object.Name, ID: value.Norm, Title: value.Label}, value.From)
		return ""
	}
	if value != nil {
		v := *value
		v.From = from
		if problem := st.check(a, v); problem != "" {
			return problem
		}
		st.put(f, a, v)
		return ""
	}
	text = strings.TrimSpace(text)
	if problem := st.unbearable(a, text); problem != "" {
		return problem
	}
	switch a.kind {
	case field.Record:
		return st.takeRecord(f, a, text)
	case field.Changes:
		f.setRaw(a.name, text) // what was to change before stays: more is added to it
		return ""
	case match.Search:
		f.clear(a.name)
		f.setRaw(a.name, text)
		return ""
	case field.Pick, field.Owner:
		if st.toLoad(f, a) != "" {
			f.clear(a.name)
			f.setRaw(a.name, text)
			return ""
		}
		list := st.choices(f, a.name)
		exact, near := st.choose(text, list)
		if len(exact) == 1 || len(exact) == 0 && len(near) == 1 {
			hit := append(exact, near...)[0]
			st.put(f, a, field.Value{Norm: hit.Value, Label: hit.Label, From: from})
			return ""
		}
		if len(exact)+len(near) > 1 {
			return st.text("choice_several", "text", text)
		}
		return st.text("choice_unclear", "text", text)
	}
	t, ok := field.TypeOf(a.kind)
	if !ok || t.Read == nil {
		return st.text("ask_again", "problem", a.hint)
	}
	v, why, ok := t.Read(text, st.view)
	if !ok {
		return why
	}
	v.From = from
	if problem := st.check(a, v); problem != "" {
		return problem
	}
	st.put(f, a, v)
	return ""
}

// maxWords is how many characters are kept of what somebody says for a field
// whose dialog sets no length: sessions stay small, and nobody names a record
// or lists changes in more.
const maxWords = 400

// unbearable is what is wrong with words that are kept until they can be read.
func (st *step) unbearable(a *ask, text string) string {
	if a.kind != field.Text && utf8.RuneCountInString(text) > maxWords {
		return st.text("too_long", "max", itoa(maxWords))
	}
	return ""
}

// check holds a value against the field's rules.
func (st *step) check(a *ask, v field.Value) string {
	n := utf8.RuneCountInString(v.Norm)
	if a.min > 0 && n < a.min {
		return st.text("too_short", "min", itoa(a.min))
	}
	if most := cmp.Or(a.max, maxWords); n > most {
		return st.text("too_long", "max", itoa(most))
	}
	for _, r := range a.must {
		if !r.holds.holds(map[string]field.Value{"value": v}) {
			return r.say
		}
	}
	return ""
}

// put sets a field and forgets what depended on it.
func (st *step) put(f *Frame, a *ask, v field.Value) {
	f.set(a.name, v)
	c := st.m.of(f)
	for _, other := range c.fields {
		// Choices that were loaded for another value, such as the stages of
		// another pipeline, are loaded again.
		if spec, ok := st.m.catalog.Spec(other.source); ok && other.name != a.name && has(spec, a.name) {
			if _, loaded := f.Choices[other.name]; loaded {
				f.Choices = clone(f.Choices)
				delete(f.Choices, other.name)
				f.clear(other.name)
			}
		}
	}
}

// answerTo takes a whole message as the answer to a question.
func (st *step) answerTo(f *Frame, a *ask, text string) {
	if a.kind == field.Changes || a.kind == match.Search {
		if a.kind == field.Changes && f.Detail != "" {
			st.changeDetail(f, a, text)
			return
		}
		if problem := st.unbearable(a, text); problem != "" {
			st.miss(f, a, problem)
			return
		}
		f.setRaw(a.name, text)
		if st.toLoad(f, a) != "" {
			st.enter(f, stateOf("load", a.name))
			return
		}
		f.dropRaw(a.name)
		if a.kind == field.Changes {
			st.readChanges(f, a, text)
		} else {
			st.readSearch(f, a, text)
		}
		return
	}
	old, known := f.Fields[a.name]
	if problem := st.take(f, a, text, nil, field.Said); problem != "" {
		st.miss(f, a, problem)
		return
	}
	if v, ok := f.Fields[a.name]; ok && known && !v.Equal(old) {
		st.say("corrected", "label", capital(a.label), "new", st.show(a, v), "old", st.show(a, old))
	}
	st.proceed(f)
}

// choices are what can be picked for a field, or for "changes.stage".
func (st *step) choices(f *Frame, key string) []field.Choice {
	if a := st.m.of(f).ask(key); a != nil && len(a.choices) > 0 {
		return a.choices
	}
	return f.Choices[key]
}

// question asks a field.
func (st *step) question(f *Frame, a *ask) {
	text := a.text.fill(func(name string) string { return st.valueOf(f, name) })
	if text == "" {
		text = st.text("ask", "label", capital(a.label))
		if a.kind == field.Changes {
			text = st.text("changes_ask")
		}
	}
	text = st.led(text)
	msg := Message{Kind: KindQuestion, Text: text, Field: a.name, Hint: a.hint, Input: &Input{Type: inputOf(a.kind), Max: a.max}}
	if a.kind == field.Changes {
		st.changesQuestion(f, a, &msg)
		st.msgs = append(st.msgs, msg)
		return
	}
	list := st.choices(f, a.name)
	msg.Choices = make([]Button, 0, len(list)+3)
	for _, ch := range list {
		msg.Choices = append(msg.Choices, Button{Label: ch.Label, Value: "pick:" + ch.Value})
		msg.Input.Options = append(msg.Input.Options, ch.Label)
	}
	if a.preset != "" {
		msg.Choices = append(msg.Choices, a.usual)
	}
	if a.kind == field.YesNo {
		msg.Choices = append(msg.Choices, Button{Label: st.button("yes").Label, Value: "text:yes"}, Button{Label: st.button("no").Label, Value: "text:no"})
	}
	if a.skippable(f.Fields) {
		msg.Choices = append(msg.Choices, st.button("skip"))
		if st.onlyOptionalLeft(f) {
			msg.Choices = append(msg.Choices, st.button("skip_all"))
		}
	}
	st.msgs = append(st.msgs, msg)
}

// onlyOptionalLeft tells whether at least two questions follow and all of
// them can be left out.
func (st *step) onlyOptionalLeft(f *Frame) bool {
	left := 0
	for _, a := range st.m.of(f).fields {
		_, known := f.Fields[a.name]
		if known || a.never || slices.Contains(f.Skipped, a.name) || a.when != nil && !a.when.holds(f.Fields) {
			continue
		}
		if !a.skippable(f.Fields) {
			return false
		}
		left++
	}
	return left > 1
}

func inputOf(k field.Kind) string {
	if t, ok := field.TypeOf(k); ok && t.Input != "" {
		return t.Input
	}
	return "text"
}

// valueOf fills a mark of a text with a field's value.
func (st *step) valueOf(f *Frame, name string) string {
	if a := st.m.of(f).ask(name); a != nil {
		if v, ok := f.Fields[name]; ok {
			return st.show(a, v)
		}
	}
	return ""
}

// show writes a field's value for the visitor.
func (st *step) show(a *ask, v field.Value) string {
	switch a.kind {
	case field.Changes:
		var parts []string
		for _, of := range a.object.Fields {
			if x, ok := v.Set[of.Name]; ok {
				parts = append(parts, st.text("value", "label", of.Label, "value", st.showOr(of.Kind, x, st.text("nothing"))))
			}
		}
		return st.list(parts)
	case match.Search:
		return st.showSearch(a, v)
	}
	if a.private {
		return field.Mask(a.kind, v)
	}
	return field.Show(a.kind, v, st.view)
}

func (st *step) showOr(k field.Kind, v field.Value, empty string) string {
	if v.IsZero() {
		return empty
	}
	return field.Show(k, v, st.view)
}
