package match

import (
	"regexp"
	"slices"
	"strings"

	"parley/engine/field"
)

// People answer in sentences, and not always what was asked: "her name is Ana
// Ruiz, and she works at Bolt", "I don't have her number". A statement says
// which field it is about.

const whose = `(?:the|his|her|its|their|my|your|our)`

var (
	// What leads up to a statement, and what trails behind it.
	opening = regexp.MustCompile(`(?i)^(?:(?:of course|sure|certainly|yes|yeah|yep|ok|okay|well|right|so|and|also|oh|ah|um|hmm|hi|hello|good morning|great|perfect|no|nope|sorry|oops|wait|actually|thanks|thank you|i think|i guess|please|by the way|btw)\b[,.!:;]* +)+`)
	closing = regexp.MustCompile(`(?i)[,.!]* +(?:sorry|thanks|thank you|please|i think|i guess|i believe|if i'm not wrong|right now|at the moment|for now|yet|now)[.!]*$`)

	// The joints between statements of one sentence.
	joints = regexp.MustCompile(`(?i)[,;.!] +(?:and +)?| +and +|\n+`)

	isCalled = regexp.MustCompile(`(?i)^(?:(?:` + whose + ` +)?(?:full +)?name(?: is|'?s|:)|(?:he|she|it)(?: is|'?s) (?:called|named)|(?:he|she) goes by) +(.+)$`)
	callsIt  = regexp.MustCompile(`(?i)^(?:please +|let'?s +)?(?:call|name) it +(.+?)(?: instead)?$`)
	belongs  = regexp.MustCompile(`(?i)^(?:(?:he|she|they)(?: is|'s| are|'re)?(?: now)? +)?(?:(?:works?|working|employed) (?:at|for|with|by)|(?:he|she)(?: is|'s)(?: now)? (?:at|with|from)) +(.+)$`)
	labelIs  = regexp.MustCompile(`(?i)^(` + whose + ` +)?([\p{L} _-]{2,30}?)(?: (?:is|was|will be|should be|would be)|:| =) +(.+)$`)

	without = regexp.MustCompile(`(?i)^(?:(?:no have|no|without|skip|leave out|forget|omit)(?: (?:the|a|an|any|his|her|its|their))? +|(?:i|we|he|she|they|it)? ?(?:don'?t|doesn'?t|do not|does not|didn'?t|haven'?t|hasn'?t|not)(?: really| yet)? (?:have|know|got|remember|see|use)(?: (?:the|a|an|any|his|her|its|their|got))* *|(?:there is|there's|there are|(?:i|we|he|she|they) ha(?:ve|s)) no +)(.*)$`)
	nothing = regexp.MustCompile(`(?i)^(?:|it|that|this|one|any|none|nothing|idea|clue|more|yet)$`)
)

// statement reads a sentence about fields of the open dialog; nothing when it
// is none.
func (v *Vocabulary) statement(text string, view View) []Meaning {
	if len(text) > 300 || view.State != Asking && view.State != Confirming && view.State != Failing {
		return nil
	}
	text = strings.TrimSpace(text)
	if m := without.FindStringSubmatch(strings.TrimRight(closing.ReplaceAllString(text, ""), " .!")); m != nil {
		// "no company" begins as "no, …" does, and is no correction.
		if list := v.absent(m[1], view); list != nil {
			return list
		}
	}
	text = opening.ReplaceAllString(text, "")
	if list := v.oneStatement(text, view); list != nil && !joints.MatchString(text) {
		return list
	}
	// Several of them, with something else in between perhaps: "are you deaf,
	// his name is Kurt". What is no statement joins the one before it, as in
	// "she works at Smith and Sons".
	var parts []string
	from := 0
	for _, m := range joints.FindAllStringIndex(text, 20) {
		if rest := opening.ReplaceAllString(text[m[1]:], ""); v.oneStatement(rest, view) != nil {
			parts, from = append(parts, text[from:m[0]]), m[1]
		}
	}
	parts = append(parts, text[from:])
	var list []Meaning
	if first, ok := v.plainAnswer(parts[0], view); ok && len(parts) > 1 {
		list = append(list, first) // "3000, and it closes on Dec 18"
	}
	for _, part := range parts {
		for _, m := range v.oneStatement(opening.ReplaceAllString(part, ""), view) {
			if !speaks(list, m.Field) {
				list = append(list, m)
			}
		}
	}
	return list
}

// plainAnswer reads a text that is nothing but a value for the open question.
func (v *Vocabulary) plainAnswer(text string, view View) (Meaning, bool) {
	f, ok := view.field(view.Expected)
	if !ok || view.State != Asking {
		return Meaning{}, false
	}
	text = clean(text)
	switch f.Kind {
	case field.Pick, field.Owner:
		exact, _ := view.choose(text, f.Name)
		ok = len(exact) == 1
	default:
		t, known := field.TypeOf(f.Kind)
		if ok = known && typed(f.Kind) && t.Read != nil; ok {
			_, _, ok = t.Read(text, view.View)
		}
	}
	return Meaning{Command: Set, Field: f.Name, Text: text}, ok
}

