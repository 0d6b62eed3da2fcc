package studio

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parley/engine/lint"
	"parley/engine/machine"
	"parley/engine/rule"
	"parley/engine/syntax"
)

// State is all that the page must know of a folder; the texts themselves come file by file.
type State struct {
	Revision int64     `json:"revision"` // grows with each look
	Folder   string    `json:"folder"`   // whole path
	Editor   string    `json:"editor"`
	Files    []File    `json:"files"`
	Problems []Problem `json:"problems"`
	Chat     Version   `json:"chat"`
	Server   *Version  `json:"server,omitempty"`
}

// File is one file of the folder.
type File struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`             // dialog, tests, translation, house, objects or other
	Dialog   string `json:"dialog,omitempty"` // the one that it is about
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
	Tests    []Case `json:"tests,omitempty"`
}

// Case is one conversation test.
type Case struct {
	Line int    `json:"line"`
	Name string `json:"name"`
}

// Problem is a diagnostic of lint, with the page of its rule.
type Problem struct {
	File     string   `json:"file"`
	Line     int      `json:"line"` // from 1; 0 for the whole file
	Col      int      `json:"col"`
	Len      int      `json:"len"` // in characters
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Text     string   `json:"text"`
	Advice   string   `json:"advice,omitempty"`
	Why      string   `json:"why,omitempty"`
	Talk     []string `json:"talk,omitempty"`
}

// Version says which text talks.
type Version struct {
	Saved  bool      `json:"saved"`            // the one that is in the folder
	Since  time.Time `json:"since"`            // when it was taken over
	Behind []string  `json:"behind,omitempty"` // dialogs that are other in the folder

	of *machine.Machine
}

// folder is a folder of dialogs as it was read last.
type folder struct {
	state   State
	texts   map[string]string
	read    *lint.Folder
	machine *machine.Machine // to be looked at, not to step
	failed  bool
}

// Look reads the folder, tells the page, and lets the bench take the text over where it has no errors. Calls come one
// after the other.
func (s *Server) Look(ctx context.Context) {
	files := os.DirFS(s.cfg.Folder)
	f := &folder{read: lint.Read(files), texts: map[string]string{}}
	diags, m := f.read.All(s.cfg.Catalog(f.read.House.Objects))
	f.machine, f.failed = m, diags.Failed()
	f.state.Folder, _ = filepath.Abs(s.cfg.Folder)
	f.state.Editor = s.cfg.Editor
	f.list(s.cfg.Folder)
	f.state.Problems = []Problem{}
	for _, d := range diags {
		f.add(d)
	}
	s.mu.Lock()
	before := s.folder
	f.state.Revision = max(before.state.Revision+1, time.Now().UnixMilli()) // a page may know another run's
	f.state.Chat, f.state.Server = before.state.Chat, before.state.Server
	s.folder, s.visited = f, nil
	s.stopRun()
	s.run = Run{Results: []Result{}}
	s.mu.Unlock()
	s.tell("folder")
	if !f.failed {
		s.cfg.Bench.Use(ctx)
	}
	s.Talks()
	s.tell("tests")
}

// Talks looks which text talks now, in the chat and at the server, and tells the page.
func (s *Server) Talks() {
	var serving *machine.Machine
	if s.cfg.Serving != nil {
		serving = s.cfg.Serving()
	}
	chat := s.cfg.Bench.Machine()
	s.mu.Lock()
	f := s.folder
	f.state.Chat = f.version(f.state.Chat, chat)
	if serving != nil {
		was := Version{}
		if f.state.Server != nil {
			was = *f.state.Server
		}
		f.state.Server = new(f.version(was, serving))
	}
	s.mu.Unlock()
	s.tell("folder")
}

// version compares what talks with what is saved.
func (f *folder) version(was Version, talks *machine.Machine) Version {
	v := Version{Since: was.Since, Behind: behind(f.machine, talks), of: talks}
	v.Saved = !f.failed && len(v.Behind) == 0
	if was.of == nil || len(behind(was.of, talks)) > 0 {
		v.Since = time.Now()
	}
	return v
}

// behind names the dialogs that are not the same in both.
func behind(saved, talks *machine.Machine) []string {
	var list []string
	for _, c := range saved.Dialogs() {
		if d, ok := talks.Dialog(c.Name); !ok || d.Hash != c.Hash {
			list = append(list, c.Name)
		}
	}
	for _, c := range talks.Dialogs() {
		if _, ok := saved.Dialog(c.Name); !ok {
			list = append(list, c.Name)
		}
	}
	slices.Sort(list)
	return list
}

// list finds the files, with what each is.
func (f *folder) list(name string) {
	const largest = 1 << 20 // bytes; what is larger is refused by lint
	f.state.Files = []File{}
	entries, _ := os.ReadDir(name) // none is a problem that lint tells
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if ext != ".yaml" && ext != ".yml" || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err != nil || info.Size() > largest {
			continue
		}
		text, err := os.ReadFile(filepath.Join(name, e.Name()))
		if err != nil {
			continue
		}
		f.texts[e.Name()] = string(text)
		f.state.Files = append(f.state.Files, f.kind(e.Name()))
	}
}

// kind says what a file is.
func (f *folder) kind(name string) File {
	is := File{Name: name, Kind: "other"}
	for _, d := range f.read.Dialogs {
		if d.File == name {
			is.Kind, is.Dialog = "dialog", d.Name.Value
			return is
		}
	}
	for _, t := range f.read.Tests {
		if t.File != name {
			continue
		}
		is.Kind = "tests"
		for _, c := range t.Cases {
			is.Tests = append(is.Tests, Case{c.Name.Pos.Line, c.Name.Value})
		}
		for _, d := range f.read.Dialogs { // the one with the longest name that begins like the file
			own := strings.TrimSuffix(d.File, ".yaml")
			if strings.HasPrefix(name, own+"_") && len(own) > len(is.Dialog) {
				is.Dialog = d.Name.Value
			}
		}
		return is
	}
	if dialog, _, ok := syntax.TranslationOf(name); ok {
		is.Kind, is.Dialog = "translation", dialog
		return is
	}
	is.Kind = cmp.Or(map[string]string{"defaults.yaml": "house", syntax.ObjectsFile: "objects"}[name], is.Kind)
	return is
}

// add takes a diagnostic.
func (f *folder) add(d syntax.Diagnostic) {
	r, _ := rule.Find(d.Rule)
	f.state.Problems = append(f.state.Problems, Problem{
		File: d.File, Line: d.Pos.Line, Col: d.Pos.Col, Len: d.Pos.Len, Severity: string(d.Severity),
		Code: r.Code, Text: d.Text, Advice: d.Advice, Why: r.Why, Talk: d.Talk,
	})
	i := slices.IndexFunc(f.state.Files, func(x File) bool { return x.Name == d.File })
	switch {
	case i < 0:
	case d.Severity == syntax.Warning:
		f.state.Files[i].Warnings++
	default:
		f.state.Files[i].Errors++
	}
}

// file gives the text of a file as it was read for the state.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	s.mu.Lock()
	text, ok := s.folder.texts[name]
	revision := s.folder.state.Revision
	s.mu.Unlock()
	if !ok {
		answer(w, nil, &trouble{http.StatusNotFound, "there is no file " + name + " in the folder"})
		return
	}
	answer(w, struct {
		Name     string `json:"name"`
		Text     string `json:"text"`
		Revision int64  `json:"revision"`
	}{name, text, revision}, nil)
}
