package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parley/web/chromium"
)

// hostileTexts are what somebody writes into a record who wants more than a
// record. Each sets "bad", adds an element or makes a request if it is taken
// for anything but text.
func hostileTexts(elsewhere string) []string {
	return []string{
		`<img src=x onerror="globalThis.bad=1">`, `<script>globalThis.bad=1</script>`, `<svg onload=globalThis.bad=1>`,
		`![](` + elsewhere + `/pixel.png)`, `[press](javascript:globalThis.bad=1)`, "[press](JaVa\tscript:globalThis.bad=1)",
		`[press](data:text/html,<script>globalThis.bad=1</script>)`, `[press](vbscript:bad) [press](blob:` + elsewhere + `/x)`,
		`[press](&#106;avascript:globalThis.bad=1)`, "safe\u202egnp.exe", "ze\u200bro\u2066wid\u2069th",
	}
}

// writes makes a deal as somebody with rights in HubSpot does.
func (s *served) writes(t *testing.T, name string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"properties": map[string]string{"dealname": name, "dealstage": "contractsent", "amount": "999999999", "pipeline": "default"}})
	if err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest(http.MethodPost, s.api.URL+"/crm/v3/objects/deals", strings.NewReader(string(body)))
	req.Header.Set("Authorization", "Bearer "+s.box.Credentials(s.api.URL).AccessToken)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("making %q: %s", name, res.Status)
	}
}

// TestSEC30_SEC31_SEC32_SEC36_HostileRecords shows records of hostile names in
// every way that there is, and looks for what came of them.
func TestSEC30_SEC31_SEC32_SEC36_HostileRecords(t *testing.T) {
	b := chromium.Start(t, "--force-prefers-reduced-motion")
	asked := make(chan string, 100)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.String() }))
	t.Cleanup(elsewhere.Close)
	s := serveNode(t, nil)
	for i, text := range hostileTexts(elsewhere.URL) {
		s.writes(t, fmt.Sprintf("Hostile%02d %s", i, text))
	}
	w := &walker{t: t, b: b.For(t), page: b.For(t).NewPage(s.URL + "/chat"), doc: "document"}
	w.page.SetViewport(desktopWidth, desktopHeight)
	w.wait(`doc.documentElement.dataset.status === "online"`)
	w.say("search deals above 900m")
	w.signIn()
	w.hears("Hostile")
	w.say("next")
	w.hears("Hostile")
	for i := range hostileTexts(elsewhere.URL) {
		name := fmt.Sprintf("Hostile%02d", i)
		w.say("show deal " + name)
		w.hears(name)
	}
	w.say("delete deal Hostile00")
	w.hears("Delete Hostile00")
	w.press("No")
	w.say("create a deal called " + hostileTexts(elsewhere.URL)[0])
	w.hears("Which stage")
	var found struct {
		Bad      bool
		Elements []string
		Links    []string
		Marks    bool
		Stored   []string
		Cookies  string
	}
	w.page.Eval(`({
		bad: globalThis.bad !== undefined,
		elements: [...document.querySelectorAll(".log img, .log script, .log svg[onload], .log iframe, .log [onerror], .log [onload]")].map((node) => node.outerHTML),
		links: [...document.querySelectorAll(".log a")].filter((link) => !/^(https?|mailto|tel):$/.test(link.protocol) || link.rel !== "noopener noreferrer").map((link) => link.outerHTML),
		marks: /[\u202a-\u202e\u2066-\u2069\u200b]/.test(document.body.innerText),
		stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
		cookies: document.cookie,
	})`, &found)
	if found.Bad || len(found.Elements) > 0 {
		t.Errorf("SEC-30: a script ran: %v; elements %q", found.Bad, found.Elements)
	}
	if len(found.Links) > 0 {
		t.Errorf("SEC-31: links %q", found.Links)
	}
	if found.Marks {
		t.Error("SEC-32: marks that reverse or hide text are on the page")
	}
	if len(found.Stored) != 1 || found.Cookies != "" {
		t.Errorf("SEC-36: the browser keeps %q, cookies %q", found.Stored, found.Cookies)
	}
	if problems := w.page.Problems(); len(problems) > 0 {
		t.Errorf("the console says %q", problems)
	}
	select {
	case address := <-asked:
		t.Errorf("SEC-32: a request left for %s", address)
	default:
	}
	w.page.Click(`button[aria-label="End chat"]`)
	w.page.Click("dialog button.danger")
	w.page.WaitFor(`sessionStorage.length === 0 && localStorage.length === 0`)
}

