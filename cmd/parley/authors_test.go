package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/engine/convtest"
)

const leadDialog = `dialog: note_lead
title: Note a lead
start:
  - note a lead
needs: hubspot
effect: create

fields:
  email:
    type: email
    ask: What is the address?
  last_name:
    ask: What is the last name?
    hint: For example Lopez.
    optional: true
    private: true

confirm: Save <email>?
do: hubspot.contacts.create
done:
  say: Noted <email>.
`

const leadTest = `# What an author wrote stays.
- test: a lead is noted
  chat:
    - me: note a lead
      bot: ask email
      # the wording is not settled
      says: What is the address?
    - me: ana@example.com
      bot: ask last_name
    - me: skip
      bot: confirm
    - me: yes
      calls:
        hubspot.contacts.create: {email: ana@example.com}
      bot: done
      says: Noted
`

// leads is a folder with one dialog and a test.
func leads(t *testing.T) folder {
	t.Helper()
	f := folder{t, t.TempDir()}
	f.save("note_lead.yaml", leadDialog)
	f.save("note_lead_test.yaml", leadTest)
	return f
}

func (f folder) read(name string) string {
	f.Helper()
	text, err := os.ReadFile(filepath.Join(f.path, name))
	if err != nil {
		f.Fatal(err)
	}
	return string(text)
}

