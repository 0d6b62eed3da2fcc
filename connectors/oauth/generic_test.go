package oauth_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"parley/connectors/oauth"
	"parley/engine/action"
)

// generally runs a test against a provider that has nothing of HubSpot, in all
// four ways to use an app.
func generally(t *testing.T, test func(t *testing.T, w *world)) {
	everywhere(t, func(t *testing.T, w *world) {
		w.provider.plain = true
		app := &w.flow.App
		app.Provider, app.Title, app.Issuer = "acme-id", "Acme", w.provider.URL
		app.AuthURL, app.TokenURL = w.provider.URL+"/authorize", w.provider.URL+"/token"
		app.Scopes, app.OptionalScopes = []string{"read", "write"}, nil
		w.flow.Identify, w.flow.Revoke = nil, nil
		w.tokens = w.node().tokens
		test(t, w)
	})
}

func TestGenericProvider(t *testing.T) {
	generally(t, func(t *testing.T, w *world) {
		done := w.signIn()
		if done.Account != (action.Account{Provider: "acme-id"}) || !slices.Equal(done.Scopes, []string{"read", "write"}) {
			t.Errorf("got %+v", done)
		}
		if token := w.token(); !slices.Equal(token.Scopes, []string{"read", "write"}) || token.Expiry.IsZero() {
			t.Errorf("scopes %v, expiry %v", token.Scopes, token.Expiry)
		}
		var p *action.Problem
		err := w.tokens.SignOut(t.Context(), w.visitor)
		if w.shared() != errors.As(err, &p) {
			t.Errorf("sign-out: %v", err)
		}
	})
}

// The provider makes each refresh token worthless when it gives the next one,
// and ends all access of a sign-in when an old one comes again.
func TestSEC17_GenericProviderRotates(t *testing.T) {
	generally(t, func(t *testing.T, w *world) {
		w.signIn()
		nodes := []*world{w.node(), w.node(), w.node()}
		for round := 1; round <= 5; round++ {
			before := w.token()
			w.accessEnds()
			var turns sync.WaitGroup
			for i := range 30 {
				turns.Go(func() {
					got, err := nodes[i%3].tokens.Token(t.Context(), w.visitor)
					if err != nil || got.Access == before.Access {
						t.Errorf("round %d: %v", round, err)
					}
				})
			}
			turns.Wait()
			if n := w.provider.asked("refresh_token"); n != round {
				t.Fatalf("%d refreshes after %d rounds", n, round)
			}
		}
	})
}

// Somebody used a copy of a refresh token: the provider ends the access, and
// the user is asked, once.
func TestSEC18_GenericProviderKillsTheFamily(t *testing.T) {
	generally(t, func(t *testing.T, w *world) {
		w.signIn()
		w.provider.mu.Lock()
		for _, family := range w.provider.refresh {
			w.provider.dead[family] = true
		}
		w.provider.mu.Unlock()
		w.accessEnds()
		_, err := w.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		asked := w.provider.asked("refresh_token")
		_, err = w.node().tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		if n := w.provider.asked("refresh_token"); n != asked {
			t.Errorf("%d more refreshes of a dead token", n-asked)
		}
		w.signIn()
		w.token()
	})
}

// The answer of another provider than the one that was asked reaches neither.
func TestSEC08_GenericProviderMixUp(t *testing.T) {
	generally(t, func(t *testing.T, w *world) {
		other := newProvider(t)
		other.plain = true
		answer := w.consent()
		answer.Set("iss", other.URL)
		_, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrSettings)
		if n := w.provider.asked("") + other.asked(""); n != 0 {
			t.Errorf("%d token requests, want none", n)
		}
	})
}
