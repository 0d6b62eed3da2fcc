package web

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"parley/engine/machine"
)

const providerURL = "https://provider.example/authorize?client_id=1"

func TestSignInRoundTrip(t *testing.T) {
	var session machine.SessionID
	value := secret()
	r := start(t, fakeSignIn{
		start: func(provider, flow, browser string) (string, error) {
			if provider != "hubspot" || flow != "f1" || browser != hashed(value) {
				t.Errorf("start got %q %q %q", provider, flow, browser)
			}
			return providerURL, nil
		},
		finish: func(provider, browser string, q url.Values) (Outcome, error) {
			if provider != "hubspot" || browser != hashed(value) || q.Get("code") != "c1" {
				t.Errorf("finish got %q %q %v", provider, browser, q)
			}
			return Outcome{session, machine.SignedIn{Account: account()}}, nil
		},
	}, nil)
	c, w := r.connect(plainHello)
	session = machine.SessionID(w.Session)
	cookie := "parley=" + value
	if res := r.get("/oauth/hubspot/start?flow=f1", "Cookie", cookie); res.StatusCode != 303 || res.Header.Get("Location") != providerURL {
		t.Fatalf("start: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	res := r.get("/oauth/hubspot/callback?code=c1&state=s1", "Cookie", cookie)
	done := res.Header.Get("Location")
	if res.StatusCode != 303 || done != "/oauth/hubspot/done?result=connected" {
		t.Fatalf("callback: %d to %q", res.StatusCode, done)
	}
	if f := c.next(); f.Type != "turn" || f.Messages[0].Text != "signed in at hubspot" {
		t.Errorf("chat heard %+v", f)
	}
	r.engine.set(func() {
		ev := r.engine.heard[len(r.engine.heard)-1].(machine.SignedIn)
		if ev.ID == "" || ev.At.IsZero() || ev.Account != account() {
			t.Errorf("event %+v", ev)
		}
	})
	res = r.get(done)
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !strings.Contains(string(body), "close this tab") {
		t.Errorf("done: %d %s", res.StatusCode, body)
	}
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindSubmatch(body)
	sum := sha256.Sum256(style[1])
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(res.Header.Get("Content-Security-Policy"), want) {
		t.Errorf("the page's style is not the one that its policy allows")
	}
	if regexp.MustCompile(`\son\w+=|<script>|https?://`).Match(body) {
		t.Errorf("inline script or foreign resource in\n%s", body)
	}
	// The session's list is told to who comes back.
	r.engine.set(func() { s := r.engine.sessions[session]; s.Accounts = append(s.Accounts, account()) })
	_, f := r.connect(`{"type":"hello","token":"` + w.Token + `"}`)
	if len(f.SignedIn) != 1 || f.SignedIn[0] != (signedIn{"hubspot", "ada@acme.example", "acme.example"}) {
		t.Errorf("signed_in %v", f.SignedIn)
	}
}

func TestSEC06_LookingCostsNothing(t *testing.T) {
	var starts atomic.Int64
	r := start(t, fakeSignIn{start: func(_, _, browser string) (string, error) {
		starts.Add(1)
		if browser == "" {
			return "", ErrSignInBrowser
		}
		return providerURL, nil
	}}, nil)
	for range 20 {
		if res := r.do(http.MethodHead, "/oauth/hubspot/start?flow=f1"); res.StatusCode != 200 || res.Header.Get("Location") != "" {
			t.Errorf("HEAD: %d", res.StatusCode)
		}
		if res := r.get("/oauth/hubspot/start?flow=f1"); res.StatusCode != 403 || len(res.Cookies()) != 0 {
			t.Errorf("GET without cookie: %d, cookies %v", res.StatusCode, res.Cookies())
		}
	}
	if n := starts.Load(); n != 20 {
		t.Errorf("%d starts, want those of GET", n)
	}
	if res := r.do(http.MethodHead, "/oauth/hubspot/callback?code=c&state=s"); res.StatusCode != 405 {
		t.Errorf("HEAD of the callback: %d", res.StatusCode)
	}
	if res := r.get("/oauth/hubspot/start?flow=f1", "Cookie", "parley="+secret()); res.StatusCode != 303 {
		t.Errorf("afterwards: %d", res.StatusCode)
	}
}

func TestSEC07_NoOpenRedirect(t *testing.T) {
	r := start(t, fakeSignIn{
		start:  func(_, _, _ string) (string, error) { return providerURL, nil },
		finish: func(_, _ string, _ url.Values) (Outcome, error) { return Outcome{}, errors.New("x") },
	}, nil)
	for _, bad := range []string{"https://evil.test", "//evil.test", `/\evil.test`, "javascript:alert(1)", "x\r\nLocation: https://evil.test"} {
		for _, key := range []string{"next", "return_to", "redirect_uri", "url", "flow", "state", "code", "result"} {
			q := "?" + url.Values{key: {bad}}.Encode()
			for _, path := range []string{"/oauth/hubspot/start", "/oauth/hubspot/callback", "/oauth/hubspot/done"} {
				res := r.get(path + q)
				to := res.Header.Get("Location")
				if to != "" && to != providerURL && to != "/oauth/hubspot/done?result=failed" {
					t.Errorf("%s%s leads to %q", path, q, to)
				}
				if body, _ := io.ReadAll(res.Body); strings.Contains(string(body), "evil") {
					t.Errorf("%s%s shows what it was given:\n%s", path, q, body)
				}
			}
		}
	}
	for _, path := range []string{"/oauth/%2e%2e/start?flow=f", "/oauth/EVIL.test/callback?code=c", "/oauth/a%2Fb/start?flow=f", "//evil.test/oauth/x/start"} {
		if res := r.get(path); res.StatusCode == 303 || strings.Contains(res.Header.Get("Location"), "//") {
			t.Errorf("%s: %d to %q", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
	for to, want := range map[string]bool{
		providerURL: true, "http://127.0.0.1:9/a": true, "http://localhost/a": true, "http://provider.example/": false,
		"javascript:alert(1)": false, "//evil.test": false, "https://a@evil.test/": false, "": false, "/own": false,
	} {
		if got := isProvider(to); got != want {
			t.Errorf("isProvider(%q) = %v", to, got)
		}
	}
}

func TestSEC01_CallbackAnswers(t *testing.T) {
	var out Outcome
	var fail error
	r := start(t, fakeSignIn{
		start: func(_, flow, _ string) (string, error) {
			return "", map[string]error{"old": ErrSignInExpired, "bad": errors.New("canary-start")}[flow]
		},
		finish: func(_, _ string, _ url.Values) (Outcome, error) { return out, fail },
	}, nil)
	_, w := r.connect(plainHello)
	id := machine.SessionID(w.Session)
	for _, test := range []struct {
		name   string
		out    Outcome
		err    error
		status int
		result string
	}{
		{"unknown state", Outcome{}, nil, 400, ""},
		{"used before", Outcome{}, ErrSignInExpired, 400, ""},
		{"other browser", Outcome{id, machine.SignInEnded{Provider: "hubspot", Why: machine.Foreign}}, ErrSignInBrowser, 403, ""},
		{"denied", Outcome{id, machine.SignInEnded{Provider: "hubspot", Why: machine.Denied}}, nil, 303, "denied"},
		{"provider broken", Outcome{id, machine.SignInEnded{Provider: "hubspot", Why: machine.Faulty}}, nil, 303, "failed"},
		{"our trouble", Outcome{}, errors.New("canary-finish"), 303, "failed"},
	} {
		out, fail = test.out, test.err
		res := r.get("/oauth/hubspot/callback?code=canary-code&state=canary-state&error_description=%3Cscript%3Ecanary")
		body, _ := io.ReadAll(res.Body)
		want := ""
		if test.result != "" {
			want = "/oauth/hubspot/done?result=" + test.result
		}
		if res.StatusCode != test.status || res.Header.Get("Location") != want || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d to %q", test.name, res.StatusCode, res.Header.Get("Location"))
		}
		if strings.Contains(string(body), "canary") {
			t.Errorf("%s: page shows what the provider sent", test.name)
		}
		if want != "" {
			if res := r.get(want); res.StatusCode != 200 {
				t.Errorf("%s: %d", want, res.StatusCode)
			}
		}
	}
	r.engine.set(func() {
		ended := 0
		for _, ev := range r.engine.heard {
			if _, ok := ev.(machine.SignInEnded); ok {
				ended++
			}
		}
		if ended != 3 {
			t.Errorf("the chat heard of %d ends, want 3", ended)
		}
	})
	for path, want := range map[string]int{
		"/oauth/hubspot/start?flow=old": 400, "/oauth/hubspot/start?flow=bad": 502, "/oauth/hubspot/start": 400,
		"/oauth/hubspot/start?flow=a&flow=b": 400, "/oauth/hubspot/start?flow=" + strings.Repeat("x", 300): 400,
		"/oauth/hubspot/done?result=anything": 404, "/oauth/hubspot/done": 404,
	} {
		if res := r.get(path); res.StatusCode != want {
			t.Errorf("%.60s: %d, want %d", path, res.StatusCode, want)
		}
	}
	if strings.Contains(r.logs.String(), "canary") {
		t.Errorf("the log holds what was sent:\n%s", r.logs)
	}
}

func TestBind(t *testing.T) {
	r := start(t, nil, nil)
	c, _ := r.connect(plainHello)
	c.say(`{"type":"bind","flow":"f1","proof":"p"}`)
	if f := c.next(); f.Code != "unauthorized" {
		t.Errorf("got %+v, want unauthorized", f)
	}
}
