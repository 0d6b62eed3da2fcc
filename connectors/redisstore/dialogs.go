package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// KeepDialog keeps the file of a dialog by its hash, so that a node which
// never saw it can go on with the sessions that run it. It stays for as long
// as a session that begins now can live, and a day; call it again, at least
// daily, while new sessions may run it.
func (s *Store) KeepDialog(ctx context.Context, hash string, file []byte) error {
	if err := s.rdb.Set(ctx, s.keys.dialog(hash), file, s.total()+24*time.Hour).Err(); err != nil {
		return fmt.Errorf("keep the dialog %s: %w", hash, err)
	}
	return nil
}

// Dialog returns the file that was kept under a hash; nil when there is none.
func (s *Store) Dialog(ctx context.Context, hash string) ([]byte, error) {
	file, err := s.rdb.Get(ctx, s.keys.dialog(hash)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the dialog %s: %w", hash, err)
	}
	return file, nil
}
