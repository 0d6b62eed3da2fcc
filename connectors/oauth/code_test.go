package oauth_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/connectors/oauth"
)

// unproved goes to the provider in a browser that is not known to be the
// chat's, and comes back with digits.
func (w *world) unproved(browser string) oauth.Finished {
	w.t.Helper()
	redirect, err := w.flow.StartUnproved(w.t.Context(), w.link(), browser)
	if err != nil {
		w.t.Fatal(err)
	}
	done, err := w.flow.Finish(w.t.Context(), browser, w.agree(redirect))
	if err != nil {
		w.t.Fatal(err)
	}
	if len(done.Code) != 8 || done.Account.Name != "acme.example" {
		w.t.Fatalf("got %+v, want digits and the account", done)
	}
	return done
}

func (w *world) revoked() int {
	w.provider.mu.Lock()
	defer w.provider.mu.Unlock()
	return len(w.provider.revoked)
}

// wrong is another code than that one.
func wrong(code string) string {
	if code == "12345678" {
		return "12345679"
	}
	return "12345678"
}

func TestSEC05_TypedCode(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		for _, written := range []func(string) string{
			func(s string) string { return s }, func(s string) string { return " " + s[:4] + " " + s[4:] + "\n" },
			func(s string) string { return s[:4] + "-" + s[4:] },
		} {
			done := w.unproved("hash-of-a-phones-cookie")
			if keys := w.find(":token:"); len(keys) != 0 {
				t.Fatalf("connected before the digits were typed: %v", keys)
			}
			_, err := w.node().flow.Confirm(t.Context(), "canary-session-bob", done.Code)
			wantFailure(t, err, oauth.ErrExpired)
			got, err := w.node().confirm(written(done.Code))
			if err != nil || got.Account != done.Account || got.Session != done.Session || (got.Session == "") != w.shared() {
				t.Fatalf("got %+v, %v", got, err)
			}
			w.token()
			_, err = w.confirm(done.Code)
			wantFailure(t, err, oauth.ErrExpired)
			w.dueNow()
			w.flow.RevokeDue(t.Context())
			if n := w.revoked(); n != 0 {
				t.Fatalf("%d revoked", n)
			}
			w.gone(":token:")
		}
	})
}

func TestSEC05_FiveTries(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		confirm := func(code string) error {
			_, err := w.confirm(code)
			return err
		}
		code := w.unproved("hash-of-a-phones-cookie").Code
		for range 4 {
			wantFailure(t, confirm(wrong(code)), oauth.ErrWrongCode)
		}
		wantFailure(t, confirm(wrong(code)), oauth.ErrCodeSpent)
		wantFailure(t, confirm(code), oauth.ErrExpired)
		if n := w.revoked(); n != 1 {
			t.Errorf("%d revoked, want 1", n)
		}
		if keys := w.find(":token:"); len(keys) != 0 {
			t.Errorf("stored %v", keys)
		}
	})
}

func TestSEC05_ManyTriesAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		code := w.unproved("hash-of-a-phones-cookie").Code
		var wg sync.WaitGroup
		var mu sync.Mutex
		counted := 0
		for i := range 40 {
			n := w.node()
			wg.Go(func() {
				guess := fmt.Sprintf("%08d", i)
				if guess == code {
					return
				}
				_, err := n.confirm(guess)
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, oauth.ErrWrongCode) || errors.Is(err, oauth.ErrCodeSpent) {
					counted++
				}
			})
		}
		wg.Wait()
		if counted > 5 || counted == 0 {
			t.Errorf("%d tries counted, want some, and 5 at most", counted)
		}
	})
}

func TestSEC05_FiveMinutes(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		now := time.Now()
		w.flow.Now = func() time.Time { return now }
		done := w.unproved("hash-of-a-phones-cookie")
		for _, key := range w.find(":flow:") {
			if life := w.rdb.PTTL(t.Context(), key).Val(); life > 5*time.Minute || life < 4*time.Minute {
				t.Errorf("%s lives %v", key, life)
			}
		}
		now = now.Add(5 * time.Minute)
		_, err := w.confirm(done.Code)
		wantFailure(t, err, oauth.ErrExpired)
		if n := w.revoked(); n != 1 {
			t.Errorf("%d revoked, want 1", n)
		}
	})
}

// Nobody types anything, and the node that parked the grant is gone.
func TestSEC05_ForgottenGrantIsRevoked(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.unproved("hash-of-a-phones-cookie")
		w.gone(":flow:")
		w.node().flow.RevokeDue(t.Context())
		if n := w.revoked(); n != 0 {
			t.Errorf("%d revoked while digits could be typed", n)
		}
		w.dueNow()
		w.node().flow.RevokeDue(t.Context())
		if n := w.revoked(); n != 1 {
			t.Errorf("%d revoked, want 1", n)
		}
		w.unproved("hash-of-a-phones-cookie")
		w.unproved("hash-of-a-phones-cookie") // in place of the one before
		if n := w.revoked(); n != 2 {
			t.Errorf("%d revoked, want 2", n)
		}
	})
}

// Visitors' digits can be switched off. An operator's are the only proof that
// there is, and stay.
func TestSEC05_Off(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.flow.NoCodes = true
		if w.shared() {
			w.signIn()
			w.token()
			return
		}
		_, err := w.flow.StartUnproved(t.Context(), w.link(), "hash-of-a-phones-cookie")
		wantFailure(t, err, oauth.ErrOtherBrowser)
	})
}

