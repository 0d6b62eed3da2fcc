package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/engine/machine"
)

// visitor is a client of the chat that survives its server: it comes back
// with its token and sends again what was not acknowledged.
type visitor struct {
	t    testing.TB
	base string
	http *http.Client
	jar  http.CookieJar

	conn   *websocket.Conn
	frames chan []byte // of this connection; closed when it is lost

	token, epoch string
	seq          int64             // of the newest turn
	sent         int               // messages so far
	waiting      map[string][]byte // sent and not acknowledged, by id
	answers      map[string]int    // turns that answer a message, by id
	acks         map[string]int
	pressed      map[string]int // by converse, by label
	turns        []machine.Turn
	raw          [][]byte // every frame that came
	resumes      int
	moment       func(what moment, id string) // called when a message left, and when it was accepted; may be nil
	deadline     time.Time
	signIn       string // how the provider's page answers: allow or deny
	identity     string // what the host page says who it is; empty: nothing
}

func newVisitor(t testing.TB, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, base: base, jar: jar, waiting: map[string][]byte{}, answers: map[string]int{}, acks: map[string]int{}, pressed: map[string]int{},
		deadline: time.Now().Add(60 * time.Second), signIn: "allow"}
	v.http = &http.Client{Jar: jar, Timeout: 10 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/oauth/authorize") {
			q := r.URL.Query()
			q.Set("sandbox_answer", v.signIn)
			r.URL.RawQuery = q.Encode()
		}
		return nil
	}}
	t.Cleanup(v.hangUp)
	return v
}

func (v *visitor) hangUp() {
	if v.conn != nil {
		_ = v.conn.Close()
		for range v.frames { // until its reader ended
		}
		v.conn = nil
	}
}

var errLate = errors.New("the time is over")

// connect comes in, or comes back, however long the server needs.
func (v *visitor) connect() error {
	d := websocket.Dialer{Subprotocols: []string{"parley.v1"}, HandshakeTimeout: 5 * time.Second, Jar: v.jar}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, res, err := d.Dial("ws"+strings.TrimPrefix(v.base, "http")+"/v1/chat", nil)
		if err == nil {
			v.conn = conn
			break
		}
		if res != nil && res.StatusCode != http.StatusServiceUnavailable {
			return fmt.Errorf("handshake: %s", res.Status)
		}
		if time.Now().After(v.deadline) {
			return fmt.Errorf("no connection: %w", err)
		}
		<-tick.C
	}
	frames := make(chan []byte, 64)
	conn := v.conn
	v.frames = frames
	go func() { // ends with the connection
		defer close(frames)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			frames <- data
		}
	}()
	hello := map[string]any{"type": "hello", "locale": "en-US", "timezone": "UTC"}
	if v.identity != "" {
		hello["identity"] = v.identity
	}
	if v.token != "" {
		v.resumes++
		hello["token"], hello["epoch"], hello["last_seq"] = v.token, v.epoch, v.seq
	}
	data, _ := json.Marshal(hello)
	v.write(data)
	return nil
}

// write sends a frame; when the connection is lost, the reader notices.
func (v *visitor) write(data []byte) {
	if v.conn != nil {
		_ = v.conn.WriteMessage(websocket.TextMessage, data)
	}
}

// next handles one frame.
func (v *visitor) next() error {
	if v.conn == nil {
		if err := v.connect(); err != nil {
			return err
		}
	}
	left := time.NewTimer(time.Until(v.deadline))
	defer left.Stop()
	select {
	case data, ok := <-v.frames:
		if !ok {
			_ = v.conn.Close()
			v.conn = nil
			return nil
		}
		v.raw = append(v.raw, data)
		return v.heard(data)
	case <-left.C:
		return fmt.Errorf("%w; waiting for acks of %v; heard last: %s", errLate, v.unacked(), v.last())
	}
}

