package oauth_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/connectors/oauth"
	"parley/engine/action"
)

func TestSignInYieldsAToken(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		_, err := w.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		done := w.signIn()
		want := action.Account{Provider: "hubspot", ID: "12345678", Name: "acme.example", User: "ann@acme.example"}
		if done.Account != want || done.Operator != (w.flow.App.Authorization == oauth.Preauthorized) {
			t.Errorf("got %+v, want account %+v", done, want)
		}
		if !done.Operator && done.Session != w.visitor.Session {
			t.Errorf("got session %q", done.Session)
		}
		token := w.token()
		if token.Account != want || !strings.HasPrefix(token.Access, "canary-access-") || len(token.Scopes) != 2 {
			t.Errorf("got %+v", token.Account)
		}
		if left := time.Until(token.Expiry); left < 29*time.Minute || left > 30*time.Minute {
			t.Errorf("token lasts %v", left)
		}
	})
}

func TestSEC01_StateWorksOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		answer := w.consent()
		if _, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer); err != nil {
			t.Fatal(err)
		}
		if _, err := w.node().flow.Finish(t.Context(), w.visitor.Browser, answer); err == nil {
			t.Fatal("replayed callback was accepted")
		} else {
			wantFailure(t, err, oauth.ErrExpired)
		}
		if got := w.provider.asked(""); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
	})
}

func TestSEC01_TwoCallbacksAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		nodes := []*world{w.node(), w.node()}
		for round := 1; round <= 10; round++ {
			answer := w.consent()
			var start, end sync.WaitGroup
			start.Add(1)
			errs := make([]error, len(nodes))
			for i, n := range nodes {
				end.Go(func() {
					start.Wait()
					_, errs[i] = n.flow.Finish(t.Context(), w.visitor.Browser, answer)
				})
			}
			start.Done()
			end.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("got %v and %v, want one success", errs[0], errs[1])
			}
			if got := w.provider.asked(""); got != round {
				t.Fatalf("%d token requests after %d sign-ins", got, round)
			}
		}
	})
}

func TestSEC01_DamagedStates(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		answer := w.consent()
		state, seen := answer.Get("state"), ""
		if w.shared() { // the last part is the browser's
			seen = state[len(state)-44:]
			state = state[:len(state)-44]
		}
		if _, random, _ := strings.Cut(state, "."); len(random) != 43 {
			t.Errorf("state %q does not hold 256 bits", state)
		} else if raw, err := base64.RawURLEncoding.DecodeString(random); err != nil || len(raw) != 32 {
			t.Errorf("state %q: %v", state, err)
		}
		bad := map[string]url.Values{
			"missing": {"code": answer["code"]}, "empty": {"code": answer["code"], "state": {""}},
			"twice":        {"code": answer["code"], "state": {state, state}},
			"code twice":   {"code": {answer.Get("code"), "x"}, "state": {state}},
			"long":         {"code": answer["code"], "state": {strings.Repeat("a", 1<<20)}},
			"no secret":    {"code": answer["code"], "state": {state[:33]}},
			"long code":    {"code": {strings.Repeat("c", 5000)}, "state": {state}},
			"of link":      {"code": answer["code"], "state": {w.flow.App.StartURL(state)}},
			"wildcard":     {"code": answer["code"], "state": {strings.Repeat("*", 32) + state[32:]}},
			"line feed":    {"code": answer["code"], "state": {state + "\r\n"}},
			"null byte":    {"code": answer["code"], "state": {state + "\x00"}},
			"error, twice": {"error": {"access_denied", "access_denied"}, "state": {state}},
		}
		for i := range len(state) {
			changed := []byte(state)
			changed[i] ^= 1
			bad["changed at "+string(rune('a'+i%26))+state[:i]] = url.Values{"code": answer["code"], "state": {string(changed) + seen}}
		}
		for name, q := range bad {
			if _, err := w.flow.Finish(t.Context(), w.visitor.Browser, q); err == nil {
				t.Fatalf("%s: accepted", name)
			} else {
				wantFailure(t, err, oauth.ErrExpired)
			}
		}
		if got := w.provider.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
		if keys := w.find(":token:"); len(keys) != 0 {
			t.Errorf("stored %v", keys)
		}
		// None of that used up the flow.
		if _, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer); err != nil {
			t.Error(err)
		}
	})
}

func TestSEC01_TenMinutes(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		answer := w.consent()
		flows := w.find(":flow:")
		if len(flows) != 1 {
			t.Fatalf("flows %v", flows)
		}
		life := w.rdb.PTTL(t.Context(), flows[0]).Val()
		if life <= 9*time.Minute || life > 10*time.Minute {
			t.Errorf("flow lives %v", life)
		}
		w.gone(":flow:")
		_, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrExpired)
		if got := w.provider.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
	})
}

func TestSEC02_EveryFlowHasItsOwnChallenge(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		seen := map[string]bool{}
		for range 100 {
			redirect, err := w.start(w.link(), w.visitor.Browser)
			if err != nil {
				t.Fatal(err)
			}
			u, _ := url.Parse(redirect)
			q := u.Query()
			if q.Get("code_challenge_method") != "S256" || q.Has("code_verifier") || strings.Contains(redirect, "plain") {
				t.Fatalf("got %s", u.Query())
			}
			seen[q.Get("code_challenge")] = true
		}
		if len(seen) != 100 {
			t.Errorf("%d different challenges, want 100", len(seen))
		}
	})
}

