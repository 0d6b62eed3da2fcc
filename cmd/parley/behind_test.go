package main

import (
	"os"
	"path/filepath"
	"testing"

	"parley/web/chromium"
)

// TestDemoPageShowsWhatHappens talks through the demo page's starters and looks
// at the panel beside the chat: the state machine moves, the file lights what is
// asked for, and a record that is made shows.
func TestDemoPageShowsWhatHappens(t *testing.T) {
	d := startDemo(t)
	b := chromium.Start(t, "--force-prefers-reduced-motion")
	page := b.NewPage("")
	page.SetViewport(1440, 900)
	page.Navigate(d.URL + "/")
	page.WaitFor(`!document.querySelector("#behind").hidden && document.querySelectorAll("#shown g").length > 10`)
	w := &walker{t: t, b: b, page: page, doc: `document.querySelector("parley-chat").shadowRoot.querySelector("iframe").contentDocument`}
	w.picture("behind-start")
	page.Click(`[data-say^="Create a deal"]`)
	w.wait(`doc?.documentElement.dataset.status === "online" && doc.querySelector(".own")`)
	w.hears("need access to your HubSpot account")
	page.WaitFor(`document.querySelector("#shown g.here text").textContent === "authorize"`)
	w.signIn()
	w.hears("Which stage")
	page.WaitFor(`document.querySelector("#shown g.here text").textContent === "ask stage"`)
	w.picture("behind-machine")
	page.Click("#tab-file")
	page.WaitFor(`document.querySelector("#shown .here b").textContent === "stage:"`)
	w.picture("behind-file")
	page.Click("#tab-records")
	page.WaitFor(`document.querySelectorAll("#shown tbody tr").length > 5 && !document.querySelector("#shown tr.here")`)
	w.press("Qualified To Buy")
	w.hears("close")
	for _, words := range []string{"skip all", "yes"} {
		w.say(words)
		w.wait(`turns.length > 0`)
	}
	page.WaitFor(`document.querySelector("#shown tr.here th")?.textContent === "Acme renewal"`)
	w.picture("behind-records")
	page.SetViewport(390, 844)
	page.WaitFor(`document.documentElement.scrollWidth <= innerWidth`)
	if folder := os.Getenv("PARLEY_ARTIFACTS"); folder != "" {
		page.Screenshot(filepath.Join(folder, "behind-phone.png"))
	}
	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("the console says %q", problems)
	}
}
