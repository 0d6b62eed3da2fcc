package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// takeRecord takes how a record was named: a pronoun and a place in the last
// list are known at once, everything else is looked up.
func (st *step) takeRecord(f *Frame, a *ask, text string) string {
	object := a.object.Name
	text = strings.TrimPrefix(leadsToName.ReplaceAllString(text, ""), "#")
	for _, noun := range []string{object + " ", a.object.Plural + " "} {
		if len(text) > len(noun) && strings.EqualFold(text[:len(noun)], noun) && !strings.EqualFold(text, "deal one") {
			text = strings.TrimSpace(text[len(noun):])
		}
	}
	for _, noun := range []string{" " + object, " one"} {
		// "the blue peak deal", "the acme one"
		if n := len(text) - len(noun); n > 4 && strings.EqualFold(text[n:], noun) {
			text = strings.TrimPrefix(strings.TrimSpace(text[:n]), "the ")
		}
	}
	if rest, ok := changeNamed(a.object, "move "+text); ok && f.State == stateStart {
		// "move the close date to Friday" names what changes, and no record.
		for _, other := range st.m.of(f).fields {
			if other.kind == field.Changes {
				f.setRaw(other.name, rest)
				return ""
			}
		}
	}
	if m := pronoun.FindStringSubmatch(text); m != nil && (m[1] == "" || m[1] == "one" || m[1] == "record" || strings.EqualFold(m[1], object)) {
		ref, ok := st.s.Memory.Last[object]
		switch {
		case !ok && f.State == stateStart:
			return st.text("no_memory_yet", "object", st.noun(object)) // it is asked in its turn
		case !ok:
			return st.text("no_memory", "object", st.noun(object))
		}
		st.takeRef(f, a, ref, field.Remembered)
		return ""
	}
	var fits []Ref
	for _, r := range st.s.Memory.List {
		if r.Object == object {
			fits = append(fits, r)
		}
	}
	if len(fits) > 0 && !digits(text) {
		if hit, _ := st.choose(text, refChoices(fits)); len(hit) == 1 {
			for _, r := range fits {
				if r.ID == hit[0].Value {
					st.takeRef(f, a, r, field.Remembered)
					return ""
				}
			}
		}
	}
	f.clear(a.name)
	f.setRaw(a.name, text)
	return ""
}

// takeRef takes a record that is known by its id.
func (st *step) takeRef(f *Frame, a *ask, r Ref, from field.From) {
	if a.current {
		f.clear(a.name)
		f.setRaw(a.name, "#"+r.ID)
		return
	}
	f.set(a.name, field.Value{Norm: r.ID, Label: r.Title, From: from})
}

// find wishes for the records that a name fits: "#123" is an id for certain.
func (st *step) find(f *Frame, a *ask) {
	if f.readsBatch(a) {
		st.readNext(f, a)
		return
	}
	text := another.ReplaceAllString(f.Raw[a.name], "")
	call := action.Call{Action: a.object.Find, Args: map[string]field.Value{"text": {Norm: text}}}
	if id, ok := strings.CutPrefix(text, "#"); ok {
		call = action.Call{Action: a.object.Get, Args: map[string]field.Value{"id": {Norm: id}}}
	}
	st.wish(f, action.Read, call)
}

// foundRecords takes the answer of find.
func (st *step) foundRecords(f *Frame, a *ask, records []action.Record) {
	if f.readsBatch(a) {
		st.readOne(f, st.m.of(f), records)
		return
	}
	if f.Look != nil && st.looked(f, a, records) {
		return
	}
	text := strings.TrimPrefix(f.Raw[a.name], "#")
	if name := another.ReplaceAllString(text, ""); name != text {
		// "the other Jane" is not the one that was shown.
		text = name
		records = slices.DeleteFunc(slices.Clone(records), func(r action.Record) bool { return r.ID == st.s.Memory.Last[a.object.Name].ID })
	}
	f.Pick = nil
	switch {
	case len(records) == 0:
		st.noneFound(f, a, text)
	case len(records) == 1 || exactTitle(records, text):
		st.foundRecord(f, a, records[0], field.Said)
	default:
		for _, r := range records[:min(6, len(records))] {
			f.Pick = append(f.Pick, Ref{Object: r.Object, ID: r.ID, Title: r.Title, Hint: st.hint(r)})
		}
		st.enter(f, stateOf("pick", a.name))
	}
}

