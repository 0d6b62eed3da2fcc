package oauth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/engine/action"
)

// world is a provider, a store and one node; more nodes can be had.
type world struct {
	t        testing.TB
	provider *provider
	server   server
	rdb      *redis.Client
	bot      string
	flow     *oauth.Flow
	tokens   *oauth.Tokens
	logs     *logs
	visitor  action.Caller
	keys     string
}

const publicURL = "http://127.0.0.1:8080"

// everywhere runs a test in all four ways to use an app, on each kind of store.
func everywhere(t *testing.T, test func(t *testing.T, w *world)) {
	onStores(t, func(t *testing.T, s server) {
		for _, kind := range []string{oauth.System, oauth.Custom} {
			for _, authorization := range []string{oauth.User, oauth.Preauthorized} {
				t.Run(kind+" "+authorization, func(t *testing.T) { test(t, newWorld(t, s, kind, authorization)) })
			}
		}
	})
}

// toVisitors runs a test of what visitors do with access of their own, with
// both kinds of app. That they can do none of it with the access that all
// share is for TestSEC11_SharedTokenIsNotTheUsers.
func toVisitors(t *testing.T, test func(t *testing.T, w *world)) {
	everywhere(t, func(t *testing.T, w *world) {
		if !w.shared() {
			test(t, w)
		}
	})
}

