package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"os"

	"parley/connectors/sandbox"
	"parley/dialogs"
)

// routeBehind adds what the demo page shows beside the chat: the state machine
// of a dialog with the file that it was made from, and the records of the
// sandbox.
func routeBehind(mux *http.ServeMux, n *node, box *sandbox.Server, folder string) {
	var files fs.FS = dialogs.FS
	if folder != "" {
		files = os.DirFS(folder)
	}
	mux.HandleFunc("GET /demo/dialogs/{name}", func(w http.ResponseWriter, r *http.Request) {
		d, ok := n.engine.Machine().Dialog(r.PathValue("name"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		file, err := fs.ReadFile(files, d.Name+".yaml")
		if err != nil {
			file = []byte("# " + d.Name + " is not in a file of its name.\n")
		}
		drawing := struct {
			States []string    `json:"states"`
			Moves  [][2]string `json:"moves"`
			File   string      `json:"file"`
		}{States: d.States(), Moves: [][2]string{}, File: string(file)}
		for _, m := range d.Drawn(false) {
			drawing.Moves = append(drawing.Moves, [2]string{m.From, m.To})
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(drawing)
	})
	records := box.Handler()
	mux.HandleFunc("GET /demo/records", func(w http.ResponseWriter, r *http.Request) {
		look := r.Clone(r.Context())
		look.URL.Path = "/_sandbox/records"
		records.ServeHTTP(w, look)
	})
}
