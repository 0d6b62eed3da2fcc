package oauth

import (
	"context"
	"errors"
	"fmt"
)

// Sealed counts the stored tokens by the id of the key that they were sealed
// with. Ids may be there that Keys does not have.
func (f *Flow) Sealed(ctx context.Context) (map[string]int, error) {
	count := map[string]int{}
	err := f.Store.EachToken(ctx, func(_ string, t StoredToken) error {
		count[keyOf(t.Sealed)]++
		return nil
	})
	return count, err
}

// Reseal seals every stored token anew that was not sealed with the first key.
// Servers may be at work meanwhile. left counts those that can't be opened:
// their key is not given, or they belong to another app.
func (f *Flow) Reseal(ctx context.Context) (done, left int, err error) {
	err = f.Store.EachToken(ctx, func(key string, t StoredToken) error {
		plain, stale, err := f.Keys.open(t.Sealed, f.tokenBinding(key))
		switch {
		case err != nil:
			left++
			return nil
		case !stale:
			return nil
		}
		err = f.Store.RewriteToken(ctx, key, t.Version, f.Keys.seal(plain, f.tokenBinding(key)))
		if errors.Is(err, ErrStale) {
			return nil // saved anew meanwhile, by whatever key its server seals with
		}
		if err != nil {
			return fmt.Errorf("seal anew: %w", err)
		}
		done++
		return nil
	})
	return done, left, err
}
