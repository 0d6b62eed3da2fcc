package oauth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/connectors/oauth"
)

func TestSEC17_OneRefreshOnThreeNodes(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		old := w.token()
		w.accessEnds()

		// The provider answers only after both other nodes had to wait.
		nodes := []*world{w.node(), w.node(), w.node()}
		var waiting sync.WaitGroup
		waiting.Add(2)
		for _, n := range nodes {
			var once sync.Once
			n.tokens.Wait = func(ctx context.Context, d time.Duration) error {
				once.Do(waiting.Done)
				return shortly(ctx, d)
			}
		}
		w.provider.set(func(http.ResponseWriter, *http.Request) bool {
			waiting.Wait()
			return false
		})
		got := make([]oauth.Token, 100)
		errs := make([]error, len(got))
		var turns sync.WaitGroup
		for i := range got {
			turns.Go(func() { got[i], errs[i] = nodes[i%3].tokens.Token(t.Context(), w.visitor) })
		}
		turns.Wait()
		for i := range got {
			if errs[i] != nil {
				t.Fatalf("turn %d: %v", i, errs[i])
			}
			if got[i].Access == old.Access || got[i].Access != got[0].Access || got[i].Account != old.Account {
				t.Fatalf("turn %d got another token than turn 0", i)
			}
		}
		if n := w.provider.asked("refresh_token"); n != 1 {
			t.Errorf("%d refreshes, want 1", n)
		}
		if keys := w.find(":lease:"); len(keys) != 0 {
			t.Errorf("lease left: %v", keys)
		}
	})
}

func TestSEC17_EachLinkIsTheAskersOwn(t *testing.T) {
	toVisitors(t, func(t *testing.T, w *world) {
		w.visitor.Subject = "canary-subject-ann"
		w.signIn()
		w.accessEnds()
		second := w.visitor
		second.Session, second.Browser = "canary-session-2", "hash-2"
		w.provider.always(400, `{"error":"invalid_grant"}`)
		_, err := w.tokens.Token(t.Context(), w.visitor)
		first := w.wantSignIn(err)
		_, err = w.tokens.Token(t.Context(), second)
		if got := w.wantSignIn(err); got.Start == first.Start {
			t.Error("two chats have one link")
		}
	})
}

func TestSEC17_ExpiredIsRenewedOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		old := w.token()
		first, err := w.tokens.Expired(t.Context(), w.visitor, old.Access)
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.node().tokens.Expired(t.Context(), w.visitor, old.Access)
		if err != nil || second.Access != first.Access {
			t.Errorf("got another token, %v", err)
		}
		if n := w.provider.asked("refresh_token"); n != 1 {
			t.Errorf("%d refreshes, want 1", n)
		}
	})
}

func TestSEC17_StoreMovedOnDuringARefresh(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		w.accessEnds()
		w.provider.set(func(http.ResponseWriter, *http.Request) bool {
			if w.shared() { // nobody can sign out, but it can be found revoked
				w.gone(":token:")
			} else if err := w.tokens.SignOut(t.Context(), w.visitor); err != nil {
				t.Error(err)
			}
			return false
		})
		_, err := w.node().tokens.Token(t.Context(), w.visitor)
		w.wantSignIn(err)
		if keys := w.find(":token:"); len(keys) != 0 {
			t.Fatalf("signed out, but stored: %v", keys)
		}

		w.provider.set(nil)
		w.signIn()
		w.accessEnds()
		var newer oauth.Token
		var once sync.Once
		w.provider.set(func(_ http.ResponseWriter, r *http.Request) bool {
			if r.PostForm.Get("grant_type") == "refresh_token" {
				once.Do(func() {
					w.signIn()
					newer = w.token()
				})
			}
			return false
		})
		got, err := w.node().tokens.Token(t.Context(), w.visitor)
		if err != nil || got.Access != newer.Access {
			t.Errorf("got another token than the newest, %v", err)
		}
	})
}

// stumbling is a store whose saves go wrong.
type stumbling struct {
	oauth.Store
	lost bool // the save happens, its answer does not come
	left int  // how many more times
	dead bool // the process is gone: no lease is given back
}

var errStumbled = errors.New("connection lost")

func (s *stumbling) SaveToken(ctx context.Context, key string, was int64, t oauth.NewToken) (int64, error) {
	if s.left == 0 {
		return s.Store.SaveToken(ctx, key, was, t)
	}
	s.left--
	if s.lost {
		if _, err := s.Store.SaveToken(ctx, key, was, t); err != nil {
			return 0, err
		}
	}
	return 0, errStumbled
}

func (s *stumbling) Release(ctx context.Context, key, holder string) error {
	if s.dead {
		return errStumbled
	}
	return s.Store.Release(ctx, key, holder)
}

