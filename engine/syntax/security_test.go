package syntax_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"parley/engine/syntax"
)

const head = "dialog: d\ntitle: D\ndo: a.b\n"

// pad fills up to the largest size that is read.
func pad(unit string) string { return strings.Repeat(unit, (256<<10-200)/len(unit)) }

func TestSEC37_Files(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	steps := ""
	for i := range 700 {
		steps += strings.Repeat(" ", i) + "a:\n"
	}
	for name, src := range map[string]string{
		"alias bomb":             head + bomb,
		"200,000 brackets":       strings.Repeat("[", 200_000),
		"200,000 braces":         strings.Repeat("{", 200_000),
		"200,000 closed lists":   head + "start: [" + strings.Repeat("[],", 70_000) + "]",
		"brackets on lines":      head + "start:\n  - " + pad("[\n   "),
		"nested lists":           head + "start: " + strings.Repeat("[", 100) + strings.Repeat("]", 100),
		"dashes":                 head + "start:\n  " + pad("- "),
		"dashes on lines":        head + "start:\n" + pad("- a\n"),
		"question marks":         pad("? "),
		"steps to the right":     steps,
		"1 MB text":              head + "confirm: " + strings.Repeat("a", 1<<20),
		"second document":        head + "---\n" + head,
		"third document":         head + "---\n---\n",
		"document after the end": head + "...\n" + head,
		"merge keys":             "x: &x {title: D}\n<<: *x\n",
		"merge without alias":    head + "<<: {title: E}\n",
		"tag":                    head + "confirm: !!binary aGVsbG8=\n",
		"own tag":                head + "confirm: !x y\n",
		"anchor":                 head + "confirm: &x y\n",
		"repeated key":           head + "title: E\n",
		"unknown key":            head + "script: x\n",
		"many unknown keys":      head + numbered("k%d: x\n", 19_000),
		"many repeated keys":     head + pad("title: E\n"),
		"many fields":            head + "fields:\n" + numbered("  f%d: {aks: x}\n", 9_000),
		"many commas":            head + "start: [" + pad("a,") + "]",
		"one long line":          head + "start: [" + strings.Repeat("'ä', ", 19_000) + "]\nx: 1",
		"one long list of keys":  head + "errors: {" + numbered("k%d: ask é, ", 9_900) + "}",
		"comments":               head + pad("# x\n") + "x: 1",
		"comments behind keys":   head + numbered("k%d: #b\n", 19_000),
		"comments behind texts":  head + "start:\n" + pad("- a #b\n"),
		"spaces":                 head + pad(" ") + "x: 1",
		"lines":                  head + pad("\n") + "x: 1",
		"quotes":                 head + "confirm: " + pad(`"`),
		"escapes":                head + `confirm: "` + pad(`\x1b`) + `"`,
		"colons":                 head + pad(": "),
		"long key":               head + pad("k") + ": x",
		"not UTF-8":              head + "confirm: \xff\xfe\n",
		"UTF-16":                 "\xff\xfed\x00i\x00a\x00",
		"zero byte":              head + "confirm: a\x00b\n",
		"terminal codes":         head + "confirm: \x1b[31mred\n",
		"many tests":             numbered("- {test: t%d, chat: [{me: a, pres: b}]}\n", 1_800),
	} {
		t.Run(name, func(t *testing.T) {
			for kind, parse := range map[string]func([]byte) syntax.Diagnostics{
				"dialog": func(src []byte) syntax.Diagnostics { _, d := syntax.Parse("d.yaml", src); return d },
				"tests":  func(src []byte) syntax.Diagnostics { _, d := syntax.ParseTests("d_test.yaml", src); return d },
			} {
				var diags syntax.Diagnostics
				var before, after runtime.MemStats
				var took time.Duration
				for try := 0; try == 0 || try < 5 && took > time.Second; try++ { // a busy machine is not a slow reader
					runtime.ReadMemStats(&before)
					start := time.Now()
					diags = parse([]byte(src))
					took = time.Since(start)
					runtime.ReadMemStats(&after)
				}
				if !diags.Failed() {
					t.Errorf("%s: no error", kind)
				}
				if took > time.Second {
					t.Errorf("%s: took %v", kind, took)
				}
				if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
					t.Errorf("%s: used %d MiB", kind, used>>20)
				}
				if len(diags) > 101 {
					t.Errorf("%s: %d problems", kind, len(diags))
				}
				var out bytes.Buffer
				for _, d := range diags {
					syntax.Print(&out, d, []byte(src))
				}
				if out.Len() > 256<<10 || bytes.ContainsAny(out.Bytes(), "\x1b\x00") {
					t.Errorf("%s: %d bytes are printed, or they move the cursor", kind, out.Len())
				}
			}
		})
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestSEC37_Codes(t *testing.T) {
	for src, want := range map[string]string{
		strings.Repeat("a", 256<<10+1):          "too-large",
		head + "confirm: \xff":                  "not-utf8",
		strings.Repeat("[", 20_001):             "too-many",
		strings.Repeat("[", 201):                "too-deep",
		head + "start: " + deep(33):             "too-deep",
		head + "a: 1\n---\nb: 2\n":              "second-document",
		head + "confirm: &x y\ndescription: *x": "alias",
		head + "title: E":                       "duplicate-key",
		head + "titel: E":                       "unknown-key",
		head + "confirm: \"\\e[31m\"":           "invisible-character",
	} {
		_, diags := syntax.Parse("d.yaml", []byte(src))
		found := false
		for _, d := range diags {
			found = found || d.Rule == want
		}
		if !found {
			t.Errorf("%.60q: got %v, want %s", src, diags, want)
		}
	}
}

func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

func TestSEC41_Names(t *testing.T) {
	for _, name := range []string{"../d", "/etc/passwd", `..\d`, "d.yaml", "D", "d-e", "", "d\x00", "d/e", strings.Repeat("d", 65), "%2e%2e", "d\n"} {
		for _, form := range []string{"dialog: %q\ntitle: D\ndo: a.b\n", head + "done: {then: %q}\n", head + "done: {offer: [%q]}\n", head + "show: {row: [%q]}\n",
			head + "errors: {invalid: 'start %s'}\n", head + "fields: {f: {ask: F, if_none: %q}}\n", head + "needs: %q\n"} {
			if strings.ContainsAny(name, "\x00\n") && strings.Contains(form, "%s") {
				continue
			}
			want := true
			if name == "d\n" {
				want = false // the line's end is not part of the name
			}
			if _, diags := syntax.Parse("d.yaml", fmt.Appendf(nil, form, name)); diags.Failed() != want {
				t.Errorf(form+": got %v", name, diags)
			}
		}
	}
}

func TestSEC41_Folder(t *testing.T) {
	good := &fstest.MapFile{Data: []byte(head)}
	fsys := fstest.MapFS{
		"dialogs/d.yaml":            good,
		"dialogs/d_test.yaml":       {Data: []byte("test: t\nchat: [{me: hi}]\n")},
		"dialogs/defaults.yaml":     {Data: []byte("attempts: 2\n")},
		"dialogs/README.md":         {Data: []byte("# Dialogs\n")},
		"dialogs/deeper/other.yaml": good,
		"dialogs/link.yaml":         {Data: []byte("../secret.yaml"), Mode: 0o777 | 1<<27},
		"dialogs/Big Name.yaml":     good,
		"dialogs/e.yml":             good,
		"dialogs/twin.yaml":         good,
		"secret.yaml":               good,
	}
	dialogs, house, tests, diags := syntax.ReadDir(fsys, "dialogs")
	if len(dialogs) != 1 || dialogs[0].Name.Value != "d" || dialogs[0].File != "dialogs/d.yaml" {
		t.Errorf("got %d dialogs, want d", len(dialogs))
	}
	if house.Attempts.Value != 2 || len(tests) != 1 {
		t.Errorf("got %d attempts and %d tests, want 2 and 1", house.Attempts.Value, len(tests))
	}
	var got []string
	for _, d := range diags {
		got = append(got, d.File+" "+d.Rule)
	}
	want := "dialogs/Big Name.yaml bad-file-name, dialogs/e.yml bad-file-name, dialogs/link.yaml not-a-file, dialogs/twin.yaml dialog-twice, dialogs/twin.yaml name-differs"
	if got := strings.Join(got, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, dir := range []string{"../dialogs", "/dialogs", "nowhere"} {
		if d, h, _, diags := syntax.ReadDir(fsys, dir); len(d) != 0 || h == nil || !diags.Failed() {
			t.Errorf("%s was read", dir)
		}
	}
}

func FuzzParse(f *testing.F)      { fuzz(f, "d.yaml") }
func FuzzParseTests(f *testing.F) { fuzz(f, "d_test.yaml") }
func FuzzParseHouse(f *testing.F) { fuzz(f, "defaults.yaml") }

func fuzz(f *testing.F, file string) {
	for _, pattern := range []string{"testdata/ok/*.yaml", "testdata/lint/*.yaml"} {
		for _, name := range files(f, pattern) {
			f.Add(read(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		diags := diagnose(file, src)
		lines := bytes.Count(src, []byte("\n")) + bytes.Count(src, []byte("\r")) + bytes.Count(src, []byte("\u0085")) +
			bytes.Count(src, []byte("\u2028")) + bytes.Count(src, []byte("\u2029")) + 1
		for _, d := range diags {
			if d.Rule == "" || d.Text == "" || d.Pos.Line < 0 || d.Pos.Line > lines || d.Pos.Col < 0 {
				t.Errorf("got %+v in %d lines", d, lines)
			}
			syntax.Print(&bytes.Buffer{}, d, src)
		}
		again := diagnose(file, src)
		if printed(diags, src) != printed(again, src) {
			t.Error("two runs say different things")
		}
	})
}
