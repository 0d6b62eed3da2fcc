package lint

import (
	"io/fs"
	"slices"

	"parley/engine/machine"
	"parley/engine/syntax"
)

// Folder is a folder of dialogs, read but not yet checked.
type Folder struct {
	Dialogs []*syntax.Dialog
	House   *syntax.House
	Tests   []*syntax.Tests
	Read    syntax.Diagnostics // what reading found
}

// Read reads a folder.
func Read(files fs.FS) *Folder {
	f := &Folder{}
	f.Dialogs, f.House, f.Tests, f.Read = syntax.ReadDir(files, ".")
	return f
}

// Problems are what reading and compiling find: the same that a server sees.
// The machine is there to be looked at and drawn, not to step.
func (f *Folder) Problems(catalog machine.Catalog) (syntax.Diagnostics, *machine.Machine) {
	all := slices.Clone(f.Read)
	m, more := machine.Check(f.Dialogs, f.House, catalog)
	for _, d := range more {
		// A second message about the same word is no news.
		if !slices.ContainsFunc(f.Read, func(r syntax.Diagnostic) bool {
			return r.Severity == syntax.Error && r.File == d.File && r.Pos == d.Pos
		}) {
			all = append(all, d)
		}
	}
	all.Sort()
	return all, m
}

// All are the problems and all advice.
func (f *Folder) All(catalog machine.Catalog) (syntax.Diagnostics, *machine.Machine) {
	all, m := f.Problems(catalog)
	all = append(all, m.Doubts()...)
	a := adviser{folder: f, catalog: catalog, machine: m, found: all}
	a.all()
	a.found.Sort()
	return a.found, m
}
