package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/connectors/sandbox"
)

const dealSearch = "/crm/objects/2026-09/deals/search"

func TestSearchFinds(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	cases := []struct {
		name, object, body string
		total              int
		first              string // dealname or email of the first hit
	}{
		{"everything", "deals", `{}`, 23, "Vantage Studios - Equipment Rental"},
		{"words", "deals", `{"query":"ACME"}`, 2, "Acme Corporation - Annual Renewal"},
		{"two words", "deals", `{"query":"acme pilot"}`, 1, "Acme Logistics - Fleet Pilot"},
		{"stage by label", "deals", `{"query":"contract sent"}`, 3, ""},
		{"two Janes", "contacts", `{"query":"jane"}`, 2, "jane.cooper@acme.example"},
		{"EQ on text without case", "contacts", `{"filters":[{"propertyName":"firstname","operator":"EQ","value":"JANE"}]}`, 2, ""},
		{"IN needs lower case", "contacts", `{"filters":[{"propertyName":"firstname","operator":"IN","values":["jane","Guy"]}]}`, 2, ""},
		{"a choice keeps its case", "deals", `{"filters":[{"propertyName":"dealstage","operator":"EQ","value":"ClosedWon"}]}`, 0, ""},
		{"NOT_IN", "deals", `{"filters":[{"propertyName":"dealstage","operator":"NOT_IN","values":["closedwon","closedlost"]}]}`, 18, ""},
		{"closed", "deals", `{"filters":[{"propertyName":"hs_is_closed","operator":"EQ","value":"true"}]}`, 5, ""},
		{"number between", "deals", `{"filters":[{"propertyName":"amount","operator":"BETWEEN","value":"100000","highValue":300000}]}`, 2, ""},
		{"GTE", "deals", `{"filters":[{"propertyName":"amount","operator":"GTE","value":134000}]}`, 2, ""},
		{"LT", "deals", `{"filters":[{"propertyName":"amount","operator":"LT","value":"3300"}]}`, 1, ""},
		{"no amount", "deals", `{"filters":[{"propertyName":"amount","operator":"NOT_HAS_PROPERTY"}]}`, 1, "Jane Fisher Consulting - Retainer"},
		{"NEQ fits a missing value", "deals", `{"filters":[{"propertyName":"amount","operator":"NEQ","value":"48000"}]}`, 22, ""},
		{"token", "contacts", `{"filters":[{"propertyName":"email","operator":"CONTAINS_TOKEN","value":"*@acme.example"}]}`, 2, ""},
		{"token in a name", "deals", `{"filters":[{"propertyName":"dealname","operator":"CONTAINS_TOKEN","value":"harb*"}]}`, 2, ""},
		{"not a token", "deals", `{"filters":[{"propertyName":"dealname","operator":"NOT_CONTAINS_TOKEN","value":"acme"}]}`, 21, ""},
		{"past by ISO", "deals", `{"filters":[{"propertyName":"closedate","operator":"LT","value":"2026-11-10"}]}`, 5, ""},
		{"past by milliseconds", "deals", `{"filters":[{"propertyName":"closedate","operator":"LT","value":"1794268800000"}]}`, 5, ""},
		{"groups are alternatives", "deals", `{"filterGroups":[{"filters":[{"propertyName":"dealname","operator":"CONTAINS_TOKEN","value":"acme"}]},{"filters":[{"propertyName":"dealname","operator":"CONTAINS_TOKEN","value":"globex"}]}]}`, 3, ""},
		{"deals of a contact", "deals", `{"filters":[{"propertyName":"associations.contact","operator":"EQ","value":"20145000054"}]}`, 2, ""},
		{"newest first", "deals", `{"sorts":["-createdate"]}`, 23, "Jane Fisher Consulting - Retainer"},
		{"by amount, long form", "deals", `{"sorts":[{"propertyName":"amount","direction":"DESCENDING"}]}`, 23, "Nordkap Shipping - Charter Contract"},
		{"missing values last", "deals", `{"sorts":["amount"]}`, 23, "Pine Grove Clinics - Supplies"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := b.must(200, "POST", "/crm/v3/objects/"+c.object+"/search", c.body)
			if got := r.at("total"); got != float64(c.total) {
				t.Errorf("total %v, want %d\n%s", got, c.total, r.raw)
			}
			name := r.text("results", 0, "properties", "dealname") + r.text("results", 0, "properties", "email")
			if c.first != "" && name != c.first {
				t.Errorf("first is %q, want %q", name, c.first)
			}
		})
	}
}

