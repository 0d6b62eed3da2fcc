package hubspot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
)

const (
	secondly = `{"status":"error","message":"You have reached your secondly limit.","errorType":"RATE_LIMIT","policyName":"SECONDLY"}`
	rolling  = `{"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}`
	daily    = `{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","policyName":"DAILY"}`
)

// TestRetries plays one fault a number of times and looks at how often the
// request is sent, and how long it waits in between.
func TestRetries(t *testing.T) {
	s := time.Second
	deal := args{"name": text("A"), "stage": text("contractsent"), "pipeline": text("default")}
	id := args{"id": text(acmeRenewal)}
	change := args{"id": text(acmeRenewal), "changes": {Set: args{"amount": text("1")}}}
	tests := []struct {
		name, action string
		args         args
		fault        sandbox.Fault
		method       string
		sent         int
		waits        []time.Duration
		kind         action.Kind // "" for success
	}{
		{"search over its limit", "hubspot.deals.search", nil, sandbox.Fault{Status: 429, Body: secondly, Times: 1}, "POST", 2, []time.Duration{s}, ""},
		{"create over the limit", "hubspot.deals.create", deal, sandbox.Fault{Status: 429, Body: rolling, Times: 1}, "POST", 2, []time.Duration{3 * s}, ""},
		{"limit for long", "hubspot.deals.get", id, sandbox.Fault{Status: 429, Body: rolling}, "GET", 3, []time.Duration{3 * s, 5 * s}, action.Busy},
		{"told when", "hubspot.deals.get", id, sandbox.Fault{Status: 429, Body: rolling, Headers: map[string]string{"Retry-After": "7"}, Times: 1}, "GET", 2, []time.Duration{7 * s}, ""},
		{"told much later", "hubspot.deals.get", id, sandbox.Fault{Status: 429, Body: rolling, Headers: map[string]string{"Retry-After": "60"}}, "GET", 1, nil, action.Busy},
		{"daily limit", "hubspot.deals.create", deal, sandbox.Fault{Status: 429, Body: daily}, "POST", 1, nil, action.Busy},
		{"locked", "hubspot.deals.update", change, sandbox.Fault{Status: 423, Times: 1}, "PATCH", 2, []time.Duration{2 * s}, ""},
		{"locked create", "hubspot.deals.create", deal, sandbox.Fault{Status: 423, Times: 1}, "POST", 2, []time.Duration{2 * s}, ""},
		{"moving", "hubspot.deals.get", id, sandbox.Fault{Status: 477}, "GET", 1, nil, action.Down},
		{"read when down", "hubspot.deals.get", id, sandbox.Fault{Status: 503, Times: 2}, "GET", 3, []time.Duration{s, 3 * s}, ""},
		{"read when down for long", "hubspot.deals.get", id, sandbox.Fault{Status: 503}, "GET", 3, []time.Duration{s, 3 * s}, action.Down},
		{"search when down", "hubspot.deals.search", nil, sandbox.Fault{Status: 502, Times: 1}, "POST", 2, []time.Duration{s}, ""},
		{"search lost", "hubspot.deals.search", nil, sandbox.Fault{DropAnswer: true, Times: 1}, "POST", 2, []time.Duration{s}, ""},
		{"update lost", "hubspot.deals.update", change, sandbox.Fault{DropAnswer: true, Times: 1}, "PATCH", 2, []time.Duration{s}, ""},
		{"update lost for good", "hubspot.deals.update", change, sandbox.Fault{DropAnswer: true}, "PATCH", 3, []time.Duration{s, 3 * s}, action.Unknown},
		{"delete lost", "hubspot.deals.delete", id, sandbox.Fault{DropAnswer: true, Times: 1}, "DELETE", 2, []time.Duration{s}, ""},
		{"delete down", "hubspot.deals.delete", id, sandbox.Fault{Status: 500}, "DELETE", 3, []time.Duration{s, 3 * s}, action.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			test.fault.Match = sandbox.Match{Method: test.method, Path: "*/objects/*"}
			w.box.SetFault(test.fault)
			_, err := w.do(test.action, test.args)
			p, _ := errors.AsType[*action.Problem](err)
			switch {
			case test.kind == "" && err != nil,
				test.kind == action.Unknown && !errors.Is(err, action.ErrUnknown),
				test.kind != "" && test.kind != action.Unknown && (p == nil || p.Kind != test.kind):
				t.Errorf("got %v, want %q", describe(err), test.kind)
			}
			sent := 0
			for _, a := range w.asked {
				if a.method == test.method && strings.Contains(a.path, "/objects/") && !strings.Contains(a.path, "/contacts/") {
					sent++
				}
			}
			if sent != test.sent || !slices.Equal(w.clock.waited, test.waits) {
				t.Errorf("sent %d times, waiting %v; want %d, %v", sent, w.clock.waited, test.sent, test.waits)
			}
		})
	}
}

