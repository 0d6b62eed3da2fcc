package syntax

import (
	"fmt"
	"strings"
	"testing"
)

const tried = "dialog: create_deal\ntitle: Create a deal\ndo: a.b\n"

// around holds, for each place, a file in which a key can be tried.
var around = map[place]struct{ file, before, indent string }{
	inDialog:      {"create_deal.yaml", tried, ""},
	inField:       {"create_deal.yaml", tried + "fields:\n  amount:\n    ask: How much?\n", "    "},
	inState:       {"create_deal.yaml", tried + "states:\n  talk:\n    go: end\n", "    "},
	inStateDone:   {"create_deal.yaml", tried + "states:\n  talk:\n    done:\n", "      "},
	inWay:         {"create_deal.yaml", tried + "states:\n  talk:\n    go:\n      -\n        to: end\n", "        "},
	inShow:        {"create_deal.yaml", tried + "show:\n", "  "},
	inBefore:      {"create_deal.yaml", tried + "before_confirm:\n  find: name\n  say: There is one.\n", "  "},
	inDone:        {"create_deal.yaml", tried + "done:\n", "  "},
	inHouse:       {"defaults.yaml", "", ""},
	inObjects:     {"objects.yaml", "", ""},
	inObject:      {"objects.yaml", "objects:\n  deal:\n    fields: {name: {property: x}}\n", "    "},
	inObjectField: {"objects.yaml", "objects:\n  deal:\n    fields:\n      tier:\n        property: tier\n", "        "},
	inTranslation: {"create_deal.de.yaml", "", ""},
	inFieldTexts:  {"create_deal.de.yaml", "fields:\n  amount:\n", "    "},
	inStateTexts:  {"create_deal.de.yaml", "states:\n  talk:\n", "    "},
	inShowTexts:   {"create_deal.de.yaml", "show:\n", "  "},
	inBeforeTexts: {"create_deal.de.yaml", "before_confirm:\n", "  "},
	inDoneTexts:   {"create_deal.de.yaml", "done:\n", "  "},
	inTest:        {"a_test.yaml", "test: one\nchat: [{me: hello}]\n", ""},
	inWith:        {"a_test.yaml", "test: one\nchat: [{me: hello}]\nwith:\n", "  "},
	inTurn:        {"a_test.yaml", "test: one\nchat:\n  -\n    me: hello\n", "    "},
	inFault:       {"a_test.yaml", "test: one\nchat: [{me: hello}]\nwith:\n  faults:\n    status: 500\n", "    "},
}

// Each key of the table is read somewhere, and its example can be used.
func TestExamples(t *testing.T) {
	for _, k := range keys {
		t.Run(string(k.in)+"."+k.name, func(t *testing.T) {
			a := around[k.in]
			replaced := a.indent + k.name + ":"
			if k.in == inTurn && (k.name == "press" || k.name == "event" || k.name == "fault" || k.name == "slow" || k.name == "elsewhere") {
				replaced = a.indent + "me:" // one thing happens in a turn
			}
			var src strings.Builder
			for line := range strings.Lines(a.before) {
				if !strings.HasPrefix(line, replaced) {
					src.WriteString(line)
				}
			}
			fmt.Fprintf(&src, "%s%s: %s\n", a.indent, k.name, k.example)
			var diags Diagnostics
			switch a.file {
			case "defaults.yaml":
				_, diags = ParseHouse(a.file, []byte(src.String()))
			case "objects.yaml":
				_, diags = ParseObjects(a.file, []byte(src.String()))
			case "create_deal.de.yaml":
				_, diags = ParseTranslation(a.file, []byte(src.String()))
			case "a_test.yaml":
				_, diags = ParseTests(a.file, []byte(src.String()))
			default:
				_, diags = Parse(a.file, []byte(src.String()))
			}
			for _, d := range diags {
				t.Errorf("%s\n%v", src.String(), d)
			}
			if !strings.HasSuffix(k.doc, ".") {
				t.Errorf("the key is described by %q, not by a sentence", k.doc)
			}
		})
	}
}

// A name is nobody's twice, and every place is described.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range keys {
		id := string(k.in) + "." + k.name
		if seen[id] || !namePattern.MatchString(k.name) {
			t.Errorf("%s is in the table twice, or no name", id)
		}
		seen[id] = true
		if k.in.what() == string(k.in) || k.of != "" && len(keysIn(k.of)) == 0 {
			t.Errorf("%s belongs to a place, or leads to one, that is not described", id)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"ask", "ask_if", "hint", "optional", "choices"}
	for name, want := range map[string]string{
		"aks": "ask", "askif": "ask_if", "Ask-If": "ask_if", "hints": "hint", "optinal": "optional", "choice": "choices",
		"banana": "", "": "", "x": "", strings.Repeat("a", 10_000): "",
	} {
		got, ok := Nearest(name, known)
		if got != want || ok != (want != "") {
			t.Errorf("Nearest(%.20q): got %q, want %q", name, got, want)
		}
	}
}
