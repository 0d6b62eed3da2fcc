package redisstore

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/oauth"
)

// OAuth keeps flows and tokens for package oauth. Give it a client that does
// not repeat commands by itself (MaxRetries -1).
type OAuth struct {
	rdb    redis.UniversalClient
	prefix string
}

var _ oauth.Store = (*OAuth)(nil)

// NewOAuth makes the store of one bot. The client stays the caller's to close.
func NewOAuth(rdb redis.UniversalClient, bot string) *OAuth {
	return &OAuth{rdb: rdb, prefix: oauthPrefix(bot)}
}

var (
	//go:embed oauth_flow_save.lua
	oauthFlowSaveSource string
	//go:embed oauth_flow_rewrite.lua
	oauthFlowRewriteSource string
	//go:embed oauth_flow_take.lua
	oauthFlowTakeSource string
	//go:embed oauth_token_load.lua
	oauthTokenLoadSource string
	//go:embed oauth_token_save.lua
	oauthTokenSaveSource string
	//go:embed oauth_token_rewrite.lua
	oauthTokenRewriteSource string
	//go:embed oauth_token_delete.lua
	oauthTokenDeleteSource string
	//go:embed oauth_token_mark.lua
	oauthTokenMarkSource string
	//go:embed oauth_lease.lua
	oauthLeaseSource string
	//go:embed oauth_release.lua
	oauthReleaseSource string
	//go:embed oauth_queue_put.lua
	oauthQueuePutSource string
	//go:embed oauth_queue_next.lua
	oauthQueueNextSource string

	oauthFlowSave     = redis.NewScript(oauthFlowSaveSource)
	oauthFlowRewrite  = redis.NewScript(oauthFlowRewriteSource)
	oauthFlowTake     = redis.NewScript(oauthFlowTakeSource)
	oauthTokenLoad    = redis.NewScript(oauthTokenLoadSource)
	oauthTokenSave    = redis.NewScript(oauthTokenSaveSource)
	oauthTokenRewrite = redis.NewScript(oauthTokenRewriteSource)
	oauthTokenDelete  = redis.NewScript(oauthTokenDeleteSource)
	oauthTokenMark    = redis.NewScript(oauthTokenMarkSource)
	oauthLease        = redis.NewScript(oauthLeaseSource)
	oauthRelease      = redis.NewScript(oauthReleaseSource)
	oauthQueuePut     = redis.NewScript(oauthQueuePutSource)
	oauthQueueNext    = redis.NewScript(oauthQueueNextSource)
)

// SaveFlow implements oauth.Store.
func (s *OAuth) SaveFlow(ctx context.Context, slot, mark string, sealed []byte, life time.Duration) error {
	err := oauthFlowSave.Run(ctx, s.rdb, []string{s.flowKey(slot)}, mark, sealed, life.Milliseconds()).Err()
	if err != nil {
		return fmt.Errorf("save sign-in: %w", err)
	}
	return nil
}

// PeekFlow implements oauth.Store.
func (s *OAuth) PeekFlow(ctx context.Context, slot, mark string) ([]byte, error) {
	fields, err := s.rdb.HMGet(ctx, s.flowKey(slot), "m", "b").Result()
	if err != nil {
		return nil, fmt.Errorf("look at sign-in: %w", err)
	}
	stored, _ := fields[0].(string)
	sealed, _ := fields[1].(string)
	if stored == "" || stored != mark {
		return nil, oauth.ErrNone
	}
	return []byte(sealed), nil
}

// RewriteFlow implements oauth.Store.
func (s *OAuth) RewriteFlow(ctx context.Context, slot, mark string, was, sealed []byte) error {
	err := oauthFlowRewrite.Run(ctx, s.rdb, []string{s.flowKey(slot)}, mark, was, sealed).Err()
	return oauthAnswer("rewrite sign-in", err, oauth.ErrStale)
}

// TakeFlow implements oauth.Store.
func (s *OAuth) TakeFlow(ctx context.Context, slot, mark string) ([]byte, error) {
	sealed, err := oauthFlowTake.Run(ctx, s.rdb, []string{s.flowKey(slot)}, mark).Text()
	if err != nil {
		return nil, oauthAnswer("take sign-in", err, oauth.ErrNone)
	}
	return []byte(sealed), nil
}

// DropFlow implements oauth.Store.
func (s *OAuth) DropFlow(ctx context.Context, slot string) error {
	return oauthAnswer("drop sign-in", s.rdb.Del(ctx, s.flowKey(slot)).Err(), nil)
}

