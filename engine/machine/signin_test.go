package machine_test

import (
	"testing"
	"time"

	"parley/engine/machine"
)

// TestNothingIsWaitedForBeforeTheSignInCard says something between the wish to
// create a deal and the card: what was said is kept, and the card is the next
// thing that is heard.
func TestNothingIsWaitedForBeforeTheSignInCard(t *testing.T) {
	m := shipped(t)
	s, out := m.Step(machine.Session{ID: "early", Version: 1}, machine.Said{Head: head("1"), Text: "create a deal"})
	if len(out.Operations) != 1 {
		t.Fatalf("it wishes for %v", out.Operations)
	}
	op := out.Operations[0].ID
	for i, text := range []string{"Acme 5", "help", "hello?"} {
		s, out = m.Step(s, machine.Said{Head: head("2" + string(rune('a'+i))), Text: text})
		if out.Turn == nil || len(out.Turn.Messages) != 0 || !out.Turn.More || out.Turn.Said != text {
			t.Errorf("%q is answered with %+v before the card", text, out.Turn)
		}
	}
	s, out = m.Step(s, machine.SignInNeeded{Head: head("3"), Op: op, Provider: "hubspot", Start: "/oauth/hubspot/start?flow=f", Until: noon.Add(10 * time.Minute)})
	if out.Turn == nil || len(out.Turn.Messages) != 1 || out.Turn.Messages[0].Kind != machine.KindSignIn {
		t.Fatalf("the card is %+v", out.Turn)
	}
	if kept := s.Stack[0].Kept; len(kept) == 0 || kept[0] != "Acme 5" {
		t.Errorf("kept are %q", kept)
	}
}
