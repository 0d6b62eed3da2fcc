package machine

import (
	"slices"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/match"
)

var zeroTime time.Time

// signInNeeded stops a dialog until somebody has signed in. Whatever was said
// stays, and the same operation goes on afterwards.
func (st *step) signInNeeded(e SignInNeeded) {
	if st.modelAnswered(e.Op, "") {
		return
	}
	if e.Op != "" && e.Op == st.s.Errand.Op {
		alone := st.s.Errand.For == match.NewLink
		st.dropErrand()
		st.unlinked(e.Provider)
		switch {
		case alone && e.Administrator:
			st.notice("error", st.text("sign_in_admin"), "")
		case alone:
			st.s.Link = e.Until
			st.signInCard(st.text("sign_in_alone"), e)
		default: // nothing here needs anybody to be signed in
			st.say("nobody")
			st.reask()
		}
		return
	}
	f := st.owner(e.Op)
	if f == nil {
		return
	}
	st.unlinked(e.Provider)
	switch verb, _ := splitState(partOf(f.State)); verb {
	case stateAuthorize, "load", "find", stateCheck:
		f.Checked = ""
		st.goTo(f, f.at(stateAuthorize))
		f.Op = nil
	case stateSettle, stateRun:
		st.goTo(f, f.at(stateReauthorize))
	}
	if e.Administrator {
		f.Op = nil
		st.goTo(f, stateCancelled)
		st.notice("error", st.text("sign_in_admin"), "")
		st.pop(nil)
		return
	}
	f.Until, st.s.Link = e.Until, zeroTime
	text := st.text("sign_in")
	if e.Reason != "" {
		text = st.text("sign_in_again", "reason", e.Reason)
	}
	st.signInCard(text, e, st.button("cancel"))
}

func (st *step) signInCard(text string, e SignInNeeded, choices ...Button) {
	st.msgs = append(st.msgs, Message{Kind: KindSignIn, Provider: e.Provider, Text: text, URL: e.Start, ExpiresAt: e.Until.UTC().Format(time.RFC3339),
		Choices: choices})
}

// signedIn goes on with every dialog that waited.
func (st *step) signedIn(e SignedIn) {
	known := st.account(e.Account.Provider)
	same := known != nil && known.ID == e.Account.ID && known.User == e.Account.User
	was := st.linked(&e.Account)
	f := st.top()
	waits := f != nil && !f.Until.IsZero()
	if e.Elsewhere && !waits && was == nil {
		return // nobody here asked for it, and nothing is different
	}
	st.s.Link = zeroTime
	if !same || !e.Elsewhere {
		st.msgs = append(st.msgs, Message{Kind: KindSignedIn, Provider: e.Account.Provider, User: e.Account.User, Account: accountName(e.Account),
			Text: st.text("signed_in", "user", e.Account.User, "account", accountName(e.Account)), Choices: []Button{st.button("not_you")}})
	}
	switch {
	case f == nil:
		return
	case was != nil && f.Undo == nil && (waits || f.Op == nil):
		st.moved(f, was)
		return
	case !waits:
		return
	}
	f.Until = zeroTime
	if f.Undo != nil && st.otherAccount(f) {
		return
	}
	if partOf(f.State) == stateReauthorize && f.Op != nil {
		switch {
		case f.Op.Settle:
			st.goTo(f, stateSettle)
		case len(f.Kept) > 0 && f.Op.Effect.Writes():
			// Something was said meanwhile that may change what was confirmed.
			f.Op = nil
			st.enter(f, f.at(stateConfirm))
			return
		default:
			st.goTo(f, f.at(stateRun))
		}
		st.wishAgain(f)
		return
	}
	f.Op = nil
	st.proceed(f)
}

func accountName(a action.Account) string {
	if a.Name != "" {
		return a.Name
	}
	return a.ID
}

func (st *step) setAccount(a *action.Account) {
	if a == nil {
		return
	}
	st.s.Accounts = append(slices.DeleteFunc(slices.Clone(st.s.Accounts), func(b action.Account) bool { return b.Provider == a.Provider }), *a)
	st.view.Currency = a.Currency
}

// signInEnded says why nothing came of it, and how to get a new link.
func (st *step) signInEnded(e SignInEnded) {
	f := st.top()
	switch {
	case f != nil && !f.Until.IsZero():
		st.notice("warning", st.text("sign_in_"+string(e.Why)), "")
		st.offer(st.button("new_link"), st.button("cancel"))
	case !st.s.Link.IsZero():
		st.s.Link = zeroTime
		st.notice("warning", st.text("sign_in_"+string(e.Why)), "")
		st.offer(st.button("new_link"))
	}
}

// elapsed answers a link that nobody used in time.
func (st *step) elapsed() {
	f := st.top()
	if f != nil && st.gaveUp(f) {
		return
	}
	if !st.s.Link.IsZero() && !st.now.Before(st.s.Link) {
		st.s.Link = zeroTime
		st.notice("info", st.text("sign_in_expired"), "")
		st.offer(st.button("new_link"))
		return
	}
	if f == nil || f.Until.IsZero() || st.now.Before(f.Until) {
		return
	}
	f.Until = st.now.Add(24 * time.Hour) // still waiting, but not reminding again
	st.notice("info", st.text("sign_in_expired"), "")
	st.offer(st.button("new_link"), st.button("cancel"))
}

