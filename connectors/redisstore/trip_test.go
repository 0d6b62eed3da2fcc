package redisstore

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/redisstore/redistest"
	"parley/engine"
	"parley/engine/action"
	"parley/engine/machine"
)

// trips counts what waits for an answer: a command or a pipeline is one.
type trips struct{ n atomic.Int64 }

func (c *trips) DialHook(next redis.DialHook) redis.DialHook { return next }

func (c *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.n.Add(1)
		return next(ctx, cmd)
	}
}

func (c *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.n.Add(1)
		return next(ctx, cmds)
	}
}

// eachMethod calls every method of a store on a session of its own.
func eachMethod(t testing.TB, s engine.Store, call func(name string, f func() error)) {
	ctx := t.Context()
	session := machine.Session{ID: sessionOf(t)}
	event := func(id string) machine.Event { return machine.Said{Head: machine.Head{ID: id}, Text: "hello"} }
	call("Create", func() error { return s.Create(ctx, session) })
	call("Commit", func() error {
		session.Version, session.Seq = 2, 1
		return s.Commit(ctx, engine.Change{
			From: 1, Session: session, Accept: event("m1"), Publish: true, Wake: time.Now(),
			Turns:      []engine.Stored{{Seq: 1, Data: []byte("{}")}},
			Operations: []machine.Operation{{Call: action.Call{ID: "op"}}},
		})
	})
	call("Accept", func() error { _, err := s.Accept(ctx, session.ID, event("m2")); return err })
	call("Load", func() error { _, err := s.Load(ctx, session.ID); return err })
	call("Mark", func() error { return s.Mark(ctx, session.ID, engine.Mark{Op: "op", Owner: "a", Lease: time.Second}) })
	call("Turns", func() error { _, err := s.Turns(ctx, session.ID, 0); return err })
	call("Orphans", func() error { _, err := s.Orphans(ctx, 100); return err })
	call("Epoch", func() error { _, err := s.Epoch(ctx); return err })
	call("End", func() error { return s.End(ctx, session.ID) })
}

func TestOneTripEach(t *testing.T) {
	for name, open := range servers {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			teach(t, s)
			count := &trips{}
			s.rdb.AddHook(count)
			eachMethod(t, s, func(name string, f func() error) {
				count.n.Store(0)
				if err := f(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if got := count.n.Load(); got != 1 {
					t.Errorf("%s took %d round trips, want 1", name, got)
				}
			})
		})
	}
}

// teach makes the server know all scripts, so that a hash is enough.
func teach(t testing.TB, s *Store) {
	t.Helper()
	eachMethod(t, s, func(name string, f func() error) {
		if err := f(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	})
}

// servers opens a store in this process or on Redis. Without a redis-server
// only the test that asks for one is skipped.
var servers = map[string]func(testing.TB) *Store{
	"in process": func(t testing.TB) *Store {
		rdb, stop, err := StartInProcess()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(stop)
		return New(rdb, "test")
	},
	"redis": func(t testing.TB) *Store { return New(dial(t, redistest.Start(t)), "test") },
}

func TestREL18_ScriptsFlushed(t *testing.T) {
	for name, open := range servers {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			eachMethod(t, s, func(name string, f func() error) {
				if err := s.rdb.ScriptFlush(t.Context()).Err(); err != nil {
					t.Fatal(err)
				}
				if err := f(); err != nil {
					t.Errorf("%s after SCRIPT FLUSH: %v", name, err)
				}
			})
		})
	}
}

// deaf drops what the server answers while it is on: commands arrive, and the
// connection ends instead of an answer.
type deaf struct {
	net.Conn
	on *atomic.Bool
}

func (d deaf) Read(p []byte) (int, error) {
	n, err := d.Conn.Read(p)
	if n > 0 && d.on.Load() {
		_ = d.Conn.Close() // as if the network had
		return 0, net.ErrClosed
	}
	return n, err
}

// TestREL12_LostAnswers cuts the connection after each command and asks again
// as the engine would.
func TestREL12_LostAnswers(t *testing.T) {
	addr := redistest.Start(t)
	var on atomic.Bool
	options := &redis.Options{Addr: addr, Dialer: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return deaf{conn, &on}, nil
	}}
	tune(options)
	rdb := redis.NewClient(options)
	defer rdb.Close()
	s := New(rdb, "test")
	teach(t, s)
	again := map[string]error{
		"Create": engine.ErrExists, // the id is new, so it can only have been us
		"Commit": engine.ErrKnown,
	}
	eachMethod(t, s, func(name string, f func() error) {
		if err := rdb.Ping(t.Context()).Err(); err != nil { // a connection that has said hello
			t.Fatal(err)
		}
		on.Store(true)
		err := f()
		on.Store(false)
		if err == nil {
			t.Fatalf("%s: got an answer through a deaf connection", name)
		}
		if err := f(); err != again[name] {
			t.Errorf("%s asked again: got %v, want %v", name, err, again[name])
		}
		switch name {
		case "Accept":
			if got, err := s.Load(t.Context(), sessionOf(t)); err != nil || len(got.Inbox) != 1 {
				t.Errorf("got inbox %v, %v after the same event came twice", got.Inbox, err)
			}
		case "Commit":
			if got, err := s.Turns(t.Context(), sessionOf(t), 0); err != nil || got.Last != 1 {
				t.Errorf("got %+v, %v after the same commit came twice", got, err)
			}
		}
	})
}

// sessionOf is the id that eachMethod uses.
func sessionOf(t testing.TB) machine.SessionID { return machine.SessionID(strings.ToLower(t.Name())) }
