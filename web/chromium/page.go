package chromium

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const askAgain = 20 * time.Millisecond

// Page is one tab or window.
type Page struct {
	b       *Browser
	target  string
	session string

	mu  sync.Mutex
	log []string // console errors and uncaught errors
}

func (b *Browser) attach(target string) *Page {
	b.t.Helper()
	var made struct {
		Session string `json:"sessionId"`
	}
	b.must("", "Target.attachToTarget", params{"targetId": target, "flatten": true}, &made)
	page := &Page{b: b, target: target, session: made.Session}
	b.mu.Lock()
	b.pages[made.Session] = page
	b.mu.Unlock()
	for _, domain := range []string{"Page.enable", "Runtime.enable", "Log.enable", "Network.enable"} {
		b.must(page.session, domain, nil, nil)
	}
	return page
}

// event is called by the reader and must not wait for anything.
func (p *Page) event(got message) {
	var with struct {
		Type  string `json:"type"`
		Entry struct{ Level, Text, URL string }
		Args  []struct {
			Value       any
			Description string
		}
		ExceptionDetails struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if json.Unmarshal(got.Params, &with) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch got.Method {
	case "Runtime.exceptionThrown":
		p.log = append(p.log, with.ExceptionDetails.Text+" "+with.ExceptionDetails.Exception.Description)
	case "Runtime.consoleAPICalled":
		if with.Type == "error" || with.Type == "warning" || with.Type == "assert" {
			p.log = append(p.log, fmt.Sprint("console.", with.Type, ": ", with.Args))
		}
	case "Log.entryAdded":
		if with.Entry.Level == "error" {
			p.log = append(p.log, with.Entry.Text+" "+with.Entry.URL)
		}
	}
}

// Problems lists what the page wrote to its console as warning or error, and its uncaught errors.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.log...)
}

// Navigate goes to the address and waits until the page is complete.
func (p *Page) Navigate(address string) {
	p.b.t.Helper()
	var went struct {
		ErrorText string `json:"errorText"`
	}
	p.b.must(p.session, "Page.navigate", params{"url": address}, &went)
	if went.ErrorText != "" {
		p.b.t.Fatalf("open %s: %s", address, went.ErrorText)
	}
	p.WaitFor(`document.readyState === "complete"`)
}

// Reload loads the page again and waits until it is complete.
func (p *Page) Reload() {
	p.b.t.Helper()
	p.Eval(`void (globalThis.beforeReload = true)`, nil)
	p.b.must(p.session, "Page.reload", nil, nil)
	p.WaitFor(`!globalThis.beforeReload && document.readyState === "complete"`)
}

// Eval runs an expression, waits for it when it is a promise, and decodes its value; into may be nil.
func (p *Page) Eval(expression string, into any) {
	p.b.t.Helper()
	if err := p.eval(expression, into); err != nil {
		p.b.t.Fatalf("%v in\n%s", err, expression)
	}
}

func (p *Page) eval(expression string, into any) error {
	with := params{"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}
	raw, err := p.b.call(p.session, "Runtime.evaluate", with)
	if err != nil {
		return err
	}
	var got struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		return err
	}
	if failed := got.ExceptionDetails; failed != nil {
		return fmt.Errorf("%s %s", failed.Text, failed.Exception.Description)
	}
	if into == nil || len(got.Result.Value) == 0 {
		return nil
	}
	return json.Unmarshal(got.Result.Value, into)
}

// WaitFor asks until the expression is true. What the page throws meanwhile counts as not yet.
func (p *Page) WaitFor(expression string) {
	p.b.t.Helper()
	var last error
	for start := time.Now(); time.Since(start) < Patience; <-time.After(askAgain) {
		var yes bool
		last = p.eval("!!("+expression+")", &yes)
		if yes {
			return
		}
		if last == errEnded {
			break
		}
	}
	var text string
	p.eval("document.body ? document.body.innerText : ''", &text)
	p.b.t.Fatalf("still not true: %s (%v)\nconsole: %s\npage:\n%s", expression, last, strings.Join(p.Problems(), "\n"), text)
}

// Click waits for the element, brings it into view and presses the mouse in its middle.
func (p *Page) Click(selector string) {
	p.b.t.Helper()
	p.ClickElement("document.querySelector(" + quote(selector) + ")")
}

