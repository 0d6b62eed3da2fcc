package studio

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

// TestSTU08_Size keeps all of the page below 40 kB, compressed.
func TestSTU08_Size(t *testing.T) {
	const limit = 40 << 10
	size := 0
	for _, file := range [][]byte{pageHTML, pageScript, pageStyle} {
		var out bytes.Buffer
		w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
		w.Write(file)
		w.Close()
		size += out.Len()
	}
	t.Logf("%d of %d bytes", size, limit)
	if size > limit {
		t.Errorf("%d bytes compressed, more than %d", size, limit)
	}
}

// TestBundlesAreOfThisSource makes the bundles again and compares. Without the bundler it is skipped; in CI it fails.
func TestBundlesAreOfThisSource(t *testing.T) {
	unavailable := t.Skipf
	if os.Getenv("CI") == "true" {
		unavailable = t.Fatalf
	}
	source, err := os.ReadFile("page.go")
	if err != nil {
		t.Fatal(err)
	}
	made := t.TempDir()
	for _, command := range regexp.MustCompile(`(?m)^//go:generate go (tool .*)$`).FindAllSubmatch(source, -1) {
		line := strings.NewReplacer("--outfile=dist", "--outfile="+made, "--outdir=dist", "--outdir="+made).Replace(string(command[1]))
		if out, err := exec.Command("go", strings.Fields(line)...).CombinedOutput(); err != nil {
			unavailable("the bundler cannot be had here, so the bundles were not compared: %v\n%s", err, out)
		}
	}
	for _, name := range []string{"studio.js", "studio.css"} {
		want, err := os.ReadFile(filepath.Join(made, name))
		if err != nil {
			t.Errorf("dist/%s is made by no go:generate line", name)
			continue
		}
		if got, _ := os.ReadFile(filepath.Join("dist", name)); !bytes.Equal(got, want) {
			t.Errorf("dist/%s is not what src gives; run go generate ./web/studio", name)
		}
	}
}

// TestSTU08_NoMarkupFromText: text becomes text nodes, so the ways to parse markup or to run text are not in the source,
// and the page has nothing that its policy refuses.
func TestSTU08_NoMarkupFromText(t *testing.T) {
	banned := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment|parseFromString|srcdoc|setHTML|document\.cookie`)
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
	if regexp.MustCompile(`(?i)\sstyle=|\son\w+=|<style|<script>`).Match(pageHTML) {
		t.Error("the page has something that a strict policy refuses")
	}
	if !bytes.Contains(newPage().html, []byte("/studio/assets/"+newPage().hash+"/studio.js")) {
		t.Error("the page does not name its script")
	}
}

// TestSTU08_OpenToThisMachineOnly lets nobody in by the name of another site.
func TestSTU08_OpenToThisMachineOnly(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:8082": true, "localhost:8082": true, "[::1]:8082": true, "localhost": true, "::1": true,
		"10.0.0.7:8082": false, "author.example": false, "127.0.0.1.author.example:80": false, "localhost.author.example": false, "": false,
	} {
		if got := isLoopback(address); got != want {
			t.Errorf("%q is taken for this machine: %v", address, got)
		}
	}
}
