package match

import (
	"strings"
)

// A message that follows an example from its first word to its last needs no
// more reading.

// Whole tells which dialog's example the message follows from its first word
// to its last, with at least two words of it besides the marks' values, and
// the values in the marks' places.
func (v *Vocabulary) Whole(text string) (dialog string, values map[string]string, ok bool) {
	toks := tokens(text)
	var kept []token
	for _, t := range toks {
		if !filler[t.word] {
			t.word = v.repair(t.word)
			kept = append(kept, t)
		}
	}
	if len(kept) > 40 {
		return "", nil, false
	}
	best := 0.0
	for i := range v.dialogs {
		d := &v.dialogs[i]
		for _, ex := range d.examples {
			if len(ex.words) < 2 || ex.weight <= best {
				continue
			}
			if spans, fits := align(ex.tokens, kept); fits {
				best, dialog, ok = ex.weight, d.Name, true
				values = map[string]string{}
				for _, s := range spans {
					values[s.name] = clean(text[kept[s.from].start:kept[s.to-1].end])
				}
			}
		}
	}
	return dialog, values, ok
}

type span struct {
	name     string
	from, to int
}

// align lays an example over a message: words must be equal, a mark takes one
// to twenty tokens.
func align(ex []string, msg []token) ([]span, bool) {
	if len(ex) == 0 {
		return nil, len(msg) == 0
	}
	if strings.HasPrefix(ex[0], "<") {
		for n := 1; n <= len(msg) && n <= 20; n++ {
			if rest, ok := align(ex[1:], msg[n:]); ok {
				for i := range rest {
					rest[i].from += n
					rest[i].to += n
				}
				return append([]span{{strings.Trim(ex[0], "<>"), 0, n}}, rest...), true
			}
		}
		return nil, false
	}
	if len(msg) == 0 || msg[0].word != ex[0] {
		return nil, false
	}
	rest, ok := align(ex[1:], msg[1:])
	for i := range rest {
		rest[i].from++
		rest[i].to++
	}
	return rest, ok
}
