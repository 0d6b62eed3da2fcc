package match

import (
	"slices"
	"strings"
	"unicode"

	"parley/engine/field"
)

// Unread is the layer of an answer that no reader could make sense of. The
// reader of the open question says what is wrong with it.
const Unread = "unread"

// Understand says what a text means to a session that shows the view.
func (v *Vocabulary) Understand(text string, view View) Reading {
	text = strings.TrimSpace(text)
	if text == "" {
		return Reading{Layer: "exact", Meanings: []Meaning{{Command: Unknown}}}
	}
	if c, ok := v.Command(text, view.Locale); ok && !v.isAnswer(c, text, view) {
		return Reading{Layer: "exact", Meanings: []Meaning{{Command: c, Score: 1}}}
	}
	if view.State == Idle || view.State == Listing {
		text = v.written(text)
	}
	if r, ok := v.lines(text, view); ok {
		return r
	}
	if f, ok := view.field(view.Expected); ok && view.State == Asking && typed(f.Kind) && !strings.ContainsAny(text, " \t\n") {
		// The most usual answer of all, one word of the wanted kind, needs
		// none of what follows.
		if list, ok := v.answer(text, view); ok {
			return Reading{Layer: "expected", Meanings: list}
		}
	}
	if view.State == Confirming {
		if list := v.afterYes(text, view); list != nil {
			return Reading{Layer: "correct", Meanings: list}
		}
	}
	if view.State == Asking && whyAsked.MatchString(text) {
		return Reading{Layer: "question", Meanings: []Meaning{{Command: Why, Score: 1}}}
	}
	if list := v.question(text, view); list != nil {
		return Reading{Layer: "question", Meanings: list}
	}
	if list := v.statement(text, view); list != nil {
		return Reading{Layer: "correct", Meanings: list}
	}
	if view.State == Idle || view.State == Listing {
		if steps := v.cards(text); len(steps) > 1 {
			r := v.Understand(steps[0], view)
			for _, s := range steps[1:] {
				r.Meanings = append(r.Meanings, Meaning{Command: Then, Text: s})
			}
			return r
		}
		text = withoutSignOff(text)
		if steps := v.split(text); len(steps) > 1 {
			r := v.Understand(steps[0], view)
			for _, s := range steps[1:] {
				r.Meanings = append(r.Meanings, Meaning{Command: Then, Text: s})
			}
			return r
		}
	}
	whole, slots, isWhole := v.Whole(text)
	example := "" // the dialog that has the very words
	if isWhole && len(slots) == 0 {
		example = whole
	}
	if isWhole && v.dialog(whole).deed() == shows && oneMore.MatchString(text) {
		isWhole = false // "open a deal named Globex" makes one
	}
	if d, s, ok := v.changeOf(text); ok && view.State != Confirming && view.State != Asking {
		whole, slots, isWhole = d, s, true
	}
	if isWhole && v.saysNoChange(whole, slots, view) {
		isWhole = false // "the contact Ana is a duplicate"
	}
	if idle := view.State == Idle || view.State == Listing; idle {
		if isWhole && v.dialog(whole).deed() == searches {
			if l := v.rather(v.dialog(whole), text, view); l.Name != whole {
				whole, slots = l.Name, nil
			}
		}
		if d, ok := v.entry(text); ok && !isWhole {
			whole, isWhole = d, true
		}
		if d, ok := v.address(text); ok {
			whole, slots, isWhole = d, nil, true
		}
		if d, ok := v.card(text); ok {
			whole, slots, isWhole = d, nil, true
		}
	}
	if view.Dialog != "" && view.State != Waiting {
		if list := v.correction(text, view); len(list) > 0 {
			return Reading{Layer: "correct", Meanings: list}
		}
		if view.State == Asking && !isWhole {
			if list, ok := v.answer(text, view); ok {
				return Reading{Layer: "expected", Meanings: list}
			}
		}
	}
	if isWhole {
		list := v.start(whole, text, slots, view, 1)
		if whole == example {
			list = slices.DeleteFunc(list, func(m Meaning) bool {
				f, known := find(v.dialog(whole).Fields, m.Field)
				return m.Command == Set && known && f.Kind == field.Text // no word of an example is a name
			})
		}
		return Reading{Layer: "dialog", Meanings: list}
	}
	if view.State == Asking && !strings.ContainsFunc(text, unicode.IsLetter) {
		return Reading{Layer: Unread, Meanings: []Meaning{{Command: Set, Field: view.Expected, Text: text}}} // "555" is like no sentence
	}
	ranked := v.Rank(text)
	limit := v.limit(ranked, view)
	if view.State == Asking && IsQuestion(text) {
		limit = curious
	}
	if v.foreign(text, len(ranked) > 0 && ranked[0].Score >= evident) {
		ranked, limit = nil, 0
	}
	if idle := view.State == Idle || view.State == Listing; idle && limit > 0 && v.mayChange(ranked[0], text) {
		if list := v.change(text, view); list != nil {
			return Reading{Layer: "dialog", Meanings: list}
		}
	}
	unsure := limit <= 0 || ranked[0].Score < limit || v.between(ranked, limit)
	if idle := view.State == Idle || view.State == Listing; idle && unsure && !v.isOtherVerb(v.wish(text)) {
		if list := v.mendedQuestion(text, view); list != nil {
			return Reading{Layer: "question", Meanings: list}
		}
		if list := v.change(text, view); list != nil {
			return Reading{Layer: "dialog", Meanings: list}
		}
	}
	switch {
	case limit <= 0:
	case v.between(ranked, limit), v.eitherKind(ranked, text, limit):
		return Reading{Layer: "dialog", Meanings: []Meaning{{Command: Clarify, Dialogs: ranked[:min(3, len(ranked))], Text: text, Score: ranked[0].Score}}}
	case ranked[0].Score >= limit && v.interrupts(text, ranked[0], limit):
		dialog := ranked[0].Dialog
		if view.State == Idle || view.State == Listing {
			dialog = v.rather(v.dialog(dialog), text, view).Name
		}
		if list := v.start(dialog, text, nil, view, ranked[0].Score); !v.isHollow(list, text, view) {
			return Reading{Layer: "dialog", Meanings: list}
		}
	}
	if list := v.nameInstead(text, view); list != nil {
		return Reading{Layer: "expected", Meanings: list}
	}
	if view.State == Asking && !IsQuestion(text) {
		// The reader of the open question knows best what is wrong with it.
		return Reading{Layer: Unread, Meanings: []Meaning{{Command: Set, Field: view.Expected, Text: text}}}
	}
	for len(ranked) > 0 && ranked[len(ranked)-1].Score < likely {
		ranked = ranked[:len(ranked)-1]
	}
	return Reading{Layer: "dialog", Meanings: []Meaning{{Command: Unknown, Dialogs: ranked[:min(3, len(ranked))], Text: text}}}
}