func TestSlowHubSpotUsesUpPatience(t *testing.T) {
	c := &clock{now: time.Now()}
	w := serve(t, c, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.now = c.now.Add(9 * time.Second)
		c.mu.Unlock()
		panic(http.ErrAbortHandler)
	}))
	p := w.problem(action.Down, "hubspot.contacts.get", args{"id": text("5")})
	if n := w.count("GET", "/5"); n != 1 || !strings.Contains(p.Text, "did not answer in time") {
		t.Errorf("sent %d times, said %q", n, p.Text)
	}
}

func TestTimeout(t *testing.T) {
	w := serve(t, nil, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	w.client.Timeout = 20 * time.Millisecond
	if _, err := w.do("hubspot.contacts.create", args{"last_name": text("A")}); !errors.Is(err, action.ErrUnknown) {
		t.Errorf("create: %v", describe(err))
	}
	w.problem(action.Down, "hubspot.contacts.get", args{"id": text("5")})
}

func TestCallerGoesAway(t *testing.T) {
	arrived := make(chan struct{}, 1)
	w := serve(t, nil, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	_, err := w.catalog.Do(ctx, w.caller, action.Call{Action: "hubspot.contacts.create", Args: args{"last_name": text("A")}})
	if !errors.Is(err, action.ErrUnknown) || w.count("POST", "/contacts") != 1 {
		t.Errorf("a create that was under way: %v", describe(err))
	}
	_, err = w.catalog.Do(ctx, w.caller, action.Call{Action: "hubspot.contacts.create", Args: args{"last_name": text("A")}})
	if p, ok := errors.AsType[*action.Problem](err); !ok || p.Kind != action.Down || w.count("POST", "/contacts") != 1 {
		t.Errorf("a create that never began: %v", describe(err))
	}
}

func TestBreaker(t *testing.T) {
	w := newWorld(t)
	w.box.SetFault(sandbox.Fault{Status: 503})
	for range 40 {
		w.problem(action.Down, "hubspot.contacts.get", args{"id": text(acmeJane)})
	}
	sent := w.count("GET", acmeJane)
	if sent > 20 {
		t.Errorf("%d requests went to a HubSpot that is down, want at most 20", sent)
	}
	if p := w.problem(action.Down, "hubspot.contacts.create", args{"last_name": text("A")}); !strings.Contains(p.Text, "not working right now, so nothing was saved") {
		t.Errorf("text is %q", p.Text)
	}
	w.tokens.token.Account.ID = "1000002" // another account has its own breaker
	w.problem(action.Down, "hubspot.contacts.get", args{"id": text(acmeJane)})
	if w.count("GET", acmeJane) == sent {
		t.Error("another account is held up as well")
	}
	w.tokens.token.Account.ID = "1000001"
	w.box.ClearFaults()
	w.clock.Wait(t.Context(), breakFor)
	w.record("hubspot.contacts.get", args{"id": text(acmeJane)})
}

func TestRetriesAreRationed(t *testing.T) {
	w := newWorld(t)
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/crm/v3/objects/contacts/1"}, Status: 503})
	for range 100 {
		w.record("hubspot.contacts.get", args{"id": text(acmeJane)}) // keeps the breaker shut
		w.problem(action.Down, "hubspot.contacts.get", args{"id": text("1")})
	}
	if retries := w.count("GET", "/1") - 100; retries > retrySaved+20+2 {
		t.Errorf("%d retries of 200 calls, want a tenth and what was saved up", retries)
	}
}

// The sandbox refuses what exceeds HubSpot's limits; the client never lets it
// come to that.
func TestLimitsAreKept(t *testing.T) {
	w := newWorld(t, func(c *sandbox.Config) { c.Limits = true })
	for range 60 {
		w.must("hubspot.contacts.search", args{"text": text("zzz")})
	}
	for range 150 {
		w.record("hubspot.contacts.get", args{"id": text(acmeJane)})
	}
	if strings.Contains(w.log.String(), "status=429") {
		t.Error("a limit was exceeded")
	}
}

// Many calls at once, on a clock of their own: in no second more than five
// searches are sent, in no ten seconds more than a hundred calls.
func TestManyAtOnceKeepTheLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Client{}
		var mu sync.Mutex
		var searches, calls []time.Time
		var wait sync.WaitGroup
		for i := range 400 {
			wait.Go(func() {
				search := i%4 == 0
				l := c.lanes.of("1000001", c)
				if err := l.enter(t.Context(), c, search, time.Minute); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				calls = append(calls, time.Now())
				if search {
					searches = append(searches, time.Now())
				}
			})
		}
		wait.Wait()
		for name, check := range map[string]struct {
			at   []time.Time
			most int
			in   time.Duration
		}{"searches": {searches, 5, time.Second}, "calls": {calls, 100, 10 * time.Second}} {
			slices.SortFunc(check.at, time.Time.Compare)
			for i := check.most; i < len(check.at); i++ {
				if d := check.at[i].Sub(check.at[i-check.most]); d < check.in {
					t.Fatalf("%d %s within %s", check.most+1, name, d)
				}
			}
		}
		if took := calls[len(calls)-1].Sub(calls[0]); took > 50*time.Second {
			t.Errorf("400 calls took %s", took)
		}
	})
}

