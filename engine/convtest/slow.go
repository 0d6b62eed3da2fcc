package convtest

import (
	"context"
	"sync"

	"parley/engine/machine"
)

// slow holds back the answers of actions, so that something can happen while
// they are under way.
type slow struct {
	mu      sync.Mutex
	actions map[string]bool
	answers chan struct{}   // closed when what is held may go on
	waiting map[string]bool // operations without an answer; true for those that are held
	changed chan struct{}   // a token in it: waiting changed
}

func newSlow() *slow {
	return &slow{actions: map[string]bool{}, answers: make(chan struct{}), waiting: map[string]bool{}, changed: make(chan struct{}, 1)}
}

// begin holds an action's calls back from now on.
func (s *slow) begin(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.actions[name] = true
}

// answer lets all calls go on.
func (s *slow) answer() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.answers)
	clear(s.actions)
	s.answers = make(chan struct{})
	for op := range s.waiting {
		s.waiting[op] = false
	}
}

// note follows which operations wait for an answer.
func (s *slow) note(out machine.Output) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range out.Ended {
		delete(s.waiting, id)
	}
	for _, op := range out.Operations {
		s.waiting[op.ID] = false
	}
	s.tell()
}

// tell wakes wait. The caller holds mu.
func (s *slow) tell() {
	select {
	case s.changed <- struct{}{}:
	default: // it will look anyway
	}
}

// hold returns when a call may go on.
func (s *slow) hold(ctx context.Context, name, op string) {
	s.mu.Lock()
	if !s.actions[name] {
		s.mu.Unlock()
		return
	}
	answers := s.answers
	s.waiting[op] = true
	s.tell()
	s.mu.Unlock()
	select {
	case <-answers:
	case <-ctx.Done():
	}
}

// held tells whether something is under way and all of it is held back.
func (s *slow) held() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, held := range s.waiting {
		if !held {
			return false
		}
	}
	return len(s.waiting) > 0
}

// wait returns when nothing is under way but what is held back.
func (s *slow) wait(ctx context.Context, idle func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- idle(ctx) }() // ends with the case
	for !s.held() {
		select {
		case err := <-done:
			return err
		case <-s.changed:
		}
	}
	return nil
}
