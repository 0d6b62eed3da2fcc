package machine

import (
	"slices"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// Errand is an operation for the session itself, which belongs to no dialog:
// looking who is signed in, and signing out.
type Errand struct {
	Op   string        `json:"op,omitempty"`
	For  match.Command `json:"for,omitempty"`  // WhoAmI, SignOut, SwitchAccount, NewLink or typedCode
	Said string        `json:"said,omitempty"` // for typedCode: what may not be a code after all
}

// typedCode is what an errand is for that takes digits to the sign-in. Nobody
// can say it.
const typedCode match.Command = "typed_code"

// errand wishes for such an operation, at the provider that the dialogs use.
// It tells whether there is one.
func (st *step) errand(command match.Command, verb string, args map[string]field.Value) bool {
	for _, c := range st.m.dialogs {
		call := action.Call{Action: c.spec.Provider + verb, Args: args}
		if _, ok := st.m.catalog.Spec(call.Action); !ok || c.spec.Provider == "" {
			continue
		}
		st.dropErrand()
		st.s.Errand = Errand{Op: st.newOperation(action.Read, call).ID, For: command}
		return true
	}
	return false
}

// dropErrand lets go of an errand whose answer nobody needs any more.
func (st *step) dropErrand() {
	if st.s.Errand.Op != "" {
		st.out.Ended = append(st.out.Ended, st.s.Errand.Op)
		st.s.Errand = Errand{}
	}
}

// ranErrand takes an errand's answer: a result, or what was in the way. It
// tells whether the operation was one.
func (st *step) ranErrand(op string, account *action.Account, problem string) bool {
	if op == "" || op != st.s.Errand.Op {
		return false
	}
	what := st.s.Errand.For
	st.dropErrand()
	switch {
	case problem != "":
		st.notice("warning", problem, "")
	case what == match.SignOut:
		st.signedOutNow("signed_out")
		return true
	case what == match.SwitchAccount:
		st.switchedNow()
		return true
	case what == typedCode && account != nil:
		st.signedIn(SignedIn{Account: *account})
		return true
	default:
		st.linked(account)
		st.sayWho()
	}
	st.reask()
	return true
}

func (st *step) whoAmI() {
	if len(st.s.Accounts) == 0 && st.errand(match.WhoAmI, ".account", nil) {
		return
	}
	st.sayWho()
	st.reask()
}

func (st *step) sayWho() {
	if len(st.s.Accounts) == 0 {
		st.say("nobody")
		return
	}
	a := st.s.Accounts[0]
	st.say("who_am_i", "user", a.User, "account", accountName(a))
	st.offer(st.button("switch_account"))
}

// signOut gives the access away. Nothing is asked: signing in again is a
// matter of seconds.
func (st *step) signOut() {
	if !st.errand(match.SignOut, ".sign_out", nil) {
		st.sayWho()
		st.reask()
	}
}

// signedOutNow forgets what the session knows of the account: open dialogs,
// records, what could be undone. Only a write that is on its way is waited
// for, so that the visitor hears what became of it.
func (st *step) signedOutNow(says string) {
	open := st.s.Plan != nil || slices.ContainsFunc(st.s.Stack, func(f Frame) bool { return f.State != stateResults && !f.waits() })
	st.s.Accounts, st.s.Before, st.s.Memory, st.s.Plan = nil, nil, Memory{}, nil
	doubt := false
	st.s.Stack = slices.DeleteFunc(st.s.Stack, func(f Frame) bool {
		if f.Op != nil && f.Op.Effect.Writes() && f.Until.IsZero() {
			return false
		}
		if f.Op != nil {
			st.out.Ended = append(st.out.Ended, f.Op.ID)
		}
		doubt = doubt || f.Doubt
		return true
	})
	st.say(says)
	switch {
	case doubt:
		st.say("doubtful")
	case open && st.top() == nil:
		msg := &st.msgs[len(st.msgs)-1]
		msg.Text = sentences(msg.Text, st.text("signed_out_open"))
	}
	if st.top() == nil {
		st.offer(st.starters()...)
	}
}
