package match

import (
	"slices"
	"strings"

	"parley/engine/field"
)

// People answer in sentences, and not always what was asked: "her name is Ana
// Ruiz, and she works at Bolt", "I don't have her number". A statement says
// which field it is about.

// statement reads a sentence about fields of the open dialog; nothing when it
// is none.
func (v *Vocabulary) statement(text string, view View) []Meaning {
	if len(text) > 300 || view.State != Asking && view.State != Confirming && view.State != Failing {
		return nil
	}
	text = strings.TrimSpace(text)
	if m := without.FindStringSubmatch(strings.TrimRight(closing.ReplaceAllString(text, ""), " .!")); m != nil {
		// "no company" begins as "no, …" does, and is no correction.
		if list := v.absent(m[1], view); list != nil {
			return list
		}
	}
	text = opening.ReplaceAllString(text, "")
	if list := v.oneStatement(text, view); list != nil && !joints.MatchString(text) {
		return list
	}
	// Several of them, with something else in between perhaps: "are you deaf,
	// his name is Kurt". What is no statement joins the one before it, as in
	// "she works at Smith and Sons".
	var parts []string
	from := 0
	for _, m := range joints.FindAllStringIndex(text, 20) {
		if rest := opening.ReplaceAllString(text[m[1]:], ""); v.oneStatement(rest, view) != nil {
			parts, from = append(parts, text[from:m[0]]), m[1]
		}
	}
	parts = append(parts, text[from:])
	var list []Meaning
	if first, ok := v.plainAnswer(parts[0], view); ok && len(parts) > 1 {
		list = append(list, first) // "3000, and it closes on Dec 18"
	}
	for _, part := range parts {
		for _, m := range v.oneStatement(opening.ReplaceAllString(part, ""), view) {
			if !speaks(list, m.Field) {
				list = append(list, m)
			}
		}
	}
	return list
}

// plainAnswer reads a text that is nothing but a value for the open question.
func (v *Vocabulary) plainAnswer(text string, view View) (Meaning, bool) {
	f, ok := view.field(view.Expected)
	if !ok || view.State != Asking {
		return Meaning{}, false
	}
	text = clean(text)
	switch f.Kind {
	case field.Pick, field.Owner:
		exact, _ := view.choose(text, f.Name)
		ok = len(exact) == 1
	default:
		t, known := field.TypeOf(f.Kind)
		if ok = known && typed(f.Kind) && t.Read != nil; ok {
			_, _, ok = t.Read(text, view.View)
		}
	}
	return Meaning{Command: Set, Field: f.Name, Text: text}, ok
}

func speaks(list []Meaning, name string) bool {
	return slices.ContainsFunc(list, func(m Meaning) bool { return m.Field == name })
}

func (v *Vocabulary) oneStatement(text string, view View) []Meaning {
	for closing.MatchString(text) {
		text = closing.ReplaceAllString(text, "")
	}
	text = strings.TrimRight(text, " .!")
	if m := without.FindStringSubmatch(text); m != nil {
		return v.absent(m[1], view)
	}
	if IsQuestion(text) {
		return nil
	}
	if m := isCalled.FindStringSubmatch(text); m != nil {
		if list := view.fullName(m[1]); list != nil {
			return list
		}
	}
	if m := callsIt.FindStringSubmatch(text); m != nil {
		if f, ok := view.labelled("name"); ok && f.Kind == field.Text {
			return view.put(f, m[1])
		}
	}
	if m := belongs.FindStringSubmatch(text); m != nil {
		if f, ok := view.labelled("company"); ok && f.Kind == field.Text {
			return view.put(f, m[1])
		}
	}
	if m := labelIs.FindStringSubmatch(text); m != nil {
		if f, ok := view.labelled(m[2]); ok && f.Kind != field.Changes {
			return view.put(f, m[3])
		}
		// "her address is ana@bolt.com": the value says which field it is.
		if m[1] != "" {
			return v.only(m[3], view)
		}
	}
	if f, value, ok := view.named(text); ok && view.State == Asking && f.Kind == field.Text {
		// "last name Ono", whatever was asked; "company Bolt" where a name is
		// asked may be one.
		asked, _ := view.field(view.Expected)
		if asked.Name == f.Name && strings.Contains(value, " ") || strings.Contains(f.Label, " ") || typed(asked.Kind) {
			return view.put(f, value)
		}
	}
	return nil
}

// absent leaves out a field: the one that is named, or the one that is asked.
func (v *Vocabulary) absent(what string, view View) []Meaning {
	what = clean(what)
	if nothing.MatchString(what) && view.State == Asking {
		return []Meaning{{Command: Skip, Score: 1}}
	}
	what = strings.TrimSuffix(strings.TrimSuffix(plain(what), " for him"), " for her")
	if f, ok := view.labelled(what); ok {
		return []Meaning{{Command: Skip, Field: f.Name, Score: 1}}
	}
	return nil
}

// only reads a text that is one value of a kind that shows by its looks.
func (v *Vocabulary) only(text string, view View) []Meaning {
	for _, f := range view.Fields {
		if f.Kind != field.Email && f.Kind != field.Phone {
			continue
		}
		if t, ok := field.TypeOf(f.Kind); ok {
			if val, _, ok := t.Read(clean(text), view.View); ok {
				list := view.put(f, text)
				list[0].Value = &val
				return list
			}
		}
	}
	return nil
}

// fullName divides a person's name, where first and last names are kept apart.
func (v View) fullName(name string) []Meaning {
	first, ok1 := v.field("first_name")
	last, ok2 := v.field("last_name")
	name = clean(name)
	if !ok1 || !ok2 || name == "" || len(strings.Fields(name)) > 4 {
		return nil
	}
	given, family, two := strings.Cut(name, " ")
	if !two {
		if v.Expected == last.Name {
			return v.put(last, name)
		}
		return v.put(first, name)
	}
	return append(v.put(first, given), v.put(last, family)...)
}

// IsQuestion tells whether a text asks something, and so is no value.
func IsQuestion(text string) bool {
	text = strings.TrimSpace(text)
	text = opening.ReplaceAllString(text, "")
	if proposes.MatchString(text) {
		return false // "what about Globex?" names it
	}
	if strings.HasSuffix(text, "?") && (asksAt.MatchString(text) || len(strings.Fields(text)) > 4) {
		return true // and "end of month?" is an answer, if an unsure one
	}
	return asks.MatchString(text) || asksFor.MatchString(text)
}
