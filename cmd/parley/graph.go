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
	var folder, format, view string
	var all, coverage bool
	c := &cobra.Command{
		Use:   "graph DIALOG",
		Short: "Draw the state machine of a dialog",
		Long: "Draws the compiled state machine, the one that really runs, or the dialog as its\n" +
			"author wrote it (--view author), as Mermaid, for Graphviz or as SVG. --coverage runs\n" +
			"the conversation tests first, and paints what they came through green and the rest\n" +
			"red. The machine can also be written as SCXML and as an XState configuration.",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			trees, house, tests, diags := syntax.ReadDir(dialogFiles(folder), ".")
			m, more := machine.Check(trees, house, newCatalog(nil, nil, house.Objects))
			d, ok := m.Dialog(args[0])
			if !ok {
				var known []string
				for _, c := range m.Tables() {
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
			case "scxml":
				return a.write(d.SCXML())
			case "xstate":
				return a.write(d.XState())
			}
			var visited map[machine.Move]bool
			if coverage {
				m, err := compile(folder, trees, house, nil)
				if err != nil {
					return err
				}
				visited = newRunner(m).Run(cmd.Context(), tests).Visited
			}
			var p machine.Picture
			switch view {
			case "table":
				p = d.Table(all, visited)
			case "author":
				p = d.Outline(visited).Among(trees)
			default:
				return usageError{fmt.Errorf("--view is table or author, not %q", view)}
			}
			switch format {
			case "mermaid":
				fmt.Fprint(a.stdout, p.Mermaid())
			case "dot":
				fmt.Fprint(a.stdout, p.Graphviz())
			case "svg":
				fmt.Fprint(a.stdout, p.SVG())
			default:
				return usageError{fmt.Errorf("--format is mermaid, dot, svg, scxml or xstate, not %q", format)}
			}
			return nil
		},
	}
	c.Flags().StringVar(&folder, "dialogs", "", "`FOLDER` of dialogs; the twelve that ship when absent")
	c.Flags().StringVar(&format, "format", "mermaid", "`FORMAT`: mermaid, dot (Graphviz), svg, scxml or xstate")
	c.Flags().StringVar(&view, "view", "table", "`VIEW`: table, as it runs, or author, as it is written")
	c.Flags().BoolVar(&coverage, "coverage", false, "paint what the conversation tests came through")
	c.Flags().BoolVar(&all, "all", false, "draw every transition, also those that each state has")
	return c
}

// write prints what could be made.
func (a *app) write(data []byte, err error) error {
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(data)
	return err
}

func (a *app) schema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [objects]",
		Short: "Print the JSON Schema of dialog files, for editors",
		Long:  "Prints the JSON Schema of dialog files, or that of objects.yaml.",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "objects" {
				_, err := a.stdout.Write(syntax.ObjectsSchema())
				return err
			}
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no schema of %q; write `parley schema`, or `parley schema objects`", strings.Join(args, " "))}
			}
			_, err := a.stdout.Write(syntax.Schema(lint.Known(newCatalog(nil, nil, nil))))
			return err
		},
	}
}
