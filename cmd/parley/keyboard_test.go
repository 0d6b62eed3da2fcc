package main

import (
	"strings"
	"testing"

	"parley/web/chromium"
)

// The whole road of somebody who never touches the mouse: on another site's
// page in a window as narrow as they come, whose browser keeps cookies from
// frames, while the server is started anew twice.

const narrowWidth, narrowHeight = 320, 640

// walkByKeyboard goes through all twelve dialogs in one chat.
func walkByKeyboard(t *testing.T, b *chromium.Browser, site string, s *served) {
	page := b.NewPage("")
	page.SetViewport(narrowWidth, narrowHeight)
	page.Navigate(site)
	for on := false; !on; page.Eval(`document.activeElement.matches("parley-chat")`, &on) {
		page.Key("Tab")
	}
	page.Key("Enter")
	w := &walker{t: t, b: b, page: page.WaitFrame(s.URL + "/chat"), doc: "document", keys: page, refused: true}
	w.hears("What would you like to do?")
	w.wait(`doc.activeElement.id === "box"`)
	dialogs := 0
	for _, walk := range walks {
		if !strings.HasSuffix(walk.name, "Pressed") {
			continue
		}
		dialogs++
		if dialogs > 1 {
			w.say("hello")
		}
		for i, act := range walk.acts {
			act(w)
			if i == 2 && dialogs%5 == 0 {
				s.restart()
			}
		}
		if walk.then != nil {
			walk.then(t, &demonstration{t: t, URL: s.URL, Sandbox: s.api.URL})
		}
	}
	if dialogs != 12 {
		t.Errorf("walked through %d dialogs", dialogs)
	}
	w.tidy()
	if problems := withoutRefusals(page.Problems(), true); len(problems) > 0 {
		t.Errorf("the host page's console says %q", problems)
	}
	(&walker{t: t, page: page}).picture("keyboard-320")
	page.Key("Escape")
	page.WaitFor(`!document.querySelector("parley-chat").isOpen && document.activeElement.matches("parley-chat")`)
}

// atBox moves the focus to the box.
func (w *walker) atBox() {
	w.t.Helper()
	for range 3 { // from what is above the transcript it is two
		var there bool
		if w.page.Eval(`document.activeElement.id === "box"`, &there); there {
			return
		}
		w.keys.Key("F6")
	}
	w.t.Fatal("F6 never reaches the box")
}

func (w *walker) writes(text string) {
	w.t.Helper()
	w.atBox()
	w.acted()
	w.keys.Type(text)
	w.keys.Key("Enter")
	w.wait(`[...doc.querySelectorAll(".own")].pop()?.textContent === ` + js(text))
}

// goes moves the focus until it is on a control, where it can be seen with the
// ring around it.
func (w *walker) goes(label string) {
	w.t.Helper()
	w.wait(control(label))
	w.atBox()
	for range 60 {
		var there bool
		if w.page.Eval(w.in(`doc.activeElement === `+control(label)), &there); there {
			w.wait(`((box, log) => box.top >= log.top && box.bottom <= log.bottom && box.right <= innerWidth)(
				doc.activeElement.getBoundingClientRect(), doc.querySelector(".log").getBoundingClientRect())`)
			return
		}
		w.keys.Key("Shift+Tab")
	}
	w.t.Fatalf("the focus never reaches %q", label)
}

func (w *walker) takes(label string) {
	w.t.Helper()
	w.goes(label)
	w.acted()
	w.keys.Key("Enter")
}

// consents signs in, once: afterwards nothing asks for it.
func (w *walker) consents() {
	w.t.Helper()
	var signed bool
	if w.page.Eval(`document.querySelector(".signed-in") !== null`, &signed); signed {
		return
	}
	w.goes("Continue to HubSpot")
	w.keys.Key("Enter")
	popup := w.keys.WaitPopup()
	popup.SetViewport(narrowWidth, narrowHeight)
	for _, value := range []string{"maria.keller@northwind.example", "allow"} {
		popup.WaitFor(`document.querySelector('button[value="` + value + `"]')`)
		for range 20 {
			var there bool
			if popup.Eval(`document.activeElement.value === `+js(value), &there); there {
				break
			}
			popup.Key("Tab")
		}
		popup.WaitFor(`document.documentElement.scrollWidth <= innerWidth`)
		popup.Key("Enter")
	}
	w.hears("Signed in to HubSpot", "maria.keller@northwind.example")
}
