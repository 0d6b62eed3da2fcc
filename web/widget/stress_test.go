package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/web/chromium"
)

// What the chat has to bear: long conversations, little room, wide letters, few colours, no network, and a host page that
// takes the whole attention.

// TestWID13_FiveHundredTurns scrolls through them; each step leaves time for a frame.
func TestWID13_FiveHundredTurns(t *testing.T) {
	var turns []any
	for i := range 500 {
		message := frame{"kind": "text", "text": fmt.Sprintf("Words **number** %d", i)}
		if i%5 == 0 {
			message["choices"] = []frame{{"label": "Yes", "value": "y"}, {"label": "No", "value": "n"}}
		}
		turns = append(turns, message)
	}
	_, page := chatOf(t, turns...)
	page.WaitFor(`document.querySelectorAll(".turn").length === 500`)
	var steps []float64
	page.Eval(`(() => {
		const log = document.querySelector(".log");
		log.scrollTop = 0;
		return Array.from({length: 60}, () => {
			const began = performance.now();
			log.scrollTop += 300;
			log.getBoundingClientRect();
			document.elementFromPoint(200, 300);
			return performance.now() - began;
		});
	})()`, &steps)
	slices.Sort(steps)
	if median := steps[len(steps)/2]; median > 16 {
		t.Errorf("a step takes %.1f ms, more than a frame of 16", median)
	}
}

// overflowing lists what does not fit in its place.
func overflowing(page *chromium.Page) (found []string) {
	page.Eval(`[...document.querySelectorAll("body *")].filter((node) => node.getClientRects().length &&
		!node.closest(".scroll, pre, .hidden, dialog, summary, thead, svg, .many") && (node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1 ||
		(node.scrollWidth > node.clientWidth + 1 && node.clientWidth && getComputedStyle(node).overflowX !== "visible" && !node.matches("textarea, input")))
	).map((node) => node.outerHTML.slice(0, 100))`, &found)
	return found
}

// small lists what is hard to hit: less than 24 px, and not in a line of text.
func small(page *chromium.Page) (found []string) {
	page.Eval(`[...document.querySelectorAll("button, a, summary, input, textarea")].filter((node) => {
		const box = node.getBoundingClientRect();
		return box.width && !node.closest(".bubble, [role=status]") && (box.height < 24 || box.width < 24);
	}).map((node) => "small: " + node.outerHTML.slice(0, 100))`, &found)
	return found
}

// TestWID29_LittleRoomWideLettersFewColours looks at every kind of message as people see it who enlarge four times, space
// letters out, or choose their own colours.
func TestWID29_LittleRoomWideLettersFewColours(t *testing.T) {
	s := serve(t)
	s.turns = []frame{fixture(t, "kinds")}
	page := browser(t).NewPage("")
	page.SetViewport(320, 256) // 1280 × 1024, enlarged four times
	page.Navigate(s.URL + "/chat")
	page.WaitFor(online + ` && document.querySelector(".turn")`)
	if found := overflowing(page); len(found) > 0 {
		t.Errorf("four times as large: %q", found)
	}
	page.WaitFor(`((box) => box.bottom <= innerHeight && box.height >= 40)(document.querySelector("#box").getBoundingClientRect()) &&
		document.querySelector(".log").clientHeight >= 40`)
	picture(t, page, "zoom-400")
	page.SetViewport(640, 512)
	picture(t, page, "zoom-200")
	page.SetViewport(400, 900)
	page.Eval(`(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
		document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
	})()`, nil)
	if found := overflowing(page); len(found) > 0 {
		t.Errorf("spaced out: %q", found)
	}
	picture(t, page, "text-spacing")
	page.Eval(`document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1)`, nil)
	page.Media("forced-colors", "active")
	page.WaitFor(`matchMedia("(forced-colors: active)").matches`)
	var bare []string
	page.Eval(`[...document.querySelectorAll(".bubble, .chip, .button, .card, .notice, .badge, .input, #box, .send")].filter((node) => node.getClientRects().length &&
		parseFloat(getComputedStyle(node).borderTopWidth) < 1).map((node) => node.outerHTML.slice(0, 100))`, &bare)
	if len(bare) > 0 {
		t.Errorf("without an edge in forced colours: %q", bare)
	}
	shot(page, "forced-colors")
}

