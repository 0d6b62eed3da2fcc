package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/connectors/sandbox"
)

func TestRecordPage(t *testing.T) {
	t.Parallel()
	b := newBench(t, sandbox.Config{})
	made := b.call("POST", "/crm/v3/objects/deals", map[string]any{
		"properties": map[string]string{"dealname": `<b onclick="x">Acme & Co</b>`, "amount": "5000", "dealstage": "qualifiedtobuy", "pipeline": "default", "closedate": "2026-12-31"},
	})
	path := "/contacts/1000001/record/0-3/" + made.text("id")
	b.token = "" // a page asks for none
	page := b.call("GET", path, nil)
	if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		t.Fatalf("got %d, %s", page.status, page.header.Get("Content-Type"))
	}
	for _, want := range []string{"Acme &amp; Co", "5000 USD", "Qualified To Buy", "31 December 2026", "Northwind Trading"} {
		if !strings.Contains(page.raw, want) {
			t.Errorf("%q is missing in\n%s", want, page.raw)
		}
	}
	if strings.Contains(page.raw, "<b ") {
		t.Error("a value became markup")
	}
	if strings.Contains(page.raw, "role=\"status\"") {
		t.Error("the record counts as deleted")
	}
	for _, wrong := range []string{"/contacts/1000001/record/0-3/1", "/contacts/9/record/0-3/1", "/contacts/1000001/record/0-9/1", "/contacts/1000002/record/0-3/" + made.text("id")} {
		if got := b.call("GET", wrong, nil); got.status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", wrong, got.status)
		}
	}
	b.token = b.Credentials(b.url).AccessToken
	b.call("DELETE", "/crm/v3/objects/deals/"+made.text("id"), nil)
	if page := b.call("GET", path, nil); !strings.Contains(page.raw, "This record is deleted") {
		t.Errorf("the page of a deleted record: %s", page.raw)
	}
}
