package redisstore

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"testing"

	"parley/engine"
	"parley/engine/field"
	"parley/engine/machine"
)

// BenchmarkCommit is an ordinary turn on the short road: a message is
// accepted, a state of 1 KB and a turn of 0.7 KB are stored, nodes are told.
func BenchmarkCommit(b *testing.B) {
	for name, open := range servers {
		b.Run(name, func(b *testing.B) {
			s := open(b)
			b.RunParallel(func(p *testing.PB) {
				session := machine.Session{ID: machine.SessionID(rand.Text()), Stack: []machine.Frame{{
					Dialog: "create_deal", Hash: rand.Text(), State: "ask.close_date", Fields: map[string]field.Value{},
				}}}
				for i := range 12 {
					session.Stack[0].Fields["field"+strconv.Itoa(i)] = field.Value{Norm: rand.Text(), Label: rand.Text()}
				}
				if err := s.Create(b.Context(), session); err != nil {
					b.Error(err)
					return
				}
				session.Version = 1
				turn := bytes.Repeat([]byte("x"), 600) // as long as an ordinary one
				for p.Next() {
					session.Version++
					session.Seq++
					err := s.Commit(b.Context(), engine.Change{
						From: session.Version - 1, Session: session, Publish: true,
						Accept: machine.Said{Head: machine.Head{ID: "m" + strconv.FormatInt(session.Seq, 10)}},
						Turns:  []engine.Stored{{Seq: session.Seq, Data: turn}},
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

func BenchmarkOrphans(b *testing.B) {
	for name, open := range servers {
		b.Run(name, func(b *testing.B) {
			s := open(b)
			for b.Loop() {
				if _, err := s.Orphans(b.Context(), 100); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
