package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley/engine/action"
	"parley/engine/lsp"
	"parley/engine/machine"
	"parley/engine/syntax"
)

func (a *app) lsp() *cobra.Command {
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Help an editor with dialog files",
		Long: "Speaks the Language Server Protocol over standard input and output: problems while\n" +
			"you type, completion, hover, definitions, rename, symbols, formatting, and running a\n" +
			"test. Editors start it; dialogs/EDITORS.md says how to tell them.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			server := lsp.Server{
				Catalog: func(house *syntax.House) *action.Catalog { return newCatalog(nil, nil, house.Objects) }, Version: version(), Test: runOneTest,
				Open: func(folder string) fs.FS { return os.DirFS(folder) },
			}
			return server.Serve(c.Context(), a.stdin, keptOpen{a.stdout})
		},
	}
	c.Flags().Bool("stdio", true, "speak over standard input and output, as it always does")
	return c
}

// keptOpen is the program's output, which is not the server's to close.
type keptOpen struct{ io.Writer }

func (keptOpen) Close() error { return nil }

// runOneTest runs the conversations of a file, or the one with a name.
func runOneTest(ctx context.Context, folder, file, name string) (report string, passed bool) {
	s := readSource(folder, os.DirFS(folder))
	s.tests = keep(s.tests, map[string]bool{file: true})
	if s.diagnostics().Failed() {
		return "There are mistakes in this folder; solve them first.", false
	}
	for _, t := range s.tests {
		var some []*syntax.Case
		for _, c := range t.Cases {
			if name == "" || c.Name.Value == name {
				some = append(some, c)
			}
		}
		t.Cases = some
	}
	m, _ := machine.Compile(s.dialogs, s.house, newCatalog(nil, nil, s.house.Objects))
	rep := newRunner(m).Run(ctx, s.tests)
	var b strings.Builder
	suite := printReport(&b, rep)
	if suite.Tests == 0 {
		return fmt.Sprintf("There is no conversation %q in %s; save the file first.", name, file), false
	}
	return strings.TrimSpace(b.String()), rep.Passed()
}
