package main

import (
	"context"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"parley/engine/rule"
)

// editor is a client of `parley lsp` over two pipes.
type editor struct {
	*testing.T
	*jrpc2.Client
	folder string
	told   chan *jrpc2.Request
}

// openEditor starts the command on a folder with a dialog, another one and its
// test.
func openEditor(t *testing.T) *editor {
	t.Helper()
	e := &editor{T: t, folder: editorFolder(t), told: make(chan *jrpc2.Request, 100)}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	a := app{stdin: in, stdout: out, stderr: io.Discard, lookupEnv: noEnvironment}
	left := make(chan int)
	go func() { // ends with exit
		code := a.run(context.Background(), []string{"lsp"})
		out.Close()
		left <- code
	}()
	e.Client = jrpc2.NewClient(channel.LSP(fromServer, toServer), &jrpc2.ClientOptions{OnNotify: func(r *jrpc2.Request) { e.told <- r }})
	t.Cleanup(func() {
		e.ask("shutdown", nil, nil)
		if err := e.Notify(context.Background(), "exit", nil); err != nil {
			t.Error(err)
		}
		if code := <-left; code != exitDone {
			t.Errorf("it ended with %d", code)
		}
		e.Close()
	})
	var begun struct {
		Capabilities map[string]any
	}
	e.ask("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{}}, &begun)
	for _, able := range []string{"completionProvider", "hoverProvider", "definitionProvider", "renameProvider", "documentSymbolProvider", "codeLensProvider"} {
		if begun.Capabilities[able] == nil {
			t.Errorf("it does not say that it has a %s", able)
		}
	}
	e.tell("initialized", map[string]any{})
	return e
}

// germanNote is a whole translation of the frame.
const germanNote = `title: Deal notieren
short: Notieren
description: Eben schnell einen Deal eintragen.
start: [einen Deal notieren, "notiere den Deal <name>"]
fields:
  name: {label: Name, ask: "Wie soll der Deal heißen?", hint: Zum Beispiel Acme.}
  stage:
    label: Phase
    ask: In welcher Phase ist er?
confirm: "Anlegen: <name>, Phase <stage>?"
done:
  say: <name> ist angelegt. <link>
`

// editorFolder has what an author works on.
func editorFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"note_deal.yaml":      rule.Frame,
		"note_deal_test.yaml": "test: a deal is noted\nchat:\n  - me: note a deal\n    bot: ask name\n  - me: Acme\n    bot: ask stage\n    fields: {name: Acme}\n",
		"note_deal.de.yaml":   germanNote,
		"see_deals.yaml":      "dialog: see_deals\ntitle: See deals\ndescription: Look at deals.\nneeds: hubspot\ndo: hubspot.deals.list\nshow: {columns: [name]}\ndone:\n  offer: [note_deal]\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func (e *editor) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(e.folder, name))}).String()
}

func (e *editor) ask(method string, params, result any) {
	e.Helper()
	res, err := e.Call(context.Background(), method, params)
	if err != nil {
		e.Errorf("%s: %v", method, err)
		return
	}
	if result != nil {
		if err := res.UnmarshalResult(result); err != nil {
			e.Errorf("%s: %v", method, err)
		}
	}
}

func (e *editor) tell(method string, params any) {
	e.Helper()
	if err := e.Notify(context.Background(), method, params); err != nil {
		e.Fatal(err)
	}
}

// open opens a file with a text; "" for the one on the disk.
func (e *editor) open(name, text string) {
	e.Helper()
	if text == "" {
		src, err := os.ReadFile(filepath.Join(e.folder, name))
		if err != nil {
			e.Fatal(err)
		}
		text = string(src)
	}
	e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "languageId": "yaml", "version": 1, "text": text}})
}

// problem is a diagnostic as the editor gets it.
type problem struct {
	Code  string
	Range struct{ Start, End struct{ Line, Character int } }
}

