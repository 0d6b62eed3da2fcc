package machine

import (
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// command does what a control word says in the state of the moment.
func (st *step) command(command match.Command, text string) {
	f := st.top()
	if (command == match.Next || command == match.Previous) && st.fromAside(f, command, text) {
		return
	}
	if f == nil && st.heldPlan(command) || f == nil && command == match.Back && st.tableAgain() {
		return
	}
	if f == nil {
		switch command {
		case match.Cancel:
			st.say("nothing_to_do")
		case match.Deny, match.Skip, match.SkipAll:
			st.say("all_right")
		case match.Undo:
			st.undo()
		case match.NewLink:
			st.signInAlone()
		default:
			st.say("what_next")
			st.offer(st.starters()...)
		}
		return
	}
	if f.Undo != nil {
		st.undoCommand(f, command, text)
		return
	}
	verb, name := splitState(f.State)
	switch command {
	case match.Undo:
		// Right after a write, or with a list on show, that write is meant;
		// in the middle of a dialog, the last answer.
		if w, _ := st.undoable(); f.State == stateResults || w != nil && (w.Fresh || len(f.Closed) > 0 && len(f.Order) < 2) {
			st.undo()
			return
		}
		st.back(f)
	case match.Cancel:
		st.cancel(f)
	case match.Restart:
		st.restart(f)
	case match.Repeat:
		if f.State == stateResults {
			st.enter(f, stateRun)
			return
		}
		st.again(f)
	case match.Why:
		st.why(f)
	case match.Back:
		st.back(f)
	case match.Skip, match.SkipAll:
		if f.State == stateConfirm {
			st.notYet(f)
			return
		}
		st.skip(f, command, text)
	case match.Confirm:
		switch {
		case f.State == stateConfirm && f.Refused:
			// The open question was what should be different. A yes is no
			// answer to it, and nothing is written for one.
			st.confirmation(f)
		case f.State == stateConfirm:
			st.enter(f, stateRun)
		case verb == "ask" && (st.isText(f, name) || st.m.of(f).ask(name).kind == field.Phone): // "Is there a phone number?" has a yes, too
			st.again(f)
		default:
			st.other(f, text)
		}
	case match.Deny:
		switch {
		case verb == "ask" && st.isText(f, name) && !st.m.of(f).ask(name).skippable(f.Fields):
			// Nobody calls a deal "no".
			st.cannotSkip(f, name)
		case f.State == stateConfirm && st.m.of(f).effect == action.Delete:
			st.cancel(f)
		case f.State == stateConfirm:
			st.declined(f)
		case f.State == stateStuck, f.State == stateFailed:
			st.cancel(f)
		case verb == "ask" && st.m.of(f).ask(name).skippable(f.Fields):
			st.skip(f, match.Skip, text)
		case verb == "ask" && st.m.of(f).ask(name).kind == field.Changes:
			st.nothingElse(f, name)
		default:
			st.other(f, text)
		}
	case match.GoOn:
		if verb == "ask" || f.State == stateConfirm {
			st.again(f) // with what is open
			return
		}
		st.other(f, text)
	case match.Retry:
		st.retry(f, text)
	case match.NewLink:
		// Said while the sign-in was coming to its end.
		st.whoAmI()
	case match.Next, match.Previous:
		if f.State == stateResults {
			st.page(f, command == match.Next)
			return
		}
		st.other(f, text)
	default:
		st.other(f, text)
	}
}

// isText tells whether a question is answered by any words at all.
func (st *step) isText(f *Frame, name string) bool {
	kind := st.m.of(f).ask(name).kind
	return kind == field.Text || kind == field.Record || kind == match.Search
}

// other answers a control word that has no meaning here: it may be the answer.
func (st *step) other(f *Frame, text string) {
	switch verb, name := splitState(f.State); verb {
	case "ask":
		st.answerTo(f, st.m.of(f).ask(name), text)
	case "pick":
		st.unpicked(f, name)
	case stateConfirm:
		st.unclear(f)
	default:
		st.again(f)
	}
}

// unclear answers what is neither yes nor no at the confirm question.
func (st *step) unclear(f *Frame) {
	id := "confirm_again"
	switch {
	case match.IsQuestion(st.sentence):
		id = "unknown_question"
	case f.Misses > 0:
		id = "confirm_still"
	case f.Undo != nil || st.m.of(f).effect == action.Delete:
		id = "confirm_delete"
	}
	st.lead(st.text(id))
	st.again(f)
	st.wayOut(f, nil)
}

func (st *step) cancel(f *Frame) {
	id := "stopped"
	switch {
	case f.Undo != nil && f.Doubt:
		id = "undo_doubtful"
	case f.Undo != nil:
		id = "undo_left"
		st.s.Memory.Write = f.Undo // it can still be taken back
	case f.Batch != nil && f.Batch.Done > 0:
		written, left := f.Batch.split()
		st.goTo(f, stateCancelled)
		st.say("batch_stopped", "records", st.list(written), "left", st.list(left))
		st.pop(nil)
		return
	case f.Doubt:
		id = "doubtful"
	case st.m.of(f).effect.Writes():
		id = "cancelled"
	}
	st.goTo(f, stateCancelled)
	st.say(id)
	st.pop(nil)
	if st.top() == nil && st.s.Plan == nil {
		st.offer(st.starters()...)
	}
}

func (st *step) restart(f *Frame) {
	fresh := Frame{Dialog: f.Dialog, Hash: f.Hash, State: stateStart, For: f.For}
	*f = fresh
	st.proceed(f)
}

func (st *step) retry(f *Frame, text string) {
	switch f.State {
	case stateStuck, stateUndoStuck:
		st.proceed(f)
	case stateFailed, stateUndoFailed:
		st.enter(f, f.at(stateRun))
	default:
		st.other(f, text)
	}
}

func (st *step) why(f *Frame) {
	if verb, name := splitState(f.State); verb == "ask" || verb == "pick" {
		c := st.m.of(f)
		switch a := c.ask(name); {
		case a.tree.Why.Value != "":
			st.lead(a.tree.Why.Value)
		case a.kind == field.Record && a == c.about():
			st.lead(st.text("why_record", "object", st.noun(a.object.Name)))
		case a.kind == field.Changes:
			st.lead(st.text("why_changes"))
		case a.kind == match.Search:
			st.lead(st.text("why_search"))
		default:
			st.lead(st.text("why"))
		}
	}
	st.again(f)
}

// back asks the question before this one again.
func (st *step) back(f *Frame) {
	if f.State == stateResults {
		st.backInTable(f)
		return
	}
	if f.Detail != "" {
		f.Detail = ""
		st.again(f)
		return
	}
	verb, name := splitState(f.State)
	if verb == "pick" {
		f.Pick = nil
		f.dropRaw(name)
		st.enterAsk(f, name)
		return
	}
	order := f.Order
	if n := len(order); n > 0 && order[n-1] == name {
		order = order[:n-1]
	}
	if to := st.outer(f); to != nil && len(order) == 0 {
		st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
		st.back(to)
		return
	}
	if len(order) == 0 {
		id := "no_back"
		if len(f.Closed) > 0 {
			id = "no_back_done"
		}
		st.lead(st.text(id))
		st.again(f)
		return
	}
	f.Order = order[: len(order)-1 : len(order)-1]
	st.enterAsk(f, order[len(order)-1])
}

func (st *step) skip(f *Frame, command match.Command, text string) {
	c := st.m.of(f)
	verb, name := splitState(f.State)
	if f.Batch != nil && f.State == stateFailed {
		st.skipOne(f)
		return
	}
	if command == match.SkipAll {
		for _, a := range c.fields {
			_, known := f.Fields[a.name]
			_, said := f.Raw[a.name] // and is still to be looked up
			if a.skippable(f.Fields) && !known && !said {
				f.skip(a.name)
			}
		}
		st.proceed(f)
		return
	}
	if verb != "ask" && verb != "pick" {
		st.other(f, text)
		return
	}
	a := c.ask(name)
	switch {
	case a.preset != "" && !a.skippable(f.Fields):
		st.takePreset(f, a)
	case a.skippable(f.Fields):
		old, known := f.Fields[name]
		if f.skip(name); known {
			st.say("corrected", "label", a.title, "new", st.text("nothing"), "old", st.show(a, old))
		}
	case a.kind == field.Changes && len(f.Fields[name].Set) > 0:
		st.nothingElse(f, name)
		return
	default:
		st.cannotSkip(f, name)
		return
	}
	f.Pick = nil
	st.proceed(f)
}

func (st *step) cannotSkip(f *Frame, name string) {
	st.lead(st.text("cannot_skip"))
	st.again(f)
	st.wayOut(f, st.m.of(f).ask(name))
}

// nothingElse answers a no to what should change: nothing, or nothing more.
func (st *step) nothingElse(f *Frame, name string) {
	f.Detail = ""
	if len(f.Fields[name].Set) > 0 {
		st.proceed(f)
		return
	}
	st.cancel(f)
}

// notYet answers at the confirm question what leaves out an answer elsewhere:
// "not yet", "I don't know". Nothing is lost by it, nor done.
func (st *step) notYet(f *Frame) {
	if st.m.of(f).effect == action.Delete {
		st.unclear(f)
		return
	}
	st.declined(f)
}

// declined answers a no at the confirm question.
func (st *step) declined(f *Frame) {
	f.Refused = true
	st.say("declined")
	st.offer(st.changeButtons(f)...)
	st.offer(st.button("cancel"))
}
