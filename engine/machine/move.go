package machine

import (
	"maps"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// linked takes the account that is worked in from now on. It tells whether it
// is another one than before: then nothing that was looked up or confirmed so
// far means the same there.
func (st *step) linked(a *action.Account) (was *action.Account) {
	if a == nil {
		return nil
	}
	for _, list := range [][]action.Account{st.s.Accounts, st.s.Before} {
		for i := range list {
			if b := &list[i]; was == nil && b.Provider == a.Provider && b.ID != a.ID {
				was = b
			}
		}
	}
	st.s.Before = without(st.s.Before, a.Provider)
	st.setAccount(a)
	if was != nil {
		st.s.Memory = Memory{Write: st.s.Memory.Write} // of a write the account is known
		st.moveBelow(accountName(*was))
	}
	return was
}

func without(list []action.Account, provider string) []action.Account {
	return slices.DeleteFunc(slices.Clone(list), func(a action.Account) bool { return a.Provider == provider })
}

// unlinked notes that there is no access at a provider, and where it was.
func (st *step) unlinked(provider string) {
	if a := st.account(provider); a != nil {
		st.s.Before = append(without(st.s.Before, provider), *a)
	}
	st.s.Accounts = without(st.s.Accounts, provider)
}

// moveBelow marks the interrupted dialogs: whether they are to go on in another
// account is asked when it is their turn.
func (st *step) moveBelow(was string) {
	for i := range max(0, len(st.s.Stack)-1) {
		st.s.Stack[i].Moved = was
	}
}

// moved asks whether a dialog that was begun in one account is to go on in
// another.
func (st *step) moved(f *Frame, was *action.Account) {
	f.Until, f.Moved = zeroTime, accountName(*was)
	st.askMove(f)
}

func (st *step) askMove(f *Frame) {
	now := ""
	if a := st.account(st.m.of(f).spec.Provider); a != nil {
		now = accountName(*a)
	}
	st.msgs = append(st.msgs, Message{Kind: KindText, Text: st.led(st.text("other_account", "account", now, "before", f.Moved))})
	st.offer(st.button("go_on"), st.button("switch_account"), st.button("cancel"))
}

// hearMoved takes a typed answer to that question.
func (st *step) hearMoved(f *Frame, text string) {
	command, _ := st.m.words.Command(text, st.view.Locale)
	st.answerMove(f, command)
}

func (st *step) answerMove(f *Frame, command match.Command) {
	switch command {
	case match.Confirm, match.GoOn:
		f.Moved = ""
		if st.relocate(f) {
			st.proceed(f)
		}
	case match.Deny, match.SwitchAccount, match.NewLink, match.Back:
		st.switchAccount()
	case match.Cancel:
		f.Moved, f.Op = "", nil
		st.cancel(f)
	case match.SignOut:
		st.signOut()
	default:
		st.askMove(f)
	}
}

// relocate takes a dialog to another account. What names something there stays
// in its words and is looked up anew; what can't be put into words is asked
// again, and a yes that was given before counts no more. A dialog that can't
// be taken along is ended; then the answer is false.
func (st *step) relocate(f *Frame) bool {
	if f.Undo != nil || f.Doubt || f.Sent != nil || f.Op != nil && f.Op.Settle {
		f.Doubt = f.Doubt || f.Undo == nil
		f.Op = nil
		st.cancel(f)
		return false
	}
	c := st.m.of(f)
	*f = Frame{
		Dialog: f.Dialog, Hash: f.Hash, State: f.State, For: f.For, Path: f.Path, Called: f.Called, Closed: f.Closed, Skipped: f.Skipped, Order: f.Order, Kept: f.Kept, Heard: f.Heard,
		Fields: f.Fields, Raw: f.Raw, Tell: f.Tell, Sum: f.Sum, Sort: f.Sort, Top: f.Top, Until: f.Until,
	}
	for name, text := range f.Raw {
		if strings.HasPrefix(text, "#") { // a number, which is another record's there
			f.dropRaw(name)
		}
	}
	for name, v := range f.Fields {
		a := c.ask(name)
		if a == nil || a.kind != field.Record && !a.loads() {
			continue
		}
		switch own := a.ofNoAccount(v); {
		case own != nil:
			f.set(name, *own)
		case v.From != field.Default && v.Label != "" && v.Label != v.Norm:
			f.clear(name)
			f.setRaw(name, v.Label)
		default:
			f.clear(name)
		}
	}
	if c.table.leads(f.State, stateCollect) {
		st.goTo(f, stateCollect) // what is missing now is decided anew
	}
	return true
}

// ofNoAccount is what a value of several says in every account; nil when it is
// nothing, or when without the rest it would say something else.
func (a *ask) ofNoAccount(v field.Value) *field.Value {
	choice := func(name string) bool {
		of, _ := a.object.Field(name)
		return of.Source != ""
	}
	if slices.ContainsFunc(v.List, func(c field.Condition) bool { return choice(c.Field) }) {
		return nil
	}
	if len(v.Set) > 0 {
		v.Set = maps.Clone(v.Set)
		maps.DeleteFunc(v.Set, func(name string, _ field.Value) bool { return choice(name) })
	}
	if len(v.Set) == 0 && len(v.List) == 0 {
		return nil
	}
	return &v
}

// switchAccount gives the access away and asks for another sign-in. What was
// begun goes on there.
func (st *step) switchAccount() {
	if f := st.top(); f != nil && f.Op != nil && f.Until.IsZero() && f.Moved == "" {
		st.again(f) // one thing after the other
		return
	}
	if !st.errand(match.SwitchAccount, ".sign_out", nil) {
		st.sayWho()
		st.reask()
	}
}

// switchedNow goes on after the old access is gone.
func (st *step) switchedNow() {
	for _, a := range slices.Concat(st.s.Before, st.s.Accounts) {
		st.moveBelow(accountName(a))
	}
	st.s.Accounts, st.s.Before, st.s.Memory = nil, nil, Memory{}
	f := st.top()
	if f == nil {
		st.signInAlone()
		return
	}
	f.Moved, f.Until = "", zeroTime
	if st.relocate(f) {
		st.proceed(f)
	}
}

// signInAlone asks for a sign-in that no dialog waits for.
func (st *step) signInAlone() {
	if len(st.s.Accounts) > 0 || !st.errand(match.NewLink, ".account", nil) {
		st.sayWho()
		st.reask()
	}
}

// accessEnded takes the news that the access is gone.
func (st *step) accessEnded(e SignedOut) {
	if st.account(e.Provider) == nil {
		return
	}
	if e.By {
		st.signedOutNow("signed_out_elsewhere")
		return
	}
	st.unlinked(e.Provider)
	st.notice("info", st.text("access_ended"), "")
	st.reask()
}
