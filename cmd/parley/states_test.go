package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// states are dialogs with an order of their own, hooked states and dialogs
// inside others, with their conversations.
const states = "../../engine/machine/testdata/states"

// TestStates runs the conversations of dialogs with `states:` beside the
// dialogs that ship, which they start.
func TestStates(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range shippedFiles(t) {
		copyFile(t, filepath.Join(moduleRoot, "dialogs", name), filepath.Join(folder, name))
	}
	own, err := filepath.Glob(filepath.Join(states, "*.yaml"))
	if err != nil || len(own) == 0 {
		t.Fatal("there are none: ", err)
	}
	for _, name := range own {
		copyFile(t, name, filepath.Join(folder, filepath.Base(name)))
	}
	if code, out, errs := run(t, nil, "", "lint", folder); code != exitDone || strings.Contains(out, "warning") {
		t.Errorf("lint: exit code %d\n%s%s", code, out, errs)
	}
	if code, out, errs := run(t, nil, "", "test", folder); code != exitDone || !strings.Contains(out, " 0 failed") {
		t.Errorf("test: exit code %d\n%s%s", code, out, errs)
	}
	code, out, errs := run(t, nil, "", "graph", "lead_call", "--view", "author", "--dialogs", folder)
	if want := `at_call_interest --> at_deal : when interest == "hot"`; code != exitDone || !strings.Contains(out, want) {
		t.Errorf("graph: exit code %d, no %q\n%s%s", code, want, out, errs)
	}
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
