package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/connectors/oauth"
	"parley/connectors/redisstore/redistest"
	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/convtest"
	"parley/engine/machine"
)

// run runs a command in this process, for at most two minutes.
func run(t testing.TB, env map[string]string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var out, errs syncBuffer
	a := app{stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs, lookupEnv: func(k string) (string, bool) { v, ok := env[k]; return v, ok }}
	code = a.run(ctx, args)
	if ctx.Err() != nil {
		t.Fatalf("parley %s did not end:\n%s%s", strings.Join(args, " "), out.String(), errs.String())
	}
	return code, out.String(), errs.String()
}

// syncBuffer is a buffer that several goroutines may write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestREL26_WrongStart starts the program wrongly in every way that comes to
// mind. Each gives one message that says what to do.
func TestREL26_WrongStart(t *testing.T) {
	t.Parallel()
	redis := "redis://" + redistest.Start(t) + "/0"
	evicting := "redis://" + redistest.Start(t, "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru") + "/0"
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := free.Addr().String()
	_ = free.Close()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	broken := filepath.Dir(file("broken/x.yaml", "dialog: x\ntitle: X\ndescription: An X.\nstart: [list x]\nneeds: hubspot\ndo: hubspot.deals.list\naks: y\nshow:\n  columns: [name]\n"))
	const secret = "canary-secret-0123456789"
	good := map[string]string{
		"PARLEY_REDIS": redis, "PARLEY_KEYS": oauth.NewKey(), "PARLEY_ADDR": "127.0.0.1:0", "PARLEY_ADMIN_ADDR": "127.0.0.1:0",
		"PARLEY_HUBSPOT_CLIENT_ID": "id", "PARLEY_HUBSPOT_CLIENT_SECRET": secret,
	}
	for _, c := range []struct {
		name string
		args string
		env  map[string]string // over the good ones
		code int
		want []string
	}{
		{"no redis", "serve", map[string]string{"PARLEY_REDIS": "redis://user:" + secret + "@" + nobody + "/0"}, 1, []string{"no Redis answers at " + nobody, "redis-server", "PARLEY_REDIS"}},
		{"redis of another kind", "serve", map[string]string{"PARLEY_REDIS": "http://" + nobody}, 1, []string{`begins with "http"`, "use redis"}},
		{"redis that drops keys", "serve", map[string]string{"PARLEY_REDIS": evicting}, 1, []string{"allkeys-lru", "noeviction"}},
		{"port taken", "serve --addr " + taken.Addr().String(), nil, 1, []string{"taken by another program", "--addr", "port 0"}},
		{"operator's port taken", "serve --admin-addr " + taken.Addr().String(), nil, 1, []string{"taken by another program", "--admin-addr"}},
		{"demo's port taken", "demo --addr " + taken.Addr().String(), nil, 1, []string{"taken by another program", "--addr"}},
		{"sandbox's port taken", "sandbox --addr " + taken.Addr().String(), nil, 1, []string{"taken by another program", "--addr"}},
		{"no address", "serve --addr nonsense", nil, 1, []string{"can't listen on nonsense", "check --addr"}},
		{"no keys", "serve", map[string]string{"PARLEY_KEYS": ""}, 1, []string{"PARLEY_KEYS is missing", "openssl rand -base64 32"}},
		{"key without id", "serve", map[string]string{"PARLEY_KEYS": secret}, 1, []string{"PARLEY_KEYS", "write id:key"}},
		{"short key", "serve", map[string]string{"PARLEY_KEYS": "k1:" + secret}, 1, []string{"PARLEY_KEYS", `"k1" is not 32 bytes in base64`}},
		{"no client id", "serve", map[string]string{"PARLEY_HUBSPOT_CLIENT_ID": ""}, 1, []string{"PARLEY_HUBSPOT_CLIENT_ID", "is missing", "app's page"}},
		{"no client secret", "serve", map[string]string{"PARLEY_HUBSPOT_CLIENT_SECRET": ""}, 1, []string{"PARLEY_HUBSPOT_CLIENT_SECRET: is missing"}},
		{"wrong kind of app", "serve --hubspot-app odd", nil, 1, []string{"--hubspot-app", `must be "system" or "custom"`}},
		{"wrong address of HubSpot", "serve --hubspot-url odd", nil, 1, []string{"--hubspot-url", "https://example.com/path"}},
		{"unknown version of HubSpot", "serve --hubspot-version v9", nil, 1, []string{"--hubspot-version", `"v9"`, "2026-09, 2026-03, v3"}},
		{"old version in the environment", "serve", map[string]string{"PARLEY_HUBSPOT_VERSION": "2025-09"}, 1, []string{"PARLEY_HUBSPOT_VERSION", `"2025-09"`, "2026-09, 2026-03, v3"}},
		{"unknown version of OAuth", "serve --hubspot-token-url https://api.hubapi.com/oauth/2025-09/token", nil, 1, []string{"--hubspot-token-url", `"2025-09"`, "2026-09, 2026-03, v3"}},
		{"wrong own address", "serve --public-url odd", nil, 1, []string{"--public-url", "https://example.com/path"}},
		{"wrong origin", "serve --origins www.example.com", nil, 1, []string{"--origins", `"www.example.com"`, "https://www.example.com"}},
		{"wrong network", "serve --proxies odd", nil, 1, []string{"--proxies", "10.0.0.0/8"}},
		{"model without its address", "serve", map[string]string{"PARLEY_LLM_MODEL": "small-1", "PARLEY_LLM_KEY": secret}, 1, []string{"--llm-url is missing", "--llm-model"}},
		{"address without a model", "serve --llm-url https://models.example.com/v1", nil, 1, []string{"--llm-model is missing", "--llm-url"}},
		{"model in the clear", "serve --llm-model small-1 --llm-url http://models.example.com/v1", map[string]string{"PARLEY_LLM_KEY": secret}, 1, []string{"--llm-url", "https://"}},
		{"no such file", "serve --config " + dir + "/none.yaml", nil, 1, []string{"settings file can't be read", "none.yaml"}},
		{"unknown setting", "serve --config " + file("a.yaml", "addr: 127.0.0.1:0\nredsi: x\n"), nil, 1, []string{"a.yaml:2:1:", `"redsi"`, `did you mean "redis"?`}},
		{"wrong value in the file", "serve --config " + file("b.yaml", "demo-page: perhaps\n"), nil, 1, []string{"b.yaml:1:1: demo-page", `"perhaps" is no true or false`}},
		{"unknown word of the widget", "demo --widget-words " + filepath.Dir(file("fr.json", `{"sned": "Envoyer"}`)), nil, 1, []string{"--widget-words", "fr.json", `"sned"`}},
		{"wrong word in the file", "serve --config " + file("c.yaml", "\nlog-level: loud\n"), nil, 1, []string{"c.yaml:2:1: log-level", "debug, info, warn or error", `"loud"`}},
		{"wrong word in the environment", "serve", map[string]string{"PARLEY_LOG_FORMAT": "xml"}, 1, []string{"PARLEY_LOG_FORMAT is json or text"}},
		{"file that is no YAML", "serve --config " + file("d.yaml", "addr: [127.0.0.1:0\n"), nil, 1, []string{"d.yaml:1:", "close it with ]"}},
		{"setting twice", "serve --config " + file("e.yaml", "addr: 1\naddr: 2\n"), nil, 1, []string{"e.yaml:2:1:", `"addr" is here twice`}},
		{"no such folder", "serve --dialogs " + dir + "/none", nil, 1, []string{"there is no folder", "none", "--dialogs"}},
		{"broken dialogs", "serve --dialogs " + broken, nil, 1, []string{"x.yaml:7:1", `"aks"`, "parley lint " + broken}},
		{"demo with broken dialogs", "demo --addr 127.0.0.1:0 --dialogs " + broken, nil, 1, []string{"x.yaml:7:1", `"aks"`, "parley lint " + broken}},
		{"chat with broken dialogs", "chat --dialogs " + broken, nil, 1, []string{"x.yaml:7:1", "parley lint " + broken}},
		{"chat with nobody", "chat --url ws://" + nobody + "/v1/chat", nil, 1, []string{"no server answers at ws://" + nobody}},
		{"chat with another", "chat --url http://" + strings.TrimPrefix(redis, "redis://"), nil, 1, []string{"no server answers"}},
		{"unknown flag", "serve --bogus", nil, 2, []string{"unknown flag: --bogus", "parley help"}},
		{"unknown command", "servee", nil, 2, []string{`unknown command "servee"`, "serve", "parley help"}},
		{"too much", "serve extra", nil, 2, []string{"takes no names after it", `"extra"`}},
		{"too little", "graph", nil, 2, []string{"write `parley graph DIALOG`"}},
		{"unknown dialog", "graph creat_deal", nil, 1, []string{`did you mean "create_deal"?`}},
		{"wrong format of the log", "serve --log-format xml", nil, 2, []string{"--log-format is json or text"}},
		{"wrong clock", "serve --now yesterday", nil, 2, []string{"--now wants a time like 20"}},
		{"wrong ready line", "serve --print-ready xml", nil, 2, []string{"--print-ready knows only json"}},
		{"unknown records", "sandbox --portal odd", nil, 2, []string{"small_portal or empty"}},
		{"nothing to check", "lint " + dir + "/none", nil, 1, []string{"there is no file or folder"}},
		{"wrong format of lint", "lint --format xml", nil, 2, []string{"text, json or sarif"}},
		{"nothing to test", "test " + dir + "/none", nil, 1, []string{"there is no file or folder"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{}
			for k, v := range good {
				env[k] = v
			}
			for k, v := range c.env {
				env[k] = v
			}
			code, out, errs := run(t, env, "", strings.Fields(c.args)...)
			var said []string // without the log
			for _, line := range strings.Split(strings.TrimSpace(errs), "\n") {
				if !strings.HasPrefix(line, "{") {
					said = append(said, line)
				}
			}
			text := strings.Join(said, "\n")
			t.Log(text)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if out != "" {
				t.Errorf("on standard output: %s", out)
			}
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("the message does not say %q", w)
				}
			}
			if strings.Count(text, "parley: ") > 1 {
				t.Error("there is more than one message")
			}
			if strings.Contains(errs, secret) {
				t.Error("a secret is in the message or the log")
			}
		})
	}
}

