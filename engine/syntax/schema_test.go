package syntax_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"parley/engine/syntax"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(syntax.Schema(nil)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("dialog.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("dialog.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON reads a file the way that editors do.
func asJSON(t *testing.T, src []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	var convert func(n *yaml.Node) any
	convert = func(n *yaml.Node) any {
		switch n.Kind {
		case yaml.DocumentNode:
			return convert(n.Content[0])
		case yaml.MappingNode:
			m := map[string]any{}
			for i := 0; i < len(n.Content); i += 2 {
				m[n.Content[i].Value] = convert(n.Content[i+1])
			}
			return m
		case yaml.SequenceNode:
			list := []any{}
			for _, c := range n.Content {
				list = append(list, convert(c))
			}
			return list
		}
		if n.Style == 0 {
			if n.Tag == "!!null" {
				return nil
			}
			if n.Value == "true" || n.Value == "false" {
				return n.Value == "true"
			}
			if _, err := strconv.ParseFloat(n.Value, 64); err == nil && (n.Tag == "!!int" || n.Tag == "!!float") {
				return json.Number(n.Value)
			}
		}
		return n.Value
	}
	return convert(&doc)
}

func isDialog(file string) bool {
	return !strings.HasSuffix(file, "_test.yaml") && !strings.HasSuffix(file, "defaults.yaml")
}

// Whatever can be read, the schema takes.
func TestSchemaTakesWhatIsRead(t *testing.T) {
	schema := compiled(t)
	for _, file := range files(t, "testdata/ok/*.yaml") {
		if !isDialog(file) {
			continue
		}
		if err := schema.Validate(asJSON(t, read(t, file))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// What depends on one place alone, the schema refuses as Parse does.
func TestSchemaRefuses(t *testing.T) {
	schema := compiled(t)
	for _, name := range []string{"unknown_key", "shapes", "empties", "errors", "required", "bad_name", "only_text"} {
		file := filepath.Join("testdata", "lint", name+".yaml")
		if schema.Validate(asJSON(t, read(t, file))) == nil {
			t.Errorf("%s: the schema takes it", file)
		}
	}
	const rest = "dialog: d\ntitle: D\ndo: a.b\n"
	for _, line := range []string{
		"effect: make", "start: one", "start: []", "do: create", "timeout: soon", "confirm: ''", "errors: {invalid: aks name}", "show: {page: 0}", "show: {page: five}",
		"fields: {}", "fields: {Name: {ask: N}}", "fields: {n: {}}", "fields: {n: {ask: N, length: 1-2}}", "fields: {n: {ask: N, optional: yes}}",
		"fields: {n: {ask: N, choices: stages}}", "fields: {n: {ask: N, choices: []}}", "fields: {n: {ask: N, must: positive}}", "done: {offer: one}", "needs: [a]",
		"states: {}", "states: {Talk: {ask: n}}", "states: {talk: {aks: n}}", "states: {talk: {go: [{when: n > 1}]}}", "states: {talk: {with: [a]}}", "states: {talk: {done: Fine.}}",
	} {
		src := []byte(strings.Replace(rest, "do: a.b\n", "", 1) + line + "\n")
		if !strings.HasPrefix(line, "do:") {
			src = []byte(rest + line + "\n")
		}
		if _, diags := syntax.Parse("d.yaml", src); !diags.Failed() {
			t.Errorf("%s: Parse takes it", line)
		}
		if schema.Validate(asJSON(t, src)) == nil {
			t.Errorf("%s: the schema takes it", line)
		}
	}
}

func TestReference(t *testing.T) {
	text := syntax.Reference()
	for _, want := range []string{"## Dialog\n", "## Field\n", "## Show\n", "## Done\n", "## Errors\n", "## Tests\n", "| `ask_if` | one of `missing`, `always`, `never` |"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	columns := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			columns = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if columns != 0 && n != columns {
			t.Errorf("this row has another number of cells than the one before: %s", line)
		}
		columns = n
	}
}
