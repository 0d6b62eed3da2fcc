package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"parley/engine"
	"parley/engine/machine"
)

func TestConversation(t *testing.T) {
	r := start(t, nil, nil)
	c, w := r.connect(plainHello)
	if w.Type != "welcome" || w.Resumed || !isSecret(w.Token) || w.Session != string(sessionID(w.Token)) {
		t.Fatalf("welcome %+v", w)
	}
	if len(w.Dialogs) != 1 || w.SignedIn == nil {
		t.Errorf("welcome lists %v and %v", w.Dialogs, w.SignedIn)
	}
	c.message("m1", "hello")
	if f := c.next(); f.Type != "ack" || f.ID != "m1" {
		t.Fatalf("got %+v, want the ack of m1", f)
	}
	if f := c.next(); f.Type != "turn" || f.Seq != 1 || f.ReplyTo != "m1" || f.Messages[0].Text != "you said hello" {
		t.Fatalf("got %+v, want turn 1", f)
	}
	// Again: the same ack, and nothing else until the next message.
	c.message("m1", "hello")
	c.message("m2", "more")
	for i, want := range []string{"ack m1 0", "ack m2 0", "turn  2"} {
		if f := c.next(); fmt.Sprintf("%s %s %d", f.Type, f.ID, f.Seq) != want {
			t.Errorf("frame %d: %+v, want %s", i, f, want)
		}
	}
	c.say(`{"type":"ack","seq":2}`)
	c.say(`{"type":"choose","id":"p1","value":"yes","seq":1}`)
	if f := c.next(); f.Code != "stale_choice" || f.ID != "p1" {
		t.Errorf("got %+v, want stale_choice", f)
	}
	c.say(`{"type":"choose","id":"p2","value":"yes","seq":2}`)
	c.say(`{"type":"fill","id":"f1","fields":{"name":"Acme","stage":null}}`)
	if a, b := c.next(), c.next(); a.ID != "p2" || b.ID != "f1" {
		t.Errorf("got %+v, %+v, want two acks", a, b)
	}
	r.engine.set(func() {
		last := r.engine.heard[len(r.engine.heard)-1].(machine.Filled)
		if last.ID != "c:f1" || *last.Fields["name"] != "Acme" || last.Fields["stage"] != nil {
			t.Errorf("heard %+v", last)
		}
		joined, ok := r.engine.heard[0].(machine.Joined)
		if !ok || joined.Locale != "en-US" || joined.TimeZone != "Europe/Berlin" {
			t.Errorf("heard %+v first, want who joined", r.engine.heard[0])
		}
	})
	c.say(`{"type":"end","id":"x1"}`)
	if f := c.next(); f.Type != "ack" || f.ID != "x1" {
		t.Errorf("got %+v, want the ack of x1", f)
	}
	c.wantClose(1000)
	until(t, "session is let go", func() (free bool) {
		r.engine.set(func() { free = len(r.engine.attached) == 0 })
		return free && !r.Holds(sessionID(w.Token))
	})
	r.engine.set(func() {
		if len(r.engine.attached) != 0 || len(r.engine.sessions) != 0 {
			t.Errorf("attached %v, sessions %v after the end", r.engine.attached, r.engine.sessions)
		}
	})
}

func TestTypingWhileAnActionTakesLong(t *testing.T) {
	r := start(t, nil, nil)
	c, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	r.engine.set(func() { r.engine.more = true })
	c.message("m1", "hello")
	c.nextOf("turn")
	r.engine.say(id, "m1", "almost")
	c.nextOf("turn")
	if f := c.next(); f.Type != "typing" || !f.On {
		t.Errorf("got %+v, want typing", f)
	}
	r.engine.set(func() { r.engine.more = false })
	r.engine.say(id, "m1", "done")
	if f := c.next(); f.Type != "turn" || f.Seq != 3 {
		t.Errorf("got %+v, want turn 3", f)
	}
}

