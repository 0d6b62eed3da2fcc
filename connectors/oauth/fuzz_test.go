package oauth_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"parley/connectors/oauth"
)

// empty is a store in which nothing is found. What is not asked for here must
// not be asked for at all.
type empty struct {
	oauth.Store
	t *testing.T
}

func (e empty) PeekFlow(ctx context.Context, slot, mark string) ([]byte, error) {
	return e.TakeFlow(ctx, slot, mark)
}

func (e empty) TakeFlow(_ context.Context, slot, mark string) ([]byte, error) {
	if strings.Trim(slot+mark, "0123456789abcdef") != "" || len(slot) != 32 || len(mark) != 64 {
		e.t.Errorf("foreign text reaches the store's names: %q, %q", slot, mark)
	}
	return nil, oauth.ErrNone
}

func FuzzCallback(f *testing.F) {
	state := strings.Repeat("0a", 16) + "." + strings.Repeat("A", 43)
	for _, seed := range []string{
		"", "state=" + state + "&code=c", "state=" + state + "&state=" + state, "error=access_denied&state=" + state,
		"state=%00&code=%0d%0a", "state=" + state + "%20", "state[]=" + state, ";;&=&state",
	} {
		f.Add(seed, "browser")
	}
	keys, err := oauth.ParseKeys(oauth.NewKey())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query, browser string) {
		flow := oauth.Flow{App: goodApp(), Keys: keys, Store: empty{t: t}}
		q, _ := url.ParseQuery(query) // what could be read is used, as net/http does
		if _, err := flow.Finish(t.Context(), browser, q); !errors.Is(err, oauth.ErrExpired) {
			t.Errorf("got %v", err)
		}
		if _, err := flow.Start(t.Context(), q.Get("state"), browser); !errors.Is(err, oauth.ErrExpired) {
			t.Errorf("got %v", err)
		}
	})
}