func TestUpdateKeepsWhatAuthorsWrote(t *testing.T) {
	t.Parallel()
	f := leads(t)
	f.change("note_lead.yaml", "ask: What is the address?", "ask: Which address does the lead have?")
	f.change("note_lead.yaml", "last_name:", "first_name:")
	f.change("note_lead_test.yaml", "email: ana@example.com", "email: other@example.com")
	if code, out, _ := run(t, nil, "", "test", f.path); code != exitFound || !strings.Contains(out, "1 failed") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	code, out, errs := run(t, nil, "", "test", "--update", f.path)
	if code != exitDone || !strings.Contains(out, "1 conversations passed, 0 failed") {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	want := strings.NewReplacer("says: What is the address?", "says: Which address does the lead have?", "bot: ask last_name", "bot: ask first_name").Replace(leadTest)
	if got := f.read("note_lead_test.yaml"); got != want {
		t.Errorf("the file is now\n%s\nwant\n%s", got, want)
	}
	f.change("note_lead_test.yaml", "      calls:\n        hubspot.contacts.create: {email: ana@example.com}\n", "")
	if code, out, errs := run(t, nil, "", "test", "--update", f.path); code != exitDone || !strings.Contains(f.read("note_lead_test.yaml"), "calls: {hubspot.contacts.create: {email: ana@example.com}}") {
		t.Errorf("a write that was not expected: exit code %d\n%s%s\n%s", code, out, errs, f.read("note_lead_test.yaml"))
	}
}

func TestGenerateWritesTestsThatPass(t *testing.T) {
	t.Parallel()
	f := leads(t)
	coverage := func(args ...string) (states, moves int) {
		code, out, errs := run(t, nil, "", append(args, "--coverage=json", f.path)...)
		var list []convtest.Coverage
		if err := json.Unmarshal([]byte(out), &list); err != nil || code != exitDone {
			t.Fatalf("exit code %d, %v\n%s%s", code, err, out, errs)
		}
		return list[0].States.Visited, list[0].Transitions.Visited
	}
	_, before := coverage("test")
	code, out, errs := run(t, nil, "", "test", "--generate", "--tries", "150", f.path)
	if code != exitDone || !strings.Contains(out, "note_lead_generated_test.yaml") || !strings.Contains(out, "no conversation was found for") {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	made := f.read("note_lead_generated_test.yaml")
	if !strings.HasPrefix(made, "- test: ") || !strings.Contains(made, "      bot: cancelled\n      says: ") {
		t.Errorf("it can't be read well:\n%s", made)
	}
	if _, after := coverage("test"); after < before+10 {
		t.Errorf("the tests come through %d transitions, before there were %d", after, before)
	}
	if code, out, _ := run(t, nil, "", "test", "--generate", "--tries", "150", f.path); code != exitDone || strings.Contains(out, "tests written") && f.read("note_lead_generated_test.yaml")[:len(made)] != made {
		t.Errorf("written again, what was there is gone: %s", out)
	}
}

func TestMutationsThatNoTestNotices(t *testing.T) {
	t.Parallel()
	f := leads(t)
	code, out, errs := run(t, nil, "", "test", "--mutate", f.path)
	for _, want := range []string{"note_lead.yaml:14: no test notices when this is left out: hint: For example Lopez.", "lines are noticed when they are left out ("} {
		if code != exitDone || !strings.Contains(out, want) {
			t.Fatalf("exit code %d, no %q in\n%s%s", code, want, out, errs)
		}
	}
	if strings.Contains(out, "no test notices when this is left out: optional: true") {
		t.Errorf("a test skips the field, and is said not to notice that it can't be skipped any more:\n%s", out)
	}
}

func TestCoveragePage(t *testing.T) {
	t.Parallel()
	code, out, errs := run(t, nil, "", "test", "--coverage=html", leads(t).path)
	if code != exitDone || !strings.HasPrefix(out, "<!doctype html>") || !strings.Contains(out, "<li>confirm → cancelled</li>") || !strings.Contains(errs, "1 conversations passed") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

// TestTestsRunAgainWhenAFileIsSaved watches a folder.
func TestTestsRunAgainWhenAFileIsSaved(t *testing.T) {
	t.Parallel()
	f := leads(t)
	r := runIn(t, nil, "test", "--watch", f.path)
	r.sees(`1 conversations passed, 0 failed(?s:.*)watching`)
	f.change("note_lead_test.yaml", "bot: done", "bot: confirm")
	r.sees(`0 conversations passed, 1 failed`)
	f.change("note_lead.yaml", "ask:", "aks:")
	r.sees(`unknown key "aks"`)
}

func TestAChatIsRecorded(t *testing.T) {
	t.Parallel()
	f := leads(t)
	file := filepath.Join(f.path, "recorded_test.yaml")
	const lines = "note a lead\n\nana@example.com\nSecretson\n[1]\n"
	for range 2 {
		if code, out, errs := run(t, nil, lines, "chat", "--dialogs", f.path, "--record", file); code != exitDone || !strings.Contains(out, "recorded in") {
			t.Fatalf("exit code %d\n%s%s", code, out, errs)
		}
	}
	got := f.read("recorded_test.yaml")
	for _, want := range []string{"- test: note a lead\n  with: {signed_in: false}\n", "- test: note a lead, 2\n", "- event: signed_in\n", "- me: Lopez\n", "- press: ", "hubspot.contacts.create: {email: ana@example.com, last_name: Lopez}\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Secretson") {
		t.Errorf("what is private was recorded:\n%s", got)
	}
	if code, out, _ := run(t, nil, "", "test", file); code != exitDone {
		t.Errorf("what was recorded does not pass:\n%s", out)
	}
	if code, _, errs := run(t, nil, "", "chat", "--record", "x.yaml"); code != exitUsage || !strings.Contains(errs, "_test.yaml") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

func TestDiffOfBehaviour(t *testing.T) {
	t.Parallel()
	old, now := leads(t), leads(t)
	now.change("note_lead.yaml", "What is the last name?", "And the last name?")
	now.save("recorded_test.yaml", strings.Replace(leadTest, "a lead is noted", "recorded", 1))
	code, out, errs := run(t, nil, "", "diff", old.path, now.path)
	for _, want := range []string{"note_lead_test.yaml: a lead is noted (and 1 other)", `turn 2, after "ana@example.com":`, "    - What is the last name?\n", "    + And the last name?\n", "2 of 2 conversations go another way; changed: note_lead"} {
		if code != exitFound || !strings.Contains(out, want) {
			t.Fatalf("exit code %d, no %q in\n%s%s", code, want, out, errs)
		}
	}
	code, out, _ = run(t, nil, "", "diff", "--format", "json", old.path, now.path)
	var b behaviour
	if err := json.Unmarshal([]byte(out), &b); err != nil || code != exitFound || len(b.Differences) != 2 || b.Differences[0].Old.State != "note_lead: ask last_name" {
		t.Errorf("exit code %d, %v\n%s", code, err, out)
	}
	if code, out, _ = run(t, nil, "", "diff", "--format", "markdown", old.path, now.path); code != exitFound || !strings.Contains(out, "<details><summary>a lead is noted, turn 2 (and 1 other)</summary>\n\n~~~~diff\n> ana@example.com\n- What is the last name?\n") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if code, out, _ = run(t, nil, "", "diff", old.path, old.path+"/."); code == exitUsage {
		t.Errorf("exit code %d\n%s", code, out)
	}
	same := leads(t)
	if code, out, _ = run(t, nil, "", "diff", "--talks", filepath.Join(now.path, "recorded_test.yaml"), old.path, same.path); code != exitDone || !strings.Contains(out, "2 conversations go the same way; no dialog changed") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	now.change("note_lead.yaml", "ask:", "aks:")
	if code, out, _ = run(t, nil, "", "diff", old.path, now.path); code != exitFound || !strings.Contains(out, `unknown key "aks"`) {
		t.Errorf("a folder with mistakes: exit code %d\n%s", code, out)
	}
}

func TestFlagsOfTestThatDontFit(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--coverage=pdf"}, {"--watch"}, {"--update"}, {"--generate"}, {"--update", "--generate", "x"}, {"--mutate", "--update", "x"}} {
		if code, _, errs := run(t, nil, "", append([]string{"test"}, args...)...); code != exitUsage || errs == "" {
			t.Errorf("%v: exit code %d, %s", args, code, errs)
		}
	}
}
