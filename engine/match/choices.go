package match

import "slices"

// said is a choice that a text names, by its place.
type said struct {
	choice     string
	from, to   int // tokens
	start, end int // bytes
}

// usually finds the choices in a text that a field of a label usually has. An
// account may name its own otherwise, which only its list can tell; these are
// known without it. Of two in the same place the longer one is meant.
func usually(label string, text string, toks []token) []said {
	var list []said
	for i := 0; i < len(toks); i++ {
		var best said
		for _, c := range usualChoices[label] {
			if n := len(c.words); n > best.to-best.from && i+n <= len(toks) && c.stand(toks[i:i+n]) {
				best = said{c.name, i, i + n, toks[i].start, toks[i+n-1].end}
			}
		}
		if best.to > 0 && !insideName(text, toks, best) {
			list = append(list, best)
			i = best.to - 1
		}
	}
	return list
}

// usualChoice is the name of a choice, and the words that people say for it.
type usualChoice struct {
	name  string
	words []string
}

func (c usualChoice) stand(toks []token) bool {
	for i, w := range c.words {
		if t := toks[i].word; t != w && (len(w) < 5 || len(c.words) == 1 || !within1(t, w)) {
			return false
		}
	}
	return true
}

// insideName tells whether a choice is written as a part of a name: "Contract
// Sent Tracker".
func insideName(text string, toks []token, s said) bool {
	if !isCapital(text[s.start:]) {
		return false
	}
	next := func(i, j int) bool {
		return i >= 0 && j < len(toks) && isCapital(text[toks[i].start:]) && isCapital(text[toks[j].start:]) && text[toks[i].end:toks[j].start] == " "
	}
	return next(s.from-1, s.from) || next(s.to-1, s.to)
}

// UsualChoice finds in a text what a field of a label usually can have: the
// first such choice, and where it stands.
func UsualChoice(label, text string) (choice string, at [2]int) {
	list := usually(label, text, tokens(text))
	if len(list) == 0 {
		return "", at
	}
	return list[0].choice, [2]int{list[0].start, list[0].end}
}

// givenBy tells whether a choice of one word is what a record has or gets, and
// not a word like any other: "to customer", "a lead", "…, won".
func (s said) givenBy(text string, toks []token) bool {
	if s.to-s.from > 1 {
		return true
	}
	before := s.from > 0 && (leadsToChoice[toks[s.from-1].word] || stopsBetween(text, toks[s.from-1], toks[s.from]) || isNumberWord(toks[s.from-1].word))
	behind := s.to == len(toks) || behindChoice[toks[s.to].word] || stopsBetween(text, toks[s.to-1], toks[s.to])
	return before && behind
}

// isOutcome tells whether a choice is told as what was done: "we lost Globex".
func (s said) isOutcome(toks []token) bool {
	return outcomes[s.choice] && s.from < 4 && isDone(toks, s.from)
}

func stopsBetween(text string, a, b token) bool {
	return slices.ContainsFunc([]byte(text[a.end:b.start]), func(c byte) bool { return c == ',' || c == ';' || c == ':' || c == '.' || c == '\n' })
}
