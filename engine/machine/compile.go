package machine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
	"parley/engine/syntax"
)

// Compile turns dialogs into a machine, or says everything that is wrong with
// them. It is the only checker there is: what it lets through runs.
func Compile(dialogs []*syntax.Dialog, houseTree *syntax.House, catalog Catalog) (*Machine, syntax.Diagnostics) {
	m, words, diags := check(dialogs, houseTree, catalog)
	m.words = match.Learn(words, m.lessons())
	m.speak(words)
	return m, diags
}

// Check is Compile without learning what people say, which takes most of the
// time. Its machine can be looked at and drawn; it must not step.
func Check(dialogs []*syntax.Dialog, houseTree *syntax.House, catalog Catalog) (*Machine, syntax.Diagnostics) {
	m, _, diags := check(dialogs, houseTree, catalog)
	return m, diags
}

func check(dialogs []*syntax.Dialog, houseTree *syntax.House, catalog Catalog) (*Machine, map[match.Command][]string, syntax.Diagnostics) {
	m := &Machine{byName: map[string]*Compiled{}, byHash: map[string]*Compiled{}, catalog: catalog}
	var words map[match.Command][]string
	var diags syntax.Diagnostics
	m.house, words = newHouse(houseTree)
	if houseTree != nil {
		m.described = houseTree.Objects
	}
	diags = append(diags, checkHouse(houseTree, words)...)
	first := map[string]*syntax.Dialog{}
	for _, d := range dialogs {
		if d == nil || d.Name.Value == "" {
			continue
		}
		if other, twice := first[d.Name.Value]; twice {
			diags = append(diags, syntax.Diagnostic{File: d.File, Pos: d.Name.Pos, Severity: syntax.Error, Rule: "dialog-twice",
				Text: fmt.Sprintf("there is a dialog %q in %s already", d.Name.Value, other.File), Advice: "give one of them another name"})
			continue
		}
		first[d.Name.Value] = d
	}
	for _, d := range dialogs {
		if d == nil || first[d.Name.Value] != d {
			continue
		}
		c := &compiler{m: m, d: d, known: first}
		compiled := c.compile()
		if compiled != nil {
			c.translate()
		}
		diags = append(diags, c.diags...)
		if compiled != nil {
			m.add(compiled)
		}
	}
	slices.SortStableFunc(m.dialogs, func(a, b *Compiled) int { return cmp.Compare(a.rank(), b.rank()) })
	diags.Sort()
	return m, words, diags
}

func (m *Machine) add(c *Compiled) {
	m.dialogs = append(m.dialogs, c)
	m.byName[c.Name] = c
	m.byHash[c.Hash] = c
}

// lessons are what the dialogs teach about how people ask for them.
func (m *Machine) lessons() []match.Dialog {
	var learn []match.Dialog
	for _, c := range m.dialogs {
		l := match.Dialog{Name: c.Name, Title: c.Title, Fields: c.matched, Creates: c.effect == action.Create, Careful: c.effect == action.Delete, Object: c.spec.Object}
		if c.spec.Object != "" {
			l.Nouns = append([]string{c.object.Name, c.object.Plural}, c.object.Also...)
			for _, of := range c.object.Fields {
				if !of.ReadOnly {
					l.About = append(l.About, match.Field{Name: of.Name, Label: of.Label, Kind: of.Kind, Also: of.Also})
				}
			}
		}
		for _, s := range c.Tree.Start {
			l.Examples = append(l.Examples, s.Value)
		}
		if c.spec.Gives == action.GivesRecord && c.effect == action.Read {
			for _, of := range c.object.Fields {
				l.Tells = append(l.Tells, match.Field{Name: of.Name, Label: of.Label, Kind: of.Kind, Also: of.Also})
			}
			for _, o := range m.linked(c.object) {
				with := match.Field{Name: o.Plural, Label: o.Name, Also: []string{o.Plural}}
				if slices.ContainsFunc(o.Fields, func(of action.ObjectField) bool { return of.Kind == field.Email }) {
					with.Kind = field.Record // "who is it with?" asks for people
				}
				l.Tells = append(l.Tells, with)
			}
		}
		learn = append(learn, l)
	}
	return learn
}

