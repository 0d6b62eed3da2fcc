package machine

import (
	"regexp"
	"strings"
)

// template is a text with <marks> in it.
type template struct {
	parts []part
}

type part struct {
	text string // literal, or empty
	mark string // name, or empty
}

var markPattern = regexp.MustCompile(`<([a-z][a-z0-9_.]*)>`)

func newTemplate(text string) template {
	var t template
	last := 0
	for _, m := range markPattern.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > last {
			t.parts = append(t.parts, part{text: text[last:m[0]]})
		}
		t.parts = append(t.parts, part{mark: text[m[2]:m[3]]})
		last = m[1]
	}
	if last < len(text) {
		t.parts = append(t.parts, part{text: text[last:]})
	}
	return t
}

// marks lists the names that the text uses.
func (t template) marks() []string {
	var names []string
	for _, p := range t.parts {
		if p.mark != "" {
			names = append(names, p.mark)
		}
	}
	return names
}

// fill puts values in the marks' places. A value that is not there takes the
// words between it and the value before it along: "Create <name> for
// <amount>, stage <stage>?" without an amount is "Create Acme, stage New?".
// The words in front of the first mark stay, up to a comma. Behind an empty
// value its words go too, up to the next comma or full stop.
func (t template) fill(value func(name string) string) string {
	if len(t.parts) == 1 && t.parts[0].mark == "" {
		return strings.TrimSpace(t.parts[0].text) // as most questions are
	}
	var b strings.Builder
	first := true
	for i, p := range t.parts {
		if p.mark != "" {
			b.WriteString(value(p.mark))
			first = false
			continue
		}
		if i > 0 && value(t.parts[i-1].mark) == "" && strings.TrimSpace(p.text) != "" {
			// The words behind an empty value belong to it: " in all."
			if end := strings.IndexAny(p.text, ",.;:!?"); end >= 0 {
				p.text = p.text[end:]
			}
		}
		if strings.HasSuffix(b.String(), " ") {
			p.text = strings.TrimLeft(p.text, ", ") // nothing came before what it parts
		}
		if i+1 < len(t.parts) && value(t.parts[i+1].mark) == "" {
			end := sentenceEnd(p.text)
			if first {
				end = strings.LastIndexByte(p.text, ',')
			}
			switch {
			case end > 0:
				b.WriteString(p.text[:end])
			case first:
				b.WriteString(p.text)
			}
			continue
		}
		b.WriteString(p.text)
	}
	return strings.TrimSpace(b.String())
}

// sentenceEnd finds where a sentence ends inside a literal: words before it
// belong to what came before and stay.
func sentenceEnd(s string) int {
	if i := strings.LastIndexAny(s, ".!?"); i >= 0 {
		return i + 1
	}
	return 0
}
