package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/singleflight"

	"parley/engine/action"
)

// ahead is how long before its end an access token is renewed. Tokens that
// live shorter than twice that are renewed at half their life.
const ahead = time.Minute

// Token is access for one caller.
type Token struct {
	Access  string
	Account action.Account
	Scopes  []string
	Expiry  time.Time // zero: no end known
}

// String shows no token.
func (t Token) String() string { return "token for " + t.Account.Provider }

// GoString is String.
func (t Token) GoString() string { return t.String() }

// LogValue is String.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Tokens hands out access and renews it in time. One per Flow and process; it
// is safe for use by many goroutines and must not be copied.
type Tokens struct {
	Flow *Flow

	// Wait pauses between two looks at a refresh that another node is doing.
	// Nil: a timer.
	Wait func(ctx context.Context, d time.Duration) error

	flights singleflight.Group
}

// held is a stored token, opened.
type held struct {
	grant
	version int64
	left    time.Duration
	endless bool
}

// Token gives access that lasts for at least another minute, or
// *action.SignInNeeded, or an *action.Problem when the provider is down.
func (t *Tokens) Token(ctx context.Context, c action.Caller) (Token, error) {
	h, err := t.load(ctx, ownerOf(t.Flow.App, c))
	if err != nil {
		return Token{}, t.missing(ctx, c, err)
	}
	if h.endless || h.left > min(ahead, h.Lasts/2) {
		return t.give(h), nil
	}
	renewed, err := t.refresh(ctx, c, h.Access)
	var p *action.Problem
	if errors.As(err, &p) && h.left > requestTime {
		return t.give(h), nil // still good for this one call
	}
	return renewed, err
}

// Expired is Token after the provider has called access run out: it is renewed
// whatever our own clock says, unless that was done already.
func (t *Tokens) Expired(ctx context.Context, c action.Caller, access string) (Token, error) {
	return t.refresh(ctx, c, access)
}

// Revoked takes note that the provider no longer accepts access at all. The
// answer is what the caller's action answers, and is never nil: a
// *action.SignInNeeded with reason, or, when newer access is stored meanwhile,
// a Problem that says to try again.
func (t *Tokens) Revoked(ctx context.Context, c action.Caller, access, reason string) error {
	o := ownerOf(t.Flow.App, c)
	h, err := t.load(ctx, o)
	if err != nil {
		return t.missing(ctx, c, err)
	}
	if h.Access == access {
		err = t.Flow.Store.DeleteToken(ctx, t.Flow.tokenKey(o), h.version)
		if err == nil {
			t.Flow.log().InfoContext(ctx, "access was revoked", "provider", t.Flow.App.Provider, "owner", o.kind)
			t.noteEnd(ctx, o)
			return t.signIn(ctx, c, reason)
		}
		if !errors.Is(err, ErrStale) {
			return fmt.Errorf("drop revoked token: %w", err)
		}
	}
	return &action.Problem{
		Kind: action.Down, Text: "The access to " + t.Flow.App.title() + " was renewed a moment ago. Please try again.",
		Err: errors.New("newer token stored"),
	}
}

// Lacks takes note that the provider refused a call because the access allows
// none of scopes. The answer is a *action.SignInNeeded when asking for them may
// help: they are among those that the app asks for, and this access has not
// been renewed for them yet. Else it is nil, and the refusal stands.
func (t *Tokens) Lacks(ctx context.Context, c action.Caller, scopes []string) error {
	f := t.Flow
	wanted := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool {
		return !slices.Contains(f.App.Scopes, s) && !slices.Contains(f.App.OptionalScopes, s)
	})
	if f.App.shared() || len(wanted) == 0 {
		f.log().WarnContext(ctx, "the access lacks a scope", "provider", f.App.Provider, "scopes", scopes, "asked for", len(wanted) > 0)
		return nil
	}
	h, err := t.load(ctx, ownerOf(f.App, c))
	if err != nil {
		return t.missing(ctx, c, err)
	}
	wanted = slices.DeleteFunc(wanted, func(s string) bool { return slices.Contains(h.Asked, s) })
	if len(wanted) == 0 {
		return nil
	}
	needed, err := f.beginFor(ctx, c, "That needs a permission in "+f.App.title()+" that I wasn't given. Please sign in again and allow it.",
		slices.Concat(h.Asked, wanted))
	if err != nil {
		return err
	}
	return needed
}

// Shared tells which account everybody uses and the scopes that were granted
// for it, or ErrNone when an operator has to sign in (again).
func (t *Tokens) Shared(ctx context.Context) (account action.Account, scopes []string, err error) {
	h, err := t.load(ctx, owner{kind: sharedOwner})
	if errors.Is(err, ErrNone) {
		return action.Account{}, nil, ErrNone
	}
	return h.Account, h.Scopes, err
}

// keepEvery is the time between two looks at the shared access.
const keepEvery = 30 * time.Second

