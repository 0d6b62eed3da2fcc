package redisstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"parley/connectors/oauth"
	"parley/connectors/redisstore/redistest"
)

func TestOAuthStore(t *testing.T) {
	for name, dial := range map[string]func(*testing.T) string{
		"memory": func(t *testing.T) string { return miniredis.RunT(t).Addr() },
		"redis":  func(t *testing.T) string { return redistest.Start(t) },
	} {
		t.Run(name, func(t *testing.T) {
			address := dial(t)
			connect := func() *redis.Client {
				rdb := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1})
				t.Cleanup(func() { rdb.Close() })
				return rdb
			}
			for i, part := range oauthSuite {
				t.Run(part.name, func(t *testing.T) {
					bot := fmt.Sprintf("bot:%d{}", i)
					part.test(t, oauthPair{connect(), NewOAuth(connect(), bot), NewOAuth(connect(), bot)})
				})
			}
		})
	}
}

// oauthPair is the same store as two nodes see it.
type oauthPair struct {
	rdb  *redis.Client
	a, b *OAuth
}

var oauthSuite = []struct {
	name string
	test func(*testing.T, oauthPair)
}{
	{"flow", oauthFlow}, {"flow is taken once", oauthFlowOnce}, {"flow ages out", oauthFlowAge},
	{"token", oauthToken}, {"versions", oauthVersions}, {"repeated save", oauthRepeated}, {"rewrite", oauthRewritten},
	{"lives", oauthLives}, {"lease", oauthLeased}, {"lease is one's", oauthLeaseRace}, {"scripts flushed", oauthFlushed},
	{"flow is rewritten", oauthFlowRewritten}, {"revocations", oauthRevocations}, {"each token", oauthEach},
	{"mark", oauthMarked},
}

