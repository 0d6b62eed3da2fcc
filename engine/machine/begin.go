package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// begin opens a dialog with what the sentence said already.
func (st *step) begin(name string, said []match.Meaning, preset map[string]field.Value) {
	c, ok := st.m.byName[name]
	if !ok {
		st.unknown(nil)
		return
	}
	if f := st.top(); f != nil && f.Dialog == name && preset == nil && f.State != stateResults && f.Undo == nil {
		if st.takeAll(f, said) {
			st.proceed(f)
		} else {
			st.again(f)
		}
		return
	}
	forField := ""
	if f := st.top(); f != nil && f.Undo == nil {
		if verb, asked := splitState(f.State); verb == "ask" && st.m.of(f).ask(asked).ifNone == name {
			forField = asked // it makes what is asked for
		}
	}
	if !st.interrupt() {
		return
	}
	st.s.Misses = 0
	st.push(c, said, preset, forField)
}

// interrupt makes room for another dialog above the open one, or says that
// there are too many. A table makes way.
func (st *step) interrupt() bool {
	f := st.top()
	switch {
	case f == nil:
	case f.State == stateResults:
		st.layTableAside()
	case st.idleLook(f):
		// Nothing is lost with a look that came to nothing, so nobody is
		// brought back to it.
		ended := st.ended
		st.goTo(f, stateCancelled)
		st.ended = ended
		st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	case len(st.s.Stack) >= maxDepth:
		st.say("too_deep")
		st.again(f)
		return false
	default:
		st.say("interrupt", "dialog", st.spoken(f))
		f.lighten()
	}
	return true
}

// idleLook tells whether a frame asks in vain what to show or to look for.
func (st *step) idleLook(f *Frame) bool {
	c := st.m.of(f)
	verb, _ := splitState(f.State)
	return (verb == "ask" || verb == "pick") && c.effect == action.Read && c.spec.Gives != "" && f.Misses > 0 && len(f.Fields) == 0 && f.For == "" && f.Undo == nil
}

// spoken is what a frame is called in a sentence, where its title would sound
// like a heading: "the new deal" rather than "Create Deal".
func (st *step) spoken(f *Frame) string {
	c := st.m.of(f)
	id := "going_" + string(c.effect)
	switch {
	case f.Undo != nil:
		id = "going_undo"
	case c.effect == action.Read && c.spec.Gives != "":
		id = "going_" + string(c.spec.Gives)
		if slices.ContainsFunc(c.fields, func(a *ask) bool { return a.kind == match.Search }) {
			id = "going_search"
		}
	}
	if c.object.Name != "" {
		if text := st.text(id, "object", st.noun(c.object.Name), "objects", st.noun(c.object.Plural)); text != "" {
			return text
		}
	}
	return st.text("going_other", "title", c.Title)
}

// titleOf is what a frame is called on its card.
func (st *step) titleOf(f *Frame) string {
	if f.Undo != nil {
		return st.button("undo").Label
	}
	return st.m.of(f).Title
}

// push lays a dialog on the stack and runs it.
func (st *step) push(c *Compiled, said []match.Meaning, preset map[string]field.Value, forField string) {
	st.s.Stack = append(st.s.Stack, Frame{Dialog: c.Name, Hash: c.Hash, State: stateStart, For: forField})
	f := st.top()
	for name, v := range preset {
		f.preset(c, name, v)
	}
	for _, m := range said {
		switch m.Command {
		case match.Tell:
			f.Tell = m.Field
		case match.Several:
			f.Batch = st.newBatch(m.Text)
		}
	}
	any := st.takeAll(f, said)
	if c.effect == action.Create && st.takeThem(f) || any && c.effect.Writes() {
		st.understood(f)
	}
	if (c.effect == action.Create || st.namesChoice(c)) && len(st.sentence) <= 200 {
		f.Heard = st.sentence
	}
	st.proceed(f)
}

