package widget_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBundlesAreOfThisSource makes the bundles again and compares. Without the bundler it is skipped; in CI it fails.
func TestBundlesAreOfThisSource(t *testing.T) {
	unavailable := t.Skipf
	if os.Getenv("CI") == "true" {
		unavailable = t.Fatalf
	}
	source, err := os.ReadFile("widget.go")
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^//go:generate go tool (-modfile=\S+) (.*)$`).FindAllSubmatch(source, -1)
	if len(commands) == 0 {
		t.Fatal("widget.go has no go:generate lines")
	}
	made := t.TempDir()
	if out, err := exec.Command("go", "tool", string(commands[0][1]), "esbuild", "--version").CombinedOutput(); err != nil {
		unavailable("the bundler cannot be had here, so the bundles were not compared: %v\n%s", err, out)
	}
	for _, command := range commands {
		arguments := []string{"tool", string(command[1])}
		for _, argument := range strings.Fields(string(command[2])) {
			argument = strings.Replace(argument, "--outfile=dist", "--outfile="+made, 1)
			argument = strings.Replace(argument, "--outdir=dist", "--outdir="+made, 1)
			arguments = append(arguments, argument)
		}
		if out, err := exec.Command("go", arguments...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command[2], err, out)
		}
	}
	files, err := os.ReadDir("dist")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		want, err := os.ReadFile(filepath.Join(made, file.Name()))
		if err != nil {
			t.Errorf("dist/%s is made by no go:generate line", file.Name())
			continue
		}
		if got, _ := os.ReadFile(filepath.Join("dist", file.Name())); !bytes.Equal(got, want) {
			t.Errorf("dist/%s is not what src gives; run go generate ./web/widget", file.Name())
		}
	}
}

// TestWID03_Size keeps the widget small enough for the slowest page that wants it. A kB is 1024 bytes, compressed.
func TestWID03_Size(t *testing.T) {
	script, _, _ := shipped.Asset("chat.js")
	for _, part := range []struct {
		name  string
		limit int
		files [][]byte
	}{
		{"loader", 3 << 10, [][]byte{shipped.Loader()}},
		{"chat script with its styles", 15 << 10, [][]byte{script}},
	} {
		size := 0
		for _, file := range part.files {
			size += compressed(t, file)
		}
		t.Logf("%s: %d of %d bytes", part.name, size, part.limit)
		if size > part.limit {
			t.Errorf("%s: %d bytes compressed, more than %d", part.name, size, part.limit)
		}
	}
}

func compressed(t *testing.T, data []byte) int {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	w.Close()
	return out.Len()
}

func TestPagesNameTheirAssets(t *testing.T) {
	for name, page := range map[string][]byte{"chat": shipped.ChatPage(), "demo": shipped.DemoPage()} {
		paths := regexp.MustCompile(`/assets/([^/"]+)/([^"]+)`).FindAllStringSubmatch(string(page), -1)
		if len(paths) == 0 {
			t.Errorf("%s page names no assets", name)
		}
		for _, path := range paths {
			if _, kind, ok := shipped.Asset(path[2]); !ok || path[1] != shipped.Hash() || kind == "" {
				t.Errorf("%s page names %s, which is not served", name, path[0])
			}
		}
		if regexp.MustCompile(`(?i)\sstyle=|\son\w+=|<style|<script>|\{hash\}`).Match(page) {
			t.Errorf("%s page has something that a strict policy refuses", name)
		}
	}
	if _, _, ok := shipped.Asset("../widget.go"); ok {
		t.Error("a file that is no asset was served")
	}
}

// TestNoMarkupFromText: text becomes text nodes, so the ways to parse markup or to run text are not in the source.
func TestNoMarkupFromText(t *testing.T) {
	banned := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment|parseFromString|srcdoc|setHTML|localStorage|document\.cookie`)
	err := fs.WalkDir(os.DirFS("src"), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := os.ReadFile(filepath.Join("src", path))
		if found := banned.Find(source); found != nil {
			t.Errorf("src/%s uses %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
