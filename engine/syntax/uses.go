package syntax

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	markPattern = regexp.MustCompile(`<([a-z][a-z0-9_]*)[a-z0-9_.]*>`)
	wordPattern = regexp.MustCompile(`"[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*`)
)

// Uses lists where a dialog names one of its fields: first the field itself,
// then every mark, condition and key that is about it.
func (d *Dialog) Uses(name string) []Pos {
	var list []Pos
	for _, f := range d.Fields {
		if f.Name.Value == name {
			list = append(list, f.Name.Pos)
		}
	}
	texts := append([]Str{d.Confirm}, d.Start...)
	for _, f := range d.Fields {
		texts = append(texts, f.Ask, f.Hint, f.Why)
		list = append(list, d.named(f.When, name)...)
	}
	errors := d.Errors
	for _, x := range d.States {
		texts = append(append(append(texts, x.Confirm), x.Say...), x.Done...)
		errors = append(slices.Clip(errors), x.Errors...)
		names := append([]Str{x.Before}, x.Ask...)
		for _, g := range x.With {
			names = append(names, g.From)
		}
		for _, g := range x.Result {
			names = append(names, g.To)
		}
		for _, s := range names {
			if s.Value == name {
				list = append(list, s.Pos)
			}
		}
		for _, w := range x.Go {
			list = append(list, d.named(w.When, name)...)
		}
	}
	if d.Done != nil {
		texts = append(texts, d.Done.Say...)
	}
	if d.Show != nil {
		texts = append(texts, d.Show.Intro, d.Show.Empty)
	}
	if d.Before != nil {
		texts = append(texts, d.Before.Say)
		if d.Before.Find.Value == name {
			list = append(list, d.Before.Find.Pos)
		}
	}
	for _, r := range errors {
		switch {
		case r.Verb.Value == "say":
			texts = append(texts, r.Arg)
		case r.Verb.Value == "ask" && r.Arg.Value == name:
			list = append(list, r.Arg.Pos)
		}
	}
	for _, s := range texts {
		for _, m := range markPattern.FindAllStringSubmatchIndex(s.Value, -1) {
			if s.Value[m[2]:m[3]] == name {
				list = append(list, d.Part(s, m[2], m[3]))
			}
		}
	}
	return list
}

// named finds a name in a condition.
func (d *Dialog) named(condition Str, name string) (list []Pos) {
	for _, m := range wordPattern.FindAllStringIndex(condition.Value, -1) {
		if condition.Value[m[0]:m[1]] == name {
			list = append(list, d.Part(condition, m[0], m[1]))
		}
	}
	return list
}

// Uses lists where conversations name a field of a dialog: in states, "ask
// name", and among the values that are known. A state without a dialog's name
// counts when the file is the dialog's own.
func (t *Tests) Uses(dialog, name string) []Pos {
	own := strings.HasPrefix(t.File, dialog+"_") // create_deal_bending_test.yaml
	r := newReader(t.File, t.Source)
	var list []Pos
	for _, c := range t.Cases {
		for _, turn := range c.Turns {
			state := turn.Bot.Value
			where, rest, named := strings.Cut(state, ": ")
			if !named {
				where, rest = dialog, state
			}
			_, field, _ := strings.Cut(rest, " ")
			if field == name && where == dialog && (named || own) {
				skipped := utf8.RuneCountInString(state[:len(state)-len(field)])
				if strings.HasPrefix(r.from(turn.Bot.Pos.Line, turn.Bot.Pos.Col), `"`) {
					skipped++
				}
				list = append(list, Pos{Line: turn.Bot.Pos.Line, Col: turn.Bot.Pos.Col + skipped, Len: utf8.RuneCountInString(field)})
			}
			for _, e := range turn.Fields {
				if own && e.Name.Value == name {
					list = append(list, e.Name.Pos)
				}
			}
		}
	}
	return list
}
