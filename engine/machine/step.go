package machine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// maxDepth is how many dialogs can be open at once: one and three that
// interrupt.
const maxDepth = 4

// Step moves a session along. It is pure and total: it changes nothing that
// it was given, and answers every event in every state.
func (m *Machine) Step(s Session, ev Event) (Session, Output) {
	st := &step{m: m.in(s.Visitor.Locale), s: s, now: ev.Time()}
	st.out.Moves = make([]Move, 0, 6)
	st.s.Stack = slices.Clone(s.Stack)
	st.moveOn()
	st.dropGone()
	st.view = field.View{Locale: s.Visitor.Locale, TimeZone: s.Visitor.TimeZone, Now: st.now}
	for _, a := range s.Accounts {
		st.view.Currency = a.Currency
	}
	st.goOnInside()
	switch e := ev.(type) {
	case Said:
		st.replyTo, st.said = clientID(e.ID), e.Text
		st.unseen = e.Seq > 0 && e.Seq < s.Offered
		st.supersede()
		st.hear(e.Text)
	case Chosen:
		st.replyTo, st.pressed = clientID(e.ID), st.labelOf(e.Value)
		st.press(e)
	case Filled:
		st.replyTo = clientID(e.ID)
		st.supersede()
		st.fill(e)
	case OperationDone:
		st.done(e)
	case OperationFailed:
		st.failed(e)
	case SignInNeeded:
		st.signInNeeded(e)
	case SignedIn:
		st.signedIn(e)
	case SignedOut:
		st.accessEnded(e)
	case SignInEnded:
		st.signInEnded(e)
	case Elapsed:
		st.elapsed()
	case Joined:
		st.joined(e)
	}
	st.takeUpKept()
	st.goOnWithPlan()
	st.goOnInside() // what ran there may have been left for nothing
	if st.replyTo != "" && !st.out.Stale {
		st.ageWrite(s.Memory.Write)
		st.s.Active = st.now.Unix()
	}
	return st.finish()
}

// Stale tells whether a button belongs to another turn than the one whose
// choices are open: an earlier one, or one that never was, as when the store
// lost its data and turns are counted anew. Of the earlier ones those that
// start a dialog stay open: the rows of an older table still name their records.
func (s *Session) Stale(c Chosen) bool {
	return c.Seq > s.Seq || c.Seq < s.Offered && !strings.HasPrefix(c.Value, "start:")
}

// clientID is the id that the client gave to its message.
func clientID(id string) string { return strings.TrimPrefix(id, ClientPrefix) }

// ClientPrefix marks event ids that clients chose, so that they can't be
// taken for those of the engine.
const ClientPrefix = "c:"

// step is one step on its way.
type step struct {
	m        *Machine
	s        Session
	now      time.Time
	view     field.View
	replyTo  string
	said     string // typed
	pressed  string // what is written on the button
	sentence string // being heard: what was said, kept or planned
	unseen   bool   // typed before the open question was on the page
	listed   bool   // a table was shown that nobody is past yet
	msgs     []Message
	leads    int // how many messages there were when one that leads over to a question was said
	ended    *Ending
	out      Output

	signedOut bool // nothing is known of an account: its choices stay in the person's words
}

// dropGone lets go of dialogs that can't be gone on with, because their file
// was taken away or changed after the last process that knew them ended.
func (st *step) dropGone() {
	for i := 0; i < len(st.s.Stack); {
		f := &st.s.Stack[i]
		if c := st.m.of(f); c != nil && slices.Contains(c.table.states, f.State) {
			i++
			continue
		}
		if f.Op != nil {
			st.out.Ended = append(st.out.Ended, f.Op.ID)
		}
		st.s.Stack = slices.Delete(st.s.Stack, i, i+1)
		st.say("gone")
	}
}

// top is the running dialog; nil when there is none.
func (st *step) top() *Frame {
	if n := len(st.s.Stack); n > 0 {
		return &st.s.Stack[n-1]
	}
	return nil
}

// goTo moves a frame to a state, if the table lets it. A refusal is a bug in
// the step, not something that a user did; the engine turns the panic into an
// apology for this one session.
func (st *step) goTo(f *Frame, state string) {
	c := st.m.of(f)
	from := f.State
	for _, via := range c.hub(f, state) {
		st.move(f, c.table, via)
	}
	st.move(f, c.table, state)
	f.Instead = ""
	verb, name := splitState(state)
	if _, before := splitState(from); before != name {
		f.Misses = 0 // those were about another field
	}
	if verb == "ask" {
		f.Wanted = ""
		if !slices.Contains(f.Order, name) {
			f.Order = append(slices.Clip(f.Order), name)
		}
	}
	if end(state) {
		st.ended = &Ending{Dialog: f.Dialog, State: state}
	}
}

