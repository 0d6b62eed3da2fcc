package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"parley/connectors/sandbox"
)

func TestBadValuesAreNamed(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	cases := []struct {
		name, object, property, value, code, message string
	}{
		{"unknown property", "deals", "tier", "x", "PROPERTY_DOESNT_EXIST", `Property "tier" does not exist`},
		{"email", "contacts", "email", "ann@", "INVALID_EMAIL", "Email address ann@ is invalid"},
		{"email without a dot", "contacts", "email", "ann@host", "INVALID_EMAIL", "Email address ann@host is invalid"},
		{"stage", "deals", "dealstage", "won", "INVALID_OPTION", "won is not a valid pipeline stage ID. Valid options are: pipelineId=default : [appointmentscheduled, qualifiedtobuy"},
		{"stage by label", "deals", "dealstage", "Closed Won", "INVALID_OPTION", "Closed Won is not a valid pipeline stage ID."},
		{"pipeline", "deals", "pipeline", "other", "INVALID_OPTION", "other is not a valid pipeline ID."},
		{"choice", "deals", "service_tier", "Gold", "INVALID_OPTION", "Gold was not one of the allowed options: [label: \"Silver\"\nvalue: \"silver\"\n"},
		{"yes or no", "deals", "is_renewal", "maybe", "INVALID_OPTION", "maybe was not one of the allowed options"},
		{"number", "deals", "seats", "12k", "INVALID_LONG", "12k was not a valid long."},
		{"money with a separator", "deals", "amount", "1,500", "INVALID_LONG", "1,500 was not a valid long."},
		{"date with a time", "deals", "start_date", "1579179660000", "INVALID_DATE", "1579179660000 is at 13:1:0.0 UTC, not midnight!"},
		{"date", "deals", "closedate", "soon", "INVALID_DATE", "soon was not a valid date."},
		{"white space", "deals", "amount", " 12", "LEADING_TRAILING_WHITESPACE", ""},
		{"read-only", "deals", "hs_object_id", "1", "READ_ONLY_VALUE", `"hs_object_id" is a calculated property; its value cannot be set.`},
		{"read-only date", "contacts", "createdate", "2026-01-01", "READ_ONLY_VALUE", ""},
		{"owner", "deals", "hubspot_owner_id", "999", "INVALID_OPTION", "999"},
		{"archived owner", "contacts", "hubspot_owner_id", "7104", "INVALID_OPTION", "7104"},
		{"currency", "deals", "deal_currency_code", "JPY", "INVALID_OPTION", "JPY was not one of"},
	}
	ids := map[string]string{"deals": "48123000101", "contacts": "20145000051"}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := "/crm/objects/2026-09/" + c.object + "/" + ids[c.object]
			before := b.must(200, "GET", path, nil).raw
			r := b.must(400, "PATCH", path, props(c.property, c.value, "description", "x", "city", "y"))
			if r.text("category") != "VALIDATION_ERROR" {
				t.Errorf("category: %s", r.raw)
			}
			text := r.text("message")
			var list []struct{ Message, Error, Name, PropertyValue string }
			if err := json.Unmarshal([]byte(text[strings.Index(text, "["):strings.LastIndex(text, "]")+1]), &list); err != nil {
				t.Fatalf("no list in %q: %v", text, err)
			}
			found := false
			for i, item := range list {
				if item.Name != c.property {
					continue
				}
				found = true
				if item.Error != c.code || !strings.HasPrefix(item.Message, c.message) && !strings.Contains(item.Message, c.message) || item.PropertyValue != c.value {
					t.Errorf("got %+v", item)
				}
				if r.text("errors", i, "code") != c.code || r.text("errors", i, "context", "propertyName") != "" && r.count("errors", i, "context", "propertyName") != 1 {
					t.Errorf("errors[]: %s", r.raw)
				}
			}
			if !found {
				t.Errorf("%s is not named in %s", c.property, text)
			}
			if after := b.must(200, "GET", path, nil).raw; after != before {
				t.Errorf("something was saved:\n%s\n%s", before, after)
			}
			if id := r.header.Get("X-Hubspot-Correlation-Id"); id == "" || id != r.text("correlationId") {
				t.Errorf("correlation id %q and %q", id, r.text("correlationId"))
			}
		})
	}
}

