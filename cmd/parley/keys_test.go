package main

import (
	"maps"
	"strings"
	"testing"
	"time"

	"parley/connectors/oauth"
)

// TestSEC15_KeysCommand changes the key of a server's sign-ins in the steps
// that the command's help names.
func TestSEC15_KeysCommand(t *testing.T) {
	t.Parallel()
	s, environment := everybodys(t, oauth.System)
	command := runIn(t, environment, "authorize", "hubspot")
	digits, _ := newStranger(t).goesOnFrom(command.sees(`(http://\S+/oauth/hubspot/start\?flow=\S+)`))
	command.writes(digits)
	command.ends(exitDone)

	// run gives what the command prints; a new PARLEY_KEYS is used from then on.
	run := func(code int, args ...string) string {
		t.Helper()
		r := runIn(t, environment, append([]string{"keys"}, args...)...)
		r.ends(code)
		for line := range strings.Lines(r.out.String()) {
			if value, ok := strings.CutPrefix(line, "PARLEY_KEYS="); ok {
				environment = maps.Clone(environment)
				environment["PARLEY_KEYS"] = strings.TrimSpace(value)
			}
		}
		return r.out.String()
	}
	old, _, _ := strings.Cut(environment["PARLEY_KEYS"], ":")
	wantLine := func(text string, parts ...string) {
		t.Helper()
		for line := range strings.Lines(text) {
			if strings.Join(strings.Fields(line), " ") == strings.Join(parts, " ") {
				return
			}
		}
		t.Errorf("no line %q in\n%s", strings.Join(parts, " "), text)
	}
	wantLine(run(exitDone), old, "seals and opens", "1 sign-ins")
	if out := run(exitFound, "retire", old); !strings.Contains(out, "the key that seals") {
		t.Errorf("retiring the only key says %s", out)
	}
	run(exitDone, "add")
	_, last, ok := strings.Cut(environment["PARLEY_KEYS"], ",")
	added, _, _ := strings.Cut(last, ":")
	if !ok || !strings.HasPrefix(environment["PARLEY_KEYS"], old+":") || added == old {
		t.Fatalf("the new key is not behind the old one: %q", added)
	}
	wantLine(run(exitDone), added, "opens", "0 sign-ins")
	run(exitDone, "use", added)
	if out := run(exitFound, "retire", old); !strings.Contains(out, "1 sign-ins are sealed with "+old) {
		t.Errorf("retiring a key in use says %s", out)
	}
	if out := run(exitDone, "reseal"); !strings.Contains(out, "1 sign-ins are sealed anew with "+added) {
		t.Errorf("reseal says %s", out)
	}
	before := environment["PARLEY_KEYS"]
	run(exitDone, "retire", old)
	if environment["PARLEY_KEYS"] == before || strings.Contains(environment["PARLEY_KEYS"], ",") {
		t.Error("the old key is still there")
	}
	wantLine(run(exitDone), added, "seals and opens", "1 sign-ins")
	if out := run(exitFound, "use", "nothing"); !strings.Contains(out, "there is no key nothing; there are "+added) {
		t.Errorf("an unknown key: %s", out)
	}
	r := runIn(t, map[string]string{}, "keys", "add")
	r.ends(exitDone)
	r.sees(`PARLEY_KEYS=[0-9a-f]{8}:\S{44}`)

	// A server with the new key only knows the old sign-in.
	keys, err := oauth.ParseKeys(environment["PARLEY_KEYS"])
	if err != nil {
		t.Fatal(err)
	}
	fresh := serveNode(t, func(cfg *nodeConfig) {
		app := s.flow.App
		cfg.rdb, cfg.keys, cfg.app, cfg.apiBase = s.rdb, keys, app, s.api.URL
	})
	v := newVisitor(t, fresh.URL)
	v.deadline = time.Now().Add(20 * time.Second)
	v.asks("list my deals", "deals")
}
