package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// record adds a chat to a file of tests.
func (a *app) record(ctx context.Context, file, folder string, script []string) error {
	if len(script) == 0 {
		return nil
	}
	m, err := runnable(folder, nil)
	if err != nil {
		return err
	}
	c := convtest.Script(script[0], script)
	c.SignedIn = &syntax.Flag{}
	if _, err := recordCase(ctx, m, file, c); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "\nrecorded in %s\n", file)
	return err
}

// recordCase adds what somebody did to a file of tests, and gives the line
// where it stands. It takes place once more, so that what is expected is what
// a test run comes to; answers to private fields are replaced before, and a
// name that is taken gets a number.
func recordCase(ctx context.Context, m *machine.Machine, file string, c *syntax.Case) (line int, err error) {
	runner := newRunner(m)
	runner.Observe = true
	for {
		rep := runner.Run(ctx, []*syntax.Tests{{Cases: []*syntax.Case{c}}})
		if !rep.Passed() {
			return 0, fmt.Errorf("the chat can't be repeated, so it was not recorded: %s", rep.Results[0].Failures[0])
		}
		heard := rep.Results[0].Heard
		if convtest.Redact(c, heard, m) {
			continue // once more, without what the first time showed to be private
		}
		before, _ := os.ReadFile(file) // none is fine
		tests, _ := syntax.ParseTests(file, before)
		taken := func(name string) bool {
			return slices.ContainsFunc(tests.Cases, func(c *syntax.Case) bool { return c.Name.Value == name })
		}
		name := c.Name.Value
		for n := 2; taken(c.Name.Value); n++ {
			c.Name.Value = fmt.Sprintf("%s, %d", name, n)
		}
		if err := appendTo(file, convtest.Text(c, heard)); err != nil {
			return 0, err
		}
		after, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		tests, _ = syntax.ParseTests(file, after)
		if n := len(tests.Cases); n > 0 {
			line = tests.Cases[n-1].Name.Pos.Line
		}
		return line, nil
	}
}

// recordable refuses names under which no test would be found.
func recordable(file string) error {
	if strings.HasSuffix(file, "_test.yaml") {
		return nil
	}
	return usageError{fmt.Errorf("--record wants a file ending in _test.yaml, not %s", filepath.Base(file))}
}
