package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"parley/engine/lint"
	"parley/engine/syntax"
)

// fieldAt finds the field that is named at a position of a dialog.
func (s *Server) fieldAt(uri string, d *syntax.Dialog, at position) *syntax.Field {
	if d == nil || isTest(uri) {
		return nil
	}
	for _, f := range d.Fields {
		for _, pos := range d.Uses(f.Name.Value) {
			if covers(s.texts[uri], pos, at) {
				return f
			}
		}
	}
	return nil
}

// target finds the dialog and the field that are named at a position, of a
// dialog, of its translations or of its tests.
func (s *Server) target(uri string, at position) (folder *lint.Folder, d *syntax.Dialog, f *syntax.Field, pos syntax.Pos) {
	folder = s.folder(uri)
	file := filepath.Base(pathOf(uri))
	for _, d := range folder.Dialogs {
		for _, f := range d.Fields {
			uses := []syntax.Pos{}
			if d.File == file {
				uses = d.Uses(f.Name.Value)
			}
			for _, t := range d.Translations {
				if t.File == file {
					uses = append(uses, t.Uses(f.Name.Value)...)
				}
			}
			for _, t := range folder.Tests {
				if t.File == file {
					uses = append(uses, t.Uses(d.Name.Value, f.Name.Value)...)
				}
			}
			for _, pos := range uses {
				if covers(s.texts[uri], pos, at) {
					return folder, d, f, pos
				}
			}
		}
	}
	return folder, nil, nil, syntax.Pos{}
}

// links are the places where a dialog names others.
func (s *Server) links(uri string, d *syntax.Dialog) (list []syntax.Str) {
	if d == nil || isTest(uri) {
		return nil
	}
	for _, f := range d.Fields {
		list = append(list, f.IfNone)
	}
	if d.Show != nil {
		list = append(list, d.Show.Row...)
	}
	if d.Done != nil {
		list = append(append(list, d.Done.Offer...), d.Done.Then)
	}
	errors := d.Errors
	for _, x := range d.States {
		list = append(list, x.Start)
		errors = append(errors[:len(errors):len(errors)], x.Errors...)
	}
	for _, r := range errors {
		if r.Verb.Value == "start" {
			list = append(list, r.Arg)
		}
	}
	return list
}

// stateAt finds the state that is named at a position below a `go:`.
func (s *Server) stateAt(uri string, d *syntax.Dialog, at position) *syntax.State {
	if d == nil || isTest(uri) {
		return nil
	}
	for _, from := range d.States {
		for _, way := range from.Go {
			if !covers(s.texts[uri], way.To.Pos, at) {
				continue
			}
			for _, to := range d.States {
				if to.Name.Value == way.To.Value {
					return to
				}
			}
		}
	}
	return nil
}

func (s *Server) definition(_ context.Context, p place) (*location, error) {
	uri := p.TextDocument.URI
	folder, d, f, _ := s.target(uri, p.Position)
	if f != nil {
		return &location{uriIn(uri, d.File), spanOf(string(d.Source), f.Name.Pos)}, nil
	}
	if to := s.stateAt(uri, s.dialog(uri), p.Position); to != nil {
		return &location{uri, spanOf(s.texts[uri], to.Name.Pos)}, nil
	}
	for _, link := range s.links(uri, s.dialog(uri)) {
		if !covers(s.texts[uri], link.Pos, p.Position) {
			continue
		}
		for _, d := range folder.Dialogs {
			if d.Name.Value == link.Value {
				return &location{uriIn(uri, d.File), spanOf(string(d.Source), d.Name.Pos)}, nil
			}
		}
	}
	return nil, nil
}

func (s *Server) prepareRename(_ context.Context, p place) (*span, error) {
	_, _, f, pos := s.target(p.TextDocument.URI, p.Position)
	if f == nil {
		return nil, nil
	}
	r := spanOf(s.texts[p.TextDocument.URI], pos)
	return &r, nil
}

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// rename changes the name of a field in its dialog, in the dialog's translations
// and in its tests.
func (s *Server) rename(_ context.Context, p place) (*workspaceEdit, error) {
	uri := p.TextDocument.URI
	folder, d, f, _ := s.target(uri, p.Position)
	if f == nil {
		return nil, fmt.Errorf("there is no field here")
	}
	if !fieldName.MatchString(p.NewName) {
		return nil, fmt.Errorf("%q is not a name: names have small letters, digits and _, and begin with a letter", p.NewName)
	}
	for _, other := range d.Fields {
		if other.Name.Value == p.NewName {
			return nil, fmt.Errorf("there is a field %q already", p.NewName)
		}
	}
	edit := &workspaceEdit{Changes: map[string][]textEdit{}}
	change := func(file string, src []byte, uses []syntax.Pos) {
		for _, pos := range uses {
			u := uriIn(uri, file)
			edit.Changes[u] = append(edit.Changes[u], textEdit{spanOf(string(src), pos), p.NewName})
		}
	}
	change(d.File, d.Source, d.Uses(f.Name.Value))
	for _, t := range d.Translations {
		change(t.File, t.Source, t.Uses(f.Name.Value))
	}
	for _, t := range folder.Tests {
		change(t.File, t.Source, t.Uses(d.Name.Value, f.Name.Value))
	}
	return edit, nil
}

func (s *Server) symbols(_ context.Context, p opened) ([]symbol, error) {
	uri := p.TextDocument.URI
	text := s.texts[uri]
	list := []symbol{}
	named := func(kind int, at syntax.Str, detail string) symbol {
		r := spanOf(text, at.Pos)
		return symbol{Name: strings.TrimSpace(at.Value), Detail: detail, Kind: kind, Range: r, SelectionRange: r}
	}
	switch {
	case isTest(uri):
		t, _ := syntax.ParseTests(filepath.Base(pathOf(uri)), []byte(text))
		for _, c := range t.Cases {
			if !c.Name.IsZero() {
				list = append(list, named(symbolEvent, c.Name, ""))
			}
		}
	case isHouse(uri):
		h, _ := syntax.ParseHouse(filepath.Base(pathOf(uri)), []byte(text))
		for _, texts := range []map[string][]syntax.Str{h.Texts, h.Words} {
			for _, id := range sortedKeys(texts) {
				list = append(list, named(symbolField, syntax.Str{Value: id, Pos: texts[id][0].Pos}, texts[id][0].Value))
			}
		}
	default:
		d := s.dialog(uri)
		if d == nil || d.Name.IsZero() {
			break
		}
		top := named(symbolModule, d.Name, d.Title.Value)
		top.Range.End = position{strings.Count(text, "\n"), 0}
		for _, f := range d.Fields {
			top.Children = append(top.Children, named(symbolField, f.Name, f.Ask.Value))
		}
		for _, x := range d.States {
			top.Children = append(top.Children, named(symbolEvent, x.Name, "state"))
		}
		if !d.Do.IsZero() {
			top.Children = append(top.Children, named(symbolMethod, d.Do, "do"))
		}
		list = append(list, top)
	}
	return list, nil
}

// formatting gives the whole file its normal form.
func (s *Server) formatting(_ context.Context, p opened) ([]textEdit, error) {
	text := s.texts[p.TextDocument.URI]
	tidy, diags := syntax.Format(filepath.Base(pathOf(p.TextDocument.URI)), []byte(text))
	if diags.Failed() || string(tidy) == text {
		return []textEdit{}, nil
	}
	end := position{Line: strings.Count(text, "\n") + 1}
	return []textEdit{{span{End: end}, string(tidy)}}, nil
}
