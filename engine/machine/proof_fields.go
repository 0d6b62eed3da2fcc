package machine

import (
	"fmt"
	"maps"

	"parley/engine/field"
	"parley/engine/syntax"
)

// promises proves what must hold for each question: it is asked before its
// answer is used, it can be answered, and what it offers is taken.
func (c *compiler) promises() {
	if c.whole != nil {
		return // proved for the dialog
	}
	choices := map[string][]field.Choice{}
	for _, a := range c.out.fields {
		c.order(a)
		c.fillable(a)
		c.answerable(a)
		if a.when != nil {
			c.reachable(a, choices)
		}
		if len(a.choices) > 0 {
			choices[a.name] = a.choices
		}
	}
}

// soFar are the values that a field's question and condition may name: those
// of the fields in front of it. Those behind it are known, too, so that order
// can tell about them.
func (c *compiler) soFar(t *syntax.Field, before map[string]field.Kind) map[string]field.Kind {
	all := maps.Clone(before)
	for _, later := range c.d.Fields {
		if _, known := all[later.Name.Value]; !known && later != t {
			all[later.Name.Value] = "" // of no kind yet
		}
	}
	return all
}

// order proves that no question needs an answer that is asked for later.
func (c *compiler) order(a *ask) {
	behind := false
	for _, later := range c.out.fields {
		if behind = behind || later == a; !behind || later == a {
			continue
		}
		early := func(at syntax.Str, from, to int) {
			c.wrong(c.d.Part(at, from, to), "used-too-early", fmt.Sprintf("%q is asked for later than %q, so it is not known here", later.name, a.name),
				fmt.Sprintf("move the field %q in front of %q", later.name, a.name))
			t := talkOf(c.out).until(a)
			if at == a.tree.When {
				c.shown(t.happens("whether to ask for %q depends on %q, which nobody has been asked for", a.label, later.label))
				return
			}
			c.shown(t.bot(t.filled(newTemplate(a.question()), later)))
		}
		for _, m := range markPattern.FindAllStringSubmatchIndex(a.tree.Ask.Value, -1) {
			if a.tree.Ask.Value[m[2]:m[3]] == later.name {
				early(a.tree.Ask, m[0], m[1])
			}
		}
		for _, at := range namesIn(a.tree.When.Value) {
			if a.tree.When.Value[at[0]:at[1]] == later.name {
				early(a.tree.When, at[0], at[1])
			}
		}
	}
}

// fillable proves that what is required is asked, or there by itself.
func (c *compiler) fillable(a *ask) {
	t := a.tree
	if len(c.d.States) > 0 {
		return // proveStates knows who is asked for it
	}
	if !a.never || a.optional || a.preset != "" || !t.When.IsZero() || t.Unread["optional"] || t.Unread["default"] || t.Unread["when"] {
		return
	}
	c.wrong(t.AskIf.Pos, "never-filled", fmt.Sprintf("%q is required but never asked, so the dialog can't go on without it", a.name), "add `optional: true` or `default:`, or let it be asked")
	c.shown(talkOf(c.out).until(nil).happens("%q is missing and never asked for, so %s is never sent", a.label, c.out.spec.Name))
}

// answerable proves that some answer is taken, and the one that is offered.
func (c *compiler) answerable(a *ask) {
	for _, r := range a.must {
		if r.holds == nil {
			return
		}
	}
	if v, say, sure := a.unmet(); sure {
		answer := v.Norm
		for _, ch := range a.choices {
			if ch.Value == v.Norm {
				answer = ch.Label
			}
		}
		c.wrong(a.tree.Must[0].If.Pos, "no-answer-fits", fmt.Sprintf("no answer to the question for %q can be right", a.name), "change the conditions below `must:` so that they can hold together")
		c.refused(a, answer, say)
		return
	}
	if a.preset == "" || len(a.choices) == 0 && a.source != "" {
		return
	}
	v, ok := a.read(a.preset)
	if !ok {
		return // preset has said so
	}
	say, broken := a.breaks(v)
	if n := len([]rune(v.Norm)); !broken && (n < a.min || a.max > 0 && n > a.max) {
		say, broken = "That is too long or too short.", true
	}
	if broken {
		c.wrong(a.tree.Default.Pos, "default-refused", fmt.Sprintf("the default %q is refused by the field's own rules", a.preset), "change the default, or the rule")
		c.refused(a, a.preset, say)
	}
}

// read reads an answer as the engine would, at any time and place.
func (a *ask) read(text string) (field.Value, bool) {
	if len(a.choices) > 0 {
		exact, _ := field.MatchChoice(text, field.View{Choices: a.choices})
		if len(exact) != 1 {
			return field.Value{}, false
		}
		return field.Value{Norm: exact[0].Value}, true
	}
	t, ok := field.TypeOf(a.kind)
	if !ok || t.Read == nil {
		return field.Value{}, false
	}
	v, _, ok := t.Read(text, field.View{Now: compileTime})
	return v, ok
}

// refused shows a question that is asked for ever.
func (c *compiler) refused(a *ask, answer, say string) {
	t := talkOf(c.out).until(a)
	question := t.filled(newTemplate(a.question()), nil)
	c.shown(t.bot(question).me(answer).bot(say).bot(question).happens("and so on"))
}

// reachable tells about a condition that decides nothing.
func (c *compiler) reachable(a *ask, choices map[string][]field.Choice) {
	holds, fails, sure := a.when.outcomes(choices)
	switch {
	case !sure:
	case !holds:
		c.warn(a.tree.When.Pos, "never-holds", fmt.Sprintf("this never holds, so %q is never asked", a.name), "change the condition, or remove the field")
		c.shown(talkOf(c.out).until(nil).happens("whatever is answered, %q is not asked for", a.label))
	case !fails:
		c.warn(a.tree.When.Pos, "always-holds", fmt.Sprintf("this always holds, so %q is asked every time", a.name), "remove `when:`, or change the condition")
	}
}
