package convtest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

func asSignIn(err error, target **action.SignInNeeded) bool { return errors.As(err, target) }

// turn lets one entry happen and checks what must follow.
func (t *talk) turn(ctx context.Context, turn *syntax.Turn) {
	t.mu.Lock()
	t.calls = nil
	t.mu.Unlock()
	switch {
	case len(turn.Me) > 0:
		t.happen(ctx, turn.Pos, machine.Said{Head: t.head("say"), Text: turn.Me[t.variant%len(turn.Me)].Value})
	case !turn.Press.IsZero():
		t.press(ctx, turn.Press)
	case !turn.Event.IsZero():
		t.event(ctx, turn.Event)
	}
	for _, call := range turn.Others {
		if err := t.elsewhere(ctx, call); err != nil {
			t.fail(call.Action.Pos, "%v", err)
		}
	}
	t.misbehave(turn.Faults)
	if !turn.Slow.IsZero() {
		t.slow.begin(turn.Slow.Value)
	}
	t.heard, t.sessions = append(t.heard, t.hears()), append(t.sessions, t.session)
	if len(t.failures) == 0 && !t.runner.Observe {
		t.check(turn)
	}
}

// press presses the button with a label: of the newest turn that has it.
func (t *talk) press(ctx context.Context, label syntax.Str) {
	for i := len(t.last) - 1; i >= 0; i-- {
		for _, m := range t.last[i].Messages {
			buttons := m.Choices
			for _, r := range m.Rows {
				buttons = append(buttons, r.Choices...)
			}
			for _, b := range buttons {
				if strings.EqualFold(b.Label, label.Value) {
					t.happen(ctx, label.Pos, machine.Chosen{Head: t.head("press"), Value: b.Value, Seq: t.last[i].Seq})
					return
				}
			}
		}
	}
	t.fail(label.Pos, "there is no button %q; there are: %s", label.Value, strings.Join(t.labels(), ", "))
}

func (t *talk) labels() []string {
	var list []string
	for _, turn := range t.last {
		for _, m := range turn.Messages {
			for _, b := range m.Choices {
				list = append(list, b.Label)
			}
			for _, r := range m.Rows {
				for _, b := range r.Choices {
					list = append(list, b.Label)
				}
			}
		}
	}
	return list
}

// event lets something happen that is not said.
func (t *talk) event(ctx context.Context, name syntax.Str) {
	t.transcript = append(t.transcript, "  ---  "+name.Value)
	switch name.Value {
	case string(Allow), string(AllowAnother), string(AllowBarred), string(Deny):
		ev, err := t.world.Follow(ctx, t.caller(), t.signIn, Answer(name.Value))
		if err != nil {
			t.fail(name.Pos, "following the sign-in link: %v", err)
			return
		}
		t.happen(ctx, name.Pos, ev)
	case "expired", "timeout":
		t.mu.Lock()
		t.now = t.now.Add(11 * time.Minute)
		t.mu.Unlock()
		t.advance(ctx, name.Pos)
	case "disconnected":
		t.world.Disconnect()
	case "recovered":
		t.world.Recover()
	case "answered":
		t.slow.answer()
		t.rest(ctx, name.Pos)
	case "reload":
		t.engine.Detach(t.id)
		if _, err := t.engine.Attach(ctx, t.id); err != nil {
			t.fail(name.Pos, "%v", err)
			return
		}
		t.happen(ctx, name.Pos, machine.Joined{Head: t.head("join")})
	case "crash":
		t.start()
		t.advance(ctx, name.Pos)
	default:
		t.fail(name.Pos, "there is no event %q", name.Value)
	}
}

