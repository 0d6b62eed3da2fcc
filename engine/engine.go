package engine

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"parley/engine/action"
	"parley/engine/machine"
)

// Notifier tells whoever holds a session's socket that there are new turns.
// It must not block.
type Notifier interface {
	// Notify hands over the turns just stored. A receiver that misses one
	// reads it from the store; it is told to look there by being handed none.
	Notify(id machine.SessionID, turns []Stored) bool
	// Holds tells whether the session's socket is here. When it is not, other
	// nodes are told with the commit.
	Holds(id machine.SessionID) bool
}

// Engine runs conversations: it accepts events, steps the machine, commits,
// and performs what the step wished. Fill the exported fields before use.
type Engine struct {
	Store    Store
	Actions  action.Actions
	Notifier Notifier
	Logger   *slog.Logger
	Now      func() time.Time // nil means time.Now
	Node     string           // names this process in leases; must differ between nodes

	// CallLimit ends an operation that takes longer. 0 means 90 s: longer
	// than any retry and than looking for a create that nobody answered.
	CallLimit time.Duration
	// Lease is for how long an operation that was sent is believed to be in
	// living hands; it is extended while that is so. 0 means
	// 12 s, so that with a sweep every 3 s others take it up within 15 s.
	Lease time.Duration
	// SweepEvery is how often Run looks for what dead nodes left. 0 means 3 s.
	SweepEvery time.Duration
	// Recall, when set, finds a version of a dialog that this process does not
	// have, by its hash; nil without an error when nobody has it any more, or
	// it can't run beside the dialogs of today.
	Recall func(ctx context.Context, m *machine.Machine, hash string) (*machine.Compiled, error)
	// Trace, when set, sees what every step did, before it is committed.
	Trace func(machine.SessionID, machine.Output)
	// Stop, for tests, ends the process's work at a named point: when it
	// returns true everything after the point is left undone, as if the
	// process had died there.
	Stop func(point string) bool

	machine struct {
		sync.RWMutex
		m *machine.Machine
	}
	mu    sync.Mutex
	slots map[machine.SessionID]*slot
	work  work

	flying sync.Map // operations in hand here, by id and attempt
}

// slot is what this process knows about a session whose socket it holds.
type slot struct {
	turn  sync.Mutex // one turn at a time; saves losing races, protects nothing
	users int
	snap  *Snapshot // nil when it must be loaded
}

func (e *Engine) now() time.Time {
	if e.Now != nil {
		return e.Now()
	}
	return time.Now()
}

// Open creates a session.
func (e *Engine) Open(ctx context.Context, id machine.SessionID, v machine.Visitor) (machine.Session, error) {
	s := machine.Session{ID: id, Version: 1, Visitor: v, Created: e.now().UTC()}
	if err := e.Store.Create(ctx, s); err != nil {
		return machine.Session{}, fmt.Errorf("open session: %w", err)
	}
	return s, nil
}

// Attach says that this process holds the session's socket from now on: its
// snapshot is kept, which saves a round trip per turn. It returns the session
// as it stands, and takes up whatever waits for it. Call Detach when the
// socket is gone.
func (e *Engine) Attach(ctx context.Context, id machine.SessionID) (machine.Session, error) {
	snap, err := e.Store.Load(ctx, id)
	if err != nil {
		return machine.Session{}, fmt.Errorf("attach session: %w", err)
	}
	s := e.hold(id)
	s.turn.Lock()
	defer s.turn.Unlock()
	s.snap = &snap
	if len(snap.Inbox) > 0 || len(snap.Pending) > 0 {
		if err := e.advance(ctx, id, s); err != nil && !errors.Is(err, ErrStaleChoice) {
			e.release(id)
			return machine.Session{}, err
		}
	}
	if s.snap == nil {
		return snap.Session, nil
	}
	return s.snap.Session, nil
}

// Detach undoes Attach.
func (e *Engine) Detach(id machine.SessionID) { e.release(id) }

func (e *Engine) hold(id machine.SessionID) *slot {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.slots == nil {
		e.slots = map[machine.SessionID]*slot{}
	}
	s := e.slots[id]
	if s == nil {
		s = &slot{}
		e.slots[id] = s
	}
	s.users++
	return s
}