// saysNoChange tells whether what a whole example has for changes has neither a
// field nor a value in it.
func (v *Vocabulary) saysNoChange(dialog string, slots map[string]string, view View) bool {
	l := v.dialog(dialog)
	i := slices.IndexFunc(l.Fields, func(f Field) bool { return f.Kind == field.Changes })
	if i < 0 || slots[l.Fields[i].Name] == "" {
		return false
	}
	said := slots[l.Fields[i].Name]
	if l.Fields[i].part(said) >= 0 || !strings.Contains(said, " ") {
		return false
	}
	for _, f := range l.Fields[i].Of {
		t, _ := field.TypeOf(f.Kind)
		if typed(f.Kind) && t.Find != nil && len(t.Find(said, view.View)) > 0 || f.Kind == field.Pick && len(usually(strings.ToLower(f.Label), said, tokens(said))) > 0 {
			return false
		}
	}
	return true
}

// nameInstead takes a person's name where something typed was asked, if there is
// none yet: "priya patel" for an e-mail address.
func (v *Vocabulary) nameInstead(text string, view View) []Meaning {
	asked, ok := view.field(view.Expected)
	first, has := view.field("first_name")
	words := strings.Fields(text)
	if !ok || !has || view.State != Asking || !typed(asked.Kind) || first.Known || len(words) < 2 || len(words) > 3 || v.sentence(text) {
		return nil
	}
	for _, t := range tokens(text) {
		if structure[t.word] || filler[t.word] || links[t.word] || v.objectOf[t.word] != "" || v.isLabel(t.word) || strings.ContainsFunc(t.word, func(c rune) bool { return !unicode.IsLetter(c) && c != '-' && c != '\'' }) {
			return nil
		}
	}
	return view.fullName(text)
}

// isAnswer tells whether a control word is rather the answer to the open
// question: "done" is a stage, "none" is a choice, "yes" answers a yes-or-no
// question.
func (v *Vocabulary) isAnswer(c Command, text string, view View) bool {
	if view.State != Asking {
		return false
	}
	f, ok := view.field(view.Expected)
	if !ok {
		return false
	}
	switch f.Kind {
	case field.YesNo:
		return c == Confirm || c == Deny
	case field.Pick, field.Owner:
		if c == Cancel || c == Back || c == Help {
			return false
		}
		exact, _ := view.choose(text, f.Name)
		return len(exact) == 1
	}
	return false
}

