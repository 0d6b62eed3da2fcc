package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"parley/engine/action"
	"parley/engine/machine"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wait is how long a test waits for something that must happen.
const patience = 10 * time.Second

// rig is a server on a real listener.
type rig struct {
	*Server
	t      testing.TB
	engine *fakeEngine
	http   *httptest.Server
	logs   *safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

type option func(*Config, *fakeEngine)

func with(f func(*Config)) option { return func(c *Config, _ *fakeEngine) { f(c) } }

// start serves until the test ends. Limits per address are off.
func start(t testing.TB, signIn SignIn, bus Bus, options ...option) *rig {
	t.Helper()
	e := newFakeEngine()
	r := &rig{t: t, engine: e, logs: new(safeBuffer)}
	r.http = httptest.NewUnstartedServer(nil)
	cfg := Config{
		PublicURL: "http://" + r.http.Listener.Addr().String(), Demo: true,
		Dialogs: []DialogInfo{{Name: "create_deal", Title: "Create a deal", Description: "adds a deal"}},
		Limits:  Limits{SocketsPerAddress: -1, SessionsPerMinute: -1, Handshakes: -1, MessagesPerSecond: -1},
		Logger:  slog.New(slog.NewJSONHandler(r.logs, nil)),
	}
	for _, o := range options {
		o(&cfg, e)
	}
	r.Server = New(cfg, e, e, signIn, bus)
	e.notifier = r.Server
	limits := HTTP(r.Handler())
	limits.Addr = r.http.Config.Addr
	r.http.Config = limits
	r.http.Start()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	t.Cleanup(func() {
		ctx, over := context.WithTimeout(context.Background(), patience)
		defer over()
		if err := r.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		cancel()
		running.Wait()
		r.http.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return r
}

// client is a test's end of a socket.
type client struct {
	*websocket.Conn
	t        testing.TB
	response *http.Response
}

func (r *rig) dial(header http.Header) (*client, int) {
	r.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{subprotocol}, HandshakeTimeout: patience}
	ws, res, err := d.Dial("ws"+strings.TrimPrefix(r.http.URL, "http")+"/v1/chat", header)
	if err != nil {
		if res == nil {
			r.t.Fatal(err)
		}
		return nil, res.StatusCode
	}
	r.t.Cleanup(func() { ws.Close() })
	return &client{ws, r.t, res}, res.StatusCode
}

// connect dials and says hello.
func (r *rig) connect(hello string) (*client, frame) {
	r.t.Helper()
	c, status := r.dial(nil)
	if c == nil {
		r.t.Fatalf("handshake refused with %d", status)
	}
	c.say(hello)
	f := c.next()
	if f.Type == "welcome" {
		if f.Epoch == "" || f.Session == "" {
			r.t.Errorf("welcome without session or epoch: %+v", f)
		}
	}
	return c, f
}

const plainHello = `{"type":"hello","locale":"en-US","timezone":"Europe/Berlin"}`

// frame is any frame of the server.
type frame struct {
	Type, Session, Token, Epoch, ID, Code, Message string

	Resumed  bool
	On       bool
	Seq      int64
	Retry    int64             `json:"retry_after_ms"`
	ReplyTo  string            `json:"reply_to"`
	Messages []machine.Message `json:"messages"`
	Dialogs  []DialogInfo
	SignedIn []signedIn `json:"signed_in"`
}

func (c *client) say(text string) {
	c.t.Helper()
	c.SetWriteDeadline(time.Now().Add(patience))
	if err := c.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) message(id, text string) {
	c.t.Helper()
	data, _ := json.Marshal(map[string]any{"type": "message", "id": id, "text": text})
	c.say(string(data))
}

func (c *client) next() frame {
	c.t.Helper()
	f, err := c.read()
	if err != nil {
		c.t.Fatalf("no frame: %v", err)
	}
	return f
}

func (c *client) read() (frame, error) {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(patience))
	var f frame
	_, data, err := c.ReadMessage()
	if err != nil {
		return f, err
	}
	checkSchema(c.t, data)
	if err := json.Unmarshal(data, &f); err != nil {
		c.t.Fatalf("frame %s: %v", data, err)
	}
	return f, nil
}

// nextOf skips frames of other types.
func (c *client) nextOf(kind string) frame {
	c.t.Helper()
	for {
		if f := c.next(); f.Type == kind {
			return f
		}
	}
}

// ends reads until the socket closes and returns the code.
func (c *client) ends() int {
	c.t.Helper()
	for {
		_, err := c.read()
		if e, ok := errors.AsType[*websocket.CloseError](err); ok {
			return e.Code
		}
		if err != nil {
			c.t.Fatalf("socket did not close properly: %v", err)
		}
	}
}

func (c *client) wantClose(code int) {
	c.t.Helper()
	if got := c.ends(); got != code {
		c.t.Fatalf("closed with %d, want %d", got, code)
	}
}

// until waits for a fact.
func until(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !f(); {
		if time.Now().After(end) {
			t.Fatalf("did not happen: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

func account() action.Account {
	return action.Account{Provider: "hubspot", ID: "42", Name: "acme.example", User: "ada@acme.example"}
}

func (r *rig) get(path string, header ...string) *http.Response {
	r.t.Helper()
	return r.do(http.MethodGet, path, header...)
}

func (r *rig) do(method, path string, header ...string) *http.Response {
	r.t.Helper()
	req, err := http.NewRequest(method, r.http.URL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { res.Body.Close() })
	return res
}

func seqText(n int64) string { return fmt.Sprintf("turn %d", n) }
