package machine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"parley/engine/action"
	"parley/engine/match"
	"parley/engine/syntax"
)

// A dialog that is translated is compiled once more with its other texts. For
// each such language there is a machine beside the machine, which differs from
// it in nothing but those dialogs: a step runs the one of the visitor's
// language, so that no line of a step asks for a language.

// in gives the machine for visitors of a locale.
func (m *Machine) in(locale string) *Machine {
	if len(m.spoken) == 0 {
		return m
	}
	code, _, _ := strings.Cut(locale, "-")
	other, ok := m.spoken[strings.ToLower(code)]
	if !ok {
		return m
	}
	v := *other
	v.words = other.learn()
	return &v
}

// translate compiles a dialog in its other languages.
func (c *compiler) translate() {
	for _, t := range c.d.Translations {
		tree, diags := t.Of(c.d)
		if _, spoken := languages[t.Language]; !spoken {
			diags = append(diags, syntax.Diagnostic{File: t.File, Severity: syntax.Warning, Rule: "unspoken-language",
				Text:   fmt.Sprintf("the engine does not speak %q: its own sentences will be English", t.Language),
				Advice: "the engine speaks: " + strings.Join(keys(languages), ", ")})
		}
		other := &compiler{m: &Machine{catalog: spokenCatalog{c.m.catalog, t.Language}, house: c.m.house}, d: tree, known: c.known}
		out := other.compile()
		c.diags = append(c.diags, diags...)
		for _, d := range other.diags {
			// What is wrong with the dialog itself has been said.
			if !slices.ContainsFunc(c.diags, func(had syntax.Diagnostic) bool { return had.Rule == d.Rule && had.Pos == d.Pos && had.Text == d.Text }) {
				c.diags = append(c.diags, d)
			}
		}
		if out == nil || diags.Failed() {
			continue
		}
		out.table = c.out.table // the same states and ways
		if c.out.in == nil {
			c.out.in = map[string]*Compiled{}
		}
		c.out.in[t.Language] = out
	}
}

// speak puts the machines of the other languages beside a finished one.
func (m *Machine) speak(words map[match.Command][]string) {
	for _, c := range m.dialogs {
		for language := range c.in {
			if m.spoken == nil {
				m.spoken = map[string]*Machine{}
			}
			if m.spoken[language] == nil {
				m.spoken[language] = m.spokenIn(language, words)
			}
		}
	}
}

// spokenIn makes the machine of a language. It understands what people say in
// the dialogs' own language and in that one; it learns to when the first of
// them comes, because learning takes most of a start.
func (m *Machine) spokenIn(language string, words map[match.Command][]string) *Machine {
	v := *m
	v.spoken, v.catalog = nil, spokenCatalog{m.catalog, language}
	v.dialogs = slices.Clone(m.dialogs)
	v.byName, v.byHash = maps.Clone(m.byName), maps.Clone(m.byHash)
	for i, c := range v.dialogs {
		if other := c.in[language]; other != nil {
			v.dialogs[i] = other
			v.know(other)
		}
	}
	v.learn = sync.OnceValue(func() *match.Vocabulary {
		own, lessons := m.lessons(), v.lessons()
		for i, c := range m.dialogs {
			if v.dialogs[i] != c {
				lessons[i].Examples = slices.Concat(own[i].Examples, []string{own[i].Title}, lessons[i].Examples)
			}
		}
		return match.Learn(words, lessons)
	})
	return &v
}

// spokenCatalog is a catalog with the labels of a language. The labels that it
// takes the place of are understood all the same.
type spokenCatalog struct {
	Catalog
	language string
}

func (c spokenCatalog) Object(name string) (action.Object, bool) {
	o, ok := c.Catalog.Object(name)
	o.Also = slices.Concat(o.Also, o.Nouns[c.language])
	o.Fields = slices.Clone(o.Fields)
	for i := range o.Fields {
		of := &o.Fields[i]
		if label := of.Labels[c.language]; label != "" {
			of.Also = append([]string{of.Label}, of.Also...)
			of.Label = label
		}
	}
	return o, ok
}