// problems waits for what is told about a file next.
func (e *editor) problems(name string) []problem {
	e.Helper()
	for {
		select {
		case r := <-e.told:
			var p struct {
				URI         string
				Diagnostics []problem
			}
			if r.Method() == "textDocument/publishDiagnostics" && r.UnmarshalParams(&p) == nil && p.URI == e.uri(name) {
				return p.Diagnostics
			}
		case <-time.After(20 * time.Second):
			e.Fatalf("nothing is told about %s", name)
		}
	}
}

// at is a position behind the first text of a file, in an editor's count.
func (e *editor) at(name, text, behind string) map[string]any {
	e.Helper()
	i := strings.Index(text, behind)
	if i < 0 {
		e.Fatalf("%q is not in %s", behind, name)
	}
	before := text[:i+len(behind)]
	return map[string]any{
		"textDocument": map[string]any{"uri": e.uri(name)},
		"position":     map[string]any{"line": strings.Count(before, "\n"), "character": len(before) - strings.LastIndex(before, "\n") - 1},
	}
}

func TestEditorHearsOfProblems(t *testing.T) {
	t.Parallel()
	e := openEditor(t)
	e.open("note_deal.yaml", strings.Replace(rule.Frame, "Create <name>,", "𝄞 <nmae>,", 1))
	got := e.problems("note_deal.yaml")
	if len(got) != 1 || got[0].Code != "PAR302" || got[0].Range.Start.Character != len("confirm: ")+3 || got[0].Range.End.Character != len("confirm: ")+9 {
		t.Errorf("got %+v", got)
	}
	e.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": e.uri("note_deal.yaml"), "version": 2},
		"contentChanges": []any{map[string]any{"text": rule.Frame}}})
	if got := e.problems("note_deal.yaml"); len(got) > 0 {
		t.Errorf("solved, it still has %+v", got)
	}
	// Another dialog goes by what is in the editor, not on the disk.
	e.open("see_deals.yaml", "")
	e.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": e.uri("note_deal.yaml"), "version": 3},
		"contentChanges": []any{map[string]any{"text": strings.Replace(rule.Frame, "dialog: note_deal", "dialog: jot_deal", 1)}}})
	for offered := false; !offered; { // files that are not open are told about, too
		offered = slices.ContainsFunc(e.problems("see_deals.yaml"), func(p problem) bool { return p.Code == "PAR302" })
	}
	e.open("broken.yaml", "dialog: broken\n\ttitle: B\n")
	if got := e.problems("broken.yaml"); len(got) != 1 || got[0].Code != "PAR102" {
		t.Errorf("got %+v", got)
	}
}

// ownOrder is a part of a dialog with states.
const ownOrder = "states:\n  talk:\n    ask: name\n    go: bye\n  bye:\n    say: Fine, <name>.\n"

