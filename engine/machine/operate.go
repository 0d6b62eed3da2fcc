package machine

import (
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// done takes the answer of an operation that was carried out.
func (st *step) done(e OperationDone) {
	if st.modelAnswered(e.Op, e.Result.Text) || st.ranErrand(e.Op, e.Result.Account, "") {
		return
	}
	f := st.owner(e.Op)
	if f == nil {
		return
	}
	c := st.m.of(f)
	op := *f.Op
	verb, name := splitState(f.State)
	f.Op, f.Until = nil, zeroTime
	switch verb {
	case stateAuthorize, stateUndoAuthorize:
		if was := st.linked(e.Result.Account); was != nil && f.Undo == nil {
			st.moved(f, was)
			return
		}
		st.proceed(f)
	case stateUndoCheck:
		st.undoChecked(f, first(e.Result.Records))
	case stateUndoRun:
		st.undone(f, op, e.Result)
	case "load":
		st.loaded(f, c.ask(name), e.Result.Choices)
	case "find":
		st.foundRecords(f, c.ask(name), e.Result.Records)
	case stateCheck:
		st.checked(f, e.Result.Records)
	case stateSettle:
		st.say("settled")
		st.success(f, op, e.Result)
	default:
		st.success(f, op, e.Result)
	}
}

func (st *step) loaded(f *Frame, a *ask, choices []field.Choice) {
	if choices == nil {
		choices = []field.Choice{}
	}
	f.setChoices(st.toLoad(f, a), choices[:min(len(choices), 60)])
	if raw, ok := f.Raw[a.name]; ok && (a.kind == field.Pick || a.kind == field.Owner) {
		f.dropRaw(a.name)
		if problem := st.take(f, a, raw, nil, field.Said); problem != "" {
			st.enter(f, stateOf("ask", a.name))
			if n := len(st.msgs); n > 0 {
				st.msgs[n-1].Text = problem
			}
			return
		}
	}
	if f.Detail != "" && a.kind == field.Changes {
		st.enter(f, stateOf("ask", a.name))
		return
	}
	if a.kind == match.Search && f.Heard != "" {
		st.narrowLoaded(f, a)
		return
	}
	st.hearChoices(f)
	st.proceed(f)
}

// first is the record that an action gave; nil for none.
func first(list []action.Record) *action.Record {
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

// success ends a dialog.
func (st *step) success(f *Frame, op Operation, res action.Result) {
	f.Doubt = false
	c := st.m.of(f)
	if c.spec.Gives == action.GivesRecords && c.Tree.Show != nil {
		if f.Sum != "" {
			st.summed(f, c, res)
			st.goTo(f, stateResults)
			return
		}
		st.table(f, c, res)
		if len(res.Records) > 0 {
			st.goTo(f, stateResults)
			if len(st.s.Stack) == 1 {
				st.listed = true
				return
			}
		}
		st.keepTable() // also an empty one: "over 100k then"
		st.goTo(f, stateDone)
		st.pop(nil)
		if st.top() == nil {
			st.offerNext(c, nil)
		}
		return
	}
	record := first(res.Records)
	if f.Batch != nil {
		if st.wroteOne(f, c, op, record) {
			return
		}
		st.batchEnd(f, c)
		st.goTo(f, stateDone)
		st.pop(nil)
		return
	}
	ref := st.memorize(f, c, op, record)
	st.keepWrite(f, c, op, record)
	if text := st.doneText(f, c, record); text != "" {
		st.msgs = append(st.msgs, Message{Kind: KindText, Text: text})
	}
	st.notes(c, res.Notes)
	st.s.Memory.Told = ""
	if c.Tree.Show != nil && !c.Tree.Show.Record.IsZero() && record != nil {
		if text := st.toldOf(*record, f.Tell); text != "" {
			// Who asks for one value gets that, and not the whole record.
			st.msgs = append(st.msgs, Message{Kind: KindText, Text: text})
			st.s.Memory.Told = f.Tell
		} else {
			st.card(*record)
		}
	}
	then := ""
	if c.Tree.Done != nil {
		then = c.Tree.Done.Then.Value
	}
	last := len(st.msgs)
	if f.State == stateSettle || f.State == stateRun || f.State == stateUnknown {
		st.goTo(f, stateDone)
	}
	st.pop(ref)
	if next, ok := st.m.byName[then]; ok && st.top() == nil {
		st.push(next, nil, next.subject(ref), "")
		return
	}
	if st.top() == nil && last > 0 {
		st.offerNext(c, ref)
		if c.effect.Writes() && st.s.Memory.Write != nil {
			st.offer(st.button("undo"))
		}
	}
}

// notes says what there is to know besides a result.
func (st *step) notes(c *Compiled, list []action.Note) {
	for _, n := range list {
		of, _ := c.object.Field(n.Field)
		st.notice("info", st.text(n.ID, "object", st.noun(n.Object), "other", st.noun(n.Other), "label", of.Label), "")
	}
}

// subject gives a dialog the record that it goes on with, if it is about such
// records.
func (c *Compiled) subject(ref *Ref) map[string]field.Value {
	if ref == nil {
		return nil
	}
	for _, a := range c.fields {
		if a.kind == field.Record && a.object.Name == ref.Object {
			return map[string]field.Value{a.name: {Norm: ref.ID, Label: ref.Title, From: field.Remembered}}
		}
	}
	return nil
}

// memorize remembers what "it" is now.
func (st *step) memorize(f *Frame, c *Compiled, op Operation, record *action.Record) *Ref {
	if c.effect == action.Delete {
		st.forget(c.spec.Object, op.Args["id"].Norm)
		return nil
	}
	if record == nil {
		return nil
	}
	ref := Ref{Object: record.Object, ID: record.ID, Title: record.Title}
	st.remember(ref)
	if c.effect == action.Update {
		st.renew(*record)
	}
	return &ref
}

func (st *step) doneText(f *Frame, c *Compiled, record *action.Record) string {
	if len(c.says) == 0 {
		if c.Tree.Show != nil || c.whole != "" {
			return "" // what was done shows, or a state that follows says it
		}
		return st.text("done")
	}
	return c.says[int(st.s.Seq)%len(c.says)].fill(func(name string) string {
		switch {
		case name == "link":
			return st.link(record)
		case name == "record" && record != nil:
			return record.Title
		case name == "record" && f.Was != nil:
			return f.Was.Title
		case len(name) > 7 && name[:7] == "record." && record != nil:
			of, _ := c.object.Field(name[7:])
			return field.Show(of.Kind, record.Fields[of.Name], st.view)
		}
		return st.valueOf(f, name)
	})
}

// offerNext offers what the dialog says comes next.
func (st *step) offerNext(c *Compiled, ref *Ref) {
	if c.Tree.Done == nil || st.s.Plan != nil {
		return // the plan says what comes next
	}
	for _, name := range c.Tree.Done.Offer {
		d, ok := st.m.byName[name.Value]
		if !ok {
			continue
		}
		value := "start:" + d.Name
		if ref != nil && d.spec.Object == ref.Object && has(d.spec, "id") {
			value += ":" + ref.ID
		}
		st.offer(Button{Label: d.Title, Value: value})
	}
}

// failed takes the answer of one that was not carried out, or not for certain.
func (st *step) failed(e OperationFailed) {
	if st.modelAnswered(e.Op, "") || st.codeRefused(e) || st.ranErrand(e.Op, nil, st.failureText(e)) {
		return
	}
	f := st.owner(e.Op)
	if f == nil {
		return
	}
	op := *f.Op
	f.Op, f.Until = nil, zeroTime
	if e.Lost && op.repeatable() {
		f.Doubt, f.Op = true, &op
		st.wishAgain(f)
		return
	}
	c := st.m.of(f)
	st.out.Failures = append(st.out.Failures, c.failure(op.Action, e.Kind))
	verb, name := splitState(f.State)
	switch verb {
	case stateAuthorize, stateUndoAuthorize, "load":
		st.stuck(f, e)
	case stateUndoCheck:
		if e.Kind == action.Missing {
			st.undoChecked(f, nil)
			return
		}
		st.stuck(f, e)
	case "find":
		if e.Kind == action.Missing || e.Kind == action.Invalid {
			st.foundRecords(f, c.ask(name), nil)
			return
		}
		st.stuck(f, e)
	case stateCheck:
		st.checked(f, nil)
	case stateSettle:
		// Nothing is under way any more: the user is asked. The operation is
		// kept as it was confirmed, under its id.
		f.Sent = &op
		st.goTo(f, stateUnknown)
		st.unsettled()
	default:
		st.refused(f, c, op, e)
	}
}

func (st *step) stuck(f *Frame, e OperationFailed) {
	st.goTo(f, f.at(stateStuck))
	st.notice("warning", st.failureText(e), e.Reference)
	st.offer(st.button("retry"), st.button("cancel"))
}

func (st *step) failureText(e OperationFailed) string {
	if e.Text != "" {
		return e.Text
	}
	return st.text("failed_" + string(e.Kind))
}

// failureOf is failureText for an action: what is in doubt has its own words
// for each thing that can be done.
func (st *step) failureOf(effect action.Effect, e OperationFailed) string {
	if e.Text == "" && e.Kind == action.Unknown && effect == action.Delete {
		return st.text("failed_unknown_delete")
	}
	return st.failureText(e)
}

// refused answers a failed action by the dialog's own rule, else by the
// house's.
func (st *step) refused(f *Frame, c *Compiled, op Operation, e OperationFailed) {
	f.Doubt = f.Doubt || e.Kind == action.Unknown
	if f.Undo != nil {
		st.undoRefused(f, op, e)
		return
	}
	if f.Batch != nil {
		st.batchFailed(f, c, e)
		return
	}
	if e.Kind == action.Unknown && c.effect == action.Create {
		st.goTo(f, stateSettle)
		st.notice("info", st.text("settle"), "")
		op.Settle, op.Since = true, e.Since
		f.Op = &op
		st.wishAgain(f)
		return
	}
	rule := c.errors[e.Kind]
	f.Instead = ""
	switch rule.verb {
	case "say":
		st.goTo(f, stateFailed)
		st.notice("error", rule.say.fill(func(n string) string { return st.valueOf(f, n) }), e.Reference)
		st.offer(st.button("retry"), st.button("cancel"))
		return
	case "start":
		st.goTo(f, stateFailed)
		st.notice("warning", st.failureText(e), e.Reference)
		d := st.m.byName[rule.arg]
		b := Button{Label: d.Title, Value: "start:" + d.Name, Style: "primary"}
		if e.Existing != nil {
			st.card(*e.Existing)
			st.remember(Ref{Object: e.Existing.Object, ID: e.Existing.ID, Title: e.Existing.Title})
			b.Value += ":" + e.Existing.ID
		}
		st.offer(b)
		f.Instead = b.Value
		st.offerChanges(f, c)
		st.offer(st.button("cancel"))
		return
	case "ask":
		if a := c.ask(rule.arg); a != nil {
			st.askRefused(f, a, st.failureText(e))
			return
		}
	}
	switch {
	case !c.canBeRefused():
	case e.Kind == action.Invalid && len(e.Fields) > 0:
		for _, p := range e.Fields {
			if a := c.fieldFor(p.Field); a != nil {
				text := p.Text
				if text == "" {
					text = st.failureText(e)
				}
				st.askRefused(f, a, text)
				return
			}
		}
	case e.Kind == action.Missing:
		if a := c.about(); a != nil {
			f.clear(a.name)
			f.Was = nil
			st.askRefused(f, a, st.failureText(e))
			return
		}
	case e.Kind == action.Conflict && e.Existing != nil && f.Was != nil && e.Existing.ID == f.Was.ID:
		f.Was = e.Existing
		st.say("changed_meanwhile")
		st.enter(f, stateConfirm)
		return
	}
	st.goTo(f, stateFailed)
	level := "error"
	if e.Kind == action.Busy || e.Kind == action.Down || e.Kind == action.Unknown {
		level = "warning"
	}
	st.notice(level, st.failureOf(op.Effect, e), e.Reference)
	st.offer(st.button("retry"))
	st.offerChanges(f, c)
	st.offer(st.button("cancel"))
}

// offerChanges offers each value for changing.
func (st *step) offerChanges(f *Frame, c *Compiled) {
	if c.effect.Writes() {
		st.offer(st.changeButtons(f)...)
	}
}

// askRefused asks a refused field again, with the reason.
func (st *step) askRefused(f *Frame, a *ask, reason string) {
	st.lead(reason)
	st.enter(f, stateOf("ask", a.name))
}

// fieldFor finds the field whose value an action calls by a name: the
// parameter's, or that of a changed field.
func (c *Compiled) fieldFor(param string) *ask {
	for _, a := range c.fields {
		if a.param == param {
			return a
		}
	}
	for _, a := range c.fields {
		if _, ok := a.object.Field(param); ok && a.kind == field.Changes {
			return a
		}
	}
	return nil
}

// unsettled asks the user what became of a create that nobody answered.
func (st *step) unsettled() {
	st.notice("warning", st.text("unsettled"), "")
	st.offer(Button{Label: st.button("there").Label, Value: "outcome:there"}, Button{Label: st.button("again").Label, Value: "outcome:again"}, Button{Label: st.button("leave").Label, Value: "outcome:leave"})
}

// outcome takes the user's word for it.
func (st *step) outcome(f *Frame, what string) {
	switch what {
	case "there":
		f.Op, st.s.Memory.Write = nil, nil
		st.goTo(f, stateDone)
		st.say("done")
		st.pop(nil)
	case "again":
		// The same operation under the same id: what was confirmed, and with a
		// property for the id no second record, however late the first comes.
		op := *f.Sent
		op.Settle, op.Since = false, zeroTime
		f.Op, f.Sent = &op, nil
		st.goTo(f, stateRun)
		st.wishAgain(f)
	case "leave":
		f.Op, st.s.Memory.Write = nil, nil
		st.goTo(f, stateCancelled)
		st.say("left")
		st.pop(nil)
	default:
		st.again(f)
	}
}
