package syntax_test

import (
	"path/filepath"
	"strings"
	"testing"

	"parley/engine/syntax"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, file, src, want string }{
		{"levels, spaces and dashes", "d.yaml",
			"dialog:   d   \ntitle: D\nstart:\n- one\n-   two\nfields:\n    name:\n        ask:   What?\n\n\n\n        choices:\n        -   low:  Low\n            high: High\ndo: a.b\n\n",
			"dialog: d\ntitle: D\nstart:\n  - one\n  - two\n\nfields:\n  name:\n    ask: What?\n\n    choices:\n      - low: Low\n        high: High\n\ndo: a.b\n"},
		{"the order of keys, with comments", "d.yaml",
			"# The file's.\n\n# Its title.\ntitle: D # said\ndialog: d\ndo: a.b\n# Asked.\nfields:\n  # The name.\n  name: {ask: What}\n  # The last.\nconfirm: Yes?\n# The end.\n",
			"# The file's.\n\ndialog: d\n# Its title.\ntitle: D # said\n\n# Asked.\nfields:\n  # The name.\n  name: {ask: What}\n  # The last.\n\nconfirm: Yes?\ndo: a.b\n# The end.\n"},
		{"texts of several lines", "d.yaml",
			"dialog: d\ntitle: |\n    One  \n\n\n      # two\ndescription: >\n  folded\n  text\ndo: a.b\nconfirm: plain\n    goes on\n",
			"dialog: d\ntitle: |\n    One  \n\n\n      # two\ndescription: >\n  folded\n  text\nconfirm: plain\n    goes on\ndo: a.b\n"},
		{"tests", "d_test.yaml",
			"-   test: one\n    chat:\n    - me: hello\n      bot: done\n    -   {me: bye}\n\n- test: two\n  chat: [{me: hi}]\n",
			"- test: one\n  chat:\n    - me: hello\n      bot: done\n    - {me: bye}\n\n- test: two\n  chat: [{me: hi}]\n"},
		{"line ends of another system", "defaults.yaml", "\ufeffwords:\r\n   skip: [later]\r\nattempts: 3\r\n", "attempts: 3\nwords:\n  skip: [later]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, diags := syntax.Format(c.file, []byte(c.src))
			if len(diags) > 0 || string(got) != c.want {
				t.Errorf("got:\n%s\nwant:\n%s\n%v", got, c.want, diags)
			}
			if again, _ := syntax.Format(c.file, got); string(again) != string(got) {
				t.Errorf("laid out again it is another:\n%s", again)
			}
		})
	}
}

func TestFormatGivesBackWhatItCantRead(t *testing.T) {
	src := "dialog: d\n\ttitle: D\n"
	got, diags := syntax.Format("d.yaml", []byte(src))
	if string(got) != src || !diags.Failed() {
		t.Errorf("got %q, %v", got, diags)
	}
}

// What ships is in its normal form.
func TestFormatLeavesTheDialogsAlone(t *testing.T) {
	for _, file := range files(t, "../../dialogs/*.yaml") {
		src := read(t, file)
		got, diags := syntax.Format(filepath.Base(file), src)
		if len(diags) > 0 || string(got) != string(src) {
			t.Errorf("%s is not in its normal form; run parley fmt", file)
		}
	}
}

// FuzzFormat holds what a file means against what it means laid out.
func FuzzFormat(f *testing.F) {
	for _, pattern := range []string{"testdata/ok/*.yaml", "testdata/lint/*.yaml"} {
		for _, file := range files(f, pattern) {
			f.Add(string(read(f, file)))
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		got, diags := syntax.Format("d.yaml", []byte(src))
		if diags.Failed() {
			return
		}
		again, diags := syntax.Format("d.yaml", got)
		if diags.Failed() || string(again) != string(got) {
			t.Errorf("%q is %q, and that is %q: %v", src, got, again, diags)
		}
		if before, after := diagnose("d.yaml", []byte(src)), diagnose("d.yaml", got); len(before) != len(after) && !strings.Contains(src, "\n#") {
			t.Errorf("%q has %v, and %q has %v", src, before, got, after)
		}
	})
}
