package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/engine/field"
)

// Kind is a kind of record, as an account has it.
type Kind struct {
	Provider string // "hubspot"; also the beginning of the actions' names
	Name     string // "ticket"
	Plural   string // "tickets"
	ID       string // the provider's number for it
	Title    string // name of the field that titles a record; it may be put together from others
	Also     []string
	OneOf    []string // of these fields, a new record must have one
	Links    []Link
	Fields   []Field
	Known    bool     // it is there without a description, with those of its fields that are
	Records  []string // titles of records that tests can name; two are enough
}

// Link leads to records of another kind.
type Link struct {
	To     string
	Number int
}

// Field is one field of a kind of record.
type Field struct {
	Name, Property, Label string
	Kind                  field.Kind
	Also                  []string
	Source                string   // action that lists what it is chosen from
	Options               []string // labels of those, in order
	Required, ReadOnly    bool
	Day                   bool // kept as a day without a time
	Known                 bool // there without a description
}

// A File is a file to be written, as text.
type File struct{ Name, Text string }

// ObjectsFile describes the kinds of records of a folder.
const ObjectsFile = "objects.yaml"

// Files are the six dialogs of a kind, the tests of each, and its part of the
// description of kinds.
func Files(k Kind) []File {
	var list []File
	if text := k.objects(); text != "" {
		list = append(list, File{ObjectsFile, text})
	}
	for _, d := range []struct{ dialog, text, test string }{
		{"create_" + k.Name, k.create(), k.createTest()},
		{"get_" + k.Name, k.get(), k.getTest()},
		{"list_" + k.Plural, k.list(), k.listTest()},
		{"search_" + k.Plural, k.search(), k.searchTest()},
		{"update_" + k.Name, k.update(), k.updateTest()},
		{"delete_" + k.Name, k.delete(), k.deleteTest()},
	} {
		list = append(list, File{d.dialog + ".yaml", d.text})
		if d.test != "" {
			list = append(list, File{d.dialog + "_test.yaml", d.test})
		}
	}
	return list
}

// page is a file that grows by lines.
type page struct{ strings.Builder }

