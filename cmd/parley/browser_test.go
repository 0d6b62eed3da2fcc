package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/web/chromium"
)

// The whole road as a person goes it, in a real browser: the page of `parley
// demo`, the chat, signing in at the sandbox in a window of its own, and the
// record that is there in the end.

// demonstration is a running `parley demo`.
type demonstration struct {
	t       *testing.T
	URL     string `json:"url"`
	Sandbox string `json:"sandbox_url"`
}

// startDemo runs the command in this process until the test ends.
func startDemo(t *testing.T) *demonstration {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var noise strings.Builder
	ended := make(chan int, 1)
	go func() { // ends with ctx
		a := app{stdin: strings.NewReader(""), stdout: in, stderr: &noise, lookupEnv: noEnvironment}
		ended <- a.run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--print-ready", "json"})
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone || noise.Len() > 0 {
			t.Errorf("parley demo ended with %d and wrote %q", code, noise.String())
		}
	})
	d := &demonstration{t: t}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, d)
	}
	if err != nil {
		t.Fatalf("no line that says it is ready: %v, %q", err, line)
	}
	return d
}

// sandboxRecord is a deal or contact as the sandbox holds it.
type sandboxRecord struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	Linked     []string          `json:"linked"`
	Archived   bool              `json:"archived"`
}

// find returns the record with this value in the first account; an ID that is
// empty says there is none. Of several it takes the newest.
func (d *demonstration) find(t *testing.T, property, value string) sandboxRecord {
	t.Helper()
	answer, err := http.Get(d.Sandbox + "/_sandbox/records")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var all struct {
		Accounts []struct{ Deals, Contacts []sandboxRecord }
	}
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	var found sandboxRecord
	for _, r := range append(all.Accounts[0].Deals, all.Accounts[0].Contacts...) {
		if r.Properties[property] == value {
			found = r
		}
	}
	return found
}

// has fails unless the record with this value has all the others as well.
func (d *demonstration) has(t *testing.T, property, value string, others map[string]string) {
	t.Helper()
	r := d.find(t, property, value)
	if r.ID == "" || r.Archived {
		t.Errorf("there is no record with %s %q", property, value)
		return
	}
	for name, want := range others {
		if got := r.Properties[name]; got != want {
			t.Errorf("%s of %q is %q, want %q", name, value, got, want)
		}
	}
}

// fault makes something go wrong in the sandbox.
func (d *demonstration) fault(t *testing.T, fault string) {
	t.Helper()
	answer, err := http.Post(d.Sandbox+"/_sandbox/faults", "application/json", strings.NewReader(fault))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("fault %s: %s", fault, answer.Status)
	}
}

// walker is a person in front of the chat.
type walker struct {
	t    *testing.T
	b    *chromium.Browser
	page *chromium.Page
	doc  string // the chat's document, as JavaScript
	seen int    // number of the newest turn when the person last did something
	acts int    // how often the person said or chose something

	keys *chromium.Page // the window of a person who never touches the mouse; nil: of one who does

	refused bool // the server is started anew meanwhile, and can't be reached for a moment
}

const (
	phoneWidth, phoneHeight     = 390, 844
	desktopWidth, desktopHeight = 1280, 800
)

// chatAt opens the chat on its own page.
func chatAt(t *testing.T, b *chromium.Browser, d *demonstration, width, height int) *walker {
	t.Helper()
	w := &walker{t: t, b: b, page: b.NewPage(""), doc: "document"}
	w.page.SetViewport(width, height)
	w.page.Navigate(d.URL + "/chat")
	w.wait(`doc.documentElement.dataset.status === "online"`)
	w.hears("What would you like to do?")
	return w
}

// in gives an expression the names that the others below use: doc is the
// chat's document, turns those that came after the person last did something,
// label what a control is called to the eye.
func (w *walker) in(expression string) string {
	return `((doc) => {
		const turns = [...doc.querySelectorAll(".turn")].filter((turn) => turn.dataset.seq > ` + js(w.seen) + `);
		const label = (node) => {
			const words = node.cloneNode(true);
			words.querySelectorAll(".hidden").forEach((hidden) => hidden.remove());
			return words.textContent.trim();
		};
		return ` + expression + `;
	})(` + w.doc + `)`
}

func (w *walker) wait(expression string) {
	w.t.Helper()
	w.page.WaitFor(w.in(expression))
}

// click presses the mouse on an element of the chat, also where the chat is
// in a frame.
func (w *walker) click(expression string) {
	w.t.Helper()
	w.wait(expression)
	w.page.ClickElement(`((node) => ({
		scrollIntoView: (how) => node.scrollIntoView(how),
		getBoundingClientRect: () => {
			const box = node.getBoundingClientRect(), frame = node.ownerDocument.defaultView.frameElement?.getBoundingClientRect();
			return {x: box.x + (frame?.x ?? 0), y: box.y + (frame?.y ?? 0), width: box.width, height: box.height};
		},
	}))(` + w.in(expression) + `)`)
}

