package hubspot

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
)

func TestSpecsFitTheirObjects(t *testing.T) {
	w := newWorld(t)
	want := []string{
		"hubspot.account", "hubspot.contacts.create", "hubspot.contacts.delete", "hubspot.contacts.find",
		"hubspot.contacts.get", "hubspot.contacts.list", "hubspot.contacts.search", "hubspot.contacts.update",
		"hubspot.deal_pipelines", "hubspot.deal_stages", "hubspot.deals.create", "hubspot.deals.delete",
		"hubspot.deals.find", "hubspot.deals.get", "hubspot.deals.list", "hubspot.deals.search",
		"hubspot.deals.update", "hubspot.lifecycle_stages", "hubspot.owners", "hubspot.sign_in", "hubspot.sign_out",
	}
	var got []string
	for _, s := range w.catalog.Specs() {
		got = append(got, s.Name)
		if s.Provider != "hubspot" || s.Summary == "" || len(s.Scopes) == 0 || len(s.Fails) == 0 {
			t.Errorf("%s is not described completely: %+v", s.Name, s)
		}
		if s.Effect.Writes() != slices.Contains(s.Fails, action.Unknown) {
			t.Errorf("%s has effect %s and fails with %v", s.Name, s.Effect, s.Fails)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("actions are %v\nwant %v", got, want)
	}
	for _, o := range w.catalog.Objects() {
		if _, ok := o.Field(o.Title); !ok {
			t.Errorf("%s has no title field %q", o.Name, o.Title)
		}
		for _, name := range []string{o.Find, o.Get} {
			if _, ok := w.catalog.Spec(name); !ok {
				t.Errorf("%s names action %q, which is not there", o.Name, name)
			}
		}
		for _, f := range o.Fields {
			if f.Source == "" {
				continue
			}
			if s, ok := w.catalog.Spec(f.Source); !ok || s.Gives != action.GivesChoices {
				t.Errorf("%s.%s takes its choices from %q, which gives none", o.Name, f.Name, f.Source)
			}
		}
	}
}

func TestChoices(t *testing.T) {
	w := newWorld(t)
	stages := w.must("hubspot.deal_stages", nil).Choices
	if len(stages) != 7 || stages[0].Label != "Appointment Scheduled" || stages[0].Group != "default" {
		t.Fatalf("stages are %+v", stages)
	}
	won := stages[5]
	if won.Value != "closedwon" || !slices.Contains(won.Also, "won") {
		t.Errorf("Closed Won is %+v", won)
	}
	if none := w.must("hubspot.deal_stages", args{"pipeline": text("other")}).Choices; len(none) != 0 {
		t.Errorf("stages of no pipeline are %+v", none)
	}
	if p := w.must("hubspot.deal_pipelines", nil).Choices; len(p) != 1 || p[0].Value != "default" {
		t.Errorf("pipelines are %+v", p)
	}
	if n := w.count("GET", "/pipelines/2026-09/deals"); n != 1 {
		t.Errorf("pipelines were read %d times, want 1", n)
	}
	w.clock.Wait(t.Context(), choicesFor)
	w.must("hubspot.deal_stages", nil)
	if n := w.count("GET", "/pipelines/2026-09/deals"); n != 2 {
		t.Errorf("after their time pipelines were read %d times, want 2", n)
	}
	owners := w.must("hubspot.owners", nil).Choices
	if len(owners) != 3 || owners[0].Label != "Maria Keller" || owners[0].Value != "7101" {
		t.Errorf("owners are %+v", owners)
	}
	stage := w.must("hubspot.lifecycle_stages", nil).Choices
	if len(stage) < 7 || stage[0].Value != "subscriber" {
		t.Errorf("lifecycle stages are %+v", stage)
	}
}

func TestOwnersAreOptional(t *testing.T) {
	w := newWorld(t)
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/crm/v3/owners"}, Status: 403})
	if got := w.must("hubspot.owners", nil); len(got.Choices) != 0 {
		t.Errorf("owners are %+v, want none", got.Choices)
	}
	if r := w.record("hubspot.deals.get", args{"id": text(acmeRenewal)}); r.Fields["owner"].Label != "owner 7101" {
		t.Errorf("owner is %+v", r.Fields["owner"])
	}
}

func TestAccount(t *testing.T) {
	w := newWorld(t)
	a := w.must("hubspot.account", nil).Account
	if a == nil || a.ID != "1000001" || a.Name != "northwind.example" || a.Currency != "USD" || len(w.asked) != 1 {
		t.Errorf("account is %+v after %d requests", a, len(w.asked))
	}
	w.tokens.token.Account = action.Account{}
	a = w.must("hubspot.account", nil).Account
	if a.ID != "1000001" || a.User == "" {
		t.Errorf("account by introspection is %+v", a)
	}
	if strings.Contains(w.log.String(), w.tokens.token.Access) {
		t.Error("the log holds the token")
	}
}

func TestDealFromBeginningToEnd(t *testing.T) {
	for _, version := range []string{"2026-09", "2026-03", "v3"} {
		t.Run(version, func(t *testing.T) {
			w := newWorld(t)
			w.client.Version = version
			made := w.must("hubspot.deals.create", args{
				"name": text("Acme {{ x }} ../ ?a=b %s\n2"), "amount": {Norm: "5000.5", Unit: "EUR"},
				"stage": text("qualifiedtobuy"), "close_date": text("2026-12-31"),
				"owner": text("7102"), "contact": text(acmeJane),
			})
			r := made.Records[0]
			if len(made.Notes) != 1 || r.Title != "Acme {{ x }} ../ ?a=b %s\n2" {
				t.Errorf("notes %v, title %q", made.Notes, r.Title)
			}
			want := map[string]field.Value{
				"amount": {Norm: "5000.5", Unit: "EUR"}, "close_date": {Norm: "2026-12-31"},
				"stage":    {Norm: "qualifiedtobuy", Label: "Qualified To Buy"},
				"pipeline": {Norm: "default", Label: "Sales Pipeline"},
				"owner":    {Norm: "7102", Label: "Tom Okafor"},
			}
			for name, v := range want {
				if r.Fields[name].Norm != v.Norm || r.Fields[name].Unit != v.Unit || r.Fields[name].Label != v.Label {
					t.Errorf("%s is %+v, want %+v", name, r.Fields[name], v)
				}
			}
			if got := r.Links["contact"]; len(got) != 1 || got[0].ID != acmeJane || got[0].Title != "Jane Cooper" {
				t.Errorf("contact is %+v", got)
			}
			if want := "https://app.hubspot.com/contacts/1000001/record/0-3/" + r.ID; r.URL != want {
				t.Errorf("link is %s, want %s", r.URL, want)
			}

			got := w.record("hubspot.deals.update", args{"id": text(r.ID), "changes": {Set: args{
				"stage": text("closedwon"), "amount": text("6000"), "close_date": {},
			}}, "was": {Set: args{"stage": text("qualifiedtobuy")}}})
			if got.Fields["stage"].Label != "Closed Won" || got.Fields["amount"].Norm != "6000" || got.Fields["close_date"].Norm != "" {
				t.Errorf("after the update the deal is %+v", got.Fields)
			}
			if _, err := w.do("hubspot.deals.delete", args{"id": text(r.ID)}); err != nil {
				t.Fatal(describe(err))
			}
			w.problem(action.Missing, "hubspot.deals.get", args{"id": text(r.ID)})
			if _, err := w.do("hubspot.deals.delete", args{"id": text("99")}); err != nil {
				t.Errorf("deleting what is not there: %v", describe(err))
			}
		})
	}
}

func TestPipelineComesFromTheStage(t *testing.T) {
	w := newWorld(t)
	stages := w.must("hubspot.deal_stages", nil).Choices
	r := w.record("hubspot.deals.create", args{"name": text("A"), "stage": text(stages[2].Value)})
	if r.Fields["pipeline"].Norm != stages[2].Group {
		t.Errorf("pipeline is %+v", r.Fields["pipeline"])
	}
}

func TestLists(t *testing.T) {
	w := newWorld(t)
	first := w.must("hubspot.deals.list", args{"limit": text("5")})
	if len(first.Records) != 5 || first.Next == "" {
		t.Fatalf("first page has %d records, next %q", len(first.Records), first.Next)
	}
	second := w.must("hubspot.deals.list", args{"limit": text("5"), "after": text(first.Next)})
	if len(second.Records) != 5 || second.Records[0].ID == first.Records[0].ID {
		t.Errorf("second page begins with %+v", second.Records[0])
	}
	if n := w.count("POST", "/search"); n != 1 || first.Total != 23 || second.Total != 0 {
		t.Errorf("counting searched %d times and gave %d, then %d; want once, 23, not known", n, first.Total, second.Total)
	}
	if busy := w.must("hubspot.deals.list", args{"limit": text("5")}); busy.Total != 0 || w.clock.total() != 0 {
		t.Errorf("counting waited %s in line", w.clock.total())
	}
	if all := w.must("hubspot.contacts.list", args{"limit": text("100")}); all.Total != 14 || all.Records[0].Fields["phone"].Norm != "+12125550141" {
		t.Errorf("all in one page: %d, the first %+v", all.Total, all.Records[0])
	}
	by := w.must("hubspot.deals.list", args{"stage": text("contractsent"), "owner": text("7101"), "sort": text("-amount")})
	if by.Total != 2 || by.Records[0].Title != "Acme Corporation - Annual Renewal" {
		t.Errorf("by stage and owner: %+v", by)
	}
	in20 := w.clock.Now().AddDate(0, 0, 5).Format(time.DateOnly)
	closing := w.must("hubspot.deals.list", args{"closing": text(in20), "sort": text("close_date"), "limit": text("100")})
	for i, r := range closing.Records {
		day := r.Fields["close_date"].Norm
		if day > in20 || i > 0 && day < closing.Records[i-1].Fields["close_date"].Norm {
			t.Errorf("deal %d closes on %s", i, day)
		}
	}
	last := closing.Records[len(closing.Records)-1]
	if last.Fields["close_date"].Norm != in20 {
		t.Errorf("the last deal closes on %s, want %s", last.Fields["close_date"].Norm, in20)
	}
	people := w.must("hubspot.contacts.list", args{"lifecycle_stage": text("customer"), "sort": text("name")})
	if people.Total != 3 || people.Records[0].Title != "Jane Cooper" {
		t.Errorf("customers are %+v", people)
	}
}

func TestSearchConditions(t *testing.T) {
	w := newWorld(t)
	condition := func(name, op, value string) field.Condition {
		return field.Condition{Field: name, Op: op, Value: text(value)}
	}
	in12 := w.clock.Now().AddDate(0, 0, 12).Format(time.DateOnly)
	tests := map[string]struct {
		search string
		args   args
		want   int
	}{
		"text":            {"deals", args{"text": text("acme")}, 2},
		"amount":          {"deals", args{"conditions": {List: []field.Condition{condition("amount", "gte", "100000")}}}, 2},
		"name contains":   {"deals", args{"conditions": {List: []field.Condition{condition("name", "contains", "umbra")}}}, 2},
		"day":             {"deals", args{"conditions": {List: []field.Condition{condition("close_date", "eq", in12)}}}, 1},
		"before and type": {"deals", args{"conditions": {List: []field.Condition{condition("close_date", "lt", in12), condition("stage", "eq", "contractsent")}}}, 2},
		"no amount":       {"deals", args{"conditions": {List: []field.Condition{condition("amount", "eq", "")}}}, 1},
		"person":          {"contacts", args{"text": text("jane")}, 2},
		"company":         {"contacts", args{"conditions": {List: []field.Condition{condition("company", "contains", "Harbor")}}}, 2},
		"full name":       {"contacts", args{"conditions": {List: []field.Condition{condition("name", "contains", "Fisher")}}}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := w.must("hubspot."+test.search+".search", test.args)
			if got.Total != test.want || len(got.Records) != test.want {
				t.Errorf("found %d of %d, want %d", len(got.Records), got.Total, test.want)
			}
		})
	}
	if _, err := w.do("hubspot.deals.search", args{"conditions": {List: []field.Condition{condition("nope", "eq", "1")}}}); err == nil {
		t.Error("an unknown field was searched for")
	}
}

