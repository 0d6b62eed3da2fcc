package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"parley/connectors/sandbox"
)

// A create whose answer is lost has happened all the same. Because it carried
// an operation id, sending it again tells so instead of making a second deal.
func Example() {
	hubspot := sandbox.New(sandbox.Config{})
	server := httptest.NewServer(hubspot.Handler())
	defer server.Close()
	token := hubspot.Credentials(server.URL).AccessToken

	hubspot.SetFault(sandbox.Fault{
		Match:      sandbox.Match{Method: "POST", Path: "/crm/v3/objects/deals"},
		DropAnswer: true, Times: 1,
	})
	for range 2 {
		req, err := http.NewRequest("POST", server.URL+"/crm/objects/2026-09/deals", strings.NewReader(
			`{"properties":{"dealname":"Canoes","dealstage":"contractsent","parley_operation_id":"op-1"}}`))
		if err != nil {
			fmt.Println(err)
			return
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			fmt.Println("no answer")
			continue
		}
		fmt.Println(res.Status)
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	for _, asked := range hubspot.Requests() {
		fmt.Println(asked.Method, asked.Path, asked.Status, asked.Account)
	}
	// Output:
	// no answer
	// 409 Conflict
	// POST /crm/objects/2026-09/deals 201 1000001
	// POST /crm/objects/2026-09/deals 409 1000001
}
