package widget_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley/web/chromium"
)

// What must hold for every fixture of the gallery, and so for every block and state.

const tall = 1400 // pixels: room for most fixtures

// gallery opens the gallery page; what it draws needs no socket.
func gallery(t *testing.T) (page *chromium.Page, draw func(name string)) {
	t.Helper()
	s := serve(t)
	page = browser(t).NewPage("")
	page.SetViewport(480, tall)
	return page, func(name string) {
		t.Helper()
		page.Navigate(s.URL + "/chat?gallery=" + name)
		page.WaitFor(`document.body.dataset.gallery === "` + name + `" && (document.documentElement.dataset.status !== "connecting" || document.querySelector(".state").textContent)`)
		if name == "typing" {
			page.WaitFor(`!document.querySelector(".dots").hidden`)
		}
	}
}

// names lists the fixtures.
func names(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob("fixtures/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		all = append(all, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	return all
}

// TestWID24_Gallery goes through all fixtures, in light and dark, from right to left and on 320 px: axe finds nothing,
// everything has room, each target is large enough, and what screen readers are told is what was looked at. axe is no part
// of the repository; "npm ci" in this folder fetches it.
func TestWID24_Gallery(t *testing.T) {
	axe, missing := os.ReadFile("node_modules/axe-core/axe.min.js")
	page, draw := gallery(t)
	const ( // what each look can change
		everything = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
		colours    = `["color-contrast"]`
		places     = `["target-size", "scrollable-region-focusable"]`
	)
	page.BeforeEach(string(axe))
	var outlines bytes.Buffer
	for _, name := range names(t) {
		draw(name)
		look := func(what, rules string) {
			t.Helper()
			for _, fault := range append(overflowing(page), small(page)...) {
				t.Errorf("%s%s: %s", name, what, fault)
			}
			if missing != nil {
				return
			}
			var found []string
			page.Eval(`axe.run({runOnly: `+rules+`, resultTypes: ["violations"], selectors: false}).then((all) =>
				all.violations.flatMap((one) => one.nodes.map((node) => one.id + ": " + node.html.slice(0, 150) + " " + node.failureSummary)))`, &found)
			for _, fault := range found {
				t.Errorf("%s%s: %s", name, what, fault)
			}
		}
		fmt.Fprintf(&outlines, "# %s\n%s", name, outline(page))
		look("", everything)
		whole(t, page, 480, name)
		page.Media("prefers-color-scheme", "dark")
		look(" dark", colours)
		page.Media("prefers-color-scheme", "light")
		page.Eval(`document.documentElement.dir = document.documentElement.dir === "rtl" ? "ltr" : "rtl"`, nil)
		look(" turned", places)
		page.Eval(`document.documentElement.dir = document.documentElement.dir === "rtl" ? "ltr" : "rtl"`, nil)
		page.SetViewport(320, tall)
		look(" 320", places)
		whole(t, page, 320, name+"-320")
		page.SetViewport(480, tall)
	}
	noProblems(t, page)
	compare(t, "fixtures/outline.txt", outlines.String())
	if missing != nil {
		t.Skip("axe-core is not installed; npm ci does it: ", missing)
	}
}

// whole is a picture of all there is, however long it is.
func whole(t *testing.T, page *chromium.Page, width int, name string) {
	t.Helper()
	var height int
	page.Eval(`((log) => innerHeight - log.clientHeight + Math.max(300, log.querySelector(".list").clientHeight + 32))(document.querySelector(".log"))`, &height)
	page.SetViewport(width, height)
	picture(t, page, name)
	page.SetViewport(width, tall)
}

// outline is what screen readers are told, without what depends on the moment.
func outline(page *chromium.Page) string {
	got := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(page.Outline(), "chat.example.com")
	got = regexp.MustCompile(`\d+:\d\d(\W[AP]M| م| ص)?`).ReplaceAllString(got, "9:30 AM")
	return regexp.MustCompile(`(?m)^  StaticText .*\n`).ReplaceAllString(got, "") // what is announced, for a moment
}

// compare holds what was made against a file, or writes it with -update.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(string(read(t, file)), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			t.Fatalf("%s, line %d, is not what there is: %q. Look at the difference that -update makes", file, i+1, line)
		}
	}
}

