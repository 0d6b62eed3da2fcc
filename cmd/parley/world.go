package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"time"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/sandbox"
	"parley/engine"
	"parley/engine/action"
	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// sandboxApp is the OAuth application of a sandbox.
func sandboxApp(c sandbox.Credentials, publicURL, apiBase string) oauth.App {
	return oauth.App{
		Provider: "hubspot", Title: "HubSpot", Kind: "system", Authorization: "user",
		ClientID: c.ClientID, ClientSecret: c.ClientSecret, AuthURL: c.AuthorizeURL, TokenURL: c.TokenURL,
		Scopes: hubspotScopes, OptionalScopes: []string{"crm.objects.owners.read"}, PublicURL: publicURL, APIBase: apiBase,
	}
}

// world is a Parley with a sandbox of its own, for one conversation test.
type world struct {
	*node
	sandbox *sandbox.Server
	http    *httptest.Server
	account int // of the sandbox that people sign in to
	close   func()
}

var _ convtest.World = (*world)(nil)

// openWorld starts a world that runs a machine.
func openWorld(m *machine.Machine, logger *slog.Logger) func(context.Context, convtest.Setup) (convtest.World, error) {
	return openWorldOf(nodeConfig{machine: m, logger: logger})
}

// newRunner runs conversations with a machine.
func newRunner(m *machine.Machine) *convtest.Runner {
	quiet := slog.New(slog.DiscardHandler)
	return &convtest.Runner{Open: openWorld(m, quiet), Logger: quiet}
}

// openWorldOf starts a world around what a configuration has already.
func openWorldOf(cfg nodeConfig) func(context.Context, convtest.Setup) (convtest.World, error) {
	return func(_ context.Context, s convtest.Setup) (convtest.World, error) {
		rdb, stop, err := redisstore.StartInProcess()
		if err != nil {
			return nil, err
		}
		if s.Now == nil {
			s.Now = time.Now
		}
		box := sandbox.New(sandbox.Config{Now: s.Now, Portal: s.Portal})
		server := httptest.NewServer(box.Handler())
		keys, err := oauth.ParseKeys(oauth.NewKey())
		if err != nil {
			return nil, err
		}
		cfg := cfg
		cfg.rdb, cfg.keys, cfg.app = rdb, keys, sandboxApp(box.Credentials(server.URL), "http://127.0.0.1:9", server.URL)
		cfg.app.Scopes = scopesFor(cfg.machine.Described())
		cfg.apiBase, cfg.now, cfg.settleFor = server.URL, s.Now, time.Second
		n := newNode(cfg)
		// Waiting costs a test real time and shows nothing: the sandbox's
		// clock stands still.
		n.flow.Store = &agingStore{Store: n.flow.Store, now: s.Now, saved: map[string]time.Time{}}
		n.client.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
		account := 1
		if s.Portal == "euro_portal" {
			account = 2
		}
		return &world{node: n, sandbox: box, http: server, account: account, close: stop}, nil
	}
}

// agingStore makes access tokens grow old with the clock of the test; Redis
// goes by its own.
type agingStore struct {
	oauth.Store
	now   func() time.Time
	mu    sync.Mutex
	saved map[string]time.Time
}

func (a *agingStore) LoadToken(ctx context.Context, key string) (oauth.StoredToken, error) {
	t, err := a.Store.LoadToken(ctx, key)
	a.mu.Lock()
	defer a.mu.Unlock()
	t.Left -= a.now().Sub(a.saved[key])
	return t, err
}

func (a *agingStore) SaveToken(ctx context.Context, key string, was int64, t oauth.NewToken) (int64, error) {
	a.mu.Lock()
	a.saved[key] = a.now()
	a.mu.Unlock()
	return a.Store.SaveToken(ctx, key, was, t)
}

func (w *world) Actions() action.Actions   { return w.catalog }
func (w *world) Store() engine.Store       { return w.store }
func (w *world) Machine() *machine.Machine { return w.machine }

func (w *world) Close() {
	w.http.CloseClientConnections()
	w.http.Close()
	w.sandbox.Close()
	w.close()
}

func (w *world) Fault(f syntax.Fault, status int) error {
	w.sandbox.SetFault(sandbox.Fault{
		Match:  sandbox.Match{Method: f.Method.Value, Path: f.Path.Value},
		Status: status, Body: f.Body.Value, Times: f.Times.Value, DropAnswer: f.Drop.Value,
	})
	return nil
}

func (w *world) Recover()    { w.sandbox.ClearFaults() }
func (w *world) Disconnect() { w.sandbox.Uninstall(1_000_000 + int64(w.account)) }

func (w *world) SignIn(ctx context.Context, c action.Caller) error {
	need, err := w.flow.Begin(ctx, c, "")
	if err != nil {
		return err
	}
	_, err = w.Follow(ctx, c, need.Start, convtest.Allow)
	return err
}

func (w *world) Follow(ctx context.Context, c action.Caller, link string, a convtest.Answer) (machine.Event, error) {
	if link == "" {
		return nil, errors.New("no sign-in link was shown yet")
	}
	account := max(1, w.account) // the first one, where none was chosen
	flow := w.flow
	switch a {
	case convtest.AllowAnother:
		account = 3 - account
	case convtest.AllowBarred: // by a server that lets only the other one in
		barring := *w.flow
		barring.App.Accounts = []string{strconv.Itoa(1_000_000 + 3 - account)}
		flow = &barring
	}
	return followSignIn(ctx, signIn{flow: flow}, c.Browser, link, strconv.Itoa(account), a != convtest.Deny)
}

// followSignIn does what a browser does with a sign-in link: the provider's
// page answers at once, because the sandbox lets programs say so.
func followSignIn(ctx context.Context, s signIn, browser, link, account string, allow bool) (machine.Event, error) {
	u, err := url.Parse(link)
	if err != nil {
		return nil, err
	}
	redirect, err := s.Start(ctx, s.flow.App.Provider, u.Query().Get("flow"), browser)
	if err != nil {
		return nil, err
	}
	answer := "deny"
	if allow {
		answer = "allow"
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: 10 * time.Second}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, redirect+"&sandbox_account="+account+"&sandbox_answer="+answer, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		return nil, fmt.Errorf("the sandbox answered %s instead of leading back", res.Status)
	}
	out, err := s.Finish(ctx, s.flow.App.Provider, browser, back.Query())
	if err != nil {
		return nil, err
	}
	return out.Event, nil
}

// startSandbox serves a sandbox on a listener until the returned function is
// called.
func startSandbox(box *sandbox.Server, l net.Listener) (stop func()) {
	server := &http.Server{Handler: box.Handler(), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() { // ends with Close
		defer close(done)
		_ = server.Serve(l)
	}()
	return func() {
		box.Close()
		_ = server.Close()
		<-done
	}
}
