package machine

import (
	"fmt"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
	"parley/engine/syntax"
)

// action finds the action that the dialog does. One that is misspelt is taken
// for what was meant, so that the rest can be held against it.
func (c *compiler) action() bool {
	d := c.d
	if d.Do.IsZero() && len(d.States) > 0 && !d.Unread["do"] {
		return c.noAction()
	}
	if d.Do.IsZero() {
		return false // the reader has said so
	}
	spec, ok := c.m.catalog.Spec(d.Do.Value)
	if !ok {
		var names []string
		for _, s := range c.m.catalog.Specs() {
			names = append(names, s.Name)
		}
		if !d.Unread["do"] {
			c.unknown(d.Do, "action", names)
		}
		near, _ := syntax.Nearest(d.Do.Value, names)
		if spec, ok = c.m.catalog.Spec(near); !ok {
			return false
		}
	}
	c.out.spec, c.out.effect = spec, spec.Effect
	if spec.Object != "" {
		c.out.object, _ = c.m.catalog.Object(spec.Object)
	}
	if !d.Needs.IsZero() && d.Needs.Value != spec.Provider && !d.Unread["needs"] {
		c.unknown(d.Needs, "sign-in", []string{spec.Provider})
	}
	switch {
	case d.Unread["effect"], c.whole != nil:
	case d.Effect.IsZero() && spec.Effect.Writes():
		c.wrong(d.Do.Pos, "effect-missing", fmt.Sprintf("%s changes something in %s, and the dialog does not say so", spec.Name, spec.Provider), fmt.Sprintf("add `effect: %s`; people are asked for a yes before it happens", spec.Effect))
	case !d.Effect.IsZero() && d.Effect.Value != string(spec.Effect):
		c.wrong(d.Effect.Pos, "effect-differs", fmt.Sprintf("%s has the effect %q, not %q", spec.Name, spec.Effect, d.Effect.Value), "write the effect that the action has, or leave the line out for actions that only read")
	}
	return true
}

// noAction is for a dialog whose states do the work.
func (c *compiler) noAction() bool {
	d := c.d
	c.out.effect = action.Read
	var providers []string
	for _, s := range c.m.catalog.Specs() {
		if s.Provider != "" && !slices.Contains(providers, s.Provider) {
			providers = append(providers, s.Provider)
		}
	}
	if c.out.spec.Provider = d.Needs.Value; !d.Needs.IsZero() && !slices.Contains(providers, d.Needs.Value) && !d.Unread["needs"] {
		c.unknown(d.Needs, "sign-in", providers)
		c.out.spec.Provider = ""
	}
	idle := func(at syntax.Pos, key string) {
		c.wrong(at, "nothing-done", fmt.Sprintf("`%s` is about what `do` does, and this dialog has no `do`", key), fmt.Sprintf("add `do:`, or move `%s` to the state whose action it is about", key))
	}
	if !d.Confirm.IsZero() {
		idle(d.Confirm.Pos, "confirm")
	}
	if !d.Effect.IsZero() {
		idle(d.Effect.Pos, "effect")
	}
	if d.Before != nil {
		idle(d.Before.Pos, "before_confirm")
	}
	if d.Show != nil {
		idle(d.Show.Pos, "show")
	}
	if len(d.Errors) > 0 {
		idle(d.Errors[0].Kind.Pos, "errors")
	}
	return true
}

// permissions proves that nothing happens without a sign-in and a yes.
func (c *compiler) permissions() {
	d, spec := c.d, c.out.spec
	if spec.Name == "" {
		c.lookups()
		return
	}
	if spec.Provider != "" && d.Needs.IsZero() && !d.Unread["needs"] {
		c.wrong(d.Do.Pos, "needs-missing", fmt.Sprintf("%s works only for people who are signed in at %s", spec.Name, spec.Provider), fmt.Sprintf("add `needs: %s`", spec.Provider))
		c.shown(talkOf(c.out).until(nil).happens("%s is sent; %s refuses, because nobody has signed in", spec.Name, spec.Provider))
	}
	if spec.Effect.Writes() && d.Confirm.IsZero() && !d.Unread["confirm"] {
		c.wrong(d.Do.Pos, "confirm-missing", "a dialog that changes something must ask first", "add `confirm:` with a question that names what will happen")
		c.shown(talkOf(c.out).until(nil).happens("%s is sent; nobody has said yes to it", spec.Name))
	}
}

// lookups proves that somebody is signed in where records and choices are
// looked up by a dialog without an action.
func (c *compiler) lookups() {
	d := c.d
	if !d.Needs.IsZero() || d.Unread["needs"] || len(d.States) == 0 {
		return
	}
	for _, a := range c.out.fields {
		at := a.tree.Type
		if a.source != "" && !a.tree.From.IsZero() {
			at = a.tree.From
		}
		for _, name := range []string{a.source, a.object.Find} {
			if spec, ok := c.m.catalog.Spec(name); ok && spec.Provider != "" {
				c.wrong(at.Pos, "needs-missing", fmt.Sprintf("%q is looked up at %s, which works only for people who are signed in there", a.name, spec.Provider), fmt.Sprintf("add `needs: %s`", spec.Provider))
				c.shown(talkOf(c.out).until(a).happens("%s is sent; %s refuses, because nobody has signed in", spec.Name, spec.Provider))
				return
			}
		}
	}
}

