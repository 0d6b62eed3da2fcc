package widget_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/web/chromium"
)

// ends is what the shared browser asks for at the end of all tests.
var ends []func()

// lasting is a test whose cleaning up waits for the end of all tests.
type lasting struct{ testing.TB }

func (lasting) Cleanup(f func()) { ends = append(ends, f) }

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range slices.Backward(ends) {
		end()
	}
	os.Exit(code)
}

var shared *chromium.Browser

// browser lends the one browser of these tests, which shows no movement, so that pictures do not depend on the moment.
// Each test gets a space of its own in it.
func browser(t *testing.T) *chromium.Browser {
	t.Helper()
	if shared == nil {
		shared = chromium.Start(lasting{t}, "--force-prefers-reduced-motion")
	}
	return shared.For(t)
}

func TestWID18_EachKindIsDrawn(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.turns = []frame{fixture(t, "kinds")}
	page := b.NewPage("")
	page.SetViewport(720, 2600)
	page.Navigate(s.URL + "/chat")
	showing(page, "Words of an unknown kind.")
	s.wait("an ack of the shown turn", acked(1))

	for _, want := range []string{
		`.bubble strong`, `.bubble em`, `.bubble ul li`, `.bubble pre code`,
		`.bubble a[href="https://example.com/a_(b)"][rel="noopener noreferrer"][target="_blank"]`,
		`.notice.info`, `.notice.warning`, `.notice.error code`,
		`.card.record a[href^="https://app.hubspot.com/"]`, `.card.record dl`,
		`table thead th[scope="col"]`, `table tbody th[scope="row"] button`, `table td.end`,
		`.card.sign-in button.primary`, `.card.signed-in`,
		`.card.confirm s`, `.card.confirm.danger .actions button:first-child:not(.danger)`,
		`input[type="date"][min="2026-01-01"]`, `.chips .chip`, `.running summary`,
	} {
		page.WaitFor("document.querySelector(" + quote(want) + ")")
	}
	noProblems(t, page)
}

func TestWID25_AMessageAndItsAnswer(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "You said: " + f.text("text")})
	}
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	showing(page, "Create a deal") // a starter
	picture(t, page, "empty")
	page.Click("#box")
	page.Type("hello there")
	page.Key("Enter")
	showing(page, "You said: hello there")
	page.WaitFor(`document.querySelectorAll(".own").length === 1 && document.querySelector(".own").textContent === "hello there"`)
	page.WaitFor(`document.querySelector("[data-announcer]").textContent === "You said: hello there"`)
	page.WaitFor(`document.activeElement.id === "box" && document.querySelector("#box").value === ""`)
	hello := s.wait("hello", ofType("hello"))
	if hello["token"] != nil || hello.text("timezone") == "" {
		t.Errorf("first hello: %v", hello)
	}
	noProblems(t, page)
}

func TestWID17_Choosing(t *testing.T) {
	b := browser(t)
	s := serve(t)
	question := frame{"kind": "question", "text": "Which stage?", "field": "stage", "input": frame{"type": "choice"},
		"choices": []frame{{"label": "Qualified", "value": "v2"}, {"label": "Won", "value": "v9"}}}
	s.say("", "", question)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), "Qualified", frame{"kind": "text", "text": "Thanks."})
	}
	page := b.NewPage(s.URL + "/chat")
	page.Click(".chip")
	showing(page, "Thanks.")
	choose := s.wait("the choice", ofType("choose"))
	if choose.text("value") != "v2" || choose["seq"] != 1.0 || choose.text("id") == "" {
		t.Errorf("choose frame: %v", choose)
	}
	page.WaitFor(`document.querySelector(".own").textContent === "Qualified" && document.querySelectorAll(".own").length === 1`)
	page.WaitFor(`[...document.querySelectorAll(".chip")].every((chip) => chip.getAttribute("aria-disabled") === "true")`)
	page.WaitFor(`document.querySelector(".chip.taken").textContent.startsWith("Qualified")`)
	// A choice of an older turn stays where it is and does nothing.
	page.ClickElement(`document.querySelectorAll(".chip")[1]`)
	page.Click("#box")
	page.Type("next")
	page.Key("Enter")
	s.wait("the next message", said("next"))
	if n := s.count(ofType("choose")); n != 1 {
		t.Errorf("%d choose frames, want 1", n)
	}
	picture(t, page, "chosen")
}