func (p *page) add(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// start writes what people say. In it, $ is the kind of record, $$ several, and
// <> one that somebody names.
func (p *page) start(k Kind, lines ...string) {
	p.add("start:")
	for _, line := range lines {
		p.add("  - %s", strings.NewReplacer("<>", "<"+k.Name+">", "a $", article(k.noun()), "$$", words(k.Plural), "$", k.noun()).Replace(line))
	}
}

func (k Kind) noun() string { return words(k.Name) }

// asked are the fields that a person who makes a record is asked, what must be
// there first.
func (k Kind) asked() (list []Field) {
	for _, f := range k.Fields {
		if !f.ReadOnly {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b Field) int {
		return cmp.Or(k.rank(a)-k.rank(b), slices.Index(k.OneOf, a.Name)-slices.Index(k.OneOf, b.Name))
	})
	return list
}

// rank is the place of a field among the questions: title, what must be there,
// with the pipeline in front of its stages, the rest.
func (k Kind) rank(f Field) int {
	switch {
	case f.Name == k.Title, slices.Contains(k.OneOf, f.Name):
		return 0
	case f.Name == "pipeline" && f.Kind == field.Pick, f.Required:
		return 1
	}
	return 2
}

// optional is what stands behind `optional:`; empty for a field that must be
// there.
func (k Kind) optional(f Field) string {
	i := slices.Index(k.OneOf, f.Name)
	switch {
	case i == len(k.OneOf)-1 && i > 0: // only the last one must be there, if none before it is
		var others []string
		for _, name := range k.OneOf[:i] {
			others = append(others, name+` != ""`)
		}
		return strings.Join(others, " or ")
	case f.Required, len(k.OneOf) == 1 && i == 0, f.Name == "pipeline" && f.Kind == field.Pick:
		return ""
	}
	return "true"
}

func (k Kind) create() string {
	p := &page{}
	p.add("dialog: create_%s\ntitle: Create %s\ndescription: Add a new %s.", k.Name, headline(k.noun()), k.noun())
	lines := []string{"create a $", "new $", "add a $", "make a new $", "enter a new $", "I need a new $", "I want to create a $",
		"could you add a new $ for me", "set up a $", "register a new $"}
	if f, ok := k.field(k.title()); ok && f.Kind == field.Text {
		lines = append(lines, "create $ <"+f.Name+">", "create a $ named <"+f.Name+">", "add a $ called <"+f.Name+">")
	}
	p.start(k, lines...)
	p.add("needs: %s\neffect: create\n\nfields:", k.Provider)
	for _, f := range k.asked() {
		k.ask(p, f)
	}
	for _, l := range k.Links {
		p.add("  %s:\n    type: record %s\n    ask: Which %s is it for?\n    hint: A name, an e-mail address or a number.\n    optional: true", l.To, l.To, l.To)
	}
	p.add("\nconfirm: Create the %s%s?", k.noun(), k.marks())
	p.add("do: %s.%s.create\nerrors:\n  invalid: ask <error.field>", k.Provider, k.Plural)
	p.add("done:\n  say:\n    - Created <record>. <link>\n    - <record> is in HubSpot now. <link>\n  remember: %s\n  offer: [update_%s, list_%s]", k.Name, k.Name, k.Plural)
	return p.String()
}

// marks are the values that the question before a create shows.
func (k Kind) marks() string {
	var list []string
	for _, f := range k.asked() {
		if k.rank(f) == 0 || f.Required {
			mark := "<" + f.Name + ">"
			if len(list) > 0 && k.rank(f) > 0 {
				mark = f.Label + " " + mark
			}
			list = append(list, mark)
		}
	}
	return " " + strings.Join(list, ", ")
}

// title is the field that a new record is named by: of a name that is put
// together from others, the first of those.
func (k Kind) title() string {
	if f, ok := k.field(k.Title); ok && !f.ReadOnly {
		return k.Title
	}
	if len(k.OneOf) > 0 {
		return k.OneOf[0]
	}
	return ""
}

// ask writes a field with its question.
func (k Kind) ask(p *page, f Field) {
	p.add("  %s:", f.Name)
	if f.Kind != field.Text {
		p.add("    type: %s", f.Kind)
	}
	if f.Label != words(f.Name) {
		p.add("    label: %s", quoted(capital(f.Label)))
	}
	if f.Kind == field.Pick {
		p.add("    choices: %s", f.Source)
	}
	question, hint := k.question(f)
	p.add("    ask: %s", quoted(question))
	if hint != "" {
		p.add("    hint: %s", hint)
	}
	if when := k.optional(f); when != "" {
		p.add("    optional: %s", when)
	}
	if f.Kind == field.Owner {
		p.add("    ask_if: never")
	}
	if f.Kind == field.Text && k.rank(f) == 0 {
		p.add("    length: 1..200")
	}
}

func (k Kind) question(f Field) (ask, hint string) {
	what := "What's the " + f.Label + "?"
	switch f.Kind {
	case field.Pick:
		if f.Name == "stage" {
			return "Which stage is it in?", ""
		}
		return "Which " + f.Label + "?", ""
	case field.YesNo:
		if rest, ok := strings.CutPrefix(f.Label, "is "); ok {
			return "Is it " + rest + "?", "Yes or no."
		}
		return capital(f.Label) + ", yes or no?", "Yes or no."
	case field.Owner:
		return "Who owns it?", ""
	case field.Money:
		return what, "For example 5k or $1,200."
	case field.Number:
		return what, "A number, for example 12."
	case field.Date:
		return what, `For example "next Friday" or 2026-12-31.`
	case field.Phone:
		if !strings.Contains(f.Label, "number") {
			what = "What's the " + f.Label + " number?"
		}
		return what, "For example +1 555 0100 000."
	case field.Email:
		if !strings.Contains(f.Label, "address") {
			what = "What's the " + f.Label + " address?"
		}
		return what, "For example ana@example.com."
	}
	if f.Name == k.title() {
		return "What's the " + f.Label + " of the " + k.noun() + "?", "A few words."
	}
	return what, "A few words will do."
}

func (k Kind) record(p *page, ask string) {
	p.add("fields:\n  %s:\n    type: record %s\n    ask: %s\n    hint: Its number or its %s.", k.Name, k.Name, ask, k.titleLabel())
}

func (k Kind) titleLabel() string {
	if f, ok := k.field(k.Title); ok {
		return f.Label
	}
	return "name"
}

func (k Kind) get() string {
	p := &page{}
	p.add("dialog: get_%s\ntitle: Get %s\ndescription: Show one %s, by its number, its %s or \"it\".", k.Name, headline(k.noun()), k.noun(), k.titleLabel())
	p.start(k, "get a $", "show a $", "get $ <>", "show $ <>", "show me $ <>", "open $ <>", "view $ <>", "details of $ <>", "look up $ <>",
		"$ number <>", "what do we know about $ <>", "tell me about $ <>", "could you pull up a $", "I'd like to look at $ <>")
	p.add("needs: %s\n", k.Provider)
	k.record(p, "Which "+k.noun()+"?")
	p.add("\ndo: %s.%s.get\nshow:\n  record: %s\ndone:\n  remember: %s\n  offer: [update_%s, delete_%s]", k.Provider, k.Plural, k.Name, k.Name, k.Name, k.Name)
	return p.String()
}

// narrows are the fields that a list can be narrowed by.
func (k Kind) narrows() (list []Field) {
	for _, f := range k.Fields {
		if f.Kind == field.Pick && f.Name != "pipeline" || f.Kind == field.Owner {
			list = append(list, f)
		}
	}
	return list
}

func (k Kind) list() string {
	p := &page{}
	p.add("dialog: list_%s\ntitle: List all %s\ndescription: Show your %s page by page.", k.Plural, capital(words(k.Plural)), words(k.Plural))
	lines := []string{"list my $$", "list all $$", "list $$", "show my $$", "show all $$", "all $$", "view $$", "browse $$", "$ list",
		"which $$ do we have", "how many $$ do I have", "could you show me our $$", "I want to see every $", "give me the full list of $$"}
	for _, f := range k.narrows()[:min(2, len(k.narrows()))] {
		if f.Kind == field.Owner {
			lines = append(lines, "list $$ of owner <"+f.Name+">")
		} else {
			lines = append(lines, "list $$ with "+f.Label+" <"+f.Name+">")
		}
	}
	p.start(k, lines...)
	p.add("needs: %s\n", k.Provider)
	for i, f := range k.narrows() {
		if i == 0 {
			p.add("fields:")
		}
		p.add("  %s:\n    type: %s", f.Name, f.Kind)
		if f.Kind == field.Pick {
			p.add("    choices: %s", f.Source)
		}
		p.add("    optional: true\n    ask_if: never")
	}
	if len(k.narrows()) > 0 {
		p.add("")
	}
	p.add("do: %s.%s.list", k.Provider, k.Plural)
	k.rows(p, fmt.Sprintf("These are the %s, <total> in all.", words(k.Plural)), fmt.Sprintf("There are no %s like that.", words(k.Plural)))
	p.add("done:\n  offer: [create_%s, search_%s]", k.Name, k.Plural)
	return p.String()
}

// rows say how a table of records looks: the title and what says most.
func (k Kind) rows(p *page, say, empty string) {
	columns := []string{k.Title}
	for _, f := range k.asked() {
		if len(columns) < 4 && f.Name != k.Title && f.Name != "pipeline" && f.Kind != field.Text {
			columns = append(columns, f.Name)
		}
	}
	p.add("show:\n  columns: [%s]\n  page: 5\n  row: [get_%s, update_%s, delete_%s]\n  say: %s\n  empty: %s\n  remember: %s",
		strings.Join(columns, ", "), k.Name, k.Name, k.Name, say, empty, k.Plural)
}

func (k Kind) search() string {
	p := &page{}
	p.add("dialog: search_%s\ntitle: Search %s\ndescription: Find %s by words and by conditions.", k.Plural, capital(words(k.Plural)), words(k.Plural))
	p.start(k, "search $$", "search a $", "find a $", "find $$", "search $$ <words>", "search for $$ <words>", "find $$ <words>", "look for $$ <words>",
		"which $$ are <words>", "$$ with <words>", "are there any $$ <words>", "show me the $$ with <words>", "I'm looking for $$ <words>", "filter $$ by <words>")
	p.add("needs: %s\n\nfields:\n  words:\n    type: search of %s\n    label: search\n    ask: What are you looking for?\n    hint: Words of the %s, or what must hold.\n", k.Provider, k.Name, k.titleLabel())
	p.add("do: %s.%s.search", k.Provider, k.Plural)
	k.rows(p, "I searched for <words>, <total> found.", fmt.Sprintf("I found no %s for <words>. One made a moment ago may take half a minute to show up.", words(k.Plural)))
	p.add("done:\n  offer: [search_%s, create_%s]", k.Plural, k.Name)
	return p.String()
}

func (k Kind) update() string {
	p := &page{}
	p.add("dialog: update_%s\ntitle: Update %s\ndescription: Change %s; you see before and after first.", k.Name, headline(k.noun()), article(k.noun()))
	lines := []string{"update a $", "change a $", "edit a $", "modify a $", "update $ <>", "change $ <>", "edit $ <>", "update $ <> set <changes>",
		"change $ <> and set <changes>", "set <changes> on $ <>", "mark $ <> as <changes>", "$ <> is now <changes>", "I need to change a $"}
	for _, f := range k.asked() {
		if k.rank(f) > 0 && f.Name != "pipeline" && len(lines) < 17 {
			lines = append(lines, "change the "+f.Label+" of $ <>")
		}
	}
	p.start(k, lines...)
	p.add("needs: %s\neffect: update\n", k.Provider)
	k.record(p, "Which "+k.noun()+" should change?")
	p.add("  changes:\n    type: changes of %s\n    ask: What should change?\n    hint: %s", k.Name, k.changeHint())
	p.add("\nconfirm: Change <record>?\ndo: %s.%s.update\nerrors:\n  invalid: ask <error.field>", k.Provider, k.Plural)
	p.add("done:\n  say:\n    - Updated <record>. <link>\n    - <record> is up to date now. <link>\n  remember: %s\n  offer: [get_%s, list_%s]", k.Name, k.Name, k.Plural)
	return p.String()
}

// changeHint shows how a change is said.
func (k Kind) changeHint() string {
	for _, f := range k.asked() {
		if f.Kind == field.Pick && f.Name != "pipeline" && len(f.Options) > 0 {
			return fmt.Sprintf("For example \"%s %s\".", f.Label, strings.ToLower(f.Options[len(f.Options)-1]))
		}
	}
	return fmt.Sprintf("For example \"%s\" and what it should be.", k.titleLabel())
}

func (k Kind) delete() string {
	p := &page{}
	p.add("dialog: delete_%s\ntitle: Delete %s\ndescription: Delete %s, after showing it and asking.", k.Name, headline(k.noun()), article(k.noun()))
	p.start(k, "delete a $", "remove a $", "erase a $", "delete $ <>", "remove $ <>", "archive $ <>", "throw away $ <>",
		"delete the $ called <>", "delete $ number <>", "we don't need $ <>", "$ <> is a duplicate", "could you delete a $ for me", "I want to delete a $")
	p.add("needs: %s\neffect: delete\n", k.Provider)
	k.record(p, "Which "+k.noun()+" should be deleted?")
	p.add("\nconfirm: Delete <record>?\ndo: %s.%s.delete", k.Provider, k.Plural)
	p.add("done:\n  say: Deleted <record>. HubSpot keeps it for 90 days; an administrator can restore it there.\n  offer: [list_%s]", k.Plural)
	return p.String()
}

// objects describes the kind, so far as nobody knows it yet.
func (k Kind) objects() string {
	p := &page{}
	for _, f := range k.Fields {
		if f.Known {
			continue
		}
		p.add("      %s:\n        property: %s", f.Name, f.Property)
		if f.Kind != field.Text {
			p.add("        type: %s", f.Kind)
		}
		if f.Label != words(f.Name) {
			p.add("        label: %s", quoted(f.Label))
		}
		if len(f.Also) > 0 {
			p.add("        also: [%s]", strings.Join(f.Also, ", "))
		}
		if f.Required {
			p.add("        required: true")
		}
		if f.ReadOnly {
			p.add("        read_only: true")
		}
		if f.Day {
			p.add("        day: true")
		}
	}
	fields := p.String()
	if fields == "" {
		return ""
	}
	p = &page{}
	p.add("objects:\n  %s:", k.Name)
	if !k.Known {
		p.add("    plural: %s\n    id: %s", k.Plural, k.ID)
		if len(k.Also) > 0 {
			p.add("    also: [%s]", strings.Join(k.Also, ", "))
		}
		p.add("    title: %s", k.Title)
		if len(k.OneOf) > 0 {
			p.add("    one_of: [%s]", strings.Join(k.OneOf, ", "))
		}
		for i, l := range k.Links {
			if i == 0 {
				p.add("    links:")
			}
			p.add("      %s: %d", l.To, l.Number)
		}
	}
	p.add("    fields:\n%s", strings.TrimSuffix(fields, "\n"))
	return p.String()
}

func (k Kind) field(name string) (Field, bool) {
	for _, f := range k.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}
