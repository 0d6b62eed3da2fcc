package machine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/engine/syntax"
)

// Picture is a drawing of a dialog, in whatever form: boxes and arrows.
type Picture struct {
	Name   string
	boxes  []box
	arrows []arrow
	note   string   // what is left out
	always []string // what every step has besides, said once below
}

// box is one box; visited is nil where nobody has counted.
type box struct {
	id, label string
	ends      bool
	state     string // of the table that it stands for; none: of no state
	visited   *bool
	line      int    // of the dialog's file that says so; 0 for none
	beside    string // the box that it stands at the side of; none: on the spine
	dialog    string // that it stands for; none: a step of this one
	unknown   bool   // there is no such dialog
}

// arrow is one arrow, by the ids of its boxes.
type arrow struct {
	from, to, label string
	visited         *bool
}

// Table is the picture of a dialog's table, the one that really runs. Unless
// all is set, ways that every state has are left out and named in a note.
// visited, when there is any, says which moves some test has made.
func (c *Compiled) Table(all bool, visited map[Move]bool) Picture {
	p := Picture{Name: c.Name}
	been := c.been(visited)
	for _, s := range c.table.states {
		p.boxes = append(p.boxes, box{id: node(s), label: s, state: s, ends: end(s), visited: been(s), line: c.lineOf(s)})
	}
	for _, m := range c.Drawn(all) {
		a := arrow{from: node(m.From), to: node(m.To)}
		if visited != nil {
			a.visited = new(visited[m])
		}
		p.arrows = append(p.arrows, a)
	}
	if !all {
		p.note = "also from every waiting state to cancelled"
	}
	return p
}

// been tells of a state whether some move led through it.
func (c *Compiled) been(visited map[Move]bool) func(string) *bool {
	if visited == nil {
		return func(string) *bool { return nil }
	}
	in := map[string]bool{}
	for m := range visited {
		if m.Dialog == c.Name {
			in[m.From], in[m.To] = true, true
		}
	}
	return func(state string) *bool { return new(in[state]) }
}

// Outline is the picture of a dialog as its author wrote it: the questions in
// order, with their conditions, what happens then, and where it leads.
func (c *Compiled) Outline(visited map[Move]bool) Picture {
	o := &outline{Picture: Picture{Name: c.Name}, been: c.been(visited)}
	begin, beginAt := "start", c.Tree.Name.Pos
	if len(c.Tree.Start) > 0 {
		begin, beginAt = "“"+c.Tree.Start[0].Value+"”", c.Tree.Start[0].Pos
	}
	o.put("start", begin, false, stateStart, beginAt)
	before := []arrow{{from: "start"}} // what leads on
	then := func(id string) {
		for _, a := range before {
			o.link(a.from, id, a.label)
		}
		before = []arrow{{from: id}}
	}
	if c.stations != nil {
		before = o.states(c)
	}
	for _, a := range c.fields {
		if a.never || c.stations != nil {
			continue
		}
		id, past := node(a.asking), before
		o.put(id, a.question(), false, a.asking, a.tree.Name.Pos)
		if a.when != nil {
			for i := range before {
				before[i].label = "when " + a.when.source
			}
			past = slices.Clone(past)
			for i := range past {
				past[i].label = "else"
			}
		}
		then(id)
		if a.when != nil {
			before = append(before, past...)
		}
		if a.ifNone != "" {
			o.elsewhere(id, a.tree.IfNone, "none")
		}
	}
	if c.before != nil {
		o.put("check", "is there one already?", false, stateCheck, c.Tree.Before.Find.Pos)
		then("check")
	}
	if c.effect.Writes() {
		o.put("confirm", c.Tree.Confirm.Value, false, stateConfirm, c.Tree.Confirm.Pos)
		then("confirm")
		before[0].label = "yes"
	}
	if c.spec.Name != "" {
		o.put("run", c.spec.Name, false, stateRun, c.Tree.Do.Pos)
		then("run")
	}
	for _, r := range c.Tree.Errors {
		switch a := c.ask(r.Arg.Value); {
		case r.Verb.Value == "ask" && a != nil && !a.never:
			o.link("run", node(a.asking), r.Kind.Value)
		case r.Verb.Value == "ask":
			o.add(box{id: "again", label: "the refused field again", line: r.Kind.Pos.Line, beside: "run"})
			o.link("run", "again", r.Kind.Value)
		case r.Verb.Value == "start":
			o.elsewhere("run", r.Arg, r.Kind.Value)
		default:
			o.add(box{id: "says_" + r.Kind.Value, label: r.Arg.Value, ends: true, line: r.Kind.Pos.Line, beside: "run"})
			o.link("run", "says_"+r.Kind.Value, r.Kind.Value)
		}
	}
	done, doneAt := "done", syntax.Pos{}
	if d := c.Tree.Done; d != nil && len(d.Say) > 0 {
		done, doneAt = d.Say[0].Value, d.Say[0].Pos
	}
	o.put("done", done, true, stateDone, doneAt)
	then("done")
	if d := c.Tree.Done; d != nil {
		for _, offer := range d.Offer {
			o.elsewhere("done", offer, "offers")
		}
		if !d.Then.IsZero() {
			o.elsewhere("done", d.Then, "then")
		}
	}
	o.always = []string{"at any time: cancel, back, help, start over"}
	if c.spec.Provider != "" {
		o.always = append(o.always, "where it is needed: a sign-in")
	}
	return o.Picture
}

