package redisstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/engine/machine"
)

// orphan is a session that a script gave us, and since when it is due.
type orphan struct {
	id        machine.SessionID
	held, due int64
}

// orphans asks one server in one script for all shards; a cluster in one
// pipeline with a script for each, as their indexes live in different slots.
func (s *Store) orphans(ctx context.Context, limit int) ([]machine.SessionID, error) {
	groups, most := s.dueIndexes(), limit
	if _, single := s.rdb.(*redis.Client); single {
		groups = [][]string{slices.Concat(groups...)}
	} else {
		// Session ids are hashes and spread evenly: twice the even share, and
		// never fewer than 16, takes what is there in nearly all cases. The
		// rest is found by the next call.
		most = min(limit, max(16, 2*limit/shards))
	}
	args := []any{most, or(s.Hold, 15*time.Second).Milliseconds(), s.total().Milliseconds()}
	found, err := s.take(ctx, groups, func(pipe redis.Pipeliner, keys []string) *redis.Cmd {
		return orphansScript.EvalSha(ctx, pipe, keys, args...)
	})
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		var more []orphan
		more, err = s.take(ctx, groups, func(pipe redis.Pipeliner, keys []string) *redis.Cmd {
			return orphansScript.Eval(ctx, pipe, keys, args...)
		})
		found = append(found, more...)
	}
	// Sessions that some shards gave are held now and nobody else looks at
	// them for a while, so they count although other shards failed.
	if err != nil && len(found) == 0 {
		return nil, fmt.Errorf("look for orphans: %w", explain(err))
	}
	slices.SortFunc(found, func(a, b orphan) int { return cmp.Compare(a.due, b.due) })
	if len(found) > limit { // only a cluster under a backlog gives so many
		s.release(ctx, found[limit:])
		found = found[:limit]
	}
	ids := make([]machine.SessionID, len(found))
	for i, o := range found {
		ids[i] = o.id
	}
	return ids, nil
}

func (s *Store) dueIndexes() [][]string {
	keys := make([][]string, shards)
	for i := range keys {
		keys[i] = []string{s.keys.due(i)}
	}
	return keys
}

// take runs the script once for each group of indexes. It returns the first
// error beside what it found.
func (s *Store) take(ctx context.Context, groups [][]string, call func(redis.Pipeliner, []string) *redis.Cmd) ([]orphan, error) {
	pipe := s.rdb.Pipeline()
	called := make([]*redis.Cmd, len(groups))
	for i, keys := range groups {
		called[i] = call(pipe, keys)
	}
	_, err := pipe.Exec(ctx)
	var found []orphan
	for _, cmd := range called {
		items, e := cmd.Slice()
		if e != nil {
			err = cmp.Or(err, e)
			continue
		}
		r := &reply{items: items}
		held := r.number(0)
		for i := 1; i < len(items); i += 2 {
			found = append(found, orphan{id: machine.SessionID(r.text(i)), held: held, due: r.number(i + 1)})
		}
		err = cmp.Or(err, r.err)
	}
	return found, err
}

// release gives sessions back. When that fails they are found again once they
// are no longer held.
func (s *Store) release(ctx context.Context, orphans []orphan) {
	pipe := s.rdb.Pipeline()
	for _, o := range orphans {
		k := s.keys.session(o.id)
		// By its text: the script is small, and in a pipeline a missing one
		// would be noticed too late.
		releaseScript.Eval(ctx, pipe, []string{k[0], k[4]}, string(o.id), o.held, o.due)
	}
	_, _ = pipe.Exec(ctx)
}
