package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/engine/action"
	"parley/engine/machine"
)

// perform carries out operations, each in a goroutine of its own, so that
// pings, "status" and "cancel" go on. Wait waits for them.
func (e *Engine) perform(s machine.Session, ops []machine.Operation) {
	for _, op := range ops {
		key := fmt.Sprintf("%s:%d", op.ID, op.Attempt)
		if _, flying := e.flying.LoadOrStore(key, true); flying {
			continue
		}
		e.work.begin()
		go func() { // ends with its operation, at the latest after CallLimit
			defer e.work.end()
			defer e.flying.Delete(key)
			e.performOne(s, op)
		}()
	}
}

// takeUp carries out what nobody has in hand: planned operations, and sent
// ones whose sender is gone, of which nobody knows whether they happened.
func (e *Engine) takeUp(ctx context.Context, snap *Snapshot) {
	for _, p := range snap.Pending {
		switch {
		case p.Progress == Planned:
			e.perform(snap.Session, []machine.Operation{p.Operation})
		case p.Lost:
			e.work.begin()
			go func() { // one store call and one turn
				defer e.work.end()
				e.answer(context.WithoutCancel(ctx), snap.Session.ID, machine.OperationFailed{
					Head: e.head(p.Operation), Op: p.Operation.ID, Kind: action.Unknown, Since: e.now().Add(-p.Age), Lost: true})
			}()
		}
	}
}

func (e *Engine) head(op machine.Operation) machine.Head {
	return machine.Head{ID: fmt.Sprintf("op:%s:%d", op.ID, op.Attempt), At: e.now()}
}

func (e *Engine) performOne(s machine.Session, op machine.Operation) {
	limit := e.CallLimit
	if limit == 0 {
		limit = 90 * time.Second
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	sentAt := e.now()
	if op.Effect.Writes() && !op.Settle {
		// Stored before the request leaves: whoever finds this operation
		// later knows that it may have happened.
		lease := e.Lease
		if lease == 0 {
			lease = 12 * time.Second
		}
		mark := Mark{Op: op.ID, Attempt: op.Attempt, Owner: e.Node, Lease: lease}
		if err := e.mark(ctx, s.ID, mark); err != nil {
			if !errors.Is(err, ErrTaken) {
				e.Logger.Warn("operation not marked", "session", s.ID, "operation", op.ID, "error", err)
			}
			return // the sweeper takes it up
		}
		if e.stop("sent") {
			return
		}
		defer e.extend(s.ID, mark, cancel)()
	}
	caller := action.Caller{Session: string(s.ID), Subject: s.Visitor.Subject, Browser: s.Visitor.Browser,
		Locale: s.Visitor.Locale, TimeZone: s.Visitor.TimeZone, Now: e.now()}
	res, err := e.do(ctx, caller, op.Call)
	if e.stop("answered") {
		return
	}
	e.answer(ctx, s.ID, e.event(s.ID, op, sentAt, res, err))
}

// mark stores that an operation is about to leave. An answer of the store that
// was lost must not make a request of ours look as if it had left: the same
// owner may ask again.
func (e *Engine) mark(ctx context.Context, id machine.SessionID, m Mark) error {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := e.Store.Mark(ctx, id, m)
		if err == nil || errors.Is(err, ErrTaken) || errors.Is(err, ErrNoSession) || wait > 2*time.Second {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// do calls the action; a panic in a connector is an error like any other.
func (e *Engine) do(ctx context.Context, caller action.Caller, call action.Call) (res action.Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: panic in %s: %v", action.ErrUnknown, call.Action, r)
		}
	}()
	return e.Actions.Do(ctx, caller, call)
}

// event is the only table from an action's answer to an event.
func (e *Engine) event(id machine.SessionID, op machine.Operation, sentAt time.Time, res action.Result, err error) machine.Event {
	head := e.head(op)
	var signIn *action.SignInNeeded
	var problem *action.Problem
	switch {
	case err == nil:
		return machine.OperationDone{Head: head, Op: op.ID, Result: res}
	case errors.As(err, &signIn):
		return machine.SignInNeeded{Head: head, Op: op.ID, Provider: signIn.Provider, Start: signIn.Start,
			Until: signIn.Until, Reason: signIn.Reason, Administrator: signIn.Administrator}
	case errors.As(err, &problem):
		e.Logger.Info("operation refused", "session", id, "operation", op.ID, "action", op.Action, "kind", problem.Kind, "reference", problem.Reference)
		return machine.OperationFailed{Head: head, Op: op.ID, Kind: problem.Kind, Text: problem.Text,
			Fields: problem.Fields, Existing: problem.Existing, Reference: problem.Reference, Since: sentAt}
	case errors.Is(err, action.ErrUnknown) || op.Effect.Writes() && errors.Is(err, context.DeadlineExceeded):
		e.Logger.Warn("operation outcome unknown", "session", id, "operation", op.ID, "action", op.Action, "error", err)
		return machine.OperationFailed{Head: head, Op: op.ID, Kind: action.Unknown, Since: sentAt}
	}
	e.Logger.Error("operation failed", "session", id, "operation", op.ID, "action", op.Action, "error", err)
	return machine.OperationFailed{Head: head, Op: op.ID, Kind: action.Down, Since: sentAt}
}

// answer hands an operation's answer to its session. The store may be away
// for a moment; the answer is worth waiting for.
func (e *Engine) answer(ctx context.Context, id machine.SessionID, ev machine.Event) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 3*time.Second) {
		err := e.Handle(ctx, id, ev, nil)
		if err == nil || errors.Is(err, ErrNoSession) {
			return
		}
		e.Logger.Warn("answer not delivered", "session", id, "event", ev.EventID(), "error", err)
		select {
		case <-ctx.Done():
			return // the lease runs out and the sweeper asks what happened
		case <-time.After(wait):
		}
	}
}

// extend keeps the lease of an operation alive until the returned function is
// called. When another node has taken the operation over, because this one was
// away for too long, it is ended here.
func (e *Engine) extend(id machine.SessionID, m Mark, end func()) func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	timer := time.NewTimer(m.Lease / 3)
	go func() { // ends with cancel below
		defer close(done)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
				err := e.Store.Mark(ctx, id, m)
				if errors.Is(err, ErrTaken) && ctx.Err() == nil {
					end()
					return
				}
				if err != nil && ctx.Err() == nil {
					e.Logger.Warn("lease not extended", "session", id, "operation", m.Op, "error", err)
				}
				timer.Reset(m.Lease / 3)
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
