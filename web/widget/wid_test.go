package widget_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"parley/web/chromium"
	"parley/web/widget"
)

var update = flag.Bool("update", false, "write what is compared anew")

// chatOf opens the chat's own page on a session in which the messages were said, one turn each.
func chatOf(t *testing.T, messages ...any) (*fakeServer, *chromium.Page) {
	t.Helper()
	s := serve(t)
	for _, message := range messages {
		s.say("", "", message)
	}
	page := browser(t).NewPage("")
	page.SetViewport(480, 720)
	page.Navigate(s.URL + "/chat")
	page.WaitFor(online)
	if len(messages) > 0 {
		page.WaitFor(fmt.Sprintf(`document.querySelector('.turn[data-seq="%d"]')`, len(messages)))
	}
	return s, page
}

// host serves a page of another site that embeds the widget, with a content policy when one is given.
func host(t *testing.T, body, policy string) string {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		fmt.Fprint(w, body)
	}))
	t.Cleanup(site.Close)
	return strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
}

const (
	chatElement = `document.querySelector("parley-chat")`
	launcher    = chatElement + `.shadowRoot.querySelector("button")`
	panel       = chatElement + `.shadowRoot.querySelector("dialog")`
)

func TestWID01_OneTag(t *testing.T) {
	s := serve(t)
	tag := `<script src="` + s.URL + `/widget.js" data-heading="Help" defer></script>`
	page := browser(t).NewPage(host(t, `<!doctype html><head>`+tag+`</head><p>Hello</p>`+tag, ""))
	page.WaitFor(`document.querySelectorAll("parley-chat").length === 1 && ` + launcher + `.ariaLabel === "Help"`)
	// Late, and where a place for it was written.
	page = browser(t).NewPage(host(t, `<!doctype html><div style="height:600px"><parley-chat mode="inline"></parley-chat></div>`, ""))
	page.Eval(`document.head.append(Object.assign(document.createElement("script"), {src: "`+s.URL+`/widget.js"}))`, nil)
	page.WaitFor(`document.querySelectorAll("parley-chat").length === 1 && ` + chatElement + `.shadowRoot?.querySelector("iframe")?.clientHeight > 500`)
	page.WaitFor(`getComputedStyle(` + launcher + `).display === "none"`)
	page.WaitFrame(s.URL + "/chat").WaitFor(online)
}

func TestWID02_NothingBeforeItIsWanted(t *testing.T) {
	s := serve(t)
	address := host(t, `<!doctype html><link rel="icon" href="data:,"><p>Hello</p><script src="`+s.URL+`/widget.js"></script>`, "")
	page := browser(t).NewPage(address)
	page.WaitFor(launcher)
	page.Eval(`globalThis.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; }).observe({type: "layout-shift", buffered: true});
		new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))`, nil)
	var seen struct {
		Requests []string
		Stored   int
		Frames   int
		Shift    float64
	}
	page.Eval(`({
		requests: performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname),
		stored: sessionStorage.length + localStorage.length, frames: window.length,
		shift: globalThis.shift,
	})`, &seen)
	if len(seen.Requests) != 1 || seen.Requests[0] != "/widget.js" || seen.Stored != 0 || seen.Frames != 0 || seen.Shift != 0 {
		t.Errorf("before it was opened: %+v", seen)
	}
	if n := s.count(ofType("hello")); n != 0 {
		t.Errorf("%d sockets", n)
	}
	noProblems(t, page)
	// Opened, it comes back on the next page of this tab.
	page.ClickElement(launcher)
	page.WaitFor(panel + `.open`)
	page.Navigate(address + "/next")
	page.WaitFor(panel + `.open`)
	page.WaitFrame(s.URL + "/chat").WaitFor(online)
}

func TestWID04_StrictHostPolicy(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage(host(t, `<!doctype html><p>Hello</p><script src="`+s.URL+`/widget.js" data-open></script>`,
		"default-src 'none'; script-src "+s.URL+"/widget.js; frame-src "+s.URL))
	frame := page.WaitFrame(s.URL + "/chat")
	frame.WaitFor(online)
	page.WaitFor(launcher + `.getBoundingClientRect().width === 56 && ` + panel + `.getBoundingClientRect().width === 400`)
	noProblems(t, page)
	noProblems(t, frame) // under the chat's own policy
	if want := "script-src 'self'; style-src 'self'; connect-src 'self'"; !strings.Contains(widget.ContentSecurityPolicy, want) ||
		!strings.Contains(widget.ContentSecurityPolicy, "require-trusted-types-for 'script'; trusted-types 'none'") {
		t.Errorf("the policy is %s", widget.ContentSecurityPolicy)
	}
}

