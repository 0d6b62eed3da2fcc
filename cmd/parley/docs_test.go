package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"parley/dialogs"
	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

var update = flag.Bool("update", false, "write what the documents show anew")

// moduleRoot is the folder of the module.
const moduleRoot = "../.."

// documents are the pages whose samples are tried.
var documents = []string{
	"README.md", "dialogs/README.md", cookbook,
	"dialogs/TUTORIAL.md", "dialogs/TUTORIAL.de.md", "dialogs/TUTORIAL.ja.md",
}

// cookbook is the page of which each part is tried by itself.
const cookbook = "dialogs/COOKBOOK.md"

// TestDocuments holds what the documents show against what the program does:
// generated parts, files, samples of YAML, commands and the conversation. With
// -update it writes the documents anew.
func TestDocuments(t *testing.T) {
	top, err := filepath.Abs(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range documents {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(top, filepath.FromSlash(name))
			old, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var page string
			for _, part := range parts(name, string(old)) {
				title, _, _ := strings.Cut(strings.TrimLeft(part, "\n# "), "\n")
				t.Run(title, func(t *testing.T) {
					d := newDesk(t)
					page += d.rewriteBlocks(d.rewriteGenerated(part))
				})
			}
			if page == string(old) {
				return
			}
			if !*update {
				t.Fatalf("%s is not what the program makes; look at what changed and run `go test ./cmd/parley -run TestDocuments -update`\n%s",
					name, firstDifference(string(old), page))
			}
			if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// parts are what is tried at a desk of its own: a page, or a recipe.
func parts(name, page string) []string {
	if name != cookbook {
		return []string{page}
	}
	recipes := strings.Split(page, "\n## ")
	for i := range recipes[1:] {
		recipes[i+1] = "\n## " + recipes[i+1]
	}
	return recipes
}

func firstDifference(old, page string) string {
	was, is := strings.Split(old, "\n"), strings.Split(page, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			return fmt.Sprintf("line %d shows\n\t%s\nand should show\n\t%s", i+1, was[i], is[i])
		}
	}
	return fmt.Sprintf("it has %d lines and should have %d", len(was), len(is))
}

// desk is where a reader tries the samples of one page, from top to bottom: a
// folder with the dialogs that ship, to which each sample is added.
type desk struct {
	*testing.T
	last    string // the dialog of the sample before; the house rules at first
	changed bool   // a sample came to the dialogs that ship, or changed one
	inPart  bool   // a sample changed a file that ships, and not its translation
	right   string // that dialog as it was before a sample with a mistake
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "dialogs"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	d := &desk{T: t, last: "defaults"}
	for _, name := range shippedFiles(t) {
		src, err := fs.ReadFile(dialogs.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		d.write(name, string(src))
	}
	return d
}

func shippedFiles(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(dialogs.FS, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.yaml") })
}

func (d *desk) write(name, text string) {
	d.Helper()
	if err := os.WriteFile(filepath.Join("dialogs", name), []byte(text), 0o644); err != nil {
		d.Fatal(err)
	}
}

var generatedPart = regexp.MustCompile(`(?s)(<!-- generated: ([a-z]+) -->\n).*?(<!-- /generated -->)`)

func (d *desk) rewriteGenerated(page string) string {
	return generatedPart.ReplaceAllStringFunc(page, func(part string) string {
		m := generatedPart.FindStringSubmatch(part)
		f, ok := generated[m[2]]
		if !ok {
			d.Errorf("nothing generates %q", m[2])
			return part
		}
		return m[1] + f() + m[3]
	})
}

// fencedBlock is a fenced part of a page: an optional mark above, the words behind
// the fence, the text.
var fencedBlock = regexp.MustCompile("(?m)(?:^<!-- ([a-z0-9_. ]+) -->\n)?^```([a-z ]+)\n((?:.*\n)*?)```$")

func (d *desk) rewriteBlocks(page string) string {
	return fencedBlock.ReplaceAllStringFunc(page, func(part string) string {
		m := fencedBlock.FindStringSubmatch(part)
		mark, kind, text := m[1], m[2], m[3]
		now := text
		switch {
		case mark == "conversation":
			now = d.converse(text)
		case strings.HasPrefix(mark, "file "):
			src, err := fs.ReadFile(dialogs.FS, strings.TrimPrefix(mark, "file "))
			if err != nil {
				d.Errorf("%v", err)
			}
			now = string(src)
		case strings.HasPrefix(mark, "made "):
			src, err := os.ReadFile(filepath.Join("dialogs", strings.TrimPrefix(mark, "made ")))
			if err != nil {
				d.Errorf("%v", err)
			}
			now = string(src)
		case strings.HasPrefix(mark, "in "):
			d.change(strings.TrimPrefix(mark, "in "), text)
		case strings.HasPrefix(kind, "yaml"):
			d.sample(kind, text)
		case kind == "console":
			now = d.command(text)
		}
		return strings.TrimSuffix(part, text+"```") + now + "```"
	})
}

var dialogName = regexp.MustCompile(`(?m)^dialog: (\S+)$`)

// sample puts a dialog or conversations on the desk and tries them. A sample
// marked as a mistake is put there for the next command to look at.
func (d *desk) sample(kind, text string) {
	m := dialogName.FindStringSubmatch(text)
	d.changed = d.changed || m != nil
	switch {
	case kind == "yaml german":
		d.write(d.last+".de.yaml", text)
		d.clean(d.last + ".yaml")
	case m != nil:
		d.last = m[1]
		if kind == "yaml mistake" {
			right, err := os.ReadFile(filepath.Join("dialogs", d.last+".yaml"))
			if err != nil {
				d.Fatal(err)
			}
			d.right = string(right)
		}
		d.write(d.last+".yaml", text)
		if kind == "yaml mistake" {
			return
		}
		d.clean(d.last + ".yaml")
	case strings.HasPrefix(text, "objects:"):
		if _, diags := syntax.ParseObjects("objects.yaml", []byte(text)); len(diags) > 0 {
			d.Errorf("the kinds of records are not clean: %v", diags)
		}
	case strings.Contains(text, "test: "):
		d.write(d.last+"_test.yaml", text)
		s := d.read(d.last + "_test.yaml")
		m := shipped(d) // is compiled for other tests anyway
		if d.changed {
			m, _ = machine.Compile(s.dialogs, s.house, newCatalog(nil, nil, s.house.Objects))
		}
		rep := newRunner(m).Run(d.Context(), s.tests)
		if len(rep.Results) == 0 {
			d.Errorf("no conversation was run of:\n%s", text)
		}
		for _, r := range rep.Results {
			for _, failure := range r.Failures {
				d.Errorf("%s: %s", r.Name, failure)
			}
		}
	}
}

// change puts the lines of a sample where they belong in a file: keys that are
// there get new values, others are added at the end, and so are examples below
// start:.
func (d *desk) change(name, text string) {
	d.last, _, _ = strings.Cut(name, ".")
	d.changed = true
	src, err := os.ReadFile(filepath.Join("dialogs", name))
	if err != nil {
		d.write(name, text)
		d.clean(name)
		return
	}
	var file, lines yaml.Node
	if err := errors.Join(yaml.Unmarshal(src, &file), yaml.Unmarshal([]byte(text), &lines)); err != nil {
		d.Fatal(err)
	}
	d.inPart = true
	merge(file.Content[0], lines.Content[0])
	out, err := yaml.Marshal(&file)
	if err != nil {
		d.Fatal(err)
	}
	d.write(name, string(out))
	d.clean(name)
}

func merge(into, from *yaml.Node) {
	for i := 0; i < len(from.Content); i += 2 {
		key, value := from.Content[i], from.Content[i+1]
		at := 0
		for at < len(into.Content) && into.Content[at].Value != key.Value {
			at += 2
		}
		switch {
		case at == len(into.Content):
			into.Content = append(into.Content, key, value)
		case value.Kind == yaml.MappingNode && into.Content[at+1].Kind == yaml.MappingNode:
			merge(into.Content[at+1], value)
		case key.Value == "start":
			into.Content[at+1].Content = append(into.Content[at+1].Content, value.Content...)
		default:
			into.Content[at+1] = value
		}
	}
}

// clean holds a file, with its translations, to the checks of a server.
func (d *desk) clean(file string) {
	d.Helper()
	for _, diag := range d.read(file).diagnostics() {
		if d.inPart && diag.Rule == "not-translated" {
			continue
		}
		var b strings.Builder
		syntax.Print(&b, diag, nil)
		d.Errorf("the sample in %s is not clean:\n%s", file, b.String())
	}
}

func (d *desk) read(file string) *source {
	d.Helper()
	sources, err := readSources([]string{filepath.Join("dialogs", file)})
	if err != nil {
		d.Fatal(err)
	}
	return sources[0]
}

// command runs what stands behind "$ parley" and gives the block anew. Lines
// that begin with ">" are typed into it, and only the end of its answer is shown.
func (d *desk) command(text string) string {
	var b strings.Builder
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		if from, ok := strings.CutPrefix(line, "$ cp -r dialogs "); ok {
			if err := os.CopyFS(from, os.DirFS("dialogs")); err != nil {
				d.Error(err)
			}
			fmt.Fprintln(&b, line)
			continue
		}
		args, ok := strings.CutPrefix(line, "$ parley ")
		if !ok {
			continue
		}
		var typed, shown string
		for _, line := range lines[i+1:] {
			said, ok := strings.CutPrefix(line, ">")
			if !ok {
				break
			}
			typed += strings.TrimSpace(said) + "\n"
			shown += line + "\n"
		}
		var out bytes.Buffer
		a := app{stdin: strings.NewReader(typed), stdout: &out, stderr: &out, lookupEnv: noEnvironment}
		a.run(d.Context(), strings.Fields(args))
		answer := out.String()
		if typed != "" {
			answer = strings.TrimSpace(answer)
			answer = answer[strings.LastIndex(answer, "\n")+1:] + "\n"
		}
		fmt.Fprintf(&b, "%s\n%s%s", line, shown, answer)
	}
	if d.right != "" {
		d.write(d.last+".yaml", d.right)
		d.right = ""
	}
	if b.Len() == 0 {
		d.Errorf("a block of commands without one that begins with $ parley:\n%s", text)
	}
	return b.String()
}

// converse says the lines that begin with ">" to a Parley of its own and gives
// the block anew, as `parley chat` prints it.
func (d *desk) converse(text string) string {
	ctx, cancel := context.WithTimeout(d.Context(), time.Minute)
	defer cancel()
	quiet := slog.New(slog.DiscardHandler)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	opened, err := openWorld(shipped(d), quiet)(ctx, convtest.Setup{Now: func() time.Time { return now }, Portal: "small_portal"})
	if err != nil {
		d.Fatal(err)
	}
	defer opened.Close()
	w, ok := opened.(*world)
	if !ok {
		d.Fatalf("a world is a %T", opened)
	}
	talk := &talk{desk: d, world: w, now: now, browser: "a browser", shown: &strings.Builder{}}
	talk.terminal.app = &app{stdout: talk.shown}
	if _, err := w.engine.Open(ctx, talk.id(), machine.Visitor{Locale: "en-US", Browser: talk.browser}); err != nil {
		d.Fatal(err)
	}
	if _, err := w.engine.Attach(ctx, talk.id()); err != nil {
		d.Fatal(err)
	}
	talk.happen(ctx, machine.Joined{Head: talk.head()})
	for line := range strings.Lines(text) {
		if said, ok := strings.CutPrefix(strings.TrimSpace(line), "> "); ok {
			talk.say(ctx, said)
		}
	}
	return tidy(talk.shown.String())
}

// talk is a conversation under way.
type talk struct {
	*desk
	world    *world
	terminal terminal
	now      time.Time
	browser  string
	seen     int64
	n        int
	shown    *strings.Builder
}

func (k *talk) id() machine.SessionID { return "a-conversation" }

func (k *talk) head() machine.Head {
	k.n++
	return machine.Head{ID: fmt.Sprintf("%s%d", machine.ClientPrefix, k.n), At: k.now}
}

// say types a line, presses a button as [2], or signs in: (signs in).
func (k *talk) say(ctx context.Context, said string) {
	fmt.Fprintf(k.shown, "\n> %s\n", said)
	if strings.HasPrefix(said, "(") {
		ev, err := followSignIn(ctx, signIn{flow: k.world.flow}, k.browser, k.terminal.link, "1", true)
		if err != nil {
			k.Fatal(err)
		}
		k.happen(ctx, ev)
		return
	}
	var n int
	if _, err := fmt.Sscanf(said, "[%d]", &n); err == nil {
		if n < 1 || n > len(k.terminal.buttons) {
			k.Fatalf("there is no button %d", n)
		}
		k.happen(ctx, machine.Chosen{Head: k.head(), Value: k.terminal.buttons[n-1].Value, Seq: k.terminal.seq})
		return
	}
	k.happen(ctx, machine.Said{Head: k.head(), Text: said})
}

func (k *talk) happen(ctx context.Context, ev machine.Event) {
	k.Helper()
	if err := k.world.engine.Handle(ctx, k.id(), ev, nil); err != nil {
		k.Fatal(err)
	}
	if err := k.world.engine.Wait(ctx); err != nil {
		k.Fatal(err)
	}
	box, err := k.world.store.Turns(ctx, k.id(), k.seen)
	if err != nil {
		k.Fatal(err)
	}
	for _, s := range box.Turns {
		var turn machine.Turn
		if err := json.Unmarshal(s.Data, &turn); err != nil {
			k.Fatal(err)
		}
		k.seen = turn.Seq
		k.terminal.print(turn)
	}
}

var (
	secretLink  = regexp.MustCompile(`http://127\.0\.0\.1:\d+(/oauth/\S+\?flow=)\S+`)
	manyNewline = regexp.MustCompile(`\n{3,}`)
	trailing    = regexp.MustCompile(`(?m)[ \t]+$`)
)

// tidy takes out what differs from run to run.
func tidy(s string) string {
	s = secretLink.ReplaceAllString(s, "https://chat.example.com${1}…")
	s = manyNewline.ReplaceAllString(trailing.ReplaceAllString(s, ""), "\n\n")
	return strings.TrimSpace(s) + "\n"
}

// TestLinks follows every link from a document to a file.
func TestLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading := regexp.MustCompile(`(?m)^#+ (.+)$`)
	anchors := func(page string) map[string]bool {
		found := map[string]bool{}
		for _, m := range heading.FindAllStringSubmatch(page, -1) {
			name := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
			found[strings.ReplaceAll(name, " ", "-")] = true
		}
		return found
	}
	for _, name := range append([]string{"CHANGELOG.md", "web/protocol.md", "connectors/README.md"}, documents...) {
		page, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllStringSubmatch(string(page), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target, anchor, _ := strings.Cut(m[1], "#")
			file := filepath.Join(moduleRoot, name)
			if target != "" {
				file = filepath.Join(moduleRoot, filepath.Dir(name), target)
			}
			info, err := os.Stat(file)
			if err != nil {
				t.Errorf("%s leads to %s, which is not there", name, m[1])
				continue
			}
			if anchor != "" && !info.IsDir() {
				there, err := os.ReadFile(file)
				if err != nil || !anchors(string(there))[anchor] {
					t.Errorf("%s leads to %s, and there is no such heading", name, m[1])
				}
			}
		}
	}
}

// TestCommandsAreInTheChangelog keeps a command from coming unannounced.
func TestCommandsAreInTheChangelog(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(moduleRoot, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range (&app{}).root().Commands() {
		if !strings.Contains(string(page), "`parley "+c.Name()+"`") {
			t.Errorf("CHANGELOG.md doesn't have `parley %s`", c.Name())
		}
	}
}

// TestEveryPackageSaysWhatItIsFor keeps packages from coming without a word.
func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for _, line := range list(t, "-f", "{{.ImportPath}} {{.Doc}}", "parley/...") {
		if pkg, doc, _ := strings.Cut(line, " "); doc == "" {
			t.Errorf("package %s has no comment", pkg)
		}
	}
}

// TestFolders holds the map of the README against the folders.
func TestFolders(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(moduleRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range list(t, "parley/...") {
		folder := strings.TrimPrefix(pkg, "parley/")
		if !strings.Contains(string(page), "("+folder+")") {
			t.Errorf("README.md doesn't mention %s", folder)
		}
	}
}

// TestSettingsThatAreShown holds the settings in the README and the container
// files against those that there are.
func TestSettingsThatAreShown(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	flags := map[string]bool{}
	a := &app{}
	a.serve().Flags().VisitAll(func(f *pflag.Flag) {
		flags["--"+f.Name] = true
		known[environmentName(f.Name)] = true
	})
	for _, s := range secretSettings {
		known[environmentName(s[0])] = true
	}
	setting := regexp.MustCompile(`PARLEY_[A-Z_]+`)
	option := regexp.MustCompile(`"(--[a-z-]+)`)
	for _, name := range []string{"README.md", "connectors/README.md", "Dockerfile", "compose.yaml"} {
		src, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range setting.FindAllString(string(src), -1) {
			if !known[s] && !strings.HasPrefix(s, "PARLEY_TEST_") {
				t.Errorf("%s sets %s, which is no setting of `parley serve`", name, s)
			}
		}
		for line := range strings.Lines(string(src)) {
			if strings.Contains(line, "redis-server") {
				continue
			}
			for _, m := range option.FindAllStringSubmatch(line, -1) {
				if !flags[m[1]] {
					t.Errorf("%s gives %s, which is no flag of `parley serve`", name, m[1])
				}
			}
		}
	}
}

// TestSecretSettings holds the settings without a flag against what `parley
// serve` reads.
func TestSecretSettings(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	asked := map[string]bool{}
	a := app{stdin: strings.NewReader(""), stdout: &out, stderr: &out, lookupEnv: func(name string) (string, bool) { asked[name] = true; return "", false }}
	if code := a.run(t.Context(), []string{"serve", "--addr", "127.0.0.1:0"}); code != exitFound {
		t.Fatalf("serve without keys ended with %d: %s", code, out.String())
	}
	a.serve().Flags().VisitAll(func(f *pflag.Flag) { delete(asked, environmentName(f.Name)) })
	for _, s := range secretSettings {
		if !asked[environmentName(s[0])] {
			t.Errorf("serve doesn't read %s", environmentName(s[0]))
		}
		delete(asked, environmentName(s[0]))
	}
	for name := range asked {
		t.Errorf("serve reads %s, and the README's table doesn't have it", name)
	}
}
