package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"parley/engine/machine"
	"parley/engine/syntax"
)

// The times of watching a folder.
const (
	quiet     = 150 * time.Millisecond // an editor has finished saving when nothing more happened for so long
	patience  = 10                     // times that rest: a folder that never comes to it is looked at all the same
	lookAgain = 5 * time.Second        // for folders whose changes nobody tells of, as on a network
	countFor  = 30 * time.Second       // looking through all chats may take no longer
)

// reloader runs a node on the dialogs of a folder as they are now. What has
// errors is told and left; what was in use before stays in use.
type reloader struct {
	node   *node
	folder string
	logger *slog.Logger
	then   func() // called after each look at something new

	mu     sync.Mutex
	seen   string // the fingerprint of what was looked at last
	broken error  // why it is not in use; nil when it is
}

// newReloader begins with the dialogs that the node runs already.
func newReloader(n *node, folder string, logger *slog.Logger) *reloader {
	return &reloader{node: n, folder: folder, logger: logger, then: func() {}, seen: fingerprint(folder, isDialogFile)}
}

// ready tells, as a check of the server, whether the folder's dialogs are the
// ones in use.
func (r *reloader) ready(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken
}

// run follows the folder until ctx ends.
func (r *reloader) run(ctx context.Context) {
	changed := make(chan struct{}, 1)
	go watch(ctx, r.folder, r.logger, changed) // ends with ctx
	settle(ctx, changed, quiet, func() { r.look(ctx) })
}

// look takes over the folder's dialogs, if they are others than those looked
// at before and have no errors.
func (r *reloader) look(ctx context.Context) {
	now := fingerprint(r.folder, isDialogFile)
	r.mu.Lock()
	same := now == r.seen
	r.seen = now
	r.mu.Unlock()
	if same {
		return
	}
	err := r.load(ctx)
	r.mu.Lock()
	r.broken = err
	r.mu.Unlock()
	r.then()
}

func (r *reloader) load(ctx context.Context) error {
	trees, house, diags := readDialogs(r.folder)
	next, more := machine.Compile(trees, house, newCatalog(nil, r.node.model, house.Objects))
	if diags = append(diags, more...); diags.Failed() {
		r.logger.Error("dialogs have errors; those from before stay in use", "folder", r.folder, "problems", inLines(r.folder, diags))
		return dialogTrouble(r.folder, diags)
	}
	r.node.keepDialogs(ctx, next)
	count := r.count(ctx, next)
	r.logger.Info("dialogs change", "folder", r.folder, "changed", changedDialogs(r.node.engine.Machine(), next), "chats", count.String())
	r.node.use(next, count.needed)
	debug.FreeOSMemory() // as at the start
	r.logger.Info("dialogs changed", "folder", r.folder)
	return nil
}

// inFlight is what a change of the dialogs means for the chats that are in the
// middle of one that changes.
type inFlight struct {
	chats, move, stay int
	whole             bool            // every chat was looked at
	versions          map[string]bool // that chats run
}

// count looks through all chats.
func (r *reloader) count(ctx context.Context, next *machine.Machine) inFlight {
	c := inFlight{versions: map[string]bool{}}
	ctx, cancel := context.WithTimeout(ctx, countFor)
	defer cancel()
	err := r.node.store.EachSession(ctx, func(s machine.Session) error {
		if err := r.node.engine.Prepare(ctx, s); err != nil {
			return err
		}
		for _, hash := range s.Versions() {
			c.versions[hash] = true
		}
		switch next.Fate(s, r.node.engine.Machine()) {
		case machine.Moves:
			c.chats++
			c.move++
		case machine.Stays:
			c.chats++
			c.stay++
		}
		return nil
	})
	if err != nil {
		r.logger.Warn("chats were not all counted", "error", err)
	}
	c.whole = err == nil
	return c
}

// needed tells whether a version must be kept at hand: one that a chat runs,
// or any, where not all chats are known.
func (c inFlight) needed(hash string) bool { return !c.whole || c.versions[hash] }

func (c inFlight) String() string {
	chats, finish := "chats", "finish"
	if c.chats == 1 {
		chats = "chat"
	}
	if c.stay == 1 {
		finish = "finishes"
	}
	move := "move"
	if c.move == 1 {
		move = "moves"
	}
	return fmt.Sprintf("%d %s in flight: %d %s, %d %s on the old one", c.chats, chats, c.move, move, c.stay, finish)
}

// changedDialogs names the dialogs that are new, gone or other than before.
func changedDialogs(old, next *machine.Machine) []string {
	var list []string
	for _, c := range next.Dialogs() {
		if was, ok := old.Dialog(c.Name); !ok || was.Hash != c.Hash {
			list = append(list, c.Name)
		}
	}
	for _, c := range old.Dialogs() {
		if _, ok := next.Dialog(c.Name); !ok {
			list = append(list, c.Name)
		}
	}
	slices.Sort(list)
	return list
}

// inLines puts each error into a line.
func inLines(folder string, diags syntax.Diagnostics) []string {
	var list []string
	for _, d := range diags {
		if d.Severity == syntax.Warning {
			continue
		}
		line := fmt.Sprintf("%s:%d:%d: %s", filepath.Join(folder, d.File), d.Pos.Line, d.Pos.Col, d.Text)
		if d.Advice != "" {
			line += ": " + d.Advice
		}
		list = append(list, line)
	}
	return list
}

// fingerprint tells whether those files of a folder are the same as before.
func fingerprint(folder string, these func(name string) bool) string {
	files := os.DirFS(folder)
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return err.Error()
	}
	sum := sha256.New()
	for _, e := range entries {
		if !these(e.Name()) {
			continue
		}
		text, err := fs.ReadFile(files, e.Name())
		fmt.Fprintf(sum, "%s %d %v\n%s", e.Name(), len(text), err, text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// isDialogFile tells whether a server reads a file: tests are for authors.
func isDialogFile(name string) bool { return isYAML(name) && !strings.HasSuffix(name, "_test.yaml") }

func isYAML(name string) bool {
	ext := filepath.Ext(name)
	return ext == ".yaml" || ext == ".yml"
}

// watch puts a token into changed whenever something happens in a folder, and
// now and then besides, until ctx ends.
func watch(ctx context.Context, folder string, logger *slog.Logger, changed chan<- struct{}) {
	tell := func() {
		select {
		case changed <- struct{}{}:
		default: // it is going to be looked at anyway
		}
	}
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	var events chan fsnotify.Event
	var errs chan error
	w, err := fsnotify.NewWatcher()
	if err == nil {
		defer w.Close()
		events, errs = w.Events, w.Errors
		err = w.Add(folder)
	}
	if err != nil {
		logger.Warn("changes are found only every few seconds", "folder", folder, "error", err)
	}
	tell() // what happened before the watch began
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if e.Op != fsnotify.Chmod {
				tell()
			}
		case err := <-errs: // as when more happened than the system keeps
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				tell()
			}
		case <-again.C:
			tell()
			if w != nil {
				_ = w.Add(folder) // another folder may stand in its place by now
			}
		}
	}
}

// settle calls f when something changed and then nothing more for a time of
// rest, until ctx ends.
func settle(ctx context.Context, changed <-chan struct{}, quiet time.Duration, f func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		last := time.NewTimer(patience * quiet)
		rest := time.NewTimer(quiet)
		for resting := false; !resting; {
			select {
			case <-ctx.Done():
				return
			case <-changed:
				rest.Reset(quiet)
			case <-rest.C:
				resting = true
			case <-last.C:
				resting = true
			}
		}
		last.Stop()
		f()
	}
}
