package redisstore

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"parley/connectors/redisstore/redistest"
	"parley/engine"
	"parley/engine/storetest"
)

func TestStoreInProcess(t *testing.T) {
	storetest.Run(t, func(t *testing.T) engine.Store { return newClocked(t) })
}

func TestStoreOnRedis(t *testing.T) {
	rdb := dial(t, redistest.Start(t))
	storetest.Run(t, func(t *testing.T) engine.Store {
		s := New(rdb, t.Name())
		s.Grace, s.Hold = time.Second, time.Second
		return s
	})
	aging(t, rdb)
}

// clocked is a store whose server's clock stands still until it is moved.
type clocked struct {
	*Store
	server *miniredis.Miniredis
	now    time.Time
}

func newClocked(t testing.TB) *clocked {
	t.Helper()
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	c := &clocked{server: server, now: time.Now()}
	server.SetTime(c.now)
	c.Store = New(dial(t, server.Addr()), "test")
	t.Cleanup(func() { aging(t, c.rdb) })
	return c
}

func (c *clocked) Advance(d time.Duration) {
	c.now = c.now.Add(d)
	c.server.SetTime(c.now)
}

func dial(t testing.TB, addr string) redis.UniversalClient {
	t.Helper()
	rdb, err := Open(context.Background(), "redis://"+addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() }) // the server may be gone before
	return rdb
}

// aging checks that every key but the epoch ends by itself.
func aging(t testing.TB, rdb redis.UniversalClient) {
	t.Helper()
	ctx := context.Background()
	keys, err := rdb.Keys(ctx, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		left, err := rdb.PTTL(ctx, key).Result()
		if err != nil {
			t.Fatal(err)
		}
		if left < 0 && left != -2 && !strings.HasSuffix(key, ":epoch") { // −2: ended just now
			t.Errorf("key %s lives for ever", key)
		}
		if left > 7*24*time.Hour {
			t.Errorf("key %s lives for %v, want at most 7 days", key, left)
		}
	}
}

func TestMain(m *testing.M) {
	LogTo(slog.New(slog.DiscardHandler)) // tests cut connections on purpose
	os.Exit(m.Run())
}
