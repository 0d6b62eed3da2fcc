package lint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// adviser collects what could be better about dialogs that can be read.
type adviser struct {
	folder  *Folder
	catalog machine.Catalog
	machine *machine.Machine
	dialog  *syntax.Dialog // the one that is looked at
	found   syntax.Diagnostics
}

// advise adds a warning, unless something is wrong with the same words.
func (a *adviser) advise(pos syntax.Pos, rule, text, advice string) {
	for _, d := range a.found {
		if d.File == a.dialog.File && d.Pos == pos && d.Severity == syntax.Error {
			return
		}
	}
	a.found = append(a.found, syntax.Diagnostic{File: a.dialog.File, Pos: pos, Severity: syntax.Warning, Rule: rule, Text: text, Advice: advice})
}

func (a *adviser) all() {
	for _, d := range a.folder.Dialogs {
		if a.dialog = d; len(d.Unread) > 0 && d.Title.IsZero() {
			continue // the file could not be read
		}
		a.head()
		a.confirm()
		a.endings()
		for _, f := range d.Fields {
			a.field(f)
		}
	}
	a.reached()
	a.titles()
	a.tests()
}

var onlyMark = regexp.MustCompile(`^[^\p{L}\p{N}]*<[a-z0-9_.]+>[^\p{L}\p{N}]*$`)

func (a *adviser) head() {
	d := a.dialog
	if d.Description.IsZero() && !d.Unread["description"] {
		a.advise(d.Name.Pos, "no-description", fmt.Sprintf("%s has no description", d.Name.Value), "add `description:` with one sentence; \"what can you do?\" is answered with it")
	}
	const longest = 40 // characters, as a button on a phone shows them
	if n := utf8.RuneCountInString(d.Title.Value); n > longest {
		a.advise(d.Title.Pos, "long-title", fmt.Sprintf("the title has %d characters, and a button shows about %d", n, longest), "say it in three or four words")
	}
	for _, s := range d.Start {
		if onlyMark.MatchString(s.Value) {
			a.advise(s.Pos, "only-a-mark", fmt.Sprintf("%q is like everything that people say", s.Value), "add the words that tell what it is, for example \"deal "+s.Value+"\"")
		}
	}
}

func (a *adviser) confirm() {
	d := a.dialog
	spec, _ := a.catalog.Spec(d.Do.Value)
	switch {
	case d.Confirm.IsZero() || spec.Name == "":
	case !spec.Effect.Writes():
		a.advise(d.Confirm.Pos, "confirm-unused", fmt.Sprintf("%s changes nothing, so this is never asked", spec.Name), "remove `confirm:`")
	case len(d.Fields) > 0 && !strings.Contains(d.Confirm.Value, "<"):
		a.advise(d.Confirm.Pos, "bare-confirm", "the question does not say what people say yes to", "name what is written, for example <"+d.Fields[0].Name.Value+">")
	}
}

func (a *adviser) endings() {
	d := a.dialog
	if d.Done != nil && !d.Done.Then.IsZero() && len(d.Done.Offer) > 0 {
		a.advise(d.Done.Offer[0].Pos, "then-and-offer", fmt.Sprintf("%s begins at once, so this is never offered", d.Done.Then.Value), "keep one of `then:` and `offer:`")
	}
	if s := d.Show; s != nil && !s.Record.IsZero() {
		ignored := func(key string, pos syntax.Pos) {
			a.advise(pos, "show-ignored", fmt.Sprintf("`%s` is about tables, and one record is shown here", key), "remove it, or remove `record:`")
		}
		for key, list := range map[string][]syntax.Str{"columns": s.Columns, "row": s.Row} {
			if len(list) > 0 {
				ignored(key, list[0].Pos)
			}
		}
		if s.Page.Value > 0 {
			ignored("page", s.Page.Pos)
		}
		if !s.Empty.IsZero() {
			ignored("empty", s.Empty.Pos)
		}
	}
}

