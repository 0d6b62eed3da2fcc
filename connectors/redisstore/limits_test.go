package redisstore

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/redisstore/redistest"
	"parley/engine"
	"parley/engine/action"
	"parley/engine/machine"
	"parley/engine/storetest"
)

func said(id string) machine.Event { return machine.Said{Head: machine.Head{ID: id}, Text: id} }

func TestSEC43_EverythingAgesOut(t *testing.T) {
	s := newClocked(t)
	s.Idle, s.Total = time.Hour, 3*time.Hour
	ctx := t.Context()
	used := machine.Session{ID: "used"}
	for _, id := range []machine.SessionID{"used", "idle"} {
		if err := s.Create(ctx, machine.Session{ID: id}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Accept(ctx, id, said("m0")); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		s.Advance(50 * time.Minute)
		used.Version, used.Seq = int64(i+2), int64(i+1)
		err := s.Commit(ctx, engine.Change{
			From: int64(i + 1), Session: used, Turns: []engine.Stored{{Seq: used.Seq, Data: []byte("{}")}},
			Operations: []machine.Operation{{Call: action.Call{ID: fmt.Sprint(i)}}},
		})
		if err != nil {
			t.Fatalf("a busy session, %d minutes old: %v", 50*(i+1), err)
		}
	}
	if _, err := s.Load(ctx, "idle"); !errors.Is(err, engine.ErrNoSession) {
		t.Errorf("idle for 150 minutes: got %v, want no session", err)
	}
	s.Advance(31 * time.Minute)
	if _, err := s.Load(ctx, "used"); !errors.Is(err, engine.ErrNoSession) {
		t.Errorf("busy for 3 hours: got %v, want no session", err)
	}
	if got, err := s.Orphans(ctx, 10); err != nil || len(got) != 0 {
		t.Errorf("got orphans %v, %v that have aged out", got, err)
	}
	if keys := s.rdb.Keys(ctx, "*").Val(); len(keys) != 0 {
		t.Errorf("left behind: %v", keys)
	}
}

func TestSEC45_BotsDoNotShare(t *testing.T) {
	for name, open := range servers {
		t.Run(name, func(t *testing.T) {
			a := open(t)
			b := New(a.rdb, "te:st{1}")
			teachKeys := func(s *Store) (keys []string) {
				before := s.rdb.Keys(t.Context(), "*").Val()
				eachMethod(t, s, func(name string, f func() error) {
					if name == "End" {
						keys = s.rdb.Keys(t.Context(), "*").Val()
					}
					if err := f(); err != nil {
						t.Fatalf("%s: %v", name, err)
					}
				})
				return slices.DeleteFunc(keys, func(k string) bool { return slices.Contains(before, k) })
			}
			for _, key := range teachKeys(a) {
				if !strings.HasPrefix(key, "parley:test:") {
					t.Errorf("key %s has not its bot's prefix", key)
				}
			}
			for _, key := range teachKeys(b) {
				if !strings.HasPrefix(key, "parley:te%3Ast%7B1%7D:") {
					t.Errorf("key %s has not its bot's prefix", key)
				}
			}
			if err := a.Create(t.Context(), machine.Session{ID: "same"}); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Load(t.Context(), "same"); !errors.Is(err, engine.ErrNoSession) {
				t.Errorf("another bot's session: got %v, want none", err)
			}
			one, _ := a.Epoch(t.Context())
			two, _ := b.Epoch(t.Context())
			if one == two {
				t.Error("two bots have the same epoch")
			}
		})
	}
}

func TestInboxBound(t *testing.T) {
	s := newClocked(t)
	s.MaxInbox = 3
	ctx := t.Context()
	if err := s.Create(ctx, machine.Session{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if _, err := s.Accept(ctx, "a", said(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Accept(ctx, "a", said("more")); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
	if _, err := s.Accept(ctx, "a", machine.OperationDone{Head: machine.Head{ID: "done"}}); err != nil {
		t.Errorf("an operation's answer in a full inbox: %v", err)
	}
	if got, err := s.Accept(ctx, "a", said("1")); err != nil || !got.Known {
		t.Errorf("a known event in a full inbox: got %+v, %v", got, err)
	}
}

func TestSeenBound(t *testing.T) {
	s := newClocked(t)
	s.KeepSeen = 4 * drawers
	ctx := t.Context()
	session := machine.Session{ID: "a"}
	if err := s.Create(ctx, session); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		session.Version = int64(i + 2)
		if err := s.Commit(ctx, engine.Change{From: int64(i + 1), Session: session, Accept: said(fmt.Sprint(i))}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range drawers {
		if got := len(s.rdb.HGet(ctx, s.keys.session("a")[0], fmt.Sprint("seen", i)).Val()); got != 4*seenLen {
			t.Errorf("drawer %d has %d bytes of seen ids, want 4 of %d", i, got, seenLen)
		}
	}
	for i := 196; i < 200; i++ {
		if got, err := s.Accept(ctx, "a", said(fmt.Sprint(i))); err != nil || !got.Known {
			t.Errorf("event %d: got %+v, %v, want it known", i, got, err)
		}
	}
}

func TestREL20_Unreadable(t *testing.T) {
	s := newClocked(t)
	ctx := t.Context()
	for id, spoil := range map[machine.SessionID]func(keys []string) error{
		"state":     func(k []string) error { return s.rdb.HSet(ctx, k[0], "st", "{").Err() },
		"event":     func(k []string) error { return s.rdb.RPush(ctx, k[1], `{"k":"from tomorrow"}`).Err() },
		"operation": func(k []string) error { return s.rdb.HSet(ctx, k[3], "op", "?\n{}").Err() },
	} {
		if err := s.Create(ctx, machine.Session{ID: id}); err != nil {
			t.Fatal(err)
		}
		if err := spoil(s.keys.session(id)); err != nil {
			t.Fatal(err)
		}
		s.rdb.PExpire(ctx, s.keys.session(id)[1], time.Hour)
		s.rdb.PExpire(ctx, s.keys.session(id)[3], time.Hour)
		if _, err := s.Load(ctx, id); !errors.Is(err, ErrUnreadable) {
			t.Errorf("unreadable %s: got %v, want ErrUnreadable", id, err)
		}
		if err := s.End(ctx, id); err != nil {
			t.Errorf("end a session with an unreadable %s: %v", id, err)
		}
	}
}

func TestREL16_Full(t *testing.T) {
	s := New(dial(t, redistest.Start(t)), "test")
	ctx := t.Context()
	teach(t, s)
	session := machine.Session{ID: "a"}
	if err := s.Create(ctx, session); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(ctx, "a", said("m1")); err != nil {
		t.Fatal(err)
	}
	memory := func(limit string) {
		t.Helper()
		if err := s.rdb.ConfigSet(ctx, "maxmemory", limit).Err(); err != nil {
			t.Fatal(err)
		}
	}
	before, err := s.Load(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	memory("1")
	session.Version, session.Seq = 2, 1
	change := engine.Change{
		From: 1, Session: session, Taken: 1, Turns: []engine.Stored{{Seq: 1, Data: []byte("{}")}},
		Operations: []machine.Operation{{Call: action.Call{ID: "op"}}},
	}
	_, accept := s.Accept(ctx, "a", said("m2"))
	for what, err := range map[string]error{
		"create": s.Create(ctx, machine.Session{ID: "b"}), "commit": s.Commit(ctx, change), "accept": accept,
	} {
		if !errors.Is(err, ErrMemory) {
			t.Errorf("%s without memory: got %v, want ErrMemory", what, err)
		}
	}
	after, err := s.Load(ctx, "a") // reading goes on
	if err != nil || len(after.Inbox) != 1 || after.Session.Version != before.Session.Version || len(after.Pending) != 0 {
		t.Errorf("got %+v, %v, want nothing changed", after, err)
	}
	if _, err := s.Load(ctx, "b"); !errors.Is(err, engine.ErrNoSession) {
		t.Errorf("got %v, want no session", err)
	}
	memory("0")
	if err := s.Commit(ctx, change); err != nil {
		t.Errorf("commit once there is memory: %v", err)
	}
	memory("1")
	if err := s.End(ctx, "a"); err != nil {
		t.Errorf("end a session without memory: %v", err)
	}
}

func TestREL11_Restart(t *testing.T) {
	server := redistest.New(t, "--appendonly", "yes", "--appendfsync", "always")
	s := New(dial(t, server.Addr), "test")
	ctx := t.Context()
	session := machine.Session{ID: "a"}
	if err := s.Create(ctx, session); err != nil {
		t.Fatal(err)
	}
	epoch, err := s.Epoch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	session.Version, session.Seq = 2, 1
	err = s.Commit(ctx, engine.Change{From: 1, Session: session, Accept: said("m1"), Turns: []engine.Stored{{Seq: 1, Data: []byte("{}")}}})
	if err != nil {
		t.Fatal(err)
	}
	server.Kill()
	if err := s.Ping(ctx); err == nil {
		t.Error("a dead server answers")
	}
	server.Restart()
	out, err := s.Turns(ctx, "a", 0)
	if err != nil || out.Last != 1 {
		t.Errorf("got %+v, %v after the restart, want the turn", out, err)
	}
	if again, err := s.Epoch(ctx); err != nil || again != epoch {
		t.Errorf("got epoch %q, %v, want %q", again, err, epoch)
	}
	if err := s.rdb.FlushAll(ctx).Err(); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Epoch(ctx); err != nil || again == epoch {
		t.Errorf("got epoch %q, %v after all was lost, want another", again, err)
	}
}

// TestStoreOnCluster runs the suite on a cluster of one node: it has all slots
// and still refuses scripts whose keys are in different ones.
func TestStoreOnCluster(t *testing.T) {
	rdb := cluster(t)
	storetest.Run(t, func(t *testing.T) engine.Store {
		s := New(rdb, t.Name())
		s.Grace, s.Hold = time.Second, time.Second
		return s
	})
}

// cluster starts a cluster of one node.
func cluster(t testing.TB) redis.UniversalClient {
	t.Helper()
	addr := redistest.Start(t, "--cluster-enabled", "yes")
	ctx := t.Context()
	node := redis.NewClient(&redis.Options{Addr: addr})
	defer node.Close()
	if err := node.ClusterAddSlotsRange(ctx, 0, 16383).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the cluster is up", func() bool {
		return strings.Contains(node.ClusterInfo(ctx).Val(), "cluster_state:ok")
	})
	rdb, err := Open(ctx, "redis-cluster://"+addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() }) // nothing to lose
	return rdb
}

func TestREL15_Replica(t *testing.T) {
	primary := redistest.Start(t)
	ctx := t.Context()
	s := New(dial(t, primary), "test")
	s.Replicas, s.ReplicaWait = 1, 50*time.Millisecond
	session := machine.Session{ID: "a"}
	if err := s.Create(ctx, session); err != nil {
		t.Fatal(err)
	}
	session.Version = 2
	err := s.Commit(ctx, engine.Change{From: 1, Session: session, Operations: []machine.Operation{{Call: action.Call{ID: "op"}}}})
	if err != nil {
		t.Fatal(err)
	}
	mark := engine.Mark{Op: "op", Owner: "a", Lease: time.Minute}
	if err := s.Mark(ctx, "a", mark); !errors.Is(err, ErrReplicas) {
		t.Errorf("no replica: got %v, want ErrReplicas", err)
	}
	host, port, _ := strings.Cut(primary, ":")
	redistest.Start(t, "--replicaof", host+" "+port, "--repl-diskless-sync-delay", "0")
	eventually(t, "the replica confirms", func() bool { return s.Mark(ctx, "a", mark) == nil })
	mark.Owner = "b"
	if err := s.Mark(ctx, "a", mark); !errors.Is(err, engine.ErrTaken) {
		t.Errorf("got %v, want ErrTaken", err)
	}
}

// eventually waits for a fact about a server, which has no clock to move.
func eventually(t testing.TB, what string, fact func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(20 * time.Second)
	for !fact() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("this did not happen: %s", what)
		}
	}
}
