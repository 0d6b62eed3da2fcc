package rule

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is one thing that lint looks for.
type Rule struct {
	Code    string // "PAR201": never changed, never given to another rule
	Name    string // "unknown-key": how code and messages name it
	Text    string // what is wrong, in one sentence
	Why     string // why that matters
	Bad     string // a Sample that breaks it; or, in parentheses, when it happens
	Good    string // a Sample that keeps it
	Warning bool   // it stops nothing from running
}

// All lists the rules in the order of their codes.
func All() []Rule { return slices.Clone(rules) }

var rules = slices.Concat(layoutRules, formatRules, meaningRules, proofRules, adviceRules)

var byName = func() map[string]Rule {
	m := map[string]Rule{}
	for _, r := range rules {
		m[r.Name], m[r.Code] = r, r
	}
	return m
}()

// Find finds a rule by its name or its code, in any case.
func Find(name string) (Rule, bool) {
	if r, ok := byName[strings.ToUpper(name)]; ok {
		return r, true
	}
	r, ok := byName[strings.ToLower(name)]
	return r, ok
}

// Code is the code of a rule that is named in messages.
func Code(name string) string { return byName[name].Code }

// Shown tells whether a file can show the rule broken. Some take a file that
// is too large for a page.
func (r Rule) Shown() bool { return !strings.HasPrefix(r.Bad, "(") }

// Page tells about a rule in Markdown.
func (r Rule) Page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s %s\n\n%s", r.Code, r.Name, r.Text)
	if r.Warning {
		b.WriteString(" A warning: it stops nothing from running.")
	}
	fmt.Fprintf(&b, " %s\n\n", r.Why)
	if r.Shown() {
		fmt.Fprintf(&b, "Not so:\n\n```yml\n%s```\n\n", strings.TrimLeft(r.Bad, "\n"))
	} else {
		fmt.Fprintf(&b, "Happens with %s.\n\n", strings.Trim(r.Bad, "()\n"))
	}
	if r.Good != "" {
		fmt.Fprintf(&b, "But:\n\n```yml\n%s```\n\n", strings.TrimLeft(r.Good, "\n"))
	}
	return b.String()
}

// chapters are the groups of codes, by their first digit.
var chapters = []struct{ digit, title string }{
	{"1", "What can be read"},
	{"2", "Keys and values"},
	{"3", "What fits together"},
	{"4", "What is proved"},
	{"5", "Advice"},
}

// Pages are the pages of all rules, one below the other, with a table of them.
func Pages() string {
	var b strings.Builder
	for _, c := range chapters {
		fmt.Fprintf(&b, "## %s\n\n", c.title)
		b.WriteString("| Code | Name | What is wrong |\n|---|---|---|\n")
		var pages strings.Builder
		for _, r := range rules {
			if r.Code[3:4] != c.digit {
				continue
			}
			anchor := strings.ToLower(r.Code) + "-" + r.Name
			fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.Code, anchor, r.Name, strings.NewReplacer("|", `\|`, "<", `\<`).Replace(r.Text))
			pages.WriteString(r.Page())
		}
		fmt.Fprintf(&b, "\n%s", pages.String())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
