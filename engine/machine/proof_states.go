package machine

import (
	"fmt"
	"slices"

	"parley/engine/field"
	"parley/engine/syntax"
)

// proveStates proves of the author's states what the table can't show: each is
// reached, no round goes on without asking anybody, and what is used has been
// asked for by then, whichever way was taken.
func (c *compiler) proveStates() {
	if c.diags.Failed() {
		return
	}
	first := c.out.stations[0]
	for _, n := range c.out.stations {
		if c.path(first, n, nil) == nil {
			c.wrong(n.tree.Name.Pos, "never-reached", fmt.Sprintf("no way leads to the state %q", n.name), "name it below `go:` of another state, or remove it")
			c.shown(talkOf(c.out).at(first).happens("wherever it goes on from here, it never comes to %q", n.name))
		}
	}
	for _, a := range c.out.fields {
		if !a.never && !slices.ContainsFunc(c.out.stations, func(n *station) bool { return n.decides(a) }) {
			advice := "name it below `ask:` of a state, or add `ask_if: never` when it is only taken from what was said"
			if c.out.spec.Name != "" && len(c.d.States) == 1 {
				advice += "; if the state belongs between the ordinary questions, say with `before:` where"
			}
			c.wrong(a.tree.Name.Pos, "never-reached", fmt.Sprintf("no state asks for the field %q", a.name), advice)
			c.shown(talkOf(c.out).at(first).happens("wherever it goes on from here, nobody is asked for %q", a.label))
		}
	}
	c.rounds()
	c.circles()
	for _, n := range c.out.stations {
		c.knownIn(n)
	}
	if c.out.spec.Name != "" {
		c.knownAtTheEnd()
	}
}

// path is the shortest way over the states from one to another that goes on
// only through those that are allowed; nil when there is none.
func (c *compiler) path(from, to *station, through func(*station) bool) []*station {
	before := map[*station]*station{from: nil}
	for queue := []*station{from}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		if n == to {
			var way []*station
			for ; n != nil; n = before[n] {
				way = append(way, n)
			}
			slices.Reverse(way)
			return way
		}
		if through != nil && !through(n) {
			continue
		}
		for _, w := range n.exits {
			if _, seen := before[w.to]; w.to != nil && !seen {
				before[w.to] = n
				queue = append(queue, w.to)
			}
		}
	}
	return nil
}

// asksSurely tells whether nobody comes through a state anew without being
// asked something.
func (n *station) asksSurely() bool {
	return n.writes() || slices.ContainsFunc(n.fields, func(a *ask) bool {
		return a.when == nil && a.source == "" && a.kind != field.Owner && len(a.choices) != 1
	})
}

// rounds proves that every round of states asks somebody.
func (c *compiler) rounds() {
	silent := func(n *station) bool { return !n.asksSurely() }
	for _, n := range c.out.stations {
		if !silent(n) {
			continue
		}
		for _, w := range n.exits {
			if w.to == nil {
				continue
			}
			if round := c.path(w.to, n, silent); round != nil {
				c.wrong(n.tree.Name.Pos, "never-ends", fmt.Sprintf("the states can go from %q back to it for ever, and nobody is asked", n.name), "ask something on the way round, or let it end")
				t := talkOf(c.out).through(c.path(c.out.stations[0], n, nil))
				c.shown(t.through(round).happens("and so on"))
				return
			}
		}
	}
}

// circles proves that no dialog runs inside itself.
func (c *compiler) circles() {
	var way []string
	passed := map[string]bool{} // dialogs from which no way leads back here
	var enter func(d *syntax.Dialog) bool
	enter = func(d *syntax.Dialog) bool {
		if slices.Contains(way, d.Name.Value) {
			return d == c.d
		}
		if passed[d.Name.Value] {
			return false
		}
		way = append(way, d.Name.Value)
		for _, s := range d.States {
			if other, ok := c.known[s.Start.Value]; ok && enter(other) {
				if d == c.d {
					c.wrong(s.Start.Pos, "never-ends", fmt.Sprintf("%q runs this dialog inside itself, so the conversation never ends", s.Start.Value), "start another dialog, or offer it at the end with `done: {offer: …}`")
					t := talkOf(c.out)
					for _, name := range way[1:] {
						t.happens("%s begins", name)
					}
					c.shown(t.happens("%s begins again", c.d.Name.Value).happens("and so on"))
				}
				return d != c.d
			}
		}
		way = way[:len(way)-1]
		passed[d.Name.Value] = true
		return false
	}
	enter(c.d)
}

// decides tells whether it is clear behind a state what a field's value is.
func (n *station) decides(a *ask) bool {
	return slices.Contains(n.fields, a) || n.inner != nil && slices.ContainsFunc(n.inner.result, func(g given) bool { return g.to == a.name })
}