func TestLineIsNotEndless(t *testing.T) {
	w := newWorld(t)
	w.client.QueueFor = 2 * time.Second
	// Nobody's wait ends here, so the line only grows.
	w.client.Wait = func(context.Context, time.Duration) error { return nil }
	var busy *action.Problem
	for range 30 {
		if _, err := w.do("hubspot.contacts.search", args{"text": text("zzz")}); err != nil {
			busy, _ = errors.AsType[*action.Problem](err)
			break
		}
	}
	if busy == nil || busy.Kind != action.Busy || busy.Retry == 0 {
		t.Errorf("got %+v", busy)
	}
	w.tokens.token.Account.ID = "1000002"
	w.must("hubspot.contacts.search", args{"text": text("zzz")})
}

func TestIdsAreDigits(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"../owners", "51?archived=true", "", "5 1", "٥١", "1e3", "-1", strings.Repeat("1", 30), "51/../52"} {
		w.problem(action.Missing, "hubspot.deals.get", args{"id": text(id)})
		w.problem(action.Missing, "hubspot.contacts.update", args{"id": text(id), "changes": {Set: args{"last_name": text("A")}}})
		w.must("hubspot.contacts.delete", args{"id": text(id)})
		if id != "" {
			p := w.problem(action.Invalid, "hubspot.deals.create", args{"name": text("A"), "stage": text("contractsent"), "pipeline": text("default"), "contact": text(id)})
			if p.Fields[0].Field != "contact" {
				t.Errorf("fields are %+v", p.Fields)
			}
		}
	}
	if len(w.asked) != 0 {
		t.Errorf("asked HubSpot: %+v", w.asked)
	}
}