// TestWrongClientSecret signs in with a secret that HubSpot refuses: the chat
// stays polite, the log tells the operator where to look.
func TestWrongClientSecret(t *testing.T) {
	t.Parallel()
	box := start(t, nil, "sandbox", "--addr", "127.0.0.1:0", "--print-ready", "json")
	const secret = "canary-wrong-secret-42"
	env := hubspotEnv(box, redistest.Start(t), "PARLEY_HUBSPOT_CLIENT_SECRET="+secret)
	server := start(t, env, "serve", "--addr", "127.0.0.1:0", "--admin-addr", "", "--print-ready", "json", "--log-level", "debug")
	v := newVisitor(t, server.fact("url"))
	v.deadline = time.Now().Add(20 * time.Second)
	v.push("create a deal")
	for v.link() == "" {
		if err := v.next(); err != nil {
			t.Fatalf("%v\n%s", err, v.transcript())
		}
	}
	if err := v.follow(v.link()); err != nil {
		t.Fatal(err)
	}
	for !v.newest("New link") {
		if err := v.next(); err != nil {
			t.Fatalf("%v\n%s", err, v.transcript())
		}
	}
	if !v.hears(0, "An administrator has to correct that") || !v.newest("Cancel") {
		t.Errorf("the chat says something else:\n%s", v.transcript())
	}
	log := server.output()
	if !strings.Contains(log, `"setting":"client_secret"`) {
		t.Errorf("the log does not name the setting:\n%s", log)
	}
	if strings.Contains(log, secret) || bytes.Contains(bytes.Join(v.raw, nil), []byte(secret)) {
		t.Error("the secret is in the log or in a frame")
	}
}

