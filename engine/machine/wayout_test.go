package machine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/connectors/hubspot"
	"parley/dialogs"
	"parley/engine/action"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// TestAPersonIsNamedAtTheWayOut gives three unclear answers in a house that
// says whom to ask.
func TestAPersonIsNamedAtTheWayOut(t *testing.T) {
	t.Parallel()
	const person = "You can also write to crm-help@example.com."
	house, diags := syntax.ParseHouse("defaults.yaml", []byte("texts:\n  person: "+person+"\n"))
	if diags.Failed() {
		t.Fatal(diags)
	}
	catalog := action.NewCatalog()
	catalog.Add(hubspot.Actions(nil)...)
	catalog.AddObjects(hubspot.Objects()...)
	list, _, _, _ := syntax.ReadDir(dialogs.FS, ".")
	m, diags := machine.Compile(list, house, catalog)
	if diags.Failed() {
		t.Fatal(diags)
	}
	s, n := machine.Session{ID: "way-out", Accounts: []action.Account{account()}}, 0
	head := func() machine.Head {
		n++
		return machine.Head{ID: fmt.Sprint(machine.ClientPrefix, n), At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	}
	s, _ = m.Step(s, machine.Said{Head: head(), Text: "show a deal"})
	for try := 1; try <= 3; try++ {
		var out machine.Output
		s, out = m.Step(s, machine.Said{Head: head(), Text: "zzz"})
		if len(out.Operations) != 1 {
			t.Fatalf("answer %d: wished for %v", try, out.Operations)
		}
		s, out = m.Step(s, machine.OperationDone{Head: head(), Op: out.Operations[0].ID})
		if len(out.Turn.Messages) != 1 {
			t.Errorf("answer %d: %d messages for one wrong answer", try, len(out.Turn.Messages))
		}
		if got, want := strings.Contains(out.Turn.Messages[0].Text, person), try == 3; got != want {
			t.Errorf("answer %d: %q names a person: %t", try, out.Turn.Messages[0].Text, got)
		}
	}
}
