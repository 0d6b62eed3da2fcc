package schema_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"parley/web/schema"
)

const root = "urn:parley:frames:v1"

func compile(t *testing.T, definition string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Frames))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(root, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(root + "#/$defs/" + definition)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func parse(t *testing.T, data []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return value
}

// TestRecordedFrames: files are named after the definition that they must satisfy, those that begin with "not_" after
// the one that they must not.
func TestRecordedFrames(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded frames: %v", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, wrong := strings.CutPrefix(filepath.Base(file), "not_")
			definition, _, _ := strings.Cut(strings.TrimSuffix(name, ".json"), ".")
			err = compile(t, definition).Validate(parse(t, data))
			if !wrong && err != nil {
				t.Error(err)
			}
			if wrong && err == nil {
				t.Errorf("satisfies %s, but should not", definition)
			}
			seen[definition] = seen[definition] || !wrong
		})
	}
	for _, definition := range definitions(t) {
		if isFrame(definition) && !seen[definition] {
			t.Errorf("no recorded frame for %s", definition)
		}
	}
}

// TestTurnsOfTheGallery: what the widget's gallery draws is what a server could say.
func TestTurnsOfTheGallery(t *testing.T) {
	files, err := filepath.Glob("../widget/fixtures/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	turn := compile(t, "serverTurn")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var fixture struct{ Steps []json.RawMessage }
		if err := json.Unmarshal(data, &fixture); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, step := range fixture.Steps {
			var named struct{ Type string }
			json.Unmarshal(step, &named)
			if named.Type != "turn" {
				continue
			}
			if err := turn.Validate(parse(t, step)); err != nil {
				t.Errorf("%s, step %d: %v", filepath.Base(file), i+1, err)
			}
		}
	}
}

// TestSamplesOfTheDocument: each JSON block of protocol.md is one frame per line or one frame in all, of the side that
// the text before it names.
func TestSamplesOfTheDocument(t *testing.T) {
	document, err := os.ReadFile("../protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```json (client|server|message)\n(.*?)```").FindAllSubmatch(document, -1)
	if all := bytes.Count(document, []byte("```json")); all != len(blocks) || all == 0 {
		t.Fatalf("%d of %d JSON samples say whose they are", len(blocks), all)
	}
	types := map[string]bool{}
	for _, block := range blocks {
		definition := string(block[1])
		if definition != "message" {
			definition += "Frame"
		}
		compiled := compile(t, definition)
		samples := json.NewDecoder(bytes.NewReader(block[2]))
		for samples.More() {
			var raw json.RawMessage
			if err := samples.Decode(&raw); err != nil {
				t.Fatalf("%v in\n%s", err, block[2])
			}
			if err := compiled.Validate(parse(t, raw)); err != nil {
				t.Errorf("%v in\n%s", err, raw)
			}
			var named struct{ Type, Kind string }
			json.Unmarshal(raw, &named)
			types[string(block[1])+" "+named.Type+named.Kind] = true
		}
	}
	for _, definition := range definitions(t) {
		side, kind := split(definition)
		if isFrame(definition) && !types[side+" "+kind] {
			t.Errorf("protocol.md has no sample of %s", definition)
		}
	}
	for _, kind := range kinds {
		if !types["message "+kind] {
			t.Errorf("protocol.md has no sample of the message %s", kind)
		}
	}
}

var kinds = []string{"text", "question", "confirm", "record", "table", "sign_in", "signed_in", "notice"}

// TestTheClientsTypes: the widget's frame types name exactly the keys that the schema names.
func TestTheClientsTypes(t *testing.T) {
	source, err := os.ReadFile("../widget/src/protocol.ts")
	if err != nil {
		t.Fatal(err)
	}
	interfaces := map[string][]string{}
	for _, found := range regexp.MustCompile(`(?s)export interface \w+ \{(.*?)\n?\}\n`).FindAllSubmatch(source, -1) {
		body := string(found[1])
		for nested := regexp.MustCompile(`\{[^{}]*\}`); nested.MatchString(body); {
			body = nested.ReplaceAllString(body, "")
		}
		var keys []string
		for _, key := range regexp.MustCompile(`(?:^|[;\s])(\w+)\??:`).FindAllStringSubmatch(body, -1) {
			keys = append(keys, key[1])
		}
		slices.Sort(keys)
		name := regexp.MustCompile(`(?:type|kind): "(\w+)"`).FindStringSubmatch(body)
		if name != nil {
			interfaces[name[1]+" "+strings.Join(keys, " ")] = keys
		}
	}
	for name, properties := range definitionProperties(t) {
		_, kind := split(name)
		if !isFrame(name) && !slices.Contains(kinds, name) {
			continue
		}
		if !isFrame(name) {
			kind = name
		}
		if _, ok := interfaces[kind+" "+strings.Join(properties, " ")]; !ok {
			t.Errorf("protocol.ts has no interface of %s with the keys %v", name, properties)
		}
	}
}

func TestAsyncAPINamesEveryFrame(t *testing.T) {
	var document struct {
		AsyncAPI   string
		Components struct {
			Messages map[string]struct {
				Payload struct {
					Ref string `yaml:"$ref"`
				}
			}
		}
	}
	if err := yaml.Unmarshal(schema.AsyncAPI, &document); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(document.AsyncAPI, "3.") {
		t.Errorf("version %q", document.AsyncAPI)
	}
	for _, definition := range definitions(t) {
		if !isFrame(definition) {
			continue
		}
		got := document.Components.Messages[definition].Payload.Ref
		if want := "./frames.schema.json#/$defs/" + definition; got != want {
			t.Errorf("payload of %s is %q, want %q", definition, got, want)
		}
	}
}

func definitionProperties(t *testing.T) map[string][]string {
	t.Helper()
	var document struct {
		Defs map[string]struct {
			Properties map[string]json.RawMessage
		} `json:"$defs"`
	}
	if err := json.Unmarshal(schema.Frames, &document); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for name, definition := range document.Defs {
		all[name] = []string{}
		for key := range definition.Properties {
			all[name] = append(all[name], key)
		}
		slices.Sort(all[name])
	}
	return all
}

func definitions(t *testing.T) []string {
	t.Helper()
	var names []string
	for name := range definitionProperties(t) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// isFrame: clientHello is a frame, clientFrame all of them.
func isFrame(definition string) bool {
	side, kind := split(definition)
	return side != "" && kind != "frame"
}

func split(definition string) (side, kind string) {
	for _, side := range []string{"client", "server"} {
		if kind, ok := strings.CutPrefix(definition, side); ok && kind != "" {
			return side, strings.ToLower(kind)
		}
	}
	return "", ""
}
