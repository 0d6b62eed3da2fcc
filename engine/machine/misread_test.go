package machine

import (
	"testing"

	"parley/engine/field"
)

// FuzzCondition reads conditions as people may write them. Each compiles, or
// something is said about a place inside it.
func FuzzCondition(f *testing.F) {
	for _, s := range []string{"", " ", "value >", "value => 0", "(", ")", `"`, `value == "\`, "ünï > 5", "value > 1,000", "5k", "$", "value &", "a.b()", "len(", "{", "let x = 1", "x ? y", "AND", "\x80 ="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		c, wrong := newCondition(source, map[string]field.Kind{"value": field.Money})
		if (c == nil) != (len(wrong) > 0) {
			t.Errorf("%q: compiled %v, and %d are said", source, c != nil, len(wrong))
		}
		for _, w := range wrong {
			if w.from < 0 || w.from > w.to || w.to > len(source) || w.name == "" && (w.text == "" || w.advice == "") {
				t.Errorf("%q: %+v", source, w)
			}
		}
	})
}
