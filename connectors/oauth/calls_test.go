package oauth_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/connectors/oauth"
	"parley/engine/action"
)

func TestSEC09_RedirectsAreNotFollowed(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		var hits atomic.Int64
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
		defer elsewhere.Close()
		w.signIn()
		before := w.token()
		w.provider.set(func(rw http.ResponseWriter, r *http.Request) bool {
			http.Redirect(rw, r, elsewhere.URL, http.StatusTemporaryRedirect)
			return true
		})
		_, err := w.tokens.Expired(t.Context(), w.visitor, before.Access)
		wantDown(t, err)
		_, err = w.flow.Finish(t.Context(), w.visitor.Browser, w.consent())
		wantFailure(t, err, oauth.ErrSettings)
		if got := hits.Load(); got != 0 {
			t.Errorf("%d requests followed the redirect", got)
		}
		if !strings.Contains(w.logs.String(), "token_url") {
			t.Error("the log does not name the setting")
		}
		if got := w.token(); got.Access != before.Access {
			t.Error("the token was lost")
		}
	})
}

func TestSEC09_EndlessBodyIsCut(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		stopped := make(chan int, 4)
		w.provider.set(func(rw http.ResponseWriter, _ *http.Request) bool {
			rw.Header().Set("Content-Type", "application/json")
			chunk, sent := []byte(strings.Repeat(" ", 64<<10)), 0
			for sent < 1<<30 {
				n, err := rw.Write(chunk)
				sent += n
				if err != nil {
					break
				}
			}
			stopped <- sent
			return true
		})
		_, err := w.flow.Finish(t.Context(), w.visitor.Browser, w.consent())
		if failure := wantFailure(t, err, oauth.ErrProvider); failure.Session != w.visitor.Session && !w.shared() {
			t.Errorf("got session %q", failure.Session)
		}
		if sent := <-stopped; sent > 64<<20 {
			t.Errorf("took %d bytes", sent)
		}
	})
}

func TestSEC09_RefusedCodeIsSentOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		answer := w.consent()
		answer.Set("code", "not-a-code")
		_, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrExpired)
		if got := w.provider.asked(""); got != 1 {
			t.Errorf("the code was sent %d times", got)
		}
	})
}

func TestSEC09_OnlyHTTPS(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		for _, address := range []string{"http://provider.example/token", "ftp://127.0.0.1/token", strings.Replace(w.provider.URL, "http://", "http://user:pw@", 1)} {
			bad := w.node()
			bad.flow.App.TokenURL = address
			_, err := bad.flow.Finish(t.Context(), w.visitor.Browser, bad.consent())
			wantFailure(t, err, oauth.ErrSettings)
		}
		if got := w.provider.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
	})
}

func TestSEC10_WhatTheProviderAnswers(t *testing.T) {
	const evil = "canary-provider-words<script>alert(1)</script>"
	everywhere(t, func(t *testing.T, w *world) {
		for code, want := range map[string]oauth.FailureKind{
			"access_denied": oauth.ErrDenied, "server_error": oauth.ErrProvider, "temporarily_unavailable": oauth.ErrProvider,
			"invalid_scope": oauth.ErrSettings, "unauthorized_client": oauth.ErrSettings, evil: oauth.ErrProvider, "": oauth.ErrProvider,
		} {
			q := url.Values{
				"state": {w.consent().Get("state")}, "error": {code},
				"error_description": {strings.Repeat(evil, 3000)}, "error_uri": {"javascript:alert(1)"},
			}
			_, err := w.flow.Finish(t.Context(), w.visitor.Browser, q)
			failure := wantFailure(t, err, want)
			if strings.Contains(failure.Text+failure.Error(), "script") {
				t.Errorf("%s: %s", failure.Error(), failure.Text)
			}
			if !w.shared() && failure.Session != w.visitor.Session {
				t.Errorf("%q: got session %q", code, failure.Session)
			}
			_, err = w.flow.Finish(t.Context(), w.visitor.Browser, q)
			wantFailure(t, err, oauth.ErrExpired)
		}
		if strings.Contains(w.logs.String(), "script") {
			t.Error("the provider's words are in the log")
		}
		if got := w.provider.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
	})
}