func newWorld(t *testing.T, s server, kind, authorization string) *world {
	w := &world{
		t: t, provider: newProvider(t), server: s, bot: s.bot(), logs: &logs{}, keys: oauth.NewKey(),
		visitor: action.Caller{Session: "canary-session-ann", Browser: "hash-of-anns-cookie"},
	}
	w.rdb = s.client(t)
	w.flow = &oauth.Flow{
		Bot: w.bot, Store: redisstore.NewOAuth(w.rdb, w.bot), Keys: mustKeys(t, w.keys),
		Logger: slog.New(slog.NewJSONHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
		App: oauth.App{
			Provider: "hubspot", Kind: kind, Authorization: authorization,
			ClientID: clientID, ClientSecret: clientSecret,
			AuthURL: w.provider.URL + "/oauth/authorize", TokenURL: w.provider.URL + "/oauth/2026-09/token",
			Scopes: []string{"oauth", "crm.objects.deals.read"}, OptionalScopes: []string{"crm.objects.owners.read"},
			PublicURL: publicURL, APIBase: w.provider.URL,
		},
	}
	w.flow.Identify = oauth.HubSpotIdentity(w.flow.App, nil)
	w.flow.Revoke = oauth.HubSpotRevoke(w.flow.App, nil)
	w.tokens = w.node().tokens
	t.Cleanup(w.scan)
	return w
}

// node is the same settings on another connection, as another process would be.
func (w *world) node() *world {
	n := *w
	n.rdb = w.server.client(w.t)
	flow := *w.flow
	flow.Store = redisstore.NewOAuth(n.rdb, n.bot)
	n.flow = &flow
	n.tokens = &oauth.Tokens{Flow: n.flow, Wait: shortly}
	return &n
}

// shortly is a look at the store again soon; it is not waited for anything else.
func shortly(ctx context.Context, _ time.Duration) error {
	timer := time.NewTimer(time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// link begins a flow in the way that fits the mode and gives its id.
func (w *world) link() string {
	w.t.Helper()
	var needed *action.SignInNeeded
	var err error
	if w.flow.App.Authorization == oauth.Preauthorized {
		needed, err = w.flow.BeginOperator(w.t.Context())
	} else {
		needed, err = w.flow.Begin(w.t.Context(), w.visitor, "")
	}
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := url.Parse(needed.Start)
	if err != nil || !strings.HasPrefix(needed.Start, publicURL+"/oauth/"+w.flow.App.Provider+"/start?flow=") {
		w.t.Fatalf("start address %q", needed.Start)
	}
	return u.Query().Get("flow")
}

// consent begins, follows the link and agrees at the provider; it gives what
// the provider sends back.
func (w *world) consent() url.Values {
	w.t.Helper()
	redirect, err := w.start(w.link(), w.visitor.Browser)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.agree(redirect)
}

// start opens the link. An operator's is nobody's browser: it is gone on with
// by a click, and ends with digits.
func (w *world) start(link, browser string) (string, error) {
	if w.shared() {
		return w.flow.StartUnproved(w.t.Context(), link, browser)
	}
	return w.flow.Start(w.t.Context(), link, browser)
}

// finish brings the provider's answer, and types the digits of an operator.
func (w *world) finish(browser string, q url.Values) (oauth.Finished, error) {
	done, err := w.flow.Finish(w.t.Context(), browser, q)
	if err != nil || !w.shared() {
		return done, err
	}
	if len(done.Code) != 8 || !done.Operator {
		w.t.Fatalf("an operator's sign-in without digits: %+v", done)
	}
	return w.confirm(done.Code[:4] + " " + done.Code[4:])
}

// confirm types digits where they belong: into the chat, or where the operator
// asked for the link.
func (w *world) confirm(code string) (oauth.Finished, error) {
	if w.shared() {
		return w.flow.ConfirmOperator(w.t.Context(), code)
	}
	return w.flow.Confirm(w.t.Context(), w.visitor.Session, code)
}

func (w *world) agree(redirect string) url.Values {
	w.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := browser.Get(redirect)
	if err != nil {
		w.t.Fatal(err)
	}
	response.Body.Close()
	back, err := response.Location()
	if err != nil {
		w.t.Fatalf("provider answered %s", response.Status)
	}
	if got := back.Scheme + "://" + back.Host + back.Path; got != w.flow.App.CallbackURL() {
		w.t.Fatalf("provider sends to %s", got)
	}
	return back.Query()
}

func (w *world) signIn() oauth.Finished {
	w.t.Helper()
	done, err := w.finish(w.visitor.Browser, w.consent())
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

func (w *world) token() oauth.Token {
	w.t.Helper()
	token, err := w.tokens.Token(w.t.Context(), w.visitor)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// accessEnds makes every stored access token run out.
func (w *world) accessEnds() {
	for _, key := range w.find("oauth:token:") {
		if err := w.rdb.HSet(context.Background(), key, "x", "1000").Err(); err != nil {
			w.t.Fatal(err)
		}
	}
}

// dueNow makes every queued revocation due.
func (w *world) dueNow() {
	for _, key := range w.find("oauth:revoke") {
		for _, member := range w.rdb.ZRange(context.Background(), key, 0, -1).Val() {
			if err := w.rdb.ZAdd(context.Background(), key, redis.Z{Score: 1, Member: member}).Err(); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// gone removes keys as time would do it.
func (w *world) gone(part string) {
	for _, key := range w.find(part) {
		if err := w.rdb.Del(context.Background(), key).Err(); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) find(part string) []string {
	keys, err := w.rdb.Keys(context.Background(), "parley:"+w.bot+":*").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	var found []string
	for _, key := range keys {
		if strings.Contains(key, part) {
			found = append(found, key)
		}
	}
	return found
}

// dump gives every key of the bot with its value as text.
func (w *world) dump() map[string]string {
	all := map[string]string{}
	for _, key := range w.find("") {
		ctx := context.Background()
		switch kind, _ := w.rdb.Type(ctx, key).Result(); kind {
		case "hash":
			fields, _ := w.rdb.HGetAll(ctx, key).Result()
			for name, value := range fields {
				all[key] += name + "=" + value + "\n"
			}
		case "zset":
			members, _ := w.rdb.ZRange(ctx, key, 0, -1).Result()
			all[key] = strings.Join(members, "\n")
		default:
			all[key], _ = w.rdb.Get(ctx, key).Result()
		}
	}
	return all
}

// wantSignIn fails unless err asks for a sign-in in the way that fits the mode.
func (w *world) wantSignIn(err error) *action.SignInNeeded {
	w.t.Helper()
	var needed *action.SignInNeeded
	if !errors.As(err, &needed) {
		w.t.Fatalf("got %v, want a sign-in", err)
	}
	if admin := w.flow.App.Authorization == oauth.Preauthorized; needed.Administrator != admin || (needed.Start == "") != admin {
		w.t.Fatalf("got %+v", needed)
	}
	return needed
}

// wantFailure fails unless err is a Failure of that kind.
func wantFailure(t testing.TB, err error, kind oauth.FailureKind) *oauth.Failure {
	t.Helper()
	var failure *oauth.Failure
	if !errors.As(err, &failure) || !errors.Is(err, kind) {
		t.Fatalf("got %v, want %v", err, kind)
	}
	if failure.Text == "" || strings.Contains(failure.Text, "canary") {
		t.Fatalf("text %q", failure.Text)
	}
	return failure
}

func wantDown(t testing.TB, err error) {
	t.Helper()
	var p *action.Problem
	if !errors.As(err, &p) || p.Kind != action.Down || p.Text == "" {
		t.Fatalf("got %v, want a problem of kind down", err)
	}
	if strings.Contains(fmt.Sprint(p.Text, p), "canary") {
		t.Fatalf("provider's words in %q, %v", p.Text, p)
	}
}

func mustKeys(t testing.TB, text string) *oauth.Keys {
	t.Helper()
	keys, err := oauth.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// logs collects log lines of many goroutines.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (w *world) shared() bool { return w.flow.App.Authorization == oauth.Preauthorized }

// accessLeft sets how many milliseconds the stored access tokens still last.
func (w *world) accessLeft(t testing.TB, ms string) {
	const script = `local t = redis.call('TIME')
redis.call('HSET', KEYS[1], 'x', string.format('%.0f', t[1] * 1000 + math.floor(t[2] / 1000) + tonumber(ARGV[1])))
return 1`
	for _, key := range w.find("oauth:token:") {
		if err := w.rdb.Eval(context.Background(), script, []string{key}, ms).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
