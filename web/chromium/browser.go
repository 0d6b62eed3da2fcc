// Package chromium drives a headless Chromium from tests, with the standard library alone.
//
//	b := chromium.Start(t)             // skips when there is no Chromium
//	page := b.NewPage("")              // or b.NewContext(): cookies and storage of its own
//	page.Navigate(server.URL)
//	page.Click("#send")
//	page.WaitFor(`document.title === "Sent"`)
//
// The browser is spoken to over its debugging pipe: JSON messages that end in a zero byte, on descriptors 3 and 4.
// Every failure ends the test, so that a walk reads as the steps a person takes. Waiting means asking the page again
// until it says yes or the time is over; there are no fixed delays.
//
// It is support for tests and knows nothing of the widget.
package chromium

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// Patience is how long a step may take before the test fails.
const Patience = 15 * time.Second

var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"}

// Browser is one running Chromium, seen by one test. It ends with the test that started it.
type Browser struct {
	t testing.TB
	*process
}

// process is what all tests that use the browser share.
type process struct {
	write io.Writer
	done  chan struct{} // closed when the pipe has ended

	mu      sync.Mutex
	next    int
	answers map[int]chan message
	pages   map[string]*Page  // by session
	targets map[string]string // open pages by target, with their opener
}

type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// Start runs a Chromium with a fresh profile. Without one on this machine the test is skipped, or fails when
// PARLEY_TEST_REQUIRE names chromium.
func Start(t testing.TB, flags ...string) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		text := "no Chromium found (looked for " + strings.Join(names, ", ") + ", and at PARLEY_CHROMIUM)"
		if strings.Contains(os.Getenv("PARLEY_TEST_REQUIRE"), "chromium") {
			t.Fatal(text)
		}
		t.Skip(text)
	}
	toRead, toWrite, err := pipes()
	if err != nil {
		t.Fatal(err)
	}
	var noise bytes.Buffer
	cmd := exec.Command(path, append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US",
		"--remote-debugging-pipe", "--user-data-dir=" + profile(t),
	}, append(flags, "about:blank")...)...)
	cmd.ExtraFiles = []*os.File{toRead.child, toWrite.child}
	cmd.Stderr = &noise
	cmd.Env = append(os.Environ(), "LANG=en_US.UTF-8", "TZ=UTC")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	toRead.child.Close()
	toWrite.child.Close()

	b := &Browser{t, &process{
		write: toRead.ours, done: make(chan struct{}),
		answers: map[int]chan message{}, pages: map[string]*Page{}, targets: map[string]string{},
	}}
	go b.read(toWrite.ours) // ends when Chromium closes its end
	t.Cleanup(func() {
		b.send("", "Browser.close", nil)
		select {
		case <-b.done:
		case <-time.After(Patience):
		}
		cmd.Process.Kill()
		cmd.Wait()
		toRead.ours.Close()
		toWrite.ours.Close()
	})
	if _, err := b.call("", "Target.setDiscoverTargets", params{"discover": true}); err != nil {
		t.Fatalf("start Chromium: %v\n%s", err, noise.String())
	}
	return b
}

// For lends the browser to another test, for example a subtest: what fails then fails there, and the contexts that it
// opens are closed with it.
func (b *Browser) For(t testing.TB) *Browser {
	return &Browser{t, b.process}
}

// NewContext opens an incognito-like space with cookies and storage of its own.
func (b *Browser) NewContext() *Context {
	b.t.Helper()
	var made struct {
		ID string `json:"browserContextId"`
	}
	b.must("", "Target.createBrowserContext", nil, &made)
	b.t.Cleanup(func() { b.call("", "Target.disposeBrowserContext", params{"browserContextId": made.ID}) })
	return &Context{browser: b, id: made.ID}
}

// NewPage opens a page in a context of its own.
func (b *Browser) NewPage(address string) *Page {
	b.t.Helper()
	return b.NewContext().NewPage(address)
}

