package hubspot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
)

// contoso signs in to the sandbox's second account, which has two pipelines,
// the euro, and a rule of its own.
func contoso(t *testing.T) *world {
	w := newWorld(t)
	var scopes []string
	for _, s := range w.catalog.Specs() {
		scopes = append(scopes, s.Scopes...)
	}
	app := w.box.Credentials(w.client.Base)
	query := url.Values{
		"client_id": {app.ClientID}, "redirect_uri": {"http://localhost/done"}, "state": {"s"},
		"scope": {strings.Join(scopes, " ")}, "sandbox_answer": {"allow"}, "sandbox_account": {"1000002"},
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(app.AuthorizeURL + "?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	back, err := response.Location()
	if err != nil {
		t.Fatalf("the sign-in page answers %s: %v", response.Status, err)
	}
	response, err = client.PostForm(app.TokenURL, url.Values{
		"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}, "redirect_uri": {"http://localhost/done"},
		"client_id": {app.ClientID}, "client_secret": {app.ClientSecret},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var granted struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&granted); err != nil || granted.Access == "" {
		t.Fatalf("no token in %s: %v", response.Status, err)
	}
	w.tokens.token = Token{Access: granted.Access, Account: action.Account{ID: "1000002"}}
	w.forget()
	return w
}

func TestTwoPipelines(t *testing.T) {
	w := contoso(t)
	some := w.must("hubspot.deal_stages", args{"pipeline": text("78120001")}).Choices
	if len(some) != 5 || some[3].Label != "Partner Signed" || some[3].Hint != "Partner Pipeline" {
		t.Errorf("stages are %+v", some)
	}
	r := w.record("hubspot.deals.create", args{"name": text("A"), "stage": text("178120012"), "amount": text("10")})
	if r.Fields["pipeline"].Label != "Partner Pipeline" {
		t.Errorf("pipeline is %+v", r.Fields["pipeline"])
	}
	id := text(r.ID)
	r = w.record("hubspot.deals.update", args{"id": id, "changes": {Set: args{"stage": text("contractsent")}}})
	if r.Fields["pipeline"].Norm != "default" || r.Fields["stage"].Norm != "contractsent" {
		t.Errorf("in the other pipeline it is %+v", r.Fields)
	}
	p := w.problem(action.Invalid, "hubspot.deals.update", args{"id": id, "changes": {Set: args{"pipeline": text("78120001")}}})
	if p.Fields[0].Field != "stage" || !strings.Contains(p.Text, "Application Received, Screening") {
		t.Errorf("problem is %+v", p)
	}
	w.record("hubspot.deals.update", args{"id": id, "changes": {Set: args{"pipeline": text("78120001"), "stage": text("178120013")}}})
}

func TestRulesOfTheAccount(t *testing.T) {
	w := contoso(t)
	p := w.problem(action.Invalid, "hubspot.deals.create", args{"name": text("A"), "stage": text("closedwon")})
	if len(p.Fields) != 1 || p.Fields[0].Field != "close_date" || !strings.Contains(p.Text, "needs the close date") {
		t.Errorf("problem is %+v", p)
	}
	p = w.problem(action.Invalid, "hubspot.deals.create", args{"name": text("A"), "stage": text("contractsent"), "amount": {Norm: "1", Unit: "GBP"}})
	if len(p.Fields) != 1 || p.Fields[0].Field != "amount" || !strings.Contains(p.Text, "currency") {
		t.Errorf("problem is %+v", p)
	}
	p = w.problem(action.Invalid, "hubspot.deals.create", args{"name": text("A"), "stage": text("contractsent"), "contact": text("99")})
	if len(p.Fields) != 1 || p.Fields[0].Field != "contact" {
		t.Errorf("problem is %+v", p)
	}
}

func TestTokenEndsMidway(t *testing.T) {
	w := contoso(t)
	other := w.box.Credentials(w.client.Base).AccessToken
	w.box.ExpireTokens()
	w.tokens.next = other
	w.must("hubspot.contacts.list", nil)
	if w.tokens.expired != 1 {
		t.Errorf("renewed %d times", w.tokens.expired)
	}
	w = contoso(t)
	w.box.Uninstall(1000002)
	_, err := w.do("hubspot.contacts.list", nil)
	if _, ok := errors.AsType[*action.SignInNeeded](err); !ok {
		t.Errorf("after the app was removed: %v", describe(err))
	}
}

func TestDuplicateContactWithOperationProperty(t *testing.T) {
	w := newWorld(t)
	w.client.OperationProperty = sandbox.OperationProperty
	p := w.problem(action.Conflict, "hubspot.contacts.create", args{"email": text("jane.cooper@acme.example")})
	if p.Existing == nil || p.Existing.ID != acmeJane || w.count("POST", "/contacts") != 1 {
		t.Errorf("in the way is %+v", p.Existing)
	}
}

// Asking about an outcome must not be answered with "not done" only because
// HubSpot can't be asked.
func TestSettleThatCannotAsk(t *testing.T) {
	for name, create := range creates {
		for _, status := range []int{403, 429, 503} {
			w := newWorld(t)
			w.box.SetFault(sandbox.Fault{Status: status})
			_, err := w.call(action.Call{ID: "op-1", Action: name, Args: create.args, Settle: true, Since: w.clock.Now()})
			if _, ok := errors.AsType[*action.Problem](err); ok || !errors.Is(err, action.ErrUnknown) {
				t.Errorf("%s, %d: %v", name, status, describe(err))
			}
		}
	}
}

func TestLabelsThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/crm/v3/pipelines"}, Status: 500})
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/crm/v3/owners"}, Status: 500})
	got := w.must("hubspot.deals.list", args{"limit": text("100")})
	if len(got.Records) != 23 || got.Records[0].Fields["stage"].Label != "contractsent" {
		t.Errorf("got %d records, the first %+v", len(got.Records), got.Records[0])
	}
	if n := len(w.asked); n > 4 || w.clock.total() > 0 {
		t.Errorf("%d requests, waiting %s", n, w.clock.total())
	}
	w.record("hubspot.deals.create", args{"name": text("A"), "stage": text("contractsent")})
}

func TestChoicesAreReadOnceForAll(t *testing.T) {
	w := newWorld(t)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if _, err := w.do("hubspot.deal_stages", nil); err != nil {
				t.Error(describe(err))
			}
		})
	}
	wait.Wait()
	if n := w.count("GET", "/pipelines/2026-09/deals"); n != 1 {
		t.Errorf("read %d times, want once", n)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	c := &Client{}
	now := time.Now()
	for i := range maxChoices + 50 {
		c.choices.put(strconv.Itoa(i), "hubspot.owners", []field.Choice{}, now)
	}
	if n := len(c.choices.by); n > maxChoices {
		t.Errorf("%d lists are remembered, want at most %d", n, maxChoices)
	}
	c.Now = func() time.Time { return now }
	c.Wait = func(context.Context, time.Duration) error { return nil }
	for i := range maxLanes + 50 {
		if i == maxLanes {
			now = now.Add(2 * time.Minute)
		}
		c.lanes.of(strconv.Itoa(i), c)
	}
	if n := len(c.lanes.by); n > maxLanes {
		t.Errorf("%d accounts are remembered, want at most %d", n, maxLanes)
	}
}

