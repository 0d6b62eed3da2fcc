package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// An attacker's hour: what somebody tries who has a chat of their own, a site
// of their own, a copy of a link, a token or an id of somebody else, or a
// record in the CRM. Each ends with nothing gained. Where an attack is tried
// best, next to what it is on, there is its test.
var attackersHour = []struct{ tries, in string }{
	{"a link that is forwarded to a victim", "TestAttackersHour TestSEC04_ForwardedLink TestSEC04_ForwardedLinkOverHTTP TestSEC33_HostileOrigin"},
	{"digits guessed, typed elsewhere, late or twice", "TestSEC05_TypedCode TestSEC05_FiveTries TestSEC05_ManyTriesAtOnce TestSEC05_FiveMinutes"},
	{"a callback replayed, damaged or late", "TestAttackersHour TestSEC01_StateWorksOnce TestSEC01_DamagedStates TestSEC01_TenMinutes"},
	{"two callbacks at once, a code of another flow", "TestAttackersHour TestSEC01_TwoCallbacksAtOnce TestSEC02_CodeOfAnotherFlow"},
	{"an address to be sent on to", "TestSEC07_NoOpenRedirect TestSEC07_NoParameterChoosesWhereToGo TestSEC35_TheCodeLeavesTheAddressBar"},
	{"apps and providers mixed up", "TestSEC08_AppsDoNotMix TestSEC08_Issuer TestSEC08_GenericProviderMixUp"},
	{"a provider that answers with hostile words, endlessly, or from elsewhere", "TestSEC09_RedirectsAreNotFollowed TestSEC09_EndlessBodyIsCut TestSEC10_WhatTheProviderAnswers"},
	{"the access that belongs to the operator", "TestSEC11_SharedTokenIsNotTheUsers TestSEC11_AuthorizeByCommand TestSEC11_OperatorsPageWantsItsCredential"},
	{"an account that may not be connected", "TestSEC12_AllowedAccounts"},
	{"a copy of Redis, values moved in it", "TestSEC14_ValueMovedToAnotherUser TestSEC14_DamagedValues TestSEC14_SEC16_SEC42_SEC43_SEC47_Canaries"},
	{"a refresh token used twice, a race of refreshes", "TestSEC17_OneRefreshOnThreeNodes TestSEC17_GenericProviderRotates TestSEC18_GenericProviderKillsTheFamily"},
	{"ids and names of others, forged identities", "TestAttackersHour TestSEC20_TokenOnlyInHello TestSEC21_SharedSecret TestSEC21_PublishedKeys TestSEC22_SessionIDIsNoToken"},
	{"many at once, in the hope of somebody else's", "TestSEC22_ManyAtOnce TestSEC22_ThousandTokens TestSEC45_BotsDoNotShare"},
	{"another origin, an address that is made up", "TestSEC23_Origin TestSEC26_ForwardedFor"},
	{"frames of another chat, and of none", "TestAttackersHour TestSEC24_Frames"},
	{"floods of frames, slow and silent peers", "TestAttackersHour TestSEC25_FloodOfFrames TestSEC25_ControlFrames TestSEC27_SlowAndSilentPeers TestSEC48_TricklingBody"},
	{"a yes to something else than was shown", "TestSEC28_OlderInTheMiddleOfATurn TestSEC29_WhatIsConfirmedIsWhatIsWritten"},
	{"records in the CRM that are markup, links, addresses or reversed text", "TestSEC30_SEC31_SEC32_SEC36_HostileRecords TestWID16_HostileTextIsOnlyText"},
	{"answers that are templates, paths or commands", "TestSEC39_AnswersAreData"},
	{"dialogs that are bombs, that compute, call elsewhere or leave their folder", "TestSEC37_Files TestSEC38_ConditionsOnlyCompare TestSEC40_DialogsNameNoAddresses TestSEC41_Folder TestSEC41_Names"},
	{"what was erased, brought back", "TestSEC44_ErasedDuringASignIn TestSEC44_ErasedElsewhere"},
	{"the operator's listener", "TestSEC46_AdminApart"},
}

