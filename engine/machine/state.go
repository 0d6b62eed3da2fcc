package machine

import (
	"fmt"
	"slices"
	"strings"

	"parley/engine/field"
	"parley/engine/syntax"
)

// An author who writes `states:` gives a dialog an order of its own: each
// state says something, asks for fields, runs another dialog or does an action,
// and goes on where its conditions lead. No step has a place in that order: it
// is followed from the first state as far as what is known leads, every time.
// So an answer that is changed later leads along the other way by itself.

// station is one of the author's states.
type station struct {
	tree   *syntax.State
	name   string
	says   []template
	fields []*ask
	inner  *inner
	exits  []exit
}

// exit is where a station goes on; to nowhere is on to what follows the states.
type exit struct {
	when   *condition
	to     *station
	cancel bool
}

// inner is a dialog that runs inside another: one of its own, or the action of
// a state, which is compiled like a dialog with the same fields.
type inner struct {
	dialog       string
	part         *Compiled // for an action
	with, result []given
}

// given is a value under another name.
type given struct{ to, from string }

const theRecord = "record" // among the results of a dialog

func stateAt(name string) string   { return stateOf("at", name) }
func stateCall(name string) string { return stateOf("call", name) }

// station finds one of the author's states by name.
func (c *Compiled) station(name string) *station {
	for _, n := range c.stations {
		if n.name == name {
			return n
		}
	}
	return nil
}

// homeless tells whether no state asks for a field, so that it is only known
// when it was said, or comes out of a dialog.
func (c *Compiled) homeless(a *ask) bool {
	return !slices.ContainsFunc(c.stations, func(n *station) bool { return slices.Contains(n.fields, a) })
}

// counts tells whether a field's value has a meaning now: its condition holds,
// and a state asks for it that the dialog came through.
func (c *Compiled) counts(f *Frame, a *ask) bool {
	if a == nil || a.when != nil && !a.when.holds(f.Fields) || c.whole != "" && a.param == "" {
		return false
	}
	return c.stations == nil || c.homeless(a) || slices.ContainsFunc(f.Path, func(name string) bool {
		s := c.station(name)
		return s != nil && slices.Contains(s.fields, a)
	})
}

// next is where a station goes on with what is known.
func (n *station) next(known map[string]field.Value) exit {
	for _, w := range n.exits {
		if w.when == nil || w.when.holds(known) {
			return w
		}
	}
	return exit{}
}

// walk follows the author's states as far as what is known leads, and says
// what they say. It gives the state that comes next, or nothing when the
// states are over.
func (st *step) walk(f *Frame, c *Compiled) string {
	var path []string
	var from *station
	n := c.stations[0]
	for rounds := 0; ; {
		if i := slices.Index(path, n.name); i >= 0 {
			// To come to a state again is to be asked anew from there.
			if rounds++; rounds > len(c.stations) {
				panic(fmt.Sprintf("dialog %s: a round over %q asks nobody", c.Name, n.name)) // the compiler has proved otherwise
			}
			st.stand(f, path, "")
			f.unlearn(c, path[:i])
			path, f.Path = path[:i], slices.Clone(f.Path[:i])
		}
		path = append(path, n.name)
		st.arrive(f, from, n, len(path)-1)
		for _, a := range n.fields {
			if s := st.missing(f, c, a); s != "" {
				return st.stand(f, path, s)
			}
		}
		if n.inner != nil && !slices.Contains(f.Called, n.name) {
			return st.stand(f, path, stateCall(n.name))
		}
		w := n.next(f.Fields)
		switch {
		case w.cancel:
			return st.stand(f, path, stateCancelled)
		case w.to == nil:
			return st.stand(f, path, "")
		}
		from, n = n, w.to
	}
}

