package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"parley/engine"
	"parley/engine/machine"
)

func testOperations(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	for i := range 12 {
		op := operation(fmt.Sprint("op", i), 0)
		op.Args = nil
		c.Operations = append(c.Operations, op)
	}
	b.committed(c)
	for i, p := range b.loaded(s.ID).Pending {
		if !reflect.DeepEqual(p, engine.Pending{Operation: c.Operations[i], Progress: engine.Planned}) {
			t.Fatalf("place %d: got %+v, want %s as planned", i, p, c.Operations[i].ID)
		}
	}

	b.ok(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op5", Owner: "a node: \"1\"\n", Lease: time.Minute}))
	p := b.loaded(s.ID).Pending[5]
	if p.Progress != engine.Sent || p.Owner != "a node: \"1\"\n" || p.SentAt.IsZero() || p.Age < 0 || p.Age > time.Minute || p.Lost {
		t.Errorf("got %+v, want it sent", p)
	}
	if got := p.Lease.Sub(p.SentAt); got != time.Minute {
		t.Errorf("got a lease of %v, want a minute", got)
	}

	ended := next(c.Session)
	ended.Ended = []string{"op5", "op0", "never-was"}
	ended.Operations = []machine.Operation{operation("op12", 0)}
	b.committed(ended)
	var got []string
	for _, p := range b.loaded(s.ID).Pending {
		got = append(got, p.Operation.ID)
	}
	if want := "[op1 op2 op3 op4 op6 op7 op8 op9 op10 op11 op12]"; fmt.Sprint(got) != want {
		t.Errorf("got operations %v, want %s", got, want)
	}
	b.fails(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op5", Owner: "other"}), engine.ErrTaken)
}

func testClaims(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Operations = []machine.Operation{operation("op", 0)}
	b.committed(c)
	var won atomic.Int64
	var winner atomic.Value
	together(50, func(i int) {
		owner := fmt.Sprint("node", i)
		switch err := b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Owner: owner, Lease: time.Minute}); {
		case err == nil:
			won.Add(1)
			winner.Store(owner)
		case !errors.Is(err, engine.ErrTaken):
			t.Errorf("mark: %v", err)
		}
	})
	if got := won.Load(); got != 1 {
		t.Fatalf("%d of 50 sent the operation, want 1", got)
	}
	p := b.pending(s.ID)
	if p.Owner != winner.Load() {
		t.Errorf("got owner %s, want %s", p.Owner, winner.Load())
	}

	// Its owner extends the lease; when it was sent does not change.
	b.ok(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Owner: p.Owner, Lease: time.Hour}))
	longer := b.pending(s.ID)
	if longer.Lease.Sub(p.Lease) < 50*time.Minute || !longer.SentAt.Equal(p.SentAt) {
		t.Errorf("got %+v, want a lease an hour long instead of %+v", longer, p)
	}
}

// testRetry sends an operation a second time under the same id.
func testRetry(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Operations = []machine.Operation{operation("op", 1)}
	b.committed(c)
	b.fails(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Attempt: 2, Owner: "a"}), engine.ErrTaken)
	b.ok(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Attempt: 1, Owner: "a", Lease: time.Minute}))

	c = next(c.Session)
	c.Ended = []string{"op"}
	c.Operations = []machine.Operation{operation("op", 2)}
	b.committed(c)
	if p := b.pending(s.ID); p.Progress != engine.Planned || p.Operation.Attempt != 2 || p.Owner != "" {
		t.Errorf("got %+v, want the second attempt as planned", p)
	}
	b.fails(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Attempt: 1, Owner: "a"}), engine.ErrTaken)
	b.ok(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Attempt: 2, Owner: "b", Lease: time.Minute}))
}

func testLost(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Operations = []machine.Operation{operation("op", 0)}
	b.committed(c)
	m := engine.Mark{Op: "op", Owner: "a", Lease: 500 * time.Millisecond}
	b.ok(b.Mark(t.Context(), s.ID, m))
	b.becomes("the operation counts as lost", func() bool { return b.pending(s.ID).Lost })
	m.Owner = "b"
	b.fails(b.Mark(t.Context(), s.ID, m), engine.ErrTaken) // sent once is never sent again by itself
	m.Owner, m.Lease = "a", time.Minute
	b.ok(b.Mark(t.Context(), s.ID, m)) // late, but nobody has settled it
	if b.pending(s.ID).Lost {
		t.Error("the operation is lost although its lease was extended")
	}
}