// TestAttackersHourIsWhole holds that the list above names tests that there
// are, and that each requirement of security has one.
func TestAttackersHourIsWhole(t *testing.T) {
	there := map[string]bool{}
	held := map[string]bool{}
	err := filepath.WalkDir(moduleRoot, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() == "node_modules" {
			return cmp.Or(err, fs.SkipDir)
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(source, -1) {
			there[string(found[1])] = true
			for _, n := range regexp.MustCompile(`SEC(\d\d)`).FindAllStringSubmatch(string(found[1]), -1) {
				held[n[1]] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, attack := range attackersHour {
		for name := range strings.FieldsSeq(attack.in) {
			if !there[name] {
				t.Errorf("%s: there is no %s", attack.tries, name)
			}
		}
	}
	for n := 1; n <= 48; n++ {
		if !held[fmt.Sprintf("%02d", n)] {
			t.Errorf("SEC-%d has no test", n)
		}
	}
}

// deals lists the deals in the first account of the sandbox whose names begin
// like this, oldest first.
func (s *served) deals(t *testing.T, name string) (found []sandboxRecord) {
	t.Helper()
	res, err := http.Get(s.api.URL + "/_sandbox/records")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var all struct {
		Accounts []struct{ Deals []sandboxRecord }
	}
	if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	for _, account := range all.Accounts {
		for _, r := range account.Deals {
			if strings.HasPrefix(r.Properties["dealname"], name) && !r.Archived {
				found = append(found, r)
			}
		}
	}
	return found
}

// signsIn says something that needs a sign-in, and does it.
func (v *visitor) signsIn(text, answer string) {
	v.t.Helper()
	if err := v.follow(v.asksToSignIn(text)); err != nil {
		v.t.Fatal(err)
	}
	v.waitsFor(v.seq-1, answer)
}

// peer is a connection that its test writes and reads frame by frame.
func peer(t *testing.T, base string, hello map[string]any) *websocket.Conn {
	t.Helper()
	conn, _, err := (&websocket.Dialer{Subprotocols: []string{"parley.v1"}}).Dial("ws"+strings.TrimPrefix(base, "http")+"/v1/chat", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	hello["type"], hello["locale"], hello["timezone"] = "hello", "en-US", "UTC"
	if err := conn.WriteJSON(hello); err != nil {
		t.Fatal(err)
	}
	return conn
}

// until reads frames until one holds the text.
func until(t *testing.T, conn *websocket.Conn, text string) string {
	t.Helper()
	var seen []string
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatalf("waiting for %q: %v\n%s", text, err, strings.Join(seen, "\n"))
		}
		if seen = append(seen, string(data)); strings.Contains(string(data), text) {
			return string(data)
		}
	}
}

// What is changed between a summary and its yes is not written by that yes.
func TestSEC29_WhatIsConfirmedIsWhatIsWritten(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	v := s.comes(t, "")
	v.signsIn("create a deal called Digest for 5k in contract sent", "close it")
	v.asks("skip the rest", "Create Digest for $5,000")
	summary := v.seq
	v.hangUp()

	// The second tab has the chat now, and changes what was shown in the first.
	tab := peer(t, s.URL, map[string]any{"token": v.token, "epoch": v.epoch, "last_seq": summary})
	until(t, tab, `"welcome"`)
	yes := map[string]any{"type": "choose", "id": "yes-1", "value": "cmd:yes", "seq": summary}
	_ = tab.WriteJSON(map[string]any{"type": "message", "id": "change", "text": "amount 500"})
	until(t, tab, "Create Digest for $500")
	_ = tab.WriteJSON(yes) // of the first tab
	until(t, tab, `"stale_choice"`)
	_ = tab.WriteJSON(yes) // once more: it's known, and nothing happens
	until(t, tab, `{"type":"ack","id":"yes-1"}`)
	if made := s.deals(t, "Digest"); len(made) != 0 {
		t.Fatalf("made without a yes to it: %v", made)
	}
	// The same typed, before the new summary was there to be read.
	_ = tab.WriteJSON(map[string]any{"type": "message", "id": "early", "text": "yes", "seq": summary})
	until(t, tab, "wasn't on your screen yet")
	if made := s.deals(t, "Digest"); len(made) != 0 {
		t.Fatalf("made by a yes to something else: %v", made)
	}
	said := map[string]any{"type": "message", "id": "yes-2", "text": "yes"}
	_ = tab.WriteJSON(said)
	until(t, tab, "Open in HubSpot")
	_ = tab.WriteJSON(said) // the same yes again
	until(t, tab, `"yes-2"`)
	_ = tab.WriteJSON(map[string]any{"type": "choose", "id": "yes-3", "value": "cmd:yes", "seq": summary + 1})
	until(t, tab, `"stale_choice"`)
	if made := s.deals(t, "Digest"); len(made) != 1 || made[0].Properties["amount"] != "500" {
		t.Errorf("made %v, want one of 500", made)
	}
}

// The code leaves the address bar, and the page that stays loads nothing from
// elsewhere.
func TestSEC35_TheCodeLeavesTheAddressBar(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	v := s.comes(t, "")
	link := v.asksToSignIn("list my deals")
	res, err := v.http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	last := res.Request
	if last.URL.Path != "/oauth/hubspot/done" || strings.Contains(last.URL.RawQuery, "code") || strings.Contains(last.URL.RawQuery, "state") {
		t.Errorf("the last address is %s", last.URL)
	}
	back := last.Response // what led there
	if back.StatusCode != http.StatusSeeOther || !strings.Contains(back.Request.URL.RawQuery, "code=") {
		t.Errorf("%s led there from %s", back.Status, back.Request.URL.Path)
	}
	for name, h := range map[string]http.Header{"the callback": back.Header, "the last page": res.Header} {
		if h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Referrer-Policy %q, Cache-Control %q", name, h.Get("Referrer-Policy"), h.Get("Cache-Control"))
		}
	}
	for _, address := range regexp.MustCompile(`(?:src|href|action)="([^"]+)"`).FindAllStringSubmatch(string(body), -1) {
		if strings.Contains(address[1], "//") && !strings.HasPrefix(address[1], s.URL+"/") {
			t.Errorf("the last page leads to %s", address[1])
		}
	}
	v.waitsFor(v.seq-1, "deals")
}

// What people say goes to the CRM as it was said, into the one field that it
// belongs to, and is nothing else anywhere.
func TestSEC39_AnswersAreData(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	v := s.comes(t, "")
	v.signsIn("list my deals", "deals")
	for i, said := range []string{
		"{{.Session}} ${HOME} %s %n", "../../oauth/token?a=b#c", `x","dealstage":"closedwon","y":"z`, "<link> <record.name> <amount>",
		"*3\\r\\n$3\\r\\nSET", "!!python/object:x", "' OR 1=1 --", "amount > 0 ? name : close_date",
	} {
		name := fmt.Sprintf("Data%d %s", i, said)
		v.asks("create a deal", "called")
		v.asks(name, "Which stage")
		v.asks("contract sent", "worth")
		v.asks("skip the rest", "stage Contract Sent?")
		was := v.seq
		v.push("yes")
		v.waitsFor(was, "Open in HubSpot")
		made := s.deals(t, fmt.Sprintf("Data%d", i))
		if len(made) != 1 || made[0].Properties["dealname"] != name || made[0].Properties["dealstage"] != "contractsent" {
			t.Errorf("%q was made as %v", name, made)
		}
	}
	for line := range strings.Lines(s.logs.String()) {
		if !json.Valid([]byte(line)) || strings.Contains(line, "OR 1=1") {
			t.Errorf("the log has %s", line)
		}
	}
}

// A dialog names actions and never an address, so nobody who writes one can
// make the server call somewhere.
func TestSEC40_DialogsNameNoAddresses(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile("../../dialogs/get_deal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	action := regexp.MustCompile(`(?m)^do: .*$`)
	for _, address := range []string{
		"http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]:6379/", "https://localhost/", "file:///etc/passwd", "//evil.example", "hubspot.deals.get?url=http://x",
	} {
		dir := t.TempDir()
		source := action.ReplaceAll(good, []byte(`do: "`+address+`"`))
		if bytes.Equal(source, good) {
			t.Fatal("the dialog has no action to replace")
		}
		if err := os.WriteFile(filepath.Join(dir, "get_deal.yaml"), source, 0o600); err != nil {
			t.Fatal(err)
		}
		r := runIn(t, nil, "lint", dir)
		r.ends(exitFound)
		if !strings.Contains(r.out.String(), "get_deal.yaml:") {
			t.Errorf("%s: %s", address, r.out)
		}
	}
}

// TestAttackersHour goes through what is left to try, against one server, with
// a victim at work in it. The victim's chat and records are untouched, and no
// token has changed hands.
func TestAttackersHour(t *testing.T) {
	t.Parallel()
	s := identified(t, nil)
	victim := s.comes(t, "ann")
	victim.signsIn("create a deal called Victim for 5k in contract sent", "close it")
	victim.asks("skip the rest", "Create Victim for $5,000")
	session := s.sessionOf(t, "ann")
	tokens := func() string { return fmt.Sprint(s.rdb.Keys(t.Context(), "*oauth:token:*").Val()) }
	kept := tokens()
	attacker := s.comes(t, "")
	attacker.greeted()

	t.Run("forwarded link", func(t *testing.T) {
		link := attacker.asksToSignIn("list my deals")
		dupe := newStranger(t)
		dupe.asks(link)
		dupe.goesOn(link)
		was := attacker.seq
		attacker.push("who am i")
		attacker.waitsFor(was, "aren't signed in")
	})
	t.Run("replayed callback", func(t *testing.T) {
		other := s.comes(t, "")
		link := other.asksToSignIn("list my deals")
		res, err := other.http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		callback := res.Request.Response.Request.URL.String()
		other.waitsFor(other.seq-1, "deals")
		now := tokens()
		for _, browser := range []*http.Client{other.http, attacker.http, http.DefaultClient} {
			res, err := browser.Get(callback)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if strings.Contains(string(body), "Signed in") || strings.Contains(string(body), "connected to") {
				t.Errorf("a callback works again: %s", body)
			}
		}
		if got := tokens(); got != now {
			t.Errorf("tokens were %s, are %s", now, got)
		}
	})
	t.Run("stolen ids", func(t *testing.T) {
		for _, hello := range []map[string]any{
			{"token": session}, {"token": "s:" + session}, {"session": session}, {"identity": "ann"},
			{"identity": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4iLCJpc3MiOiJodHRwczovL3NpdGUuZXhhbXBsZSIsImF1ZCI6InBhcmxleSJ9."},
		} {
			conn := peer(t, s.URL, hello)
			for {
				_, data, err := conn.ReadMessage()
				if err != nil {
					break
				}
				if strings.Contains(string(data), "Victim") || strings.Contains(string(data), `"resumed":true`) {
					t.Errorf("%v opens %s", hello, data)
				}
				if strings.Contains(string(data), `"turn"`) {
					break
				}
			}
			conn.Close()
		}
	})
	t.Run("frames of another chat", func(t *testing.T) {
		conn := peer(t, s.URL, map[string]any{})
		until(t, conn, `"turn"`)
		for i, frame := range []map[string]any{
			{"type": "choose", "value": "cmd:yes", "seq": victim.seq}, {"type": "choose", "value": "start:delete_deal:48123000101", "seq": 99},
			{"type": "message", "text": "yes", "session": session}, {"type": "fill", "fields": map[string]any{"amount": "1"}, "session": session},
			{"type": "bind", "flow": strings.Repeat("a", 32) + "." + strings.Repeat("b", 43), "proof": "x"},
		} {
			frame["id"] = fmt.Sprint("a", i)
			_ = conn.WriteJSON(frame)
		}
		_ = conn.WriteJSON(map[string]any{"type": "message", "id": "last", "text": "help"})
		until(t, conn, `"reply_to":"last"`)
	})
	t.Run("race of callbacks", func(t *testing.T) {
		other := s.comes(t, "")
		link := other.asksToSignIn("list my contacts")
		res, err := other.http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		done := make(chan int, 8)
		for range cap(done) {
			go func() {
				res, err := other.http.Get(link) // the link of a finished sign-in
				if err != nil {
					done <- 0
					return
				}
				res.Body.Close()
				done <- res.StatusCode
			}()
		}
		for range cap(done) {
			if code := <-done; code == http.StatusOK {
				t.Error("a finished link leads on")
			}
		}
		other.waitsFor(other.seq-1, "contacts")
	})
	t.Run("flood of frames", func(t *testing.T) {
		conn := peer(t, s.URL, map[string]any{})
		until(t, conn, `"turn"`)
		junk := [][]byte{[]byte(`{`), []byte(`{"type":"hello"}`), []byte(`{"type":"x"}`), []byte(`[[[[[[[[[[[[]]]]]]]]]]]]`), bytes.Repeat([]byte("a"), 15<<10), []byte(`{"type":"message","id":"","text":"x"}`)}
		for i := range 3000 {
			if conn.WriteMessage(websocket.TextMessage, junk[i%len(junk)]) != nil {
				break // hung up on
			}
		}
		conn.Close()
	})
	// The victim goes on as if nothing had been.
	if made := s.deals(t, "Victim"); len(made) != 0 {
		t.Fatalf("somebody else's yes made %v", made)
	}
	was := victim.seq
	victim.push("yes")
	victim.waitsFor(was, "Open in HubSpot")
	if made := s.deals(t, "Victim"); len(made) != 1 || made[0].Properties["amount"] != "5000" {
		t.Errorf("the victim's deal is %v", made)
	}
	for _, key := range strings.Fields(strings.Trim(kept, "[]")) {
		if s.rdb.Exists(t.Context(), key).Val() != 1 {
			t.Errorf("the victim's token %s is gone", key)
		}
	}
}

// sessionOf is the id of a named visitor's newest chat.
func (s *served) sessionOf(t *testing.T, subject string) string {
	t.Helper()
	ids, err := s.store.SubjectSessions(t.Context(), subject)
	if err != nil || len(ids) == 0 {
		t.Fatalf("%s has no chat: %v", subject, err)
	}
	return string(ids[len(ids)-1])
}