// A victim gets the attacker's link, or the provider's address that the
// attacker's browser was sent to.
func TestSEC04_ForwardedLink(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		const victim = "hash-of-the-victims-cookie"
		// The link: the victim agrees to everything, and sees digits that the
		// attacker does not.
		w.unproved(victim)
		_, err := w.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		asked := w.provider.asked("")

		// The provider's address, with the attacker's own proof and without.
		for _, start := range []func(link string) (string, error){
			func(link string) (string, error) { return w.start(link, w.visitor.Browser) },
			func(link string) (string, error) {
				return w.flow.StartUnproved(t.Context(), link, "hash-of-the-attackers-cookie")
			},
		} {
			for _, browser := range []string{victim, ""} {
				redirect, err := start(w.link())
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.flow.Finish(t.Context(), browser, w.agree(redirect))
				wantFailure(t, err, oauth.ErrOtherBrowser)
			}
		}
		// A state that names the victim's browser can't be made without it.
		redirect, err := w.flow.StartUnproved(t.Context(), w.link(), "hash-of-the-attackers-cookie")
		if err != nil {
			t.Fatal(err)
		}
		answer := w.agree(redirect)
		state := answer.Get("state")
		for _, forged := range []string{state[:len(state)-1] + "x", state[:len(state)-44], state[:len(state)-43]} {
			if _, err := w.flow.Finish(t.Context(), victim, url.Values{"code": answer["code"], "state": {forged}}); err == nil {
				t.Errorf("state %s is accepted", forged)
			}
		}
		if got := w.provider.asked(""); got != asked {
			t.Errorf("%d token requests, want none", got-asked)
		}
		if keys := w.find(":token:"); len(keys) != 0 {
			t.Errorf("stored %v", keys)
		}
		_, err = w.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
	})
}

func TestSEC03_BoundWindow(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		if w.shared() { // a chat can bind nothing to an operator's link
			link := w.link()
			wantFailure(t, w.flow.Bind(t.Context(), w.visitor.Session, link, oauth.BindProof(link, w.visitor.Browser)), oauth.ErrExpired)
			_, err := w.flow.Start(t.Context(), link, w.visitor.Browser)
			wantFailure(t, err, oauth.ErrOtherBrowser)
			return
		}
		const window = "hash-of-the-windows-cookie"
		w.visitor.Browser = "" // embedded, third-party cookies blocked
		link := w.link()
		proof := oauth.BindProof(link, window)
		for name, bind := range map[string]func() error{
			"another session": func() error { return w.flow.Bind(t.Context(), "canary-session-bob", link, proof) },
			"another link":    func() error { return w.flow.Bind(t.Context(), w.visitor.Session, link[:len(link)-1]+"x", proof) },
			"no link":         func() error { return w.flow.Bind(t.Context(), w.visitor.Session, "", proof) },
			"no proof":        func() error { return w.flow.Bind(t.Context(), w.visitor.Session, link, "") },
		} {
			wantFailure(t, bind(), oauth.ErrExpired)
			if _, err := w.flow.Start(t.Context(), link, window); err == nil {
				t.Fatalf("%s: bound", name)
			}
		}
		for range 2 { // the same again does no harm
			if err := w.node().flow.Bind(t.Context(), w.visitor.Session, link, proof); err != nil {
				t.Fatal(err)
			}
		}
		const later = "hash-of-another-windows-cookie"
		wantFailure(t, w.flow.Bind(t.Context(), w.visitor.Session, link, oauth.BindProof(link, later)), oauth.ErrOtherBrowser)
		_, err := w.flow.Start(t.Context(), link, later)
		wantFailure(t, err, oauth.ErrOtherBrowser)

		redirect, err := w.flow.Start(t.Context(), link, window)
		if err != nil {
			t.Fatal(err)
		}
		answer := w.agree(redirect)
		done, err := w.node().flow.Finish(t.Context(), window, answer)
		if err != nil || done.Code != "" || done.Session != w.visitor.Session {
			t.Fatalf("got %+v, %v", done, err)
		}
		w.token()
		wantFailure(t, w.flow.Bind(t.Context(), w.visitor.Session, link, proof), oauth.ErrExpired)

		// A proof is worth something for its own link only.
		next := w.link()
		if err := w.flow.Bind(t.Context(), w.visitor.Session, next, proof); err != nil {
			t.Fatal(err)
		}
		_, err = w.flow.Start(t.Context(), next, window)
		wantFailure(t, err, oauth.ErrOtherBrowser)
	})
}

func TestSEC08_Issuer(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.flow.App.Issuer = "https://issuer.example"
		for _, iss := range [][]string{nil, {""}, {"https://other.example"}, {"https://issuer.example/"}} {
			answer := w.consent()
			answer["iss"] = iss
			_, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer)
			wantFailure(t, err, oauth.ErrSettings)
		}
		answer := w.consent()
		answer["iss"] = []string{"https://issuer.example", "https://issuer.example"}
		_, err := w.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrExpired)
		if got := w.provider.asked(""); got != 0 {
			t.Errorf("%d token requests, want none", got)
		}
		answer = w.consent()
		answer.Set("iss", "https://issuer.example")
		if _, err := w.finish(w.visitor.Browser, answer); err != nil {
			t.Error(err)
		}
	})
}

func TestSEC12_AllowedAccounts(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.flow.App.Accounts = []string{"1", "2"}
		_, err := w.finish(w.visitor.Browser, w.consent())
		failure := wantFailure(t, err, oauth.ErrAccount)
		if failure.Session == "" && !w.shared() || strings.Contains(failure.Text, "acme") {
			t.Errorf("got %+v", failure)
		}
		if keys := append(w.find(":token:"), w.find(":revoke")...); len(keys) != 0 {
			t.Errorf("stored %v", keys)
		}
		if n := w.revoked(); n != 1 {
			t.Errorf("%d revoked, want 1", n)
		}
		w.flow.App.Accounts = []string{"1", "12345678"}
		if _, err := w.finish(w.visitor.Browser, w.consent()); err != nil {
			t.Error(err)
		}
	})
}
