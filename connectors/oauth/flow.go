package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"parley/engine/action"
)

// flowLife is how long a link works.
const flowLife = 10 * time.Minute

// operatorPlace stands for a chat where an operator signs in for everybody. No
// session has such a name: those are 22 characters long.
const operatorPlace = "operator"

// Flow signs people in at one provider. It has no state of its own; any node
// may go on where another one stopped.
type Flow struct {
	Bot   string // whose chats; bots share nothing
	App   App    // must have passed Check
	Store Store  // required
	Keys  *Keys  // required

	// Identify finds out who signed in. Nil: nobody is named.
	Identify func(ctx context.Context, access string, raw *oauth2.Token) (action.Account, error)

	// Revoke tells the provider that a refresh token is no longer wanted; nil:
	// it is not told.
	Revoke func(ctx context.Context, refresh string) error

	// NoCodes refuses browsers that can't be recognised as the chat's, instead
	// of letting people type digits from the last page into their chat.
	NoCodes bool

	Now    func() time.Time // nil: time.Now
	HTTP   *http.Client     // its transport is used; nil: the default one
	Logger *slog.Logger     // nil: silent
}

// attempt is one flow as stored, sealed.
type attempt struct {
	State    string   `json:"state"`
	Verifier string   `json:"verifier"`
	Session  string   `json:"session,omitempty"`
	Subject  string   `json:"subject,omitempty"`
	Operator bool     `json:"operator,omitempty"`
	Proof    proof    `json:"proof"`
	App      string   `json:"app"`
	Mark     string   `json:"mark,omitempty"`  // of the token when this began
	Asked    []string `json:"asked,omitempty"` // scopes that were missing and are asked for
}

// owner is whose token the flow yields.
func (a *attempt) owner() owner {
	switch {
	case a.Operator:
		return owner{kind: sharedOwner}
	case a.Subject != "":
		return owner{kind: "subject", id: a.Subject}
	}
	return owner{kind: "session", id: a.Session}
}

// Begin opens a flow for a chat and answers with its link. Older links of the
// chat are dead from now on. Where an operator signs in for everybody there is
// no link: the answer says so and nothing is stored.
func (f *Flow) Begin(ctx context.Context, c action.Caller, reason string) (*action.SignInNeeded, error) {
	return f.beginFor(ctx, c, reason, nil)
}

// beginFor is Begin when scopes were missing that are asked for once more.
func (f *Flow) beginFor(ctx context.Context, c action.Caller, reason string, asked []string) (*action.SignInNeeded, error) {
	if f.App.shared() {
		return &action.SignInNeeded{Provider: f.App.Provider, Reason: reason, Administrator: true}, nil
	}
	if c.Session == "" {
		return nil, errors.New("begin sign-in: no session")
	}
	return f.begin(ctx, c.Session, reason, attempt{
		Session: c.Session, Subject: c.Subject, Proof: proof{Browser: c.Browser}, Asked: asked,
	})
}

// BeginOperator opens a flow for the shared token. The caller has checked that
// it is an operator who asks. It ends in ConfirmOperator with the digits that
// its last page shows, so that a link which gets into wrong hands is worth
// nothing there.
func (f *Flow) BeginOperator(ctx context.Context) (*action.SignInNeeded, error) {
	if !f.App.shared() {
		return nil, errors.New("begin sign-in: this app has no shared token")
	}
	return f.begin(ctx, operatorPlace, "", attempt{Operator: true})
}

func (f *Flow) begin(ctx context.Context, place, reason string, a attempt) (*action.SignInNeeded, error) {
	slot := f.slot(place)
	a.State = slot + "." + secret()
	a.Verifier = oauth2.GenerateVerifier()
	a.App = f.App.Fingerprint()
	var err error
	if a.Mark, err = f.Store.TokenMark(ctx, f.tokenKey(a.owner())); err != nil {
		return nil, fmt.Errorf("begin sign-in: %w", err)
	}
	plain, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("begin sign-in: %w", err)
	}
	link := linkOf(a.State)
	if err := f.Store.SaveFlow(ctx, slot, markOf(link), f.Keys.seal(plain, f.flowBinding(slot)), flowLife); err != nil {
		return nil, fmt.Errorf("begin sign-in: %w", err)
	}
	return &action.SignInNeeded{
		Provider: f.App.Provider, Start: f.App.StartURL(link), Until: f.now().Add(flowLife), Reason: reason,
	}, nil
}