func TestHelloUnknownToken(t *testing.T) {
	r := start(t, nil, nil)
	for _, token := range []string{secret(), "short", strings.Repeat("x", 9000)} {
		hello, _ := json.Marshal(map[string]any{"type": "hello", "token": token, "epoch": "e0", "last_seq": 7})
		c, f := r.connect(string(hello))
		if f.Code != "unknown_session" {
			t.Fatalf("got %+v, want unknown_session", f)
		}
		w := c.next()
		if w.Type != "welcome" || w.Resumed || w.Token == "" || w.Token == token {
			t.Errorf("got %+v, want a new session", w)
		}
	}
}

func TestSessionLostUnderway(t *testing.T) {
	r := start(t, nil, nil)
	c, first := r.connect(plainHello)
	r.engine.set(func() { clear(r.engine.sessions) })
	c.message("m1", "hello")
	if f := c.next(); f.Code != "unknown_session" || f.ID != "m1" {
		t.Fatalf("got %+v, want unknown_session", f)
	}
	w := c.next()
	if w.Type != "welcome" || w.Token == "" || w.Session == first.Session {
		t.Fatalf("got %+v, want a new session", w)
	}
	c.message("m1", "hello")
	if f := c.nextOf("turn"); f.Seq != 1 || f.ReplyTo != "m1" {
		t.Errorf("got %+v", f)
	}
	if r.Holds(machine.SessionID(first.Session)) {
		t.Error("the lost session is still held")
	}
}

func TestREL05_OrderAndResume(t *testing.T) {
	r := start(t, nil, nil)
	c, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	for n := int64(1); n <= 120; n++ {
		if n%3 == 0 { // the notice gets lost
			r.engine.store(id, "", seqText(n))
		} else {
			r.engine.say(id, "", seqText(n))
		}
		if n%40 != 0 {
			continue
		}
		r.engine.say(id, "", seqText(n+0)) // brings what was missed
	}
	last := int64(123)
	for n := int64(1); n <= last; n++ {
		if f := c.next(); f.Seq != n {
			t.Fatalf("turn %d came, want %d", f.Seq, n)
		}
	}
	c.Close()

	for i, test := range []struct {
		hello   string
		resumed bool
		first   int64
	}{
		{`"epoch":"e1","last_seq":100`, true, 101},
		{`"epoch":"e1","last_seq":0`, true, 1},
		{`"epoch":"e1"`, true, -recent},
		{`"epoch":"e0","last_seq":100`, false, -recent},
		{`"epoch":"e1","last_seq":9999`, false, -recent},
	} {
		c, f := r.connect(`{"type":"hello","token":"` + w.Token + `",` + test.hello + `}`)
		if f.Type != "welcome" || f.Token != "" || f.Resumed != test.resumed || f.Seq != last || f.Session != w.Session {
			t.Errorf("%d: got %+v", i, f)
		}
		if test.first < 0 {
			test.first += last + 1
		}
		for n := test.first; n <= last; n++ {
			if f := c.next(); f.Seq != n {
				t.Fatalf("%d: turn %d came, want %d", i, f.Seq, n)
			}
		}
		// Live turns follow without a gap.
		last++
		r.engine.say(id, "", seqText(last))
		if f := c.next(); f.Seq != last {
			t.Fatalf("%d: turn %d came, want %d", i, f.Seq, last)
		}
		c.Close()
	}
}

func TestREL07_NeverASilentGap(t *testing.T) {
	r := start(t, nil, nil, func(_ *Config, e *fakeEngine) { e.keep = 10 })
	c, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	c.Close()
	until(t, "socket is gone", func() bool { return !r.Holds(id) })
	for n := int64(1); n <= 30; n++ {
		r.engine.store(id, "", seqText(n))
	}
	c, f := r.connect(`{"type":"hello","token":"` + w.Token + `","epoch":"e1","last_seq":5}`)
	if f.Resumed {
		t.Error("resumed although turns are gone")
	}
	for n := int64(21); n <= 30; n++ {
		if f := c.next(); f.Seq != n {
			t.Fatalf("turn %d came, want %d", f.Seq, n)
		}
	}
	// The same while the socket is open: it is sent to resume.
	for n := int64(31); n <= 49; n++ {
		r.engine.store(id, "", seqText(n))
	}
	r.engine.say(id, "", seqText(50))
	c.wantClose(closeRestart)
}