// answers of a token endpoint, and what each means for a sign-in and a refresh.
var answers = []struct {
	name   string
	status int
	body   string
	finish oauth.FailureKind
	ends   bool   // the refresh token is worth nothing any more
	names  string // what the operator's log line names
}{
	{"code", 400, `{"error":"invalid_grant","status":"BAD_AUTH_CODE","message":"canary-provider-words"}`, oauth.ErrExpired, true, ""},
	{"refresh token", 400, `{"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"}`, oauth.ErrExpired, true, ""},
	{"rfc only", 401, `{"error":"invalid_grant"}`, oauth.ErrExpired, true, ""},
	{"account gone", 400, `{"error":"access_denied","status":"BAD_HUB"}`, oauth.ErrExpired, true, ""},
	{"secret", 400, `{"error":"invalid_client","status":"BAD_CLIENT_SECRET"}`, oauth.ErrSettings, false, "client_secret"},
	{"client", 400, `{"error":"invalid_client","status":"BAD_CLIENT_ID"}`, oauth.ErrSettings, false, "client_id"},
	{"redirect", 400, `{"error":"invalid_request","status":"BAD_REDIRECT_URI"}`, oauth.ErrSettings, false, "public_url"},
	{"not there", 404, `<html>canary-provider-words</html>`, oauth.ErrSettings, false, "token_url"},
	{"html", 502, `<html>canary-provider-words invalid_grant</html>`, oauth.ErrProvider, false, ""},
	{"5xx with a grant error", 503, `{"error":"invalid_grant","status":"BAD_REFRESH_TOKEN"}`, oauth.ErrProvider, false, ""},
	{"429", 429, `{"error":"invalid_grant"}`, oauth.ErrProvider, false, ""},
	{"400 html", 400, `<html>canary-provider-words</html>`, oauth.ErrProvider, false, ""},
	{"400 unknown", 400, `{"error":"canary-provider-words"}`, oauth.ErrProvider, false, ""},
	{"400 wrong types", 400, `{"error":{"a":1},"status":[]}`, oauth.ErrProvider, false, ""},
	{"empty 200", 200, ``, oauth.ErrProvider, false, ""},
	{"200 without token", 200, `{"token_type":"bearer"}`, oauth.ErrProvider, false, ""},
	{"truncated", 200, `{"access_token":"canary-provider-words`, oauth.ErrProvider, false, ""},
	{"hung up", 0, ``, oauth.ErrProvider, false, ""},
}

func (p *provider) always(status int, body string) {
	p.set(func(w http.ResponseWriter, _ *http.Request) bool {
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	})
}

func TestFinishTellsFailuresApart(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		for _, a := range answers {
			back := w.consent()
			w.provider.always(a.status, a.body)
			_, err := w.flow.Finish(t.Context(), w.visitor.Browser, back)
			var failure *oauth.Failure
			if !errors.As(err, &failure) || failure.Kind != a.finish {
				t.Errorf("%s: got %v, want %v", a.name, err, a.finish)
			}
			if !strings.Contains(w.logs.String(), a.names) {
				t.Errorf("%s: the log does not name %s", a.name, a.names)
			}
		}
	})
}

func TestSEC18_OnlyARefusalEndsAToken(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		for _, a := range answers {
			w.provider.set(nil)
			w.signIn()
			before := w.token()
			w.accessEnds()
			w.provider.always(a.status, a.body)
			_, err := w.tokens.Token(t.Context(), w.visitor)
			if !a.ends {
				wantDown(t, err)
				w.provider.set(nil)
				after := w.token()
				if after.Access == before.Access {
					t.Errorf("%s: not renewed afterwards", a.name)
				}
				continue
			}
			if needed := w.wantSignIn(err); needed.Reason == "" {
				t.Errorf("%s: no reason given", a.name)
			}
			if keys := w.find(":token:"); len(keys) != 0 {
				t.Errorf("%s: still stored: %v", a.name, keys)
			}
			_, err = w.tokens.Token(t.Context(), w.visitor)
			if needed := w.wantSignIn(err); needed.Reason != "" {
				t.Errorf("%s: reason given twice: %s", a.name, needed.Reason)
			}
		}
	})
}