func TestWID10_TypedOfflineIsSentLater(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "Got " + f.text("text")})
	}
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	page.Eval(`globalThis.RealSocket = WebSocket; globalThis.WebSocket = class { constructor() { throw new Error("no network"); } }`, nil)
	s.cut()
	showing(page, "You are offline.")
	for _, text := range []string{"one", "two"} {
		page.Click("#box")
		page.Type(text)
		page.Key("Enter")
	}
	showing(page, "Sending…")
	picture(t, page, "offline")
	page.Eval(`globalThis.WebSocket = RealSocket; dispatchEvent(new Event("online"))`, nil)
	showing(page, "Got two")
	first, second := s.wait("one", said("one")), s.wait("two", said("two"))
	if first["id"] == second["id"] {
		t.Error("two messages with one id")
	}
	var order []string
	page.Eval(`[...document.querySelectorAll(".own")].map((node) => node.textContent)`, &order)
	if !slices.Equal(order, []string{"one", "two"}) {
		t.Errorf("own words %q", order)
	}
}

func TestWID10_ResendKeepsTheID(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.noAck = true
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "Got it"})
	}
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	page.Click("#box")
	page.Type("only once")
	page.Key("Enter")
	showing(page, "Got it")
	ids := map[string]int{}
	s.locked(func() {
		for _, f := range s.heard {
			if f.text("type") == "message" {
				ids[f.text("id")]++
			}
		}
	})
	if len(ids) != 1 {
		t.Errorf("ids %v, want one that came twice", ids)
	}
	for _, n := range ids {
		if n != 2 {
			t.Errorf("ids %v, want one that came twice", ids)
		}
	}
	page.WaitFor(`document.querySelectorAll(".own").length === 1`)
}

func TestWID12_ResumeWithoutRepeats(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.say("", "", frame{"kind": "text", "text": "First"})
	page := b.NewPage(s.URL + "/chat")
	showing(page, "First")
	s.wait("ack 1", acked(1))
	s.cut()
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "Second"}) })
	showing(page, "Second")
	hello := s.wait("a hello that resumes", func(f frame) bool { return f["last_seq"] == 1.0 })
	if hello.text("token") != "token-1" || hello.text("epoch") != "e1" {
		t.Errorf("hello %v", hello)
	}
	s.wait("ack 2", acked(2))
	// A turn that comes again is not drawn again.
	s.locked(func() {
		s.socket.WriteJSON(s.turns[0])
		s.socket.WriteJSON(s.turns[1])
		s.say("", "", frame{"kind": "text", "text": "Third"})
	})
	showing(page, "Third")
	page.WaitFor(`[...document.querySelectorAll(".turn")].map((turn) => turn.innerText.trim()).join() === "First,Second,Third"`)
	var kept map[string]any
	page.Eval(`JSON.parse(sessionStorage.getItem("parley.session"))`, &kept)
	if kept["token"] != "token-1" || kept["epoch"] != "e1" || kept["last_seq"] != 3.0 || len(kept) != 3 {
		t.Errorf("kept %v", kept)
	}
	var keys int
	page.Eval(`sessionStorage.length + localStorage.length`, &keys)
	if keys != 1 {
		t.Errorf("%d stored keys, want 1", keys)
	}
}

func TestWID12_ReloadShowsTheTranscript(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "Answer"})
	}
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	page.Click("#box")
	page.Type("my words")
	page.Key("Enter")
	showing(page, "Answer")
	s.wait("ack", acked(1))
	page.Reload()
	showing(page, "Answer")
	page.WaitFor(`document.querySelector(".own").textContent === "my words"`)
	page.WaitFor(`document.querySelector("[data-announcer]").textContent === ""`)
	if n := s.count(func(f frame) bool {
		return f.text("type") == "hello" && f.text("token") == "token-1" && f["last_seq"] == nil
	}); n != 1 {
		t.Errorf("%d hellos with token and without last_seq, want 1", n)
	}
	// Another session on the server: said once, quietly, and the chat goes on.
	s.locked(func() { s.token, s.turns = "token-2", nil })
	s.cut()
	showing(page, "This is a new conversation")
	page.WaitFor(`JSON.parse(sessionStorage.getItem("parley.session")).token === "token-2"`)
}

