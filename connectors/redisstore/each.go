package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"parley/engine"
	"parley/engine/machine"
)

// EachSession calls f for every session, in no order, until f answers an
// error. One begun or ended meanwhile may come or not, or twice; one that
// can't be read comes with its id only. It looks at every key there is, so it
// is for operators, not for turns.
func (s *Store) EachSession(ctx context.Context, f func(machine.Session) error) error {
	prefix := globless(s.keys.prefix)
	return eachKey(ctx, s.rdb, prefix+"{??}:s:*", func(name string) error {
		_, after, _ := strings.Cut(name[len(s.keys.prefix):], ":s:")
		id := machine.SessionID(after)
		snap, err := s.Load(ctx, id)
		switch {
		case errors.Is(err, engine.ErrNoSession):
			return nil // gone meanwhile
		case errors.Is(err, engine.ErrUnreadable):
			return f(machine.Session{ID: id})
		case err != nil:
			return err
		}
		return f(snap.Session)
	})
}

// eachKey calls f for every key that matches a pattern, on every master of a
// cluster, one at a time.
func eachKey(ctx context.Context, rdb redis.UniversalClient, pattern string, f func(name string) error) error {
	visit := func(ctx context.Context, rdb redis.Cmdable) error {
		keys := rdb.Scan(ctx, 0, pattern, 500).Iterator()
		for keys.Next(ctx) {
			if err := f(keys.Val()); err != nil {
				return err
			}
		}
		if err := keys.Err(); err != nil {
			return fmt.Errorf("list keys: %w", err)
		}
		return nil
	}
	if cluster, ok := rdb.(*redis.ClusterClient); ok {
		var one sync.Mutex // masters are visited side by side
		return cluster.ForEachMaster(ctx, func(ctx context.Context, rdb *redis.Client) error {
			one.Lock()
			defer one.Unlock()
			return visit(ctx, rdb)
		})
	}
	return visit(ctx, rdb)
}

// globless takes the meaning from characters that have one in a pattern.
func globless(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`).Replace(text)
}
