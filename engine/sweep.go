package engine

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Run sweeps up what dead nodes left behind, until ctx ends.
func (e *Engine) Run(ctx context.Context) {
	every := e.SweepEvery
	if every == 0 {
		every = 3 * time.Second
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := e.Sweep(ctx); err != nil && ctx.Err() == nil {
			e.Logger.Warn("sweep failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep takes up the sessions that wait past their time, once.
func (e *Engine) Sweep(ctx context.Context) error {
	ids, err := e.Store.Orphans(ctx, 50)
	if err != nil {
		return fmt.Errorf("look for orphans: %w", err)
	}
	for _, id := range ids {
		if err := e.Advance(ctx, id); err != nil && !errors.Is(err, ErrNoSession) && !errors.Is(err, ErrStaleChoice) {
			e.Logger.Warn("session not advanced", "session", id, "error", err)
		}
	}
	return nil
}

// Wait returns when no operation is under way, or when ctx ends.
func (e *Engine) Wait(ctx context.Context) error {
	done := e.work.done()
	if done == nil {
		return nil
	}
	select {
	case <-done: // CallLimit bounds each operation
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
