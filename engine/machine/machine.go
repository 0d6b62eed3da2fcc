package machine

import "parley/engine/syntax"

// Machine is a set of compiled dialogs.
type Machine struct{ dialogs []*Compiled }

// Compiled is one dialog, ready to run.
type Compiled struct {
	Name, Title, Description string
	Tree                     *syntax.Dialog
}

// Dialogs lists the dialogs in the order in which they are offered.
func (m *Machine) Dialogs() []*Compiled { return m.dialogs }