func oauthFlow(t *testing.T, p oauthPair) {
	ctx := t.Context()
	_, err := p.a.PeekFlow(ctx, "slot", "m1")
	oauthWant(t, err, oauth.ErrNone)
	_, err = p.a.TakeFlow(ctx, "slot", "m1")
	oauthWant(t, err, oauth.ErrNone)
	sealed := []byte("\x00binary\xff\r\n")
	oauthWant(t, p.a.SaveFlow(ctx, "slot", "m1", sealed, time.Minute), nil)
	for range 3 {
		got, err := p.b.PeekFlow(ctx, "slot", "m1")
		if err != nil || !slices.Equal(got, sealed) {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	for _, wrong := range []string{"m2", "", "M1"} {
		_, err = p.b.PeekFlow(ctx, "slot", wrong)
		oauthWant(t, err, oauth.ErrNone)
		_, err = p.b.TakeFlow(ctx, "slot", wrong)
		oauthWant(t, err, oauth.ErrNone)
	}
	oauthWant(t, p.a.SaveFlow(ctx, "slot", "m2", []byte("two"), time.Minute), nil)
	_, err = p.b.TakeFlow(ctx, "slot", "m1")
	oauthWant(t, err, oauth.ErrNone)
	got, err := p.b.TakeFlow(ctx, "slot", "m2")
	if err != nil || string(got) != "two" {
		t.Fatalf("got %q, %v", got, err)
	}
	_, err = p.a.TakeFlow(ctx, "slot", "m2")
	oauthWant(t, err, oauth.ErrNone)
}

func oauthFlowOnce(t *testing.T, p oauthPair) {
	for range 50 {
		oauthWant(t, p.a.SaveFlow(t.Context(), "slot", "m", []byte("x"), time.Minute), nil)
		errs := oauthTogether(8, func(i int) error {
			_, err := []*OAuth{p.a, p.b}[i%2].TakeFlow(t.Context(), "slot", "m")
			return err
		})
		if n := oauthCount(errs, nil); n != 1 || oauthCount(errs, oauth.ErrNone) != 7 {
			t.Fatalf("%d got it: %v", n, errs)
		}
	}
}

func oauthFlowAge(t *testing.T, p oauthPair) {
	oauthWant(t, p.a.SaveFlow(t.Context(), "slot", "m", []byte("x"), time.Minute), nil)
	p.wantLife(t, p.a.flowKey("slot"), time.Minute)
}

func oauthFlowRewritten(t *testing.T, p oauthPair) {
	ctx := t.Context()
	oauthWant(t, p.a.RewriteFlow(ctx, "slot", "m", []byte("one"), []byte("two")), oauth.ErrStale)
	oauthWant(t, p.a.SaveFlow(ctx, "slot", "m", []byte("one"), time.Minute), nil)
	oauthWant(t, p.b.RewriteFlow(ctx, "slot", "other", []byte("one"), []byte("two")), oauth.ErrStale)
	for range 2 { // the first answer may have been lost
		oauthWant(t, p.b.RewriteFlow(ctx, "slot", "m", []byte("one"), []byte("two")), nil)
	}
	oauthWant(t, p.a.RewriteFlow(ctx, "slot", "m", []byte("one"), []byte("three")), oauth.ErrStale)
	if got, err := p.a.PeekFlow(ctx, "slot", "m"); err != nil || string(got) != "two" {
		t.Errorf("got %q, %v", got, err)
	}
	p.wantLife(t, p.a.flowKey("slot"), time.Minute)
}

func oauthRevocations(t *testing.T, p oauthPair) {
	ctx := t.Context()
	_, err := p.a.NextRevocation(ctx, time.Minute)
	oauthWant(t, err, oauth.ErrNone)
	sealed := []byte("\x00binary\xff\r\n")
	oauthWant(t, p.a.QueueRevocation(ctx, sealed, time.Minute, time.Hour), nil)
	p.wantLife(t, p.a.revocationsKey(), time.Hour)
	_, err = p.b.NextRevocation(ctx, time.Minute)
	oauthWant(t, err, oauth.ErrNone)
	oauthWant(t, p.a.QueueRevocation(ctx, []byte("now"), 0, time.Minute), nil)
	p.wantLife(t, p.a.revocationsKey(), time.Hour)
	got, err := p.b.NextRevocation(ctx, time.Minute)
	if err != nil || string(got) != "now" {
		t.Fatalf("got %q, %v", got, err)
	}
	_, err = p.a.NextRevocation(ctx, time.Minute) // somebody has it
	oauthWant(t, err, oauth.ErrNone)
	for range 2 {
		oauthWant(t, p.a.DropRevocation(ctx, got), nil)
	}
	oauthWant(t, p.a.QueueRevocation(ctx, sealed, 0, time.Hour), nil)
	if got, err = p.b.NextRevocation(ctx, 0); err != nil || !slices.Equal(got, sealed) {
		t.Fatalf("got %q, %v", got, err)
	}
	if got, err = p.b.NextRevocation(ctx, time.Minute); err != nil || !slices.Equal(got, sealed) {
		t.Fatalf("due at once again: got %q, %v", got, err)
	}
}

func oauthEach(t *testing.T, p oauthPair) {
	ctx := t.Context()
	want := map[string]int64{}
	for i := range 1200 {
		key := fmt.Sprintf("k%d", i)
		version, err := p.a.SaveToken(ctx, key, oauth.AnyVersion, oauth.NewToken{Sealed: []byte(key), Life: time.Minute, Attempt: key})
		oauthWant(t, err, nil)
		want[key] = version
	}
	other := NewOAuth(p.rdb, "another")
	_, err := other.SaveToken(ctx, "k", oauth.AnyVersion, oauth.NewToken{Sealed: []byte("x"), Life: time.Minute, Attempt: "1"})
	oauthWant(t, err, nil)
	got := map[string]int64{}
	oauthWant(t, p.b.EachToken(ctx, func(key string, token oauth.StoredToken) error {
		if string(token.Sealed) != key {
			t.Errorf("%s holds %q", key, token.Sealed)
		}
		got[key] = token.Version
		return nil
	}), nil)
	if !maps.Equal(got, want) {
		t.Errorf("got %d tokens, want %d", len(got), len(want))
	}
	oauthWant(t, p.a.SaveFlow(ctx, "slot", "m", []byte("x"), time.Minute), nil)
	for range 2 {
		oauthWant(t, p.b.DropFlow(ctx, "slot"), nil)
	}
	_, err = p.a.PeekFlow(ctx, "slot", "m")
	oauthWant(t, err, oauth.ErrNone)
	stop := errors.New("stop")
	oauthWant(t, p.b.EachToken(ctx, func(string, oauth.StoredToken) error { return stop }), stop)
}

func oauthToken(t *testing.T, p oauthPair) {
	ctx := t.Context()
	_, err := p.a.LoadToken(ctx, "k")
	oauthWant(t, err, oauth.ErrNone)
	sealed := []byte("\x00binary\xff\r\n")
	version, err := p.a.SaveToken(ctx, "k", oauth.AnyVersion, oauth.NewToken{Sealed: sealed, Lasts: time.Hour, Life: 2 * time.Hour, Attempt: "1"})
	oauthWant(t, err, nil)
	got, err := p.b.LoadToken(ctx, "k")
	if err != nil || !slices.Equal(got.Sealed, sealed) || got.Version != version || got.Endless {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got.Left <= 59*time.Minute || got.Left > time.Hour {
		t.Errorf("left %v", got.Left)
	}
	oauthWant(t, p.rdb.HSet(ctx, p.a.tokenKey("k"), "x", "1000").Err(), nil)
	if got, _ = p.b.LoadToken(ctx, "k"); got.Left >= 0 {
		t.Errorf("long over, but left %v", got.Left)
	}
	oauthWant(t, p.a.DeleteToken(ctx, "k", version), nil)
	_, err = p.b.LoadToken(ctx, "k")
	oauthWant(t, err, oauth.ErrNone)
}

func oauthVersions(t *testing.T, p oauthPair) {
	ctx := t.Context()
	save := func(s *OAuth, was int64, attempt string) (int64, error) {
		return s.SaveToken(ctx, "k", was, oauth.NewToken{Sealed: []byte(attempt), Lasts: time.Hour, Life: time.Hour, Attempt: attempt})
	}
	_, err := save(p.a, 1, "none there")
	oauthWant(t, err, oauth.ErrStale)
	first, err := save(p.a, oauth.AnyVersion, "first")
	oauthWant(t, err, nil)
	second, err := save(p.b, first, "second")
	oauthWant(t, err, nil)
	if second <= first {
		t.Errorf("version %d after %d", second, first)
	}
	_, err = save(p.a, first, "late")
	oauthWant(t, err, oauth.ErrStale)
	oauthWant(t, p.a.DeleteToken(ctx, "k", first), oauth.ErrStale)
	if got, _ := p.a.LoadToken(ctx, "k"); string(got.Sealed) != "second" {
		t.Fatalf("got %q", got.Sealed)
	}
	oauthWant(t, p.a.DeleteToken(ctx, "k", oauth.AnyVersion), nil)
	oauthWant(t, p.a.DeleteToken(ctx, "k", second), nil)
	_, err = save(p.a, second, "after the end")
	oauthWant(t, err, oauth.ErrStale)
	third, err := save(p.a, oauth.AnyVersion, "third")
	oauthWant(t, err, nil)
	if third <= second {
		t.Errorf("version %d came after %d and a delete", third, second)
	}
	errs := oauthTogether(8, func(i int) error {
		_, err := save([]*OAuth{p.a, p.b}[i%2], third, fmt.Sprint("race", i))
		return err
	})
	if n := oauthCount(errs, nil); n != 1 || oauthCount(errs, oauth.ErrStale) != 7 {
		t.Errorf("%d saved over one version: %v", n, errs)
	}
}

func oauthRepeated(t *testing.T, p oauthPair) {
	ctx := t.Context()
	first, _ := p.a.SaveToken(ctx, "k", oauth.AnyVersion, oauth.NewToken{Sealed: []byte("1"), Lasts: time.Hour, Life: time.Hour, Attempt: "1"})
	again := oauth.NewToken{Sealed: []byte("2"), Lasts: time.Hour, Life: time.Hour, Attempt: "2"}
	second, err := p.a.SaveToken(ctx, "k", first, again)
	oauthWant(t, err, nil)
	repeated, err := p.b.SaveToken(ctx, "k", first, again)
	if err != nil || repeated != second {
		t.Errorf("got version %d, %v, want %d", repeated, err, second)
	}
}

func oauthRewritten(t *testing.T, p oauthPair) {
	ctx := t.Context()
	oauthWant(t, p.a.RewriteToken(ctx, "k", 1, []byte("x")), oauth.ErrStale)
	version, _ := p.a.SaveToken(ctx, "k", oauth.AnyVersion, oauth.NewToken{Sealed: []byte("1"), Lasts: time.Hour, Life: time.Hour, Attempt: "1"})
	oauthWant(t, p.b.RewriteToken(ctx, "k", version+1, []byte("x")), oauth.ErrStale)
	oauthWant(t, p.b.RewriteToken(ctx, "k", version, []byte("2")), nil)
	got, err := p.a.LoadToken(ctx, "k")
	if err != nil || string(got.Sealed) != "2" || got.Version != version || got.Left < 59*time.Minute {
		t.Errorf("got %+v, %v", got, err)
	}
	p.wantLife(t, p.a.tokenKey("k"), time.Hour)
}

// What began before a token was marked can't be stored, until the mark is gone.
func oauthMarked(t *testing.T, p oauthPair) {
	ctx := t.Context()
	save := func(was int64, mark, attempt string) (int64, error) {
		return p.b.SaveToken(ctx, "k", was, oauth.NewToken{Sealed: []byte(attempt), Lasts: time.Hour, Life: time.Hour, Attempt: attempt, Mark: mark})
	}
	want := func(mark string) {
		t.Helper()
		if got, err := p.b.TokenMark(ctx, "k"); err != nil || got != mark {
			t.Errorf("the mark is %q, %v; want %q", got, err, mark)
		}
	}
	want("")
	version, err := save(oauth.AnyVersion, "", "1")
	oauthWant(t, err, nil)
	oauthWant(t, p.a.MarkToken(ctx, "k", "m1"), nil)
	want("m1")
	_, err = save(oauth.AnyVersion, "", "2")
	oauthWant(t, err, oauth.ErrStale)
	_, err = p.a.LoadToken(ctx, "k") // it is still there, and may be renewed
	oauthWant(t, err, nil)
	version, err = save(version, "", "3")
	oauthWant(t, err, nil)
	oauthWant(t, p.a.DeleteToken(ctx, "k", version), nil)
	_, err = p.b.LoadToken(ctx, "k")
	oauthWant(t, err, oauth.ErrNone)
	want("m1")
	p.wantLife(t, p.a.tokenKey("k"), oauth.MarkLife)
	_, err = save(oauth.AnyVersion, "m0", "4")
	oauthWant(t, err, oauth.ErrStale)
	_, err = save(oauth.AnyVersion, "m1", "5")
	oauthWant(t, err, nil)
	oauthWant(t, p.a.DeleteToken(ctx, "other", oauth.AnyVersion), nil)
	oauthWant(t, p.a.MarkToken(ctx, "other", "m1"), nil)
	p.wantLife(t, p.a.tokenKey("other"), oauth.MarkLife)
}

func oauthLives(t *testing.T, p oauthPair) {
	ctx := t.Context()
	_, err := p.a.SaveToken(ctx, "k", oauth.AnyVersion, oauth.NewToken{Sealed: []byte("1"), Life: time.Hour, Attempt: "1"})
	oauthWant(t, err, nil)
	p.wantLife(t, p.a.tokenKey("k"), time.Hour)
	if got, _ := p.a.LoadToken(ctx, "k"); !got.Endless {
		t.Errorf("got %+v", got)
	}
	_, err = p.a.SaveToken(ctx, "k", oauth.AnyVersion, oauth.NewToken{Sealed: []byte("2"), Lasts: time.Hour, Attempt: "2"})
	oauthWant(t, err, nil)
	if life := p.rdb.PTTL(ctx, p.a.tokenKey("k")).Val(); life != -1 {
		t.Errorf("shared token lives %v", life)
	}
}

func oauthLeased(t *testing.T, p oauthPair) {
	ctx := t.Context()
	lease := func(s *OAuth, holder string, want bool) {
		t.Helper()
		got, err := s.Lease(ctx, "k", holder, time.Minute)
		if err != nil || got != want {
			t.Fatalf("%s: got %v, %v", holder, got, err)
		}
	}
	lease(p.a, "ann", true)
	lease(p.b, "bob", false)
	lease(p.a, "ann", true) // the first answer may have been lost
	p.wantLife(t, p.a.leaseKey("k"), time.Minute)
	oauthWant(t, p.b.Release(ctx, "k", "bob"), nil)
	lease(p.b, "bob", false)
	oauthWant(t, p.a.Release(ctx, "k", "ann"), nil)
	lease(p.b, "bob", true)
}

func oauthLeaseRace(t *testing.T, p oauthPair) {
	for round := range 20 {
		var mu sync.Mutex
		holders := 0
		oauthTogether(8, func(i int) error {
			got, err := []*OAuth{p.a, p.b}[i%2].Lease(t.Context(), fmt.Sprint("k", round), fmt.Sprint("holder", i), time.Minute)
			if got {
				mu.Lock()
				holders++
				mu.Unlock()
			}
			return err
		})
		if holders != 1 {
			t.Fatalf("%d holders", holders)
		}
	}
}

func oauthFlushed(t *testing.T, p oauthPair) {
	oauthWant(t, p.rdb.ScriptFlush(t.Context()).Err(), nil)
	oauthWant(t, p.a.SaveFlow(t.Context(), "slot", "m", []byte("x"), time.Minute), nil)
	_, err := p.a.TakeFlow(t.Context(), "slot", "m")
	oauthWant(t, err, nil)
}

// wantLife looks at a key's time to live.
func (p oauthPair) wantLife(t *testing.T, key string, want time.Duration) {
	t.Helper()
	life := p.rdb.PTTL(context.Background(), key).Val()
	if life <= want-time.Minute/2 || life > want {
		t.Errorf("lives %v, want %v", life, want)
	}
}

// oauthTogether calls f n times at once.
func oauthTogether(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var start, end sync.WaitGroup
	start.Add(1)
	for i := range n {
		end.Go(func() {
			start.Wait()
			errs[i] = f(i)
		})
	}
	start.Done()
	end.Wait()
	return errs
}

func oauthCount(errs []error, want error) (n int) {
	for _, err := range errs {
		if errors.Is(err, want) {
			n++
		}
	}
	return n
}

func oauthWant(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}