func TestWID05_HostileHostPage(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage("")
	page.SetViewport(1000, 760)
	page.Navigate(host(t, `<!doctype html><html dir="rtl"><style>html { font-size: 62.5% } * { all: unset !important; transform: scale(.5) !important; opacity: .1 !important }
		header { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; background: red !important }</style>
		<script>Array.from = JSON.parse = JSON.stringify = () => { throw new Error("mine") }</script>
		<header>On top</header><script src="`+s.URL+`/widget.js" data-open></script>`, ""))
	page.WaitFrame(s.URL + "/chat").WaitFor(online)
	page.WaitFor(`(() => {
		const button = ` + launcher + `.getBoundingClientRect(), box = ` + panel + `.getBoundingClientRect();
		const style = getComputedStyle(` + chatElement + `);
		return button.width === 56 && box.width === 400 && button.left === 24 && style.opacity === "1" && style.transform === "none" &&
			document.elementFromPoint(button.x + 28, button.y + 28) === ` + chatElement + `;
	})()`)
	shot(page, "hostile-page")
}

func TestWID07_API(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage(host(t, `<!doctype html><button>Before</button><script src="`+s.URL+`/widget.js" data-heading="Help" data-position="start"></script>`, ""))
	page.WaitFor(chatElement)
	page.Eval(`globalThis.events = []; for (const kind of ["ready", "open", "close", "unread", "signin", "dialog", "error"])
		document.addEventListener("parley-" + kind, (event) => events.push(kind + ":" + (event.detail ?? "")))`, nil)
	page.WaitFor(chatElement + `.isOpen === false && ` + chatElement + `.unread === 0 && ` + launcher + `.getBoundingClientRect().left === 24`)
	page.Eval(chatElement+`.identify("a.b.c"); `+chatElement+`.toggle()`, nil)
	hello := s.wait("hello with the identity", ofType("hello"))
	if hello.text("identity") != "a.b.c" {
		t.Errorf("hello %v", hello)
	}
	page.WaitFor(`events.includes("ready:") && events.includes("open:") && ` + chatElement + `.isOpen`)
	s.locked(func() {
		s.say("", "", frame{"kind": "sign_in", "provider": "hubspot", "text": "Please.", "url": "/oauth/hubspot/start?flow=f", "expires_at": "2099-01-01T00:00:00Z"})
	})
	page.WaitFor(`events.includes("signin:")`)
	page.Eval(chatElement+`.close(); `+chatElement+`.send("closed")`, nil)
	s.wait("what was said after closing", said("closed"))
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "News"}) })
	page.WaitFor(`events.includes("close:") && events.includes("unread:1")`)
	page.Eval(chatElement+`.restart()`, nil)
	s.wait("a hello of a new session", func(f frame) bool { return f.text("type") == "hello" && f["token"] == nil && f["last_seq"] == nil })
	page.Eval(chatElement+`.remove()`, nil)
	page.WaitFor(`!document.querySelector("parley-chat") && window.length === 0`)
}

func TestWID07_InThePage(t *testing.T) {
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "You said " + f.text("text")})
	}
	page := browser(t).NewPage(host(t, `<!doctype html><style>parley-chat { --parley-accent: #0a7d33; --parley-font: Georgia }</style><p>Hello</p><script src="`+s.URL+`/widget.js" data-isolation="page"></script>`, ""))
	page.ClickElement(launcher)
	const inside = panel + `.querySelector("div").shadowRoot`
	page.WaitFor(inside + `?.activeElement?.id === "box" && ` + inside + `.querySelector(".chat").dataset.status === "online"`)
	page.Type("hi")
	page.Key("Enter")
	page.WaitFor(inside + `.textContent.includes("You said hi") && window.length === 0`)
	page.WaitFor(`getComputedStyle(` + inside + `.querySelector(".own")).backgroundColor === "rgb(10, 125, 51)"`)
	page.WaitFor(`getComputedStyle(` + inside + `.querySelector(".own")).color === "rgb(255, 255, 255)"`)
	picture(t, page, "in-page")
	page.Key("Escape")
	page.WaitFor(chatElement + `.isOpen === false`)
	noProblems(t, page)
}

func TestWID07_Look(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage(host(t, `<!doctype html><style>parley-chat { --parley-accent: #ffd84d }</style><script src="`+s.URL+`/widget.js" data-open data-theme="dark"></script>`, ""))
	frame := page.WaitFrame(s.URL + "/chat")
	frame.WaitFor(online + ` && document.documentElement.dataset.theme === "dark"`)
	frame.WaitFor(`document.documentElement.style.getPropertyValue("--host-on-accent") === "#000000"`)
	page.WaitFor(`getComputedStyle(` + launcher + `).color === "rgb(0, 0, 0)"`)
	if n := len(page.Problems()); n != 1 {
		t.Errorf("%d warnings about a colour that can't be read, want 1", n)
	}
}

func TestWID08_WithoutStorage(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage("")
	page.BeforeEach(`Object.defineProperty(globalThis, "sessionStorage", {get() { throw new DOMException("blocked", "SecurityError") }})`)
	page.Navigate(s.URL + "/chat")
	page.WaitFor(online)
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "Still here"}) })
	showing(page, "Still here")
	s.cut()
	s.wait("a hello that resumes", func(f frame) bool { return f["last_seq"] == 1.0 })
	page.WaitFor(online + ` && document.cookie === ""`)
	noProblems(t, page)
}

