// Package lsp is a language server for dialog files: what `parley lint` says
// while an author types, keys and words to choose from, what a word means,
// where a field is from, its name changed everywhere, and a test run with one
// click.
//
// An editor speaks with it over two pipes, by the Language Server Protocol
// 3.17: JSON-RPC with a header in front of each message, which the library
// jrpc2 takes care of. The few types of the protocol that are needed are in
// wire.go. One message is answered after the other, so nothing is locked.
//
//	didOpen, didChange ─▶ documents ─▶ overlay over the folder ─▶ lint.Folder.All ─▶ publishDiagnostics
//	completion, hover, definition, rename, symbols, lenses ─▶ the trees of package syntax
//
// It decides nothing about dialogs, and keeps no files: an editor sends its
// texts, folders are opened by whoever starts the server.
package lsp
