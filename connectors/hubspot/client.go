package hubspot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"parley/engine/action"
)

// Token is what lets a caller in.
type Token struct {
	Access  string
	Account action.Account
	Scopes  []string
}

// Tokens keeps the tokens. All but the last two may answer *action.SignInNeeded.
type Tokens interface {
	// Token gives the caller's token.
	Token(ctx context.Context, c action.Caller) (Token, error)
	// Expired is called when HubSpot says that access has expired: the token
	// is renewed once, unless somebody else did so in the meantime.
	Expired(ctx context.Context, c action.Caller, access string) (Token, error)
	// Revoked is called when HubSpot does not know access any more: the token
	// is forgotten, and the answer is a *action.SignInNeeded with the reason.
	Revoked(ctx context.Context, c action.Caller, access string, reason string) error
	// Lacks is called when the token allows none of scopes, of which one is
	// needed. It answers an error when asking the visitor for them may help.
	Lacks(ctx context.Context, c action.Caller, scopes []string) error
	// SignOut forgets the caller's token at once. A caller who has none is
	// signed out already; one who must not gets a *action.Problem.
	SignOut(ctx context.Context, c action.Caller) error
	// Confirm ends the caller's sign-in with digits, or answers a
	// *action.Problem: Missing when it waits for none, Invalid when they are
	// others, Conflict when they were others once too often.
	Confirm(ctx context.Context, c action.Caller, code string) (action.Account, error)
}

// Client talks to HubSpot for many callers and accounts. Fill in what is
// needed before use; it must not be copied afterwards. It is safe for use by
// many goroutines.
type Client struct {
	Base    string // where the API is; "" is https://api.hubapi.com. Plain http only to this machine, or with Insecure
	Version string // of the API, one of Versions; "" is the first
	AppURL  string // where records are looked at; "" is https://app.hubspot.com
	Tokens  Tokens // required

	// HTTP makes the requests; nil is a client of our own with limits.
	// Redirects are never followed, whatever it says.
	HTTP *http.Client

	// OperationProperty names a text property with unique values that all
	// records have for the purpose. A create then carries the operation's
	// id in it and can never be done twice. "" means that there is none.
	OperationProperty string

	Logger *slog.Logger     // nil logs nothing; ids and kinds, never content
	Now    func() time.Time // the time of day; nil is the system's

	// Wait waits, or returns the context's error; nil really waits. Tests
	// bring their own so that they need not; limits and waiting times then go
	// by Now, which Wait has to move on. Otherwise they go by the system's
	// clock, so that a Now that stands still blocks nothing.
	Wait func(context.Context, time.Duration) error

	Timeout   time.Duration // for one request; 0 is 10 s
	Patience  time.Duration // how long one call waits in all between attempts, as a person in a chat would; 0 is 8 s
	QueueFor  time.Duration // how long a call may stand in line so that the account's limit is kept; 0 is 60 s
	SettleFor time.Duration // how long settling a create waits for the search to know of it; 0 is 60 s

	// Share is the part of an account's limits that this process may use: with
	// four of them it is 0.25. 0 is all; more than 1 only suits a server that
	// has no limits.
	Share float64

	// Insecure allows plain http to other machines, for trying things out.
	Insecure bool

	once    sync.Once
	http    *http.Client
	base    string
	wrong   error // why Base can't be used
	lanes   lanes
	choices choices
}

// start works out what the settings mean, once.
func (c *Client) start() error {
	c.once.Do(func() {
		c.base, c.wrong = checkBase(c.Base, c.Insecure)
		if c.Tokens == nil {
			c.wrong = errors.New("hubspot: no Tokens")
		}
		client := http.Client{Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           200,
			MaxIdleConnsPerHost:    100,
			MaxResponseHeaderBytes: 64 << 10,
			// Shorter than servers usually keep a connection: a create that
			// is written to one that the server just closed is in doubt.
			IdleConnTimeout: 20 * time.Second,
		}}
		if c.HTTP != nil {
			client = *c.HTTP
		}
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.http = &client
	})
	return c.wrong
}

