package web

import (
	"bytes"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"parley/web/schema"
)

var serverFrames = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Frames))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("frames.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("frames.json#/$defs/serverFrame")
})

// checkSchema holds a frame of the server, any that a test reads, against the
// published schema.
func checkSchema(t testing.TB, data []byte) {
	t.Helper()
	s, err := serverFrames()
	if err != nil {
		t.Fatal(err)
	}
	frame, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err == nil {
		err = s.Validate(frame)
	}
	if err != nil {
		t.Errorf("frame %s does not fit the schema: %v", data, err)
	}
}

// The document lists the close codes that the server has, and no others.
func TestDocumentedCloseCodes(t *testing.T) {
	source, err := os.ReadFile("wire.go")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(document), "| Close code |")
	code := regexp.MustCompile(`\b(1\d{3}|4\d{3})\b`)
	// Not sent by the server itself: what stands before it goes away, and the
	// library answers frames that break the protocol of sockets.
	listed, used := map[string]bool{}, map[string]bool{
		strconv.Itoa(websocket.CloseGoingAway): true, strconv.Itoa(websocket.CloseProtocolError): true,
	}
	for _, row := range strings.Split(table, "\n| ")[1:] {
		first, _, _ := strings.Cut(row, "|")
		for _, c := range code.FindAllString(first, -1) {
			listed[c] = true
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^\tclose\w+ += (\d{4}) // (never sent)?`).FindAllStringSubmatch(string(source), -1) {
		if m[2] == "" {
			used[m[1]] = true
		}
	}
	if len(used) < 8 || !maps.Equal(listed, used) {
		t.Errorf("documented %v, used %v", slices.Sorted(maps.Keys(listed)), slices.Sorted(maps.Keys(used)))
	}
}
