package machine_test

import (
	"slices"
	"strings"
	"testing"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
)

// asking is a session in which a dialog asks for a field.
func asking(t *testing.T, dialog, name string, known map[string]field.Value) (*machine.Machine, machine.Session) {
	t.Helper()
	m := shipped(t)
	d, ok := m.Dialog(dialog)
	if !ok {
		t.Fatalf("there is no dialog %s", dialog)
	}
	return m, machine.Session{ID: "asking", Seq: 5, Offered: 5, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}},
		Stack: []machine.Frame{{Dialog: dialog, Hash: d.Hash, State: "ask " + name, Fields: known}}}
}

func TestWhatHasNoEffectIsAnswered(t *testing.T) {
	t.Parallel()
	m, idle := shipped(t), machine.Session{ID: "idle", Seq: 5, Offered: 5}
	text := "5k"
	for _, ev := range []machine.Event{
		machine.Chosen{Head: head("1"), Value: "field:name", Seq: 5},
		machine.Chosen{Head: head("2"), Value: "cmd:go_on", Seq: 5},
		machine.Filled{Head: head("3"), Fields: map[string]*string{"amount": &text}},
	} {
		if _, out := m.Step(idle, ev); firstText(out) == "" || out.Turn.More {
			t.Errorf("%+v is answered with %+v", ev, out.Turn)
		}
	}
}

func TestAStaleButtonLeavesTheSessionAlone(t *testing.T) {
	t.Parallel()
	m, s, _ := written(t)
	next, out := m.Step(s, machine.Chosen{Head: head("9"), Value: "cmd:yes", Seq: s.Seq + 5})
	if !out.Stale || !next.Memory.Write.Fresh {
		t.Errorf("stale %v, and the write is fresh: %v", out.Stale, next.Memory.Write.Fresh)
	}
}

func TestLongWordsAreNotKept(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("lorem ipsum ", 330)
	for _, c := range []struct{ dialog, name string }{{"update_deal", "deal"}, {"update_contact", "changes"}, {"search_deals", "words"}, {"create_deal", "contact"}} {
		known := map[string]field.Value{"contact": {Norm: "7", Label: "Ana"}}
		if c.name == "contact" || c.name == "deal" {
			known = nil
		}
		m, s := asking(t, c.dialog, c.name, known)
		next, out := m.Step(s, machine.Said{Head: head("1"), Text: long})
		if len(out.Operations) > 0 || len(inJSON(next)) > 1000 {
			t.Errorf("%s of %s: wishes %v, the session takes %d bytes", c.name, c.dialog, out.Operations, len(inJSON(next)))
		}
		if !strings.Contains(firstText(out), "400 characters at most") {
			t.Errorf("%s of %s: says %q", c.name, c.dialog, firstText(out))
		}
	}
}

func TestLittleIsKeptWhileADialogWaits(t *testing.T) {
	t.Parallel()
	m, s := asking(t, "create_deal", "name", nil)
	s.Stack[0].State, s.Stack[0].Until = "authorize", noon.Add(1e12)
	for range 5 {
		s, _ = m.Step(s, machine.Said{Head: head("1"), Text: strings.Repeat("amount 500 ", 80)})
	}
	if kept := strings.Join(s.Stack[0].Kept, ""); len(kept) > 1000 || kept == "" {
		t.Errorf("%d bytes are kept", len(kept))
	}
}