// checkBase makes sure that tokens go nowhere in the clear.
func checkBase(base string, insecure bool) (string, error) {
	if base == "" {
		base = "https://api.hubapi.com"
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", errors.New("hubspot: the base address can't be read")
	}
	local := u.Hostname() == "localhost"
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		local = ip.IsLoopback()
	}
	switch {
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("hubspot: the base address must be just a scheme, a host and perhaps a path")
	case u.Scheme != "https" && !(u.Scheme == "http" && (local || insecure)):
		return "", fmt.Errorf("hubspot: the base address on %s must begin with https", u.Hostname())
	}
	return strings.TrimRight(base, "/"), nil
}

// work is one action call on its way: whose it is and what it has used up.
type work struct {
	client *Client
	caller action.Caller
	token  Token
	object *Type // nil for actions about none
	spec   action.Spec
	lane   *lane

	catalog *catalog

	began     time.Time
	waited    time.Duration
	refreshed bool
	brief     bool            // no waiting for things that are only nice to have
	unnamed   map[string]bool // choices that could not be read: not tried again for each record
	ahead     time.Duration   // by how much HubSpot's clock is ahead of ours, as its last answer shows
}

func (c *Client) begin(ctx context.Context, caller action.Caller, t *Type, spec action.Spec) (*work, error) {
	if err := c.start(); err != nil {
		return nil, err
	}
	w := &work{client: c, caller: caller, object: t, spec: spec, began: c.tick()}
	token, err := c.Tokens.Token(ctx, caller)
	if err != nil {
		return nil, w.tokenProblem(err)
	}
	w.use(token)
	return w, nil
}

func (w *work) use(token Token) {
	w.token = token
	w.lane = w.client.lanes.of(tenant(token), w.client)
}

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// tick is the clock that waiting moves.
func (c *Client) tick() time.Time {
	if c.Wait != nil {
		return c.now()
	}
	return time.Now()
}

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
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

func (c *Client) log() *slog.Logger {
	if c.Logger != nil {
		return c.Logger
	}
	return slog.New(slog.DiscardHandler)
}

// or is for settings whose zero value means something else.
func or[T comparable](value, usual T) T {
	var zero T
	if value == zero {
		return usual
	}
	return value
}

// Versions are the versions of HubSpot's API that can be spoken.
func Versions() []string { return []string{"2026-09", "2026-03", "v3"} }

// version is the one that is spoken.
func (c *Client) version() string { return or(c.Version, Versions()[0]) }

// path builds the address of one of HubSpot's APIs. v3 stands before the
// API's name, a date behind it. Parts are escaped here and nowhere else.
func (c *Client) path(api string, parts ...string) string {
	version := c.version()
	path := "/crm/" + api + "/" + version
	if strings.HasPrefix(version, "v") {
		path = "/crm/" + version + "/" + api
	}
	for _, part := range parts {
		path += "/" + url.PathEscape(part)
	}
	return path
}

func (w *work) objects(parts ...string) string {
	return w.client.path("objects", append([]string{w.object.path()}, parts...)...)
}

// path is how HubSpot's paths call a kind of record: those of an account's own
// by number.
func (t *Type) path() string {
	if strings.HasPrefix(t.ID, "2-") {
		return t.ID
	}
	return t.Plural
}

// link is the page of a record in HubSpot.
func (w *work) link(t *Type, id string) string {
	account := w.token.Account.ID
	if !digits(account) {
		return ""
	}
	app := strings.TrimRight(or(w.client.AppURL, "https://app.hubspot.com"), "/")
	return app + "/contacts/" + account + "/record/" + t.ID + "/" + id
}

// digits tells whether s can be an id. Nothing else ever becomes part of a
// path as one: "../owners" is no record.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 20
}
