package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"parley/engine/action"
	"parley/engine/syntax"
)

var anyWord = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_.]*`)

// wordAt is the word under a position, and whether it is a key.
func wordAt(line string, at int) (word string, isKey bool) {
	for _, m := range anyWord.FindAllStringIndex(line, -1) {
		if m[0] <= at && at <= m[1] {
			k := keyLine.FindStringSubmatchIndex(line)
			return line[m[0]:m[1]], k != nil && k[4] == m[0]
		}
	}
	return "", false
}

func (s *Server) hover(_ context.Context, p place) (*hover, error) {
	uri := p.TextDocument.URI
	text := s.texts[uri]
	line, at := cursor(text, p.Position)
	word, isKey := wordAt(line, at)
	d := s.dialog(uri)
	say := func(format string, args ...any) (*hover, error) {
		return &hover{markup{"markdown", fmt.Sprintf(format, args...)}}, nil
	}
	if f := s.fieldAt(uri, d, p.Position); f != nil {
		kind := f.Type.Value
		if kind == "" {
			kind = "text"
		}
		return say("**%s**, a field of type `%s`\n\n%s\n\n%s", f.Name.Value, kind, f.Ask.Value, f.Hint.Value)
	}
	where := spotAt(text, p.Position.Line, line)
	if isKey {
		for _, k := range syntax.KeysAt(filepath.Base(pathOf(uri)), where.path, s.known) {
			if k.Name == word {
				return say("**%s**: %s\n\n%s\n\nLeft out: %s. For example `%s: %s`", k.Name, k.Stands, k.Doc, k.LeftOut, k.Name, k.Example)
			}
		}
		return nil, nil
	}
	if spec, ok := s.catalog.Spec(word); ok {
		return say("%s", aboutAction(spec))
	}
	for _, other := range s.links(uri, d) {
		if covers(text, other.Pos, p.Position) {
			for _, x := range s.folder(uri).Dialogs {
				if x.Name.Value == other.Value {
					return say("**%s**\n\n%s", x.Title.Value, x.Description.Value)
				}
			}
		}
	}
	for _, k := range syntax.KeysAt(filepath.Base(pathOf(uri)), where.path, s.known) {
		for _, w := range k.Words {
			if k.Name == where.key && (w.Text == word || strings.HasPrefix(w.Text, word+" ")) && w.Doc != "" {
				return say("**%s**: %s", w.Text, w.Doc)
			}
		}
	}
	return nil, nil
}

func aboutAction(spec action.Spec) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** %s\n", spec.Name, spec.Summary)
	for _, p := range spec.Params {
		must := ""
		if p.Required {
			must = ", must be given"
		}
		fmt.Fprintf(&b, "\n- `%s` (%s%s): %s", p.Name, p.Kind, must, p.Summary)
	}
	return b.String()
}
