package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"parley/web/widget"
)

// assetHash is where the files of a server without words of its own are.
var assetHash = widget.New(nil).Hash()

var publicPaths = []string{
	"/", "/widget.js", "/chat", "/assets/" + assetHash + "/chat.js", "/v1/chat",
	"/oauth/hubspot/start?flow=f", "/oauth/hubspot/callback?code=c&state=s", "/oauth/hubspot/done?result=connected",
	"/oauth/close.js", "/healthz", "/readyz",
}

func TestPages(t *testing.T) {
	r := start(t, nil, nil)
	for path, want := range map[string]struct{ kind, cache string }{
		"/":                                  {"text/html", "no-store"},
		"/chat":                              {"text/html", "no-store"},
		"/chat?gallery=table":                {"text/html", "no-store"},
		"/widget.js":                         {"text/javascript", "max-age=300"},
		"/assets/" + assetHash + "/demo.css": {"text/css", "immutable"},
		"/assets/" + assetHash + "/chat.js":  {"text/javascript", "immutable"},
	} {
		res := r.get(path)
		body, _ := io.ReadAll(res.Body)
		h := res.Header
		if res.StatusCode != 200 || len(body) == 0 || !strings.HasPrefix(h.Get("Content-Type"), want.kind) || !strings.Contains(h.Get("Cache-Control"), want.cache) {
			t.Errorf("%s: %d, %d bytes, %v", path, res.StatusCode, len(body), h)
		}
		if h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s can't be used by other sites: %v", path, h)
		}
	}
	tag := r.get("/widget.js").Header.Get("ETag")
	if res := r.get("/widget.js", "If-None-Match", tag); res.StatusCode != 304 || tag == "" {
		t.Errorf("same tag %q again: %d", tag, res.StatusCode)
	}
	for _, path := range []string{"/assets/0000/chat.js", "/assets/" + assetHash + "/none.js", "/assets/", "/nothing"} {
		if res := r.get(path); res.StatusCode != 404 {
			t.Errorf("%s: %d, want 404", path, res.StatusCode)
		}
	}
	quiet := start(t, nil, nil, with(func(c *Config) { c.Demo = false }))
	if res := quiet.get("/"); res.StatusCode != 404 {
		t.Errorf("demo page, switched off: %d", res.StatusCode)
	}
	for server, want := range map[*rig]bool{r: true, quiet: false} {
		body, _ := io.ReadAll(server.get("/chat?gallery=table").Body)
		if strings.Contains(string(body), "/gallery.js") != want {
			t.Errorf("gallery: %v, want %v", !want, want)
		}
	}
}

