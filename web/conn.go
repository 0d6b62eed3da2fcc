package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"parley/engine"
	"parley/engine/machine"
)

// conn is one socket. One goroutine reads from it at any time and handles
// what it read; a second one writes, while there is something to write.
type conn struct {
	srv     *Server
	ws      *websocket.Conn
	under   gather // what ws writes to
	address netip.Addr
	browser string // hash of the cookie
	name    string // for claims and the log
	slot    int    // when it is pinged

	// Of the reading goroutine.
	messages, frames, controls bucket

	// act is held while a frame acts on the session. Whoever replaces this
	// socket takes it once, so that afterwards nothing of this one is under way.
	act sync.Mutex

	mu       sync.Mutex // guards what follows; never held during I/O
	session  machine.SessionID
	out      outbox
	closing  int       // the close code that is or will be sent; nothing of the client counts any more
	attached bool      // the engine keeps the session at hand for this socket
	claimed  bool      // our claim came back, so a foreign one is a newer one
	entered  time.Time // when the session was taken
}

// Bounds on what one socket sends, whatever it is. Past the first the frame
// is refused and says so, past the others the socket is closed.
const (
	controlsPerSecond = 10
	controlsBurst     = 20
)

// read waits for one frame, handles it, and leaves the next to a new
// goroutine: turns need a deep stack, waiting does not.
func (c *conn) read() {
	defer c.recovered()
	for {
		kind, data, err := c.ws.ReadMessage()
		heavy := false
		if err == nil {
			heavy, err = c.take(kind, data)
		}
		if err != nil {
			c.over(err)
			return
		}
		if heavy {
			go c.read()
			return
		}
	}
}

// take handles one frame; heavy says that it went deep. After an error nothing
// more is read.
func (c *conn) take(kind int, data []byte) (heavy bool, err error) {
	now := time.Now()
	rate := c.srv.limits.FramesPerSecond
	if ok, _ := c.frames.take(now, float64(rate), 4*rate); !ok && rate > 0 {
		c.shut(closeRefused)
		return false, errFlood
	}
	switch {
	case kind != websocket.TextMessage:
		c.shut(closeBinary)
		return false, nil
	case !utf8.Valid(data):
		c.shut(closeUTF8)
		return false, nil
	}
	f, err := readFrame(data)
	if err != nil {
		c.srv.metrics.frame("unreadable")
		c.refuse(err)
		return false, nil
	}
	c.srv.metrics.frame(f.Type)
	if f.Type == "ack" {
		return false, nil // what was shown is in the client's last_seq when it comes back
	}
	c.handle(f, now)
	return true, nil
}

// handle lets a frame act, unless the socket has lost its say.
func (c *conn) handle(f *clientFrame, now time.Time) {
	c.act.Lock()
	defer c.act.Unlock()
	id, closing := c.standing()
	switch {
	case closing:
	case f.Type == "hello" && id != "":
		c.refuse(&frameError{badFrame, "", "hello was said before."})
	case f.Type == "hello":
		c.hello(f)
	case id == "":
		c.refuse(&frameError{badFrame, f.ID, "The first frame must be hello."})
		c.shut(closeNoHello)
	default:
		if rate := c.srv.limits.MessagesPerSecond; rate > 0 {
			if ok, wait := c.messages.take(now, float64(rate), 2*rate); !ok {
				c.sendError(rateLimited, f.ID, "", wait)
				return
			}
		}
		c.perform(id, f)
	}
}

// perform does what a frame of a known session asks for.
func (c *conn) perform(id machine.SessionID, f *clientFrame) {
	if !c.srv.begin() {
		c.sendError(notReady, f.ID, "", time.Second)
		return
	}
	defer c.srv.done()
	ctx, cancel := c.srv.turnContext()
	defer cancel()
	head := machine.Head{ID: "c:" + f.ID, At: c.srv.now()}
	switch f.Type {
	case "message":
		c.event(ctx, id, f.ID, machine.Said{Head: head, Text: f.Text, Seq: f.Seq})
	case "choose":
		c.event(ctx, id, f.ID, machine.Chosen{Head: head, Value: f.Value, Seq: f.Seq})
	case "fill":
		c.event(ctx, id, f.ID, machine.Filled{Head: head, Fields: f.Fields})
	case "bind":
		c.bind(ctx, id, f)
	case "end":
		if err := c.srv.engine.End(ctx, id); err != nil && !errors.Is(err, engine.ErrNoSession) {
			c.troubled(id, f.ID, err)
			return
		}
		c.send(encode(ackFrame{"ack", f.ID}))
		c.shut(closeEnded)
	}
}

