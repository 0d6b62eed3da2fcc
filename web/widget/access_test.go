package widget_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What people rely on who do not use a mouse, do not see the page, or see it in their own way.

// TestWID25_Announcer: turns that come together are told together, not into a change of focus, without signs and once;
// what was there before is not told.
func TestWID25_Announcer(t *testing.T) {
	s := serve(t)
	s.say("", "", frame{"kind": "text", "text": "Old words."})
	page := browser(t).NewPage("")
	// A quarter of a second passes when the test says so, all else ten times as fast.
	page.BeforeEach(`
		const later = setTimeout, never = clearTimeout;
		globalThis.due = new Map();
		globalThis.setTimeout = (act, time, ...rest) => {
			if (time !== 250) return later(act, time / 10, ...rest);
			const id = -1 - Math.random();
			due.set(id, act);
			return id;
		};
		globalThis.clearTimeout = (id) => due.delete(id) || never(id);
		globalThis.pass = () => { for (const [id, act] of due) { due.delete(id); act(); } };
		globalThis.told = [];
		addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
			const words = document.querySelector("[data-announcer]")?.textContent;
			if (words && words !== told.at(-1)) told.push(words);
		}).observe(document.body, {childList: true, subtree: true, characterData: true}))`)
	page.Navigate(s.URL + "/chat")
	showing(page, "Old words.")
	page.Reload()
	showing(page, "Old words.")
	page.WaitFor(online)
	for i, message := range []any{frame{"kind": "text", "text": "**First** words."}, fixture(t, "kinds")["messages"].([]any)[5]} {
		s.locked(func() { s.say("", "", message) })
		page.WaitFor(fmt.Sprintf(`document.querySelector('.turn[data-seq="%d"]') && due.size === 1`, i+2))
	}
	page.Eval(`globalThis.before = [...due.keys()][0]; document.querySelector("#box").focus()`, nil)
	page.WaitFor(`due.size === 1 && !due.has(before) && !told.length`)
	page.Eval(`pass()`, nil)
	page.WaitFor(`told.length === 1 && document.querySelector("[data-announcer]").textContent === ""`) // nobody reads it twice
	s.locked(func() { s.say("", "", frame{"kind": "notice", "level": "warning", "text": "Look out."}) })
	page.WaitFor(`due.size === 1`)
	page.Eval(`pass()`, nil)
	page.WaitFor(`told.length === 2`)
	var told []string
	page.Eval(`told`, &told)
	if !slices.Equal(told, []string{"First words. Your open deals 1–3 of 23", "Warning: Look out."}) {
		t.Errorf("told %q", told)
	}
	page.WaitFor(`((log) => log.ariaLive === "off" && !log.querySelector("[data-announcer]"))(document.querySelector(".log"))`)
	// What stops the chat interrupts.
	s.locked(func() { s.refuseWith = "internal" })
	page.Type("now")
	page.Key("Enter")
	page.WaitFor(`document.querySelector("[role=alert]").textContent === "Not sent. Something went wrong."`)
}

// TestWID26_Touch: where opening must not pull up a keyboard, the heading has the focus.
func TestWID26_Touch(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage("")
	page.BeforeEach(`const real = matchMedia; globalThis.matchMedia = (query) => query === "(pointer: coarse)" ? {matches: true} : real(query)`)
	page.Navigate(s.URL + "/")
	page.ClickElement(launcher)
	page.WaitFor(panel + `.querySelector("iframe").contentDocument.activeElement.matches("h1")`)
}

