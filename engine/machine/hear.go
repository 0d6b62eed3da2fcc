package machine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// hear answers a message.
func (st *step) hear(said string) {
	st.out.Heard = &match.Reading{}
	f := st.top()
	if f != nil && f.Moved != "" {
		st.hearMoved(f, said)
		return
	}
	if f == nil && !st.s.Link.IsZero() && st.typeCode(said) {
		return
	}
	view := st.matchView(f)
	text := st.m.words.Opened(said, view)
	if f == nil || f.State == stateResults {
		text = st.inEnglish(text) // elsewhere it is an answer or corrects one
	}
	offered := st.s.Unclear
	st.s.Unclear = nil
	if st.dropped(f, text) || st.narrowedDown(offered, text) || st.leftOut(f, text) || st.takesBack(f, text) || st.explained(f, text) || st.leftToDo(f, text) || st.sameAgain(f, text) || st.anotherRecord(f, text) || st.insteadOf(f, text) || st.backToList(f, text) || st.cannotJoin(f, text) || st.borrowed(f, text) {
		return
	}
	st.sentence = text
	if g := st.letsGo(f, text); g != f {
		f, view = g, st.matchView(g)
	}
	reading := st.understand(f, text, view)
	st.out.Heard = &match.Reading{Meanings: slices.Clone(reading.Meanings), Layer: reading.Layer}
	switch {
	case f != nil && f.waits():
		st.hearWaiting(f, text, reading)
		return
	case reading.Layer != "exact" && (reading.Layer != onScreen || alike.MatchString(text)) && st.fromAside(f, "", text):
		return
	case f != nil && f.State == stateUnknown:
		st.hearUnknown(f, text)
		return
	case f != nil && (partOf(f.State) == stateStuck || partOf(f.State) == stateFailed):
		if len(reading.Meanings) == 1 && reading.Meanings[0].Command == match.Confirm {
			reading.Meanings[0].Command = match.Retry
		}
	case f != nil && f.Detail != "" && reading.Layer != "exact":
		if verb, name := splitState(f.State); verb == "ask" {
			st.answerDetail(f, st.m.of(f).ask(name), reading, text)
			return
		}
	}
	if !st.askModel(f, reading, said) {
		st.obey(reading, text)
	}
}

// matchView is what the session shows, for package match.
func (st *step) matchView(f *Frame) match.View {
	v := match.View{View: st.view, State: match.Idle}
	if f == nil {
		return v
	}
	if f.Undo == nil { // what was written can be taken back, but not corrected
		v.Dialog = f.Dialog
		v.Fields = slices.Clone(st.m.of(f).matched)
		for i := range v.Fields {
			known, ok := f.Fields[v.Fields[i].Name]
			if v.Fields[i].Known = ok; !v.Fields[i].Private {
				v.Fields[i].Value = cmp.Or(known.Label, known.Norm)
			}
		}
		v.Choices = func(name string) []field.Choice { return st.choices(f, name) }
	}
	verb, name := splitState(f.State)
	switch {
	case f.waits():
		v.State = match.Waiting
	case verb == "ask":
		v.State, v.Expected = match.Asking, name
	case verb == "pick":
		v.State, v.Expected = match.Picking, name
	case partOf(f.State) == stateConfirm, f.State == stateUndoOffer:
		v.State = match.Confirming
	case f.State == stateResults:
		v.State = match.Listing
	case partOf(f.State) == stateStuck, partOf(f.State) == stateFailed, f.State == stateUnknown:
		v.State = match.Failing
	}
	return v
}

