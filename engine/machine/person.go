package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// What people say about somebody, without naming a dialog: "and her email",
// "where does she work?", "Jane works at Initech now", "remove his phone
// number", "add her to the Globex deal".

// aboutPerson reads such a sentence.
func (st *step) aboutPerson(_ *Frame, text string) []match.Meaning {
	if m := theirs.FindStringSubmatch(text); m != nil {
		return st.askedOf("her", m[1])
	}
	if m := andThe.FindStringSubmatch(text); m != nil {
		if list := st.askedOf("it", m[1]); list != nil {
			return list
		}
	}
	if m := workAt.FindStringSubmatch(text); m != nil {
		return st.askedOf(m[1], "company")
	}
	if m := isAt.FindStringSubmatch(text); m != nil && !match.IsQuestion(text) && !strings.HasSuffix(m[1], "n't") {
		return st.changeFor(m[1], "contact", "company", "company "+m[2], text)
	}
	if m := emptyIt.FindStringSubmatch(text); m != nil {
		return st.emptying(m[1], text)
	}
	return nil
}

// aboutOther reads a change of the person that was spoken of last, in the middle
// of something that is not about people: "no, her last name is Rios".
func (st *step) aboutOther(f *Frame, text string) []match.Meaning {
	m := theirIs.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!"))
	if m == nil || f == nil || f.Undo != nil || st.m.of(f).object.Name == "contact" {
		return nil
	}
	d := st.m.doing(action.Update, "contact")
	if d == nil {
		return nil
	}
	of, ok := called(d.object, m[1])
	if !ok || of.ReadOnly {
		return nil
	}
	return st.changeFor("her", "contact", of.Name, of.Label+" "+m[2], text)
}

// askedOf makes a question for one value of a record: of the one shown last
// for a pronoun, else of the one that is named.
func (st *step) askedOf(who, what string) []match.Meaning {
	var objects []string
	for object := range st.s.Memory.Last {
		objects = append(objects, object)
	}
	named := !she.MatchString(who) && !pronoun.MatchString(who)
	if named {
		objects = []string{"contact"}
	} else {
		slices.SortFunc(objects, func(a, b string) int {
			return strings.Compare(orderOf(a, st.s.Memory.It), orderOf(b, st.s.Memory.It))
		})
	}
	for _, object := range objects {
		d := st.m.showing(object)
		if d == nil {
			continue
		}
		of, ok := called(d.object, what)
		if !ok {
			continue
		}
		if named {
			return []match.Meaning{{Command: match.Start, Dialog: d.Name, Text: who, Score: 1}, {Command: match.Set, Field: d.about().name, Text: who}, {Command: match.Tell, Field: of.Name}}
		}
		ref := st.s.Memory.Last[object]
		list := st.wishFor(action.Read, ref, what, "")
		return append(list, match.Meaning{Command: match.Tell, Field: of.Name})
	}
	return nil
}

// orderOf puts the kind of record shown last before the others.
func orderOf(object, it string) string {
	if object == it {
		return ""
	}
	return object
}

// called finds the field of a kind of record that people call so.
func called(o action.Object, words string) (action.ObjectField, bool) {
	for _, of := range o.Fields {
		if slices.ContainsFunc(names(of), func(n string) bool { return strings.EqualFold(n, words) }) {
			return of, true
		}
	}
	return action.ObjectField{}, false
}

// changeFor begins a change of a record of a kind: of the one shown last for a
// pronoun, else of the one that is named.
func (st *step) changeFor(who, object, fieldName, change, text string) []match.Meaning {
	d := st.m.doing(action.Update, object)
	if d == nil {
		return nil
	}
	if of, ok := d.object.Field(fieldName); !ok || of.ReadOnly {
		return nil
	}
	if ref, ok := st.s.Memory.Last[object]; ok && (she.MatchString(who) || pronoun.MatchString(who)) {
		return st.wishFor(action.Update, ref, text, change)
	} else if !ok && (she.MatchString(who) || pronoun.MatchString(who)) {
		return nil
	}
	list := []match.Meaning{{Command: match.Start, Dialog: d.Name, Text: text, Score: 1}, {Command: match.Set, Field: d.about().name, Text: who}}
	for _, a := range d.fields {
		if a.kind == field.Changes {
			list = append(list, match.Meaning{Command: match.Set, Field: a.name, Text: change})
		}
	}
	return list
}

// emptying reads "the phone number" and "Jane's phone number" behind a verb
// that takes a value away. A record is not meant: it has no such field.
func (st *step) emptying(what, text string) []match.Meaning {
	who := ""
	if i := strings.LastIndexAny(what, "'’"); i > 0 && strings.HasPrefix(strings.TrimLeft(what[i:], "'’"), "s ") {
		who, what = what[:i], strings.TrimSpace(strings.TrimLeft(what[i:], "'’")[1:])
	} else if m := ofWhom.FindStringSubmatch(what); m != nil {
		what, who = m[1], m[2]
	}
	last := st.s.Memory.It
	for _, object := range []string{last, "contact", "deal"} {
		d := st.m.doing(action.Update, object)
		if d == nil || who == "" && object != last {
			continue
		}
		if of, ok := called(d.object, what); ok && !of.ReadOnly {
			if who == "" {
				who = "it"
			}
			return st.changeFor(who, object, of.Name, of.Label+" nothing", text)
		}
	}
	return nil
}

// cannotJoin says honestly that records which exist are not put together here,
// and offers what comes near. It tells whether that was wished for.
func (st *step) cannotJoin(f *Frame, text string) bool {
	m := joinTo.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!?"))
	if m == nil || f != nil && f.State != stateResults {
		return false
	}
	st.say("cannot_join", "object", st.noun(strings.ToLower(m[3])))
	for _, c := range st.m.dialogs {
		if c.effect == action.Create && c.spec.Object == strings.ToLower(m[3]) {
			st.offer(Button{Label: c.Title, Value: "start:" + c.Name})
		}
	}
	if d := st.m.showing(strings.ToLower(m[3])); d != nil {
		b := Button{Label: d.Title, Value: "start:" + d.Name}
		if m[2] != "" {
			b.Value = "about:" + d.Name + ":" + m[2]
		}
		st.offer(b)
	}
	return true
}

// borrowed answers a value that another record is to lend, which is not looked
// up: nobody's company is called "same as Jane". It tells whether it was one.
func (st *step) borrowed(f *Frame, text string) bool {
	if f == nil || !sameAsOther.MatchString(text) || st.m.of(f).effect != action.Create {
		return false
	}
	if verb, _ := splitState(f.State); verb != "ask" && f.State != stateConfirm {
		return false
	}
	st.lead(st.text("not_copied"))
	st.again(f)
	return true
}

// letsGo drops a dialog that only asks which record to show, when what is said
// is about the one that was shown before: "and her email". It gives what is
// open then.
func (st *step) letsGo(f *Frame, text string) *Frame {
	if f == nil || f.waits() || len(st.s.Stack) != 1 {
		return f
	}
	c := st.m.of(f)
	if verb, name := splitState(f.State); verb != "ask" || c.about() == nil || c.about().name != name || c.spec.Gives != action.GivesRecord || c.effect != action.Read {
		return f
	}
	if _, said := st.m.words.Command(text, st.view.Locale); said || st.aboutShown(nil, text) == nil {
		return f
	}
	st.s.Stack = nil
	return nil
}
