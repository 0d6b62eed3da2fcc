package machine

import (
	"cmp"
	"fmt"
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
	m.know(c)
}

// know makes a version of a dialog known by its name, and it and the actions of
// its states by their hashes: people can't begin with those.
func (m *Machine) know(c *Compiled) {
	m.byName[c.Name] = c
	m.byHash[c.Hash] = c
	for _, p := range c.parts {
		m.byHash[p.Hash] = p
	}
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
	whole *compiler      // of the dialog, for the action of one of its states
	with  []syntax.Given // what such an action is given
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
	if c.whole != nil {
		c.out.whole = c.whole.out.Name
	}
	if c.out.Title == "" {
		c.out.Title = capital(inWords(d.Name.Value))
	}
}

func (c *compiler) compile() *Compiled {
	d := c.d
	c.outline()
	acts := c.action()
	c.readFields()
	c.readStates()
	c.promises()
	c.permissions()
	c.params()
	c.texts()
	c.errorRules()
	c.readBefore()
	c.readUndo()
	c.out.timeout = timeoutOf(d.Timeout.Value)
	c.links()
	if c.diags.Failed() || !acts || len(d.States) > 0 && c.out.stations == nil {
		return nil
	}
	list := c.d.Show != nil && c.d.Show.Record.IsZero()
	p := plan{
		fields: c.out.fields, needs: c.out.spec.Provider != "", confirm: c.out.effect.Writes(),
		creates: c.out.effect == action.Create, list: list, check: c.out.before != nil,
		undo: c.out.undo.Name != "", gone: slices.Contains(c.out.undo.Fails, action.Missing), deletes: c.out.effect == action.Delete && c.out.about() != nil,
		batch:   c.out.effect.Writes() && c.out.effect != action.Create && c.out.about() != nil,
		refused: c.out.canBeRefused(), acts: c.out.spec.Name != "", stations: c.out.stations,
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

func (c *Compiled) fieldNames() []string {
	var names []string
	for _, a := range c.fields {
		names = append(names, a.name)
	}
	return names
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
