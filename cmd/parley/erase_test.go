package main

import (
	"strings"
	"testing"
	"time"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/redisstore/redistest"
)

// TestSEC44_Erase holds that nothing is left of a visitor who is erased, and
// everything of others.
func TestSEC44_Erase(t *testing.T) {
	t.Parallel()
	address := "redis://" + redistest.Start(t) + "/0"
	rdb, err := redisstore.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rdb.Close() })
	entry := oauth.NewKey()
	keys, err := oauth.ParseKeys(entry)
	if err != nil {
		t.Fatal(err)
	}
	s := identified(t, func(cfg *nodeConfig) { cfg.rdb, cfg.keys = rdb, keys })
	s.rdb = rdb
	credentials := s.flow.App
	environment := map[string]string{
		"PARLEY_REDIS": address, "PARLEY_KEYS": entry, "PARLEY_PUBLIC_URL": s.URL, "PARLEY_HUBSPOT_URL": s.api.URL,
		"PARLEY_HUBSPOT_CLIENT_ID": credentials.ClientID, "PARLEY_HUBSPOT_CLIENT_SECRET": credentials.ClientSecret,
		"PARLEY_HUBSPOT_AUTH_URL": credentials.AuthURL, "PARLEY_HUBSPOT_TOKEN_URL": credentials.TokenURL,
	}
	run := func(code int, args ...string) string {
		t.Helper()
		r := runIn(t, environment, args...)
		r.ends(code)
		return r.out.String()
	}
	signedIn := func(subject, says string) *visitor {
		v := s.comes(t, subject)
		v.greeted()
		was := v.seq
		v.push("list my deals")
		for !v.hears(was, "deals") {
			if link := v.link(); link != "" {
				if err := v.follow(link); err != nil {
					t.Fatal(err)
				}
			}
			if err := v.next(); err != nil {
				t.Fatalf("%v\n%s", err, v.transcript())
			}
		}
		v.asks("create a deal", "called")
		v.asks(says, "stage")
		return v
	}
	first, second := signedIn("canary-ann", "Zanzibar one"), signedIn("canary-ann", "Zanzibar two")
	bob := signedIn("bob", "Timbuktu")
	nobody := signedIn("", "Samarkand")
	waiting := s.comes(t, "canary-carl")
	waiting.asksToSignIn("list my deals")

	if out := run(exitDone, "sessions"); strings.Count(out, "\n") != 5 || strings.Contains(out, "Zanzibar") || !strings.Contains(out, "create_deal") {
		t.Errorf("sessions\n%s", out)
	}
	if out := run(exitDone, "sessions", "--subject", "canary-ann", "--json"); strings.Count(out, `"subject":"canary-ann"`) != 2 || strings.Contains(out, "bob") {
		t.Errorf("sessions of ann\n%s", out)
	}
	before := rdb.DBSize(t.Context()).Val()
	if out := run(exitDone, "erase", "--subject", "canary-ann"); !strings.Contains(out, "Erased: 2 chats") {
		t.Errorf("erase says %s", out)
	}
	run(exitDone, "erase", "--subject", "canary-carl")
	left := dump(t, rdb)
	for _, canary := range []string{"canary-ann", "canary-carl", "Zanzibar"} {
		if strings.Contains(left, canary) {
			t.Errorf("%s is left in Redis", canary)
		}
	}
	if after := rdb.DBSize(t.Context()).Val(); after >= before {
		t.Errorf("%d keys before, %d after", before, after)
	}
	for _, gone := range []*visitor{first, second, waiting} {
		for { // the socket is told, and closed
			frame, open := <-gone.frames
			if !open || strings.Contains(string(frame), "unknown_session") {
				break
			}
		}
	}
	if !strings.Contains(left, "Timbuktu") || !strings.Contains(left, "Samarkand") {
		t.Error("others are gone as well")
	}
	bob.asks("contract sent", "How much") // goes on
	if link := s.comes(t, "canary-ann").asksToSignIn("list my deals"); link == "" {
		t.Error("the sign-in is still there")
	}

	// One chat without a name, by its id.
	id := ""
	for line := range strings.Lines(run(exitDone, "sessions")) {
		if fields := strings.Fields(line); strings.HasSuffix(strings.TrimSpace(line), "create_deal       -") {
			id = fields[0]
		}
	}
	if out := run(exitDone, "erase", "--session", id); !strings.Contains(out, "Erased: 1 chats") {
		t.Errorf("erase says %s", out)
	}
	if strings.Contains(dump(t, rdb), "Samarkand") {
		t.Error("the chat is left in Redis")
	}
	nobody.hangUp()
	run(exitUsage, "erase")
	run(exitUsage, "erase", "--session", "x", "--subject", "y")
}

// TestSEC44_EndedChatTakesItsSignInAlong holds it for those who end a chat
// themselves.
func TestSEC44_EndedChatTakesItsSignInAlong(t *testing.T) {
	t.Parallel()
	s := serveNode(t, nil)
	v := s.comes(t, "")
	link := v.asksToSignIn("list my deals")
	if err := v.follow(link); err != nil {
		t.Fatal(err)
	}
	v.waitsFor(v.seq-1, "deals")
	tokens := func() (n int) {
		for _, key := range s.rdb.Keys(t.Context(), "*oauth:token:*").Val() {
			if s.rdb.HExists(t.Context(), key, "v").Val() { // else it's a mark without a token
				n++
			}
		}
		return n
	}
	if n := tokens(); n != 1 {
		t.Fatalf("%d tokens stored, want 1", n)
	}
	v.write([]byte(`{"type":"end","id":"e1"}`))
	for until := time.Now().Add(10 * time.Second); tokens() > 0; <-time.After(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the sign-in of an ended chat is kept")
		}
	}
}
