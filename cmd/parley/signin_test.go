package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/sandbox"
	"parley/web"
	"parley/web/chromium"
)

// served is a Parley on loopback with a sandbox of its own.
type served struct {
	*node
	URL, Admin string
	box        *sandbox.Server
	api        *httptest.Server
	rdb        redis.UniversalClient
	logs       *syncBuffer
	restart    func() // ends this node and starts another on the same addresses
}

// serveNode starts one; change may alter its settings.
func serveNode(t *testing.T, change func(*nodeConfig)) *served {
	t.Helper()
	s := &served{box: sandbox.New(sandbox.Config{}), logs: &syncBuffer{}}
	s.api = httptest.NewServer(s.box.Handler())
	rdb, stopRedis, err := redisstore.StartInProcess()
	if err != nil {
		t.Fatal(err)
	}
	s.rdb = rdb
	keys, err := oauth.ParseKeys(oauth.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.URL = urlOf(l)
	logger := slog.New(slog.NewJSONHandler(s.logs, nil))
	cfg := nodeConfig{
		rdb: rdb, app: sandboxApp(s.box.Credentials(s.api.URL), s.URL, s.api.URL), keys: keys, apiBase: s.api.URL, appURL: s.api.URL,
		machine: shipped(t), logger: logger,
		web: &web.Config{PublicURL: s.URL, Logger: logger, Limits: web.Limits{SessionsPerMinute: -1, SocketsPerAddress: -1, MessagesPerSecond: -1, Handshakes: -1}},
	}
	if change != nil {
		change(&cfg)
	}
	admin, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Admin = urlOf(admin)
	begin := func(l listeners) (end func()) {
		cfg, settings := cfg, *cfg.web // which a node adds to
		cfg.web = &settings
		n := newNode(cfg)
		s.node = n
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { // ends with cancel
			done <- n.serve(ctx, web.HTTP(n.server.Handler()), web.HTTP(n.server.Admin()), l)
		}()
		return func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	end := begin(listeners{l, admin})
	s.restart = func() {
		t.Helper()
		end()
		again := func(was net.Listener) net.Listener {
			l, err := net.Listen("tcp", was.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		end = begin(listeners{again(l), again(admin)})
	}
	t.Cleanup(func() {
		end()
		s.api.Close()
		s.box.Close()
		stopRedis()
	})
	return s
}

// stranger is a browser that has nothing to do with the chat; it agrees to
// everything.
type stranger struct {
	*http.Client
	t *testing.T
}

func newStranger(t *testing.T) stranger { return consenting(t, "") }

// consenting is a stranger that agrees to those scopes alone; empty: to all.
func consenting(t *testing.T, scopes string) stranger {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return stranger{&http.Client{Jar: jar, Timeout: 10 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/oauth/authorize") {
			q := r.URL.Query()
			q.Set("sandbox_answer", "allow")
			if scopes != "" {
				q.Set("sandbox_scopes", scopes)
			}
			r.URL.RawQuery = q.Encode()
		}
		return nil
	}}, t}
}

// asks is the page of a link that can't be told to be the chat's.
func (s stranger) asks(link string) {
	s.t.Helper()
	res, err := s.Get(link)
	if err != nil {
		s.t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != 200 || !strings.Contains(string(body), "Did you ask for this link?") {
		s.t.Fatalf("the link gives %s\n%s", res.Status, body)
	}
}

var shownDigits = regexp.MustCompile(`class="code">(\d{4})\x{2011}(\d{4})<`)

// goesOn clicks on that page, and reads the digits of the last one.
func (s stranger) goesOn(link string) (digits, page string) {
	s.t.Helper()
	u, _ := url.Parse(link)
	res, err := s.PostForm(strings.TrimSuffix(link, "?"+u.RawQuery), u.Query())
	if err != nil {
		s.t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	found := shownDigits.FindSubmatch(body)
	if found == nil {
		s.t.Fatalf("no digits at %s: %s\n%s", res.Request.URL, res.Status, body)
	}
	if got := res.Request.URL; got.Path != "/oauth/hubspot/done" || got.RawQuery != "result=code" {
		s.t.Errorf("the last address is %s", got)
	}
	return string(found[1]) + " " + string(found[2]), string(body)
}

// asksToSignIn says something that needs a sign-in and gives the link.
func (v *visitor) asksToSignIn(text string) string {
	v.t.Helper()
	v.push(text)
	for v.link() == "" {
		if err := v.next(); err != nil {
			v.t.Fatalf("%v\n%s", err, v.transcript())
		}
	}
	return v.link()
}

// waitsFor waits until a turn after that one holds the text.
func (v *visitor) waitsFor(after int64, text string) {
	v.t.Helper()
	for !v.hears(after, text) {
		if err := v.next(); err != nil {
			v.t.Fatalf("waiting for %q: %v\n%s", text, err, v.transcript())
		}
	}
}

func TestSEC05_CodeTypedIntoTheChat(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	v := newVisitor(t, s.URL)
	v.deadline = time.Now().Add(30 * time.Second)
	link := v.asksToSignIn("list my deals")
	phone := newStranger(t)
	phone.asks(link)
	digits, page := phone.goesOn(link)
	if !strings.Contains(page, "sandbox") && !strings.Contains(page, ".example") {
		t.Errorf("the page names no account\n%s", page)
	}
	other := newVisitor(t, s.URL)
	other.deadline = v.deadline
	other.asksToSignIn("list my deals")
	was := other.seq
	other.push(digits)
	other.waitsFor(was, "carry on as soon as") // for another chat it's just a number
	was = v.seq
	v.push("1111 1111")
	v.waitsFor(was, "aren't the digits")
	was = v.seq
	v.push(digits)
	v.waitsFor(was, "Signed in")
	v.waitsFor(was, "deals")
	if strings.Contains(s.logs.String(), digits) || strings.Contains(s.logs.String(), strings.ReplaceAll(digits, " ", "")) {
		t.Error("the log holds the digits")
	}
}

// Digits typed while a sign-in waits that no page has shown are kept like
// anything else.
func TestSEC05_NumbersAreNotEaten(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	v := newVisitor(t, s.URL)
	v.deadline = time.Now().Add(30 * time.Second)
	link := v.asksToSignIn("create a deal")
	was := v.seq
	v.push("20260101")
	v.waitsFor(was, "carry on as soon as")
	was = v.seq
	if err := v.follow(link); err != nil {
		t.Fatal(err)
	}
	v.waitsFor(was, "Which stage")
	if !strings.Contains(v.last(), `"name","label":"Name","value":"20260101"`) {
		t.Errorf("the number is not what was asked for: %s", v.last())
	}
}

func TestSEC04_ForwardedLinkOverHTTP(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	attacker := newVisitor(t, s.URL)
	attacker.deadline = time.Now().Add(30 * time.Second)
	link := attacker.asksToSignIn("list my deals")
	victim := newStranger(t)
	victim.asks(link)
	victim.goesOn(link)
	if keys := s.rdb.Keys(t.Context(), "*oauth:token:*").Val(); len(keys) != 0 {
		t.Errorf("a token is stored: %v", keys)
	}
	// Another site can't click on the victim's behalf.
	for _, origin := range []string{"https://evil.example", "null"} {
		req, _ := http.NewRequest(http.MethodPost, s.URL+"/oauth/hubspot/start", strings.NewReader("flow=x"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", origin)
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		res, err := victim.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("a click from %s: %s", origin, res.Status)
		}
	}
	was := attacker.seq
	attacker.push("who am i")
	attacker.waitsFor(was, "aren't signed in")
}

// embedded is a page of another site that shows the chat.
func embedded(t *testing.T, chat *string) *httptest.Server {
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!DOCTYPE html><title>Another site</title><p>Hello</p><script src="%s/widget.js"></script>`, *chat)
	}))
	t.Cleanup(host.Close)
	return host
}

// TestSEC03_Embedded signs in from a chat that another site embeds, where
// browsers keep our cookies from it, in a window and by digits.
func TestSEC03_Embedded(t *testing.T) {
	b := chromium.Start(t, "--force-prefers-reduced-motion", "--site-per-process", "--test-third-party-cookie-phaseout")
	var chat string
	host := embedded(t, &chat)
	site := strings.Replace(host.URL, "127.0.0.1", "localhost", 1)
	s := serveNode(t, func(cfg *nodeConfig) { cfg.web.Origins = []string{site} })
	chat = s.URL
	open := func(t *testing.T) (page, frame *chromium.Page) {
		page = b.For(t).NewPage(site)
		page.SetViewport(desktopWidth, desktopHeight)
		page.WaitFor(`document.querySelector("parley-chat")`)
		page.Eval(`document.querySelector("parley-chat").open()`, nil)
		frame = page.WaitFrame(s.URL + "/chat")
		frame.WaitFor(`document.documentElement.dataset.status === "online"`)
		page.Eval(`document.querySelector("parley-chat").send("list my deals")`, nil)
		frame.WaitFor(`document.querySelector(".sign-in button.primary")`)
		return page, frame
	}
	// click presses something in the frame by its place on the page.
	click := func(page, frame *chromium.Page, element string) {
		var box struct{ X, Y, Width, Height float64 }
		frame.Eval(`((node) => { node.scrollIntoView({block: "center"}); return node.getBoundingClientRect().toJSON(); })(`+element+`)`, &box)
		page.ClickElement(fmt.Sprintf(`((frame) => ({
			scrollIntoView: () => {},
			getBoundingClientRect: () => ({x: frame.x + %f, y: frame.y + %f, width: %f, height: %f}),
		}))(document.querySelector("parley-chat").shadowRoot.querySelector("iframe").getBoundingClientRect())`, box.X, box.Y, box.Width, box.Height))
	}
	agree := func(window *chromium.Page) {
		window.Click(`button[value="alex.morgan@brightdesk.example"]`)
		window.Click(`button[value="1000001"]`)
		window.Click(`button[value="allow"]`)
	}
	t.Run("window", func(t *testing.T) {
		page, frame := open(t)
		click(page, frame, `document.querySelector(".sign-in button.primary")`)
		window := page.WaitPopup()
		agree(window)
		frame.WaitFor(`document.body.innerText.includes("Signed in to HubSpot")`)
		var cookies int
		frame.Eval(`document.cookie.length`, &cookies)
		if problems := page.Problems(); len(problems) > 0 || cookies != 0 {
			t.Errorf("the console says %q, %d bytes of cookies", problems, cookies)
		}
	})
	t.Run("TheWholeRoadByKeyboard", func(t *testing.T) { walkByKeyboard(t, b.For(t), site, s) })
	t.Run("digits", func(t *testing.T) {
		page, frame := open(t)
		var link string
		frame.Eval(`new Promise((tell) => { window.open = (url) => { tell(url); return null; }; document.querySelector(".sign-in button.primary").click(); })`, &link)
		tab := b.For(t).NewPage(link) // without an opener, in another profile
		tab.Click(`form button`)
		agree(tab)
		tab.WaitFor(`document.querySelector(".code")`)
		var digits, address string
		tab.Eval(`document.querySelector(".code").textContent`, &digits)
		tab.Eval(`location.href`, &address)
		if address != s.URL+"/oauth/hubspot/done?result=code" {
			t.Errorf("SEC-35: the last address is %s", address)
		}
		page.Eval(`document.querySelector("parley-chat").send(`+js(digits)+`)`, nil)
		frame.WaitFor(`document.body.innerText.includes("Signed in to HubSpot")`)
		if problems := tab.Problems(); len(problems) > 0 {
			t.Errorf("the console says %q", problems)
		}
	})
}
