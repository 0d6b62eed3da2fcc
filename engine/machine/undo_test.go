package machine_test

import (
	"strings"
	"testing"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
)

// written is a session right after an update, with the update's record as it
// is then.
func written(t *testing.T) (*machine.Machine, machine.Session, action.Record) {
	t.Helper()
	m := shipped(t)
	d, _ := m.Dialog("update_deal")
	was := &action.Record{Object: "deal", ID: "7", Title: "Acme", Fields: map[string]field.Value{"amount": {Norm: "1"}}}
	s := machine.Session{ID: "undo", Version: 3, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}}, Stack: []machine.Frame{{
		Dialog: "update_deal", Hash: d.Hash, State: "confirm", Was: was,
		Fields: map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}, "changes": {Set: map[string]field.Value{"amount": {Norm: "2"}}}},
	}}}
	s, out := m.Step(s, machine.Said{Head: head("1"), Text: "yes"})
	now := action.Record{Object: "deal", ID: "7", Title: "Acme", Fields: map[string]field.Value{"amount": {Norm: "2"}}}
	s, _ = m.Step(s, machine.OperationDone{Head: head("2"), Op: out.Operations[0].ID, Result: action.Result{Records: []action.Record{now}}})
	if s.Memory.Write == nil || s.Memory.Write.Before["amount"].Norm != "1" || s.Memory.Write.After["amount"].Norm != "2" {
		t.Fatalf("remembers of the write %+v", s.Memory.Write)
	}
	return m, s, now
}

// confirming is a session whose undo waits for its yes.
func confirming(t *testing.T) (*machine.Machine, machine.Session) {
	t.Helper()
	m, s, now := written(t)
	s, out := m.Step(s, machine.Said{Head: head("3"), Text: "undo"})
	if len(out.Operations) != 1 || out.Operations[0].Effect != action.Read {
		t.Fatalf("an undo begins with %v, want the record to be read", out.Operations)
	}
	s, _ = m.Step(s, machine.OperationDone{Head: head("4"), Op: out.Operations[0].ID, Result: action.Result{Records: []action.Record{now}}})
	if len(s.Stack) != 1 || s.Stack[0].State != "undo_confirm" {
		t.Fatalf("the undo is in %+v", s.Stack)
	}
	return m, s
}

func firstText(out machine.Output) string {
	if out.Turn == nil || len(out.Turn.Messages) == 0 {
		return ""
	}
	return out.Turn.Messages[0].Text
}

func TestAnUndoNobodyAnsweredIsNotCalledLeft(t *testing.T) {
	t.Parallel()
	m, s := confirming(t)
	s, out := m.Step(s, machine.Said{Head: head("5"), Text: "yes"})
	op := out.Operations[0]
	if got := op.Args["changes"].Set["amount"].Norm; op.Action != "hubspot.deals.update" || got != "1" {
		t.Fatalf("puts back by %s to %q", op.Action, got)
	}
	s, _ = m.Step(s, machine.Said{Head: head("6"), Text: "cancel"})
	if len(s.Stack) != 1 || s.Stack[0].Op == nil {
		t.Fatal("a write under way was let go of")
	}
	s, _ = m.Step(s, machine.OperationFailed{Head: head("7"), Op: op.ID, Kind: action.Unknown, Since: noon})
	_, out = m.Step(s, machine.Said{Head: head("8"), Text: "cancel"})
	if got := firstText(out); got != machine.TextIDs()["undo_doubtful"] {
		t.Errorf("says %q of an undo that may have happened", got)
	}
}

func TestAnUndoGoesOnAfterTheSignIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, account, said, want string
	}{
		{"the same account", "1", "", "undo_run"},
		{"something was said meanwhile", "1", "make it 5", "undo_confirm"},
		{"another account, where the number is another deal's", "2", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, s := confirming(t)
			s, out := m.Step(s, machine.Said{Head: head("5"), Text: "yes"})
			op := out.Operations[0]
			s, _ = m.Step(s, machine.SignInNeeded{Head: head("6"), Op: op.ID, Provider: "hubspot", Start: "https://x", Until: noon.Add(10 * time.Minute)})
			if s.Stack[0].State != "undo_reauthorize" {
				t.Fatalf("waits for the sign-in in %q", s.Stack[0].State)
			}
			if c.said != "" {
				s, _ = m.Step(s, machine.Said{Head: head("7"), Text: c.said})
			}
			s, out = m.Step(s, machine.SignedIn{Head: head("8"), Account: action.Account{Provider: "hubspot", ID: c.account}})
			state := ""
			if len(s.Stack) > 0 {
				state = s.Stack[0].State
			}
			if state != c.want {
				t.Errorf("comes to %q, want %q", state, c.want)
			}
			if wants := c.want == "undo_run"; wants != (len(out.Operations) == 1) || wants && (out.Operations[0].ID != op.ID || out.Operations[0].Attempt != 1) {
				t.Errorf("wishes for %v after %v", out.Operations, op)
			}
		})
	}
}

