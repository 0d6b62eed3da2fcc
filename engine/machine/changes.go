package machine

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// names lists what people call a field, longest first.
func names(of action.ObjectField) []string {
	list := append([]string{of.Label, inWords(of.Name)}, of.Also...)
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(list)
}

// mentions tells whether a text names a field.
func mentions(text string, of action.ObjectField) bool {
	text = " " + strings.ToLower(text) + " "
	for _, n := range names(of) {
		if i := strings.Index(text, strings.ToLower(n)); i > 0 && !isLetter(text[i-1]) && !isLetter(text[i+len(n)]) {
			return true
		}
	}
	return false
}

// mentionsAny tells whether a text names any field that can be changed.
func mentionsAny(text string, o action.Object) bool {
	return slices.ContainsFunc(o.Fields, func(of action.ObjectField) bool { return !of.ReadOnly && mentions(text, of) })
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 0x80 }

// readChanges reads "amount 500, stage closed won and close date friday".
func (st *step) readChanges(f *Frame, a *ask, text string) {
	if about := st.m.of(f).about(); about != nil && otherOne.MatchString(strings.TrimRight(text, ".!?")) {
		f.clear(about.name)
		st.enterAsk(f, about.name)
		return
	}
	set, problem := st.parseChanges(f, a, text)
	if problem != "" && st.otherWish(f, text) {
		return
	}
	if problem != "" {
		f.dropChoices(a.name, f.Detail)
		if f.Detail == "" && len(f.Fields[a.name].Set) > 0 {
			// What changes so far still stands, and can still be agreed to.
			st.lead(problem)
			st.proceed(f)
			return
		}
		st.miss(f, a, problem)
		return
	}
	st.change(f, a, set)
}

// dropChoices forgets the choices of a record's fields but those of one. They
// are loaded again when they are needed, and the session stays small.
func (f *Frame) dropChoices(changes, but string) {
	f.Choices = clone(f.Choices)
	maps.DeleteFunc(f.Choices, func(key string, _ []field.Choice) bool {
		name, of := strings.CutPrefix(key, changes+".")
		return of && name != but
	})
}

func (st *step) parseChanges(f *Frame, a *ask, text string) (map[string]field.Value, string) {
	type hit struct {
		of         action.ObjectField
		start, end int
	}
	var hits []hit
	text = ofIt(a.object, text)
	low := hideQuoted(folded(text))
	for _, of := range a.object.Fields {
		if of.ReadOnly {
			continue
		}
	next:
		for _, n := range names(of) {
			n = strings.ToLower(n)
			for at := 0; ; {
				i := strings.Index(low[at:], n)
				if i < 0 {
					break
				}
				i += at
				end := i + len(n)
				at = end
				if i > 0 && isLetter(low[i-1]) || end < len(low) && isLetter(low[end]) {
					continue
				}
				if slices.ContainsFunc(hits, func(h hit) bool { return i < h.end && h.start < end }) {
					continue
				}
				hits = append(hits, hit{of, i, end})
				break next
			}
		}
	}
	slices.SortFunc(hits, func(x, y hit) int { return x.start - y.start })
	set := map[string]field.Value{}
	for i, h := range hits {
		end := len(text)
		if i+1 < len(hits) {
			end = hits[i+1].start
		}
		words := text[h.end:end]
		words = joint.ReplaceAllString(words, "")
		words = strings.TrimSpace(words)
		for {
			cut := strings.TrimRight(words, " ,;.")
			for _, tail := range []string{" and", " the", " set", " change", " to the", " its", " his", " her", ", and"} {
				cut = strings.TrimSuffix(cut, tail)
			}
			if cut == words {
				break
			}
			words = cut
		}
		if words == "" {
			continue
		}
		v, problem := st.readPart(f, a, h.of, words)
		if problem != "" {
			return nil, problem
		}
		set[h.of.Name] = v
	}
	if len(set) == 0 {
		// No field was named: another value for the one that changes, or a
		// value that only one of them can have.
		if v, name := st.otherValue(f, a, text); name != "" {
			return map[string]field.Value{name: v}, ""
		}
		rest := text
		for verbs.MatchString(rest) {
			rest = verbs.ReplaceAllString(rest, "")
		}
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "to "), "it to ")
		for _, of := range a.object.Fields {
			if of.ReadOnly {
				continue
			}
			if v, ok := st.shifted(f, of, rest); ok {
				return map[string]field.Value{of.Name: v}, ""
			}
			switch of.Kind {
			case field.Money, field.Date, field.Email, field.Phone:
				if t, _ := field.TypeOf(of.Kind); t.Find != nil {
					if m := t.Find(rest, st.view); len(m) == 1 && m[0].End-m[0].Start > len(rest)/2 {
						return map[string]field.Value{of.Name: m[0].Value}, ""
					}
				}
			case field.Pick:
				if exact, _ := st.choose(rest, f.Choices[a.name+"."+of.Name]); len(exact) == 1 {
					return map[string]field.Value{of.Name: {Norm: exact[0].Value, Label: exact[0].Label}}, ""
				}
			}
		}
		if v, name := st.onlyAmount(a.object, rest); name != "" {
			return map[string]field.Value{name: v}, ""
		}
		for _, of := range a.object.Fields {
			if st.signedOut && len(hits) == 0 && of.Kind == field.Pick && !of.ReadOnly {
				return map[string]field.Value{of.Name: {Norm: rest}}, ""
			}
		}
		if len(hits) == 1 {
			// "the amount": which, but not what.
			f.Detail = hits[0].of.Name
			return nil, ""
		}
		return nil, st.text("changes_unclear")
	}
	return set, ""
}