func TestWID09_CloseCodes(t *testing.T) {
	b := browser(t)
	s := serve(t)
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	s.locked(func() { s.refuse = 4001 })
	s.cut()
	showing(page, "This chat is open in another window.")
	page.WaitFor(`document.querySelector("#box").matches(":disabled")`)
	picture(t, page, "elsewhere")
	s.locked(func() { s.refuse = 0 })
	page.ClickElement(`[...document.querySelectorAll("button")].find((button) => button.textContent === "Use here")`)
	page.WaitFor(online)
	s.locked(func() { s.refuse = 4003 })
	s.cut()
	showing(page, "This chat isn't available here.")
	s.locked(func() { s.refuse = 0 })
	page.Click(".bar button")
	page.WaitFor(online)
	page.Click(`button[aria-label="End chat"]`)
	picture(t, page, "end-dialog")
	page.Click("dialog button.danger")
	showing(page, "This chat has ended.")
	page.WaitFor(`sessionStorage.length === 0`)
	page.Click(".bar button")
	page.WaitFor(online)
}

func TestWID19_StaleChoice(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.say("", "", frame{"kind": "question", "text": "Sure?", "field": "x", "input": frame{"type": "yes_no"},
		"choices": []frame{{"label": "Yes", "value": "y"}, {"label": "No", "value": "n"}}})
	s.onHeard = func(s *fakeServer, f frame) {}
	page := b.NewPage(s.URL + "/chat")
	page.Click(".chip")
	choose := s.wait("the choice", ofType("choose"))
	s.locked(func() {
		s.socket.WriteJSON(frame{"type": "error", "code": "stale_choice", "message": "old", "id": choose["id"]})
	})
	showing(page, "That choice is no longer open.")
}

func TestWID21_SignInProvesItsWindow(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "I still need you to sign in."})
	}
	s.say("", "", frame{"kind": "sign_in", "provider": "hubspot", "text": "Please sign in.", "url": s.URL + "/oauth/hubspot/start?flow=f7", "expires_at": "2099-01-01T00:00:00Z"})
	page := b.NewPage(s.URL + "/chat")
	page.Click(".sign-in button")
	popup := page.WaitPopup()
	popup.WaitFor(`document.title === "Sign in"`)
	bind := s.wait("the proof", ofType("bind"))
	if bind.text("flow") != "f7" || bind.text("proof") != "p1" {
		t.Errorf("bind frame %v", bind)
	}
	popup.Close()
	showing(page, "Please finish in the other window")
	picture(t, page, "sign-in-waiting")
	page.Click("#box")
	page.Type("what now?")
	page.Key("Enter")
	showing(page, "I still need you to sign in.")
	page.WaitFor(`document.querySelector(".sign-in button").getAttribute("aria-disabled") !== "true"`)
	s.locked(func() {
		s.say("", "", frame{"kind": "notice", "level": "warning", "text": "Access was not given."})
	})
	page.WaitFor(`document.querySelector(".sign-in button").getAttribute("aria-disabled") === "true"`)
	showing(page, "This link is no longer valid.")
	s.locked(func() {
		s.say("", "", frame{"kind": "sign_in", "provider": "hubspot", "text": "Please sign in.", "url": s.URL + "/oauth/hubspot/start?flow=f8", "expires_at": "2099-01-01T00:00:00Z"})
	})
	page.WaitFor(`document.querySelectorAll(".sign-in")[1]?.querySelector("button").getAttribute("aria-disabled") !== "true"`)
	s.locked(func() {
		s.say("", "", frame{"kind": "signed_in", "provider": "hubspot", "user": "maria@acme.example", "account": "Acme", "text": "ok"})
	})
	page.WaitFor(`document.querySelectorAll(".sign-in")[1].querySelector("button").getAttribute("aria-disabled") === "true"`)
	picture(t, page, "signed-in")
}