// TestWID24_GalleryPages: the index names each fixture, and each has a title and says what it shows.
func TestWID24_GalleryPages(t *testing.T) {
	page := browser(t).NewPage(serve(t).URL + "/chat?gallery")
	page.WaitFor(fmt.Sprintf(`document.querySelectorAll("li a[href^='?gallery=']").length === %d`, len(names(t))))
	page.Click(`a[href="?gallery=right-to-left"]`)
	page.WaitFor(`document.body.dataset.gallery === "right-to-left" && document.documentElement.dir === "rtl" && document.querySelector(".turn")`)
	noProblems(t, page)
}

// TestWID21_States: in each state of a sign-in the card says what to do, and offers that.
func TestWID21_States(t *testing.T) {
	page, draw := gallery(t)
	const over = "This link is no longer valid."
	for _, state := range []struct{ name, words, offered, over string }{
		{"sign-in", "", "Continue to HubSpot, Cancel", ""},
		{"sign-in-waiting", "Please finish in the other window. If it shows a code, write it here.", "Open again, Enter code, Cancel", ""},
		{"sign-in-code", "Please finish in the other window. If it shows a code, write it here.", "Open again, Enter code, Cancel", ""},
		{"sign-in-blocked", "The window was blocked. Use this link instead: ORIGIN/oauth/hubspot/start?flow=f1", "Continue to HubSpot, Enter code, Cancel", ""},
		{"sign-in-refused", over, "", "New link, Cancel"},
		{"sign-in-expired", over, "", "New link, Cancel"},
		{"signed-in", "Done", "", "Not you?"},
	} {
		draw(state.name)
		var got struct{ Title, Reason, Words, Offered, Next string }
		page.Eval(`(() => {
			const card = document.querySelector(".sign-in");
			const said = (node) => node.innerText.replaceAll(location.origin, "ORIGIN").replace(/\s+/g, " ").trim();
			const offered = (node) => [...node.querySelectorAll("button")].filter((button) => button.ariaDisabled !== "true" && button.checkVisibility()).map((button) => (button.querySelector("span") ?? button).innerText).join(", ");
			return {title: said(card.querySelector("h2")), reason: said(card.querySelector(".prose")), words: said(card.querySelector("[role=status]")),
				offered: offered(card), next: [...document.querySelectorAll(".turn + .turn")].map(offered).join()};
		})()`, &got)
		if got.Title != "Sign in to HubSpot" || got.Reason != "To save the deal I need your permission once." || got.Words != state.words || got.Offered != state.offered || got.Next != state.over {
			t.Errorf("%s: %+v", state.name, got)
		}
	}
	// Done: who it is, and in which account.
	page.WaitFor(`document.querySelector(".signed-in").innerText.replace(/\s+/g, " ") === "Signed in to HubSpot maria@acme.example Acme GmbH Not you?"`)
	// The code: the box takes digits, pasted or filled in by the browser, and the words below it say so.
	draw("sign-in-code")
	page.WaitFor(`((box) => document.activeElement === box && box.inputMode === "numeric" && box.autocomplete === "one-time-code" && box.placeholder === "Code of 8 digits")(document.querySelector("#box"))`)
}