func TestBase(t *testing.T) {
	for base, fine := range map[string]bool{
		"": true, "https://api.hubapi.com/": true, "http://localhost:8090": true, "http://127.0.0.1:1": true, "http://[::1]:1": true,
		"http://api.hubapi.com": false, "http://127.0.0.1.example.com": false, "https://user:pass@x.example": false,
		"https://x.example/?a": false, "ftp://x.example": false, "api.hubapi.com": false, "https://x.example#y": false,
	} {
		if _, err := checkBase(base, false); (err == nil) != fine {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := checkBase("http://sandbox:8090", true); err != nil {
		t.Error(err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := serve(t, nil, http.NotFoundHandler())
	w := serve(t, nil, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, elsewhere.client.Base+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	w.problem(action.Down, "hubspot.contacts.get", args{"id": text("5")})
	w.client.HTTP = &http.Client{}
	w.problem(action.Down, "hubspot.contacts.create", args{"last_name": text("A")})
	if len(elsewhere.asked) != 0 {
		t.Errorf("followed to %+v", elsewhere.asked)
	}
}

// What a user says arrives byte for byte in the one field that it belongs to.
func TestAnswersAreData(t *testing.T) {
	w := newWorld(t)
	for _, said := range []string{"{{.}} ${x} %s", "../../x", "?a=b&c=d#e", "a\nb\r\n{\"level\":\"error\"}", `"},"associations":[`, "<b>&amp;"} {
		r := w.record("hubspot.deals.create", args{"name": text(said), "stage": text("contractsent")})
		if got := w.record("hubspot.deals.get", args{"id": text(r.ID)}).Title; got != said {
			t.Errorf("%q arrived as %q", said, got)
		}
		w.must("hubspot.deals.search", args{"text": text(said)})
		w.must("hubspot.contacts.find", args{"text": text(said)})
		w.must("hubspot.contacts.find", args{"text": text("x@" + strings.ReplaceAll(said, " ", ""))})
		w.must("hubspot.deals.search", args{"conditions": {List: []field.Condition{{Field: "name", Op: "eq", Value: text(said)}}}})
	}
	for _, a := range w.asked {
		if !strings.HasPrefix(a.path, "/crm/") || strings.Contains(a.query, "a=b") {
			t.Errorf("asked for %s?%s", a.path, a.query)
		}
	}
	if w.log.Len() > 0 && strings.Contains(w.log.String(), "level") && strings.Contains(w.log.String(), `{"level`) {
		t.Errorf("log holds what was said: %s", w.log)
	}
}

func TestLogHoldsNoContent(t *testing.T) {
	w := newWorld(t)
	w.problem(action.Conflict, "hubspot.contacts.create", args{"email": text("jane.cooper@acme.example"), "last_name": text(canary)})
	w.must("hubspot.contacts.find", args{"text": text("canary@x.example")})
	w.box.SetFault(sandbox.Fault{DropAnswer: true})
	w.problem(action.Down, "hubspot.contacts.find", args{"text": text("canary@x.example")})
	w.client.Tokens.(*tokens).token.Account = action.Account{}
	_, err := w.do("hubspot.account", nil)
	got := w.log.String() + fmt.Sprint(err)
	for _, secret := range []string{canary, "canary", "jane.cooper", "acme.example", w.tokens.token.Access} {
		if strings.Contains(got, secret) {
			t.Errorf("the log holds %q:\n%s", secret, got)
		}
	}
}

// A clock that stands still, as in conversations that are played for a test,
// must not make the limits a dead end.
func TestClockThatStandsStill(t *testing.T) {
	w := newWorld(t)
	w.client.Wait = nil
	for range callsAtOnce + 2 {
		w.record("hubspot.contacts.get", args{"id": text(acmeJane)})
	}
}