// newLink asks for a fresh link by trying the operation again.
func (st *step) newLink(f *Frame) {
	f.Until = zeroTime
	if partOf(f.State) == stateReauthorize && f.Op != nil {
		if f.Op.Settle {
			st.goTo(f, stateSettle)
		} else {
			st.goTo(f, f.at(stateRun))
		}
		st.wishAgain(f)
		return
	}
	f.Op = nil
	st.enter(f, f.at(stateAuthorize))
}

// hearWaiting answers a message while a sign-in or an operation is awaited.
func (st *step) hearWaiting(f *Frame, text string, r match.Reading) {
	signIn := !f.Until.IsZero()
	switch r.Meanings[0].Command {
	case match.Cancel:
		if partOf(f.State) == stateRun && f.Op != nil && f.Op.Effect.Writes() && !signIn || f.State == stateSettle && !signIn {
			st.say("in_flight")
			return
		}
		f.Op, f.Until = nil, zeroTime
		st.cancel(f)
	case match.Why:
		if signIn {
			st.lead(st.text("sign_in_why"))
		}
		st.again(f)
	case match.Help, match.Status, match.Repeat:
		st.again(f)
	case match.Thanks:
		st.lead(st.text("thanks"))
		st.again(f)
	case match.Greet:
		if !signIn {
			st.again(f)
			return
		}
		st.say("still_here")
		st.offer(st.button("new_link"), st.button("cancel"))
	case match.NewLink, match.Retry:
		if signIn {
			st.newLink(f)
			return
		}
		st.again(f)
	case match.WhoAmI:
		st.whoAmI()
	case match.SignOut:
		st.signOut()
	case match.SwitchAccount:
		if signIn {
			st.newLink(f) // the page that it leads to asks which one
			return
		}
		st.again(f)
	default:
		if signIn && st.typeCode(text) {
			return
		}
		if signIn && st.toldMeanwhile(f, r, text) {
			return
		}
		if !isWord(r) && !st.keepForLater(f, text) {
			st.say("too_long", "max", itoa(maxKept))
			return
		}
		if !isWord(r) && signIn {
			id := "noted"
			if match.IsQuestion(text) {
				id = "noted_question"
			}
			st.lead(st.text(id))
		}
		st.again(f)
	}
}

// toldMeanwhile answers a question for a value that is known already: "who owns
// it again?" needs no sign-in when the record was shown. Whoever asks has second
// thoughts, so the yes that was given is asked for once more. It tells whether
// that was asked.
func (st *step) toldMeanwhile(f *Frame, r match.Reading, said string) bool {
	if r.Meanings[0].Command != match.Tell {
		return false
	}
	if c := st.m.of(f); st.m.showing(c.object.Name) == c && st.tellable(c.object, r.Meanings[0].Field) {
		f.Tell = r.Meanings[0].Field // of the record that is on its way
		st.lead(st.text("noted_question"))
		st.again(f)
		return true
	}
	text := st.told(f, r.Meanings[0].Field)
	if text == "" {
		return false
	}
	st.keepForLater(f, said)
	st.lead(text)
	st.again(f)
	return true
}

// maxKept is how many bytes of what is said while a dialog waits are kept.
const maxKept = 1000

// keepForLater keeps what was said until the dialog can go on, if it is not
// too long.
func (st *step) keepForLater(f *Frame, text string) bool {
	if len(strings.Join(f.Kept, ""))+len(text) > maxKept {
		return false
	}
	if len(f.Kept) < 5 {
		f.Kept = append(f.Kept[:len(f.Kept):len(f.Kept)], text)
	}
	return true
}

// isWord tells whether a message is a mere control word, not worth keeping.
func isWord(r match.Reading) bool { return r.Layer == "exact" || r.Layer == "" }

// hearUnknown takes a typed answer to "what do you see there?".
func (st *step) hearUnknown(f *Frame, text string) {
	// Whole phrases only: "don't send it again" must not send it again.
	said := strings.Trim(strings.ToLower(strings.TrimSpace(text)), ".!。")
	for _, outcome := range []string{"again", "leave", "there"} {
		if said == strings.ToLower(st.button(outcome).Label) {
			st.outcome(f, outcome)
			return
		}
	}
	switch said {
	case "send again", "again":
		st.outcome(f, "again")
	case "leave", "cancel", "stop":
		st.outcome(f, "leave")
	case "it is there", "there", "i see it", "yes":
		st.outcome(f, "there")
	default:
		st.unsettled()
	}
}

// longAway is after how long somebody who comes back is told where the talk
// stands. Whoever only lost the connection for a moment is told nothing.
const longAway = 10 * time.Minute

// joined greets a new visitor. A known one sees the transcript, and after a
// long time hears once more what was asked.
func (st *step) joined(e Joined) {
	if e.Locale != "" {
		st.s.Visitor.Locale, st.view.Locale = e.Locale, e.Locale
	}
	if e.TimeZone != "" {
		st.s.Visitor.TimeZone, st.view.TimeZone = e.TimeZone, e.TimeZone
	}
	if st.s.Seq == 0 {
		st.greet()
		st.offer(st.starters()...)
		return
	}
	f := st.top()
	if f == nil || f.State == stateResults || f.Op != nil && f.Until.IsZero() || st.s.Active == 0 || st.now.Sub(time.Unix(st.s.Active, 0)) < longAway {
		return
	}
	st.s.Active = st.now.Unix() // told once, in however many windows
	st.lead(st.text("welcome_back"))
	st.again(f)
}
