package engine

import (
	"sync"
	"testing"
)

// TestWorkIsWaitedForWhileMoreBegins waits from many sides while operations
// come and go.
func TestWorkIsWaitedForWhileMoreBegins(t *testing.T) {
	t.Parallel()
	var w work
	if w.done() != nil {
		t.Error("there is something to wait for before anything began")
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				w.begin()
				all.Go(func() {
					if done := w.done(); done != nil {
						<-done
					}
				})
				w.end()
			}
		})
	}
	all.Wait()
	if w.done() != nil {
		t.Error("work is left")
	}
}