func TestSearchPages(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	r := b.must(200, "POST", dealSearch, `{"limit":20,"after":0,"properties":["dealname"]}`)
	if r.count("results") != 20 || r.text("paging", "next", "after") != "20" {
		t.Errorf("first page: %s", r.raw)
	}
	r = b.must(200, "POST", dealSearch, `{"limit":20,"after":"20"}`)
	if r.count("results") != 3 || r.at("paging") != nil {
		t.Errorf("last page: %s", r.raw)
	}
}

func TestSearchRefuses(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	filters := func(n int) []any {
		out := make([]any, n)
		for i := range out {
			out[i] = map[string]string{"propertyName": "dealname", "operator": "HAS_PROPERTY"}
		}
		return out
	}
	groups := func(groups, each int) string {
		out := make([]any, groups)
		for i := range out {
			out[i] = map[string]any{"filters": filters(each)}
		}
		data, _ := json.Marshal(map[string]any{"filterGroups": out})
		return string(data)
	}
	b.must(200, "POST", dealSearch, groups(3, 6))
	const vague = "There was a problem with the request."
	for name, c := range map[string]struct{ body, message string }{
		"groups":         {groups(6, 1), "filter groups"},
		"filters":        {groups(1, 7), "filters in group"},
		"filters in all": {groups(5, 4), "Too many filters: 20"},
		"limit":          {`{"limit":201}`, "200"},
		"depth":          {`{"limit":100,"after":"9950"}`, "10000"},
		"query":          {fmt.Sprintf(`{"query":%q}`, strings.Repeat("x", 3001)), "3000"},
		"sorts":          {`{"sorts":["amount","dealname"]}`, "one sort"},
		"no operator":    {`{"filters":[{}]}`, "Cannot build Filter, some of required attributes are not set [propertyName, operator]"},
		"operator":       {`{"filters":[{"propertyName":"amount","operator":"LIKE","value":"1"}]}`, "Invalid input JSON"},
		"type":           {`{"filters":[{"propertyName":"amount","operator":"CONTAINS_TOKEN","value":"1"}]}`, vague},
		"property":       {`{"filters":[{"propertyName":"nope","operator":"EQ","value":"1"}]}`, vague},
		"number":         {`{"filters":[{"propertyName":"amount","operator":"GT","value":"lots"}]}`, vague},
		"values":         {`{"filters":[{"propertyName":"dealstage","operator":"IN"}]}`, vague},
		"JSON":           {`{"filters":`, "Invalid input JSON on line 1, column 12"},
	} {
		r := b.must(400, "POST", dealSearch, c.body)
		if !strings.Contains(r.text("message"), c.message) {
			t.Errorf("%s: %s", name, r.raw)
		}
	}
}

func TestSearchLags(t *testing.T) {
	b := newBench(t, sandbox.Config{SearchLag: 10 * time.Second})
	total := func(query string) float64 {
		t.Helper()
		n, _ := b.must(200, "POST", dealSearch, `{"query":"`+query+`"}`).at("total").(float64)
		return n
	}
	if total("acme") != 2 {
		t.Error("seeded records are not found at once")
	}
	made := b.must(201, "POST", "/crm/v3/objects/deals", props("dealname", "Zebra crossing", "dealstage", "contractsent"))
	one := "/crm/v3/objects/deals/" + made.text("id")
	b.must(200, "GET", one, nil)
	if total("zebra") != 0 {
		t.Error("found before its time")
	}
	b.clock.add(11 * time.Second)
	b.must(200, "PATCH", one, props("dealname", "Giraffe"))
	if total("zebra") != 1 || total("giraffe") != 0 {
		t.Error("the index changed at once")
	}
	b.clock.add(11 * time.Second)
	b.must(204, "DELETE", one, nil)
	if total("zebra") != 0 || total("giraffe") != 1 {
		t.Error("the index has not caught up")
	}
	b.clock.add(11 * time.Second)
	if total("giraffe") != 0 {
		t.Error("an archived record is still found")
	}
}
