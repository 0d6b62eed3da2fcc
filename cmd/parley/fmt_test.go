package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFmt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "d.yaml")
	const loose, tidy = "title: D\ndialog:   d # its name\ndo: a.b\n", "dialog: d # its name\ntitle: D\ndo: a.b\n"
	run := func(stdin string, args ...string) (int, string) {
		var out bytes.Buffer
		a := app{stdin: strings.NewReader(stdin), stdout: &out, stderr: &out, lookupEnv: noEnvironment}
		code := a.run(t.Context(), append([]string{"fmt"}, args...))
		return code, out.String()
	}
	if err := os.WriteFile(file, []byte(loose), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out := run("", "--check", file); code != exitFound || out != file+"\n" {
		t.Errorf("--check gave %d and %q", code, out)
	}
	if code, out := run("", file); code != exitDone || out != file+"\n" {
		t.Errorf("it gave %d and %q", code, out)
	}
	if got, _ := os.ReadFile(file); string(got) != tidy {
		t.Errorf("the file is now\n%s", got)
	}
	if code, out := run("", "--check", filepath.Dir(file)); code != exitDone || out != "" {
		t.Errorf("--check of a tidy folder gave %d and %q", code, out)
	}
	if code, out := run(loose, "-"); code != exitDone || out != tidy {
		t.Errorf("standard input gave %d and %q", code, out)
	}
	if code, out := run("dialog: d\n\ttitle: D\n", "-"); code != exitFound || !strings.Contains(out, "PAR102") {
		t.Errorf("a file that can't be read gave %d and %q", code, out)
	}
	if code, _ := run(""); code != exitUsage {
		t.Errorf("no file gave %d", code)
	}
}
