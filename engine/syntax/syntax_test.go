package syntax_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/engine/rule"
	"parley/engine/syntax"
)

var update = flag.Bool("update", false, "rewrite the .want files")

// diagnose reads a file of any kind, chosen by its name.
func diagnose(file string, src []byte) syntax.Diagnostics {
	var diags syntax.Diagnostics
	switch {
	case strings.HasSuffix(file, "defaults.yaml"):
		_, diags = syntax.ParseHouse(file, src)
	case strings.HasSuffix(file, "_test.yaml"):
		_, diags = syntax.ParseTests(file, src)
	default:
		_, diags = syntax.Parse(file, src)
	}
	return diags
}

func printed(diags syntax.Diagnostics, src []byte) string {
	var b bytes.Buffer
	for _, d := range diags {
		syntax.Print(&b, d, src)
	}
	return b.String()
}

func files(tb testing.TB, pattern string) []string {
	tb.Helper()
	list, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil || len(list) == 0 {
		tb.Fatalf("no files for %s: %v", pattern, err)
	}
	return list
}

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return src
}

func TestLint(t *testing.T) {
	for _, file := range files(t, "testdata/lint/*.yaml") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src := read(t, file)
			diags := diagnose(filepath.Base(file), src)
			got := printed(diags, src)
			golden := strings.TrimSuffix(file, ".yaml") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(read(t, golden)); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
			if len(diags) == 0 {
				t.Error("nothing was found")
			}
			for _, d := range diags {
				if _, known := rule.Find(d.Rule); !known || d.Advice == "" {
					t.Errorf("%q has no rule or no advice", d.Text)
				}
				for _, word := range []string{"scalar", "node", "unmarshal", "nil", "sequence", "token", "parser", "yaml:"} {
					if text := strings.ToLower(d.Text + " " + d.Advice); strings.Contains(text, word) {
						t.Errorf("%q is not a word of an author: %s", word, text)
					}
				}
			}
		})
	}
}

func TestOK(t *testing.T) {
	for _, file := range files(t, "testdata/ok/*.yaml") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src := read(t, file)
			if got := printed(diagnose(file, src), src); got != "" {
				t.Errorf("got:\n%s\nwant silence", got)
			}
		})
	}
}