// TestFramesOfEveryWrongKind sends what no client should. Each is answered by
// an error frame or a close code, and the server goes on.
func TestFramesOfEveryWrongKind(t *testing.T) {
	t.Parallel()
	_, base := newRig(t)
	long := strings.Repeat("x", 4001)
	for _, c := range []struct {
		name  string
		kind  int
		frame string
		want  string // an error code, or a close code
	}{
		{"not JSON", websocket.TextMessage, "hello", "bad_frame"},
		{"empty", websocket.TextMessage, "", "bad_frame"},
		{"a list", websocket.TextMessage, `[1,2]`, "bad_frame"},
		{"null", websocket.TextMessage, `null`, "bad_frame"},
		{"half", websocket.TextMessage, `{"type":"message","id":"a"`, "bad_frame"},
		{"two", websocket.TextMessage, `{"type":"ack","seq":1}{"type":"ack","seq":1}`, "bad_frame"},
		{"unknown type", websocket.TextMessage, `{"type":"dance"}`, "bad_frame"},
		{"no type", websocket.TextMessage, `{}`, "bad_frame"},
		{"type that is a number", websocket.TextMessage, `{"type":7}`, "bad_frame"},
		{"deep", websocket.TextMessage, strings.Repeat(`{"a":`, 9) + "1" + strings.Repeat("}", 9), "bad_frame"},
		{"no id", websocket.TextMessage, `{"type":"message","text":"hi"}`, "bad_frame"},
		{"long id", websocket.TextMessage, `{"type":"message","id":"` + strings.Repeat("i", 65) + `","text":"hi"}`, "bad_frame"},
		{"id that is a number", websocket.TextMessage, `{"type":"message","id":5,"text":"hi"}`, "bad_frame"},
		{"id with a line end", websocket.TextMessage, `{"type":"message","id":"a\nb","text":"hi"}`, "bad_frame"},
		{"no text", websocket.TextMessage, `{"type":"message","id":"a"}`, "bad_frame"},
		{"long text", websocket.TextMessage, `{"type":"message","id":"a","text":"` + long + `"}`, "too_large"},
		{"choice of nothing", websocket.TextMessage, `{"type":"choose","id":"a","seq":1}`, "bad_frame"},
		{"choice of the past", websocket.TextMessage, `{"type":"choose","id":"a","value":"start:create_deal","seq":-1}`, "bad_frame"},
		{"choice of the future", websocket.TextMessage, `{"type":"choose","id":"a","value":"cmd:skip","seq":99}`, "stale_choice"},
		{"start of the future", websocket.TextMessage, `{"type":"choose","id":"a","value":"start:create_deal","seq":99}`, "stale_choice"},
		{"fill of nothing", websocket.TextMessage, `{"type":"fill","id":"a"}`, "bad_frame"},
		{"fill of numbers", websocket.TextMessage, `{"type":"fill","id":"a","fields":{"x":1}}`, "bad_frame"},
		{"ack below zero", websocket.TextMessage, `{"type":"ack","seq":-1}`, "bad_frame"},
		{"bind of nothing", websocket.TextMessage, `{"type":"bind"}`, "bad_frame"},
		{"second hello", websocket.TextMessage, `{"type":"hello"}`, "bad_frame"},
		{"17 KiB", websocket.TextMessage, `{"type":"message","id":"a","text":"` + strings.Repeat("x", 17<<10) + `"}`, "1009"},
		{"binary", websocket.BinaryMessage, `{"type":"ack","seq":1}`, "1003"},
		{"no UTF-8", websocket.TextMessage, "{\"type\":\"message\",\"id\":\"a\",\"text\":\"\xff\xfe\"}", "1007"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := dial(t, base)
			defer s.c.Close()
			_ = s.c.SetReadDeadline(time.Now().Add(10 * time.Second))
			if err := s.c.WriteMessage(c.kind, []byte(c.frame)); err != nil {
				t.Fatal(err)
			}
			for got := ""; got == ""; {
				_, data, err := s.c.ReadMessage()
				var closed *websocket.CloseError
				var f struct{ Type, Code, Message string }
				switch {
				case errors.As(err, &closed):
					got = fmt.Sprint(closed.Code)
				case err != nil:
					t.Fatal(err)
				case json.Unmarshal(data, &f) == nil && f.Type == "error":
					if got = f.Code; f.Message == "" {
						t.Error("the error says nothing")
					}
				}
				if got != "" && got != c.want {
					t.Errorf("answered %s, want %s: %s", got, c.want, data)
				}
			}
			if len(c.want) > 4 { // an error frame: the chat goes on
				s.turn(t, "hello")
			}
		})
	}
	s := dial(t, base)
	defer s.c.Close()
	s.turn(t, "hello")
}

