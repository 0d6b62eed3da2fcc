package redisstore

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// LogTo sends the client library's own remarks (a connection that could not be
// made, and the like) to a logger at level debug instead of standard error.
// Whatever matters comes back as an error as well. The library has one logger
// for the whole process: call this once, before the first client is made.
func LogTo(logger *slog.Logger) { redis.SetLogger(remarks{logger}) }

type remarks struct{ to *slog.Logger }

func (r remarks) Printf(ctx context.Context, format string, args ...any) {
	r.to.DebugContext(ctx, "redis client", "remark", fmt.Sprintf(format, args...))
}