func checkHouse(h *syntax.House, words map[match.Command][]string) (diags syntax.Diagnostics) {
	if h == nil {
		return nil
	}
	say := func(pos syntax.Pos, text string, known []string, name string) {
		advice := "known are: " + strings.Join(known, ", ")
		if near, ok := syntax.Nearest(name, known); ok {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		diags = append(diags, syntax.Diagnostic{File: h.File, Pos: pos, Severity: syntax.Error, Rule: "unknown-name", Text: text, Advice: advice})
	}
	if code := h.Language.Value; code != "" && languages[code].texts == nil {
		say(h.Language.Pos, fmt.Sprintf("the engine doesn't speak the language %q", code), slices.Sorted(maps.Keys(languages)), code)
	}
	for id, list := range h.Texts {
		if _, ok := english.texts[id]; !ok && len(list) > 0 {
			say(list[0].Pos, fmt.Sprintf("the engine has no sentence %q", id), keys(english.texts), id)
			continue
		}
		diags = append(diags, lostMarks(h, id, list)...)
	}
	base := match.English()
	for id, list := range h.Words {
		if _, ok := base[match.Command(id)]; !ok && len(list) > 0 {
			var known []string
			for c := range base {
				known = append(known, string(c))
			}
			slices.Sort(known)
			say(list[0].Pos, fmt.Sprintf("there is no command %q", id), known, id)
			continue
		}
		for _, word := range list {
			for _, other := range slices.Sorted(maps.Keys(words)) {
				if string(other) != id && slices.Contains(words[other], word.Value) {
					diags = append(diags, syntax.Diagnostic{File: h.File, Pos: word.Pos, Severity: syntax.Warning, Rule: "word-twice",
						Text: fmt.Sprintf("%q means %q, too", word.Value, other), Advice: "leave it to one of the two"})
				}
			}
		}
	}
	return diags
}

// lostMarks warns of values in a house's wording that the engine's sentence
// does not have, in any language.
func lostMarks(h *syntax.House, id string, wordings []syntax.Str) (diags syntax.Diagnostics) {
	known := map[string]bool{}
	for _, l := range languages {
		for _, name := range newTemplate(l.texts[id]).marks() {
			known[name] = true
		}
	}
	for _, s := range wordings {
		for _, name := range newTemplate(s.Value).marks() {
			if known[name] {
				continue
			}
			advice := "it has no values: leave the mark out"
			if names := slices.Sorted(maps.Keys(known)); len(names) > 0 {
				advice = "it has: <" + strings.Join(names, ">, <") + ">"
			}
			diags = append(diags, syntax.Diagnostic{File: h.File, Pos: s.Pos, Severity: syntax.Warning, Rule: "lost-mark",
				Text: fmt.Sprintf("the sentence %q has no <%s>, so nothing is said there", id, name), Advice: advice})
		}
	}
	return diags
}

func keys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// compiler compiles one dialog and collects what is wrong with it.
type compiler struct {
	m     *Machine
	d     *syntax.Dialog
	known map[string]*syntax.Dialog
	out   *Compiled
	diags syntax.Diagnostics
}

func (c *compiler) wrong(pos syntax.Pos, rule, text, advice string) {
	c.diags = append(c.diags, syntax.Diagnostic{File: c.d.File, Pos: pos, Severity: syntax.Error, Rule: rule, Text: text, Advice: advice})
}

func (c *compiler) warn(pos syntax.Pos, rule, text, advice string) {
	c.diags = append(c.diags, syntax.Diagnostic{File: c.d.File, Pos: pos, Severity: syntax.Warning, Rule: rule, Text: text, Advice: advice})
}

// shown adds the conversation that shows what was noted last.
func (c *compiler) shown(t *talk) { c.diags[len(c.diags)-1].Talk = t.lines }

// unknown says that a name is not known, with the nearest that are.
func (c *compiler) unknown(at syntax.Str, what string, known []string) {
	advice := "known are: " + strings.Join(known, ", ")
	if len(known) == 0 {
		advice = "there are none"
	}
	if near, ok := syntax.Nearest(at.Value, known); ok {
		advice = fmt.Sprintf("did you mean %q?", near)
	}
	c.wrong(at.Pos, "unknown-name", fmt.Sprintf("there is no %s %q", what, at.Value), advice)
}

// outline begins with what stands at the head of the file.
func (c *compiler) outline() {
	d := c.d
	c.out = &Compiled{Name: d.Name.Value, Title: d.Title.Value, Description: d.Description.Value, Hash: d.Hash, Tree: d, errors: map[action.Kind]errorRule{}}
	if c.out.Title == "" {
		c.out.Title = capital(inWords(d.Name.Value))
	}
}

func (c *compiler) compile() *Compiled {
	d := c.d
	c.outline()
	acts := c.action()
	c.readFields()
	c.promises()
	c.permissions()
	c.params()
	c.texts()
	c.errorRules()
	c.readBefore()
	c.readUndo()
	c.out.timeout = timeoutOf(d.Timeout.Value)
	c.links()
	if c.diags.Failed() || !acts {
		return nil
	}
	list := c.d.Show != nil && c.d.Show.Record.IsZero()
	p := plan{
		fields: c.out.fields, needs: c.out.spec.Provider != "", confirm: c.out.effect.Writes(),
		creates: c.out.effect == action.Create, list: list, check: c.out.before != nil,
		undo: c.out.undo.Name != "", gone: slices.Contains(c.out.undo.Fails, action.Missing), deletes: c.out.effect == action.Delete && c.out.about() != nil,
		batch:   c.out.effect.Writes() && c.out.effect != action.Create && c.out.about() != nil,
		refused: c.out.canBeRefused(),
	}
	c.out.table = newTable(p.draw())
	for _, w := range c.out.table.prove(c.out.effect.Writes(), p.needs) {
		c.wrong(d.Name.Pos, "no-way-out", w.text, "change the dialog so that every question can be answered or left")
		c.shown(talkOf(c.out).along(w.way))
	}
	if c.diags.Failed() {
		return nil
	}
	return c.out
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

func (c *Compiled) fieldNames() []string {
	var names []string
	for _, a := range c.fields {
		names = append(names, a.name)
	}
	return names
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

// ask finds a field by name; nil when there is none.
func (c *Compiled) ask(name string) *ask {
	for _, a := range c.fields {
		if a.name == name {
			return a
		}
	}
	return nil
}

// rank orders dialogs for offering: what people begin with comes first, what
// destroys comes last.
func (c *Compiled) rank() int {
	switch {
	case c.effect == action.Create:
		return 0
	case c.spec.Gives == action.GivesRecords:
		return 1
	case c.effect == action.Read:
		return 2
	case c.effect == action.Update:
		return 3
	}
	return 4
}
