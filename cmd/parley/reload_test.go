package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/connectors/redisstore/redistest"
)

// TestSettle holds that a folder is looked at once when somebody saves several
// files, and at last also when it never comes to rest.
func TestSettle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		changed, looks := make(chan struct{}, 1), 0
		began := time.Now()
		var at []time.Duration
		go settle(ctx, changed, quiet, func() { looks++; at = append(at, time.Since(began)) })
		for range 3 {
			changed <- struct{}{}
			time.Sleep(quiet / 2)
		}
		time.Sleep(quiet)
		synctest.Wait()
		if looks != 1 || at[0] != 2*quiet {
			t.Errorf("looked at %v, want once at %v", at, 2*quiet)
		}
		began, at, looks = time.Now(), nil, 0
		for time.Since(began) <= patience*quiet {
			changed <- struct{}{}
			time.Sleep(quiet / 2)
		}
		synctest.Wait()
		if looks != 1 || at[0] != patience*quiet {
			t.Errorf("a restless folder was looked at %v, want once at %v", at, patience*quiet)
		}
		cancel()
		synctest.Wait()
	})
}

// folder is a folder of dialogs that a running server follows.
type folder struct {
	*testing.T
	path string
}

func newFolder(t *testing.T) folder {
	t.Helper()
	path := t.TempDir()
	f := folder{t, path}
	for _, name := range shippedFiles(t) {
		src, err := os.ReadFile(filepath.Join(moduleRoot, "dialogs", name))
		if err != nil {
			t.Fatal(err)
		}
		f.save(name, string(src))
	}
	return f
}

// save writes a file as editors do: beside, and then into its place.
func (f folder) save(name, text string) {
	f.Helper()
	draft := filepath.Join(f.path, name+".new")
	if err := os.WriteFile(draft, []byte(text), 0o644); err != nil {
		f.Fatal(err)
	}
	if err := os.Rename(draft, filepath.Join(f.path, name)); err != nil {
		f.Fatal(err)
	}
}

// change replaces a text in a file and returns what the file was.
func (f folder) change(name, from, to string) string {
	f.Helper()
	src, err := os.ReadFile(filepath.Join(f.path, name))
	if err != nil {
		f.Fatal(err)
	}
	if !strings.Contains(string(src), from) {
		f.Fatalf("%s has no %q", name, from)
	}
	f.save(name, strings.Replace(string(src), from, to, 1))
	return string(src)
}

func (v *visitor) must(lines ...string) {
	v.t.Helper()
	for _, line := range lines {
		if err := v.say(line); err != nil {
			v.t.Fatalf("%v\n%s", err, v.transcript())
		}
	}
}

// mustHear says a line and holds that an answer has a text.
func (v *visitor) mustHear(line, want string) {
	v.t.Helper()
	before := v.seq
	v.must(line)
	if !v.hears(before, want) {
		v.t.Fatalf("after %q there is no %q\n%s", line, want, v.transcript())
	}
}

func page(t testing.TB, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDialogsAreTakenOverWhileChatsRun(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	p := start(t, nil, "demo", "--addr", "127.0.0.1:0", "--print-ready", "json", "--dialogs", f.path)
	base := p.fact("url")
	says := func(text string) {
		t.Helper()
		await(t, 10*time.Second, text, func() bool { return strings.Contains(p.output(), text) })
	}
	asked, confirming := newVisitor(t, base), newVisitor(t, base)
	asked.must("create a deal", "Reload One")
	confirming.must("create a deal", "Reload Two", "contract sent", "5k", "skip", "skip")
	if got := confirming.turns[len(confirming.turns)-1].Dialog.State; got != "confirm" {
		t.Fatalf("at %q, not at the confirm question\n%s", got, confirming.transcript())
	}

	was := f.change("create_deal.yaml", "ask: How much is it worth?", "ask: What will it bring?")
	says("2 chats in flight: 1 moves, 1 finishes on the old one")
	says("dialogs changed")
	asked.mustHear("contract sent", "What will it bring?")
	confirming.mustHear("change amount", "How much is it worth?") // what was shown is still of the old version
	confirming.must("6k", "yes")

	f.save("create_deal.yaml", strings.Replace(was, "ask: How much", "aks: How much", 1))
	says(`unknown key \"aks\"`)
	await(t, 5*time.Second, "the detail", func() bool { return strings.Contains(page(t, base+"/readyz"), `"dialogs"`) })
	fresh := newVisitor(t, base)
	fresh.must("create a deal", "Reload Three")
	fresh.mustHear("contract sent", "What will it bring?")

	f.save("create_deal.yaml", was)
	await(t, 10*time.Second, "the end of the detail", func() bool { return !strings.Contains(page(t, base+"/readyz"), `"dialogs"`) })

	f.save("ping_contacts.yaml", "dialog: ping_contacts\ntitle: Ping contacts\nstart:\n  - ping everybody\nneeds: hubspot\ndo: hubspot.contacts.list\nshow:\n  columns: [email]\n")
	says("changed=[ping_contacts]")
	changes := func(n int) {
		t.Helper()
		await(t, 10*time.Second, "the change", func() bool { return strings.Count(p.output(), `"dialogs changed"`) == n })
	}
	changes(3)
	fresh.must("cancel")
	fresh.mustHear("ping everybody", "Jane Cooper")
	if err := os.Remove(filepath.Join(f.path, "ping_contacts.yaml")); err != nil {
		t.Fatal(err)
	}
	await(t, 10*time.Second, "the end of the dialog", func() bool {
		return strings.Count(p.output(), "2 chats in flight: 1 moves, 1 finishes on the old one") == 2 // the first has said nothing since
	})
	changes(4)
	fresh.mustHear("next", "Contacts: ") // the table of a dialog that is gone
}

// TestAnOldVersionOutlivesTheProcess restarts a server on dialogs that changed
// while it was away: a chat in the middle goes on with what it began with.
func TestAnOldVersionOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	redis := redistest.Start(t)
	box := start(t, nil, "sandbox", "--addr", "127.0.0.1:0", "--print-ready", "json", "--search-lag", "0", "--limits=false")
	env, args := hubspotEnv(box, redis), []string{"serve", "--addr", fixedAddress(t), "--admin-addr", "", "--print-ready", "json", "--dialogs", f.path}
	server := start(t, env, args...)
	v := newVisitor(t, server.fact("url"))
	v.must("create a deal", "Restarted", "contract sent", "5k", "skip", "skip")
	server.kill()
	f.change("create_deal.yaml", "    type: money\n", "    type: number\n")
	f.change("create_deal.yaml", "<name> is in your pipeline now.", "The new version made <name>.")
	f.change("create_deal.yaml", "Created <name>.", "The new version made <name>.")
	start(t, env, args...)
	before := v.seq
	v.must("yes")
	if v.hears(before, "The new version") || v.theEnd() != "done" {
		t.Errorf("the chat did not go on with its version\n%s", v.transcript())
	}
	v.must("create a deal", "Afterwards", "contract sent", "5", "skip", "skip")
	v.mustHear("yes", "The new version made Afterwards")
	if count(recordsOf(t, box.fact("url"), "deals"), "dealname", "Restarted", false) != 1 {
		t.Error("the deal of the old version was not made once")
	}
}

func TestInFlightInWords(t *testing.T) {
	t.Parallel()
	if got, want := (inFlight{chats: 23, move: 21, stay: 2}).String(), "23 chats in flight: 21 move, 2 finish on the old one"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if known := (inFlight{versions: map[string]bool{"a": true}}); !known.needed("b") {
		t.Error("a version is dropped although not all chats were looked at")
	}
}
