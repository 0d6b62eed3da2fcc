package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/convtest"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/match"
	"parley/engine/syntax"
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

// benchTalk is a conversation on the bench.
type benchTalk struct {
	turns    []studio.Turn
	seq      int64 // of the last turn that was said
	fields   map[string]machine.Line
	dialog   *machine.DialogView
	offers   []string // labels of the last buttons
	signedIn bool     // before the conversation began
	talked   *machine.Machine
	waiting  map[string]int // calls without an answer, by the turn that they are of
}

// newBench starts one whose chat browsers find at an address, for a folder of
// dialogs. Where that has errors, the twelve that ship talk until it has none.
func newBench(address, folder string, logger *slog.Logger) (*bench, error) {
	m, err := runnable(folder, nil)
	if err != nil {
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
	b.reload.seen = "" // what is there now may not be what talks
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

// talk finds or begins what is remembered of a session. The caller holds mu.
func (b *bench) talk(id machine.SessionID) *benchTalk {
	const most = 200 // conversations; the sandbox forgets at the end anyway
	t := b.talks[id]
	if t == nil {
		if len(b.talks) >= most {
			clear(b.talks)
		}
		t = &benchTalk{fields: map[string]machine.Line{}, talked: b.engine.Machine(), waiting: map[string]int{}}
		b.talks[id] = t
	}
	return t
}

// trace sees what each step did.
func (b *bench) trace(id machine.SessionID, out machine.Output) {
	b.mu.Lock()
	t := b.talk(id)
	turn := out.Turn
	if turn == nil && out.Heard == nil && len(out.Moves) == 0 || turn != nil && turn.Seq <= t.seq {
		b.mu.Unlock() // nothing, or a step that is done again
		return
	}
	if did := t.did(out); did.Did != "" || len(t.turns) == 0 {
		t.turns = append(t.turns, did)
	}
	now := &t.turns[len(t.turns)-1]
	now.Moves = append(now.Moves, out.Moves...)
	for _, op := range out.Operations {
		t.waiting[op.ID] = len(t.turns) - 1
	}
	if turn != nil {
		t.seq, t.dialog = turn.Seq, turn.Dialog
		if labels := buttonLabels(*turn); len(turn.Messages) > 0 {
			t.offers = labels
		}
		t.compare(now)
	}
	b.mu.Unlock()
	b.happened()
}

// did tells what a step answers.
func (t *benchTalk) did(out machine.Output) studio.Turn {
	turn := studio.Turn{Moves: []machine.Move{}, Calls: []studio.Call{}, Fields: []machine.Line{}}
	said := ""
	if out.Turn != nil {
		said = out.Turn.Said
	}
	switch {
	case out.Heard != nil:
		turn.Did, turn.What, turn.Heard = "said", said, heardOf(*out.Heard)
	case said != "" && slices.Contains(t.offers, said):
		turn.Did, turn.What = "pressed", said
	case out.Turn != nil && (t.talking() || !t.signedIn) && slices.ContainsFunc(out.Turn.Messages, func(m machine.Message) bool { return m.Kind == machine.KindSignedIn }):
		turn.Did, turn.What = "event", "signed_in"
	}
	return turn
}

// talking tells whether anything was said yet.
func (t *benchTalk) talking() bool {
	return slices.ContainsFunc(t.turns, func(turn studio.Turn) bool { return turn.Did == "said" || turn.Did == "pressed" })
}

// compare notes which values of the open dialog became others.
func (t *benchTalk) compare(now *studio.Turn) {
	fields := map[string]machine.Line{}
	if t.dialog != nil {
		for _, f := range t.dialog.Fields {
			line := machine.Line{Label: f.Label, Value: f.Display}
			if line.Value == "" {
				line.Value = f.Value
			}
			fields[f.Name] = line
			if was := t.fields[f.Name]; was.Value != line.Value {
				line.Was = was.Value
				now.Fields = append(now.Fields, line)
			}
		}
	}
	t.fields = fields
}

func buttonLabels(turn machine.Turn) (list []string) {
	for _, m := range turn.Messages {
		for _, c := range m.Choices {
			list = append(list, c.Label)
		}
		for _, r := range m.Rows {
			for _, c := range r.Choices {
				list = append(list, c.Label)
			}
		}
	}
	return list
}

// heardOf writes a reading for people.
func heardOf(r match.Reading) *studio.Heard {
	h := &studio.Heard{Rule: r.Layer, Meanings: []studio.Meaning{}}
	for _, m := range r.Meanings {
		h.Meanings = append(h.Meanings, studio.Meaning{Command: string(m.Command), Dialog: m.Dialog, Field: m.Field, Words: m.Text, Score: rounded(m.Score)})
	}
	return h
}

// benchActions notes each call.
type benchActions struct{ b *bench }

func (a benchActions) Do(ctx context.Context, caller action.Caller, call action.Call) (action.Result, error) {
	began := time.Now()
	res, err := a.b.actions.Do(ctx, caller, call)
	spec, _ := a.b.actions.now.Load().Spec(call.Action)
	noted := studio.Call{
		Action: call.Action, Writes: spec.Effect.Writes(), Lines: callLines(spec, call.Args),
		Result: resultOf(spec, res, err), Took: time.Since(began).Milliseconds(),
	}
	a.b.mu.Lock()
	t := a.b.talk(machine.SessionID(caller.Session))
	if n := len(t.turns); n > 0 {
		at, ok := t.waiting[call.ID]
		if !ok || at >= n {
			at = n - 1
		}
		t.turns[at].Calls = append(t.turns[at].Calls, noted)
	}
	a.b.mu.Unlock()
	a.b.happened()
	return res, err
}

// callLines shows what a call was given; of a change what was and what will be.
func callLines(spec action.Spec, args map[string]field.Value) []machine.Line {
	lines := []machine.Line{}
	show := func(v field.Value) string {
		if v.Label != "" {
			return v.Label
		}
		return v.Norm
	}
	was := args["was"].Set
	for _, name := range slices.Sorted(maps.Keys(args)) {
		v := args[name]
		switch {
		case name == "was":
		case v.Set != nil:
			for _, of := range slices.Sorted(maps.Keys(v.Set)) {
				before := ""
				if was != nil {
					before = show(was[of])
				}
				lines = append(lines, machine.Line{Label: of, Value: show(v.Set[of]), Was: before})
			}
		case len(v.List) > 0:
			for _, c := range v.List {
				lines = append(lines, machine.Line{Label: c.Field, Value: strings.TrimSpace(c.Op + " " + show(c.Value))})
			}
		case show(v) != "":
			lines = append(lines, machine.Line{Label: name, Value: show(v)})
		}
	}
	return lines
}

// resultOf says in a few words how a call went.
func resultOf(spec action.Spec, res action.Result, err error) string {
	problem, isProblem := errors.AsType[*action.Problem](err)
	_, needsSignIn := errors.AsType[*action.SignInNeeded](err)
	switch {
	case needsSignIn:
		return "needs a sign-in"
	case isProblem:
		return string(problem.Kind)
	case err != nil:
		return "nobody knows: " + err.Error()
	case spec.Gives == action.GivesRecords:
		return numbered(len(res.Records), "record")
	case spec.Gives == action.GivesChoices:
		return numbered(len(res.Choices), "choice")
	}
	return "done"
}

func numbered(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// Conversation tells how a conversation came to where it is.
func (b *bench) Conversation(ctx context.Context, token string) (studio.Conversation, error) {
	id, ok := web.SessionOf(token)
	if !ok {
		return studio.Conversation{Turns: []studio.Turn{}, Manner: b.manner()}, nil
	}
	c := studio.Conversation{Turns: []studio.Turn{}, Manner: b.manner()}
	if snap, err := b.store.Load(ctx, id); err == nil && len(snap.Session.Accounts) > 0 {
		c.SignedIn = snap.Session.Accounts[0].Name
		if c.SignedIn == "" {
			c.SignedIn = snap.Session.Accounts[0].ID
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.talks[id]; t != nil {
		for _, turn := range t.turns {
			turn.Moves, turn.Calls, turn.Fields = slices.Clone(turn.Moves), slices.Clone(turn.Calls), slices.Clone(turn.Fields)
			c.Turns = append(c.Turns, turn)
		}
		c.Dialog, c.Older = t.dialog, t.talked != b.engine.Machine()
	}
	return c, nil
}

func (b *bench) manner() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.mood
}

// caller is who talks in a session.
func (b *bench) caller(ctx context.Context, token string) (machine.SessionID, action.Caller, error) {
	id, ok := web.SessionOf(token)
	if !ok {
		return "", action.Caller{}, studio.ErrNoConversation
	}
	snap, err := b.store.Load(ctx, id)
	if err != nil {
		return "", action.Caller{}, studio.ErrNoConversation
	}
	return id, callerOf(snap.Session), nil
}

func callerOf(s machine.Session) action.Caller {
	return action.Caller{Session: string(s.ID), Browser: s.Visitor.Browser, Subject: s.Visitor.Subject, Now: time.Now()}
}

// SignIn signs in or out.
func (b *bench) SignIn(ctx context.Context, token string, in bool) error {
	id, caller, err := b.caller(ctx, token)
	if err != nil {
		return err
	}
	b.mu.Lock()
	if t := b.talk(id); !t.talking() {
		t.signedIn = in
	}
	b.mu.Unlock()
	return b.signed(ctx, id, caller, in)
}

func (b *bench) signed(ctx context.Context, id machine.SessionID, caller action.Caller, in bool) error {
	if !in {
		if err := b.tokens.SignOut(ctx, caller); err != nil {
			return err
		}
		return b.engine.Handle(ctx, id, machine.SignedOut{Head: benchHead(), Provider: b.flow.App.Provider, By: true}, nil)
	}
	need, err := b.flow.Begin(ctx, caller, "")
	if err != nil {
		return err
	}
	ev, err := followSignIn(ctx, signIn{flow: b.flow}, caller.Browser, need.Start, "1", true)
	if err != nil {
		return err
	}
	return b.engine.Handle(ctx, id, ev, nil)
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
		t.turns = append(t.turns, studio.Turn{Did: "manner", What: manner, Moves: []machine.Move{}, Calls: []studio.Call{}, Fields: []machine.Line{}})
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

// Again plays the first turns of a conversation in a new one, with the records
// of the sandbox as they were at first.
func (b *bench) Again(ctx context.Context, token string, turns int) (studio.Ticket, error) {
	id, _, err := b.caller(ctx, token)
	b.box.Reset()
	b.misbehave("well")
	if err != nil {
		return studio.Ticket{}, nil // the page begins by itself
	}
	snap, err := b.store.Load(ctx, id)
	if err != nil {
		return studio.Ticket{}, nil
	}
	b.mu.Lock()
	before := b.talk(id)
	script, signedIn := slices.Clone(before.turns[:min(max(0, turns), len(before.turns))]), before.signedIn
	b.mu.Unlock()
	again, next := web.NewSession()
	session, err := b.engine.Open(ctx, next, snap.Session.Visitor)
	if err != nil {
		return studio.Ticket{}, err
	}
	p := player{bench: b, id: next, caller: callerOf(session)}
	if err := p.play(ctx, script, signedIn); err != nil {
		return studio.Ticket{}, err
	}
	epoch, err := b.store.Epoch(ctx)
	return studio.Ticket{Token: again, Epoch: epoch}, err
}

// player lets happen again what happened in a conversation.
type player struct {
	*bench
	id     machine.SessionID
	caller action.Caller
	turns  []machine.Turn // so far
}

func (p *player) play(ctx context.Context, script []studio.Turn, signedIn bool) error {
	if signedIn {
		p.mu.Lock()
		p.talk(p.id).signedIn = true
		p.mu.Unlock()
		if err := p.signed(ctx, p.id, p.caller, true); err != nil {
			return err
		}
	}
	if err := p.happen(ctx, machine.Joined{Head: benchHead()}); err != nil {
		return err
	}
	for _, turn := range script {
		var err error
		switch turn.Did {
		case "said":
			err = p.happen(ctx, machine.Said{Head: benchHead(), Text: turn.What})
		case "pressed":
			err = p.press(ctx, turn.What)
		case "event":
			err = p.signed(ctx, p.id, p.caller, true)
		case "manner":
			p.misbehave(turn.What)
			p.mu.Lock()
			t := p.talk(p.id)
			t.turns = append(t.turns, turn)
			p.mu.Unlock()
		}
		if err != nil {
			return err
		}
		if err := p.rest(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) happen(ctx context.Context, ev machine.Event) error {
	if err := p.engine.Handle(ctx, p.id, ev, nil); err != nil {
		return err
	}
	return p.rest(ctx)
}

// rest waits until nothing is under way, and reads what was said.
func (p *player) rest(ctx context.Context) error {
	if err := p.engine.Wait(ctx); err != nil {
		return err
	}
	after := int64(0)
	if n := len(p.turns); n > 0 {
		after = p.turns[n-1].Seq
	}
	box, err := p.store.Turns(ctx, p.id, after)
	if err != nil {
		return err
	}
	for _, s := range box.Turns {
		var turn machine.Turn
		if err := json.Unmarshal(s.Data, &turn); err != nil {
			return err
		}
		p.turns = append(p.turns, turn)
	}
	return nil
}

// press presses the newest button with a label. Where the text has none any
// more, the words are said.
func (p *player) press(ctx context.Context, label string) error {
	for _, turn := range slices.Backward(p.turns) {
		for _, m := range turn.Messages {
			buttons := m.Choices
			for _, r := range m.Rows {
				buttons = append(buttons, r.Choices...)
			}
			for _, b := range buttons {
				if b.Label == label {
					return p.happen(ctx, machine.Chosen{Head: benchHead(), Value: b.Value, Seq: turn.Seq})
				}
			}
		}
	}
	return p.happen(ctx, machine.Said{Head: benchHead(), Text: label})
}

// Save adds a conversation to the tests of the dialog that it is about.
func (b *bench) Save(ctx context.Context, token, name string) (studio.Place, error) {
	id, _, err := b.caller(ctx, token)
	if err != nil {
		return studio.Place{}, err
	}
	b.mu.Lock()
	t := b.talk(id)
	turns, signedIn := slices.Clone(t.turns), t.signedIn
	b.mu.Unlock()
	m := b.engine.Machine()
	c, dialog := caseOf(name, turns, signedIn)
	d, ok := m.Dialog(dialog)
	if !ok {
		return studio.Place{}, errors.New("nothing has happened in this chat yet that a test could be about; talk with a dialog first")
	}
	file := strings.TrimSuffix(filepath.Base(d.Tree.File), ".yaml") + "_test.yaml"
	line, err := recordCase(ctx, m, filepath.Join(b.folder, file), c)
	return studio.Place{File: file, Line: line}, err
}

// caseOf makes a test of what happened, and names the dialog that it is about:
// the first one.
func caseOf(name string, turns []studio.Turn, signedIn bool) (c *syntax.Case, dialog string) {
	var script []string
	faults := map[int]string{} // the manner before a line of the script
	for _, turn := range turns {
		switch turn.Did {
		case "said":
			script = append(script, turn.What)
		case "pressed":
			script = append(script, "press: "+turn.What)
		case "event":
			script = append(script, "event: "+turn.What)
		case "manner":
			faults[len(script)] = turn.What
		}
		for _, move := range turn.Moves {
			if dialog == "" {
				dialog = move.Dialog
			}
		}
	}
	if name = strings.TrimSpace(name); name == "" && len(script) > 0 {
		name = script[0]
	}
	c = convtest.Script(name, script)
	if !signedIn {
		c.SignedIn = &syntax.Flag{}
	}
	var with []*syntax.Turn
	for i, turn := range c.Turns {
		if manner, ok := faults[i]; ok {
			with = append(with, faultTurns(manner)...)
		}
		with = append(with, turn)
	}
	c.Turns = with
	return c, dialog
}

// faultTurns is a manner as a test has it. Slow answers are left out: a test
// waits for nothing.
func faultTurns(manner string) (list []*syntax.Turn) {
	pos := syntax.Pos{Line: 1, Col: 1}
	list = append(list, &syntax.Turn{Pos: pos, Event: syntax.Str{Value: "recovered", Pos: pos}})
	for _, f := range benchFaults[manner] {
		fault := syntax.Fault{Pos: pos, Path: syntax.Str{Value: f.Match.Path, Pos: pos}}
		if f.Match.Method != "" {
			fault.Method = syntax.Str{Value: f.Match.Method, Pos: pos}
		}
		if f.Status != 0 {
			fault.Status = []syntax.Num{{Value: f.Status}}
		}
		if fault.Drop.Value = f.DropAnswer; f.DelayMS == 0 {
			list = append(list, &syntax.Turn{Pos: pos, Faults: []syntax.Fault{fault}})
		}
	}
	return list
}
