package redisstore

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// runAndWait runs a script and waits until enough replicas have what it
// wrote. Both travel in one pipeline: WAIT is about the writes of its own
// connection, and a pipeline has one.
func (s *Store) runAndWait(ctx context.Context, script *redis.Script, keys []string, args []any) (any, error) {
	var client redis.Cmdable = s.rdb
	if cluster, ok := s.rdb.(*redis.ClusterClient); ok {
		// WAIT names no key, so a cluster client could send it anywhere.
		master, err := cluster.MasterForKey(ctx, keys[0])
		if err != nil {
			return nil, err
		}
		client = master
	}
	status, confirmed, err := s.pipeAndWait(ctx, client, func(p redis.Pipeliner) *redis.Cmd {
		return script.EvalSha(ctx, p, keys, args...)
	})
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		status, confirmed, err = s.pipeAndWait(ctx, client, func(p redis.Pipeliner) *redis.Cmd {
			return script.Eval(ctx, p, keys, args...)
		})
	}
	if err != nil {
		return nil, explain(err)
	}
	if status == "ok" && confirmed < int64(s.Replicas) {
		return nil, fmt.Errorf("%w: %d of %d", ErrReplicas, confirmed, s.Replicas)
	}
	return status, nil
}

func (s *Store) pipeAndWait(ctx context.Context, client redis.Cmdable, call func(redis.Pipeliner) *redis.Cmd) (any, int64, error) {
	pipe := client.Pipeline()
	called := call(pipe)
	waited := pipe.Do(ctx, "WAIT", s.Replicas, or(s.ReplicaWait, 500*time.Millisecond).Milliseconds())
	_, err := pipe.Exec(ctx)
	confirmed, _ := waited.Val().(int64) // nil, and so 0, after an error
	return called.Val(), confirmed, err
}
