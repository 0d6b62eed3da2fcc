package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// testRun is `parley test` with its flags.
type testRun struct {
	*app
	args                              []string
	coverage, junit, run              string
	watch, update, generate, mutation bool
	tries                             int
	results                           io.Writer
}

func (a *app) test() *cobra.Command {
	t := testRun{app: a}
	c := &cobra.Command{
		Use:   "test [FILES or FOLDERS]",
		Short: "Run conversation tests",
		Long: "Runs the conversations in *_test.yaml against the dialogs beside them, with the real\n" +
			"engine and a HubSpot sandbox. Without arguments the twelve that ship are tested.",
		RunE: func(c *cobra.Command, args []string) error {
			t.args = args
			return t.start(c.Context())
		},
	}
	f := c.Flags()
	f.StringVar(&t.coverage, "coverage", "", "show which states, transitions and failures no test visited, as `text`, json or html")
	f.Lookup("coverage").NoOptDefVal = "text"
	f.StringVar(&t.junit, "junit", "", "also write the results to this `FILE`, for CI systems")
	f.StringVar(&t.run, "run", "", "run only tests whose name contains this `TEXT`")
	f.BoolVar(&t.watch, "watch", false, "run again whenever a file is saved, until Ctrl-C")
	f.BoolVar(&t.update, "update", false, "write into the files what the conversations come to now; look at what changed")
	f.BoolVar(&t.generate, "generate", false, "write tests for the transitions and failures that no test visits, into DIALOG_generated_test.yaml")
	f.IntVar(&t.tries, "tries", 1500, "how `MANY` conversations --generate tries for a dialog")
	f.BoolVar(&t.mutation, "mutate", false, "leave out one line of the dialogs after the other, and tell which no test misses")
	return c
}

func (t *testRun) start(ctx context.Context) error {
	if !slices.Contains([]string{"", "text", "json", "html"}, t.coverage) {
		return usageError{fmt.Errorf("--coverage can be text, json or html, not %q", t.coverage)}
	}
	if len(t.args) == 0 && (t.watch || t.update || t.generate) {
		return usageError{errors.New("--watch, --update and --generate are for files of yours; name a folder")}
	}
	if t.update && t.generate || t.mutation && (t.update || t.generate) {
		return usageError{errors.New("--update, --generate and --mutate go one after the other, not together")}
	}
	t.results = t.stdout
	if t.coverage == "json" || t.coverage == "html" {
		t.results = t.stderr // stdout is for programs
	}
	if !t.watch {
		return t.once(ctx)
	}
	folders := map[string]bool{}
	for _, arg := range t.args {
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			arg = filepath.Dir(arg)
		}
		folders[arg] = true
	}
	changed := make(chan struct{}, 1)
	for folder := range folders {
		go watch(ctx, folder, slog.New(slog.DiscardHandler), changed) // ends with ctx
	}
	seen := ""
	settle(ctx, changed, quiet, func() {
		now := ""
		for folder := range folders {
			now += fingerprint(folder, isYAML)
		}
		if now == seen {
			return
		}
		seen = now
		if err := t.once(ctx); err != nil && !errors.Is(err, errFound) {
			fmt.Fprintf(t.stderr, "parley: %v\n", err)
		}
		fmt.Fprintln(t.results, "watching; Ctrl-C ends")
	})
	return nil
}

// once runs the tests once.
func (t *testRun) once(ctx context.Context) error {
	sources, err := readSources(t.args)
	if err != nil {
		return err
	}
	if t.printDiagnostics(sources, (*source).diagnostics).Failed() {
		return errFound
	}
	passed, n := true, 0
	var suites []junitSuite
	for _, s := range sources {
		if t.run != "" {
			s.tests = only(s.tests, t.run)
		}
		m, _ := machine.Compile(s.dialogs, s.house, newCatalog(nil, nil, s.house.Objects))
		rep := newRunner(m).Run(ctx, s.tests)
		if t.update {
			if rep, err = t.correct(ctx, s, m, rep); err != nil {
				return err
			}
		}
		suites = append(suites, printReport(t.results, rep))
		n += len(rep.Results)
		passed = passed && rep.Passed()
		if t.coverage != "" {
			if err := t.printCoverage(s.concerned(rep.Coverage(m)), t.coverage); err != nil {
				return err
			}
		}
		switch {
		case t.generate:
			found, err := t.write(ctx, s, m, rep)
			if err != nil {
				return err
			}
			n += found
		case t.mutation && rep.Passed():
			if err := t.mutate(ctx, s, rep); err != nil {
				return err
			}
		case t.mutation:
			return errors.New("tests fail already; mend them before looking what they miss")
		}
	}
	if t.junit != "" {
		if err := writeJUnit(t.junit, suites); err != nil {
			return err
		}
	}
	switch {
	case n == 0 && t.run != "":
		return fmt.Errorf("no conversation here has %q in its name", t.run)
	case n == 0:
		return fmt.Errorf("there are no conversation tests here; write some into a file ending in _test.yaml, or let --generate begin")
	case !passed:
		return errFound
	}
	return nil
}

// concerned keeps the dialogs that the files that were named are about: those
// that their conversations came through.
func (s *source) concerned(all []convtest.Coverage) []convtest.Coverage {
	if s.only == nil {
		return all
	}
	return slices.DeleteFunc(all, func(c convtest.Coverage) bool { return c.States.Visited == 0 })
}

// only keeps the cases whose name contains a text.
func only(files []*syntax.Tests, text string) []*syntax.Tests {
	var list []*syntax.Tests
	for _, f := range files {
		some := *f
		some.Cases = nil
		for _, c := range f.Cases {
			if strings.Contains(c.Name.Value, text) {
				some.Cases = append(some.Cases, c)
			}
		}
		list = append(list, &some)
	}
	return list
}

