package engine

import (
	"context"
	"fmt"

	"parley/engine/machine"
)

// Use sets the machine that new turns run on. Of the versions that the machine
// before knew besides its latest, it keeps those that are needed; nil means all.
func (e *Engine) Use(m *machine.Machine, needed func(hash string) bool) {
	e.machine.Lock()
	defer e.machine.Unlock()
	if e.machine.m != nil {
		m.Keep(e.machine.m, needed)
	}
	e.machine.m = m
}

// Machine returns the machine in use.
func (e *Engine) Machine() *machine.Machine {
	e.machine.RLock()
	defer e.machine.RUnlock()
	return e.machine.m
}

// Prepare makes sure that the versions of dialogs which a session runs are at
// hand, as far as anybody has them.
func (e *Engine) Prepare(ctx context.Context, s machine.Session) error {
	m := e.Machine()
	if e.Recall == nil || m.Knows(s) {
		return nil
	}
	for _, hash := range s.Versions() {
		if m.Has(hash) {
			continue
		}
		c, err := e.Recall(ctx, m, hash)
		if err != nil {
			return fmt.Errorf("find the version %s of a dialog: %w", hash, err)
		}
		if c == nil {
			continue // the step says that it is gone
		}
		e.machine.Lock()
		e.machine.m = e.machine.m.With(c)
		e.machine.Unlock()
	}
	return nil
}
