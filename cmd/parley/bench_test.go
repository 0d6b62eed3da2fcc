package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/redis/go-redis/v9"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/redisstore/redistest"
	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/web"
)

// The benchmarks of the whole program, in one place. Run them with
//
//	go test ./cmd/parley -run '^$' -bench . -benchmem
//
// and compare runs with benchstat. Echo is the yardstick of Turn and
// Conversation: a bare socket that does one SET for each message. Compare the
// two within one run only. AtRest reports what the server takes before anybody
// talks to it as MiB-at-rest; its time is that of a start. The memory of an
// idle connection is measured by BenchmarkIdleConnection in package web.

// rig is a node on a Redis whose round trips are counted.
type rig struct {
	*node
	trips atomic.Int64
	box   *sandbox.Server
	rdb   redis.UniversalClient
}

// newRig starts a node with a listener on a real Redis where there is one.
func newRig(tb testing.TB) (*rig, string) {
	tb.Helper()
	r := &rig{}
	rdb, err := redisstore.Open(context.Background(), "redis://"+redistest.Start(tb)+"/0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = rdb.Close() })
	rdb.AddHook(counter{&r.trips})
	r.rdb = rdb
	r.box = sandbox.New(sandbox.Config{})
	api := httptest.NewServer(r.box.Handler())
	tb.Cleanup(func() { r.box.Close(); api.Close() })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	keys, err := oauth.ParseKeys(oauth.NewKey())
	if err != nil {
		tb.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	r.node = newNode(nodeConfig{
		rdb: rdb, app: sandboxApp(r.box.Credentials(api.URL), urlOf(l), api.URL), keys: keys, apiBase: api.URL,
		machine: shipped(tb), logger: logger,
		web: &web.Config{PublicURL: urlOf(l), Logger: logger, Limits: web.Limits{SessionsPerMinute: -1, SocketsPerAddress: -1, MessagesPerSecond: -1, FramesPerSecond: -1, Handshakes: -1}},
	})
	r.client.Share = 1000 // HubSpot's limits are not what is measured here
	serveOn(tb, r.node, l, r.server.Handler())
	return r, urlOf(l)
}

// serveOn serves a node's pages and sockets until the test ends.
func serveOn(tb testing.TB, n *node, l net.Listener, routes http.Handler) {
	tb.Helper()
	server := web.HTTP(routes)
	go func() { _ = server.Serve(l) }() // ends with Close
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); n.server.Run(ctx) }()
	tb.Cleanup(func() {
		stop, end := context.WithTimeout(context.Background(), 10*time.Second)
		defer end()
		_ = n.server.Shutdown(stop)
		_ = server.Close()
		cancel()
		<-done
		_ = n.engine.Wait(stop)
	})
}

// counter counts round trips: a pipeline is one.
type counter struct{ n *atomic.Int64 }

func (c counter) DialHook(next redis.DialHook) redis.DialHook { return next }
func (c counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() != "ping" { // the readiness check, which no turn waits for
			c.n.Add(1)
		}
		return next(ctx, cmd)
	}
}
func (c counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.n.Add(1)
		return next(ctx, cmds)
	}
}

// talker talks to the engine directly.
type talker struct {
	*rig
	id machine.SessionID
	n  int
}

func newTalker(tb testing.TB, r *rig, name string) *talker {
	tb.Helper()
	t := &talker{rig: r, id: machine.SessionID(name)}
	ctx := context.Background()
	visitor := machine.Visitor{Browser: "browser"}
	if _, err := r.engine.Open(ctx, t.id, visitor); err != nil {
		tb.Fatal(err)
	}
	w := world{node: r.node}
	if err := w.SignIn(ctx, action.Caller{Session: name, Browser: "browser", Now: time.Now()}); err != nil {
		tb.Fatal(err)
	}
	if _, err := r.engine.Attach(ctx, t.id); err != nil {
		tb.Fatal(err)
	}
	return t
}