// KeepShared renews the access that everybody uses in time, until ctx ends,
// whether anybody chats or not: so an operator learns that it has ended before
// somebody needs it. Where visitors sign in themselves it does nothing.
func (t *Tokens) KeepShared(ctx context.Context) {
	if !t.Flow.App.shared() {
		return
	}
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		// What is in the way is noted where it happens (noteEnd, logRefusal).
		_, _ = t.Token(ctx, action.Caller{})
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// noteEnd notes that an owner's access is over. Where it is everybody's, an
// operator must act, and the log says so.
func (t *Tokens) noteEnd(ctx context.Context, o owner) {
	f := t.Flow
	if o.kind == sharedOwner {
		f.log().ErrorContext(ctx, "the access that all chats share has ended; an operator must sign in again",
			"provider", f.App.Provider, "command", "parley authorize "+f.App.Provider)
	}
}

// SignOut forgets the caller's token, on every node at once. The shared token
// is not a chat user's to forget.
func (t *Tokens) SignOut(ctx context.Context, c action.Caller) error {
	o := ownerOf(t.Flow.App, c)
	if o.kind == sharedOwner {
		return &action.Problem{
			Kind: action.Forbidden,
			Text: "This connection to " + t.Flow.App.title() + " belongs to an administrator and cannot be ended from a chat.",
			Err:  errors.New("sign-out from a shared token"),
		}
	}
	queued, err := t.drop(ctx, o, againAfter)
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	t.Flow.revoke(ctx, queued)
	return nil
}

// Forget removes all that is kept for a caller: the token, which is given back
// soon, a link that is out, a grant that waits for digits. What everybody
// shares is nobody's to be forgotten with.
func (t *Tokens) Forget(ctx context.Context, c action.Caller) error {
	f := t.Flow
	if f.App.shared() {
		return nil
	}
	if c.Session != "" {
		for _, slot := range []string{f.slot(c.Session), f.parkingSlot(c.Session)} {
			if err := f.Store.DropFlow(ctx, slot); err != nil {
				return fmt.Errorf("forget: %w", err)
			}
		}
	}
	// A sign-in that is just being finished must not bring the token back.
	o := ownerOf(f.App, c)
	if err := f.Store.MarkToken(ctx, f.tokenKey(o), secret()); err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	if _, err := t.drop(ctx, o, 0); err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	return nil
}

// drop deletes a token. First it is queued to be given back, after in, so that
// no crash leaves it alive unknown to us. One that is renewed meanwhile is
// dropped as well.
func (t *Tokens) drop(ctx context.Context, o owner, in time.Duration) (queued []byte, err error) {
	for range saveTries {
		version := AnyVersion
		h, err := t.load(ctx, o)
		switch {
		case err == nil:
			version = h.version
			if queued, err = t.Flow.queueRevocation(ctx, h.Refresh, in); err != nil {
				return nil, err
			}
		case !errors.Is(err, ErrNone):
			return nil, err
		}
		err = t.Flow.Store.DeleteToken(ctx, t.Flow.tokenKey(o), version)
		if err == nil {
			return queued, nil
		}
		if !errors.Is(err, ErrStale) {
			return nil, fmt.Errorf("delete token: %w", err)
		}
	}
	return nil, fmt.Errorf("delete token: %w", ErrStale)
}

// load reads and opens a token. One that cannot be opened (its key is gone, or
// it was put there from elsewhere) counts as none and is left alone: a node
// with the wrong keys must not destroy what others can read.
func (t *Tokens) load(ctx context.Context, o owner) (held, error) {
	f := t.Flow
	key := f.tokenKey(o)
	stored, err := f.Store.LoadToken(ctx, key)
	if err != nil {
		return held{}, fmt.Errorf("load token: %w", err)
	}
	h := held{version: stored.Version, left: stored.Left, endless: stored.Endless}
	plain, stale, err := f.Keys.open(stored.Sealed, f.tokenBinding(key))
	if err == nil {
		err = json.Unmarshal(plain, &h.grant)
	}
	if err != nil {
		f.log().WarnContext(ctx, "stored token cannot be opened", "provider", f.App.Provider, "owner", o.kind)
		return held{}, ErrNone
	}
	if stale {
		err := f.Store.RewriteToken(ctx, key, stored.Version, f.Keys.seal(plain, f.tokenBinding(key)))
		if err != nil && !errors.Is(err, ErrStale) {
			return held{}, fmt.Errorf("seal token anew: %w", err)
		}
	}
	return h, nil
}

// missing turns "no token" into a sign-in and passes faults on.
func (t *Tokens) missing(ctx context.Context, c action.Caller, err error) error {
	if errors.Is(err, ErrNone) {
		return t.signIn(ctx, c, "")
	}
	return err
}

func (t *Tokens) signIn(ctx context.Context, c action.Caller, reason string) error {
	needed, err := t.Flow.Begin(ctx, c, reason)
	if err != nil {
		return err
	}
	return needed
}

func (t *Tokens) give(h held) Token {
	token := Token{Access: h.Access, Account: h.Account, Scopes: h.Scopes}
	if !h.endless {
		token.Expiry = t.Flow.now().Add(h.left)
	}
	return token
}
