package sandbox_test

import (
	"encoding/json"
	"testing"

	"parley/connectors/sandbox"
)

func decode(tb testing.TB, r reply, v any) {
	tb.Helper()
	if err := json.Unmarshal([]byte(r.raw), v); err != nil {
		tb.Fatalf("%v in %s", err, r.raw)
	}
}

func TestAssociationsOnCreate(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	with := func(id any, typeID int) map[string]any {
		body := props("dealname", "Tied", "dealstage", "contractsent")
		body["associations"] = []any{map[string]any{
			"to":    map[string]any{"id": id},
			"types": []any{map[string]any{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": typeID}},
		}}
		return body
	}
	made := b.must(201, "POST", "/crm/v3/objects/deals", with("20145000051", 3))
	b.must(201, "POST", "/crm/v3/objects/deals", with(20145000052, 3))
	r := b.must(200, "GET", "/crm/v3/objects/deals/"+made.text("id")+"?associations=contacts,companies", nil)
	if r.text("associations", "contacts", "results", 0, "type") != "deal_to_contact" {
		t.Errorf("inline: %s", r.raw)
	}
	r = b.must(400, "POST", "/crm/v3/objects/deals", with("9", 3))
	if r.text("message") != "One or more associations are invalid" || r.at("context", "INVALID_OBJECT_IDS", 0) != "CONTACT=9 is not valid" || r.at("context", "objectType", 0) != "CONTACT" {
		t.Errorf("unknown contact: %s", r.raw)
	}
	b.must(400, "POST", "/crm/v3/objects/deals", with("1", 341))
	b.must(400, "POST", "/crm/v3/objects/deals", with("20145000051", 4))
	if n := b.must(200, "POST", dealSearch, `{"query":"tied"}`).at("total"); n != 2.0 {
		t.Errorf("%v deals, want only the two good ones", n)
	}
}

func TestAssociationPaths(t *testing.T) {
	const deal, contact = "48123000115", "20145000051"
	for _, base := range []string{"/crm/v4/objects/deals", "/crm/objects/2026-09/0-3", "/crm/objects/2026-03/deals"} {
		b := newBench(t, sandbox.Config{})
		one := base + "/" + deal + "/associations"
		for range 2 {
			r := b.must(200, "PUT", one+"/default/contacts/"+contact, nil)
			if r.text("status") != "COMPLETE" || r.text("results", 0, "to", "id") != contact || r.at("results", 1, "associationSpec", "associationTypeId") != 4.0 {
				t.Errorf("put: %s", r.raw)
			}
		}
		r := b.must(200, "GET", one+"/contacts", nil)
		if r.count("results") != 1 || r.text("results", 0, "toObjectId") != contact || r.at("results", 0, "associationTypes", 0, "typeId") != 3.0 {
			t.Errorf("list: %s", r.raw)
		}
		count := b.must(200, "GET", "/crm/v3/objects/deals/"+deal+"?properties=num_associated_contacts", nil)
		if count.text("properties", "num_associated_contacts") != "1" {
			t.Errorf("count: %s", count.raw)
		}
		b.must(400, "PUT", one+"/default/contacts/9", nil)
		b.must(404, "PUT", base+"/9/associations/default/contacts/"+contact, nil)
		b.must(204, "DELETE", one+"/0-1/"+contact, nil)
		b.must(204, "DELETE", one+"/contacts/"+contact, nil)
		if r := b.must(200, "GET", one+"/contacts", nil); r.count("results") != 0 {
			t.Errorf("after delete: %s", r.raw)
		}
	}
}

func TestArchivedRecordsLoseTheirAssociations(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	r := b.must(200, "GET", "/crm/v3/objects/contacts/20145000054/associations/deals", nil)
	if r.count("results") != 2 || r.text("results", 0, "type") != "contact_to_deal" {
		t.Errorf("short form: %s", r.raw)
	}
	b.must(204, "DELETE", "/crm/v3/objects/deals/48123000104", nil)
	r = b.must(200, "GET", "/crm/v3/objects/contacts/20145000054?associations=deals", nil)
	if r.count("associations", "deals", "results") != 1 {
		t.Errorf("after archiving: %s", r.raw)
	}
}

func TestMergeAndErase(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	r := b.must(200, "POST", "/crm/v3/objects/contacts/merge", `{"primaryObjectId":"20145000064","objectIdToMerge":"20145000063"}`)
	if r.text("id") != "20145000064" || r.text("properties", "email") != "theresa.webb@vantage.example" {
		t.Errorf("merged: %s", r.raw)
	}
	b.must(404, "GET", "/crm/v3/objects/contacts/20145000063", nil)
	b.must(204, "POST", "/crm/v3/objects/contacts/gdpr-delete", `{"objectId":"guy.hawkins@initech.example","idProperty":"email"}`)
	b.must(404, "GET", "/crm/v3/objects/contacts/20145000057?archived=true", nil)
	b.must(404, "POST", "/crm/v3/objects/deals/gdpr-delete", `{"objectId":"48123000101"}`)
}

func TestOwnersAndAccount(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	for _, path := range []string{"/crm/v3/owners", "/crm/v3/owners/?limit=10", "/crm/owners/2026-09", "/crm/owners/2026-09/?limit=10"} {
		if r := b.must(200, "GET", path, nil); r.count("results") != 3 || r.text("results", 1, "email") != "tom.okafor@northwind.example" {
			t.Errorf("%s: %s", path, r.raw)
		}
	}
	if r := b.must(200, "GET", "/crm/v3/owners?archived=true", nil); r.count("results") != 1 {
		t.Errorf("archived: %s", r.raw)
	}
	if r := b.must(200, "GET", "/crm/v3/owners/502?idProperty=userId", nil); r.text("id") != "7102" {
		t.Errorf("by user: %s", r.raw)
	}
	for _, v := range []string{"v3", "2026-09"} {
		if r := b.must(200, "GET", "/account-info/"+v+"/details", nil); r.at("portalId") != 1000001.0 || r.text("companyCurrency") != "USD" || r.text("utcOffset") != "-05:00" {
			t.Errorf("account: %s", r.raw)
		}
	}
}

func TestPropertiesCanBeAdded(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	const base = "/crm/properties/2026-09/deals"
	body := `{"name":"external_ref","label":"External ref","type":"string","fieldType":"text","groupName":"dealinformation","hasUniqueValue":true}`
	b.must(201, "POST", base, body)
	b.must(409, "POST", base, body)
	b.must(400, "POST", base, `{"name":"x"}`)
	b.must(201, "POST", "/crm/v3/objects/deals", props("dealname", "x", "dealstage", "contractsent", "external_ref", "A"))
	b.must(409, "POST", "/crm/v3/objects/deals", props("dealname", "y", "dealstage", "contractsent", "external_ref", "A"))
	b.must(400, "DELETE", base+"/dealname", nil)
	b.must(204, "DELETE", base+"/external_ref", nil)
}

func TestEmptyPortal(t *testing.T) {
	b := newBench(t, sandbox.Config{Portal: "empty"})
	if r := b.must(200, "GET", "/crm/v3/objects/deals", nil); r.count("results") != 0 {
		t.Errorf("deals: %s", r.raw)
	}
	b.must(200, "GET", "/crm/v3/owners", nil)
}
