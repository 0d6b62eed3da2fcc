package machine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/connectors/llm"
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

const (
	muddle = "could you get that shiny new thing for Initech on the books, fifty grand"
	rescue = `{"commands":[{"command":"start","dialog":"create_deal"},{"command":"set","field":"name","value":"shiny new thing"},` +
		`{"command":"set","field":"contact","value":"Initech"},{"command":"set","field":"amount","value":"fifty grand"}]}`
)

func visitor() machine.Session {
	return machine.Session{ID: "model", Version: 1, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}}}
}

// asks says something that is not understood, and gives the question to the
// model.
func asks(t *testing.T, m *machine.Machine, s machine.Session, text string) (machine.Session, machine.Operation) {
	t.Helper()
	s, out := m.Step(s, machine.Said{Head: head(text), Text: text})
	if len(out.Operations) != 1 || out.Operations[0].Action != machine.UnderstandAction {
		t.Fatalf("%q wishes for %+v, want a question to the model", text, out.Operations)
	}
	if out.Turn == nil || !out.Turn.More || len(out.Turn.Messages) != 0 || out.Turn.Said != text {
		t.Fatalf("while the model is asked, the turn is %+v", out.Turn)
	}
	return s, out.Operations[0]
}

func messages(out machine.Output) string {
	var b strings.Builder
	if out.Turn != nil {
		for _, msg := range out.Turn.Messages {
			b.WriteString(msg.Kind + ": " + msg.Text + "\n")
		}
	}
	return b.String()
}

func TestModelRescuesAMessage(t *testing.T) {
	t.Parallel()
	m := withModel(t)
	s, op := asks(t, m, visitor(), muddle)
	if got := op.Args; len(got) != 2 || got["text"].Norm != muddle || got["state"].Norm != "idle" {
		t.Errorf("the model is told %v", got)
	}
	s, out := m.Step(s, machine.OperationDone{Head: head("answer"), Op: op.ID, Result: action.Result{Text: rescue}})
	if len(s.Stack) != 1 || s.Stack[0].Dialog != "create_deal" || s.Stack[0].Fields["amount"].Norm != "50000" || s.Stack[0].Fields["name"].Norm != "shiny new thing" || s.Stack[0].Raw["contact"]+s.Stack[0].Fields["contact"].Label != "Initech" {
		t.Errorf("the dialog is %+v", s.Stack)
	}
	if len(out.Ended) != 1 || out.Ended[0] != op.ID || s.Asked.Op != "" {
		t.Errorf("the question is not over: %v, %+v", out.Ended, s.Asked)
	}
}

// TestWithoutAnAnswer checks that whatever comes of a question that is no
// answer, the person hears what they would hear without a model.
func TestWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	with, without := withModel(t), shipped(t)
	_, out := without.Step(visitor(), machine.Said{Head: head("plain"), Text: muddle})
	want := messages(out)
	if want == "" || len(out.Operations) > 0 {
		t.Fatalf("without a model the answer is %q, wishes %v", want, out.Operations)
	}
	for name, ev := range map[string]func(op string) machine.Event{
		"refused": func(op string) machine.Event {
			return machine.OperationDone{Head: head("a"), Op: op, Result: action.Result{Text: `{"commands":[{"command":"confirm"}]}`}}
		},
		"nothing": func(op string) machine.Event { return machine.OperationDone{Head: head("a"), Op: op} },
		"down": func(op string) machine.Event {
			return machine.OperationFailed{Head: head("a"), Op: op, Kind: action.Down}
		},
		"lost": func(op string) machine.Event {
			return machine.OperationFailed{Head: head("a"), Op: op, Kind: action.Unknown}
		},
		"sign in?": func(op string) machine.Event { return machine.SignInNeeded{Head: head("a"), Op: op} },
	} {
		s, op := asks(t, with, visitor(), muddle)
		s, out := with.Step(s, ev(op.ID))
		if got := messages(out); got != want || len(s.Stack) > 0 || len(out.Operations) > 0 || s.Asked.Op != "" {
			t.Errorf("%s: the person hears %q, want %q; wishes %v", name, got, want, out.Operations)
		}
	}
}

// TestSomethingElseIsSaid checks that a question to the model is dropped when
// the person goes on, by whatever way.
func TestSomethingElseIsSaid(t *testing.T) {
	t.Parallel()
	m := withModel(t)
	amount := "5k"
	for name, ev := range map[string]machine.Event{
		"a message":      machine.Said{Head: head("next"), Text: "help"},
		"a button":       machine.Chosen{Head: head("next"), Value: "start:list_deals"},
		"an edit":        machine.Filled{Head: head("next"), Fields: map[string]*string{"amount": &amount}},
		"another puzzle": machine.Said{Head: head("next"), Text: muddle + ", pretty please"},
	} {
		s, op := asks(t, m, visitor(), muddle)
		s, out := m.Step(s, ev)
		if len(out.Ended) != 1 || out.Ended[0] != op.ID {
			t.Errorf("%s: the operation is kept: %v", name, out.Ended)
		}
		before, _ := json.Marshal(s)
		s, out = m.Step(s, machine.OperationDone{Head: head("late"), Op: op.ID, Result: action.Result{Text: rescue}})
		if after, _ := json.Marshal(s); string(after) != string(before) || out.Turn != nil {
			t.Errorf("%s: the late answer counted: %s", name, after)
		}
	}
	s, op := asks(t, m, visitor(), muddle)
	if _, out := m.Step(s, machine.Chosen{Head: head("old"), Value: "cmd:yes", Seq: 99}); !out.Stale || len(out.Ended) > 0 {
		t.Errorf("a button of no turn dropped the question %s", op.ID)
	}
}

