package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/creachadair/jrpc2"

	"parley/engine/syntax"
)

// lenses offer to run a conversation above its name, and those of a dialog
// above the dialog's.
func (s *Server) lenses(_ context.Context, p opened) ([]codeLens, error) {
	uri := p.TextDocument.URI
	text := s.texts[uri]
	list := []codeLens{}
	offer := func(at syntax.Pos, title, file, name string) {
		list = append(list, codeLens{spanOf(text, at), command{title, runTest, []string{uriIn(uri, file), name}}})
	}
	file := filepath.Base(pathOf(uri))
	switch {
	case isTest(uri):
		t, _ := syntax.ParseTests(file, []byte(text))
		for _, c := range t.Cases {
			if !c.Name.IsZero() {
				offer(c.Name.Pos, "run test", file, c.Name.Value)
			}
		}
	case !isHouse(uri):
		d := s.dialog(uri)
		tests := strings.TrimSuffix(file, ".yaml") + "_test.yaml"
		if _, there := s.overlaid(filepath.Dir(pathOf(uri)), true)[tests]; there && d != nil && !d.Name.IsZero() {
			offer(d.Name.Pos, "run tests", tests, "")
		}
	}
	return list, nil
}

// testResult is what running tests came to.
type testResult struct {
	Passed bool   `json:"passed"`
	Report string `json:"report"`
}

// execute runs the command behind a lens, and shows how it went.
func (s *Server) execute(ctx context.Context, p command) (*testResult, error) {
	if p.Command != runTest || len(p.Arguments) != 2 {
		return nil, fmt.Errorf("there is no command %q with %d arguments", p.Command, len(p.Arguments))
	}
	file := pathOf(p.Arguments[0])
	report, passed := s.Test(ctx, filepath.Dir(file), filepath.Base(file), p.Arguments[1])
	kind := 3
	if !passed {
		kind = 1
	}
	if err := jrpc2.ServerFromContext(ctx).Notify(ctx, "window/showMessage", message{kind, report}); err != nil {
		return nil, err
	}
	return &testResult{passed, report}, nil
}