func TestWID16_HostileTextIsOnlyText(t *testing.T) {
	b := browser(t)
	s := serve(t)
	hostile := "<img src=x onerror=globalThis.bad=1> [a](javascript:globalThis.bad=1) [b](JaVa\tscript:1) ![](https://x.example/p.png) a\u202eb\u200bc"
	choices := []frame{{"label": hostile, "value": "v"}}
	s.say("", "",
		frame{"kind": "text", "text": hostile},
		frame{"kind": "record", "object": hostile, "id": "1", "title": hostile, "text": hostile, "url": "javascript:globalThis.bad=1",
			"fields": []frame{{"label": hostile, "value": hostile, "was": hostile}}, "choices": choices},
		frame{"kind": "table", "object": "deal", "text": hostile, "columns": []string{hostile}, "from": 1, "to": 1,
			"rows": []frame{{"id": "1", "cells": []string{hostile}, "url": "data:text/html,x", "choices": choices}}},
		frame{"kind": "confirm", "text": hostile, "style": "danger", "fields": []frame{}, "choices": choices},
		frame{"kind": "notice", "level": hostile, "text": hostile, "reference": hostile},
		frame{"kind": "sign_in", "provider": hostile, "text": hostile, "url": "https://evil.example/oauth/hubspot/start", "expires_at": "2099-01-01T00:00:00Z"},
		frame{"kind": "table"}, frame{"kind": "confirm"}, frame{"kind": "record"}, frame{"kind": "sign_in"}, frame{"kind": "question"}, frame{"kind": "signed_in"}, frame{"kind": "notice"}, frame{},
		frame{"kind": "text", "text": "The end"})
	page := b.NewPage(s.URL + "/chat")
	showing(page, "The end")
	page.WaitFor(`globalThis.bad === undefined && !document.querySelector("img, .log script")`)
	page.WaitFor(`[...document.querySelectorAll(".log a")].every((link) => link.href === "https://x.example/p.png")`)
	// The address of a sign-in names another host, and is opened at the chat's own.
	page.Eval(`window.open = (address) => void (globalThis.opened = address)`, nil)
	page.Click(".sign-in button")
	page.WaitFor(`opened === location.origin + "/oauth/hubspot/start"`)
	page.WaitFor(`!/[\u202e\u200b]/.test(document.body.innerText)`)
	noProblems(t, page)
}

func TestWID27_ByKeyboardAlone(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		if f.text("type") == "choose" {
			s.say(f.text("id"), "chosen", frame{"kind": "text", "text": "Chose " + f.text("value")})
			return
		}
		table := fixture(s.t, "kinds")["messages"].([]any)[5]
		s.say(f.text("id"), f.text("text"), table)
	}
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	page.Key("F6") // into the box
	page.WaitFor(`document.activeElement.id === "box"`)
	page.Type("my deals")
	page.Key("Enter")
	showing(page, "Globex expansion")
	page.Key("F6") // into the transcript
	page.WaitFor(`document.activeElement.matches(".log")`)
	page.Key("Tab") // the table's scroll region
	page.Key("Tab") // the first row
	page.WaitFor(`document.activeElement.textContent.startsWith("Acme renewal")`)
	picture(t, page, "keyboard-focus")
	page.Key("Enter")
	showing(page, "Chose row:901")
	page.WaitFor(`document.activeElement.textContent.startsWith("Acme renewal")`) // a used button keeps the focus
	page.WaitFor(`[...document.querySelectorAll(".own")].pop().textContent === "Open: Acme renewal"`)
}

func TestWID15_Launcher(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "Hello from the frame"})
	}
	page := b.NewPage("")
	page.SetViewport(1280, 860)
	page.Navigate(s.URL + "/")
	const launcher = `document.querySelector("parley-chat").shadowRoot.querySelector("button")`
	page.WaitFor(launcher + `.getAttribute("aria-expanded") === "false"`)
	page.WaitFor(`document.querySelectorAll("parley-chat").length === 1 && !document.querySelector("parley-chat").shadowRoot.querySelector("iframe")`)
	if n := s.count(ofType("hello")); n != 0 {
		t.Errorf("%d sockets before the first opening", n)
	}
	picture(t, page, "page-closed")
	page.ClickElement(launcher)
	const inside = `document.querySelector("parley-chat").shadowRoot.querySelector("iframe").contentDocument`
	page.WaitFor(inside + `.documentElement.dataset.status === "online" && ` + inside + `.activeElement.id === "box"`)
	page.WaitFor(inside + `.querySelector("h1").textContent === "Sales assistant"`)
	page.Type("hi")
	page.Key("Enter")
	page.WaitFor(inside + `.body.innerText.includes("Hello from the frame")`)
	picture(t, page, "page-open")
	page.Key("Escape")
	page.WaitFor(launcher + `.getAttribute("aria-expanded") === "false"`)
	page.WaitFor(`document.querySelector("parley-chat").shadowRoot.activeElement === ` + launcher)
	s.locked(func() { s.say("", "", frame{"kind": "text", "text": "News"}) })
	page.WaitFor(launcher + `.getAttribute("aria-label") === "Sales assistant, 1 unread"`)
	for i := range 9 {
		s.locked(func() { s.say("", "", frame{"kind": "text", "text": fmt.Sprintf("More %d", i)}) })
	}
	page.WaitFor(launcher + `.ariaLabel === "Sales assistant, 10 unread" && ` + launcher + `.innerText === "9+"`)
	picture(t, page, "page-unread")
	page.Key("Enter")
	page.WaitFor(launcher + `.getAttribute("aria-label") === "Sales assistant"`)
	page.Reload() // the panel comes back by itself, with what was said
	page.WaitFor(inside + `.body.innerText.includes("News")`)
	page.SetViewport(390, 760)
	page.WaitFor(`document.querySelector("parley-chat").shadowRoot.querySelector("iframe").clientWidth === 390`)
	picture(t, page, "page-phone")
	noProblems(t, page)
}

