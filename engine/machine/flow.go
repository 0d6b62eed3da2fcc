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
	if !st.interrupt() {
		return
	}
	st.s.Misses = 0
	st.push(c, said, preset, "")
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
		if a := c.ask(name); a != nil && a.current {
			f.setRaw(name, "#"+v.Norm)
		} else {
			f.set(name, v)
		}
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

// proceed goes on to the next state that waits for somebody.
func (st *step) proceed(f *Frame) {
	st.enter(f, st.next(f))
}

// next decides where a dialog stands: the first thing that is missing.
func (st *step) next(f *Frame) string {
	if f.Undo != nil {
		return st.nextUndo(f)
	}
	c := st.m.of(f)
	if c.spec.Provider != "" && st.account(c.spec.Provider) == nil {
		return stateAuthorize
	}
	if a := c.ask(f.Wanted); a != nil {
		if st.toLoad(f, a) != "" {
			return stateOf("load", a.name)
		}
		return a.asking
	}
	for _, a := range c.fields {
		if a.when != nil && !a.when.holds(f.Fields) {
			continue
		}
		if _, ok := f.Raw[a.name]; ok {
			if a.kind == field.Record {
				return stateOf("find", a.name)
			}
			if st.toLoad(f, a) != "" {
				return stateOf("load", a.name)
			}
			return stateOf("ask", a.name)
		}
		if _, ok := f.Fields[a.name]; ok || slices.Contains(f.Skipped, a.name) && a.skippable(f.Fields) {
			continue
		}
		if a.never {
			if a.kind == field.Pick && f.Heard != "" && st.toLoad(f, a) != "" {
				return stateOf("load", a.name) // the sentence may name one of them
			}
			st.takePreset(f, a)
			continue
		}
		if a.kind == field.Pick || a.kind == field.Owner {
			if st.toLoad(f, a) != "" {
				return stateOf("load", a.name)
			}
			if list := st.choices(f, a.name); len(list) == 1 && !a.optional {
				// One choice is no question.
				f.set(a.name, field.Value{Norm: list[0].Value, Label: list[0].Label, From: field.Default})
				continue
			}
			if a.source != "" && len(st.choices(f, a.name)) == 0 && a.optional {
				continue // nothing to pick from
			}
		}
		if f.Detail != "" && st.toLoad(f, a) != "" {
			return stateOf("load", a.name) // the choices of the one value that is asked for
		}
		return a.asking
	}
	if f.toRead(c) {
		return stateOf("find", c.about().name)
	}
	if c.toCheck(f) {
		return stateCheck
	}
	if c.effect.Writes() {
		return stateConfirm
	}
	return stateRun
}

// toLoad names the source that must be fetched before a field can be read.
func (st *step) toLoad(f *Frame, a *ask) string {
	if a.source != "" {
		if _, ok := f.Choices[a.name]; !ok {
			return a.name
		}
		return ""
	}
	if a.kind == field.Changes && f.Detail == "" {
		if _, name := st.otherValue(f, a, f.Raw[a.name]); name != "" {
			return "" // "no, Nuts" says anew what one change has said; nothing is picked
		}
	}
	for _, of := range a.sources() {
		key := a.name + "." + of.Name
		if _, ok := f.Choices[key]; ok {
			continue
		}
		if a.kind == field.Changes && f.Detail != of.Name && !mentions(f.Raw[a.name], of) &&
			(of.Kind != field.Pick || f.Raw[a.name] == "" || mentionsAny(f.Raw[a.name], a.object)) {
			continue // a choice may stand there without its field's name: "to closed won"
		}
		if a.kind == match.Search && of.Kind == field.Owner && !mentions(f.Raw[a.name], of) {
			continue
		}
		return key
	}
	return ""
}

func (st *step) takePreset(f *Frame, a *ask) {
	if a.preset == "" {
		return
	}
	st.take(f, a, a.preset, nil, field.Default)
}

// enter goes to a state and does what is done there on arrival.
func (st *step) enter(f *Frame, state string) {
	c := st.m.of(f)
	verb, name := splitState(state)
	if verb == "ask" {
		if raw, ok := f.Raw[name]; ok {
			// Everything needed to read what was said is here now.
			a, first := c.ask(name), !slices.Contains(f.Order, name)
			st.goTo(f, state)
			f.dropRaw(name)
			if first && a.kind == match.Search && st.parseSearch(f, a, raw).IsZero() {
				st.question(f, a) // "search deals" does not say yet what for
				return
			}
			st.answerTo(f, a, raw)
			return
		}
	}
	st.goTo(f, state)
	switch verb {
	case stateAuthorize, stateUndoAuthorize:
		st.wish(f, action.Read, action.Call{Action: c.spec.Provider + ".account"})
	case "load":
		st.load(f, c.ask(name))
	case "ask":
		st.question(f, c.ask(name))
	case "find":
		st.find(f, c.ask(name))
	case "pick":
		st.pickList(f, c.ask(name))
	case stateCheck:
		st.lookFor(f)
	case stateConfirm:
		f.Misses = 0
		st.confirmation(f)
	case stateRun:
		st.run(f)
	case stateUndoCheck:
		st.undoCheck(f)
	case stateUndoConfirm:
		st.undoConfirmation(f)
	case stateUndoRun:
		st.undoRun(f)
	case stateUndoOffer:
		st.undoOffer(f)
	}
}

