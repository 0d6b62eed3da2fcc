package machine

import (
	"slices"
	"strings"
	"unicode"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
	"parley/engine/syntax"
)

// sameAgain repeats the last write for something else: "same for Bolt Ltd",
// "another one for Bolt". It asks for a yes of its own. It tells whether that
// was said, with that write as what the talk is about.
func (st *step) sameAgain(f *Frame, text string) bool {
	m := sameFor.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!?"))
	w, c := st.undoable()
	if m != nil && w == nil && st.searchLike(f, m[2]) {
		return true
	}
	if m == nil || w == nil || w.State != stateDone || f != nil && f.State != stateResults || st.s.Memory.Told != "" {
		return false
	}
	last, there := st.s.Memory.Last[c.object.Name]
	switch {
	case c.effect == action.Delete:
		if there {
			return false
		}
		st.begin(c.Name, []match.Meaning{{Command: match.Set, Field: c.about().name, Text: m[2]}}, nil)
	case last.ID != w.ID || st.s.Memory.It != c.object.Name:
		return false // something else was shown since
	case c.effect == action.Create:
		return st.createLike(c, w, strings.TrimPrefix(m[1], "but ")+" "+m[2])
	default:
		st.changeLike(c, w, m[2])
	}
	return true
}

// searchLike looks for something else in the place of what the search on show
// looked for. It tells whether there is one.
func (st *step) searchLike(f *Frame, words string) bool {
	if f == nil || f.State != stateResults {
		return false
	}
	for _, a := range st.m.of(f).fields {
		if a.kind == match.Search {
			f.Narrow, f.List = nil, nil
			f.clear(a.name)
			f.setRaw(a.name, words)
			st.proceed(f)
			return true
		}
	}
	return false
}

// createLike begins a record like the one that was made last. What is said is
// read as if it began the dialog; the rest is kept, but for what names the other
// record or reaches the other person.
func (st *step) createLike(c *Compiled, w *Write, said string) bool {
	r := st.opening(c, said)
	if len(r) == 0 {
		return false
	}
	if !st.interrupt() {
		return true
	}
	kept := clone(w.After)
	for name, v := range w.Before {
		kept[name] = v
	}
	for name, v := range kept {
		a := c.ask(name)
		if a == nil || a.kind == field.Email || a.kind == field.Phone || a.kind == field.Text && strings.Contains(folded(w.Title), folded(v.Norm)) {
			delete(kept, name)
		}
	}
	st.s.Misses = 0
	st.s.Stack = append(st.s.Stack, Frame{Dialog: c.Name, Hash: c.Hash, State: stateStart})
	f := st.top()
	for _, a := range c.fields {
		if v, ok := kept[a.name]; ok {
			v.From = field.Remembered
			f.set(a.name, v)
		} else if a.skippable(kept) {
			f.skip(a.name)
		}
	}
	st.takeAll(f, r)
	st.understood(f)
	st.proceed(f)
	return true
}

// opening reads what is said as if it followed the words that begin a dialog,
// where names and values stand in any order: it gives the values.
func (st *step) opening(c *Compiled, said string) []match.Meaning {
	i := slices.IndexFunc(c.Tree.Start, func(s syntax.Str) bool { return !strings.Contains(s.Value, "<") })
	if i < 0 {
		return nil
	}
	r := st.m.words.Understand(c.Tree.Start[i].Value+" "+said, match.View{View: st.view, State: match.Idle})
	if r.Meanings[0].Command != match.Start || r.Meanings[0].Dialog != c.Name {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Meanings[1:]), func(m match.Meaning) bool { return m.Command != match.Set })
}

// changeLike begins the change that was made last for another record.
func (st *step) changeLike(c *Compiled, w *Write, which string) {
	set := map[string]field.Value{}
	for name := range w.Before {
		set[name] = w.After[name] // nothing where it was emptied
	}
	preset := map[string]field.Value{}
	for _, a := range c.fields {
		if a.kind == field.Changes {
			preset[a.name] = field.Value{Set: set}
		}
	}
	st.begin(c.Name, []match.Meaning{{Command: match.Set, Field: c.about().name, Text: which}}, preset)
}

// firstAnswer reads the answer to the first question of a dialog that makes
// something, which may hold as much as a first sentence: "Bo Li, bo@x.com".
func (st *step) firstAnswer(f *Frame, text string, reading match.Reading) match.Reading {
	verb, name := splitState(f.State)
	first := reading.Meanings[0]
	if verb != "ask" || len(f.Fields) > 0 || len(reading.Meanings) > 1 || first.Command != match.Set || first.Field != name || first.Value == nil || st.m.of(f).effect != action.Create {
		return reading
	}
	list := st.opening(st.m.of(f), text)
	rest := folded(text)
	for _, m := range list {
		said := m.Text
		if m.Value != nil && !strings.Contains(rest, folded(said)) {
			said = m.Value.Norm
		}
		rest = strings.Replace(rest, folded(said), "", 1)
	}
	if len(list) < 2 || strings.ContainsFunc(rest, unicode.IsLetter) {
		return reading // there are words in it that are no values
	}
	return match.Reading{Meanings: list, Layer: reading.Layer}
}
