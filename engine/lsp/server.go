package lsp

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"

	"parley/engine/action"
	"parley/engine/lint"
	"parley/engine/rule"
	"parley/engine/syntax"
)

// Server serves one editor.
type Server struct {
	// Catalog is what the dialogs of a folder can do.
	Catalog func(*syntax.House) *action.Catalog
	Open    func(folder string) fs.FS
	// Test runs the conversations of a file, or one of them by its name, and
	// says how that went.
	Test    func(ctx context.Context, folder, file, name string) (report string, passed bool)
	Version string

	catalog *action.Catalog           // of the folder that was looked at last
	known   syntax.Known              // the words that it has
	texts   map[string]string         // by URI: what is open
	trees   map[string]*syntax.Dialog // by URI: the last that had fields, while a file can't be read
	told    map[string]bool           // URIs that have problems in the editor
	leaving bool
}

// runTest is the command behind a lens.
const runTest = "parley.runTest"

// Serve answers an editor until it says exit, or its pipe ends.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.WriteCloser) error {
	s.learn(&syntax.House{})
	s.texts, s.trees, s.told = map[string]string{}, map[string]*syntax.Dialog{}, map[string]bool{}
	exited := make(chan struct{})
	exit := sync.OnceFunc(func() { close(exited) })
	server := jrpc2.NewServer(handler.Map{
		"initialize":                  handler.New(s.initialize),
		"initialized":                 handler.New(ignore),
		"shutdown":                    handler.New(s.shutdown),
		"exit":                        handler.New(func(context.Context, *jrpc2.Request) error { exit(); return nil }),
		"$/setTrace":                  handler.New(ignore),
		"$/cancelRequest":             handler.New(ignore),
		"textDocument/didOpen":        handler.New(s.didOpen),
		"textDocument/didChange":      handler.New(s.didChange),
		"textDocument/didSave":        handler.New(ignore),
		"textDocument/didClose":       handler.New(s.didClose),
		"textDocument/completion":     handler.New(s.completion),
		"textDocument/hover":          handler.New(s.hover),
		"textDocument/definition":     handler.New(s.definition),
		"textDocument/prepareRename":  handler.New(s.prepareRename),
		"textDocument/rename":         handler.New(s.rename),
		"textDocument/documentSymbol": handler.New(s.symbols),
		"textDocument/codeLens":       handler.New(s.lenses),
		"textDocument/formatting":     handler.New(s.formatting),
		"workspace/executeCommand":    handler.New(s.execute),
	}, &jrpc2.ServerOptions{AllowPush: true, Concurrency: 1, NewContext: func() context.Context { return ctx }})
	server.Start(channel.LSP(in, out))
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }() // ends with the pipe, which may be after exit
	select {
	case err := <-ended:
		return err // nil for a pipe that ends between messages
	case <-ctx.Done():
		return nil
	case <-exited:
	}
	if !s.leaving {
		return errors.New("the editor said exit before shutdown")
	}
	return nil
}

// ignore is for what an editor says and nothing follows from.
func ignore(context.Context, *jrpc2.Request) error { return nil }

func (s *Server) initialize(context.Context, *jrpc2.Request) (any, error) {
	type m = map[string]any
	return m{
		"serverInfo": m{"name": "parley", "version": s.Version},
		"capabilities": m{
			"textDocumentSync":           m{"openClose": true, "change": 1}, // whole texts
			"completionProvider":         m{"triggerCharacters": []string{"<", " ", "["}},
			"hoverProvider":              true,
			"definitionProvider":         true,
			"renameProvider":             m{"prepareProvider": true},
			"documentSymbolProvider":     true,
			"codeLensProvider":           m{},
			"documentFormattingProvider": true,
			"executeCommandProvider":     m{"commands": []string{runTest}},
		},
	}, nil
}

func (s *Server) shutdown(context.Context, *jrpc2.Request) (any, error) {
	s.leaving = true
	return nil, nil
}

func (s *Server) didOpen(ctx context.Context, p opened) error {
	s.texts[p.TextDocument.URI] = p.TextDocument.Text
	return s.publish(ctx, p.TextDocument.URI)
}

func (s *Server) didChange(ctx context.Context, p changed) error {
	for _, c := range p.ContentChanges {
		s.texts[p.TextDocument.URI] = c.Text
	}
	return s.publish(ctx, p.TextDocument.URI)
}

func (s *Server) didClose(ctx context.Context, p opened) error {
	delete(s.texts, p.TextDocument.URI)
	delete(s.trees, p.TextDocument.URI)
	return s.publish(ctx, p.TextDocument.URI)
}

// learn takes over the words that a folder's dialogs can use.
func (s *Server) learn(house *syntax.House) {
	s.catalog = s.Catalog(house)
	s.known = lint.Known(s.catalog)
}

// publish tells what lint finds in the folder of a file. A change to one file
// can be wrong for another: all are told about.
func (s *Server) publish(ctx context.Context, uri string) error {
	folder := filepath.Dir(pathOf(uri))
	files := s.overlaid(folder, false)
	read := lint.Read(files)
	s.learn(read.House)
	diags, _ := read.All(s.catalog)
	byFile := map[string][]diagnostic{}
	for name := range files {
		if u := uriIn(uri, name); s.told[u] || s.texts[u] != "" {
			byFile[u] = []diagnostic{}
		}
	}
	if _, there := byFile[uri]; !there {
		byFile[uri] = []diagnostic{} // closed, and not on the disk
	}
	for _, d := range diags {
		u := uriIn(uri, d.File)
		text := d.Text
		if d.Advice != "" {
			text += "\n" + d.Advice
		}
		if len(d.Talk) > 0 {
			text += "\n\n" + strings.Join(d.Talk, "\n")
		}
		severity := 1
		if d.Severity == syntax.Warning {
			severity = 2
		}
		byFile[u] = append(byFile[u], diagnostic{Range: spanOf(string(files[d.File]), d.Pos), Severity: severity, Code: rule.Code(d.Rule), Source: "parley", Message: text})
	}
	server := jrpc2.ServerFromContext(ctx)
	for _, u := range sortedKeys(byFile) {
		if s.told[u] = len(byFile[u]) > 0; !s.told[u] {
			delete(s.told, u)
		}
		if err := server.Notify(ctx, "textDocument/publishDiagnostics", published{u, byFile[u]}); err != nil {
			return err
		}
	}
	return nil
}

// dialog is the tree of an open file; while it can't be read, the last one.
func (s *Server) dialog(uri string) *syntax.Dialog {
	d, _ := syntax.Parse(filepath.Base(pathOf(uri)), []byte(s.texts[uri]))
	if d != nil && (len(d.Fields) > 0 || s.trees[uri] == nil) {
		s.trees[uri] = d
	}
	return s.trees[uri]
}

// translated is the dialog whose texts a file has in another language; nil for
// files that are no translations.
func (s *Server) translated(uri string) *syntax.Dialog {
	if name, _, ok := syntax.TranslationOf(pathOf(uri)); ok {
		for _, d := range s.folder(uri).Dialogs {
			if d.Name.Value == name {
				return d
			}
		}
	}
	return nil
}

// folder reads the whole folder of a file.
func (s *Server) folder(uri string) *lint.Folder {
	return lint.Read(s.overlaid(filepath.Dir(pathOf(uri)), true))
}

func isTest(uri string) bool  { return strings.HasSuffix(uri, "_test.yaml") }
func isHouse(uri string) bool { return strings.HasSuffix(uri, "/defaults.yaml") }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
