package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/llm"
	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/redisstore/redistest"
	"parley/connectors/sandbox"
	"parley/web"
)

// canaries are secrets by what they are.
type canaries map[string]string

// forms are the ways in which a secret may stand in some text.
func forms(secret string) []string {
	list := []string{secret, url.QueryEscape(secret), hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret)))}
	for shift := range 3 { // base64 of a text that begins anywhere
		b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
		inner := b[4*((shift+2)/3) : len(b)-4]
		if len(inner) < 8 {
			continue // says nothing
		}
		list = append(list, inner, strings.NewReplacer("+", "-", "/", "_").Replace(inner))
	}
	return list
}

// in tells which of the canaries are in a text.
func (c canaries) in(text string) (list []string) {
	for what, secret := range c {
		for _, form := range forms(secret) {
			if strings.Contains(text, form) {
				list = append(list, what)
				break
			}
		}
	}
	return list
}

// spied keeps what passes a server.
type spied struct {
	mu        sync.Mutex
	addresses []string // of requests, and those that answers lead to
	tokens    []string // bodies of token requests and their answers
}

func (s *spied) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.addresses = append(s.addresses, r.URL.String(), r.Header.Get("Referer"))
		s.mu.Unlock()
		if r.Header.Get("Upgrade") != "" || strings.HasPrefix(r.URL.Path, "/_sandbox") {
			next.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		s.mu.Lock()
		s.addresses = append(s.addresses, rec.Header().Get("Location"))
		if strings.Contains(r.URL.Path, "/token") && !strings.Contains(r.URL.Path, "introspect") {
			s.tokens = append(s.tokens, string(body), rec.Body.String())
		}
		s.mu.Unlock()
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// dump is everything in a Redis as text: names and values.
func dump(t testing.TB, rdb redis.UniversalClient) string {
	t.Helper()
	ctx := context.Background()
	keys, err := rdb.Keys(ctx, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, key := range keys {
		fmt.Fprintf(&b, "%s\n", key)
		switch kind := rdb.Type(ctx, key).Val(); kind {
		case "string":
			b.WriteString(rdb.Get(ctx, key).Val())
		case "hash":
			for f, v := range rdb.HGetAll(ctx, key).Val() {
				b.WriteString(f + " " + v + "\n")
			}
		case "list":
			b.WriteString(strings.Join(rdb.LRange(ctx, key, 0, -1).Val(), "\n"))
		case "zset":
			b.WriteString(strings.Join(rdb.ZRange(ctx, key, 0, -1).Val(), "\n"))
		case "none": // aged out meanwhile
		default:
			t.Errorf("%s is a %s, which this test can't read", key, kind)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestSEC14_SEC16_SEC42_SEC43_SEC47_Canaries talks all dialogs through with secrets that can be
// told from everything else, and looks for them wherever they should not be.
// Afterwards every key in Redis has an end.
func TestSEC14_SEC16_SEC42_SEC43_SEC47_Canaries(t *testing.T) {
	t.Parallel()
	const (
		secret   = "canary+client/secret=Xq7"
		dealName = "Zanzibar canary deal"
		mail     = "canary.person@zanzibar.example"
		injected = "Zanzibar\r\n{\"level\":\"ERROR\",\"msg\":\"forged\"}"
		hidden   = "canary-in-a-body-55"
		modelKey = "sk-canary-model-77"
	)
	var spy spied
	box := sandbox.New(sandbox.Config{ClientSecret: secret})
	api := httptest.NewServer(spy.watch(box.Handler()))
	t.Cleanup(func() { box.Close(); api.Close() })
	rdb, err := redisstore.Open(t.Context(), "redis://"+redistest.Start(t)+"/0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() })
	entry := oauth.NewKey()
	keys, err := oauth.ParseKeys(entry)
	if err != nil {
		t.Fatal(err)
	}
	_, key, _ := strings.Cut(entry, ":")
	rawKey, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var debug, info syncBuffer
	logger := slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(&debug, &slog.HandlerOptions{Level: slog.LevelDebug - 4}),
		slog.NewTextHandler(&info, &slog.HandlerOptions{Level: slog.LevelInfo})))
	asked := make(chan bool, 1)
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		message, _ := io.ReadAll(r.Body)
		select {
		case asked <- r.Header.Get("Authorization") == "Bearer "+modelKey:
		default:
		}
		http.Error(w, hidden+r.Header.Get("Authorization")+string(message), http.StatusUnauthorized)
	}))
	t.Cleanup(model.Close)
	client := &llm.Client{Base: model.URL, Model: "small-1", Key: modelKey, Logger: logger}
	m, err := runnable("", client)
	if err != nil {
		t.Fatal(err)
	}
	n := newNode(nodeConfig{
		rdb: rdb, app: sandboxApp(box.Credentials(api.URL), urlOf(l), api.URL), keys: keys, apiBase: api.URL, appURL: api.URL,
		machine: m, logger: logger, model: client,
		web: &web.Config{PublicURL: urlOf(l), Logger: logger, AdminToken: "operator-canary-9", Limits: web.Limits{SessionsPerMinute: -1, SocketsPerAddress: -1, MessagesPerSecond: -1, Handshakes: -1}},
	})
	n.client.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	admin := httptest.NewServer(n.server.Admin())
	t.Cleanup(admin.Close)
	routes := n.server.Handler()
	serveOn(t, n, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		spy.mu.Lock()
		spy.addresses = append(spy.addresses, r.URL.String(), r.Header.Get("Referer"))
		spy.mu.Unlock()
		routes.ServeHTTP(w, r)
	}))

	var stored strings.Builder
	var frames, cookies []string
	sessions := canaries{}
	base := urlOf(l)
	converse := func(lines ...string) *visitor {
		t.Helper()
		v := newVisitor(t, base)
		v.deadline = time.Now().Add(30 * time.Second)
		v.push(lines[0])
		for v.link() == "" {
			if err := v.next(); err != nil {
				t.Fatalf("%v\n%s", err, v.transcript())
			}
		}
		stored.WriteString(dump(t, rdb)) // with the sign-in under way
		if err := v.rest(); err != nil {
			t.Fatalf("%v\n%s", err, v.transcript())
		}
		for _, line := range lines[1:] {
			if err := v.say(line); err != nil {
				t.Fatalf("%v\n%s", err, v.transcript())
			}
		}
		for _, f := range v.raw {
			if !bytes.Contains(f, []byte(`"type":"welcome"`)) {
				frames = append(frames, string(f))
			}
		}
		u, _ := url.Parse(base)
		for _, c := range v.jar.Cookies(u) {
			cookies = append(cookies, c.Value)
		}
		sessions[fmt.Sprintf("token of session %d", len(sessions))] = v.token
		return v
	}
	for _, c := range talk12 {
		if c.dialog != "create_deal" && c.dialog != "create_contact" {
			converse(c.lines...)
		}
	}
	if got := converse("create a deal", dealName, "contract sent", "5k", "skip", "skip", "yes").theEnd(); got != "done" {
		t.Errorf("the deal ended in %q", got)
	}
	if got := converse("create a contact", mail, "Zanzibar", "Canary", "skip", "skip", "yes").theEnd(); got != "done" {
		t.Errorf("the contact ended in %q", got)
	}
	converse("create a deal", injected, "contract sent", "5k", "skip", "skip", "yes")
	// What HubSpot says when it breaks is for nobody.
	box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/crm"}, Status: 500, Body: `{"status":"error","message":"` + hidden + `","correlationId":"00000000-0000-0000-0000-000000000001"}`})
	converse("get a deal", "Hooli")
	converse("list my contacts")
	box.ClearFaults()
	// A language model that breaks, and says what it was told.
	converse("create a deal", "cancel", "the grapefruit sings louder than Zanzibar")
	select {
	case right := <-asked:
		if !right {
			t.Error("the language model was asked without its key")
		}
	default:
		t.Error("no language model was asked; the test shows little")
	}
	// A sign-in that HubSpot breaks off.
	broken := newVisitor(t, base)
	broken.deadline = time.Now().Add(20 * time.Second)
	broken.push("list my deals")
	for broken.link() == "" {
		if err := broken.next(); err != nil {
			t.Fatal(err)
		}
	}
	box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/oauth/*token"}, Status: 500, Body: hidden})
	if err := broken.follow(broken.link()); err != nil {
		t.Fatal(err)
	}
	for !broken.newest("New link") {
		if err := broken.next(); err != nil {
			t.Fatalf("%v\n%s", err, broken.transcript())
		}
	}
	box.ClearFaults()
	for _, f := range broken.raw {
		frames = append(frames, strings.ReplaceAll(string(f), broken.token, ""))
	}
	stored.WriteString(dump(t, rdb))

	hard := canaries{"client secret": secret, "encryption key": key, "encryption key's bytes": string(rawKey), "operator's token": "operator-canary-9", "language model's key": modelKey}
	spy.mu.Lock()
	for _, body := range spy.tokens {
		var answer struct {
			Access  string `json:"access_token"`
			Refresh string `json:"refresh_token"`
		}
		if json.Unmarshal([]byte(body), &answer) == nil && answer.Access != "" {
			hard[fmt.Sprintf("access token %d", len(hard))] = answer.Access
			hard[fmt.Sprintf("refresh token %d", len(hard))] = answer.Refresh
		} else if form, err := url.ParseQuery(body); err == nil && form.Get("code_verifier") != "" {
			hard[fmt.Sprintf("verifier %d", len(hard))] = form.Get("code_verifier")
		}
	}
	addresses := strings.Join(spy.addresses, "\n")
	spy.mu.Unlock()
	if len(hard) < 30 {
		t.Fatalf("only %d secrets were seen; the test shows little", len(hard))
	}
	for i, c := range cookies {
		sessions[fmt.Sprintf("cookie %d", i)] = c
	}
	metrics := func() string {
		req, err := http.NewRequest(http.MethodGet, admin.URL+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer operator-canary-9")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		data, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK {
			t.Errorf("metrics: %s", res.Status)
		}
		return string(data)
	}()
	private := canaries{"deal's name": dealName, "e-mail": mail, "text": "Zanzibar", "what HubSpot said": hidden, "record's name": "Hooli - Campus Furniture", "message": "contract sent"}
	for place, text := range map[string]string{
		"the log": debug.String() + info.String(), "Redis": stored.String(), "a frame": strings.Join(frames, "\n"),
		"an address": addresses, "the metrics": metrics,
	} {
		if text == "" && place != "the log" {
			t.Errorf("nothing was seen of %s", place)
		}
		for _, what := range append(hard.in(text), sessions.in(text)...) {
			t.Errorf("%s is in %s", what, place)
		}
		if place == "the log" || place == "the metrics" || place == "an address" {
			for _, what := range private.in(text) {
				if place != "an address" || what != "e-mail" && what != "record's name" { // a contact is read by its e-mail
					t.Errorf("%s is in %s", what, place)
				}
			}
		}
		if place != "Redis" && place != "the log" && strings.Contains(text, hidden) {
			t.Errorf("what HubSpot said is in %s", place)
		}
	}
	if strings.Contains(strings.Join(frames, "\n"), hidden) {
		t.Error("what HubSpot said came to the visitor")
	}
	for _, line := range strings.Split(strings.TrimSpace(debug.String()), "\n") {
		if line != "" && !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is torn: %s", line)
		}
	}
	if debug.String() == "" {
		t.Error("nothing was logged; the test shows little")
	}

	for _, part := range []string{":oauth:flow:", ":oauth:token:", ":s:"} {
		if !strings.Contains(stored.String(), part) {
			t.Errorf("no key with %q was looked at", part)
		}
	}
	// Everything ages but what is documented in keys.go and keys_oauth.go.
	all, err := rdb.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		if left := rdb.PTTL(t.Context(), k).Val(); left <= 0 && k != "parley:parley:epoch" {
			t.Errorf("%s never ages", k)
		}
	}
	t.Logf("%d secrets, %d keys in Redis, %d frames, %d bytes of log", len(hard)+len(sessions), len(all), len(frames), len(debug.String()))
}
