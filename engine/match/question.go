package match

import (
	"regexp"
	"slices"
	"strings"

	"parley/engine/field"
)

// A question about one value of a record: "who owns Globex", "what's Jane's
// number", "when does it close". What is asked for stands in the group "what",
// or follows from the words; whose it is stands in "of".
var questions = []struct {
	re   *regexp.Regexp
	kind field.Kind // when no word names the value
}{
	{re: regexp.MustCompile(`(?i)^(?:what(?: is|'?s| are|'?re| was)|who(?: is|'?s)|which is|when(?: is|'?s)|do you (?:know|have)|tell me|give me|(?:can|could) you (?:tell|give) me|i need|what about) +(?:the +)?(?P<what>[\p{L} -]{2,30}?) +(?:of|for|on|at|in|from) +(?P<of>.{1,120})$`)},
	{re: regexp.MustCompile(`(?i)^(?:what(?: is|'?s| are|'?re| was)|who(?: is|'?s)|which is|when(?: is|'?s)|do you (?:know|have)|tell me|give me|(?:can|could) you (?:tell|give) me|i need) +(?P<of>.{1,120}?)['’]s? +(?P<what>[\p{L} -]{2,30})$`)},
	{re: regexp.MustCompile(`(?i)^(?:what(?: is|'?s| are|'?re| was)|who(?: is|'?s)|which is|when(?: is|'?s)|do you (?:know|have)|tell me|give me|(?:can|could) you (?:tell|give) me|what about) +(?P<of>its|his|her|their|the|that|this)? *(?P<what>[\p{L} -]{2,30}?)(?: again| now)?$`)},
	{re: regexp.MustCompile(`(?i)^(?:what|which) +(?P<what>[\p{L} -]{2,30}?) +(?:is|does|has|was) +(?P<of>.{1,120}?)(?: +(?:work +for|work +at|work +with|belong +to|in|at|on|have|has|under|for|from|with))?$`)},
	{re: regexp.MustCompile(`(?i)^who +(?:owns?|is +responsible +for|handles|is +handling|takes +care +of|looks +after) +(?P<of>.{1,120})$`), kind: field.Owner},
	{re: regexp.MustCompile(`(?i)^what did (?:i|we|you) +(?:say|put|enter|write|have)(?: down)?(?: for| about| as)? +(?P<of>its|his|her|their|the)? *(?P<what>[\p{L} -]{2,30}?)(?: was| is)?$`)},
	{re: regexp.MustCompile(`(?i)^who(?: is|'?s)? +(?P<of>.{1,120}?) +(?:with|for)$`), kind: field.Record},
	{re: regexp.MustCompile(`(?i)^(?:how much|what) +(?:is|was|are|would) +(?P<of>.{1,120}?) +(?:worth|for|about)$`), kind: field.Money},
	{re: regexp.MustCompile(`(?i)^how (?:much|big|large) +(?:is|was|are) +(?P<of>.{1,120}?)$`), kind: field.Money},
	{re: regexp.MustCompile(`(?i)^how (?:much|big)$`), kind: field.Money},
	{re: regexp.MustCompile(`(?i)^when +(?:was|were|did) +(?P<of>.{1,120}?) +(?:get +)?(?P<what>created|added|made|updated|modified)$`)},
	{re: regexp.MustCompile(`(?i)^when +(?:does|do|will|is|did) +(?P<of>.{1,120}?) +(?:be +)?(?P<what>close|closes|closing|end|due)$`)},
	{re: regexp.MustCompile(`(?i)^(?:(?:and|what about|how about) +)*(?P<of>(?:its|his|her|their|the) +)?(?P<what>[\p{L} -]{2,30})\?$`)},
	{re: regexp.MustCompile(`(?i)^(?P<of>[^?,]{2,60})['’]s +(?P<what>[\p{L} -]{2,30})\?$`)},
}

// "why do you need the stage?" is about the open question.
var whyAsked = regexp.MustCompile(`(?i)^(?:and |but )?why (?:do you|would you|should i|must i|do i|does|is|are) .{0,40}\b(?:need|ask|want|know|tell|important|required|necessary|matter)\b.{0,30}$`)

// yes begins an answer at the confirm question that goes on: "yes, and who is
// the contact?", "yes but make it 500".
var yesAnd = regexp.MustCompile(`(?i)^(?:yes|yeah|yep|yup|yse|ok|okay|sure|right|correct|perfect|great|fine|good)(?: please)?[,.!;]? +(?:(?:and|but|also|just|only|oh|by the way|btw)[,]? +)*(.+)$`)

// afterYes reads what follows a yes: a question is answered beside it, a
// change takes its place, for what is shown is no longer what is meant.
func (v *Vocabulary) afterYes(text string, view View) []Meaning {
	m := yesAnd.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	if list := v.question(m[1], view); len(list) == 1 {
		return append([]Meaning{{Command: Confirm, Score: 1}}, list...)
	}
	if c, ok := v.Command(m[1], view.Locale); ok && c == Confirm {
		return []Meaning{{Command: Confirm, Score: 1}}
	}
	if list := v.correction(m[1], view); list != nil {
		return list
	}
	if next := then.FindStringSubmatch(m[1]); next != nil && v.isWish(next[1]) {
		return []Meaning{{Command: Confirm, Score: 1}, {Command: Then, Text: next[1]}}
	}
	if doesSo.MatchString(m[1]) {
		return []Meaning{{Command: Confirm, Score: 1}}
	}
	return nil
}

