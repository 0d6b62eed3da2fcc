package machine

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// People go on with what they see: "and Globex?", "make the amount 5k", "it's
// worth 20k now", "no, 13k". None of it names a dialog; what was shown last
// says which is meant.

// nextLike reads "and Globex?" and "the second one": the same again, of
// another record. The same is the value asked for last, else the whole record.
func (st *step) nextLike(f *Frame, text string) []match.Meaning {
	if f != nil && f.State == stateResults {
		if _, ok := st.row(f, text); ok {
			return nil // a row of the table, which has its own way
		}
	}
	which := text
	if m := alike.FindStringSubmatch(text); m != nil && !noName.MatchString(m[1]) {
		which = m[1]
	} else if m := meantOther.FindStringSubmatch(text); m != nil && st.s.Memory.Write == nil && !st.typedPart(st.m.objectOf(st.s.Memory.It), m[1]) {
		which = m[1]
	} else if !placeOnly.MatchString(text) {
		return nil
	}
	object := st.s.Memory.It
	if object == "" && len(st.s.Memory.List) > 0 {
		object = st.s.Memory.List[0].Object
	}
	d := st.m.showing(object)
	if d == nil || st.isPart(d.object, which) {
		return nil
	}
	list := []match.Meaning{{Command: match.Start, Dialog: d.Name, Text: text, Score: 1}}
	if ref, ok := st.shown(strings.ToLower(which)); ok && ref.Object == object {
		list = append(list, match.Meaning{Command: match.Set, Field: d.about().name, Text: ref.Title, Value: &field.Value{Norm: ref.ID, Label: ref.Title, From: field.Remembered}})
	} else if _, last := st.s.Memory.Last[object]; last && !placeOnly.MatchString(which) {
		list = append(list, match.Meaning{Command: match.Set, Field: d.about().name, Text: which})
	} else {
		return nil
	}
	if st.s.Memory.Told != "" {
		list = append(list, match.Meaning{Command: match.Tell, Field: st.s.Memory.Told})
	}
	return list
}

// objectOf is the kind of record of a name.
func (m *Machine) objectOf(name string) action.Object {
	o, _ := m.catalog.Object(name)
	return o
}

// showing finds the dialog that shows one record of a kind.
func (m *Machine) showing(object string) *Compiled {
	for _, c := range m.dialogs {
		if c.spec.Object == object && c.effect == action.Read && c.spec.Gives == action.GivesRecord && c.about() != nil {
			return c
		}
	}
	return nil
}

// isPart tells whether words name a field of a kind of record, and so no
// record.
func (st *step) isPart(o action.Object, words string) bool {
	return slices.ContainsFunc(o.Fields, func(of action.ObjectField) bool {
		return slices.ContainsFunc(names(of), func(n string) bool { return strings.EqualFold(n, words) })
	})
}

// changeOfShown reads a change of the record shown last that doesn't mention
// it: its field is named, or only one of its fields can have such a value.
func (st *step) changeOfShown(_ *Frame, text string) []match.Meaning {
	ref, ok := st.s.Memory.Last[st.s.Memory.It]
	d := st.m.doing(action.Update, ref.Object)
	if !ok || d == nil || elsewhere.MatchString(text) {
		return nil
	}
	if rest, ok := changeNamed(d.object, text); ok {
		return st.wishFor(action.Update, ref, text, rest)
	}
	if m := itIn.FindStringSubmatch(text); m != nil {
		if i := slices.IndexFunc(d.object.Fields, func(of action.ObjectField) bool { return of.Label == "stage" && !of.ReadOnly }); i >= 0 {
			return st.wishFor(action.Update, ref, text, d.object.Fields[i].Label+" "+m[1])
		}
	}
	for _, re := range []*regexp.Regexp{itIs, meantValue} {
		if m := re.FindStringSubmatch(text); m != nil && st.typedPart(d.object, m[1]) {
			return st.wishFor(action.Update, ref, text, m[1])
		}
	}
	return nil
}

// changeNamed reads "push the close date by a week" as what changes: "close date
// by a week".
func changeNamed(o action.Object, text string) (rest string, ok bool) {
	if m := changePart.FindStringSubmatch(text); m != nil && writable(o, m[2]) {
		rest = m[4]
		switch m[3] {
		case "to", "as", "into", "at", "=":
		default:
			rest = m[3] + " " + rest
		}
		return m[2] + " " + verbal(strings.ToLower(m[1]), rest), true
	}
	if m := partIs.FindStringSubmatch(text); m != nil && writable(o, m[1]) {
		return m[1] + " " + m[2], true
	}
	return "", false
}

// ofIt takes what changes out of a sentence about "it", when there is no doubt
// about the record: "push it by two weeks".
func ofIt(o action.Object, text string) string {
	if rest, ok := changeNamed(o, text); ok {
		return rest
	}
	m := aboutOne.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!"))
	if m == nil || !pronoun.MatchString(m[2]) || m[3] == "" {
		return text
	}
	return verbal(strings.ToLower(m[1]), joined.ReplaceAllString(m[3], ""))
}

