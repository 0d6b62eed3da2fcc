package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/engine"
	"parley/engine/action"
	"parley/engine/machine"
)

func testCreate(t *testing.T, b *bench) {
	s := b.created()
	got := b.loaded(s.ID)
	if !reflect.DeepEqual(got, engine.Snapshot{Session: s}) {
		t.Errorf("got %+v, want the session alone: %+v", got, s)
	}
	b.fails(b.Create(t.Context(), s), engine.ErrExists)
}

func testNoSession(t *testing.T, b *bench) {
	ctx, id := t.Context(), machine.SessionID("nobody")
	_, err := b.Accept(ctx, id, said("m1"))
	b.fails(err, engine.ErrNoSession)
	_, err = b.Load(ctx, id)
	b.fails(err, engine.ErrNoSession)
	_, err = b.Turns(ctx, id, 0)
	b.fails(err, engine.ErrNoSession)
	b.fails(b.Mark(ctx, id, engine.Mark{Op: "op"}), engine.ErrNoSession)
	b.fails(b.Commit(ctx, next(machine.Session{ID: id, Version: 1})), engine.ErrNoSession)
	_, err = b.Load(ctx, id)
	b.fails(err, engine.ErrNoSession) // none of them made one
	b.ok(b.End(ctx, id))
}

func testAcceptOnce(t *testing.T, b *bench) {
	s := b.created()
	b.accepted(s.ID, said("m1"))
	again, err := b.Accept(t.Context(), s.ID, said("m1"))
	b.ok(err)
	if !again.Known {
		t.Error("the same event was accepted twice")
	}
	if got := ids(b.loaded(s.ID).Inbox); got != "[m1]" {
		t.Errorf("got inbox %s, want [m1]", got)
	}
	// It stays known when the inbox has forgotten it, and only in its session.
	c := next(s)
	c.Taken = 1
	b.committed(c)
	again, err = b.Accept(t.Context(), s.ID, said("m1"))
	b.ok(err)
	if !again.Known {
		t.Error("an event was accepted again after its commit")
	}
	b.accepted(b.created().ID, said("m1"))
}

func testAcceptConcurrently(t *testing.T, b *bench) {
	s := b.created()
	var fresh atomic.Int64
	together(50, func(int) {
		receipt, err := b.Accept(t.Context(), s.ID, said("m1"))
		if err != nil {
			t.Errorf("accept: %v", err)
		}
		if err == nil && !receipt.Known {
			fresh.Add(1)
		}
	})
	if got := fresh.Load(); got != 1 {
		t.Errorf("%d of 50 were told that the event is new, want 1", got)
	}
	if got := ids(b.loaded(s.ID).Inbox); got != "[m1]" {
		t.Errorf("got inbox %s, want [m1]", got)
	}
}

// together runs f n times at once and waits for all.
func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	wg.Wait()
}

func testInboxOrder(t *testing.T, b *bench) {
	s := b.created()
	var want []machine.Event
	for i := range 20 {
		e := said(fmt.Sprint("m", i))
		b.accepted(s.ID, e)
		want = append(want, e)
	}
	if got := b.loaded(s.ID).Inbox; !reflect.DeepEqual(got, want) {
		t.Errorf("got inbox %v, want the order of arrival", ids(got))
	}
}

func testEventKinds(t *testing.T, b *bench) {
	s := b.created()
	head := func(id string) machine.Head { return machine.Head{ID: id, At: when} }
	text := "5 \"thousand\"\nüñ€ \x00 {}"
	want := []machine.Event{
		machine.Said{Head: head("a"), Text: text},
		machine.Chosen{Head: head("b"), Value: "yes", Seq: 7},
		machine.Filled{Head: head("c"), Fields: map[string]*string{"name": &text, "note": nil}},
		machine.OperationDone{Head: head("d"), Op: "1", Result: action.Result{Total: 3}},
		machine.OperationFailed{Head: head("e"), Op: "1", Since: when},
		machine.SignInNeeded{Head: head("f"), Op: "1", Provider: "sandbox", Until: when},
		machine.SignedIn{Head: head("g"), Account: action.Account{Provider: "sandbox", ID: "9"}},
		machine.SignInEnded{Head: head("h"), Provider: "sandbox", Why: machine.Denied},
		machine.Elapsed{Head: head("i")},
		machine.Joined{Head: head("j"), TimeZone: "Europe/Berlin"},
	}
	for _, e := range want {
		b.accepted(s.ID, e)
	}
	if got := b.loaded(s.ID).Inbox; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v,\nwant %+v", got, want)
	}
}