// params holds the fields against the action's parameters. A field whose type
// is not known may be meant for any.
func (c *compiler) params() {
	if c.out.spec.Name == "" {
		return
	}
	taken, all := map[string]bool{}, c.d.Unread["fields"]
	for _, a := range c.out.fields {
		p, ok := c.paramOf(a)
		if !ok && a.kind == "" {
			all = true
			continue
		}
		if !ok {
			var known []string
			for _, p := range c.out.spec.Params {
				known = append(known, p.Name)
			}
			if _, near := syntax.Nearest(a.name, known); c.whole != nil || !near && c.usedElsewhere(a) {
				continue // it decides something, and is not meant to be sent
			}
			advice := "it takes: " + strings.Join(known, ", ")
			if c.out.spec.Object != "" {
				advice += fmt.Sprintf("; a property of your own account is described in %s first (`parley new` does it)", syntax.ObjectsFile)
			}
			if near, ok := syntax.Nearest(a.name, known); ok {
				advice = fmt.Sprintf("did you mean %q?", near)
				taken[near] = true
			}
			c.wrong(a.tree.Name.Pos, "unknown-parameter", fmt.Sprintf("%s takes no %q", c.out.spec.Name, a.name), advice)
			continue
		}
		a.param, taken[p.Name] = p.Name, true
		if p.Required && a.optional {
			c.wrong(a.tree.Optional.Pos, "needed", fmt.Sprintf("%s can't do without %q", c.out.spec.Name, a.name), "remove `optional: true`")
		}
		if p.Required && a.when != nil {
			c.warn(a.tree.When.Pos, "needed-sometimes", fmt.Sprintf("%s can't do without %q, and it is asked only sometimes", c.out.spec.Name, a.name), "remove `when:`")
		}
	}
	for _, p := range c.out.spec.Params {
		if p.Required && !taken[p.Name] && !all {
			c.wrong(c.d.Do.Pos, "parameter-missing", fmt.Sprintf("%s needs %q, and no field gives it", c.out.spec.Name, p.Name), fmt.Sprintf("add a field `%s:`%s", p.Name, c.example(p)))
		}
	}
	for _, a := range c.out.fields {
		a.current = a.kind == field.Record && a.param == "id" && c.out.effect.Writes() && c.out.effect != action.Create
	}
}

func (c *compiler) example(p action.Param) string {
	if p.Kind == field.Record {
		return fmt.Sprintf(" of `type: record %s`", c.out.spec.Object)
	}
	if p.Kind == field.Changes {
		return fmt.Sprintf(" of `type: changes of %s`", c.out.spec.Object)
	}
	return ""
}

// paramOf finds the parameter that a field fills: the one that `with` says; else the one of its name; "id"
// for the record that the action is about; text and conditions for a search.
func (c *compiler) paramOf(a *ask) (action.Param, bool) {
	for _, g := range c.with {
		if g.From.Value == a.name {
			return c.out.spec.Param(g.To.Value)
		}
	}
	p, ok := c.paramLike(a)
	if ok && slices.ContainsFunc(c.with, func(g syntax.Given) bool { return g.To.Value == p.Name }) {
		return action.Param{}, false // another field gives it
	}
	return p, ok
}

// paramLike finds it by name and kind.
func (c *compiler) paramLike(a *ask) (action.Param, bool) {
	if a.kind == field.Record && a.object.Name == c.out.spec.Object {
		if p, ok := c.out.spec.Param("id"); ok {
			return p, true
		}
	}
	if a.kind == match.Search {
		return c.out.spec.Param("text")
	}
	if a.kind == field.Changes {
		return c.out.spec.Param("changes")
	}
	return c.out.spec.Param(a.name)
}

// usedElsewhere tells whether a field that the action does not take decides
// something: it is in a condition or a text.
func (c *compiler) usedElsewhere(a *ask) bool {
	uses := func(s syntax.Str) bool { return strings.Contains(s.Value, a.name) }
	for _, f := range c.d.Fields {
		if uses(f.When) {
			return true
		}
	}
	for _, s := range c.d.States {
		texts := append(append([]syntax.Str{s.Confirm}, s.Say...), s.Done...)
		for _, w := range s.Go {
			texts = append(texts, w.When)
		}
		for _, g := range s.With {
			texts = append(texts, g.From)
		}
		if !s.Do.IsZero() || slices.ContainsFunc(texts, uses) {
			return true
		}
	}
	return strings.Contains(c.d.Confirm.Value, "<"+a.name+">")
}

// canBeRefused tells whether the action can refuse a value so that its field
// is asked for again.
func (c *Compiled) canBeRefused() bool {
	for _, rule := range c.errors {
		if rule.verb == "ask" {
			return true
		}
	}
	fails := func(kind action.Kind) bool { return slices.Contains(c.spec.Fails, kind) }
	return slices.ContainsFunc(c.fields, func(a *ask) bool {
		return a.param != "" && a.param != "id" && a.kind != match.Search && a.kind != field.Changes && fails(action.Invalid) || a.kind == field.Changes && (fails(action.Invalid) || fails(action.Conflict)) ||
			a.param == "id" && fails(action.Missing)
	})
}
