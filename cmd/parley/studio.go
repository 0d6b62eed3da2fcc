package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"parley/engine/machine"
	"parley/engine/syntax"
	"parley/web"
	"parley/web/studio"
)

// soon is for how long nothing may happen to a folder before a studio reads
// it: shorter than a server waits, for a half saved file does no harm there.
const soon = 30 * time.Millisecond

// editors are addresses that open a file in an editor, by the editor's name.
var editors = map[string]string{
	"vscode":    "vscode://file{file}:{line}:{col}",
	"vscodium":  "vscodium://file{file}:{line}:{col}",
	"cursor":    "cursor://file{file}:{line}:{col}",
	"windsurf":  "windsurf://file{file}:{line}:{col}",
	"zed":       "zed://file{file}:{line}:{col}",
	"jetbrains": "idea://open?file={file}&line={line}&column={col}",
	"textmate":  "txmt://open?url=file://{file}&line={line}&column={col}",
	"sublime":   "subl://open?url=file://{file}&line={line}&column={col}",
}

// editorOf finds the address of an editor by its name, or takes one as it is.
func editorOf(name string) (string, error) {
	if address, ok := editors[name]; ok {
		return address, nil
	}
	if strings.Contains(name, "://") && strings.Contains(name, "{file}") {
		return name, nil
	}
	return "", usageError{fmt.Errorf("--editor is %s, or an address with {file}, {line} and {col} in it; not %q", sortedNames(editors), name)}
}

func (a *app) studio() *cobra.Command {
	var addr, ready, editor string
	c := &cobra.Command{
		Use:   "studio [FOLDER]",
		Short: "See dialogs, their problems, a drawing and a chat side by side",
		Long: "Shows a folder of dialogs in the browser: the files with what is wrong with them, the\n" +
			"dialog drawn, a chat with it and a HubSpot sandbox behind that, and its tests. It follows\n" +
			"the folder, so keep it beside your editor. Open the address that it prints. It writes\n" +
			"nothing but a test that you ask it to save. Without FOLDER it shows ./dialogs.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			folder := "dialogs"
			if len(args) == 1 {
				folder = args[0]
			}
			if info, err := os.Stat(folder); err != nil || !info.IsDir() {
				return fmt.Errorf("there is no folder %s; name one, as in `parley studio my-dialogs`", folder)
			}
			opens, err := editorOf(editor)
			if err != nil {
				return err
			}
			l, err := listen(addr, "--addr")
			if err != nil {
				return err
			}
			defer l.Close()
			w := &workshop{address: urlOf(l), folder: folder, editor: opens, logger: a.quietLogger(), token: a.getenv("PARLEY_ADMIN_TOKEN")}
			defer w.close()
			if err := w.open(); err != nil {
				return err
			}
			page := w.address + "/studio/"
			if err := a.printReady(ready, fmt.Sprintf("The studio is ready: open %s\nIt follows %s; stop it with Ctrl-C.\n", page, folder), map[string]any{
				"url": page, "sandbox_url": w.bench.api,
			}); err != nil {
				return err
			}
			return w.serve(c.Context(), web.HTTP(w.alone()), l)
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8082", "`ADDRESS` to listen on; port 0 takes a free one")
	c.Flags().StringVar(&editor, "editor", "vscode", "`EDITOR` that files are opened in: "+sortedNames(editors)+", or an address with {file}, {line} and {col}")
	c.Flags().StringVar(&ready, "print-ready", "", "`FORMAT` of the line that says it is ready: json")
	return c
}

// quietLogger tells what an author should know of a server.
func (a *app) quietLogger() *slog.Logger {
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelError + 1}))
}

// workshop is a studio with its bench. At a server it opens when somebody
// comes for it: most never need one.
type workshop struct {
	address string // where browsers find it
	folder  string
	editor  string
	token   string // that whoever comes has shown to the listener
	logger  *slog.Logger
	serving func() *machine.Machine

	once   sync.Once
	failed error
	bench  *bench
	server *studio.Server
	pages  http.Handler
	stop   func()

	running atomic.Pointer[studio.Server] // the same, for who does not open it
}

// open starts it. What fails once is not tried again.
func (w *workshop) open() error {
	w.once.Do(func() {
		if w.bench, w.failed = newBench(w.address, w.folder, w.logger); w.failed != nil {
			return
		}
		w.server = studio.New(studio.Config{
			Folder: w.folder, Editor: w.editor, Bench: w.bench, Serving: w.serving, Guarded: w.token != "", Runner: newRunner,
			Catalog: func(described []*syntax.Object) machine.Catalog { return newCatalog(nil, nil, described) },
		})
		w.bench.happened, w.pages = w.server.Happened, w.server.Handler()
		ctx, cancel := context.WithCancel(context.Background())
		followed := make(chan struct{})
		w.server.Look(ctx)
		w.running.Store(w.server)
		go func() { // ends with stop
			defer close(followed)
			w.follow(ctx)
		}()
		w.stop = sync.OnceFunc(func() {
			cancel()
			w.server.Close()
			<-followed
			w.bench.stop()
		})
	})
	return w.failed
}

// follow looks at the folder whenever it changes, until ctx ends.
func (w *workshop) follow(ctx context.Context) {
	changed := make(chan struct{}, 1)
	go watch(ctx, w.folder, w.logger, changed) // ends with ctx
	seen := fingerprint(w.folder, isYAML)
	settle(ctx, changed, soon, func() {
		if now := fingerprint(w.folder, isYAML); now != seen {
			seen = now
			w.server.Look(ctx)
		}
	})
}

// talks says that the server may talk another text now: it takes a change over
// a little later than the studio shows it.
func (w *workshop) talks() {
	if s := w.running.Load(); s != nil {
		s.Talks()
	}
}

// close ends it, if it ever began.
func (w *workshop) close() {
	w.once.Do(func() {}) // nobody opens it from now on
	if w.stop != nil {
		w.stop()
	}
}

// ServeHTTP opens it for the first who comes.
func (w *workshop) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if err := w.open(); err != nil || w.server == nil {
		w.logger.Error("the studio does not start", "error", err)
		http.Error(out, "the studio does not start; the log says why", http.StatusServiceUnavailable)
		return
	}
	w.pages.ServeHTTP(out, r)
}

// pages are those of an operator's listener that belong to it.
func (w *workshop) routes() map[string]http.Handler {
	pages := map[string]http.Handler{
		"/studio/": w,
		"/studio":  http.RedirectHandler("/studio/", http.StatusSeeOther),
	}
	for _, path := range studio.ChatPaths {
		pages[path] = w
	}
	return pages
}

// alone is an operator's listener that has nothing else of interest.
func (w *workshop) alone() http.Handler {
	pages := w.routes()
	pages["GET /{$}"] = http.RedirectHandler("/studio/", http.StatusSeeOther)
	return web.New(web.Config{PublicURL: w.address, AdminToken: w.token, AdminPages: pages}, w.bench.engine, w.bench.store, nil, nil).Admin()
}

// serve answers until ctx ends.
func (w *workshop) serve(ctx context.Context, server *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }() // ends with Shutdown
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	w.close() // its open pages would be waited for
	end, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	_ = server.Shutdown(end)
	return nil
}

// sortedNames lists names in a sentence.
func sortedNames[T any](of map[string]T) string {
	return strings.Join(slices.Sorted(maps.Keys(of)), ", ")
}
