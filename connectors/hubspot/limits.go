package hubspot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// HubSpot counts calls per account: 100 to 190 in ten seconds, for listed apps
// 110, and 5 searches a second. A bucket of b that fills with r a second lets
// at most b+10r through in any ten seconds, which makes 20 and 8 a hundred.
// One and 4 make five searches in a second.
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
	calls, searches gate
	others          line // of calls that are no searches

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
		calls:    newGate(callsPerSecond*share, max(1, int(callsAtOnce*share))),
		searches: newGate(searchesPerSecond*share, 1),
		others:   newLine(),
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
	l.mu.Unlock()

	if search {
		leave, err := l.searches.pass(ctx, c, most, nil)
		if err != nil {
			return err
		}
		defer leave()
	}
	if !search {
		// A search has stood in its own line, and the next one waits for it:
		// at the second gate it is the only one and does not queue again.
		leave, err := l.others.queue(ctx, most, float64(l.calls.limit.Limit()))
		if err != nil {
			return err
		}
		defer leave()
	}
	leave, err := l.calls.pass(ctx, c, most, l)
	if err != nil {
		return err
	}
	leave()
	return ctx.Err()
}

// line lets one call at a time have its turn, in the order in which they came.
type line struct {
	turn   chan struct{} // holds a value while somebody has the turn
	length *atomic.Int64 // how many wait or have the turn
}

func newLine() line { return line{make(chan struct{}, 1), new(atomic.Int64)} }

// queue waits for the turn, or refuses when so many are ahead that it would
// take more than most. The next one gets its turn after leave.
func (n line) queue(ctx context.Context, most time.Duration, perSecond float64) (leave func(), err error) {
	ahead := n.length.Add(1) - 1
	if time.Duration(float64(ahead)/perSecond*float64(time.Second)) > most {
		n.length.Add(-1)
		return nil, errQueue
	}
	select {
	case n.turn <- struct{}{}:
	case <-ctx.Done():
		n.length.Add(-1)
		return nil, ctx.Err()
	}
	return func() {
		n.length.Add(-1)
		<-n.turn
	}, nil
}

// gate is a line in front of a limit. Whoever has a place under the limit goes
// at once. If all could take places ahead of time, those that are held up
// elsewhere would go later than planned, and together.
type gate struct {
	line
	limit *rate.Limiter
}

func newGate(perSecond float64, atOnce int) gate {
	return gate{newLine(), rate.NewLimiter(rate.Limit(perSecond), atOnce)}
}

// pass waits until the call may go, or refuses when that would take more than
// most. A lane that is given may hold everybody up.
func (g gate) pass(ctx context.Context, c *Client, most time.Duration, l *lane) (leave func(), err error) {
	leave, err = g.queue(ctx, most, float64(g.limit.Limit()))
	if err != nil {
		return nil, err
	}
	if l != nil {
		if err := c.pause(ctx, l.until().Sub(c.tick()), most); err != nil {
			leave()
			return nil, err
		}
	}
	now := c.tick()
	place := g.limit.ReserveN(now, 1)
	if err := c.pause(ctx, place.DelayFrom(now), most); err != nil {
		place.CancelAt(now)
		leave()
		return nil, err
	}
	return leave, nil
}

func (c *Client) pause(ctx context.Context, d, most time.Duration) error {
	switch {
	case d > most:
		return errQueue
	case d > 0:
		return c.wait(ctx, d)
	}
	return nil
}

func (l *lane) until() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
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
