package main

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"parley/engine"
	"parley/engine/machine"
)

// tellOthers lets something happen in all chats of a named visitor but one.
// Chats without a name have no others.
func (n *node) tellOthers(ctx context.Context, subject, session string, ev machine.Event) {
	if subject == "" || n.engine == nil {
		return
	}
	ids, err := n.store.SubjectSessions(ctx, subject)
	if err != nil {
		n.flow.Logger.WarnContext(ctx, "a visitor's other chats were not told", "trouble", err)
		return
	}
	head := machine.Head{ID: "others:" + rand.Text(), At: time.Now()}
	if n.flow.Now != nil {
		head.At = n.flow.Now()
	}
	switch e := ev.(type) {
	case machine.SignedIn:
		e.Head = head
		ev = e
	case machine.SignedOut:
		e.Head = head
		ev = e
	}
	for _, id := range ids {
		if string(id) == session {
			continue
		}
		if err := n.engine.Handle(ctx, id, ev, nil); err != nil && !errors.Is(err, engine.ErrNoSession) {
			n.flow.Logger.WarnContext(ctx, "a visitor's other chat was not told", "session", id, "trouble", err)
		}
	}
}