// takeThem takes the person that a sentence speaks of, "a deal for her", as the
// record that such a dialog can be linked to. It tells whether there was one.
func (st *step) takeThem(f *Frame) bool {
	m := withThem.FindStringSubmatch(st.sentence)
	if m == nil {
		return false
	}
	for _, a := range st.m.of(f).fields {
		ref, ok := st.s.Memory.Last[a.object.Name]
		if _, known := f.Fields[a.name]; known || !ok || a.kind != field.Record || a.object.Name != "contact" || f.Raw[a.name] != "" {
			continue
		}
		st.takeRef(f, a, ref, field.Remembered)
		return true
	}
	return false
}

// namesChoice tells whether the sentence that begins a list may name a choice of
// its: "all the deals in contract sent".
func (st *step) namesChoice(c *Compiled) bool {
	return c.spec.Gives == action.GivesRecords && slices.ContainsFunc(c.fields, func(a *ask) bool {
		of, ok := c.object.Field(a.name)
		words, _ := choiceAsSaid(of, st.sentence)
		return ok && a.kind == field.Pick && words != ""
	})
}

// hearChoices takes the choices that a sentence with several values named.
// Which choices there are is known only once they have been fetched for this
// account.
func (st *step) hearChoices(f *Frame) {
	if f.Heard == "" {
		return
	}
	c := st.m.of(f)
	var heard []string
	for _, a := range c.fields {
		list := st.choices(f, a.name)
		if _, known := f.Fields[a.name]; known || a.kind != field.Pick || len(list) < 2 {
			continue
		}
		label, v := st.choiceInside(list, f.Heard)
		if len(label) < 4 || c.inText(f, label) {
			continue
		}
		st.put(f, a, v)
		heard = append(heard, st.text("value", "label", a.label, "value", v.Label))
	}
	if len(heard) > 0 {
		f.Heard = ""
		st.lead(st.text("understood", "values", st.list(heard)))
	}
}

// inText tells whether words are part of a name, as in a deal called "Closed
// Won party", or of how the dialog is asked for, as in "note a lead": then they
// are no choice.
func (c *Compiled) inText(f *Frame, words string) bool {
	for _, s := range c.Tree.Start {
		if strings.Contains(folded(s.Value), words) {
			return true
		}
	}
	for _, a := range c.fields {
		if a.kind == field.Text && strings.Contains(folded(f.Fields[a.name].Norm), words) {
			return true
		}
	}
	return false
}

// lighten forgets the choices of an interrupted dialog; those that its open
// question offers are loaded again when it goes on.
func (f *Frame) lighten() {
	var kept map[string][]field.Choice
	for name, list := range f.Choices {
		if len(list) <= 1 {
			kept = clone(kept)
			kept[name] = list
		}
	}
	f.Choices = kept
}

// understood says which values of the first sentence were taken.
func (st *step) understood(f *Frame) {
	var list []string
	for _, a := range st.m.of(f).fields {
		if v, ok := f.Fields[a.name]; ok && a.kind != field.Changes {
			list = append(list, st.text("value", "label", a.label, "value", st.show(a, v)))
		}
		if raw := f.Raw[a.name]; raw != "" && raw[0] != '#' && a.kind == field.Record {
			list = append(list, st.text("value", "label", a.label, "value", "\""+raw+"\""))
		}
	}
	if len(f.Fields) > 0 && len(list) > 0 {
		st.lead(st.text("understood", "values", st.list(list)))
	}
}

// takeAll takes every value of a sentence and says which it understood. It
// tells whether there was any.
func (st *step) takeAll(f *Frame, said []match.Meaning) bool {
	any := false
	for _, meaning := range said {
		if meaning.Command != match.Set && meaning.Command != match.Correct {
			continue
		}
		a := st.m.of(f).ask(meaning.Field)
		if a == nil {
			continue
		}
		if problem := st.take(f, a, meaning.Text, meaning.Value, field.Said); problem == "" {
			any = true
		} else {
			st.lead(problem)
		}
	}
	return any
}