// outline is such a picture in the making.
type outline struct {
	Picture
	been func(state string) *bool
}

// add adds a box, unless one of its name is there.
func (o *outline) add(b box) {
	if b.state != "" {
		b.visited = o.been(b.state)
	}
	if o.place(b.id) < 0 {
		o.boxes = append(o.boxes, b)
	}
}

// put adds a box to the spine: of a state of the table, said in a place.
func (o *outline) put(id, label string, ends bool, state string, at syntax.Pos) {
	o.add(box{id: id, label: label, ends: ends, state: state, line: at.Line})
}

func (o *outline) link(from, to, label string) {
	o.arrows = append(o.arrows, arrow{from: from, to: to, label: label})
}

// elsewhere leads to another dialog.
func (o *outline) elsewhere(from string, dialog syntax.Str, label string) {
	id := "dialog_" + dialog.Value
	o.add(box{id: id, label: dialog.Value, ends: true, line: dialog.Pos.Line, beside: from, dialog: dialog.Value})
	o.link(from, id, label)
}

// states draws the author's states, each with what it says, asks and
// does. It gives what leads on behind them.
func (o *outline) states(c *Compiled) (on []arrow) {
	id := func(s *station, part string) string { return node(stateAt(s.name)) + "_" + part }
	entry := func(s *station) string { // the dialog's own questions between hooked states stand for themselves
		if s.tree.Name.IsZero() {
			return id(s, s.fields[0].name)
		}
		return node(stateAt(s.name))
	}
	o.link("start", entry(c.stations[0]), "")
	for _, s := range c.stations {
		last := ""
		next := func(id, label, state string, at syntax.Pos) {
			if o.put(id, label, false, state, at); last != "" {
				o.link(last, id, "")
			}
			last = id
		}
		if !s.tree.Name.IsZero() {
			label := s.name
			if len(s.tree.Say) > 0 {
				label = s.tree.Say[0].Value
			}
			next(entry(s), label, stateAt(s.name), s.tree.Name.Pos)
		}
		for _, a := range s.fields {
			next(id(s, a.name), a.question(), a.asking, a.tree.Name.Pos)
			if a.ifNone != "" {
				o.elsewhere(last, a.tree.IfNone, "none")
			}
		}
		if s.inner != nil {
			if !s.tree.Confirm.IsZero() {
				next(id(s, "confirm"), s.tree.Confirm.Value, stateCall(s.name), s.tree.Confirm.Pos)
			}
			next(node(stateCall(s.name)), cmp.Or(s.tree.Do, s.tree.Start).Value, stateCall(s.name), cmp.Or(s.tree.Do, s.tree.Start).Pos)
		}
		for _, x := range s.exits {
			when := ""
			if x.when != nil {
				when = "when " + x.when.source
			} else if len(s.exits) > 1 {
				when = "else"
			}
			switch {
			case x.cancel:
				o.add(box{id: "cancelled", label: "cancelled", ends: true, state: stateCancelled, beside: last})
				o.link(last, "cancelled", when)
			case x.to != nil:
				o.link(last, entry(x.to), when)
			default:
				on = append(on, arrow{from: last, label: when})
			}
		}
	}
	return on
}

