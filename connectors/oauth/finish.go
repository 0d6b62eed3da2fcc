package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"parley/engine/action"
)

// finishTime bounds everything after the state was taken: the exchange, the
// question who signed in, the store.
const finishTime = 25 * time.Second

// Longer parameters than these are nobody's.
const (
	maxState = 160
	maxCode  = 4096
)

// Finished is a sign-in that came to its end: the token is stored.
type Finished struct {
	Session  string // the chat that waits; empty for an operator's sign-in
	Subject  string // whose chat it is, where the host site named the visitor
	Provider string
	Account  action.Account
	Scopes   []string // what was granted, which may be less than asked for
	Operator bool

	// Code is what must be typed where the sign-in was asked for, because the
	// browser is not known to be the one there. Nothing is connected before.
	Code string
}

// Finish takes the provider's answer, q, from a browser known by the hash of
// its cookie. The state is taken before anything else: whatever happens next,
// it works once. An error that is no *Failure is our own store's.
func (f *Flow) Finish(ctx context.Context, browser string, q url.Values) (Finished, error) {
	for _, name := range []string{"state", "code", "error", "iss"} {
		if len(q[name]) > 1 {
			return Finished{}, f.fail(ErrExpired, "")
		}
	}
	code := q.Get("code")
	state, seen := cutSeen(q.Get("state"))
	slot, ok := ours(state)
	if !ok || len(q.Get("state")) > maxState || len(code) > maxCode {
		return Finished{}, f.fail(ErrExpired, "")
	}

	// From here on the browser may go away; the sign-in is finished anyway.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	sealed, err := f.Store.TakeFlow(ctx, slot, markOf(linkOf(state)))
	if err != nil {
		return Finished{}, f.notThere("finish sign-in", err)
	}
	a, ok := f.openAttempt(ctx, slot, sealed)
	if !ok || a.State != state {
		return Finished{}, f.fail(ErrExpired, "")
	}
	known := a.Proof.by(linkOf(state), browser)
	if !known && (browser == "" || seen == "" || !same(seenBy(state, browser), state+"."+seen)) {
		f.log().WarnContext(ctx, "sign-in came back in another browser", "provider", f.App.Provider)
		return Finished{}, f.fail(ErrOtherBrowser, "")
	}
	if f.App.Issuer != "" && q.Get("iss") != f.App.Issuer {
		// Another provider's answer (RFC 9207): its code must not reach ours.
		f.log().ErrorContext(ctx, "answer of another issuer", "provider", f.App.Provider, "setting", "issuer")
		return Finished{}, f.fail(ErrSettings, a.Session)
	}
	if q.Has("error") {
		return Finished{}, f.fail(f.answered(ctx, q.Get("error")), a.Session)
	}
	if code == "" {
		return Finished{}, f.fail(ErrExpired, a.Session)
	}
	g, err := f.redeem(ctx, a, code)
	switch {
	case err != nil:
		return Finished{}, err
	case known:
		return f.store(ctx, a, g)
	}
	digits, err := f.park(ctx, a, g)
	if err != nil {
		return Finished{}, fmt.Errorf("finish sign-in: %w", err)
	}
	done := a.finished(f.App.Provider, g)
	done.Code = digits
	return done, nil
}

// redeem exchanges the code and learns who it was.
func (f *Flow) redeem(ctx context.Context, a *attempt, code string) (grant, error) {
	token, err := f.exchange(ctx, code, a.Verifier)
	if err != nil {
		v := judge(err)
		f.logRefusal(ctx, "exchange", v, err)
		kind := map[verdictKind]FailureKind{outage: ErrProvider, refused: ErrExpired, badSettings: ErrSettings}[v.kind]
		return grant{}, f.fail(kind, a.Session)
	}
	account := action.Account{Provider: f.App.Provider}
	if f.Identify != nil {
		if account, err = f.Identify(ctx, token.AccessToken, token); err != nil {
			f.log().WarnContext(ctx, "provider does not say who signed in", "provider", f.App.Provider, "trouble", trouble(err))
			return grant{}, f.fail(ErrProvider, a.Session)
		}
	}
	g := grantOf(token, f.App.Scopes, account)
	g.Asked = a.Asked
	if len(f.App.Accounts) > 0 && !slices.Contains(f.App.Accounts, account.ID) {
		f.log().InfoContext(ctx, "sign-in to an account that is not allowed", "provider", f.App.Provider)
		queued, err := f.queueRevocation(ctx, g.Refresh, againAfter)
		if err != nil {
			return grant{}, err
		}
		f.revoke(ctx, queued)
		return grant{}, f.fail(ErrAccount, a.Session)
	}
	return g, nil
}

// store makes a grant the owner's token.
func (f *Flow) store(ctx context.Context, a *attempt, g grant) (Finished, error) {
	switch _, err := f.keep(ctx, a.owner(), AnyVersion, g, secret(), a.Mark); {
	case errors.Is(err, ErrStale):
		return Finished{}, f.tooLate(ctx, g)
	case err != nil:
		return Finished{}, fmt.Errorf("finish sign-in: %w", err)
	}
	return a.finished(f.App.Provider, g), nil
}

// tooLate gives back a grant whose visitor was erased while it was on its way.
func (f *Flow) tooLate(ctx context.Context, g grant) error {
	f.log().InfoContext(ctx, "a sign-in ended after its visitor was erased", "provider", f.App.Provider)
	queued, err := f.queueRevocation(ctx, g.Refresh, againAfter)
	if err != nil {
		return err
	}
	f.revoke(ctx, queued)
	return f.fail(ErrExpired, "")
}

func (a *attempt) finished(provider string, g grant) Finished {
	return Finished{Session: a.Session, Subject: a.Subject, Provider: provider, Account: g.Account, Scopes: g.Scopes, Operator: a.Operator}
}

// answered reads the error parameter of the callback (RFC 6749, 4.1.2.1). The
// description beside it is the provider's text and is not looked at.
func (f *Flow) answered(ctx context.Context, code string) FailureKind {
	setting := ""
	switch code {
	case "access_denied":
		return ErrDenied
	case "unauthorized_client":
		setting = "client_id"
	case "invalid_scope":
		setting = "scopes"
	case "invalid_request", "unsupported_response_type":
		setting = "authorize_url or params"
	default:
		f.log().WarnContext(ctx, "provider broke off a sign-in", "provider", f.App.Provider)
		return ErrProvider
	}
	f.log().ErrorContext(ctx, "provider refuses the app's settings",
		"provider", f.App.Provider, "doing", "authorize", "code", code, "setting", setting)
	return ErrSettings
}

// keep seals and stores a grant.
func (f *Flow) keep(ctx context.Context, o owner, was int64, g grant, attempt, mark string) (int64, error) {
	plain, err := json.Marshal(g)
	if err != nil {
		return 0, fmt.Errorf("store token: %w", err)
	}
	key := f.tokenKey(o)
	version, err := f.Store.SaveToken(ctx, key, was, NewToken{
		Sealed: f.Keys.seal(plain, f.tokenBinding(key)), Lasts: g.Lasts, Life: o.life(), Attempt: attempt, Mark: mark,
	})
	if err != nil {
		return 0, fmt.Errorf("store token: %w", err)
	}
	return version, nil
}