// direct talks to a world's engine, without a socket.
type direct struct {
	*world
	id   machine.SessionID
	sent int
	said int // of these, those that were words
}

func (d *direct) happen(ctx context.Context, ev func(machine.Head) machine.Event) error {
	d.sent++
	if err := d.engine.Handle(ctx, d.id, ev(machine.Head{ID: fmt.Sprintf("c:%d", d.sent), At: time.Now()}), nil); err != nil {
		return err
	}
	return d.engine.Wait(ctx)
}

func (d *direct) say(ctx context.Context, text string) error {
	d.said++
	return d.happen(ctx, func(h machine.Head) machine.Event { return machine.Said{Head: h, Text: text} })
}

func (d *direct) turns(ctx context.Context) (list []machine.Turn, err error) {
	out, err := d.store.Turns(ctx, d.id, 0)
	for _, s := range out.Turns {
		var turn machine.Turn
		if err := json.Unmarshal(s.Data, &turn); err != nil {
			return nil, err
		}
		list = append(list, turn)
	}
	return list, err
}

// TestREL30_Nonsense lets HubSpot answer nonsense to the call that each dialog
// is about. The chat says so in clear words, nothing that was entered is lost,
// and once HubSpot is itself again the dialog comes to its end.
func TestREL30_Nonsense(t *testing.T) {
	t.Parallel()
	m := shipped(t)
	kinds := []struct {
		name  string
		fault sandbox.Fault
	}{
		{"garbage", sandbox.Fault{Body: "%&/()= garbage"}},
		{"HTML", sandbox.Fault{Body: "<html><body>Welcome to the proxy</body></html>"}},
		{"empty body", sandbox.Fault{Body: " "}},
		{"empty object", sandbox.Fault{Body: "{}"}},
		{"truncated", sandbox.Fault{Body: `{"id":"123","properties":{"dealna`}},
		{"list", sandbox.Fault{Body: `[1,2,3]`}},
		{"wrong types", sandbox.Fault{Body: `{"id":{"a":1},"properties":7,"results":"none","total":"many"}`}},
		{"null", sandbox.Fault{Body: `null`}},
		{"201 without an id", sandbox.Fault{Status: 201, Body: `{"properties":{}}`}},
		{"huge", sandbox.Fault{Body: `{"x":"` + strings.Repeat("y", 11<<20) + `"}`}},
	}
	slots := make(chan struct{}, 4)
	var group sync.WaitGroup
	for _, c := range talk12 {
		for _, k := range kinds {
			if k.name == "huge" && c.dialog != "create_deal" && c.dialog != "list_deals" {
				continue // the same reader everywhere
			}
			slots <- struct{}{}
			group.Go(func() {
				defer func() { <-slots }()
				var log syncBuffer
				opened, err := openWorld(m, slog.New(slog.NewJSONHandler(&log, nil)))(t.Context(), convtest.Setup{Portal: "small_portal"})
				if err != nil {
					t.Error(err)
					return
				}
				w := opened.(*world)
				defer w.Close()
				talk, err := nonsense(t.Context(), w, c.dialog, c.lines, c.state, k.fault)
				if err != nil {
					t.Errorf("%s, %s: %v\n%s\n%s", c.dialog, k.name, err, talk, log.String())
				}
				if strings.Contains(log.String(), "panic") {
					t.Errorf("%s, %s: panic\n%s", c.dialog, k.name, log.String())
				}
			})
		}
	}
	group.Wait()
}