func TestDayConditions(t *testing.T) {
	for _, place := range []string{"UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"} {
		w := newWorld(t)
		w.caller.TimeZone = place
		day := w.clock.Now().AddDate(0, 0, 12)
		mine := fmt.Sprintf("mine %s", place)
		w.record("hubspot.deals.create", args{"name": text(mine), "stage": text("contractsent"), "close_date": text(day.Format(time.DateOnly))})
		for op, want := range map[string]map[int]bool{
			"lt": {1: true}, "lte": {0: true, 1: true}, "gt": {-1: true}, "gte": {-1: true, 0: true}, "eq": {0: true}, "contains": {0: true},
		} {
			for _, offset := range []int{-1, 0, 1} {
				got := w.must("hubspot.deals.search", args{"text": text(mine), "conditions": {List: []field.Condition{
					{Field: "close_date", Op: op, Value: text(day.AddDate(0, 0, offset).Format(time.DateOnly))},
				}}})
				if (got.Total == 1) != want[offset] {
					t.Errorf("%s: closing %s the day %+d found %d", place, op, offset, got.Total)
				}
			}
		}
		w.problem(action.Invalid, "hubspot.deals.search", args{"conditions": {List: []field.Condition{{Field: "close_date", Op: "neq", Value: text("2026-12-31")}}}})
		w.problem(action.Invalid, "hubspot.deals.list", args{"closing": text("soon")})
	}
}