func TestEditorCompletes(t *testing.T) {
	t.Parallel()
	e := openEditor(t)
	for _, c := range []struct{ name, file, text, behind, want string }{
		{"keys of a dialog", "note_deal.yaml", rule.Frame + "time", "\ntime", "timeout"},
		{"keys of a field", "note_deal.yaml", strings.Replace(rule.Frame, "    hint: For", "    hi\n    hint: For", 1), "    hi", "hint"},
		{"types", "note_deal.yaml", strings.Replace(rule.Frame, "type: choice", "type: ", 1), "type: ", "record contact"},
		{"actions", "note_deal.yaml", strings.Replace(rule.Frame, "hubspot.deals.create", "", 1), "do: ", "hubspot.deals.update"},
		{"choices", "note_deal.yaml", rule.Frame, "choices: ", "hubspot.owners"},
		{"marks", "note_deal.yaml", strings.Replace(rule.Frame, "Create <name>", "Create <", 1), "confirm: Create <", "stage"},
		{"marks at the end", "note_deal.yaml", strings.Replace(rule.Frame, "Created <name>. <link>", "Created <", 1), "say: Created <", "link"},
		{"dialogs", "note_deal.yaml", rule.Frame + "  offer: [see", "offer: [see", "see_deals"},
		{"dialogs of a list", "note_deal.yaml", rule.Frame + "  offer:\n    - ", "offer:\n    - ", "see_deals"},
		{"parameters", "note_deal.yaml", strings.Replace(rule.Frame, "  stage:\n", "  am\n  stage:\n", 1), "  am", "amount"},
		{"failures", "note_deal.yaml", rule.Frame + "errors:\n  in", "errors:\n  in", "invalid"},
		{"states", "note_deal.yaml", rule.Frame + ownOrder, "    go: ", "bye"},
		{"fields of a state", "note_deal.yaml", rule.Frame + ownOrder, "talk:\n    ask: ", "stage"},
		{"keys of a state", "note_deal.yaml", rule.Frame + ownOrder + "    res", "\n    res", "result"},
		{"words", "note_deal.yaml", strings.Replace(rule.Frame, "effect: create", "effect: ", 1), "effect: ", "delete"},
		{"turns", "note_deal_test.yaml", "test: t\nchat:\n  - me: hi\n    b", "\n    b", "bot"},
		{"house rules", "defaults.yaml", "at", "at", "attempts"},
	} {
		e.open(c.file, c.text)
		var items []struct{ Label, Documentation string }
		e.ask("textDocument/completion", e.at(c.file, c.text, c.behind), &items)
		labels := []string{}
		for _, i := range items {
			labels = append(labels, i.Label)
		}
		if !slices.Contains(labels, c.want) {
			t.Errorf("%s: %q is not among %q", c.name, c.want, labels)
		}
	}
}