// ClickElement is [Page.Click] on what a JavaScript expression gives.
func (p *Page) ClickElement(expression string) {
	p.b.t.Helper()
	p.WaitFor(expression)
	// An element that still moves would be missed, so its place must be the same in two frames.
	var at struct{ X, Y float64 }
	p.Eval(`(async () => {
		const node = `+expression+`;
		node.scrollIntoView({block: "center", behavior: "instant"});
		for (let before = ""; ; ) {
			const box = node.getBoundingClientRect(), now = [box.x, box.y, box.width, box.height].join();
			if (now === before) return {x: box.x + box.width / 2, y: box.y + box.height / 2};
			before = now;
			await new Promise(requestAnimationFrame);
		}
	})()`, &at)
	for _, kind := range []string{"mouseMoved", "mousePressed", "mouseReleased"} {
		p.b.must(p.session, "Input.dispatchMouseEvent",
			params{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// Scroll scrolls down by a distance where the point is, as a person does there: what does not scroll any further hands it on.
func (p *Page) Scroll(x, y, down int) {
	p.b.t.Helper()
	p.b.must(p.session, "Input.synthesizeScrollGesture",
		params{"x": x, "y": y, "yDistance": -down, "gestureSourceType": "mouse"}, nil)
}

// Type writes into what has the focus.
func (p *Page) Type(text string) {
	p.b.t.Helper()
	p.b.must(p.session, "Input.insertText", params{"text": text}, nil)
}

// keys that tests press, with their code, virtual key and text. An Enter is one event that carries its text; split in
// two it would leave a line break.
var keys = map[string]struct {
	code string
	vk   int
	text string
}{
	"Enter": {"Enter", 13, "\r"}, "Tab": {"Tab", 9, ""}, "Escape": {"Escape", 27, ""}, " ": {"Space", 32, " "},
	"Backspace": {"Backspace", 8, ""}, "ArrowUp": {"ArrowUp", 38, ""}, "ArrowDown": {"ArrowDown", 40, ""},
	"ArrowLeft": {"ArrowLeft", 37, ""}, "ArrowRight": {"ArrowRight", 39, ""}, "F6": {"F6", 117, ""},
	"PageUp": {"PageUp", 33, ""}, "PageDown": {"PageDown", 34, ""}, "Home": {"Home", 36, ""}, "End": {"End", 35, ""},
}

// Key presses a key by its name: Enter, Tab, Escape, " ", F6, …; "Shift+Tab" holds Shift.
func (p *Page) Key(name string) {
	p.b.t.Helper()
	held := 0
	base, shifted := strings.CutPrefix(name, "Shift+")
	if shifted {
		held = 8
	}
	key, ok := keys[base]
	if !ok {
		p.b.t.Fatalf("no key is called %q", base)
	}
	with := params{"type": "keyDown", "key": base, "code": key.code, "windowsVirtualKeyCode": key.vk, "modifiers": held}
	if key.text == "" {
		with["type"] = "rawKeyDown"
	} else {
		with["text"] = key.text
	}
	p.b.must(p.session, "Input.dispatchKeyEvent", with, nil)
	p.b.must(p.session, "Input.dispatchKeyEvent",
		params{"type": "keyUp", "key": base, "code": key.code, "windowsVirtualKeyCode": key.vk, "modifiers": held}, nil)
}

// Screenshot writes what is visible to a PNG file.
func (p *Page) Screenshot(file string) {
	p.b.t.Helper()
	var shot struct{ Data string }
	p.b.must(p.session, "Page.captureScreenshot", params{"format": "png"}, &shot)
	data, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, data, 0o644)
	}
	if err != nil {
		p.b.t.Fatal(err)
	}
}

// SetViewport gives the page a size in CSS pixels.
func (p *Page) SetViewport(width, height int) {
	p.b.t.Helper()
	p.b.must(p.session, "Emulation.setDeviceMetricsOverride",
		params{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
}

// Media sets media features, such as prefers-color-scheme to dark.
func (p *Page) Media(feature, value string) {
	p.b.t.Helper()
	p.b.must(p.session, "Emulation.setEmulatedMedia",
		params{"features": []params{{"name": feature, "value": value}}}, nil)
}

// BeforeEach runs a script in each page that this tab opens from now on, before any script of the page.
func (p *Page) BeforeEach(script string) {
	p.b.t.Helper()
	p.b.must(p.session, "Page.addScriptToEvaluateOnNewDocument", params{"source": script}, nil)
}

// Outline is the page as assistive technology is told of it: a line for each node with its role, its name and what it is in,
// indented below the one that holds it. Text that only repeats a name is left out.
func (p *Page) Outline() string {
	p.b.t.Helper()
	type value struct{ Value any }
	var all struct {
		Nodes []struct {
			NodeID, ParentID string
			Ignored          bool
			Role, Name       value
			Description      value
			Properties       []struct {
				Name  string
				Value value
			}
			ChildIDs []string
		}
	}
	p.b.must(p.session, "Accessibility.getFullAXTree", nil, &all)
	at := map[string]int{}
	for i, node := range all.Nodes {
		at[node.NodeID] = i
	}
	var out strings.Builder
	var draw func(id string, depth int, said string)
	draw = func(id string, depth int, said string) {
		node := all.Nodes[at[id]]
		role, name := fmt.Sprint(node.Role.Value), strings.TrimSpace(fmt.Sprint(cmp.Or(node.Name.Value, any(""))))
		silent := node.Ignored || role == "generic" || role == "none" || role == "InlineTextBox" || role == "StaticText" && (name == "" || strings.Contains(said, name))
		if !silent {
			fmt.Fprintf(&out, "%s%s", strings.Repeat("  ", depth), role)
			if name != "" {
				fmt.Fprintf(&out, " %q", name)
			}
			if text := fmt.Sprint(cmp.Or(node.Description.Value, any(""))); text != "" {
				fmt.Fprintf(&out, ", described as %q", text)
			}
			for _, property := range node.Properties {
				switch set := fmt.Sprint(property.Value.Value); {
				case property.Name == "expanded", property.Name == "level" && role == "heading":
					fmt.Fprintf(&out, ", %s %s", property.Name, set)
				case set == "true" && slices.Contains([]string{"disabled", "required", "invalid", "modal"}, property.Name):
					fmt.Fprintf(&out, ", %s", property.Name)
				}
			}
			out.WriteByte('\n')
			depth++
			said = name
		}
		for _, child := range node.ChildIDs {
			if _, known := at[child]; known {
				draw(child, depth, said)
			}
		}
	}
	if len(all.Nodes) > 0 {
		draw(all.Nodes[0].NodeID, 0, "")
	}
	return out.String()
}

// SetOffline cuts the page from the network, or gives it back.
func (p *Page) SetOffline(offline bool) {
	p.b.t.Helper()
	p.b.must(p.session, "Network.emulateNetworkConditions",
		params{"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}, nil)
}

// WaitPopup waits for a window that this page opened.
func (p *Page) WaitPopup() *Page {
	p.b.t.Helper()
	for start := time.Now(); time.Since(start) < Patience; <-time.After(askAgain) {
		for _, target := range p.b.unattached(p.target) {
			return p.b.attach(target)
		}
	}
	p.b.t.Fatal("no window was opened")
	return nil
}

// WaitFrame waits for a frame of another site, somewhere in the browser, whose
// address begins so. Eval and WaitFor work in it; clicks belong to the page
// that it is in.
func (p *Page) WaitFrame(address string) *Page {
	p.b.t.Helper()
	for start := time.Now(); time.Since(start) < Patience; <-time.After(askAgain) {
		var all struct {
			TargetInfos []struct{ TargetID, Type, URL string }
		}
		p.b.must("", "Target.getTargets", nil, &all)
		for _, target := range all.TargetInfos {
			if target.Type == "iframe" && strings.HasPrefix(target.URL, address) {
				return p.b.attach(target.TargetID)
			}
		}
	}
	p.b.t.Fatalf("no frame of %s", address)
	return nil
}

// unattached lists pages with this opener that no Page stands for yet.
func (b *process) unattached(opener string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := map[string]bool{}
	for _, page := range b.pages {
		known[page.target] = true
	}
	var found []string
	for target, from := range b.targets {
		if from == opener && !known[target] {
			found = append(found, target)
		}
	}
	return found
}

// Pages lists the pages that were opened or attached and still exist.
func (b *Browser) Pages() []*Page {
	b.mu.Lock()
	defer b.mu.Unlock()
	var pages []*Page
	for _, page := range b.pages {
		if _, open := b.targets[page.target]; open {
			pages = append(pages, page)
		}
	}
	return pages
}

// Close closes the page.
func (p *Page) Close() {
	p.b.t.Helper()
	p.b.must("", "Target.closeTarget", params{"targetId": p.target}, nil)
}

func quote(text string) string {
	raw, _ := json.Marshal(text)
	return string(raw)
}