func (t *talker) say(tb testing.TB, text string) {
	tb.Helper()
	t.n++
	ev := machine.Said{Head: machine.Head{ID: fmt.Sprintf("c:%d", t.n), At: time.Now()}, Text: text}
	if err := t.engine.Handle(context.Background(), t.id, ev, nil); err != nil {
		tb.Fatal(err)
	}
	if err := t.engine.Wait(context.Background()); err != nil {
		tb.Fatal(err)
	}
}

// TestRoundTripsOfATurn holds what a turn costs in Redis: counts, which no
// load on the machine can blur.
func TestRoundTripsOfATurn(t *testing.T) {
	r, _ := newRig(t)
	talk := newTalker(t, r, "counted")
	trips := func(text string) int64 {
		before := r.trips.Load()
		talk.say(t, text)
		return r.trips.Load() - before
	}
	// The first conversation signs in, loads the stages and teaches Redis the
	// scripts; none of that belongs to an ordinary turn.
	for _, turn := range []string{"create a deal", "First deal", "contract sent", "5k", "skip", "skip", "yes"} {
		talk.say(t, turn)
	}
	talk.say(t, "create a deal")
	talk.say(t, "Counted deal")
	for _, turn := range []string{"contract sent", "5k", "skip"} {
		if got := trips(turn); got != 1 {
			t.Errorf("the ordinary turn %q took %d round trips, want 1", turn, got)
		}
	}
	// The last answer leads to a look whether there is such a deal already:
	// the turn, the token, and the turn that takes the answer.
	if got := trips("skip"); got > 3 {
		t.Errorf("the turn that looks something up took %d round trips, want at most 3", got)
	}
	before := len(r.box.Requests())
	if got := trips("yes"); got > 4 {
		t.Errorf("the turn that writes to HubSpot took %d round trips, want at most 4", got)
	} else {
		t.Logf("a turn with a write takes %d round trips", got)
	}
	if len(r.box.Requests()) == before {
		t.Error("nothing was written; the count says nothing")
	}
}

// TestAllocationsOfAStep holds what a step costs in memory. The typed amount
// is the step of BenchmarkStep.
func TestAllocationsOfAStep(t *testing.T) {
	m, s := askingForAmount(t)
	at := machine.Head{ID: "c:1", At: time.Now()}
	confirming := s
	confirming.Stack = append([]machine.Frame(nil), s.Stack...)
	confirming.Stack[0].State = "confirm"
	confirming.Stack[0].Skipped = []string{"amount", "close_date", "contact"}
	for _, c := range []struct {
		name  string
		s     machine.Session
		event machine.Event
		state string
	}{
		{"a pressed skip", s, machine.Chosen{Head: at, Value: "cmd:skip"}, "ask close_date"},
		{"a typed skip", s, machine.Said{Head: at, Text: "skip"}, "ask close_date"},
		{"a typed amount", s, machine.Said{Head: at, Text: "5k"}, "ask close_date"},
		{"a typed yes", confirming, machine.Said{Head: at, Text: "yes"}, "run"},
		{"a reconnect", s, machine.Joined{Head: at}, "ask amount"},
	} {
		next, _ := m.Step(c.s, c.event)
		if got := next.Stack[0].State; got != c.state {
			t.Errorf("%s: came to %q, want %q", c.name, got, c.state)
		}
		got := math.Inf(1) // the least of many: now and then a pool is empty, with the race detector often
		for range 100 {
			got = min(got, testing.AllocsPerRun(1, func() { m.Step(c.s, c.event) }))
		}
		t.Logf("%s allocates %.0f times", c.name, got)
		if got > 40 {
			t.Errorf("%s allocates %.0f times, want at most 40", c.name, got)
		}
	}
}

