package storetest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"parley/engine"
	"parley/engine/machine"
)

// plenty is more than the tests that share a server leave behind.
const plenty = 1000

func (b *bench) orphaned(id machine.SessionID) bool {
	b.t.Helper()
	found, err := b.Orphans(b.t.Context(), plenty)
	b.ok(err)
	return slices.Contains(found, id)
}

// heldAfter checks that a session which was just returned is not returned
// again for a lease, but is when the lease is over.
func (b *bench) heldAfter(id machine.SessionID) {
	b.t.Helper()
	if b.orphaned(id) {
		b.t.Fatal("the session was returned twice")
	}
	b.becomes("the session is returned again, nobody having taken care of it", func() bool { return b.orphaned(id) })
}

func testOrphanedEvent(t *testing.T, b *bench) {
	s := b.created()
	b.accepted(s.ID, said("m1"))
	if b.orphaned(s.ID) {
		t.Fatal("an event that just came counts as left behind")
	}
	b.becomes("an event that nobody takes is left behind", func() bool { return b.orphaned(s.ID) })
	b.heldAfter(s.ID)
	c := next(s)
	c.Taken = 1
	b.committed(c)
	b.neverAgain(s.ID)
}

// neverAgain checks that a session without work is not returned. Where the
// clock stands still there is nothing to wait for: one look has to do.
func (b *bench) neverAgain(id machine.SessionID) {
	b.t.Helper()
	b.advance(time.Hour)
	if b.orphaned(id) {
		b.t.Fatal("a session that waits for nothing was returned")
	}
}

func testOrphanedOperation(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Operations = []machine.Operation{operation("op", 0)}
	b.committed(c)
	if b.orphaned(s.ID) {
		t.Fatal("an operation that was just planned counts as left behind")
	}
	b.becomes("an operation that nobody sends is left behind", func() bool { return b.orphaned(s.ID) })

	// Sent, it is somebody's until the lease ends.
	b.ok(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Owner: "a", Lease: time.Hour}))
	if b.advance(30 * time.Minute); b.orphaned(s.ID) {
		t.Fatal("an operation under way counts as left behind")
	}
	b.ok(b.Mark(t.Context(), s.ID, engine.Mark{Op: "op", Owner: "a", Lease: 500 * time.Millisecond}))
	b.becomes("a lost operation is left behind", func() bool { return b.orphaned(s.ID) })
	if !b.pending(s.ID).Lost {
		t.Error("the session was returned before its operation was lost")
	}
	c = next(c.Session)
	c.Ended = []string{"op"}
	b.committed(c)
	b.neverAgain(s.ID)
}

func testOrphanedWake(t *testing.T, b *bench) {
	s := b.created()
	c := next(s)
	c.Wake = time.Now().Add(300 * 24 * time.Hour)
	b.committed(c)
	b.advance(time.Hour)
	if b.orphaned(s.ID) {
		t.Fatal("a session was returned long before it wished to be woken")
	}
	c = next(c.Session)
	c.Wake = time.Now().Add(-time.Second)
	b.committed(c)
	b.becomes("a wish to be woken is due", func() bool { return b.orphaned(s.ID) })
	b.committed(next(c.Session)) // clears it
	b.neverAgain(s.ID)
}

func testOrphansLimit(t *testing.T, b *bench) {
	want := map[machine.SessionID]bool{}
	for range 40 {
		s := b.created()
		b.accepted(s.ID, said("m1"))
		want[s.ID] = true
	}
	if got, err := b.Orphans(t.Context(), 0); err != nil || len(got) != 0 {
		t.Fatalf("got %v, %v for a limit of 0", got, err)
	}
	found := map[machine.SessionID]bool{}
	b.becomes("all are returned, seven at a time", func() bool {
		got, err := b.Orphans(t.Context(), 7)
		b.ok(err)
		if len(got) > 7 {
			t.Fatalf("got %d sessions, want at most 7", len(got))
		}
		for _, id := range got {
			if want[id] {
				found[id] = true
			}
		}
		return len(found) == len(want)
	})
}

func testOrphansConcurrently(t *testing.T, b *bench) {
	s := b.created()
	b.accepted(s.ID, said("m1"))
	b.becomes("one of many sweepers gets the session", func() bool {
		var mu sync.Mutex
		got := 0
		together(8, func(int) {
			found, err := b.Orphans(t.Context(), plenty)
			if err != nil {
				t.Errorf("orphans: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			if slices.Contains(found, s.ID) {
				got++
			}
		})
		if got > 1 {
			t.Fatalf("%d sweepers got the same session", got)
		}
		return got == 1
	})
}

func testNoOrphan(t *testing.T, b *bench) {
	s := b.created()
	b.neverAgain(s.ID)
	c := next(s)
	c.Accept = said("m1")
	say(&c, "hello")
	b.committed(c)
	b.neverAgain(s.ID)
	b.accepted(s.ID, said("m2"))
	b.ok(b.End(t.Context(), s.ID))
	b.neverAgain(s.ID)
}