// TestWID27_Keys: the keys of the box, of lists and of buttons; and no place that Tab does not leave.
func TestWID27_Keys(t *testing.T) {
	var turns []any
	for i := range 30 {
		turns = append(turns, frame{"kind": "text", "text": fmt.Sprintf("Words number %d", i)})
	}
	s, page := chatOf(t, append(turns, frame{"kind": "text", "text": "Which?", "choices": []frame{{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}}})...)
	const log, box = `document.querySelector(".log")`, `document.querySelector("#box")`
	page.Click("#box")
	// Scrolling, while the box is empty.
	page.Key("Home")
	page.WaitFor(log + `.scrollTop === 0`)
	page.Key("PageDown")
	page.WaitFor(log + `.scrollTop > 100`)
	page.Key("PageUp")
	page.WaitFor(log + `.scrollTop === 0`)
	page.Key("End")
	page.WaitFor(log + `.scrollTop + ` + log + `.clientHeight >= ` + log + `.scrollHeight - 1`)
	page.Type("first")
	page.Key("Home")
	page.WaitFor(log + `.scrollTop > 100 && ` + box + `.selectionStart === 0`)
	// Composing never sends; Shift-Enter breaks; Enter sends.
	page.Eval(`for (const key of [{isComposing: true}, {keyCode: 229}]) `+box+`.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...key}))`, nil)
	page.Key("End")
	page.Key("Shift+Enter")
	page.Type("second")
	page.WaitFor(box + `.value === "first\nsecond"`)
	page.Key("Enter")
	s.wait("both lines", said("first\nsecond"))
	if n := s.count(ofType("message")); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
	// Tab goes through everything and out at the end; Shift-Tab goes back the same way.
	step := func(key string) (where string) {
		page.Key(key)
		page.Eval(`document.activeElement.matches("body") ? "" : document.activeElement.ariaLabel || document.activeElement.querySelector(".label")?.textContent || document.activeElement.className`, &where)
		return where
	}
	page.Eval(`document.activeElement.blur(); getSelection().removeAllRanges()`, nil)
	page.Reload()
	page.WaitFor(online + ` && document.querySelectorAll(".turn").length === 31`)
	want := []string{"End chat", "Conversation", "One", "Two", "Your message", "Send"}
	var there, back []string
	for range want {
		there = append(there, step("Tab"))
	}
	if where := step("Tab"); where != "" {
		t.Errorf("after the last control Tab is at %q", where)
	}
	for range want {
		back = append(back, step("Shift+Tab"))
	}
	slices.Reverse(back)
	if !slices.Equal(there, want) || !slices.Equal(back, want) {
		t.Errorf("Tab goes to %q and back through %q, want %q", there, back, want)
	}
	// In a list the arrows go, and Space takes.
	page.ClickElement(log)
	page.Eval(`document.querySelector(".chip").focus()`, nil)
	for _, move := range [][2]string{{"ArrowDown", "Two"}, {"ArrowDown", "Two"}, {"ArrowUp", "One"}} {
		if where := step(move[0]); where != move[1] {
			t.Errorf("%s leads to %q, want %q", move[0], where, move[1])
		}
	}
	page.Key(" ")
	if choose := s.wait("the choice", ofType("choose")); choose.text("value") != "1" {
		t.Errorf("chose %v", choose)
	}
}

