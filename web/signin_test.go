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
			return Outcome{Session: session, Event: machine.SignedIn{Account: account()}}, nil
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
		{"other browser", Outcome{Session: id, Event: machine.SignInEnded{Provider: "hubspot", Why: machine.Foreign}}, ErrSignInBrowser, 403, ""},
		{"denied", Outcome{Session: id, Event: machine.SignInEnded{Provider: "hubspot", Why: machine.Denied}}, nil, 303, "denied"},
		{"provider broken", Outcome{Session: id, Event: machine.SignInEnded{Provider: "hubspot", Why: machine.Faulty}}, nil, 303, "failed"},
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

func TestSEC03_Bind(t *testing.T) {
	var session machine.SessionID
	r := start(t, fakeProver{bind: func(id machine.SessionID, flow, proof string) error {
		switch {
		case id != session || flow != "f1":
			return ErrSignInExpired
		case proof != "p":
			return ErrSignInBrowser
		}
		return nil
	}}, nil)
	c, w := r.connect(plainHello)
	session = machine.SessionID(w.Session)
	c.say(`{"type":"bind","flow":"f1","proof":"p"}`)
	for _, bad := range []string{`{"type":"bind","flow":"f2","proof":"p"}`, `{"type":"bind","flow":"f1","proof":"q"}`} {
		c.say(bad)
		if f := c.next(); f.Code != "unauthorized" {
			t.Errorf("%s: got %+v, want unauthorized", bad, f)
		}
	}
	other, _ := r.connect(plainHello)
	other.say(`{"type":"bind","flow":"f1","proof":"p"}`)
	if f := other.next(); f.Code != "unauthorized" {
		t.Errorf("another session's flow: got %+v, want unauthorized", f)
	}
	plain := start(t, fakeSignIn{}, nil)
	c, _ = plain.connect(plainHello)
	c.say(`{"type":"bind","flow":"f1","proof":"p"}`)
	if f := c.next(); f.Code != "unauthorized" {
		t.Errorf("without a prover: got %+v, want unauthorized", f)
	}
}

func TestSEC06_UnknownBrowserIsAsked(t *testing.T) {
	const flow = `f1"><script>`
	r := start(t, fakeProver{
		fakeSignIn: fakeSignIn{
			start: func(_, _, _ string) (string, error) { return "", ErrSignInBrowser },
			finish: func(_, _ string, _ url.Values) (Outcome, error) {
				return Outcome{Code: "12345678", Account: "<b>acme</b>"}, nil
			},
		},
		unproved: func(provider, got, browser string) (string, error) {
			if provider != "hubspot" || got != flow || browser == "" {
				return "", ErrSignInBrowser
			}
			return providerURL, nil
		},
	}, nil)
	res := r.get("/oauth/hubspot/start?" + url.Values{"flow": {flow}}.Encode())
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || len(res.Cookies()) != 1 || strings.Contains(string(body), flow) {
		t.Fatalf("%d, cookies %v\n%s", res.StatusCode, res.Cookies(), body)
	}
	cookie := res.Cookies()[0]
	if want := "proof-f1&#34;&gt;&lt;script&gt;" + hashed(cookie.Value); !strings.Contains(string(body), want) || strings.Contains(string(body), cookie.Value) {
		t.Errorf("the page has no proof, or more than that\n%s", body)
	}
	if h := res.Header; !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("Cross-Origin-Opener-Policy") != "" {
		t.Errorf("headers %v", h)
	}
	click := func(from string, cookies ...string) *http.Response {
		req, _ := http.NewRequest(http.MethodPost, r.http.URL+"/oauth/hubspot/start", strings.NewReader(url.Values{"flow": {flow}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", from)
		for _, c := range cookies {
			req.Header.Add("Cookie", c)
		}
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	known := cookie.Name + "=" + cookie.Value
	for name, got := range map[string]*http.Response{
		"another site": click("cross-site", known), "a neighbour": click("same-site", known), "no cookie": click("same-origin"),
	} {
		if got.StatusCode != 403 || got.Header.Get("Location") != "" {
			t.Errorf("a click from %s: %d to %q", name, got.StatusCode, got.Header.Get("Location"))
		}
	}
	if got := click("same-origin", known); got.StatusCode != 303 || got.Header.Get("Location") != providerURL {
		t.Errorf("a click: %d to %q", got.StatusCode, got.Header.Get("Location"))
	}

	// The digits stay out of every address.
	res = r.get("/oauth/hubspot/callback?code=c1&state=s1", "Cookie", known)
	if to := res.Header.Get("Location"); res.StatusCode != 303 || to != "/oauth/hubspot/done?result=code" || len(res.Cookies()) != 1 {
		t.Fatalf("callback: %d to %q, cookies %v", res.StatusCode, to, res.Cookies())
	}
	digits := res.Cookies()[0]
	res = r.get("/oauth/hubspot/done?result=code", "Cookie", digits.Name+"="+digits.Value)
	body, _ = io.ReadAll(res.Body)
	if !strings.Contains(string(body), "1234\u20115678") || !strings.Contains(string(body), "&lt;b&gt;acme") || !digits.HttpOnly {
		t.Errorf("%d\n%s", res.StatusCode, body)
	}
	for _, bad := range []string{"x=y", digits.Name + "=", digits.Name + "=" + strings.Repeat("A", 2000), digits.Name + "=e30"} {
		if res := r.get("/oauth/hubspot/done?result=code", "Cookie", bad); res.StatusCode != 400 {
			t.Errorf("with %.20q: %d, want 400", bad, res.StatusCode)
		}
	}
}
