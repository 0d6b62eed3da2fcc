package web

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/gorilla/websocket"

	"parley/engine"
)

// Bounds of what waits for one socket. Past either it is closed: the reader
// is too slow, and comes back for the rest.
const (
	maxQueued      = 64
	maxQueuedBytes = 256 << 10
)

// outbox is what a socket has to write. Frames wait in order; turns that were
// missed wait as a batch of the store's, or as no more than a number.
type outbox struct {
	queue  [][]byte
	bytes  int             // of queue, and of the frame being written
	batch  []engine.Stored // follow sent, and come before what Notify brings
	ready  bool            // welcome was queued: turns may follow
	sent   int64           // number of the last turn queued or written
	want   int64           // of the last turn known to exist
	busy   bool            // flush is running
	closed bool            // nothing is written any more
	polls  time.Time       // until then the store is asked again and again
}

// send queues a frame.
func (c *conn) send(data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing == 0 {
		c.queueLocked(data)
	}
}

// shut closes the socket with a code once everything queued is written.
func (c *conn) shut(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing == 0 {
		c.closing = code
		c.kickLocked()
	}
}

// replaced closes the socket at once and for good, and returns when nothing
// of it acts on the session any more.
func (c *conn) replaced() {
	c.mu.Lock()
	if c.closing == 0 || c.closing == closeRestart {
		c.closing = closeReplaced
	}
	c.out.queue, c.out.batch, c.out.want = nil, nil, c.out.sent
	c.kickLocked()
	c.mu.Unlock()
	c.act.Lock()
	//lint:ignore SA2001 the lock is waited for; nothing is guarded by it here
	c.act.Unlock()
}

// welcome queues the frame that opens a session's turns, which go on after
// seq once the missed ones are written.
func (c *conn) welcome(f welcomeFrame, seq int64, missed []engine.Stored) {
	f.Type, f.Dialogs = "welcome", *c.srv.dialogs.Load()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing != 0 {
		return
	}
	o := &c.out
	o.ready, o.sent, o.batch = true, seq, missed
	if len(missed) > 0 {
		o.sent = missed[0].Seq - 1
	}
	o.want = max(o.want, seq)
	c.queueLocked(encode(f))
	c.ws.SetReadDeadline(time.Now().Add(c.srv.limits.Ping + c.srv.limits.Pong))
}

// offer takes turns that were just stored.
func (c *conn) offer(turns []engine.Stored) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := &c.out
	for _, t := range turns {
		o.want = max(o.want, t.Seq)
		if o.ready && t.Seq == o.sent+1 && len(o.batch) == 0 && c.closing == 0 {
			o.sent = t.Seq
			c.turnLocked(t)
			c.queueLocked(t.Data)
		}
	}
	c.kickLocked()
}

// look asks the store for turns that nobody offered.
func (c *conn) look() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out.ready {
		c.out.want = max(c.out.want, c.out.sent+1)
		c.kickLocked()
	}
}

func (c *conn) queueLocked(data []byte) {
	o := &c.out
	if len(o.queue) >= maxQueued || len(o.queue) > 0 && o.bytes+len(data) > maxQueuedBytes {
		// Some of what counts as sent is dropped, so nothing may follow it.
		c.closing = closeLater
		o.queue, o.batch, o.closed = nil, nil, true
		c.srv.metrics.slow.Inc()
		go c.ws.Close() // a goodbye would wait behind the frame that is stuck
		return
	}
	o.queue = append(o.queue, data)
	o.bytes += len(data)
	c.kickLocked()
}

// kickLocked starts flush when there is something for it to do.
func (c *conn) kickLocked() {
	o := &c.out
	if o.busy || o.closed || len(o.queue) == 0 && !c.behindLocked() && c.closing == 0 {
		return
	}
	o.busy = true
	c.srv.flushes.Go(c.flush)
}

func (c *conn) behindLocked() bool {
	o := &c.out
	return o.ready && c.closing != closeReplaced && (len(o.batch) > 0 || o.want > o.sent)
}