// exactTitle tells whether the first record, and no other, has just that name.
func exactTitle(records []action.Record, text string) bool {
	n := 0
	for _, r := range records {
		if strings.EqualFold(r.Title, text) {
			n++
		}
	}
	return n == 1 && strings.EqualFold(records[0].Title, text)
}

func (st *step) noneFound(f *Frame, a *ask, text string) {
	f.dropRaw(a.name)
	asked := slices.Contains(f.Order, a.name)
	st.goTo(f, stateOf("ask", a.name))
	if asked && st.otherWish(f, text) {
		return
	}
	id := "none_found"
	if a.ifNone != "" {
		id = "none_found_new"
	}
	if st.sentence == "" && match.IsQuestion(text) {
		st.sentence = text // no name, but something that was asked
	}
	st.miss(f, a, st.text(id, "object", st.noun(a.object.Name), "text", text))
	msg := &st.msgs[len(st.msgs)-1]
	if made, ok := st.m.byName[a.ifNone]; ok {
		f.Instead = "new:" + a.ifNone + ":" + text
		msg.Choices = slices.Insert(msg.Choices, 0, Button{Label: made.Title, Value: f.Instead})
	}
	if !slices.Contains(msg.Choices, st.button("cancel")) {
		msg.Choices = append(msg.Choices, st.button("cancel"))
	}
}

// makeMissing makes the record that was not found, with what it was called.
func (st *step) makeMissing(f *Frame, made *Compiled, field, text string) {
	if len(st.s.Stack) >= maxDepth {
		st.say("too_deep")
		st.again(f)
		return
	}
	st.push(made, made.called(text, st.view), nil, field)
}

// called reads what a record was called as values of the dialog that makes it:
// an address or a number, somebody's first and last name, or the title.
func (c *Compiled) called(text string, view field.View) (said []match.Meaning) {
	set := func(name, text string) {
		if c.ask(name) != nil && text != "" {
			said = append(said, match.Meaning{Command: match.Set, Field: name, Text: text})
		}
	}
	for _, a := range c.fields {
		if t, ok := field.TypeOf(a.kind); ok && (a.kind == field.Email || a.kind == field.Phone) {
			if _, _, ok := t.Read(text, view); ok {
				set(a.name, text)
				return said
			}
		}
	}
	words := strings.Fields(text)
	switch last := len(words) - 1; {
	case last < 0 || last > 3 || strings.ContainsAny(text, "@0123456789"):
	case c.ask("first_name") != nil && c.ask("last_name") != nil:
		if i := slices.IndexFunc(words, func(w string) bool { return strings.ToLower(w) == w }); i > 0 {
			last = i // "Mona van Dyk"
		}
		set("first_name", strings.Join(words[:max(1, last)], " "))
		set("last_name", strings.Join(words[max(1, last):], " "))
	default:
		set(c.object.Title, text)
	}
	return said
}

// foundRecord takes a whole record.
func (st *step) foundRecord(f *Frame, a *ask, r action.Record, from field.From) {
	f.Pick = nil
	if a.current {
		f.Was = &r
	}
	st.remember(Ref{Object: r.Object, ID: r.ID, Title: r.Title})
	f.set(a.name, field.Value{Norm: r.ID, Label: r.Title, From: from})
	st.proceed(f)
}

// found takes a picked one.
func (st *step) found(f *Frame, a *ask, r Ref, from field.From) {
	f.Pick = nil
	st.takeRef(f, a, r, from)
	st.remember(r)
	st.proceed(f)
}

// unpicked answers what is none of the candidates.
func (st *step) unpicked(f *Frame, name string) {
	if c := st.m.of(f); c.effect == action.Read && f.For == "" && len(st.s.Stack) == 1 && lookAt.MatchString(st.sentence) {
		st.s.Stack = nil // which one was meant is no matter any more
		st.lookUp(st.sentence)
		return
	}
	if m := notThese.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(st.sentence), ".!")); m != nil && !otherOne.MatchString(st.sentence) {
		a := st.m.of(f).ask(name)
		f.Pick, f.Look = nil, nil
		f.setRaw(name, m[1])
		st.enter(f, stateOf("find", a.name))
		return
	}
	st.miss(f, st.m.of(f).ask(name), sentences(st.text("unknown_here"), st.text("several_found", "text", f.Raw[name])))
}