func TestWID10_SilentSocketIsReplaced(t *testing.T) {
	s, page := chatOf(t)
	s.locked(func() { s.deaf = true })
	page.Click("#box")
	page.Type("anybody?")
	page.Key("Enter")
	s.wait("the words", said("anybody?"))
	s.locked(func() { s.deaf = false })
	s.wait("the resend on a second socket", func(frame) bool { return s.countLocked(said("anybody?")) == 2 })
	page.WaitFor(`document.querySelectorAll(".own").length === 1 && /\d:\d\d/.test(document.querySelector(".mark-line").textContent)`)
}

func TestWID10_SendAgain(t *testing.T) {
	s, page := chatOf(t)
	s.locked(func() { s.refuseWith = "internal" })
	page.Click("#box")
	page.Type("try this")
	page.Key("Enter")
	showing(page, "Not sent")
	picture(t, page, "not-sent")
	s.locked(func() { s.refuseWith = "" })
	page.Click(".text-button")
	page.WaitFor(`!document.querySelector(".failed")`)
	s.wait("the same id twice", func(frame) bool { return s.countLocked(said("try this")) == 2 })
}

func TestWID11_ComingBack(t *testing.T) {
	s, page := chatOf(t)
	page.Eval(`globalThis.RealSocket = WebSocket; globalThis.WebSocket = class { constructor() { throw new Error("no network"); } }`, nil)
	s.cut()
	showing(page, "You are offline.")
	page.Eval(`globalThis.WebSocket = RealSocket; dispatchEvent(new Event("online"))`, nil)
	page.WaitFor(online)
	hellos := s.count(ofType("hello"))
	// Away for longer than half a minute, the socket says that it is open, and is not believed.
	page.Eval(`(() => {
		const now = Date.now;
		Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
		document.dispatchEvent(new Event("visibilitychange"));
		Object.defineProperty(document, "hidden", {configurable: true, get: () => false});
		Date.now = () => now() + 31000;
		document.dispatchEvent(new Event("visibilitychange"));
		Date.now = now;
	})()`, nil)
	s.wait("another hello", func(frame) bool { return s.countLocked(ofType("hello")) > hellos })
	page.WaitFor(online)
	// So it is on a page that the browser had put aside.
	page.Eval(`dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`, nil)
	s.wait("a hello more", func(frame) bool { return s.countLocked(ofType("hello")) > hellos+1 })
	page.WaitFor(online)
}

// TestWID11_Delays: the bound of the random delay doubles, from half a second to 20 seconds.
func TestWID11_Delays(t *testing.T) {
	page := browser(t).NewPage("")
	page.BeforeEach(`
		const later = setTimeout;
		globalThis.delays = [];
		globalThis.setTimeout = (act, time, ...rest) => later(act, time && (delays.push(Math.round(time)), 1), ...rest);
		Math.random = () => 1 - 1e-9;
		globalThis.WebSocket = class { constructor() { throw new Error("no network"); } };
	`)
	page.Navigate(serve(t).URL + "/chat")
	page.WaitFor(`delays.filter((one) => one >= 500).slice(0, 8).join() === "500,1000,2000,4000,8000,16000,20000,20000"`)
}

func TestWID13_Scroll(t *testing.T) {
	var long []any
	for i := range 30 {
		long = append(long, frame{"kind": "text", "text": fmt.Sprintf("Words number %d", i)})
	}
	s, page := chatOf(t, long...)
	const atEnd = `(document.querySelector(".log").scrollHeight - document.querySelector(".log").scrollTop - document.querySelector(".log").clientHeight < 2)`
	page.WaitFor(atEnd)
	page.Eval(`document.querySelector(".log").scrollTop = 100`, nil)
	page.WaitFor(`document.querySelector(".log").scrollTop === 100`)
	page.Eval(`new Promise(requestAnimationFrame)`, nil)
	s.locked(func() {
		s.say("", "", frame{"kind": "text", "text": "One more"})
		s.say("", "", frame{"kind": "text", "text": "And another", "choices": []frame{{"label": "Good", "value": "g"}}})
	})
	page.WaitFor(`document.querySelector(".more").textContent === "↓ 2 new messages" && document.querySelector(".log").scrollTop === 100`)
	picture(t, page, "new-messages")
	page.Click(".more")
	page.WaitFor(atEnd + ` && document.querySelector(".more").hidden && document.activeElement.textContent.includes("Good")`)
	page.Eval(`document.querySelector(".log").scrollTop = 100; new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))`, nil)
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "Nothing to press"}) })
	page.Click(".more:not([hidden])")
	page.WaitFor(atEnd + ` && document.activeElement.id === "box"`)
	// Near the end is at the end.
	page.Eval(`document.querySelector(".log").scrollTop -= 40; new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))`, nil)
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "The last"}) })
	page.WaitFor(`document.querySelector('.turn[data-seq="34"]') && ` + atEnd + ` && document.querySelector(".more").hidden`)
}

