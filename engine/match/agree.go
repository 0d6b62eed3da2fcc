package match

import (
	"strings"
	"unicode"

	"parley/engine/field"
)

// signs is what a text holds besides words.
type signs struct {
	id, money, comparison, name bool
	verb                        deed // what its first word says is to be done
	taught                      bool // a word that examples have
}

// read finds the signs in a text that has been split.
func (x *lexicon) read(f *folder) signs {
	var s signs
	first := true
	for _, p := range f.parts {
		w := f.runes[p.from:p.to]
		_, known := x.ids[hashWord(w)]
		if first && !courtesies[hashWord(w)] && !leadIns[hashWord(w)] {
			s.verb, first = verbHashes[hashWord(w)], false
		}
		switch {
		case w[0] == '#':
			s.id = true
		case w[0] == '$' || w[0] == '€' || w[0] == '£' || w[0] == '¥', len(w) == 2 && w[0] == '0' && (w[1] == 'k' || w[1] == 'm'):
			s.money = true
		case comparisons[hashWord(w)]:
			s.comparison = true
		case w[0] == blank || !known && w[0] != '0':
			s.name = true
		case unicode.IsLetter(w[0]):
			s.taught = true
		}
	}
	if n := len(f.parts); n > 2 {
		// "…, delete it" says it in the end.
		word := func(p part) uint64 { return hashWord(f.runes[p.from:p.to]) }
		if d := verbHashes[word(f.parts[n-2])]; d != "" && backward[word(f.parts[n-1])] {
			s.verb = d
		}
	}
	return s
}

// profile is what a dialog has fields for. The zero profile, of a dialog
// without fields, says nothing.
type profile struct {
	known                                bool
	deed                                 deed
	record, change, search, values, free bool
}

func newProfile(d Dialog) profile {
	p := profile{known: len(d.Fields) > 0, deed: d.deed()}
	for _, f := range d.Fields {
		switch f.Kind {
		case field.Record:
			p.record, p.free = true, true
		case field.Changes:
			p.change, p.free = true, true
		case Search:
			p.search, p.free = true, true
		case field.Text:
			p.free = true
		case field.Money:
			p.values = true
		}
	}
	return p
}

// agrees is how well a dialog's fields take what a text holds.
func (p profile) agrees(s signs) float32 {
	if !p.known {
		return 0
	}
	var sum float32
	if s.id && !p.record {
		sum -= agreement
	}
	if s.verb != "" && s.verb == p.deed {
		sum += 2 * agreement
	}
	if s.money && !p.values && !p.change && !p.search {
		sum -= 2 * agreement
	}
	if s.comparison && p.search {
		sum += agreement
		if s.money {
			sum += agreement
		}
	}
	if s.comparison && !p.change && !p.search {
		sum -= agreement
	}
	if s.name && !p.free {
		sum -= agreement
	}
	if !s.taught {
		sum -= 1 // a name, and nothing that is to be done with it
	}
	return sum
}

// fill puts sample values for the marks of an example. n picks one of several.
func fill(text string, fields []Field, n int) string {
	return withMarks(text, func(mark string) string {
		if f, ok := find(fields, mark); ok {
			if list := sampleValues[f.Kind]; len(list) > 0 {
				return list[n%len(list)]
			}
			if len(f.Main) > 0 {
				return f.Main[n%len(f.Main)] + " " + string(blank)
			}
		}
		return string(blank)
	})
}

// withMarks puts values for the <marks> of a text.
func withMarks(text string, value func(mark string) string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "<")
		b.WriteString(before)
		mark, after, closed := strings.Cut(rest, ">")
		if !ok || !closed {
			return b.String()
		}
		b.WriteString(value(mark))
		text = after
	}
}
