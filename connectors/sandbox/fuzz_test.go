package sandbox_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"parley/connectors/sandbox"
)

// FuzzCalls throws bodies and paths at the API: whatever comes, the answer is
// an HTTP answer and the server goes on.
func FuzzCalls(f *testing.F) {
	s := sandbox.New(sandbox.Config{})
	token := s.Credentials("").AccessToken
	f.Add("POST", "/crm/v3/objects/deals/search", `{"filterGroups":[{"filters":[{"propertyName":"amount","operator":"BETWEEN","value":1,"highValue":"2"}]}],"sorts":["-amount"],"after":null}`)
	f.Add("POST", "/crm/objects/2026-09/contacts", `{"properties":{"email":"a@b.c","interests":";freight"},"associations":[{"to":{"id":1},"types":[{"associationTypeId":4}]}]}`)
	f.Add("PATCH", "/crm/v3/objects/0-3/48123000101", `{"properties":{"closedate":"1e400","amount":null,"pipeline":""}}`)
	f.Add("PUT", "/crm/v4/objects/deals/48123000101/associations/contacts/20145000051", `[{"associationTypeId":3}]`)
	f.Add("POST", "/crm/v3/objects/contacts/batch/upsert", `{"inputs":[{"id":"x","idProperty":"email","properties":{}},null]}`)
	f.Add("POST", "/oauth/v1/token", `grant_type=refresh_token&%zz`)
	f.Add("POST", "/_sandbox/faults", `{"match":null,"body":[1],"times":1}`)
	f.Fuzz(func(t *testing.T, method, path, body string) {
		if method == "" || strings.ContainsFunc(method, func(r rune) bool { return r < 'A' || r > 'Z' }) || !strings.HasPrefix(path, "/") || strings.Contains(path, "faults") && strings.Contains(body, "drop") {
			t.Skip()
		}
		r := httptest.NewRequest("GET", "/", strings.NewReader(body))
		r.Method = method
		r.URL.Path = path
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code < 200 || w.Code > 599 {
			t.Errorf("%s %s: status %d", method, path, w.Code)
		}
		s.ClearFaults()
	})
}
