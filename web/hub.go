package web

import (
	"context"
	"errors"
	"hash/maphash"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"parley/engine"
	"parley/engine/machine"
)

const (
	signInPolls   = 15 * time.Minute // how long a sign-in can take
	claimPatience = 10 * time.Second
	pollEvery     = 3  // seconds between looks at the store meanwhile
	slots         = 25 // into which pings are spread
)

// hub knows the sockets of this node. Its lock may be taken while a socket's
// is held, never the other way round.
type hub struct {
	mu       sync.RWMutex
	all      map[*conn]struct{}
	sessions map[machine.SessionID]*conn
	pings    [slots]map[*conn]struct{}
	next     int
	watched  map[*conn]struct{}           // the store is asked for their turns by the clock
	spent    map[machine.SessionID]bucket // of sessions without a socket that sent much, until it is full again
	draining bool

	// turns keeps Attach and Detach of one session apart. Not held by Notify,
	// which the engine calls from inside Attach.
	turns [256]sync.Mutex
	seed  maphash.Seed
}

func (h *hub) init() {
	h.all, h.sessions, h.watched = map[*conn]struct{}{}, map[machine.SessionID]*conn{}, map[*conn]struct{}{}
	h.spent = map[machine.SessionID]bucket{}
	for i := range h.pings {
		h.pings[i] = map[*conn]struct{}{}
	}
	h.seed = maphash.MakeSeed()
}

// add takes a socket in and counts it, unless the node is full or on its way
// out.
func (h *hub) add(c *conn, limit int, count *sync.WaitGroup) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.draining || limit > 0 && len(h.all) >= limit {
		return false
	}
	count.Add(1)
	c.slot = h.next
	h.next = (h.next + 1) % slots
	h.all[c] = struct{}{}
	h.pings[c.slot][c] = struct{}{}
	return true
}

func (h *hub) remove(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, c)
	delete(h.pings[c.slot], c)
	delete(h.watched, c)
}

func (h *hub) sockets() []*conn {
	h.mu.RLock()
	defer h.mu.RUnlock()
	list := make([]*conn, 0, len(h.all))
	for c := range h.all {
		list = append(list, c)
	}
	return list
}

// sweep forgets what sessions spent that may send as much as any again.
func (h *hub) sweep(now time.Time, rate float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, b := range h.spent {
		if b.full(now, rate) {
			delete(h.spent, id)
		}
	}
}

func (h *hub) holder(id machine.SessionID) *conn {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.sessions[id]
}

func (h *hub) turn(id machine.SessionID) *sync.Mutex {
	return &h.turns[maphash.String(h.seed, string(id))%uint64(len(h.turns))]
}

// Notify hands over turns that were just stored; false when no socket here
// has the session.
func (s *Server) Notify(id machine.SessionID, turns []engine.Stored) bool {
	c := s.hub.holder(id)
	if c == nil {
		return false
	}
	if len(turns) == 0 {
		c.look()
		return true
	}
	c.offer(turns)
	return true
}

// Holds tells whether a live socket here has the session.
func (s *Server) Holds(id machine.SessionID) bool {
	c := s.hub.holder(id)
	if c == nil {
		return false
	}
	_, closing := c.standing() // one on its way out tells nobody any more
	return !closing
}

// enter gives the session to the socket, takes it from an older one, and has
// the engine keep it at hand. A fresh session can be nowhere else.
func (c *conn) enter(ctx context.Context, id machine.SessionID, fresh bool) (machine.Session, error) {
	s := c.srv
	c.mu.Lock()
	c.session, c.claimed, c.entered = id, fresh, time.Now()
	c.mu.Unlock()
	s.hub.mu.Lock()
	old := s.hub.sessions[id]
	s.hub.sessions[id] = c
	c.messages = s.hub.spent[id]
	s.hub.mu.Unlock()
	if old != nil && old != c {
		old.replaced()
		c.messages = old.messages
	}
	if bus, ok := s.bus.(Claimer); ok && !fresh {
		if err := bus.Claim(ctx, id, c.name); err != nil {
			s.log.Warn("claim not sent", "session", id, "socket", c.name, "error", kindOf(err))
		}
	}
	turn := s.hub.turn(id)
	turn.Lock()
	defer turn.Unlock()
	session, err := s.engine.Attach(ctx, id)
	if err != nil {
		return session, err
	}
	if old != nil && old != c && old.letGo() {
		s.engine.Detach(id)
	}
	c.mu.Lock()
	c.attached = true
	c.mu.Unlock()
	return session, nil
}

// letGo takes from a socket what the engine holds for it, and tells whether
// that was anything.
func (c *conn) letGo() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.attached
	c.attached = false
	return was
}

