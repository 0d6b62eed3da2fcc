package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/engine/machine"
	"parley/engine/match"
)

// TestUnderstandLines reads messages in every kind of scene, a line at a time,
// and goes on behind lines that can't be used.
func TestUnderstandLines(t *testing.T) {
	t.Parallel()
	cases := []struct{ in, want string }{
		{`{"text":"log a 5k deal with Acme"}`, `start create_deal amount=5000 contact=Acme`},
		{`{"text":"change the amount of Globex to 500"}`, `start update_deal amount=500 deal=Globex`},
		{`{"text":"find deals over 10k closing this month in negotiation"}`, `start search_deals amount gt 10000, close_date gte 2026-11-01, close_date lte 2026-11-30, stage eq negotiation`},
		{`{"text":"find deals acme, not in closed lost"}`, `start search_deals query=acme stage neq closed lost`},
		{`{"text":"half a mil","dialog":"create_deal","field":"amount","state":"ask"}`, `set create_deal amount=500000`},
		{`{"text":"half a mil","dialog":"create_deal","field":"amount"}`, `set create_deal amount=500000`},
		{`{"text":"Contract sent.","dialog":"create_deal","field":"stage"}`, `set create_deal stage=Contract sent`},
		{`{"text":"tomorrow","now":"2026-12-31","dialog":"create_deal","field":"close_date"}`, `set create_deal close_date=2027-01-01`},
		{`{"text":"ANA@Example.com","dialog":"create_contact","field":"email"}`, `set create_contact email=ana@example.com`},
		{`{"text":"(415) 555-2671","dialog":"create_contact","field":"phone"}`, `set create_contact phone=+14155552671`},
		{`{"text":"yes","dialog":"create_deal","state":"confirm"}`, `confirm create_deal`},
		{`{"text":"no, 500","dialog":"create_deal","state":"confirm"}`, `correct create_deal amount=500`},
		{`{"text":"the second one","dialog":"list_deals","state":"result","ids":["11","12","13"]}`, `pick list_deals deal=12`},
		{`{"text":"delete the second one","dialog":"list_deals","state":"result","ids":["11","12","13"]}`, `start delete_deal deal=12`},
		{`{"text":"move it to closed won","dialog":"get_deal","state":"result","ids":["11"]}`, `start update_deal deal=11 stage=closed won`},
		{`{"text":"only the ones above 10k","dialog":"list_deals","state":"result","ids":["11"]}`, `narrow list_deals amount gt 10000`},
		{`{"text":"sort by amount","dialog":"list_deals","state":"result"}`, `sort list_deals sort=-amount`},
		{`{"text":"next","dialog":"list_deals","state":"result"}`, `next list_deals`},
		{`{"text":"sign out","state":"idle"}`, `sign_out`},
		{`{"text":"qwxz","dialog":"create_contact","field":"email"}`, `unknown`},
		{`{"text":`, `error`},
		{`["not", "an object"]`, `error`},
		{`{"text":"yes","state":"confirm"}`, `error`},
		{`{"text":"5k","dialog":"create_deal","field":"amuont"}`, `error`},
		{`{"text":"5k","state":"waiting"}`, `error`},
		{`{"text":"5k","now":"today"}`, `error`},
	}
	var in, got strings.Builder
	for _, c := range cases {
		in.WriteString(c.in + "\n\n")
	}
	code, out, errs := run(t, nil, in.String(), "understand", "--jsonl", "--now", "2026-11-23")
	if code != exitFound || errs != "" {
		t.Errorf("exit code %d, %s", code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("%d lines for %d messages:\n%s", len(lines), len(cases), out)
	}
	for i, c := range cases {
		if said := inShort(t, lines[i]); said != c.want {
			t.Errorf("%s\nmeans %s\nnot   %s", c.in, said, c.want)
		}
		got.WriteString(lines[i])
	}
	if strings.Contains(got.String(), "null") {
		t.Errorf("a key has no value:\n%s", out)
	}
	if code, _, errs := run(t, nil, cases[0].in, "understand", "--jsonl"); code != exitDone || errs != "" {
		t.Errorf("without a faulty line: exit code %d, %s", code, errs)
	}
}

// inShort writes a reading as the command, the dialog, fields and conditions.
func inShort(t *testing.T, line string) string {
	t.Helper()
	var r struct {
		reading
		Error string `json:"error"`
	}
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	if r.Error != "" {
		return "error"
	}
	if r.Layer == "" || r.Text == "" {
		t.Errorf("no layer or text: %s", line)
	}
	parts := []string{r.Command}
	if r.Dialog != "" {
		parts = append(parts, r.Dialog)
	}
	var values, conditions []string
	for name, v := range r.Fields {
		values = append(values, name+"="+v)
	}
	slices.Sort(values)
	for _, c := range r.Conditions {
		conditions = append(conditions, c.Field+" "+c.Op+" "+c.Value)
	}
	slices.Sort(conditions)
	parts = append(parts, values...)
	if len(conditions) > 0 {
		parts = append(parts, strings.Join(conditions, ", "))
	}
	return strings.Join(parts, " ")
}

// TestUnderstandNamesTheNearest holds that what is not understood comes with
// what it may be.
func TestUnderstandNamesTheNearest(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"deal", "something about the deals of the contact"} {
		_, out, _ := run(t, nil, "", "understand", "--json", text)
		var r reading
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		if r.Command != "unknown" && r.Command != "clarify" {
			continue
		}
		if r.Dialog != "" || len(r.Clarify) == 0 || !slices.IsSortedFunc(r.Clarify, func(a, b nearDialog) int { return int(1e6 * (b.Score - a.Score)) }) {
			t.Errorf("%q: %s", text, out)
		}
	}
}