// obey does what a reading says.
func (st *step) obey(r match.Reading, text string) {
	f := st.top()
	first := r.Meanings[0]
	switch first.Command {
	case match.Start:
		st.plan(first.Text, thens(r.Meanings))
		st.begin(first.Dialog, r.Meanings[1:], nil)
	case match.Set, match.Correct:
		st.values(f, r.Meanings)
	case match.Reask:
		st.enterAsk(f, first.Field)
	case match.Confirm:
		if st.unseen && f != nil && f.State == stateConfirm {
			st.lead(st.text("yes_too_early"))
			st.again(f)
			return
		}
		if len(r.Meanings) > 1 && f != nil {
			// "yes, and who is the contact?"
			if text := st.told(f, r.Meanings[1].Field); r.Meanings[1].Command == match.Tell && text != "" {
				st.lead(text)
			}
		}
		if next := thens(r.Meanings); len(next) > 0 {
			st.plan("", next)
		}
		st.command(first.Command, text)
	case match.Skip:
		if first.Field != "" {
			st.values(f, r.Meanings)
			return
		}
		st.command(first.Command, text)
	case match.GoOn, match.Deny, match.Cancel, match.Back, match.SkipAll, match.Repeat,
		match.Restart, match.Why, match.Retry, match.Next, match.Previous, match.NewLink, match.Undo:
		st.command(first.Command, text)
	case match.Pick:
		st.pick(f, first.Text)
	case match.Narrow, match.Sort, match.Count, match.Sum, match.Top:
		st.shape(f, first)
	case match.Tell:
		st.tell(f, first)
	case match.Help:
		st.help()
	case match.Status:
		st.status()
	case match.Greet:
		st.greet()
		st.offer(st.starters()...)
		st.reask()
	case match.Pause:
		st.lead(st.text("take_your_time"))
		st.reask()
	case match.Thanks:
		st.say("thanks")
		st.reask()
	case match.WhoAmI:
		st.whoAmI()
	case match.SignOut:
		st.signOut()
	case match.SwitchAccount:
		st.switchAccount()
	case match.Clarify:
		if st.clear(r, text) || st.onlyLooks(first.Dialogs) && st.lookUp(text) {
			return
		}
		st.say("clarify")
		if len(r.Meanings) > 1 {
			st.offer(st.tellButtons(first, r.Meanings[1].Field)...)
			st.s.Unclear = st.msgs[len(st.msgs)-1].Choices
			return
		}
		st.offer(st.candidates(first.Dialogs, text)...)
		st.s.Unclear = st.msgs[len(st.msgs)-1].Choices
	default:
		if !st.lookUp(text) {
			st.unknown(first.Dialogs)
		}
	}
}

// clear takes a question or a look that fits several kinds of records as one
// about the kind that the talk is about. It tells whether it could; a change or
// a delete is never guessed.
func (st *step) clear(r match.Reading, text string) bool {
	m := aboutNamed.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!?"))
	tells := len(r.Meanings) > 1
	if !tells && (m == nil || pronoun.MatchString(m[1])) {
		return false
	}
	for _, d := range r.Meanings[0].Dialogs {
		if c, ok := st.m.byName[d.Dialog]; ok && c.effect != action.Read {
			return false
		}
	}
	if !tells {
		return slices.ContainsFunc(r.Meanings[0].Dialogs, func(x match.Ranked) bool {
			c := st.m.byName[x.Dialog]
			return c != nil && st.m.showing(c.object.Name) == c
		}) && st.look(m[1], false)
	}
	d := st.m.showing(st.s.Memory.It)
	if st.s.Memory.It == "" || d == nil || !slices.ContainsFunc(r.Meanings[0].Dialogs, func(x match.Ranked) bool { return x.Dialog == d.Name }) {
		return false
	}
	said := match.Meaning{Command: match.Set, Field: d.about().name, Text: r.Meanings[0].Text}
	st.begin(d.Name, append([]match.Meaning{said}, r.Meanings[1:]...), nil)
	return true
}

// onlyLooks tells whether the first two candidates do nothing but show or search
// records.
func (st *step) onlyLooks(list []match.Ranked) bool {
	return !slices.ContainsFunc(list[:min(2, len(list))], func(x match.Ranked) bool {
		c, ok := st.m.byName[x.Dialog]
		return !ok || c.effect != action.Read || st.m.showing(c.object.Name) == nil
	})
}

// reask repeats the open question after something said in between.
func (st *step) reask() {
	if f := st.top(); f != nil && f.State != stateResults {
		st.again(f)
	}
}