// askingForAmount is a session in the middle of create_deal.
func askingForAmount(tb testing.TB) (*machine.Machine, machine.Session) {
	tb.Helper()
	m := shipped(tb)
	d, _ := m.Dialog("create_deal")
	stages := []field.Choice{{Value: "new", Label: "New"}, {Value: "closedwon", Label: "Closed Won"}}
	return m, machine.Session{
		ID: "bench", Version: 7, Accounts: []action.Account{{Provider: "hubspot", ID: "1"}},
		Stack: []machine.Frame{{
			Dialog: "create_deal", Hash: d.Hash, State: "ask amount", Order: []string{"name", "stage", "amount"},
			Fields:  map[string]field.Value{"name": {Norm: "Acme"}, "pipeline": {Norm: "default", Label: "Sales"}, "stage": {Norm: "new", Label: "New"}},
			Choices: map[string][]field.Choice{"stage": stages, "pipeline": {{Value: "default", Label: "Sales"}}},
		}},
	}
}

func BenchmarkStep(b *testing.B) {
	m, s := askingForAmount(b)
	ev := machine.Said{Head: machine.Head{ID: "c:1", At: time.Now()}, Text: "5k"}
	b.ReportAllocs()
	for b.Loop() {
		m.Step(s, ev)
	}
}

func BenchmarkCompile(b *testing.B) {
	catalog := newCatalog(nil, nil, nil)
	b.ReportAllocs()
	for b.Loop() {
		trees, house, _ := readDialogs("")
		if _, diags := machine.Compile(trees, house, catalog); diags.Failed() {
			b.Fatal(diags)
		}
	}
}

// BenchmarkTurn is one ordinary turn through engine and Redis.
func BenchmarkTurn(b *testing.B) {
	r, _ := newRig(b)
	talk := newTalker(b, r, "turn")
	talk.say(b, "create a deal")
	talk.say(b, "Benchmark")
	talk.say(b, "contract sent")
	for i := 0; b.Loop(); i++ {
		talk.say(b, []string{"5k", "back"}[i%2])
	}
}

// socket is a client of the chat.
type socket struct {
	c *websocket.Conn
	n int
}

func dial(tb testing.TB, address string) *socket {
	tb.Helper()
	d := websocket.Dialer{Subprotocols: []string{"parley.v1"}}
	c, _, err := d.Dial("ws"+strings.TrimPrefix(address, "http")+"/v1/chat", nil)
	if err != nil {
		tb.Fatal(err)
	}
	s := &socket{c: c}
	s.send(tb, `{"type":"hello"}`)
	s.until(tb, `"type":"turn"`)
	return s
}

func (s *socket) send(tb testing.TB, frame string) {
	if err := s.c.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		tb.Fatal(err)
	}
}

// until reads frames until one holds a text.
func (s *socket) until(tb testing.TB, text string) string {
	for {
		_, data, err := s.c.ReadMessage()
		if err != nil {
			tb.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			return string(data)
		}
	}
}

func (s *socket) turn(tb testing.TB, text string) {
	s.n++
	s.send(tb, fmt.Sprintf(`{"type":"message","id":"m%d","text":%q}`, s.n, text))
	s.until(tb, fmt.Sprintf(`"reply_to":"m%d"`, s.n))
}

// BenchmarkWholeTurn is one ordinary turn from a socket and back to it. Its
// yardstick is BenchmarkEcho.
func BenchmarkWholeTurn(b *testing.B) {
	_, address := newRig(b)
	b.RunParallel(func(pb *testing.PB) {
		s := dial(b, address)
		defer s.c.Close()
		for pb.Next() {
			s.turn(b, "hello")
		}
	})
}

