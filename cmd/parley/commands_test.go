package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/connectors/redisstore/redistest"
	"parley/dialogs"
)

// noEnvironment is one in which nothing is set.
func noEnvironment(string) (string, bool) { return "", false }

// TestHelpOfEveryCommand holds that help lists every flag with a word on it.
func TestHelpOfEveryCommand(t *testing.T) {
	t.Parallel()
	a := app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, lookupEnv: noEnvironment}
	for _, c := range a.root().Commands() {
		if c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		code, out, errs := run(t, nil, "", c.Name(), "--help")
		if code != exitDone || errs != "" {
			t.Errorf("%s --help: exit code %d, %s", c.Name(), code, errs)
		}
		if c.Short == "" || !strings.Contains(out, "Usage:\n  parley "+c.Name()) {
			t.Errorf("%s --help says too little:\n%s", c.Name(), out)
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			if f.Usage == "" || !strings.Contains(out, "--"+f.Name) {
				t.Errorf("%s --help does not explain --%s", c.Name(), f.Name)
			}
		})
	}
	code, out, _ := run(t, nil, "", "help")
	for _, name := range []string{"demo", "serve", "sandbox", "chat", "lint", "test", "diff", "understand", "graph", "schema", "version", "completion"} {
		if code != exitDone || !strings.Contains(out, "\n  "+name+" ") {
			t.Errorf("help does not list %s", name)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	code, out, errs := run(t, nil, "", "version")
	if code != exitDone || errs != "" || !strings.HasPrefix(out, "parley ") || strings.Count(out, "\n") != 1 || !strings.Contains(out, "go1.") {
		t.Errorf("exit code %d: %q %q", code, out, errs)
	}
}

// TestCompletion holds that shells get a script, and that they can read it
// where they are installed.
func TestCompletion(t *testing.T) {
	t.Parallel()
	for shell, mark := range map[string]string{"bash": "__start_parley", "zsh": "#compdef parley", "fish": "complete -c parley"} {
		code, out, errs := run(t, nil, "", "completion", shell)
		if code != exitDone || errs != "" || !strings.Contains(out, mark) {
			t.Errorf("%s: exit code %d, %d bytes, %s", shell, code, len(out), errs)
		}
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not installed; its script was not read", shell)
			continue
		}
		cmd := exec.Command(path, "-n")
		cmd.Stdin = strings.NewReader(out)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s does not read its script: %v\n%s", shell, err, text)
		}
	}
	if _, out, _ := run(t, nil, "", cobra.ShellCompRequestCmd, "serve", "--hubspot-cl"); !strings.Contains(out, "--hubspot-client-id") {
		t.Errorf("a flag is completed to %q", out)
	}
}

// TestGraphIsTheTable holds the picture of each dialog against the table that
// runs.
func TestGraphIsTheTable(t *testing.T) {
	t.Parallel()
	m := shipped(t)
	for _, d := range m.Dialogs() {
		code, out, errs := run(t, nil, "", "graph", "--all", d.Name)
		if code != exitDone || errs != "" {
			t.Fatalf("%s: exit code %d, %s", d.Name, code, errs)
		}
		named := map[string]string{} // what the picture calls a state → its name
		var states, moves, want []string
		for _, line := range strings.Split(out, "\n") {
			from, to, edge := strings.Cut(strings.TrimSpace(line), " --> ")
			name, label, state := strings.Cut(strings.TrimSpace(line), " : ")
			switch {
			case edge && from != "[*]" && to != "[*]":
				moves = append(moves, from+" → "+to)
			case state && !strings.HasPrefix(name, "note "):
				named[name] = label
				states = append(states, label)
			}
		}
		for i, mv := range moves {
			from, to, _ := strings.Cut(mv, " → ")
			moves[i] = named[from] + " → " + named[to]
		}
		for _, mv := range d.Moves() {
			want = append(want, mv.From+" → "+mv.To)
		}
		slices.Sort(moves)
		slices.Sort(want)
		if !slices.Equal(states, d.States()) {
			t.Errorf("%s: the picture has the states %q, the table %q", d.Name, states, d.States())
		}
		if !slices.Equal(moves, want) {
			t.Errorf("%s: the picture has %d moves, the table %d", d.Name, len(moves), len(want))
		}
		code, dot, _ := run(t, nil, "", "graph", "--all", "--format", "dot", d.Name)
		if code != exitDone || strings.Count(dot, " -> ") != len(want) || strings.Count(dot, "[label=") != len(d.States()) {
			t.Errorf("%s: the picture for Graphviz is another one", d.Name)
		}
	}
	code, short, _ := run(t, nil, "", "graph", "create_deal")
	if code != exitDone || !strings.Contains(short, "confirm --> run") || strings.Contains(short, "start --> run") {
		t.Errorf("the short picture of create_deal does not show the road:\n%s", short)
	}
}

