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

// orphan is a session that a shard gave us, and since when it is due.
type orphan struct {
	id        machine.SessionID
	held, due int64
}

// orphans asks all shards in one pipeline. What comes back beyond the limit is
// given back in a second one, which happens only under a backlog.
func (s *Store) orphans(ctx context.Context, limit int) ([]machine.SessionID, error) {
	// Session ids are hashes and so spread evenly: twice the even share, and
	// never fewer than 16, finds what is there in nearly all cases. The rest
	// is found by the next call.
	most := min(limit, max(16, 2*limit/shards))
	found, err := s.askShards(ctx, func(pipe redis.Pipeliner, shard int) *redis.Cmd {
		return orphansScript.EvalSha(ctx, pipe, s.orphanKeys(shard), s.orphanArgs(shard, most)...)
	})
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		found, err = s.askShards(ctx, func(pipe redis.Pipeliner, shard int) *redis.Cmd {
			return orphansScript.Eval(ctx, pipe, s.orphanKeys(shard), s.orphanArgs(shard, most)...)
		})
	}
	if err != nil && len(found) == 0 {
		return nil, fmt.Errorf("look for orphans: %w", explain(err))
	}
	slices.SortFunc(found, func(a, b orphan) int { return cmp.Compare(a.due, b.due) })
	if len(found) > limit {
		s.release(ctx, found[limit:])
		found = found[:limit]
	}
	ids := make([]machine.SessionID, len(found))
	for i, o := range found {
		ids[i] = o.id
	}
	return ids, nil
}

func (s *Store) orphanKeys(shard int) []string { return []string{s.keys.shard(shard) + "due"} }

func (s *Store) orphanArgs(shard, most int) []any {
	return []any{s.keys.shard(shard) + "s:", most, or(s.Hold, 15*time.Second).Milliseconds(), s.total().Milliseconds()}
}

// askShards returns what it found even when some shards failed: those sessions
// are held now, and nobody else will look at them for a while.
func (s *Store) askShards(ctx context.Context, ask func(redis.Pipeliner, int) *redis.Cmd) ([]orphan, error) {
	pipe := s.rdb.Pipeline()
	var asked [shards]*redis.Cmd
	for shard := range asked {
		asked[shard] = ask(pipe, shard)
	}
	_, err := pipe.Exec(ctx)
	var found []orphan
	for _, cmd := range asked {
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
		if r.err != nil {
			err = cmp.Or(err, r.err)
		}
	}
	return found, err
}

// release gives sessions back. When that fails they are found again once they
// are no longer held.
func (s *Store) release(ctx context.Context, orphans []orphan) {
	pipe := s.rdb.Pipeline()
	for _, o := range orphans {
		k := s.keys.session(o.id)
		// By its text: the script is small, and a missing one could not be
		// told from a failure here.
		releaseScript.Eval(ctx, pipe, []string{k[0], k[4]}, string(o.id), o.held, o.due)
	}
	_, _ = pipe.Exec(ctx)
}