// Start says where the link leads: to the provider, if browser (the hash of its
// cookie) is the chat's. Asking costs nothing, however often it is done. An
// error that is no *Failure is our own store's.
func (f *Flow) Start(ctx context.Context, flow, browser string) (redirect string, err error) {
	a, err := f.peek(ctx, flow)
	if err != nil {
		return "", err
	}
	if !a.Proof.by(flow, browser) {
		return "", f.fail(ErrOtherBrowser, "")
	}
	return f.authorizeURL(a.State, a.Verifier), nil
}

// StartUnproved is Start for a browser that is not known to be the chat's, in
// which somebody agreed to go on all the same. The sign-in must come back in
// that browser, and then ends with digits to be typed where it was asked for.
func (f *Flow) StartUnproved(ctx context.Context, flow, browser string) (redirect string, err error) {
	a, err := f.peek(ctx, flow)
	switch {
	case err != nil:
		return "", err
	case browser == "" || f.NoCodes && !a.Operator:
		return "", f.fail(ErrOtherBrowser, "")
	}
	return f.authorizeURL(seenBy(a.State, browser), a.Verifier), nil
}

// peek reads the flow of a link and leaves it there.
func (f *Flow) peek(ctx context.Context, flow string) (*attempt, error) {
	slot, ok := ours(flow)
	if !ok {
		return nil, f.fail(ErrExpired, "")
	}
	sealed, err := f.Store.PeekFlow(ctx, slot, markOf(flow))
	if err != nil {
		return nil, f.notThere("start sign-in", err)
	}
	a, ok := f.openAttempt(ctx, slot, sealed)
	if !ok {
		return nil, f.fail(ErrExpired, "")
	}
	return a, nil
}

// A state is "slot.secret". Its link is "slot.hash of the state", so the link
// does not give the state away, while the callback finds the flow by the state.
func linkOf(state string) string {
	slot, _, _ := strings.Cut(state, ".")
	return slot + "." + digest("link", state)
}

// markOf is what the store compares.
func markOf(link string) string { return digest("mark", link) }

// ours takes a state or a link apart. Anything that we would not have made
// ends here and reaches no key name.
func ours(text string) (slot string, ok bool) {
	slot, rest, ok := strings.Cut(text, ".")
	if !ok || len(slot) != 32 || len(rest) < 43 || len(rest) > 64 {
		return "", false
	}
	for _, r := range slot {
		if !strings.ContainsRune("0123456789abcdef", r) {
			return "", false
		}
	}
	return slot, true
}

// openAttempt unseals a flow of this app.
func (f *Flow) openAttempt(ctx context.Context, slot string, sealed []byte) (*attempt, bool) {
	plain, _, err := f.Keys.open(sealed, f.flowBinding(slot))
	var a attempt
	if err == nil {
		err = json.Unmarshal(plain, &a)
	}
	if err != nil || a.App != f.App.Fingerprint() || a.Operator != f.App.shared() {
		f.log().WarnContext(ctx, "stored sign-in cannot be used", "provider", f.App.Provider)
		return nil, false
	}
	return &a, true
}

// notThere turns the store's answer into a Failure, or passes a fault on.
func (f *Flow) notThere(doing string, err error) error {
	if errors.Is(err, ErrNone) {
		return f.fail(ErrExpired, "")
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func (f *Flow) now() time.Time {
	if f.Now != nil {
		return f.Now()
	}
	return time.Now()
}

func (f *Flow) log() *slog.Logger {
	if f.Logger != nil {
		return f.Logger
	}
	return slog.New(slog.DiscardHandler)
}
