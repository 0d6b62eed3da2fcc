package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// How people lead up to what they want done.
const politely = `(?:(?:ok|okay|oh|well|so|actually|please|just|now|then|and|also|can you|could you|would you|will you|let's|lets|you can|i'd like to|i want to|i need to|we need to|we have to),? +)*`

// Verbs that change a record only when it is said what to.
const changing = `make|put|close|assign|reassign|give|reschedule|bump|raise|increase|lower|reduce|push|postpone|delay|shift|bring|pull`

var effects = map[string]action.Effect{
	"show": action.Read, "open": action.Read, "view": action.Read, "get": action.Read,
	"update": action.Update, "change": action.Update, "edit": action.Update, "modify": action.Update, "move": action.Update, "mark": action.Update, "rename": action.Update, "set": action.Update,
	"delete": action.Delete, "remove": action.Delete, "archive": action.Delete, "erase": action.Delete,
}

var owners = map[string]string{"its": "it", "her": "her", "his": "him"}

// aboutShown reads "delete it", "show the second one" and "move it to closed
// won" when nothing is asked. Which dialog is meant follows from what was
// shown last; the words alone fit a deal as well as a contact.
func (st *step) aboutShown(f *Frame, text string) []match.Meaning {
	if f != nil && f.State != stateResults || len(text) > 300 {
		return nil
	}
	text = afterAll.ReplaceAllString(strings.TrimRight(strings.TrimSpace(text), ".!?"), "")
	for _, read := range []func(*Frame, string) []match.Meaning{st.aboutSeveral, st.aboutPerson, st.nextLike, st.changeOfShown} {
		if list := read(f, text); list != nil {
			return list
		}
	}
	if m := possessive.FindStringSubmatch(text); m != nil {
		text = m[1] + owners[strings.ToLower(m[2])] + " " + text[len(m[0]):]
	}
	m := aboutOne.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	which, rest := strings.ToLower(m[2]), joined.ReplaceAllString(m[3], "")
	verb := strings.ToLower(m[1])
	effect, known := effects[verb]
	if !known {
		effect = action.Update
	}
	rest = verbal(verb, rest)
	if rest != "" && effect != action.Update {
		return nil
	}
	ref, ok := st.shown(which)
	if !ok {
		return nil
	}
	return st.wishFor(effect, ref, text, rest)
}

// verbal adds to what a record is changed to what only the verb says: "lower it
// by 10%" is a step down.
func verbal(verb, rest string) string {
	if rest == "" {
		return ""
	}
	switch verb {
	case "rename":
		return "name " + rest
	case "assign", "reassign", "give":
		return "owner " + rest
	case "lower", "reduce":
		if strings.HasPrefix(rest, "by ") {
			return "down " + rest
		}
	case "bring", "pull":
		if m := nearer.FindString(rest); m != "" {
			return "earlier " + rest[len(m):]
		}
	}
	return rest
}

// wishFor begins the dialog that has an effect on such records, for one of
// them.
func (st *step) wishFor(effect action.Effect, ref Ref, text, rest string) []match.Meaning {
	for _, c := range st.m.dialogs {
		if c.effect != effect || c.spec.Object != ref.Object || !has(c.spec, "id") || effect == action.Read && c.spec.Gives != action.GivesRecord {
			continue
		}
		list := []match.Meaning{{Command: match.Start, Dialog: c.Name, Text: text, Score: 1}}
		for _, a := range c.fields {
			switch {
			case a.kind == field.Record && a.object.Name == ref.Object:
				list = append(list, match.Meaning{Command: match.Set, Field: a.name, Text: ref.Title, Value: &field.Value{Norm: ref.ID, Label: ref.Title, From: field.Remembered}})
			case a.kind == field.Changes && rest != "":
				list = append(list, match.Meaning{Command: match.Set, Field: a.name, Text: rest})
			}
		}
		return list
	}
	return nil
}

// candidates offers the dialogs that a sentence fits, and keeps what it named:
// "delete Globex" is about a deal or a contact, but about Globex.
func (st *step) candidates(list []match.Ranked, text string) []Button {
	buttons := st.dialogButtons(list)
	m := aboutNamed.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!?"))
	if m == nil || pronoun.MatchString(m[1]) {
		return buttons
	}
	verb := verbOf.FindString(strings.ToLower(text))
	var same []Button
	for i, r := range list {
		c, ok := st.m.byName[r.Dialog]
		if !ok || i >= len(buttons) || c.about() == nil {
			continue
		}
		buttons[i].Value = "about:" + c.Name + ":" + m[1]
		if c.effect == effects[verb] {
			same = append(same, buttons[i])
		}
	}
	if len(same) > 1 {
		return same // what is to be done is clear
	}
	return buttons
}

// about finds the field for the record that a dialog is about.
func (c *Compiled) about() *ask {
	for _, a := range c.fields {
		if a.kind == field.Record && a.param == "id" {
			return a
		}
	}
	return nil
}

// besides finds the row of the last list after, or before, the record that was
// shown last.
func (st *step) besides(next bool) (Ref, bool) {
	list := st.s.Memory.List
	i := slices.IndexFunc(list, func(r Ref) bool { return r.ID == st.s.Memory.Last[r.Object].ID })
	if i < 0 {
		return Ref{}, false
	}
	if i--; next {
		i += 2
	}
	if i < 0 || i >= len(list) {
		return Ref{}, false
	}
	return list[i], true
}

// shown finds the record that a pronoun, a noun or a place in the last list
// stands for.
func (st *step) shown(which string) (Ref, bool) {
	last := func(object string) (Ref, bool) {
		r, ok := st.s.Memory.Last[object]
		return r, ok
	}
	switch {
	case which == "him" || which == "her":
		return last("contact")
	case pronoun.MatchString(which):
		for object := range st.s.Memory.Last {
			if strings.HasSuffix(which, " "+object) {
				return last(object)
			}
		}
		if strings.HasSuffix(which, " deal") || strings.HasSuffix(which, " contact") {
			return Ref{}, false
		}
		return last(st.s.Memory.It)
	}
	if m := neighbour.FindStringSubmatch(which); m != nil {
		return st.besides(m[1] == "next")
	}
	which = strings.NewReplacer(" deal", "", " contact", "").Replace(which)
	hits, _ := st.choose(which, refChoices(st.s.Memory.List))
	if len(hits) != 1 {
		return Ref{}, false
	}
	for _, r := range st.s.Memory.List {
		if r.ID == hits[0].Value {
			return r, true
		}
	}
	return Ref{}, false
}
