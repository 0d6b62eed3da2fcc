package machine

import (
	"fmt"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
	"parley/engine/syntax"
)

// Listener tells what messages mean, as a session of the same dialogs would
// take them, without holding a conversation. It is read-only and safe for use
// by many goroutines.
type Listener struct{ m *Machine }

// Listen makes a Listener. It takes dialogs that Compile would refuse: what is
// wrong with them is left out, and a name with start examples is enough.
func Listen(dialogs []*syntax.Dialog, houseTree *syntax.House, catalog Catalog) *Listener {
	m := &Machine{byName: map[string]*Compiled{}, byHash: map[string]*Compiled{}, catalog: catalog}
	var words map[match.Command][]string
	m.house, words = newHouse(houseTree)
	for _, d := range dialogs {
		if d == nil || d.Name.Value == "" || m.byName[d.Name.Value] != nil {
			continue
		}
		c := m.overhear(d)
		for _, t := range d.Translations {
			if tree, diags := t.Of(d); !diags.Failed() {
				if c.in == nil {
					c.in = map[string]*Compiled{}
				}
				other := Machine{catalog: spokenCatalog{catalog, t.Language}, house: m.house, byName: m.byName, byHash: m.byHash}
				c.in[t.Language] = other.overhear(tree)
			}
		}
		m.add(c)
	}
	m.words = match.Learn(words, m.lessons())
	m.speak(words)
	return &Listener{m}
}

// overhear compiles of a dialog what a Listener needs.
func (m *Machine) overhear(d *syntax.Dialog) *Compiled {
	c := &compiler{m: m, d: d}
	c.outline()
	c.action()
	c.readFields()
	c.params()
	return c.out
}

// Dialogs lists the dialogs that messages can be about.
func (l *Listener) Dialogs() []*Compiled { return l.m.dialogs }

// Scene is what a session shows when a message comes in.
type Scene struct {
	field.View             // of the visitor; Now is the time of the message
	State      match.State // Idle, Asking, Confirming or Listing
	Dialog     string      // the open one; none when Idle
	Field      string      // the one that is asked; for Asking
	IDs        []string    // of the records on show, in their order; for Listing
}

// Understood is what a message means.
type Understood struct {
	Command    match.Command // the first of the reading
	Dialog     string        // the one that it starts, else the open one; empty for Clarify and Unknown
	Score      float64       // how well that fits, 0 to 1; 0 when the layer does not weigh
	Near       []match.Ranked
	Fields     []Heard
	Conditions []field.Condition
	Layer      string // who said so: a layer of package match, or "screen"
}

// Heard is a value for a field: of the dialog, or of the record that changes.
// What only an account knows, such as its records and stages, is in the
// person's own words.
type Heard struct {
	Name  string
	Kind  field.Kind
	Value field.Value
}

// Understand says what a message means in a scene. It fails for scenes that
// these dialogs can't make, and says what is wrong with them.
func (l *Listener) Understand(text string, at Scene) (Understood, error) {
	st, err := l.stage(at)
	if err != nil {
		return Understood{}, err
	}
	f := st.top()
	view := st.matchView(f)
	if f == nil || at.State == match.Listing {
		text = st.inEnglish(text)
	}
	text = st.m.words.Opened(text, view)
	reading := st.understand(f, text, view)
	first := reading.Meanings[0]
	u := Understood{Command: first.Command, Dialog: first.Dialog, Score: first.Score, Near: first.Dialogs, Layer: reading.Layer}
	if f != nil && u.Dialog == "" && u.Command != match.Clarify && u.Command != match.Unknown {
		u.Dialog = f.Dialog
	}
	switch u.Command {
	case match.Start, match.Set, match.Correct:
		st.heard(&u, reading)
	case match.Pick:
		u.Fields = []Heard{{st.m.of(f).object.Name, field.Record, field.Value{Norm: first.Text}}}
	case match.Narrow:
		u.Conditions = first.Value.List
	case match.Sort:
		u.Fields = []Heard{{"sort", field.Text, field.Value{Norm: first.Text}}}
	}
	if len(u.Near) == 0 {
		near := st.m.words.Rank(text)
		u.Near = near[:min(3, len(near))]
	}
	return u, nil
}

