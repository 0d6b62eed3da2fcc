package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
	"parley/web"
	"parley/web/studio"
)

// Again plays the first turns of a conversation in a new one, with the records
// of the sandbox as they were at first.
func (b *bench) Again(ctx context.Context, token string, turns int) (studio.Ticket, error) {
	s, err := b.session(ctx, token)
	b.box.Reset()
	b.misbehave("well")
	if err != nil {
		return studio.Ticket{}, nil // the page begins by itself
	}
	b.mu.Lock()
	before := b.talk(s.ID)
	script, signedIn := slices.Clone(before.turns[:min(max(0, turns), len(before.turns))]), before.signedIn
	b.mu.Unlock()
	again, next := web.NewSession()
	session, err := b.engine.Open(ctx, next, s.Visitor)
	if err != nil {
		return studio.Ticket{}, err
	}
	p := player{bench: b, who: session}
	if err := p.play(ctx, script, signedIn); err != nil {
		return studio.Ticket{}, err
	}
	epoch, err := b.store.Epoch(ctx)
	return studio.Ticket{Token: again, Epoch: epoch}, err
}

// player lets happen again what happened in a conversation.
type player struct {
	*bench
	who   machine.Session // the session as it was opened
	turns []machine.Turn  // so far
}

func (p *player) play(ctx context.Context, script []studio.Turn, signedIn bool) error {
	if signedIn {
		p.mu.Lock()
		p.talk(p.who.ID).signedIn = true
		p.mu.Unlock()
		if err := p.signed(ctx, p.who, true); err != nil {
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
			err = p.signed(ctx, p.who, true)
		case "manner":
			p.misbehave(turn.What)
			p.mu.Lock()
			t := p.talk(p.who.ID)
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
	if err := p.engine.Handle(ctx, p.who.ID, ev, nil); err != nil {
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
	box, err := p.store.Turns(ctx, p.who.ID, after)
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
	s, err := b.session(ctx, token)
	if err != nil {
		return studio.Place{}, err
	}
	b.mu.Lock()
	t := b.talk(s.ID)
	turns, signedIn := slices.Clone(t.turns), t.signedIn
	b.mu.Unlock()
	m := b.engine.Machine()
	c, dialog := caseOf(name, turns, signedIn)
	d, ok := m.Dialog(dialog)
	if !ok {
		return studio.Place{}, errors.New("nothing has happened in this chat yet that a test could be about; talk with a dialog first")
	}
	if _, err := os.Stat(filepath.Join(b.folder, filepath.Base(d.Tree.File))); err != nil {
		return studio.Place{}, errors.New("this chat was about a dialog that the folder doesn't have; mend the folder's errors and talk anew")
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
