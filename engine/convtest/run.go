package convtest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/engine"
	"parley/engine/action"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// World is one HubSpot with one Parley in front of it, for one case.
type World interface {
	// Actions carries out calls against this world.
	Actions() action.Actions
	// Store is where sessions live.
	Store() engine.Store
	// Machine runs the dialogs under test.
	Machine() *machine.Machine
	// SignIn gives the caller access, as if somebody had done it before.
	SignIn(ctx context.Context, c action.Caller) error
	// Follow opens a sign-in link as the caller's browser would, gives an
	// answer on the provider's page, and returns the event that the callback
	// makes of it.
	Follow(ctx context.Context, c action.Caller, link string, a Answer) (machine.Event, error)
	// Fault makes HubSpot misbehave from now on, with a status if it is not 0.
	Fault(f syntax.Fault, status int) error
	// Recover ends all faults.
	Recover()
	// Disconnect ends the access that was given, as an administrator of the
	// account can at any time.
	Disconnect()
	// Close ends the world.
	Close()
}

// Answer is what somebody says on the provider's page. It is the name of the
// event that leads there.
type Answer string

// The answers.
const (
	Allow        Answer = "signed_in"
	AllowAnother Answer = "other_account"  // access to another account than otherwise
	AllowBarred  Answer = "barred_account" // access to an account that may not be connected
	Deny         Answer = "denied"
)

// Setup is what a case says about its world.
type Setup struct {
	Now    func() time.Time
	Portal string
}

// Report is what a run found.
type Report struct {
	Results  []Result
	Visited  map[machine.Move]bool    // the transitions that any case made
	Answered map[machine.Failure]bool // the failures that any case met
}

// Result is one case.
type Result struct {
	File     string
	Line     int
	Name     string
	Failures []string
	Took     time.Duration

	Heard    []Heard           // what followed from each turn that took place
	Sessions []machine.Session // as stored before the first turn and after each
	Moves    []machine.Move    // the transitions that the case made
	Answered []machine.Failure // the failures that it met
	Edits    []syntax.Edit     // with Runner.Correct: what makes the case expect what happened

	Transcript []string // what was said, line by line
	Largest    int      // bytes of the largest session that was stored
}

// Passed tells whether nothing failed.
func (r Report) Passed() bool {
	return !slices.ContainsFunc(r.Results, func(r Result) bool { return len(r.Failures) > 0 })
}

// Runner runs cases.
type Runner struct {
	Open     func(ctx context.Context, s Setup) (World, error)
	Logger   *slog.Logger
	Parallel int // cases at a time; 0 means 2

	// Correct takes what happens for right: a result then has the edits that
	// make its case expect that. What no edit can put right still fails.
	Correct bool
	// Observe checks nothing: results have what was heard.
	Observe bool
	// Enough, when set, ends the run early: it sees each result, and after it
	// answered true no further case begins.
	Enough func(Result) bool
}

// Run runs every case of the files.
func (r *Runner) Run(ctx context.Context, files []*syntax.Tests) Report {
	type job struct {
		file *syntax.Tests
		c    *syntax.Case
		n    int
	}
	var jobs []job
	for _, f := range files {
		for _, c := range f.Cases {
			for n := range variants(c) {
				jobs = append(jobs, job{f, c, n})
			}
		}
	}
	rep := Report{Results: make([]Result, len(jobs)), Visited: map[machine.Move]bool{}, Answered: map[machine.Failure]bool{}}
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(1, r.Parallel+2*boolInt(r.Parallel == 0)))
	began, enough := 0, false
	for i, j := range jobs {
		slots <- struct{}{}
		mu.Lock()
		stop := enough || ctx.Err() != nil
		mu.Unlock()
		if stop {
			<-slots
			break
		}
		began++
		wg.Go(func() { // ends with its case
			defer func() { <-slots }()
			res := r.one(ctx, j.file, j.c, j.n)
			mu.Lock()
			defer mu.Unlock()
			rep.Results[i] = res
			for _, m := range res.Moves {
				rep.Visited[m] = true
			}
			for _, f := range res.Answered {
				rep.Answered[f] = true
			}
			enough = enough || r.Enough != nil && r.Enough(res)
		})
	}
	wg.Wait()
	rep.Results = rep.Results[:began]
	return rep
}

