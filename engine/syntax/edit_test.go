package syntax

import (
	"strings"
	"testing"
)

func TestRewriteLeavesTheRestAsItIs(t *testing.T) {
	t.Parallel()
	const src = "# about\n- test: one\n  chat:\n    # said\n    - me: hello\n      bot: 'it''s'\n      # heard\n      says: [a, \"b \\\" c\"]\n"
	tests, diags := ParseTests("x_test.yaml", []byte(src))
	if diags.Failed() {
		t.Fatal(diags)
	}
	turn := tests.Cases[0].Turns[0]
	got, err := Rewrite([]byte(src), []Edit{
		{At: turn.Bot, Text: "ask name"}, {At: turn.Says[0], Text: "x, y"}, {At: turn.Says[1], Text: `say "hi"`},
		{At: Str{Pos: turn.Pos}, Below: "calls: {}"},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = "# about\n- test: one\n  chat:\n    # said\n    - me: hello\n      calls: {}\n      bot: ask name\n      # heard\n      says: [\"x, y\", 'say \"hi\"']\n"
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := Rewrite([]byte("other\n"), []Edit{{At: turn.Bot, Text: "x"}}); err == nil {
		t.Error("an edit of another file is made")
	}
}

// FuzzQuote holds that what is quoted is read as it was.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"yes", "a: b", "#1", " x ", "- a", "[x]", `"`, `'`, "5,000", "über 5 €", "a\nb", "null", "1e5", "{}", "*a", "&a", "!t", "%x", "@x", "`", "a:", "x #y", "?", "0x1F", "~"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.TrimSpace(s) != s || s == "" || len(s) > 200 || strings.ToValidUTF8(s, "") != s {
			return
		}
		for _, c := range s {
			if c < ' ' || c >= 0x7f && c < 0xa0 || c == '�' || c == '\u2028' || c == '\u2029' || c == '\ufeff' || c >= 0xe000 {
				return
			}
		}
		src := "- test: one\n  chat:\n    - me: " + QuoteLine(s) + "\n      says: [" + Quote(s) + ", x]\n"
		tests, diags := ParseTests("x_test.yaml", []byte(src))
		if diags.Failed() && !strings.HasPrefix(s, "/") {
			t.Fatalf("%q: %v", src, diags)
		}
		if turn := tests.Cases[0].Turns[0]; len(turn.Me) == 0 || turn.Me[0].Value != s || len(turn.Says) != 2 || turn.Says[0].Value != s {
			t.Errorf("%q is read as %v from\n%s", s, turn.Me, src)
		}
	})
}
