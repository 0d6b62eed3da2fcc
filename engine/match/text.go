package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type token struct {
	word       string // folded
	start, end int    // bytes of the text
}

// tokens cuts a text into words. A mark <name> is one token; so is a thing
// with dots, at signs, dashes or digits in it.
func tokens(text string) []token {
	list := make([]token, 0, len(text)/4+1)
	start := -1
	flush := func(end int) {
		if start >= 0 {
			w := strings.ToLower(strings.Trim(text[start:end], ".,;:!?\"“”"))
			if w != "" {
				list = append(list, token{word: w, start: start, end: start + len(strings.TrimRight(text[start:end], ".,;:!?"))})
			}
			start = -1
		}
	}
	for i, r := range text {
		if unicode.IsSpace(r) || r == '(' || r == ')' || r == ',' && !digitAround(text, i) {
			flush(i)
			continue
		}
		if start < 0 {
			start = i
		}
	}
	flush(len(text))
	return list
}

func digitAround(text string, i int) bool {
	return i > 0 && i+1 < len(text) && text[i-1] >= '0' && text[i-1] <= '9' && text[i+1] >= '0' && text[i+1] <= '9'
}

// plain folds a message for comparing it with control words.
func plain(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "?" || text == "-" {
		return text
	}
	text = strings.ReplaceAll(text, "’", "'")
	text = english.bare(strings.TrimRight(text, ".!?, 。！？、"))
	if !strings.ContainsAny(text, " \t\n") {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// clean takes off what surrounds a value: quotes, politeness, full stops.
func clean(value string) string {
	value = strings.TrimSpace(value)
	for _, t := range allTails {
		if n := len(value) - len(t); n > 0 && strings.EqualFold(value[n:], t) {
			value = strings.TrimSpace(value[:n])
		}
	}
	value = strings.Trim(value, " ,;:!?\"“”„。、！？「」")
	if n := len(value); n > 2 && value[0] == '\'' && value[n-1] == '\'' {
		value = value[1 : n-1]
	}
	if m := spelt.FindStringSubmatchIndex(value); m != nil {
		value = value[m[2]:m[3]]
	}
	return strings.TrimSuffix(value, ".")
}

// within1 tells whether two words differ by at most one letter added, lost,
// changed or swapped with its neighbour.
func within1(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > utf8.UTFMax {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) == len(b):
		if i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
			return true
		}
		return a[min(i+1, len(a)):] == b[min(i+1, len(b)):]
	case len(b) == len(a)+1:
		return a[i:] == b[i+1:]
	}
	return false
}

// alphabetic tells whether a text is written with an alphabet, so that a wrong
// letter is a slip and not another word.
func alphabetic(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x3000 })
}
