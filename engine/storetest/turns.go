package storetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"parley/engine"
	"parley/engine/machine"
)

func testTurns(t *testing.T, b *bench) {
	s := b.created()
	if got := b.turns(s.ID, 0); got.First != 0 || got.Last != 0 || len(got.Turns) != 0 {
		t.Errorf("got %+v from a session that said nothing", got)
	}
	c := next(s)
	say(&c, "one")
	say(&c, "two")
	b.committed(c)
	silent := next(c.Session)
	b.committed(silent)
	c = next(silent.Session)
	say(&c, "three <b>&\u2028")
	b.committed(c)

	for after := int64(0); after <= 3; after++ {
		out := b.turns(s.ID, after)
		if out.First != 1 || out.Last != 3 || len(out.Turns) != int(3-after) {
			t.Fatalf("after %d: got %+v, want turns up to 3", after, out)
		}
		for i, stored := range out.Turns {
			if want := after + 1 + int64(i); stored.Seq != want {
				t.Errorf("after %d: got turn %d, want %d", after, stored.Seq, want)
			}
		}
	}
	if out := b.turns(s.ID, 99); len(out.Turns) != 0 || out.Last != 3 {
		t.Errorf("after a turn that never was: got %+v", out)
	}
	if out := b.turns(s.ID, -5); len(out.Turns) != 3 {
		t.Errorf("after -5: got %d turns, want all", len(out.Turns))
	}
	last := b.turns(s.ID, 2).Turns[0]
	if want := c.Turns[0].Data; string(last.Data) != string(want) {
		t.Errorf("got frame %s, want %s", last.Data, want)
	}
}

func testTurnGap(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Session.Seq = 4 // turns 1 to 4 are nowhere
	say(&c, "five")
	if b.Commit(t.Context(), c) == nil {
		t.Error("turn 5 was stored after turn 0")
	}
	if got := b.loaded(s.ID).Session.Version; got != 1 {
		t.Errorf("got version %d after a refused commit, want 1", got)
	}
}

func testTurnsTrimmed(t *testing.T, b *bench) {
	s := b.created()
	long := strings.Repeat("x", 32<<10)
	for i := range 40 {
		c := next(s)
		say(&c, fmt.Sprint(i, long))
		b.committed(c)
		s = c.Session
	}
	contiguous(t, b.turns(s.ID, 0), 40)

	many := b.created()
	for range 10 {
		c := next(many)
		for i := range 100 {
			say(&c, fmt.Sprint(i))
		}
		b.committed(c)
		many = c.Session
	}
	contiguous(t, b.turns(many.ID, 0), 1000)

	// One that is longer than all that may be kept has not been shown yet.
	c := next(many)
	say(&c, strings.Repeat("x", 2<<20))
	b.committed(c)
	contiguous(t, b.turns(many.ID, 0), 1001)
}

// contiguous checks that a trimmed outbox lost its oldest turns only.
func contiguous(t *testing.T, out engine.Outbox, last int64) {
	t.Helper()
	if out.Last != last || out.First < 2 || len(out.Turns) != int(out.Last-out.First)+1 {
		t.Fatalf("got %d turns from %d to %d, want the newest ones up to %d", len(out.Turns), out.First, out.Last, last)
	}
	for i, stored := range out.Turns {
		var turn machine.Turn
		if err := json.Unmarshal(stored.Data, &turn); err != nil {
			t.Fatalf("turn %d: %v", stored.Seq, err)
		}
		if stored.Seq != out.First+int64(i) || turn.Seq != stored.Seq {
			t.Fatalf("place %d from %d has turn %d under number %d", i, out.First, turn.Seq, stored.Seq)
		}
	}
}
