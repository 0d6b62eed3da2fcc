package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/machine"
	"parley/web"
	"parley/web/studio"
)

// bench is the Parley that a studio's test chat talks with: the saved text,
// with a sandbox and a Redis of its own. It remembers how each conversation
// came to where it is.
type bench struct {
	*node
	box      *sandbox.Server
	api      string
	folder   string
	happened func()
	stop     func()

	mu    sync.Mutex // guards everything below
	talks map[machine.SessionID]*benchTalk
	mood  string // one of studio.Manners
}

var _ studio.Bench = (*bench)(nil)

// newBench starts one whose chat browsers find at an address, for a folder of
// dialogs. Where that has errors, the twelve that ship talk until it has none.
func newBench(address, folder string, logger *slog.Logger) (*bench, error) {
	m, broken := runnable(folder, nil)
	if broken != nil {
		var err error
		if m, err = runnable("", nil); err != nil {
			return nil, err
		}
	}
	l, err := listen("127.0.0.1:0", "--addr")
	if err != nil {
		return nil, err
	}
	rdb, stopRedis, err := redisstore.StartInProcess()
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("start the in-process Redis: %w", err)
	}
	keys, err := oauth.ParseKeys(oauth.NewKey())
	if err != nil {
		return nil, err
	}
	b := &bench{box: sandbox.New(sandbox.Config{}), api: urlOf(l), folder: folder, happened: func() {}, talks: map[machine.SessionID]*benchTalk{}, mood: "well"}
	stopBox := startSandbox(b.box, l)
	app := sandboxApp(b.box.Credentials(b.api), address, b.api)
	app.Scopes = scopesFor(m.Described())
	b.node = newNode(nodeConfig{
		rdb: rdb, app: app, keys: keys, apiBase: b.api, appURL: b.api, machine: m, folder: folder, logger: logger,
		web: &web.Config{PublicURL: address, Logger: logger, Limits: web.Limits{SessionsPerMinute: -1, SocketsPerAddress: -1}},
	})
	if broken != nil {
		b.reload.seen = "" // what is there is not what talks
	}
	b.engine.Trace = b.trace
	b.engine.Actions = benchActions{b}
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	for _, run := range []func(context.Context){b.engine.Run, b.server.Run, b.flow.Run} {
		work.Go(func() { run(ctx) }) // ends with stop
	}
	b.stop = func() {
		end, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		stopBox()
		_ = b.server.Shutdown(end) // nobody's chat is lost
		cancel()
		work.Wait()
		stopRedis()
	}
	return b, nil
}

func (b *bench) Chat() http.Handler        { return b.server.Handler() }
func (b *bench) Use(ctx context.Context)   { b.reload.look(ctx) }
func (b *bench) Machine() *machine.Machine { return b.engine.Machine() }

// Conversation tells how a conversation came to where it is.
func (b *bench) Conversation(ctx context.Context, token string) (studio.Conversation, error) {
	c := studio.Conversation{Turns: []studio.Turn{}}
	s, _ := b.session(ctx, token) // of none, where nobody has talked yet
	if len(s.Accounts) > 0 {
		c.SignedIn = accountName(s.Accounts[0])
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	c.Manner = b.mood
	if t := b.talks[s.ID]; t != nil {
		for _, turn := range t.turns {
			turn.Moves, turn.Calls, turn.Fields = slices.Clone(turn.Moves), slices.Clone(turn.Calls), slices.Clone(turn.Fields)
			c.Turns = append(c.Turns, turn)
		}
		c.Dialog, c.Older = t.dialog, t.talked != b.engine.Machine()
	}
	return c, nil
}

// session finds the one that a token speaks for.
func (b *bench) session(ctx context.Context, token string) (machine.Session, error) {
	id, _ := web.SessionOf(token)
	snap, err := b.store.Load(ctx, id)
	if err != nil {
		return machine.Session{}, studio.ErrNoConversation
	}
	return snap.Session, nil
}

func callerOf(s machine.Session) action.Caller {
	return action.Caller{Session: string(s.ID), Browser: s.Visitor.Browser, Subject: s.Visitor.Subject, Now: time.Now()}
}

// SignIn signs in or out.
func (b *bench) SignIn(ctx context.Context, token string, in bool) error {
	s, err := b.session(ctx, token)
	if err != nil {
		return err
	}
	b.mu.Lock()
	if t := b.talk(s.ID); !t.talking() {
		t.signedIn = in
	}
	b.mu.Unlock()
	return b.signed(ctx, s, in)
}

func (b *bench) signed(ctx context.Context, s machine.Session, in bool) error {
	caller := callerOf(s)
	if !in {
		if err := b.tokens.SignOut(ctx, caller); err != nil {
			return err
		}
		return b.engine.Handle(ctx, s.ID, machine.SignedOut{Head: benchHead(), Provider: b.flow.App.Provider, By: true}, nil)
	}
	need, err := b.flow.Begin(ctx, caller, "")
	if err != nil {
		return err
	}
	ev, err := followSignIn(ctx, signIn{flow: b.flow}, caller.Browser, need.Start, "1", true)
	if err != nil {
		return err
	}
	return b.engine.Handle(ctx, s.ID, ev, nil)
}

func benchHead() machine.Head {
	token, _ := web.NewSession()
	return machine.Head{ID: "studio:" + token[:22], At: time.Now()}
}

// benchFaults are what the sandbox does in each manner.
var benchFaults = map[string][]sandbox.Fault{
	"well": nil,
	"slow": {{Match: sandbox.Match{Path: "/crm/"}, DelayMS: 4000}},
	"429":  {{Match: sandbox.Match{Path: "/crm/"}, Status: http.StatusTooManyRequests}},
	"500":  {{Match: sandbox.Match{Path: "/crm/"}, Status: http.StatusInternalServerError}},
	"lost": {
		{Match: sandbox.Match{Path: "/crm/v3/objects/deals", Method: "POST"}, DropAnswer: true},
		{Match: sandbox.Match{Path: "/crm/v3/objects/contacts", Method: "POST"}, DropAnswer: true},
		{Match: sandbox.Match{Path: "/crm/", Method: "PATCH"}, DropAnswer: true},
		{Match: sandbox.Match{Path: "/crm/", Method: "DELETE"}, DropAnswer: true},
	},
}

// Behave sets how the sandbox answers. In the conversation it is something
// that happened, so that a test of it has it, too.
func (b *bench) Behave(_ context.Context, token, manner string) error {
	if !slices.Contains(studio.Manners, manner) {
		return fmt.Errorf("HubSpot can't answer in the manner %q; it can %s", manner, strings.Join(studio.Manners, ", "))
	}
	b.misbehave(manner)
	if id, ok := web.SessionOf(token); ok {
		b.mu.Lock()
		t := b.talk(id)
		t.turns = append(t.turns, newTurn("manner", manner))
		b.mu.Unlock()
	}
	b.happened()
	return nil
}

func (b *bench) misbehave(manner string) {
	b.box.ClearFaults()
	for _, f := range benchFaults[manner] {
		b.box.SetFault(f)
	}
	b.mu.Lock()
	b.mood = manner
	b.mu.Unlock()
}