func TestAFailedWriteIsShownAgainAfterSomethingElse(t *testing.T) {
	t.Parallel()
	m, s, _ := written(t)
	d, _ := m.Dialog("update_deal")
	was := &action.Record{Object: "deal", ID: "7", Title: "Acme", Fields: map[string]field.Value{"amount": {Norm: "1"}}}
	s.Stack = []machine.Frame{{Dialog: "update_deal", Hash: d.Hash, State: "failed", Was: was,
		Fields: map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}, "changes": {Set: map[string]field.Value{"amount": {Norm: "2"}}}}}}
	s, _ = m.Step(s, machine.Said{Head: head("5"), Text: "create a contact"})
	s, out := m.Step(s, machine.Said{Head: head("6"), Text: "cancel"})
	if got := s.Stack[0].State; got != "confirm" {
		t.Fatalf("back in %q, saying %+v", got, out.Turn.Messages)
	}
	if _, out = m.Step(s, machine.Said{Head: head("7"), Text: "try again"}); len(out.Operations) > 0 {
		t.Errorf("wishes %v without a yes", out.Operations)
	}
}

func TestOneShownRecordIsNotAllOfThem(t *testing.T) {
	t.Parallel()
	m, s := asking(t, "delete_deal", "deal", map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}})
	s.Stack[0].State, s.Stack[0].Was = "confirm", &action.Record{Object: "deal", ID: "7", Title: "Acme"}
	for text, yes := range map[string]bool{"delete it": true, "yes, delete the deal": true, "delete all of them": false, "delete the deals": false} {
		if _, out := m.Step(s, machine.Said{Head: head("1"), Text: text}); (len(out.Operations) > 0) != yes {
			t.Errorf("%q wishes for %v", text, out.Operations)
		}
	}
}

func TestARecordIsMadeOnlyWhereThatIsOffered(t *testing.T) {
	t.Parallel()
	m, s := asking(t, "update_contact", "contact", nil)
	if next, _ := m.Step(s, machine.Chosen{Head: head("1"), Value: "new:create_contact", Seq: 5}); len(next.Stack) > 1 {
		t.Errorf("a hand-made button began %s", next.Stack[1].Dialog)
	}
}

func TestARecordThatIsGoneIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	m, s := asking(t, "delete_deal", "deal", map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}})
	s.Stack[0].State = "confirm"
	s.Stack[0].Batch = &machine.Batch{Refs: []machine.Ref{{Object: "deal", ID: "7", Title: "Acme"}, {Object: "deal", ID: "8", Title: "Bolt"}}, Was: make([]map[string]field.Value, 2)}
	s, out := m.Step(s, machine.Said{Head: head("1"), Text: "yes"})
	_, out = m.Step(s, machine.OperationFailed{Head: head("2"), Op: out.Operations[0].ID, Kind: action.Missing})
	for _, b := range out.Turn.Messages[0].Choices {
		if b.Value == "cmd:retry" {
			t.Errorf("offers to try again: %+v", out.Turn.Messages[0])
		}
	}
}

func TestTheChoicesOfOneValueAreLoadedAgain(t *testing.T) {
	t.Parallel()
	was := &action.Record{Object: "deal", ID: "7", Title: "Acme"}
	m, s := asking(t, "update_deal", "changes", map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}})
	s.Stack[0].Was, s.Stack[0].Detail = was, "owner"
	stuck := s
	stuck.Stack = []machine.Frame{s.Stack[0]}
	stuck.Stack[0].State = "stuck"
	if _, out := m.Step(stuck, machine.Said{Head: head("1"), Text: "try again"}); len(out.Operations) != 1 || out.Operations[0].Action != "hubspot.owners" {
		t.Errorf("trying again wishes for %v", out.Operations)
	}
	s.Stack[0].Choices = map[string][]field.Choice{"changes.owner": {{Value: "1", Label: "Lea"}, {Value: "2", Label: "Tom"}}}
	s, _ = m.Step(s, machine.Chosen{Head: head("2"), Value: "start:create_contact", Seq: 5})
	if _, out := m.Step(s, machine.Said{Head: head("3"), Text: "cancel"}); len(out.Operations) != 1 || out.Operations[0].Action != "hubspot.owners" {
		t.Errorf("coming back wishes for %v", out.Operations)
	}
}