// writable tells whether words name a field that can be changed.
func writable(o action.Object, words string) bool {
	return slices.ContainsFunc(o.Fields, func(of action.ObjectField) bool {
		return !of.ReadOnly && slices.ContainsFunc(names(of), func(n string) bool { return strings.EqualFold(n, words) })
	})
}

// typedPart tells whether a text is nothing but a value that a field of such
// records can have.
func (st *step) typedPart(o action.Object, text string) bool {
	for _, of := range o.Fields {
		switch of.Kind {
		case field.Money, field.Date, field.Email, field.Phone:
			if t, ok := field.TypeOf(of.Kind); ok && t.Read != nil && !of.ReadOnly {
				if _, _, ok := t.Read(text, st.view); ok {
					return true
				}
			}
		}
	}
	return false
}

// otherWish takes an answer that made no sense for another wish, if it is one:
// "show me Globex" at the question what should change.
func (st *step) otherWish(f *Frame, text string) bool {
	reading := st.m.words.Understand(text, match.View{View: st.view, State: match.Idle})
	if list := st.aboutShown(nil, text); list != nil {
		reading = match.Reading{Meanings: list, Layer: onScreen}
	}
	first := reading.Meanings[0]
	switch {
	case first.Command == match.Clarify && st.clear(reading, text), first.Command != match.Start && st.lookUp(text):
		return true
	case first.Command != match.Start || first.Dialog == f.Dialog:
		return false
	}
	c := st.m.byName[first.Dialog]
	if c == nil || c.effect != action.Read {
		return false
	}
	if c.about() != nil && slices.ContainsFunc(reading.Meanings, func(m match.Meaning) bool { return m.Field == c.about().name && m.Text == text }) {
		return false // nothing but a name
	}
	st.obey(reading, text)
	return true
}

// dropped does that. It tells whether the text was such a message.
func (st *step) dropped(f *Frame, text string) bool {
	m := dropsIt.FindStringSubmatch(text)
	if m == nil || f != nil && f.waits() {
		return false
	}
	rest := m[1]
	idle := match.View{View: st.view, State: match.Idle}
	reading := st.m.words.Understand(st.m.words.Opened(rest, idle), idle)
	switch reading.Meanings[0].Command {
	case match.Start, match.Tell, match.Clarify:
	default:
		if f != nil && st.aboutShown(nil, rest) == nil && !lookAt.MatchString(rest) {
			return false
		}
	}
	if f != nil && f.State != stateResults {
		st.cancel(f)
		st.msgs[len(st.msgs)-1].Choices = nil // the next wish is known
	}
	st.hear(rest)
	return true
}

// narrowedDown takes an answer to "which one do you mean?": a place among what
// was offered, or words that only one of them has. It tells whether it was one.
func (st *step) narrowedDown(offered []Button, text string) bool {
	if len(offered) == 0 || len(text) > 40 {
		return false
	}
	var hits []Button
	words := telling(text)
	for _, b := range offered {
		label := telling(b.Label)
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(label, w) }) {
			hits = append(hits, b)
		}
	}
	if len(hits) == 0 {
		list := make([]field.Choice, len(offered))
		for i, b := range offered {
			list[i] = field.Choice{Value: b.Value, Label: b.Label}
		}
		if exact, _ := st.choose(text, list); len(exact) == 1 {
			hits = []Button{{Value: exact[0].Value}}
		}
	}
	if len(hits) > 1 && len(hits) < len(offered) {
		st.say("clarify")
		st.offer(hits...)
		st.s.Unclear = hits
		return true
	}
	if len(hits) != 1 {
		return false
	}
	st.press(Chosen{Value: hits[0].Value, Seq: st.s.Offered})
	return true
}

// telling lists the words of a short answer that tell one offer from another.
func telling(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",.;:!?", r) }),
		func(w string) bool {
			return w == "the" || w == "a" || w == "one" || w == "it's" || w == "please" || w == "i" || w == "mean"
		})
}

// leftOut takes records out of a batch at its confirm question: "not the second
// one". It tells whether that was said.
func (st *step) leftOut(f *Frame, text string) bool {
	if f == nil || f.Batch == nil || f.State != stateConfirm || f.Batch.Done > 0 {
		return false
	}
	m := leavesOut.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!"))
	if m == nil {
		return false
	}
	exact, near := st.choose(m[1], refChoices(f.Batch.Refs))
	if len(exact) == 0 {
		exact = near
	}
	if len(exact) != 1 || len(f.Batch.Refs) < 2 {
		return false
	}
	i := slices.IndexFunc(f.Batch.Refs, func(r Ref) bool { return r.ID == exact[0].Value })
	b := *f.Batch
	st.lead(st.text("left_out", "record", b.Refs[i].Title))
	b.Refs = slices.Delete(slices.Clone(b.Refs), i, i+1)
	b.Was, b.Fields = nil, ""
	f.Batch = &b
	if len(b.Refs) == 1 {
		f.Batch, f.Was = nil, nil
		st.takeRef(f, st.m.of(f).about(), b.Refs[0], field.Remembered)
	}
	st.proceed(f)
	return true
}