// Among marks the dialogs of a picture that are not among those of a folder.
func (p Picture) Among(dialogs []*syntax.Dialog) Picture {
	p.boxes = slices.Clone(p.boxes)
	for i, b := range p.boxes {
		p.boxes[i].unknown = b.dialog != "" && !slices.ContainsFunc(dialogs, func(d *syntax.Dialog) bool { return d.Name.Value == b.dialog })
	}
	return p
}

// lineOf is the line of the dialog's file that a state comes from; 0 for what
// stands in none.
func (c *Compiled) lineOf(state string) int {
	verb, name := splitState(state)
	switch a := c.ask(name); {
	case a != nil:
		return a.tree.Name.Pos.Line
	case verb == stateStart && len(c.Tree.Start) > 0:
		return c.Tree.Start[0].Pos.Line
	case verb == stateAuthorize || verb == stateReauthorize:
		return c.Tree.Needs.Pos.Line
	case verb == stateConfirm:
		return c.Tree.Confirm.Pos.Line
	case verb == stateRun:
		return c.Tree.Do.Pos.Line
	case verb == stateDone && c.Tree.Done != nil:
		return c.Tree.Done.Pos.Line
	}
	return 0
}

// Colours of what tests have come through, and of what none has.
const (
	visitedColour = "#2e7d32"
	missedColour  = "#c62828"
)

func colour(visited *bool) string {
	switch {
	case visited == nil:
		return ""
	case *visited:
		return visitedColour
	}
	return missedColour
}

// Mermaid draws a picture as a Mermaid state diagram.
func (p Picture) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", p.boxes[0].id)
	plain := strings.NewReplacer("\n", " ", ":", "#58;", ";", "#59;", "<", "#lt;", ">", "#gt;")
	for _, x := range p.boxes {
		fmt.Fprintf(&b, "    %s : %s\n", x.id, plain.Replace(x.label))
	}
	for _, a := range p.arrows {
		label := a.label
		if a.visited != nil && !*a.visited {
			label = strings.TrimSpace(label + " not visited")
		}
		if label != "" {
			label = " : " + plain.Replace(label)
		}
		fmt.Fprintf(&b, "    %s --> %s%s\n", a.from, a.to, label)
	}
	for _, x := range p.boxes {
		if x.ends {
			fmt.Fprintf(&b, "    %s --> [*]\n", x.id)
		}
	}
	if p.note != "" {
		fmt.Fprintf(&b, "    note right of %s : %s\n", p.boxes[0].id, p.note)
	}
	for _, class := range []struct{ name, colour string }{{"visited", visitedColour}, {"missed", missedColour}} {
		var ids []string
		for _, x := range p.boxes {
			if colour(x.visited) == class.colour {
				ids = append(ids, x.id)
			}
		}
		if len(ids) > 0 {
			fmt.Fprintf(&b, "    classDef %s stroke:%s,stroke-width:3px\n    class %s %s\n", class.name, class.colour, strings.Join(ids, ","), class.name)
		}
	}
	return b.String()
}

// Graphviz draws a picture in the language of dot.
func (p Picture) Graphviz() string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n    rankdir=TB; node [shape=box, style=rounded, fontname=\"sans-serif\"];\n", p.Name)
	paint := func(visited *bool) string {
		if c := colour(visited); c != "" {
			return fmt.Sprintf(", color=%q", c)
		}
		return ""
	}
	for _, x := range p.boxes {
		shape := ""
		if x.ends {
			shape = ", peripheries=2"
		}
		fmt.Fprintf(&b, "    %q [label=%q%s%s];\n", x.id, x.label, shape, paint(x.visited))
	}
	for _, a := range p.arrows {
		more := strings.TrimPrefix(paint(a.visited), ", ")
		if a.label != "" {
			more = strings.TrimPrefix(fmt.Sprintf("label=%q%s", a.label, paint(a.visited)), ", ")
		}
		if more != "" {
			more = " [" + more + "]"
		}
		fmt.Fprintf(&b, "    %q -> %q%s;\n", a.from, a.to, more)
	}
	b.WriteString("}\n")
	return b.String()
}

// short cuts a label to the letters that there is room for.
func short(label string, most int) string {
	label = cmp.Or(strings.Join(strings.Fields(label), " "), "…")
	if chars := []rune(label); len(chars) > most {
		return string(chars[:most-1]) + "…"
	}
	return label
}