// values takes what a sentence says about the open dialog.
func (st *step) values(f *Frame, meanings []match.Meaning) {
	if f == nil || f.Undo != nil {
		st.unknown(nil)
		return
	}
	c := st.m.of(f)
	verb, name := splitState(f.State)
	if len(meanings) == 1 && verb == "ask" && meanings[0].Field == name && meanings[0].Command == match.Set && meanings[0].Value == nil {
		st.answerTo(f, c.ask(name), meanings[0].Text)
		return
	}
	if f.State == stateResults {
		f.List = nil // another value makes another list, from its first page
	}
	var problems, heard []string
	for _, meaning := range meanings {
		a := c.ask(cmp.Or(meaning.Field, name))
		if a == nil {
			continue
		}
		old, known := f.Fields[a.name]
		if meaning.Command == match.Skip {
			if !a.skippable(f.Fields) {
				problems = append(problems, st.text("cannot_skip"))
				continue
			}
			if f.skip(a.name); known {
				st.say("corrected", "label", a.title, "new", st.text("nothing"), "old", st.show(a, old))
			}
			continue
		}
		if problem := st.take(f, a, meaning.Text, meaning.Value, field.Said); problem != "" {
			if verb == "ask" && a.name == name && len(meanings) == 1 {
				st.miss(f, a, problem)
				return
			}
			problems = append(problems, problem)
			continue
		}
		switch v, ok := f.Fields[a.name]; {
		case ok && known && !v.Equal(old):
			st.say("corrected", "label", capital(a.label), "new", st.show(a, v), "old", st.show(a, old))
		case ok && !known && verb == "ask" && (a.name != name || len(meanings) > 1):
			heard = append(heard, st.text("value", "label", a.label, "value", st.show(a, v)))
		}
	}
	if len(heard) > 0 {
		st.lead(st.text("understood", "values", st.list(heard)))
	}
	if len(problems) > 0 {
		st.lead(sentences(problems...))
	}
	if len(heard) > 0 && len(st.sentence) <= 200 {
		f.Heard = st.sentence
		st.hearChoices(f)
	}
	st.proceed(f)
}

// enterAsk asks a field again that is known already.
func (st *step) enterAsk(f *Frame, name string) {
	c := st.m.of(f)
	a := c.ask(name)
	f.Detail = ""
	if a.loads() && st.toLoad(f, a) != "" {
		f.clear(name)
		f.Wanted = name
		st.enter(f, stateOf("load", name))
		return
	}
	st.enter(f, stateOf("ask", name))
}

// miss says why an answer could not be used. It is one message: what is wrong
// takes the place of the question, whose buttons and hint stay.
func (st *step) miss(f *Frame, a *ask, problem string) {
	st.again(f)
	msg := &st.msgs[len(st.msgs)-1]
	if match.IsQuestion(st.sentence) {
		problem = sentences(st.text("unknown_question"), msg.Text)
	}
	msg.Text = problem
	st.wayOut(f, a)
}

// wayOut counts answers that could not be used, and after several offers with
// the question what else can be done. The confirm question is none of a field.
func (st *step) wayOut(f *Frame, a *ask) {
	f.Misses++
	limit, id := st.m.house.attempts, "way_out_required"
	if a != nil {
		limit = cmp.Or(a.attempts, limit)
		if a.skippable(f.Fields) {
			id = "way_out"
		}
	}
	if f.Misses < limit {
		return
	}
	f.Misses = 0
	if f.Undo != nil {
		return // a no is the way out, and nothing begins anew
	}
	msg := &st.msgs[len(st.msgs)-1]
	msg.Text = sentences(msg.Text, st.text(id))
	if person := st.text("person"); person != "" {
		msg.Text = sentences(msg.Text, person)
	}
	for _, b := range []Button{st.button("restart"), st.button("cancel")} {
		if !slices.Contains(msg.Choices, b) {
			msg.Choices = append(msg.Choices, b)
		}
	}
}

// row reads which row of the table on show is meant: "the second one", "3".
// It gives the record's id.
func (st *step) row(f *Frame, text string) (id string, ok bool) {
	c := st.m.of(f)
	if c.Tree.Show == nil || len(c.Tree.Show.Row) == 0 || len(st.s.Memory.List) == 0 || len(text) > 40 {
		return "", false
	}
	hits, _ := st.choose(text, refChoices(st.s.Memory.List))
	if len(hits) != 1 {
		return "", false
	}
	return hits[0].Value, true
}

// pick takes one of the records on show: a candidate, or a row of a table.
func (st *step) pick(f *Frame, id string) {
	if f.State == stateResults {
		st.startFor(st.m.of(f).Tree.Show.Row[0].Value, id)
		return
	}
	_, name := splitState(f.State)
	i := slices.IndexFunc(f.Pick, func(r Ref) bool { return r.ID == id })
	st.found(f, st.m.of(f).ask(name), f.Pick[i], field.Chosen)
}

