package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/oauth2"

	"parley/connectors/hubspot"
	"parley/connectors/llm"
	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/dialogs"
	"parley/engine"
	"parley/engine/action"
	"parley/engine/machine"
	"parley/engine/syntax"
	"parley/web"
)

// bot names whose chats these are; it is part of every key in Redis.
const bot = "parley"

// hubspotScopes are what the twelve actions need; hubspot.OptionalScopes are
// asked for besides.
var hubspotScopes = []string{"oauth", "crm.objects.deals.read", "crm.objects.deals.write", "crm.objects.contacts.read", "crm.objects.contacts.write"}

// node is one Parley: the engine with everything around it. newNode is the
// only place where the pieces are put together.
type node struct {
	engine  *engine.Engine
	store   *redisstore.Store
	bus     *redisstore.Bus
	server  *web.Server // nil without a listener
	flow    *oauth.Flow
	tokens  *oauth.Tokens
	catalog *action.Catalog // that it began with
	actions actions         // those in use
	client  *hubspot.Client
	machine *machine.Machine // that it began with; engine.Machine is the one in use
	model   *llm.Client      // nil: no language model
	reload  *reloader        // nil when the dialogs are those that ship
	logger  *slog.Logger
}

// nodeConfig is what a node depends on.
type nodeConfig struct {
	rdb        redis.UniversalClient
	app        oauth.App
	noCodes    bool // refuse browsers that can't be recognised
	keys       *oauth.Keys
	apiBase    string
	apiVersion string
	appURL     string
	operation  string // property that makes creates repeatable
	settleFor  time.Duration
	machine    *machine.Machine // of the dialogs, compiled for the model below; many nodes can run one
	folder     string           // that is followed for changes to them; empty for those that ship
	model      *llm.Client      // nil: no language model
	logger     *slog.Logger
	reloads    *slog.Logger // of changes to the dialogs; nil: logger
	now        func() time.Time
	web        *web.Config // nil: no listener
}

func newNode(cfg nodeConfig) *node {
	if cfg.logger == nil {
		cfg.logger = slog.New(slog.DiscardHandler)
	}
	n := newAccess(cfg)
	n.catalog, n.machine = newCatalog(n.client, cfg.model, cfg.machine.Described()), cfg.machine
	n.engine = &engine.Engine{
		Store: n.store, Actions: &n.actions, Notifier: noSockets{}, Logger: cfg.logger, Now: cfg.now, Node: engine.NewNode(), Recall: n.recall,
	}
	if cfg.web != nil {
		cfg.web.Ready = append(cfg.web.Ready, web.Check{Name: "redis", Ready: n.store.Ping})
		if cfg.app.Authorization == oauth.Preauthorized {
			cfg.web.Ready = append(cfg.web.Ready, web.Check{Name: "hubspot authorization", Detail: true, Ready: n.authorized})
			cfg.web.Operator = operator{n}
		}
		if cfg.folder != "" {
			n.reload = newReloader(n, cfg.folder, cmp.Or(cfg.reloads, cfg.logger))
			cfg.web.Ready = append(cfg.web.Ready, web.Check{Name: "dialogs", Detail: true, Ready: n.reload.ready})
		}
		n.server = web.New(*cfg.web, conversations{n.engine, n.tokens}, n.store, signIn{n.flow, n.tellOthers}, n.bus)
		n.engine.Notifier = n.server
	}
	n.use(n.machine, nil)
	return n
}

