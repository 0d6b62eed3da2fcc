package oauth_test

import (
	"fmt"
	"net/http"
	"testing"

	"parley/connectors/oauth"
	"parley/engine/action"
)

func TestHubSpotIdentity(t *testing.T) {
	for name, test := range map[string]struct {
		version string
		v1      bool // the token answer names no one
		broken  bool // introspection does not work
		want    action.Account
	}{
		"dated":             {version: "2026-09", want: action.Account{ID: "12345678", Name: "acme.example", User: "ann@acme.example"}},
		"v1":                {version: "v1", v1: true, want: action.Account{ID: "12345678", Name: "acme.example", User: "ann@acme.example"}},
		"ids only":          {version: "2026-09", broken: true, want: action.Account{ID: "12345678", User: "42"}},
		"nothing but token": {version: "v1", v1: true, broken: true},
	} {
		everywhere(t, func(t *testing.T, w *world) {
			w.provider.v1 = test.v1
			if test.broken {
				w.provider.set(func(rw http.ResponseWriter, r *http.Request) bool {
					if r.PostFormValue("grant_type") != "" {
						return false
					}
					rw.WriteHeader(http.StatusInternalServerError)
					fmt.Fprint(rw, "canary-provider-words")
					return true
				})
			}
			w.flow.App.TokenURL = w.provider.URL + "/oauth/" + test.version + "/token"
			w.flow.Identify = oauth.HubSpotIdentity(w.flow.App, nil)
			w.flow.Revoke = oauth.HubSpotRevoke(w.flow.App, nil)
			test.want.Provider = "hubspot"
			if got := w.signIn().Account; got != test.want {
				t.Errorf("%s: got %+v, want %+v", name, got, test.want)
			}
			w.tokens = w.node().tokens
			if got := w.token().Account; got != test.want {
				t.Errorf("%s: stored %+v, want %+v", name, got, test.want)
			}
			if w.shared() {
				return
			}
			if err := w.tokens.SignOut(t.Context(), w.visitor); err != nil || len(w.provider.revoked) != 1 {
				t.Errorf("%s: sign-out: %v, %d revoked", name, err, len(w.provider.revoked))
			}
		})
	}
}