// arrive enters the state at a place of the way, unless the dialog has been
// there. from is the one before it.
func (st *step) arrive(f *Frame, from, n *station, i int) {
	if i < len(f.Path) && f.Path[i] == n.name {
		return
	}
	if from != nil && f.State != stateAt(from.name) {
		st.goTo(f, stateAt(from.name))
	}
	st.goTo(f, stateAt(n.name))
	f.Path = append(f.Path[:i:i], n.name)
	if len(n.says) > 0 {
		text := n.says[int(st.s.Seq)%len(n.says)].fill(func(name string) string { return st.valueOf(f, name) })
		st.msgs = append(st.msgs, Message{Kind: KindText, Text: st.led(text)})
	}
}

// stand puts a dialog at the end of a way, from where the next state is
// entered.
func (st *step) stand(f *Frame, path []string, next string) string {
	f.Path = slices.Clone(f.Path[:len(path)])
	if n := len(path); n > 0 && f.State != stateAt(path[n-1]) {
		st.goTo(f, stateAt(path[n-1]))
	}
	return next
}

// unlearn forgets what was answered and done in all states but some, also in
// those that an earlier answer led to.
func (f *Frame) unlearn(c *Compiled, kept []string) {
	drop := func(list []string, name string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })
	}
	lose := func(name string) {
		f.clear(name)
		f.dropRaw(name)
		f.Skipped, f.Order, f.Closed = drop(f.Skipped, name), drop(f.Order, name), drop(f.Closed, name)
	}
	for _, n := range c.stations {
		if slices.Contains(kept, n.name) {
			continue
		}
		f.Called = drop(f.Called, n.name)
		for _, a := range n.fields {
			lose(a.name)
		}
		if n.inner != nil {
			for _, g := range n.inner.result {
				lose(g.to)
			}
			if of := n.inner.part; of != nil {
				for _, a := range of.fields { // also what was only said, and went into the action
					if a.param != "" && c.homeless(c.ask(a.name)) {
						lose(a.name)
					}
				}
			}
		}
	}
	f.Was = nil
}

// call runs the dialog of a state inside this one.
func (st *step) call(f *Frame, n *station) {
	c := n.inner.part
	if c == nil {
		c = st.m.byName[n.inner.dialog]
	}
	if c == nil { // its file was taken away
		st.say("gone")
		st.goTo(f, stateCancelled)
		st.pop(nil)
		return
	}
	in := Frame{Dialog: c.Name, Hash: c.Hash, State: stateStart}
	if n.inner.part != nil {
		in.Skipped, in.Choices = f.Skipped, f.Choices
		whole := st.m.of(f)
		for name, v := range f.Fields {
			if whole.counts(f, whole.ask(name)) {
				in.preset(c, name, v)
			}
		}
	}
	for _, g := range n.inner.with {
		if v, ok := f.Fields[g.from]; ok && n.inner.part == nil && st.fits(c.ask(g.to), v) {
			in.preset(c, g.to, v)
		}
	}
	st.s.Stack = append(st.s.Stack, in)
	st.proceed(st.top())
}

// preset gives a dialog a value that it begins with. A record that is shown or
// changed is read first.
func (f *Frame) preset(c *Compiled, name string, v field.Value) {
	if a := c.ask(name); a != nil && a.current {
		f.setRaw(name, "#"+v.Norm)
	} else {
		f.set(name, v)
	}
}

// comeBack goes on with a dialog after the one inside it has ended.
func (st *step) comeBack(f, in *Frame, found *Ref) {
	c := st.m.of(f)
	_, name := splitState(f.State)
	n := c.station(name)
	if in.State != stateDone {
		st.goTo(f, stateCancelled)
		st.pop(nil)
		return
	}
	f.Called = append(slices.Clip(f.Called), name)
	of := st.m.of(in)
	for _, g := range n.inner.result {
		a := c.ask(g.to)
		if v, ok := in.Fields[g.from]; ok && st.fits(a, v) {
			f.set(g.to, v)
		} else if g.from == theRecord && found != nil && found.Object == a.object.Name {
			f.set(g.to, field.Value{Norm: found.ID, Label: found.Title, From: field.Remembered})
		}
	}
	if of == n.inner.part && of.effect.Writes() {
		f.close(of)
	}
	st.proceed(f)
}