// again says again what the state of a frame wants, without moving.
func (st *step) again(f *Frame) {
	c := st.m.of(f)
	verb, name := splitState(f.State)
	switch {
	case f.Moved != "":
		st.askMove(f)
	case !f.Until.IsZero():
		st.msgs = append(st.msgs, Message{Kind: KindText, Text: st.led(st.text("sign_in_wait"))})
		st.offer(st.button("new_link"), st.button("cancel"))
	case f.Op != nil && partOf(f.State) == stateAuthorize:
		// Whether somebody must sign in shows in a moment. Words about waiting
		// would come before there is anything to wait for.
	case f.Op != nil:
		st.say("busy")
	case verb == "ask":
		st.question(f, c.ask(name))
	case verb == "pick":
		st.pickList(f, c.ask(name))
	case f.State == stateConfirm:
		st.confirmation(f)
	case f.State == stateUndoConfirm:
		st.undoConfirmation(f)
	case f.State == stateUndoOffer:
		st.undoOffer(f)
	case f.Undo != nil:
		st.lead(st.text("undo_again"))
		st.offer(st.button("retry"), st.button("cancel"))
	case f.State == stateStuck, f.State == stateFailed:
		st.lead(st.text("try_again"))
		st.offer(st.button("retry"))
		st.offerChanges(f, c)
		st.offer(st.button("cancel"))
	case f.State == stateUnknown:
		st.unsettled()
	case f.State == stateResults:
		st.say("help_in_dialog", "dialog", st.spoken(f))
	}
}

// load wishes for the choices of a field.
func (st *step) load(f *Frame, a *ask) {
	key := st.toLoad(f, a)
	source := a.source
	if source == "" {
		for _, of := range a.sources() {
			if a.name+"."+of.Name == key {
				source = of.Source
			}
		}
	}
	call := action.Call{Action: source}
	if spec, ok := st.m.catalog.Spec(source); ok {
		for _, p := range spec.Params {
			v, ok := f.Fields[p.Name]
			if !ok && f.Was != nil {
				v, ok = f.Was.Fields[p.Name]
			}
			if ok {
				if call.Args == nil {
					call.Args = map[string]field.Value{}
				}
				call.Args[p.Name] = v
			}
		}
	}
	st.wish(f, action.Read, call)
}

// run wishes for the dialog's action. Everything that is written has been
// chosen by then; should it be refused, choices are loaded again. A table keeps
// them, for narrowing.
func (st *step) run(f *Frame) {
	c := st.m.of(f)
	if c.effect.Writes() {
		f.lighten()
	}
	st.wish(f, c.effect, action.Call{Action: c.spec.Name, Args: st.args(f, c)})
}

// args gives the action its arguments.
func (st *step) args(f *Frame, c *Compiled) map[string]field.Value {
	args := map[string]field.Value{}
	for _, a := range c.fields {
		v, ok := f.Fields[a.name]
		if !ok || a.when != nil && !a.when.holds(f.Fields) {
			continue
		}
		switch {
		case a.kind == field.Record && a.object.Name == c.spec.Object && has(c.spec, "id"):
			args["id"] = v
		case a.kind == match.Search:
			if v.Norm != "" {
				args["text"] = field.Value{Norm: v.Norm}
			}
			if len(v.List) > 0 {
				args["conditions"] = field.Value{List: v.List}
			}
		case a.kind == field.Changes:
			args["changes"] = v
			if f.Was != nil && has(c.spec, "was") {
				was := map[string]field.Value{}
				for name := range v.Set {
					was[name] = f.Was.Fields[name]
				}
				args["was"] = field.Value{Set: was}
			}
		case has(c.spec, a.name):
			args[a.name] = v
		}
	}
	if f.Batch != nil {
		f.batchArgs(args)
	}
	if c.spec.Gives == action.GivesRecords && c.Tree.Show != nil {
		f.shapeArgs(args, c)
		args["limit"] = field.Value{Norm: itoa(pageSize(c))}
		if f.List != nil && len(f.List.After) > 0 {
			if after := f.List.After[len(f.List.After)-1]; after != "" {
				args["after"] = field.Value{Norm: after}
			}
		}
		if f.Sum != "" {
			args["limit"] = field.Value{Norm: itoa(most)}
			delete(args, "after")
		}
	}
	return args
}

func has(s action.Spec, param string) bool {
	_, ok := s.Param(param)
	return ok
}

// account is where the visitor is signed in; nil for nowhere.
func (st *step) account(provider string) *action.Account {
	for i := range st.s.Accounts {
		if st.s.Accounts[i].Provider == provider {
			return &st.s.Accounts[i]
		}
	}
	return nil
}

// pop takes the running dialog off and comes back to the one below: with the
// record that it waited for, or with its question.
func (st *step) pop(found *Ref) {
	f := *st.top()
	st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	below := st.top()
	if below == nil {
		return
	}
	st.lead(st.text("resume", "dialog", st.spoken(below)))
	if f.For == "" && below.Moved != "" {
		st.again(below)
		return
	}
	if f.For != "" && found != nil {
		if below.Moved != "" && !st.relocate(below) {
			return
		}
		st.takeRef(below, st.m.of(below).ask(f.For), *found, field.Remembered)
		st.proceed(below)
		return
	}
	if below.State == stateFailed && st.m.of(below).effect.Writes() {
		// What would be tried again was agreed to before something else was
		// talked about, so it is shown once more.
		st.proceed(below)
		return
	}
	if verb, name := splitState(below.State); verb == "ask" {
		if a := st.m.of(below).ask(name); (a.source != "" || below.Detail != "") && st.toLoad(below, a) != "" {
			below.Wanted = name
			st.enter(below, stateOf("load", name))
			return
		}
	}
	st.again(below)
}
