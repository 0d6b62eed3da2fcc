package sandbox_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"parley/connectors/sandbox"
)

func TestFaultsMatch(t *testing.T) {
	cases := []struct {
		match        sandbox.Match
		method, path string
		want         bool
	}{
		{sandbox.Match{}, "GET", "/crm/v3/owners", true},
		{sandbox.Match{Method: "post"}, "POST", "/crm/v3/objects/deals", true},
		{sandbox.Match{Method: "POST"}, "GET", "/crm/v3/objects/deals", false},
		{sandbox.Match{Path: "/crm/v3/objects/deals"}, "GET", "/crm/v3/objects/deals/1", true},
		{sandbox.Match{Path: "/crm/v3/objects/deals"}, "GET", "/crm/v3/objects/dealsx", false},
		{sandbox.Match{Path: "/crm/v3/objects/deals"}, "POST", "/crm/objects/2026-09/deals", true},
		{sandbox.Match{Path: "/crm/v3/objects/deals"}, "POST", "/crm/objects/2026-09/0-3", true},
		{sandbox.Match{Path: "/crm/v3/objects/deals"}, "POST", "/crm/v3/objects/deals/search", false},
		{sandbox.Match{Path: "/crm/v3/objects/deals*"}, "POST", "/crm/v3/objects/deals/search", true},
		{sandbox.Match{Path: "/crm/v3/objects/deals/search"}, "POST", "/crm/objects/2026-09/deals/search", true},
		{sandbox.Match{Path: "/crm"}, "POST", "/crm/v3/objects/deals/search", true},
		{sandbox.Match{Path: "/crm/v3/objects/deals$"}, "GET", "/crm/v3/objects/deals/1", false},
		{sandbox.Match{Path: "/crm/objects/2026-09/deals"}, "GET", "/crm/v3/objects/deals", false},
		{sandbox.Match{Path: "/crm/*/associations/"}, "PUT", "/crm/objects/2026-09/deals/1/associations/default/contacts/2", true},
		{sandbox.Match{Path: "deals"}, "GET", "/crm/v3/objects/deals/1", true},
		{sandbox.Match{Path: "/oauth/v1/token"}, "POST", "/oauth/2026-09/token", true},
		{sandbox.Match{Path: "/"}, "POST", "/oauth/2026-09/token", true},
	}
	for _, c := range cases {
		s := sandbox.New(sandbox.Config{})
		s.SetFault(sandbox.Fault{Match: c.match, Status: 418})
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if got := w.Code == 418; got != c.want {
			t.Errorf("%+v on %s %s: %t, want %t", c.match, c.method, c.path, got, c.want)
		}
	}
}

func TestDroppedAnswersAreWorkDone(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	b.must(201, "POST", "/_sandbox/faults", `{"match":{"method":"POST","path":"/crm/v3/objects/deals"},"drop_answer":true,"times":1}`)
	body := props("dealname", "Lost letter", "dealstage", "contractsent")
	if r, err := b.try("POST", "/crm/objects/2026-09/deals", body); !errors.Is(err, io.EOF) {
		t.Fatalf("answer %d %v, want the connection cut", r.status, err)
	}
	found := b.must(200, "POST", dealSearch, `{"query":"lost letter"}`)
	if found.at("total") != 1.0 {
		t.Errorf("after the cut: %s", found.raw)
	}
	b.must(201, "POST", "/crm/objects/2026-09/deals", body)
	last := b.Requests()
	if q := last[0]; !q.Dropped || q.Status != 201 || !strings.Contains(q.Body, "Lost letter") {
		t.Errorf("remembered as %+v", q)
	}
}