// fits tells whether a value that another dialog collected can stand for a
// field's answer. One that can't is asked for.
func (st *step) fits(a *ask, v field.Value) bool { return a != nil && st.check(a, v) == "" }

// close keeps what has been written as it was: another answer would change
// nothing any more.
func (f *Frame) close(of *Compiled) {
	f.Closed, f.Order = slices.Clone(f.Closed), nil
	for _, a := range of.fields {
		if a.param != "" {
			f.Closed = append(f.Closed, a.name)
		}
	}
}

// outer is the dialog that a state's action belongs to; nil for dialogs.
func (st *step) outer(f *Frame) *Frame {
	if n := len(st.s.Stack); n > 1 && f == &st.s.Stack[n-1] && st.m.of(f).whole != "" && f.Undo == nil {
		return &st.s.Stack[n-2]
	}
	return nil
}

// handBack gives values that were changed at a state's action back to the
// dialog, whose way they may decide. It tells whether there were any.
func (st *step) handBack(f, to *Frame) bool {
	c, whole := st.m.of(f), st.m.of(to)
	same := func(a *ask) bool {
		raw, waiting := f.Raw[a.name]
		now, is := f.Fields[a.name]
		was, had := to.Fields[a.name]
		had = had && whole.counts(to, whole.ask(a.name))
		return waiting && strings.HasPrefix(raw, "#") || !waiting && is == had && now.Equal(was)
	}
	if f.Op != nil || !slices.ContainsFunc(c.fields, func(a *ask) bool { return !same(a) }) {
		return false
	}
	for _, a := range c.fields {
		if same(a) {
			continue
		}
		to.clear(a.name)
		to.dropRaw(a.name)
		if v, ok := f.Fields[a.name]; ok {
			to.set(a.name, v)
		}
		if raw, ok := f.Raw[a.name]; ok {
			to.setRaw(a.name, raw)
		}
		if slices.Contains(f.Skipped, a.name) {
			to.skip(a.name)
		}
	}
	st.s.Stack = st.s.Stack[:len(st.s.Stack)-1]
	st.proceed(to)
	return true
}

// goOnInside runs the dialog of a state anew whose frame is gone.
func (st *step) goOnInside() {
	if f := st.top(); f != nil {
		if verb, _ := splitState(f.State); verb == "call" {
			st.proceed(f)
		}
	}
}

// over ends a dialog that does no action itself.
func (st *step) over(f *Frame) {
	c := st.m.of(f)
	if text := st.doneText(f, c, nil); text != "" {
		st.msgs = append(st.msgs, Message{Kind: KindText, Text: st.led(text)})
	}
	ref := f.outcome(c)
	then := ""
	if c.Tree.Done != nil {
		then = c.Tree.Done.Then.Value
	}
	st.pop(ref)
	if st.top() != nil {
		return
	}
	if next, ok := st.m.byName[then]; ok {
		st.push(next, nil, next.subject(ref), "")
		return
	}
	if len(st.msgs) > 0 {
		st.offerNext(c, ref)
	}
}

// outcome is the record that came of a dialog's states last.
func (f *Frame) outcome(c *Compiled) *Ref {
	for _, name := range slices.Backward(f.Called) {
		for _, g := range c.station(name).inner.result {
			if a, v := c.ask(g.to), f.Fields[g.to]; a.kind == field.Record && !v.IsZero() {
				return &Ref{Object: a.object.Name, ID: v.Norm, Title: v.Label}
			}
		}
	}
	return nil
}

// hub finds the states through which a dialog comes to one that its own does
// not lead to.
func (c *Compiled) hub(f *Frame, to string) []string {
	t := c.table
	switch {
	case t.leads(f.State, to):
		return nil
	case t.leads(stateCollect, to):
		return []string{stateCollect}
	}
	for _, name := range slices.Backward(f.Path) {
		if t.leads(stateAt(name), to) {
			return []string{stateCollect, stateAt(name)}
		}
	}
	for _, n := range c.stations {
		if t.leads(stateAt(n.name), to) {
			return []string{stateCollect, stateAt(n.name)}
		}
	}
	return nil
}
