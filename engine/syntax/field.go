package syntax

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// fields reads the fields, and tells whether those are all.
func (r *reader) fields(k key, e entry) (list []*Field, all bool) {
	if !r.isMapping(e.value, e.pos, "fields are expected here, each with its name", "write for example `name: {ask: \"What should it be called?\"}`") {
		return nil, false
	}
	all = true
	for _, x := range r.entries(e.value) {
		if r.full() {
			break
		}
		if f := r.field(x); f != nil {
			list = append(list, f)
		} else {
			all = false
		}
	}
	return list, all
}

func (r *reader) field(e entry) *Field {
	f := &Field{Name: Str{e.name, e.pos}}
	what := fmt.Sprintf("the field %s", quote(e.name))
	if !r.checkName(f.Name) {
		if f.Name.Value = fold(e.name); !namePattern.MatchString(f.Name.Value) {
			f = &Field{} // what is wrong inside is told all the same
		}
	}
	seen, unread := r.fill(e.value, inField, what, e.pos, map[string]any{
		"type":     &f.Type,
		"label":    &f.Label,
		"ask":      &f.Ask,
		"hint":     &f.Hint,
		"why":      &f.Why,
		"examples": &f.Examples,
		"optional": func(k key, e entry) { f.Optional, f.OptionalIf = r.flagOrIf(k, e) },
		"private":  &f.Private,
		"ask_if":   &f.AskIf,
		"when":     &f.When,
		"default":  &f.Default,
		"choices":  func(k key, e entry) { f.Choices, f.From = r.choices(k, e) },
		"length":   &f.Length,
		"must":     func(_ key, e entry) { f.Must = r.rules(e) },
		"attempts": &f.Attempts,
		"if_none":  &f.IfNone,
	})
	f.Unread = unread
	if seen != nil && !seen["ask"] && !unread["ask_if"] && f.AskIf.Value != "never" {
		r.add("no-ask", e.pos, what+" has no question", "add `ask:` below it, or `ask_if: never` when it is only taken from what was said")
	}
	if f.Name.IsZero() {
		return nil
	}
	return f
}

// choices are an action that knows them, or a list that the author wrote.
func (r *reader) choices(k key, e entry) (list []Choice, from Str) {
	const expected = "an action or a list of choices is expected here"
	const advice = "write for example `choices: hubspot.deal_stages` or `choices: [low, high]`"
	n := e.value
	text := key{name: k.name, kind: aText, example: "[low, high]"}
	switch {
	case n.Kind == yaml.ScalarNode && !isEmpty(n):
		s, ok := r.scalar(text, n, e.pos)
		if ok && !actionPattern.MatchString(s.Value) {
			r.add("wrong-shape", s.Pos, expected, advice)
			ok = false
		}
		if !ok {
			return nil, Str{}
		}
		return nil, s
	case n.Kind == yaml.MappingNode && len(n.Content) > 0:
		return r.labelled(text, n), Str{}
	case n.Kind != yaml.SequenceNode || len(n.Content) == 0:
		r.wrongShape(n, e.pos, expected, advice)
		return nil, Str{}
	}
	seen := map[string]Pos{}
	add := func(c Choice) {
		if first, twice := seen[c.Value.Value]; twice {
			r.add("duplicate-choice", c.Value.Pos, fmt.Sprintf("%s is offered twice; the first is in line %d", quote(c.Value.Value), first.Line), "remove one of them")
			return
		}
		seen[c.Value.Value] = c.Value.Pos
		list = append(list, c)
	}
	for _, c := range n.Content {
		if c.Kind == yaml.MappingNode && len(c.Content) > 0 {
			for _, x := range r.labelled(text, c) {
				add(x)
			}
		} else if s := r.one(text, c, Pos{Line: c.Line, Col: c.Column, Len: 1}); !s.IsZero() {
			add(Choice{Value: s})
		}
	}
	return list, Str{}
}

// labelled reads choices of the form `value: label`.
func (r *reader) labelled(k key, n *yaml.Node) []Choice {
	var list []Choice
	for _, x := range r.entries(n) {
		if label := r.one(k, x.value, x.pos); !label.IsZero() {
			list = append(list, Choice{Value: Str{x.name, x.pos}, Label: label})
		}
	}
	return list
}

func (r *reader) rules(e entry) []Rule {
	const advice = "write for example `value >= 0: The amount can't be negative.`"
	if !r.isMapping(e.value, e.pos, "conditions are expected here, each with what to say", advice) {
		return nil
	}
	var list []Rule
	for _, x := range r.entries(e.value) {
		say := r.one(key{name: x.name, kind: aText, example: "The amount can't be negative."}, x.value, x.pos)
		if !say.IsZero() {
			list = append(list, Rule{If: Str{x.name, x.pos}, Say: say})
		}
	}
	return list
}