// event hands one to the engine; ref is the client's id for it, empty for
// events that the client does not know of.
func (c *conn) event(ctx context.Context, id machine.SessionID, ref string, ev machine.Event) {
	began := time.Now()
	stored := false
	err := c.srv.engine.Handle(ctx, id, ev, func(known bool) {
		stored = true
		if ref != "" {
			c.send(encode(ackFrame{"ack", ref}))
		}
		if known {
			c.srv.metrics.repeated.Inc()
		}
	})
	c.srv.metrics.turns.Observe(time.Since(began).Seconds())
	switch {
	case err == nil:
	case errors.Is(err, engine.ErrStaleChoice):
		c.sendError(staleChoice, ref, "", 0)
	case errors.Is(err, engine.ErrNoSession):
		// Erased, or the store lost its data.
		c.srv.forgetEpoch()
		c.sendError(unknownSession, ref, "", 0)
		c.leave()
		c.begin(ctx, machine.Visitor{Browser: c.browser})
	case stored:
		// It will be answered all the same: whoever sweeps takes it up.
		c.srv.log.Warn("turn left to the sweeper", "session", id, "socket", c.name, "error", kindOf(err))
	default:
		c.troubled(id, ref, err)
	}
}

func (c *conn) bind(ctx context.Context, id machine.SessionID, f *clientFrame) {
	prover, ok := c.srv.signIn.(Prover)
	if !ok {
		c.sendError(unauthorized, "", "", 0)
		return
	}
	switch err := prover.Bind(ctx, id, f.Flow, f.Proof); {
	case err == nil:
	case errors.Is(err, ErrSignInExpired), errors.Is(err, ErrSignInBrowser):
		c.sendError(unauthorized, "", "", 0)
	default:
		c.troubled(id, "", err)
	}
}

// troubled says that the store can't take anything at the moment.
func (c *conn) troubled(id machine.SessionID, ref string, err error) {
	c.srv.forgetEpoch()
	c.srv.log.Warn("event not stored", "session", id, "socket", c.name, "error", kindOf(err))
	c.sendError(notReady, ref, "", time.Second)
}

// standing returns the session, and whether the socket has lost its say.
func (c *conn) standing() (machine.SessionID, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session, c.closing != 0
}

// ping answers the peer's pings, which the library would do without a limit.
func (c *conn) ping(data string) error {
	if err := c.control(""); err != nil {
		return err
	}
	err := c.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	if err == websocket.ErrCloseSent {
		return nil
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return nil
	}
	return err
}

// control counts a ping or pong, and takes it as a sign of life.
func (c *conn) control(string) error {
	if ok, _ := c.controls.take(time.Now(), controlsPerSecond, controlsBurst); !ok {
		c.shut(closeRefused)
		return errFlood
	}
	c.alive()
	return nil
}

var errFlood = errors.New("too many frames")

// alive moves the time until which the peer is believed to be there. Before
// hello nothing moves it.
func (c *conn) alive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session != "" && c.closing == 0 {
		c.ws.SetReadDeadline(time.Now().Add(c.srv.limits.Ping + c.srv.limits.Pong))
	}
}

// over ends the socket after reading from it ended.
func (c *conn) over(err error) {
	defer c.srv.forget(c)
	c.mu.Lock()
	code := c.closing
	silent := code == 0
	timeout := false
	if e, ok := errors.AsType[net.Error](err); ok {
		timeout = e.Timeout()
	}
	if silent {
		code = closeNothingSent
		switch e, ok := errors.AsType[*websocket.CloseError](err); {
		case ok:
			code = e.Code
		case errors.Is(err, websocket.ErrReadLimit):
			code = closeTooLarge // the library has said so
		case timeout && c.session == "":
			code = closeNoHello
		}
		c.closing = code
	}
	c.mu.Unlock()
	if silent && code == closeNoHello {
		c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	}
	if _, polite := errors.AsType[*websocket.CloseError](err); !polite && code != closeNothingSent {
		// Closing with something unread resets the connection, and the peer
		// would never see the close frame. One that said goodbye sends no more.
		nc := c.ws.NetConn()
		nc.SetReadDeadline(time.Now().Add(time.Second))
		io.CopyN(io.Discard, nc, 1<<20)
	}
	c.srv.metrics.closed(code)
}

// recovered keeps a bug in one session from ending the process.
func (c *conn) recovered() {
	if v := recover(); v != nil {
		id, _ := c.standing()
		c.srv.panicked(v, "session", id, "socket", c.name)
		c.sendError(internal, "", "", 0)
		c.shut(closeInternal)
		go c.read() // for the peer's goodbye
	}
}

func (c *conn) refuse(err error) {
	if e, ok := errors.AsType[*frameError](err); ok {
		c.sendError(e.code, e.id, e.text, 0)
	}
}

func (c *conn) sendError(code errorCode, id, text string, wait time.Duration) {
	if text == "" {
		text = sentences[code]
	}
	c.srv.metrics.errors.WithLabelValues(string(code)).Inc()
	c.send(encode(errorFrame{"error", code, text, id, int64((wait + time.Millisecond - 1) / time.Millisecond)}))
}
