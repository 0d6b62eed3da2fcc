package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"parley/engine/syntax"
)

var (
	keyLine   = regexp.MustCompile(`^([ ]*(?:- +)*)([A-Za-z_][A-Za-z0-9_.]*):(.*)$`)
	entryLine = regexp.MustCompile(`^[ ]*- +(.*)$`)
	openMark  = regexp.MustCompile(`<[a-z0-9_.]*$`)
)

// spot is where a cursor is among the keys of a file. It is found by columns,
// because what is being typed can't be read yet.
type spot struct {
	path  []string // names of the keys around it, from outside
	key   string   // the key whose value it is in; empty in front of a colon
	entry bool     // in an entry of that key's list
}

// spotAt finds the cursor's spot: n is the line, before what stands in front of
// the cursor.
func spotAt(text string, n int, before string) spot {
	col := len(before) - len(strings.TrimLeft(before, " -"))
	var s spot
	if m := keyLine.FindStringSubmatch(before); m != nil {
		s.key, col = m[2], len(m[1])
	}
	lines := strings.Split(text, "\n")
	for i := min(n, len(lines)) - 1; i >= 0; i-- {
		m := keyLine.FindStringSubmatch(strings.TrimSuffix(lines[i], "\r"))
		if m != nil && len(m[1]) < col {
			s.path, col = append(s.path, m[2]), len(m[1])
		}
	}
	slices.Reverse(s.path)
	if entryLine.MatchString(before) && s.key == "" && len(s.path) > 0 {
		s.key, s.path, s.entry = s.path[len(s.path)-1], s.path[:len(s.path)-1], true
	}
	return s
}

func (s *Server) completion(_ context.Context, p place) ([]completionItem, error) {
	uri := p.TextDocument.URI
	text := s.texts[uri]
	line, at := cursor(text, p.Position)
	before := line[:at]
	where := spotAt(text, p.Position.Line, before)
	d, of := s.dialog(uri), s.translated(uri)
	if of != nil {
		d = of
	}
	items := []completionItem{}
	add := func(kind int, label, detail, doc, insert string) {
		items = append(items, completionItem{Label: label, Kind: kind, Detail: detail, Documentation: doc, InsertText: insert, SortText: fmt.Sprintf("%03d", len(items))})
	}
	file := filepath.Base(pathOf(uri))
	keys := syntax.KeysAt(file, where.path, s.known)
	switch {
	case openMark.MatchString(before) && d != nil && !isTest(uri):
		for _, f := range d.Fields {
			add(aField, f.Name.Value, f.Type.Value, f.Ask.Value, "")
		}
		if slices.Contains(where.path, "done") || slices.Contains(where.path, "show") {
			add(aField, "link", "", "leads to the record", "")
			add(aField, "record", "", "the record's title", "")
		}
	case where.key != "":
		for _, w := range s.wordsFor(uri, where, keys) {
			add(aWord, w.Text, "", w.Doc, "")
		}
	case len(where.path) > 0 && where.path[len(where.path)-1] == "fields" && of != nil:
		for _, f := range of.Fields {
			add(aField, f.Name.Value, "", f.Ask.Value, f.Name.Value+":")
		}
	case len(where.path) > 0 && where.path[len(where.path)-1] == "fields" && d != nil && !isTest(uri):
		spec, _ := s.catalog.Spec(d.Do.Value)
		for _, param := range spec.Params {
			if !slices.ContainsFunc(d.Fields, func(f *syntax.Field) bool { return f.Name.Value == param.Name }) {
				add(aField, param.Name, string(param.Kind), param.Summary, param.Name+":")
			}
		}
	case len(where.path) > 0 && where.path[len(where.path)-1] == "errors" && d != nil:
		spec, _ := s.catalog.Spec(d.Do.Value)
		for _, kind := range spec.Fails {
			add(aProperty, string(kind), "", spec.Name+" can fail so", string(kind)+": ")
		}
	default:
		for _, k := range keys {
			insert := k.Name + ": "
			if k.Nested {
				insert = k.Name + ":"
			}
			add(aProperty, k.Name, k.Stands, k.Doc+"\n\nFor example `"+k.Name+": "+k.Example+"`", insert)
		}
	}
	return items, nil
}

// wordsFor lists what can stand behind a key: the words of the format and the
// catalog, and the names of this folder.
func (s *Server) wordsFor(uri string, where spot, keys []syntax.Key) []syntax.Word {
	switch key := where.key; {
	case slices.Contains([]string{"offer", "then", "row", "if_none"}, key):
		return s.dialogs(uri)
	case key == "start" && inState(where.path):
		return s.dialogs(uri)
	case key == "find", (key == "ask" || key == "before" || within(where.path, "with")) && inState(where.path):
		var list []syntax.Word
		for _, f := range s.fields(uri) {
			list = append(list, syntax.Word{Text: f.Name.Value, Doc: f.Ask.Value})
		}
		if key == "before" {
			list = append(list, syntax.Word{Text: "confirm", Doc: "The question before anything is written."})
		}
		return list
	case (key == "go" || key == "to") && inState(where.path):
		var list []syntax.Word
		if d := s.dialog(uri); d != nil {
			for _, x := range d.States {
				list = append(list, syntax.Word{Text: x.Name.Value})
			}
		}
		return append(list, syntax.Word{Text: syntax.GoOn, Doc: "The states are over."}, syntax.Word{Text: syntax.GoCancel, Doc: "The dialog is over, and nothing is done."})
	case len(where.path) > 0 && where.path[len(where.path)-1] == "errors":
		return []syntax.Word{{Text: "ask <error.field>"}, {Text: "say"}, {Text: "start"}}
	}
	for _, k := range keys {
		if k.Name == where.key {
			return k.Words
		}
	}
	return nil
}

// inState tells whether keys are those of a state.
func inState(path []string) bool { return len(path) > 1 && path[0] == "states" }

// within tells whether keys stand below another.
func within(path []string, key string) bool { return len(path) > 0 && path[len(path)-1] == key }

// dialogs are the names of this folder's dialogs.
func (s *Server) dialogs(uri string) (list []syntax.Word) {
	for _, d := range s.folder(uri).Dialogs {
		list = append(list, syntax.Word{Text: d.Name.Value, Doc: d.Title.Value})
	}
	return list
}

// fields are those of a dialog; none when it can't be read.
func (s *Server) fields(uri string) []*syntax.Field {
	if d := s.dialog(uri); d != nil {
		return d.Fields
	}
	return nil
}
