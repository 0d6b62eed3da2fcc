package machine

import (
	"slices"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// The states that take a finished write back. Most are the mirror of a state
// of the dialog itself, so that waiting, signing in and failing go the same
// ways; but no way leads from one side to the other except through done, and
// what is taken back has a yes of its own.
const (
	undoing            = "undo_"
	stateUndoAuthorize = undoing + stateAuthorize
	stateUndoCheck     = undoing + stateCheck
	stateUndoStuck     = undoing + stateStuck
	stateUndoConfirm   = undoing + stateConfirm
	stateUndoRun       = undoing + stateRun
	stateUndoReauth    = undoing + stateReauthorize
	stateUndoFailed    = undoing + stateFailed
	stateUndoOffer     = undoing + "offer" // a deleted record: made anew or left
	stateUndone        = "undone"
)

// at is the state that plays a part for a frame: the dialog's own, or its
// mirror while a write is being taken back.
func (f *Frame) at(part string) string {
	if f.Undo != nil {
		return undoing + part
	}
	return part
}

// partOf is the reverse of at.
func partOf(state string) string { return strings.TrimPrefix(state, undoing) }

// readUndo finds the action that takes the dialog's write back: a new record
// is deleted, a changed one changed again.
func (c *compiler) readUndo() {
	if c.out.object.Get == "" {
		return
	}
	switch c.out.effect {
	case action.Update:
		if has(c.out.spec, "id") && has(c.out.spec, "changes") && has(c.out.spec, "was") {
			c.out.undo = c.out.spec
		}
	case action.Create:
		for _, s := range c.m.catalog.Specs() {
			if s.Effect == action.Delete && s.Object == c.out.spec.Object && s.Provider == c.out.spec.Provider && has(s, "id") {
				c.out.undo = s
			}
		}
	}
}

// drawUndo lists the states and edges that take a write back.
func (p plan) drawUndo(add func(from string, to ...string)) []string {
	switch {
	case p.deletes:
		add(stateDone, stateUndoOffer)
		add(stateUndoOffer, stateUndone, stateCancelled)
		return []string{stateUndoOffer, stateUndone}
	case !p.undo:
		return nil
	}
	var states []string
	enter := []string{stateUndoCheck}
	if p.needs {
		states = append(states, stateUndoAuthorize)
		enter = append(enter, stateUndoAuthorize)
		add(stateUndoAuthorize, stateUndoAuthorize, stateUndoCheck, stateUndoStuck, stateCancelled)
		add(stateUndoCheck, stateUndoAuthorize)
	}
	states = append(states, stateUndoCheck, stateUndoStuck, stateUndoConfirm, stateUndoRun)
	add(stateDone, enter...)
	add(stateUndoCheck, stateUndoStuck, stateUndoConfirm, stateCancelled)
	add(stateUndoStuck, stateCancelled)
	add(stateUndoStuck, enter...)
	add(stateUndoConfirm, stateUndoRun, stateCancelled)
	add(stateUndoRun, stateUndoFailed, stateUndone)
	if p.batch { // several that one yes changed go back one after the other
		add(stateUndoRun, stateUndoRun)
	}
	if p.gone {
		add(stateUndoRun, stateCancelled)
	}
	if p.needs {
		states = append(states, stateUndoReauth)
		add(stateUndoRun, stateUndoReauth)
		add(stateUndoReauth, stateUndoRun, stateUndoConfirm, stateCancelled)
	}
	add(stateUndoFailed, stateUndoRun, stateCancelled)
	if !p.creates {
		// What was put back can be put forth again, may be as it was already,
		// and may change once more just before it is written.
		add(stateUndone, enter...)
		add(stateUndoCheck, stateUndone)
		add(stateUndoRun, stateUndoConfirm)
	}
	return append(states, stateUndoFailed, stateUndone)
}

// undo takes the last write back, or says that there is none. The dialog that
// wrote it comes back at its end and goes on from there.
func (st *step) undo() {
	f := st.top()
	w, c := st.undoable()
	switch {
	case f != nil && f.Undo != nil:
		st.again(f)
		return
	case w == nil:
		st.say("undo_nothing")
		if f == nil {
			st.offer(st.starters()...)
		}
		st.reask()
		return
	case !st.interrupt():
		return
	}
	st.s.Memory.Write = nil // the frame has it
	st.s.Stack = append(st.s.Stack, Frame{Dialog: c.Name, Hash: c.Hash, State: w.State, Undo: w})
	st.proceed(st.top())
}

// nextUndo is next for a frame that takes a write back.
func (st *step) nextUndo(f *Frame) string {
	c := st.m.of(f)
	switch {
	case c.effect == action.Delete:
		return stateUndoOffer
	case c.spec.Provider != "" && st.account(c.spec.Provider) == nil:
		return stateUndoAuthorize
	}
	return stateUndoCheck
}

// otherAccount ends an undo in an account that does not have the record: its
// number may be that of another record there.
func (st *step) otherAccount(f *Frame) bool {
	a := st.account(st.m.of(f).spec.Provider)
	if a == nil || f.Undo.Account == "" || a.ID == f.Undo.Account {
		return false
	}
	st.endUndo(f, stateCancelled, st.text("undo_elsewhere", "record", f.Undo.Title))
	return true
}

// endUndo says how it ended.
func (st *step) endUndo(f *Frame, state, text string, notes ...action.Note) {
	f.Op, f.Until = nil, zeroTime
	st.goTo(f, state)
	st.msgs = append(st.msgs, Message{Kind: KindText, Text: text})
	st.notes(st.m.of(f), notes)
	st.pop(nil)
}

// undoCheck wishes for the record as it is now.
func (st *step) undoCheck(f *Frame) {
	if !st.otherAccount(f) {
		st.wish(f, action.Read, action.Call{Action: st.m.of(f).object.Get, Args: map[string]field.Value{"id": {Norm: f.Undo.ID}}})
	}
}

// undoChecked takes it and asks, unless there is nothing to do.
func (st *step) undoChecked(f *Frame, r *action.Record) {
	if r == nil {
		gone := st.text("undo_gone", "record", f.Undo.Title)
		if !st.undoNext(f, gone) {
			st.endUndo(f, stateCancelled, gone)
		}
		return
	}
	f.Was = r
	if st.m.of(f).effect == action.Update {
		// The rest of the record is of no interest, and the session stays small.
		f.Was = &action.Record{Object: r.Object, ID: r.ID, Title: r.Title, URL: r.URL, Fields: these(*r, f.Undo.Before)}
		if len(st.putBack(f)) == 0 {
			already := st.text("undo_already", "record", r.Title)
			if !st.undoNext(f, already) {
				st.endUndo(f, stateUndone, already)
			}
			return
		}
	}
	st.enter(f, stateUndoConfirm)
}

// undoNext goes on with the next of several that one yes changed, after what
// became of this one was said. Once all of them had a yes, it is written as it
// was shown; should somebody have changed it meanwhile, the write is refused and
// asked for again. It tells whether there is one.
func (st *step) undoNext(f *Frame, said string) bool {
	n := len(f.Undo.More)
	if n == 0 {
		return false
	}
	w := f.Undo.More[n-1]
	w.Hash, w.State, w.Account, w.At, w.More = f.Undo.Hash, f.Undo.State, f.Undo.Account, f.Undo.At, f.Undo.More[:n-1]
	f.Undo, f.Was, f.Op = &w, nil, nil
	st.msgs = append(st.msgs, Message{Kind: KindText, Text: said})
	if f.State == stateUndoCheck {
		st.undoCheck(f)
		return true
	}
	f.Was = &action.Record{Object: st.m.of(f).spec.Object, ID: w.ID, Title: w.Title, Fields: w.After}
	st.enter(f, stateUndoRun)
	return true
}

// putBack lists the fields whose old values are not in the record now.
func (st *step) putBack(f *Frame) []action.ObjectField {
	var list []action.ObjectField
	for _, of := range st.m.of(f).object.Fields {
		if old, ok := f.Undo.Before[of.Name]; ok && !sameAs(f.Was.Fields[of.Name], old) {
			list = append(list, of)
		}
	}
	return list
}

// undoConfirmation shows exactly what would be done and asks for the yes. When
// somebody changed what we wrote, it says so first.
func (st *step) undoConfirmation(f *Frame) {
	c := st.m.of(f)
	f.Agreed = false
	if changed := st.changedSince(f); len(changed) > 0 {
		st.lead(st.text("undo_changed", "values", st.list(changed)))
	}
	if n := f.Undo.Lost; n > 0 {
		st.lead(st.text("undo_several_left", "count", itoa(n)))
	}
	msg := Message{Kind: KindConfirm, Style: "normal"}
	yes, no := st.button("yes"), st.button("no")
	if c.effect == action.Create {
		msg.Style, yes.Style = "danger", "danger"
		msg.Text = st.text("undo_create", "record", f.Was.Title, "when", st.ago(f.Undo.At))
		msg.Fields = st.lines(*f.Was)
		yes.Label = st.button("archive").Label
		msg.Choices = []Button{no, yes}
	} else {
		for _, of := range st.putBack(f) {
			msg.Fields = append(msg.Fields, Line{Label: capital(of.Label), Value: st.showOr(of.Kind, f.Undo.Before[of.Name], st.text("nothing")), Was: st.showOr(of.Kind, f.Was.Fields[of.Name], st.text("nothing"))})
		}
		msg.Text = st.text("undo_changes", "record", f.Was.Title)
		if len(msg.Fields) == 1 {
			l := msg.Fields[0]
			msg.Text = st.text("undo_change", "record", f.Was.Title, "label", st.putBack(f)[0].Label, "now", l.Was, "before", l.Value)
		}
		yes.Label = st.button("put_back").Label
		msg.Choices = []Button{yes, no}
		if more := f.Undo.More; len(more) > 0 {
			msg.Text = st.text("undo_several", "count", itoa(len(more)+1), "objects", st.noun(c.object.Plural))
			label := func(title, label string) string {
				if len(f.Undo.Before) > 1 {
					return title + ", " + label
				}
				return title
			}
			for i, of := range st.putBack(f) {
				msg.Fields[i].Label = label(f.Was.Title, of.Label)
			}
			for _, w := range slices.Backward(more) {
				for _, of := range c.object.Fields {
					if before, ok := w.Before[of.Name]; ok {
						msg.Fields = append(msg.Fields, Line{Label: label(w.Title, of.Label), Value: st.showOr(of.Kind, before, st.text("nothing")), Was: st.showOr(of.Kind, w.After[of.Name], st.text("nothing"))})
					}
				}
			}
		}
	}
	msg.Text = st.led(msg.Text)
	st.msgs = append(st.msgs, msg)
}

// changedSince lists what somebody else changed of what was written.
func (st *step) changedSince(f *Frame) (changed []string) {
	for _, of := range st.m.of(f).object.Fields {
		ours, ok := f.Undo.After[of.Name]
		if _, emptied := f.Undo.Before[of.Name]; (ok || emptied) && !sameAs(f.Was.Fields[of.Name], ours) {
			changed = append(changed, st.text("undo_changed_value", "label", of.Label,
				"now", st.showOr(of.Kind, f.Was.Fields[of.Name], st.text("nothing")), "ours", st.showOr(of.Kind, ours, st.text("nothing"))))
		}
	}
	return changed
}

// ago says how long ago something was.
func (st *step) ago(t time.Time) string {
	if n := int(st.now.Sub(t).Minutes()); n > 1 {
		return st.text("minutes_ago", "n", itoa(n))
	}
	return st.text("moment_ago")
}

// undoRun wishes for the write that the yes was given to.
func (st *step) undoRun(f *Frame) {
	c := st.m.of(f)
	args := map[string]field.Value{"id": {Norm: f.Undo.ID, Label: f.Undo.Title}}
	if c.effect == action.Update {
		changes, was := map[string]field.Value{}, map[string]field.Value{}
		for _, of := range st.putBack(f) {
			changes[of.Name], was[of.Name] = f.Undo.Before[of.Name], f.Was.Fields[of.Name]
		}
		args["changes"], args["was"] = field.Value{Set: changes}, field.Value{Set: was}
	}
	st.wish(f, c.undo.Effect, action.Call{Action: c.undo.Name, Args: args})
}

// undone says that a write was taken back. That is the last write now: old
// values put back can be put forth again, and an archived record is a deleted
// one.
func (st *step) undone(f *Frame, op Operation, res action.Result) {
	c, w := st.m.of(f), f.Undo
	var text string
	if c.effect == action.Create {
		st.forget(c.spec.Object, w.ID)
		text = st.text("undo_archived", "record", w.Title)
		st.s.Memory.Write = nil
		if d := st.m.doing(action.Delete, c.spec.Object); d != nil {
			st.setWrite(d, stateDone, &Write{ID: w.ID, Title: w.Title, Before: allOf(*f.Was, c.object)})
		}
	} else {
		record := f.Was
		if len(res.Records) > 0 {
			record = &res.Records[0]
		}
		st.remember(Ref{Object: record.Object, ID: record.ID, Title: record.Title})
		st.renew(*record)
		var values []string
		was := op.Args["was"].Set
		for _, of := range c.object.Fields {
			if _, ok := was[of.Name]; ok {
				values = append(values, st.text("value", "label", of.Label, "value", st.showOr(of.Kind, record.Fields[of.Name], st.text("nothing"))))
			}
		}
		text = st.text("undo_done", "record", record.Title, "values", st.list(values), "link", st.link(record))
		if st.undoNext(f, text) {
			return
		}
		if f.Agreed {
			st.s.Memory.Write = nil // of several, no single one is put forth again
			st.endUndo(f, stateUndone, text, res.Notes...)
			return
		}
		st.setWrite(c, stateUndone, &Write{ID: record.ID, Title: record.Title, Before: was, After: these(*record, was)})
	}
	st.endUndo(f, stateUndone, text, res.Notes...)
	if st.s.Memory.Write != nil && st.top() == nil {
		st.offer(st.button("undo"))
	}
}

// link is where a record can be opened, as a text has it.
func (st *step) link(r *action.Record) string {
	if r == nil || r.URL == "" {
		return ""
	}
	return "[" + st.text("open") + "](" + r.URL + ")"
}

// undoRefused answers a failure to take a write back.
func (st *step) undoRefused(f *Frame, op Operation, e OperationFailed) {
	switch {
	case e.Kind == action.Missing && st.m.of(f).table.leads(stateUndoRun, stateCancelled):
		st.undoChecked(f, nil)
		return
	case e.Kind == action.Conflict && e.Existing != nil && e.Existing.ID == f.Undo.ID && op.Effect == action.Update:
		st.undoChecked(f, e.Existing)
		return
	}
	st.goTo(f, stateUndoFailed)
	st.notice("warning", st.failureOf(op.Effect, e), e.Reference)
	st.offer(st.button("retry"), st.button("cancel"))
}

// undoOffer says what can be done about a deleted record.
func (st *step) undoOffer(f *Frame) {
	text := st.text("undo_delete", "record", f.Undo.Title)
	if more := f.Undo.More; len(more) > 0 {
		titles := []string{f.Undo.Title}
		for _, w := range slices.Backward(more) {
			titles = append(titles, w.Title)
		}
		text = st.text("undo_delete_several", "records", st.list(titles))
	}
	if f.Undo.Before == nil || st.m.doing(action.Create, st.m.of(f).spec.Object) == nil {
		st.endUndo(f, stateCancelled, text)
		return
	}
	yes, no := st.button("yes"), st.button("no")
	yes.Label, no.Label = st.button("create_again").Label, st.button("leave").Label
	text = st.led(sentences(text, st.text("undo_create_again")))
	st.msgs = append(st.msgs, Message{Kind: KindConfirm, Style: "normal", Text: text, Choices: []Button{yes, no}})
}

// createAgain begins the dialog that makes such records, with the values of
// the deleted one. It asks for its own yes.
func (st *step) createAgain(f *Frame) {
	w := f.Undo
	made := st.m.doing(action.Create, st.m.of(f).spec.Object)
	st.goTo(f, stateUndone)
	st.s.Memory.Write = w // until something is written
	*f = Frame{Dialog: made.Name, Hash: made.Hash, State: stateStart}
	for _, a := range made.fields {
		of, known := made.object.Field(a.name)
		v, ok := w.Before[a.name]
		switch {
		case ok && (a.kind == field.Record || known && of.Kind == a.kind) && st.check(a, v) == "":
			v.From = field.Remembered
			f.set(a.name, v)
		case a.optional:
			f.skip(a.name)
		}
	}
	st.proceed(f)
}

// doing finds the dialog that has an effect on a kind of record.
func (m *Machine) doing(e action.Effect, object string) *Compiled {
	for _, c := range m.dialogs {
		if c.effect == e && c.spec.Object == object {
			return c
		}
	}
	return nil
}

// undoCommand does what a control word says while a write is taken back.
func (st *step) undoCommand(f *Frame, command match.Command, text string) {
	switch at := f.State; {
	case command == match.Cancel, command == match.Deny:
		st.cancel(f)
	case command == match.Confirm && at == stateUndoConfirm:
		f.Agreed = len(f.Undo.More) > 0
		st.enter(f, stateUndoRun)
	case command == match.Confirm && at == stateUndoOffer:
		st.createAgain(f)
	case command == match.Retry && (at == stateUndoStuck || at == stateUndoFailed):
		st.retry(f, text)
	case command == match.Repeat, at != stateUndoConfirm && at != stateUndoOffer:
		st.again(f)
	default:
		st.unclear(f)
	}
}
