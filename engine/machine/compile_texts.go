package machine

import (
	"fmt"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/syntax"
)

// checkMarks checks that every <mark> of a text has a value by then. what is
// how a mark is called.
func (c *compiler) checkMarks(at syntax.Str, what string, known map[string]field.Kind, more []string) {
	if c.d.Unread["fields"] {
		return // it may be one of those that could not be read
	}
	for _, m := range markPattern.FindAllStringSubmatchIndex(at.Value, -1) {
		name := at.Value[m[2]:m[3]]
		if _, ok := known[name]; ok || slices.Contains(more, name) || c.out.object.Name == "" && strings.HasPrefix(name, "record.") {
			continue
		}
		c.unknown(syntax.Str{Value: name, Pos: c.d.Part(at, m[0], m[1])}, what, append(keys(known), more...))
	}
}

func (c *compiler) texts() {
	all := map[string]field.Kind{}
	for _, a := range c.out.fields {
		all[a.name] = a.kind
	}
	c.checkMarks(c.d.Confirm, "value", all, []string{"record"})
	c.out.confirm = newTemplate(c.d.Confirm.Value)
	after := []string{"link", "record", "count", "total"}
	for _, f := range c.out.object.Fields {
		after = append(after, "record."+f.Name)
	}
	if c.d.Done != nil {
		for _, s := range c.d.Done.Say {
			c.checkMarks(s, "value", all, after)
			c.out.says = append(c.out.says, newTemplate(s.Value))
		}
		if r := c.d.Done.Remember; !r.IsZero() && c.out.spec.Name != "" && r.Value != c.out.spec.Object {
			c.unknown(r, "kind of record here", []string{c.out.spec.Object})
		}
	}
	for _, s := range c.d.Start {
		c.checkMarks(s, "field", all, nil)
	}
	if sh := c.d.Show; sh != nil {
		for _, col := range sh.Columns {
			if _, ok := c.out.object.Field(col.Value); !ok && c.out.object.Name != "" {
				var names []string
				for _, f := range c.out.object.Fields {
					names = append(names, f.Name)
				}
				c.unknown(col, "column", names)
			}
		}
		c.checkMarks(sh.Intro, "value", all, after)
		c.out.intro = newTemplate(sh.Intro.Value)
		rows := sh.Record.IsZero() && !sh.Unread["record"]
		if rows && c.out.spec.Name != "" && c.out.spec.Gives != action.GivesRecords {
			c.wrong(sh.Pos, "show-list", fmt.Sprintf("%s gives no list to show", c.out.spec.Name), "write `record: "+c.out.spec.Object+"` below `show:` to show one record")
		}
		if rows && len(sh.Columns) == 0 && !sh.Unread["columns"] {
			c.wrong(sh.Pos, "show-columns", "the table has no columns", "add `columns:` with the names of fields")
		}
	}
}

func (c *compiler) errorRules() {
	for _, r := range c.d.Errors {
		kind := action.Kind(r.Kind.Value)
		if !slices.Contains(action.Kinds(), kind) {
			var known []string
			for _, k := range action.Kinds() {
				known = append(known, string(k))
			}
			c.unknown(r.Kind, "kind of failure", known)
			continue
		}
		if c.out.spec.Name != "" && !slices.Contains(c.out.spec.Fails, kind) && kind != action.Unknown {
			c.warn(r.Kind.Pos, "never-fails", fmt.Sprintf("%s never fails with %q", c.out.spec.Name, kind), "remove the line")
		}
		rule := errorRule{verb: r.Verb.Value, arg: r.Arg.Value}
		switch rule.verb {
		case "ask":
			if rule.arg != "<error.field>" && c.out.ask(rule.arg) == nil && !c.d.Unread["fields"] {
				c.unknown(r.Arg, "field", c.out.fieldNames())
			}
		case "start":
			if _, ok := c.known[rule.arg]; !ok {
				c.unknown(r.Arg, "dialog", keys(c.known))
			}
		case "say":
			rule.say = newTemplate(rule.arg)
		}
		c.out.errors[kind] = rule
	}
}

// links checks the names of other dialogs.
func (c *compiler) links() {
	check := func(s syntax.Str) {
		if _, ok := c.known[s.Value]; !ok && !s.IsZero() {
			c.unknown(s, "dialog", keys(c.known))
		}
	}
	for _, f := range c.d.Fields {
		check(f.IfNone)
	}
	if c.d.Show != nil {
		for _, s := range c.d.Show.Row {
			check(s)
		}
	}
	if c.d.Done == nil {
		return
	}
	for _, s := range c.d.Done.Offer {
		check(s)
	}
	check(c.d.Done.Then)
	seen := map[string]bool{}
	for d := c.d; d != nil && d.Done != nil && !d.Done.Then.IsZero(); d = c.known[d.Done.Then.Value] {
		if seen[d.Name.Value] {
			c.wrong(c.d.Done.Then.Pos, "never-ends", "following `then:` from here comes back here, so the conversation never ends", "remove one of the `then:` lines, or use `offer:`, which lets people choose")
			round := talkOf(c.out).until(nil)
			for x := c.d; ; x = c.known[x.Done.Then.Value] {
				if round.happens("%s is done; %s begins by itself", x.Name.Value, x.Done.Then.Value); x.Done.Then.Value == d.Name.Value {
					break
				}
			}
			c.shown(round.happens("and so on"))
			return
		}
		seen[d.Name.Value] = true
	}
}