func nonsense(ctx context.Context, w *world, dialog string, lines []string, end string, fault sandbox.Fault) (talk string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	d := &direct{world: w, id: "nonsense"}
	if _, err := w.engine.Open(ctx, d.id, machine.Visitor{Browser: "b"}); err != nil {
		return "", err
	}
	if err := w.SignIn(ctx, action.Caller{Session: string(d.id), Browser: "b", Now: time.Now()}); err != nil {
		return "", err
	}
	defer func() {
		turns, _ := d.turns(ctx)
		talk = (&visitor{turns: turns}).transcript()
	}()
	for _, line := range lines[:len(lines)-1] {
		if err := d.say(ctx, line); err != nil {
			return "", err
		}
	}
	object := "deals"
	if strings.Contains(dialog, "contact") {
		object = "contacts"
	}
	fault.Match = sandbox.Match{Path: "/crm"}
	w.sandbox.SetFault(fault)
	before := w.sandbox.Requests()
	if err := d.say(ctx, lines[len(lines)-1]); err != nil {
		return "", err
	}
	if len(w.sandbox.Requests()) == len(before) {
		return "", errors.New("HubSpot was not asked; the case shows nothing")
	}
	w.sandbox.ClearFaults()

	for range 4 {
		turns, err := d.turns(ctx)
		if err != nil {
			return "", err
		}
		last := turns[len(turns)-1]
		said := ""
		for _, m := range last.Messages {
			said += m.Text
		}
		if said == "" {
			return "", errors.New("nothing is said")
		}
		for _, leak := range []string{"json", "JSON", "<html", "unmarshal", "invalid character", "http", "500"} {
			if strings.Contains(said, leak) && !strings.Contains(said, "Open in HubSpot") {
				return "", fmt.Errorf("%q is no word for a visitor: %s", leak, said)
			}
		}
		v := &visitor{turns: turns}
		if got := v.theEnd(); got == end {
			break
		}
		label := "Try again"
		if v.newest("Send it again") {
			label = "Send it again"
			if recordIs(ctx, w.http.URL, dialog, object) {
				label = "It's there"
			}
		}
		if !v.newest(label) {
			if dialog[:3] != "get" && dialog[:6] != "update" && dialog[:6] != "delete" || last.Dialog == nil || !strings.HasPrefix(last.Dialog.State, "ask") {
				return "", fmt.Errorf("there is no way on from %q", v.theEnd())
			}
			if err := d.say(ctx, lines[1]); err != nil { // the record is asked for again
				return "", err
			}
			continue
		}
		var button machine.Button
		for _, m := range last.Messages {
			for _, b := range m.Choices {
				if b.Label == label {
					button = b
				}
			}
		}
		if err := d.happen(ctx, func(h machine.Head) machine.Event {
			return machine.Chosen{Head: h, Value: button.Value, Seq: last.Seq}
		}); err != nil {
			return "", err
		}
	}
	turns, err := d.turns(ctx)
	if err != nil {
		return "", err
	}
	if got := (&visitor{turns: turns}).theEnd(); got != end {
		return "", fmt.Errorf("came to %q, not %q", got, end)
	}
	if strings.HasPrefix(dialog, "create") && !recordIs(ctx, w.http.URL, dialog, object) {
		return "", errors.New("the record is not there, or more than once")
	}
	return "", eachOnce(ctx, w.node, d.id, d.said)
}

// recordIs tells whether what a create of talk12 makes is there, once.
func recordIs(ctx context.Context, api, dialog, object string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, api+"/_sandbox/records", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	var all struct {
		Accounts []struct {
			Deals    []boxRecord `json:"deals"`
			Contacts []boxRecord `json:"contacts"`
		} `json:"accounts"`
	}
	if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
		return false
	}
	n := 0
	for _, a := range all.Accounts {
		n += count(a.Deals, "dealname", "Crash Deal", false) * len(object[:1]) * boolOf(object == "deals")
		n += count(a.Contacts, "email", "kim.crash@new.example", false) * boolOf(object == "contacts")
	}
	return n == 1
}

func boolOf(b bool) int {
	if b {
		return 1
	}
	return 0
}
