// Package syntax reads what authors write: dialog files, conversation tests
// and the house rules. It turns bytes into trees in which everything keeps its
// place, and tells the author about all that is wrong in one run.
//
// Reading has three steps. The bounds come first (bounds.go): no file can make
// the reader slow or large. Then the file's layout is read, and a mistake in it
// is put into the author's words (layout.go). Last, the tree is filled by a
// table of keys (keys.go), which is also what the schema for editors and the
// reference are written from: a key exists in all of them or in none.
//
// The package knows the format, not the world. Whether an action exists,
// whether a field fits it and whether a conversation can end is found out when
// dialogs are compiled.
package syntax
