package machine

import (
	"encoding/json"
	"slices"
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

const (
	undoWithin = 30 * time.Minute // how long a write is kept for being taken back
	maxWrite   = 700              // bytes that it may take in the session
)

// Write is what the user had written last: what undo takes back.
type Write struct {
	Hash    string                 `json:"h"` // the dialog that wrote it
	State   string                 `json:"s"` // the end that this came to
	ID      string                 `json:"i"`
	Title   string                 `json:"t"`
	Account string                 `json:"a,omitempty"` // where it was written
	At      time.Time              `json:"at"`
	Fresh   bool                   `json:"n,omitempty"` // the user has said nothing since
	Before  map[string]field.Value `json:"b,omitempty"` // of a change, the values it replaced; of a delete, all; of a create, what it was linked to
	After   map[string]field.Value `json:"w,omitempty"` // what stood in the written fields afterwards
	More    []Write                `json:"m,omitempty"` // what the same yes wrote before: each its ID, Title, Before and After
	Lost    int                    `json:"l,omitempty"` // how many of those there was no room for
}

// keepWrite remembers a write that was carried out. One that can't be taken
// back, or is too large for a session, ends the memory of the one before it.
func (st *step) keepWrite(f *Frame, c *Compiled, op Operation, record *action.Record) {
	if !c.effect.Writes() {
		return
	}
	w := &Write{ID: op.Args["id"].Norm}
	switch {
	case c.effect == action.Delete && f.Batch != nil:
		w.Title = op.Args["id"].Label
	case c.effect == action.Delete && f.Was != nil:
		w.Title, w.Before = f.Was.Title, allOf(*f.Was, c.object)
	case c.effect == action.Update && record != nil:
		w.Title, w.Before = record.Title, op.Args["was"].Set
		w.After = these(*record, op.Args["changes"].Set)
	case c.effect == action.Create && record != nil:
		w.ID, w.Title, w.After = record.ID, record.Title, these(*record, op.Args)
		for name, v := range op.Args {
			if a := c.ask(name); a != nil && a.kind == field.Record {
				w.Before = clone(w.Before)
				w.Before[name] = v
			}
		}
	default:
		w = nil
	}
	if last := st.s.Memory.Write; w != nil && last != nil && f.Batch != nil && f.Batch.Done > 0 && last.Hash == c.Hash {
		w.More = append(slices.Clip(last.More), Write{ID: last.ID, Title: last.Title, Before: last.Before, After: last.After})
		w.Lost = last.Lost
	}
	st.setWrite(c, stateDone, w)
}

func (st *step) setWrite(c *Compiled, end string, w *Write) {
	st.s.Memory.Write = nil
	if w == nil || !c.undoes() {
		return
	}
	w.Hash, w.State, w.At, w.Fresh = c.Hash, end, st.now, true
	if a := st.account(c.spec.Provider); a != nil {
		w.Account = a.ID
	}
	for {
		data, err := json.Marshal(w)
		switch {
		case err == nil && len(data) <= maxWrite:
			st.s.Memory.Write = w
			return
		case err != nil || len(w.More) == 0:
			return
		}
		w.More, w.Lost = w.More[1:], w.Lost+1
	}
}

// ageWrite notes that the user has said something since the last write, which
// was there when the step began.
func (st *step) ageWrite(before *Write) {
	if before != nil && before.Fresh && before == st.s.Memory.Write {
		w := *before
		w.Fresh = false
		st.s.Memory.Write = &w
	}
}

// undoes tells whether the dialog has states that take its write back.
func (c *Compiled) undoes() bool {
	return slices.Contains(c.table.states, stateUndoCheck) || slices.Contains(c.table.states, stateUndoOffer)
}

// undoable is the write that undo would take back now; nil for none.
func (st *step) undoable() (*Write, *Compiled) {
	w := st.s.Memory.Write
	if w == nil || st.now.Sub(w.At) > undoWithin {
		return nil, nil
	}
	c, ok := st.m.byHash[w.Hash]
	if !ok {
		return nil, nil // its dialog has been changed
	}
	return w, c
}

// these are the values that a record has in the fields of a set.
func these(r action.Record, set map[string]field.Value) map[string]field.Value {
	values := map[string]field.Value{}
	for name := range set {
		if v, ok := r.Fields[name]; ok {
			values[name] = v
		}
	}
	return values
}

// allOf is everything of a record that a new one could be given, the first
// record of each kind that it is linked to included.
func allOf(r action.Record, o action.Object) map[string]field.Value {
	values := map[string]field.Value{}
	for _, of := range o.Fields {
		if v, ok := r.Fields[of.Name]; ok && !of.ReadOnly {
			values[of.Name] = v
		}
	}
	for object, list := range r.Links {
		if len(list) > 0 {
			values[object] = field.Value{Norm: list[0].ID, Label: list[0].Title}
		}
	}
	return values
}
