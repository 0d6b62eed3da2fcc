package storetest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"parley/engine"
	"parley/engine/action"
	"parley/engine/machine"
)

// Run runs the suite.
func Run(t *testing.T, open func(t *testing.T) engine.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"Create", testCreate},
		{"NoSession", testNoSession},
		{"AcceptOnce", testAcceptOnce},
		{"AcceptOnceAtTheSameTime", testAcceptConcurrently},
		{"InboxOrder", testInboxOrder},
		{"EveryKindOfEvent", testEventKinds},
		{"Versions", testVersions},
		{"OneCommitWins", testCommitConcurrently},
		{"Taken", testTaken},
		{"BothRoadsMeet", testRoads},
		{"ShortRoadRefused", testShortRefused},
		{"LostAnswers", testLostAnswers},
		{"Wake", testWake},
		{"Turns", testTurns},
		{"TurnsWithoutGap", testTurnGap},
		{"TurnsTrimmed", testTurnsTrimmed},
		{"Operations", testOperations},
		{"OneClaimWins", testClaims},
		{"Retry", testRetry},
		{"Lost", testLost},
		{"OrphanedEvent", testOrphanedEvent},
		{"OrphanedOperation", testOrphanedOperation},
		{"OrphanedWish", testOrphanedWake},
		{"OrphansLimit", testOrphansLimit},
		{"OrphansAtTheSameTime", testOrphansConcurrently},
		{"NoOrphan", testNoOrphan},
		{"End", testEnd},
		{"Epoch", testEpoch},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, &bench{t: t, Store: open(t)})
		})
	}
}

// bench is a store with the questions that tests ask it.
type bench struct {
	t *testing.T
	engine.Store
}

// patience bounds every wait for a fact.
const patience = 10 * time.Second

// when is the time of all events: any fixed one does.
var when = time.Date(2026, 5, 4, 10, 0, 0, 123456789, time.UTC)

// created stores a new session and returns it.
func (b *bench) created() machine.Session {
	b.t.Helper()
	s := machine.Session{ID: machine.SessionID(rand.Text()), Created: when, Visitor: machine.Visitor{Locale: "en-US"}}
	b.ok(b.Create(b.t.Context(), s))
	s.Version = 1
	return s
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("got error %v, want none", err)
	}
}

func (b *bench) fails(err, want error) {
	b.t.Helper()
	if !errors.Is(err, want) {
		b.t.Fatalf("got error %v, want %v", err, want)
	}
}

func (b *bench) accepted(id machine.SessionID, e machine.Event) {
	b.t.Helper()
	receipt, err := b.Accept(b.t.Context(), id, e)
	b.ok(err)
	if receipt.Known {
		b.t.Fatalf("event %s is known, want it new", e.EventID())
	}
}

func (b *bench) committed(c engine.Change) {
	b.t.Helper()
	b.ok(b.Commit(b.t.Context(), c))
}

func (b *bench) loaded(id machine.SessionID) engine.Snapshot {
	b.t.Helper()
	s, err := b.Load(b.t.Context(), id)
	b.ok(err)
	return s
}

func (b *bench) turns(id machine.SessionID, after int64) engine.Outbox {
	b.t.Helper()
	out, err := b.Turns(b.t.Context(), id, after)
	b.ok(err)
	return out
}

// pending returns the only operation that waits.
func (b *bench) pending(id machine.SessionID) engine.Pending {
	b.t.Helper()
	p := b.loaded(id).Pending
	if len(p) != 1 {
		b.t.Fatalf("got %d operations without an answer, want 1", len(p))
	}
	return p[0]
}

// advance moves the store's clock when it can be moved.
func (b *bench) advance(d time.Duration) (moved bool) {
	clock, ok := b.Store.(interface{ Advance(time.Duration) })
	if ok {
		clock.Advance(d)
	}
	return ok
}

// becomes waits for a fact, a second of the store's clock at a time.
func (b *bench) becomes(what string, fact func() bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for steps := 0; !fact(); steps++ {
		if b.advance(time.Second) {
			if steps > 120 {
				b.t.Fatalf("two minutes of the store's time passed without this: %s", what)
			}
			continue
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			b.t.Fatalf("this did not happen within %v: %s", patience, what)
		}
	}
}

// next is the change that a step would make of a session at its version.
func next(s machine.Session) engine.Change {
	c := engine.Change{From: s.Version, Session: s}
	c.Session.Version++
	return c
}

// say adds a turn to a change.
func say(c *engine.Change, text string) {
	c.Session.Seq++
	data, err := json.Marshal(machine.Turn{
		Type: "turn", Seq: c.Session.Seq, Messages: []machine.Message{{Kind: machine.KindText, Text: text}},
	})
	if err != nil {
		panic(err) // a turn is always encodable
	}
	c.Turns = append(c.Turns, engine.Stored{Seq: c.Session.Seq, Data: data})
}

func said(id string) machine.Said {
	return machine.Said{Head: machine.Head{ID: id, At: when}, Text: "text of " + id}
}

func operation(id string, attempt int) machine.Operation {
	return machine.Operation{
		Call: action.Call{ID: id, Action: "sandbox.do"}, Effect: action.Create, Attempt: attempt,
	}
}

func ids(events []machine.Event) string {
	s := make([]string, len(events))
	for i, e := range events {
		s[i] = e.EventID()
	}
	return fmt.Sprint(s)
}
