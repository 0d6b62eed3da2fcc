package match

import (
	"slices"
	"strings"

	"parley/engine/field"
)

// afterYes reads what follows a yes: a question is answered beside it, a
// change takes its place, for what is shown is no longer what is meant.
func (v *Vocabulary) afterYes(text string, view View) []Meaning {
	m := yesAnd.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	if list := v.question(m[1], view); len(list) == 1 {
		return append([]Meaning{{Command: Confirm, Score: 1}}, list...)
	}
	if c, ok := v.Command(m[1], view.Locale); ok && c == Confirm {
		return []Meaning{{Command: Confirm, Score: 1}}
	}
	if list := v.correction(m[1], view); list != nil {
		return list
	}
	if next := then.FindStringSubmatch(m[1]); next != nil && v.isWish(next[1]) {
		return []Meaning{{Command: Confirm, Score: 1}, {Command: Then, Text: next[1]}}
	}
	if doesSo.MatchString(m[1]) {
		return []Meaning{{Command: Confirm, Score: 1}}
	}
	return nil
}

// question reads a text that asks for one value: of the open dialog, of the
// record shown last, or of one that it names.
func (v *Vocabulary) question(text string, view View) []Meaning {
	if len(text) > 200 {
		return nil
	}
	asked := strings.HasSuffix(strings.TrimSpace(text), "?")
	text = atPresent.ReplaceAllString(text, "")
	text = strings.TrimRight(polite.ReplaceAllString(strings.TrimSpace(text), ""), " .!?")
	if asked {
		text += "?"
	}
	for _, q := range questions {
		re := q.re
		line := text
		if !strings.HasSuffix(re.String(), `\?$`) {
			line = strings.TrimSuffix(text, "?")
		}
		m := re.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		what, of := "", ""
		if i := re.SubexpIndex("what"); i > 0 {
			what = m[i]
		}
		if i := re.SubexpIndex("of"); i > 0 {
			of = named(clean(m[i]))
		}
		if list := v.tell(what, q.kind, of, view); list != nil {
			return list
		}
	}
	return nil
}

// named cuts off a name the sentence that goes on behind it: "Globex going to pay
// us".
func named(of string) string {
	end, small := 0, 0 // where the name ends, and how many words are no part of one
	for i, t := range tokens(of) {
		switch {
		case isCapital(of[t.start:]):
			end, small = t.end, 0
		case i == 0 || !structure[t.word] && !links[t.word]:
			return of
		default:
			small++
		}
	}
	if small < 2 {
		return of
	}
	return of[:end]
}

// tell makes the meanings of a question for a value.
func (v *Vocabulary) tell(what string, kind field.Kind, of string, view View) []Meaning {
	about := itself.MatchString(of)
	if about {
		for _, f := range view.Fields {
			if f.called(what, kind) > 0 && f.Kind != field.Changes && f.Kind != Search {
				return []Meaning{{Command: Tell, Field: f.Name, Text: of, Score: 1}}
			}
		}
	}
	var found []string
	var part string
	best := 0
	for i := range v.dialogs {
		for _, p := range v.dialogs[i].Tells {
			// "stage" is a deal's own word, and a by-name of a contact's
			// lifecycle stage.
			n := p.called(what, kind)
			if n == 0 || n < best {
				continue
			}
			if n > best {
				found, best = nil, n
			}
			found, part = append(found, v.dialogs[i].Name), p.Name
			break
		}
	}
	switch {
	case len(found) == 0:
		return nil
	case about:
		return []Meaning{{Command: Tell, Text: of, Field: part, Score: 1}}
	}
	if len(of) > 4 && strings.EqualFold(of[:4], "the ") {
		of = of[4:]
	}
	noun, name, _ := strings.Cut(strings.ToLower(of), " ")
	if v.verb(of) != "" || name != "" && v.isLabel(noun) || filler[noun] || aTime.MatchString(of) {
		return nil // "pull up Jane's contact", "what's closing in december"
	}
	for _, d := range found {
		l := v.dialog(d)
		for _, f := range l.Fields {
			if f.Kind != field.Record {
				continue
			}
			switch {
			case noun == f.Object && name != "":
				of = of[len(of)-len(name):]
			case strings.HasSuffix(strings.ToLower(of), " "+f.Object):
				of = strings.TrimSpace(of[:len(of)-len(f.Object)])
			case len(found) > 1:
				continue
			}
			return []Meaning{{Command: Start, Dialog: d, Text: of, Score: 1}, {Command: Set, Field: f.Name, Text: of}, {Command: Tell, Field: part}}
		}
	}
	// A deal's owner or a contact's: one question decides.
	m := Meaning{Command: Clarify, Text: of, Score: 1}
	for _, d := range found {
		m.Dialogs = append(m.Dialogs, Ranked{Dialog: d, Score: 1})
	}
	return []Meaning{m, {Command: Tell, Field: part}}
}

// called tells whether people call a field so, or ask for its kind of value: 2
// for its own name, 1 for another word, 0 for not at all.
func (f Field) called(what string, kind field.Kind) int {
	if what == "" {
		if f.Kind == kind {
			return 2
		}
		return 0
	}
	return f.goesBy(plain(what))
}

// goesBy is called for words that are folded, as plain does.
func (f Field) goesBy(what string) int {
	if label := strings.ToLower(f.Label); what == label || what == strings.ReplaceAll(f.Name, "_", " ") || what == strings.ReplaceAll(label, " ", "") {
		return 2
	}
	if slices.Contains(f.Also, what) {
		return 1
	}
	return 0
}

// mendedQuestion is question for a text with typos.
func (v *Vocabulary) mendedQuestion(text string, view View) []Meaning {
	for i := range v.dialogs {
		if len(v.dialogs[i].Tells) == 0 {
			continue
		}
		if mended := v.Mend(v.dialogs[i].Name, text); mended != text {
			if list := v.question(mended, view); list != nil {
				return list
			}
		}
	}
	return nil
}