// correct writes into the files of failing tests what they come to now, and
// runs those again.
func (t *testRun) correct(ctx context.Context, s *source, m *machine.Machine, rep convtest.Report) (convtest.Report, error) {
	failing := map[string]bool{} // "FILE LINE"
	for _, r := range rep.Results {
		if len(r.Failures) > 0 {
			failing[fmt.Sprint(r.File, r.Line)] = true
		}
	}
	if len(failing) == 0 {
		return rep, nil
	}
	correct := newRunner(m)
	correct.Correct = true
	for _, f := range s.tests {
		some := *f
		some.Cases = slices.DeleteFunc(slices.Clone(f.Cases), func(c *syntax.Case) bool { return !failing[fmt.Sprint(f.File, c.Name.Pos.Line)] })
		var edits []syntax.Edit
		for _, r := range correct.Run(ctx, []*syntax.Tests{&some}).Results {
			edits = append(edits, r.Edits...)
		}
		if len(edits) == 0 {
			continue
		}
		text, err := syntax.Rewrite(f.Source, edits)
		if err != nil {
			return rep, fmt.Errorf("%s can't be updated: %w; change it by hand", f.File, err)
		}
		name := filepath.Join(s.name, f.File)
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return rep, err
		}
		fmt.Fprintf(t.results, "updated %s\n", name)
	}
	again := readSource(s.name, s.files)
	s.tests = keep(again.tests, s.only)
	if t.run != "" {
		s.tests = only(s.tests, t.run)
	}
	return newRunner(m).Run(ctx, s.tests), nil
}

// sandboxAnswers are answers that mean something to the records of the sandbox:
// one that fits, several that do, and none.
var sandboxAnswers = map[string][]string{
	"record deal":        {"Fabrikam - Support Plan", "Umbra Textiles", "no such deal"},
	"record contact":     {"Esther Howard", "Jane", "nobody at all"},
	"changes of deal":    {"change the amount to 7k"},
	"changes of contact": {"change the last name to Lindgren"},
}

// write writes tests for what no test visits, and gives how many.
func (t *testRun) write(ctx context.Context, s *source, m *machine.Machine, rep convtest.Report) (int, error) {
	total := 0
	for _, c := range m.Dialogs() {
		file := filepath.Base(c.Tree.File)
		if s.only != nil && !s.only[file] {
			continue
		}
		left := rep.Missing(m, c)
		if len(left.Moves)+len(left.Failures) == 0 {
			continue
		}
		e := convtest.Explorer{Runner: newRunner(m), Answers: sandboxAnswers, Most: t.tries, Tried: func(n int) {
			if n%50 == 0 {
				fmt.Fprintf(t.stderr, "%s: %d conversations tried\n", c.Name, n)
			}
		}}
		found := e.Explore(ctx, c, left)
		if len(found) > 0 {
			name := filepath.Join(s.name, strings.TrimSuffix(file, ".yaml")+"_generated_test.yaml")
			if err := appendTo(name, strings.Join(found, "\n")); err != nil {
				return total, err
			}
			fmt.Fprintf(t.results, "%s: %d tests written to %s\n", c.Name, len(found), name)
		}
		if list := left.Left(); len(list) > 0 {
			fmt.Fprintf(t.results, "%s: no conversation was found for\n  %s\n", c.Name, strings.Join(list, "\n  "))
		}
		total += len(found)
	}
	return total, nil
}

// appendTo adds tests to a file, below those that are there.
func appendTo(name, text string) error {
	before, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(before) > 0 {
		text = strings.TrimRight(string(before), "\n") + "\n\n" + text
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// mutate runs the tests on dialogs that lack a line, and tells which of those
// pass all the same.
func (t *testRun) mutate(ctx context.Context, s *source, rep convtest.Report) error {
	through := map[string]map[string]bool{} // dialog → "FILE LINE" of the cases that come through it
	for _, r := range rep.Results {
		for _, mv := range r.Moves {
			if through[mv.Dialog] == nil {
				through[mv.Dialog] = map[string]bool{}
			}
			through[mv.Dialog][fmt.Sprint(r.File, r.Line)] = true
		}
	}
	noticed, all := 0, 0
	for i, d := range s.dialogs {
		if s.only != nil && !s.only[d.File] && !s.only[strings.TrimSuffix(d.File, ".yaml")+"_test.yaml"] {
			continue
		}
		var files []*syntax.Tests
		for _, f := range s.tests {
			some := *f
			some.Cases = slices.DeleteFunc(slices.Clone(f.Cases), func(c *syntax.Case) bool {
				return !through[d.Name.Value][fmt.Sprint(f.File, c.Name.Pos.Line)]
			})
			files = append(files, &some)
		}
		for _, mutant := range convtest.Mutants(d.Source) {
			without, diags := syntax.Parse(d.File, mutant.Source)
			if without == nil || diags.Failed() {
				continue // lint notices
			}
			trees := slices.Clone(s.dialogs)
			trees[i] = without
			m, diags := machine.Compile(trees, s.house, newCatalog(nil, nil, s.house.Objects))
			if diags.Failed() {
				continue
			}
			runner := newRunner(m)
			runner.Enough = func(r convtest.Result) bool { return len(r.Failures) > 0 }
			all++
			if !runner.Run(ctx, files).Passed() {
				noticed++
				continue
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintf(t.results, "%s:%d: no test notices when this is left out: %s\n", filepath.Join(s.name, d.File), mutant.Line, mutant.What)
		}
	}
	if all > 0 {
		fmt.Fprintf(t.results, "%d of %d lines are noticed when they are left out (%d %%)\n", noticed, all, 100*noticed/all)
	}
	return nil
}
