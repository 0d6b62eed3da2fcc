// Package schema holds the shapes of the frames between chat client and server, as JSON Schema and as AsyncAPI.
//
// The words that belong to them are in web/protocol.md. Both allow unknown keys everywhere and unknown kinds of message,
// because a client skips what it does not know: adding is the one way in which the protocol may change.
//
// Tests hold the schema against recorded frames (testdata), the samples of the document, and the client's own types.
package schema

import _ "embed"

// Frames is a JSON Schema (2020-12) that each frame satisfies. Its $defs have one entry per frame, named after the
// sender (clientHello, serverTurn, …), clientFrame and serverFrame for all of one side, and one per kind of message.
//
//go:embed frames.schema.json
var Frames []byte

// AsyncAPI describes the channel in AsyncAPI 3.
//
//go:embed asyncapi.yaml
var AsyncAPI []byte