func TestFaultsAnswerInPlaceOfTheWork(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	body := props("dealname", "Never", "dealstage", "contractsent")
	for _, c := range []struct {
		status int
		text   string
	}{
		{401, "EXPIRED_AUTHENTICATION"}, {403, "FORBIDDEN"}, {404, "resource not found"}, {423, `"status":"error"`},
		{429, "You have reached your ten_secondly_rolling limit."}, {477, `"status":"error"`},
		{500, "internal error"}, {502, "<html>"}, {503, "<html>"}, {504, "<html>"}, {521, "internal error"}, {200, "{}"},
	} {
		b.SetFault(sandbox.Fault{Status: c.status, Times: 1})
		r := b.must(c.status, "POST", "/crm/v3/objects/deals", body)
		if !strings.Contains(r.raw, c.text) {
			t.Errorf("%d: %s", c.status, r.raw)
		}
	}
	b.SetFault(sandbox.Fault{Status: 429, Match: sandbox.Match{Path: "/crm/v3/objects/deals/search"}, Times: 1})
	if r := b.must(429, "POST", dealSearch, "{}"); r.text("policyName") != "SECONDLY" {
		t.Errorf("search: %s", r.raw)
	}
	b.SetFault(sandbox.Fault{Status: 503, Body: "<p>Down</p>", Headers: map[string]string{"Retry-After": "7"}})
	r := b.must(503, "GET", "/crm/v3/owners", nil)
	if r.raw != "<p>Down</p>" || r.header.Get("Retry-After") != "7" || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Errorf("own body: %q %v", r.raw, r.header)
	}
	b.must(204, "DELETE", "/_sandbox/faults", nil)
	if r := b.must(200, "POST", dealSearch, `{"query":"never"}`); r.at("total") != 0.0 {
		t.Errorf("a fault with a status wrote: %s", r.raw)
	}
	b.SetFault(sandbox.Fault{Body: `{"id":`, Times: 1})
	if r := b.must(201, "POST", "/crm/v3/objects/deals", body); r.raw != `{"id":` {
		t.Errorf("garbage: %q", r.raw)
	}
	if r := b.must(200, "POST", dealSearch, `{"query":"never"}`); r.at("total") != 1.0 {
		t.Errorf("a fault without a status did not write: %s", r.raw)
	}
}

