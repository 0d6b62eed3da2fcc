package match

import (
	"regexp"
	"strings"

	"parley/engine/field"
)

// correction reads a sentence that changes what is known already.
func (v *Vocabulary) correction(text string, view View) []Meaning {
	if len(text) > 400 {
		return nil
	}
	if f, ok := view.changes(); ok && (view.State == Confirming || view.State == Failing) {
		return v.otherChange(f, text, view)
	}
	for _, l := range languagesOf(view.Locale) {
		if list := v.corrected(&l.corrections, text, view); list != nil {
			return list
		}
	}
	if view.State == Confirming {
		// A bare value at the confirm question corrects the field it fits.
		if _, yes := field.ReadYesNo(text, view.View); !yes {
			return v.typedFits(text, view)
		}
	}
	return nil
}

// corrected reads such a sentence of one language.
func (v *Vocabulary) corrected(c *corrections, text string, view View) []Meaning {
	if m := submatch(c.changeTo, text); m != nil {
		if f, ok := view.labelled(m[1]); ok {
			return view.put(f, m[2])
		}
	}
	if m := submatch(c.changeIt, text); m != nil {
		if f, ok := view.labelled(m[1]); ok && (f.Known || view.State == Confirming) {
			return []Meaning{{Command: Reask, Field: f.Name}}
		}
	}
	if m := submatch(c.makeIts, text); m != nil {
		if f, value, ok := view.namedValue(m[1]); ok {
			return view.put(f, value)
		}
	}
	if m := submatch(c.isNow, text); m != nil {
		if f, ok := view.labelled(m[1]); ok {
			return view.put(f, m[2])
		}
	}
	if f, value, ok := view.namedValue(text); ok && view.State == Asking && f.Known && f.Name != view.Expected {
		return view.put(f, value)
	}
	if view.State == Confirming || view.State == Failing {
		if f, ok := view.labelled(clean(text)); ok {
			return []Meaning{{Command: Reask, Field: f.Name}} // "the name", and a value will follow
		}
		// Nothing else is asked, so a field's name says enough: "company Bolt".
		if f, value, ok := view.named(text); ok {
			return view.put(f, value)
		}
	}
	for _, re := range []*regexp.Regexp{c.notBut, c.notComma} {
		if m := submatch(re, text); m != nil {
			if list := view.replaced(text[strings.Index(text, m[1]):], m[1], m[2]); list != nil {
				return list
			}
			if f, ok := view.field(view.Expected); ok && view.State == Asking && f.reads(m[2], view) {
				return view.put(f, m[2]) // "not the forty grand of last year, the fifty grand"
			}
			if list := v.fits(m[2], view); list != nil {
				return list
			}
		}
	}
	for _, re := range []*regexp.Regexp{c.meant, c.iMeant} {
		if m := submatch(re, text); m != nil {
			rest := notThis.ReplaceAllString(strings.TrimSpace(m[1]), "")
			if f, ok := view.field(view.Expected); ok && view.State == Asking && f.Kind == field.Text && noName.MatchString(text) {
				continue
			}
			if c, ok := v.Command(rest, view.Locale); ok && c != Confirm {
				return []Meaning{{Command: c, Score: 1}} // "actually, don't"
			}
			if list := v.correction(rest, view); list != nil {
				return list
			}
			if f, value, ok := view.namedValue(rest); ok {
				return view.put(f, value)
			}
			return v.meant(rest, view)
		}
	}
	return nil
}

// replaced finds the field whose old value was named with the new one. Both can
// have commas in them: "February 14, 2027, March 1, 2027" is read at each.
func (v View) replaced(both, old, value string) []Meaning {
	for at := 0; ; {
		for _, f := range v.Fields {
			if !f.Known {
				continue
			}
			if strings.EqualFold(f.Value, clean(old)) || f.reads(old, v) && f.reads(value, v) {
				return v.put(f, value)
			}
		}
		i := strings.IndexByte(both[at:], ',')
		if i < 0 {
			return nil
		}
		old, value = strings.TrimSpace(both[:at+i]), strings.TrimSpace(both[at+i+1:])
		at += i + 1
	}
}

