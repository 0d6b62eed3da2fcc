package redisstore

import (
	"context"
	_ "embed" // the scripts
	"errors"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"
)

var (
	//go:embed session.lua
	sessionLua string
	//go:embed create.lua
	createLua string
	//go:embed accept.lua
	acceptLua string
	//go:embed load.lua
	loadLua string
	//go:embed commit.lua
	commitLua string
	//go:embed mark.lua
	markLua string
	//go:embed turns.lua
	turnsLua string
	//go:embed orphans.lua
	orphansLua string
	//go:embed release.lua
	releaseLua string
	//go:embed end.lua
	endLua string
	//go:embed epoch.lua
	epochLua string
)

var (
	createScript  = redis.NewScript(sessionLua + createLua)
	acceptScript  = redis.NewScript(sessionLua + acceptLua)
	loadScript    = redis.NewScript(sessionLua + loadLua)
	commitScript  = redis.NewScript(sessionLua + commitLua)
	markScript    = redis.NewScript(sessionLua + markLua)
	turnsScript   = redis.NewScript(sessionLua + turnsLua)
	orphansScript = redis.NewScript(orphansLua)
	releaseScript = redis.NewScript(releaseLua)
	endScript     = redis.NewScript(sessionLua + endLua)
	epochScript   = redis.NewScript(epochLua)
)

// run calls a script by its hash. The first call after a start of the server,
// or after SCRIPT FLUSH, sends the text and so takes a second round trip.
func run(ctx context.Context, rdb redis.Scripter, s *redis.Script, keys []string, args ...any) (any, error) {
	reply, err := s.Run(ctx, rdb, keys, args...).Result()
	if err != nil {
		return nil, explain(err)
	}
	return reply, nil
}

// ErrMemory says that Redis has reached its memory limit. Nothing was written.
var ErrMemory = errors.New("redis has no memory left")

func explain(err error) error {
	if redis.HasErrorPrefix(err, "OOM") {
		return fmt.Errorf("%w: %w", ErrMemory, err)
	}
	return err
}

// reply reads a script's array answer. The first thing that is not as
// expected is kept as its error, so that a reader checks once.
type reply struct {
	items []any
	err   error
}

func (r *reply) at(i int) any {
	if i < len(r.items) {
		return r.items[i]
	}
	r.fail(i)
	return nil
}

func (r *reply) text(i int) string {
	s, ok := r.at(i).(string)
	if !ok {
		r.fail(i)
	}
	return s
}

func (r *reply) number(i int) int64 {
	n, err := strconv.ParseInt(r.text(i), 10, 64)
	if err != nil {
		r.fail(i)
	}
	return n
}

func (r *reply) list(i int) *reply {
	items, ok := r.at(i).([]any)
	if !ok {
		r.fail(i)
	}
	return &reply{items: items}
}

func (r *reply) fail(i int) {
	if r.err == nil {
		r.err = fmt.Errorf("unexpected answer from Redis at place %d", i)
	}
}
