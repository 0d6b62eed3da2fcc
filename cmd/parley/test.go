package main

import (
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

func (a *app) test() *cobra.Command {
	var coverage bool
	var junit, run string
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
			passed, n := true, 0
			var suites []junitSuite
			for _, s := range sources {
				runner := convtest.Runner{Open: openWorld(s.dialogs, s.house, slog.New(slog.DiscardHandler)), Logger: slog.New(slog.DiscardHandler)}
				tests := s.tests
				if run != "" {
					tests = only(tests, run)
				}
				rep := runner.Run(c.Context(), tests)
				suites = append(suites, a.printReport(rep))
				n += len(rep.Results)
				passed = passed && rep.Passed()
				if coverage {
					m, _ := machine.Compile(s.dialogs, s.house, newCatalog(nil))
					a.printCoverage(rep, m)
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
	c.Flags().BoolVar(&coverage, "coverage", false, "show which states and transitions no test visited")
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

func (a *app) printReport(rep convtest.Report) junitSuite {
	suite := junitSuite{Name: "conversations", Tests: len(rep.Results)}
	for _, r := range rep.Results {
		suite.Cases = append(suite.Cases, junitCase{Name: r.Name, Class: r.File, Seconds: r.Took.Seconds(), Failure: r.Failures})
		if len(r.Failures) == 0 {
			continue
		}
		suite.Failures++
		fmt.Fprintf(a.stdout, "FAIL %s:%d: %s\n", r.File, r.Line, r.Name)
		for _, f := range r.Failures {
			fmt.Fprintf(a.stdout, "  %s\n", strings.ReplaceAll(f, "\n", "\n  "))
		}
	}
	fmt.Fprintf(a.stdout, "%d conversations passed, %d failed\n", suite.Tests-suite.Failures, suite.Failures)
	return suite
}

func (a *app) printCoverage(rep convtest.Report, m *machine.Machine) {
	for _, c := range m.Dialogs() {
		all, missing := c.Moves(), rep.Uncovered(c)
		fmt.Fprintf(a.stdout, "%-18s %d of %d transitions visited\n", c.Name, len(all)-len(missing), len(all))
		for _, mv := range missing {
			fmt.Fprintf(a.stdout, "    not visited: %s → %s\n", mv.From, mv.To)
		}
	}
}

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