func (e *Engine) release(id machine.SessionID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.slots[id]; s != nil {
		if s.users--; s.users <= 0 {
			delete(e.slots, id)
		}
	}
}

// Handle accepts an event and answers it: accept, step, commit, notify, act.
// accepted is called once the event is stored, before any of its turns is
// notified; known is true when it had been accepted before, and nothing else
// happens then. accepted may be nil. When Handle returns an error without
// having called accepted, nothing is known to be stored and the caller may
// try again with the same event.
// ErrStaleChoice: the button's turn is not open; it was accepted, and
// nothing comes of it.
func (e *Engine) Handle(ctx context.Context, id machine.SessionID, ev machine.Event, accepted func(known bool)) error {
	// A turn once begun does not die with the socket that it came on.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if accepted == nil {
		accepted = func(bool) {}
	}
	s := e.hold(id)
	defer e.release(id)
	s.turn.Lock()
	defer s.turn.Unlock()
	switch done, err := e.short(ctx, s, ev, accepted); {
	case err != nil:
		return err
	case done:
		return nil
	}
	// The long road: the same promises, one store call each.
	r, err := e.Store.Accept(ctx, id, ev)
	if err != nil {
		return fmt.Errorf("accept %s: %w", ev.EventID(), err)
	}
	accepted(r.Known)
	if e.stop("accepted") {
		return nil
	}
	if r.Known {
		// It may have been stored by a call whose answer was lost: then its
		// turns were never told, nor its operations begun.
		e.Notifier.Notify(id, nil)
	}
	s.snap = nil
	return e.advance(ctx, id, s)
}

// short is the short road: step from the snapshot kept here and let one
// script accept the event and commit what came of it. It tells whether the
// event is dealt with; when not, nothing was written.
func (e *Engine) short(ctx context.Context, s *slot, ev machine.Event, accepted func(bool)) (bool, error) {
	if s.snap == nil || len(s.snap.Inbox) > 0 {
		return false, nil
	}
	if c, ok := ev.(machine.Chosen); ok && s.snap.Session.Stale(c) {
		return false, nil // only the store knows whether it was accepted before
	}
	if err := e.Prepare(ctx, s.snap.Session); err != nil {
		return true, err
	}
	next, out := e.step(s.snap.Session, ev)
	c, err := e.change(s.snap.Session.Version, next, out)
	if err != nil {
		return true, err
	}
	c.Accept = ev
	switch err := e.commit(ctx, c); {
	case errors.Is(err, ErrKnown):
		accepted(true)
		return true, nil
	case errors.Is(err, ErrStale):
		s.snap = nil
		return false, nil
	case err != nil:
		s.snap = nil
		e.Notifier.Notify(c.Session.ID, nil) // it may be stored all the same
		return true, fmt.Errorf("commit %s: %w", ev.EventID(), err)
	}
	accepted(false)
	s.snap = &Snapshot{Session: c.Session, Pending: pending(s.snap.Pending, out), Wake: out.Wake}
	if e.stop("committed") {
		return true, nil
	}
	e.tell(c)
	e.perform(c.Session, out.Operations)
	return true, nil
}

// pending is what is left to be answered after a step.
func pending(old []Pending, out machine.Output) []Pending {
	var list []Pending
next:
	for _, p := range old {
		for _, id := range out.Ended {
			if p.Operation.ID == id {
				continue next
			}
		}
		list = append(list, p)
	}
	for _, op := range out.Operations {
		list = append(list, Pending{Operation: op, Progress: Planned})
	}
	return list
}

// advance steps through everything that waits for a session, then takes up
// operations that nobody has in hand. The caller holds the slot's lock.
func (e *Engine) advance(ctx context.Context, id machine.SessionID, s *slot) error {
	stale := false
	for range 100 {
		if s.snap == nil {
			snap, err := e.Store.Load(ctx, id)
			if err != nil {
				return fmt.Errorf("load session: %w", err)
			}
			s.snap = &snap
		}
		snap := s.snap
		ev, taken := e.due(snap)
		if ev == nil {
			e.takeUp(ctx, snap)
			if stale {
				return ErrStaleChoice
			}
			return nil
		}
		if e.stop("loaded") {
			return nil
		}
		if err := e.Prepare(ctx, snap.Session); err != nil {
			return err
		}
		next, out := e.step(snap.Session, ev)
		c, err := e.change(snap.Session.Version, next, out)
		if err != nil {
			return err
		}
		c.Taken = taken
		err = e.commit(ctx, c)
		if errors.Is(err, ErrStale) {
			s.snap = nil
			continue
		}
		if err != nil {
			s.snap = nil
			e.Notifier.Notify(id, nil) // it may be stored all the same
			return fmt.Errorf("commit session: %w", err)
		}
		stale = stale || out.Stale
		s.snap = &Snapshot{Session: c.Session, Inbox: snap.Inbox[taken:], Pending: pending(snap.Pending, out), Wake: out.Wake}
		if e.stop("committed") {
			return nil
		}
		e.tell(c)
		e.perform(c.Session, out.Operations)
	}
	return fmt.Errorf("session keeps moving")
}

