package main

import (
	_ "embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"parley/engine/convtest"
)

//go:embed coverage.html
var coverageSource string

// coveragePage shows coverage in a browser: one file with nothing beside it.
var coveragePage = template.Must(template.New("coverage").Funcs(template.FuncMap{
	"percent": func(p convtest.Part) int {
		if p.All == 0 {
			return 100
		}
		return 100 * p.Visited / p.All
	},
}).Parse(coverageSource))

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
	if format == "html" {
		return coveragePage.Execute(a.stdout, list)
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
