package field

import (
	"strings"
	"unicode"
)

func readYesNo(text string, v View) (Value, string, bool) {
	yes, ok := ReadYesNo(text, v)
	if !ok {
		return Value{}, wordsOf(v.Locale).say.yesNo, false
	}
	if yes {
		return Value{Norm: "yes"}, "", true
	}
	return Value{Norm: "no"}, "", true
}

// maxYesNo is how many words a yes or no may have.
const maxYesNo = 12

// ReadYesNo reads a whole message that is a yes or a no. A message that is
// both, or more than that ("no, 500"), is neither.
func ReadYesNo(text string, v View) (yes, ok bool) {
	text, problem := tidy(text, v)
	if problem != "" || len(text) > 200 {
		return false, false
	}
	s := newScan(text, v, true)
	var toks []string
	for _, t := range s.toks {
		if t.kind != mark || !isDecoration(t.word) {
			toks = append(toks, calm(t.word))
		}
	}
	if len(toks) == 0 || len(toks) > maxYesNo {
		return false, false
	}
	var agrees, refuses bool
	for i := 0; i < len(toks); {
		n, is := 0, false
		for k := min(4, len(toks)-i); k > 0 && n == 0; k-- {
			phrase := strings.Join(toks[i:i+k], " ")
			switch {
			case s.lang.no[phrase]:
				n, is = k, false
			case s.lang.yes[phrase]:
				n, is = k, true
			}
		}
		switch {
		case n == 0 && s.lang.polite[toks[i]]:
			i++
			continue
		case n == 0:
			return false, false
		case is:
			agrees = true
		default:
			refuses = true
		}
		i += n
	}
	return agrees && !refuses, agrees != refuses
}

// isDecoration is for punctuation, skin tones, joiners and such.
func isDecoration(w string) bool {
	r := first(w)
	return unicode.IsPunct(r) || r >= 0x1f3fb && r <= 0x1f3ff || r == 0x200d || r == 0xfe0f || r == '~'
}

// calm takes out the third and further of the same letters, and the doubled
// ones at the end: "yesss", "nooo".
func calm(w string) string {
	end := len(w)
	for end > 1 && w[end-1] == w[end-2] && w[end-1] < 0x80 {
		end--
	}
	if len(w)-end >= 2 || len(w)-end == 1 && (w[end-1] == 's' || w[end-1] == 'p' || w[end-1] == 'h') && len(w) < 6 && w != "kk" {
		return w[:end]
	}
	return w
}
