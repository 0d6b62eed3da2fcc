package field

import (
	"unicode"
	"unicode/utf8"
)

// split adds a token to a list: cut into the words of the language, where the
// language writes words together.
func (l *words) split(list []token, t token) []token {
	if l.longest == 0 || t.kind != word || len(t.word) != t.end-t.start || // its normal form has other bytes
		l.compounds && !l.isCompound(t.word) {
		return append(list, t)
	}
	for i := 0; i < len(t.word); {
		n := l.wordAt(t.word, i)
		known := n > 0
		if !known {
			n = l.unknown(t.word, i)
		}
		list = append(list, token{start: t.start + i, end: t.start + i + n, kind: word, word: t.word[i : i+n], known: known})
		i += n
	}
	return list
}

// isCompound tells whether a word is made of nothing but words of the lexicon:
// "zwölfhundert", and not "Hundertwasser".
func (l *words) isCompound(w string) bool {
	for i := 0; i < len(w); {
		n := l.wordAt(w, i)
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// wordAt gives the length of the longest word of the lexicon at w[i:].
func (l *words) wordAt(w string, i int) int {
	if l.spaceless && !begins(w, i) {
		return 0
	}
	for n := min(l.longest, len(w)-i); n > 0; n-- {
		if i+n < len(w) && !utf8.RuneStart(w[i+n]) || !l.lexicon[w[i:i+n]] {
			continue
		}
		if !l.spaceless || begins(w, i+n) {
			return n
		}
	}
	return 0
}

// unknown gives the length of what is no word of the lexicon at w[i:].
func (l *words) unknown(w string, i int) int {
	for j := i; j < len(w); {
		_, n := utf8.DecodeRuneInString(w[j:])
		if j += n; j < len(w) && (l.wordAt(w, j) > 0 || isSpaceless(w, j) != isSpaceless(w, i)) {
			return j - i
		}
	}
	return len(w) - i
}

// begins tells whether a word can begin at w[i:]: not within letters of the
// alphabet, and not within katakana, which writes foreign words and names.
func begins(w string, i int) bool {
	if i == 0 || i == len(w) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(w[:i])
	after, _ := utf8.DecodeRuneInString(w[i:])
	return !(isKatakana(before) && isKatakana(after)) && (isSpaceless(w, i) || isSpaceless(w[:i], i-utf8.RuneLen(before)))
}

func isKatakana(r rune) bool {
	return r >= 0x30a1 && r <= 0x30ff && r != 'ヶ' && r != 'ヵ' && r != 'カ'
}

// isSpaceless tells whether the letter at w[i:] is of a script without spaces.
func isSpaceless(w string, i int) bool {
	r, _ := utf8.DecodeRuneInString(w[max(i, 0):])
	return r >= 0x3000 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー')
}

// stuck tells whether toks[i] and what stands before it are one thing. Glued
// is enough for that where words have spaces between them; elsewhere only the
// rest of a word that isn't known sticks, and what counts sticks to digits.
func (s *scan) stuck(i int) bool {
	if !s.glued(i) {
		return false
	}
	if !s.lang.spaceless {
		return true
	}
	a, b := &s.toks[i-1], &s.toks[i]
	switch {
	case a.kind == digits && b.known:
		return s.lang.ordinalEnds[b.word] || b.word == s.lang.monthEnd || b.word == s.lang.yearEnd
	case a.kind == word && b.kind == word:
		return (!a.known || !b.known) && isSpaceless(a.word, 0) == isSpaceless(b.word, 0)
	case a.kind == word && b.kind == digits:
		return !isSpaceless(a.word, 0)
	}
	return !a.known && !b.known
}
