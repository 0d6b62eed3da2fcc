package sandbox_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"parley/connectors/sandbox"
)

// TestOfficialClient runs HubSpot's own client against the sandbox. It needs
// node, and PARLEY_TEST_NODE_CLIENT naming a folder in which
// `npm install @hubspot/api-client@13.5.0` was run.
func TestOfficialClient(t *testing.T) {
	folder := os.Getenv("PARLEY_TEST_NODE_CLIENT")
	if folder == "" {
		t.Skip("PARLEY_TEST_NODE_CLIENT does not name a folder with node_modules/@hubspot/api-client")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	b := newBench(t, sandbox.Config{Limits: true, Burst: 1000, SearchRate: 100})
	b.clock.add(time.Minute)
	credentials, err := json.Marshal(b.Credentials(b.url))
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, "testdata/official_client.mjs", folder, b.url, string(credentials)).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
