package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/match"
	"parley/web/studio"
)

// benchTalk is a conversation on the bench.
type benchTalk struct {
	turns    []studio.Turn
	seq      int64 // of the last turn that was said
	fields   map[string]machine.Line
	dialog   *machine.DialogView
	signedIn bool // before the conversation began
	talked   *machine.Machine
	waiting  map[string]int // calls without an answer, by the turn that they are of
}

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
		t.compare(now)
	}
	b.mu.Unlock()
	b.happened()
}

// did tells what a step answers.
func (t *benchTalk) did(out machine.Output) studio.Turn {
	turn, said := newTurn("", ""), ""
	if out.Turn != nil {
		said = out.Turn.Said
	}
	switch {
	case out.Heard != nil:
		turn.Did, turn.What, turn.Heard = "said", said, heardOf(*out.Heard)
	case said != "":
		turn.Did, turn.What = "pressed", said
	case out.Turn != nil && (t.talking() || !t.signedIn) && slices.ContainsFunc(out.Turn.Messages, func(m machine.Message) bool { return m.Kind == machine.KindSignedIn }):
		turn.Did, turn.What = "event", "signed_in"
	}
	return turn
}

// newTurn is one of which nothing has come yet.
func newTurn(did, what string) studio.Turn {
	return studio.Turn{Did: did, What: what, Moves: []machine.Move{}, Calls: []studio.Call{}, Fields: []machine.Line{}}
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

// heardOf writes a reading for people.
func heardOf(r match.Reading) *studio.Heard {
	h := &studio.Heard{Rule: r.Layer, Meanings: []studio.Meaning{}}
	for _, m := range r.Meanings {
		h.Meanings = append(h.Meanings, studio.Meaning{Command: string(m.Command), Dialog: m.Dialog, Field: m.Field, Words: m.Text, Score: rounded(m.Score)})
		for _, d := range m.Dialogs {
			h.Near = append(h.Near, studio.Near{Dialog: d.Dialog, Score: rounded(d.Score)})
		}
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
