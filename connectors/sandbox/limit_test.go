package sandbox_test

import (
	"testing"
	"time"

	"parley/connectors/sandbox"
)

func TestBurstLimitRolls(t *testing.T) {
	b := newBench(t, sandbox.Config{Limits: true})
	standing := b.token
	b.token = b.signIn("optional_scope", "crm.objects.owners.read").text("access_token")
	for i := range 110 {
		r := b.must(200, "GET", "/crm/v3/owners", nil)
		if i == 0 && (r.header.Get("X-HubSpot-RateLimit-Max") != "110" || r.header.Get("X-HubSpot-RateLimit-Remaining") != "109" || r.header.Get("X-HubSpot-RateLimit-Interval-Milliseconds") != "10000") {
			t.Errorf("headers %v", r.header)
		}
		if i == 54 {
			b.clock.add(5 * time.Second)
		}
	}
	r := b.must(429, "GET", "/crm/v3/owners", nil)
	if r.text("message") != "You have reached your ten_secondly_rolling limit." || r.text("policyName") != "TEN_SECONDLY_ROLLING" || r.text("errorType") != "RATE_LIMIT" || r.at("category") != nil {
		t.Errorf("refused with %s", r.raw)
	}
	if r.header.Get("X-HubSpot-RateLimit-Remaining") != "0" {
		t.Errorf("headers %v", r.header)
	}
	app := b.token
	b.token = standing
	b.must(200, "GET", "/crm/v3/owners", nil)
	b.token = b.signIn("sandbox_account", "2").text("access_token")
	b.must(200, "GET", "/crm/v3/objects/deals", nil)

	b.token = app
	b.clock.add(5 * time.Second) // the first 55 leave the window
	for range 55 {
		b.must(200, "GET", "/crm/v3/owners", nil)
	}
	b.must(429, "GET", "/crm/v3/owners", nil)
}

func TestSearchLimitIsOfTheAccount(t *testing.T) {
	b := newBench(t, sandbox.Config{Limits: true})
	app := b.signIn().text("access_token")
	for i := range 5 {
		if i == 3 {
			b.token = app
		}
		r := b.must(200, "POST", dealSearch, "{}")
		if r.header.Get("X-HubSpot-RateLimit-Remaining") != "" {
			t.Errorf("a search has headers: %v", r.header)
		}
	}
	r := b.must(429, "POST", "/crm/v3/objects/contacts/search", "{}")
	if r.text("message") != "You have reached your secondly limit." || r.text("policyName") != "SECONDLY" {
		t.Errorf("refused with %s", r.raw)
	}
	b.must(200, "GET", "/crm/v3/objects/deals", nil)
	b.clock.add(time.Second)
	b.must(200, "POST", dealSearch, "{}")
}

func TestLimitsAreOffByDefault(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	for range 120 {
		b.must(200, "POST", dealSearch, `{"limit":1}`)
	}
}
