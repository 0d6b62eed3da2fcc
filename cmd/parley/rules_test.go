package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"parley/dialogs"
	"parley/engine/lint"
	"parley/engine/rule"
	"parley/engine/syntax"
)

// folderOf reads a rule's sample as a folder.
func folderOf(sample string) *lint.Folder {
	files := fstest.MapFS{}
	for name, text := range rule.Files(sample) {
		files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return lint.Read(files)
}

// found prints what lint says of a folder, and names the rules.
func found(f *lint.Folder) (rules []string, text string) {
	diags, _ := f.All(newCatalog(nil, nil, f.House.Objects))
	names := map[string]bool{}
	var b bytes.Buffer
	for _, d := range diags {
		names[d.Rule] = true
		syntax.Print(&b, d, nil)
		if r, ok := rule.Find(d.Rule); ok && r.Warning != (d.Severity == syntax.Warning) {
			fmt.Fprintf(&b, "   (%s has another severity than its page says)\n", d.Rule)
			names[d.Rule+" of another severity"] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), b.String()
}

// made are the samples that no page can show.
var made = map[string]func() *lint.Folder{
	"too-large": func() *lint.Folder { return oneFile(strings.Repeat("# much\n", 40_000)) },
	"not-utf8":  func() *lint.Folder { return oneFile("dialog: note_deal\ntitle: \xfcber\n") },
	"too-many":  func() *lint.Folder { return oneFile("start: [" + strings.Repeat("a, ", 21_000) + "a]\n") },
	"too-deep": func() *lint.Folder {
		return oneFile("dialog: " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\n")
	},
	"more-problems": func() *lint.Folder {
		var b strings.Builder
		for i := range 120 {
			fmt.Fprintf(&b, "zzzz%d: 1\n", i)
		}
		return oneFile(rule.Frame + b.String())
	},
	"unreadable": func() *lint.Folder { return lint.Read(os.DirFS("testdata/nowhere")) },
	"not-a-file": func() *lint.Folder {
		return lint.Read(fstest.MapFS{"note_deal.yaml": {Data: []byte("elsewhere.yaml"), Mode: 0o644 | os.ModeSymlink}})
	},
}

func oneFile(text string) *lint.Folder {
	return lint.Read(fstest.MapFS{"note_deal.yaml": {Data: []byte(text), Mode: 0o644}})
}

// beside are rules that a broken sample can't help breaking, too: the first
// problem is the reason for the second.
var beside = map[string][]string{
	"more-problems": {"unknown-key"},
	"dialog-twice":  {"name-differs"},
	"alias":         {"anchor"},
}

// TestRules tries each rule's samples: the bad one breaks that rule and no
// other, the good one none.
func TestRules(t *testing.T) {
	t.Parallel()
	if rules, text := found(folderOf("")); len(rules) > 0 {
		t.Fatalf("the frame of the samples is not clean:\n%s", text)
	}
	codes := map[string]string{}
	for _, r := range rule.All() {
		if other, twice := codes[r.Code]; twice {
			t.Errorf("%s and %s have the code %s", other, r.Name, r.Code)
		}
		codes[r.Code] = r.Name
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			bad := folderOf(r.Bad)
			switch {
			case made[r.Name] != nil:
				bad = made[r.Name]()
			case r.Name == "no-way-out":
				return // engine/machine tries it with tables that it breaks
			}
			got, text := found(bad)
			want := append([]string{r.Name}, beside[r.Name]...)
			if slices.Sort(want); !slices.Equal(got, want) {
				t.Errorf("the bad sample breaks %v:\n%s", got, text)
			}
			if r.Code[3] == '4' && r.Name != "always-holds" && !strings.Contains(text, "     > ") {
				t.Errorf("no conversation shows it:\n%s", text)
			}
			if got, text := found(folderOf(r.Good)); r.Good != "" && len(got) > 0 {
				t.Errorf("the good sample breaks %v:\n%s", got, text)
			}
		})
	}
	if len(codes) < 40 {
		t.Errorf("there are only %d rules", len(codes))
	}
}

// rulesPage is the document of all rules.
const rulesPage = "# Rules\n\n`parley lint` holds dialogs against these rules. `parley lint --explain PAR201` prints the page of one. " +
	"Samples show only what differs from [the dialog at the end](#the-dialog-around-the-samples); a line such as `-- defaults.yaml --` begins another file.\n\n"

// TestRulesPage holds dialogs/RULES.md against the rules.
func TestRulesPage(t *testing.T) {
	t.Parallel()
	page := rulesPage + rule.Pages() + "\n## The dialog around the samples\n\n```yml\n" + rule.Frame + "```\n"
	file := filepath.Join(moduleRoot, "dialogs", "RULES.md")
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != page {
		t.Errorf("dialogs/RULES.md is not what the rules say; look at what changed and run `go test ./cmd/parley -run TestRulesPage -update`\n%s", firstDifference(string(old), page))
	}
}

// TestTheTwelveNeedNoAdvice holds the dialogs that ship against all rules.
func TestTheTwelveNeedNoAdvice(t *testing.T) {
	t.Parallel()
	if rules, text := found(lint.Read(dialogs.FS)); len(rules) > 0 {
		t.Errorf("%s", text)
	}
}

// BenchmarkLint holds the twelve against all rules, without their tests.
func BenchmarkLint(b *testing.B) {
	files := fstest.MapFS{}
	for _, name := range shippedFiles(b) {
		src, err := dialogs.FS.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: src, Mode: 0o644}
	}
	catalog := newCatalog(nil, nil, nil)
	for b.Loop() {
		lint.Read(files).All(catalog)
	}
}
