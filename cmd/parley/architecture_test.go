package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the plan of the house: which packages of ours each may know.
// What is missing here may know everything (cmd) or nothing.
var mayImport = map[string][]string{
	"parley/dialogs":                         {},
	"parley/engine/field":                    {},
	"parley/engine/rule":                     {},
	"parley/engine/scaffold":                 {"parley/engine/field"},
	"parley/engine/syntax":                   {"parley/engine/field", "parley/engine/rule"},
	"parley/engine/match":                    {"parley/engine/field"},
	"parley/engine/action":                   {"parley/engine/field"},
	"parley/engine/machine":                  {"parley/engine/syntax", "parley/engine/field", "parley/engine/action", "parley/engine/match"},
	"parley/engine/lint":                     {"parley/engine/machine", "parley/engine/syntax", "parley/engine/field", "parley/engine/action"},
	"parley/engine/lsp":                      {"parley/engine/lint", "parley/engine/rule", "parley/engine/syntax", "parley/engine/action"},
	"parley/engine":                          {"parley/engine/machine", "parley/engine/action"},
	"parley/engine/storetest":                {"parley/engine", "parley/engine/machine", "parley/engine/action", "parley/engine/syntax", "parley/engine/field"},
	"parley/engine/convtest":                 {"parley/engine", "parley/engine/machine", "parley/engine/action", "parley/engine/syntax", "parley/engine/field"},
	"parley/connectors/hubspot":              {"parley/engine/action", "parley/engine/field", "parley/connectors/oauth"},
	"parley/connectors/identity":             {"parley/connectors/oauth"},
	"parley/connectors/llm":                  {"parley/engine/action", "parley/engine/field"},
	"parley/connectors/oauth":                {"parley/engine/action", "parley/engine/field"},
	"parley/connectors/sandbox":              {"parley/engine/action", "parley/engine/field"},
	"parley/connectors/redisstore":           {"parley/engine", "parley/engine/machine", "parley/connectors/oauth"},
	"parley/connectors/redisstore/redistest": {},
	"parley/web":                             {"parley/engine", "parley/engine/machine", "parley/engine/action", "parley/web/widget"},
	"parley/web/studio":                      {"parley/engine/convtest", "parley/engine/lint", "parley/engine/machine", "parley/engine/rule", "parley/engine/syntax"},
	"parley/web/widget":                      {},
	"parley/web/schema":                      {},
	"parley/web/chromium":                    {},
}

// mustNotReach lists what a package must not come to, however indirectly.
var mustNotReach = map[string][]string{
	"parley/engine/field":        {"net/http", "os/exec", "github.com/redis/go-redis/v9", "github.com/gorilla/websocket"},
	"parley/engine/syntax":       {"net/http", "os/exec", "github.com/redis/go-redis/v9"},
	"parley/engine/match":        {"net/http", "os/exec", "github.com/redis/go-redis/v9"},
	"parley/engine/action":       {"net/http", "os/exec", "github.com/redis/go-redis/v9"},
	"parley/engine/machine":      {"net/http", "os/exec", "github.com/redis/go-redis/v9"},
	"parley/engine":              {"net/http", "github.com/redis/go-redis/v9", "github.com/gorilla/websocket"},
	"parley/connectors/hubspot":  {"parley/web", "parley/engine/machine"},
	"parley/connectors/identity": {"parley/web", "parley/engine"},
	"parley/connectors/llm":      {"parley/web", "parley/engine/machine"},
	"parley/connectors/oauth":    {"parley/web", "parley/engine/machine"},
	"parley/web":                 {"parley/connectors/hubspot", "parley/connectors/oauth", "parley/connectors/redisstore"},
}

// onlyImporter says which of our packages may import a library.
var onlyImporter = map[string]string{
	"gopkg.in/yaml.v3":          "parley/engine/syntax",
	"github.com/looplab/fsm":    "parley/engine/machine",
	"github.com/expr-lang/expr": "parley/engine/machine",

	"github.com/creachadair/jrpc2": "parley/engine/lsp",
}

func list(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestPackagesKnowOnlyWhatTheyMay(t *testing.T) {
	for _, line := range list(t, "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "parley/...") {
		pkg, imports, _ := strings.Cut(line, " ")
		if strings.HasPrefix(pkg, "parley/cmd/") {
			continue
		}
		allowed, planned := mayImport[pkg]
		if !planned {
			t.Errorf("package %s is not in the plan; add it to mayImport with what it may know", pkg)
			continue
		}
		for _, imp := range strings.Fields(imports) {
			if strings.HasPrefix(imp, "parley/") && !slices.Contains(allowed, imp) {
				t.Errorf("%s must not import %s", pkg, imp)
			}
			if only, ok := onlyImporter[imp]; ok && only != pkg {
				t.Errorf("%s must not import %s; only %s may", pkg, imp, only)
			}
		}
	}
}

func TestPackagesReachOnlyWhatTheyMay(t *testing.T) {
	for pkg, forbidden := range mustNotReach {
		deps := list(t, "-deps", pkg)
		for _, bad := range forbidden {
			if slices.Contains(deps, bad) {
				t.Errorf("%s reaches %s", pkg, bad)
			}
		}
	}
}