func TestSEC02_CodeOfAnotherFlow(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		first := w.consent()
		second := w.consent()
		second.Set("code", first.Get("code"))
		_, err := w.flow.Finish(t.Context(), w.visitor.Browser, second)
		failure := wantFailure(t, err, oauth.ErrExpired)
		if failure.Session != "" && failure.Session != w.visitor.Session {
			t.Errorf("got session %q", failure.Session)
		}
		if keys := w.find(":token:"); len(keys) != 0 {
			t.Errorf("stored %v", keys)
		}
	})
}

func TestSEC03_OnlyTheBrowserOfTheChat(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		link := w.link()
		for _, other := range []string{"", "hash-of-bobs-cookie", w.visitor.Browser + "x", w.visitor.Browser[1:]} {
			_, err := w.flow.Start(t.Context(), link, other)
			wantFailure(t, err, oauth.ErrOtherBrowser)
		}
		for _, other := range []string{"", "hash-of-bobs-cookie"} {
			answer := w.consent()
			_, err := w.flow.Finish(t.Context(), other, answer)
			if failure := wantFailure(t, err, oauth.ErrOtherBrowser); failure.Session != "" {
				t.Errorf("told about session %q", failure.Session)
			}
			// The state is used up: the right browser gets nothing from it either.
			_, err = w.flow.Finish(t.Context(), w.visitor.Browser, answer)
			wantFailure(t, err, oauth.ErrExpired)
		}
		if got := w.provider.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
	})
}

func TestSEC03_ChatWithoutABrowser(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.visitor.Browser = ""
		_, err := w.flow.Start(t.Context(), w.link(), "")
		wantFailure(t, err, oauth.ErrOtherBrowser)
	})
}

func TestSEC06_OpeningTheLinkCostsNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		link := w.link()
		for range 20 {
			_, err := w.flow.Start(t.Context(), link, "")
			wantFailure(t, err, oauth.ErrOtherBrowser)
		}
		var redirect string
		for range 3 {
			var err error
			if redirect, err = w.start(link, w.visitor.Browser); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.flow.Finish(t.Context(), w.visitor.Browser, w.agree(redirect)); err != nil {
			t.Fatal(err)
		}
		_, err := w.start(link, w.visitor.Browser)
		wantFailure(t, err, oauth.ErrExpired)
	})
}

func TestSEC06_NewerLinkKillsOlder(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		old := w.link()
		answer := w.consent()
		_, err := w.start(old, w.visitor.Browser)
		wantFailure(t, err, oauth.ErrExpired)
		w.link()
		_, err = w.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrExpired)
		if got := len(w.find(":flow:")); got != 1 {
			t.Errorf("%d flows stored, want 1", got)
		}
	})
}

func TestSEC07_NoParameterChoosesWhereToGo(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		link := w.link()
		want, err := w.start(link, w.visitor.Browser)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(want, w.flow.App.AuthURL+"?") {
			t.Errorf("leads to %s", want)
		}
		for _, evil := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "\r\nLocation: https://evil.example", "&redirect_uri=https://evil.example", "?next=//evil.example"} {
			for _, flow := range []string{evil, link + evil, evil + link} {
				if got, err := w.start(flow, w.visitor.Browser); err == nil {
					t.Errorf("flow %q leads to %s", flow, got)
				}
			}
			q := w.consent()
			for _, name := range []string{"next", "return_to", "redirect_uri", "url", "iss"} {
				q.Set(name, evil)
			}
			if _, err := w.flow.Finish(t.Context(), w.visitor.Browser, q); err != nil {
				t.Error(err)
			}
		}
		w.provider.mu.Lock()
		defer w.provider.mu.Unlock()
		for _, r := range w.provider.requests {
			if got := r.PostForm.Get("redirect_uri"); got != w.flow.App.CallbackURL() {
				t.Errorf("sent redirect_uri %q", got)
			}
		}
	})
}

func TestSEC08_AppsDoNotMix(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		answer := w.consent()
		other := newProvider(t)
		b := w.node()
		b.flow.App.Provider = "other"
		b.flow.App.TokenURL = other.URL + "/oauth/2026-09/token"
		_, err := b.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrExpired)
		if got := w.provider.asked("") + other.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
		w.signIn()
		for name, change := range map[string]func(*oauth.App){
			"token_url": func(a *oauth.App) { a.TokenURL = other.URL + "/oauth/v1/token" },
			"client_id": func(a *oauth.App) { a.ClientID = "another" }, "api_base": func(a *oauth.App) { a.APIBase = other.URL },
			"authorize_url": func(a *oauth.App) { a.AuthURL = other.URL },
		} {
			changed := w.node()
			change(&changed.flow.App)
			if _, err := changed.tokens.Token(t.Context(), w.visitor); err == nil {
				t.Errorf("%s changed: the old token is used", name)
			} else {
				w.wantSignIn(err)
			}
		}
	})
}
