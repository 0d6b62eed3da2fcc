package sandbox

import (
	"strconv"
	"time"
)

// Rate limit policies, as the answers name them.
const (
	policyBurst  = "TEN_SECONDLY_ROLLING"
	policySearch = "SECONDLY"
	policyDaily  = "DAILY"
)

const (
	burstWindow  = 10 * time.Second
	searchWindow = time.Second
)

// limiter counts calls in rolling windows: one for each account and app, one
// for the searches of each account. Server.mu guards it.
type limiter struct {
	burst  map[limitKey][]time.Time
	search map[int64][]time.Time
}

type limitKey struct {
	hub int64
	app string
}

func newLimiter() limiter {
	return limiter{burst: map[limitKey][]time.Time{}, search: map[int64][]time.Time{}}
}

// within drops the calls that have left the window.
func within(calls []time.Time, now time.Time, window time.Duration) []time.Time {
	i := 0
	for i < len(calls) && now.Sub(calls[i]) >= window {
		i++
	}
	return calls[i:]
}

// admit counts a call, or refuses it with the 429 that fits. A refused call
// does not count. The header of an ordinary call is in the returned map;
// searches have none.
func (s *Server) admit(c *call, search bool) (map[string]string, *apiError) {
	if !s.cfg.Limits {
		return nil, nil
	}
	key := limitKey{c.token.hub, c.token.app}
	calls := within(s.limiter.burst[key], c.now, burstWindow)
	searches := within(s.limiter.search[key.hub], c.now, searchWindow)
	s.limiter.burst[key], s.limiter.search[key.hub] = calls, searches
	if search && len(searches) >= s.cfg.SearchRate {
		return nil, rateLimited(policySearch)
	}
	if len(calls) >= s.cfg.Burst {
		return s.limitHeaders(0), rateLimited(policyBurst)
	}
	s.limiter.burst[key] = append(calls, c.now)
	if search {
		s.limiter.search[key.hub] = append(searches, c.now)
		return nil, nil
	}
	return s.limitHeaders(s.cfg.Burst - len(calls) - 1), nil
}

func (s *Server) limitHeaders(remaining int) map[string]string {
	return map[string]string{
		"X-HubSpot-RateLimit-Interval-Milliseconds": strconv.FormatInt(burstWindow.Milliseconds(), 10),
		"X-HubSpot-RateLimit-Max":                   strconv.Itoa(s.cfg.Burst),
		"X-HubSpot-RateLimit-Remaining":             strconv.Itoa(remaining),
	}
}