func TestWID14_Typing(t *testing.T) {
	s, page := chatOf(t)
	page.WaitFor(`document.querySelector(".dots").hidden`)
	s.locked(func() { s.socket.WriteJSON(frame{"type": "typing", "on": true}) })
	page.WaitFor(`!document.querySelector(".dots").hidden && document.querySelector(".dots").ariaLabel === "Assistant is writing"`)
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "Done"}) })
	page.WaitFor(`document.querySelector(".dots").hidden`)
}

func TestWID17_TheBoxFollowsTheQuestion(t *testing.T) {
	s, page := chatOf(t)
	for kind, want := range map[string][2]string{
		"money": {"decimal", "off"}, "number": {"decimal", "off"}, "email": {"email", "email"}, "phone": {"tel", "tel"}, "url": {"url", "url"}, "text": {"text", "off"},
	} {
		s.locked(func() {
			s.say("", "", frame{"kind": "question", "text": "And?", "field": "f", "hint": "Hint for " + kind, "input": frame{"type": kind}})
		})
		page.WaitFor(`((box) => box.inputMode === "` + want[0] + `" && box.autocomplete === "` + want[1] + `" && box.placeholder === "Hint for ` + kind + `" &&
			document.getElementById(box.getAttribute("aria-describedby")).textContent === box.placeholder)(document.querySelector("#box"))`)
	}
	var many []frame
	for i := range 12 {
		many = append(many, frame{"label": fmt.Sprintf("Owner %d", i), "value": fmt.Sprint(i)})
	}
	s.locked(func() {
		s.say("", "", frame{"kind": "question", "text": "Whose is it?", "field": "o", "input": frame{"type": "choice"}, "choices": many})
	})
	page.Click("input[type=search]")
	page.Type("11")
	page.WaitFor(`[...document.querySelectorAll(".many .chip")].filter((chip) => !chip.hidden).length === 1`)
	page.Key("Tab")
	page.Key("Enter")
	if choose := s.wait("the choice", ofType("choose")); choose.text("value") != "11" {
		t.Errorf("chose %v", choose)
	}
	s.locked(func() {
		s.say("", "", frame{"kind": "question", "text": "When?", "field": "d", "input": frame{"type": "date", "min": "2026-01-01"}})
	})
	page.WaitFor(`document.querySelector("input[type=date]")`)
	page.Eval(`(() => { const box = document.querySelector("input[type=date]"); box.value = "2026-03-31"; box.dispatchEvent(new Event("change")); })()`, nil)
	showing(page, "Tuesday, March 31, 2026")
	page.ClickElement(`[...document.querySelectorAll("button")].find((button) => button.textContent === "Use this date")`)
	s.wait("the date", said("2026-03-31"))
}

func TestWID18_RestInAMenu(t *testing.T) {
	var choices []frame
	for _, label := range []string{"Change it", "Add a note", "Show contact", "Archive", "Copy"} {
		choices = append(choices, frame{"label": label, "value": label})
	}
	s, page := chatOf(t, frame{"kind": "record", "object": "deal", "id": "1", "title": "Acme", "text": "Acme", "fields": []frame{}, "choices": choices})
	page.WaitFor(`document.querySelectorAll(".record .actions > button").length === 3 + 2 && !document.querySelector(".menu").open`)
	page.Click(".menu summary")
	page.WaitFor(`document.querySelector(".menu").open`)
	picture(t, page, "record-menu")
	page.Key("Tab")
	page.Key("ArrowDown")
	page.WaitFor(`document.activeElement.textContent.includes("Copy")`)
	page.Key("Escape")
	page.WaitFor(`!document.querySelector(".menu").open && document.activeElement.matches("summary")`)
	page.Key("Enter")
	page.Key("Tab")
	page.Key("Enter")
	if choose := s.wait("the choice", ofType("choose")); choose.text("value") != "Archive" {
		t.Errorf("chose %v", choose)
	}
}

func TestWID19_FocusStaysOnThePager(t *testing.T) {
	pageOf := func(from int, choices ...string) frame {
		table := frame{"kind": "table", "object": "deal", "text": "Deals", "columns": []string{"Name", "Amount"}, "from": from, "to": from, "total": 3,
			"rows": []frame{{"id": fmt.Sprint(from), "cells": []string{fmt.Sprintf("Deal %d", from), "€5"}, "choices": []frame{{"label": "Open", "value": "o"}}}}}
		var list []frame
		for _, label := range choices {
			list = append(list, frame{"label": label, "value": label})
		}
		table["choices"] = list
		return table
	}
	s, page := chatOf(t, pageOf(1, "Next"))
	s.locked(func() {
		s.onHeard = func(s *fakeServer, f frame) {
			if len(s.turns) == 1 {
				s.say(f.text("id"), "Next", pageOf(2, "Previous", "Next"))
			} else {
				s.say(f.text("id"), "Next", pageOf(3, "Previous"))
			}
		}
	})
	page.Eval(`document.querySelector(".pager button").focus()`, nil)
	page.Key("Enter")
	page.WaitFor(`document.activeElement.textContent === "Next" && document.activeElement.closest("[data-seq='2']")`)
	page.Key("Enter")
	page.WaitFor(`document.activeElement.textContent === "Previous" && document.activeElement.closest("[data-seq='3']")`)
	showing(page, "3–3 of 3")
	page.WaitFor(`getComputedStyle(document.querySelector("td.end")).textAlign === "end"`)
}

