package match

import (
	"slices"
	"strings"
)

// What a sentence is about when no example is like it, and what it is not about.

// Mend mends the mistyped words of a sentence that a dialog knows.
func (v *Vocabulary) Mend(dialog, text string) string {
	l := v.dialog(dialog)
	if l == nil {
		return text
	}
	var b strings.Builder
	at := 0
	for i, t := range tokens(text) {
		if isCapital(text[t.start:]) && i > 0 {
			continue
		}
		w := v.repairTo(t.word, l, i == 0)
		if i == 0 && len(w) == 3 && !l.common[w] && !structure[w] && !filler[w] { // "fnd"
			for _, k := range l.terms[w[0]] {
				if len(k) == 4 && v.verbs[k] && within1(w, k) {
					w = k
				}
			}
		}
		if w != t.word {
			b.WriteString(text[at:t.start] + w)
			at = t.start + len(t.word)
		}
	}
	return b.String() + text[at:]
}

// Content is what a sentence says besides the words that sentences for a
// dialog are made of: a search's own words.
func (v *Vocabulary) Content(dialog, text string) string {
	l := v.dialog(dialog)
	if l == nil {
		return strings.TrimSpace(text)
	}
	quoted := quotes(text)
	var words []string
	toks := tokens(text)
	for i, t := range toks {
		in := slices.ContainsFunc(quoted, func(q [2]int) bool { return q[0] <= t.start && t.start < q[1] })
		capital := isCapital(text[t.start:]) && i > 0 && !(l.nouns[t.word] && (i+1 == len(toks) || !isCapital(text[toks[i+1].start:]))) && t.word != "i" && !strings.HasPrefix(t.word, "i'")
		known := l.common[t.word] || l.nouns[t.word] || structure[t.word] || filler[t.word] || links[t.word] || l.isTerm(t.word)
		between := t.word == "&" || t.word == andWord && i > 0 && i+1 < len(toks) && isCapital(text[toks[i+1].start:]) && isCapital(text[toks[i-1].start:])
		if !in && !capital && !between && (known || isDone(toks, i)) {
			continue
		}
		words = append(words, strings.Trim(text[t.start:t.end], ",.;:!?\"“”()"))
	}
	if len(words) > 0 && words[0] == "&" {
		words = words[1:]
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// isDone tells whether a word stands where somebody does something, and so is a
// verb: "I only care about", "have we ever sold", "someone to talk to".
func isDone(toks []token, i int) bool {
	if i > 0 && toks[i-1].word == toWord && i+1 < len(toks) && links[toks[i+1].word] {
		return true
	}
	for i--; i > 0 && adverbs[toks[i].word]; i-- {
	}
	return i >= 0 && doers[toks[i].word]
}

// change reads a sentence that names a record and new values of it, though no
// example is like it: "Ali Demir's email is now ali@demir.com".
func (v *Vocabulary) change(text string, view View) []Meaning {
	var best []Meaning
	most, tie := 0, false
	object := v.about(text)
	for i := range v.dialogs {
		l := &v.dialogs[i]
		if l.deed() != changes || object != "" && l.Object != object {
			continue
		}
		list, named := v.readNamed(l, text, view)
		if len(list) < 2 || named == 0 || !l.plausible(v, list[0].Text, text) {
			continue
		}
		if l.mentioned(text) {
			named += 10
		}
		switch {
		case named > most:
			best, most, tie = append([]Meaning{{Command: Start, Dialog: l.Name, Text: text, Score: sure}}, list...), named, false
		case named == most:
			tie = true
		}
	}
	if tie {
		return nil
	}
	return best
}

// mayChange tells whether a sentence that looks like another deed may rather be
// a change: "contact 5120 company Larkspur" looks like showing it, "the price of
// Globex must be 500" like deleting it.
func (v *Vocabulary) mayChange(first Ranked, text string) bool {
	d := v.dialog(first.Dialog).deed()
	toks := tokens(text)
	switch {
	case IsQuestion(text), first.Score > 0.95, d != shows && d != deletes && d != creates:
		return false
	case d == creates && (v.objectOf[toks[0].word] != "" && (len(toks) < 2 || !isNumberWord(toks[1].word)) || slices.ContainsFunc(toks, func(t token) bool { return v.verbs[t.word] })):
		return false
	}
	return !slices.ContainsFunc(toks, func(t token) bool { return deedVerbs[t.word] == d })
}

// mentioned tells whether a text has a noun of the dialog's object.
func (l *learned) mentioned(text string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return l.nouns[t.word] })
}

// plausible tells whether a text is about changing what a record's name fits:
// a name has a capital or digits unless no word has, a wish begins with a verb
// of this dialog or with none, and nothing is compared.
func (l *learned) plausible(v *Vocabulary, record, text string) bool {
	first := ""
	for _, t := range tokens(text) {
		if compares[t.word] {
			return false
		}
		if first == "" && !filler[t.word] {
			first = t.word
		}
	}
	if v.verbs[first] && !l.common[first] || structure[strings.ToLower(record)] {
		return false
	}
	return isCapital(record) || strings.ContainsAny(record, "@0123456789") || strings.ToLower(text) == text
}

// isLabel tells whether a text is what a field of a record is called.
func (v *Vocabulary) isLabel(text string) bool {
	_, ok := v.ownerOf[strings.ToLower(text)]
	return ok
}

// foreign tells whether a wish is about a thing that no dialog is about: "create
// a ticket". It has a verb and such a thing, and names nothing of ours. Where it is
// evident what is meant, the verb does not count: "I have to write to Jane, what
// address do we have".
func (v *Vocabulary) foreign(text string, evident bool) bool {
	if len(v.objectOf) == 0 {
		return false
	}
	found, names, verb := false, false, true
	if notOurs[v.wish(text)] && !v.verbs[v.wish(text)] {
		return true // "export contacts"
	}
	for i, t := range tokens(text) {
		w := t.word
		if w == theWord {
			verb = false // what follows is a thing: "I need the e-mail of Jane"
		}
		if verb && !filler[w] && !leadsIn[w] {
			found, verb = !evident && v.isOtherVerb(w), false
		}
		if v.objectOf[w] != "" || v.objectNear(w) != "" {
			return false
		}
		switch {
		case names || i > 0 && isCapital(text[t.start:]):
			names = true // what follows is a name
		case others[w]:
			found = true
		case len(w) > 4:
			for o := range others {
				found = found || len(o) > 4 && o[0] == w[0] && within1(w, o)
			}
		}
	}
	return found
}

// isOtherVerb tells whether a wish that begins so is none of ours: "send",
// "sending", "sned".
func (v *Vocabulary) isOtherVerb(w string) bool {
	if v.verbs[w] {
		return false
	}
	stem := strings.TrimSuffix(w, gerund)
	if otherVerbs[w] || otherVerbs[stem] || otherVerbs[stem+"e"] {
		return true
	}
	if len(w) > 3 && v.repair(w) == w && !structure[w] {
		for o := range otherVerbs {
			if len(o) > 3 && o[0] == w[0] && within1(w, o) {
				return true
			}
		}
	}
	return false
}