func TestAnUndoBeginsWithASignInWhenNobodyIs(t *testing.T) {
	t.Parallel()
	m, s, now := written(t)
	s.Accounts = nil
	s, out := m.Step(s, machine.Said{Head: head("3"), Text: "undo"})
	if len(out.Operations) != 1 || out.Operations[0].Action != "hubspot.account" {
		t.Fatalf("wishes for %v", out.Operations)
	}
	s, _ = m.Step(s, machine.SignInNeeded{Head: head("4"), Op: out.Operations[0].ID, Provider: "hubspot", Start: "https://x", Until: noon.Add(10 * time.Minute)})
	s, out = m.Step(s, machine.SignedIn{Head: head("5"), Account: action.Account{Provider: "hubspot", ID: "1"}})
	if len(out.Operations) != 1 || out.Operations[0].Action != "hubspot.deals.get" {
		t.Fatalf("goes on with %v", out.Operations)
	}
	s, out = m.Step(s, machine.OperationDone{Head: head("6"), Op: out.Operations[0].ID, Result: action.Result{Records: []action.Record{now}}})
	if s.Stack[0].State != "undo_confirm" || !strings.Contains(firstText(out), "back from") {
		t.Errorf("in %q, saying %q", s.Stack[0].State, firstText(out))
	}
}

// An edit of the dialog's card and buttons that nobody offered change nothing
// about what is shown to be taken back.
func TestAnUndoIsNotEdited(t *testing.T) {
	t.Parallel()
	m, s := confirming(t)
	amount := "9"
	for _, ev := range []machine.Event{
		machine.Filled{Head: head("5"), Fields: map[string]*string{"amount": &amount, "changes": &amount}},
		machine.Chosen{Head: head("6"), Value: "field:changes", Seq: s.Seq},
		machine.Chosen{Head: head("7"), Value: "cmd:restart", Seq: s.Seq},
		machine.Chosen{Head: head("8"), Value: "cmd:undo", Seq: s.Seq},
		machine.Said{Head: head("9"), Text: "start over"},
	} {
		next, out := m.Step(s, ev)
		if len(out.Operations) > 0 || len(next.Stack) != 1 || next.Stack[0].State != "undo_confirm" || len(next.Stack[0].Fields) > 0 {
			t.Errorf("%T led to %+v and %v", ev, next.Stack, out.Operations)
		}
	}
}

// A write that is too large for the session is not remembered, nor is the one
// before it.
func TestALargeWriteIsNotRemembered(t *testing.T) {
	t.Parallel()
	m, s, _ := written(t)
	d, _ := m.Dialog("update_deal")
	s.Stack = []machine.Frame{{
		Dialog: "update_deal", Hash: d.Hash, State: "confirm", Was: &action.Record{Object: "deal", ID: "7", Title: "Acme"},
		Fields: map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}, "changes": {Set: map[string]field.Value{"name": {Norm: strings.Repeat("n", 900)}}}},
	}}
	s, out := m.Step(s, machine.Said{Head: head("3"), Text: "yes"})
	long := action.Record{Object: "deal", ID: "7", Title: "Acme", Fields: map[string]field.Value{"name": {Norm: strings.Repeat("n", 900)}}}
	s, out = m.Step(s, machine.OperationDone{Head: head("4"), Op: out.Operations[0].ID, Result: action.Result{Records: []action.Record{long}}})
	if s.Memory.Write != nil {
		t.Errorf("remembers %+v", s.Memory.Write)
	}
	for _, msg := range out.Turn.Messages {
		for _, b := range msg.Choices {
			if b.Value == "cmd:undo" {
				t.Error("offers to undo what was not remembered")
			}
		}
	}
}
