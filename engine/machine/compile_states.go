package machine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/syntax"
)

// readStates compiles the author's states, and proves what must hold for them.
func (c *compiler) readStates() {
	if len(c.d.States) == 0 || c.whole != nil {
		return
	}
	for _, s := range c.d.States {
		c.out.stations = append(c.out.stations, c.state(s))
	}
	hooked := slices.ContainsFunc(c.d.States, func(s *syntax.State) bool { return !s.Before.IsZero() || s.Unread["before"] })
	for i, s := range c.d.States {
		c.exits(i, s)
	}
	if c.d.Unread["states"] || c.diags.Failed() {
		c.out.stations = nil // what could not be read would prove what is not so
		return
	}
	if hooked && !c.hook() {
		return
	}
	c.proveStates()
}

// state compiles what a state says, asks and does.
func (c *compiler) state(s *syntax.State) *station {
	n := &station{tree: s, name: s.Name.Value}
	all := map[string]field.Kind{}
	for _, a := range c.out.fields {
		all[a.name] = a.kind
	}
	for _, say := range s.Say {
		c.checkMarks(say, "value", all, nil)
		n.says = append(n.says, newTemplate(say.Value))
	}
	for _, name := range s.Ask {
		a := c.out.ask(name.Value)
		switch {
		case a == nil && !c.d.Unread["fields"]:
			c.unknown(name, "field", c.out.fieldNames())
		case a != nil && a.never:
			c.wrong(name.Pos, "never-filled", fmt.Sprintf("%q has `ask_if: never`, and this state asks for it", a.name), "remove one of the two")
		case a != nil:
			n.fields = append(n.fields, a)
		}
	}
	switch {
	case !s.Start.IsZero():
		c.starts(n, s)
	case !s.Do.IsZero():
		c.does(n, s)
	default:
		for _, g := range []struct {
			key string
			at  syntax.Pos
		}{{"confirm", s.Confirm.Pos}, {"with", givenAt(s.With)}, {"result", givenAt(s.Result)}} {
			if g.at.Line > 0 && !s.Unread["do"] && !s.Unread["start"] {
				c.wrong(g.at, "nothing-done", fmt.Sprintf("the state %q has `%s`, but neither `do` nor `start`", n.name, g.key), "say what is done here, or remove it")
			}
		}
	}
	return n
}

func givenAt(list []syntax.Given) syntax.Pos {
	if len(list) == 0 {
		return syntax.Pos{}
	}
	return list[0].To.Pos
}

// starts compiles a state that runs another dialog.
func (c *compiler) starts(n *station, s *syntax.State) {
	other, ok := c.known[s.Start.Value]
	if !ok {
		c.unknown(s.Start, "dialog", keys(c.known))
		return
	}
	n.inner = &inner{dialog: s.Start.Value}
	var known []string
	types := map[string]string{}
	for _, f := range other.Fields {
		known = append(known, f.Name.Value)
		types[f.Name.Value] = typeOf(f)
	}
	for _, g := range s.With {
		if own := c.own(g.From); own != nil && c.has(g.To, "field of "+other.Name.Value, known, other) {
			c.alike(g.To, typeOf(own), types[g.To.Value], g)
		}
		n.inner.with = append(n.inner.with, given{g.To.Value, g.From.Value})
	}
	made := c.madeBy(other, types)
	c.results(n, s, append(known, theRecord), other, func(name string) []string {
		if name == theRecord {
			return made
		}
		return []string{types[name]}
	})
}

// madeBy lists the types of record that can come of a dialog: that of its
// action, or those that come of its states.
func (c *compiler) madeBy(d *syntax.Dialog, types map[string]string) (made []string) {
	if spec, ok := c.m.catalog.Spec(d.Do.Value); ok {
		return []string{"record " + spec.Object}
	}
	for _, s := range d.States {
		for _, g := range s.Result {
			if t := types[g.To.Value]; strings.HasPrefix(t, "record ") {
				made = append(made, t)
			}
		}
	}
	return made
}

