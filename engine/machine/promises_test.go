package machine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
)

// talk is one conversation, and keeps an eye on what every conversation is
// promised: see step.
type talk struct {
	m       *machine.Machine
	s       machine.Session
	portal  *portal
	now     time.Time
	n       int
	pending []machine.Operation // under way, the oldest first
	heard   []machine.Message   // since the person spoke last
	view    *machine.DialogView // the newest card
	seq     int64               // of the newest turn with buttons
	owed    bool                // the person has had no word yet
	meant   touch               // to change by what the person did last
	shown   *shown              // the newest confirm question
	agreed  *shown              // the one that was said yes to
	wrote   []machine.Operation // what was confirmed and sent
	reads   []machine.Operation // what was looked up
	ends    []machine.Ending
	log     []string
	broken  string // the promise that was broken; empty while all are kept
	largest int    // bytes of the session, with two dialogs open at most
	fat     string // that session
	deepest int    // bytes with more open
}

// shown is a confirm question as it was on screen.
type shown struct {
	machine.Message
	dialog  string
	undoing bool
	titles  map[string]string // of all records then, by id
	view    field.View
}

// touch says which values an event is meant to change: the person knows.
type touch struct {
	all    bool
	fields []string
}

func (t touch) has(name string) bool { return t.all || slices.Contains(t.fields, name) }

func (t *talk) breaks(format string, args ...any) {
	if t.broken == "" {
		t.broken = fmt.Sprintf(format, args...)
	}
}

func (t *talk) head(kind string) machine.Head {
	t.n++
	return machine.Head{ID: fmt.Sprint(kind, t.n), At: t.now}
}

// does lets the person do something, and HubSpot answer.
func (t *talk) does(ev machine.Event, touched touch) {
	t.heard, t.owed, t.meant = nil, true, touched
	t.step(ev, touched)
}

// drain lets HubSpot answer everything that is under way.
func (t *talk) drain() {
	for n := 0; len(t.pending) > 0 && t.broken == ""; n++ {
		if n == 60 {
			t.breaks("operations never end")
		}
		t.answerOne()
	}
	if t.owed && t.broken == "" {
		t.breaks("the person got no answer")
	}
}

func (t *talk) answerOne() {
	op := t.pending[0]
	t.pending = t.pending[1:]
	t.now = t.now.Add(time.Second)
	t.step(t.portal.answer(op, t.head("answer-").ID, t.now), t.meant)
}

// step lets an event happen. It holds what comes of it against the promises:
// the step is pure and the same each time, the session can be read back from
// its bytes, whoever says something hears something, nothing is written but
// what was shown and agreed to, and no value changes that nobody touched.
func (t *talk) step(ev machine.Event, touched touch) {
	if t.broken != "" {
		return
	}
	text, _ := machine.EncodeEvent(ev)
	t.log = append(t.log, string(text[:min(len(text), 400)]))
	before, _ := json.Marshal(t.s)
	was := t.s
	next, out, panicked := t.try(ev)
	if panicked != "" {
		t.breaks("panic: %s\nin %s", panicked, before)
		return
	}
	if after, _ := json.Marshal(t.s); string(after) != string(before) {
		t.breaks("the step changed what it was given:\nbefore %s\nafter  %s", before, after)
	}
	stored, _ := json.Marshal(next)
	if t.n%8 == 0 {
		again, _ := t.m.Step(was, ev)
		if twice, _ := json.Marshal(again); string(twice) != string(stored) {
			t.breaks("the same step came out differently:\n%s\n%s", stored, twice)
		}
	}
	var back machine.Session
	if err := json.Unmarshal(stored, &back); err != nil {
		t.breaks("the session can't be read back: %v", err)
		return
	}
	if twice, _ := json.Marshal(back); string(twice) != string(stored) {
		t.breaks("the session is another one when read back:\n%s\n%s", stored, twice)
	}
	t.s = back
	if len(back.Stack) > 2 {
		t.deepest = max(t.deepest, len(stored))
	} else if len(stored) > t.largest {
		t.largest, t.fat = len(stored), string(stored)
	}
	t.listen(out)
	for _, op := range out.Operations {
		t.wished(op, ev, was)
	}
	t.keeps(was, ev, out, touched)
}

