package redisstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"parley/connectors/redisstore/redistest"
	"parley/engine/machine"
)

func TestBusInProcess(t *testing.T) {
	rdb, stop, err := StartInProcess()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	testBus(t, rdb)
}

func TestBusOnRedis(t *testing.T) { testBus(t, dial(t, redistest.Start(t))) }

func TestBusOnCluster(t *testing.T) { testBus(t, cluster(t)) }

func testBus(t *testing.T, rdb redis.UniversalClient) {
	bus := NewBus(rdb, "test")
	standing := make(chan struct{}, 10)
	bus.Listening = func() { standing <- struct{}{} }
	got := make(chan string, 100)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	// Both end with ctx and are waited for below.
	go func() { done <- bus.Subscribe(ctx, func(id machine.SessionID) { got <- string(id) }) }()
	go func() {
		done <- bus.Claims(ctx, func(id machine.SessionID, socket string) { got <- string(id) + " went to " + socket })
	}()
	<-standing
	<-standing
	expect := func(want string) {
		t.Helper()
		if id := <-got; id != want {
			t.Errorf("got notice %q, want %q", id, want)
		}
	}

	for _, err := range []error{
		NewBus(rdb, "other").Publish(ctx, "not ours"), bus.Publish(ctx, "a"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	expect("a")
	eachMethod(t, New(rdb, "test"), func(name string, f func() error) {
		if err := f(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	})
	expect(string(sessionOf(t))) // the commit's
	for i := range 20 {
		if err := bus.Claim(ctx, "a", fmt.Sprint("socket ", i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		expect(fmt.Sprint("a went to socket ", i))
	}
	cancel()
	for range 2 {
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the context's error", err)
		}
	}
}

// TestREL8_ConnectionLost checks that a subscription tells when it is lost,
// and that the next one hears again.
func TestREL8_ConnectionLost(t *testing.T) {
	server := redistest.New(t)
	rdb := dial(t, server.Addr)
	bus := NewBus(rdb, "test")
	var stands, lost atomic.Int64
	bus.Listening = func() { stands.Add(1) }
	got := make(chan machine.SessionID, 100)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { // ends with ctx
		defer close(ended)
		for ctx.Err() == nil {
			if err := bus.Subscribe(ctx, func(id machine.SessionID) { got <- id }); err != nil {
				lost.Add(1)
			}
		}
	}()
	defer func() {
		cancel()
		<-ended
	}()
	eventually(t, "the subscription stands", func() bool { return stands.Load() == 1 })
	if err := rdb.ClientKillByFilter(ctx, "TYPE", "pubsub").Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the subscription stands again", func() bool { return lost.Load() > 0 && stands.Load() == 2 })
	server.Restart()
	eventually(t, "the subscription stands after a restart", func() bool { return stands.Load() == 3 })
	if err := bus.Publish(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	if id := <-got; id != "b" {
		t.Errorf("got %s, want b", id)
	}
}
