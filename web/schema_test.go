package web

import (
	"bytes"
	"sync"
	"testing"

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
