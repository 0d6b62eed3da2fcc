package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"parley/engine/machine"
)

// fakeBus connects servers in one process, in order, as a Claimer must.
type fakeBus struct {
	mu      sync.Mutex
	notices []func(machine.SessionID)
	claims  []func(machine.SessionID, string)
	cut     chan struct{}
}

func newFakeBus() *fakeBus { return &fakeBus{cut: make(chan struct{})} }

func (b *fakeBus) Subscribe(ctx context.Context, f func(machine.SessionID)) error {
	b.mu.Lock()
	b.notices = append(b.notices, f)
	cut := b.cut
	b.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-cut:
		return errors.New("connection lost")
	}
}

func (b *fakeBus) Claims(ctx context.Context, f func(machine.SessionID, string)) error {
	b.mu.Lock()
	b.claims = append(b.claims, f)
	b.mu.Unlock()
	<-ctx.Done()
	return ctx.Err()
}

func (b *fakeBus) Claim(_ context.Context, id machine.SessionID, socket string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.claims {
		f(id, socket)
	}
	return nil
}

func (b *fakeBus) publish(id machine.SessionID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.notices {
		f(id)
	}
}

func (b *fakeBus) listeners() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return min(len(b.notices), len(b.claims))
}

func TestREL08_NoticeFromAnotherNode(t *testing.T) {
	bus := newFakeBus()
	r := start(t, nil, bus)
	until(t, "bus is listened to", func() bool { return bus.listeners() == 1 })
	c, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	r.engine.store(id, "", "from afar")
	bus.publish(id)
	if f := c.next(); f.Seq != 1 {
		t.Errorf("got %+v", f)
	}
	bus.publish(id) // nothing new
	// A notice is lost together with the connection: whoever subscribes again looks.
	r.engine.store(id, "", "while nobody listened")
	bus.mu.Lock()
	close(bus.cut)
	bus.cut = make(chan struct{})
	bus.mu.Unlock()
	if f := c.next(); f.Seq != 2 {
		t.Errorf("got %+v", f)
	}
}

func TestREL08_LostNoticeDuringSignIn(t *testing.T) {
	bus := newFakeBus()
	r := start(t, nil, bus)
	c, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	turns := r.engine.store(id, "", "x")
	turns[0].Data = encode(machine.Turn{Type: "turn", Seq: 1, Messages: []machine.Message{{Kind: machine.KindSignIn, Text: "sign in", Provider: "hubspot", URL: "https://x.test/", ExpiresAt: "2030-01-01T00:00:00Z"}}})
	r.Notify(id, turns)
	c.next()
	r.engine.store(id, "", "signed in elsewhere") // and nobody says so
	if f := c.next(); f.Seq != 2 {
		t.Errorf("got %+v", f)
	}
}

func TestSEC28_AcrossNodes(t *testing.T) {
	bus := newFakeBus()
	a := start(t, nil, bus)
	b := start(t, nil, bus)
	until(t, "bus is listened to", func() bool { return bus.listeners() == 2 })
	older, w := a.connect(plainHello)
	id := machine.SessionID(w.Session)
	b.engine.Open(context.Background(), id, machine.Visitor{})
	hello := `{"type":"hello","token":"` + w.Token + `","epoch":"e1"}`
	newer, f := b.connect(hello)
	if !f.Resumed {
		t.Fatalf("got %+v", f)
	}
	older.wantClose(closeReplaced)
	until(t, "older node lets go", func() bool { return !a.Holds(id) })
	newer.message("m1", "hello")
	newer.nextOf("turn")
	// And back again.
	back, f := a.connect(hello)
	if !f.Resumed {
		t.Fatalf("got %+v", f)
	}
	newer.wantClose(closeReplaced)
	back.message("m2", "hello")
	back.nextOf("turn")
}

func TestSEC44_ErasedElsewhere(t *testing.T) {
	bus := newFakeBus()
	r := start(t, nil, bus)
	until(t, "bus is listened to", func() bool { return bus.listeners() == 1 })
	c, w := r.connect(plainHello)
	r.engine.End(context.Background(), machine.SessionID(w.Session))
	bus.publish(machine.SessionID(w.Session))
	if f := c.next(); f.Code != "unknown_session" {
		t.Errorf("got %+v", f)
	}
	c.wantClose(closeRestart)
}