// leave gives the session up, unless a newer socket has it.
func (c *conn) leave() {
	c.mu.Lock()
	id := c.session
	c.session, c.out.ready, c.claimed = "", false, false
	c.mu.Unlock()
	if id == "" {
		return
	}
	turn := c.srv.hub.turn(id)
	turn.Lock()
	defer turn.Unlock()
	h := &c.srv.hub
	h.mu.Lock()
	mine := h.sessions[id] == c
	if mine {
		delete(h.sessions, id)
		if c.messages.missing > 0 {
			h.spent[id] = c.messages
		}
	}
	h.mu.Unlock()
	if c.letGo() { // also when a newer socket came in before this one was attached
		c.srv.engine.Detach(id)
	}
}

// forget is the last that happens to a socket.
func (s *Server) forget(c *conn) {
	c.ws.Close()
	c.mu.Lock()
	c.out.closed = true // nothing is written any more
	c.mu.Unlock()
	c.leave()
	s.hub.remove(c)
	s.addresses.leave(c.address)
	s.metrics.sockets.Dec()
	s.sockets.Done()
}

// watch has the store asked for the socket's turns by the clock.
func (s *Server) watch(c *conn) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if _, here := s.hub.all[c]; here {
		s.hub.watched[c] = struct{}{}
	}
}

// claim takes notice of where a session went. A claim of another socket
// counts once our own has come back: until then it is an older one, unless so
// much time went by that our own must have been lost on the way.
func (s *Server) claim(id machine.SessionID, socket string) {
	c := s.hub.holder(id)
	if c == nil {
		return
	}
	c.mu.Lock()
	newer := socket != c.name && (c.claimed || time.Since(c.entered) > claimPatience)
	c.claimed = c.claimed || socket == c.name
	c.mu.Unlock()
	if newer {
		s.flushes.Go(c.replaced) // it may wait for a turn under way
	}
}

// Run sends pings, keeps an eye on readiness and listens to the bus, until
// ctx ends.
func (s *Server) Run(ctx context.Context) {
	var all sync.WaitGroup
	if s.bus != nil {
		all.Go(func() { s.listen(ctx, "notices", s.notices) })
		if bus, ok := s.bus.(Claimer); ok {
			all.Go(func() {
				s.listen(ctx, "claims", func(ctx context.Context) error { return bus.Claims(ctx, s.claim) })
			})
		}
	}
	all.Go(func() { s.watchReady(ctx) })
	tick := time.NewTicker(s.limits.Ping / slots)
	defer tick.Stop()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for n := 0; ; {
		select {
		case <-ctx.Done():
			all.Wait()
			return
		case <-tick.C:
			s.pingSlot(n % slots)
			n++
		case now := <-second.C:
			s.pollWatched(now)
			s.addresses.sweep(now, s.limits.SessionsPerMinute)
			s.hub.sweep(now, float64(s.limits.MessagesPerSecond))
		}
	}
}

func (s *Server) notices(ctx context.Context) error {
	// What was said while nobody listened was not heard.
	for _, c := range s.hub.sockets() {
		c.look()
	}
	return s.bus.Subscribe(ctx, func(id machine.SessionID) {
		if c := s.hub.holder(id); c != nil {
			c.look()
		}
	})
}

// listen keeps a subscription up.
func (s *Server) listen(ctx context.Context, what string, subscribe func(context.Context) error) {
	for ctx.Err() == nil {
		err := subscribe(ctx)
		if ctx.Err() != nil {
			return
		}
		s.log.Warn("subscription lost", "what", what, "error", kindOf(err))
		select {
		case <-ctx.Done():
		case <-time.After(200*time.Millisecond + rand.N(300*time.Millisecond)):
		}
	}
}

// pingSlot pings one share of the sockets. One that is being written to needs
// no ping: writing has a limit of its own. One whose buffers are full although
// nothing is being written has not read for long, and is closed.
func (s *Server) pingSlot(n int) {
	s.hub.mu.RLock()
	list := make([]*conn, 0, len(s.hub.pings[n]))
	for c := range s.hub.pings[n] {
		list = append(list, c)
	}
	s.hub.mu.RUnlock()
	for _, c := range list {
		c.mu.Lock()
		skip := c.out.busy || c.closing != 0 || c.session == ""
		c.mu.Unlock()
		if skip {
			continue
		}
		err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(100*time.Millisecond))
		if err != nil && !errors.Is(err, websocket.ErrCloseSent) {
			c.ws.Close()
		}
	}
}

func (s *Server) pollWatched(now time.Time) {
	s.hub.mu.Lock()
	list := s.hub.watched
	s.hub.watched = map[*conn]struct{}{}
	s.hub.mu.Unlock()
	for c := range list {
		c.mu.Lock()
		behind, polls := c.behindLocked(), now.Before(c.out.polls)
		if behind {
			c.kickLocked()
		}
		c.mu.Unlock()
		if polls && now.Unix()%pollEvery == 0 {
			c.look()
		}
		if behind || polls {
			s.watch(c)
		}
	}
}