// elsewhere does what somebody else does, behind the conversation's back.
func (t *talk) elsewhere(ctx context.Context, call syntax.ExpectCall) error {
	actions := t.world.Actions()
	spec, object := action.Spec{}, action.Object{}
	if catalog, ok := actions.(machine.Catalog); ok {
		spec, _ = catalog.Spec(call.Action.Value)
		object, _ = catalog.Object(spec.Object)
	}
	if object.Find == "" {
		return fmt.Errorf("there is no action %q that changes a record", call.Action.Value)
	}
	args, changes := map[string]field.Value{}, map[string]field.Value{}
	for _, e := range call.Args {
		if e.Name.Value != "of" {
			changes[e.Name.Value] = field.Value{Norm: e.Value.Value}
			continue
		}
		found, err := actions.Do(ctx, t.caller(), action.Call{Action: object.Find, Args: map[string]field.Value{"text": {Norm: e.Value.Value}}})
		if err != nil || len(found.Records) != 1 {
			return fmt.Errorf("looking for the %s %q: %d fit, %v", object.Name, e.Value.Value, len(found.Records), err)
		}
		args["id"] = field.Value{Norm: found.Records[0].ID}
	}
	if len(changes) > 0 {
		args["changes"] = field.Value{Set: changes}
	}
	_, err := actions.Do(ctx, t.caller(), action.Call{ID: "elsewhere", Action: call.Action.Value, Args: args})
	return err
}

func (t *talk) advance(ctx context.Context, pos syntax.Pos) {
	if err := t.engine.Advance(ctx, t.id); err != nil {
		t.fail(pos, "%v", err)
		return
	}
	t.rest(ctx, pos)
}

// check holds what followed against what the entry expects.
func (t *talk) check(turn *syntax.Turn) {
	if !turn.Bot.IsZero() && !t.inState(turn.Bot.Value) {
		t.wrong(syntax.Edit{At: turn.Bot, Text: stateIn(t.state)}, "expected the state %q, came to %q", turn.Bot.Value, t.state)
	}
	said := t.said()
	for _, s := range turn.Says {
		if near, ok := nearestLine(said, s.Value); contains(said, s.Value) {
			continue
		} else if ok {
			t.wrong(syntax.Edit{At: s, Text: near}, "expected to hear %q, heard:\n%s", s.Value, indent(said))
		} else {
			t.fail(s.Pos, "expected to hear %q, heard:\n%s", s.Value, indent(said))
		}
	}
	for _, s := range turn.NeverSays {
		if contains(said, s.Value) {
			t.fail(s.Pos, "did not want to hear %q, heard:\n%s", s.Value, indent(said))
		}
	}
	labels := t.labels()
	for _, b := range turn.Buttons {
		if !containsFold(labels, b.Value) {
			t.fail(b.Pos, "there is no button %q; there are: %s", b.Value, strings.Join(labels, ", "))
		}
	}
	for _, e := range turn.Fields {
		t.checkField(e)
	}
	t.checkCalls(turn)
}

// inState compares "ask name" with "create_deal: ask name".
func (t *talk) inState(want string) bool {
	if strings.Contains(want, ":") {
		return t.state == want
	}
	_, state, ok := strings.Cut(t.state, ": ")
	return ok && state == want || t.state == want
}

func (t *talk) checkField(e syntax.Expect) {
	var heard []string
	for i := len(t.last) - 1; i >= 0; i-- {
		if t.last[i].Dialog == nil {
			continue
		}
		for _, f := range t.last[i].Dialog.Fields {
			if f.Name == e.Name.Value {
				if f.Value == e.Value.Value || f.Display == e.Value.Value {
					return
				}
				t.wrong(syntax.Edit{At: e.Value, Text: f.Display}, "%s is %q (%s), expected %q", e.Name.Value, f.Value, f.Display, e.Value.Value)
				return
			}
			heard = append(heard, f.Name+" "+f.Display)
		}
		break
	}
	t.fail(e.Name.Pos, "%s has no value; known: %s", e.Name.Value, strings.Join(heard, ", "))
}

