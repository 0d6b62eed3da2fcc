package sandbox_test

import (
	"testing"

	"parley/connectors/sandbox"
)

func TestBatchUpsertMakesOnce(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	const body = `{"inputs":[{"idProperty":"parley_operation_id","id":"op-9","properties":{"dealname":"Once","dealstage":"contractsent"}}]}`
	first := b.must(200, "POST", "/crm/objects/2026-09/deals/batch/upsert", body)
	second := b.must(200, "POST", "/crm/v3/objects/deals/batch/upsert", body)
	if first.at("results", 0, "new") != true || second.at("results", 0, "new") != false || first.text("results", 0, "id") != second.text("results", 0, "id") {
		t.Errorf("upserts:\n%s\n%s", first.raw, second.raw)
	}
	b.must(400, "POST", "/crm/v3/objects/deals/batch/upsert", `{"inputs":[{"id":"1","idProperty":"amount","properties":{}}]}`)
}

func TestBatchIsAllOrNothingWithoutTraces(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	const base = "/crm/v3/objects/contacts/batch/"
	b.must(400, "POST", base+"create", `{"inputs":[{"properties":{"email":"one@x.example"}},{"properties":{"email":"bad@"}}]}`)
	b.must(400, "POST", base+"create", `{"inputs":[{"properties":{"email":"one@x.example"}},{"properties":{"email":"ONE@x.example"}}]}`)
	b.must(404, "GET", "/crm/v3/objects/contacts/one%40x.example?idProperty=email", nil)
	r := b.must(207, "POST", base+"create", `{"inputs":[{"objectWriteTraceId":"a","properties":{"email":"one@x.example"}},{"objectWriteTraceId":"b","properties":{"email":"bad@"}}]}`)
	if r.count("results") != 1 || r.at("numErrors") != 1.0 || r.at("errors", 0, "context", "objectWriteTraceId", 0) != "b" {
		t.Errorf("with traces: %s", r.raw)
	}
	made := r.text("results", 0, "id")
	b.must(201, "POST", base+"create", `{"inputs":[{"properties":{"email":"two@x.example"}}]}`)
	r = b.must(200, "POST", base+"update", `{"inputs":[{"id":"`+made+`","properties":{"city":"Bergen"}}]}`)
	if r.text("results", 0, "properties", "city") != "Bergen" {
		t.Errorf("update: %s", r.raw)
	}
	b.must(404, "POST", base+"update", `{"inputs":[{"id":"9","properties":{"city":"Bergen"}}]}`)
	r = b.must(207, "POST", base+"read", `{"properties":["city"],"inputs":[{"id":"`+made+`"},{"id":"9"}]}`)
	if r.count("results") != 1 || r.text("errors", 0, "category") != "OBJECT_NOT_FOUND" {
		t.Errorf("read: %s", r.raw)
	}
	b.must(204, "POST", base+"archive", `{"inputs":[{"id":"`+made+`"}]}`)
	r = b.must(200, "POST", base+"read", `{"idProperty":"email","inputs":[{"id":"two@x.example"}]}`)
	if r.count("results") != 1 {
		t.Errorf("read by email: %s", r.raw)
	}
	b.must(400, "POST", base+"read", `{}`)
}