// try steps, and catches a panic.
func (t *talk) try(ev machine.Event) (next machine.Session, out machine.Output, panicked string) {
	defer func() {
		if p := recover(); p != nil {
			panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
	}()
	next, out = t.m.Step(t.s, ev)
	return next, out, ""
}

// listen takes in what was said.
func (t *talk) listen(out machine.Output) {
	if out.Stale {
		t.owed = false // the engine says so
		t.log = append(t.log, "  (stale)")
	}
	if out.Turn == nil {
		return
	}
	t.view = out.Turn.Dialog
	if out.Turn.Ended != nil {
		t.ends = append(t.ends, *out.Turn.Ended)
	}
	for _, m := range out.Turn.Messages {
		t.owed = false
		t.heard = append(t.heard, m)
		if strings.TrimSpace(m.Text) == "" {
			t.breaks("a message without words: %+v", m)
		}
		if len(m.Choices) > 0 || len(m.Rows) > 0 {
			t.seq = out.Turn.Seq
		}
		if m.Kind == machine.KindConfirm {
			f := t.s.Stack[len(t.s.Stack)-1]
			t.shown = &shown{m, f.Dialog, f.Undo != nil, t.portal.titles(), t.eyes()}
		}
		t.log = append(t.log, "  bot: "+describe(m))
	}
	if len(out.Turn.Messages) == 0 && len(out.Operations) == 0 && len(t.pending) == 0 {
		t.breaks("more was promised, but nothing is under way")
	}
}

func describe(m machine.Message) string {
	s := m.Kind + ": " + m.Text
	for _, l := range m.Fields {
		s += fmt.Sprintf(" | %s: %s", l.Label, l.Value)
		if l.Was != "" {
			s += " (was " + l.Was + ")"
		}
	}
	for i, b := range m.Choices {
		if i == 8 {
			s += " …"
			break
		}
		s += " [" + b.Label + "]"
	}
	return s
}

// eyes is how the visitor is shown values.
func (t *talk) eyes() field.View {
	v := field.View{Locale: t.s.Visitor.Locale, TimeZone: t.s.Visitor.TimeZone, Now: t.now}
	for _, a := range t.s.Accounts {
		v.Currency = a.Currency
	}
	return v
}

// wished takes an operation that is wished for. A write must have been agreed
// to, and be exactly what was shown.
func (t *talk) wished(op machine.Operation, ev machine.Event, was machine.Session) {
	t.pending = append(t.pending, op)
	if !op.Effect.Writes() {
		t.reads = append(t.reads, op)
		return
	}
	if op.Settle {
		return // only asks
	}
	if op.Attempt > 0 {
		if !slices.ContainsFunc(t.wrote, func(w machine.Operation) bool { return w.ID == op.ID && equalArgs(w.Args, op.Args) }) {
			t.breaks("%s is tried again with other values than before: %v", op.Action, op.Args)
		}
		return
	}
	if says(ev, was) {
		t.agreed, t.shown = t.shown, nil
	}
	if t.agreed == nil {
		t.breaks("%s without a yes to a confirm question", op.Action)
		return
	}
	if problem := t.differs(op, t.agreed); problem != "" {
		t.breaks("%s is not what was shown: %s\nshown   %s\nwritten %s", op.Action, problem, describe(t.agreed.Message), inJSON(op.Args))
		return
	}
	t.wrote = append(t.wrote, op)
}

func inJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

func equalArgs(a, b map[string]field.Value) bool {
	return maps.EqualFunc(a, b, func(x, y field.Value) bool { return x.Equal(y) })
}

// yeses are the words with which people here agree.
var yeses = []string{"yes", "yep", "sure", "go ahead", "do it", "ok", "please do", "looks good", "👍"}

// says tells whether an event is a yes at an open confirm question.
func says(ev machine.Event, s machine.Session) bool {
	if len(s.Stack) == 0 || !strings.HasSuffix(s.Stack[len(s.Stack)-1].State, "confirm") {
		return false
	}
	several := s.Stack[len(s.Stack)-1].Batch != nil
	switch e := ev.(type) {
	case machine.Chosen:
		return e.Value == "cmd:yes" || e.Value == "cmd:confirm"
	case machine.Said:
		first, _, _ := strings.Cut(strings.ToLower(e.Text), ",")
		return slices.Contains(yeses, strings.Trim(strings.TrimSpace(first), ".!")) || several && e.Text == "delete all of them"
	}
	return false
}

// differs holds a write against the confirm question, value for value.
func (t *talk) differs(op machine.Operation, c *shown) string {
	object := objects[specs[op.Action].Object]
	id := op.Args["id"]
	title, ok := c.titles[id.Norm]
	if !ok {
		title = id.Label
	}
	var want []machine.Line
	switch op.Effect {
	case action.Create:
		for _, p := range specs[op.Action].Params {
			v, ok := op.Args[p.Name]
			if !ok {
				continue
			}
			if label := t.labelOf(object, p.Name, v); label != "" && label != v.Label {
				return fmt.Sprintf("%s %s is called %q, not %q", p.Name, v.Norm, label, v.Label)
			}
			want = append(want, machine.Line{Label: labelFor(op.Action, p.Name), Value: field.Show(p.Kind, v, c.view)})
		}
	case action.Update:
		for name, v := range op.Args["changes"].Set {
			of, _ := object.Field(name)
			if label := t.labelOf(object, name, v); label != "" && label != v.Label {
				return fmt.Sprintf("%s %s is called %q, not %q", name, v.Norm, label, v.Label)
			}
			want = append(want, machine.Line{Label: of.Label, Value: orEmpty(of.Kind, v, c.view), Was: orEmpty(of.Kind, op.Args["was"].Set[name], c.view)})
		}
		want = append(want, machine.Line{Label: object.Name, Value: title})
		if len(op.Args["changes"].Set) != len(op.Args["was"].Set) {
			return "other fields are compared than are changed"
		}
	case action.Delete:
		if !strings.Contains(c.Text, title) && !slices.ContainsFunc(c.Fields, func(l machine.Line) bool { return l.Value == title }) {
			return fmt.Sprintf("%q is deleted", title)
		}
		return ""
	}
	several := strings.Contains(c.Text, "Change these ") || strings.Contains(c.Text, "Put these ")
	if several || c.undoing {
		want = want[:len(want)-1] // the record's name stands in the lines or in the question
	}
	if op.Effect == action.Update && !several && !strings.Contains(c.Text, title) {
		return fmt.Sprintf("%q is changed", title)
	}
	for i := range want {
		if several {
			if want[i].Label = title + ", " + want[i].Label; len(want) == 1 {
				want[i].Label = title
			}
		}
		if !slices.ContainsFunc(c.Fields, func(l machine.Line) bool {
			return strings.EqualFold(l.Label, want[i].Label) && l.Value == want[i].Value && l.Was == want[i].Was
		}) {
			return fmt.Sprintf("%q is written: %q, was %q", want[i].Label, want[i].Value, want[i].Was)
		}
	}
	if !several && len(want) != len(c.Fields) {
		return fmt.Sprintf("%d values are written, %d were shown", len(want), len(c.Fields))
	}
	return ""
}

// labelFor is what a dialog calls a value that it asks for.
func labelFor(action, name string) string {
	if name == "email" {
		return "E-mail"
	}
	return strings.ReplaceAll(name, "_", " ")
}

func orEmpty(k field.Kind, v field.Value, view field.View) string {
	if v.IsZero() {
		return "(empty)"
	}
	return field.Show(k, v, view)
}

// labelOf is what HubSpot calls what has a certain id; empty when that is
// neither a choice nor a record.
func (t *talk) labelOf(object action.Object, name string, v field.Value) string {
	if name == "contact" {
		return t.portal.records["contact"][v.Norm].Title
	}
	of, _ := object.Field(name)
	for _, c := range t.portal.choices[of.Source] {
		if c.Value == v.Norm {
			return c.Label
		}
	}
	return ""
}

// keeps checks that every value of a dialog that goes on is still there,
// unless it was the person who changed it.
func (t *talk) keeps(was machine.Session, ev machine.Event, out machine.Output, touched touch) {
	if out.Stale && inJSON(was) != inJSON(t.s) {
		t.breaks("a stale button changed the session")
	}
	if touched.all {
		return
	}
	failed, _ := ev.(machine.OperationFailed)
	for i, f := range was.Stack {
		if i >= len(t.s.Stack) {
			return
		}
		g := t.s.Stack[i]
		if g.Dialog != f.Dialog || f.Undo != nil || g.Undo != nil || t.ended(out, f.Dialog) || f.State == "results" {
			continue
		}
		for name, v := range f.Fields {
			w, there := g.Fields[name]
			if there && equalTouched(v, w, touched) || touched.has(name) {
				continue
			}
			raw, again := g.Raw[name]
			switch {
			case again && strings.TrimPrefix(raw, "#") == v.Norm: // the record is read once more
			case f.Raw[name] != "" && !again: // more was said for it, and is read now
			case there && i+1 < len(was.Stack) && was.Stack[i+1].For == name: // another one was made for it, and is named
			case name == "stage" && touched.has("pipeline"):
			case failed.Kind == action.Missing && !there, failed.Kind == action.Conflict && !there:
			case isRecord(name) && !t.exists(name, v.Norm):
			default:
				t.breaks("the value of %s was lost: %s became %s", name, inJSON(v), inJSON(w))
			}
		}
		for name, raw := range f.Raw {
			_, known := g.Fields[name]
			if still := g.Raw[name]; still != "" || known || touched.has(name) || strings.HasSuffix(g.State, " "+name) {
				continue
			}
			t.breaks("what was said for %s was lost: %q", name, raw)
		}
	}
}

// equalTouched compares values; of a set of changes, the touched ones may
// differ.
func equalTouched(a, b field.Value, touched touch) bool {
	if len(a.Set) == 0 {
		return a.Equal(b)
	}
	for name, v := range a.Set {
		if w, ok := b.Set[name]; (!ok || !v.Equal(w)) && !touched.has(name) {
			return false
		}
	}
	return true
}

func isRecord(name string) bool { return name == "deal" || name == "contact" }

func (t *talk) exists(object, id string) bool {
	_, ok := t.portal.records[object][id]
	return ok
}

func (t *talk) ended(out machine.Output, dialog string) bool {
	return slices.ContainsFunc(out.Moves, func(m machine.Move) bool {
		return m.Dialog == dialog && (m.To == "done" || m.To == "cancelled" || m.From == "start")
	})
}

// fork is the same conversation in another world: what happens there does not
// happen here. HubSpot works in it.
func (t *talk) fork() *talk {
	u := *t
	u.pending, u.wrote, u.reads, u.ends, u.log = slices.Clone(t.pending), slices.Clone(t.wrote), nil, nil, slices.Clone(t.log)
	u.portal = t.portal.clone()
	u.portal.faults, u.portal.signedIn = 0, true
	u.log = append(u.log, "---- and from here:")
	return &u
}

// cancels checks that a person gets out of everything with a word for each
// dialog that is open and one for what was planned.
func (t *talk) cancels() string {
	u := t.fork()
	u.owed = false
	u.drain()
	depth := len(u.s.Stack)
	for range depth + 1 {
		if len(u.s.Stack) == 0 && u.s.Plan == nil {
			break
		}
		u.now = u.now.Add(time.Second)
		u.does(machine.Said{Head: u.head("c:"), Text: "cancel"}, touch{all: true})
		u.drain()
	}
	if len(u.s.Stack) > 0 || u.s.Plan != nil {
		u.breaks("%d open dialogs were not cancelled by %d messages", depth, depth+1)
	}
	return u.verdict()
}

// finishes checks that a person who answers each question gets to the end of
// every open dialog.
func (t *talk) finishes() string {
	u := t.fork()
	u.owed = false
	if f := u.waiting(); f {
		u.signIn()
	}
	u.drain()
	for n := range 60 {
		if len(u.s.Stack) == 0 || len(u.s.Stack) == 1 && u.s.Stack[0].State == "results" || u.broken != "" {
			return u.verdict()
		}
		u.now = u.now.Add(5 * time.Second)
		u.plainly(n)
		u.drain()
	}
	u.breaks("the conversation has no end")
	return u.verdict()
}

func (t *talk) waiting() bool {
	return len(t.s.Stack) > 0 && !t.s.Stack[len(t.s.Stack)-1].Until.IsZero()
}

func (t *talk) signIn() {
	a := account()
	a.Currency = "USD"
	t.portal.signedIn = true
	t.step(machine.SignedIn{Head: t.head("signed-"), Account: a}, touch{})
}

// plainly does what the screen asks for.
func (t *talk) plainly(n int) {
	if t.waiting() {
		t.signIn()
		return
	}
	say := func(text string) { t.does(machine.Said{Head: t.head("c:"), Text: text}, touch{all: true}) }
	press := func(value string) {
		t.does(machine.Chosen{Head: t.head("c:"), Value: value, Seq: t.seq}, touch{all: true})
	}
	for _, msg := range slices.Backward(t.heard) {
		var offers []string
		for _, b := range msg.Choices {
			offers = append(offers, b.Value)
		}
		has := func(prefix string) string {
			for _, v := range offers {
				if strings.HasPrefix(v, prefix) {
					return v
				}
			}
			return ""
		}
		switch {
		case has("cmd:yes") != "":
			press("cmd:yes")
		case has("outcome:") != "":
			press("outcome:there")
		case has("pick:") != "":
			press(has("pick:"))
		case has("cmd:skip") != "" && has("cmd:retry") == "":
			press("cmd:skip")
		case has("detail:") != "":
			say(fmt.Sprintf("amount %d, company Plain %d", 700+n, n))
		case msg.Kind == machine.KindQuestion:
			say(t.something(msg, n))
		case has("cmd:retry") != "":
			press("cmd:retry")
		case has("field:") != "":
			press(has("field:"))
		default:
			continue
		}
		return
	}
	say("repeat")
}

// something is an answer to a question.
func (t *talk) something(msg machine.Message, n int) string {
	switch msg.Input.Type {
	case "money", "number":
		return fmt.Sprint(700 + n) // it may be 700 already
	case "date":
		return "2026-12-18"
	case "email":
		return fmt.Sprintf("someone%d@example.com", n)
	case "tel", "phone":
		return "+1 415 555 0123"
	}
	if isRecord(msg.Field) {
		if list := t.portal.all(msg.Field); len(list) > 0 {
			return list[0].ID
		}
		return "cancel"
	}
	return "Something plain"
}

// verdict is what was broken, with the conversation up to there.
func (t *talk) verdict() string {
	if t.broken == "" {
		return ""
	}
	return t.broken + "\n" + strings.Join(t.log[max(0, len(t.log)-60):], "\n") + "\nsession " + inJSON(t.s)
}
