package syntax

import (
	"cmp"
	"encoding/json"
	"slices"

	"parley/engine/rule"
)

// Severity says whether a diagnostic stops a dialog from running.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Diagnostic is one thing that an author should change, in the author's
// words: what is there, what was expected, and the next step.
type Diagnostic struct {
	File     string   `json:"file"`
	Pos      Pos      `json:"pos"`
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`             // "unknown-key": package rule has its code and its page
	Text     string   `json:"text"`             // `unknown key "aks"`
	Advice   string   `json:"advice,omitempty"` // `did you mean "ask"?`
	Talk     []string `json:"talk,omitempty"`   // the shortest conversation that goes wrong, line by line; what people say begins with "> "
}

// Diagnostics is a list of them. It is not an error: warnings don't fail.
type Diagnostics []Diagnostic

// MarshalJSON adds the rule's code.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	type plain Diagnostic
	return json.Marshal(struct {
		Code string `json:"code"` // "PAR201": stable, for search and for machines
		plain
	}{rule.Code(d.Rule), plain(d)})
}

// Failed tells whether any of them is an error.
func (d Diagnostics) Failed() bool {
	return slices.ContainsFunc(d, func(x Diagnostic) bool { return x.Severity != Warning })
}

// Sort orders by file, line, column and rule, so that output never depends on
// the order in which problems were found.
func (d Diagnostics) Sort() {
	slices.SortStableFunc(d, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col), cmp.Compare(a.Rule, b.Rule))
	})
}
