package redisstore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/engine/machine"
)

// Bus carries notices between nodes: that a session has new turns, and which
// socket a session moved to. A notice may be lost. Whoever gets one reads what
// is stored, and whoever may have missed some looks at all it holds.
type Bus struct {
	// Listening is called whenever a subscription begins to stand. Notices
	// sent before that were not heard. May be nil.
	Listening func()

	rdb  redis.UniversalClient
	keys keyspace
}

// NewBus returns the bus of a bot. Store.Commit with Publish set uses the same
// channel, so Publish is for what happens outside a commit.
func NewBus(rdb redis.UniversalClient, bot string) *Bus {
	return &Bus{rdb: rdb, keys: newKeyspace(bot)}
}

// Publish tells all nodes that a session has new turns.
func (b *Bus) Publish(ctx context.Context, id machine.SessionID) error {
	if err := b.rdb.Publish(ctx, b.keys.turnsChannel(), string(id)).Err(); err != nil {
		return fmt.Errorf("publish session %s: %w", id, err)
	}
	return nil
}

// Subscribe calls f for each session that has new turns, until ctx ends or the
// connection is lost; it gives the reason. f is called from one goroutine.
// While it runs notices queue up, so it should only wake others.
func (b *Bus) Subscribe(ctx context.Context, f func(machine.SessionID)) error {
	return b.listen(ctx, b.keys.turnsChannel(), func(text string) { f(machine.SessionID(text)) })
}

// Claim tells all nodes, this one included, that a socket has the session now.
func (b *Bus) Claim(ctx context.Context, id machine.SessionID, socket string) error {
	var client redis.Cmdable = b.rdb
	if cluster, ok := b.rdb.(*redis.ClusterClient); ok {
		// Claims are heard in one order only when one node sends them all.
		node, err := cluster.MasterForKey(ctx, b.keys.claimsChannel())
		if err != nil {
			return fmt.Errorf("claim session %s: %w", id, err)
		}
		client = node
	}
	if err := client.Publish(ctx, b.keys.claimsChannel(), string(id)+" "+socket).Err(); err != nil {
		return fmt.Errorf("claim session %s: %w", id, err)
	}
	return nil
}

// Claims calls f for each claim, in one order on all nodes, until ctx ends or
// the connection is lost.
func (b *Bus) Claims(ctx context.Context, f func(id machine.SessionID, socket string)) error {
	return b.listen(ctx, b.keys.claimsChannel(), func(text string) {
		id, socket, _ := strings.Cut(text, " ") // ids are hashes and have no blank
		f(machine.SessionID(id), socket)
	})
}

// The waits of a subscription: a connection without a word for quiet is asked
// for one, and is lost without an answer in pong. So a dead one is found
// within 3 s.
const (
	quiet = 2 * time.Second
	pong  = 1 * time.Second
)

// listen receives until the connection fails or ctx ends.
func (b *Bus) listen(ctx context.Context, channel string, f func(string)) error {
	sub := b.rdb.Subscribe(ctx, channel)
	// Reading does not notice that ctx ends; closing makes it.
	stop := context.AfterFunc(ctx, func() { _ = sub.Close() })
	defer func() {
		stop()
		_ = sub.Close() // twice is harmless
	}()
	for asked := false; ; {
		wait := quiet
		if asked {
			wait = pong
		}
		message, err := sub.ReceiveTimeout(ctx, wait)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if isTimeout(err) && !asked {
			err, asked = sub.Ping(ctx), true
		} else {
			asked = false
		}
		if err != nil {
			return fmt.Errorf("listen on %s: %w", channel, err)
		}
		switch m := message.(type) {
		case *redis.Subscription:
			if b.Listening != nil {
				b.Listening()
			}
		case *redis.Message:
			f(m.Payload)
		}
	}
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}