// TestWID09_States: each has words, and where somebody has to do something, a button for that.
func TestWID09_States(t *testing.T) {
	page, draw := gallery(t)
	for _, state := range []struct{ name, status, words, button string }{
		{"connecting", "connecting", "", ""},
		{"empty", "online", "", ""},
		{"offline", "offline", "You are offline. Messages are sent once you are back.", ""},
		{"trouble", "trouble", "The chat can't be reached. Your messages are kept.", "Try again"},
		{"elsewhere", "elsewhere", "This chat is open in another window.", "Use here"},
		{"refused", "refused", "This chat isn't available here.", "Try again"},
		{"ended", "ended", "This chat has ended.", "Start over"},
	} {
		draw(state.name)
		var got struct{ Status, Words, Button, Brief string }
		page.Eval(`({status: document.documentElement.dataset.status, words: document.querySelector(".bar span").innerText,
			button: document.querySelector(".bar button").innerText, brief: document.querySelector(".state").innerText})`, &got)
		if got.Status != state.status || got.Words != state.words || got.Button != state.button || (got.Words == "") != (got.Brief != "") {
			t.Errorf("%s: %+v", state.name, got)
		}
	}
}

// TestWID19_Cards: in a narrow panel each row is a card, without a line for its link alone; in a wide one the table scrolls
// by itself and nothing else does.
func TestWID19_Cards(t *testing.T) {
	page, draw := gallery(t)
	draw("table")
	for _, width := range []int{320, 400} {
		page.SetViewport(width, tall)
		page.WaitFor(`[...document.querySelectorAll("tbody tr")].every((row) => {
			const [link, stage] = [row.querySelector(".compact"), row.children[1]].map((node) => node.getBoundingClientRect());
			return getComputedStyle(row).display === "flex" && link.top < stage.bottom && stage.top < link.bottom;
		})`)
	}
	page.WaitFor(`document.querySelector("tbody tr:last-child .end").getClientRects().length === 0`) // what is empty takes no room
	draw("table-wide")
	page.SetViewport(600, tall)
	page.WaitFor(`((scroll, log) => scroll.scrollWidth > scroll.clientWidth && scroll.tabIndex === 0 && log.scrollWidth === log.clientWidth &&
		getComputedStyle(document.querySelector("tbody tr")).display === "table-row")(document.querySelector(".scroll"), document.querySelector(".log"))`)
	page.WaitFor(`[...document.querySelectorAll(".end")].every((cell) => getComputedStyle(cell).fontVariantNumeric === "tabular-nums")`)
	picture(t, page, "table-wide-600")
}

// TestWID18_Head: what kind of record it is and its pipeline stand below the title, its stage beside it, and neither once
// more among the fields. A server that sends neither still has its kind there, and all its fields.
func TestWID18_Head(t *testing.T) {
	page, draw := gallery(t)
	for _, c := range [][4]string{
		{"record", "Deal · Sales Pipeline", "Qualified to buy", "Amount, Close date, Owner"},
		{"record-contact", "Contact", "Marketing qualified lead", "Email, Phone, Notes"},
		{"kinds", "Deal", "", "Amount, Stage, Close date"},
	} {
		draw(c[0])
		var got [4]string
		page.Eval(`((card) => ["`+c[0]+`", card.querySelector(".card-title + .small").innerText, card.querySelector(".badge")?.innerText ?? "",
			[...card.querySelectorAll("dt")].map((name) => name.innerText).join(", ")])(document.querySelector(".record"))`, &got)
		if got != c {
			t.Errorf("%q, want %q", got, c)
		}
	}
}

// TestWID31_Turned: what stands in its own direction inside a row, a title or a change keeps the place that the page's
// direction gives it.
func TestWID31_Turned(t *testing.T) {
	page, draw := gallery(t)
	draw("right-to-left")
	page.WaitFor(`(() => {
		const box = (selector) => document.querySelector(selector).getBoundingClientRect();
		const close = (a, b) => Math.abs(a - b) < 2;
		const values = [...document.querySelectorAll(".record dd")];
		const starts = values.map((value) => Math.round(value.firstElementChild.nextElementSibling?.getBoundingClientRect().right ?? value.firstElementChild.getBoundingClientRect().right));
		return close(box(".record h2 bdi").right, box(".record h2").right) && // titles and values begin at the right, Latin or not
			starts.every((start) => close(start, values[0].getBoundingClientRect().right)) &&
			box(".record s").left > box(".record strong").right && // what was, then what will be
			close(box("tbody .compact").left, box("tbody td.end").left); // links at the end of their row
	})()`)
}
