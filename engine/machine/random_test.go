package machine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/connectors/hubspot"
	"parley/connectors/llm"
	"parley/dialogs"
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// shipped is the machine of the twelve dialogs. Learning what people say takes
// most of a second with the race detector, and a machine never changes, so all
// tests share it.
func shipped(t testing.TB) *machine.Machine {
	t.Helper()
	return learnt(t, alone)
}

// withModel is the same machine with a language model to ask.
func withModel(t testing.TB) *machine.Machine {
	t.Helper()
	return learnt(t, helped)
}

var (
	alone  = sync.OnceValues(func() (*machine.Machine, syntax.Diagnostics) { return learn() })
	helped = sync.OnceValues(func() (*machine.Machine, syntax.Diagnostics) { return learn(llm.Actions(nil)...) })
)

func learnt(t testing.TB, from func() (*machine.Machine, syntax.Diagnostics)) *machine.Machine {
	t.Helper()
	m, diags := from()
	if diags.Failed() {
		t.Fatalf("the dialogs have mistakes: %v", diags)
	}
	return m
}

// learn compiles the twelve dialogs against the actions that ship, and more.
func learn(more ...action.Action) (*machine.Machine, syntax.Diagnostics) {
	catalog := action.NewCatalog()
	catalog.Add(hubspot.Actions(nil)...)
	catalog.Add(more...)
	catalog.AddObjects(hubspot.Objects()...)
	list, house, _, diags := syntax.ReadDir(dialogs.FS, ".")
	m, others := machine.Compile(list, house, catalog)
	return m, append(diags, others...)
}

// walker is one visitor who does anything at all, and a HubSpot that answers
// anything at all.
type walker struct {
	t       testing.TB
	rnd     *rand.Rand
	m       *machine.Machine
	s       machine.Session
	now     time.Time
	n       int
	pending map[string]machine.Operation // under way
	used    map[string]bool              // ids that were given to operations
	turn    *machine.Turn                // the newest
	log     []string

	sentences []string
}

var sentences = []string{
	"create a deal", "log a 5k deal with Acme", "create a deal called Widgets for 5k", "list my deals", "list my contacts", "find deals over 10k", "find contacts acme",
	"show deal Globex", "update deal Globex amount 700", "delete deal Globex", "delete contact jane@acme.example", "create contact Ana Lopez with email ana@example.com",
	"move deal Globex to closed won", "change the amount of Globex to 5k", "update it: amount 7", "show it", "delete the second one", "delete it",
	"yes", "no", "no, 500", "500", "next friday", "first one", "the second one", "closed won", "Acme", "jane@acme.example", "+1 415 555 0100", "change the stage to closed won",
	"change the date", "not Acme, Bolt", "amount 500", "skip", "skip the rest", "back", "start over", "cancel", "help", "why", "status", "only the ones above 10k", "sort by amount", "stage closed won", "repeat", "try again", "next", "previous",
	"move the first three to closed won", "delete all of them", "list my deals, then show the first one", "create a deal and a contact", "go on", "who owns it?", "what's the amount?", "yes and who is the contact?",
	"undo", "take that back", "thanks", "hi", "who am i", "new link", "sign out", "what's the weather", "it's there", "leave it", "", "?", "💥", strings.Repeat("x", 3000),
}

// proposals are what a language model may come up with, whatever it is asked.
var proposals = []string{
	`{"commands":[{"command":"start","dialog":"delete_deal"}]}`, `{"commands":[{"command":"confirm"}]}`, `{"commands":[{"command":"set","field":"amount","value":"500"}]}`,
	`{"commands":[{"command":"start","dialog":"create_deal"},{"command":"set","field":"amount","value":"5k"}]}`, `{"commands":[{"command":"correct","field":"name","value":"weather"}]}`,
	`{"commands":[{"command":"set","field":"stage","value":"weather"}]}`, `{"commands":[{"command":"start","dialog":"update_deal"},{"command":"set","field":"changes","value":"weather"}]}`,
	`{"commands":[{"command":"tell","field":"amount"}]}`, `{"commands":[{"command":"narrow","value":"weather"}]}`, `{"commands":[{"command":"cancel"}]}`, `{"commands":[{"command":"help"}]}`, "",
}