func TestOutageWhileTheTokenStillWorks(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.provider.lasts = 100 // half of it is less than a minute
		w.signIn()
		before := w.token()
		w.accessLeft(t, "40000")
		w.provider.always(503, "")
		if got := w.token(); got.Access != before.Access {
			t.Error("another token")
		}
		w.provider.set(nil)
		if got := w.token(); got.Access == before.Access {
			t.Error("not renewed ahead of its end")
		}
	})
}

func TestRevoked(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		old := w.token()
		fresh, err := w.tokens.Expired(t.Context(), w.visitor, old.Access)
		if err != nil {
			t.Fatal(err)
		}
		wantDown(t, w.tokens.Revoked(t.Context(), w.visitor, old.Access, "Gone."))
		if got := w.token(); got.Access != fresh.Access {
			t.Error("an old token took the new one with it")
		}
		if needed := w.wantSignIn(w.tokens.Revoked(t.Context(), w.visitor, fresh.Access, "Gone.")); needed.Reason != "Gone." {
			t.Errorf("got reason %q", needed.Reason)
		}
		if keys := w.find(":token:"); len(keys) != 0 {
			t.Errorf("still stored: %v", keys)
		}
	})
}

func TestSEC11_SharedTokenIsNotTheUsers(t *testing.T) {
	onStores(t, func(t *testing.T, s server) {
		w := newWorld(t, s, oauth.System, oauth.Preauthorized)
		w.signIn()
		before := w.token()
		needed, err := w.flow.Begin(t.Context(), w.visitor, "")
		if err != nil {
			t.Fatal(err)
		}
		w.wantSignIn(needed)
		if flows := w.find(":flow:"); len(flows) != 0 {
			t.Errorf("a chat user has a link: %v", flows)
		}
		var p *action.Problem
		if err := w.tokens.SignOut(t.Context(), w.visitor); !errors.As(err, &p) || p.Kind != action.Forbidden {
			t.Errorf("sign-out: %v", err)
		}
		bob := action.Caller{Session: "canary-session-bob", Subject: "bob"}
		if got, err := w.tokens.Token(t.Context(), bob); err != nil || got.Access != before.Access {
			t.Errorf("another chat gets %v, %v", got, err)
		}
	})
}

func TestSEC19_SignOut(t *testing.T) {
	toVisitors(t, func(t *testing.T, w *world) {
		w.signIn()
		other := w.node()
		other.token()
		if err := w.tokens.SignOut(t.Context(), w.visitor); err != nil {
			t.Fatal(err)
		}
		_, err := other.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		if len(w.provider.revoked) != 1 || !strings.HasPrefix(w.provider.revoked[0], "canary-refresh-") {
			t.Errorf("revoked %d tokens", len(w.provider.revoked))
		}
		if keys := w.find(":revoke"); len(keys) != 0 {
			t.Errorf("still queued: %v", keys)
		}
	})
}

func TestSEC19_RevocationIsTriedAgain(t *testing.T) {
	toVisitors(t, func(t *testing.T, w *world) {
		now := time.Now()
		w.flow.Now = func() time.Time { return now }
		for _, late := range []bool{false, true} {
			n := w.node()
			w.signIn()
			w.provider.refuseRevocations(true)
			if err := n.tokens.SignOut(t.Context(), w.visitor); err != nil {
				t.Errorf("revocation refused: %v", err)
			}
			_, err := w.node().tokens.Token(t.Context(), w.visitor)
			w.wantSignIn(err)
			before := len(w.provider.revoked)
			w.node().flow.RevokeDue(t.Context()) // not due yet
			w.dueNow()
			w.node().flow.RevokeDue(t.Context()) // due, and refused again
			w.provider.refuseRevocations(false)
			w.node().flow.RevokeDue(t.Context()) // not due again
			if got := len(w.provider.revoked) - before; got != 0 {
				t.Fatalf("%d revoked too early", got)
			}
			want := 1
			if late {
				now = now.Add(25 * time.Hour)
				want = 0
			}
			w.dueNow()
			w.node().flow.RevokeDue(t.Context())
			w.dueNow()
			w.node().flow.RevokeDue(t.Context())
			if got := len(w.provider.revoked) - before; got != want {
				t.Errorf("late %v: %d revoked, want %d", late, got, want)
			}
			if keys := w.find(":revoke"); len(keys) != 0 {
				t.Errorf("still queued: %v", keys)
			}
		}
	})
}