// changesTo reads what else is to change at the question whether something
// should: "all of them to closed lost", "and he moved to Initech".
func (st *step) changesTo(f *Frame, text string) []match.Meaning {
	if f.State != stateConfirm {
		return nil
	}
	text = strings.TrimRight(strings.TrimSpace(text), ".!")
	to := ""
	if m := toWhat.FindStringSubmatch(text); m != nil {
		to = m[1]
	}
	for _, a := range st.m.of(f).fields {
		if a.kind != field.Changes {
			continue
		}
		company, has := a.object.Field("company")
		if m := isAt.FindStringSubmatch(alsoOf.ReplaceAllString(text, "")); m != nil && has && she.MatchString(m[1]) {
			to = company.Label + " " + m[2]
		}
		if to != "" {
			return []match.Meaning{{Command: match.Correct, Field: a.name, Text: to}}
		}
	}
	return nil
}

// onlyAmount reads a bare number, "12,500", as the amount of a record that has
// one.
func (st *step) onlyAmount(o action.Object, text string) (v field.Value, name string) {
	for _, of := range o.Fields {
		if of.ReadOnly || of.Kind != field.Money && of.Kind != field.Date {
			continue
		}
		t, _ := field.TypeOf(of.Kind)
		if read, _, ok := t.Read(text, st.view); ok {
			if of.Kind == field.Date {
				return field.Value{}, "" // a day as well
			}
			v, name = read, of.Name
		}
	}
	return v, name
}

// otherValue reads "800" as another value for the only change that there is.
func (st *step) otherValue(f *Frame, a *ask, text string) (field.Value, string) {
	if len(f.Fields[a.name].Set) != 1 {
		return field.Value{}, ""
	}
	for name := range f.Fields[a.name].Set {
		of, _ := a.object.Field(name)
		t, ok := field.TypeOf(of.Kind)
		if of.Source != "" || !ok || t.Read == nil || of.Kind == field.Text && (mentionsAny(text, a.object) || len(text) > 60 || match.IsQuestion(text)) {
			continue
		}
		if v, _, ok := t.Read(strings.TrimSpace(text), st.view); ok {
			return v, name
		}
	}
	return field.Value{}, ""
}

// shifted reads "by two weeks": from the value that the record has, or is about
// to get. Records of a batch have one each, so there is nothing to go from.
func (st *step) shifted(f *Frame, of action.ObjectField, words string) (field.Value, bool) {
	if f.Was == nil || f.Batch != nil {
		return field.Value{}, false
	}
	return field.Shift(of.Kind, f.Was.Fields[of.Name], words, st.view)
}

// readPart reads the new value of one field of a record.
func (st *step) readPart(f *Frame, a *ask, of action.ObjectField, words string) (field.Value, string) {
	if emptied.MatchString(words) {
		return field.Value{}, ""
	}
	if of.Source != "" && st.signedOut {
		return field.Value{Norm: words}, ""
	}
	if of.Source != "" {
		exact, near := st.choose(words, f.Choices[a.name+"."+of.Name])
		if len(exact) == 1 || len(exact) == 0 && len(near) == 1 {
			hit := append(exact, near...)[0]
			return field.Value{Norm: hit.Value, Label: hit.Label}, ""
		}
		f.Detail = of.Name
		if len(exact)+len(near) > 1 {
			return field.Value{}, st.text("choice_several", "text", words)
		}
		return field.Value{}, st.text("choice_unclear", "text", words)
	}
	if v, ok := st.shifted(f, of, words); ok {
		return v, ""
	}
	t, ok := field.TypeOf(of.Kind)
	if !ok || t.Read == nil {
		return field.Value{}, st.text("changes_unclear")
	}
	v, why, ok := t.Read(words, st.view)
	if ok && utf8.RuneCountInString(v.Norm) > maxWords {
		why, ok = st.text("too_long", "max", itoa(maxWords)), false
	}
	if !ok {
		f.Detail = of.Name
		return v, why
	}
	return v, ""
}