// TestRandomEvents lets thousands of random events happen. A step must not
// panic, must not change the session that it was given, must stay in its
// table, and must neither lose nor repeat an operation. A seed in a failure's
// name repeats it.
func TestRandomEvents(t *testing.T) {
	t.Parallel()
	randomEvents(t, withModel(t), sentences)
}

// TestRandomEventsInStates lets them happen in dialogs with an order of their
// own, too.
func TestRandomEventsInStates(t *testing.T) {
	t.Parallel()
	catalog := action.NewCatalog()
	catalog.Add(hubspot.Actions(nil)...)
	catalog.AddObjects(hubspot.Objects()...)
	list, house, _, diags := syntax.ReadDir(dialogs.FS, ".")
	more, _, _, others := syntax.ReadDir(os.DirFS("testdata/states"), ".")
	m, wrong := machine.Compile(append(list, more...), house, catalog)
	if diags = slices.Concat(diags, others, wrong); diags.Failed() {
		t.Fatal(diags)
	}
	own := []string{"note a call", "I just called Jane", "start a big deal", "onboard a customer", "estimate a budget", "hot", "no, cold", "50", "200k", "no, 2k", "0", "yes", "yes", "back"}
	randomEvents(t, m, append(own, sentences...), own...)
}

// randomEvents does that, with these sentences; those of often are said more often.
func randomEvents(t *testing.T, m *machine.Machine, sentences []string, often ...string) {
	for range 4 {
		sentences = append(sentences, often...)
	}
	seeds := 150
	if testing.Short() {
		seeds = 30
	}
	for seed := range seeds {
		w := &walker{t: t, rnd: rand.New(rand.NewPCG(uint64(seed), 7)), m: m, sentences: sentences, now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
			s: machine.Session{ID: machine.SessionID(fmt.Sprint("random-", seed))}, pending: map[string]machine.Operation{}, used: map[string]bool{}}
		for range 60 {
			w.step(w.event())
			if t.Failed() {
				t.Fatalf("seed %d:\n%s", seed, strings.Join(w.log, "\n"))
			}
		}
	}
}

// event makes up what happens next.
func (w *walker) event() machine.Event {
	w.n++
	w.now = w.now.Add(time.Duration(w.rnd.IntN(90)) * time.Second)
	head := machine.Head{ID: fmt.Sprint(machine.ClientPrefix, w.n), At: w.now}
	if len(w.pending) > 0 && w.rnd.IntN(4) > 0 {
		return w.answer(head)
	}
	switch n := w.rnd.IntN(20); {
	case n < 9:
		return machine.Said{Head: head, Text: w.sentences[w.rnd.IntN(len(w.sentences))]}
	case n < 16:
		return w.press(head)
	case n < 17:
		text := w.sentences[w.rnd.IntN(len(w.sentences))]
		return machine.Filled{Head: head, Fields: map[string]*string{[]string{"name", "amount", "stage", "email", "nonsense"}[w.rnd.IntN(5)]: &text, "close_date": nil}}
	case n < 18:
		w.now = w.now.Add(12 * time.Minute)
		return machine.Elapsed{Head: machine.Head{ID: head.ID, At: w.now}}
	case n < 19:
		if w.rnd.IntN(2) == 0 {
			return machine.SignInEnded{Head: head, Provider: "hubspot", Why: machine.Denied}
		}
		return machine.SignedIn{Head: head, Account: account()}
	}
	if w.rnd.IntN(2) == 0 {
		return machine.Joined{Head: head, Locale: "en-GB", TimeZone: "Europe/Berlin"}
	}
	return machine.OperationDone{Head: head, Op: "nobody-asked"}
}

func account() action.Account {
	return action.Account{Provider: "hubspot", ID: "1", User: "maria@example.com"}
}

