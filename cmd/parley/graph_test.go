package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/dialogs"
	"parley/engine/lint"
)

// TestGraphOfTheAuthor draws a dialog as it is written.
func TestGraphOfTheAuthor(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"mermaid", "dot", "svg"} {
		code, out, errs := run(t, nil, "", "graph", "create_deal", "--view", "author", "--format", format)
		if code != exitDone || errs != "" {
			t.Fatalf("%s gave %d: %s", format, code, errs)
		}
		for _, want := range []string{"What should the deal be called?", "hubspot.deals.create", "create_contact", "offers"} {
			if !strings.Contains(out, want) && !strings.Contains(out, want[:20]) {
				t.Errorf("%s has no %q", format, want)
			}
		}
		if format == "svg" {
			if err := xml.Unmarshal([]byte(out), new(struct{})); err != nil {
				t.Errorf("the picture can't be read: %v", err)
			}
		}
	}
	if code, _, _ := run(t, nil, "", "graph", "create_deal", "--view", "reader"); code != exitUsage {
		t.Errorf("a view that is not there gave %d", code)
	}
}

// TestGraphWithCoverage paints what the conversations came through.
func TestGraphWithCoverage(t *testing.T) {
	t.Parallel()
	folder := editorFolder(t)
	for format, signs := range map[string][2]string{
		"mermaid": {"class start,collect,", " missed\n"},
		"dot":     {`"ask_name" [label="ask name", color="#2e7d32"]`, `"run" [label="run", color="#c62828"]`},
		"svg":     {`<path class="visited"`, `class="end missed"`},
	} {
		code, out, errs := run(t, nil, "", "graph", "note_deal", "--dialogs", folder, "--coverage", "--format", format)
		if code != exitDone || errs != "" {
			t.Fatalf("%s gave %d: %s", format, code, errs)
		}
		for _, want := range signs {
			if !strings.Contains(out, want) {
				t.Errorf("%s has no %s:\n%s", format, want, out)
			}
		}
	}
}

// TestMachinesInOtherForms lets the libraries of SCXML and XState read the
// tables of the twelve and make every move. It needs node, and
// PARLEY_TEST_NODE_MACHINES naming a folder in which
// `npm install xstate@5.33.3 @scion-scxml/scxml@4.3.27 @scion-scxml/core@2.6.24`
// was run.
func TestMachinesInOtherForms(t *testing.T) {
	t.Parallel()
	type machineOf struct {
		Dialog string      `json:"dialog"`
		States []string    `json:"states"`
		Moves  [][2]string `json:"moves"`
		XState string      `json:"xstate"`
		SCXML  string      `json:"scxml"`
	}
	var list []machineOf
	_, m := lint.Read(dialogs.FS).Problems(newCatalog(nil, nil, nil))
	name := strings.NewReplacer(" ", "_")
	for _, d := range m.Dialogs() {
		x := machineOf{Dialog: d.Name}
		for _, s := range d.States() {
			x.States = append(x.States, name.Replace(s))
		}
		for _, move := range d.Moves() {
			x.Moves = append(x.Moves, [2]string{name.Replace(move.From), name.Replace(move.To)})
		}
		for format, into := range map[string]*string{"xstate": &x.XState, "scxml": &x.SCXML} {
			code, out, errs := run(t, nil, "", "graph", d.Name, "--format", format)
			if *into = out; code != exitDone || errs != "" {
				t.Fatalf("%s of %s gave %d: %s", format, d.Name, code, errs)
			}
		}
		if err := xml.Unmarshal([]byte(x.SCXML), new(struct{})); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		list = append(list, x)
	}
	modules := os.Getenv("PARLEY_TEST_NODE_MACHINES")
	if modules == "" {
		t.Skip("PARLEY_TEST_NODE_MACHINES does not name a folder with node_modules/xstate and node_modules/@scion-scxml")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "machines.json")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(node, "testdata/machines.mjs", modules, file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
