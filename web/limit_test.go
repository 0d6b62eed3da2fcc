package web

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestSEC23_Origin(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) { c.Origins = []string{"https://www.example.com"} }))
	port := r.http.URL[strings.LastIndexByte(r.http.URL, ':')+1:]
	for origin, want := range map[string]int{
		r.http.URL:                              101,
		"http://localhost:" + port:              101,
		"http://[::1]:" + port:                  101,
		"https://www.example.com":               101,
		"":                                      403,
		"null":                                  403,
		"http://www.example.com":                403,
		"https://www.example.com:8443":          403,
		"https://www.example.com.evil.test":     403,
		"https://evilwww.example.com":           403,
		"https://example.com":                   403,
		"https://www.example.com/":              403,
		"HTTPS://WWW.EXAMPLE.COM":               403,
		"https://www.example.com@evil.test":     403,
		"http://localhost:1" + port:             403,
		"https://localhost:" + port:             403,
		"file://":                               403,
		"https://www.example.com, https://x.io": 403,
	} {
		_, status := r.dial(http.Header{"Origin": {origin}})
		if status != want {
			t.Errorf("origin %q: %d, want %d", origin, status, want)
		}
	}
	if _, status := r.dial(http.Header{"Origin": {"https://www.example.com", "https://evil.test"}}); status != 403 {
		t.Errorf("two origins: %d, want 403", status)
	}
	if _, status := r.dial(nil); status != 101 {
		t.Errorf("no origin: %d, want 101", status)
	}
	strict := start(t, nil, nil, with(func(c *Config) { c.NeedOrigin = true }))
	if _, status := strict.dial(nil); status != 403 {
		t.Errorf("no origin, but needed: %d, want 403", status)
	}
}

func TestSEC25_MessageRate(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) { c.Limits.MessagesPerSecond = 5 }))
	c, w := r.connect(plainHello)
	for n := range 30 {
		c.message(fmt.Sprint("m", n), "quick")
	}
	acks, refused := 0, 0
	var retry int64
	for acks+refused < 30 {
		switch f := c.next(); {
		case f.Type == "ack":
			acks++
		case f.Code == "rate_limited":
			refused++
			retry = f.Retry
		}
	}
	if acks < 10 || acks > 15 {
		t.Errorf("%d of 30 messages taken at once, want about 10", acks)
	}
	if retry <= 0 || retry > 1000 {
		t.Errorf("retry_after_ms %d", retry)
	}
	// Coming back gives nothing back.
	c.Close()
	until(t, "socket is gone", func() bool { return len(r.hub.sockets()) == 0 })
	c, _ = r.connect(`{"type":"hello","token":"` + w.Token + `","epoch":"e1","last_seq":99}`)
	for n := range 10 {
		c.message(fmt.Sprint("n", n), "quick")
	}
	for answers := 0; answers < 10; {
		f := c.next()
		if f.Type == "ack" || f.Code == "rate_limited" {
			answers++
		}
		if f.Code == "rate_limited" {
			refused++
		}
	}
	if refused < 20 {
		t.Errorf("%d of 40 messages refused", refused)
	}
	until(t, "the limit is over", func() bool {
		c.message("again", "later")
		for {
			switch f := c.next(); {
			case f.Type == "ack" && f.ID == "again":
				return true
			case f.Code == "rate_limited":
				return false
			}
		}
	})
}

func TestSEC25_ControlFrames(t *testing.T) {
	r := start(t, nil, nil)
	other, _ := r.connect(plainHello)
	c, _ := r.connect(plainHello)
	for range 5 {
		c.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(patience))
	}
	c.message("m1", "still here")
	c.nextOf("turn")
	began := time.Now()
	for range 10_000 {
		if c.WriteControl(websocket.PingMessage, nil, time.Now().Add(patience)) != nil {
			break
		}
	}
	until(t, "socket is closed", func() bool { return len(r.hub.sockets()) == 1 })
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("closed after %v", took)
	}
	other.message("m1", "unharmed")
	other.nextOf("turn")
}

func TestSEC25_FloodOfFrames(t *testing.T) {
	r := start(t, nil, nil)
	c, _ := r.connect(plainHello)
	for range 10_000 {
		if c.WriteMessage(websocket.TextMessage, []byte(`{"type":"ack","seq":1}`)) != nil {
			break
		}
	}
	until(t, "socket is closed", func() bool { return len(r.hub.sockets()) == 0 })
}

func TestSEC25_AddressLimits(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) {
		c.Limits.SocketsPerAddress, c.Limits.SessionsPerMinute = 3, 2
	}))
	a, w := r.connect(plainHello)
	r.connect(plainHello)
	c, f := r.connect(plainHello)
	if f.Code != "rate_limited" || f.Retry <= 0 {
		t.Errorf("third session: %+v, want rate_limited", f)
	}
	c.wantClose(closeLater)
	until(t, "refused socket is gone", func() bool { return len(r.hub.sockets()) == 2 })
	// Coming back is no new session.
	if _, f := r.connect(`{"type":"hello","token":"` + w.Token + `"}`); !f.Resumed {
		t.Errorf("got %+v", f)
	}
	a.wantClose(closeReplaced)
	until(t, "replaced socket is gone", func() bool { return len(r.hub.sockets()) == 2 })
	r.dial(nil)
	if _, status := r.dial(nil); status != 429 {
		t.Errorf("fourth socket: %d, want 429", status)
	}
}

func TestREL21_Handshakes(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) { c.Limits.Handshakes = 5 }))
	refused := 0
	for range 20 {
		if _, status := r.dial(nil); status == 503 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("20 handshakes at once, 5 a second allowed, none refused")
	}
}