// stage makes the session that shows a scene.
func (l *Listener) stage(at Scene) (*step, error) {
	m := l.m.in(at.Locale)
	st := &step{m: m, now: at.Now, view: at.View, signedOut: true}
	if at.State == match.Idle {
		return st, nil
	}
	c, ok := m.byName[at.Dialog]
	if !ok {
		return nil, notThere("dialog", at.Dialog, keys(m.byName))
	}
	f := Frame{Dialog: c.Name, Hash: c.Hash, Fields: map[string]field.Value{}}
	switch at.State {
	case match.Asking:
		a := c.ask(at.Field)
		if a == nil {
			return nil, notThere("field of "+c.Name, at.Field, c.fieldNames())
		}
		f.State = a.asking
		for _, before := range c.fields {
			if before == a {
				break
			}
			f.Fields[before.name] = field.Value{}
		}
	case match.Confirming:
		f.State = stateConfirm
		for _, a := range c.fields {
			f.Fields[a.name] = field.Value{}
		}
	case match.Listing:
		f.State = stateResults
		for _, id := range at.IDs {
			st.s.Memory.List = append(st.s.Memory.List, Ref{Object: c.object.Name, ID: id, Title: id})
		}
		if len(at.IDs) == 1 {
			st.remember(st.s.Memory.List[0])
		}
		if c.spec.Name != "" && c.spec.Gives != action.GivesRecords {
			return st, nil // the record is shown, and the dialog has ended
		}
	default:
		return nil, fmt.Errorf("there is no scene in the state %q", at.State)
	}
	st.s.Stack = []Frame{f}
	return st, nil
}

func notThere(what, name string, known []string) error {
	if name == "" {
		return fmt.Errorf("name a %s; there are: %s", what, strings.Join(known, ", "))
	}
	if near, ok := syntax.Nearest(name, known); ok {
		return fmt.Errorf("there is no %s called %q; did you mean %q?", what, name, near)
	}
	return fmt.Errorf("there is no %s called %q; there are: %s", what, name, strings.Join(known, ", "))
}

// heard takes the values of a reading as the dialog would.
func (st *step) heard(u *Understood, r match.Reading) {
	c := st.m.byName[u.Dialog]
	f := &Frame{Dialog: c.Name, Hash: c.Hash}
	for _, m := range r.Meanings {
		a := c.ask(m.Field)
		if a == nil {
			continue
		}
		if problem := st.take(f, a, m.Text, m.Value, field.Said); problem != "" && r.Layer == match.Unread {
			u.Command, u.Dialog = match.Unknown, ""
			return
		}
	}
	add := func(name string, kind field.Kind, v field.Value) { u.Fields = append(u.Fields, Heard{name, kind, v}) }
	for _, a := range c.fields {
		raw, said := f.Raw[a.name]
		v, known := f.Fields[a.name]
		switch {
		case known:
			add(a.name, a.kind, v)
		case !said:
		case a.kind == field.Changes:
			set, problem := st.parseChanges(f, a, raw)
			if problem != "" {
				add(a.name, a.kind, field.Value{Norm: raw})
			}
			for _, of := range a.object.Fields {
				if v, ok := set[of.Name]; ok {
					add(of.Name, of.Kind, v)
				}
			}
		case a.kind == field.Pick || a.kind == field.Owner:
			add(a.name, a.kind, field.Value{Norm: strings.TrimRight(raw, " .,;:!?")})
		case a.kind == match.Search:
			v := st.parseSearch(f, a, raw)
			if v.Norm != "" {
				add("query", field.Text, field.Value{Norm: v.Norm})
			}
			u.Conditions = v.List
		default:
			add(a.name, a.kind, field.Value{Norm: strings.TrimPrefix(raw, "#")})
		}
	}
}
