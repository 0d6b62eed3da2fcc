package oauth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"parley/engine/action"
)

// Times of a refresh. leaseLife outlasts requestTime, so that a living node
// never loses its lease while the provider thinks; a dead one is replaced after
// leaseLife. refreshTime lets a waiter see that through.
const (
	leaseLife   = 14 * time.Second
	refreshTime = 26 * time.Second
	pollTime    = 100 * time.Millisecond
	saveTries   = 5
)

// refresh replaces access by newer access. In one process a single goroutine
// does it for all who ask (it ends after refreshTime at the latest, and does
// not end with the first who asked); over all nodes the lease picks one.
func (t *Tokens) refresh(ctx context.Context, c action.Caller, access string) (Token, error) {
	o := ownerOf(t.Flow.App, c)
	flight := t.flights.DoChan(t.Flow.tokenKey(o)+digest(access), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTime)
		defer cancel()
		return t.replace(ctx, o, access)
	})
	select {
	case <-ctx.Done():
		return Token{}, fmt.Errorf("refresh token: %w", ctx.Err())
	case done := <-flight:
		var over *ended
		if errors.As(done.Err, &over) {
			// Each who asked gets a link of his own session.
			return Token{}, t.signIn(ctx, c, over.reason)
		}
		if done.Err != nil {
			return Token{}, done.Err
		}
		return t.give(done.Val.(held)), nil
	}
}

// ended says that there is no access any more, and why.
type ended struct{ reason string }

func (e *ended) Error() string { return "access has ended" }

// replace waits until somebody has replaced access, or does it.
func (t *Tokens) replace(ctx context.Context, o owner, access string) (held, error) {
	f := t.Flow
	key, holder := f.tokenKey(o), secret()
	for {
		h, err := t.load(ctx, o)
		switch {
		case errors.Is(err, ErrNone):
			return held{}, &ended{}
		case err != nil:
			return held{}, t.unlessLate(ctx, err)
		case h.Access != access:
			return h, nil // done by somebody else
		}
		mine, err := f.Store.Lease(ctx, key, holder, leaseLife)
		if err != nil {
			return held{}, t.unlessLate(ctx, fmt.Errorf("lease token: %w", err))
		}
		if mine {
			h, err := t.replaceAlone(ctx, o, access)
			// A lease that is not given back only costs others some waiting.
			_ = f.Store.Release(context.WithoutCancel(ctx), key, holder)
			return h, err
		}
		if err := t.wait(ctx, pollTime); err != nil {
			return held{}, t.unlessLate(ctx, err)
		}
	}
}

// replaceAlone runs under the lease. It looks once more, because the lease may
// have been free only after another node had finished.
func (t *Tokens) replaceAlone(ctx context.Context, o owner, access string) (held, error) {
	f := t.Flow
	h, err := t.load(ctx, o)
	switch {
	case errors.Is(err, ErrNone):
		return held{}, &ended{}
	case err != nil:
		return held{}, err
	case h.Access != access:
		return h, nil
	case h.Refresh == "":
		return t.end(ctx, o, h, "The access to "+f.App.title()+" has run out. Please sign in again.")
	}
	token, err := f.renew(ctx, h.Refresh)
	if err != nil {
		v := judge(err)
		if f.App.RefreshURL != "" {
			v.setting = strings.Replace(v.setting, "token_url", "refresh_url", 1)
		}
		f.logRefusal(ctx, "refresh", v, err)
		switch v.kind {
		case refused:
			return t.end(ctx, o, h, "The access to "+f.App.title()+" has ended there. Please sign in again.")
		case badSettings:
			return held{}, &action.Problem{
				Kind: action.Down, Err: errors.New("provider refuses the app: " + v.setting),
				Text: "The connection to " + f.App.title() + " is not set up correctly. Please tell the administrator.",
			}
		}
		return held{}, t.down(errors.New("token endpoint: " + trouble(err)))
	}
	return t.replaced(ctx, o, h, token)
}

// replaced stores the new pair, and only then gives it out. The provider may
// have made the old one worthless, so a store that stumbles is asked again; the
// attempt's name keeps that from counting twice.
func (t *Tokens) replaced(ctx context.Context, o owner, old held, token *oauth2.Token) (held, error) {
	g := grantOf(token, old.Scopes, old.Account)
	g.Asked = old.Asked
	attempt := secret()
	var version int64
	var err error
	for try := range saveTries {
		if try > 0 && t.wait(ctx, pollTime) != nil {
			break
		}
		if version, err = t.Flow.keep(ctx, o, old.version, g, attempt, ""); err == nil || errors.Is(err, ErrStale) {
			break
		}
	}
	if errors.Is(err, ErrStale) {
		// Signed out, or signed in anew, while the provider was thinking: what
		// is stored now counts, what we got is dropped.
		return t.current(ctx, o)
	}
	if err != nil {
		return held{}, err
	}
	return held{grant: g, version: version, left: g.Lasts, endless: g.Lasts == 0}, nil
}

// end removes a token that is worth nothing any more. If a newer one has come
// meanwhile, that one is given instead.
func (t *Tokens) end(ctx context.Context, o owner, h held, reason string) (held, error) {
	err := t.Flow.Store.DeleteToken(ctx, t.Flow.tokenKey(o), h.version)
	if errors.Is(err, ErrStale) {
		return t.current(ctx, o)
	}
	if err != nil {
		return held{}, fmt.Errorf("drop token: %w", err)
	}
	t.noteEnd(ctx, o)
	return held{}, &ended{reason}
}

func (t *Tokens) current(ctx context.Context, o owner) (held, error) {
	h, err := t.load(ctx, o)
	if errors.Is(err, ErrNone) {
		return held{}, &ended{}
	}
	return h, err
}

// unlessLate makes a run-out refreshTime an outage in words.
func (t *Tokens) unlessLate(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return t.down(errors.New("refresh took too long"))
	}
	return err
}

func (t *Tokens) down(err error) error {
	return &action.Problem{
		Kind: action.Down, Err: err,
		Text: t.Flow.App.title() + " does not answer at the moment, so the access could not be renewed. Please try again in a minute.",
	}
}

func (t *Tokens) wait(ctx context.Context, d time.Duration) error {
	if t.Wait != nil {
		return t.Wait(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
