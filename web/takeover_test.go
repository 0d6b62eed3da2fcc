package web

import (
	"testing"

	"github.com/gorilla/websocket"

	"parley/engine/machine"
)

func TestSEC28_NewerSocketWins(t *testing.T) {
	r := start(t, nil, nil)
	older, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	newer, f := r.connect(`{"type":"hello","token":"` + w.Token + `","epoch":"e1","last_seq":0}`)
	if !f.Resumed {
		t.Fatalf("got %+v", f)
	}
	// The older one may not have read its end yet.
	older.WriteMessage(websocket.TextMessage, []byte(`{"type":"message","id":"old","text":"from the older"}`))
	older.wantClose(closeReplaced)
	newer.message("new", "from the newer")
	if f := newer.nextOf("turn"); f.Seq != 1 || f.ReplyTo != "new" {
		t.Errorf("got %+v", f)
	}
	r.engine.set(func() {
		for _, ev := range r.engine.heard {
			if ev.EventID() == "c:old" {
				t.Error("the older socket was heard")
			}
		}
	})
	until(t, "older socket is forgotten", func() bool { return len(r.hub.sockets()) == 1 })
	r.engine.set(func() {
		if r.engine.attached[id] == 0 {
			t.Error("the older socket's end took the session from the newer one")
		}
	})
}

func TestSEC28_OlderInTheMiddleOfATurn(t *testing.T) {
	r := start(t, nil, nil)
	older, w := r.connect(plainHello)
	older.message("m0", "joined by now")
	older.nextOf("turn")
	block := make(chan struct{})
	r.engine.set(func() { r.engine.block, r.engine.blocked = block, make(chan struct{}, 2) })
	older.message("m1", "hello")
	<-r.engine.blocked
	newer, _ := r.dial(nil)
	newer.say(`{"type":"hello","token":"` + w.Token + `","epoch":"e1","last_seq":1}`)
	until(t, "newer socket has the session", func() bool {
		return r.hub.holder(sessionID(w.Token)).ws.RemoteAddr().String() == newer.LocalAddr().String()
	})
	r.engine.set(func() { r.engine.block = nil })
	close(block)
	older.wantClose(closeReplaced)
	if f := newer.next(); f.Type != "welcome" || f.Seq != 2 {
		t.Errorf("got %+v, want a welcome after the turn", f)
	}
	if f := newer.next(); f.Seq != 2 || f.ReplyTo != "m1" {
		t.Errorf("got %+v, want the older one's answer", f)
	}
}