// Context is a set of pages that share cookies and storage.
type Context struct {
	browser *Browser
	id      string
}

// NewPage opens a page; an empty address is about:blank.
func (c *Context) NewPage(address string) *Page {
	b := c.browser
	b.t.Helper()
	var made struct {
		ID string `json:"targetId"`
	}
	b.must("", "Target.createTarget", params{"url": "about:blank", "browserContextId": c.id}, &made)
	page := b.attach(made.ID)
	if address != "" {
		page.Navigate(address)
	}
	return page
}

type params map[string]any

var errEnded = errors.New("the browser has ended")

// call sends a command and waits for its answer.
func (b *process) call(session, method string, with any) (json.RawMessage, error) {
	answer := b.send(session, method, with)
	select {
	case got := <-answer:
		if got.Error != nil {
			return nil, fmt.Errorf("%s: %s", method, got.Error.Message)
		}
		return got.Result, nil
	case <-b.done:
		return nil, errEnded
	case <-time.After(Patience):
		return nil, fmt.Errorf("%s: no answer within %v", method, Patience)
	}
}

func (b *Browser) must(session, method string, with, into any) {
	b.t.Helper()
	result, err := b.call(session, method, with)
	if err == nil && into != nil {
		err = json.Unmarshal(result, into)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *process) send(session, method string, with any) <-chan message {
	raw, err := json.Marshal(with)
	if err != nil || with == nil {
		raw = []byte("{}")
	}
	answer := make(chan message, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	b.answers[b.next] = answer
	line, _ := json.Marshal(message{ID: b.next, Session: session, Method: method, Params: raw})
	b.write.Write(append(line, 0)) // a broken pipe shows as errEnded
	return answer
}

func (b *process) read(from io.Reader) {
	defer close(b.done)
	lines := bufio.NewReaderSize(from, 1<<20)
	for {
		line, err := lines.ReadBytes(0)
		if err != nil {
			return
		}
		var got message
		if json.Unmarshal(line[:len(line)-1], &got) != nil {
			continue
		}
		b.mu.Lock()
		if answer := b.answers[got.ID]; got.ID != 0 && answer != nil {
			delete(b.answers, got.ID)
			answer <- got
		} else {
			b.event(got)
		}
		b.mu.Unlock()
	}
}

// event is called with the lock held.
func (b *process) event(got message) {
	var with struct {
		TargetID   string `json:"targetId"`
		TargetInfo struct {
			TargetID string `json:"targetId"`
			Type     string `json:"type"`
			OpenerID string `json:"openerId"`
		} `json:"targetInfo"`
	}
	switch got.Method {
	case "Target.targetCreated":
		if json.Unmarshal(got.Params, &with) == nil && with.TargetInfo.Type == "page" {
			b.targets[with.TargetInfo.TargetID] = with.TargetInfo.OpenerID
		}
	case "Target.targetDestroyed":
		if json.Unmarshal(got.Params, &with) == nil {
			delete(b.targets, with.TargetID)
		}
	default:
		if page := b.pages[got.Session]; page != nil {
			page.event(got)
		}
	}
}

type pipeEnds struct{ ours, child *os.File }

// pipes returns the way to the browser and the way from it.
func pipes() (to, from pipeEnds, err error) {
	childReads, weWrite, err := os.Pipe()
	if err != nil {
		return to, from, err
	}
	weRead, childWrites, err := os.Pipe()
	if err != nil {
		return to, from, err
	}
	return pipeEnds{ours: weWrite, child: childReads}, pipeEnds{ours: weRead, child: childWrites}, nil
}

func find() string {
	for _, name := range append([]string{os.Getenv("PARLEY_CHROMIUM")}, names...) {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
}

// profile is a folder that may outlive the browser by a moment: its last writers end after it.
func profile(t testing.TB) string {
	dir, err := os.MkdirTemp("", "chromium-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