// reads tells whether all of a text is a value of the field, by its looks.
func (f Field) reads(text string, v View) bool {
	t, ok := field.TypeOf(f.Kind)
	if !ok || !typed(f.Kind) || t.Read == nil {
		return false
	}
	_, _, ok = t.Read(clean(text), v.View)
	return ok
}

// named finds the field whose name a text begins with, and what follows it.
func (v View) named(text string) (Field, string, bool) {
	words := strings.Fields(text)
	for n := min(3, len(words)-1); n > 0; n-- {
		if f, ok := v.labelled(strings.Join(words[:n], " ")); ok {
			return f, strings.Join(words[n:], " "), true
		}
	}
	return Field{}, "", false
}

// namedValue finds the field whose name a text begins with and that can have
// what follows: "amount 500" and "stage closed won", but not "stage fright".
func (v View) namedValue(text string) (Field, string, bool) {
	f, value, ok := v.named(text)
	if !ok {
		return f, value, false
	}
	switch t, _ := field.TypeOf(f.Kind); {
	case f.Kind == field.Text:
		return f, value, f.Known
	case f.Kind == field.Pick || f.Kind == field.Owner:
		exact, near := v.choose(clean(value), f.Name)
		return f, value, len(exact) == 1 || len(exact) == 0 && len(near) == 1
	case t.Read != nil && typed(f.Kind):
		_, _, ok = t.Read(clean(value), v.View)
		return f, value, ok
	}
	return f, value, false
}

// changes finds the changes of a record that are about to be written.
func (v View) changes() (Field, bool) {
	for _, f := range v.Fields {
		if f.Kind == field.Changes && f.Known {
			return f, true
		}
	}
	return Field{}, false
}

// otherChange takes what is said at the confirm question of an update: it is
// about the changes, not about which record.
func (v *Vocabulary) otherChange(f Field, text string, view View) []Meaning {
	rest := text
	for _, l := range languagesOf(view.Locale) {
		rest = l.corrections.says.ReplaceAllString(rest, "")
		if m := submatch(l.corrections.notBut, rest); m != nil {
			rest = m[2]
		}
	}
	if c, ok := v.Command(rest, view.Locale); ok && rest != text && c != Confirm {
		return []Meaning{{Command: c, Score: 1}}
	}
	if rest == "" {
		return nil
	}
	if rest != text {
		rest = inFront.ReplaceAllString(rest, "$1") // "no, at Hooli"
	}
	set := []Meaning{{Command: Correct, Field: f.Name, Text: clean(rest)}}
	if rest != text || isNumber(rest) || f.part(rest) >= 0 || changesIt.MatchString(rest) {
		return set
	}
	for _, k := range []field.Kind{field.Money, field.Date, field.Email, field.Phone} {
		if t, ok := field.TypeOf(k); ok && t.Find != nil {
			if m := t.Find(rest, view.View); len(m) == 1 && m[0].End-m[0].Start == len(rest) {
				return set
			}
		}
	}
	return nil
}

