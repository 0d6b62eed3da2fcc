package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// around is a file in which a key of a place can be tried: %s is its line.
// Lines of the file that give the same key are left out.
var around = map[place]struct{ file, text, indent string }{
	inDialog: {"create_deal.yaml", "dialog: create_deal\ntitle: Create a deal\ndo: a.b\n%s", ""},
	inField:  {"create_deal.yaml", "dialog: create_deal\ntitle: Create a deal\ndo: a.b\nfields:\n  amount:\n    ask: How much?\n%s", "    "},
	inShow:   {"create_deal.yaml", "dialog: create_deal\ntitle: Create a deal\ndo: a.b\nshow:\n%s", "  "},
	inDone:   {"create_deal.yaml", "dialog: create_deal\ntitle: Create a deal\ndo: a.b\ndone:\n%s", "  "},
	inHouse:  {"defaults.yaml", "%s", ""},
	inTest:   {"a_test.yaml", "test: one\nchat: [{me: hello}]\n%s", ""},
	inWith:   {"a_test.yaml", "test: one\nchat: [{me: hello}]\nwith:\n%s", "  "},
	inTurn:   {"a_test.yaml", "test: one\nchat:\n  - me: hello\n%s", "    "},
	inFault:  {"a_test.yaml", "test: one\nchat: [{me: hello}]\nwith:\n  faults:\n    status: 500\n%s", "    "},
}

// Each key of the table is read somewhere, and its example can be used.
func TestExamples(t *testing.T) {
	for _, k := range keys {
		t.Run(string(k.in)+"."+k.name, func(t *testing.T) {
			a := around[k.in]
			text := a.text
			if k.in == inTurn && (k.name == "press" || k.name == "event" || k.name == "fault") {
				text = strings.Replace(text, "me: hello", "buttons: [Yes]", 1)
			}
			var kept []string
			for line := range strings.Lines(text) {
				if !strings.HasPrefix(strings.TrimLeft(line, " "), k.name+":") || strings.HasSuffix(line, k.name+":\n") {
					kept = append(kept, line)
				}
			}
			text = strings.Join(kept, "")
			if k.in == inTurn && k.name == "me" {
				text = strings.TrimSuffix(strings.Replace(a.text, "  - me: hello\n", "  - bot: done\n", 1), "")
			}
			src := []byte(fmt.Sprintf(text, a.indent+k.name+": "+k.example+"\n"))
			var diags Diagnostics
			switch {
			case a.file == "defaults.yaml":
				_, diags = ParseHouse(a.file, src)
			case strings.HasSuffix(a.file, "_test.yaml"):
				_, diags = ParseTests(a.file, src)
			default:
				_, diags = Parse(a.file, src)
			}
			for _, d := range diags {
				t.Errorf("%s\n%v", src, d)
			}
			if k.doc == "" || !strings.HasSuffix(k.doc, ".") {
				t.Errorf("the key is described by %q, not by a sentence", k.doc)
			}
		})
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
