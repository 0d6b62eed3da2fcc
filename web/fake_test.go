package web

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"parley/engine"
	"parley/engine/machine"
)

// fakeEngine is an engine and its store. It says back what it hears.
type fakeEngine struct {
	mu       sync.Mutex
	sessions map[machine.SessionID]*fakeSession
	notifier engine.Notifier
	attached map[machine.SessionID]int
	epoch    string
	keep     int  // turns per session; 0 keeps all
	down     bool // the store does not answer
	greet    bool // say hello to who joins
	heard    []machine.Event
	block    chan struct{} // Handle waits for it after accepting
	blocked  chan struct{} // told when it does
	size     int           // pads each turn
	more     bool          // each turn says that another follows
}

type fakeSession struct {
	machine.Session
	turns []engine.Stored
	seen  map[string]bool
}

var errDown = errors.New("store is away: canary-address")

func newFakeEngine() *fakeEngine {
	return &fakeEngine{sessions: map[machine.SessionID]*fakeSession{}, attached: map[machine.SessionID]int{}, epoch: "e1"}
}

func (e *fakeEngine) Open(_ context.Context, id machine.SessionID, v machine.Visitor) (machine.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return machine.Session{}, errDown
	}
	s := &fakeSession{Session: machine.Session{ID: id, Visitor: v}, seen: map[string]bool{}}
	e.sessions[id] = s
	return s.Session, nil
}

func (e *fakeEngine) Attach(_ context.Context, id machine.SessionID) (machine.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return machine.Session{}, errDown
	}
	s := e.sessions[id]
	if s == nil {
		return machine.Session{}, engine.ErrNoSession
	}
	e.attached[id]++
	return s.Session, nil
}

func (e *fakeEngine) Detach(id machine.SessionID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.attached[id]--; e.attached[id] <= 0 {
		delete(e.attached, id)
	}
}

func (e *fakeEngine) End(_ context.Context, id machine.SessionID) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.sessions, id)
	return nil
}

func (e *fakeEngine) Wait(context.Context) error            { return nil }
func (e *fakeEngine) Epoch(context.Context) (string, error) { return e.epoch, nil }

func (e *fakeEngine) Handle(_ context.Context, id machine.SessionID, ev machine.Event, accepted func(bool)) error {
	e.mu.Lock()
	s := e.sessions[id]
	switch {
	case e.down:
		e.mu.Unlock()
		return errDown
	case s == nil:
		e.mu.Unlock()
		return engine.ErrNoSession
	}
	if c, ok := ev.(machine.Chosen); ok && c.Seq != s.Seq {
		e.mu.Unlock()
		return engine.ErrStaleChoice
	}
	known := s.seen[ev.EventID()]
	s.seen[ev.EventID()] = true
	if !known {
		e.heard = append(e.heard, ev)
	}
	block, blocked := e.block, e.blocked
	e.mu.Unlock()
	if accepted != nil {
		accepted(known)
	}
	if known {
		return nil
	}
	if block != nil {
		blocked <- struct{}{}
		<-block
	}
	switch ev := ev.(type) {
	case machine.Said:
		if ev.Text == "panic" {
			panic("canary-panic " + ev.Text)
		}
		e.say(id, strings.TrimPrefix(ev.ID, "c:"), "you said "+ev.Text)
	case machine.Joined:
		if e.greet {
			e.say(id, "", "welcome")
		}
	case machine.SignedIn:
		e.say(id, "", "signed in at "+ev.Account.Provider)
	}
	return nil
}

// say stores a turn and tells the server.
func (e *fakeEngine) say(id machine.SessionID, replyTo, text string) {
	e.notifier.Notify(id, e.store(id, replyTo, text))
}

func (e *fakeEngine) store(id machine.SessionID, replyTo, text string) []engine.Stored {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.sessions[id]
	s.Seq++
	text += strings.Repeat(".", e.size)
	t := engine.Stored{Seq: s.Seq, Data: encode(machine.Turn{
		Type: "turn", Seq: s.Seq, ReplyTo: replyTo, More: e.more, Messages: []machine.Message{{Kind: machine.KindText, Text: text}},
	})}
	s.turns = append(s.turns, t)
	if e.keep > 0 && len(s.turns) > e.keep {
		s.turns = s.turns[len(s.turns)-e.keep:]
	}
	return []engine.Stored{t}
}

func (e *fakeEngine) Turns(_ context.Context, id machine.SessionID, after int64) (engine.Outbox, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return engine.Outbox{}, errDown
	}
	s := e.sessions[id]
	if s == nil {
		return engine.Outbox{}, engine.ErrNoSession
	}
	var out engine.Outbox
	for _, t := range s.turns {
		if out.First == 0 {
			out.First = t.Seq
		}
		out.Last = t.Seq
		if t.Seq > after {
			out.Turns = append(out.Turns, t)
		}
	}
	return out, nil
}

func (e *fakeEngine) set(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f()
}

// fakeSignIn is a SignIn of two functions.
type fakeSignIn struct {
	start  func(provider, flow, browser string) (string, error)
	finish func(provider, browser string, q url.Values) (Outcome, error)
}

func (f fakeSignIn) Start(_ context.Context, provider, flow, browser string) (string, error) {
	return f.start(provider, flow, browser)
}

// fakeProver recognises a browser after its proof came over the socket.
type fakeProver struct {
	fakeSignIn
	bind     func(session machine.SessionID, flow, proof string) error
	unproved func(provider, flow, browser string) (string, error)
}

func (f fakeProver) Proof(flow, browser string) string { return "proof-" + flow + browser }

func (f fakeProver) Bind(_ context.Context, session machine.SessionID, flow, proof string) error {
	return f.bind(session, flow, proof)
}

func (f fakeProver) StartUnproved(_ context.Context, provider, flow, browser string) (string, error) {
	return f.unproved(provider, flow, browser)
}

func (f fakeSignIn) Finish(_ context.Context, provider, browser string, q url.Values) (Outcome, error) {
	return f.finish(provider, browser, q)
}