// does compiles a state that does an action: like a dialog with the same
// fields, none of which it asks for.
func (c *compiler) does(n *station, s *syntax.State) {
	d := *c.d
	d.Name = syntax.Str{Value: c.d.Name.Value + "." + n.name, Pos: s.Name.Pos}
	d.Hash = c.d.Hash + "." + n.name
	d.Do, d.Confirm, d.Errors, d.Show, d.Effect, d.Before, d.Start, d.States = s.Do, s.Confirm, s.Errors, s.Show, syntax.Str{}, nil, nil, nil
	d.Done = &syntax.Done{Pos: s.Name.Pos, Say: s.Done}
	d.Unread = syntax.Unread{"fields": c.d.Unread["fields"], "needs": c.d.Unread["needs"]}
	maps.Copy(d.Unread, s.Unread)
	p := &compiler{m: c.m, d: &d, known: c.known, whole: c, with: s.With}
	part := p.compile()
	for _, x := range p.diags {
		if !slices.ContainsFunc(c.diags, func(had syntax.Diagnostic) bool { return had.Rule == x.Rule && had.Pos == x.Pos && had.Text == x.Text }) {
			c.diags = append(c.diags, x)
		}
	}
	spec, ok := c.m.catalog.Spec(s.Do.Value)
	if !ok {
		return
	}
	var params []string
	for _, p := range spec.Params {
		params = append(params, p.Name)
	}
	n.inner = &inner{dialog: d.Name.Value, part: part}
	for _, g := range s.With {
		own := c.own(g.From)
		if p, ok := spec.Param(g.To.Value); !ok {
			c.unknown(g.To, "parameter of "+spec.Name, params)
		} else if a := c.out.ask(g.From.Value); own != nil && p.Kind != field.Text && a.kind != "" && a.kind != p.Kind {
			c.alike(g.To, typeOf(own), string(p.Kind), g)
		}
		n.inner.with = append(n.inner.with, given{g.To.Value, g.From.Value})
	}
	c.results(n, s, []string{theRecord}, nil, func(string) []string { return []string{"record " + spec.Object} })
	if part != nil {
		c.out.parts = append(c.out.parts, part)
	}
}

// typeOf is the type that a field is written with; choices belong to it.
func typeOf(f *syntax.Field) string {
	switch {
	case !f.From.IsZero():
		return string(field.Pick) + " of " + f.From.Value
	case len(f.Choices) > 0:
		var values []string
		for _, ch := range f.Choices {
			values = append(values, ch.Value.Value)
		}
		return string(field.Pick) + " of " + strings.Join(values, ", ")
	}
	return cmp.Or(strings.Join(strings.Fields(f.Type.Value), " "), string(field.Text))
}

// own finds a field of the dialog, or says that there is none.
func (c *compiler) own(name syntax.Str) *syntax.Field {
	if a := c.out.ask(name.Value); a != nil {
		return a.tree
	}
	if !c.d.Unread["fields"] {
		c.unknown(name, "field", c.out.fieldNames())
	}
	return nil
}

// has tells whether a name is known, or says that it is not.
func (c *compiler) has(name syntax.Str, what string, known []string, of *syntax.Dialog) bool {
	if slices.Contains(known, name.Value) {
		return true
	}
	if of == nil || !of.Unread["fields"] {
		c.unknown(name, what, known)
	}
	return false
}

// alike proves that a value fits where it goes.
func (c *compiler) alike(at syntax.Str, from, to string, g syntax.Given) {
	if from != to {
		c.wrong(at.Pos, "kind-differs", fmt.Sprintf("%q is of the type %q, and %q of the type %q", g.From.Value, from, g.To.Value, to), "give both the same type, or leave the line out")
	}
}

// results compiles what comes of a dialog or an action.
func (c *compiler) results(n *station, s *syntax.State, known []string, of *syntax.Dialog, kinds func(string) []string) {
	for _, g := range s.Result {
		own := c.own(g.To)
		if !c.has(g.From, "result here", known, of) || own == nil {
			continue
		}
		if from := kinds(g.From.Value); len(from) == 0 {
			c.wrong(g.From.Pos, "kind-differs", fmt.Sprintf("no record comes of %q", n.inner.dialog), "name one of its fields, or leave the line out")
		} else if !slices.Contains(from, typeOf(own)) {
			c.alike(g.To, from[0], typeOf(own), g)
		}
		n.inner.result = append(n.inner.result, given{g.To.Value, g.From.Value})
	}
}

// exits compiles where a state goes on: without `go` to the next one in the
// file, unless that is hooked in elsewhere.
func (c *compiler) exits(at int, s *syntax.State) {
	n := c.out.stations[at]
	all := map[string]field.Kind{}
	for _, a := range c.out.fields {
		all[a.name] = a.kind
	}
	var names []string
	for _, other := range c.out.stations {
		names = append(names, other.name)
	}
	for i, w := range s.Go {
		x := exit{cancel: w.To.Value == syntax.GoCancel}
		if x.to = c.out.station(w.To.Value); x.to == nil && !x.cancel && w.To.Value != syntax.GoOn && !c.d.Unread["states"] {
			c.unknown(w.To, "state", append(names, syntax.GoOn, syntax.GoCancel))
		}
		if !w.When.IsZero() {
			x.when = c.condition(w.When, all)
			if x.when != nil {
				c.canHold(w, x.when)
			}
		} else if i < len(s.Go)-1 {
			advice := "put the way without `when:` last"
			if s.Go[i+1].When.IsZero() {
				advice = "only one way can be without `when:`; add a condition to the others"
			}
			c.wrong(s.Go[i+1].To.Pos, "never-taken", fmt.Sprintf("the way to %q is never taken, because the one before it has no condition", s.Go[i+1].To.Value), advice)
			c.shown(talkOf(c.out).at(n).happens("whatever was said, it goes on to %q", w.To.Value))
			return
		}
		n.exits = append(n.exits, x)
	}
	if len(n.exits) == 0 {
		n.exits = []exit{{}}
		if at++; at < len(c.out.stations) && c.d.States[at].Before.IsZero() {
			n.exits[0].to = c.out.stations[at]
		}
	} else if last := s.Go[len(s.Go)-1]; !last.When.IsZero() && !s.Unread["go"] {
		c.wrong(last.When.Pos, "no-way-on", fmt.Sprintf("when none of the conditions holds, the state %q leads nowhere", n.name), "add a last way without `when:`")
		c.shown(talkOf(c.out).at(n).happens("unless %s, nothing follows", last.When.Value))
	}
}

