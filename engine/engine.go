package engine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parley/engine/action"
	"parley/engine/machine"
)

// Notifier tells whoever holds a session's socket that there are new turns.
// It must not block. The turns are the ones just stored; a receiver that
// misses one reads it from the store.
type Notifier interface {
	// Notify returns false when nobody here holds the session's socket, so
	// that other nodes are told.
	Notify(id machine.SessionID, turns []Stored) bool
	// Holds tells whether the session's socket is here.
	Holds(id machine.SessionID) bool
}

// Engine runs conversations: it accepts events, steps the machine, commits,
// and performs what the step wished. Fill the exported fields before use.
type Engine struct {
	Store    Store
	Actions  action.Actions
	Machine  *machine.Machine
	Notifier Notifier
	Logger   *slog.Logger
	Now      func() time.Time // nil means time.Now
	Node     string           // names this process in leases; must differ between nodes

	// CallLimit ends an operation that takes longer. 0 means 45 s.
	CallLimit time.Duration

	mu    sync.Mutex
	slots map[machine.SessionID]*slot
	work  sync.WaitGroup
}

// Open creates a session.
func (e *Engine) Open(ctx context.Context, id machine.SessionID, v machine.Visitor) (machine.Session, error) {
	panic("")
}

// Attach says that this process holds the session's socket from now on: its
// snapshot is kept, which saves a round trip per turn. It returns the session
// as it stands, and takes up whatever waits for it. Call Detach when the
// socket is gone.
func (e *Engine) Attach(ctx context.Context, id machine.SessionID) (machine.Session, error) {
	panic("")
}

// Detach undoes Attach.
func (e *Engine) Detach(id machine.SessionID) {}

// Handle accepts an event and answers it: accept, step, commit, notify, act.
// accepted is called once the event is stored, before any of its turns is
// notified; known is true when it had been accepted before, and nothing else
// happens then. accepted may be nil. When Handle returns an error without
// having called accepted, nothing is stored and the caller may try again.
// ErrStaleChoice: the button belongs to an earlier turn; nothing is stored.
func (e *Engine) Handle(ctx context.Context, id machine.SessionID, ev machine.Event, accepted func(known bool)) error {
	panic("")
}

// End erases a session.
func (e *Engine) End(ctx context.Context, id machine.SessionID) error { panic("") }

// Run sweeps up what dead nodes left behind, until ctx ends.
func (e *Engine) Run(ctx context.Context) {}

// Wait returns when no operation is under way, or when ctx ends.
func (e *Engine) Wait(ctx context.Context) error { return nil }

type slot struct{}
