package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"

	"parley/engine"
	"parley/engine/machine"
)

// testRoads takes the same steps on both roads and compares all that is kept.
func testRoads(t *testing.T, b *bench) {
	short, long := b.created(), b.created()
	for i := range 5 {
		e := said(fmt.Sprint("m", i))
		step := func(s machine.Session) engine.Change {
			c := next(s)
			c.Session.Misses = i
			say(&c, fmt.Sprint("answer ", i))
			if i%2 == 0 {
				say(&c, "and more")
				c.Operations = []machine.Operation{operation(fmt.Sprint("op", i), 0)}
			} else {
				c.Ended = []string{fmt.Sprint("op", i-1)}
				c.Wake = when
			}
			return c
		}

		c := step(short)
		c.Accept = e
		b.committed(c)
		short = c.Session

		b.accepted(long.ID, e)
		loaded := b.loaded(long.ID)
		c = step(loaded.Session)
		c.Taken = len(loaded.Inbox)
		b.committed(c)
		long = c.Session

		for _, id := range []machine.SessionID{short.ID, long.ID} {
			if again, err := b.Accept(t.Context(), id, e); err != nil || !again.Known {
				t.Fatalf("event %s after its commit: got %+v, %v, want it known", e.ID, again, err)
			}
		}
	}
	got, want := b.loaded(short.ID), b.loaded(long.ID)
	want.Session.ID = got.Session.ID
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the short road kept %+v,\nthe long one %+v", got, want)
	}
	if got, want := b.turns(short.ID, 0), b.turns(long.ID, 0); !reflect.DeepEqual(got, want) {
		t.Errorf("the short road said %+v,\nthe long one %+v", got, want)
	}
}

func testShortRefused(t *testing.T, b *bench) {
	s := b.created()
	b.accepted(s.ID, said("m1"))
	c := next(s)
	say(&c, "hello")

	c.Accept = said("m1")
	b.fails(b.Commit(t.Context(), c), engine.ErrKnown)
	c.Accept = said("m2")
	b.fails(b.Commit(t.Context(), c), engine.ErrStale) // the inbox is not empty

	got := b.loaded(s.ID)
	if got.Session.Version != 1 || ids(got.Inbox) != "[m1]" {
		t.Errorf("got version %d and inbox %s after refused commits", got.Session.Version, ids(got.Inbox))
	}
	if out := b.turns(s.ID, 0); len(out.Turns) != 0 {
		t.Errorf("got turns %+v of a refused commit", out)
	}
	b.accepted(s.ID, said("m2")) // it was not noted as known either

	// The same message on many connections at once counts once.
	s = b.created()
	var won, known atomic.Int64
	together(20, func(int) {
		c := next(s)
		c.Accept = said("m1")
		switch err := b.Commit(t.Context(), c); {
		case err == nil:
			won.Add(1)
		case errors.Is(err, engine.ErrKnown):
			known.Add(1)
		default:
			t.Errorf("commit: %v", err)
		}
	})
	if won.Load() != 1 || known.Load() != 19 {
		t.Errorf("%d commits won and %d knew the message, want 1 and 19", won.Load(), known.Load())
	}
}

// testLostAnswers calls everything twice, as a caller does that got no answer.
func testLostAnswers(t *testing.T, b *bench) {
	ctx, s := t.Context(), b.created()
	c := next(s)
	c.Accept = said("m1")
	say(&c, "hello")
	c.Operations = []machine.Operation{operation("op", 0)}
	b.committed(c)
	b.fails(b.Commit(ctx, c), engine.ErrKnown)

	m := engine.Mark{Op: "op", Owner: "node", Lease: patience}
	b.ok(b.Mark(ctx, s.ID, m))
	b.ok(b.Mark(ctx, s.ID, m))

	b.accepted(s.ID, said("m2"))
	long := next(c.Session)
	long.Taken = 1
	long.Ended = []string{"op"}
	say(&long, "done")
	b.committed(long)
	b.fails(b.Commit(ctx, long), engine.ErrStale)

	got := b.loaded(s.ID)
	if got.Session.Version != 3 || len(got.Inbox) != 0 || len(got.Pending) != 0 {
		t.Errorf("got %+v, want each call to count once", got)
	}
	if out := b.turns(s.ID, 0); out.Last != 2 || len(out.Turns) != 2 {
		t.Errorf("got turns %+v, want two", out)
	}
}