func (a *adviser) field(f *syntax.Field) {
	d, name := a.dialog, f.Name.Value
	kind := cmp.Or(f.Type.Value, string(field.Text))
	closed := len(f.Choices) > 0 || !f.From.IsZero() || kind == string(field.Pick) || kind == string(field.Owner) || kind == string(field.YesNo)
	never := f.AskIf.Value == "never"
	if !never && !closed && f.Hint.IsZero() && len(f.Examples) == 0 && f.Default.IsZero() && !f.Ask.IsZero() && !f.Unread["hint"] && !f.Unread["examples"] {
		a.advise(f.Ask.Pos, "no-hint", fmt.Sprintf("the question for %q says nothing of how to answer", name), "add `hint:` with an example")
	}
	if never {
		for _, s := range []struct {
			key  string
			text syntax.Str
		}{{"hint", f.Hint}, {"attempts", syntax.Str{Pos: f.Attempts.Pos}}} {
			if !s.text.IsZero() {
				a.advise(s.text.Pos, "never-said", fmt.Sprintf("%q is never asked, so `%s` is of no use", name, s.key), "remove it, or let the field be asked")
			}
		}
		if kind == string(field.Text) && !closed && f.Default.IsZero() && !a.begins(name) {
			a.advise(f.Name.Pos, "never-heard", fmt.Sprintf("%q is never asked, and no start example has <%s>", name, name), "let it be asked, or add an example with it")
		}
		spec, _ := a.catalog.Spec(d.Do.Value)
		if !f.Default.IsZero() && spec.Effect.Writes() && !strings.Contains(d.Confirm.Value, "<"+name+">") {
			a.advise(f.Default.Pos, "hidden-value", fmt.Sprintf("%q is written without being asked, and the confirm question does not name it", name), "add <"+name+"> to `confirm:`, or let it be asked")
		}
	}
	if word, _, _ := strings.Cut(kind, " "); !f.IfNone.IsZero() && word != string(field.Record) {
		a.advise(f.IfNone.Pos, "if-none-of", fmt.Sprintf("%q names no record, so none can be missing", name), "remove `if_none:`, or write `type: record …`")
	}
	if len(f.Choices) == 2 && yesAndNo(f.Choices) {
		a.advise(f.Choices[0].Value.Pos, "yes-or-no", "these choices are yes and no", "write `type: yes_no` instead; more ways to say them are understood then")
	}
	if f.Private.Value {
		a.private(name)
	}
}

// begins tells whether a start example has a value of a field.
func (a *adviser) begins(name string) bool {
	return slices.ContainsFunc(a.dialog.Start, func(s syntax.Str) bool { return strings.Contains(s.Value, "<"+name+">") })
}

func yesAndNo(list []syntax.Choice) bool {
	a, b := strings.ToLower(list[0].Value.Value), strings.ToLower(list[1].Value.Value)
	return a == "yes" && b == "no" || a == "no" && b == "yes"
}

// private warns of texts that name a private value: it is masked there.
func (a *adviser) private(name string) {
	d := a.dialog
	var texts []syntax.Str
	if d.Done != nil {
		texts = append(texts, d.Done.Say...)
	}
	if d.Before != nil {
		texts = append(texts, d.Before.Say)
	}
	for _, f := range d.Fields {
		texts = append(texts, f.Ask)
	}
	for _, s := range texts {
		if i := strings.Index(s.Value, "<"+name+">"); i >= 0 {
			a.advise(d.Part(s, i, i+len(name)+2), "private-said", fmt.Sprintf("%q is private, so a mask is said in its place", name), "leave it out of this text")
		}
	}
}

// reached warns of dialogs that nobody can begin.
func (a *adviser) reached() {
	led := map[string]bool{}
	for _, d := range a.folder.Dialogs {
		var names []syntax.Str
		if d.Done != nil {
			names = append(names, append(d.Done.Offer, d.Done.Then)...)
		}
		if d.Show != nil {
			names = append(names, d.Show.Row...)
		}
		for _, f := range d.Fields {
			names = append(names, f.IfNone)
		}
		for _, r := range d.Errors {
			if r.Verb.Value == "start" {
				names = append(names, r.Arg)
			}
		}
		for _, s := range names {
			led[s.Value] = led[s.Value] || s.Value != d.Name.Value
		}
	}
	for _, d := range a.folder.Dialogs {
		if a.dialog = d; len(d.Start) == 0 && !led[d.Name.Value] && !d.Unread["start"] {
			a.advise(d.Name.Pos, "unreachable-dialog", fmt.Sprintf("nobody can begin %s: it has no start examples, and no dialog leads to it", d.Name.Value),
				"add `start:` with what people say, or name it below `offer:`, `row:`, `then:` or `if_none:` of another")
		}
	}
}

// titles warns of dialogs that look the same on buttons.
func (a *adviser) titles() {
	first := map[string]*syntax.Dialog{}
	for _, d := range a.folder.Dialogs {
		title := strings.ToLower(d.Title.Value)
		if other := first[title]; other != nil && title != "" {
			a.dialog = d
			a.advise(d.Title.Pos, "title-twice", fmt.Sprintf("%s has this title, too", other.Name.Value), "give each a title of its own")
			continue
		}
		first[title] = d
	}
}
