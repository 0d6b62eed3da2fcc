package machine

import (
	"strings"
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

	spec     action.Spec
	object   action.Object // of the action, or of its record field
	effect   action.Effect
	fields   []*ask
	matched  []match.Field // fields, as package match sees them
	confirm  template
	undo     action.Spec // what takes the write back; zero for none
	before   *precheck
	timeout  time.Duration
	says     []template
	intro    template
	errors   map[action.Kind]errorRule
	stations []*station // the author's states; none for the fields in their order
	whole    string     // for the action of a state: the dialog it belongs to
	parts    []*Compiled
	table    *table
	in       map[string]*Compiled // the same in other languages
}

// Described are the kinds of records that the folder of the dialogs describes.
func (m *Machine) Described() []*syntax.Object { return m.described }

// Dialogs lists the dialogs in the order in which they are offered.
func (m *Machine) Dialogs() []*Compiled { return m.dialogs }

// Tables lists all that has a table: the dialogs, each followed by the actions
// of its states.
func (m *Machine) Tables() []*Compiled {
	var list []*Compiled
	for _, c := range m.dialogs {
		list = append(append(list, c), c.parts...)
	}
	return list
}

// Dialog finds a dialog by name, or the action of a state by both names:
// "note_call.deal".
func (m *Machine) Dialog(name string) (*Compiled, bool) {
	c := m.latest(name)
	return c, c != nil
}

// latest is the version of today; nil when there is none.
func (m *Machine) latest(name string) *Compiled {
	whole, state, part := strings.Cut(name, ".")
	c := m.byName[whole]
	if c == nil || !part {
		return c
	}
	if s := c.station(state); s != nil && s.inner != nil {
		return s.inner.part
	}
	return nil
}

// of finds the version that a frame began with; when nobody has it any more,
// the current one.
func (m *Machine) of(f *Frame) *Compiled {
	if c, ok := m.byHash[f.Hash]; ok {
		return c
	}
	return m.latest(f.Dialog)
}

type errorRule struct {
	verb string // ask, say, start
	arg  string
	say  template
}
