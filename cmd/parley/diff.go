package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// difference is one conversation that goes another way with the new dialogs:
// the first turn after which it does.
type difference struct {
	Conversation string         `json:"conversation"`
	File         string         `json:"file"`
	Turn         int            `json:"turn"` // from 1
	Did          string         `json:"did"`  // what somebody said or pressed then
	Old          convtest.Heard `json:"old"`
	New          convtest.Heard `json:"new"`
	What         []string       `json:"what"` // state, said, buttons, calls, end
}

// behaviour is how two folders of dialogs compare.
type behaviour struct {
	Old           string       `json:"old"`
	New           string       `json:"new"`
	Changed       []string     `json:"changed_dialogs"`
	Conversations int          `json:"conversations"`
	Differences   []difference `json:"differences"`
}

func (a *app) diff() *cobra.Command {
	var format string
	var talks []string
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare what two folders of dialogs do",
		Long: "Lets the same conversations take place with the dialogs of both folders, and tells\n" +
			"which go another way: the tests of both, and the recorded ones of --talks. Exit code 1\n" +
			"says that some do.",
		Args: exactly(2),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains([]string{"text", "json", "markdown"}, format) {
				return usageError{fmt.Errorf("--format is text, json or markdown, not %q", format)}
			}
			b, err := a.compare(c.Context(), args[0], args[1], talks)
			if err != nil {
				return err
			}
			if err := b.print(a.stdout, format); err != nil {
				return err
			}
			if len(b.Differences) > 0 {
				return errFound
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "`FORMAT` of the output: text, json or markdown, for a review comment")
	c.Flags().StringSliceVar(&talks, "talks", nil, "`FILES` or folders of recorded conversations, to take place as well")
	return c
}

// compare lets every conversation take place with both.
func (a *app) compare(ctx context.Context, oldName, newName string, talks []string) (*behaviour, error) {
	sources, err := readSources([]string{oldName, newName})
	if err != nil {
		return nil, err
	}
	if len(sources) != 2 {
		return nil, usageError{fmt.Errorf("%s and %s are the same folder", oldName, newName)}
	}
	var found syntax.Diagnostics
	old, now := sources[0], sources[1]
	oldMachine, wrong := mustRun(old)
	found = append(found, wrong...)
	newMachine, wrong := mustRun(now)
	if found = append(found, wrong...); found.Failed() {
		a.printDiagnostics(sources, (*source).diagnostics)
		return nil, errFound
	}
	tests := [][]*syntax.Tests{now.tests, old.tests}
	if len(talks) > 0 {
		more, err := readSources(talks)
		if err != nil {
			return nil, err
		}
		for _, s := range more {
			tests = append(tests, s.tests)
		}
	}
	b := &behaviour{Old: oldName, New: newName, Changed: changedDialogs(oldMachine, newMachine), Differences: []difference{}}
	files := together(tests)
	cases := map[string]*syntax.Case{}
	for _, f := range files {
		for _, c := range f.Cases {
			cases[f.File+"\n"+c.Name.Value] = c
		}
	}
	was, is := newRunner(oldMachine), newRunner(newMachine)
	was.Observe, is.Observe = true, true
	before, after := was.Run(ctx, files).Results, is.Run(ctx, files).Results
	for i := range min(len(before), len(after)) {
		b.Conversations++
		name, _, _ := strings.Cut(before[i].Name, " (variant ")
		if d, ok := firstOf(before[i], after[i], cases[before[i].File+"\n"+name]); ok {
			b.Differences = append(b.Differences, d)
		}
	}
	return b, nil
}

// mustRun compiles a folder; what is wrong in its tests doesn't matter.
func mustRun(s *source) (*machine.Machine, syntax.Diagnostics) {
	m, diags := machine.Compile(s.dialogs, s.house, newCatalog(nil, nil, s.house.Objects))
	return m, append(slices.Clone(s.diags), diags...)
}

// together joins lists of tests; of two conversations with the same name in
// files of the same name, the first counts.
func together(lists [][]*syntax.Tests) []*syntax.Tests {
	var all []*syntax.Tests
	seen := map[string]bool{}
	for _, f := range slices.Concat(lists...) {
		some := &syntax.Tests{File: f.File, Source: f.Source}
		for _, c := range f.Cases {
			if key := f.File + "\n" + c.Name.Value; !seen[key] {
				seen[key] = true
				some.Cases = append(some.Cases, c)
			}
		}
		all = append(all, some)
	}
	return all
}