func speaks(list []Meaning, name string) bool {
	return slices.ContainsFunc(list, func(m Meaning) bool { return m.Field == name })
}

func (v *Vocabulary) oneStatement(text string, view View) []Meaning {
	for closing.MatchString(text) {
		text = closing.ReplaceAllString(text, "")
	}
	text = strings.TrimRight(text, " .!")
	if m := without.FindStringSubmatch(text); m != nil {
		return v.absent(m[1], view)
	}
	if IsQuestion(text) {
		return nil
	}
	if m := isCalled.FindStringSubmatch(text); m != nil {
		if list := view.fullName(m[1]); list != nil {
			return list
		}
	}
	if m := callsIt.FindStringSubmatch(text); m != nil {
		if f, ok := view.labelled("name"); ok && f.Kind == field.Text {
			return view.put(f, m[1])
		}
	}
	if m := belongs.FindStringSubmatch(text); m != nil {
		if f, ok := view.labelled("company"); ok && f.Kind == field.Text {
			return view.put(f, m[1])
		}
	}
	if m := labelIs.FindStringSubmatch(text); m != nil {
		if f, ok := view.labelled(m[2]); ok && f.Kind != field.Changes {
			return view.put(f, m[3])
		}
		// "her address is ana@bolt.com": the value says which field it is.
		if m[1] != "" {
			return v.only(m[3], view)
		}
	}
	if f, value, ok := view.named(text); ok && view.State == Asking && f.Kind == field.Text {
		// "last name Ono", whatever was asked; "company Bolt" where a name is
		// asked may be one.
		asked, _ := view.field(view.Expected)
		if asked.Name == f.Name && strings.Contains(value, " ") || strings.Contains(f.Label, " ") || typed(asked.Kind) {
			return view.put(f, value)
		}
	}
	return nil
}

// absent leaves out a field: the one that is named, or the one that is asked.
func (v *Vocabulary) absent(what string, view View) []Meaning {
	what = clean(what)
	if nothing.MatchString(what) && view.State == Asking {
		return []Meaning{{Command: Skip, Score: 1}}
	}
	what = strings.TrimSuffix(strings.TrimSuffix(plain(what), " for him"), " for her")
	if f, ok := view.labelled(what); ok {
		return []Meaning{{Command: Skip, Field: f.Name, Score: 1}}
	}
	return nil
}

// only reads a text that is one value of a kind that shows by its looks.
func (v *Vocabulary) only(text string, view View) []Meaning {
	for _, f := range view.Fields {
		if f.Kind != field.Email && f.Kind != field.Phone {
			continue
		}
		if t, ok := field.TypeOf(f.Kind); ok {
			if val, _, ok := t.Read(clean(text), view.View); ok {
				list := view.put(f, text)
				list[0].Value = &val
				return list
			}
		}
	}
	return nil
}

// fullName divides a person's name, where first and last names are kept apart.
func (v View) fullName(name string) []Meaning {
	first, ok1 := v.field("first_name")
	last, ok2 := v.field("last_name")
	name = clean(name)
	if !ok1 || !ok2 || name == "" || len(strings.Fields(name)) > 4 {
		return nil
	}
	given, family, two := strings.Cut(name, " ")
	if !two {
		if v.Expected == last.Name {
			return v.put(last, name)
		}
		return v.put(first, name)
	}
	return append(v.put(first, given), v.put(last, family)...)
}

// Words that a question begins with: by themselves, and before somebody who is
// asked about.
var (
	asks     = regexp.MustCompile(`(?i)^(?:(?:in|at|on|for|from|with|to|of) (?:which|what|whom)|what|what's|whats|who|who's|whom|whose|when|where|where's|why|how|how's|which)(?: +\S+){2}`)
	asksAt   = regexp.MustCompile(`(?i)^(?:what|whats|who|whos|whom|whose|when|where|why|how|hows|which|is|are|was|were|do|does|did|can|could|will|would|should|shall|may|have|has|any|huh)\b`)
	proposes = regexp.MustCompile(`(?i)^(?:and |but )?(?:what|how) about +\S`)
	asksFor  = regexp.MustCompile(`(?i)^(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|have|has) +(?:you|i|we|it|this|that|there|he|she|they|the|my|your|his|her|anybody|anyone|somebody|someone) `)
)

// IsQuestion tells whether a text asks something, and so is no value.
func IsQuestion(text string) bool {
	text = strings.TrimSpace(text)
	text = opening.ReplaceAllString(text, "")
	if proposes.MatchString(text) {
		return false // "what about Globex?" names it
	}
	if strings.HasSuffix(text, "?") && (asksAt.MatchString(text) || len(strings.Fields(text)) > 4) {
		return true // and "end of month?" is an answer, if an unsure one
	}
	return asks.MatchString(text) || asksFor.MatchString(text)
}
