package machine_test

import (
	"strings"
	"testing"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

const noteDeal = `dialog: note_deal
title: Note a deal
start:
  - note a deal
needs: hubspot
effect: create

fields:
  name:
    ask: What is it called?
  stage:
    type: choice
    choices: hubspot.deal_stages
    ask: Which stage?
  amount:
    type: money
    ask: How much is it?
    optional: true
    must:
      value >= 0: The amount can't be negative.
  close_date:
    type: date
    ask: When does it close?
    optional: true

confirm: Create <name>?
do: hubspot.deals.create
done:
  say: Noted <name>.
`

// compiled is a machine of one dialog, and its version.
func compiled(t *testing.T, src string) (*machine.Machine, *machine.Compiled) {
	t.Helper()
	tree, diags := syntax.Parse("note_deal.yaml", []byte(src))
	if diags.Failed() {
		t.Fatal(diags)
	}
	c := action.NewCatalog()
	for _, s := range specs {
		c.Add(action.Action{Spec: s})
	}
	for _, o := range objects {
		c.AddObjects(o)
	}
	m, diags := machine.Compile([]*syntax.Dialog{tree}, nil, c)
	if diags.Failed() {
		t.Fatal(diags)
	}
	d, _ := m.Dialog("note_deal")
	return m, d
}

func TestAChatMovesToTheNewVersionWhereThatIsSafe(t *testing.T) {
	t.Parallel()
	old, was := compiled(t, noteDeal)
	waiting := machine.Frame{State: "ask close_date", Order: []string{"name", "stage", "amount", "close_date"}, Skipped: []string{"amount"},
		Fields: map[string]field.Value{"name": {Norm: "Acme"}, "stage": {Norm: "1", Label: "New"}}}
	paid := waiting
	paid.Skipped, paid.Fields = nil, map[string]field.Value{"name": {Norm: "Acme"}, "amount": {Norm: "5", Unit: "USD"}}
	shown := waiting
	shown.State = "confirm"
	busy := waiting
	busy.Op = &machine.Operation{}
	const amount = "    optional: true\n    must:\n      value >= 0: The amount can't be negative.\n"
	for _, c := range []struct {
		name     string
		frame    machine.Frame
		from, to string // what is written otherwise
		want     machine.Fate
	}{
		{"nothing changed", waiting, "", "", machine.Untouched},
		{"another wording", waiting, "How much is it?", "What is it worth?", machine.Moves},
		{"a further question", waiting, "  close_date:", "  owner:\n    type: owner\n    ask: Whose is it?\n  close_date:", machine.Moves},
		{"one that nobody has answered is gone", machine.Frame{State: "ask name"}, "  close_date:\n    type: date\n    ask: When does it close?\n    optional: true\n", "", machine.Moves},
		{"the open question is gone", waiting, "  close_date:\n    type: date\n    ask: When does it close?\n    optional: true\n", "", machine.Stays},
		{"what was skipped must be answered now", waiting, amount, "", machine.Stays},
		{"what was answered has another type", paid, "type: money", "type: number", machine.Stays},
		{"another condition on what was answered", paid, "value >= 0", "value >= 10", machine.Stays},
		{"another sentence about it", paid, "can't be negative", "is wrong", machine.Moves},
		{"a longer name was allowed", waiting, "What is it called?", "What is it called?\n    length: 1..3", machine.Stays},
		{"shown to be confirmed", shown, "How much is it?", "What is it worth?", machine.Stays},
		{"something is under way", busy, "How much is it?", "What is it worth?", machine.Stays},
	} {
		next, now := compiled(t, strings.Replace(noteDeal, c.from, c.to, 1))
		f := c.frame
		f.Dialog, f.Hash = "note_deal", was.Hash
		s := machine.Session{ID: "moving", Seq: 5, Stack: []machine.Frame{f}}
		if got := next.Fate(s, old); got != c.want {
			t.Errorf("%s: the fate is %d, want %d", c.name, got, c.want)
		}
		next.Keep(old, nil)
		after, _ := next.Step(s, machine.Said{Head: head("1"), Text: "why do you ask?"})
		hash := was.Hash
		if c.want == machine.Moves {
			hash = now.Hash
		}
		if after.Stack[0].Hash != hash {
			t.Errorf("%s: the step went on with another version than the fate says", c.name)
		}
	}
}

func TestWhichVersionsAreKept(t *testing.T) {
	t.Parallel()
	first, one := compiled(t, noteDeal)
	second, two := compiled(t, noteDeal+"# 2\n")
	third, three := compiled(t, noteDeal+"# 3\n")
	second.Keep(first, func(string) bool { return false })
	if !second.Has(one.Hash) {
		t.Error("a chat that has just begun with the version of a moment ago lost it")
	}
	third.Keep(second, func(string) bool { return false })
	if third.Has(one.Hash) || !third.Has(two.Hash) || !third.Has(three.Hash) {
		t.Error("what nobody needs is kept, or what somebody may need is not")
	}
	tree, _ := syntax.Parse("note_deal.yaml", []byte(noteDeal))
	if again := third.Revive(tree); again == nil || !third.With(again).Has(one.Hash) || third.Has(one.Hash) {
		t.Error("an old version does not come back beside the others")
	}
	tree, _ = syntax.Parse("note_deal.yaml", []byte(noteDeal+"  offer: [gone_dialog]\n"))
	if third.Revive(tree) != nil {
		t.Error("a version runs that offers a dialog which is not there")
	}
}

// TestAChatInStatesMoves holds the same for a dialog with an order of its own:
// the way must be the same, and what runs inside goes on with its version.
func TestAChatInStatesMoves(t *testing.T) {
	t.Parallel()
	const inStates = `dialog: note_deal
title: Note a deal
start: [note a deal]
needs: hubspot
fields:
  name: {ask: "What is it called?"}
  stage: {type: choice, choices: hubspot.deal_stages, ask: "Which stage?"}
  again: {type: yes_no, ask: "Another one?"}
states:
  deal:
    say: A deal, then.
    ask: [name, stage]
    do: hubspot.deals.create
    confirm: Create <name>?
  more:
    ask: again
    go:
      - when: again
        to: deal
      - end
`
	old, was := compiled(t, inStates)
	asking := machine.Frame{State: "ask again", Path: []string{"deal", "more"}, Called: []string{"deal"}, Order: []string{"again"},
		Fields: map[string]field.Value{"name": {Norm: "Acme"}, "stage": {Norm: "1", Label: "New"}}, Closed: []string{"name", "stage"}}
	outer := asking
	outer.State, outer.Path, outer.Called, outer.Closed = "call deal", []string{"deal"}, nil, nil
	inside := machine.Frame{Dialog: "note_deal.deal", Hash: was.Hash + ".deal", State: "confirm", Fields: asking.Fields}
	for _, c := range []struct {
		name     string
		stack    []machine.Frame
		from, to string
		want     machine.Fate
	}{
		{"another wording", []machine.Frame{asking}, "A deal, then.", "Now a deal.", machine.Moves},
		{"another way", []machine.Frame{asking}, "to: deal", "to: more", machine.Stays},
		{"another question in a state", []machine.Frame{asking}, "ask: [name, stage]", "ask: [stage, name]", machine.Stays},
		{"an action that waits for its yes", []machine.Frame{outer, inside}, "A deal, then.", "Now a deal.", machine.Stays},
		{"nothing changed", []machine.Frame{outer, inside}, "", "", machine.Untouched},
	} {
		next, _ := compiled(t, strings.Replace(inStates, c.from, c.to, 1))
		s := machine.Session{ID: "moving", Seq: 5, Accounts: []action.Account{account()}, Stack: c.stack}
		s.Stack[0].Dialog, s.Stack[0].Hash = "note_deal", was.Hash
		if got := next.Fate(s, old); got != c.want {
			t.Errorf("%s: the fate is %d, want %d", c.name, got, c.want)
		}
		for _, hash := range s.Versions() {
			if hash != was.Hash {
				t.Errorf("%s: the session needs %q, which is no version of a file", c.name, hash)
			}
		}
		next = next.With(was)
		top := c.stack[len(c.stack)-1]
		after, _ := next.Step(s, machine.Said{Head: head("1"), Text: "help"})
		if got := after.Stack[len(after.Stack)-1]; got.Dialog != top.Dialog || got.State != top.State || (got.Hash == top.Hash) != (c.want != machine.Moves) {
			t.Errorf("%s: it goes on in %s %q of %s", c.name, got.Dialog, got.State, got.Hash)
		}
	}
}
