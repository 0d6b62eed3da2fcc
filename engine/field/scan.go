package field

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// maxInput is how much of a text is looked at, in bytes. Longer answers are
// refused by Read; Find looks at the beginning.
const maxInput = 4096

type tokenKind uint8

const (
	word   tokenKind = iota // letters, with apostrophes inside
	digits                  // 0-9 only
	mark                    // one other character
)

// token is a piece of a text, at text[start:end]. Its word is in lower case
// and NFC, with a straight apostrophe.
type token struct {
	start, end int
	kind       tokenKind
	word       string
	known      bool // a word that was cut out of others, and stands in the lexicon
}

// scan is a text cut into tokens, with all that recognisers need.
type scan struct {
	text  string
	toks  []token
	view  View
	lang  *words
	marks marks
	whole bool     // the text is an answer to a question of this kind: read wider
	room  [8]token // for toks of a short text, as most answers are
}

// hit is what a recogniser found from some token on, up to toks[next].
// Without values it says "this is something else, leave it alone".
type hit struct {
	values []Value // the likeliest first
	next   int
	period bool
}

// recogniser looks for a value beginning at toks[i].
type recogniser func(s *scan, i int) (hit, bool)

// newScan cuts a text that is short enough.
func newScan(text string, v View, whole bool) *scan {
	s := &scan{text: text, view: v, lang: wordsOf(v.Locale), marks: marksOf(v.Locale), whole: whole}
	if n := len(text)/4 + 2; n <= len(s.room) {
		s.toks = s.room[:0]
	} else {
		s.toks = make([]token, 0, n)
	}
	for t := range pieces(text) {
		s.toks = s.lang.split(s.toks, t)
	}
	return s
}

// pieces cuts a text into tokens, at spaces and marks. Digits and marks of
// double width are the same as the narrow ones.
func pieces(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for i := 0; i < len(text); {
			r, n := utf8.DecodeRuneInString(text[i:])
			start := i
			i += n
			t := token{start: start, kind: mark}
			switch {
			case unicode.IsSpace(r):
				continue
			case r >= '0' && r <= '9':
				for i < len(text) && text[i] >= '0' && text[i] <= '9' {
					i++
				}
				t.kind, t.word = digits, text[start:i]
			case unicode.IsLetter(r):
				i = wordEnd(text, i)
				t.kind, t.word = word, lower(text[start:i])
			case r >= '０' && r <= '９':
				for i < len(text) && isWideDigit(text[i:]) {
					i += n
				}
				t.kind, t.word = digits, width.Fold.String(text[start:i])
			case r >= '！' && r <= '￦':
				t.word = width.Fold.String(text[start:i])
			default:
				t.word = text[start:i]
			}
			t.end = i
			if !yield(t) {
				return
			}
		}
	}
}

func isWideDigit(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r >= '０' && r <= '９'
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// wordEnd gives the end of the word that goes on at i.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == '\'' || r == '’' {
			next, _ := utf8.DecodeRuneInString(text[i+n:])
			if !isLetter(next) {
				return i
			}
		} else if !isLetter(r) {
			return i
		}
		i += n
	}
	return i
}

func lower(w string) string {
	w = strings.ToLower(w)
	if isASCII(w) {
		return w
	}
	return norm.NFC.String(strings.ReplaceAll(w, "’", "'"))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// is tells whether toks[i] exists and is w.
func (s *scan) is(i int, w string) bool { return i >= 0 && i < len(s.toks) && s.toks[i].word == w }

func (s *scan) kind(i int, k tokenKind) bool {
	return i >= 0 && i < len(s.toks) && s.toks[i].kind == k
}

// glued tells whether nothing stands between toks[i-1] and toks[i].
func (s *scan) glued(i int) bool {
	return i > 0 && i < len(s.toks) && s.toks[i].start == s.toks[i-1].end
}

// word gives the word at i, or "".
func (s *scan) word(i int) string {
	if s.kind(i, word) {
		return s.toks[i].word
	}
	return ""
}

// match makes a Match of a hit that begins at toks[i].
func (s *scan) match(i int, h hit) Match {
	m := Match{Value: h.values[0], Start: s.toks[i].start, End: s.toks[h.next-1].end, Period: h.period}
	if len(h.values) > 1 {
		m.Other = h.values[1:]
	}
	return m
}

// find is Find for a recogniser.
func find(text string, v View, at recogniser) []Match {
	s := newScan(cut(text), v, false)
	var found []Match
	for i := 0; i < len(s.toks); {
		h, ok := at(s, i)
		if !ok {
			i++
			continue
		}
		if len(h.values) > 0 {
			found = append(found, s.match(i, h))
		}
		i = max(h.next, i+1)
	}
	return found
}

// read is Read for a recogniser: one value, and only small words around it.
func read(text string, v View, at recogniser, why string) (Value, string, bool) {
	text, problem := tidy(text, v)
	if problem != "" {
		return Value{}, problem, false
	}
	s := newScan(text, v, true)
	var value Value
	for i := 0; i < len(s.toks); {
		h, ok := at(s, i)
		switch {
		case !ok && !s.lang.small[s.toks[i].word]:
			return Value{}, why, false
		case !ok:
			i++
			continue
		case len(h.values) == 0, !value.IsZero() && !value.Equal(h.values[0]):
			return Value{}, why, false
		}
		value = h.values[0]
		i = max(h.next, i+1)
	}
	if value.IsZero() {
		return Value{}, why, false
	}
	return value, "", true
}

// tidy trims an answer, brings it to its normal form and says what is wrong
// with its length.
func tidy(text string, v View) (clean, problem string) {
	if len(text) > maxInput {
		return "", wordsOf(v.Locale).say.tooLong
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return "", wordsOf(v.Locale).say.empty
	}
	if isASCII(text) {
		return text, "" // as most are, and normal already
	}
	return norm.NFC.String(width.Fold.String(strings.ToValidUTF8(text, ""))), ""
}

// cut limits what Find looks at, between two characters.
func cut(text string) string {
	if len(text) <= maxInput {
		return text
	}
	n := maxInput
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
