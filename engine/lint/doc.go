// Package lint says all that could be better about a folder of dialogs, in one
// run: what reading found (syntax), what compiling found and proved (machine),
// and advice of its own about dialogs that run, but not well.
//
// It is no second checker: whether a dialog can run is for machine.Compile to
// say. All of it for the twelve dialogs that ship takes less than 50 ms, so
// that editors can ask at every key.
package lint
