package hubspot

import (
	"context"
	"sync"
	"time"

	"parley/engine/field"
)

// Choices change seldom and are needed in nearly every turn, so they are kept
// for a few minutes. A choice that HubSpot refuses is forgotten at once.
const (
	choicesFor = 5 * time.Minute
	maxChoices = 4_000 // lists; four for each of a thousand accounts
)

// choices remembers lists of choices.
type choices struct {
	mu      sync.Mutex
	by      map[choicesKey]remembered
	reading map[choicesKey]chan struct{} // closed when the reader is done
}

type choicesKey struct{ tenant, source string }

type remembered struct {
	list  []field.Choice
	until time.Time
}

func (c *choices) get(tenant, source string, now time.Time) ([]field.Choice, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.by[choicesKey{tenant, source}]
	return r.list, ok && now.Before(r.until)
}

func (c *choices) put(tenant, source string, list []field.Choice, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[choicesKey]remembered{}
	}
	if len(c.by) >= maxChoices {
		for k, r := range c.by {
			if !now.Before(r.until) {
				delete(c.by, k)
			}
		}
		for k := range c.by { // still full: any of them can be read again
			if len(c.by) < maxChoices {
				break
			}
			delete(c.by, k)
		}
	}
	c.by[choicesKey{tenant, source}] = remembered{list, now.Add(choicesFor)}
}

// read makes sure that only one call at a time reads a list: many chats that
// begin together would otherwise use up the account's limit with it. The
// caller reads when there is no list, and calls done in any case.
func (c *choices) read(ctx context.Context, tenant, source string, now func() time.Time) (list []field.Choice, ok bool, done func(), err error) {
	key := choicesKey{tenant, source}
	for {
		if list, ok := c.get(tenant, source, now()); ok {
			return list, true, func() {}, nil
		}
		c.mu.Lock()
		other, busy := c.reading[key]
		if !busy {
			mine := make(chan struct{})
			if c.reading == nil {
				c.reading = map[choicesKey]chan struct{}{}
			}
			c.reading[key] = mine
			c.mu.Unlock()
			return nil, false, func() {
				c.mu.Lock()
				defer c.mu.Unlock()
				delete(c.reading, key)
				close(mine)
			}, nil
		}
		c.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, false, func() {}, ctx.Err()
		}
	}
}

func (c *choices) forget(tenant, source string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.by, choicesKey{tenant, source})
}
