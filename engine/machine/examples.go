package machine

import (
	"fmt"
	"slices"
	"strings"

	"parley/engine/match"
	"parley/engine/syntax"
)

// enoughExamples is how many start examples a dialog needs to be understood
// well.
const enoughExamples = 10

// Doubts are warnings about start examples: too few of them, or such that lead
// to another dialog. They stop nothing from running, and looking for them
// takes too long for every start.
func (m *Machine) Doubts() (diags syntax.Diagnostics) {
	warn := func(c *Compiled, pos syntax.Pos, rule, text, advice string) {
		diags = append(diags, syntax.Diagnostic{File: c.Tree.File, Pos: pos, Severity: syntax.Warning, Rule: rule, Text: text, Advice: advice})
	}
	for _, c := range m.dialogs {
		n := len(c.Tree.Start)
		if n == 0 || n >= enoughExamples { // one without any is begun by other dialogs
			continue
		}
		have := fmt.Sprintf("only %d start examples", n)
		if n == 1 {
			have = "only one start example"
		}
		warn(c, c.Tree.Start[0].Pos, "few-examples", fmt.Sprintf("%s has %s, so it will often not be understood", c.Name, have),
			fmt.Sprintf("add others until there are %d or more: short ones, polite ones, with and without values", enoughExamples))
	}
	doubts := match.Doubts(m.lessons())
	pairs := map[[2]string][]match.Doubt{}
	for _, d := range doubts {
		pair := [2]string{d.Dialog, d.Nearer}
		slices.Sort(pair[:])
		pairs[pair] = append(pairs[pair], d)
	}
	for pair, list := range pairs {
		a, b := m.byName[pair[0]], m.byName[pair[1]]
		if all := len(a.Tree.Start) + len(b.Tree.Start); len(list) >= 3 && 10*len(list) >= all {
			first := m.byName[list[0].Dialog].Tree.Start[list[0].Example].Value
			warn(a, a.Tree.Name.Pos, "confused-dialogs",
				fmt.Sprintf("%s and %s are easily taken for each other: %d of their %d examples could be of either, such as %q", a.Name, b.Name, len(list), all, first),
				"give each examples in words of its own, or make one dialog of them")
			continue // one advice for all of them
		}
		for _, d := range list {
			c := m.byName[d.Dialog]
			advice := "move it there, or say in it what only this dialog does"
			if len(d.Words) > 0 {
				advice = fmt.Sprintf("move it there, or use words that only %s has, such as %s", d.Dialog, quoted(d.Words))
			}
			example := c.Tree.Start[d.Example]
			warn(c, example.Pos, "nearer-example", fmt.Sprintf("%q is nearer to %s, which has %q, than to the other examples here", example.Value, d.Nearer, d.Like), advice)
		}
	}
	slices.SortFunc(diags, func(a, b syntax.Diagnostic) int { return strings.Compare(a.Text, b.Text) })
	diags.Sort()
	return diags
}

func quoted(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = fmt.Sprintf("%q", w)
	}
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
	return list[0]
}
