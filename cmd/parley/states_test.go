package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"parley/engine/lint"
	"parley/engine/rule"
	"parley/engine/syntax"
)

// states are dialogs with an order of their own, hooked states and dialogs
// inside others, with their conversations.
const states = "../../engine/machine/testdata/states"

// TestStates runs the conversations of dialogs with `states:` beside the
// dialogs that ship, which they start.
func TestStates(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range shippedFiles(t) {
		copyFile(t, filepath.Join(moduleRoot, "dialogs", name), filepath.Join(folder, name))
	}
	own, err := filepath.Glob(filepath.Join(states, "*.yaml"))
	if err != nil || len(own) == 0 {
		t.Fatal("there are none: ", err)
	}
	for _, name := range own {
		copyFile(t, name, filepath.Join(folder, filepath.Base(name)))
	}
	if code, out, errs := run(t, nil, "", "lint", folder); code != exitDone || strings.Contains(out, "warning") {
		t.Errorf("lint: exit code %d\n%s%s", code, out, errs)
	}
	if code, out, errs := run(t, nil, "", "test", folder); code != exitDone || !strings.Contains(out, " 0 failed") {
		t.Errorf("test: exit code %d\n%s%s", code, out, errs)
	}
	code, out, errs := run(t, nil, "", "graph", "lead_call", "--view", "author", "--dialogs", folder)
	if want := `at_call_interest --> at_deal : when interest == "hot"`; code != exitDone || !strings.Contains(out, want) {
		t.Errorf("graph: exit code %d, no %q\n%s%s", code, want, out, errs)
	}
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// order is a dialog with states, in which mistakes are made.
const order = `dialog: call_back
title: Call back
description: Note whom to call back.
start: [call back, note a call back]
needs: hubspot
fields:
  kind: {type: choice, choices: [sales, service], ask: "What was it about?"}
  note: {ask: "What should be said?", hint: A sentence.}
  contact: {type: record contact, ask_if: never}
  more: {type: yes_no, ask: "Another one?"}
states:
  call:
    ask: kind
    go:
      - when: kind == "sales"
        to: service
      - again
  service:
    ask: note
    go: again
  again:
    ask: more
    go:
      - when: more
        to: call
      - end
`

// TestMistakesInStates holds that each mistake is answered by one message, with
// its place and its fix.
func TestMistakesInStates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, to, text, advice string }{
		{"a choice that is none", `kind == "sales"`, `kind == "sale"`, `this never holds, so it never goes on to "service"`, "letter by letter"},
		{"a choice without quotes", `kind == "sales"`, `kind == sales`, `"sales" is a choice, not a field`, `put quotes around it: "sales"`},
		{"a state called end", "  service:\n", "  end:\n", `"end" has a meaning of its own`, "call the state something else"},
		{"a state with nothing in it", "  service:\n    ask: note\n    go: again\n", "  service:\n", "nothing is written here", ""},
		{"ways without dashes", "    go: again\n", "    go:\n      again\n      call\n", "several names stand here without dashes", "with a dash"},
		{"else", "      - end\n", "      - else: end\n", `"else" is not needed`, "write only the name: `- end`"},
		{"two ways without a condition", "    go: again\n", "    go: [again, call]\n", `the way to "call" is never taken`, "only one way can be without `when:`"},
		{"a question for a name", "    ask: note\n", "    ask: What is it?\n", `the names of fields are expected here`, "below `fields:`"},
		{"a question that another state asks", "    ask: note\n", "    ask: [kind, note]\n", `"kind" is known by now on every way`, "leave it out here"},
		{"nothing comes of it", "    ask: note\n", "    ask: note\n    start: quick_note\n    result: {contact: record}\n", `no record comes of "quick_note"`, "leave the line out"},
		{"other choices", "    ask: note\n", "    ask: note\n    start: quick_note\n    with: {level: kind}\n", `"kind" is of the type "choice of sales, service", and "level" of the type "choice of low, high"`, "the same type"},
		{"a dialog for a choice of the account", "    ask: note\n", "    ask: note\n    do: hubspot.contacts.create\n    confirm: Create <note>?\n    with: {last_name: note, lifecycle_stage: more}\n", `and "lifecycle_stage" of the type "choice"`, "the same type"},
	} {
		text := strings.Replace(order, c.from, c.to, 1)
		if text == order {
			t.Fatalf("%s: nothing is changed", c.name)
		}
		f := lint.Read(fstest.MapFS{"call_back.yaml": {Data: []byte(text)}, "quick_note.yaml": {Data: []byte(quickNote)}})
		diags, _ := f.Problems(newCatalog(nil, nil, nil))
		if len(diags) != 1 || !strings.Contains(diags[0].Text, c.text) || !strings.Contains(diags[0].Advice, c.advice) || diags[0].Pos.Line == 0 {
			t.Errorf("%s: %v", c.name, diags)
		}
	}
	for _, c := range []struct{ name, states, text, advice string }{
		{"before is forgotten", "states:\n  look: {say: Look.}\n", `no state asks for the field "name"`, "say with `before:` where"},
		{"in front of its own question", "states:\n  look: {before: stage, ask: stage}\n", `the state "look" asks for "stage", so that is none of the ordinary questions`, "name another question"},
	} {
		diags, _ := lint.Read(fstest.MapFS{"note_deal.yaml": {Data: []byte(rule.Frame + c.states)}}).Problems(newCatalog(nil, nil, nil))
		if len(diags) == 0 || !strings.Contains(diags[0].Text, c.text) || !strings.Contains(diags[0].Advice, c.advice) {
			t.Errorf("%s: %v", c.name, diags)
		}
	}
}

const quickNote = `dialog: quick_note
title: Quick note
description: A question and nothing else.
start: [quick note, a quick note]
fields:
  level: {type: choice, choices: [low, high], ask: "How urgent is it?"}
states:
  talk: {ask: level}
`

// TestManyDialogsInside proves in little time that no dialog runs inside
// itself, however many ways lead through them.
func TestManyDialogsInside(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for layer := range 25 {
		for side := range 2 {
			name := fmt.Sprintf("d%d_%d", layer, side)
			text := strings.ReplaceAll(quickNote, "quick_note", name)
			if layer < 24 {
				text += fmt.Sprintf("  one: {start: d%d_0}\n  two: {start: d%d_1}\n", layer+1, layer+1)
			}
			files[name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	if diags, _ := lint.Read(files).Problems(newCatalog(nil, nil, nil)); diags.Failed() {
		t.Errorf("they are fine, but: %v", diags[:1])
	}
	files["d24_1.yaml"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(quickNote, "quick_note", "d24_1") + "  back: {start: d0_0}\n")}
	diags, _ := lint.Read(files).Problems(newCatalog(nil, nil, nil))
	if !slices.ContainsFunc(diags, func(d syntax.Diagnostic) bool { return d.Rule == "never-ends" }) {
		t.Errorf("a circle was not found: %v", diags)
	}
	var many strings.Builder
	for i := range 101 {
		fmt.Fprintf(&many, "  s%d: {say: Fine.}\n", i)
	}
	diags, _ = lint.Read(fstest.MapFS{"quick_note.yaml": {Data: []byte(quickNote + many.String())}}).Problems(newCatalog(nil, nil, nil))
	if len(diags) != 1 || diags[0].Rule != "too-many" {
		t.Errorf("more than a hundred states: %v", diags)
	}
}
