package oauth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"parley/connectors/oauth"
	"parley/engine/action"
)

// A thousand visitors sign in at once, and each has the access that was given
// for their own consent, and nobody else's.
func TestSEC22_ThousandTokens(t *testing.T) {
	onStores(t, func(t *testing.T, s server) { // once: what tells people apart is the same with every app
		w := newWorld(t, s, oauth.Custom, oauth.User)
		const visitors = 1000
		var mu sync.Mutex
		accounts := map[string]string{} // by access token: who it was given to
		given := map[string]bool{}
		nodes := []*world{w.node(), w.node(), w.node()}
		work := make(chan int)
		var done sync.WaitGroup
		for range 16 {
			done.Go(func() {
				for i := range work {
					n := nodes[i%3]
					c := action.Caller{Session: fmt.Sprintf("session-%d", i), Browser: fmt.Sprintf("browser-%d", i)}
					token, err := n.whole(t, c)
					if err != nil {
						t.Errorf("visitor %d: %v", i, err)
						continue
					}
					mu.Lock()
					if given[token] {
						t.Errorf("visitor %d has the access of %s", i, accounts[token])
					}
					given[token], accounts[token] = true, c.Session
					mu.Unlock()
				}
			})
		}
		for i := range visitors {
			work <- i
		}
		close(work)
		done.Wait()
		// On every node each still has their own.
		for i := range visitors {
			c := action.Caller{Session: fmt.Sprintf("session-%d", i), Browser: "another"}
			token, err := nodes[(i+1)%3].tokens.Token(t.Context(), c)
			if err != nil || accounts[token.Access] != c.Session {
				t.Fatalf("visitor %d: access of %q, %v", i, accounts[token.Access], err)
			}
		}
		// Looking for each secret in each key would take minutes.
		w.provider.mu.Lock()
		defer w.provider.mu.Unlock()
		w.provider.secrets = w.provider.secrets[:20]
	})
}

// whole goes the whole way of a sign-in and gives the access.
func (w *world) whole(t *testing.T, c action.Caller) (string, error) {
	needed, err := w.flow.Begin(t.Context(), c, "")
	if err != nil {
		return "", err
	}
	start, err := url.Parse(needed.Start)
	if err != nil {
		return "", err
	}
	redirect, err := w.flow.Start(t.Context(), start.Query().Get("flow"), c.Browser)
	if err != nil {
		return "", err
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.Get(redirect)
	if err != nil {
		return "", err
	}
	res.Body.Close()
	back, err := res.Location()
	if err != nil {
		return "", err
	}
	if _, err := w.flow.Finish(t.Context(), c.Browser, back.Query()); err != nil {
		return "", err
	}
	token, err := w.tokens.Token(t.Context(), c)
	return token.Access, err
}
