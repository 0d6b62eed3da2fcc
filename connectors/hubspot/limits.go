package hubspot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// HubSpot counts calls per account: 100 to 190 in ten seconds, for listed apps
// 110, and 5 searches a second. A bucket of b that fills with r a second lets
// at most b+10r through in any ten seconds, which makes 20 and 8 a hundred.
const (
	callsPerSecond    = 8
	callsAtOnce       = 20
	searchesPerSecond = 4
)

// After so many failures of HubSpot in a row nothing is sent for a moment;
// then one call may try. It spares HubSpot, and people hear at once what they
// would otherwise hear after the timeout.
const (
	breakAfter = 10
	breakFor   = 5 * time.Second
)

// Retries after a failure of HubSpot may add a tenth to the traffic, with a
// few saved up. Otherwise retries make an outage worse.
const (
	retryEarned = 0.1
	retrySaved  = 10
)

// maxLanes bounds the accounts that are remembered. It is far more than one
// process serves at a time; beyond it the idle ones are dropped.
const maxLanes = 10_000

// Why a request was never sent.
var (
	errBroken = errors.New("not sent: HubSpot has been failing")
	errQueue  = errors.New("not sent: too many calls are waiting for this account")
)

// tenant says whose limits count: the account's, or while that is not known
// the token's own.
func tenant(t Token) string {
	if t.Account.ID != "" {
		return t.Account.ID
	}
	sum := sha256.Sum256([]byte(t.Access))
	return "token " + hex.EncodeToString(sum[:8])
}

// lanes holds a lane for each account.
type lanes struct {
	mu sync.Mutex
	by map[string]*lane
}

// lane is the road to one account, with its limits. All calls of the account
// share it; calls of other accounts never wait for it.
type lane struct {
	calls, searches *rate.Limiter

	mu      sync.Mutex
	used    time.Time
	held    time.Time // nothing is sent before: HubSpot asked for a pause
	failed  int       // in a row
	broken  time.Time // nothing is sent before, and then one call
	retries float64
}

func (l *lanes) of(name string, c *Client) *lane {
	now := c.tick()
	l.mu.Lock()
	defer l.mu.Unlock()
	if found, ok := l.by[name]; ok {
		found.mu.Lock()
		found.used = now
		found.mu.Unlock()
		return found
	}
	if l.by == nil {
		l.by = map[string]*lane{}
	}
	if len(l.by) >= maxLanes {
		for name, old := range l.by {
			old.mu.Lock()
			idle := now.Sub(old.used) > time.Minute
			old.mu.Unlock()
			if idle {
				delete(l.by, name)
			}
		}
	}
	share := or(c.Share, 1)
	made := &lane{
		calls:    rate.NewLimiter(rate.Limit(callsPerSecond*share), max(1, int(callsAtOnce*share))),
		searches: rate.NewLimiter(rate.Limit(searchesPerSecond*share), 1),
		used:     now, retries: retrySaved,
	}
	l.by[name] = made
	return made
}

// enter waits until a call may be sent, or refuses when that would take more
// than most.
func (l *lane) enter(ctx context.Context, c *Client, search bool, most time.Duration) error {
	now := c.tick()
	l.mu.Lock()
	if l.failed >= breakAfter {
		if now.Before(l.broken) {
			l.mu.Unlock()
			return errBroken
		}
		l.broken = now.Add(breakFor) // this call finds out; others wait for it
	}
	pause := l.held.Sub(now)
	l.mu.Unlock()

	places := []*rate.Reservation{l.calls.ReserveN(now, 1)}
	if search {
		places = append(places, l.searches.ReserveN(now, 1))
	}
	leave := func() {
		for _, p := range places {
			p.CancelAt(now)
		}
	}
	for _, p := range places {
		pause = max(pause, p.DelayFrom(now))
	}
	if pause > most {
		leave()
		return errQueue
	}
	if pause > 0 {
		if err := c.wait(ctx, pause); err != nil {
			leave()
			return err
		}
	}
	return ctx.Err()
}

// hold keeps everybody from sending for a while: the account is over its
// limit, and more calls would only be refused as well.
func (l *lane) hold(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.held) {
		l.held = until
	}
}

// learn notes how an attempt went, for the breaker and the retries.
func (l *lane) learn(now time.Time, failed, first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first {
		l.retries = min(retrySaved, l.retries+retryEarned)
	}
	if !failed {
		l.failed = 0
		return
	}
	if l.failed++; l.failed >= breakAfter {
		l.broken = now.Add(breakFor)
	}
}

// mayRetry takes one retry from what was saved up.
func (l *lane) mayRetry() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.retries < 1 || l.failed >= breakAfter {
		return false
	}
	l.retries--
	return true
}
