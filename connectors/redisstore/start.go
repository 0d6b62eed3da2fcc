package redisstore

import (
	"fmt"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// StartInProcess starts a Redis of our own inside this process, for trying
// things out and for tests. Nothing in it survives the process. It listens on
// a loopback port; stop ends it and closes the client.
func StartInProcess() (client redis.UniversalClient, stop func(), err error) {
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true) // keys age with the clock; by itself they never would
	if err := server.Start(); err != nil {
		return nil, nil, fmt.Errorf("start a Redis inside this process: %w", err)
	}
	options := &redis.Options{Addr: server.Addr()}
	tune(options)
	rdb := redis.NewClient(options)
	return rdb, func() {
		_ = rdb.Close() // nothing to lose
		server.Close()
	}, nil
}
