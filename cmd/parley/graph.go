package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"parley/engine/lint"
	"parley/engine/machine"
	"parley/engine/syntax"
)

func (a *app) graph() *cobra.Command {
	var folder, format string
	var all bool
	c := &cobra.Command{
		Use:   "graph DIALOG",
		Short: "Draw the state machine of a dialog",
		Long:  "Draws the compiled state machine, the one that really runs, as Mermaid, for Graphviz or as SVG.",
		Args:  exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			trees, house, _, diags := readDialogs(folder)
			m, more := machine.Compile(trees, house, newCatalog(nil))
			d, ok := m.Dialog(args[0])
			if !ok {
				var known []string
				for _, c := range m.Dialogs() {
					known = append(known, c.Name)
				}
				if near, ok := syntax.Nearest(args[0], known); ok {
					return fmt.Errorf("there is no dialog %q; did you mean %q?", args[0], near)
				}
				if append(diags, more...).Failed() {
					return fmt.Errorf("there is no dialog %q that could be compiled; `parley lint` shows what is wrong", args[0])
				}
				return fmt.Errorf("there is no dialog %q; there are: %s", args[0], strings.Join(known, ", "))
			}
			switch format {
			case "mermaid":
				fmt.Fprint(a.stdout, d.Mermaid(all))
			case "dot":
				fmt.Fprint(a.stdout, d.Graphviz(all))
			case "svg":
				fmt.Fprint(a.stdout, d.SVG(all))
			default:
				return usageError{fmt.Errorf("--format is mermaid, dot or svg, not %q", format)}
			}
			return nil
		},
	}
	c.Flags().StringVar(&folder, "dialogs", "", "`FOLDER` of dialogs; the twelve that ship when absent")
	c.Flags().StringVar(&format, "format", "mermaid", "`FORMAT`: mermaid, dot (Graphviz) or svg")
	c.Flags().BoolVar(&all, "all", false, "draw every transition, also those that each state has")
	return c
}

func (a *app) schema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of dialog files, for editors",
		Args:  exactly(0),
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(syntax.Schema(lint.Known(newCatalog(nil))))
			return err
		},
	}
}
