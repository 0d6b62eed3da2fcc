package syntax_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/engine/syntax"
)

func str(value string, line, col, length int) syntax.Str {
	return syntax.Str{Value: value, Pos: syntax.Pos{Line: line, Col: col, Len: length}}
}

func TestTree(t *testing.T) {
	src := `dialog: d
title: "Ünï"
start: [ä, "b c", 'd']
fields:
  size:
    ask: |
      How
      long?
    length: 3..
    attempts: 2
    optional: true
    choices: [a, {b: B}, c: C]
    must: {value > 1: Too small.}
  when: {ask_if: never, choices: x.y, default: 0049}
do: a.b
errors:
  invalid: ask <error.field>
  missing: "say Gone."
  busy: start   other
show: {columns: [size], page: 7, say: Here.}
done: {say: One., remember: d}
`
	got, diags := syntax.Parse("d.yaml", []byte(src))
	if len(diags) != 0 {
		t.Fatal(diags)
	}
	pos := func(line, col, length int) syntax.Pos { return syntax.Pos{Line: line, Col: col, Len: length} }
	want := &syntax.Dialog{
		File: "d.yaml", Source: []byte(src), Hash: got.Hash,
		Name: str("d", 1, 9, 1), Title: str("Ünï", 2, 8, 5),
		Start: []syntax.Str{str("ä", 3, 9, 1), str("b c", 3, 12, 5), str("d", 3, 19, 3)},
		Fields: []*syntax.Field{
			{
				Name: str("size", 5, 3, 4), Ask: str("How\nlong?", 6, 10, 1),
				Length:   &syntax.Range{Min: 3, Pos: pos(9, 13, 3)},
				Attempts: syntax.Num{Value: 2, Pos: pos(10, 15, 1)},
				Optional: syntax.Flag{Value: true, Pos: pos(11, 15, 4)},
				Choices: []syntax.Choice{
					{Value: str("a", 12, 15, 1)},
					{Value: str("b", 12, 19, 1), Label: str("B", 12, 22, 1)},
					{Value: str("c", 12, 26, 1), Label: str("C", 12, 29, 1)},
				},
				Must: []syntax.Rule{{If: str("value > 1", 13, 12, 9), Say: str("Too small.", 13, 23, 10)}},
			},
			{Name: str("when", 14, 3, 4), AskIf: str("never", 14, 18, 5), From: str("x.y", 14, 34, 3), Default: str("0049", 14, 48, 4)},
		},
		Do: str("a.b", 15, 5, 3),
		Errors: []syntax.ErrorRule{
			{Kind: str("invalid", 17, 3, 7), Verb: str("ask", 17, 12, 3), Arg: str("<error.field>", 17, 16, 13)},
			{Kind: str("missing", 18, 3, 7), Verb: str("say", 18, 12, 11), Arg: str("Gone.", 18, 12, 11)},
			{Kind: str("busy", 19, 3, 4), Verb: str("start", 19, 9, 5), Arg: str("other", 19, 17, 5)},
		},
		Show: &syntax.Show{Pos: pos(20, 1, 4), Columns: []syntax.Str{str("size", 20, 18, 4)}, Page: syntax.Num{Value: 7, Pos: pos(20, 31, 1)}, Intro: str("Here.", 20, 39, 5)},
		Done: &syntax.Done{Pos: pos(21, 1, 4), Say: []syntax.Str{str("One.", 21, 13, 4)}, Remember: str("d", 21, 29, 1)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTestsTree(t *testing.T) {
	src := `- test: one
  with: {signed_in: false, hubspot: small_portal, faults: {path: /x, drop_answer: true}}
  chat:
    - me: {any: [yes, yep]}
      calls: {}
      fields: {amount: 5000, changes: {stage: won}, note: }
    - press: OK
      calls: {a.b: {x: 1}, a.c: }
    - event: crash
`
	got, diags := syntax.ParseTests("d_test.yaml", []byte(src))
	if len(diags) != 0 || len(got.Cases) != 1 {
		t.Fatal(diags)
	}
	c := got.Cases[0]
	if c.SignedIn == nil || c.SignedIn.Value || c.Portal.Value != "small_portal" || len(c.Faults) != 1 || !c.Faults[0].Drop.Value {
		t.Errorf("got %+v", c)
	}
	if len(c.Turns) != 3 {
		t.Fatalf("got %d turns", len(c.Turns))
	}
	first, second, third := c.Turns[0], c.Turns[1], c.Turns[2]
	if len(first.Me) != 2 || !first.HasCalls || len(first.Calls) != 0 {
		t.Errorf("got %+v", first)
	}
	var fields []string
	for _, f := range first.Fields {
		fields = append(fields, f.Name.Value+"="+f.Value.Value)
	}
	if got, want := strings.Join(fields, " "), "amount=5000 changes.stage=won note="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(second.Calls) != 2 || second.Calls[0].Args[0].Value.Value != "1" || second.Calls[1].Action.Value != "a.c" || second.Press.Value != "OK" {
		t.Errorf("got %+v", second)
	}
	if third.Event.Value != "crash" || third.HasCalls || third.Pos.Line != 9 {
		t.Errorf("got %+v", third)
	}
}

// The name is found even when the rest can't be read; the file's stands in.
func TestNameOnly(t *testing.T) {
	for src, want := range map[string]string{
		"title: [\ndialog: d  # x\n": "d", "dialog: d\ntitle: a: b\n": "d", "title: [\n": "e", "dialog: [d\n": "e", "": "e", "title: D\n": "e", "dialog: D d\n": "e",
	} {
		d, diags := syntax.Parse("e.yaml", []byte(src))
		if !diags.Failed() {
			t.Errorf("%q: no error", src)
		}
		if d == nil || d.Name.Value != want || d.Name.IsZero() {
			t.Errorf("%q: got %v, want %q", src, d, want)
		}
	}
}

func TestByteOrderMark(t *testing.T) {
	d, diags := syntax.Parse("d.yaml", []byte("\ufeffdialog: d\r\ntitle: D\r\ndo: a.b\r\n"))
	if len(diags) != 0 || d.Name != str("d", 1, 9, 1) || d.Do != str("a.b", 3, 5, 3) {
		t.Errorf("got %v %+v", diags, d)
	}
}

func TestPrint(t *testing.T) {
	long := strings.Repeat("x", 300) + "HERE" + strings.Repeat("y", 300)
	src := []byte("a\n\tb: c\n取引 d\n" + long + "\n\x1b[31m e\n")
	for name, test := range map[string]struct {
		d    syntax.Diagnostic
		want string
	}{
		"whole file": {syntax.Diagnostic{File: "f", Text: "t", Rule: "c"}, "f: t\n   [c]\n"},
		"line":       {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 1}, Text: "t", Rule: "c", Advice: "a"}, "f:1: t\n  |\n1 | a\n2 | \tb: c\n   a   [c]\n"},
		"tab":        {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 2, Col: 5, Len: 1}, Text: "t", Rule: "c"}, "f:2:5: t\n  |\n2 | \tb: c\n  | \t   ^\n   [c]\n"},
		"wide":       {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 3, Col: 2, Len: 3}, Text: "t", Rule: "c"}, "f:3:2: t\n  |\n3 | 取引 d\n  |   ^~~~\n   [c]\n"},
		"warning":    {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 1, Col: 1}, Text: "t", Rule: "c", Severity: syntax.Warning}, "f:1:1: warning: t\n  |\n1 | a\n  | ^\n   [c]\n"},
		"behind":     {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 1, Col: 3, Len: 5}, Text: "t", Rule: "c"}, "f:1:3: t\n  |\n1 | a\n  |   ^\n   [c]\n"},
		"codes":      {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 5, Col: 7, Len: 1}, Text: "\x1bt", Rule: "c"}, "f:5:7: ·t\n  |\n5 | ·[31m e\n  |       ^\n   [c]\n"},
		"nowhere":    {syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 99, Col: 7, Len: 1}, Text: "t", Rule: "c"}, "f:99:7: t\n   [c]\n"},
	} {
		var b bytes.Buffer
		syntax.Print(&b, test.d, src)
		if b.String() != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, &b, test.want)
		}
	}
	var b bytes.Buffer
	syntax.Print(&b, syntax.Diagnostic{File: "f", Pos: syntax.Pos{Line: 4, Col: 301, Len: 4}, Text: "t"}, src)
	lines := strings.Split(b.String(), "\n")
	if i := strings.Index(lines[3], "^~~~"); i < 0 || string([]rune(lines[2])[i:i+4]) != "HERE" {
		t.Errorf("the marker is not below the place:\n%s", &b)
	}
}