// pickList asks which of several.
func (st *step) pickList(f *Frame, a *ask) {
	msg := Message{Kind: KindQuestion, Text: st.led(st.text("several_found", "text", f.Raw[a.name])), Field: a.name, Input: &Input{Type: "choice"}}
	for _, r := range f.Pick {
		label := r.Title
		if r.Hint != "" {
			label += " (" + r.Hint + ")"
		}
		msg.Choices = append(msg.Choices, Button{Label: label, Value: "pick:" + r.ID})
		msg.Input.Options = append(msg.Input.Options, label)
	}
	if a.skippable(f.Fields) {
		msg.Choices = append(msg.Choices, st.button("skip"))
	}
	msg.Choices = append(msg.Choices, st.button("cancel"))
	st.msgs = append(st.msgs, msg)
}

// picked reads a typed answer to a pick list: a place in it, a name or what
// tells the candidates apart. It gives the id.
func (st *step) picked(f *Frame, text string) (id string, ok bool) {
	list := refChoices(f.Pick)
	for i := range list {
		list[i].Also = append(list[i].Also, list[i].Hint)
	}
	for _, words := range []string{text, distinct.ReplaceAllString(text, "")} {
		exact, near := st.choose(words, list)
		if len(exact) == 0 {
			exact = near
		}
		if len(exact) == 1 {
			return exact[0].Value, true
		}
	}
	return "", false
}

// hint tells look-alikes apart: what else is known of a record.
func (st *step) hint(r action.Record) string {
	o, _ := st.m.catalog.Object(r.Object)
	var parts []string
	for _, of := range o.Fields {
		if len(parts) == 3 {
			break
		}
		v, ok := r.Fields[of.Name]
		if !ok || v.IsZero() || of.Name == o.Title || of.Name == "first_name" || of.Name == "last_name" || of.Name == "created" || of.Name == "pipeline" {
			continue
		}
		parts = append(parts, field.Show(of.Kind, v, st.view))
	}
	return st.list(parts)
}

// remember makes a record the one that "it" means.
func (st *step) remember(r Ref) {
	st.s.Memory.Last = clone(st.s.Memory.Last)
	st.s.Memory.Last[r.Object] = Ref{Object: r.Object, ID: r.ID, Title: r.Title}
	st.s.Memory.It = r.Object
}

// renew lets what waits below and what was shown have a record as it is after it
// was changed: under its new name.
func (st *step) renew(r action.Record) {
	for i := range st.s.Stack[:len(st.s.Stack)-1] {
		f := &st.s.Stack[i]
		for _, a := range st.m.of(f).fields {
			if v := f.Fields[a.name]; a.kind == field.Record && a.object.Name == r.Object && v.Norm == r.ID {
				v.Label = r.Title
				f.set(a.name, v)
			}
		}
		if f.Was != nil && f.Was.Object == r.Object && f.Was.ID == r.ID {
			f.Was = &r
		}
	}
	list := slices.Clone(st.s.Memory.List)
	for i := range list {
		if list[i].Object == r.Object && list[i].ID == r.ID {
			list[i].Title = r.Title
		}
	}
	st.s.Memory.List = list
}

// forget drops a record that is gone, also where an open dialog would link to it.
func (st *step) forget(object, id string) {
	for i := range st.s.Stack[:len(st.s.Stack)-1] {
		f := &st.s.Stack[i]
		for _, a := range st.m.of(f).fields {
			if a.optional && a.kind == field.Record && a.object.Name == object && f.Fields[a.name].Norm == id {
				f.clear(a.name)
			}
		}
	}
	if st.s.Memory.Last[object].ID == id {
		st.s.Memory.Last = clone(st.s.Memory.Last)
		delete(st.s.Memory.Last, object)
	}
	st.s.Memory.List = slices.DeleteFunc(slices.Clone(st.s.Memory.List), func(r Ref) bool { return r.Object == object && r.ID == id })
}
