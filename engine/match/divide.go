package match

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/engine/field"
)

// An example's mark takes all that stands in its place, so "create a deal
// called Widgets for 5k" gives <name> the value "called Widgets for 5k".
// divide cuts such values down to what belongs to them.
//
// What was cut off is given back too: it may hold values behind cues.
func (l *learned) divide(text string, slots map[string]string, fields []Field, view View) (out map[string]string, cut []string) {
	if slots == nil {
		return nil, nil
	}
	out = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(slots)) {
		value := slots[name]
		f, ok := find(fields, name)
		switch {
		case !ok:
		case f.Kind == Search:
			value = text // its own reader knows which words are conditions
		case f.Kind == field.Record:
			value = l.behindCue(f, value)
			value = trimFiller(beforeTyped(value, f, fields, view))
			for _, c := range fields {
				if c.Kind != field.Changes || slots[c.Name] != "" {
					continue
				}
				if i := c.part(value); i > 0 && strings.ContainsAny(value[i:], " :=") {
					if record := lead.ReplaceAllString(strings.TrimRight(value[:i], " ,:;"), ""); record != "" {
						out[c.Name], value = clean(value[i:]), record
					}
				}
			}
		case f.Kind == field.Text:
			value, _, _ = strings.Cut(value, "\n") // the next line is something else
			value = l.behindCue(f, value)
			whole := value
			value = trimFiller(l.beforeCue(f, beforeTyped(value, f, fields, view)))
			if strings.HasPrefix(whole, value) && len(value) < len(whole) {
				cut = append(cut, whole[len(value):])
			}
		}
		if value != "" {
			out[name] = clean(value)
		}
	}
	return out, cut
}

// hide puts a zero byte over every typed value, so that no cue takes it.
func hide(text string, fields []Field, view View) []byte {
	masked := []byte(text)
	for _, f := range fields {
		t, ok := field.TypeOf(f.Kind)
		if !typed(f.Kind) || !ok || t.Find == nil {
			continue
		}
		for _, m := range t.Find(text, view.View) {
			for i := m.Start; i < m.End && i < len(masked); i++ {
				masked[i] = 0
			}
		}
	}
	return masked
}

// textAnswer reads the answer to a question for a text, and further values
// that it goes on with: "Globex expansion for 10k, stage contract sent".
func (v *Vocabulary) textAnswer(l *learned, f Field, text string, view View) []Meaning {
	text = callIt.ReplaceAllString(strings.TrimSpace(text), "")
	if m := onSecondThoughts.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	own := clean(trimFiller(l.beforeCue(f, beforeTyped(text, f, view.Fields, view))))
	if own == "" {
		own = clean(text)
	}
	list := []Meaning{{Command: Set, Field: f.Name, Text: own}}
	if i := strings.Index(text, own); i >= 0 && own != clean(text) {
		for _, m := range v.values(view.Dialog, text[i+len(own):], nil, view) {
			if m.Field != f.Name {
				list = append(list, m)
			}
		}
	}
	if len(list) == 1 {
		list[0].Text = clean(text) // nothing came of the rest, so it belongs to the text
	}
	return list
}

// behindCue drops a cue of the field itself: "called Widgets".
func (l *learned) behindCue(f Field, value string) string {
	w, rest, ok := strings.Cut(value, " ")
	if ok && l.cues[strings.ToLower(w)] == f.Name {
		return strings.TrimSpace(rest)
	}
	return value
}

// beforeCue ends a value where the cue of another field stands: "Widgets with
// Jane Cooper".
func (l *learned) beforeCue(f Field, value string) string {
	for _, t := range tokens(value)[min(1, len(tokens(value))):] {
		if of := l.cues[t.word]; of != "" && of != f.Name && strings.ContainsRune(value[t.start:], ' ') {
			return strings.TrimRight(value[:t.start], " ,")
		}
	}
	return value
}

// beforeTyped ends a value where one of another kind begins, when a word
// leads over to it: "Widgets for 5k". An address needs no such word.
func beforeTyped(value string, self Field, fields []Field, view View) string {
	end := len(value)
	for _, f := range fields {
		t, ok := field.TypeOf(f.Kind)
		if f.Name == self.Name || !typed(f.Kind) || !ok || t.Find == nil {
			continue
		}
		for _, m := range t.Find(value, view.View) {
			if m.Start > 0 && m.Start < end && (f.Kind == field.Email || f.Kind == field.Phone || over.MatchString(value[:m.Start])) {
				end = m.Start
			}
		}
	}
	return strings.TrimRight(value[:end], " ,:;")
}

// changeOf reads "change the amount of Globex to 500": the field comes before
// the record.
func (v *Vocabulary) changeOf(text string) (dialog string, slots map[string]string, ok bool) {
	if len(text) > 400 {
		return "", nil, false
	}
	m := changeOfPattern.FindStringSubmatch(text)
	if p := changeTheirs.FindStringSubmatch(text); m == nil && p != nil {
		m = []string{p[0], p[2], p[1], p[3]}
	}
	if m == nil {
		return "", nil, false
	}
	n, main := 0, 0
	for _, d := range v.dialogs {
		var record, changes Field
		for _, f := range d.Fields {
			switch f.Kind {
			case field.Record:
				record = f
			case field.Changes:
				changes = f
			}
		}
		if record.Name == "" || changes.Name == "" || !isOne(changes.Parts, m[1]) {
			continue
		}
		which := strings.TrimPrefix(strings.ToLower(m[2]), "the ")
		which = m[2][len(m[2])-len(which):]
		noun, name, named := strings.Cut(which, " ")
		if named && strings.EqualFold(noun, record.Object) {
			// The noun decides; "deal Globex" is about no contact.
			return d.Name, map[string]string{record.Name: clean(name), changes.Name: m[1] + " " + clean(m[3])}, true
		}
		// A field's first name counts more than another's by-name: "stage"
		// is a deal's, although a contact has a lifecycle stage.
		first := isOne(changes.Main, m[1])
		if main > 0 && !first {
			continue
		}
		if first {
			if main++; main == 1 {
				n = 0
			}
		}
		n++
		dialog, slots = d.Name, map[string]string{record.Name: clean(which), changes.Name: m[1] + " " + clean(m[3])}
	}
	return dialog, slots, n == 1
}

func isOne(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// wordAt finds a word, or several, between other words; -1 for nowhere.
func wordAt(text, word string) int {
	low, word := strings.ToLower(text), strings.ToLower(word)
	if len(low) != len(text) || word == "" {
		return -1
	}
	for at := 0; at < len(low); {
		i := strings.Index(low[at:], word)
		if i < 0 {
			return -1
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(low[:i])
		after, _ := utf8.DecodeRuneInString(low[i+len(word):])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return i
		}
		at = i + len(word)
	}
	return -1
}