// BenchmarkEcho is a bare socket that does one SET for each message.
func BenchmarkEcho(b *testing.B) {
	rdb, err := redisstore.Open(context.Background(), "redis://"+redistest.Start(b)+"/0")
	if err != nil {
		b.Fatal(err)
	}
	defer rdb.Close()
	var up websocket.Upgrader
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		for {
			kind, data, err := c.ReadMessage()
			if err != nil {
				return
			}
			if rdb.Set(r.Context(), "echo", data, time.Hour).Err() != nil || c.WriteMessage(kind, data) != nil {
				return
			}
		}
	}))
	defer server.Close()
	b.RunParallel(func(pb *testing.PB) {
		c, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
		if err != nil {
			b.Error(err)
			return
		}
		defer c.Close()
		for pb.Next() {
			if c.WriteMessage(websocket.TextMessage, []byte(`{"type":"message","id":"m1","text":"hello"}`)) != nil {
				b.Error("write failed")
				return
			}
			if _, _, err := c.ReadMessage(); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkConversation is a whole create_deal over a socket, sign-in left out.
func BenchmarkConversation(b *testing.B) {
	r, address := newRig(b)
	w := world{node: r.node}
	for b.Loop() {
		d := websocket.Dialer{Subprotocols: []string{"parley.v1"}}
		c, res, err := d.Dial("ws"+strings.TrimPrefix(address, "http")+"/v1/chat", nil)
		if err != nil {
			b.Fatal(err)
		}
		// The server knows the browser by the hash of the cookie it just gave.
		cookie := sha256.Sum256([]byte(res.Cookies()[0].Value))
		s := &socket{c: c}
		s.send(b, `{"type":"hello"}`)
		welcome := s.until(b, `"type":"welcome"`)
		id := between(welcome, `"session":"`, `"`)
		s.until(b, `"type":"turn"`)
		if err := w.SignIn(b.Context(), action.Caller{Session: id, Browser: hex.EncodeToString(cookie[:]), Now: time.Now()}); err != nil {
			b.Fatal(err)
		}
		for _, step := range []struct{ say, until string }{
			{"create a deal called Bench", `"ask stage"`}, {"contract sent", `"ask amount"`}, {"5k", `"ask close_date"`},
			{"skip", `"ask contact"`}, {"skip", `"state":"confirm"`}, {"yes", `"done"`},
		} {
			s.n++
			s.send(b, fmt.Sprintf(`{"type":"message","id":"m%d","text":%q}`, s.n, step.say))
			s.until(b, step.until)
		}
		_ = c.Close()
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// BenchmarkColdStart is `parley demo` from its start to the first greeting.
func BenchmarkColdStart(b *testing.B) {
	for b.Loop() {
		ctx, cancel := context.WithCancel(context.Background())
		out, in := io.Pipe()
		a := app{stdin: strings.NewReader(""), stdout: in, stderr: io.Discard, lookupEnv: noEnvironment}
		done := make(chan int)
		go func() { done <- a.run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--print-ready", "json"}) }()
		line := make([]byte, 4096)
		n, err := out.Read(line)
		if err != nil {
			b.Fatal(err)
		}
		s := dial(b, between(string(line[:n]), `,"url":"`, `"`))
		_ = s.c.Close()
		b.StopTimer()
		cancel()
		<-done
		b.StartTimer()
	}
}

// BenchmarkAtRest is the resident memory of `parley serve`, as the system
// counts it, once it has said that it is ready and before anybody talks to it.
// Redis and the sandbox are processes of their own and don't count.
func BenchmarkAtRest(b *testing.B) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		b.Skipf("the system does not tell what a process takes: %v", err)
	}
	box := start(b, nil, "sandbox", "--addr", "127.0.0.1:0", "--print-ready", "json")
	env := hubspotEnv(box, redistest.Start(b))
	kib := 0
	for b.Loop() {
		server := start(b, env, "serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--print-ready", "json")
		answer, err := http.Get(server.fact("url") + "/readyz")
		if err != nil {
			b.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			b.Fatalf("it says it is ready, and /readyz answers %s", answer.Status)
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", server.cmd.Process.Pid))
		if err != nil {
			b.Fatal(err)
		}
		var one int
		if _, err := fmt.Sscanf(between(string(status), "VmRSS:", "kB"), "%d", &one); err != nil {
			b.Fatalf("no VmRSS in %q: %v", status, err)
		}
		kib += one
		server.kill()
	}
	b.ReportMetric(float64(kib)/float64(b.N)/1024, "MiB-at-rest")
}
