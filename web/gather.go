package web

import (
	"bufio"
	"net"
	"net/http"
	"sync/atomic"
)

// maxHeld is up to which length a frame is held back, in bytes. The library
// writes one that fits into its buffer with a single call, so that what is
// held back is always whole frames.
const maxHeld = writeBuffer

// gather is a connection on which a frame can wait for the next one, so that
// both leave with one system call: the ack of a message and its turn.
type gather struct {
	net.Conn
	more atomic.Bool // another frame follows at once
	held []byte      // guarded by the library, which writes one frame at a time
}

// Write holds back a frame of data while more is set. Anything else takes
// what is held with it, control frames always: a goodbye has no successor.
func (g *gather) Write(p []byte) (int, error) {
	if control := p[0]&8 != 0; g.more.Load() && !control && len(g.held)+len(p) <= 2*maxHeld {
		g.held = append(g.held, p...)
		return len(p), nil
	}
	if len(g.held) == 0 {
		return g.Conn.Write(p)
	}
	all := append(g.held, p...)
	g.held = nil // an idle socket keeps no buffer
	if _, err := g.Conn.Write(all); err != nil {
		return 0, err
	}
	return len(p), nil
}

// hijacker puts a gather between the connection of a request and the socket
// that it is upgraded to.
type hijacker struct {
	http.ResponseWriter
	under *gather
}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	nc, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	h.under.Conn = nc
	return h.under, rw, err
}
