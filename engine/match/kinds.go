package match

import (
	"regexp"
	"slices"
	"strings"

	"parley/engine/field"
)

// Which kind of record a sentence is about follows from its nouns, and from the
// fields that only one kind has.

// keepNamed drops the dialogs about another kind of record than the one that a
// text is about.
func (v *Vocabulary) keepNamed(text string, s *scratch) {
	object := v.about(text)
	if object == "" {
		return
	}
	several := v.isSeveral(text)
	s.order = slices.DeleteFunc(s.order, func(class int32) bool {
		d := v.dialogs[class].Dialog
		return d.Object != "" && (d.Object != object || several && d.deed() == shows)
	})
}

// isSeveral tells whether a text names several records and never one.
func (v *Vocabulary) isSeveral(text string) bool {
	several := false
	for _, t := range tokens(text) {
		switch {
		case v.plural[t.word]:
			several = true
		case v.objectOf[t.word] != "":
			return false
		}
	}
	return several
}

// about is the kind of record that a text names, by itself or by what only such
// records have; "" for none or several.
func (v *Vocabulary) about(text string) string {
	toks := tokens(text)
	if object := v.named(toks, text); object != "" {
		return object
	}
	somebody := v.somebody(toks)
	if object := v.ownerNamed(toks); object != "" && (somebody == "" || !spokenOf.MatchString(text)) {
		return object
	}
	return somebody
}

// somebody is the kind of record of people, if a text speaks of a person.
func (v *Vocabulary) somebody(toks []token) string {
	speaks := false
	for i, t := range toks {
		_, label := v.ownerOf[t.word]
		speaks = speaks || ofPerson[t.word] || label && i > 0 && toks[i-1].word == herWord
	}
	if !speaks {
		return ""
	}
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.person {
			return l.Object
		}
	}
	return ""
}

// entry is the dialog that makes what a text is a note of: "deal Globex 5k",
// "contact: Jane Cooper, Bolt".
func (v *Vocabulary) entry(text string) (dialog string, ok bool) {
	toks := tokens(text)
	if len(toks) < 2 || len(toks) > 40 || v.objectOf[toks[0].word] == "" || isNumberWord(toks[1].word) || strings.ContainsRune(text, '?') {
		return "", false
	}
	label := func(t token) bool { _, is := v.ownerOf[t.word]; return is || valueLinks[t.word] }
	if !strings.HasPrefix(text[toks[0].end:], ":") && (!isCapital(text[toks[1].start:]) || !worthIt.MatchString(text) || slices.ContainsFunc(toks[1:], label)) {
		return "", false
	}
	i := slices.IndexFunc(v.dialogs, func(l learned) bool { return l.Object == v.objectOf[toks[0].word] && l.deed() == creates })
	if i < 0 {
		return "", false
	}
	return v.dialogs[i].Name, true
}

// address is the dialog that shows whom an e-mail address belongs to, for a text
// that is nothing else: "jane@acme.io", "contact jane@acme.io".
func (v *Vocabulary) address(text string) (dialog string, ok bool) {
	words := strings.Fields(text)
	last := len(words) - 1
	if last > 1 || !strings.Contains(words[last], "@") || last == 1 && (v.objectOf[strings.ToLower(words[0])] == "" || strings.HasSuffix(words[0], ":")) {
		return "", false
	}
	t, _ := field.TypeOf(field.Email)
	if _, _, ok := t.Read(words[last], field.View{}); !ok {
		return "", false
	}
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.person && l.deed() == shows {
			return l.Name, true
		}
	}
	return "", false
}

// worthIt finds an amount as people note it.
var worthIt = regexp.MustCompile(`[$€£] ?\d|\d[km]\b`)

// named is the kind of record that a text names. Of two it is the first, when
// the other can be a value of it: "a deal …, contact Jane Cooper".
func (v *Vocabulary) named(toks []token, text string) string {
	object := ""
	for i, t := range toks {
		of := v.objectOf[t.word]
		if i > 0 && of != "" && v.isValue(toks, i, text) {
			continue
		}
		if of == "" && !isCapital(text[t.start:]) && (len(t.word) > 3 || len(t.word) == 3 && i > 1 && i == len(toks)-1) {
			of = v.objectNear(t.word)
		}
		switch {
		case of == "" || of == object:
		case object == "":
			object = of
		case !v.links(object, of):
			return ""
		}
	}
	return object
}

// isValue tells whether a noun is rather what a record becomes: "set Zara Holm to
// opportunity", "make Idris Khan an opportunity".
func (v *Vocabulary) isValue(toks []token, i int, text string) bool {
	for _, list := range usualChoices {
		for _, c := range list {
			if len(c.words) == 1 && c.name == toks[i].word && (makesValue[toks[i-1].word] || i > 1 && articles[toks[i-1].word] && isCapital(text[toks[i-2].start:])) {
				return true
			}
		}
	}
	return false
}

// links tells whether a record of one kind has a field for one of another.
func (v *Vocabulary) links(object, other string) bool {
	return slices.ContainsFunc(v.dialogs, func(l learned) bool {
		return l.Object == object && slices.ContainsFunc(l.Fields, func(f Field) bool { return f.Kind == field.Record && f.Object == other })
	})
}

// ownerNamed is the only kind of record that has all the fields which are named.
func (v *Vocabulary) ownerNamed(toks []token) string {
	object := ""
	for i, t := range toks {
		of := ""
		if i > 0 {
			of = v.ownerOf[toks[i-1].word+" "+t.word] // "last name" is no deal's name
		}
		if of == "" {
			of = v.ownerOf[strings.TrimSuffix(t.word, "'s")]
		}
		switch {
		case of == "" || of == object:
		case object == "":
			object = of
		default:
			return ""
		}
	}
	return object
}