// flush writes until nothing is left: frames first, then turns that were
// missed, then it looks for more. It is the socket's only writer.
func (c *conn) flush() {
	for {
		c.mu.Lock()
		o := &c.out
		var data []byte
		more := false // another frame follows at once
		switch {
		case o.closed:
			o.busy = false
			c.mu.Unlock()
			return
		case len(o.queue) > 0:
			data = o.queue[0]
			o.queue[0] = nil
			o.queue = o.queue[1:]
			more = len(o.queue) > 0
		case c.behindLocked() && len(o.batch) > 0:
			t := o.batch[0]
			o.batch = o.batch[1:]
			if t.Seq > o.sent {
				o.sent = t.Seq
				o.bytes += len(t.Data)
				c.turnLocked(t)
				data = t.Data
				more = len(o.batch) > 0
			}
		case c.behindLocked():
			after := o.sent
			c.mu.Unlock()
			if c.fetch(after) {
				continue
			}
			c.mu.Lock()
			o.busy = false
			c.mu.Unlock()
			return
		case c.closing != 0 && !o.closed:
			o.closed = true
			c.goodbyeLocked()
			c.mu.Unlock()
			return
		default:
			o.queue, o.batch, o.busy = nil, nil, false
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		if data == nil {
			continue
		}
		c.under.more.Store(more && len(data) <= maxHeld)
		c.ws.SetWriteDeadline(time.Now().Add(c.srv.limits.Write))
		err := c.ws.WriteMessage(websocket.TextMessage, data)
		c.mu.Lock()
		o.bytes -= len(data)
		if err != nil {
			// Reading fails next, and ends the socket.
			o.closed, o.busy, o.queue, o.batch, o.want = true, false, nil, nil, o.sent
			if c.closing == 0 {
				c.closing = closeNothingSent
			}
			c.mu.Unlock()
			c.ws.Close()
			return
		}
		c.mu.Unlock()
	}
}

// goodbyeLocked leaves the close frame to a goroutine of its own, which may
// wait for the peer; the peer then has a second to answer.
func (c *conn) goodbyeLocked() {
	code := c.closing
	c.srv.flushes.Go(func() {
		if code != closeNothingSent {
			c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
		}
		c.ws.SetReadDeadline(time.Now().Add(time.Second))
	})
}

// fetch reads the turns after a number into the batch. It returns false when
// it can't: the hub tries again.
func (c *conn) fetch(after int64) bool {
	id, _ := c.standing()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	kept, err := c.srv.turns.Turns(ctx, id, after)
	c.mu.Lock()
	defer c.mu.Unlock()
	o := &c.out
	switch {
	case o.sent != after: // Notify was faster
		return true
	case c.closing == closeReplaced:
		o.want = o.sent
		return true
	case errors.Is(err, engine.ErrNoSession):
		o.want = o.sent
		if c.closing == 0 {
			c.queueLocked(encode(errorFrame{Type: "error", Code: unknownSession, Message: sentences[unknownSession]}))
			c.closing = closeRestart
		}
		return true
	case err != nil:
		if c.closing != 0 { // the client will ask on its next socket
			o.want = o.sent
			return true
		}
		c.srv.watch(c)
		return false
	case len(kept.Turns) == 0:
		if o.want == after+1 || kept.Last <= after {
			o.want = o.sent
			return true
		}
		fallthrough
	case kept.Turns[0].Seq != after+1:
		// Turns are gone that this client never got. Its next hello says so.
		o.want = o.sent
		if c.closing == 0 {
			c.closing = closeRestart
		}
		return true
	}
	o.batch = kept.Turns
	bytes := 0
	for i, t := range o.batch {
		if bytes += len(t.Data); i > 0 && bytes > maxQueuedBytes {
			o.batch = o.batch[:i:i]
			break
		}
	}
	o.want = max(o.want, kept.Last)
	return true
}

// typingAfter is how long an action may take before the client hears of it.
const typingAfter = 500 * time.Millisecond

// typingLater says that somebody is at work, when nothing follows a turn. The
// next turn ends it.
func (c *conn) typingLater(seq int64) {
	time.AfterFunc(typingAfter, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if o := &c.out; o.ready && o.sent == seq && c.closing == 0 {
			c.queueLocked(encode(typingFrame{"typing", true}))
		}
	})
}

// turnLocked notes what a turn means for the socket. While somebody signs in,
// the news comes from whichever node the provider returns to, and a notice
// that gets lost must not matter.
func (c *conn) turnLocked(t engine.Stored) {
	c.srv.metrics.sent.Inc()
	if bytes.Contains(t.Data, []byte(`"more":true`)) {
		c.typingLater(t.Seq)
	}
	if c.srv.bus == nil {
		return
	}
	if bytes.Contains(t.Data, []byte(`"kind":"sign_in"`)) {
		c.out.polls = time.Now().Add(signInPolls)
		c.srv.watch(c)
	} else {
		c.out.polls = time.Time{}
	}
}