func TestGoodValuesAreStoredInOneForm(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	const path = "/crm/v3/objects/deals/48123000101"
	for _, c := range []struct {
		property string
		value    any
		want     any
	}{
		{"amount", 1500, "1500"},
		{"amount", "1500.00", "1500.00"},
		{"amount", "", nil},
		{"is_renewal", true, "true"},
		{"closedate", "2026-12-24", "2026-12-24T00:00:00Z"},
		{"closedate", "1798106400123", "2026-12-24T10:00:00.123Z"},
		{"closedate", "2026-12-24T10:00:00+01:00", "2026-12-24T09:00:00Z"},
		{"start_date", "2027-01-31", "2027-01-31"},
		{"start_date", nil, "2027-01-31"},
		{"dealname", " kept as it is ", " kept as it is "},
	} {
		r := b.must(200, "PATCH", path, map[string]any{"properties": map[string]any{c.property: c.value}})
		if got := r.at("properties", c.property); got != c.want {
			t.Errorf("%s = %v: stored %v, want %v", c.property, c.value, got, c.want)
		}
	}
	const contact = "/crm/v3/objects/contacts/20145000051"
	for _, c := range [][3]string{
		{"interests", "freight", "freight"},
		{"interests", ";customs", "freight;customs"},
		{"lifecyclestage", "lead", "customer"},
		{"lifecyclestage", "evangelist", "evangelist"},
	} {
		r := b.must(200, "PATCH", contact, props(c[0], c[1]))
		if got := r.text("properties", c[0]); got != c[2] {
			t.Errorf("%s = %s: stored %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestRequiredProperties(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	r := b.must(400, "POST", "/crm/v3/objects/deals", props("amount", "1"))
	if r.text("message") != "Error creating DEAL. Some required properties were not set." || r.count("context", "properties") != 2 {
		t.Errorf("deal: %s", r.raw)
	}
	b.must(400, "POST", "/crm/v3/objects/contacts", props("phone", "1"))
	r = b.must(400, "POST", "/crm/v3/objects/contacts", "{}")
	if want := "Invalid input JSON on line 1, column 2. Some required fields were not set: [properties]"; r.text("message") != want {
		t.Errorf("message %q, want %q", r.text("message"), want)
	}
	for _, bad := range []string{"", "{", `{"properties":[]}`, `{"properties":{"amount":{}}}`, `{"properties":{}} x`} {
		r := b.must(400, "POST", "/crm/v3/objects/deals", bad)
		if !strings.HasPrefix(r.text("message"), "Invalid input JSON on line 1, column ") {
			t.Errorf("%q: %s", bad, r.raw)
		}
	}
}

func TestRulesHoldFrom2026_09On(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	b.token = b.signIn("sandbox_account", "2", "sandbox_scopes", "crm.objects.deals.write crm.objects.deals.read").text("access_token")
	body := props("dealname", "Canoes", "dealstage", "closedwon")
	b.must(201, "POST", "/crm/v3/objects/deals", body)
	r := b.must(400, "POST", "/crm/objects/2026-09/deals", body)
	if r.text("category") != "VALIDATION_ERROR" || r.at("context", "properties", 0) != "closedate" || r.count("errors") != 1 {
		t.Errorf("closed without a date: %s", r.raw)
	}
	b.must(204, "POST", "/_sandbox/rules", `{"account":1000002,"object":"deals","required":["amount"]}`)
	b.must(400, "POST", "/crm/objects/2026-09/deals", props("dealname", "Canoes", "dealstage", "contractsent"))
	b.must(200, "PATCH", "/crm/objects/2026-09/deals/48124000101", props("amount", ""))
}

func TestStagesBelongToTheirPipeline(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	b.token = b.signIn("sandbox_account", "2", "sandbox_scopes", "crm.objects.deals.write crm.objects.deals.read").text("access_token")
	const base, partner = "/crm/v3/objects/deals", "78120001"
	b.must(400, "POST", base, props("dealname", "x", "dealstage", "178120012"))
	made := b.must(201, "POST", base, props("dealname", "x", "dealstage", "178120012", "pipeline", partner))
	one := base + "/" + made.text("id")
	b.must(400, "PATCH", one, props("pipeline", "default"))
	b.must(400, "PATCH", one, props("dealstage", "closedwon"))
	b.must(200, "PATCH", one, props("pipeline", "default", "dealstage", "closedwon"))
	b.must(200, "PATCH", one, props("description", "untouched"))
	list := b.must(200, "GET", "/crm/pipelines/2026-09/0-3", nil)
	if list.count("results") != 2 || list.text("results", 1, "stages", 3, "metadata", "isClosed") != "true" {
		t.Errorf("pipelines: %s", list.raw)
	}
}

func TestThingsThatAreNotThere(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	for _, c := range []struct {
		status                          int
		method, path, message, category string
	}{
		{404, "GET", "/crm/v3/objects/deals/999", "resource not found", ""},
		{404, "GET", "/crm/v3/objects/deals/abc", "Object not found.  objectId are usually numeric.", "OBJECT_NOT_FOUND"},
		{404, "PATCH", "/crm/v3/objects/contacts/999", "resource not found", ""},
		{404, "GET", "/crm/v3/objects/contacts/nobody%40x.com?idProperty=email", "resource not found", ""},
		{400, "GET", "/crm/v3/objects/contacts/x?idProperty=firstname", `Property "firstname" is not a unique property of contacts`, "VALIDATION_ERROR"},
		{400, "GET", "/crm/v3/objects/sheep", "Unable to infer object type from: sheep", "VALIDATION_ERROR"},
		{404, "GET", "/crm/v4/objects/deals", "resource not found", ""},
		{404, "GET", "/crm/objects/2019-01/deals", "resource not found", ""},
		{404, "GET", "/crm/v3/nonsense", "resource not found", ""},
		{405, "PUT", "/crm/v3/objects/deals", "method not allowed", ""},
		{404, "GET", "/crm/v3/pipelines/deals/nope", "Pipeline not found", "OBJECT_NOT_FOUND"},
		{404, "GET", "/crm/v3/properties/deals/nope", `Property "nope" does not exist`, "OBJECT_NOT_FOUND"},
		{404, "GET", "/crm/v3/owners/1", "resource not found", ""},
	} {
		r := b.must(c.status, c.method, c.path, props())
		if r.text("message") != c.message || r.text("category") != c.category || r.text("status") != "error" {
			t.Errorf("%s %s: %s", c.method, c.path, r.raw)
		}
	}
	req, err := http.NewRequest("POST", b.url+"/crm/v3/objects/deals", strings.NewReader("a=b"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+b.token)
	if r, err := send(req); err != nil || r.status != http.StatusUnsupportedMediaType {
		t.Errorf("form body: %v %d %s", err, r.status, r.raw)
	}
}
