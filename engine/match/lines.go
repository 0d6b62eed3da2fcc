package match

import (
	"regexp"
	"slices"
	"strings"

	"parley/engine/field"
)

// A line as copied notes, forms and signatures have it: "Amount: 5k".
var labelLine = regexp.MustCompile(`^[>*•-]* *(\p{L}[\p{L} _-]{0,29}?) *[:=] *(\S.*)$`)

// lines reads a text that has a field's name and its value on a line of their
// own. The other lines are read by themselves, as if nothing else was said.
func (v *Vocabulary) lines(text string, view View) (Reading, bool) {
	if !strings.Contains(text, "\n") {
		return Reading{}, false
	}
	var rest []string
	var labelled [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := labelLine.FindStringSubmatch(line); m != nil {
			labelled = append(labelled, m)
		} else if line != "" {
			rest = append(rest, line)
		}
	}
	if len(labelled) == 0 {
		return Reading{}, false
	}
	var r Reading
	dialog := view.Dialog
	if len(rest) > 0 {
		r = v.Understand(strings.Join(rest, "\n"), view)
		if r.Meanings[0].Command == Start {
			dialog = r.Meanings[0].Dialog
		}
	}
	about := view
	if d := v.dialog(dialog); d != nil && dialog != view.Dialog {
		about.Fields = d.Fields
	}
	var heard []Meaning
	for _, m := range labelled {
		heard = about.takeLine(heard, m[1], clean(m[2]))
	}
	if len(heard) == 0 {
		return Reading{}, false
	}
	if len(rest) > 0 && r.Layer != Unread {
		switch r.Meanings[0].Command {
		case Start:
			others := slices.DeleteFunc(r.Meanings[1:], func(m Meaning) bool { return speaksOf(heard, m.Field) })
			heard = slices.Concat(r.Meanings[:1], heard, others)
		case Set, Correct:
			others := slices.DeleteFunc(r.Meanings, func(m Meaning) bool { return speaksOf(heard, m.Field) })
			heard = append(heard, others...)
		}
	}
	return Reading{Layer: "lines", Meanings: heard}, true
}

// speaksOf tells whether one of the meanings is about a field.
func speaksOf(list []Meaning, name string) bool {
	return slices.ContainsFunc(list, func(m Meaning) bool { return m.Field == name })
}

// takeLine adds what a line says, if its label is a field's name. The changes
// of a record are one field, whose own reader takes them all.
func (v View) takeLine(list []Meaning, label, value string) []Meaning {
	for _, f := range v.Fields {
		if f.Kind != field.Changes || !isOne(f.Parts, label) {
			continue
		}
		change := label + " " + value
		for i := range list {
			if list[i].Field == f.Name {
				list[i].Text += ", " + change
				return list
			}
		}
		return append(list, Meaning{Command: Set, Field: f.Name, Text: change})
	}
	f, ok := v.labelled(label)
	if !ok || speaksOf(list, f.Name) {
		return list
	}
	m := v.put(f, value)[0]
	if t, ok := field.TypeOf(f.Kind); ok && typed(f.Kind) && t.Read != nil {
		if val, _, ok := t.Read(value, v.View); ok {
			m.Value = &val
		}
	}
	return append(list, m)
}
