package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

func (a *app) test() *cobra.Command {
	var coverage, junit, run string
	c := &cobra.Command{
		Use:   "test [FILES or FOLDERS]",
		Short: "Run conversation tests",
		Long: "Runs the conversations in *_test.yaml against the dialogs beside them, with the real\n" +
			"engine and a HubSpot sandbox. Without arguments the twelve that ship are tested.",
		RunE: func(c *cobra.Command, args []string) error {
			sources, err := readSources(args)
			if err != nil {
				return err
			}
			if a.printDiagnostics(sources, (*source).diagnostics).Failed() {
				return errFound
			}
			if coverage != "" && coverage != "text" && coverage != "json" {
				return fmt.Errorf("--coverage can be text or json, not %q", coverage)
			}
			results := a.stdout
			if coverage == "json" {
				results = a.stderr // stdout is for programs
			}
			passed, n := true, 0
			var suites []junitSuite
			for _, s := range sources {
				runner := convtest.Runner{Open: openWorld(s.dialogs, s.house, slog.New(slog.DiscardHandler)), Logger: slog.New(slog.DiscardHandler)}
				tests := s.tests
				if run != "" {
					tests = only(tests, run)
				}
				rep := runner.Run(c.Context(), tests)
				suites = append(suites, printReport(results, rep))
				n += len(rep.Results)
				passed = passed && rep.Passed()
				if coverage != "" {
					m, _ := machine.Compile(s.dialogs, s.house, newCatalog(nil))
					if err := a.printCoverage(rep.Coverage(m), coverage); err != nil {
						return err
					}
				}
			}
			if junit != "" {
				if err := writeJUnit(junit, suites); err != nil {
					return err
				}
			}
			switch {
			case n == 0:
				return fmt.Errorf("there are no conversation tests here; write some into a file ending in _test.yaml")
			case !passed:
				return errFound
			}
			return nil
		},
	}
	c.Flags().StringVar(&coverage, "coverage", "", "show which states, transitions and failures no test visited, as `text` or json")
	c.Flags().Lookup("coverage").NoOptDefVal = "text"
	c.Flags().StringVar(&junit, "junit", "", "also write the results to this `FILE`, for CI systems")
	c.Flags().StringVar(&run, "run", "", "run only tests whose name contains this `TEXT`")
	return c
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

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	Seconds float64  `xml:"time,attr"`
	Failure []string `xml:"failure,omitempty"`
}

func printReport(w io.Writer, rep convtest.Report) junitSuite {
	suite := junitSuite{Name: "conversations", Tests: len(rep.Results)}
	for _, r := range rep.Results {
		suite.Cases = append(suite.Cases, junitCase{Name: r.Name, Class: r.File, Seconds: r.Took.Seconds(), Failure: r.Failures})
		if len(r.Failures) == 0 {
			continue
		}
		suite.Failures++
		fmt.Fprintf(w, "FAIL %s:%d: %s\n", r.File, r.Line, r.Name)
		for _, f := range r.Failures {
			fmt.Fprintf(w, "  %s\n", strings.ReplaceAll(f, "\n", "\n  "))
		}
	}
	fmt.Fprintf(w, "%d conversations passed, %d failed\n", suite.Tests-suite.Failures, suite.Failures)
	return suite
}

// printCoverage shows a table of what was visited, and below it what was not.
func (a *app) printCoverage(list []convtest.Coverage, format string) error {
	if format == "json" {
		out := json.NewEncoder(a.stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(list)
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "\nvisited\tstates\ttransitions\terrors")
	for _, c := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", c.Dialog, share(c.States), share(c.Transitions), share(c.Errors))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, c := range list {
		missing := slices.Concat(c.States.Missing, c.Transitions.Missing, c.Errors.Missing)
		if len(missing) > 0 {
			fmt.Fprintf(a.stdout, "\nnot visited in %s:\n  %s\n", c.Dialog, strings.Join(missing, "\n  "))
		}
	}
	return nil
}

func share(p convtest.Part) string { return fmt.Sprintf("%d of %d", p.Visited, p.All) }

func writeJUnit(file string, suites []junitSuite) error {
	data, err := xml.MarshalIndent(struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []junitSuite
	}{Suites: suites}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, append([]byte(xml.Header), data...), 0o644); err != nil {
		return fmt.Errorf("write the results: %w", err)
	}
	return nil
}