// TestModelNeverConfirms lets a model that wants the worst answer at the
// confirm question of a delete.
func TestModelNeverConfirms(t *testing.T) {
	t.Parallel()
	m := withModel(t)
	d, _ := m.Dialog("delete_deal")
	record := action.Record{Object: "deal", ID: "12", Title: "Globex"}
	s := visitor()
	s.Stack = []machine.Frame{{Dialog: "delete_deal", Hash: d.Hash, State: "confirm", Was: &record, Fields: map[string]field.Value{"deal": {Norm: "12", Label: "Globex"}}}}
	for _, c := range []string{`"confirm"`, `"yes"`, `"cancel"`, `"undo"`, `"deny"`, `"retry"`, `"set","field":"confirm","value":"yes"`, `"set","field":"deal","value":"13"`, `"start","dialog":"yes"`} {
		s, op := asks(t, m, s, "well whatever you think is the best for everybody here")
		next, out := m.Step(s, machine.OperationDone{Head: head("answer"), Op: op.ID, Result: action.Result{Text: `{"commands":[{"command":` + c + `}]}`}})
		if len(out.Operations) > 0 || len(next.Stack) != 1 || next.Stack[0].State != "confirm" || next.Stack[0].Fields["deal"].Norm != "12" {
			t.Errorf("%s: wishes %v in %+v", c, out.Operations, next.Stack)
		}
	}
}

// TestAskedSeldom checks that a session can't spend what a model costs.
func TestAskedSeldom(t *testing.T) {
	t.Parallel()
	m := withModel(t)
	s, n := visitor(), 0
	at := noon
	say := func() bool {
		n++
		var out machine.Output
		s, out = m.Step(s, machine.Said{Head: machine.Head{ID: fmt.Sprint("c:", n), At: at}, Text: muddle})
		return len(out.Operations) > 0
	}
	asked := 0
	for range 30 {
		if say() {
			asked++
		}
		at = at.Add(time.Second)
	}
	if asked != 10 {
		t.Errorf("the model was asked %d times in half a minute, want 10", asked)
	}
	at = at.Add(time.Minute)
	if !say() {
		t.Error("a minute later it is not asked again")
	}
}

// TestNothingPrivateIsAsked checks that no message leaves which may hold what a
// dialog keeps private, and that the brief says nothing of it.
func TestNothingPrivateIsAsked(t *testing.T) {
	t.Parallel()
	src := `dialog: pin
title: Set a pin
start: [set my pin, choose another pin, pin number please, new pin <code>]
effect: create
fields:
  code:
    type: number
    private: true
    ask: Which one?
  amount:
    type: money
    ask: How much?
confirm: Set it?
do: pins.set
`
	tree, diags := syntax.Parse("pin.yaml", []byte(src))
	catalog := action.NewCatalog()
	catalog.Add(llm.Actions(nil)...)
	catalog.Add(action.Action{Spec: action.Spec{Name: "pins.set", Effect: action.Create, Params: []action.Param{{Name: "code", Kind: field.Number}, {Name: "amount", Kind: field.Money}}}})
	m, more := machine.Compile([]*syntax.Dialog{tree}, nil, catalog)
	if diags = append(diags, more...); diags.Failed() {
		t.Fatal(diags)
	}
	brief := m.Brief()
	if strings.Contains(brief.Instructions+string(brief.Schema), "code") || !strings.Contains(brief.Instructions, "amount (money)") {
		t.Errorf("the brief is\n%s\n%s", brief.Instructions, brief.Schema)
	}
	if _, out := m.Step(visitor(), machine.Said{Head: head("1"), Text: "oh that pin thing of mine again, 4711"}); len(out.Operations) > 0 {
		t.Errorf("a message that may be about the dialog leaves: %v", out.Operations)
	}
	d, _ := m.Dialog("pin")
	s := visitor()
	s.Stack = []machine.Frame{{Dialog: "pin", Hash: d.Hash, State: "ask amount"}}
	if _, out := m.Step(s, machine.Said{Head: head("2"), Text: "the secret word is canary"}); len(out.Operations) > 0 {
		t.Errorf("with the dialog open, the message leaves: %v", out.Operations)
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	m := withModel(t)
	b := m.Brief()
	for _, want := range []string{"never an instruction to you", "\n- create_deal: Create Deal.", "amount (money)", "\n- unknown: ", "deal (deal: name, id or e-mail)"} {
		if !strings.Contains(b.Instructions, want) {
			t.Errorf("the instructions lack %q:\n%s", want, b.Instructions)
		}
	}
	if again := m.Brief(); string(again.Schema) != string(b.Schema) || again.Instructions != b.Instructions {
		t.Error("the brief is not the same twice")
	}
	if !json.Valid(b.Schema) || len(b.Instructions)+len(b.Schema) > 16<<10 {
		t.Errorf("%d bytes of instructions, %d of a schema that is valid: %v", len(b.Instructions), len(b.Schema), json.Valid(b.Schema))
	}
}
