package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
)

// States lists the states of the dialog's table, in reading order.
func (c *Compiled) States() []string { return slices.Clone(c.table.states) }

// Moves lists every transition of the dialog's table.
func (c *Compiled) Moves() []Move {
	var list []Move
	for _, dst := range c.table.states {
		for _, src := range c.table.to[dst] {
			list = append(list, Move{c.Name, src, dst})
		}
	}
	return list
}

// Failures lists every way in which an action that a dialog uses can fail.
func (m *Machine) Failures(c *Compiled) []Failure {
	var list []Failure
	add := func(name string, kinds ...action.Kind) {
		for _, kind := range kinds {
			if f := c.failure(name, kind); name != "" && !slices.Contains(list, f) {
				list = append(list, f)
			}
		}
	}
	if c.spec.Provider != "" {
		add(c.spec.Provider+".account", "")
	}
	for _, a := range c.fields {
		add(a.source, "")
		for _, of := range a.sources() {
			add(of.Source, "")
		}
		if a.finds() {
			add(a.object.Find, "")
		}
		if a.current {
			add(a.object.Get, "")
		}
	}
	if c.before != nil {
		add(c.object.Find, "")
	}
	add(c.spec.Name, c.spec.Fails...)
	if c.undo.Name != "" {
		add(c.object.Get, "")
		add(c.undo.Name, c.undo.Fails...)
	}
	return list
}

// failure is what a failed action comes to for the dialog.
func (c *Compiled) failure(name string, kind action.Kind) Failure {
	if name != c.spec.Name && name != c.undo.Name {
		kind = ""
	}
	return Failure{c.Name, name, kind}
}

// everywhere are the ways that every waiting state has; a picture says them
// once instead of drawing them thirty times.
func everywhere(m Move) bool {
	return m.To == stateCancelled || m.From == m.To
}

// Drawn lists the transitions that a picture shows: all, or without those that
// every waiting state has.
func (c *Compiled) Drawn(all bool) []Move {
	list := c.Moves()
	if all {
		return list
	}
	return slices.DeleteFunc(list, everywhere)
}

func node(state string) string { return strings.ReplaceAll(state, " ", "_") }