func TestCandidatesStayWhenTheyCannotBeSkipped(t *testing.T) {
	t.Parallel()
	m, s := asking(t, "update_deal", "deal", nil)
	s.Stack[0].State, s.Stack[0].Raw = "pick deal", map[string]string{"deal": "rollout"}
	s.Stack[0].Pick = []machine.Ref{{Object: "deal", ID: "7", Title: "Q3 rollout"}, {Object: "deal", ID: "8", Title: "Q4 rollout"}}
	if s, _ = m.Step(s, machine.Said{Head: head("1"), Text: "skip"}); len(s.Stack[0].Pick) != 2 {
		t.Errorf("%d candidates are left", len(s.Stack[0].Pick))
	}
}

func TestChoicesGoWhenTheChangesCannotBeRead(t *testing.T) {
	t.Parallel()
	m, s := asking(t, "update_deal", "changes", map[string]field.Value{"deal": {Norm: "7", Label: "Acme"}})
	s.Stack[0].Was = &action.Record{Object: "deal", ID: "7", Title: "Acme"}
	list := []field.Choice{{Value: "1", Label: "Lea"}, {Value: "2", Label: "Tom"}}
	s.Stack[0].Choices = map[string][]field.Choice{"changes.owner": list, "changes.stage": list, "changes.pipeline": list}
	s, _ = m.Step(s, machine.Said{Head: head("1"), Text: "owner Lea, close date whenever"})
	if got := s.Stack[0].Choices; len(got) > 1 {
		t.Errorf("keeps %v", got)
	}
}

// TestWID18_TheHeadOfARecord: its kind and pipeline, and its stage; the lines have both too and say so.
func TestWID18_TheHeadOfARecord(t *testing.T) {
	t.Parallel()
	pick := func(label string) field.Value { return field.Value{Norm: "id", Label: label} }
	for _, c := range []struct {
		object, locale, subtitle, badge string
		fields                          map[string]field.Value
	}{
		{"deal", "en", "Deal · Sales Pipeline", "Contract Sent", map[string]field.Value{"amount": {Norm: "5"}, "stage": pick("Contract Sent"), "pipeline": pick("Sales Pipeline")}},
		{"contact", "en", "Contact", "Lead", map[string]field.Value{"email": {Norm: "a@b.example"}, "lifecycle_stage": pick("Lead")}},
		{"contact", "de", "Kontakt", "Lead", map[string]field.Value{"email": {Norm: "a@b.example"}, "lifecycle_stage": pick("Lead")}},
		{"contact", "en", "Contact", "", map[string]field.Value{"email": {Norm: "a@b.example"}}},
	} {
		m, s := asking(t, "get_"+c.object, c.object, nil)
		s.Visitor.Locale = c.locale
		r := action.Record{Object: c.object, ID: "7", Title: "Acme", Fields: c.fields}
		s, out := m.Step(s, machine.Said{Head: head("1"), Text: "Acme"})
		for i := 0; len(out.Operations) > 0 && i < 3; i++ {
			s, out = m.Step(s, machine.OperationDone{Head: head("2"), Op: out.Operations[0].ID, Result: action.Result{Records: []action.Record{r}}})
		}
		i := slices.IndexFunc(out.Turn.Messages, func(m machine.Message) bool { return m.Kind == machine.KindRecord })
		if i < 0 {
			t.Fatalf("%s is not shown: %+v", c.object, out.Turn)
		}
		shown := out.Turn.Messages[i]
		if shown.Subtitle != c.subtitle || shown.Badge != c.badge || len(shown.Fields) != len(c.fields) {
			t.Errorf("%s in %s: %q, %q, %+v", c.object, c.locale, shown.Subtitle, shown.Badge, shown.Fields)
		}
		for _, line := range shown.Fields {
			if line.Head != (line.Value == c.badge || strings.HasSuffix(c.subtitle, line.Value)) {
				t.Errorf("%s in %s: %+v", c.object, c.locale, line)
			}
		}
	}
}