func TestREL12_SaveWithALostAnswer(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		for _, lost := range []bool{true, false} {
			before := w.provider.asked("refresh_token")
			w.accessEnds()
			n := w.node()
			n.flow.Store = &stumbling{Store: n.flow.Store, lost: lost, left: 2}
			got, err := n.tokens.Token(t.Context(), w.visitor)
			if err != nil {
				t.Fatal(err)
			}
			if got.Access != w.token().Access || w.provider.asked("refresh_token") != before+1 {
				t.Error("the pair that was given out is not the stored one")
			}
		}
	})
}

func TestREL09_NodeDiesBetweenAnswerAndStore(t *testing.T) {
	for _, rotate := range []bool{true, false} {
		everywhere(t, func(t *testing.T, w *world) {
			w.provider.rotate = rotate
			w.signIn()
			w.accessEnds()
			dying := w.node()
			dying.flow.Store = &stumbling{Store: dying.flow.Store, left: 1000, dead: true}
			if _, err := dying.tokens.Token(t.Context(), w.visitor); !errors.Is(err, errStumbled) {
				t.Fatalf("got %v: a pair was used that is not stored", err)
			}
			leases := w.find(":lease:")
			if len(leases) != 1 {
				t.Fatalf("leases %v", leases)
			}
			if life := w.rdb.PTTL(t.Context(), leases[0]).Val(); life <= 0 || life > 15*time.Second {
				t.Errorf("lease of a dead node lives %v", life)
			}
			// The next one waits for the end of the lease.
			next := w.node()
			next.tokens.Wait = func(context.Context, time.Duration) error {
				w.gone(":lease:")
				return nil
			}
			_, err := next.tokens.Token(t.Context(), w.visitor)
			if rotate {
				w.wantSignIn(err)
			} else if err != nil {
				t.Errorf("got %v, want a token", err)
			}
		})
	}
}

func TestREL09_NeverEndingLease(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		w.accessEnds()
		key := w.find(":token:")[0]
		_, hash, _ := cutLast(key, ":")
		if ok, err := w.flow.Store.Lease(t.Context(), hash, "somebody", time.Minute); !ok || err != nil {
			t.Fatal(ok, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := errors.New("enough")
		looks := 0
		w.tokens.Wait = func(context.Context, time.Duration) error {
			if looks++; looks > 3 {
				return gaveUp
			}
			return nil
		}
		if _, err := w.tokens.Token(ctx, w.visitor); !errors.Is(err, gaveUp) {
			t.Errorf("got %v", err)
		}
		// Who leaves early leaves alone: the refresh goes on for the others.
		entered := make(chan struct{})
		var once sync.Once
		w.tokens.Wait = func(context.Context, time.Duration) error {
			once.Do(func() { close(entered); cancel() })
			<-ctx.Done()
			w.gone(":lease:")
			return nil
		}
		if _, err := w.tokens.Token(ctx, w.visitor); !errors.Is(err, context.Canceled) && err != nil {
			t.Errorf("got %v", err)
		}
		<-entered
		if _, err := w.tokens.Token(t.Context(), w.visitor); err != nil {
			t.Errorf("got %v", err)
		}
		if n := w.provider.asked("refresh_token"); n != 1 {
			t.Errorf("%d refreshes, want 1", n)
		}
	})
}

func TestTokenWithoutRefreshOrEnd(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.provider.always(200, `{"access_token":"canary-access-only","token_type":"bearer"}`)
		w.signIn()
		if got := w.token(); got.Access != "canary-access-only" || !got.Expiry.IsZero() || got.Account.Provider != "hubspot" {
			t.Errorf("got %+v", got.Expiry)
		}
		_, err := w.tokens.Expired(t.Context(), w.visitor, "canary-access-only")
		if needed := w.wantSignIn(err); needed.Reason == "" {
			t.Error("no reason given")
		}
	})
}

// The operator learns that the shared access has ended before anybody chats.
func TestSEC18_SharedAccessIsLookedAfter(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		w.provider.set(func(rw http.ResponseWriter, _ *http.Request) bool {
			refuse(rw, "invalid_grant", "BAD_REFRESH_TOKEN")
			return true
		})
		w.accessEnds()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { // ends with ctx, or at once
			defer close(done)
			w.tokens.KeepShared(ctx)
		}()
		for until := time.Now().Add(10 * time.Second); w.shared() && !strings.Contains(w.logs.String(), "an operator must sign in again"); <-time.After(time.Millisecond) {
			if time.Now().After(until) {
				t.Fatalf("nobody noted it:\n%s", w.logs)
			}
		}
		cancel()
		<-done
		if n := w.provider.asked("refresh_token"); n != 1 && w.shared() || n != 0 && !w.shared() {
			t.Errorf("%d refreshes", n)
		}
	})
}
