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
	case d.Unread["effect"]:
	case d.Effect.IsZero() && spec.Effect.Writes():
		c.wrong(d.Do.Pos, "effect-missing", fmt.Sprintf("%s changes something in %s, and the dialog does not say so", spec.Name, spec.Provider), fmt.Sprintf("add `effect: %s`; people are asked for a yes before it happens", spec.Effect))
	case !d.Effect.IsZero() && d.Effect.Value != string(spec.Effect):
		c.wrong(d.Effect.Pos, "effect-differs", fmt.Sprintf("%s has the effect %q, not %q", spec.Name, spec.Effect, d.Effect.Value), "write the effect that the action has, or leave the line out for actions that only read")
	}
	return true
}

// permissions proves that nothing happens without a sign-in and a yes.
func (c *compiler) permissions() {
	d, spec := c.d, c.out.spec
	if spec.Name == "" {
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
			if _, near := syntax.Nearest(a.name, known); !near && c.usedElsewhere(a) {
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
		taken[p.Name] = true
		if p.Required && a.optional && a.preset == "" && !a.tree.Unread["default"] {
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
		a.current = a.kind == field.Record && a.object.Name == c.out.spec.Object && c.out.effect.Writes() && c.out.effect != action.Create
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

// paramOf finds the parameter that a field fills: the one of its name; "id"
// for the record that the action is about; text and conditions for a search.
func (c *compiler) paramOf(a *ask) (action.Param, bool) {
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
		return has(c.spec, a.name) && fails(action.Invalid) || a.kind == field.Changes && (fails(action.Invalid) || fails(action.Conflict)) ||
			a.kind == field.Record && a.object.Name == c.spec.Object && fails(action.Missing)
	})
}
