package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"parley/engine"
	"parley/engine/machine"
	"parley/web/widget"
)

// Engine runs the conversations; *engine.Engine is the one that does.
type Engine interface {
	Open(ctx context.Context, id machine.SessionID, v machine.Visitor) (machine.Session, error)
	Attach(ctx context.Context, id machine.SessionID) (machine.Session, error)
	Detach(id machine.SessionID)
	Handle(ctx context.Context, id machine.SessionID, ev machine.Event, accepted func(known bool)) error
	End(ctx context.Context, id machine.SessionID) error
	Wait(ctx context.Context) error
}

// Turns reads what was said; engine.Store has both methods.
type Turns interface {
	Turns(ctx context.Context, id machine.SessionID, after int64) (engine.Outbox, error)
	Epoch(ctx context.Context) (string, error)
}

// SignIn takes a browser to a provider and back. browser is the hash of the
// browser's cookie, empty when it sent none.
type SignIn interface {
	// Start returns the provider's address for a flow. It must cost nothing:
	// link scanners call it too.
	Start(ctx context.Context, provider, flow, browser string) (redirect string, err error)
	// Finish takes the provider's answer.
	Finish(ctx context.Context, provider, browser string, q url.Values) (Outcome, error)
}

// Prover is a SignIn that can do with browsers which it doesn't recognise, as
// those are in which a chat is embedded in another site. Without it such a
// browser is turned away, and a bind frame refused.
type Prover interface {
	// Proof is what the page of a link in a window tells the chat that opened
	// the window. It gives neither away.
	Proof(flow, browser string) string
	// Bind takes that proof from the chat: from now on the window's browser is
	// recognised.
	Bind(ctx context.Context, session machine.SessionID, flow, proof string) error
	// StartUnproved is Start after somebody agreed to go on without. Finish
	// then gives a code.
	StartUnproved(ctx context.Context, provider, flow, browser string) (redirect string, err error)
}

// Outcome is how a sign-in went, and which chat waits for it.
type Outcome struct {
	Session machine.SessionID
	Event   machine.Event // SignedIn or SignInEnded; nil when the answer belongs to no flow

	// Code must be typed where the sign-in was asked for before anything is
	// connected; Account is what it is for. Both are empty otherwise.
	Code, Account string
}

// The errors of a SignIn that the user can do something about.
var (
	ErrSignInExpired = errors.New("sign-in link is no longer valid")
	ErrSignInBrowser = errors.New("sign-in link was opened in another browser")
)

// Bus carries notices between nodes. Subscribe calls f for each session that
// has new turns, made by any node, until ctx ends or the connection is lost.
type Bus interface {
	Subscribe(ctx context.Context, f func(machine.SessionID)) error
}

// Claimer is a Bus that also says which socket a session moved to, so that the
// older one closes when it is on another node. Claims must be delivered to
// every subscriber, this node included, in one order for each session.
type Claimer interface {
	Claim(ctx context.Context, id machine.SessionID, socket string) error
	Claims(ctx context.Context, f func(id machine.SessionID, socket string)) error
}

// DialogInfo is what a client is told about a dialog that can be asked for.
type DialogInfo struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Check is one thing that must work for the server to be ready.
type Check struct {
	Name  string
	Ready func(ctx context.Context) error

	// Detail says that clients are welcome all the same: another server could
	// do no better. It is told and counted like the others.
	Detail bool
}

// Operator signs in once for everybody who chats.
type Operator interface {
	// Connection tells what is connected.
	Connection(ctx context.Context) (Connection, error)
	// Begin gives the link to sign in with.
	Begin(ctx context.Context) (link string, err error)
	// Confirm ends that with the digits of the link's last page. A problem is
	// what the operator is told about it.
	Confirm(ctx context.Context, code string) (c Connection, problem string, err error)
}

// Connection is the access that everybody who chats shares.
type Connection struct {
	Account string   // its name; empty when nothing is connected
	Lacks   []string // permissions that were asked for and not given, a sentence each
}

// Config holds the settings. Only PublicURL is needed.
type Config struct {
	// PublicURL is where browsers find the server: "https://chat.example.com".
	// Its scheme decides about the cookie, its origin may always open a socket.
	PublicURL string
	// Origins are further origins that may open a socket and frame the chat,
	// each written as browsers do: "https://www.example.com". Compared exactly.
	Origins []string
	// NeedOrigin refuses sockets without an Origin header. Only browsers send
	// one, so this shuts out programs that don't pretend to be one.
	NeedOrigin bool
	// Proxies may say on whose behalf they ask, in X-Forwarded-For.
	Proxies []netip.Prefix

	Demo bool // serve the demo page at / and the gallery at /chat?gallery
	// Behind serves GET /demo/, which the demo page shows beside the chat: how
	// the dialogs work and what the sandbox holds. nil shows the chat alone.
	Behind  http.Handler
	Dialogs []DialogInfo
	Ready   []Check
	Words   widget.Words // what the widget says by itself; nil: the languages that ship

	// Identify checks the signed identity a host page passes for its visitor
	// and returns whom it names. nil ignores identities.
	Identify func(ctx context.Context, identity string) (subject string, err error)

	Limits Limits
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // nil means time.Now; stamps events

	AdminToken string                  // asked of everything on the admin listener; empty asks nothing
	Operator   Operator                // nil when each visitor signs in
	AdminPages map[string]http.Handler // more of it, by pattern
	Metrics    *prometheus.Registry    // nil makes one
}

// Limits bound what one client can take. 0 means the default, negative means
// no limit where that is sensible (the first six).
type Limits struct {
	SocketsPerAddress int // at once; 50
	SessionsPerMinute int // new ones per address; 20
	Handshakes        int // per second on this node; 200
	Sockets           int // at once on this node; 100,000
	FramesPerSecond   int // of any kind per socket, with a burst of four times as many; 50
	MessagesPerSecond int // per session, with a burst of twice as many; 5

	Hello time.Duration // from upgrade to hello; 10 s
	Ping  time.Duration // between pings; 25 s
	Pong  time.Duration // for the answer to one; 10 s
	Write time.Duration // for one frame; 10 s
	Turn  time.Duration // for the engine to take one event; 30 s
}

func (l Limits) orDefaults() Limits {
	for _, d := range []struct {
		p   *int
		def int
	}{
		{&l.SocketsPerAddress, 50}, {&l.SessionsPerMinute, 20}, {&l.Handshakes, 200},
		{&l.Sockets, 100_000}, {&l.MessagesPerSecond, 5}, {&l.FramesPerSecond, 50},
	} {
		if *d.p == 0 {
			*d.p = d.def
		}
	}
	for _, d := range []struct {
		p   *time.Duration
		def time.Duration
	}{
		{&l.Hello, 10 * time.Second}, {&l.Ping, 25 * time.Second}, {&l.Pong, 10 * time.Second},
		{&l.Write, 10 * time.Second}, {&l.Turn, 30 * time.Second},
	} {
		if *d.p <= 0 {
			*d.p = d.def
		}
	}
	return l
}