func testVersions(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Session.Misses = 2
	b.committed(c)
	if got := b.loaded(s.ID).Session; !reflect.DeepEqual(got, c.Session) {
		t.Errorf("got session %+v, want %+v", got, c.Session)
	}
	late := next(s) // from version 1 again
	say(&late, "too late")
	late.Operations = []machine.Operation{operation("op", 0)}
	late.Wake = when
	b.fails(b.Commit(t.Context(), late), engine.ErrStale)
	early := next(machine.Session{ID: s.ID, Version: 9})
	b.fails(b.Commit(t.Context(), early), engine.ErrStale)
	if got := b.loaded(s.ID); !reflect.DeepEqual(got, engine.Snapshot{Session: c.Session}) {
		t.Errorf("got %+v after refused commits, want nothing of them", got)
	}
	if got := b.turns(s.ID, 0); got.Last != 0 || len(got.Turns) != 0 {
		t.Errorf("got turns %+v of a refused commit", got)
	}
}

func testCommitConcurrently(t *testing.T, b *bench) {
	s := b.created()
	for round := range 5 {
		var won atomic.Int64
		together(20, func(i int) {
			c := next(s)
			c.Session.Misses = i
			say(&c, fmt.Sprint("from ", i))
			switch err := b.Commit(t.Context(), c); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, engine.ErrStale):
				t.Errorf("commit: %v", err)
			}
		})
		if got := won.Load(); got != 1 {
			t.Fatalf("round %d: %d commits of the same version won, want 1", round, got)
		}
		s = b.loaded(s.ID).Session
		if out := b.turns(s.ID, 0); out.Last != int64(round)+1 || len(out.Turns) != round+1 {
			t.Fatalf("round %d: got turns up to %d, %d of them", round, out.Last, len(out.Turns))
		}
	}
}

func testTaken(t *testing.T, b *bench) {
	s := b.created()
	for _, id := range []string{"m1", "m2", "m3"} {
		b.accepted(s.ID, said(id))
	}
	c := next(s)
	c.Taken = 2
	b.accepted(s.ID, said("m4")) // after the step loaded, before it commits
	b.committed(c)
	if got := ids(b.loaded(s.ID).Inbox); got != "[m3 m4]" {
		t.Errorf("got inbox %s, want [m3 m4]", got)
	}
}

func testWake(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Wake = when.Add(time.Hour)
	b.committed(c)
	if got := b.loaded(s.ID).Wake; !got.Equal(c.Wake) {
		t.Errorf("got wake %v, want %v", got, c.Wake)
	}
	b.committed(next(c.Session))
	if got := b.loaded(s.ID).Wake; !got.IsZero() {
		t.Errorf("got wake %v, want the next commit to clear it", got)
	}
}

func testEnd(t *testing.T, b *bench) {
	s := b.created()
	b.accepted(s.ID, said("m1"))
	c := next(s)
	say(&c, "hello")
	c.Operations = []machine.Operation{operation("op", 0)}
	b.committed(c)
	b.ok(b.End(t.Context(), s.ID))
	b.ok(b.End(t.Context(), s.ID)) // again after a lost answer
	_, err := b.Load(t.Context(), s.ID)
	b.fails(err, engine.ErrNoSession)
	_, err = b.Turns(t.Context(), s.ID, 0)
	b.fails(err, engine.ErrNoSession)
	b.fails(b.Commit(t.Context(), next(c.Session)), engine.ErrNoSession) // a step under way

	// The same id begins from nothing.
	s.Version = 0
	b.ok(b.Create(t.Context(), s))
	b.accepted(s.ID, said("m1"))
	if got := b.loaded(s.ID); len(got.Inbox) != 1 || len(got.Pending) != 0 {
		t.Errorf("got %+v from before the end", got)
	}
	if got := b.turns(s.ID, 0); got.First != 0 || got.Last != 0 || len(got.Turns) != 0 {
		t.Errorf("got turns %+v from before the end", got)
	}
}

func testEpoch(t *testing.T, b *bench) {
	first, err := b.Epoch(t.Context())
	b.ok(err)
	if first == "" {
		t.Fatal("the epoch has no name")
	}
	together(10, func(int) {
		if got, err := b.Epoch(t.Context()); err != nil || got != first {
			t.Errorf("got epoch %q, %v, want %q", got, err, first)
		}
	})
}