func TestFind(t *testing.T) {
	w := newWorld(t)
	tests := map[string]struct {
		object, text string
		want         []string // titles
	}{
		"id":           {"deals", "#" + acmeRenewal, []string{"Acme Corporation - Annual Renewal"}},
		"exact":        {"deals", "initech - office move", []string{"Initech - Office Move"}},
		"words":        {"deals", "umbra autumn", []string{"Umbra Textiles - Autumn Order"}},
		"part":         {"deals", "Cedar & Stone", []string{"Cedar & Stone - Garden Line"}},
		"nothing":      {"deals", "zzz", nil},
		"no words":     {"deals", "!?", nil},
		"unknown id":   {"deals", "123", nil},
		"address":      {"contacts", "Robert.Fox@acme.example", []string{"Robert Fox"}},
		"no address":   {"contacts", "nobody@acme.example", nil},
		"name":         {"contacts", "Jane Fisher", []string{"Jane Fisher"}},
		"contact's id": {"contacts", acmeJane, []string{"Jane Cooper"}},
		"path":         {"contacts", "../owners", nil},
		"odd address":  {"contacts", "a@b/../c?d=e", nil},
		"another name": {"contacts", "o'connor", []string{"Darlene O'Connor"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := w.must("hubspot."+test.object+".find", args{"text": text(test.text)})
			var titles []string
			for _, r := range got.Records {
				titles = append(titles, r.Title)
			}
			if !slices.Equal(titles, test.want) {
				t.Errorf("found %q, want %q", titles, test.want)
			}
		})
	}
	if got := w.must("hubspot.contacts.find", args{"text": text("example")}); len(got.Records) > maxCandidates {
		t.Errorf("%d candidates, want at most %d", len(got.Records), maxCandidates)
	}
	w.record("hubspot.deals.create", args{"name": text("Initech"), "stage": text("contractsent")})
	if got := w.must("hubspot.deals.find", args{"text": text("INITECH")}); got.Records[0].Title != "Initech" {
		t.Errorf("first is %q, want the exact one", got.Records[0].Title)
	}
}