// TestWID31_Words: a language that the server was given is served like those that ship, at an address of their own.
func TestWID31_Words(t *testing.T) {
	words, err := widget.ReadWords(fstest.MapFS{"fr.json": {Data: []byte(`{"send": "Envoyer"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, nil, with(func(c *Config) { c.Words = words }))
	page, _ := io.ReadAll(r.get("/chat").Body)
	place := regexp.MustCompile(`/assets/(\w+)/`).FindSubmatch(page)
	if place == nil || string(place[1]) == assetHash {
		t.Fatalf("the page names its files %q", place)
	}
	for file, want := range map[string]string{"fr.json": `"Envoyer"`, "de.json": `"Senden"`, "chat.js": `"de en fr ja"`} {
		res := r.get("/assets/" + string(place[1]) + "/" + file)
		if body, _ := io.ReadAll(res.Body); res.StatusCode != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, without %s", file, res.StatusCode, want)
		}
	}
}

// TestWID03_SentSmall: what the size gate counts is what a browser loads.
func TestWID03_SentSmall(t *testing.T) {
	r := start(t, nil, nil)
	for path, limit := range map[string]int{"/widget.js": 3 << 10, "/assets/" + assetHash + "/chat.js": 15 << 10} {
		res := r.get(path, "Accept-Encoding", "gzip, br")
		body, _ := io.ReadAll(res.Body)
		if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" || len(body) > limit {
			t.Errorf("%s: %d bytes, more than %d or not compressed: %v", path, len(body), limit, res.Header)
		}
		whole := r.get(path, "Accept-Encoding", "identity")
		if whole.Header.Get("Content-Encoding") != "" || whole.Header.Get("ETag") == res.Header.Get("ETag") {
			t.Errorf("%s as it is: %v", path, whole.Header)
		}
	}
}

func TestSEC03_BrowserCookie(t *testing.T) {
	r := start(t, nil, nil)
	for _, path := range []string{"/", "/chat"} {
		cookies := r.get(path).Cookies()
		if len(cookies) != 1 || cookies[0].Name != "parley" || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode ||
			cookies[0].Secure || cookies[0].Path != "/" || !isSecret(cookies[0].Value) {
			t.Fatalf("%s set %v", path, cookies)
		}
		if again := r.get(path, "Cookie", "parley="+cookies[0].Value).Cookies(); len(again) != 0 {
			t.Errorf("%s set another cookie: %v", path, again)
		}
	}
	if bad := r.get("/chat", "Cookie", "parley=chosen-by-somebody").Cookies(); len(bad) != 1 {
		t.Error("a cookie that is none of ours was kept")
	}
	// The socket's hash is the page's.
	value := secret()
	c, _ := r.dial(http.Header{"Cookie": {"parley=" + value}})
	c.say(plainHello)
	w := c.next()
	if got := r.engine.sessions[sessionID(w.Token)].Visitor.Browser; got != hashed(value) || len(c.response.Cookies()) != 0 {
		t.Errorf("browser %q, cookies %v", got, c.response.Cookies())
	}
	c, _ = r.dial(nil)
	set := c.response.Cookies()
	c.say(plainHello)
	w = c.next()
	if len(set) != 1 || r.engine.sessions[sessionID(w.Token)].Visitor.Browser != hashed(set[0].Value) {
		t.Errorf("upgrade set %v", set)
	}
	safe := start(t, nil, nil, with(func(c *Config) { c.PublicURL = "https://chat.example.com" }))
	cookies := safe.get("/chat").Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-parley" || !cookies[0].Secure || cookies[0].Domain != "" {
		t.Errorf("https set %v", cookies)
	}
}

func TestSEC34_Headers(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) { c.Origins = []string{"https://www.example.com"} }))
	for _, path := range publicPaths {
		h := r.get(path).Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Cross-Origin-Opener-Policy") != "" {
			t.Errorf("%s: %v", path, h)
		}
		ancestors := strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		if strings.HasPrefix(path, "/chat") {
			ancestors = strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'self' ") &&
				strings.Contains(h.Get("Content-Security-Policy"), " https://www.example.com")
		}
		if !ancestors {
			t.Errorf("%s: %s", path, h.Get("Content-Security-Policy"))
		}
	}
}

func TestSEC46_AdminApart(t *testing.T) {
	r := start(t, nil, nil, with(func(c *Config) {
		c.AdminToken = "operator-secret"
		c.AdminPages = map[string]http.Handler{"GET /studio": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {})}
	}))
	admin := httptest.NewServer(r.Admin())
	defer admin.Close()
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/symbol", "/studio"} {
		if res := r.get(path); res.StatusCode != 404 {
			t.Errorf("public %s: %d, want 404", path, res.StatusCode)
		}
		for given, want := range map[string]int{"": 401, "Bearer wrong": 401, "Bearer ": 401, "Bearer operator-secret": 200} {
			req, _ := http.NewRequest("GET", admin.URL+path, nil)
			if given != "" {
				req.Header.Set("Authorization", given)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != want {
				t.Errorf("admin %s with %q: %d, want %d", path, given, res.StatusCode, want)
			}
			if path == "/metrics" && want == 200 && !bytes.Contains(body, []byte("parley_sockets 0")) {
				t.Errorf("metrics without sockets:\n%s", body)
			}
		}
	}
	req, _ := http.NewRequest("GET", admin.URL+"/metrics", nil)
	req.SetBasicAuth("anybody", "operator-secret")
	if res, err := http.DefaultClient.Do(req); err != nil || res.StatusCode != 200 {
		t.Errorf("as password: %v, %v", res, err)
	} else {
		res.Body.Close()
	}
}

func TestSEC48_Hardening(t *testing.T) {
	r := start(t, nil, nil)
	for _, path := range publicPaths {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"} {
			if res := r.do(method, path); res.StatusCode != 405 {
				t.Errorf("%s %s: %d, want 405", method, path, res.StatusCode)
			}
		}
		if res := r.get(path, "X-Long", strings.Repeat("x", 17<<10)); res.StatusCode != 431 {
			t.Errorf("%s with a long header: %d, want 431", path, res.StatusCode)
		}
		for _, body := range []io.Reader{bytes.NewReader(make([]byte, 65<<10)), io.MultiReader(bytes.NewReader(make([]byte, 65<<10)))} {
			res, err := http.Post(r.http.URL+path, "text/plain", body)
			if err != nil {
				t.Errorf("%s with a large body: %v", path, err)
				continue
			}
			res.Body.Close()
			if res.StatusCode != 413 {
				t.Errorf("%s with a large body: %d, want 413", path, res.StatusCode)
			}
		}
	}
}

func TestSEC48_TricklingBody(t *testing.T) {
	r := start(t, nil, nil)
	short := httptest.NewUnstartedServer(nil)
	limits := HTTP(r.Handler())
	limits.ReadTimeout = 300 * time.Millisecond // 10 s outside of tests
	short.Config = limits
	short.Start()
	defer short.Close()
	nc, err := net.Dial("tcp", short.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	io.WriteString(nc, "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
	nc.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.Copy(io.Discard, nc); err != nil {
		t.Errorf("not closed: %v", err)
	}
}

// The limits of requests end with the upgrade.
func TestSocketsOutliveRequestLimits(t *testing.T) {
	r := start(t, nil, nil)
	short := httptest.NewUnstartedServer(nil)
	limits := HTTP(r.Handler())
	limits.ReadTimeout, limits.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	short.Config = limits
	short.Start()
	defer short.Close()
	r.http.URL, short.URL = short.URL, r.http.URL
	defer func() { r.http.URL, short.URL = short.URL, r.http.URL }()
	c, _ := r.connect(plainHello)
	// A request that is cut by the limit began after the socket.
	nc, err := net.Dial("tcp", short.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	io.WriteString(nc, "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
	io.Copy(io.Discard, nc)
	c.message("m1", "still here")
	c.nextOf("turn")
}

func TestREL14_Readiness(t *testing.T) {
	var gate = make(chan error, 1)
	gate <- nil
	r := start(t, nil, nil, with(func(c *Config) {
		c.Ready = []Check{{Name: "store", Ready: func(context.Context) error {
			err := <-gate
			gate <- err
			return err
		}}}
	}))
	old, _ := r.connect(plainHello)
	if res := r.get("/readyz"); res.StatusCode != 200 {
		t.Errorf("ready: %d", res.StatusCode)
	}
	<-gate
	gate <- errors.New("canary")
	res := r.get("/readyz")
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 503 || !bytes.Contains(body, []byte("store")) || bytes.Contains(body, []byte("canary")) {
		t.Errorf("not ready: %d, %s", res.StatusCode, body)
	}
	if res := r.get("/healthz"); res.StatusCode != 200 {
		t.Errorf("alive: %d", res.StatusCode)
	}
	if _, status := r.dial(nil); status != 503 {
		t.Errorf("new socket: %d, want 503", status)
	}
	old.message("m1", "kept")
	old.nextOf("turn")
	<-gate
	gate <- nil
	if res := r.get("/readyz"); res.StatusCode != 200 {
		t.Errorf("ready again: %d", res.StatusCode)
	}
	r.connect(plainHello)
}