// answer reads a text as the answer to the open question, together with
// further values for other fields.
func (v *Vocabulary) answer(text string, view View) ([]Meaning, bool) {
	f, ok := view.field(view.Expected)
	if !ok {
		return nil, false
	}
	if typed(f.Kind) || f.Kind == field.Number {
		// Most answers are just the value; nothing else needs to be looked for.
		if t, ok := field.TypeOf(f.Kind); ok && t.Read != nil {
			if val, _, ok := t.Read(clean(text), view.View); ok {
				return []Meaning{{Command: Set, Field: f.Name, Text: text, Value: &val}}, true
			}
		}
	}
	if f.Kind == field.Pick || f.Kind == field.Owner {
		// "the second one" is a choice here, and no day of the month.
		if exact, _ := view.choose(clean(text), f.Name); len(exact) == 1 {
			return []Meaning{{Command: Set, Field: f.Name, Text: clean(text)}}, true
		}
	}
	others := v.values(view.Dialog, text, nil, view)
	if !strings.Contains(text, ":") {
		// A cue alone, as in "show me the deal of Globex", is no reason to
		// change a name that is known.
		others = slices.DeleteFunc(others, func(m Meaning) bool {
			o, ok := view.field(m.Field)
			return ok && o.Known && o.Kind == field.Text && o.Name != f.Name
		})
	}
	if f.Kind != field.Text && len(others) > 1 || len(others) == 1 && others[0].Field != f.Name && !free(f.Kind) {
		// Several values at once. What was asked is among them, or the rest
		// of the sentence may still be it.
		if part, ok := view.choiceAmong(f, text, others); ok {
			others = append([]Meaning{part}, others...)
		}
		return others, true
	}
	switch f.Kind {
	case field.Text, field.Record, field.Changes, Search:
		if f.Kind != Search && IsQuestion(text) {
			return nil, false
		}
		if ranked := v.Rank(text); len(ranked) > 0 && ranked[0].Dialog != view.Dialog &&
			(ranked[0].Score >= 0.93 || ranked[0].Score >= strong && v.sentence(text) && v.dialog(ranked[0].Dialog).mentioned(text)) {
			return nil, false
		}
		if l := v.dialog(view.Dialog); l != nil && f.Kind == field.Text {
			return v.textAnswer(l, f, text, view), true
		}
		if f.Kind == field.Record {
			text = leadsToOne.ReplaceAllString(text, "")
		}
		return []Meaning{{Command: Set, Field: f.Name, Text: clean(text)}}, true
	case field.Pick, field.Owner:
		exact, near := view.choose(text, f.Name)
		if len(exact) > 0 || len(near) > 0 {
			return []Meaning{{Command: Set, Field: f.Name, Text: clean(text)}}, true
		}
	default:
		if t, ok := field.TypeOf(f.Kind); ok && t.Read != nil {
			if _, _, ok := t.Read(clean(text), view.View); ok {
				return []Meaning{{Command: Set, Field: f.Name, Text: clean(text)}}, true
			}
			if speaksOf(others, f.Name) && !IsQuestion(text) {
				return others, true // "tomorrow, I hope"
			}
		}
	}
	return nil, false
}

// choiceAmong finds the choice that was asked for between other values: "Sales
// Pipeline, stage closed won".
func (v View) choiceAmong(f Field, text string, others []Meaning) (Meaning, bool) {
	if f.Kind != field.Pick && f.Kind != field.Owner || speaksOf(others, f.Name) {
		return Meaning{}, false
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if exact, _ := v.choose(clean(part), f.Name); len(exact) == 1 {
			return Meaning{Command: Set, Field: f.Name, Text: clean(part)}, true
		}
	}
	return Meaning{}, false
}

// start is Start followed by what else the sentence says.
func (v *Vocabulary) start(dialog, text string, slots map[string]string, view View, score float64) []Meaning {
	if view.Dialog == dialog && view.State == Listing {
		view.State = Idle
	}
	list := []Meaning{{Command: Start, Dialog: dialog, Text: text, Score: score}}
	l := v.dialog(dialog)
	if l == nil || view.Dialog == dialog {
		return append(list, v.values(dialog, text, slots, view)...)
	}
	return append(list, v.read(l, text, view)...)
}

// Search is the kind of a search's words and conditions.
const Search field.Kind = "search"

func typed(k field.Kind) bool {
	switch k {
	case field.Money, field.Date, field.Email, field.Phone, field.URL, field.Percent, field.Time:
		return true
	}
	return false
}

func free(k field.Kind) bool {
	return k == field.Text || k == field.Record || k == field.Changes || k == Search
}

func find(fields []Field, name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func (v View) field(name string) (Field, bool) { return find(v.Fields, name) }

// choose finds the choices of a field that a text names.
func (v View) choose(text, name string) (exact, near []field.Choice) {
	with := v.View
	with.Choices = v.choices(name)
	return field.MatchChoice(text, with)
}

func (v View) choices(name string) []field.Choice {
	if v.Choices == nil {
		return nil
	}
	return v.Choices(name)
}