func TestDelaysEndWithTheClientOrTheServer(t *testing.T) {
	worked := make(signal, 10)
	b := newBench(t, sandbox.Config{Logger: slog.New(slog.NewTextHandler(worked, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	b.SetFault(sandbox.Fault{DelayMS: 3_600_000})
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "DELETE", b.url+"/crm/v3/objects/deals/48123000101", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+b.token)
	left := make(chan error, 1)
	go func() {
		_, err := send(req)
		left <- err
	}()
	<-worked // before the wait
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
	b.Close()
	b.must(404, "GET", "/crm/v3/objects/deals/48123000101", nil)
}

// signal is a log that tells when a line was written.
type signal chan struct{}

func (s signal) Write(line []byte) (int, error) {
	s <- struct{}{}
	return len(line), nil
}

func TestAdminPath(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	b.must(204, "DELETE", "/crm/v3/objects/deals/48123000102", nil)
	b.must(204, "DELETE", "/crm/v3/properties/deals/"+sandbox.OperationProperty, nil)
	b.must(400, "POST", "/crm/v3/objects/deals", props("dealname", "x", "dealstage", "contractsent", sandbox.OperationProperty, "1"))
	records := b.must(200, "GET", "/_sandbox/records", nil)
	if records.at("accounts", 0, "deals", 1, "archived") != true || records.text("accounts", 1, "name") != "Contoso Outdoor" {
		t.Errorf("records: %.300s", records.raw)
	}
	var asked []sandbox.Request
	decode(t, b.must(200, "GET", "/_sandbox/requests", nil), &asked)
	if len(asked) != 3 || asked[0].Method != "DELETE" || asked[0].Status != 204 || asked[0].Account != 1000001 || asked[2].Status != 400 {
		t.Errorf("requests: %+v", asked)
	}
	b.must(204, "DELETE", "/_sandbox/requests", nil)
	if r := b.must(200, "GET", "/_sandbox/requests", nil); r.raw != "[]\n" {
		t.Errorf("after clearing: %s", r.raw)
	}
	b.must(201, "POST", "/_sandbox/faults", `[{"match":{},"status":500},{"match":{"method":"GET"},"delay_ms":1}]`)
	var faults []sandbox.Fault
	decode(t, b.must(200, "GET", "/_sandbox/faults", nil), &faults)
	if len(faults) != 2 || faults[1].DelayMS != 1 {
		t.Errorf("faults: %+v", faults)
	}
	b.ClearFaults()
	b.must(201, "POST", "/_sandbox/faults", `{"match":{"path":"/crm/v3/owners"},"status":500,"body":{"odd":true}}`)
	if r := b.must(500, "GET", "/crm/v3/owners", nil); r.raw != `{"odd":true}` {
		t.Errorf("body given as JSON: %s", r.raw)
	}
	for _, bad := range []string{"", "{", `{"status":99}`, `{"statsu":500}`, `{"times":-1}`} {
		b.must(400, "POST", "/_sandbox/faults", bad)
	}
	b.must(201, "POST", "/_sandbox/faults", `{"match":{"path":"/crm/v3/owners"},"status":500,"body":{"odd":true}}`)
	b.must(200, "GET", "/crm/v3/pipelines/deals", nil)
	b.must(204, "POST", "/_sandbox/reset", nil)
	b.must(200, "GET", "/crm/v3/owners", nil)
	b.must(200, "GET", "/crm/v3/objects/deals/48123000102", nil)
	b.must(200, "GET", "/crm/v3/properties/deals/"+sandbox.OperationProperty, nil)

	b.token = b.signIn().text("access_token")
	b.must(204, "POST", "/_sandbox/expire", nil)
	b.must(401, "GET", "/crm/v3/objects/deals", nil)
	b.must(204, "POST", "/_sandbox/uninstall", `{"account":1000001}`)
	b.must(400, "POST", "/_sandbox/rules", `{"account":5,"object":"deals"}`)
	b.must(404, "GET", "/_sandbox/nothing", nil)
	for _, path := range []string{"/", "/_sandbox", "/_sandbox/"} {
		b.must(200, "GET", path, nil)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	s := sandbox.New(sandbox.Config{Portal: "empty"})
	for range 5003 {
		s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/crm/v3/owners", nil))
	}
	s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/last", nil))
	list := s.Requests()
	if len(list) != 5000 || list[4999].Path != "/last" || list[0].Path == "/last" {
		t.Errorf("%d kept, the last is %s", len(list), list[len(list)-1].Path)
	}
}

func TestManyAtOnce(t *testing.T) {
	b := newBench(t, sandbox.Config{Limits: true, Burst: 10_000, SearchRate: 10_000})
	var all sync.WaitGroup
	conflicts := make(chan int, 16)
	for i := range 16 {
		all.Go(func() {
			r, err := b.try("POST", "/crm/v3/objects/deals", props("dealname", "Race", "dealstage", "contractsent", sandbox.OperationProperty, "same"))
			if err != nil {
				t.Error(err)
			}
			conflicts <- r.status
			for _, path := range []string{"/crm/v3/objects/deals?limit=50&associations=contacts", "/_sandbox/records", "/_sandbox/requests"} {
				if _, err := b.try("GET", path, nil); err != nil {
					t.Error(err)
				}
			}
			if i%4 == 0 {
				b.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/nowhere"}, Status: 500})
				b.ExpireTokens()
				b.ClearFaults()
			}
			if _, err := b.try("POST", dealSearch, `{"query":"race"}`); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	close(conflicts)
	made := 0
	for status := range conflicts {
		if status == 201 {
			made++
		}
	}
	if made != 1 {
		t.Errorf("%d deals with the same operation, want 1", made)
	}
}
