// Package llm asks a language model what a message means, at any endpoint that
// speaks OpenAI's chat completions. It is optional: without settings there is
// no such action, and nothing is asked.
//
//	language.understand ─▶ one POST to {base}/chat/completions ─▶ the model's JSON
//
// What leaves is the one message that was not understood, the names of the
// open dialog and the asked field, and Client.Instructions, which describe the
// dialogs. No record, account, earlier message, session id or collected value
// does.
//
// What comes back is foreign. This package looks at its size and its envelope
// only; what of it counts is decided by match.Guard in the engine, and a model
// can neither confirm nor write anything.
//
// It follows no redirect, speaks plain http only to this machine, does not
// repeat a request, gives up after 2.5 s, and logs neither messages nor
// answers nor the key.
package llm