// TestUnderstandUnfinishedDialogs reads dialogs that have a name and examples,
// and nothing that could run.
func TestUnderstandUnfinishedDialogs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"book_room":   "dialog: book_room\nstart:\n  - book a room\n  - I need a meeting room for <time>\n  - reserve the big room\n",
		"order_lunch": "dialog: order_lunch\nstart: [order lunch, get me a sandwich, I am hungry]\n",
		"half":        "dialog: half\nstart:\n  - water the plants\nfields:\n  when:\n    type: dat\ndo: nothing.at.all\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := "reserve the big room\nget me a sandwich please\nwater the plants\n"
	code, out, errs := run(t, nil, in, "understand", "--json", "--dialogs", folder)
	if code != exitDone || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	want := []string{"start book_room", "start order_lunch", "start half"}
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		if said := inShort(t, line); said != want[i] {
			t.Errorf("%s, not %s", said, want[i])
		}
	}
	if code, _, errs := run(t, nil, "", "understand", "hello", "--dialogs", t.TempDir()); code != exitFound || !strings.Contains(errs, "there are no dialogs") {
		t.Errorf("an empty folder: exit code %d, %s", code, errs)
	}
}

// TestUnderstandForPeople shows a table, and says what a scene lacks.
func TestUnderstandForPeople(t *testing.T) {
	t.Parallel()
	code, out, errs := run(t, nil, "", "understand", "log", "a", "5k", "deal", "with", "Acme")
	for _, want := range []string{"dialog   create_deal ", "amount = 5000", "contact = Acme", "layer "} {
		if code != exitDone || errs != "" || !strings.Contains(out, want) {
			t.Errorf("exit code %d, no %q:\n%s%s", code, want, out, errs)
		}
	}
	for want, args := range map[string][]string{
		"add --field":           {"yes", "--dialog", "create_deal"},
		`did you mean "amount"`: {"5k", "--dialog", "create_deal", "--field", "amuont"},
		"name a dialog":         {"yes", "--state", "confirm"},
		"no time zone":          {"5k", "--timezone", "Mars"},
		"leave out the text":    {"5k", "--jsonl"},
	} {
		if code, _, errs := run(t, nil, "", append([]string{"understand"}, args...)...); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%q: exit code %d, %s", args, code, errs)
		}
	}
}

// TestUnderstandManyLines reads as many lines as a set of sentences has.
func TestUnderstandManyLines(t *testing.T) {
	t.Parallel()
	var in bytes.Buffer
	for range 1000 {
		in.WriteString(`{"text":"add a deal called Blue Peak for 12,400 closing next friday with jane@acme.com"}` + "\n")
	}
	code, out, _ := run(t, nil, in.String(), "understand", "--jsonl")
	if n := strings.Count(out, "\n"); code != exitDone || n != 1000 {
		t.Errorf("exit code %d, %d lines", code, n)
	}
}

// TestListenerHearsAsASession holds the listener against a conversation: what
// it says of a first message is what the session takes from it.
func TestListenerHearsAsASession(t *testing.T) {
	t.Parallel()
	trees, house, _ := readDialogs("")
	m := shipped(t)
	l := machine.Listen(trees, house, newCatalog(nil, nil, house.Objects))
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for _, text := range []string{"log a 5k deal with Acme", "new deal Globex worth $300, closing friday", "list my deals", "delete deal Acme", "add contact Ana Lopez with email ana@example.com"} {
		scene := machine.Scene{State: match.Idle}
		scene.Now = now
		heard, err := l.Understand(text, scene)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := m.Step(machine.Session{ID: "a"}, machine.Said{Head: machine.Head{ID: "c:1", At: now}, Text: text})
		if len(s.Stack) != 1 || s.Stack[0].Dialog != heard.Dialog {
			t.Errorf("%q starts %v in a session, and means %s", text, s.Stack, heard.Dialog)
			continue
		}
		f := s.Stack[0]
		for _, h := range heard.Fields {
			if f.Fields[h.Name].Norm != h.Value.Norm && f.Raw[h.Name] != h.Value.Norm {
				t.Errorf("%q: the session has %s = %q, and it means %q", text, h.Name, f.Fields[h.Name].Norm+f.Raw[h.Name], h.Value.Norm)
			}
			delete(f.Raw, h.Name)
			delete(f.Fields, h.Name)
		}
		if n := len(f.Raw) + len(f.Fields); n > 0 {
			t.Errorf("%q: the session took %d more values: %v %v", text, n, f.Fields, f.Raw)
		}
	}
}