// LoadToken implements oauth.Store.
func (s *OAuth) LoadToken(ctx context.Context, key string) (oauth.StoredToken, error) {
	list, err := oauthTokenLoad.Run(ctx, s.rdb, []string{s.tokenKey(key)}).StringSlice()
	if err != nil {
		return oauth.StoredToken{}, oauthAnswer("load token", err, oauth.ErrNone)
	}
	if len(list) != 4 {
		return oauth.StoredToken{}, fmt.Errorf("load token: %d values in the answer", len(list))
	}
	version, err1 := strconv.ParseInt(list[0], 10, 64)
	end, err2 := strconv.ParseInt(list[2], 10, 64)
	now, err3 := strconv.ParseInt(list[3], 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return oauth.StoredToken{}, errors.New("load token: damaged record")
	}
	return oauth.StoredToken{
		Version: version, Sealed: []byte(list[1]),
		Left: time.Duration(end-now) * time.Millisecond, Endless: end == 0,
	}, nil
}

// SaveToken implements oauth.Store.
func (s *OAuth) SaveToken(ctx context.Context, key string, was int64, t oauth.NewToken) (int64, error) {
	version, err := oauthTokenSave.Run(ctx, s.rdb, []string{s.tokenKey(key)},
		was, t.Sealed, t.Lasts.Milliseconds(), t.Life.Milliseconds(), t.Attempt, t.Mark).Int64()
	if err != nil {
		return 0, oauthAnswer("save token", err, oauth.ErrStale)
	}
	return version, nil
}

// RewriteToken implements oauth.Store.
func (s *OAuth) RewriteToken(ctx context.Context, key string, version int64, sealed []byte) error {
	err := oauthTokenRewrite.Run(ctx, s.rdb, []string{s.tokenKey(key)}, version, sealed).Err()
	return oauthAnswer("rewrite token", err, oauth.ErrStale)
}

// DeleteToken implements oauth.Store.
func (s *OAuth) DeleteToken(ctx context.Context, key string, version int64) error {
	err := oauthTokenDelete.Run(ctx, s.rdb, []string{s.tokenKey(key)}, version, oauth.MarkLife.Milliseconds()).Err()
	return oauthAnswer("delete token", err, oauth.ErrStale)
}

// MarkToken implements oauth.Store.
func (s *OAuth) MarkToken(ctx context.Context, key, mark string) error {
	err := oauthTokenMark.Run(ctx, s.rdb, []string{s.tokenKey(key)}, mark, oauth.MarkLife.Milliseconds()).Err()
	return oauthAnswer("mark token", err, nil)
}

// TokenMark implements oauth.Store.
func (s *OAuth) TokenMark(ctx context.Context, key string) (string, error) {
	mark, err := s.rdb.HGet(ctx, s.tokenKey(key), "e").Result()
	return mark, oauthAnswer("look at token", err, nil)
}

// EachToken implements oauth.Store.
func (s *OAuth) EachToken(ctx context.Context, f func(key string, t oauth.StoredToken) error) error {
	prefix := s.tokenKey("")
	return eachKey(ctx, s.rdb, globless(prefix)+"*", func(name string) error {
		key := strings.TrimPrefix(name, prefix)
		t, err := s.LoadToken(ctx, key)
		switch {
		case errors.Is(err, oauth.ErrNone):
			return nil // gone meanwhile
		case err != nil:
			return err
		}
		return f(key, t)
	})
}

// Lease implements oauth.Store.
func (s *OAuth) Lease(ctx context.Context, key, holder string, life time.Duration) (bool, error) {
	got, err := oauthLease.Run(ctx, s.rdb, []string{s.leaseKey(key)}, holder, life.Milliseconds()).Int()
	if err != nil {
		return false, fmt.Errorf("lease token: %w", err)
	}
	return got == 1, nil
}

// Release implements oauth.Store.
func (s *OAuth) Release(ctx context.Context, key, holder string) error {
	if err := oauthRelease.Run(ctx, s.rdb, []string{s.leaseKey(key)}, holder).Err(); err != nil {
		return fmt.Errorf("release token: %w", err)
	}
	return nil
}

// QueueRevocation implements oauth.Store.
func (s *OAuth) QueueRevocation(ctx context.Context, sealed []byte, in, life time.Duration) error {
	err := oauthQueuePut.Run(ctx, s.rdb, []string{s.revocationsKey()}, sealed, in.Milliseconds(), life.Milliseconds()).Err()
	return oauthAnswer("queue revocation", err, nil)
}

// NextRevocation implements oauth.Store.
func (s *OAuth) NextRevocation(ctx context.Context, again time.Duration) ([]byte, error) {
	sealed, err := oauthQueueNext.Run(ctx, s.rdb, []string{s.revocationsKey()}, again.Milliseconds()).Text()
	if err != nil {
		return nil, oauthAnswer("take revocation", err, oauth.ErrNone)
	}
	return []byte(sealed), nil
}

// DropRevocation implements oauth.Store.
func (s *OAuth) DropRevocation(ctx context.Context, sealed []byte) error {
	return oauthAnswer("drop revocation", s.rdb.ZRem(ctx, s.revocationsKey(), sealed).Err(), nil)
}

// oauthAnswer translates a script's "no" and says what was being done about a
// fault.
func oauthAnswer(doing string, err, no error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, redis.Nil):
		return no
	}
	return fmt.Errorf("%s: %w", doing, err)
}
