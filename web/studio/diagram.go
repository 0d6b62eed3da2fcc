package studio

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"parley/engine/machine"
	"parley/engine/syntax"
)

// diagram draws a dialog as it is saved, in the view of its author, or with ?view=table as it runs. What tests came
// through since the text was saved is painted once any came to the dialog.
func (s *Server) diagram(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, visited := s.folder, s.visited
	s.mu.Unlock()
	name, table := r.PathValue("dialog"), r.URL.Query().Get("view") == "table"
	if !slices.ContainsFunc(slices.Collect(maps.Keys(visited)), func(m machine.Move) bool { return m.Dialog == name }) {
		visited = nil // those tests were about others
	}
	d, ok := f.drawable(s.cfg.Catalog, name, table)
	if !ok {
		answer(w, nil, &trouble{http.StatusNotFound, fmt.Sprintf("%s can't be drawn as it is; the list of problems says why", name)})
		return
	}
	picture := d.Outline(visited).Among(f.read.Dialogs)
	if table {
		picture = d.Table(false, visited)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = fmt.Fprint(w, picture.Bare()) // a page that is gone needs none
}

// drawable finds a dialog. One with errors has no table, but what can be read of it is an outline.
func (f *folder) drawable(catalog func([]*syntax.Object) machine.Catalog, name string, table bool) (*machine.Compiled, bool) {
	if f.machine == nil {
		return nil, false // the folder was not read yet
	}
	if d, ok := f.machine.Dialog(name); ok || table {
		return d, ok
	}
	for _, d := range machine.Listen(f.read.Dialogs, f.read.House, catalog(f.read.House.Objects)).Dialogs() {
		if d.Name == name {
			return d, true
		}
	}
	return nil, false
}