// newAccess puts together what gets, keeps and uses access to HubSpot.
func newAccess(cfg nodeConfig) *node {
	n := &node{model: cfg.model, logger: cfg.logger, store: redisstore.New(cfg.rdb, bot), bus: redisstore.NewBus(cfg.rdb, bot)}
	n.flow = &oauth.Flow{
		Bot: bot, App: cfg.app, Store: redisstore.NewOAuth(cfg.rdb, bot), Keys: cfg.keys, NoCodes: cfg.noCodes,
		Revoke: oauth.HubSpotRevoke(cfg.app, nil), Now: cfg.now, Logger: cfg.logger,
	}
	identify := oauth.HubSpotIdentity(cfg.app, nil)
	n.flow.Identify = func(ctx context.Context, access string, raw *oauth2.Token) (action.Account, error) {
		account, err := identify(ctx, access, raw)
		if err != nil {
			return account, err
		}
		return n.client.Describe(ctx, access, account), nil
	}
	n.tokens = &oauth.Tokens{Flow: n.flow}
	n.client = &hubspot.Client{
		Base: cfg.apiBase, Version: cfg.apiVersion, AppURL: cfg.appURL, Tokens: tokens{n},
		OperationProperty: cfg.operation, SettleFor: cfg.settleFor, Logger: cfg.logger, Now: cfg.now,
	}
	return n
}

// newCatalog lists what dialogs can do, also with the kinds of records that their
// folder describes; without a client and a model it only
// tells, which is all that compiling takes. A further connector is one more line.
func newCatalog(client *hubspot.Client, model *llm.Client, described []*syntax.Object) *action.Catalog {
	c, more := action.NewCatalog(), objectTypes(described)
	c.Add(hubspot.Actions(client, more...)...)
	c.AddObjects(hubspot.Objects(more...)...)
	if model != nil {
		c.Add(llm.Actions(model)...)
	}
	return c
}

func dialogInfo(m *machine.Machine) []web.DialogInfo {
	var list []web.DialogInfo
	for _, d := range m.Dialogs() {
		list = append(list, web.DialogInfo{Name: d.Name, Title: d.Title, Description: d.Description})
	}
	return list
}

// readDialogs reads a folder, or the twelve that ship when there is none.
func readDialogs(folder string) ([]*syntax.Dialog, *syntax.House, syntax.Diagnostics) {
	return syntax.ReadDialogs(dialogFiles(folder), ".")
}

func dialogFiles(folder string) fs.FS {
	if folder != "" {
		return os.DirFS(folder)
	}
	return dialogs.FS
}

// runnable compiles a folder's dialogs for a server, which runs on faultless
// ones only.
func runnable(folder string, model *llm.Client) (*machine.Machine, error) {
	if folder != "" {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("there is no folder %s; correct --dialogs, or leave it out to run the twelve that ship", folder)
		}
	}
	trees, house, diags := readDialogs(folder)
	if diags.Failed() {
		return nil, dialogTrouble(folder, diags)
	}
	return compile(folder, trees, house, model)
}

// looked is runnable for whoever only wants to know what the dialogs hold.
func looked(folder string) (*machine.Machine, error) {
	trees, house, diags := readDialogs(folder)
	m, more := machine.Check(trees, house, newCatalog(nil, nil, house.Objects))
	if diags = append(diags, more...); diags.Failed() {
		return nil, dialogTrouble(folder, diags)
	}
	return m, nil
}

// compile makes the machine of faultless dialogs.
func compile(folder string, trees []*syntax.Dialog, house *syntax.House, model *llm.Client) (*machine.Machine, error) {
	m, diags := machine.Compile(trees, house, newCatalog(nil, model, house.Objects))
	if diags.Failed() {
		return nil, dialogTrouble(folder, diags)
	}
	return m, nil
}

// dialogTrouble says what is wrong first, and where to see the rest.
func dialogTrouble(folder string, diags syntax.Diagnostics) error {
	first, n := syntax.Diagnostic{}, 0
	for _, d := range diags {
		if d.Severity == syntax.Warning {
			continue
		}
		if n++; n == 1 {
			first = d
		}
	}
	text := first.Text
	if first.Advice != "" {
		text += ": " + first.Advice
	}
	return fmt.Errorf("%s:%d:%d: %s (problems in the dialogs: %d; `%s` shows them)",
		path.Join(folder, first.File), first.Pos.Line, first.Pos.Col, text, n, strings.TrimSpace("parley lint "+folder))
}

// conversations is the engine as the web server uses it: a chat that somebody
// ends takes its sign-in along.
type conversations struct {
	*engine.Engine
	tokens *oauth.Tokens
}