func TestResumeGreetsAfterMissedTurns(t *testing.T) {
	r := start(t, nil, nil, func(_ *Config, e *fakeEngine) { e.greet = true })
	c, w := r.connect(plainHello)
	if f := c.next(); f.Seq != 1 || f.Messages[0].Text != "welcome" {
		t.Fatalf("got %+v, want a greeting", f)
	}
	r.engine.store(machine.SessionID(w.Session), "", "missed")
	c.Close()
	c, _ = r.connect(`{"type":"hello","token":"` + w.Token + `","epoch":"e1","last_seq":1}`)
	for n := int64(2); n <= 3; n++ {
		if f := c.next(); f.Seq != n {
			t.Fatalf("turn %d came, want %d", f.Seq, n)
		}
	}
}

func TestREL14_StoreAway(t *testing.T) {
	r := start(t, nil, nil)
	c, w := r.connect(plainHello)
	r.engine.set(func() { r.engine.down = true })
	c.message("m1", "hello")
	if f := c.next(); f.Code != "not_ready" || f.ID != "m1" || f.Retry <= 0 {
		t.Fatalf("got %+v, want not_ready", f)
	}
	fresh, f := r.connect(plainHello)
	if f.Code != "not_ready" {
		t.Fatalf("got %+v, want not_ready", f)
	}
	fresh.wantClose(closeLater)
	r.engine.set(func() { r.engine.down = false })
	c.message("m1", "hello")
	if f := c.nextOf("turn"); f.ReplyTo != "m1" || f.Seq != 1 {
		t.Errorf("got %+v", f)
	}
	// Turns whose notice came while the store was away arrive once it is back.
	id := machine.SessionID(w.Session)
	r.engine.store(id, "", "lost notice")
	turns := r.engine.store(id, "", "told")
	r.engine.set(func() { r.engine.down = true })
	r.Notify(id, turns)
	until(t, "reading failed", func() bool {
		r.hub.mu.Lock()
		defer r.hub.mu.Unlock()
		return len(r.hub.watched) > 0
	})
	r.engine.set(func() { r.engine.down = false })
	if a, b := c.next(), c.next(); a.Seq != 2 || b.Seq != 3 {
		t.Errorf("got %+v, %+v", a, b)
	}
	if strings.Contains(r.logs.String(), "canary") {
		t.Errorf("an error's text is in the log:\n%s", r.logs)
	}
}