// doesSo asks for what was just agreed to: "perfect, please create it".
var doesSo = regexp.MustCompile(`(?i)^(?:please +)?(?:create|save|add|make|update|change|delete|remove|do|send) +(?:it|that|this|him|her|them)[.!]*$`)

// question reads a text that asks for one value: of the open dialog, of the
// record shown last, or of one that it names.
func (v *Vocabulary) question(text string, view View) []Meaning {
	if len(text) > 200 {
		return nil
	}
	asked := strings.HasSuffix(strings.TrimSpace(text), "?")
	text = atPresent.ReplaceAllString(text, "")
	text = strings.TrimRight(polite.ReplaceAllString(strings.TrimSpace(text), ""), " .!?")
	if asked {
		text += "?"
	}
	for _, q := range questions {
		re := q.re
		line := text
		if !strings.HasSuffix(re.String(), `\?$`) {
			line = strings.TrimSuffix(text, "?")
		}
		m := re.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		what, of := "", ""
		if i := re.SubexpIndex("what"); i > 0 {
			what = m[i]
		}
		if i := re.SubexpIndex("of"); i > 0 {
			of = clean(m[i])
		}
		if list := v.tell(what, q.kind, of, view); list != nil {
			return list
		}
	}
	return nil
}

var (
	atPresent = regexp.MustCompile(`(?i) +(?:right now|now|currently|at the moment|at present|so far|again)[ ?.!]*$`)
	polite    = regexp.MustCompile(`(?i)^(?:(?:and|but|also|hey|hi|ok|okay|so|sorry|please|no|wait|hold on|actually|oh|hm+|quick question|do you know|remind me)[,:]? +)+`)
	aTime     = regexp.MustCompile(`(?i)^(?:(?:this|next|last|the) +)?(?:week|month|quarter|year|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|today|tomorrow)\b`)
	aTimeIn   = regexp.MustCompile(`(?i)\b(?:this|next|last) +(?:week|month|quarter|year)\b`)
	// pronouns stand for what is open or was shown last.
	itself = regexp.MustCompile(`(?i)^(?:|it|its|this|that|the|his|her|their|him|them|he|she|(?:this|that|the) (?:one|deal|contact|record))$`)
)

// tell makes the meanings of a question for a value.
func (v *Vocabulary) tell(what string, kind field.Kind, of string, view View) []Meaning {
	about := itself.MatchString(of)
	if about {
		for _, f := range view.Fields {
			if f.called(what, kind) > 0 && f.Kind != field.Changes && f.Kind != Search {
				return []Meaning{{Command: Tell, Field: f.Name, Text: of, Score: 1}}
			}
		}
	}
	var found []string
	var part string
	best := 0
	for i := range v.dialogs {
		for _, p := range v.dialogs[i].Tells {
			// "stage" is a deal's own word, and a by-name of a contact's
			// lifecycle stage.
			n := p.called(what, kind)
			if n == 0 || n < best {
				continue
			}
			if n > best {
				found, best = nil, n
			}
			found, part = append(found, v.dialogs[i].Name), p.Name
			break
		}
	}
	switch {
	case len(found) == 0:
		return nil
	case about:
		return []Meaning{{Command: Tell, Text: of, Field: part, Score: 1}}
	}
	if len(of) > 4 && strings.EqualFold(of[:4], "the ") {
		of = of[4:]
	}
	noun, name, _ := strings.Cut(strings.ToLower(of), " ")
	if v.verb(of) != "" || name != "" && v.isLabel(noun) || filler[noun] || aTime.MatchString(of) {
		return nil // "pull up Jane's contact", "what's closing in december"
	}
	for _, d := range found {
		l := v.dialog(d)
		for _, f := range l.Fields {
			if f.Kind != field.Record {
				continue
			}
			switch {
			case noun == f.Object && name != "":
				of = of[len(of)-len(name):]
			case strings.HasSuffix(strings.ToLower(of), " "+f.Object):
				of = strings.TrimSpace(of[:len(of)-len(f.Object)])
			case len(found) > 1:
				continue
			}
			return []Meaning{{Command: Start, Dialog: d, Text: of, Score: 1}, {Command: Set, Field: f.Name, Text: of}, {Command: Tell, Field: part}}
		}
	}
	// A deal's owner or a contact's: one question decides.
	m := Meaning{Command: Clarify, Text: of, Score: 1}
	for _, d := range found {
		m.Dialogs = append(m.Dialogs, Ranked{Dialog: d, Score: 1})
	}
	return []Meaning{m, {Command: Tell, Field: part}}
}

// called tells whether people call a field so, or ask for its kind of value: 2
// for its own name, 1 for another word, 0 for not at all.
func (f Field) called(what string, kind field.Kind) int {
	if what == "" {
		if f.Kind == kind {
			return 2
		}
		return 0
	}
	what = plain(what)
	if label := strings.ToLower(f.Label); what == label || what == strings.ReplaceAll(f.Name, "_", " ") || what == strings.ReplaceAll(label, " ", "") {
		return 2
	}
	if slices.Contains(f.Also, what) {
		return 1
	}
	return 0
}

// mendedQuestion is question for a text with typos.
func (v *Vocabulary) mendedQuestion(text string, view View) []Meaning {
	for i := range v.dialogs {
		if len(v.dialogs[i].Tells) == 0 {
			continue
		}
		if mended := v.Mend(v.dialogs[i].Name, text); mended != text {
			if list := v.question(mended, view); list != nil {
				return list
			}
		}
	}
	return nil
}