func (st *step) move(f *Frame, t *table, state string) {
	if err := t.move(f.State, state); err != nil {
		panic(fmt.Sprintf("dialog %s: %v", f.Dialog, err))
	}
	st.out.Moves = append(st.out.Moves, Move{f.Dialog, f.State, state})
	f.State = state
}

// set gives a field its value. Maps are shared with the session that the step
// was given, so each write makes its own.
func (f *Frame) set(name string, v field.Value) {
	f.Fields = clone(f.Fields)
	f.Fields[name] = v
	f.dropRaw(name)
	if i := slices.Index(f.Skipped, name); i >= 0 {
		f.Skipped = slices.Delete(slices.Clone(f.Skipped), i, i+1)
	}
}

func (f *Frame) clear(name string) {
	if _, ok := f.Fields[name]; ok {
		f.Fields = clone(f.Fields)
		delete(f.Fields, name)
	}
}

func (f *Frame) setRaw(name, text string) {
	f.Raw = clone(f.Raw)
	f.Raw[name] = text
	if i := slices.Index(f.Skipped, name); i >= 0 {
		f.Skipped = slices.Delete(slices.Clone(f.Skipped), i, i+1)
	}
}

func (f *Frame) dropRaw(name string) {
	if _, ok := f.Raw[name]; ok {
		f.Raw = clone(f.Raw)
		delete(f.Raw, name)
	}
}

func (f *Frame) setChoices(name string, list []field.Choice) {
	f.Choices = clone(f.Choices)
	f.Choices[name] = list
}

func (f *Frame) skip(name string) {
	if !slices.Contains(f.Skipped, name) {
		f.Skipped = append(slices.Clip(f.Skipped), name)
	}
	f.clear(name)
	f.dropRaw(name)
}

