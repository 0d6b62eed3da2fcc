package widget_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/web/chromium"
	"parley/web/widget"
)

// frame is any frame; tests look at the few keys that they are about.
type frame map[string]any

func (f frame) text(key string) string {
	text, _ := f[key].(string)
	return text
}

// fakeServer serves the widget's files and speaks the frames, with as little behind them as the tests need: a session,
// its turns, and an answer to each message.
type fakeServer struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex
	socket  *websocket.Conn
	heard   []frame
	arrived chan struct{} // one signal per heard frame; full means that nobody waits
	turns   []frame
	token   string
	onHeard func(s *fakeServer, f frame)
	epoch   string
	strict  bool // says unknown_session to a token that is not the present one
	refuse  int  // close code instead of a welcome
	noAck   bool // takes the next message in silently and cuts the socket
	deaf    bool // hears, and says nothing at all

	refuseWith string // error code for each message
}

// shipped is the widget as it ships.
var shipped = widget.New(nil)

func serve(t *testing.T) *fakeServer {
	t.Helper()
	return serveWidget(t, shipped)
}

// serveWidget serves another widget than the one that ships.
func serveWidget(t *testing.T, files *widget.Widget) *fakeServer {
	t.Helper()
	s := &fakeServer{t: t, arrived: make(chan struct{}, 1024), token: "token-1", epoch: "e1"}
	mux := http.NewServeMux()
	page := func(body []byte, policy string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			w.Write(body)
		}
	}
	mux.HandleFunc("GET /chat", func(w http.ResponseWriter, r *http.Request) {
		body := files.ChatPage()
		if r.URL.Query().Has("gallery") {
			body = files.GalleryPage()
		}
		page(body, widget.ContentSecurityPolicy)(w, r)
	})
	mux.HandleFunc("GET /{$}", page(files.DemoPage(), "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; connect-src 'self'; img-src data:"))
	mux.HandleFunc("GET /demo/", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /elsewhere", func(w http.ResponseWriter, r *http.Request) {
		page([]byte(`<title>Another site</title><p>Hello</p><script src="`+s.URL+`/widget.js" data-heading="Help" async></script>`), "")(w, r)
	})
	mux.HandleFunc("GET /widget.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(files.Loader())
	})
	mux.HandleFunc("GET /assets/"+files.Hash()+"/{name}", func(w http.ResponseWriter, r *http.Request) {
		data, kind, ok := files.Asset(r.PathValue("name"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Write(data)
	})
	mux.HandleFunc("GET /oauth/hubspot/start", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<title>Sign in</title><script>opener.postMessage({type: "bind", flow: %q, proof: "p1"}, location.origin)</script>`, r.FormValue("flow"))
	})
	mux.HandleFunc("GET /v1/chat", s.chat)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.cut()
		s.Server.Close()
	})
	return s
}

func (s *fakeServer) chat(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{Subprotocols: []string{"parley.v1"}, CheckOrigin: func(*http.Request) bool { return true }}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	if socket.Subprotocol() != "parley.v1" {
		s.t.Errorf("subprotocol %q, want parley.v1", socket.Subprotocol())
	}
	for {
		var f frame
		if socket.ReadJSON(&f) != nil {
			return
		}
		s.take(socket, f)
	}
}

func (s *fakeServer) take(socket *websocket.Conn, f frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, f)
	select {
	case s.arrived <- struct{}{}:
	default:
	}
	switch f.text("type") {
	case "hello":
		if s.refuse != 0 {
			socket.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(s.refuse, ""))
			return
		}
		if token := f.text("token"); s.strict && token != "" && token != s.token {
			socket.WriteJSON(frame{"type": "error", "code": "unknown_session", "message": "Not known."})
		}
		s.socket = socket
		s.welcome(f)
	case "message", "choose", "fill", "end":
		if s.deaf {
			return
		}
		if s.refuseWith != "" {
			socket.WriteJSON(frame{"type": "error", "code": s.refuseWith, "message": "Something went wrong.", "id": f["id"]})
			return
		}
		if s.noAck {
			s.noAck = false
			socket.Close()
			return
		}
		socket.WriteJSON(frame{"type": "ack", "id": f["id"]})
		if f.text("type") == "end" {
			socket.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
			return
		}
		if s.onHeard != nil {
			s.onHeard(s, f)
		}
	}
}

func (s *fakeServer) welcome(hello frame) {
	resumed := hello.text("token") == s.token
	answer := frame{"type": "welcome", "session": "s1", "epoch": s.epoch, "resumed": resumed, "seq": len(s.turns),
		"signed_in": []any{}, "dialogs": []frame{{"name": "create_deal", "title": "Create a deal", "description": ""}, {"name": "find", "title": "Find a contact", "description": ""}}}
	if !resumed {
		answer["token"] = s.token
	}
	after, _ := hello["last_seq"].(float64)
	if hello.text("token") == s.token && hello["epoch"] != nil && hello.text("epoch") != s.epoch {
		answer["resumed"], after = false, 0
	}
	s.socket.WriteJSON(answer)
	for _, turn := range s.turns {
		if float64(turn["seq"].(int)) > after {
			s.socket.WriteJSON(turn)
		}
	}
}

// say adds a turn and sends it to who is there; the caller holds the lock or is the only one.
func (s *fakeServer) say(replyTo, said string, messages ...any) {
	turn := frame{"type": "turn", "seq": len(s.turns) + 1, "messages": messages, "more": false}
	if replyTo != "" {
		turn["reply_to"], turn["said"] = replyTo, said
	}
	s.turns = append(s.turns, turn)
	if s.socket != nil {
		s.socket.WriteJSON(turn)
	}
}

func (s *fakeServer) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// cut ends the socket without a word, as a lost network does.
func (s *fakeServer) cut() {
	s.locked(func() {
		if s.socket != nil {
			s.socket.Close()
			s.socket = nil
		}
	})
}

// wait waits until a heard frame is as wanted and returns it.
func (s *fakeServer) wait(what string, wanted func(f frame) bool) frame {
	s.t.Helper()
	limit := time.After(chromium.Patience)
	for {
		s.mu.Lock()
		for _, f := range s.heard {
			if wanted(f) {
				s.mu.Unlock()
				return f
			}
		}
		s.mu.Unlock()
		select {
		case <-s.arrived:
		case <-limit:
			s.t.Fatalf("never heard %s; heard %v", what, s.heard)
		}
	}
}

func (s *fakeServer) count(wanted func(f frame) bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.countLocked(wanted)
}

// countLocked is count for those who hold the lock, as what wait asks does.
func (s *fakeServer) countLocked(wanted func(f frame) bool) int {
	n := 0
	for _, f := range s.heard {
		if wanted(f) {
			n++
		}
	}
	return n
}

func ofType(kind string) func(frame) bool {
	return func(f frame) bool { return f.text("type") == kind }
}

func said(text string) func(frame) bool {
	return func(f frame) bool { return f.text("text") == text }
}

func acked(seq int) func(frame) bool {
	return func(f frame) bool { n, _ := f["seq"].(float64); return f.text("type") == "ack" && int(n) == seq }
}

// fixture reads the turn that a fixture of the gallery begins with.
func fixture(t *testing.T, name string) frame {
	t.Helper()
	var f struct{ Steps []frame }
	if err := json.Unmarshal(read(t, "fixtures/"+name+".json"), &f); err != nil {
		t.Fatal(err)
	}
	turn := f.Steps[0]
	turn["seq"] = int(turn["seq"].(float64))
	return turn
}

// picture writes the moment in dark and light where it can be looked at, when a folder for that is named.
func picture(t *testing.T, page *chromium.Page, name string) {
	t.Helper()
	if os.Getenv("PARLEY_ARTIFACTS") == "" {
		return
	}
	for _, theme := range []string{"dark", "light"} {
		page.Media("prefers-color-scheme", theme)
		page.WaitFor(`matchMedia("(prefers-color-scheme: ` + theme + `)").matches`)
		shot(page, name+"-"+theme)
	}
}

// shot is a picture in the colours of the moment, as of frames of other sites, which what a page is told does not reach.
func shot(page *chromium.Page, name string) {
	if folder := os.Getenv("PARLEY_ARTIFACTS"); folder != "" {
		page.Screenshot(filepath.Join(folder, name+".png"))
	}
}

// text waits until the page shows the words.
func showing(page *chromium.Page, words string) {
	quoted, _ := json.Marshal(words)
	page.WaitFor(`document.body.innerText.includes(` + string(quoted) + `)`)
}

func noProblems(t *testing.T, page *chromium.Page) {
	t.Helper()
	for _, problem := range page.Problems() {
		if !strings.Contains(problem, "WebSocket") {
			t.Errorf("console: %s", problem)
		}
	}
}

const online = `document.documentElement.dataset.status === "online"`