// TestSchemaCommand holds that editors get a schema which knows every key that
// the shipped dialogs use. Package syntax holds it against the files.
func TestSchemaCommand(t *testing.T) {
	t.Parallel()
	code, out, errs := run(t, nil, "", "schema")
	var schema struct {
		Schema     string                     `json:"$schema"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal([]byte(out), &schema); err != nil || code != exitDone || errs != "" || schema.Schema == "" {
		t.Fatalf("exit code %d, %v, %s", code, err, errs)
	}
	trees, _, _ := readDialogs("")
	for _, d := range trees {
		src, err := dialogs.FS.ReadFile(d.File)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(src), "\n") {
			if key, _, ok := strings.Cut(line, ":"); ok && key != "" && !strings.ContainsAny(key[:1], " #-\"") && !strings.Contains(out, fmt.Sprintf("%q", key)) {
				t.Errorf("%s: the schema does not know %q", d.File, key)
			}
		}
	}
}

// TestLintMessages holds the words that authors read. Each file in
// testdata/lint is broken in one way.
func TestLintMessages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/lint/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			a := app{stdout: &out, stderr: &out}
			if !a.printDiagnostics([]*source{readSource("", fstest.MapFS{name: {Data: data}})}, (*source).advice).Failed() {
				t.Error("nothing is wrong with it")
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".want", out.String())
			for _, line := range strings.Split(out.String(), "\n") {
				if strings.HasPrefix(line, "   ") && strings.HasSuffix(line, "]") && strings.HasPrefix(strings.TrimSpace(line), "[") {
					t.Errorf("a message gives no advice: %s", line)
				}
			}
		})
	}
	t.Run("examples", func(t *testing.T) {
		// Nothing here is wrong, but the examples could be better.
		var out bytes.Buffer
		a := app{stdout: &out, stderr: &out}
		if a.printDiagnostics([]*source{readSource("", os.DirFS("testdata/lint/examples"))}, (*source).advice).Failed() {
			t.Error("advice fails")
		}
		golden(t, "testdata/lint/examples.want", out.String())
	})
	for format, mark := range map[string]string{"json": `"unknown-key"`, "sarif": `"sarif-2.1.0`} {
		code, out, errs := run(t, nil, "", "lint", "--format", format, "testdata/lint/unknown_key.yaml")
		if !json.Valid([]byte(out)) || code != exitFound || errs != "" || format == "json" && !strings.Contains(out, mark) {
			t.Errorf("%s: exit code %d, %s%s", format, code, out, errs)
		}
	}
	if code, out, errs := run(t, nil, "", "lint"); code != exitDone || out != "12 dialogs are fine\n" || errs != "" {
		t.Errorf("the dialogs that ship: exit code %d, %s%s", code, out, errs)
	}
}

// golden holds a text against the one that a file keeps.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("it says\n%s\nnot\n%s", got, want)
	}
}

// TestChatThroughAPipe talks create_deal through from standard input, and
// signs in by an empty line.
func TestChatThroughAPipe(t *testing.T) {
	t.Parallel()
	lines := []string{"create a deal called Piped", "", "contract sent", "5k", "skip", "skip", "yes"}
	code, out, errs := run(t, nil, strings.Join(lines, "\n")+"\n", "chat")
	if code != exitDone || errs != "" {
		t.Errorf("exit code %d, %s", code, errs)
	}
	at := 0
	for _, want := range []string{"What would you like to do?", "Press Enter to sign in", "Signed in as", "Which stage", "How much", "When do you expect", "Who is it with", "Create Piped for $5,000", "[1] Create deal", "Piped"} {
		i := strings.Index(out[at:], want)
		if i < 0 {
			t.Fatalf("it does not say %q, or not at its place:\n%s", want, out)
		}
		at += i + len(want)
	}
	if !strings.Contains(out[at:], "Open in HubSpot") {
		t.Errorf("the deal was not made:\n%s", out)
	}
}

