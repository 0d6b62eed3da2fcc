package machine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Picture is a drawing of a dialog, in whatever form: boxes and arrows.
type Picture struct {
	Name   string
	boxes  []box
	arrows []arrow
	note   string // what is left out
}

// box is one box; visited is nil where nobody has counted.
type box struct {
	id, label string
	ends      bool
	visited   *bool
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
		p.boxes = append(p.boxes, box{node(s), s, end(s), been(s)})
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
	p := Picture{Name: c.Name}
	been := c.been(visited)
	put := func(id, label string, ends bool, v *bool) {
		if !slices.ContainsFunc(p.boxes, func(b box) bool { return b.id == id }) {
			p.boxes = append(p.boxes, box{id, label, ends, v})
		}
	}
	link := func(from, to, label string) { p.arrows = append(p.arrows, arrow{from: from, to: to, label: label}) }
	elsewhere := func(from, dialog, label string) {
		put("dialog_"+dialog, dialog, true, nil)
		link(from, "dialog_"+dialog, label)
	}
	begin := "start"
	if len(c.Tree.Start) > 0 {
		begin = "“" + c.Tree.Start[0].Value + "”"
	}
	put("start", begin, false, been(stateStart))
	before := []arrow{{from: "start"}} // what leads on
	then := func(id string) {
		for _, a := range before {
			link(a.from, id, a.label)
		}
		before = []arrow{{from: id}}
	}
	if c.stations != nil {
		before = c.outlineStates(put, link, elsewhere, been)
	}
	for _, a := range c.fields {
		if a.never || c.stations != nil {
			continue
		}
		id, past := node(a.asking), before
		put(id, a.question(), false, been(a.asking))
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
			elsewhere(id, a.ifNone, "none")
		}
	}
	if c.before != nil {
		put("check", "is there one already?", false, been(stateCheck))
		then("check")
	}
	if c.effect.Writes() {
		put("confirm", c.Tree.Confirm.Value, false, been(stateConfirm))
		then("confirm")
		before[0].label = "yes"
	}
	if c.spec.Name != "" {
		put("run", c.spec.Name, false, been(stateRun))
		then("run")
	}
	for _, r := range c.Tree.Errors {
		switch a := c.ask(r.Arg.Value); {
		case r.Verb.Value == "ask" && a != nil && !a.never:
			link("run", node(a.asking), r.Kind.Value)
		case r.Verb.Value == "ask":
			put("again", "the refused field again", false, nil)
			link("run", "again", r.Kind.Value)
		case r.Verb.Value == "start":
			elsewhere("run", r.Arg.Value, r.Kind.Value)
		default:
			put("says_"+r.Kind.Value, r.Arg.Value, true, nil)
			link("run", "says_"+r.Kind.Value, r.Kind.Value)
		}
	}
	done := "done"
	if d := c.Tree.Done; d != nil && len(d.Say) > 0 {
		done = d.Say[0].Value
	}
	put("done", done, true, been(stateDone))
	then("done")
	if d := c.Tree.Done; d != nil {
		for _, o := range d.Offer {
			elsewhere("done", o.Value, "offers")
		}
		if !d.Then.IsZero() {
			elsewhere("done", d.Then.Value, "then")
		}
	}
	return p
}

// outlineStates draws the author's states, each with what it says, asks and
// does. It gives what leads on behind them.
func (c *Compiled) outlineStates(put func(id, label string, ends bool, v *bool), link func(from, to, label string), elsewhere func(from, dialog, label string), been func(string) *bool) (on []arrow) {
	id := func(s *station, part string) string { return node(stateAt(s.name)) + "_" + part }
	entry := func(s *station) string { // the dialog's own questions between hooked states stand for themselves
		if s.tree.Name.IsZero() {
			return id(s, s.fields[0].name)
		}
		return node(stateAt(s.name))
	}
	link("start", entry(c.stations[0]), "")
	for _, s := range c.stations {
		last := ""
		next := func(id, label string, v *bool) {
			if put(id, label, false, v); last != "" {
				link(last, id, "")
			}
			last = id
		}
		if !s.tree.Name.IsZero() {
			label := s.name
			if len(s.tree.Say) > 0 {
				label = s.tree.Say[0].Value
			}
			next(entry(s), label, been(stateAt(s.name)))
		}
		for _, a := range s.fields {
			next(id(s, a.name), a.question(), been(a.asking))
			if a.ifNone != "" {
				elsewhere(last, a.ifNone, "none")
			}
		}
		if s.inner != nil {
			if !s.tree.Confirm.IsZero() {
				next(id(s, "confirm"), s.tree.Confirm.Value, been(stateCall(s.name)))
			}
			next(node(stateCall(s.name)), cmp.Or(s.tree.Do.Value, s.tree.Start.Value), been(stateCall(s.name)))
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
				put("cancelled", "cancelled", true, been(stateCancelled))
				link(last, "cancelled", when)
			case x.to != nil:
				link(last, entry(x.to), when)
			default:
				on = append(on, arrow{from: last, label: when})
			}
		}
	}
	return on
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

// place is where a box stands in the order of the picture.
func (p Picture) place(id string) int {
	return slices.IndexFunc(p.boxes, func(b box) bool { return b.id == id })
}

// short cuts a label so that it fits into a box.
func short(label string) string {
	const most = 28
	label = cmp.Or(strings.Join(strings.Fields(label), " "), "…")
	if chars := []rune(label); len(chars) > most {
		return string(chars[:most-1]) + "…"
	}
	return label
}