func (c conversations) End(ctx context.Context, id machine.SessionID) error {
	if err := c.Engine.End(ctx, id); err != nil {
		return err
	}
	return c.tokens.Forget(ctx, action.Caller{Session: string(id)})
}

// noSockets is the notifier of a node without a listener.
type noSockets struct{}

func (noSockets) Notify(machine.SessionID, []engine.Stored) bool { return true }
func (noSockets) Holds(machine.SessionID) bool                   { return true }

// tokens gives the HubSpot client its tokens.
type tokens struct{ n *node }

var _ hubspot.Tokens = tokens{}

func (a tokens) Token(ctx context.Context, c action.Caller) (hubspot.Token, error) {
	return a.forHubSpot(ctx, c)(a.n.tokens.Token(ctx, c))
}

func (a tokens) Expired(ctx context.Context, c action.Caller, access string) (hubspot.Token, error) {
	return a.forHubSpot(ctx, c)(a.n.tokens.Expired(ctx, c, access))
}

func (a tokens) Revoked(ctx context.Context, c action.Caller, access, reason string) error {
	err := a.n.tokens.Revoked(ctx, c, access, reason)
	a.tellEnded(ctx, c, err)
	return err
}

func (a tokens) Lacks(ctx context.Context, c action.Caller, scopes []string) error {
	return a.n.tokens.Lacks(ctx, c, scopes)
}

func (a tokens) SignOut(ctx context.Context, c action.Caller) error {
	if err := a.n.tokens.SignOut(ctx, c); err != nil {
		return err
	}
	a.n.tellOthers(ctx, c.Subject, c.Session, machine.SignedOut{Provider: a.n.flow.App.Provider, By: true})
	return nil
}

// tellEnded tells a visitor's other chats that the access has ended, if that
// is what an error says.
func (a tokens) tellEnded(ctx context.Context, c action.Caller, err error) {
	if needed, ok := errors.AsType[*action.SignInNeeded](err); ok && needed.Reason != "" {
		a.n.tellOthers(ctx, c.Subject, c.Session, machine.SignedOut{Provider: needed.Provider})
	}
}

func (a tokens) Confirm(ctx context.Context, c action.Caller, code string) (action.Account, error) {
	done, err := a.n.flow.Confirm(ctx, c.Session, code)
	if failure, ok := errors.AsType[*oauth.Failure](err); ok {
		kind := map[oauth.FailureKind]action.Kind{
			oauth.ErrExpired: action.Missing, oauth.ErrWrongCode: action.Invalid, oauth.ErrCodeSpent: action.Conflict,
		}[failure.Kind]
		return action.Account{}, &action.Problem{Kind: kind, Text: failure.Text, Err: failure}
	}
	if err == nil {
		a.n.tellOthers(ctx, done.Subject, done.Session, machine.SignedIn{Account: done.Account, Elsewhere: true})
	}
	return done.Account, err
}

// forHubSpot passes on what Tokens answers.
func (a tokens) forHubSpot(ctx context.Context, c action.Caller) func(oauth.Token, error) (hubspot.Token, error) {
	return func(t oauth.Token, err error) (hubspot.Token, error) {
		a.tellEnded(ctx, c, err)
		return hubspot.Token{Access: t.Access, Account: t.Account, Scopes: t.Scopes}, err
	}
}

// signIn gives the web server its sign-in.
type signIn struct {
	flow *oauth.Flow
	// tell lets an event happen in a visitor's other chats; nil: there are none.
	tell func(ctx context.Context, subject, session string, ev machine.Event)
}

var (
	_ web.SignIn = signIn{}
	_ web.Prover = signIn{}
)

func (s signIn) Start(ctx context.Context, provider, flow, browser string) (string, error) {
	if provider != s.flow.App.Provider {
		return "", web.ErrSignInExpired
	}
	redirect, err := s.flow.Start(ctx, flow, browser)
	return redirect, pageTrouble(err)
}

func (s signIn) StartUnproved(ctx context.Context, provider, flow, browser string) (string, error) {
	if provider != s.flow.App.Provider {
		return "", web.ErrSignInExpired
	}
	redirect, err := s.flow.StartUnproved(ctx, flow, browser)
	return redirect, pageTrouble(err)
}