// firstOf finds the first turn after which two runs of a conversation differ.
func firstOf(old, now convtest.Result, c *syntax.Case) (difference, bool) {
	d := difference{Conversation: now.Name, File: now.File}
	for i := range max(len(old.Heard), len(now.Heard)) {
		d.Turn = i + 1
		if c != nil && i < len(c.Turns) {
			d.Did = didIn(c.Turns[i])
		}
		var x, y convtest.Heard
		if i < len(old.Heard) {
			x = old.Heard[i]
		}
		if i < len(now.Heard) {
			y = now.Heard[i]
		}
		note := func(what string, differs bool) {
			if differs {
				d.What = append(d.What, what)
			}
		}
		if x.State == "" || y.State == "" {
			note("end", true) // one of them could not go on: a button was not there
		} else {
			note("state", x.State != y.State)
			note("said", x.Said != y.Said)
			note("buttons", !slices.Equal(x.Buttons, y.Buttons))
			note("calls", !slices.Equal(x.Calls, y.Calls))
		}
		if len(d.What) > 0 {
			d.Old, d.New = x, y
			return d, true
		}
	}
	return d, false
}

// didIn is what happens in a turn.
func didIn(turn *syntax.Turn) string {
	switch {
	case len(turn.Me) > 0:
		return turn.Me[0].Value
	case !turn.Press.IsZero():
		return "[" + turn.Press.Value + "]"
	case !turn.Event.IsZero():
		return "(" + turn.Event.Value + ")"
	}
	return "(something happens elsewhere)"
}

func (b *behaviour) print(w io.Writer, format string) error {
	switch format {
	case "json":
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(b)
	case "markdown":
		_, err := io.WriteString(w, b.markdown())
		return err
	}
	var t strings.Builder
	for _, g := range b.alike() {
		fmt.Fprintf(&t, "%s: %s%s\n  turn %d, after %q:\n", filepath.ToSlash(g.File), g.Conversation, g.andOthers(), g.Turn, g.Did)
		for _, l := range g.lines() {
			fmt.Fprintf(&t, "    %s\n", l)
		}
	}
	t.WriteString(b.verdict() + "\n")
	_, err := io.WriteString(w, t.String())
	return err
}

func (b *behaviour) verdict() string {
	changed := "no dialog changed"
	if len(b.Changed) > 0 {
		changed = "changed: " + strings.Join(b.Changed, ", ")
	}
	if len(b.Differences) == 0 {
		return fmt.Sprintf("%d conversations go the same way; %s", b.Conversations, changed)
	}
	return fmt.Sprintf("%d of %d conversations go another way; %s", len(b.Differences), b.Conversations, changed)
}

// markdown is the comparison as a comment below a change.
func (b *behaviour) markdown() string {
	var t strings.Builder
	fmt.Fprintf(&t, "### What the dialogs do otherwise\n\n%s.\n", inMarkdown(b.verdict()))
	for _, g := range b.alike() {
		fmt.Fprintf(&t, "\n<details><summary>%s, turn %d%s</summary>\n\n~~~~diff\n> %s\n", inMarkdown(g.Conversation), g.Turn, g.andOthers(), oneLine(g.Did))
		for _, l := range g.lines() {
			t.WriteString(l + "\n")
		}
		t.WriteString("~~~~\n</details>\n")
	}
	return t.String()
}

// group is a difference that several conversations have.
type group struct {
	difference
	others int
}

func (g group) andOthers() string {
	switch g.others {
	case 0:
		return ""
	case 1:
		return " (and 1 other)"
	}
	return fmt.Sprintf(" (and %d others)", g.others)
}

// alike joins conversations that differ in the same way, so that each way is
// read once.
func (b *behaviour) alike() []*group {
	var list []*group
	by := map[string]*group{}
	for _, d := range b.Differences {
		key := strings.Join(d.lines(), "\n")
		if g := by[key]; g != nil {
			g.others++
			continue
		}
		by[key] = &group{difference: d}
		list = append(list, by[key])
	}
	return list
}

// lines show what differs: - for the old dialogs, + for the new ones. Each
// begins with its sign, so that none can end the block it stands in.
func (d difference) lines() []string {
	var list []string
	each := func(sign string, h convtest.Heard) {
		for _, what := range d.What {
			switch what {
			case "state", "end":
				if h.State == "" {
					list = append(list, sign+" the conversation can't go on here")
				} else {
					list = append(list, sign+" state "+h.State)
				}
			case "said":
				for line := range strings.SplitSeq(h.Said, "\n") {
					list = append(list, sign+" "+line)
				}
			case "buttons":
				list = append(list, sign+" buttons "+strings.Join(h.Buttons, ", "))
			case "calls":
				list = append(list, sign+" writes "+strings.Join(h.Calls, "; "))
			}
		}
	}
	each("-", d.Old)
	each("+", d.New)
	return list
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// inMarkdown takes the meaning from characters that have one.
func inMarkdown(s string) string {
	return strings.NewReplacer("_", `\_`, "*", `\*`, "<", "&lt;", "`", "\\`", "[", `\[`).Replace(oneLine(s))
}
