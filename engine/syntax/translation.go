package syntax

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A dialog speaks another language by a file beside it that has only its
// texts: create_deal.de.yaml for create_deal.yaml. What people can do, and in
// which order they are asked, stands in one place.

// translationFile is such a file's name: the dialog's, then the language.
var translationFile = regexp.MustCompile(`^([a-z][a-z0-9_]{0,63})\.([a-z]{2,3})\.yaml$`)

// Translation is the texts of a dialog in another language.
type Translation struct {
	File     string
	Source   []byte
	Dialog   string // whose texts they are
	Language string // "de"
	texts    *Dialog
}

// TranslationOf tells whose texts, and in which language, a file has by its
// name; ok is false for files that are no translations.
func TranslationOf(file string) (dialog, language string, ok bool) {
	m := translationFile.FindStringSubmatch(path.Base(strings.ReplaceAll(file, `\`, "/")))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// ParseTranslation reads a translation. It is never nil; what could not be read
// is left out.
func ParseTranslation(file string, src []byte) (*Translation, Diagnostics) {
	r := newReader(file, src)
	t := &Translation{File: file, Source: src, texts: &Dialog{File: file, Source: src}}
	t.Dialog, t.Language, _ = TranslationOf(file)
	root := r.open(src)
	if root == nil {
		t.texts.Unread = allOf(inTranslation)
		return t, r.finish()
	}
	d := t.texts
	_, d.Unread = r.fill(root, inTranslation, "this translation", Pos{Line: 1, Col: 1, Len: 1}, map[string]any{
		"title":          &d.Title,
		"short":          &d.Short,
		"description":    &d.Description,
		"start":          &d.Start,
		"fields":         func(_ key, e entry) { d.Fields = r.fieldTexts(e) },
		"states":         func(_ key, e entry) { d.States = r.stateTexts(e) },
		"confirm":        &d.Confirm,
		"before_confirm": func(_ key, e entry) { d.Before = r.beforeTexts(e) },
		"errors":         func(k key, e entry) { d.Errors = r.errorRules(k, e) },
		"show":           func(_ key, e entry) { d.Show = r.showTexts(e) },
		"done":           func(_ key, e entry) { d.Done = r.doneTexts(e) },
	})
	return t, r.finish()
}

func (r *reader) fieldTexts(e entry) (list []*Field) {
	if !r.isMapping(e.value, e.pos, "fields are expected here, each with its texts", "write for example `name: {ask: \"Wie soll er heißen?\"}`") {
		return nil
	}
	for _, x := range r.entries(e.value) {
		f := &Field{Name: Str{x.name, x.pos}}
		_, f.Unread = r.fill(x.value, inFieldTexts, fmt.Sprintf("the field %s", quote(x.name)), x.pos, map[string]any{
			"label":    &f.Label,
			"ask":      &f.Ask,
			"hint":     &f.Hint,
			"why":      &f.Why,
			"examples": &f.Examples,
			"default":  &f.DefaultAs,
			"choices": func(k key, e entry) {
				if r.isMapping(e.value, e.pos, "choices are expected here, each with its label", "write for example `choices: {low: niedrig}`") {
					f.Choices = r.labelled(key{name: k.name, kind: aText, example: k.example}, e.value)
				}
			},
			"must": func(_ key, e entry) { f.Must = r.rules(e) },
		})
		list = append(list, f)
	}
	return list
}

func (r *reader) stateTexts(e entry) (list []*State) {
	if !r.isMapping(e.value, e.pos, "states are expected here, each with its texts", "write for example `greet: {say: Hallo!}`") {
		return nil
	}
	for _, x := range r.entries(e.value) {
		s := &State{Name: Str{x.name, x.pos}}
		_, s.Unread = r.fill(x.value, inStateTexts, fmt.Sprintf("the state %s", quote(x.name)), x.pos, map[string]any{
			"say":     &s.Say,
			"confirm": &s.Confirm,
			"errors":  func(k key, e entry) { s.Errors = r.errorRules(k, e) },
			"show":    func(_ key, e entry) { s.Show = r.showTexts(e) },
			"done":    func(_ key, e entry) { s.Done = r.doneTexts(e).Say },
		})
		list = append(list, s)
	}
	return list
}

func (r *reader) beforeTexts(e entry) *Before {
	b := &Before{Pos: e.pos}
	r.fill(e.value, inBeforeTexts, "`before_confirm`", e.pos, map[string]any{"say": &b.Say})
	return b
}

func (r *reader) showTexts(e entry) *Show {
	s := &Show{Pos: e.pos}
	_, s.Unread = r.fill(e.value, inShowTexts, "`show`", e.pos, map[string]any{"empty": &s.Empty, "say": &s.Intro})
	return s
}

func (r *reader) doneTexts(e entry) *Done {
	d := &Done{Pos: e.pos}
	r.fill(e.value, inDoneTexts, "`done`", e.pos, map[string]any{"say": &d.Say})
	return d
}

// Start are the ways to ask for the dialog in the language.
func (t *Translation) Start() []Str { return t.texts.Start }

// Uses lists where the texts name a field of the dialog.
func (t *Translation) Uses(name string) []Pos { return t.texts.Uses(name) }

// Of gives a dialog with these texts in place of its own, and what does not
// fit. Texts that are missing stay in the dialog's language.
func (t *Translation) Of(d *Dialog) (*Dialog, Diagnostics) {
	x := &translator{t: t, of: *d}
	x.of.File, x.of.Translations = t.File, nil
	own := t.texts
	x.text(&x.of.Title, own.Title, "title")
	if x.of.Short = own.Short; own.Short.IsZero() && !d.Short.IsZero() {
		x.missing = append(x.missing, "short")
	}
	x.text(&x.of.Description, own.Description, "description")
	x.list(&x.of.Start, own.Start, "start")
	x.fields(d, own)
	x.text(&x.of.Confirm, own.Confirm, "confirm")
	if before, have := part(d.Before), part(own.Before); d.Before != nil || own.Before != nil {
		x.text(&before.Say, have.Say, "before_confirm.say")
		x.of.Before = before
	}
	x.states(d, own)
	x.of.Errors = x.errors(d.Errors, own.Errors, "")
	x.of.Show = x.show(d.Show, own.Show, "")
	if done, have := part(d.Done), part(own.Done); d.Done != nil || own.Done != nil {
		x.list(&done.Say, have.Say, "done.say")
		x.of.Done = done
	}
	if len(x.missing) > 0 {
		x.diags = append(x.diags, Diagnostic{File: t.File, Severity: Warning, Rule: "not-translated",
			Text:   fmt.Sprintf("%s has no translation here: %s", d.File, strings.Join(x.missing, ", ")),
			Advice: "add them; until then people read a mixture of two languages"})
	}
	return &x.of, x.diags
}

// part copies a part of a dialog; a part that is not there is empty.
func part[T any](p *T) *T {
	var copied T
	if p != nil {
		copied = *p
	}
	return &copied
}

// translator puts the texts of a translation in the places of a dialog's own.
type translator struct {
	t       *Translation
	of      Dialog
	missing []string
	diags   Diagnostics
}

// fits tells whether a text can take the place of the dialog's own.
func (x *translator) fits(there, given bool, at Pos, what string) bool {
	switch {
	case there && !given && !x.t.unread(what):
		x.missing = append(x.missing, what)
	case !there && given:
		x.wrong(at, fmt.Sprintf("%s.yaml has no `%s`, so there is nothing to translate", x.t.Dialog, what), "leave it out, or add it to the dialog first")
	}
	return there && given
}

// unread tells whether what a translation has for a text could not be read.
func (t *Translation) unread(what string) bool {
	first, _, _ := strings.Cut(what, ".")
	return t.texts.Unread[first]
}

func (x *translator) wrong(at Pos, text, advice string) {
	x.diags = append(x.diags, Diagnostic{File: x.t.File, Pos: at, Severity: Error, Rule: "nothing-to-translate", Text: text, Advice: advice})
}

func (x *translator) text(to *Str, from Str, what string) {
	if x.fits(!to.IsZero(), !from.IsZero(), from.Pos, what) {
		*to = from
	}
}

func (x *translator) list(to *[]Str, from []Str, what string) {
	var at Pos
	if len(from) > 0 {
		at = from[0].Pos
	}
	if x.fits(len(*to) > 0, len(from) > 0, at, what) {
		*to = from
	}
}

func (x *translator) fields(d, own *Dialog) {
	texts := map[string]*Field{}
	var known []string
	for _, f := range d.Fields {
		known = append(known, f.Name.Value)
	}
	for _, f := range own.Fields {
		texts[f.Name.Value] = f
		x.knows(f.Name, "field", known)
	}
	x.of.Fields = nil
	for _, f := range d.Fields {
		f, have := part(f), part(texts[f.Name.Value])
		what := "fields." + f.Name.Value + "."
		if f.Label.IsZero() { // its name stands for it, which is no word of the language
			f.Label = Str{Value: strings.ReplaceAll(f.Name.Value, "_", " "), Pos: f.Name.Pos}
		}
		x.text(&f.Label, have.Label, what+"label")
		x.text(&f.Ask, have.Ask, what+"ask")
		x.text(&f.Hint, have.Hint, what+"hint")
		x.text(&f.Why, have.Why, what+"why")
		x.list(&f.Examples, have.Examples, what+"examples")
		if f.DefaultAs = f.Default; !f.Default.IsZero() || !have.DefaultAs.IsZero() {
			x.text(&f.DefaultAs, have.DefaultAs, what+"default")
		}
		f.Choices = slices.Clone(f.Choices)
		for i, c := range f.Choices {
			at := slices.IndexFunc(have.Choices, func(h Choice) bool { return h.Value.Value == c.Value.Value })
			if at < 0 {
				x.missing = append(x.missing, what+"choices."+c.Value.Value)
				continue
			}
			f.Choices[i].Label = have.Choices[at].Label
		}
		for _, h := range have.Choices {
			if !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value.Value == h.Value.Value }) {
				x.wrong(h.Value.Pos, fmt.Sprintf("%q is none of the choices of %s", h.Value.Value, f.Name.Value), "write the value as it stands in the dialog, and the label behind it")
			}
		}
		f.Must = slices.Clone(f.Must)
		for i, rule := range f.Must {
			at := slices.IndexFunc(have.Must, func(h Rule) bool { return h.If.Value == rule.If.Value })
			if at < 0 {
				x.missing = append(x.missing, what+"must."+rule.If.Value)
				continue
			}
			f.Must[i].Say = have.Must[at].Say
		}
		for _, h := range have.Must {
			if !slices.ContainsFunc(f.Must, func(r Rule) bool { return r.If.Value == h.If.Value }) {
				x.wrong(h.If.Pos, fmt.Sprintf("%s has no rule %q", f.Name.Value, h.If.Value), "write the condition as it stands in the dialog")
			}
		}
		x.of.Fields = append(x.of.Fields, f)
	}
}

// states gives each state its texts.
func (x *translator) states(d, own *Dialog) {
	x.of.States = nil
	var known []string
	for _, s := range d.States {
		known = append(known, s.Name.Value)
		s, have := part(s), &State{}
		if i := slices.IndexFunc(own.States, func(h *State) bool { return h.Name.Value == s.Name.Value }); i >= 0 {
			have = own.States[i]
		}
		what := "states." + s.Name.Value + "."
		x.list(&s.Say, have.Say, what+"say")
		x.text(&s.Confirm, have.Confirm, what+"confirm")
		s.Errors = x.errors(s.Errors, have.Errors, what)
		s.Show = x.show(s.Show, have.Show, what)
		x.list(&s.Done, have.Done, what+"done.say")
		x.of.States = append(x.of.States, s)
	}
	for _, h := range own.States {
		x.knows(h.Name, "state", known)
	}
}

// knows says so when a dialog has nothing of a name.
func (x *translator) knows(name Str, what string, known []string) {
	if slices.Contains(known, name.Value) {
		return
	}
	advice := "its " + what + "s are: " + strings.Join(known, ", ")
	if len(known) == 0 {
		advice = "leave it out, or add it to the dialog first"
	} else if near, ok := Nearest(name.Value, known); ok {
		advice = fmt.Sprintf("did you mean %q?", near)
	}
	x.wrong(name.Pos, fmt.Sprintf("%s.yaml has no %s %q", x.t.Dialog, what, name.Value), advice)
}

// show gives `show` its texts. in is where it stands, with a dot behind.
func (x *translator) show(of, own *Show, in string) *Show {
	if of == nil && own == nil {
		return nil
	}
	show, have := part(of), part(own)
	x.text(&show.Empty, have.Empty, in+"show.empty")
	x.text(&show.Intro, have.Intro, in+"show.say")
	return show
}

// errors gives what is said for failures its texts.
func (x *translator) errors(of, own []ErrorRule, in string) []ErrorRule {
	list := slices.Clone(of)
	for i, rule := range list {
		if rule.Verb.Value != "say" {
			continue
		}
		at := slices.IndexFunc(own, func(h ErrorRule) bool { return h.Kind.Value == rule.Kind.Value })
		if x.fits(true, at >= 0, rule.Kind.Pos, in+"errors."+rule.Kind.Value) {
			list[i].Arg = own[at].Arg
		}
	}
	for _, h := range own {
		if h.Verb.Value != "say" || !slices.ContainsFunc(of, func(r ErrorRule) bool { return r.Kind.Value == h.Kind.Value && r.Verb.Value == "say" }) {
			x.wrong(h.Kind.Pos, fmt.Sprintf("%s.yaml says nothing for %q", x.t.Dialog, h.Kind.Value), "only what it says can be translated; what it does stays")
		}
	}
	return list
}
