package redisstore

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/engine/machine"
)

// A named visitor's chats can be found, the newest ones, by that visitor's name
// alone, and the name is in no key.
func TestSEC43_SubjectSessions(t *testing.T) {
	for name, open := range servers {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			other := New(s.rdb, "other")
			for i := range maxSubject + 3 {
				id := machine.SessionID(fmt.Sprintf("ann-%03d", i))
				if err := s.Create(t.Context(), machine.Session{ID: id, Visitor: machine.Visitor{Subject: "canary-ann"}}); err != nil {
					t.Fatal(err)
				}
			}
			for _, who := range []string{"bob", ""} {
				if err := s.Create(t.Context(), machine.Session{ID: machine.SessionID("s-" + who), Visitor: machine.Visitor{Subject: who}}); err != nil {
					t.Fatal(err)
				}
			}
			got, err := s.SubjectSessions(t.Context(), "canary-ann")
			if err != nil || len(got) != maxSubject || !slices.Contains(got, machine.SessionID(fmt.Sprintf("ann-%03d", maxSubject+2))) {
				t.Errorf("%d sessions, %v", len(got), err)
			}
			for _, who := range []string{"", "Ann", "carl"} {
				if got, err := s.SubjectSessions(t.Context(), who); err != nil || len(got) != 0 {
					t.Errorf("%q has %v, %v", who, got, err)
				}
			}
			if got, err := other.SubjectSessions(t.Context(), "canary-ann"); err != nil || len(got) != 0 {
				t.Errorf("SEC-45: another bot sees %v, %v", got, err)
			}
			for _, key := range s.rdb.Keys(t.Context(), "*").Val() {
				if strings.Contains(key, "canary") || strings.Contains(key, "subject:") && s.rdb.PTTL(t.Context(), key).Val() <= 0 {
					t.Errorf("key %s", key)
				}
			}
			if err := s.ForgetSubject(t.Context(), "canary-ann"); err != nil {
				t.Fatal(err)
			}
			if got, err := s.SubjectSessions(t.Context(), "canary-ann"); err != nil || len(got) != 0 {
				t.Errorf("forgotten: %v, %v", got, err)
			}
		})
	}
}