func (v *visitor) unacked() []string {
	var list []string
	for id := range v.waiting {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

func (v *visitor) last() string {
	if len(v.turns) == 0 {
		return "nothing"
	}
	data, _ := json.Marshal(v.turns[len(v.turns)-1])
	return string(data)
}

func (v *visitor) heard(data []byte) error {
	var f struct {
		machine.Turn
		ID      string `json:"id"`
		Token   string `json:"token"`
		Epoch   string `json:"epoch"`
		Resumed bool   `json:"resumed"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("frame %q: %w", data, err)
	}
	switch f.Type {
	case "welcome":
		if v.token != "" && (f.Token != "" || !f.Resumed) {
			return fmt.Errorf("came back and was not resumed: %s", data)
		}
		v.epoch = f.Epoch
		if f.Token != "" {
			v.token = f.Token
		}
		for _, id := range v.unacked() {
			v.write(v.waiting[id])
		}
	case "ack":
		v.acks[f.ID]++
		delete(v.waiting, f.ID)
		v.reached(accepted, f.ID)
	case "turn":
		if f.Seq != v.seq+1 {
			return fmt.Errorf("turn %d came after turn %d", f.Seq, v.seq)
		}
		v.seq = f.Seq
		v.turns = append(v.turns, f.Turn)
		if f.ReplyTo != "" {
			v.answers[f.ReplyTo]++
		}
		ack, _ := json.Marshal(map[string]any{"type": "ack", "seq": f.Seq})
		v.write(ack)
	case "error":
		if f.Code == "not_ready" || f.Code == "internal" || f.Code == "rate_limited" {
			if v.conn != nil { // come back and send again
				_ = v.conn.Close()
			}
			return nil
		}
		return fmt.Errorf("error frame: %s", data)
	}
	return nil
}

// resting tells whether the server waits for the visitor.
func (v *visitor) resting() bool {
	if len(v.turns) == 0 {
		return false
	}
	last := v.turns[len(v.turns)-1]
	return !last.More && (last.Dialog == nil || !last.Dialog.Waiting)
}

// link is the sign-in link of the newest turn.
func (v *visitor) link() string {
	if len(v.turns) == 0 {
		return ""
	}
	for _, m := range v.turns[len(v.turns)-1].Messages {
		if m.Kind == machine.KindSignIn {
			return m.URL
		}
	}
	return ""
}

// follow opens the sign-in link as the visitor's browser. The server may die
// under it; then the link is opened again, or a new one asked for.
func (v *visitor) follow(link string) error {
	res, err := v.http.Get(link)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	if res.StatusCode >= 400 {
		return fmt.Errorf("sign-in: %s", res.Status)
	}
	return nil
}

// rest waits until the server waits for the visitor, and signs in on the way.
func (v *visitor) rest() error {
	for {
		if link := v.link(); link != "" {
			was := v.seq
			if err := v.follow(link); err != nil {
				// The server died under the browser. When what the browser
				// brought was used up, only a new link helps.
				if err := v.retryLink(was, link); err != nil {
					return err
				}
			}
			for v.seq == was {
				if err := v.next(); err != nil {
					return err
				}
			}
			continue
		}
		if v.resting() && len(v.waiting) == 0 {
			return nil
		}
		if err := v.next(); err != nil {
			return err
		}
	}
}

// retryLink goes on with a sign-in that was broken off.
func (v *visitor) retryLink(was int64, link string) error {
	if v.conn != nil {
		v.hangUp() // the server is gone; so is the connection
	}
	if err := v.next(); err != nil { // welcome
		return err
	}
	for v.seq == was {
		if err := v.follow(link); err == nil {
			return nil
		}
		id := v.push("new link")
		for v.answers[id] == 0 {
			if err := v.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// push sends a message and does not wait.
func (v *visitor) push(text string) (id string) {
	v.sent++
	id = fmt.Sprintf("m%d", v.sent)
	data, _ := json.Marshal(map[string]any{"type": "message", "id": id, "text": text})
	v.waiting[id] = data
	v.write(data)
	v.reached(pushed, id)
	return id
}

// moment is a point in the life of a message, as its sender sees it.
type moment string

const (
	pushed   moment = "pushed"
	accepted moment = "accepted"
)

func (v *visitor) reached(what moment, id string) {
	if v.moment != nil {
		v.moment(what, id)
	}
}

// press sends a button by its label and does not wait.
func (v *visitor) press(label string) (id string, ok bool) {
	for i := len(v.turns) - 1; i >= 0; i-- {
		for _, m := range v.turns[i].Messages {
			for _, b := range m.Choices {
				if strings.EqualFold(b.Label, label) {
					v.sent++
					id = fmt.Sprintf("m%d", v.sent)
					data, _ := json.Marshal(map[string]any{"type": "choose", "id": id, "value": b.Value, "seq": v.turns[i].Seq})
					v.waiting[id] = data
					v.write(data)
					return id, true
				}
			}
		}
	}
	return "", false
}

// say sends a message and waits for all that follows from it.
func (v *visitor) say(text string) error {
	if err := v.answered(v.push(text)); err != nil {
		return fmt.Errorf("after %q: %w", text, err)
	}
	return nil
}

// answered waits for all that follows from a message.
func (v *visitor) answered(id string) error {
	for v.answers[id] == 0 {
		if err := v.next(); err != nil {
			return err
		}
	}
	return v.rest()
}

// hears tells whether a text was said since a turn.
func (v *visitor) hears(after int64, text string) bool {
	for _, t := range v.turns {
		for _, m := range t.Messages {
			if t.Seq > after && strings.Contains(m.Text, text) {
				return true
			}
		}
	}
	return false
}

// transcript is what was said, for a failure's message.
func (v *visitor) transcript() string {
	var b strings.Builder
	for _, t := range v.turns {
		state := ""
		if t.Dialog != nil {
			state = t.Dialog.State
		}
		fmt.Fprintf(&b, "%d [%s] %s\n", t.Seq, state, t.ReplyTo)
		for _, m := range t.Messages {
			var labels []string
			for _, c := range m.Choices {
				labels = append(labels, c.Label)
			}
			fmt.Fprintf(&b, "    %s: %s %v\n", m.Kind, m.Text, labels)
		}
	}
	return b.String()
}

// repeat sends a message again although it was acknowledged, as a client does
// that lost the answer.
func (v *visitor) repeat(frame []byte, id string) error {
	v.waiting[id] = frame
	before := v.acks[id]
	v.write(frame)
	for v.acks[id] == before {
		if err := v.next(); err != nil {
			return err
		}
	}
	return v.rest()
}

// converse goes through a conversation to its end, however often the server
// dies meanwhile. again tells what to press when nobody knows what became of a
// create.
func (v *visitor) converse(lines []string, again func() string) error {
	presses := 0
	for i, line := range lines {
		id := v.push(line)
		frame := v.waiting[id]
		if err := v.answered(id); err != nil {
			return fmt.Errorf("after %q: %w", line, err)
		}
		if i%3 == 1 {
			if err := v.repeat(frame, id); err != nil {
				return fmt.Errorf("%q once more: %w", line, err)
			}
		}
		for range 6 {
			label := ""
			switch {
			case v.newest("Send it again"):
				label = again()
			case v.newest("Try again"):
				label = "Try again"
			case v.newest("New link"):
				label = "New link"
			}
			if label == "" {
				break
			}
			before := v.seq
			pressed, _ := v.press(label)
			v.pressed[label]++
			presses++
			for v.acks[pressed] == 0 || v.seq == before {
				if err := v.next(); err != nil {
					return fmt.Errorf("after pressing %q: %w", label, err)
				}
			}
			if err := v.rest(); err != nil {
				return fmt.Errorf("after pressing %q: %w", label, err)
			}
		}
	}
	for id, n := range v.answers {
		if n != 1 {
			return fmt.Errorf("message %s was answered %d times", id, n)
		}
	}
	if len(v.answers) < v.sent-presses {
		return fmt.Errorf("%d messages sent, %d answered", v.sent, len(v.answers))
	}
	return nil
}

// newest tells whether the newest turn offers a button.
func (v *visitor) newest(label string) bool {
	if len(v.turns) == 0 {
		return false
	}
	for _, m := range v.turns[len(v.turns)-1].Messages {
		for _, b := range m.Choices {
			if b.Label == label {
				return true
			}
		}
	}
	return false
}

// theEnd tells where the newest dialog stands.
func (v *visitor) theEnd() string {
	last := v.turns[len(v.turns)-1]
	if last.Dialog != nil {
		return last.Dialog.State
	}
	for i := len(v.turns) - 1; i >= 0; i-- {
		if e := v.turns[i].Ended; e != nil {
			return e.State
		}
	}
	return "nowhere"
}