// checkCalls compares the writes of a turn with the listed ones.
func (t *talk) checkCalls(turn *syntax.Turn) {
	t.mu.Lock()
	calls := t.calls
	t.mu.Unlock()
	if len(calls) > 0 && !turn.HasCalls && t.runner.Correct {
		t.edits = append(t.edits, syntax.Edit{At: syntax.Str{Pos: turn.Pos}, Below: "calls: " + writtenCalls(calls)})
		return
	}
	if len(calls) != len(turn.Calls) {
		var names []string
		for _, c := range calls {
			names = append(names, c.Action+" "+describe(c.Args))
		}
		t.fail(turn.Pos, "expected %d writes, %d were made: %s", len(turn.Calls), len(calls), strings.Join(names, "; "))
		return
	}
	for i, want := range turn.Calls {
		got := calls[i]
		if got.Action != want.Action.Value {
			t.fail(want.Action.Pos, "expected %s, called was %s", want.Action.Value, got.Action)
			continue
		}
		for _, e := range want.Args {
			switch v, ok := argument(got.Args, e.Name.Value); {
			case ok && v == e.Value.Value:
			case ok && v != "" && e.Value.Value != "":
				t.wrong(syntax.Edit{At: e.Value, Text: v}, "%s was called with %s; expected %s %q", got.Action, describe(got.Args), e.Name.Value, e.Value.Value)
			default:
				t.fail(e.Name.Pos, "%s was called with %s; expected %s %q", got.Action, describe(got.Args), e.Name.Value, e.Value.Value)
			}
		}
	}
}

// argument finds an argument, or one of the changed fields.
func argument(args map[string]field.Value, name string) (string, bool) {
	if v, ok := args[name]; ok {
		if v.Label != "" && v.Label != v.Norm {
			return v.Label, true
		}
		return v.Norm, true
	}
	if v, ok := args["changes"].Set[name]; ok {
		if v.Label != "" {
			return v.Label, true
		}
		return v.Norm, true
	}
	return "", false
}

func describe(args map[string]field.Value) string {
	var list []string
	for name := range args {
		if v, _ := argument(args, name); v != "" {
			list = append(list, name+" "+v)
		}
	}
	for name, v := range args["changes"].Set {
		list = append(list, name+" "+v.Norm)
	}
	sort.Strings(list)
	return "{" + strings.Join(list, ", ") + "}"
}

// said is all that can be read of a turn's messages.
func (t *talk) said() string {
	var b strings.Builder
	for _, turn := range t.last {
		for _, m := range turn.Messages {
			b.WriteString(m.Text + "\n")
			if m.Hint != "" {
				b.WriteString("(" + m.Hint + ")\n")
			}
			for _, l := range m.Fields {
				b.WriteString(l.Label + ": " + l.Value)
				if l.Was != "" {
					b.WriteString(" (was " + l.Was + ")")
				}
				b.WriteString("\n")
			}
			for _, r := range m.Rows {
				b.WriteString(strings.Join(r.Cells, " | ") + "\n")
			}
			if len(m.Rows) > 0 {
				b.WriteString(pageOf(m) + "\n")
			}
		}
	}
	return b.String()
}

// pageOf is the line below a table, as the chat has it.
func pageOf(m machine.Message) string {
	text := fmt.Sprintf("%d–%d", m.From, m.To)
	if m.Total > 0 {
		text += fmt.Sprintf(" of %d", m.Total)
	}
	return text
}

// contains finds a piece of text, or a /pattern/.
func contains(text, want string) bool {
	if len(want) > 2 && want[0] == '/' && want[len(want)-1] == '/' {
		re, err := regexp.Compile("(?i)" + want[1:len(want)-1])
		return err == nil && re.MatchString(text)
	}
	return strings.Contains(strings.ToLower(text), strings.ToLower(want))
}

func containsFold(list []string, want string) bool {
	for _, s := range list {
		if strings.EqualFold(s, want) {
			return true
		}
	}
	return false
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}