// canHold tells about a condition that no choice of the author's can meet.
func (c *compiler) canHold(w syntax.Way, when *condition) {
	choices := map[string][]field.Choice{}
	for _, a := range c.out.fields {
		if len(a.choices) > 0 {
			choices[a.name] = a.choices
		}
	}
	if holds, _, sure := when.outcomes(choices); sure && !holds {
		c.warn(w.When.Pos, "never-holds", fmt.Sprintf("this never holds, so it never goes on to %q", w.To.Value), "compare with what stands below `choices:`, letter by letter, or remove the way")
	}
}

// hook puts the states that have `before:` between the dialog's questions. It
// tells whether it could.
func (c *compiler) hook() bool {
	own := c.out.stations
	var line []*station // of the dialog's own questions, and the states between them
	segment := func() *station {
		n := &station{tree: &syntax.State{}, name: fmt.Sprintf("questions %d", len(line)+1)}
		line = append(line, n)
		return n
	}
	place := func(before string) {
		for _, n := range own {
			if n.tree.Before.Value == before {
				line = append(line, n)
			}
		}
	}
	for _, n := range own {
		if b := n.tree.Before; !b.IsZero() && b.Value != stateConfirm && c.out.ask(b.Value) == nil {
			c.unknown(b, "question", append(c.out.fieldNames(), stateConfirm))
			return false
		}
		a := c.out.ask(n.tree.Before.Value)
		for _, x := range own {
			if a != nil && slices.Contains(x.fields, a) {
				c.wrong(n.tree.Before.Pos, "never-reached", fmt.Sprintf("the state %q asks for %q, so that is none of the ordinary questions, and nothing can be in front of it", x.name, a.name), "lead to this state with `go:`, or name another question")
				c.shown(talkOf(c.out).happens("%q is not asked in the ordinary order", a.label))
				return false
			}
		}
		if a != nil && a.never {
			c.wrong(n.tree.Before.Pos, "never-reached", fmt.Sprintf("%q is never asked for, so nothing can be in front of its question", a.name), "name a field that is asked, or `confirm`")
			c.shown(talkOf(c.out).happens("nobody is asked for %q", a.label))
			return false
		}
	}
	cur := segment()
	for _, a := range c.out.fields {
		if slices.ContainsFunc(own, func(n *station) bool { return slices.Contains(n.fields, a) }) {
			continue // a state asks for it
		}
		had := len(line)
		if place(a.name); len(line) > had {
			cur = segment()
		}
		if !a.never {
			cur.fields = append(cur.fields, a)
		}
	}
	place(stateConfirm)
	line = slices.DeleteFunc(line, func(n *station) bool { return n.tree.Name.IsZero() && len(n.fields) == 0 })
	// Where a hooked state, or one that it leads to, ends, the line goes on.
	home := map[*station]*station{}
	for i, n := range line {
		var next *station
		if i+1 < len(line) {
			next = line[i+1]
		}
		if n.tree.Name.IsZero() {
			n.exits = []exit{{to: next}}
			continue
		}
		for queue := []*station{n}; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			if from, twice := home[at]; twice {
				if from != next {
					c.wrong(at.tree.Name.Pos, "hooked-twice", fmt.Sprintf("two hooked states lead to %q, so it is not clear where the dialog goes on behind it", at.name), "make two states of it")
					return false
				}
				continue
			}
			home[at] = next
			for j, w := range at.exits {
				switch {
				case w.cancel:
				case w.to == nil:
					at.exits[j].to = next
				default:
					queue = append(queue, w.to)
				}
			}
		}
	}
	for _, n := range own {
		if !slices.Contains(line, n) {
			line = append(line, n)
		}
	}
	c.out.stations = line
	return true
}

// writes tells whether a state writes something, which asks for a yes.
func (n *station) writes() bool {
	return n.inner != nil && n.inner.part != nil && n.inner.part.effect != action.Read
}
