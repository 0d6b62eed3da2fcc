package machine_test

import (
	"testing"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func head(id string) machine.Head { return machine.Head{ID: "c:" + id, At: noon} }

// unsettled is a session whose create nobody answered and nobody found.
func unsettled(t *testing.T) (*machine.Machine, machine.Session, machine.Operation) {
	t.Helper()
	m := shipped(t)
	d, _ := m.Dialog("create_deal")
	s := machine.Session{ID: "doubt", Version: 3, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}}, Stack: []machine.Frame{{
		Dialog: "create_deal", Hash: d.Hash, State: "confirm", Checked: "Acme", Skipped: []string{"close_date", "contact", "owner"},
		Fields: map[string]field.Value{"name": {Norm: "Acme"}, "pipeline": {Norm: "default"}, "stage": {Norm: "new", Label: "New"}, "amount": {Norm: "5000"}},
	}}}
	s, out := m.Step(s, machine.Said{Head: head("1"), Text: "yes"})
	if len(out.Operations) != 1 || out.Operations[0].Action != "hubspot.deals.create" {
		t.Fatalf("a yes wishes for %v", out.Operations)
	}
	op := out.Operations[0]
	s, out = m.Step(s, machine.OperationFailed{Head: head("2"), Op: op.ID, Kind: action.Unknown, Since: noon})
	if len(out.Operations) != 1 || !out.Operations[0].Settle {
		t.Fatalf("an unknown create is not looked for: %v", out.Operations)
	}
	s, _ = m.Step(s, machine.OperationFailed{Head: head("3"), Op: op.ID, Kind: action.Missing})
	if got := s.Stack[0].State; got != "unknown" {
		t.Fatalf("what could not be found is in state %q", got)
	}
	return m, s, op
}

func TestOnlyAPlainAgainSendsAgain(t *testing.T) {
	m, s, _ := unsettled(t)
	for _, text := range []string{"please don't send it again", "I checked again and it is there", "it isn't there", "nothing there", "no", "hm"} {
		next, out := m.Step(s, machine.Said{Head: head("4"), Text: text})
		if len(out.Operations) > 0 || len(next.Stack) == 0 || next.Stack[0].State != "unknown" {
			t.Errorf("%q was taken as an answer: wishes %v", text, out.Operations)
		}
	}
}

func TestSendingAgainIsTheSameOperation(t *testing.T) {
	m, s, op := unsettled(t)
	// An edit of the card changes nothing any more: a yes was given to 5,000.
	edited := "99999"
	s, _ = m.Step(s, machine.Filled{Head: head("4"), Fields: map[string]*string{"amount": &edited}})
	_, out := m.Step(s, machine.Said{Head: head("5"), Text: "send it again"})
	if len(out.Operations) != 1 {
		t.Fatalf("wishes %v, want the create", out.Operations)
	}
	got := out.Operations[0]
	if got.ID != op.ID || got.Attempt == op.Attempt || got.Settle {
		t.Errorf("sent again as %s attempt %d settle %v, want another attempt at %s", got.ID, got.Attempt, got.Settle, op.ID)
	}
	if got.Args["amount"].Norm != "5000" {
		t.Errorf("amount %q is written; confirmed was 5000", got.Args["amount"].Norm)
	}
}

func TestADialogThatIsGoneEndsNothingElse(t *testing.T) {
	m := shipped(t)
	s := machine.Session{ID: "gone", Version: 3, Seq: 4, Stack: []machine.Frame{{
		Dialog: "no_such_dialog", Hash: "old", State: "authorize", Until: noon.Add(-time.Minute),
		Op: &machine.Operation{Call: action.Call{ID: "op1"}},
	}}}
	for _, ev := range []machine.Event{machine.Elapsed{Head: head("1")}, machine.Said{Head: head("2"), Text: "cancel"}, machine.SignedIn{Head: head("3")}} {
		next, out := m.Step(s, ev)
		if len(next.Stack) != 0 || out.Turn == nil || len(out.Ended) != 1 {
			t.Errorf("%T: left %d dialogs, said %v, ended %v", ev, len(next.Stack), out.Turn, out.Ended)
		}
	}
	if next, _ := m.Apologize(s, machine.Said{Head: head("4"), Text: "x"}); len(next.Stack) != 0 {
		t.Error("an apology keeps a dialog that is gone")
	}
}