func TestREL19_Deploy(t *testing.T) {
	r := start(t, nil, nil)
	c, _ := r.connect(plainHello)
	idle, _ := r.connect(plainHello)
	for _, c := range []*client{c, idle} {
		c.message("m0", "joined by now")
		c.nextOf("turn")
	}
	block := make(chan struct{})
	r.engine.set(func() { r.engine.block, r.engine.blocked = block, make(chan struct{}, 1) })
	c.message("m1", "hello")
	c.nextOf("ack")
	<-r.engine.blocked
	stopped := make(chan error)
	go func() { stopped <- r.Shutdown(context.Background()) }()
	until(t, "draining", r.draining)
	if res := r.get("/readyz"); res.StatusCode != 503 {
		t.Errorf("readyz says %d while draining", res.StatusCode)
	}
	if res := r.get("/healthz"); res.StatusCode != 200 {
		t.Errorf("healthz says %d while draining", res.StatusCode)
	}
	if _, status := r.dial(nil); status != 503 {
		t.Errorf("a new socket got %d, want 503", status)
	}
	idle.message("m9", "too late")
	if f := idle.next(); f.Code != "not_ready" || f.ID != "m9" {
		t.Errorf("got %+v, want not_ready", f)
	}
	close(block)
	if f := c.next(); f.Type != "turn" || f.ReplyTo != "m1" {
		t.Errorf("got %+v, want the turn that was under way", f)
	}
	c.wantClose(closeRestart)
	idle.wantClose(closeRestart)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestREL20_PanicHarmsOneSocket(t *testing.T) {
	r := start(t, nil, nil)
	other, _ := r.connect(plainHello)
	c, _ := r.connect(plainHello)
	c.message("m1", "panic")
	if f := c.nextOf("error"); f.Code != "internal" {
		t.Errorf("got %+v, want internal", f)
	}
	c.wantClose(closeInternal)
	other.message("m1", "still here")
	other.nextOf("turn")
	if logs := r.logs.String(); strings.Contains(logs, "canary") || !strings.Contains(logs, `"msg":"panic"`) {
		t.Errorf("log of the panic:\n%s", logs)
	}
}

func TestREL22_SlowReader(t *testing.T) {
	r := start(t, nil, nil, func(c *Config, e *fakeEngine) { e.size = 60 << 10 })
	c, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	for range 500 {
		if !r.Holds(id) {
			break
		}
		r.engine.say(id, "", "much")
	}
	until(t, "socket is closed", func() bool { return !r.Holds(id) })
	r.engine.set(func() { r.engine.size = 0 })
	total := r.engine.sessions[id].Seq
	// What was on its way still arrives, in order; the rest comes on resume.
	last := int64(0)
	for {
		f, err := c.read()
		if err != nil {
			break
		}
		if f.Type == "turn" {
			if f.Seq != last+1 {
				t.Fatalf("turn %d came after %d", f.Seq, last)
			}
			last = f.Seq
		}
	}
	c, f := r.connect(fmt.Sprintf(`{"type":"hello","token":"%s","epoch":"e1","last_seq":%d}`, w.Token, last))
	if !f.Resumed || f.Seq != total {
		t.Errorf("got %+v, want to resume up to %d", f, total)
	}
	for last < total {
		last++
		if f := c.next(); f.Seq != last {
			t.Fatalf("turn %d came, want %d", f.Seq, last)
		}
	}
}

func TestSEC20_TokenOnlyInHello(t *testing.T) {
	r := start(t, nil, nil)
	_, w := r.connect(plainHello)
	d := websocket.Dialer{Subprotocols: []string{subprotocol}}
	ws, _, err := d.Dial("ws"+strings.TrimPrefix(r.http.URL, "http")+"/v1/chat?session="+w.Token+"&token="+w.Token, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	c := &client{Conn: ws, t: t}
	c.say(plainHello)
	if f := c.next(); f.Token == "" || f.Session == w.Session {
		t.Errorf("a token in the address was taken: %+v", f)
	}
	if strings.Contains(r.logs.String(), w.Token) {
		t.Error("the token is in the log")
	}
}

func TestSEC22_SessionIDIsNoToken(t *testing.T) {
	r := start(t, nil, nil)
	_, a := r.connect(plainHello)
	var answers []string
	for _, token := range []string{a.Session, secret()} {
		_, f := r.connect(`{"type":"hello","token":"` + token + `"}`)
		answers = append(answers, f.Type+f.Code+f.Message)
	}
	if answers[0] != answers[1] {
		t.Errorf("a session's name is answered %q, an unknown token %q", answers[0], answers[1])
	}
}

func TestIdentity(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) {
		c.Identify = func(_ context.Context, identity string) (string, error) {
			if who, ok := strings.CutPrefix(identity, "signed:"); ok {
				return who, nil
			}
			return "", errors.New("bad signature")
		}
	}))
	_, w := r.connect(`{"type":"hello","identity":"signed:ada"}`)
	if got := r.engine.sessions[machine.SessionID(w.Session)].Visitor.Subject; got != "ada" {
		t.Errorf("subject %q", got)
	}
	c, f := r.connect(`{"type":"hello","identity":"forged","token":"` + w.Token + `"}`)
	if f.Code != "unauthorized" {
		t.Errorf("got %+v", f)
	}
	c.wantClose(closeRefused)
	_, f = r.connect(`{"type":"hello","identity":"signed:bob","token":"` + w.Token + `"}`)
	if f.Code != "unknown_session" {
		t.Errorf("somebody else got the session: %+v", f)
	}
}

var _ Turns = engine.Store(nil)
var _ Engine = (*engine.Engine)(nil)