// choose finds those of a list that a text names.
func (st *step) choose(text string, list []field.Choice) (exact, near []field.Choice) {
	with := st.view
	with.Choices = list
	return field.MatchChoice(text, with)
}

func refChoices(refs []Ref) []field.Choice {
	list := make([]field.Choice, len(refs))
	for i, r := range refs {
		list[i] = field.Choice{Value: r.ID, Label: r.Title, Hint: r.Hint}
	}
	return list
}

// help shows what can be done.
func (st *step) help() {
	if f := st.top(); f != nil && f.State != stateResults {
		id := "help_in_dialog"
		if verb, name := splitState(f.State); verb == "ask" && st.m.of(f).ask(name).skippable(f.Fields) {
			id = "help_skippable"
		}
		st.lead(st.text(id, "dialog", st.spoken(f)))
		st.again(f)
		return
	}
	st.say("help")
	st.offer(st.starts(len(st.m.dialogs))...)
}

func (st *step) status() {
	f := st.top()
	if f == nil {
		st.say("help")
		st.offer(st.starters()...)
		return
	}
	c := st.m.of(f)
	msg := Message{Kind: KindRecord, Title: c.Title, Object: c.spec.Object, Text: c.Title}
	var lines []string
	for _, a := range c.fields {
		if v, ok := f.Fields[a.name]; ok {
			msg.Fields = append(msg.Fields, Line{Label: capital(a.label), Value: st.show(a, v)})
			lines = append(lines, st.text("value", "label", a.label, "value", st.show(a, v)))
		} else if raw := f.Raw[a.name]; raw != "" && raw[0] != '#' { // said, and not looked up yet
			msg.Fields = append(msg.Fields, Line{Label: capital(a.label), Value: raw})
			lines = append(lines, st.text("value", "label", a.label, "value", raw))
		}
	}
	if at := partOf(f.State); at == stateFailed || at == stateStuck {
		// What went wrong was said; whether anything was done is the question.
		id := "not_done"
		if f.Doubt {
			id = "failed_unknown"
		}
		st.lead(st.text(id))
		st.again(f)
		return
	}
	if len(lines) > 0 {
		msg.Text = st.text("details", "title", c.Title, "values", st.list(lines))
		st.msgs = append(st.msgs, msg)
	} else if f.State != stateResults && f.Undo == nil {
		st.lead(st.text("nothing_yet", "dialog", st.spoken(f)))
	}
	if st.s.Plan != nil {
		st.lead(st.text("plan_after", "steps", st.list(st.s.Plan.Steps)))
	}
	st.again(f)
}

// unknown says plainly that nothing was understood, and what can be.
func (st *step) unknown(near []match.Ranked) {
	if f := st.top(); f != nil && f.State != stateResults {
		if partOf(f.State) == stateConfirm || f.State == stateUndoOffer {
			st.unclear(f)
			return
		}
		if verb, name := splitState(f.State); verb == "pick" {
			st.unpicked(f, name)
			return
		}
		id := "unknown_here"
		if match.IsQuestion(st.sentence) {
			id = "unknown_question"
		}
		st.lead(st.text(id))
		st.again(f)
		if verb, name := splitState(f.State); verb == "ask" {
			st.wayOut(f, st.m.of(f).ask(name))
		}
		return
	}
	st.s.Misses++
	if len(near) > 0 {
		st.say("unknown_near")
		st.offer(st.dialogButtons(near)...)
		return
	}
	st.say("unknown")
	st.offer(st.starters()...)
}

func (st *step) dialogButtons(list []match.Ranked) []Button {
	var buttons []Button
	for _, r := range list {
		if c, ok := st.m.byName[r.Dialog]; ok {
			buttons = append(buttons, Button{Label: c.Title, Value: "start:" + c.Name})
		}
	}
	return buttons
}

// starters are a few dialogs to begin with, and the way to the others.
func (st *step) starters() []Button {
	const few = 4
	if len(st.m.dialogs) <= few {
		return st.starts(len(st.m.dialogs))
	}
	return append(st.starts(few), st.button("help"))
}

// starts are the buttons that begin the first n dialogs.
func (st *step) starts(n int) []Button {
	buttons := make([]Button, 0, n+1)
	for _, c := range st.m.dialogs[:n] {
		buttons = append(buttons, Button{Label: c.Title, Value: "start:" + c.Name})
	}
	return buttons
}

func itoa(n int) string { return strconv.Itoa(n) }
