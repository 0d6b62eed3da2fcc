// Package dialogs has the twelve dialogs that ship with Parley, and the house
// rules, as files. It imports nothing of the project: what the files mean is
// told in README.md beside them.
package dialogs

import "embed"

// FS holds the dialogs, their conversation tests and defaults.yaml.
//
//go:embed *.yaml
var FS embed.FS
