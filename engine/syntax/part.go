package syntax

import (
	"strings"
	"unicode/utf8"
)

// Part is where a part of a text stands in the file; from and to count bytes
// of the text. Quotes and line breaks may write a text otherwise than it is
// read; then the part is looked for, and a part that stands nowhere has the
// place of the whole.
func (d *Dialog) Part(s Str, from, to int) Pos {
	if from < 0 || to > len(s.Value) || from >= to {
		return s.Pos
	}
	part, before := s.Value[from:to], s.Value[:from]
	r := newReader(d.File, d.Source)
	length := utf8.RuneCountInString(part)
	rest, col := r.from(s.Pos.Line, s.Pos.Col), s.Pos.Col
	if plain, quoted := strings.CutPrefix(rest, `"`); quoted {
		rest, col = plain, col+1
	} else if plain, quoted := strings.CutPrefix(rest, `'`); quoted {
		rest, col = plain, col+1
	}
	if strings.HasPrefix(rest, s.Value) {
		return Pos{Line: s.Pos.Line, Col: col + utf8.RuneCountInString(before), Len: length}
	}
	skip := strings.Count(before, part)
	for line := s.Pos.Line; line <= len(r.lines); line++ {
		if line > s.Pos.Line {
			rest, col = r.lines[line-1], 1
		}
		for i := strings.Index(rest, part); i >= 0; i = strings.Index(rest, part) {
			col += utf8.RuneCountInString(rest[:i])
			if skip == 0 {
				return Pos{Line: line, Col: col, Len: length}
			}
			skip--
			rest, col = rest[i+len(part):], col+length
		}
	}
	return s.Pos
}