// TestNoOperatorsListener switches it off in each place where a setting can
// stand.
func TestNoOperatorsListener(t *testing.T) {
	t.Parallel()
	box := start(t, nil, "sandbox", "--addr", "127.0.0.1:0", "--print-ready", "json")
	file := filepath.Join(t.TempDir(), "parley.yaml")
	if err := os.WriteFile(file, []byte("admin-addr: \"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	redis := redistest.Start(t)
	for name, c := range map[string]struct{ env, args []string }{
		"flag":        {nil, []string{"--admin-addr", ""}},
		"environment": {[]string{"PARLEY_ADMIN_ADDR="}, nil},
		"file":        {nil, []string{"--config", file}},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, hubspotEnv(box, redis, c.env...), append([]string{"serve", "--addr", "127.0.0.1:0", "--print-ready", "json"}, c.args...)...)
			if address, listens := p.ready["admin_url"]; listens {
				t.Errorf("it listens at %v", address)
			}
			p.kill()
		})
	}
}

// TestReadyLines holds the line for programs that each listening command
// prints.
func TestReadyLines(t *testing.T) {
	t.Parallel()
	box := start(t, nil, "sandbox", "--addr", "127.0.0.1:0", "--print-ready", "json")
	demo := start(t, nil, "demo", "--addr", "127.0.0.1:0", "--print-ready", "json")
	keys := []string{"client_id", "client_secret", "authorize_url", "token_url", "access_token"}
	for _, k := range append([]string{"url"}, keys...) {
		box.fact(k)
	}
	if box.ready["ready"] != true || demo.ready["ready"] != true {
		t.Errorf("not ready: %v %v", box.ready, demo.ready)
	}
	demo.fact("url")
	demo.fact("sandbox_url")
	inner, _ := demo.ready["sandbox"].(map[string]any)
	for _, k := range keys {
		if s, _ := inner[k].(string); s == "" {
			t.Errorf("the demo's sandbox has no %s: %v", k, inner)
		}
	}
	for _, address := range []string{demo.fact("url") + "/readyz", demo.fact("url") + "/widget.js", demo.fact("url") + "/", box.fact("url") + "/_sandbox/records", demo.fact("sandbox_url") + "/_sandbox/records"} {
		res, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", address, res.Status)
		}
	}
	v := newVisitor(t, demo.fact("url"))
	v.deadline = time.Now().Add(20 * time.Second)
	if err := v.converse([]string{"create a deal", "Shown", "contract sent", "5k", "skip", "skip", "yes"}, func() string { return "Leave it" }); err != nil {
		t.Errorf("the demo does not talk: %v\n%s", err, v.transcript())
	}
	if n := count(recordsOf(t, demo.fact("sandbox_url"), "deals"), "dealname", "Shown", false); n != 1 {
		t.Errorf("there are %d deals, want one", n)
	}

	// Asked to end, both end well, also with a chat open.
	for name, p := range map[string]*process{"demo": demo, "sandbox": box} {
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case <-p.done:
		case <-time.After(30 * time.Second):
			t.Fatalf("%s does not end", name)
		}
		if code := p.cmd.ProcessState.ExitCode(); code != exitDone {
			t.Errorf("%s ended with exit code %d\n%s", name, code, p.output())
		}
	}
}

// TestChatFromAScript pipes more lines than a person may send at once. Each
// gets its answer, in order.
func TestChatFromAScript(t *testing.T) {
	t.Parallel()
	const lines = 24
	code, out, errs := run(t, nil, strings.Repeat("hello\n", lines), "chat")
	if code != exitDone || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	if got := strings.Count(out, "What would you like to do?"); got != lines+1 { // and the greeting
		t.Errorf("%d answers to %d lines:\n%s", got-1, lines, out)
	}
}
