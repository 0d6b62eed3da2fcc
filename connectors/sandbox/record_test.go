package sandbox_test

import (
	"strings"
	"testing"

	"parley/connectors/sandbox"
)

func TestRecordsLiveThroughTheirLife(t *testing.T) {
	for _, base := range []string{"/crm/v3/objects/deals", "/crm/v3/objects/0-3", "/crm/objects/2026-03/deals", "/crm/objects/2026-09/0-3"} {
		t.Run(base, func(t *testing.T) {
			b := newBench(t, sandbox.Config{})
			made := b.must(201, "POST", base, props("dealname", "New roof", "dealstage", "qualifiedtobuy", "amount", "1500.00"))
			id := made.text("id")
			if got, want := made.header.Get("Location"), base+"/"+id; got != want {
				t.Errorf("Location %q, want %q", got, want)
			}
			if got := made.text("properties", "pipeline"); got != "default" {
				t.Errorf("pipeline %q, want the default one", got)
			}
			if got := made.text("properties", "hs_projected_amount"); got != "600" {
				t.Errorf("hs_projected_amount %q, want 600", got)
			}
			b.must(200, "PATCH", base+"/"+id, props("dealstage", "closedwon"))
			read := b.must(200, "GET", base+"/"+id+"?properties=hs_is_closed_won,amount&properties=description,nonsense", nil)
			if got := read.text("properties", "hs_is_closed_won"); got != "true" {
				t.Errorf("hs_is_closed_won %q, want true", got)
			}
			all := read.at("properties").(map[string]any)
			if v, ok := all["description"]; !ok || v != nil {
				t.Errorf("description %v (there: %t), want null", v, ok)
			}
			if _, ok := all["nonsense"]; ok {
				t.Error("an undefined property was answered")
			}
			b.must(204, "DELETE", base+"/"+id, nil)
			b.must(404, "GET", base+"/"+id, nil)
			gone := b.must(200, "GET", base+"/"+id+"?archived=true", nil)
			if gone.text("archivedAt") == "" {
				t.Errorf("no archivedAt in %s", gone.raw)
			}
			b.must(404, "PATCH", base+"/"+id, props("amount", "1"))
			b.must(204, "DELETE", base+"/"+id, nil)
		})
	}
}

func TestListPages(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	for _, base := range []string{"/crm/v3/objects/deals", "/crm/objects/2026-09/deals"} {
		seen, pages, path := map[string]bool{}, 0, base+"?limit=10&associations=contacts"
		for path != "" {
			if !strings.HasPrefix(path, base+"?") {
				t.Fatalf("the next page is at %s", path)
			}
			page := b.must(200, "GET", path, nil)
			pages++
			for i := range page.count("results") {
				seen[page.text("results", i, "id")] = true
			}
			path = strings.TrimPrefix(page.text("paging", "next", "link"), b.url)
		}
		if len(seen) != 23 || pages != 3 {
			t.Errorf("%d deals on %d pages, want 23 on 3", len(seen), pages)
		}
	}
	b.must(400, "GET", "/crm/v3/objects/deals?limit=101", nil)
}

func TestContactsHaveOneEmailEach(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	const base = "/crm/objects/2026-09/contacts"
	r := b.must(409, "POST", base, props("email", "JANE.Cooper@acme.example"))
	if got, want := r.text("message"), "Contact already exists. Existing ID: 20145000051"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	r = b.must(200, "GET", base+"/jane.cooper%40acme.example?idProperty=email", nil)
	if got := r.text("id"); got != "20145000051" {
		t.Errorf("found %s by email", got)
	}
	b.must(409, "PATCH", base+"/20145000052", props("email", "jane.cooper@acme.example"))
	b.must(200, "PATCH", base+"/20145000051", props("email", "jane.cooper@acme.example"))
}

func TestOperationPropertyIsUnique(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	for _, base := range []string{"/crm/v3/objects/deals", "/crm/v3/objects/contacts"} {
		body := props("dealname", "x", "dealstage", "contractsent", sandbox.OperationProperty, "op-1")
		if strings.HasSuffix(base, "contacts") {
			body = props("lastname", "x", sandbox.OperationProperty, "op-1")
		}
		made := b.must(201, "POST", base, body)
		again := b.must(409, "POST", base, body)
		if again.text("category") != "CONFLICT" || !strings.Contains(again.text("message"), made.text("id")) {
			t.Errorf("conflict answered with %s", again.raw)
		}
		found := b.must(200, "GET", base+"/op-1?idProperty="+sandbox.OperationProperty, nil)
		if found.text("id") != made.text("id") {
			t.Errorf("found %s, want %s", found.text("id"), made.text("id"))
		}
	}
}
