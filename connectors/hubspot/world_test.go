package hubspot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
)

// Records that the sandbox is seeded with.
const (
	acmeRenewal = "48123000101"
	acmeJane    = "20145000051"
)

// clock is moved by waiting, so that no test has to.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
	paused func(time.Duration) // called at each wait
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.waited = append(c.waited, d)
	paused := c.paused
	c.mu.Unlock()
	if paused != nil {
		paused(d)
	}
	return ctx.Err()
}

func (c *clock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum time.Duration
	for _, d := range c.waited {
		sum += d
	}
	return sum
}

// tokens is Tokens with one token after the other.
type tokens struct {
	mu      sync.Mutex
	token   Token
	err     error
	next    string // what Expired gives
	expired int
	lacks   error // what Lacks answers
	reasons []string
}

func (k *tokens) Token(context.Context, action.Caller) (Token, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.token, k.err
}

func (k *tokens) Expired(_ context.Context, _ action.Caller, access string) (Token, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.expired++
	k.token.Access = k.next
	return k.token, nil
}

func (k *tokens) Revoked(_ context.Context, _ action.Caller, _, reason string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.reasons = append(k.reasons, reason)
	return &action.SignInNeeded{Provider: "hubspot", Start: "https://parley.example/start", Reason: reason}
}

func (k *tokens) Lacks(context.Context, action.Caller, []string) error { return k.lacks }

func (k *tokens) Confirm(context.Context, action.Caller, string) (action.Account, error) {
	return action.Account{Provider: "hubspot"}, k.err
}

func (k *tokens) SignOut(context.Context, action.Caller) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.token = Token{}
	return k.err
}

// asked is one request that reached the server.
type asked struct {
	method, path, query, body, access string
}

// world is a client with a server behind it.
type world struct {
	t       testing.TB
	box     *sandbox.Server // nil with a server of the test's own
	client  *Client
	catalog *action.Catalog
	clock   *clock
	tokens  *tokens
	caller  action.Caller
	log     *bytes.Buffer

	mu    sync.Mutex
	asked []asked
}

func newWorld(t testing.TB, set ...func(*sandbox.Config)) *world {
	clock := &clock{now: time.Now().UTC().Truncate(time.Second)}
	config := sandbox.Config{Now: clock.Now}
	for _, f := range set {
		f(&config)
	}
	box := sandbox.New(config)
	w := serve(t, clock, box.Handler())
	w.box = box
	w.tokens.token.Access = box.Credentials(w.client.Base).AccessToken
	return w
}

// serve makes a world around any server.
func serve(t testing.TB, c *clock, handler http.Handler) *world {
	t.Helper()
	if c == nil {
		c = &clock{now: time.Now().UTC().Truncate(time.Second)}
	}
	w := &world{t: t, clock: c, log: &bytes.Buffer{}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		w.mu.Lock()
		w.asked = append(w.asked, asked{r.Method, r.URL.Path, r.URL.RawQuery, string(body), r.Header.Get("Authorization")})
		w.mu.Unlock()
		handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w.tokens = &tokens{token: Token{Access: "canary-token", Account: action.Account{Provider: "hubspot", ID: "1000001", Name: "northwind.example"}}}
	w.client = &Client{
		Base: server.URL, Tokens: w.tokens, Now: c.Now, Wait: c.Wait,
		Logger: slog.New(slog.NewTextHandler(&lockedWriter{w: w.log}, nil)),
	}
	w.catalog = action.NewCatalog()
	w.catalog.Add(Actions(w.client)...)
	w.catalog.AddObjects(Objects()...)
	w.caller = action.Caller{Session: "s1", TimeZone: "Europe/Berlin"}
	return w
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// do carries out an action.
func (w *world) do(name string, args map[string]field.Value) (action.Result, error) {
	w.t.Helper()
	return w.call(action.Call{ID: "op-1", Action: name, Args: args})
}

func (w *world) call(c action.Call) (action.Result, error) {
	w.t.Helper()
	return w.catalog.Do(w.t.Context(), w.caller, c)
}

// must carries out an action that has to succeed.
func (w *world) must(name string, args map[string]field.Value) action.Result {
	w.t.Helper()
	result, err := w.do(name, args)
	if err != nil {
		w.t.Fatalf("%s: %v", name, describe(err))
	}
	return result
}

// record carries out an action that has to give one record.
func (w *world) record(name string, args map[string]field.Value) action.Record {
	w.t.Helper()
	result := w.must(name, args)
	if len(result.Records) != 1 {
		w.t.Fatalf("%s gave %d records, want 1", name, len(result.Records))
	}
	return result.Records[0]
}

// problem carries out an action that has to fail in this way.
func (w *world) problem(kind action.Kind, name string, args map[string]field.Value) *action.Problem {
	w.t.Helper()
	_, err := w.do(name, args)
	p, ok := errors.AsType[*action.Problem](err)
	if !ok || p.Kind != kind {
		w.t.Fatalf("%s: got %v, want a problem of kind %s", name, describe(err), kind)
	}
	return p
}

// count tells how many requests had this method and a path that ends so.
func (w *world) count(method, suffix string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, a := range w.asked {
		if a.method == method && len(a.path) >= len(suffix) && a.path[len(a.path)-len(suffix):] == suffix {
			n++
		}
	}
	return n
}

func (w *world) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = nil
}

func describe(err error) string {
	if p, ok := errors.AsType[*action.Problem](err); ok {
		return p.Error() + " (" + p.Text + ")"
	}
	if err == nil {
		return "no error"
	}
	return err.Error()
}

func text(s string) field.Value { return field.Value{Norm: s} }

type args = map[string]field.Value
