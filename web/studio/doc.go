// Package studio is the page for people who write dialogs: their files, what is wrong with them, the dialog drawn, a
// chat with it, and its tests, side by side. It is served on the operator's listener.
//
//	folder ── saved ──▶ Look ── lint, compile ──▶ folder, problems, diagrams
//	                     │                                │
//	                     └──▶ Bench.Use ──▶ /chat         └──▶ events ──▶ page
//
// The files stay the truth. What the studio shows comes from the same reader, compiler, advice, drawing and test runner
// as `parley lint`, `graph` and `test`; it holds no editor, has no check of its own, and writes nothing but a test that
// somebody asks it to save. A file with errors is shown with them, and what talked before goes on talking.
//
// The page is TypeScript in src with no code of others, bundled into dist as in package widget. The test chat is the
// page of GET /chat in a frame, served by a [Bench]: a Parley with a sandbox behind it that the studio does not start.
package studio