// TestWID09_WaitingAndTrouble sees the skeleton while nothing answers, the bar when it was tried often enough, and the way
// out of it.
func TestWID09_WaitingAndTrouble(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage("")
	page.BeforeEach(`
		const later = setTimeout;
		globalThis.setTimeout = (act, time, ...rest) => later(act, time / 20, ...rest);
		globalThis.RealSocket = WebSocket;
		globalThis.WebSocket = class { close() {} };
	`)
	page.Navigate(s.URL + "/chat")
	page.WaitFor(`document.documentElement.dataset.status === "connecting" && document.querySelector(".state").textContent === "Connecting…" &&
		getComputedStyle(document.querySelector(".list"), "::before").content !== "none"`)
	page.Eval(`globalThis.WebSocket = class { constructor() { throw new Error("no network"); } }`, nil)
	page.WaitFor(`document.documentElement.dataset.status === "trouble"`)
	page.WaitFor(`!document.querySelector(".bar").hidden && document.querySelector(".bar button").textContent === "Try again" && !document.querySelector("#box").matches(":disabled")`)
	picture(t, page, "trouble")
	page.Eval(`globalThis.WebSocket = RealSocket`, nil)
	page.Click(".bar button")
	page.WaitFor(online + ` && document.querySelector(".bar").hidden`)
}

// TestWID05_ModalDialogOfTheHost: while a page shows a modal dialog, browsers let nothing outside it be used. The chat
// looks the same meanwhile, and works again afterwards; inside the dialog it works at once.
func TestWID05_ModalDialogOfTheHost(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage(host(t, `<!doctype html><dialog id="mine"><p>Mine</p></dialog><script src="`+s.URL+`/widget.js"></script>`, ""))
	page.WaitFor(chatElement)
	page.Eval(`document.querySelector("#mine").showModal()`, nil)
	page.WaitFor(launcher + `.getBoundingClientRect().width === 56`)
	page.Eval(`document.querySelector("#mine").append(`+chatElement+`)`, nil)
	page.ClickElement(launcher)
	page.WaitFor(panel + `.open`)
	page.Eval(`document.body.append(`+chatElement+`); document.querySelector("#mine").close(); `+chatElement+`.close()`, nil)
	page.ClickElement(launcher)
	page.WaitFor(panel + `.open`)
	noProblems(t, page)
}

// TestWID32_KeyboardHeight: what the keyboard of a phone leaves is the panel's.
func TestWID32_KeyboardHeight(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage("")
	page.SetViewport(390, 780)
	page.Navigate(host(t, `<!doctype html><meta name="viewport" content="width=device-width"><script src="`+s.URL+`/widget.js" data-open></script>`, ""))
	frame := page.WaitFrame(s.URL + "/chat")
	frame.WaitFor(online)
	page.Eval(`(() => {
		Object.defineProperty(visualViewport, "height", {configurable: true, get: () => 420});
		visualViewport.dispatchEvent(new Event("resize"));
	})()`, nil)
	page.WaitFor(panel + `.getBoundingClientRect().height === 420`)
	frame.WaitFor(`innerHeight === 420 && document.querySelector("#box").getBoundingClientRect().bottom <= 420`)
	shot(page, "phone-keyboard")
}

// TestWID30_WrongEntry leads back to what is missing.
func TestWID30_WrongEntry(t *testing.T) {
	s, page := chatOf(t, frame{"kind": "question", "text": "When?", "field": "d", "input": frame{"type": "date", "min": "2026-01-01"}})
	page.ClickElement(`[...document.querySelectorAll("button")].find((button) => button.textContent === "Use this date")`)
	page.WaitFor(`document.activeElement.type === "date" && document.activeElement.matches(":invalid")`)
	if n := s.count(ofType("message")); n > 0 {
		t.Errorf("%d messages were sent", n)
	}
	if told := page.Outline(); !strings.Contains(told, `Date "Pick a date", required, invalid`) && !strings.Contains(told, `Date "Pick a date", invalid`) {
		t.Errorf("told of it:\n%s", told)
	}
}