func (s signIn) Proof(flow, browser string) string { return oauth.BindProof(flow, browser) }

func (s signIn) Bind(ctx context.Context, session machine.SessionID, flow, proof string) error {
	return pageTrouble(s.flow.Bind(ctx, string(session), flow, proof))
}

// pageTrouble leaves of a failure what the web server tells apart.
func pageTrouble(err error) error {
	if failure, ok := errors.AsType[*oauth.Failure](err); ok {
		return pageError(failure)
	}
	return err
}

func (s signIn) Finish(ctx context.Context, provider, browser string, q url.Values) (web.Outcome, error) {
	if provider != s.flow.App.Provider {
		return web.Outcome{}, web.ErrSignInExpired
	}
	done, err := s.flow.Finish(ctx, browser, q)
	var failure *oauth.Failure
	switch {
	case err == nil && done.Code != "":
		return web.Outcome{Code: done.Code, Account: accountName(done.Account)}, nil
	case err == nil:
		if s.tell != nil {
			s.tell(ctx, done.Subject, done.Session, machine.SignedIn{Account: done.Account, Elsewhere: true})
		}
		return web.Outcome{Session: machine.SessionID(done.Session), Event: machine.SignedIn{Head: eventHead(s.flow.Now, q), Account: done.Account}}, nil
	case errors.As(err, &failure) && failure.Session != "":
		return web.Outcome{Session: machine.SessionID(failure.Session),
			Event: machine.SignInEnded{Head: eventHead(s.flow.Now, q), Provider: failure.Provider, Why: why(failure.Kind)}}, nil
	case errors.As(err, &failure):
		return web.Outcome{}, pageError(failure)
	}
	return web.Outcome{}, err
}

// eventHead names the event after the flow's state, which is taken once.
func eventHead(now func() time.Time, q url.Values) machine.Head {
	at := time.Now()
	if now != nil {
		at = now()
	}
	return machine.Head{ID: "signin:" + hashed(q.Get("state")), At: at}
}

func pageError(f *oauth.Failure) error {
	if errors.Is(f, oauth.ErrOtherBrowser) {
		return web.ErrSignInBrowser
	}
	return web.ErrSignInExpired
}

func why(kind oauth.FailureKind) machine.Why {
	switch kind {
	case oauth.ErrDenied:
		return machine.Denied
	case oauth.ErrExpired:
		return machine.Expired
	case oauth.ErrOtherBrowser:
		return machine.Foreign
	case oauth.ErrAccount:
		return machine.WrongAccount
	case oauth.ErrSettings:
		return machine.Settings
	}
	return machine.Faulty
}

// accountName is what people call an account.
func accountName(a action.Account) string {
	if a.Name != "" {
		return a.Name
	}
	return a.ID
}

// serve runs the node's listeners until ctx ends, then stops gracefully.
func (n *node) serve(ctx context.Context, public, admin *http.Server, listen listeners) error {
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	n.keepDialogs(ctx, n.engine.Machine()) // before the first chat begins
	sweep, stopSweeping := context.WithCancel(run)
	defer stopSweeping()
	swept := make(chan struct{})
	failed := make(chan error, 2)
	go func() { failed <- public.Serve(listen.public) }() // ends with Shutdown
	if admin != nil {
		go func() { failed <- admin.Serve(listen.admin) }() // ends with Shutdown
	}
	go func() { // ends with stopSweeping
		defer close(swept)
		n.engine.Run(sweep)
	}()
	go n.server.Run(run)        // ends with cancel
	go n.flow.Run(run)          // ends with cancel
	go n.tokens.KeepShared(run) // ends with cancel
	go n.keeping(run)           // ends with cancel
	if n.reload != nil {
		go n.reload.run(sweep) // ends with stopSweeping
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stopSweeping() // nothing new is begun while what is under way comes to its end
	<-swept
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), 28*time.Second)
	defer done()
	if e := n.server.Shutdown(stop); err == nil && e != nil {
		err = e
	}
	_ = public.Shutdown(stop)
	if admin != nil {
		_ = admin.Shutdown(stop)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
