// Package scaffold writes dialogs for a kind of record, with their conversation
// tests, from what an account says about it; and writes them again later
// without touching what people changed since.
//
//	Kind ─▶ Files ─▶ parts of text, each with a name ─┐
//	the files as they are now ─▶ parts ───────────────┼─▶ Merge ─▶ files, lock, changes
//	the lock: fingerprints of what was written last ──┘
//
// A part is a key with all that belongs to it: a text, a list, one field, one
// test. A part that is as it was written last time is written anew; one that
// somebody changed or removed stays so; one that is new is added. That is a
// three-way merge, for which fingerprints of the middle are enough.
//
// It reads no account and no folder: that is for its caller.
package scaffold