// acted remembers that the person does something now, and what was there.
func (w *walker) acted() {
	w.t.Helper()
	w.acts++
	w.page.Eval(w.in(`Math.max(0, ...[...doc.querySelectorAll(".turn")].map((turn) => +turn.dataset.seq))`), &w.seen)
}

// say types into the box and sends it.
func (w *walker) say(text string) {
	w.t.Helper()
	if w.keys != nil {
		w.writes(text)
		return
	}
	w.acted()
	w.click(`doc.querySelector("#box")`)
	w.page.Type(text)
	w.page.Key("Enter")
	w.wait(`[...doc.querySelectorAll(".own")].pop()?.textContent === ` + js(text))
}

// control is the newest button with this label that can still be pressed. A
// label that opens a bracket and doesn't close it is the beginning of one: what
// is known of a record stands there, and some of it moves with the calendar.
func control(label string) string {
	match := `label(node) === ` + js(label)
	if strings.Count(label, "(") > strings.Count(label, ")") {
		match = `label(node).startsWith(` + js(label) + `)`
	}
	return `[...doc.querySelectorAll(".log button:not([aria-disabled=true])")].filter((node) => ` + match + `).pop()`
}

// press clicks a button of the chat.
func (w *walker) press(label string) {
	w.t.Helper()
	if w.keys != nil {
		w.takes(label)
		return
	}
	w.wait(control(label))
	w.acted()
	w.click(control(label))
}

// hears waits for words that the chat says in answer to what the person last
// did.
func (w *walker) hears(words ...string) {
	w.t.Helper()
	for _, want := range words {
		w.wait(`turns.some((turn) => turn.innerText.replace(/\s+/g, " ").includes(` + js(want) + `))`)
	}
}

// signIn goes through the window of the sign-in; the chat then goes on by
// itself.
func (w *walker) signIn() {
	w.t.Helper()
	if w.keys != nil {
		w.consents()
		return
	}
	w.wait(control("Continue to HubSpot"))
	w.click(control("Continue to HubSpot"))
	popup := w.page.WaitPopup()
	popup.Click(`button[value="alex.morgan@brightdesk.example"]`)
	popup.Click(`button[value="1000001"]`)
	popup.Click(`button[value="allow"]`)
	w.hears("Signed in to HubSpot", "alex.morgan@brightdesk.example")
}

// opens follows the newest link of the chat that has this label, in a tab of
// its own.
func (w *walker) opens(label string) *chromium.Page {
	w.t.Helper()
	link := `[...doc.querySelectorAll(".log a[target=_blank]")].filter((node) => label(node) === ` + js(label) + `).pop()`
	w.wait(link)
	var address string
	w.page.Eval(w.in("("+link+").href"), &address)
	return w.b.NewPage(address)
}

// tidy checks what must hold whatever was talked about.
func (w *walker) tidy() {
	w.t.Helper()
	var found struct {
		Own          int
		Empty, Wide  []string
		Aside, Above int
	}
	w.page.Eval(w.in(`({
		own: doc.querySelectorAll(".own").length,
		empty: [...doc.querySelectorAll(".turn, .bubble:not(.dots)")].filter((node) => !node.innerText.trim()).map((node) => node.outerHTML),
		wide: [...doc.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > doc.defaultView.innerWidth + 1 &&
			!node.closest(".scroll, pre, .hidden, dialog, summary, thead")).map((node) => node.outerHTML.slice(0, 120)),
		aside: doc.querySelector(".log").scrollWidth - doc.querySelector(".log").clientWidth,
		above: doc.scrollingElement.scrollTop + doc.body.scrollTop,
	})`), &found)
	if found.Own != w.acts {
		w.t.Errorf("the person said %d things and sees %d", w.acts, found.Own)
	}
	if len(found.Empty) > 0 {
		w.t.Errorf("drawn with nothing in it: %q", found.Empty)
	}
	if len(found.Wide) > 0 || found.Aside > 0 {
		w.t.Errorf("wider than the page, by %d: %q", found.Aside, found.Wide)
	}
	if found.Above != 0 {
		w.t.Errorf("the page itself scrolled by %d", found.Above)
	}
	if problems := withoutRefusals(w.page.Problems(), w.refused); len(problems) > 0 {
		w.t.Errorf("the console says %q", problems)
	}
}

// withoutRefusals leaves out that a server could not be reached, where one is
// started anew: the chat tries again until it is there.
func withoutRefusals(problems []string, expected bool) []string {
	return slices.DeleteFunc(problems, func(p string) bool { return expected && strings.Contains(p, "ERR_CONNECTION_REFUSED") })
}

