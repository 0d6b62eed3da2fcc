package redisstore

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/redisstore/redistest"
	"parley/engine"
	"parley/engine/machine"
)

// TestREL15_Failover kills the primary and goes on with what was a replica.
func TestREL15_Failover(t *testing.T) {
	ctx := t.Context()
	primary := redistest.New(t)
	host, port, _ := strings.Cut(primary.Addr, ":")
	replica := redistest.Start(t, "--replicaof", host+" "+port, "--repl-diskless-sync-delay", "0")
	direct := redis.NewClient(&redis.Options{Addr: replica})
	defer direct.Close()
	eventually(t, "the replica follows", func() bool {
		return strings.Contains(direct.Info(ctx, "replication").Val(), "master_link_status:up")
	})

	// A sentinel keeps its notes in its configuration file.
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	if err := os.WriteFile(file, []byte("sentinel monitor main "+host+" "+port+" 1\n"+
		"sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 3000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	watcher := redistest.StartSentinel(t, file)
	sentinel := redis.NewSentinelClient(&redis.Options{Addr: watcher})
	defer sentinel.Close()
	eventually(t, "the sentinel knows the replica", func() bool { return len(sentinel.Replicas(ctx, "main").Val()) == 1 })

	rdb, err := Open(ctx, "redis-sentinel://"+watcher+"/main")
	if err != nil {
		t.Fatal(err)
	}
	defer rdb.Close()
	s := New(rdb, "test")
	session := machine.Session{ID: "a"}
	if err := s.Create(ctx, session); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the replica has the session", func() bool { return direct.Exists(ctx, s.keys.session("a")[0]).Val() == 1 })

	primary.Kill()
	killed := time.Now()
	session.Version, session.Seq = 2, 1
	change := engine.Change{From: 1, Session: session, Accept: said("m1"), Turns: []engine.Stored{{Seq: 1, Data: []byte("{}")}}}
	eventually(t, "the chat goes on", func() bool { return s.Commit(ctx, change) == nil })
	t.Logf("the chat went on after %v", time.Since(killed).Round(10*time.Millisecond))
	if out, err := s.Turns(ctx, "a", 0); err != nil || out.Last != 1 {
		t.Errorf("got %+v, %v, want the turn on the new primary", out, err)
	}
}
