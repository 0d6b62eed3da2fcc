package oauth_test

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"parley/connectors/oauth"
	"parley/engine/action"
)

// Every test with a world ends with scan, which is the larger part of SEC-14
// and SEC-16; what is here is about values in the wrong place.
func TestSEC14_ValueMovedToAnotherUser(t *testing.T) {
	toVisitors(t, func(t *testing.T, w *world) {
		w.signIn()
		anns := w.find(":token:")[0]
		bob := action.Caller{Session: "canary-session-bob", Browser: "hash-of-bobs-cookie"}
		ann := w.visitor
		w.visitor = bob
		w.signIn()
		var bobs string
		for _, key := range w.find(":token:") {
			if key != anns {
				bobs = key
			}
		}
		fields := w.rdb.HGetAll(t.Context(), anns).Val()
		if err := w.rdb.HSet(t.Context(), bobs, fields).Err(); err != nil {
			t.Fatal(err)
		}
		_, err := w.tokens.Token(t.Context(), bob)
		w.wantSignIn(err)
		if !strings.Contains(w.logs.String(), "stored token cannot be opened") {
			t.Error("not logged")
		}
		w.visitor = ann
		w.token()
	})
}

func TestSEC14_DamagedValues(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		key := w.find(":token:")[0]
		sealed := w.rdb.HGet(t.Context(), key, "b").Val()
		for _, bad := range []string{"", "\x01", "\x01\xff", "\x02" + sealed[1:], sealed[:len(sealed)-1], sealed + "x", "{}", strings.Repeat("a", 1000)} {
			w.rdb.HSet(t.Context(), key, "b", bad)
			_, err := w.tokens.Token(t.Context(), w.visitor)
			w.wantSignIn(err)
		}
		w.rdb.HSet(t.Context(), key, "b", sealed)
		w.token()
	})
}

func TestSEC15_Rotation(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		before := w.token()
		version := w.rdb.HGet(t.Context(), w.find(":token:")[0], "v").Val()
		newer := oauth.NewKey()
		old, both, only := w.node(), w.node(), w.node()
		both.flow.Keys, only.flow.Keys = mustKeys(t, newer+","+w.keys), mustKeys(t, newer)

		// Without the old key, before anything was sealed anew: a sign-in, no crash.
		_, err := only.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)

		// Rotation under load. The node with the old key only stands for one
		// that was not restarted yet; it may read until the first rewrite.
		var turns sync.WaitGroup
		for range 50 {
			turns.Go(func() {
				if got, err := both.tokens.Token(t.Context(), w.visitor); err != nil || got.Access != before.Access {
					t.Errorf("during rotation: %v", err)
				}
			})
		}
		turns.Wait()
		if got, err := only.tokens.Token(t.Context(), w.visitor); err != nil || got.Access != before.Access {
			t.Errorf("after rotation: %v", err)
		}
		if got := w.rdb.HGet(t.Context(), w.find(":token:")[0], "v").Val(); got != version {
			t.Errorf("sealing anew moved the version from %s to %s", version, got)
		}
		_, err = old.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		if n := w.provider.asked("refresh_token"); n != 0 {
			t.Errorf("%d refreshes, want none", n)
		}
	})
}

func TestSEC15_ParseKeys(t *testing.T) {
	good := oauth.NewKey()
	id, key, _ := strings.Cut(good, ":")
	if keys, err := oauth.ParseKeys(" " + good + " , " + oauth.NewKey() + ","); err != nil || strings.Contains(keys.String(), key) {
		t.Errorf("got %v, %v", keys, err)
	}
	url := strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(good)
	if _, err := oauth.ParseKeys(url); err != nil {
		t.Errorf("base64url: %v", err)
	}
	for _, bad := range []string{"", ",", key, ":" + key, id + ":", id + ":" + key[:20], "a b:" + key, good + "," + good, strings.Repeat("x", 17) + ":" + key, id + ":" + key + "AAAA"} {
		if keys, err := oauth.ParseKeys(bad); err == nil {
			t.Errorf("%q gives %v", bad, keys)
		} else if strings.Contains(err.Error(), key[:20]) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	if oauth.NewKey() == good {
		t.Error("the same key twice")
	}
}

func TestSEC16_PrintingShowsNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		token := w.token()
		_, key, _ := strings.Cut(w.keys, ":")
		w.flow.Logger.Info("all", "app", w.flow.App, "keys", w.flow.Keys, "token", token) // looked at by scan
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			text := fmt.Sprintf(verb+verb+verb, w.flow.App, w.flow.Keys, token)
			for _, secret := range []string{clientSecret, token.Access, key} {
				if hidden(secret, text) != "" {
					t.Errorf("%s shows %.12s…", verb, secret)
				}
			}
		}
	})
}

func TestSEC45_BotsDoNotShare(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		other := w.node()
		other.flow.Bot = "another" // even on the same keys of the same store
		_, err := other.tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		answer := w.consent()
		_, err = other.flow.Finish(t.Context(), w.visitor.Browser, answer)
		wantFailure(t, err, oauth.ErrExpired)
	})
}

func TestSEC15_Reseal(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		before := w.token()
		newer := oauth.NewKey()
		id, _, _ := strings.Cut(newer, ":")
		was, _, _ := strings.Cut(w.keys, ":")
		both, only := w.node(), w.node()
		both.flow.Keys, only.flow.Keys = mustKeys(t, newer+","+w.keys), mustKeys(t, newer)
		count := func(want map[string]int) {
			t.Helper()
			if got, err := only.flow.Sealed(t.Context()); err != nil || !maps.Equal(got, want) {
				t.Errorf("sealed %v, %v, want %v", got, err, want)
			}
		}
		reseal := func(n *world, done, left int) {
			t.Helper()
			if d, l, err := n.flow.Reseal(t.Context()); d != done || l != left || err != nil {
				t.Errorf("%d sealed anew, %d left, %v; want %d and %d", d, l, err, done, left)
			}
		}
		count(map[string]int{was: 1})
		reseal(only, 0, 1)
		reseal(both, 1, 0)
		reseal(both, 0, 0)
		count(map[string]int{id: 1})
		if got, err := only.tokens.Token(t.Context(), w.visitor); err != nil || got.Access != before.Access {
			t.Errorf("afterwards: %v", err)
		}
	})
}
