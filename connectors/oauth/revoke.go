package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Times of a revocation. againAfter outlasts requestTime, so that two nodes
// never have the same one in hand.
const (
	revokeLife  = 24 * time.Hour   // after that the provider is not told any more
	againAfter  = time.Minute      // between two attempts
	revokeEvery = 15 * time.Second // between two looks at the queue
)

// revocation is a refresh token to be given back, as queued, sealed.
type revocation struct {
	Refresh string    `json:"refresh"`
	Until   time.Time `json:"until"`
}

func (f *Flow) revocationBinding() binding {
	return binding{bot: f.Bot, app: f.App.Fingerprint(), kind: "revocation"}
}

// queueRevocation notes that a refresh token is to be given back after in.
// The answer, which is nil when there is nothing to do, belongs to revoke or
// to the store's DropRevocation.
func (f *Flow) queueRevocation(ctx context.Context, refresh string, in time.Duration) ([]byte, error) {
	if f.Revoke == nil || refresh == "" {
		return nil, nil
	}
	plain, err := json.Marshal(revocation{refresh, f.now().Add(in + revokeLife)})
	if err != nil {
		return nil, fmt.Errorf("queue revocation: %w", err)
	}
	sealed := f.Keys.seal(plain, f.revocationBinding())
	if err := f.Store.QueueRevocation(ctx, sealed, in, in+revokeLife); err != nil {
		return nil, fmt.Errorf("queue revocation: %w", err)
	}
	return sealed, nil
}

// revoke tells the provider now. When that fails, Run tries again.
func (f *Flow) revoke(ctx context.Context, sealed []byte) {
	if sealed == nil {
		return
	}
	plain, _, err := f.Keys.open(sealed, f.revocationBinding())
	var r revocation
	if err == nil {
		err = json.Unmarshal(plain, &r)
	}
	if err == nil && f.now().Before(r.Until) {
		if err := f.Revoke(ctx, r.Refresh); err != nil {
			f.log().WarnContext(ctx, "provider was not told of a sign-out", "provider", f.App.Provider, "trouble", trouble(err))
			return
		}
	} else {
		f.log().WarnContext(ctx, "a revocation was given up", "provider", f.App.Provider)
	}
	if err := f.Store.DropRevocation(ctx, sealed); err != nil {
		f.log().WarnContext(ctx, "a revocation may be sent twice", "provider", f.App.Provider)
	}
}

// Run gives back what the provider could not be told of at once, until ctx
// ends. One on each node is enough and not too many.
func (f *Flow) Run(ctx context.Context) {
	tick := time.NewTicker(revokeEvery)
	defer tick.Stop()
	for {
		f.RevokeDue(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// RevokeDue is one look at the queue; it tries everything that is due once.
func (f *Flow) RevokeDue(ctx context.Context) {
	for f.Revoke != nil && ctx.Err() == nil {
		sealed, err := f.Store.NextRevocation(ctx, againAfter)
		if err != nil {
			if !errors.Is(err, ErrNone) && ctx.Err() == nil {
				f.log().WarnContext(ctx, "revocations not read", "provider", f.App.Provider)
			}
			return
		}
		f.revoke(ctx, sealed)
	}
}
