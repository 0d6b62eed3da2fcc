package web

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// readiness is what the last look at the checks showed.
type readiness struct {
	mu   sync.Mutex
	bad  []string // names of checks that don't pass
	seen time.Time
}

// down tells whether the last look, if it is not long ago, found trouble.
func (r *readiness) down() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.bad) > 0 && time.Since(r.seen) < 10*time.Second
}

// watchReady looks every second, so that new sockets are sent away within
// three seconds of the store's end and let in within three of its return.
func (s *Server) watchReady(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		s.lookReady(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lookReady runs the checks side by side and returns the names of those that
// don't pass.
func (s *Server) lookReady(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
	defer cancel()
	failed := make([]bool, len(s.cfg.Ready))
	var all sync.WaitGroup
	for i, check := range s.cfg.Ready {
		all.Go(func() { failed[i] = check.Ready(ctx) != nil })
	}
	all.Wait()
	bad := []string{}
	for i, check := range s.cfg.Ready {
		if failed[i] {
			bad = append(bad, check.Name)
		}
	}
	s.ready.mu.Lock()
	changed := len(bad) != len(s.ready.bad)
	s.ready.bad, s.ready.seen = bad, time.Now()
	s.ready.mu.Unlock()
	if changed {
		s.log.Warn("readiness changed", "failing", bad)
	}
	if len(bad) == 0 {
		s.metrics.ready.Set(1)
	} else {
		s.metrics.ready.Set(0)
		s.forgetEpoch()
	}
	return bad
}

// healthz says that the process lives, whatever else does not.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"status": "ok"})
}

// readyz says whether to send clients here.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.draining() {
		writeJSON(w, http.StatusServiceUnavailable, map[string]any{"status": "draining"})
		return
	}
	if bad := s.lookReady(r.Context()); len(bad) > 0 {
		writeJSON(w, http.StatusServiceUnavailable, map[string]any{"status": "not ready", "failing": bad})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"status": "ready"})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