func TestWID20_Confirm(t *testing.T) {
	s, page := chatOf(t, frame{"kind": "confirm", "style": "danger", "text": "Delete Maria Lopez?", "fields": []frame{{"label": "Amount", "value": "€12", "was": "€9"}},
		"choices": []frame{{"label": "Delete contact", "value": "yes", "style": "danger"}, {"label": "Keep contact", "value": "no"}}})
	page.WaitFor(`[...document.querySelectorAll(".confirm .actions button")].map((button) => button.textContent).join() === "Keep contact,Delete contact"`)
	page.WaitFor(`document.querySelector(".confirm dd").textContent.replace(/\s+/g, " ") === "was €9 will be €12"`)
	page.WaitFor(`document.activeElement === document.body && getComputedStyle(document.querySelector(".confirm")).borderLeftWidth === "4px"`)
	page.Click("#box")
	page.Key("Enter")
	page.Type("wait")
	page.Key("Enter")
	s.wait("the words", said("wait"))
	if n := s.count(ofType("choose")); n != 0 {
		t.Error("Enter in the box pressed a button")
	}
}

func TestWID21_BlockedWindowAndCode(t *testing.T) {
	s, page := chatOf(t, frame{"kind": "sign_in", "provider": "hubspot", "text": "To save it I need your permission.", "url": "/oauth/hubspot/start?flow=f1", "expires_at": "2099-01-01T00:00:00Z"})
	page.WaitFor(`document.querySelector(".sign-in .actions button:nth-child(2)").hidden`)
	picture(t, page, "sign-in-ready")
	page.Eval(`window.open = () => null`, nil)
	page.Click(".sign-in button.primary")
	page.WaitFor(`document.querySelector(".sign-in a").href === location.origin + "/oauth/hubspot/start?flow=f1"`)
	picture(t, page, "sign-in-blocked")
	page.ClickElement(`[...document.querySelectorAll("button")].find((button) => button.textContent === "Enter code")`)
	page.WaitFor(`document.activeElement.id === "box" && document.activeElement.inputMode === "numeric" && document.activeElement.autocomplete === "one-time-code"`)
	picture(t, page, "sign-in-code")
	page.Type("12345678")
	page.Key("Enter")
	s.wait("the code", said("12345678"))
	page.Key("F6")
	page.WaitFor(`document.querySelector("#box").inputMode === "text" && document.querySelector("#box").autocomplete === "off"`)
	s.locked(func() {
		s.say("", "", frame{"kind": "sign_in", "provider": "hubspot", "text": "Again.", "url": "/oauth/hubspot/start?flow=f2", "expires_at": "2020-01-01T00:00:00Z"})
	})
	page.WaitFor(`document.querySelectorAll(".sign-in")[1]?.textContent.includes("This link is no longer valid.")`)
}

func TestWID22_RunningCard(t *testing.T) {
	s, page := chatOf(t)
	fields := func(amount string) []frame {
		return []frame{{"name": "name", "label": "Deal name", "value": "Acme renewal", "display": "Acme renewal", "from": "said"},
			{"name": "amount", "label": "Amount", "value": "1", "display": amount, "from": "chosen"}, {"name": "pin", "label": "PIN", "value": "", "display": "••••", "from": "said"},
			{"name": "close", "label": "Close date", "value": "", "display": "", "from": "default"}}
	}
	turn := func(amount string) {
		s.locked(func() {
			s.turns = append(s.turns, frame{"type": "turn", "seq": len(s.turns) + 1, "more": false, "messages": []frame{{"kind": "text", "text": "Fine."}},
				"dialog": frame{"name": "create_deal", "title": "New deal", "state": "ask amount", "waiting": false, "fields": fields(amount)}})
			s.socket.WriteJSON(s.turns[len(s.turns)-1])
		})
	}
	turn("€12,400")
	page.WaitFor(`document.querySelector(".running summary").textContent === "New deal · 3 of 4 · Acme renewal · €12,400 · ••••" && !document.querySelector(".running").open`)
	picture(t, page, "running-folded")
	page.Click(".running summary")
	page.ClickElement(`document.querySelectorAll(".value")[1]`)
	page.WaitFor(`document.activeElement.value === "€12,400" && document.activeElement.ariaLabel === "Amount"`)
	picture(t, page, "running-editing")
	// What comes meanwhile leaves the edit alone.
	page.Type("13,000")
	turn("€12,500")
	page.WaitFor(`document.querySelectorAll(".turn").length === 2 && document.activeElement.value === "13,000"`)
	page.Key("Escape")
	page.WaitFor(`document.activeElement.textContent.startsWith("€12,500")`)
	page.Key("Enter")
	page.WaitFor(`document.activeElement.value === "€12,500"`)
	page.Type("14,000")
	page.Key("Enter")
	fill := s.wait("the edit", ofType("fill"))
	if raw, _ := json.Marshal(fill["fields"]); string(raw) != `{"amount":"14,000"}` {
		t.Errorf("fill %s", raw)
	}
	page.ClickElement(`document.querySelectorAll(".value")[2]`)
	page.WaitFor(`document.activeElement.value === ""`) // what is masked is written anew
	page.Key("Escape")
	page.SetViewport(1100, 700)
	page.WaitFor(`document.querySelector(".running").getBoundingClientRect().left >= document.querySelector(".log").getBoundingClientRect().right - 1`)
	picture(t, page, "running-beside")
}

