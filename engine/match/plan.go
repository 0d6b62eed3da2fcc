package match

import (
	"regexp"
	"slices"
	"strings"

	"parley/engine/field"
)

// maxSteps is how many wishes one message can hold.
const maxSteps = 5

// split cuts a message into the wishes it holds, in their order; one when it
// holds no more. A wish without a verb of its own takes that of the one before:
// "create contact Ana and a deal with her".
func (v *Vocabulary) split(text string) []string {
	if len(text) > 600 || len(v.nouns) == 0 {
		return []string{text}
	}
	verb := v.verb(text)
	var steps []string
	for i, part := range cutAt(text, strongJoint, func(rest string) bool { return v.withVerb(rest, verb) != "" }) {
		if i > 0 {
			part = v.withVerb(part, verb)
		}
		steps = append(steps, v.splitWeak(part)...)
	}
	if len(steps) < 2 || len(steps) > maxSteps || !v.isWish(steps[0]) {
		return []string{text}
	}
	return steps
}

func (v *Vocabulary) splitWeak(text string) []string {
	verb := v.verb(text)
	parts := cutAt(text, weakJoint, func(rest string) bool { return v.withVerb(rest, verb) != "" && !v.goesOn(rest) })
	for i := range parts[1:] {
		parts[i+1] = v.withVerb(parts[i+1], verb)
	}
	return parts
}

// withVerb is a wish by itself, with the verb of the one before if it has none
// and names a kind of record; "" for what is no wish.
func (v *Vocabulary) withVerb(text, verb string) string {
	first := v.verb(text)
	if predicates[first] {
		return "" // "… and are over 5k"
	}
	if first == "" {
		if verb == "" || !article.MatchString(text) || !v.hasNoun(text) {
			return ""
		}
		text = verb + " " + text
	}
	if !v.isWish(text) {
		return ""
	}
	return text
}

// cutAt cuts a text where a joint is followed by what fits.
func cutAt(text string, joint *regexp.Regexp, fits func(rest string) bool) []string {
	var parts []string
	from := 0
	for _, m := range joint.FindAllStringIndex(text, 20) {
		if m[0] <= from {
			continue
		}
		rest := text[m[1]:]
		if next := joint.FindStringIndex(rest); next != nil && next[0] > 0 {
			rest = rest[:next[0]]
		}
		if !labelled.MatchString(rest) && fits(rest) {
			parts, from = append(parts, strings.TrimSpace(text[from:m[0]])), m[1]
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// labelled tells whether a text begins with the label of a value: "Contact: Jane"
// in a pasted list is no wish.
var labelled = regexp.MustCompile(`^[\p{L}-]+(?: [\p{L}-]+)?:`)

// isWish tells whether a text by itself would start a dialog.
func (v *Vocabulary) isWish(text string) bool {
	if _, _, ok := v.Whole(text); ok {
		return true
	}
	if _, _, ok := v.changeOf(text); ok {
		return true
	}
	ranked := v.Rank(text)
	return len(ranked) > 0 && ranked[0].Score >= v.limit(ranked, View{State: Idle})
}

// goesOn tells whether a text belongs to the wish before: it changes something
// without saying of which record, "and set the amount to 500", or adds to what is
// searched for.
func (v *Vocabulary) goesOn(text string) bool {
	toks := tokens(text)
	if v.named(toks, text) != "" {
		return false
	}
	if v.ownerNamed(toks) != "" && deedVerbs[v.verb(text)] == changes {
		return true
	}
	ranked := v.Rank(text)
	if len(ranked) == 0 {
		return false
	}
	l := v.dialog(ranked[0].Dialog)
	if l.deed() == searches {
		return deedVerbs[v.verb(text)] == "" // "… and close this month"
	}
	if l.deed() != changes {
		return false
	}
	return !slices.ContainsFunc(v.read(l, text, View{State: Idle}), func(m Meaning) bool {
		f, ok := find(l.Fields, m.Field)
		return ok && f.Kind == field.Record
	})
}

// wish is the word that a wish begins with.
func (v *Vocabulary) wish(text string) string {
	for _, t := range tokens(text) {
		if !filler[t.word] {
			return t.word
		}
	}
	return ""
}

// verb is the word that a wish begins with, if examples begin so too.
func (v *Vocabulary) verb(text string) string {
	if w := v.wish(text); v.verbs[w] {
		return w
	}
	return ""
}

// hasNoun tells whether a text names a kind of record.
func (v *Vocabulary) hasNoun(text string) bool {
	for _, t := range tokens(text) {
		if v.nouns[t.word] {
			return true
		}
	}
	return false
}