func clone[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// wish wishes for an operation of a dialog under a new id.
func (st *step) wish(f *Frame, effect action.Effect, call action.Call) {
	op := st.newOperation(effect, call)
	f.Op = &op
}

// newOperation wishes for an operation under a new id.
func (st *step) newOperation(effect action.Effect, call action.Call) Operation {
	st.s.Ops++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", st.s.ID, st.s.Ops))
	call.ID = hex.EncodeToString(sum[:12])
	op := Operation{Call: call, Effect: effect}
	st.out.Operations = append(st.out.Operations, op)
	return op
}

// wishAgain wishes for the same operation, under the same id, once more.
func (st *step) wishAgain(f *Frame) {
	op := *f.Op
	op.Attempt++
	f.Op = &op
	st.out.Operations = append(st.out.Operations, op)
}

// owner finds the frame that waits for an answer. An answer that nobody waits
// for any more, or that comes while somebody signs in to try again, leaves the
// store and changes nothing else.
func (st *step) owner(op string) *Frame {
	st.out.Ended = append(st.out.Ended, op)
	for i := len(st.s.Stack) - 1; i >= 0; i-- {
		if f := &st.s.Stack[i]; f.Op != nil && f.Op.ID == op && f.Until.IsZero() {
			return f
		}
	}
	return nil
}

// takeUpKept answers what was said while the dialog waited.
func (st *step) takeUpKept() {
	for range 5 {
		f := st.top()
		if f == nil || len(f.Kept) == 0 || f.Op != nil || !f.Until.IsZero() {
			return
		}
		if f.State == stateConfirm {
			st.keptCorrections(f)
			return
		}
		if f.State == stateResults {
			st.keptReshaping(f)
			return
		}
		if verb, _ := splitState(f.State); verb != "ask" && verb != "pick" {
			f.Kept = nil
			return
		}
		text := f.Kept[0]
		f.Kept = slices.Clone(f.Kept[1:])
		if r := st.m.words.Understand(text, st.matchView(f)); r.Layer == match.Unread || r.Meanings[0].Command == match.Unknown ||
			r.Meanings[0].Command == match.Tell && len(st.recent("")) == 0 && st.told(f, r.Meanings[0].Field) == "" {
			continue // said to pass the time, or of what was not found; it answers nothing
		}
		st.msgs = dropQuestion(st.msgs)
		st.hear(text)
	}
}

// keptReshaping takes up what was said of a table before it was there: "only
// those above 10k".
func (st *step) keptReshaping(f *Frame) {
	kept := f.Kept
	f.Kept = nil
	for _, text := range kept {
		switch st.understand(f, text, st.matchView(f)).Meanings[0].Command {
		case match.Narrow, match.Sort, match.Count, match.Sum, match.Top, match.Set, match.Correct:
			st.hear(text)
			return
		}
	}
}

// keptCorrections takes up what was changed while the dialog waited, before
// the yes is asked for. A kept yes does not count: it was said to something
// else than what is shown now.
func (st *step) keptCorrections(f *Frame) {
	kept := f.Kept
	f.Kept = nil
	for _, text := range kept {
		r := st.m.words.Understand(text, st.matchView(f))
		if c := r.Meanings[0].Command; c != match.Set && c != match.Correct {
			continue
		}
		if n := len(st.msgs); n > 0 && st.msgs[n-1].Kind == KindConfirm {
			st.msgs = st.msgs[:n-1]
		}
		st.values(f, r.Meanings)
		if f = st.top(); f == nil || f.State != stateConfirm {
			return
		}
	}
}

// dropQuestion takes an open question off: it is being answered already.
func dropQuestion(msgs []Message) []Message {
	if n := len(msgs); n > 0 && msgs[n-1].Kind == KindQuestion {
		return msgs[:n-1]
	}
	return msgs
}

// finish makes the turn.
func (st *step) finish() (Session, Output) {
	if w, _ := st.undoable(); w == nil {
		st.s.Memory.Write = nil
	}
	if f := st.top(); f != nil {
		st.watch(f)
		st.out.Wake = f.Quiet
	}
	for i := range st.s.Stack {
		if u := st.s.Stack[i].Until; u.After(st.now) && (st.out.Wake.IsZero() || u.Before(st.out.Wake)) {
			st.out.Wake = u
		}
	}
	if u := st.s.Link; u.After(st.now) && (st.out.Wake.IsZero() || u.Before(st.out.Wake)) {
		st.out.Wake = u
	}
	if len(st.msgs) == 0 {
		if st.replyTo == "" || st.out.Stale {
			return st.s, st.out
		}
		st.breakSilence()
	}
	if len(st.msgs) == 0 {
		// A client that asked something hears that more follows, and what was
		// said belongs into the transcript even if the answer comes later.
		st.msgs = []Message{}
	}
	st.s.Seq++
	turn := &Turn{Type: "turn", Seq: st.s.Seq, ReplyTo: st.replyTo, Said: cmp.Or(st.said, st.pressed), Messages: st.msgs, Dialog: st.dialogView(), Ended: st.ended}
	turn.More = len(st.out.Operations) > 0 || len(st.msgs) == 0
	for _, m := range st.msgs {
		if len(m.Choices) > 0 || len(m.Rows) > 0 {
			st.s.Offered = st.s.Seq
		}
	}
	st.out.Turn = turn
	return st.s, st.out
}

// breakSilence answers what had no effect, as a hand-made button or an edit of
// a card that is not there, unless an answer of HubSpot is still to come.
func (st *step) breakSilence() {
	f := st.top()
	switch {
	case len(st.out.Operations) > 0 || st.s.Asked.Op != "" || f != nil && f.waits():
	case f != nil:
		st.again(f)
	default:
		st.say("what_next")
		st.offer(st.starters()...)
	}
}

// say adds a sentence of the house.
func (st *step) say(id string, pairs ...string) {
	st.msgs = append(st.msgs, Message{Kind: KindText, Text: st.text(id, pairs...)})
}

// notice adds one that needs attention.
func (st *step) notice(level, text, reference string) {
	st.msgs = append(st.msgs, Message{Kind: KindNotice, Level: level, Text: text, Reference: reference})
}

// offer adds buttons to the last message.
func (st *step) offer(buttons ...Button) {
	if n := len(st.msgs); n > 0 {
		st.msgs[n-1].Choices = append(st.msgs[n-1].Choices, buttons...)
	}
}

// Apologize is the answer to an event at which Step failed: the dialog on top
// is kept as it was, its waiting ends, and the user can try again or stop.
func (m *Machine) Apologize(s Session, ev Event) (Session, Output) {
	st := &step{m: m.in(s.Visitor.Locale), s: s, now: ev.Time()}
	st.s.Stack = slices.Clone(s.Stack)
	st.dropGone()
	switch e := ev.(type) {
	case Said:
		st.replyTo, st.said = clientID(e.ID), e.Text
	case Chosen:
		st.replyTo, st.pressed = clientID(e.ID), st.labelOf(e.Value)
	case OperationDone:
		st.out.Ended = append(st.out.Ended, e.Op)
	case OperationFailed:
		st.out.Ended = append(st.out.Ended, e.Op)
	}
	if e, ok := ev.(OperationDone); ok && e.Op == st.s.Errand.Op {
		st.dropErrand()
	} else if st.s.Asked.Op != "" {
		st.supersede()
	} else if f := st.top(); f != nil && len(st.out.Ended) > 0 {
		// The answer can't be used; without it the dialog can't go on.
		st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	}
	st.notice("error", st.text("oops"), "")
	st.offer(st.button("restart"), st.button("cancel"))
	return st.finish()
}
