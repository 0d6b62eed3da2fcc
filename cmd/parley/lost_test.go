package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/engine"
	"parley/engine/action"
	"parley/engine/convtest"
	"parley/engine/machine"
)

var errLost = errors.New("the answer was lost")

// lossy is a store whose answers to Commit and Mark can get lost after the
// work was done.
type lossy struct {
	engine.Store
	commits, marks atomic.Int32 // answers to lose
}

func (l *lossy) Commit(ctx context.Context, c engine.Change) error {
	if err := l.Store.Commit(ctx, c); err != nil {
		return err
	}
	if l.commits.Add(-1) >= 0 {
		return errLost
	}
	return nil
}

func (l *lossy) Mark(ctx context.Context, id machine.SessionID, m engine.Mark) error {
	if err := l.Store.Mark(ctx, id, m); err != nil {
		return err
	}
	if l.marks.Add(-1) >= 0 {
		return errLost
	}
	return nil
}

// bell counts how often the socket was told to look.
type bell struct{ rung atomic.Int32 }

func (b *bell) Notify(machine.SessionID, []engine.Stored) bool { b.rung.Add(1); return true }
func (b *bell) Holds(machine.SessionID) bool                   { return true }

func TestREL12_LostAnswersOfTheStore(t *testing.T) {
	ctx := context.Background()
	opened, err := openWorld(shipped(t), slog.New(slog.DiscardHandler))(ctx, convtest.Setup{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	w := opened.(*world)
	defer w.Close()
	store, told := &lossy{Store: w.store}, &bell{}
	e := &engine.Engine{Store: store, Actions: w.catalog, Notifier: told, Logger: slog.New(slog.DiscardHandler), Node: "one"}
	e.Use(w.machine, nil)
	const id = machine.SessionID("lossy")
	if _, err := e.Open(ctx, id, machine.Visitor{Browser: "b"}); err != nil {
		t.Fatal(err)
	}
	if err := w.SignIn(ctx, action.Caller{Session: string(id), Browser: "b", Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Attach(ctx, id); err != nil {
		t.Fatal(err)
	}
	say := func(text string) (machine.Said, error) {
		ev := machine.Said{Head: machine.Head{ID: "c:" + text, At: time.Now()}, Text: text}
		err := e.Handle(ctx, id, ev, nil)
		if err := e.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		return ev, err
	}
	for _, text := range []string{"create a deal called Lost and found", "contract sent", "skip the rest"} {
		if _, err := say(text); err != nil {
			t.Fatal(err)
		}
	}
	// The yes is stored, its answer is lost; the client sends it again.
	store.commits.Store(1)
	store.marks.Store(1)
	ev, err := say("yes")
	if !errors.Is(err, errLost) {
		t.Fatalf("got %v, want the lost answer", err)
	}
	before := told.rung.Load()
	known := false
	if err := e.Handle(ctx, id, ev, func(k bool) { known = k }); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if !known {
		t.Error("the yes was accepted twice")
	}
	if told.rung.Load() == before {
		t.Error("the turns of the stored yes were told to nobody")
	}
	creates := 0
	for _, r := range w.sandbox.Requests() {
		if r.Method == "POST" && r.Path == "/crm/objects/2026-09/deals" {
			creates++
		}
	}
	if creates != 1 {
		t.Errorf("%d creates were sent, want 1", creates)
	}
	box, err := w.store.Turns(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	if last := string(box.Turns[len(box.Turns)-1].Data); !strings.Contains(last, `"state":"done"`) {
		t.Errorf("the conversation ended with %s", last)
	}
}