func TestAButtonDoesNotStrandAWaitingSignIn(t *testing.T) {
	m := shipped(t)
	s, out := m.Step(machine.Session{ID: "waits", Version: 1}, machine.Said{Head: head("1"), Text: "create a deal"})
	s, _ = m.Step(s, machine.SignInNeeded{Head: head("2"), Op: out.Operations[0].ID, Provider: "hubspot", Start: "https://x", Until: noon.Add(10 * time.Minute)})
	s, _ = m.Step(s, machine.Chosen{Head: head("3"), Value: "start:create_contact", Seq: 1})
	if len(s.Stack) != 1 {
		t.Fatalf("%d dialogs are open; the one that waits for the sign-in should be alone", len(s.Stack))
	}
	late := machine.Elapsed{Head: machine.Head{ID: "wake", At: noon.Add(time.Hour)}}
	if _, out := m.Step(s, late); !out.Wake.IsZero() && !out.Wake.After(late.At) {
		t.Errorf("wishes to be woken at %v, which is past", out.Wake)
	}
}

func TestNothingWasChangedIsSaidOnlyWhenItIsTrue(t *testing.T) {
	m := shipped(t)
	d, _ := m.Dialog("update_deal")
	was := &action.Record{Object: "deal", ID: "7", Title: "Acme", Fields: map[string]field.Value{"amount": {Norm: "1"}}}
	s := machine.Session{ID: "cancel", Version: 3, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}}, Stack: []machine.Frame{{
		Dialog: "update_deal", Hash: d.Hash, State: "confirm", Was: was,
		Fields: map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}, "changes": {Set: map[string]field.Value{"amount": {Norm: "2"}}}},
	}}}
	s, out := m.Step(s, machine.Said{Head: head("1"), Text: "yes"})
	s, _ = m.Step(s, machine.OperationFailed{Head: head("2"), Op: out.Operations[0].ID, Kind: action.Unknown, Since: noon})
	_, out = m.Step(s, machine.Said{Head: head("3"), Text: "cancel"})
	if out.Turn == nil || out.Turn.Messages[0].Text == "" {
		t.Fatal("a cancel is answered with nothing")
	}
	if got := out.Turn.Messages[0].Text; got == machine.TextIDs()["cancelled"] {
		t.Errorf("says %q of a write that may have happened", got)
	}
}

func TestWhatWasNotedComesBeforeTheWrite(t *testing.T) {
	m, s, op := func() (*machine.Machine, machine.Session, machine.Operation) {
		m := shipped(t)
		d, _ := m.Dialog("create_deal")
		s := machine.Session{ID: "noted", Version: 3, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}}, Stack: []machine.Frame{{
			Dialog: "create_deal", Hash: d.Hash, State: "confirm", Checked: "Acme", Skipped: []string{"close_date", "contact", "owner"},
			Fields: map[string]field.Value{"name": {Norm: "Acme"}, "pipeline": {Norm: "default"}, "stage": {Norm: "new", Label: "New"}, "amount": {Norm: "5000"}},
		}}}
		s, out := m.Step(s, machine.Said{Head: head("1"), Text: "yes"})
		return m, s, out.Operations[0]
	}()
	s, _ = m.Step(s, machine.SignInNeeded{Head: head("2"), Op: op.ID, Provider: "hubspot", Start: "https://x", Until: noon.Add(10 * time.Minute)})
	s, _ = m.Step(s, machine.Said{Head: head("3"), Text: "make the amount 7000 please"})
	s, out := m.Step(s, machine.SignedIn{Head: head("4"), Account: action.Account{Provider: "hubspot", ID: "1"}})
	for _, o := range out.Operations {
		if o.Effect.Writes() {
			t.Errorf("writes %v over what was noted", o.Args)
		}
	}
	if got := s.Stack[0].Fields["amount"].Norm; got != "7000" {
		t.Errorf("the amount is %q, noted was 7000", got)
	}
}
