package machine

import (
	"maps"
	"slices"
	"strings"

	"parley/engine/field"
	"parley/engine/match"
)

// press answers a button. Values are of a closed grammar:
//
//	cmd:NAME           a control word
//	start:DIALOG       begin it; start:DIALOG:ID for a record
//	about:DIALOG:WORDS begin it for the record that the words name
//	tell:DIALOG:FIELD:WORDS  say that value of the record that the words name
//	pick:VALUE         a choice, or a record of a pick list
//	text:WORDS         as if typed
//	field:NAME         ask that field again
//	detail:NAME        which field of the record is to change
//	new:DIALOG:WORDS   make the missing record, which the words name, then come back
//	outcome:there|again|leave   what became of an unanswered create
func (st *step) press(e Chosen) {
	if st.s.Stale(e) {
		st.out.Stale = true
		return
	}
	st.supersede()
	verb, arg, _ := strings.Cut(e.Value, ":")
	f := st.top()
	if f != nil && f.Moved != "" {
		if verb != "cmd" {
			arg = ""
		}
		st.answerMove(f, match.Command(arg))
		return
	}
	if verb == "start" {
		name, id, _ := strings.Cut(arg, ":")
		if f != nil && (f.Op != nil || !f.Until.IsZero()) {
			st.again(f)
			return
		}
		if f != nil && f.State == stateFailed {
			// The button was the way on from the failure.
			st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
		}
		st.startFor(name, id)
		return
	}
	if verb == "about" {
		name, words, _ := strings.Cut(arg, ":")
		c, ok := st.m.byName[name]
		if !ok || c.about() == nil || words == "" || f != nil && f.Op != nil {
			st.reask()
			return
		}
		st.begin(name, []match.Meaning{{Command: match.Set, Field: c.about().name, Text: words}}, nil)
		return
	}
	if verb == "tell" {
		name, rest, _ := strings.Cut(arg, ":")
		of, words, _ := strings.Cut(rest, ":")
		c, ok := st.m.byName[name]
		if !ok || c.about() == nil || words == "" || f != nil && f.Op != nil {
			st.reask()
			return
		}
		st.begin(name, []match.Meaning{{Command: match.Set, Field: c.about().name, Text: words}, {Command: match.Tell, Field: of}}, nil)
		return
	}
	if verb == "cmd" {
		st.pressCommand(match.Command(arg))
		return
	}
	if f == nil || f.Op != nil {
		st.reask()
		return
	}
	c := st.m.of(f)
	state, name := splitState(f.State)
	switch {
	case verb == "text" && state == "ask":
		st.answerTo(f, c.ask(name), arg)
	case verb == "pick" && state == "ask":
		st.pressChoice(f, c.ask(name), arg)
	case verb == "pick" && state == "pick":
		for _, r := range f.Pick {
			if r.ID == arg {
				st.found(f, c.ask(name), r, field.Chosen)
				return
			}
		}
		st.again(f)
	case verb == "field" && c.ask(arg) != nil && (f.State == stateConfirm || f.State == stateFailed):
		st.enterAsk(f, arg)
	case verb == "detail" && state == "ask" && c.ask(name).kind == field.Changes:
		st.detail(f, c.ask(name), arg)
	case verb == "new" && (state == "ask" || state == "pick"):
		dialog, text, _ := strings.Cut(arg, ":")
		made, ok := st.m.byName[dialog]
		if !ok || c.ask(name).ifNone != dialog {
			st.again(f)
			return
		}
		st.makeMissing(f, made, name, text)
	case verb == "outcome" && f.State == stateUnknown:
		st.outcome(f, arg)
	default:
		st.again(f)
	}
}

func (st *step) pressCommand(command match.Command) {
	switch command {
	case "yes":
		command = match.Confirm
	case "no":
		command = match.Deny
	}
	f := st.top()
	if f != nil && (f.Op != nil || !f.Until.IsZero()) {
		st.hearWaiting(f, string(command), match.Reading{Meanings: []match.Meaning{{Command: command}}})
		return
	}
	if f == nil && command != match.SwitchAccount && command != match.NewLink && st.heldPlan(command) {
		return
	}
	switch command {
	case match.SwitchAccount:
		st.switchAccount()
	case match.NewLink:
		st.signInAlone()
	case match.Confirm, match.Deny, match.Cancel, match.Back, match.Skip, match.SkipAll, match.Restart, match.Retry, match.Next, match.Previous:
		if !st.pressable(f, command) {
			st.reask()
			return
		}
		st.command(command, string(command))
	case match.Undo:
		st.undo()
	case match.Help:
		st.help()
	default:
		st.reask()
	}
}

// pressable tells whether a state offers a command as a button; a hand-made
// frame can name any.
func (st *step) pressable(f *Frame, command match.Command) bool {
	if command == match.Next || command == match.Previous {
		return f != nil && f.State == stateResults || st.s.Memory.Table != nil
	}
	if f == nil {
		return command == match.Back && st.s.Memory.Table != nil
	}
	switch command {
	case match.Confirm, match.Deny:
		return partOf(f.State) == stateConfirm || f.State == stateUndoOffer
	case match.Retry:
		return partOf(f.State) == stateStuck || partOf(f.State) == stateFailed
	}
	return true
}

// pressChoice takes a choice of the open question.
func (st *step) pressChoice(f *Frame, a *ask, value string) {
	key := a.name
	if f.Detail != "" {
		key = a.name + "." + f.Detail
	}
	list := st.choices(f, key)
	i := slices.IndexFunc(list, func(c field.Choice) bool { return c.Value == value })
	if i < 0 {
		st.again(f)
		return
	}
	v := field.Value{Norm: list[i].Value, Label: list[i].Label, From: field.Chosen}
	if f.Detail != "" {
		st.change(f, a, map[string]field.Value{f.Detail: v})
		return
	}
	st.put(f, a, v)
	st.proceed(f)
}

// startFor begins a dialog, about a record when there is one.
func (st *step) startFor(name, id string) {
	c, ok := st.m.byName[name]
	if !ok {
		st.unknown(nil)
		return
	}
	if id == "" {
		st.begin(name, nil, nil)
		return
	}
	preset := map[string]field.Value{}
	for _, a := range c.fields {
		if a.kind == field.Record && a.object.Name == c.spec.Object && digits(id) {
			title := id
			for _, r := range st.s.Memory.List {
				if r.ID == id {
					title = r.Title
				}
			}
			if r := st.s.Memory.Last[a.object.Name]; r.ID == id {
				title = r.Title
			}
			preset[a.name] = field.Value{Norm: id, Label: title, From: field.Chosen}
		}
	}
	st.begin(name, nil, preset)
}

// fill takes an edit on the running dialog's card.
func (st *step) fill(e Filled) {
	f := st.top()
	if f == nil || f.Op != nil || !f.Until.IsZero() || f.Moved != "" || f.State == stateUnknown || f.State == stateResults || f.Undo != nil {
		st.reask()
		return
	}
	c := st.m.of(f)
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		a, text := c.ask(name), e.Fields[name]
		if a == nil {
			continue
		}
		if text == nil || strings.TrimSpace(*text) == "" {
			if a.skippable(f.Fields) {
				f.skip(name)
			} else {
				f.clear(name)
			}
			continue
		}
		if problem := st.take(f, a, *text, nil, field.Said); problem != "" {
			st.msgs = append(st.msgs, Message{Kind: KindText, Text: problem})
		}
	}
	st.proceed(f)
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
