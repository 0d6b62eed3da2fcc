// Package widget holds what a visitor's browser loads: the loader script of a site, the chat page with its script and
// styles, and a sample customer page.
//
//	host page ── /widget.js ──▶ <parley-chat>: launcher, and once opened
//	                                 │
//	                                 ▼
//	                        frame of /chat ── /assets/<hash>/chat.js, en.json
//	                                 └── websocket /v1/chat (see web/protocol.md)
//
// The chat runs in a frame of its own origin because the transcript holds customer data that other scripts of the host
// page must not read. Loader and frame exchange counts, states and commands, never what was said.
//
// The gallery, /chat?gallery=NAME, is the same chat with a fixture in place of a server: what is in fixtures/NAME.json is
// said to it, step by step. It is for looking at a block or a state, for pictures and for tests.
//
// The source is TypeScript in src, with no code of others in it. The bundles in dist are committed and embedded, so
// that building the program needs Go alone; "go generate" makes them again with esbuild, which is a Go tool of
// .ci/tools/web.mod. Tests hold the bundles against the source and against their size.
//
// The package serves nothing: routes, caching headers and frame-ancestors belong to the server.
package widget