// TestWID06_OnAnotherSite embeds the widget where its frame is of another origin: they talk by messages only.
func TestWID06_OnAnotherSite(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "Secret"})
	}
	page := b.NewPage(strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/elsewhere")
	page.WaitFor(`document.querySelector("parley-chat")`)
	page.Eval(`globalThis.heard = []; addEventListener("message", (event) => heard.push(JSON.stringify(event.data)))`, nil)
	page.Eval(`document.querySelector("parley-chat").send("hello from the page")`, nil)
	s.wait("the page's words", said("hello from the page"))
	page.WaitFor(`document.querySelector("parley-chat").unread === 1`)
	page.Eval(`document.querySelector("parley-chat").open()`, nil)
	page.WaitFor(`document.querySelector("parley-chat").unread === 0`)
	page.WaitFor(`!heard.some((data) => data.includes("Secret") || data.includes("token"))`)
	// A message that does not come from the frame is ignored.
	page.Eval(`postMessage({parley: "unread", detail: 7}, "*")`, nil)
	page.WaitFor(`heard.some((data) => data.includes("7"))`)
	page.WaitFor(`document.querySelector("parley-chat").unread === 0`)
	// Nor does the frame obey a window that does not hold it.
	page.Eval(`(() => {
		const other = document.body.appendChild(document.createElement("iframe")).contentWindow;
		const chat = `+panel+`.querySelector("iframe").contentWindow;
		other.eval("(chat) => chat.postMessage({parley: 'send', detail: 'forged'}, '*')")(chat);
		document.querySelector("parley-chat").send("mine");
	})()`, nil)
	s.wait("the page's own words", said("mine"))
	if s.count(said("forged")) > 0 {
		t.Error("the frame obeyed another window")
	}
}

func TestWID12_UnknownSession(t *testing.T) {
	b := browser(t)
	s := serve(t)
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	s.locked(func() { s.strict, s.token = true, "token-2" })
	s.cut()
	showing(page, "This is a new conversation")
	page.WaitFor(`JSON.parse(sessionStorage.getItem("parley.session")).token === "token-2"`)
	// Lost in the middle: the same, without another connection.
	s.locked(func() {
		s.token = "token-3"
		s.socket.WriteJSON(frame{"type": "error", "code": "unknown_session", "message": "Not known."})
		s.welcome(frame{})
	})
	page.WaitFor(`JSON.parse(sessionStorage.getItem("parley.session")).token === "token-3"`)
	page.WaitFor(online)
	if n := s.count(ofType("hello")); n != 2 {
		t.Errorf("%d hellos, want one at first and one after the cut", n)
	}
}

func TestWID12_AnotherEpoch(t *testing.T) {
	b := browser(t)
	s := serve(t)
	s.onHeard = func(s *fakeServer, f frame) {
		s.say(f.text("id"), f.text("text"), frame{"kind": "text", "text": "Answer to " + f.text("text")})
	}
	page := b.NewPage(s.URL + "/chat")
	page.WaitFor(online)
	for _, text := range []string{"one", "two"} {
		page.Click("#box")
		page.Type(text)
		page.Key("Enter")
		showing(page, "Answer to "+text)
	}
	s.locked(func() { s.epoch = "e2" })
	s.cut()
	page.WaitFor(`JSON.parse(sessionStorage.getItem("parley.session")).epoch === "e2"`)
	page.WaitFor(`[...document.querySelectorAll(".bubble:not(.dots)")].map((node) => node.textContent).join() === "one,Answer to one,two,Answer to two"`)
	page.WaitFor(`!document.body.innerText.includes("new conversation")`)
}

func quote(text string) string {
	return "`" + text + "`"
}