// unasked is a way to a state on which nobody has been asked for a field; nil
// when there is none.
func (c *compiler) unasked(a *ask, to *station) []*station {
	if !slices.ContainsFunc(c.out.stations, func(n *station) bool { return n.decides(a) }) {
		return nil // it is only taken when said
	}
	return c.path(c.out.stations[0], to, func(n *station) bool { return !n.decides(a) })
}

// early says that a value is used that may not be known.
func (c *compiler) early(a *ask, pos syntax.Pos, way []*station, what string) {
	c.wrong(pos, "used-too-early", fmt.Sprintf("%q is not known here on every way", a.name), fmt.Sprintf("ask for %q in a state that every way to here passes", a.name))
	c.shown(talkOf(c.out).through(way).happens("%s, and nobody has been asked for %q", what, a.label))
}

// knownIn proves that a state uses only what was asked for on every way to it.
func (c *compiler) knownIn(n *station) {
	for i, a := range n.fields {
		others := func(x *station) bool { return x == n || !x.decides(a) }
		if n != c.out.stations[0] && c.path(c.out.stations[0], n, others) == nil && n.tree.Name.Pos.Line > 0 {
			c.wrong(n.tree.Ask[i].Pos, "never-reached", fmt.Sprintf("%q is known by now on every way, so this state never asks for it", a.name), "leave it out here, or ask for another field")
			c.shown(talkOf(c.out).through(c.path(c.out.stations[0], n, nil)).happens("%q is known already", a.label))
		}
	}
	text := func(s syntax.Str, before []*ask, inside bool) {
		for _, m := range markPattern.FindAllStringSubmatchIndex(s.Value, -1) {
			a := c.out.ask(s.Value[m[2]:m[3]])
			if a == nil || slices.Contains(before, a) || inside && n.decides(a) {
				continue
			}
			if way := c.unasked(a, n); way != nil {
				c.early(a, c.d.Part(s, m[0], m[1]), way, "the text names it")
			}
		}
	}
	condition := func(s syntax.Str, before []*ask, inside bool) {
		for _, at := range namesIn(s.Value) {
			a := c.out.ask(s.Value[at[0]:at[1]])
			if a == nil || slices.Contains(before, a) || inside && n.decides(a) {
				continue
			}
			if way := c.unasked(a, n); way != nil {
				c.early(a, c.d.Part(s, at[0], at[1]), way, "the condition asks for it")
			}
		}
	}
	for _, s := range n.tree.Say {
		text(s, nil, false)
	}
	for i, a := range n.fields {
		text(a.tree.Ask, n.fields[:i], false)
		condition(a.tree.When, n.fields[:i], false)
	}
	text(n.tree.Confirm, n.fields, false)
	for _, s := range n.tree.Done {
		text(s, nil, true)
	}
	for _, w := range n.tree.Go {
		condition(w.When, nil, true)
	}
	for _, g := range n.tree.With {
		if a := c.out.ask(g.From.Value); a != nil && !slices.Contains(n.fields, a) {
			if way := c.unasked(a, n); way != nil {
				c.early(a, g.From.Pos, way, "it is handed on")
			}
		}
	}
	if n.inner == nil || n.inner.part == nil {
		return
	}
	for _, of := range n.inner.part.fields {
		p, needs := n.inner.part.spec.Param(of.param)
		if a := c.out.ask(of.name); needs && p.Required && of.param != "" && !slices.Contains(n.fields, a) {
			if way := c.unasked(a, n); way != nil {
				c.early(a, n.tree.Do.Pos, way, n.inner.part.spec.Name+" needs it")
			}
		}
	}
}

// knownAtTheEnd proves the same for what the dialog's own action needs. A text
// leaves out what is not known.
func (c *compiler) knownAtTheEnd() {
	for _, n := range c.out.stations {
		if !slices.ContainsFunc(n.exits, func(w exit) bool { return w.to == nil && !w.cancel }) {
			continue
		}
		for _, a := range c.out.fields {
			if n.decides(a) {
				continue
			}
			way := c.unasked(a, n)
			if way == nil {
				continue
			}
			if p, ok := c.paramOf(a); ok && p.Required {
				c.early(a, c.d.Do.Pos, way, c.out.spec.Name+" needs it")
			}
		}
	}
}

// through says what is heard and said on a way over the author's states.
func (t *talk) through(way []*station) *talk {
	for _, n := range way[:len(way)-1] {
		t.at(n)
	}
	return t.says(way[len(way)-1])
}

// at says what is heard and said in one of the author's states.
func (t *talk) at(n *station) *talk {
	t.says(n)
	for _, a := range n.fields {
		if a.when == nil {
			t.bot(t.filled(newTemplate(a.question()), nil)).me(a.sample())
		}
	}
	if n.inner != nil {
		t.happens("%s is done", n.inner.dialog)
	}
	return t
}

// says is what is said on arrival.
func (t *talk) says(n *station) *talk {
	if len(n.tree.Say) > 0 {
		t.bot(t.filled(newTemplate(n.tree.Say[0].Value), nil))
	}
	return t
}
