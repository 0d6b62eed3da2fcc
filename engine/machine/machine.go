package machine

import (
	"time"

	"parley/engine/action"
	"parley/engine/match"
	"parley/engine/syntax"
)

// Machine is a set of compiled dialogs. It is read-only and safe for use by
// many goroutines.
type Machine struct {
	dialogs   []*Compiled
	byName    map[string]*Compiled
	byHash    map[string]*Compiled // older versions too, see version.go
	catalog   Catalog
	words     *match.Vocabulary
	house     house
	described []*syntax.Object
	spoken    map[string]*Machine      // by language, see spoken.go
	learn     func() *match.Vocabulary // of such a machine, instead of words
}

// Catalog is what Compile needs to know of actions; *action.Catalog has it.
type Catalog interface {
	Spec(name string) (action.Spec, bool)
	Object(name string) (action.Object, bool)
	Specs() []action.Spec
}

// Compiled is one dialog, ready to run.
type Compiled struct {
	Name, Title, Description string
	Hash                     string
	Tree                     *syntax.Dialog

	spec    action.Spec
	object  action.Object // of the action, or of its record field
	effect  action.Effect
	fields  []*ask
	matched []match.Field // fields, as package match sees them
	confirm template
	undo    action.Spec // what takes the write back; zero for none
	before  *precheck
	timeout time.Duration
	says    []template
	intro   template
	errors  map[action.Kind]errorRule
	table   *table
	in      map[string]*Compiled // the same in other languages
}

// Described are the kinds of records that the folder of the dialogs describes.
func (m *Machine) Described() []*syntax.Object { return m.described }

// Dialogs lists the dialogs in the order in which they are offered.
func (m *Machine) Dialogs() []*Compiled { return m.dialogs }

// Dialog finds a dialog by name.
func (m *Machine) Dialog(name string) (*Compiled, bool) {
	c, ok := m.byName[name]
	return c, ok
}

// of finds the version that a frame began with; when nobody has it any more,
// the current one.
func (m *Machine) of(f *Frame) *Compiled {
	if c, ok := m.byHash[f.Hash]; ok {
		return c
	}
	return m.byName[f.Dialog]
}

type errorRule struct {
	verb string // ask, say, start
	arg  string
	say  template
}
