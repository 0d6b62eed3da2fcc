package main

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/dialogs"
	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// shipped is the machine of the dialogs that ship, which all tests share.
func shipped(tb testing.TB) *machine.Machine {
	tb.Helper()
	m, err := compileShipped()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

var compileShipped = sync.OnceValues(func() (*machine.Machine, error) { return runnable("", nil) })

// TestDialogs runs every conversation that is written beside the dialogs that
// ship, each against a sandbox of its own. Together they come through every
// state and transition and meet every failure.
func TestDialogs(t *testing.T) {
	t.Parallel()
	src := readSource("dialogs", dialogs.FS)
	if src.diags.Failed() {
		t.Fatalf("the dialogs have mistakes: %v", src.diags)
	}
	m := shipped(t)
	runner := newRunner(m)
	runner.Parallel = 1
	var mu sync.Mutex
	total, ran := 0, 0
	bent := &bendings{commands: commandsSaid(src.house), shown: map[string][]string{}}
	all := convtest.Report{Visited: map[machine.Move]bool{}, Answered: map[machine.Failure]bool{}}
	t.Run("all", func(t *testing.T) { // ends when all of them have
		for _, f := range src.tests {
			for _, c := range f.Cases {
				total++
				t.Run(strings.TrimSuffix(f.File, "_test.yaml")+"/"+c.Name.Value, func(t *testing.T) {
					t.Parallel()
					rep := runner.Run(t.Context(), []*syntax.Tests{{File: f.File, Source: f.Source, Cases: []*syntax.Case{c}}})
					for _, r := range rep.Results {
						for _, failure := range r.Failures {
							t.Errorf("%s:%d: %s\n%s", r.File, r.Line, r.Name, failure)
						}
						if r.Largest >= 2048 {
							t.Errorf("%s: the session grew to %d bytes; it aims to stay below 2 KB", r.Name, r.Largest)
						}
						t.Logf("%s, at most %d bytes\n%s", r.Name, r.Largest, strings.Join(r.Transcript, "\n"))
					}
					mu.Lock()
					defer mu.Unlock()
					ran++
					for _, r := range rep.Results {
						bent.see(m, c, r)
					}
					maps.Copy(all.Visited, rep.Visited)
					maps.Copy(all.Answered, rep.Answered)
				})
			}
		}
	})
	if ran < total {
		return // only some were asked for
	}
	for _, c := range all.Coverage(m) {
		for _, what := range slices.Concat(c.States.Missing, c.Transitions.Missing, c.Errors.Missing) {
			t.Errorf("%s: no conversation visits %s", c.Dialog, what)
		}
	}
	for _, what := range bent.wrong(m) {
		t.Error(what)
	}
}

// TestEveryDialogHasConversations keeps a dialog from shipping untried.
func TestEveryDialogHasConversations(t *testing.T) {
	t.Parallel()
	src := readSource("dialogs", dialogs.FS)
	cases := map[string]int{}
	for _, f := range src.tests {
		cases[strings.TrimSuffix(f.File, "_test.yaml")] += len(f.Cases)
	}
	for _, d := range src.dialogs {
		if n := cases[d.Name.Value]; n < 5 {
			t.Errorf("%s has %d conversations in %s_test.yaml; five are the least", d.Name.Value, n, d.Name.Value)
		}
	}
}

// TestFollowUpGoesOnWithTheRecord lets a dialog hand what it made to the one
// that follows it.
func TestFollowUpGoesOnWithTheRecord(t *testing.T) {
	t.Parallel()
	trees, house, _ := readDialogs("")
	for i, d := range trees {
		if d.Name.Value == "create_deal" {
			trees[i], _ = syntax.Parse(d.File, []byte(strings.Replace(string(d.Source), "  offer: [update_deal, list_deals]", "  then: update_deal", 1)))
		}
	}
	m, err := compile("", trees, house, nil)
	if err != nil {
		t.Fatal(err)
	}
	tests, diags := syntax.ParseTests("follow_test.yaml", []byte(`test: a new deal is changed at once
chat:
  - me: create deal Followed for 5k
    bot: ask stage
  - me: the first one
    bot: ask close_date
  - press: Skip the rest
    bot: confirm
  - me: "yes"
    calls:
      hubspot.deals.create: {name: Followed, amount: 5000}
    bot: "update_deal: ask changes"
  - me: amount 6k
    bot: "update_deal: confirm"
    says: Change Followed?
`))
	if diags.Failed() {
		t.Fatal(diags)
	}
	for _, r := range newRunner(m).Run(t.Context(), []*syntax.Tests{tests}).Results {
		for _, failure := range r.Failures {
			t.Error(failure)
		}
	}
}