func TestEditorFindsItsWay(t *testing.T) {
	t.Parallel()
	e := openEditor(t)
	e.open("note_deal.yaml", "")
	e.open("see_deals.yaml", "")
	e.open("note_deal_test.yaml", "")
	e.open("note_deal.de.yaml", "")
	test, err := os.ReadFile(filepath.Join(e.folder, "note_deal_test.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	see, err := os.ReadFile(filepath.Join(e.folder, "see_deals.yaml"))
	if err != nil {
		t.Fatal(err)
	}

	for _, c := range []struct{ behind, want string }{
		{"confirm: Create <na", "What should the deal be called?"},
		{"conf", "The question before anything is written."},
		{"do: hubspot.de", "must be given"},
		{"type: cho", "one of several choices"},
	} {
		var h struct{ Contents struct{ Value string } }
		if e.ask("textDocument/hover", e.at("note_deal.yaml", rule.Frame, c.behind), &h); !strings.Contains(h.Contents.Value, c.want) {
			t.Errorf("over %q it says %q", c.behind, h.Contents.Value)
		}
	}

	type location struct {
		URI   string
		Range struct{ Start struct{ Line, Character int } }
	}
	field := strings.Count(rule.Frame[:strings.Index(rule.Frame, "  name:\n")], "\n")
	for _, c := range []struct {
		file, text, behind, uri string
		line                    int
	}{
		{"note_deal.yaml", rule.Frame, "confirm: Create <na", "note_deal.yaml", field},
		{"note_deal_test.yaml", string(test), "bot: ask na", "note_deal.yaml", field},
		{"note_deal.de.yaml", germanNote, "Anlegen: <na", "note_deal.yaml", field},
		{"see_deals.yaml", string(see), "offer: [note", "note_deal.yaml", 0},
	} {
		var got location
		if e.ask("textDocument/definition", e.at(c.file, c.text, c.behind), &got); got.URI != e.uri(c.uri) || got.Range.Start.Line != c.line {
			t.Errorf("%s, %q leads to %+v", c.file, c.behind, got)
		}
	}

	e.open("note_deal.yaml", rule.Frame+ownOrder)
	state := strings.Count(rule.Frame, "\n") + strings.Count(ownOrder[:strings.Index(ownOrder, "  bye:\n")], "\n")
	var got location
	if e.ask("textDocument/definition", e.at("note_deal.yaml", rule.Frame+ownOrder, "go: by"), &got); got.Range.Start.Line != state {
		t.Errorf("the way to a state leads to %+v", got)
	}
	e.open("note_deal.yaml", rule.Frame)

	var renamed struct {
		Changes map[string][]struct {
			Range struct {
				Start, End struct{ Line, Character int }
			}
			NewText string
		}
	}
	p := e.at("note_deal.yaml", rule.Frame, "Create <na")
	p["newName"] = "title"
	e.ask("textDocument/rename", p, &renamed)
	lines := strings.Split(rule.Frame, "\n")
	uses := renamed.Changes[e.uri("note_deal.yaml")]
	if len(uses) != strings.Count(rule.Frame, "<name>")+1 || len(renamed.Changes[e.uri("note_deal_test.yaml")]) != 2 {
		t.Errorf("renaming changes %+v", renamed.Changes)
	}
	if german := renamed.Changes[e.uri("note_deal.de.yaml")]; len(german) != strings.Count(germanNote, "<name>")+1 {
		t.Errorf("renaming changes in the translation %+v", german)
	}
	for _, u := range uses {
		if got := lines[u.Range.Start.Line][u.Range.Start.Character:u.Range.End.Character]; got != "name" || u.NewText != "title" {
			t.Errorf("renaming changes %q in line %d to %q", got, u.Range.Start.Line+1, u.NewText)
		}
	}
	for _, bad := range []string{"Bad Name", "stage"} {
		p["newName"] = bad
		if _, err := e.Call(context.Background(), "textDocument/rename", p); err == nil {
			t.Errorf("a field can be called %q", bad)
		}
	}

	var symbols []struct {
		Name     string
		Children []struct{ Name string }
	}
	if e.ask("textDocument/documentSymbol", e.at("note_deal.yaml", rule.Frame, "dialog"), &symbols); len(symbols) != 1 || len(symbols[0].Children) != 3 {
		t.Errorf("its symbols are %+v", symbols)
	}

	var edits []struct{ NewText string }
	e.open("loose.yaml", "title: L\ndialog:   loose\n")
	if e.ask("textDocument/formatting", e.at("loose.yaml", "title", "title"), &edits); len(edits) != 1 || edits[0].NewText != "dialog: loose\ntitle: L\n" {
		t.Errorf("laid out it is %+v", edits)
	}
}

func TestEditorRunsATest(t *testing.T) {
	t.Parallel()
	e := openEditor(t)
	e.open("note_deal_test.yaml", "")
	var lenses []struct {
		Command struct {
			Title, Command string
			Arguments      []string
		}
	}
	e.ask("textDocument/codeLens", map[string]any{"textDocument": map[string]any{"uri": e.uri("note_deal_test.yaml")}}, &lenses)
	if len(lenses) != 1 || lenses[0].Command.Title != "run test" {
		t.Fatalf("the lenses are %+v", lenses)
	}
	var res struct {
		Passed bool
		Report string
	}
	c := lenses[0].Command
	e.ask("workspace/executeCommand", map[string]any{"command": c.Command, "arguments": c.Arguments}, &res)
	if !res.Passed || !strings.Contains(res.Report, "1 conversations passed") {
		t.Errorf("it gives %+v", res)
	}
	e.ask("workspace/executeCommand", map[string]any{"command": c.Command, "arguments": []string{c.Arguments[0], "no such test"}}, &res)
	if res.Passed {
		t.Error("a test that is not there passes")
	}
}

// TestEditorClient lets the client library of VS Code speak with the command.
// It needs node, and PARLEY_TEST_NODE_EDITOR naming a folder in which
// `npm install vscode-languageserver-protocol@3.18.5` was run.
func TestEditorClient(t *testing.T) {
	t.Parallel()
	modules := os.Getenv("PARLEY_TEST_NODE_EDITOR")
	if modules == "" {
		t.Skip("PARLEY_TEST_NODE_EDITOR does not name a folder with node_modules/vscode-languageserver-protocol")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	built.Store(true)
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, "testdata/editor.mjs", modules, binary, editorFolder(t)).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