// due is the next event for a session: from its inbox, or the time that it
// wished to be woken at.
func (e *Engine) due(snap *Snapshot) (machine.Event, int) {
	if len(snap.Inbox) > 0 {
		return snap.Inbox[0], 1
	}
	if now := e.now(); !snap.Wake.IsZero() && !now.Before(snap.Wake) {
		return machine.Elapsed{Head: machine.Head{ID: "wake:" + snap.Wake.Format(time.RFC3339Nano), At: now}}, 0
	}
	return nil, 0
}

// step runs the machine. A panic there is a bug of ours: it costs this turn
// an apology, not the process.
func (e *Engine) step(s machine.Session, ev machine.Event) (next machine.Session, out machine.Output) {
	defer func() {
		if r := recover(); r != nil {
			e.Logger.Error("step failed", "session", s.ID, "event", ev.EventID(), "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			next, out = e.apologize(s, ev)
		}
	}()
	return e.Machine().Step(s, ev)
}

// apologize keeps the dialogs that are open; when that fails too, it lets them
// go: a session must not be able to end the process again and again.
func (e *Engine) apologize(s machine.Session, ev machine.Event) (next machine.Session, out machine.Output) {
	defer func() {
		if recover() != nil {
			s.Stack = nil
			next, out = e.Machine().Apologize(s, ev)
		}
	}()
	return e.Machine().Apologize(s, ev)
}

// change is what a step asks to be stored. Its turn is encoded once, as the
// frame that is kept and sent.
func (e *Engine) change(from int64, next machine.Session, out machine.Output) (Change, error) {
	next.Version = from + 1
	if e.Trace != nil {
		e.Trace(next.ID, out)
	}
	c := Change{From: from, Session: next, Operations: out.Operations, Ended: out.Ended, Wake: out.Wake}
	if out.Turn != nil {
		data, err := json.Marshal(out.Turn)
		if err != nil {
			return Change{}, fmt.Errorf("encode turn %d: %w", out.Turn.Seq, err)
		}
		c.Turns = []Stored{{Seq: out.Turn.Seq, Data: data}}
		c.Publish = !e.Notifier.Holds(next.ID)
	}
	return c, nil
}

func (e *Engine) commit(ctx context.Context, c Change) error {
	if e.stop("before commit") {
		return ErrStale
	}
	return e.Store.Commit(ctx, c)
}

func (e *Engine) tell(c Change) {
	if len(c.Turns) > 0 && !e.stop("before notify") {
		e.Notifier.Notify(c.Session.ID, c.Turns)
	}
}

// Advance takes up whatever waits for a session.
func (e *Engine) Advance(ctx context.Context, id machine.SessionID) error {
	s := e.hold(id)
	defer e.release(id)
	s.turn.Lock()
	defer s.turn.Unlock()
	s.snap = nil
	return e.advance(ctx, id, s)
}

// Forget drops what is kept of a session in memory, because another node
// moved it.
func (e *Engine) Forget(id machine.SessionID) {
	e.mu.Lock()
	s := e.slots[id]
	e.mu.Unlock()
	if s != nil {
		s.turn.Lock()
		s.snap = nil
		s.turn.Unlock()
	}
}

// End erases a session.
func (e *Engine) End(ctx context.Context, id machine.SessionID) error {
	e.Forget(id)
	return e.Store.End(ctx, id)
}

func (e *Engine) stop(point string) bool { return e.Stop != nil && e.Stop(point) }

// NewNode returns a name for this process.
func NewNode() string { return rand.Text()[:12] }
