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
	soft []string // and of those that are only told
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
// don't pass: those that count, and those that are only told.
func (s *Server) lookReady(ctx context.Context) (bad, soft []string) {
	ctx, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
	defer cancel()
	failed := make([]bool, len(s.cfg.Ready))
	var all sync.WaitGroup
	for i, check := range s.cfg.Ready {
		all.Go(func() { failed[i] = check.Ready(ctx) != nil })
	}
	all.Wait()
	for i, check := range s.cfg.Ready {
		ok := 1.0
		switch {
		case failed[i] && check.Detail:
			soft, ok = append(soft, check.Name), 0
		case failed[i]:
			bad, ok = append(bad, check.Name), 0
		}
		s.metrics.checks.WithLabelValues(check.Name).Set(ok)
	}
	s.ready.mu.Lock()
	changed := len(bad) != len(s.ready.bad) || len(soft) != len(s.ready.soft)
	s.ready.bad, s.ready.soft, s.ready.seen = bad, soft, time.Now()
	s.ready.mu.Unlock()
	if changed {
		s.log.Warn("readiness changed", "failing", bad, "details", soft)
	}
	if len(bad) == 0 {
		s.metrics.ready.Set(1)
	} else {
		s.metrics.ready.Set(0)
		s.forgetEpoch()
	}
	return bad, soft
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
	bad, soft := s.lookReady(r.Context())
	answer := map[string]any{"status": "ready"}
	if len(soft) > 0 {
		answer["details"] = soft
	}
	if len(bad) > 0 {
		answer["status"], answer["failing"] = "not ready", bad
		writeJSON(w, http.StatusServiceUnavailable, answer)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
