package redisstore

import (
	"fmt"
	"testing"

	"parley/engine/machine"
)

func TestEachSession(t *testing.T) {
	for name, open := range servers {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			other := New(s.rdb, "te:st[1]*")
			want := map[machine.SessionID]bool{}
			for i := range 700 {
				id := machine.SessionID(fmt.Sprintf("s%d:x", i))
				want[id] = true
				if err := s.Create(t.Context(), machine.Session{ID: id, Seq: 3}); err != nil {
					t.Fatal(err)
				}
			}
			if err := other.Create(t.Context(), machine.Session{ID: "another bot's"}); err != nil {
				t.Fatal(err)
			}
			err := s.EachSession(t.Context(), func(got machine.Session) error {
				if !want[got.ID] || got.Seq != 3 {
					t.Errorf("got %s once more or not at all ours: %+v", got.ID, got)
				}
				delete(want, got.ID)
				return nil
			})
			if err != nil || len(want) > 0 {
				t.Errorf("%v, %d sessions did not come", err, len(want))
			}
			n := 0
			if err := other.EachSession(t.Context(), func(machine.Session) error { n++; return nil }); err != nil || n != 1 {
				t.Errorf("the other bot has %d, %v", n, err)
			}
		})
	}
}
