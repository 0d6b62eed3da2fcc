package lint

import (
	"slices"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/syntax"
)

// Known are the words that can stand behind keys because a catalog has them,
// for schemas and editors.
func Known(catalog *action.Catalog) syntax.Known {
	known := syntax.Known{}
	add := func(key, text, doc string) {
		if !slices.ContainsFunc(known[key], func(w syntax.Word) bool { return w.Text == text }) {
			known[key] = append(known[key], syntax.Word{Text: text, Doc: doc})
		}
	}
	for _, s := range catalog.Specs() {
		if s.Gives == action.GivesChoices {
			add("field.choices", s.Name, s.Summary)
		}
		if s.Provider != "" {
			add("dialog.needs", s.Provider, "people sign in at "+s.Provider)
		}
		if s.Object != "" {
			add("dialog.do", s.Name, s.Summary)
		}
	}
	for _, k := range field.Kinds() {
		if t, _ := field.TypeOf(k); k != field.Record && k != field.Changes {
			add("field.type", string(k), t.Summary+", for example: "+t.Example)
		}
	}
	for _, o := range catalog.Objects() {
		add("field.type", "record "+o.Name, "a "+o.Name+", by id, link or name")
		add("field.type", "changes of "+o.Name, "what to change in a "+o.Name)
		add("field.type", "search of "+o.Name, "words and conditions of a search for "+o.Plural)
		add("show.record", o.Name, "one "+o.Name+" as a card")
		for _, f := range o.Fields {
			add("show.columns", f.Name, f.Label)
		}
	}
	return known
}