// Each chat hears its own words and nobody else's.
func TestSEC22_ManyAtOnce(t *testing.T) {
	r := start(t, nil, nil)
	var all sync.WaitGroup
	for n := range 100 {
		c, _ := r.connect(plainHello)
		canary := fmt.Sprintf("canary-%d-", n)
		all.Go(func() {
			for k := range 10 {
				data, _ := json.Marshal(map[string]any{"type": "message", "id": "m", "text": canary})
				data = bytes.Replace(data, []byte(`"m"`), fmt.Appendf(nil, `"m%d"`, k), 1)
				if err := c.WriteMessage(websocket.TextMessage, data); err != nil {
					t.Error(err)
					return
				}
			}
			for seen := 0; seen < 10; {
				f, err := c.read()
				if err != nil {
					t.Error(err)
					return
				}
				if f.Type != "turn" {
					continue
				}
				if seen++; f.Seq != int64(seen) || f.Messages[0].Text != "you said "+canary {
					t.Errorf("chat %d got %+v", n, f)
				}
			}
		})
	}
	all.Wait()
}

func TestREL23_NoLeaks(t *testing.T) {
	r := start(t, nil, nil)
	c, _ := r.connect(plainHello)
	c.message("m", "warm up")
	c.nextOf("turn")
	c.Close()
	until(t, "socket is gone", func() bool { return len(r.hub.sockets()) == 0 })
	before := runtime.NumGoroutine()
	for range 200 {
		c, _ := r.connect(plainHello)
		c.message("m", "hello")
		c.nextOf("turn")
		c.Close()
	}
	until(t, "sockets are gone", func() bool { return len(r.hub.sockets()) == 0 && runtime.NumGoroutine() <= before+5 })
	r.addresses.mu.Lock()
	defer r.addresses.mu.Unlock()
	for ip, who := range r.addresses.list {
		if who.sockets != 0 {
			t.Errorf("%v still counts %d sockets", ip, who.sockets)
		}
	}
	if len(r.engine.attached) != 0 {
		t.Errorf("%d sessions still attached", len(r.engine.attached))
	}
}

// One goroutine per idle socket, no more, also after it answered something.
func TestIdleSocketIsOneGoroutine(t *testing.T) {
	const many = 100
	r := start(t, nil, nil)
	r.connect(plainHello)
	before := 0
	until(t, "calm", func() bool {
		last := before
		before = runtime.NumGoroutine()
		return last == before
	})
	for range many {
		c, _ := r.connect(plainHello)
		c.message("m", "hello")
		c.nextOf("turn")
	}
	until(t, "one goroutine per socket", func() bool { return runtime.NumGoroutine() <= before+many })
	if got := runtime.NumGoroutine() - before; got != many {
		t.Errorf("%d goroutines for %d sockets", got, many)
	}
}

// Heap and stacks that one idle socket costs, after hello. The other end is a
// bare connection, which costs less than 1 KiB of it.
func BenchmarkIdleConnection(b *testing.B) {
	const many = 1000
	r := start(b, nil, nil)
	var clients []net.Conn
	b.Cleanup(func() {
		for _, nc := range clients {
			nc.Close()
		}
	})
	measure := func() (uint64, int) {
		for range 3 {
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse, runtime.NumGoroutine()
	}
	buffer := make([]byte, 4<<10)
	open := func() {
		nc, err := net.Dial("tcp", r.http.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		clients = append(clients, nc)
		fmt.Fprintf(nc, "GET /v1/chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: parley.v1\r\n\r\n")
		for got := 0; !bytes.Contains(buffer[:got], []byte("\r\n\r\n")); {
			n, err := nc.Read(buffer[got:])
			if err != nil {
				b.Fatal(err)
			}
			got += n
		}
		nc.Write(append([]byte{0x81, 0x80 | byte(len(plainHello)), 0, 0, 0, 0}, plainHello...))
		if _, err := nc.Read(buffer); err != nil { // the welcome
			b.Fatal(err)
		}
	}
	open()
	before, goroutines := measure()
	for b.Loop() {
		for range many {
			open()
		}
	}
	after, running := measure()
	n := float64(len(clients) - 1)
	b.ReportMetric(float64(after-before)/n, "bytes/conn")
	b.ReportMetric(float64(running-goroutines)/n, "goroutines/conn")
}
