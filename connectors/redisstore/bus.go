package redisstore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/engine/machine"
)

// Bus tells nodes that a session has new turns. A notice may be lost, never
// forged into a promise: whoever gets one reads the stored turns, and whoever
// got none reads them later (Missed).
type Bus struct {
	// Missed is called when the subscription stands, the first time and after
	// each interruption: notices sent before may have been lost, so look at
	// all sessions that this node holds. May be nil.
	Missed func()

	rdb  redis.UniversalClient
	keys keyspace
}

// NewBus returns the bus of a bot. Store.Commit with Publish set uses the same
// channel, so Publish is for what happens outside a commit.
func NewBus(rdb redis.UniversalClient, bot string) *Bus {
	return &Bus{rdb: rdb, keys: newKeyspace(bot)}
}

// Publish sends a notice about a session to all nodes.
func (b *Bus) Publish(ctx context.Context, id machine.SessionID) error {
	if err := b.rdb.Publish(ctx, b.keys.channel(), string(id)).Err(); err != nil {
		return fmt.Errorf("publish session %s: %w", id, err)
	}
	return nil
}

// The waits of a subscription. Together they bound how long a notice can go
// missing unseen: a dead connection is found within quiet + pong, and a new
// one is tried every retry, so Missed comes within 4 s of Redis being back.
const (
	quiet = 2 * time.Second // without a word, ask whether the other end is there
	pong  = 1 * time.Second
	retry = 500 * time.Millisecond
)

// Subscribe calls f with each notice until ctx ends, and connects anew
// whenever it must. It blocks and returns ctx's error. f is called from one
// goroutine; while it runs, notices queue up in the connection, so it should
// only wake others.
func (b *Bus) Subscribe(ctx context.Context, f func(machine.SessionID)) error {
	for ctx.Err() == nil {
		b.listen(ctx, f)
		select {
		case <-ctx.Done():
		case <-time.After(retry):
		}
	}
	return ctx.Err()
}

// listen receives until the connection fails or ctx ends.
func (b *Bus) listen(ctx context.Context, f func(machine.SessionID)) {
	sub := b.rdb.Subscribe(ctx, b.keys.channel())
	// The reading below does not notice that ctx ends; closing does.
	stop := context.AfterFunc(ctx, func() { _ = sub.Close() })
	defer func() {
		stop()
		_ = sub.Close() // twice is harmless
	}()
	asked := false
	for ctx.Err() == nil {
		wait := quiet
		if asked {
			wait = pong
		}
		message, err := sub.ReceiveTimeout(ctx, wait)
		switch {
		case err == nil:
			asked = false
		case isTimeout(err) && !asked:
			if sub.Ping(ctx) != nil {
				return
			}
			asked = true
			continue
		default:
			return
		}
		switch m := message.(type) {
		case *redis.Subscription:
			if b.Missed != nil {
				b.Missed()
			}
		case *redis.Message:
			f(machine.SessionID(m.Payload))
		}
	}
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}
