package oauth_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"
)

// real is the address of the redis-server of this test run, or why there is none.
var real struct{ address, without string }

func TestMain(m *testing.M) {
	stop := startRedis()
	code := m.Run()
	stop()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines left:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// startRedis starts a redis-server of our own on a free port.
func startRedis() (stop func()) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		real.without = "no redis-server on this machine"
		return func() {}
	}
	for range 5 { // the port may be taken between our look and the start
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			continue
		}
		address := listener.Addr().String()
		listener.Close()
		_, port, _ := net.SplitHostPort(address)
		var output bytes.Buffer
		command := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
		command.Dir = os.TempDir()
		command.Stdout, command.Stderr = &output, &output
		if err := command.Start(); err != nil {
			real.without = err.Error()
			continue
		}
		stop = func() {
			_ = command.Process.Kill()
			_ = command.Wait()
		}
		if isUp(address) {
			real.address = address
			return stop
		}
		stop()
		real.without = "redis-server did not start: " + output.String()
	}
	return func() {}
}

// isUp waits for a server to be up, for ten seconds at most.
func isUp(address string) bool {
	rdb := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1})
	defer rdb.Close()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if rdb.Ping(context.Background()).Err() == nil {
			return true
		}
		_ = shortly(context.Background(), 0)
	}
	return false
}

// server is where a test's store lives.
type server struct{ address string }

// onStores runs a test on the in-process Redis and on a real one.
func onStores(t *testing.T, name string, test func(t *testing.T, s server)) {
	t.Run(name+"/memory", func(t *testing.T) {
		test(t, server{address: miniredis.RunT(t).Addr()})
	})
	t.Run(name+"/redis", func(t *testing.T) {
		if real.address == "" {
			if strings.Contains(os.Getenv("PARLEY_TEST_REQUIRE"), "redis") {
				t.Fatal(real.without)
			}
			t.Skip(real.without)
		}
		test(t, server{address: real.address})
	})
}

var bots atomic.Int64

// bot is a name that no other test has, so that all can share one server.
func (s server) bot() string { return fmt.Sprintf("bot%d", bots.Add(1)) }

func (s server) client(t testing.TB) *redis.Client {
	rdb := redis.NewClient(&redis.Options{Addr: s.address, MaxRetries: -1, PoolSize: 20})
	t.Cleanup(func() { rdb.Close() })
	return rdb
}
