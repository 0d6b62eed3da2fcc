package machine

import (
	"maps"
	"slices"
	"strings"

	"parley/engine/field"
	"parley/engine/syntax"
)

// A dialog's file can be changed while chats are in the middle of it. A frame
// names its version by the hash of the file, and goes on with it; as soon as
// takesOver says that nothing can go wrong by it, the frame moves to the
// version of today.

// Keep takes over versions of dialogs from the machine before: those that were
// its latest, which a chat may have begun with a moment ago, and of the older
// ones those that are needed; a nil needed means all.
func (m *Machine) Keep(old *Machine, needed func(hash string) bool) {
	for hash, c := range old.byHash {
		if _, ok := m.byHash[hash]; !ok && (old.latest(c.Name) == c || needed == nil || needed(fileHash(hash))) {
			m.byHash[hash] = c
		}
	}
	for language, v := range m.spoken {
		v.Keep(old.in(language), needed)
	}
}

// With returns a machine that also knows an older version of a dialog.
func (m *Machine) With(c *Compiled) *Machine {
	next := *m
	next.byHash = maps.Clone(m.byHash)
	for _, x := range append([]*Compiled{c}, c.parts...) {
		next.byHash[x.Hash] = x
	}
	next.spoken = nil
	for language, v := range m.spoken {
		if next.spoken == nil {
			next.spoken = map[string]*Machine{}
		}
		next.spoken[language] = v.With(c)
	}
	return &next
}

// Revive compiles an older version of a dialog among the dialogs of today; nil
// when it names something that is not there any more.
func (m *Machine) Revive(tree *syntax.Dialog) *Compiled {
	known := map[string]*syntax.Dialog{}
	for name, c := range m.byName {
		known[name] = c.Tree
	}
	known[tree.Name.Value] = tree
	c := &compiler{m: m, d: tree, known: known}
	return c.compile()
}

// Versions lists the hashes of the versions of dialogs that a session needs.
func (s Session) Versions() []string {
	var list []string
	for i := range s.Stack {
		list = append(list, fileHash(s.Stack[i].Hash))
	}
	if s.Memory.Table != nil {
		list = append(list, fileHash(s.Memory.Table.Hash))
	}
	if s.Memory.Write != nil {
		list = append(list, fileHash(s.Memory.Write.Hash))
	}
	return list
}

// fileHash is the hash of the file that a version came from: the action of a
// state has the state's name behind it.
func fileHash(hash string) string {
	of, _, _ := strings.Cut(hash, ".")
	return of
}

// Knows tells whether the machine has all versions that a session needs.
func (m *Machine) Knows(s Session) bool {
	for i := range s.Stack {
		if !m.Has(s.Stack[i].Hash) {
			return false
		}
	}
	return (s.Memory.Table == nil || m.Has(s.Memory.Table.Hash)) && (s.Memory.Write == nil || m.Has(s.Memory.Write.Hash))
}

// Has tells whether the machine has a version.
func (m *Machine) Has(hash string) bool {
	_, ok := m.byHash[hash]
	return ok
}

// Fate is what a change of the dialogs means for a session.
type Fate int

// The fates.
const (
	Untouched Fate = iota // it is in no dialog that changed
	Moves                 // it goes on with the new version
	Stays                 // it goes on with the old one, for now at least
)

// Fate tells what becomes of a session when m follows old.
func (m *Machine) Fate(s Session, old *Machine) Fate {
	fate := Untouched
	for i := range s.Stack {
		f := &s.Stack[i]
		now := m.latest(f.Dialog)
		if now != nil && now.Hash == f.Hash {
			continue
		}
		if was := old.byHash[f.Hash]; now == nil || was == nil || !now.takesOver(was, f) {
			return Stays
		}
		fate = Moves
	}
	return fate
}

// moveOn lets a session's frames go on with the versions of today, where that
// is safe. Of a version that nobody has any more only the state can be looked
// at.
func (st *step) moveOn() {
	for i := range st.s.Stack {
		f := &st.s.Stack[i]
		now := st.m.latest(f.Dialog)
		if now == nil || now.Hash == f.Hash {
			continue
		}
		was := st.m.byHash[f.Hash]
		if was == nil && slices.Contains(now.table.states, f.State) || was != nil && now.takesOver(was, f) {
			f.Hash = now.Hash
		}
	}
	if t := st.s.Memory.Table; t != nil && st.m.byHash[t.Hash] == nil {
		st.s.Memory.Table = nil
	}
}

// takesOver tells whether a frame that began with another version of the
// dialog can go on with this one: it waits for an answer, with nothing under
// way and nothing shown that a yes would be for; its state is there in both;
// and whatever was collected so far would be collected in the same way.
func (c *Compiled) takesOver(was *Compiled, f *Frame) bool {
	switch verb, _ := splitState(f.State); verb {
	case "ask", "pick", stateResults:
	default:
		return false
	}
	if c.spec.Name != was.spec.Name || c.whole != "" || !slices.EqualFunc(c.stations, was.stations, (*station).leadsLike) || f.Op != nil || f.Sent != nil || f.Batch != nil || !slices.Contains(c.table.states, f.State) {
		return false
	}
	same := func(name string) bool {
		now, then := c.ask(name), was.ask(name)
		return now != nil && then != nil && now.asksLike(then)
	}
	for name := range f.Fields {
		if !same(name) {
			return false
		}
	}
	for name := range f.Raw {
		if !same(name) {
			return false
		}
	}
	for name := range f.Choices {
		if !same(name) {
			return false
		}
	}
	for _, name := range f.Skipped {
		if !same(name) || !c.ask(name).optional && c.ask(name).preset == "" {
			return false
		}
	}
	_, asked := splitState(f.State)
	return (f.State == stateResults || same(asked)) && !slices.ContainsFunc(f.Order, func(name string) bool { return c.ask(name) == nil }) &&
		(f.Wanted == "" || same(f.Wanted))
}

// leadsLike tells whether a state of another version asks and leads the same
// way. Wording doesn't matter.
func (n *station) leadsLike(m *station) bool {
	sameField := func(a, b *ask) bool { return a.name == b.name }
	sameExit := func(a, b exit) bool {
		return a.cancel == b.cancel && (a.to == nil) == (b.to == nil) && (a.to == nil || a.to.name == b.to.name) &&
			(a.when == nil) == (b.when == nil) && (a.when == nil || a.when.source == b.when.source)
	}
	sameInner := (n.inner == nil) == (m.inner == nil)
	if n.inner != nil && m.inner != nil {
		a, b := n.inner, m.inner
		sameInner = a.dialog == b.dialog && slices.Equal(a.with, b.with) && slices.Equal(a.result, b.result) &&
			(a.part == nil) == (b.part == nil) && (a.part == nil || a.part.spec.Name == b.part.spec.Name)
	}
	return n.name == m.name && sameInner && slices.EqualFunc(n.fields, m.fields, sameField) && slices.EqualFunc(n.exits, m.exits, sameExit)
}

// asksLike tells whether an answer to another version of the field is an
// answer to this one. Wording and order don't matter.
func (a *ask) asksLike(b *ask) bool {
	sameRule := func(x, y syntax.Rule) bool { return x.If.Value == y.If.Value }
	sameChoice := func(x, y field.Choice) bool { return x.Value == y.Value }
	return a.kind == b.kind && a.object.Name == b.object.Name && a.source == b.source && a.min == b.min && a.max == b.max &&
		slices.EqualFunc(a.choices, b.choices, sameChoice) && slices.EqualFunc(a.tree.Must, b.tree.Must, sameRule) && a.private == b.private
}