// change takes new values, leaving out what is like that already.
func (st *step) change(f *Frame, a *ask, set map[string]field.Value) {
	if len(set) == 0 {
		// A field was named, but no value.
		st.detail(f, a, f.Detail)
		return
	}
	f.Detail = ""
	all := clone(f.Fields[a.name].Set)
	same := true
	for name, v := range set {
		v.From = field.Said
		if f.Was != nil && v.Unit == "" && !v.IsZero() {
			v.Unit = f.Was.Fields[name].Unit // an amount stays in the deal's currency
		}
		if f.Was != nil && f.Batch == nil && sameAs(f.Was.Fields[name], v) {
			delete(all, name)
			continue
		}
		if old, ok := all[name]; ok && old.Norm != v.Norm {
			of, _ := a.object.Field(name)
			st.say("corrected", "label", capital(of.Label), "new", st.showOr(of.Kind, v, st.text("nothing")), "old", st.showOr(of.Kind, old, st.text("nothing")))
		}
		all[name], same = v, false
	}
	if same && len(all) == 0 {
		st.lead(st.text("changes_none"))
		f.clear(a.name)
		st.again(f)
		return
	}
	f.set(a.name, field.Value{Set: all})
	f.dropChoices(a.name, "")
	st.proceed(f)
}

// sameAs compares values; an amount said without a currency is one in the
// currency that the record has.
func sameAs(was, v field.Value) bool {
	return was.Norm == v.Norm && (was.Unit == v.Unit || was.Unit == "" || v.Unit == "")
}

// detail asks for the new value of one field.
func (st *step) detail(f *Frame, a *ask, name string) {
	if of, ok := a.object.Field(name); !ok || of.ReadOnly {
		st.again(f)
		return
	}
	f.Detail = name
	if st.toLoad(f, a) != "" {
		st.enter(f, stateOf("load", a.name))
		return
	}
	st.question(f, a)
}

// answerDetail answers the question for one new value, which is no reason not
// to hear anything else: another change, a question, another wish.
func (st *step) answerDetail(f *Frame, a *ask, reading match.Reading, text string) {
	if of, ok := a.object.Field(f.Detail); ok && a.kind == field.Changes && st.toLoad(f, a) == "" {
		detail := f.Detail
		_, problem := st.readPart(f, a, of, strings.TrimSpace(text))
		f.Detail = detail
		switch {
		case problem == "":
		case reading.Meanings[0].Command == match.Tell:
			st.obey(reading, text)
			return
		case mentionsAny(text, a.object):
			if set, problem := st.parseChanges(f, a, text); problem == "" && len(set) > 0 {
				st.change(f, a, set)
				return
			}
			f.Detail = detail
		case st.otherWish(f, text):
			return
		}
	}
	st.answerTo(f, a, text)
}

// changeDetail takes the answer to that.
func (st *step) changeDetail(f *Frame, a *ask, text string) {
	of, ok := a.object.Field(f.Detail)
	if !ok {
		f.Detail = ""
		st.again(f)
		return
	}
	v, problem := st.readPart(f, a, of, strings.TrimSpace(text))
	if problem != "" {
		st.miss(f, a, problem)
		return
	}
	st.change(f, a, map[string]field.Value{of.Name: v})
}

// changesQuestion asks what should change, or for one new value.
func (st *step) changesQuestion(f *Frame, a *ask, msg *Message) {
	if of, ok := a.object.Field(f.Detail); ok {
		msg.Text = st.text("changes_value", "label", of.Label)
		msg.Hint = ""
		if t, ok := field.TypeOf(of.Kind); ok && t.Example != "" && of.Source == "" {
			msg.Hint = st.text("example", "example", t.Example)
		}
		msg.Input = &Input{Type: inputOf(of.Kind)}
		for _, ch := range f.Choices[a.name+"."+of.Name] {
			msg.Choices = append(msg.Choices, Button{Label: ch.Label, Value: "pick:" + ch.Value})
			msg.Input.Options = append(msg.Input.Options, ch.Label)
		}
		return
	}
	if example := exampleChange(a.object); msg.Hint == "" && example != "" {
		msg.Hint = st.text("example", "example", example)
	}
	for _, of := range a.object.Fields {
		if !of.ReadOnly {
			msg.Choices = append(msg.Choices, Button{Label: capital(of.Label), Value: "detail:" + of.Name})
		}
	}
	msg.Choices = append(msg.Choices, st.button("cancel"))
}

// hideQuoted puts blanks over what stands in quotes, where no field is named.
func hideQuoted(text string) string {
	hidden, inside := []byte(text), false
	for i, c := range hidden {
		if c == '"' {
			inside = !inside
		} else if inside {
			hidden[i] = '_'
		}
	}
	return string(hidden)
}