// press takes a button of the newest turn, or one that nobody was offered.
func (w *walker) press(head machine.Head) machine.Event {
	var all []machine.Button
	if w.turn != nil {
		for _, msg := range w.turn.Messages {
			all = append(all, msg.Choices...)
			for _, r := range msg.Rows {
				all = append(all, r.Choices...)
			}
		}
	}
	if len(all) > 0 && w.rnd.IntN(8) > 0 {
		return machine.Chosen{Head: head, Value: all[w.rnd.IntN(len(all))].Value, Seq: w.turn.Seq}
	}
	forged := []string{"cmd:undo", "cmd:yes", "cmd:retry", "pick:1", "field:name", "field:nonsense", "detail:amount", "new:create_contact", "outcome:again", "outcome:x",
		"start:delete_deal:48123000105", "start:nothing", "text:5k", "", ":", "pick:", "cmd:next"}
	return machine.Chosen{Head: head, Value: forged[w.rnd.IntN(len(forged))], Seq: w.s.Seq}
}

// answer makes HubSpot answer one of the operations under way.
func (w *walker) answer(head machine.Head) machine.Event {
	ids := make([]string, 0, len(w.pending))
	for id := range w.pending {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	op := w.pending[ids[w.rnd.IntN(len(ids))]]
	head.ID = "answer-" + fmt.Sprint(w.n)
	switch n := w.rnd.IntN(12); {
	case n == 0:
		return machine.SignInNeeded{Head: head, Op: op.ID, Provider: "hubspot", Start: "/start", Until: w.now.Add(10 * time.Minute), Administrator: w.rnd.IntN(9) == 0}
	case n < 4:
		kinds := action.Kinds()
		e := machine.OperationFailed{Head: head, Op: op.ID, Kind: kinds[w.rnd.IntN(len(kinds))], Since: w.now}
		switch e.Kind {
		case action.Conflict:
			r := w.record("contact", 3)
			e.Existing = &r
		case action.Invalid:
			e.Fields = []action.FieldProblem{{Field: []string{"amount", "email", "stage", "other"}[w.rnd.IntN(4)], Text: "No."}}
		}
		return e
	}
	return machine.OperationDone{Head: head, Op: op.ID, Result: w.result(op)}
}

func (w *walker) record(object string, n int) action.Record {
	return action.Record{Object: object, ID: fmt.Sprint(48123000100 + n), Title: fmt.Sprint("Record ", n), URL: "https://example.com/" + fmt.Sprint(n),
		Fields: map[string]field.Value{"amount": {Norm: fmt.Sprint(n * 100)}, "stage": {Norm: "1", Label: "New"}, "email": {Norm: fmt.Sprintf("r%d@example.com", n)}}}
}

func (w *walker) result(op machine.Operation) action.Result {
	object := "deal"
	if strings.Contains(op.Action, "contacts") {
		object = "contact"
	}
	switch name := op.Action; {
	case name == machine.UnderstandAction:
		return action.Result{Text: proposals[w.rnd.IntN(len(proposals))]}
	case strings.HasSuffix(name, ".account"):
		a := account()
		return action.Result{Account: &a}
	case strings.HasSuffix(name, "_stages"), strings.HasSuffix(name, "_pipelines"), strings.HasSuffix(name, ".owners"):
		var list []field.Choice
		for i := range w.rnd.IntN(5) {
			list = append(list, field.Choice{Value: fmt.Sprint(i + 1), Label: []string{"New", "Contract Sent", "Closed Won", "Maria Keller"}[i]})
		}
		return action.Result{Choices: list}
	case strings.HasSuffix(name, ".list"), strings.HasSuffix(name, ".search"), strings.HasSuffix(name, ".find"):
		var res action.Result
		for i := range w.rnd.IntN(8) {
			res.Records = append(res.Records, w.record(object, i))
		}
		if w.rnd.IntN(2) == 0 {
			res.Next, res.Total = "more", 23
		}
		return res
	case strings.HasSuffix(name, ".delete"):
		return action.Result{}
	}
	return action.Result{Records: []action.Record{w.record(object, 1)}, Notes: []action.Note{{ID: "note_late"}}}
}

// step lets an event happen and checks what must always hold.
func (w *walker) step(ev machine.Event) {
	w.t.Helper()
	text, err := machine.EncodeEvent(ev)
	if err != nil {
		w.t.Fatal(err)
	}
	stored, err := machine.DecodeEvent(text)
	if err != nil {
		w.t.Fatal(err)
	}
	if twice, _ := machine.EncodeEvent(stored); string(twice) != string(text) {
		w.t.Errorf("the event changed in the store:\n%s\n%s", text, twice)
	}
	w.log = append(w.log, string(text[:min(len(text), 300)]))
	before, _ := json.Marshal(w.s)
	defer func() {
		if p := recover(); p != nil {
			w.t.Errorf("panic: %v\n%s\nin %s", p, debug.Stack(), before)
		}
	}()
	next, out := w.m.Step(w.s, ev)
	if after, _ := json.Marshal(w.s); string(after) != string(before) {
		w.t.Errorf("the step changed what it was given:\nbefore %s\nafter  %s", before, after)
	}
	a, _ := json.Marshal(next)
	if w.n%4 == 0 {
		again, _ := w.m.Step(w.s, ev)
		if b, _ := json.Marshal(again); string(a) != string(b) {
			w.t.Errorf("the same step came out differently:\n%s\n%s", a, b)
		}
	}
	var back machine.Session
	if err := json.Unmarshal(a, &back); err != nil {
		w.t.Errorf("the session can't be read back: %v", err)
	}
	w.s = back // what a store would give: nothing lives on but its bytes
	if out.Turn != nil {
		w.turn = out.Turn
	}
	for _, mv := range out.Moves {
		c, ok := w.m.Dialog(mv.Dialog)
		if !ok || !slices.Contains(c.Moves(), mv) {
			w.t.Errorf("%s went from %q to %q, which its table does not have", mv.Dialog, mv.From, mv.To)
		}
	}
	for _, id := range out.Ended {
		delete(w.pending, id)
	}
	for _, op := range out.Operations {
		if w.used[op.ID] && op.Attempt == 0 {
			w.t.Errorf("operation %s (%s) was wished for twice", op.ID, op.Action)
		}
		w.used[op.ID], w.pending[op.ID] = true, op
		if op.Effect.Writes() && op.Attempt == 0 && !slices.ContainsFunc(out.Moves, func(m machine.Move) bool {
			return m.To == "run" && (m.From == "confirm" || m.From == "run" && w.several() || m.From == "failed" || m.From == "unknown") ||
				m.To == "undo_run" && (m.From == "undo_confirm" || m.From == "undo_failed")
		}) {
			w.t.Errorf("%s was wished for without a yes: %v", op.Action, out.Moves)
		}
	}
	w.waits()
}

// several tells whether the running dialog's yes was for several records.
func (w *walker) several() bool {
	n := len(w.s.Stack)
	return n > 0 && w.s.Stack[n-1].Batch != nil
}

// waits checks that whatever waits for an answer has one coming, so that no
// conversation is ever stuck.
func (w *walker) waits() {
	w.t.Helper()
	if _, under := w.pending[w.s.Asked.Op]; w.s.Asked.Op != "" && !under {
		w.t.Errorf("a message waits for a language model that is not asked")
	}
	if _, under := w.pending[w.s.Errand.Op]; w.s.Errand.Op != "" && !under {
		w.t.Errorf("the session waits for an errand that nobody runs")
	}
	for i, f := range w.s.Stack {
		c, ok := w.m.Dialog(f.Dialog)
		if !ok || !slices.Contains(c.States(), f.State) {
			w.t.Errorf("%s is in %q, which it does not have", f.Dialog, f.State)
			continue
		}
		verb, _, _ := strings.Cut(f.State, " ")
		switch verb {
		case "authorize", "load", "find", "check", "run", "settle", "reauthorize", "undo_authorize", "undo_check", "undo_run", "undo_reauthorize":
			if f.Op == nil && f.Until.IsZero() {
				w.t.Errorf("%s waits in %q for nothing", f.Dialog, f.State)
			}
			if f.Op != nil && f.Until.IsZero() {
				if _, under := w.pending[f.Op.ID]; !under {
					w.t.Errorf("%s waits in %q for an operation that is not under way", f.Dialog, f.State)
				}
			}
		case "call":
			if i == len(w.s.Stack)-1 {
				w.t.Errorf("%s waits in %q for a dialog that does not run", f.Dialog, f.State)
			}
		case "start", "at", "done", "cancelled", "undone":
			w.t.Errorf("%s was left in %q", f.Dialog, f.State)
		default:
			if f.Op != nil {
				w.t.Errorf("%s rests in %q and has an operation under way", f.Dialog, f.State)
			}
		}
	}
}
