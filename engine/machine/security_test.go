package machine

import (
	"strings"
	"testing"
	"time"

	"parley/engine/field"
)

// A condition compares values. What could take long, take much, or reach
// anything else is refused before a dialog runs.
func TestSEC38_ConditionsOnlyCompare(t *testing.T) {
	names := map[string]field.Kind{"amount": field.Money, "name": field.Text}
	if c, wrong := newCondition(`amount > 100 and name != "x"`, names); len(wrong) > 0 || c == nil {
		t.Fatalf("a plain condition is refused: %v", wrong)
	}
	// Patterns take time in proportion to the text, whatever they are.
	c, wrong := newCondition(`name matches "(a+)+$"`, names)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	began := time.Now()
	c.holds(map[string]field.Value{"name": {Norm: strings.Repeat("a", 4000) + "!"}})
	if took := time.Since(began); took > time.Second { // 4,000 characters are the longest message
		t.Errorf("a pattern took %v", took)
	}
	for _, source := range []string{
		`all(1..100000, all(1..100000, # > 0))`, `len(1..1000000000) > 0`, `sum(map(1..100000, #)) > 0`, `any([1, 2], # == 1)`,
		`repeat("x", 1000000000) == name`, `name.String() == "x"`, `amount.Secret > 1`, `missing > 1`,
		`now() > now()`, `env["HOME"] != ""`, `$env["HOME"] != ""`, `let x = 1; x > 0`, `fromJSON(name) == 1`,
		strings.Repeat("(", 300) + "amount" + strings.Repeat(")", 300) + " > 1", "amount > 1" + strings.Repeat(" and amount > 1", 100),
	} {
		if c, wrong := newCondition(source, names); len(wrong) == 0 {
			t.Errorf("%.60s is taken: %v", source, c != nil)
		}
	}
}