// picture shows the moment in light and dark.
func (w *walker) picture(name string) {
	w.t.Helper()
	dir := os.Getenv("PARLEY_ARTIFACTS")
	if dir == "" {
		dir = w.t.TempDir()
	}
	for _, theme := range []string{"dark", "light"} {
		w.page.Media("prefers-color-scheme", theme)
		w.page.WaitFor(`matchMedia("(prefers-color-scheme: ` + theme + `)").matches`)
		w.page.Screenshot(filepath.Join(dir, "demo-"+name+"-"+theme+".png"))
	}
}

func js(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// TestDemoInBrowser walks every dialog that ships, typed and pressed, each by a
// person who has not signed in yet; and what else may happen on the way.
func TestDemoInBrowser(t *testing.T) {
	b := chromium.Start(t, "--force-prefers-reduced-motion")
	d := startDemo(t)
	t.Run("Walks", func(t *testing.T) { // ends when all have ended
		for _, walk := range walks {
			t.Run(walk.name, func(t *testing.T) {
				t.Parallel()
				w := chatAt(t, b.For(t), d, phoneWidth, phoneHeight)
				for _, act := range walk.acts {
					act(w)
				}
				if walk.then != nil {
					walk.then(t, d)
				}
				w.tidy()
			})
		}
		for _, walk := range []struct {
			name string
			run  func(*testing.T, *walker, *demonstration)
		}{
			{"RecordPages", walkRecordPages},
			{"DeniedSignIn", walkDeniedSignIn},
			{"ReloadInTheMiddle", walkReloadInTheMiddle},
		} {
			t.Run(walk.name, func(t *testing.T) {
				t.Parallel()
				w := chatAt(t, b.For(t), d, phoneWidth, phoneHeight)
				walk.run(t, w, d)
				w.tidy()
			})
		}
		t.Run("InThePage", func(t *testing.T) { t.Parallel(); walkInThePage(t, b.For(t), d) })
		t.Run("Pictures", func(t *testing.T) { t.Parallel(); walkPictures(t, b.For(t), d) })
	})
	t.Run("DotsWhileItWorks", func(t *testing.T) { // what goes wrong there goes wrong for all
		w := chatAt(t, b.For(t), d, phoneWidth, phoneHeight)
		walkDots(t, w, d)
		w.tidy()
	})
}

// walkRecordPages makes a deal that is there only once it was confirmed, and
// goes from its page to that of its contact.
func walkRecordPages(t *testing.T, w *walker, d *demonstration) {
	w.say("create a deal called Paged for 5k with Jane Cooper")
	w.signIn()
	w.press("Closed Won")
	w.press("Skip the rest")
	w.hears("Create Paged")
	if r := d.find(t, "dealname", "Paged"); r.ID != "" {
		t.Error("the deal was made before it was confirmed")
	}
	w.press("Create deal")
	record := w.opens("Open in HubSpot")
	record.WaitFor(`document.querySelector("h1").textContent === "Paged" && document.body.innerText.includes("5000 USD") &&
		document.querySelector("li a").textContent === "Jane Cooper"`)
	record.Click("li a")
	record.WaitFor(`document.querySelector("h1").textContent === "Jane Cooper"`)
}

// walkDeniedSignIn says no at the provider, and then changes its mind.
func walkDeniedSignIn(t *testing.T, w *walker, d *demonstration) {
	w.say("create a deal called Refused")
	w.wait(control("Continue to HubSpot"))
	w.click(control("Continue to HubSpot"))
	popup := w.page.WaitPopup()
	popup.Click(`button[value="maria.keller@northwind.example"]`)
	popup.Click(`button[value="deny"]`)
	popup.WaitFor(`document.body.innerText.includes("You said no, so nothing was connected") && !/code|state/.test(location.search)`)
	popup.Close()
	w.hears("access was not given")
	w.press("New link")
	w.signIn()
	w.hears("Which stage is it in?")
	if r := d.find(t, "dealname", "Refused"); r.ID != "" {
		t.Error("a deal was made")
	}
}

// walkReloadInTheMiddle loads the page anew before and after the sign-in: the
// transcript is there again, once, and the dialog goes on.
func walkReloadInTheMiddle(t *testing.T, w *walker, d *demonstration) {
	reload := func() {
		w.page.Reload()
		w.wait(`doc.documentElement.dataset.status === "online"`)
	}
	w.say("create a deal called Reloaded for 3k")
	w.wait(control("Continue to HubSpot"))
	reload()
	w.wait(`doc.querySelector(".own")?.textContent === "create a deal called Reloaded for 3k"`)
	w.signIn()
	w.say("closed won")
	w.hears("When do you expect to close it?")
	reload()
	w.seen = 0
	w.hears("When do you expect to close it?")
	w.wait(`[...doc.querySelectorAll(".own")].map((own) => own.textContent).join() === "create a deal called Reloaded for 3k,closed won"`)
	w.press("Skip the rest")
	w.press("Create deal")
	w.hears("Open in HubSpot")
	reload()
	w.wait(`[...doc.querySelectorAll(".own")].map((own) => own.textContent).join() === "create a deal called Reloaded for 3k,closed won,Skip the rest,Create deal"`)
	d.has(t, "dealname", "Reloaded", map[string]string{"amount": "3000", "dealstage": "closedwon"})
}

// walkDots sees that the assistant is at work.
func walkDots(t *testing.T, w *walker, d *demonstration) {
	w.say("show deal Hooli")
	w.signIn()
	w.hears("$134,000")
	d.fault(t, `{"match":{"path":"/crm/v3/objects/deals"},"delay_ms":2000,"times":1}`)
	d.fault(t, `{"match":{"path":"/crm/v3/objects/deals/search"},"delay_ms":2000,"times":1}`)
	w.say("list my deals")
	w.wait(`!doc.querySelector(".dots").hidden`)
	w.hears("1–5")
	w.wait(`doc.querySelector(".dots").hidden`)
}

// walkInThePage uses the chat where the demo has it: in a frame of a page.
func walkInThePage(t *testing.T, b *chromium.Browser, d *demonstration) {
	w := &walker{t: t, b: b, page: b.NewPage(""), doc: `document.querySelector("parley-chat").shadowRoot.querySelector("iframe").contentDocument`}
	w.page.SetViewport(desktopWidth, desktopHeight)
	w.page.Navigate(d.URL)
	w.picture("page")
	w.page.ClickElement(`document.querySelector("parley-chat").shadowRoot.querySelector("button")`)
	w.hears("What would you like to do?")
	w.say("create a deal called Framed for 8k")
	w.signIn()
	w.press("Closed Won")
	w.press("Skip the rest")
	w.hears("Create Framed")
	w.picture("page-open")
	w.press("Create deal")
	w.hears("Open in HubSpot")
	d.has(t, "dealname", "Framed", map[string]string{"amount": "8000"})
	// What the page says can be said.
	for text, want := range map[string]string{
		"Create a deal called Acme renewal for $12,400": "Which stage is it in?",
		"List my deals":                     "1–5",
		"Show contact Esther Howard":        "esther.howard@harborfoods.example",
		"Move deal Globex to contract sent": "Change Globex",
	} {
		w.page.WaitFor(`[...document.querySelectorAll(".grid strong")].some((node) => node.textContent === ` + js("“"+text+"”") + `)`)
		w.say(text)
		w.hears(want)
		w.say("cancel")
		w.hears("stop")
	}
	w.tidy()
}

// walkPictures takes the pictures that every change of looks is judged by.
func walkPictures(t *testing.T, b *chromium.Browser, d *demonstration) {
	for _, screen := range []struct {
		name          string
		width, height int
	}{{"phone", phoneWidth, phoneHeight}, {"desktop", desktopWidth, desktopHeight}} {
		w := chatAt(t, b, d, screen.width, screen.height)
		shot := func(name string) { w.picture(screen.name + "-" + name) }
		shot("welcome")
		w.say("create a deal called Pictures for 5k")
		w.wait(control("Continue to HubSpot"))
		shot("sign-in")
		w.signIn()
		w.hears("Which stage is it in?")
		shot("question")
		w.press("Contract Sent")
		w.hears("When do you expect to close it?")
		shot("date")
		w.press("Skip the rest")
		w.hears("Create Pictures")
		shot("confirm")
		w.press("Create deal")
		w.hears("Open in HubSpot")
		shot("done")
		w.say("list my deals")
		w.hears("1–5")
		shot("table")
		w.say("update deal Globex amount 500")
		w.hears("Change Globex", "$500")
		shot("change")
		w.say("cancel")
		w.say("show deal Hooli")
		w.hears("Hooli - Campus Furniture")
		shot("record")
		w.say("delete deal Globex")
		w.hears("Delete Globex")
		shot("danger")
		record := w.opens("Open in HubSpot")
		record.SetViewport(screen.width, screen.height)
		(&walker{t: t, page: record}).picture(screen.name + "-record-page")
	}
}

// TestDemoIsReadySoon holds the first command of the README to its promise.
func TestDemoIsReadySoon(t *testing.T) {
	if _, err := program(); err != nil { // building it is not part of the promise
		t.Fatal(err)
	}
	began := time.Now()
	p := start(t, nil, "demo", "--addr", "127.0.0.1:0", "--print-ready", "json")
	took := time.Since(began)
	answer, err := http.Get(p.fact("url") + "/chat")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the chat answers %s", answer.Status)
	}
	t.Logf("ready after %v", took)
	if took > 5*time.Second {
		t.Errorf("ready after %v, want at most 5 s", took)
	}
}