func TestContactFromBeginningToEnd(t *testing.T) {
	w := newWorld(t)
	r := w.record("hubspot.contacts.create", args{
		"email": text("Ann@x.example"), "first_name": text("Ann"), "phone": text("+493012345"),
		"company": text("X"), "lifecycle_stage": text("customer"), "owner": text("7101"),
	})
	if r.Title != "Ann" || r.Fields["lifecycle_stage"].Label != "Customer" || r.Fields["phone"].Norm != "+493012345" || r.Fields["created"].Norm == "" {
		t.Errorf("created %+v", r)
	}
	p := w.problem(action.Conflict, "hubspot.contacts.create", args{"email": text("ann@X.example"), "first_name": text("B")})
	if p.Existing == nil || p.Existing.ID != r.ID || p.Existing.Title != "Ann" {
		t.Errorf("in the way is %+v", p.Existing)
	}
	got := w.record("hubspot.contacts.update", args{"id": text(r.ID), "changes": {Set: args{"last_name": text("Lee"), "lifecycle_stage": text("lead")}}})
	if got.Title != "Ann Lee" || got.Fields["lifecycle_stage"].Norm != "lead" {
		t.Errorf("after the update the contact is %+v", got)
	}
	p = w.problem(action.Conflict, "hubspot.contacts.update", args{"id": text(r.ID), "changes": {Set: args{"email": text("jane.cooper@acme.example")}}})
	if p.Existing == nil || p.Existing.ID != acmeJane {
		t.Errorf("in the way of the change is %+v", p.Existing)
	}
	p = w.problem(action.Invalid, "hubspot.contacts.create", args{"phone": text("+1")})
	if len(p.Fields) != 1 || p.Fields[0].Field != "email" {
		t.Errorf("without a name: %+v", p)
	}
	p = w.problem(action.Invalid, "hubspot.contacts.update", args{"id": text(r.ID), "changes": {Set: args{"name": text("Z")}}})
	if p.Fields[0].Field != "name" {
		t.Errorf("read-only: %+v", p)
	}
	w.must("hubspot.contacts.delete", args{"id": text(r.ID)})
	w.problem(action.Missing, "hubspot.contacts.get", args{"id": text(r.ID)})
}

func TestUpdateReadsFirst(t *testing.T) {
	w := newWorld(t)
	id := text(acmeRenewal)
	p := w.problem(action.Conflict, "hubspot.deals.update", args{
		"id": id, "changes": {Set: args{"amount": text("1")}}, "was": {Set: args{"amount": text("47000")}},
	})
	if p.Existing == nil || p.Existing.Fields["amount"].Norm != "48000" {
		t.Errorf("current is %+v", p.Existing)
	}
	// Already so, whatever it was before: a repeat after a lost answer.
	w.record("hubspot.deals.update", args{
		"id": id, "changes": {Set: args{"amount": text("48000.00")}}, "was": {Set: args{"amount": text("47000")}},
	})
	if n := w.count("PATCH", acmeRenewal); n != 0 {
		t.Errorf("wrote %d times, want 0", n)
	}
}

func TestSignInNeededPassesThrough(t *testing.T) {
	w := newWorld(t)
	w.tokens.err = &action.SignInNeeded{Provider: "hubspot", Start: "https://parley.example/start"}
	_, err := w.do("hubspot.deals.list", nil)
	if s, ok := errors.AsType[*action.SignInNeeded](err); !ok || s.Start == "" {
		t.Errorf("got %v", err)
	}
}
