package machine

import (
	"cmp"
	"slices"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// proceed goes on to the next state that waits for somebody.
func (st *step) proceed(f *Frame) {
	if to := st.outer(f); to != nil && st.handBack(f, to) {
		return
	}
	switch next := st.next(f); next {
	case stateCancelled:
		st.cancel(f)
	default:
		st.enter(f, next)
	}
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
		if c.stations != nil && !c.homeless(a) {
			continue // asked for by one of the author's states
		}
		if s := st.missing(f, c, a); s != "" {
			return s
		}
	}
	if c.stations != nil {
		if s := st.walk(f, c); s != "" {
			return s
		}
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
	if c.spec.Name == "" {
		return stateDone
	}
	return stateRun
}

// missing is the state in which a field gets its value; nothing when it has
// one, or can do without.
func (st *step) missing(f *Frame, c *Compiled, a *ask) string {
	if a.when != nil && !a.when.holds(f.Fields) {
		return ""
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
	if _, ok := f.Fields[a.name]; ok || slices.Contains(f.Skipped, a.name) && a.skippable(f.Fields) || c.whole != "" {
		return ""
	}
	if a.never || c.stations != nil && c.homeless(a) {
		if a.kind == field.Pick && f.Heard != "" && st.toLoad(f, a) != "" {
			return stateOf("load", a.name) // the sentence may name one of them
		}
		st.takePreset(f, a)
		return ""
	}
	if a.kind == field.Pick || a.kind == field.Owner {
		if st.toLoad(f, a) != "" {
			return stateOf("load", a.name)
		}
		if list := st.choices(f, a.name); len(list) == 1 && !a.optional {
			// One choice is no question.
			f.set(a.name, field.Value{Norm: list[0].Value, Label: list[0].Label, From: field.Default})
			return ""
		}
		if a.source != "" && len(st.choices(f, a.name)) == 0 && a.optional {
			return "" // nothing to pick from
		}
	}
	if f.Detail != "" && st.toLoad(f, a) != "" {
		return stateOf("load", a.name) // the choices of the one value that is asked for
	}
	return a.asking
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
		if a.kind == match.Search && of.Kind == field.Owner && !mentions(cmp.Or(f.Raw[a.name], f.Heard), of) {
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
	case "call":
		st.call(f, c.station(name))
	case stateDone:
		st.over(f)
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
		st.say("help_in_table", "objects", st.noun(c.object.Plural))
	}
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
	if verb, _ := splitState(below.State); verb == "call" {
		st.comeBack(below, &f, found)
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
		a := st.m.of(below).ask(f.For)
		old, known := below.Fields[a.name]
		st.takeRef(below, a, *found, field.Remembered)
		if known && old.Norm != found.ID {
			st.lead(st.text("corrected", "label", a.title, "new", found.Title, "old", st.show(a, old)))
		}
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