// TestSEC33_HostileOrigin lets a third site, neither the chat's nor one that
// may embed it, speak to the chat's windows and listen to what is for others.
func TestSEC33_HostileOrigin(t *testing.T) {
	b := chromium.Start(t, "--force-prefers-reduced-motion", "--site-per-process")
	var chat string
	host := embedded(t, &chat)
	site := strings.Replace(host.URL, "127.0.0.1", "localhost", 1)
	s := serveNode(t, func(cfg *nodeConfig) { cfg.web.Origins = []string{site} })
	chat = s.URL
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!DOCTYPE html><title>Evil</title><script>
			globalThis.heard = [];
			addEventListener("message", (event) => heard.push(JSON.stringify(event.data)));
			globalThis.speak = (target) => {
				for (const type of ["bind", "open", "close", "send", "unread", "identify", "hello", "ready", "config", "token", "signin", "error", "restart"])
					for (const data of [{type, flow: "f", proof: "p", text: "list my deals", detail: "x", token: "t"}, {parley: type, detail: "list my deals", text: "list my deals"}])
						target.postMessage(data, "*");
			};
		</script>`)
	}))
	t.Cleanup(evil.Close)

	// Somebody asks for a link; the hostile page opens it, as it was forwarded.
	v := s.comes(t, "")
	link := v.asksToSignIn("list my deals")
	page := b.For(t).NewPage(strings.Replace(evil.URL, "127.0.0.1", "evil.localhost", 1))
	page.WaitFor(`document.readyState === "complete"`)
	page.Eval(`new Promise((done) => { const button = document.createElement("button"); button.id = "go"; button.textContent = "go"; document.body.prepend(button);
		button.onclick = () => { globalThis.victim = open(`+js(link)+`); }; done(); })`, nil)
	page.Click("#go")
	window := page.WaitPopup()
	window.WaitFor(`document.body.innerText.includes("Did you ask for this link?")`)
	page.Eval(`speak(victim)`, nil)
	var heard []string
	page.Eval(`heard`, &heard)
	if len(heard) > 0 {
		t.Errorf("the hostile page was told %q", heard)
	}
	if keys := s.rdb.Keys(t.Context(), "*oauth:token:*").Val(); len(keys) > 0 {
		t.Errorf("a token is stored: %v", keys)
	}

	// The chat on a site that may embed it, with the hostile page in a frame
	// beside it, and a frame of the chat that was written by hand, which scripts
	// can reach: whatever is said to them, nothing is said in the chat.
	good := b.For(t).NewPage(site)
	good.SetViewport(desktopWidth, desktopHeight)
	good.WaitFor(`document.querySelector("parley-chat")`)
	good.Eval(`document.querySelector("parley-chat").open()`, nil)
	frame := good.WaitFrame(s.URL + "/chat")
	frame.WaitFor(`document.documentElement.dataset.status === "online"`)
	put := func(id, address string) *chromium.Page {
		good.Eval(`new Promise((onload) => document.body.append(Object.assign(document.createElement("iframe"), {id: `+js(id)+`, src: `+js(address)+`, onload})))`, nil)
		return good.WaitFrame(address)
	}
	other := put("evil", strings.Replace(evil.URL, "127.0.0.1", "evil.localhost", 1))
	good.Eval(`globalThis.told = []; for (const kind of ["close", "unread", "signin", "error", "ready"]) addEventListener("parley-" + kind, () => told.push(kind))`, nil)
	other.Eval(`speak(parent)`, nil)
	good.Eval(`document.querySelector("parley-chat").send("help")`, nil) // later than all of that
	frame.WaitFor(`[...document.querySelectorAll(".own")].map((own) => own.textContent).join() === "help"`)
	var told []string
	good.Eval(`told`, &told)
	if len(told) > 0 {
		t.Errorf("the host page was made to believe %q", told)
	}
	byHand := put("byhand", s.URL+"/chat?byhand")
	byHand.WaitFor(`document.documentElement.dataset.parley`)
	other.Eval(`[...Array(parent.frames.length).keys()].forEach((n) => { if (parent.frames[n] !== self) speak(parent.frames[n]); })`, nil)
	byHand.WaitFor(`document.documentElement.dataset.status === "online" && document.querySelector(".own")`)
	var said []string
	byHand.Eval(`[...document.querySelectorAll(".own")].map((own) => own.textContent)`, &said)
	if len(said) != 1 { // the tab's chat, as it was
		t.Errorf("the hostile frame spoke in the chat of another: %q", said)
	}
	other.Eval(`heard`, &heard)
	for _, data := range heard {
		if strings.Contains(data, "token") || strings.Contains(data, "proof") {
			t.Errorf("the hostile frame was told %s", data)
		}
	}
}