func TestSEC26_ForwardedFor(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, test := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:999", "", "192.0.2.1"},
		{"192.0.2.1:999", "203.0.113.5", "192.0.2.1"},
		{"10.1.1.1:999", "203.0.113.5", "203.0.113.5"},
		{"10.1.1.1:999", "198.51.100.9, 203.0.113.5", "203.0.113.5"},
		{"10.1.1.1:999", "198.51.100.9, 203.0.113.5, 10.2.2.2", "203.0.113.5"},
		{"10.1.1.1:999", "nonsense", "10.1.1.1"},
		{"10.1.1.1:999", "203.0.113.5, nonsense", "10.1.1.1"},
		{"[fd00::1]:999", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
		{"[::ffff:10.1.1.1]:999", "203.0.113.5", "203.0.113.5"},
		{"[2001:db8::77]:999", "203.0.113.5", "2001:db8::"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = test.peer
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		if got := clientAddress(r, proxies); got.String() != test.want {
			t.Errorf("%s for %q: %s, want %s", test.peer, test.forwarded, got, test.want)
		}
	}
	r := start(t, nil, nil, with(func(c *Config) { c.Limits.SocketsPerAddress = 2 }))
	statuses := []int{}
	for n := range 4 {
		_, status := r.dial(http.Header{"X-Forwarded-For": {fmt.Sprintf("203.0.113.%d", n)}})
		statuses = append(statuses, status)
	}
	if fmt.Sprint(statuses) != "[101 101 429 429]" {
		t.Errorf("an invented header got %v", statuses)
	}
}

func TestSEC27_SlowAndSilentPeers(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) {
		c.Limits.Hello, c.Limits.Ping, c.Limits.Pong = 100*time.Millisecond, 100*time.Millisecond, 100*time.Millisecond
	}))
	t.Run("no hello", func(t *testing.T) {
		c, _ := r.dial(nil)
		c.WriteControl(websocket.PingMessage, nil, time.Now().Add(patience))
		c.wantClose(closeNoHello)
	})
	t.Run("something before hello", func(t *testing.T) {
		c, _ := r.dial(nil)
		c.message("m1", "hello?")
		if f := c.next(); f.Code != "bad_frame" {
			t.Errorf("got %+v", f)
		}
		c.wantClose(closeNoHello)
	})
	t.Run("answers pings", func(t *testing.T) {
		// A busy machine may need long for a pong, but not that long.
		const ping, pong = 200 * time.Millisecond, 2 * time.Second
		r := start(t, nil, nil, with(func(c *Config) { c.Limits.Ping, c.Limits.Pong = ping, pong }))
		c, _ := r.connect(plainHello)
		began := time.Now()
		c.SetPingHandler(func(data string) error {
			if time.Since(began) > ping+pong+pong/4 { // without pongs it were closed by now
				return io.EOF
			}
			return c.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(patience))
		})
		if _, err := c.read(); err != io.EOF {
			t.Errorf("socket ended with %v after %v", err, time.Since(began))
		}
	})
	t.Run("answers no pings", func(t *testing.T) {
		c, w := r.connect(plainHello)
		c.SetPingHandler(func(string) error { return nil })
		c.SetReadDeadline(time.Now().Add(patience))
		if _, _, err := c.ReadMessage(); err == nil {
			t.Error("got a frame")
		}
		until(t, "session is let go", func() bool { return !r.Holds(sessionID(w.Token)) })
	})
	t.Run("half a handshake", func(t *testing.T) {
		until(t, "earlier sockets are gone", func() bool { return len(r.hub.sockets()) == 0 })
		if h := r.http.Config; h.ReadHeaderTimeout != 5*time.Second || h.ReadTimeout != 10*time.Second {
			t.Errorf("header %v, read %v", h.ReadHeaderTimeout, h.ReadTimeout)
		}
		for range 20 {
			nc, err := net.Dial("tcp", r.http.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { nc.Close() })
			io.WriteString(nc, "GET /v1/chat HTTP/1.1\r\nHost: x\r\n")
		}
		if n := len(r.hub.sockets()); n != 0 {
			t.Errorf("%d sockets from half a handshake", n)
		}
	})
}

// A peer that stops reading is found out by the time limit of a write when too
// little waits for it to fill the queue.
func TestSEC27_WriteLimit(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) { c.Limits.Write = 200 * time.Millisecond }))
	_, w := r.connect(plainHello)
	id := sessionID(w.Token)
	r.engine.set(func() { r.engine.size = 200 << 10 })
	for range 200 { // far more than the system buffers
		r.engine.store(id, "", "much")
	}
	if c := r.hub.holder(id); c != nil { // else it was found out already
		c.look()
	}
	until(t, "socket is closed", func() bool { return !r.Holds(id) })
}

func TestBucket(t *testing.T) {
	var b bucket
	now := time.Unix(1000, 0)
	for n := range 10 {
		if ok, _ := b.take(now, 5, 10); !ok {
			t.Fatalf("%d refused", n)
		}
	}
	ok, wait := b.take(now, 5, 10)
	if ok || wait != 200*time.Millisecond {
		t.Errorf("taken %v, wait %v", ok, wait)
	}
	if ok, _ := b.take(now.Add(wait), 5, 10); !ok {
		t.Error("refused after the wait")
	}
	if b.full(now.Add(time.Second), 5) || !b.full(now.Add(3*time.Second), 5) {
		t.Error("full at the wrong time")
	}
}