func TestWID23_EmptyAndNotices(t *testing.T) {
	_, page := chatOf(t)
	showing(page, "Hello! How can I help?")
	page.WaitFor(`document.querySelectorAll(".empty .chip").length === 2`)
	_, page = chatOf(t, frame{"kind": "notice", "level": "error", "text": "Nothing was written. Say “try again”.", "reference": "7F3K-22"})
	page.WaitFor(`document.querySelector(".notice.error").innerText.startsWith("Problem") && document.querySelector(".notice svg") && getComputedStyle(document.querySelector(".notice code")).userSelect === "all"`)
}

// TestWID16_Markdown holds what is drawn for a text, and what is announced for it, against testdata/markdown.json.
func TestWID16_Markdown(t *testing.T) {
	type sample struct {
		Text   string `json:"text"`
		Drawn  string `json:"drawn"`
		Spoken string `json:"spoken"`
	}
	const file = "testdata/markdown.json"
	var samples []sample
	if err := json.Unmarshal(read(t, file), &samples); err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	page := browser(t).NewPage("")
	page.BeforeEach(`const later = setTimeout; globalThis.setTimeout = (act, time, ...rest) => later(act, time / 10, ...rest);
		globalThis.spoken = []; addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
		const said = document.querySelector("[data-announcer]")?.textContent;
		if (said && said !== globalThis.heard) spoken.push(said);
		globalThis.heard = said;
	}).observe(document.body, {childList: true, subtree: true, characterData: true}))`)
	page.Navigate(s.URL + "/chat")
	page.WaitFor(online)
	for i, one := range samples {
		s.locked(func() { s.say("", "", frame{"kind": "text", "text": one.Text}) })
		page.WaitFor(fmt.Sprintf(`document.querySelector('.turn[data-seq="%d"]') && spoken.length === %d`, i+1, i+1))
		var got sample
		page.Eval(`({drawn: [...document.querySelectorAll(".turn .bubble")].pop().innerHTML.replace(/ (class=""|dir="auto"|tabindex="0"|rel="noopener noreferrer"|target="_blank")/g, ""), spoken: spoken.at(-1)})`, &got)
		got.Text = one.Text
		if got != one && !*update {
			t.Errorf("%q is drawn as\n\t%s\nand spoken as %q; want\n\t%s\nand %q", one.Text, got.Drawn, got.Spoken, one.Drawn, one.Spoken)
		}
		samples[i] = got
	}
	if *update {
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(samples); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWID26_FocusNeverMovesByItself(t *testing.T) {
	s, page := chatOf(t)
	page.Click("#box")
	page.Type("half a sen")
	s.locked(func() {
		for _, message := range fixture(t, "kinds")["messages"].([]any) {
			s.say("", "", message)
		}
	})
	showing(page, "Words of an unknown kind.")
	page.WaitFor(`document.activeElement.id === "box" && document.activeElement.value === "half a sen"`)
}

func TestWID28_FocusCanBeSeen(t *testing.T) {
	s := serve(t)
	s.turns = []frame{fixture(t, "kinds")}
	page := browser(t).NewPage(s.URL + "/chat")
	page.WaitFor(online + ` && document.querySelector(".turn")`)
	page.Key("Tab")
	var hidden []string
	for range 40 {
		var where string
		page.Eval(`(() => {
			const node = document.activeElement, style = getComputedStyle(node);
			const box = node.getBoundingClientRect();
			// The parts of a date box show the focus themselves.
			const seen = node.type === "date" || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
			const there = document.elementFromPoint(Math.max(1, box.x + box.width / 2), Math.min(innerHeight - 1, Math.max(1, box.y + box.height / 2)));
			return node === document.body || (seen && (node.contains(there) || node.matches(".log, .scroll, pre"))) ? "" : node.outerHTML.slice(0, 120);
		})()`, &where)
		if where != "" {
			hidden = append(hidden, where)
		}
		page.Key("Tab")
	}
	if len(hidden) > 0 {
		t.Errorf("focused, but not seen: %q", hidden)
	}
}

func TestWID30_EntriesSurviveReconnects(t *testing.T) {
	s, page := chatOf(t, frame{"kind": "question", "text": "When?", "field": "d", "input": frame{"type": "date"}})
	page.WaitFor(`[...document.querySelectorAll("input:not([aria-label])")].every((box) => box.labels.length === 1)`)
	page.Click("#box")
	page.Type("not sent yet")
	s.cut()
	s.wait("a hello that resumes", func(f frame) bool { return f["last_seq"] == 1.0 })
	page.WaitFor(online + ` && document.querySelector("#box").value === "not sent yet"`)
}

func TestWID31_Languages(t *testing.T) {
	s := serve(t)
	for lang, words := range map[string]string{"de": "Hallo! Was kann ich für Sie tun?", "ja": "こんにちは。ご用件をどうぞ。", "fr": "Hello! How can I help?"} {
		page := browser(t).NewPage(s.URL + "/chat?lang=" + lang)
		showing(page, words)
		if hello := s.wait("hello", func(f frame) bool { return f.text("type") == "hello" && f.text("locale") == lang }); hello == nil {
			t.Errorf("%s: no hello", lang)
		}
		picture(t, page, "empty-"+lang)
		if lang == "de" {
			s.locked(func() {
				s.socket.WriteJSON(frame{"type": "turn", "seq": 1, "messages": []frame{{"kind": "table", "object": "deal", "text": "Deals", "columns": []string{"Name"}, "from": 1001, "to": 1001, "total": 12345,
					"rows": []frame{{"id": "1", "cells": []string{"Acme"}}}}}})
			})
			showing(page, "1.001–1.001 von 12.345")
			page.WaitFor(`document.documentElement.lang === "de"`)
		}
	}
	tables := map[string]map[string]any{}
	for _, lang := range []string{"en", "de", "ja"} {
		data, _, _ := shipped.Asset(lang + ".json")
		var table map[string]any
		if err := json.Unmarshal(data, &table); err != nil {
			t.Fatal(lang, err)
		}
		tables[lang] = table
	}
	for key, english := range tables["en"] {
		for _, lang := range []string{"de", "ja"} {
			other := tables[lang][key]
			if other == nil {
				t.Errorf("%s has no %q", lang, key)
			}
			for _, value := range []string{"{0}", "{1}", "{2}"} {
				if strings.Contains(fmt.Sprint(english), value) != strings.Contains(fmt.Sprint(other), value) {
					t.Errorf("%s %q: %q", lang, key, other)
				}
			}
		}
	}
	page := browser(t).NewPage(s.URL + "/chat?dir=rtl")
	showing(page, "Hello!")
	page.WaitFor(`document.querySelector(".send").getBoundingClientRect().left < document.querySelector("#box").getBoundingClientRect().left && getComputedStyle(document.querySelector(".icon-send")).scale === "-1 1"`)
}

// TestWID31_FurtherLanguages: a language is one file, the French one of README.md; its number forms, its direction and what
// it leaves out come out right, in the launcher too, and nothing is asked for that is not there.
func TestWID31_FurtherLanguages(t *testing.T) {
	french := regexp.MustCompile("(?s)```json words fr.json\n(.*?)```").FindSubmatch(read(t, "README.md"))
	if french == nil {
		t.Fatal("README.md has no French words")
	}
	words, err := widget.ReadWords(fstest.MapFS{
		"fr.json":    {Data: french[1]},
		"ar.json":    {Data: []byte(`{"dir": "rtl", "empty": "مرحبًا! كيف يمكنني مساعدتك؟", "send": "إرسال", "unread": {"two": "رسالتان", "few": "{0} رسائل", "other": "{0} رسالة"}}`)},
		"fr-CA.json": {Data: []byte(`{"empty": "Allô !"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := serveWidget(t, widget.New(words))
	for lang, want := range map[string]struct{ spoken, dir, words, send, cancel string }{
		"fr":    {"fr", "ltr", "Bonjour ! Que puis-je faire pour vous ?", "Envoyer", "End chat"},
		"fr-BE": {"fr", "ltr", "Bonjour ! Que puis-je faire pour vous ?", "Envoyer", "End chat"},
		"fr-ca": {"fr-ca", "ltr", "Allô !", "Envoyer", "End chat"},
		"ar":    {"ar", "rtl", "مرحبًا! كيف يمكنني مساعدتك؟", "إرسال", "End chat"},
		"da":    {"en", "ltr", "Hello! How can I help?", "Send", "End chat"},
		"de":    {"de", "ltr", "Hallo! Was kann ich für Sie tun?", "Senden", "Chat beenden"},
	} {
		page := browser(t).NewPage(s.URL + "/chat?lang=" + lang)
		showing(page, want.words)
		page.WaitFor(fmt.Sprintf(`document.documentElement.lang === %q && document.documentElement.dir === %q && document.querySelector(".send").ariaLabel === %q && document.querySelector(".header button").ariaLabel === %q`,
			want.spoken, want.dir, want.send, want.cancel))
		picture(t, page, "words-"+lang)
		noProblems(t, page)
		page.Close()
	}
	for lang, counts := range map[string][]string{"fr": {"Aide, 1 non lu", "Aide, 2 non lus"}, "ar": {"Aide, 1 رسالة", "Aide, رسالتان", "Aide, 3 رسائل"}} {
		page := browser(t).NewPage(host(t, `<!doctype html><html lang="`+lang+`"><script src="`+s.URL+`/widget.js" data-heading="Aide"></script>`, ""))
		page.ClickElement(launcher)
		page.WaitFrame(s.URL + "/chat").WaitFor(online)
		page.Eval(chatElement+`.close(); `+chatElement+`.send("closed in `+lang+`")`, nil)
		s.wait("what was said after closing", said("closed in "+lang))
		for _, count := range counts {
			s.locked(func() { s.say("", "", frame{"kind": "text", "text": "Oui."}) })
			page.WaitFor(fmt.Sprintf(`%s.ariaLabel === %q`, launcher, count))
		}
		noProblems(t, page)
		page.Close()
	}
}

// TestWID31_MistakesInWords: each is refused with its file and key.
func TestWID31_MistakesInWords(t *testing.T) {
	for file, want := range map[[2]string]string{
		{"fr.json", `{"sned": "Envoyer"}`}:                                       `fr.json: "sned"`,
		{"fr.json", "{\n\"send\": \"Envoyer\"\n\"box\": 1}"}:                     `fr.json: line 3`,
		{"fr.json", `["send"]`}:                                                  `fr.json: `,
		{"fr.json", `{"send": 5}`}:                                               `fr.json: "send"`,
		{"fr.json", `{"send": ""}`}:                                              `fr.json: "send"`,
		{"fr.json", `{"send": {"other": "Envoyer"}}`}:                            `fr.json: "send"`,
		{"fr.json", `{"unread": {"one": "{0} non lu"}}`}:                         `fr.json: "unread": its form for "other"`,
		{"fr.json", `{"unread": {"several": "{0}", "other": "{0}"}}`}:            `fr.json: "unread": "several"`,
		{"fr.json", `{"unread": {"one": "{1} non lu", "other": "{0} non lus"}}`}: `fr.json: "unread": one: {1}`,
		{"fr.json", `{"signIn": "Connexion à {1}"}`}:                             `fr.json: "signIn": {1}`,
		{"ar.json", `{"dir": "left"}`}:                                           `ar.json: "dir"`,
		{"French.json", `{}`}:                                                    `French.json: `,
		{"fr.txt", `{}`}:                                                         `no file of words`,
	} {
		_, err := widget.ReadWords(fstest.MapFS{file[0]: {Data: []byte(file[1])}})
		if err == nil || !strings.HasPrefix(strings.TrimPrefix(err.Error(), "there is "), want) {
			t.Errorf("%s with %s: %v, want %s", file[0], file[1], err, want)
		}
	}
}

func TestWID32_Mobile(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage("")
	page.SetViewport(390, 780)
	page.Navigate(host(t, `<!doctype html><meta name="viewport" content="width=device-width"><p style="height:3000px">Long</p><script src="`+s.URL+`/widget.js"></script>`, ""))
	page.Scroll(150, 300, 200)
	page.WaitFor(`(globalThis.before = scrollY) > 100`)
	page.ClickElement(launcher)
	page.WaitFrame(s.URL + "/chat").WaitFor(online + ` && getComputedStyle(document.querySelector("#box")).fontSize === "16px"`)
	page.WaitFor(panel + `.matches(":modal") && ` + panel + `.getBoundingClientRect().width === 390 && ` + panel + `.getBoundingClientRect().height === 780`)
	page.WaitFor(`document.elementFromPoint(360, 740) === ` + chatElement)
	shot(page, "phone-open")
	// The page behind rests, wherever somebody scrolls.
	for _, y := range []int{20, 300, 750} {
		page.Scroll(150, y, 200)
	}
	page.WaitFor(`scrollY === before`)
	page.SetViewport(844, 390)
	page.WaitFor(`!` + panel + `.matches(":modal") && ` + panel + `.open`)
	shot(page, "phone-landscape")
	// So it rests without a frame.
	page = browser(t).NewPage("")
	page.SetViewport(390, 780)
	page.Navigate(host(t, `<!doctype html><meta name="viewport" content="width=device-width"><p style="height:3000px">Long</p><script src="`+s.URL+`/widget.js" data-isolation="page"></script>`, ""))
	page.ClickElement(launcher)
	page.WaitFor(panel + `.querySelector("div").shadowRoot?.querySelector("[data-status=online]")`)
	for _, y := range []int{20, 300, 750} {
		page.Scroll(150, y, 200)
	}
	page.WaitFor(`scrollY === 0`)
}
