package match

import (
	"maps"
	"slices"
	"strings"
)

// Slips of the finger: words that are one letter away from one that is known.

func (v *Vocabulary) repair(w string) string {
	if v.idf[w] > 0 || len(w) < 4 || lookalikes[hashWord([]rune(w))] {
		return w
	}
	for _, k := range v.known {
		if w[0] == k[0] && within1(w, k) {
			return k
		}
	}
	return w
}

// gatherTerms lists the words that a mistyped one may be.
func (l *learned) gatherTerms() {
	all := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.Fields(strings.ToLower(text)) {
			if len(w) >= 4 {
				all[w] = true
			}
		}
	}
	for w := range l.common {
		add(w)
	}
	for w := range l.nouns {
		add(w)
	}
	for w := range structure {
		add(w)
	}
	var fields func(list []Field)
	fields = func(list []Field) {
		for _, f := range list {
			add(f.Label)
			for _, a := range f.Also {
				add(a)
			}
			fields(f.Of)
		}
	}
	fields(l.Fields)
	list := slices.AppendSeq(make([]string, 0, len(all)), maps.Keys(all))
	slices.Sort(list)
	for from, to := 0, 0; from < len(list); from = to {
		for to = from; to < len(list) && list[to][0] == list[from][0]; to++ {
		}
		l.terms[list[from][0]] = list[from:to:to]
	}
}

// isTerm tells whether a word is one of those.
func (l *learned) isTerm(w string) bool {
	if w == "" {
		return false
	}
	_, ok := slices.BinarySearch(l.terms[w[0]], w)
	return ok
}

// repairTo mends one typo in a word that the dialog knows. The first word of a
// sentence is seldom a name.
func (v *Vocabulary) repairTo(w string, l *learned, first bool) string {
	if ownWords[w] || l.common[w] || l.nouns[w] || structure[w] || links[w] {
		return w
	}
	if len(w) == 3 && !filler[w] {
		for _, k := range [2]string{w[1:2] + w[:1] + w[2:], w[:1] + w[2:] + w[1:2]} { // "adn", "teh"
			if l.common[k] || structure[k] || filler[k] || links[k] {
				return k
			}
		}
	}
	if len(w) < 4 {
		return w
	}
	if l.isTerm(w) {
		return w
	}
	for _, k := range l.terms[w[0]] {
		// "closed" is no mistyped "closes".
		if within1(w, k) && !(len(w) == len(k) && w[:len(w)-1] == k[:len(k)-1]) && !(len(k) < 5 && (len(w) != len(k) || !first && structure[k] && !sameLetters(w, k))) {
			return k
		}
	}
	return w
}

// sameLetters tells whether two words of one length differ in the order of their
// letters only: "gabe" is no mistyped "gave".
func sameLetters(a, b string) bool {
	sum := 0
	for i := range len(a) {
		sum += int(a[i]) - int(b[i])
	}
	return sum == 0
}

// objectNear is the kind of record that a mistyped noun means.
func (v *Vocabulary) objectNear(w string) string {
	for _, n := range v.nounList {
		if n[0] == w[0] && within1(w, n) && !ownWords[w] && (len(w) > 4 || len(w) == len(n) && sameLetters(w, n) || len(w) == 3 && w[2] == n[len(n)-1]) {
			return v.objectOf[n]
		}
	}
	return ""
}
