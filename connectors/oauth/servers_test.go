package oauth_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"parley/connectors/redisstore/redistest"
)

func TestMain(m *testing.M) {
	redis.SetLogger(silent{}) // some tests end with a context that is over
	code := m.Run()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines left:", err)
			code = 1
		}
	}
	os.Exit(code)
}

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// server is where a test's store lives.
type server struct{ address string }

// onStores runs a test on the in-process Redis and on a real one.
func onStores(t *testing.T, test func(t *testing.T, s server)) {
	t.Run("memory", func(t *testing.T) { test(t, server{miniredis.RunT(t).Addr()}) })
	t.Run("redis", func(t *testing.T) { test(t, server{redistest.Start(t)}) })
}

var bots atomic.Int64

// bot is a name that no other world has, so that many can share one server.
func (s server) bot() string { return fmt.Sprintf("bot%d", bots.Add(1)) }

func (s server) client(t testing.TB) *redis.Client {
	rdb := redis.NewClient(&redis.Options{Addr: s.address, MaxRetries: -1, PoolSize: 20})
	t.Cleanup(func() { rdb.Close() })
	return rdb
}
