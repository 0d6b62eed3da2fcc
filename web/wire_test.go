package web

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

func TestSEC24_Frames(t *testing.T) {
	r := start(t, nil, nil)
	t.Run("17 KiB", func(t *testing.T) {
		c, _ := r.connect(plainHello)
		c.WriteMessage(websocket.TextMessage, []byte(`{"type":"message","id":"a","text":"`+strings.Repeat("x", 17<<10)+`"}`))
		c.wantClose(1009)
	})
	t.Run("17 KiB in pieces", func(t *testing.T) {
		c, _ := r.connect(plainHello)
		w, err := c.NextWriter(websocket.TextMessage)
		if err != nil {
			t.Fatal(err)
		}
		for range 17 {
			w.Write(bytes.Repeat([]byte(" "), 1<<10))
		}
		w.Close()
		c.wantClose(1009)
	})
	t.Run("binary", func(t *testing.T) {
		c, _ := r.connect(plainHello)
		c.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"end","id":"a"}`))
		c.wantClose(1003)
	})
	t.Run("not UTF-8", func(t *testing.T) {
		c, _ := r.connect(plainHello)
		c.WriteMessage(websocket.TextMessage, []byte("{\"type\":\"message\",\"id\":\"a\",\"text\":\"\xff\xfe\"}"))
		c.wantClose(1007)
	})
	t.Run("compressed", func(t *testing.T) {
		d := websocket.Dialer{EnableCompression: true, Subprotocols: []string{subprotocol}}
		ws, res, err := d.Dial("ws"+strings.TrimPrefix(r.http.URL, "http")+"/v1/chat", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
		if e := res.Header.Get("Sec-WebSocket-Extensions"); e != "" {
			t.Errorf("extensions %q were agreed on", e)
		}
		// A peer that compresses all the same breaks the protocol.
		var small bytes.Buffer
		f, _ := flate.NewWriter(&small, 9)
		f.Write(bytes.Repeat([]byte("a"), 8<<20))
		f.Close()
		raw := []byte{0xc1, 0xfe}
		raw = binary.BigEndian.AppendUint16(raw, uint16(small.Len()))
		raw = append(raw, 0, 0, 0, 0)
		ws.NetConn().Write(append(raw, small.Bytes()...))
		(&client{Conn: ws, t: t}).wantClose(websocket.CloseProtocolError)
	})
	t.Run("bad but harmless", func(t *testing.T) {
		c, _ := r.connect(plainHello)
		long := strings.Repeat("ü", maxText)
		for _, test := range []struct{ send, code, id string }{
			{`{"type":"dance","id":"a"}`, "bad_frame", "a"},
			{`{"id":"b"}`, "bad_frame", "b"},
			{`[]`, "bad_frame", ""},
			{`null`, "bad_frame", ""},
			{`{"type":`, "bad_frame", ""},
			{`{"type":"message","id":"c","text":5}`, "bad_frame", "c"},
			{`{"type":"message","id":"d"}`, "bad_frame", "d"},
			{`{"type":"message","text":"no id"}`, "bad_frame", ""},
			{`{"type":"message","id":"` + strings.Repeat("i", 65) + `","text":"x"}`, "bad_frame", ""},
			{`{"type":"message","id":"a\u0007","text":"x"}`, "bad_frame", ""},
			{`{"type":"message","id":"e","text":"` + long + `x"}`, "too_large", "e"},
			{`{"type":"choose","id":"f","seq":1}`, "bad_frame", "f"},
			{`{"type":"fill","id":"g","fields":{}}`, "bad_frame", "g"},
			{`{"type":"fill","id":"h","fields":{"a":{"b":1}}}`, "bad_frame", "h"},
			{`{"type":"message","id":"i","text":"x","more":` + strings.Repeat("[", 8) + strings.Repeat("]", 8) + `}`, "bad_frame", ""},
			{`{"type":"ack","seq":-1}`, "bad_frame", ""},
			{plainHello, "bad_frame", ""},
		} {
			c.say(test.send)
			if f := c.next(); f.Type != "error" || f.Code != test.code || f.ID != test.id || f.Message == "" {
				t.Errorf("%.60s: got %+v, want %s for %q", test.send, f, test.code, test.id)
			}
		}
		c.message("m1", long)
		if f := c.nextOf("turn"); f.ReplyTo != "m1" {
			t.Errorf("got %+v", f)
		}
		c.say(`{"type":"message","id":"m2","text":"x","more":` + strings.Repeat("[", 7) + strings.Repeat("]", 7) + `,"unknown":1}`)
		if f := c.nextOf("turn"); f.ReplyTo != "m2" {
			t.Errorf("got %+v", f)
		}
	})
}

func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		plainHello, `{"type":"message","id":"a","text":"x"}`, `{"type":"fill","id":"a","fields":{"a":null}}`,
		`{"type":"choose","id":"a","value":"v","seq":1}`, `[[[[`, `{"type":"bind","flow":"f","proof":"p"}`, `{"a":"\\"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, err := readFrame(data)
		if err != nil {
			e, ok := err.(*frameError)
			if !ok || sentences[e.code] == "" || e.id != "" && validID(e.id) == "" {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if frame.needsID() && validID(frame.ID) != frame.ID {
			t.Fatalf("id %q passed", frame.ID)
		}
		if len([]rune(frame.Text)) > maxText && frame.Type == "message" {
			t.Fatal("a long text passed")
		}
	})
}