// one runs one variant of a case.
func (r *Runner) one(ctx context.Context, file *syntax.Tests, c *syntax.Case, variant int) Result {
	start := time.Now()
	t := &talk{runner: r, c: c, variant: variant, slow: newSlow()}
	t.run(ctx)
	name := c.Name.Value
	if variant > 0 {
		name = fmt.Sprintf("%s (variant %d)", name, variant+1)
	}
	t.mu.Lock() // what a conversation left on its way may still be answered
	defer t.mu.Unlock()
	return Result{
		File: file.File, Line: c.Name.Pos.Line, Name: name, Failures: t.failures, Took: time.Since(start), Transcript: t.transcript, Largest: t.largest,
		Heard: t.heard, Sessions: t.sessions, Moves: t.moves, Answered: t.failed, Edits: t.edits,
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// variants is how many runs a case needs so that every alternative of
// `me: {any: […]}` is said once, and every one of a fault's status is met.
func variants(c *syntax.Case) int {
	n := 1
	count := func(faults []syntax.Fault) {
		for _, f := range faults {
			n = max(n, len(f.Status))
		}
	}
	count(c.Faults)
	for _, t := range c.Turns {
		n = max(n, len(t.Me))
		count(t.Faults)
	}
	return n
}

// talk is one case under way.
type talk struct {
	runner  *Runner
	c       *syntax.Case
	variant int
	world   World
	engine  *engine.Engine
	id      machine.SessionID
	visitor machine.Visitor

	mu         sync.Mutex
	now        time.Time
	calls      []action.Call
	moves      []machine.Move
	failed     []machine.Failure
	seen       int64 // last turn that was looked at
	last       []machine.Turn
	state      string
	transcript []string
	failures   []string
	signIn     string // the last link
	n          int
	largest    int
	slow       *slow
	heard      []Heard
	session    machine.Session
	sessions   []machine.Session
	edits      []syntax.Edit
}

func (t *talk) fail(pos syntax.Pos, format string, args ...any) {
	t.failures = append(t.failures, fmt.Sprintf("line %d: ", pos.Line)+fmt.Sprintf(format, args...))
}

func (t *talk) clock() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

func (t *talk) run(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	t.now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	if v := t.c.Now.Value; v != "" {
		now, err := time.Parse(time.RFC3339, v)
		if err != nil {
			now, err = time.Parse(time.DateOnly, v)
			now = now.Add(10 * time.Hour)
		}
		if err != nil {
			t.fail(t.c.Now.Pos, "the time %q is neither a date like 2026-11-23 nor a time like 2026-11-23T10:00:00Z", v)
			return
		}
		t.now = now
	}
	var err error
	if t.world, err = t.runner.Open(ctx, Setup{Now: t.clock, Portal: t.c.Portal.Value}); err != nil {
		t.fail(t.c.Name.Pos, "the test world did not start: %v", err)
		return
	}
	defer t.world.Close()
	t.id = machine.SessionID(fmt.Sprintf("conversation-%d", t.variant))
	t.visitor = machine.Visitor{Locale: t.c.Locale.Value, TimeZone: t.c.TimeZone.Value, Browser: "browser-of-the-test"}
	t.start()
	if _, err := t.engine.Open(ctx, t.id, t.visitor); err != nil {
		t.fail(t.c.Name.Pos, "%v", err)
		return
	}
	if t.c.SignedIn == nil || t.c.SignedIn.Value {
		if err := t.world.SignIn(ctx, t.caller()); err != nil {
			t.fail(t.c.Name.Pos, "signing in before the test: %v", err)
			return
		}
	}
	if _, err := t.engine.Attach(ctx, t.id); err != nil {
		t.fail(t.c.Name.Pos, "%v", err)
		return
	}
	t.misbehave(t.c.Faults)
	defer t.slow.answer()
	t.happen(ctx, t.c.Name.Pos, machine.Joined{Head: t.head("join")})
	t.sessions = append(t.sessions, t.session)
	for _, turn := range t.c.Turns {
		before := len(t.failures)
		t.turn(ctx, turn)
		if len(t.failures) > before {
			t.failures[len(t.failures)-1] += "\n" + t.story()
			return // what follows a wrong turn says nothing
		}
	}
}

// wrong is a failure that an edit would put right.
func (t *talk) wrong(e syntax.Edit, format string, args ...any) {
	if t.runner.Correct {
		t.edits = append(t.edits, e)
		return
	}
	t.fail(e.At.Pos, format, args...)
}

// start begins a process; a crash is a second one on the same store.
func (t *talk) start() {
	t.engine = &engine.Engine{
		Store: t.world.Store(), Actions: recorder{t}, Notifier: nobody{}, Logger: t.runner.Logger,
		Now: t.clock, Node: engine.NewNode(), Trace: t.trace, Lease: 15 * time.Second,
	}
	t.engine.Use(t.world.Machine(), nil)
}

func (t *talk) trace(_ machine.SessionID, out machine.Output) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.moves = append(t.moves, out.Moves...)
	t.failed = append(t.failed, out.Failures...)
	t.slow.note(out)
}

// misbehave sets the faults of the case, or of a turn.
func (t *talk) misbehave(faults []syntax.Fault) {
	for _, f := range faults {
		status := 0
		if n := len(f.Status); n > 0 {
			status = f.Status[t.variant%n].Value
		}
		if err := t.world.Fault(f, status); err != nil {
			t.fail(f.Pos, "%v", err)
		}
	}
}

func (t *talk) caller() action.Caller {
	return action.Caller{Session: string(t.id), Browser: t.visitor.Browser, Now: t.clock()}
}

func (t *talk) head(id string) machine.Head {
	t.n++
	return machine.Head{ID: fmt.Sprintf("%s%s-%d", machine.ClientPrefix, id, t.n), At: t.clock()}
}

// happen lets an event happen and waits until the conversation rests.
func (t *talk) happen(ctx context.Context, pos syntax.Pos, ev machine.Event) {
	if err := t.engine.Handle(ctx, t.id, ev, nil); err != nil {
		t.fail(pos, "the engine answered: %v", err)
		return
	}
	t.rest(ctx, pos)
}

// rest waits until nothing is under way, or only what is long in coming, and
// reads what was said.
func (t *talk) rest(ctx context.Context, pos syntax.Pos) {
	if err := t.slow.wait(ctx, t.engine.Wait); err != nil {
		t.fail(pos, "the conversation does not come to rest: %v", err)
		return
	}
	box, err := t.world.Store().Turns(ctx, t.id, t.seen)
	if err != nil {
		t.fail(pos, "%v", err)
		return
	}
	t.last = nil
	for _, s := range box.Turns {
		var turn machine.Turn
		if err := json.Unmarshal(s.Data, &turn); err != nil {
			t.fail(pos, "turn %d: %v", s.Seq, err)
			return
		}
		t.seen = turn.Seq
		t.last = append(t.last, turn)
		t.note(turn)
	}
	t.look(ctx)
}

// look reads the stored session: where it stands, which no turn says as long
// as something is loading, and how large it has become.
func (t *talk) look(ctx context.Context) {
	snap, err := t.world.Store().Load(ctx, t.id)
	if err != nil {
		return // the turns say so
	}
	t.session = snap.Session
	if n := len(snap.Session.Stack); n > 0 {
		f := snap.Session.Stack[n-1]
		t.state = f.Dialog + ": " + f.State
		if !f.Until.IsZero() {
			t.state = f.Dialog + ": sign_in"
		}
	}
	if data, err := json.Marshal(snap.Session); err == nil {
		t.largest = max(t.largest, len(data))
	}
}

// note adds a turn to the transcript and follows the state.
func (t *talk) note(turn machine.Turn) {
	if turn.Said != "" { // typed, or the label of what was pressed
		t.transcript = append(t.transcript, "  me:  "+turn.Said)
	}
	for _, m := range turn.Messages {
		if m.Kind == machine.KindSignIn {
			t.signIn = m.URL
		}
		line := "  bot: " + strings.ReplaceAll(m.Text, "\n", "\n       ")
		var labels []string
		for _, c := range m.Choices {
			labels = append(labels, "["+c.Label+"]")
		}
		if len(labels) > 0 {
			line += "  " + strings.Join(labels, " ")
		}
		for _, l := range m.Fields {
			line += "\n         " + l.Label + ": " + l.Value
			if l.Was != "" {
				line += " (was " + l.Was + ")"
			}
		}
		for _, r := range m.Rows {
			line += "\n         | " + strings.Join(r.Cells, " | ") + " |"
		}
		t.transcript = append(t.transcript, line)
	}
	switch {
	case turn.Dialog != nil:
		t.state = turn.Dialog.Name + ": " + turn.Dialog.State
	case turn.Ended != nil:
		t.state = turn.Ended.Dialog + ": " + turn.Ended.State
	default:
		t.state = "idle"
	}
}

func (t *talk) story() string {
	return "the conversation so far:\n" + strings.Join(t.transcript, "\n")
}

// recorder keeps the writes that a turn makes.
type recorder struct{ t *talk }

func (r recorder) Do(ctx context.Context, c action.Caller, call action.Call) (action.Result, error) {
	r.t.slow.hold(ctx, call.Action, call.ID)
	res, err := r.t.world.Actions().Do(ctx, c, call)
	var signIn *action.SignInNeeded
	if err == nil || !asSignIn(err, &signIn) {
		if spec, ok := r.t.world.Actions().(interface {
			Spec(string) (action.Spec, bool)
		}); ok {
			if s, ok := spec.Spec(call.Action); ok && s.Effect.Writes() && !call.Settle {
				r.t.mu.Lock()
				r.t.calls = append(r.t.calls, call)
				r.t.mu.Unlock()
			}
		}
	}
	return res, err
}

// nobody holds no sockets.
type nobody struct{}

func (nobody) Notify(machine.SessionID, []engine.Stored) bool { return true }
func (nobody) Holds(machine.SessionID) bool                   { return true }
