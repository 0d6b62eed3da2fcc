package match

import (
	"slices"
	"strings"
	"time"

	"parley/engine/field"
)

// What an answer and the sentence of an open dialog have for its fields.

// values finds the values of a dialog's fields in a sentence: first typed
// ones by their looks, then the marks of a whole example, then what follows a
// cue word.
func (v *Vocabulary) values(dialog, text string, slots map[string]string, view View) []Meaning {
	d := v.dialog(dialog)
	if d == nil {
		return nil
	}
	fields := d.Fields
	if view.Dialog == dialog && len(view.Fields) > 0 {
		fields = view.Fields
	}
	slots, leftover := d.divide(text, slots, fields, view)
	var list []Meaning
	have := map[string]bool{}
	for _, f := range fields {
		if f.Kind == field.Changes || f.Kind == Search {
			// They read the whole rest of a sentence by themselves.
			if s, ok := slots[f.Name]; ok {
				list, have[f.Name] = append(list, Meaning{Command: Set, Field: f.Name, Text: s}), true
			}
		}
	}
	masked := []byte(text)
	mask := func(start, end int) {
		for i := start; i < end && i < len(masked); i++ {
			masked[i] = 0
		}
	}
	for _, f := range fields {
		if !typed(f.Kind) || have[f.Name] {
			continue
		}
		if s, ok := slots[f.Name]; ok {
			if t, _ := field.TypeOf(f.Kind); t.Read != nil {
				if val, _, ok := t.Read(s, view.View); ok {
					list, have[f.Name] = append(list, Meaning{Command: Set, Field: f.Name, Text: s, Value: &val}), true
					if i := strings.Index(text, s); i >= 0 {
						mask(i, i+len(s))
					}
					continue
				}
			}
		}
		t, ok := field.TypeOf(f.Kind)
		if !ok || t.Find == nil {
			continue
		}
		for _, m := range single(t.Find(text, view.View), f.Kind, text) {
			if masked[m.Start] == 0 || f.Kind == field.Date && f.Name != view.Expected && m.Value.Norm < view.Now.Format(time.DateOnly) {
				continue // "the forty grand of last year" closes no deal
			}
			val := m.Value
			list, have[f.Name] = append(list, Meaning{Command: Set, Field: f.Name, Text: text[m.Start:m.End], Value: &val}), true
			mask(m.Start, m.End)
			break
		}
	}
	for _, f := range fields {
		if have[f.Name] || typed(f.Kind) {
			continue
		}
		if s, ok := slots[f.Name]; ok && s != "" {
			list, have[f.Name] = append(list, Meaning{Command: Set, Field: f.Name, Text: s}), true
		}
	}
	for _, rest := range leftover {
		for _, s := range d.cued(rest, hide(rest, fields, view), v) {
			if f, ok := find(fields, s.name); ok && !have[f.Name] {
				list, have[f.Name] = append(list, Meaning{Command: Set, Field: f.Name, Text: s.text}), true
			}
		}
	}
	if slots == nil {
		for _, s := range d.cued(text, masked, v) {
			f, ok := find(fields, s.name)
			if !ok || have[f.Name] {
				continue
			}
			list, have[f.Name] = append(list, Meaning{Command: Set, Field: f.Name, Text: s.text}), true
		}
	}
	return list
}

// single drops amounts that are the ends of a range, which is no amount.
func single(found []field.Match, kind field.Kind, text string) []field.Match {
	if kind != field.Money || len(found) < 2 {
		return found
	}
	var list []field.Match
	for i := 0; i < len(found); i++ {
		if i+1 < len(found) && eitherOf[strings.ToLower(strings.TrimSpace(text[found[i].End:found[i+1].Start]))] {
			i++
			continue
		}
		list = append(list, found[i])
	}
	return list
}

// nameless tells whether words are nothing that somebody or something is called,
// as in "delete the deals" and "sent from my phone".
func (l *learned) nameless(words string) bool {
	return !slices.ContainsFunc(tokens(words), func(t token) bool { return !filler[t.word] && !possessive[t.word] && !l.nouns[t.word] })
}

type cut struct{ name, text string }

// cued cuts a sentence at its cue words and commas.
func (l *learned) cued(text string, masked []byte, v *Vocabulary) []cut {
	toks := tokens(text)
	var cuts []cut
	for i, t := range toks {
		name, ok := l.cues[v.repair(t.word)]
		if !ok || masked[t.start] == 0 {
			continue
		}
		end := i + 1
		for end < len(toks) {
			w := v.repair(toks[end].word)
			if masked[toks[end].start] == 0 || end > i+1 && l.cues[w] != "" && l.cues[w] != name {
				break
			}
			if end > i+1 && strings.ContainsAny(text[toks[end-1].end:toks[end].start], ",;\n") {
				break
			}
			end++
		}
		if end == i+1 || l.cues[v.repair(toks[i+1].word)] != "" {
			continue
		}
		value := clean(text[toks[i+1].start:toks[end-1].end])
		value = trimFiller(value)
		if value != "" && !l.nameless(value) {
			cuts = append(cuts, cut{name, value})
		}
	}
	return cuts
}

// trimFiller drops words at the end that lead over to a masked value: "worth",
// "for", "closing".
func trimFiller(value string) string {
	for {
		i := strings.LastIndexByte(value, ' ')
		if !leadsOver[strings.ToLower(value[i+1:])] {
			return value
		}
		if i < 0 {
			return ""
		}
		value = strings.TrimRight(value[:i], " ,")
	}
}
