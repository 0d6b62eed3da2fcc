package match

import (
	"strings"
)

// What people leave out when they type: "deal w/ Jane", "janes number".

// written is a text with its shorthand written out: "w/" for "with", "+deal" for
// "add deal", "form Bolt" for "from Bolt", and the apostrophe of "janes number".
func (v *Vocabulary) written(text string) string {
	if len(text) > 400 {
		return text
	}
	var b strings.Builder
	at, first := 0, true // first: nothing but fillers stands before
	put := func(t token, s string) {
		b.WriteString(text[at:t.start])
		b.WriteString(s)
		at = t.end
	}
	toks := tokens(text)
	for i, t := range toks {
		capital := isCapital(text[t.start:])
		next := token{start: len(text), end: len(text)}
		if i+1 < len(toks) {
			next = toks[i+1]
		}
		switch noun, added := strings.CutPrefix(t.word, "+"); {
		case !capital && shortFor[t.word] != "":
			put(t, shortFor[t.word])
		case added && v.objectOf[noun] != "":
			put(t, addWord+" "+noun)
		case first && t.word == "ad" && (fillerOrNew[next.word] || v.objectOf[next.word] != "" || v.objectNear(next.word) != ""):
			put(t, addWord)
		case !capital && swapped[t.word] != "" && isCapital(text[next.start:]):
			put(t, swapped[t.word])
		case v.ownsWhat(toks, i, text):
			put(t, text[t.start:t.end-1]+"'s")
		}
		first = first && filler[t.word]
	}
	if at == 0 {
		return text
	}
	return b.String() + text[at:]
}

// ownsWhat tells whether a word is a possessive without its apostrophe: a name
// with an s behind it, and what only a person has.
func (v *Vocabulary) ownsWhat(toks []token, i int, text string) bool {
	w := toks[i].word
	if len(w) < 4 || !strings.HasSuffix(w, "s") || i+1 == len(toks) || i+2 < len(toks) && v.objectOf[toks[i+2].word] != "" {
		return false
	}
	stem := w[:len(w)-1]
	of := v.ownerOf[v.repairLabel(toks[i+1].word)]
	if of == "" || !v.isPerson(of) || endsInS[w] || strings.ContainsAny(stem[len(stem)-1:], "siu'") || strings.ContainsAny(w, "@.0123456789") {
		return false
	}
	if structure[w] || filler[w] || links[w] || v.idf[w] > 0 || v.isLabel(w) || v.plural[w] || v.objectNear(w) != "" {
		return false
	}
	return true
}

// repairLabel mends what only people have, as it is said behind a possessive.
func (v *Vocabulary) repairLabel(w string) string {
	if _, known := v.ownerOf[w]; known || len(w) < 5 {
		return w
	}
	for _, label := range v.labelList {
		if label[0] == w[0] && within1(w, label) {
			return label
		}
	}
	return w
}

// isPerson tells whether records of a kind are people.
func (v *Vocabulary) isPerson(object string) bool {
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.Object == object && l.person {
			return true
		}
	}
	return false
}