// TestWID28_Contrast measures each pair of colours that carries words (4.5) or a control (3), as the browser makes them.
func TestWID28_Contrast(t *testing.T) {
	_, page := chatOf(t)
	pairs := map[string]float64{}
	for _, text := range []string{
		"text bg", "text surface-1", "text surface-2", "text-2 bg", "text-2 surface-1", "text-2 surface-2", "on-accent accent", "accent-text bg", "accent-text surface-1",
		"accent-text accent-soft", "text accent-soft", "on-accent danger", "danger bg", "danger danger-soft", "success bg", "warning warning-soft", "text warning-soft", "text danger-soft",
	} {
		pairs[text] = 4.5
	}
	for _, control := range []string{"edge bg", "edge surface-1", "accent bg", "focus bg", "focus surface-1"} {
		pairs[control] = 3
	}
	asked, _ := json.Marshal(pairs)
	for _, theme := range []string{"light", "dark"} {
		page.Media("prefers-color-scheme", theme)
		page.WaitFor(`matchMedia("(prefers-color-scheme: ` + theme + `)").matches`)
		var found []string
		page.Eval(`(() => {
			const pen = new OffscreenCanvas(1, 1).getContext("2d");
			const luminance = (name) => {
				document.body.style.setProperty("accent-color", "var(--" + name + ")"); // any property that takes a colour
				pen.fillStyle = getComputedStyle(document.body).accentColor;
				pen.fillRect(0, 0, 1, 1);
				return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).reduce((sum, part, at) => {
					const one = part / 255;
					return sum + [0.2126, 0.7152, 0.0722][at] * (one > 0.04 ? ((one + 0.055) / 1.055) ** 2.4 : one / 12.92);
				}, 0.05);
			};
			return Object.entries(`+string(asked)+`).flatMap(([pair, least]) => {
				const [dark, bright] = pair.split(" ").map(luminance).sort((a, b) => a - b);
				return bright / dark < least ? [pair + " " + (bright / dark).toFixed(2)] : [];
			});
		})()`, &found)
		if len(found) > 0 {
			t.Errorf("too little contrast in %s: %q", theme, found)
		}
	}
	page.WaitFor(`["#box", ".send", ".header button"].every((one) => ((box) => box.width >= 40 && box.height >= 40)(document.querySelector(one).getBoundingClientRect()))`)
}

// TestWID29_Calm: nothing moves for those who asked for that.
func TestWID29_Calm(t *testing.T) {
	page, draw := gallery(t)
	const moves = `getComputedStyle(document.querySelector(".dots i")).animationName === "dot" && getComputedStyle(document.querySelector(".turn")).animationName === "in"`
	draw("typing")
	page.WaitFor(`matchMedia("(prefers-reduced-motion: reduce)").matches && document.getAnimations().length === 0 && !document.querySelector(".dots").hidden`)
	page.Media("prefers-reduced-motion", "no-preference")
	page.WaitFor(moves)
}

// TestWID31_LogicalProperties: nothing is placed at the left or the right, so that all of it turns with the language.
func TestWID31_LogicalProperties(t *testing.T) {
	physical := regexp.MustCompile(`[\w-]*\b(?:left|right)\b[\w-]*`)
	for _, name := range []string{"src/chat.css", "src/tokens.css", "src/loader.css"} {
		if found := physical.FindAll(regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAll(read(t, name), nil), -1); len(found) > 0 {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// TestWID03_NothingBesides: no fonts, no images, nobody else's files.
func TestWID03_NothingBesides(t *testing.T) {
	files, err := os.ReadDir("dist")
	if err != nil {
		t.Fatal(err)
	}
	loads := regexp.MustCompile(`@font-face|url\(|@import|new Image|https?://[\w.-]+`)
	for _, file := range files {
		for _, found := range loads.FindAllString(string(read(t, "dist/"+file.Name())), -1) {
			if found != "http://www.w3.org" { // names the language of an icon
				t.Errorf("dist/%s: %s", file.Name(), found)
			}
		}
	}
}

// TestWID24_LauncherAndFrame: what is around the chat has a name, too.
func TestWID24_LauncherAndFrame(t *testing.T) {
	s := serve(t)
	page := browser(t).NewPage(host(t, `<!doctype html><title>Shop</title><script src="`+s.URL+`/widget.js" data-heading="Help"></script>`, ""))
	page.WaitFor(launcher + `.ariaExpanded === "false" && ` + launcher + `.ariaLabel === "Help"`)
	page.ClickElement(launcher)
	page.WaitFor(launcher + `.ariaExpanded === "true" && ` + panel + `.ariaLabel === "Help" && ` + panel + `.querySelector("iframe").title === "Help"`)
	if got := page.Outline(); !strings.Contains(got, `button "Help", expanded true`) || !strings.Contains(got, `Iframe "Help"`) {
		t.Errorf("told of it:\n%s", got)
	}
}