// part finds where a text names one of a record's own fields; -1 for nowhere.
func (f Field) part(text string) int {
	first := -1
	for _, p := range f.Parts {
		if i := wordAt(text, p); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

// put sets a field that was named, whether it was known or not.
func (v View) put(f Field, text string) []Meaning {
	text = notThis.ReplaceAllString(wasWrong.ReplaceAllString(text, ""), "")
	command := Set
	if f.Known {
		command = Correct
	}
	return []Meaning{{Command: command, Field: f.Name, Text: clean(text)}}
}

// labelled finds the field that people call so.
func (v View) labelled(label string) (Field, bool) {
	label = plain(strings.TrimPrefix(strings.ToLower(label), "the "))
	if in := languagesOf(v.Locale)[0].labels[label]; in != "" {
		label = in
	}
	for _, f := range v.Fields {
		if label == strings.ToLower(f.Label) || label == strings.ReplaceAll(f.Name, "_", " ") || label == f.Name {
			return f, true
		}
		for _, a := range f.Also {
			if label == a {
				return f, true
			}
		}
	}
	// One word of a label of several, when no other has it: "date".
	var hit Field
	n := 0
	for _, f := range v.Fields {
		for _, w := range strings.Fields(strings.ToLower(f.Label)) {
			if w == label && len(w) > 3 {
				hit = f
				n++
			}
		}
	}
	return hit, n == 1
}

// meant is what "no, …" and "I meant …" go on with: the answer to the open
// question if it can be, else another value for what is known.
func (v *Vocabulary) meant(text string, view View) []Meaning {
	asked, asking := view.field(view.Expected)
	if asking = asking && view.State == Asking && !asked.Known; asking && typed(asked.Kind) {
		if t, ok := field.TypeOf(asked.Kind); ok && t.Read != nil {
			if _, _, ok := t.Read(clean(text), view.View); ok {
				return []Meaning{{Command: Set, Field: asked.Name, Text: clean(text)}}
			}
		}
	}
	if view.State == Asking && asked.Kind == field.Changes { // known or not: to it more can be added
		return []Meaning{{Command: Set, Field: asked.Name, Text: clean(text)}}
	}
	if list := v.fits(text, view); list != nil || !asking || !free(asked.Kind) {
		return list
	}
	return []Meaning{{Command: Set, Field: asked.Name, Text: clean(text)}}
}

// fits finds the known field that a bare value corrects: a typed one that can
// read it, else a choice that has it, else the text or record known last.
func (v *Vocabulary) fits(text string, view View) []Meaning {
	if list := v.typedFits(text, view); list != nil {
		return list
	}
	for i := len(view.Fields) - 1; i >= 0; i-- {
		f := view.Fields[i]
		if f.Known && (f.Kind == field.Text || f.Kind == field.Record) && !v.sentence(text) {
			return []Meaning{{Command: Correct, Field: f.Name, Text: clean(text)}}
		}
	}
	return nil
}

// sentence tells whether a text reads as something to say rather than as a
// name.
func (v *Vocabulary) sentence(text string) bool {
	toks := tokens(text)
	return len(toks) > 6 || strings.HasSuffix(text, "?") || len(toks) > 1 && (v.verbs[toks[0].word] || opensSentence[toks[0].word])
}

func (v *Vocabulary) typedFits(text string, view View) []Meaning {
	text = clean(text)
	if list := v.typedFitsIn(text, view, true); list != nil || view.State != Confirming {
		return list
	}
	return v.typedFitsIn(text, view, false) // one that was left out
}

// typedFitsIn looks among the fields that are known, or among the others.
func (v *Vocabulary) typedFitsIn(text string, view View, known bool) []Meaning {
	var bare []Meaning
	for i := len(view.Fields) - 1; i >= 0; i-- {
		f := view.Fields[i]
		if f.Known != known {
			continue
		}
		switch {
		case typed(f.Kind) || f.Kind == field.Number:
			t, ok := field.TypeOf(f.Kind)
			if !ok || t.Read == nil {
				continue
			}
			if val, _, ok := t.Read(text, view.View); ok {
				bare = append(bare, Meaning{Command: Correct, Field: f.Name, Text: text, Value: &val})
			}
		case f.Kind == field.Pick || f.Kind == field.Owner:
			if exact, _ := view.choose(text, f.Name); len(exact) == 1 && exact[0].Label != "" && !isNumber(text) {
				return []Meaning{{Command: Correct, Field: f.Name, Text: text}}
			}
		}
	}
	// "500" is an amount rather than a day of the month.
	for _, m := range bare {
		if f, _ := view.field(m.Field); isNumber(text) && (f.Kind == field.Money || f.Kind == field.Number) {
			return []Meaning{m}
		}
	}
	if len(bare) > 0 {
		return bare[:1]
	}
	return nil
}

func isNumber(text string) bool {
	for _, r := range text {
		if (r < '0' || r > '9') && r != '.' && r != ',' {
			return false
		}
	}
	return text != ""
}
