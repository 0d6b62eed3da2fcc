package machine

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// reshape takes "only the ones above 10k" and "sort by close date" about the
// table on show. It tells whether the text was such a wish.
func (st *step) reshape(f *Frame, text string) bool {
	wish := st.reshaping(f, text)
	if wish != nil {
		st.shape(f, *wish)
	}
	return wish != nil
}

// reshaping reads such a wish; nil when the text is none.
func (st *step) reshaping(f *Frame, text string) *match.Meaning {
	c := st.m.of(f)
	text = strings.TrimRight(strings.TrimSpace(text), ".!?")
	if len(text) > 200 {
		return nil
	}
	if wish := st.tally(c, text); wish != nil {
		return wish
	}
	if m := sortedBy.FindStringSubmatch(text); m != nil && has(c.spec, "sort") {
		for _, of := range c.object.Fields {
			if !slices.ContainsFunc(names(of), func(n string) bool { return strings.EqualFold(n, m[1]) }) {
				continue
			}
			by := of.Name
			// What is largest interests people most, and what comes first.
			if m[2] == "" && of.Kind == field.Money || fromTop.MatchString(m[2]) {
				by = "-" + of.Name
			}
			return &match.Meaning{Command: match.Sort, Text: by, Score: 1}
		}
		return nil
	}
	m := onlyThose.FindStringSubmatch(text)
	if m == nil {
		m = bareTerms.FindStringSubmatch(text)
	}
	if m == nil || !has(c.spec, "conditions") {
		return nil
	}
	if wish := st.otherChoice(f, c, m[1]); wish != nil {
		return wish
	}
	a := &ask{kind: match.Search, object: c.object}
	for _, own := range c.fields {
		if own.kind == match.Search {
			a.name = own.name // whose choices are there
		}
	}
	if st.choiceUnloaded(f, a, m[1]) {
		return &match.Meaning{Command: match.Narrow, Text: text, Score: 1}
	}
	v := st.parseSearch(f, a, m[1])
	if len(v.List) == 0 || v.Norm != "" {
		return nil // not all of it was understood
	}
	return &match.Meaning{Command: match.Narrow, Text: m[1], Value: &v, Score: 1}
}

// choiceUnloaded tells whether words may name a choice that has to be loaded
// first: a table that was laid aside has none.
func (st *step) choiceUnloaded(f *Frame, a *ask, text string) bool {
	return a.name != "" && !st.signedOut && slices.ContainsFunc(a.sources(), func(of action.ObjectField) bool {
		_, loaded := f.Choices[a.name+"."+of.Name]
		words, _ := choiceAsSaid(of, text)
		return !loaded && words != ""
	})
}

// narrowLoaded narrows a table by what was said before its choices were there.
func (st *step) narrowLoaded(f *Frame, a *ask) {
	if st.toLoad(f, a) != "" {
		st.enter(f, stateOf("load", a.name))
		return
	}
	text := f.Heard
	f.Heard = ""
	if !st.reshape(f, text) {
		st.lead(st.text("choice_unclear", "text", text))
		st.proceed(f)
	}
}

// otherChoice reads "in contract sent" for a list that has a field for stages,
// and "owned by Maria" for one with owners: which there are may not be known
// yet.
func (st *step) otherChoice(f *Frame, c *Compiled, text string) *match.Meaning {
	for _, a := range c.fields {
		of, ok := c.object.Field(a.name)
		if m := ofOwner.FindStringSubmatch(text); m != nil && a.kind == field.Owner {
			return &match.Meaning{Command: match.Set, Field: a.name, Text: m[1], Score: 1}
		}
		if a.kind != field.Pick || !ok {
			continue
		}
		if exact, _ := st.choose(text, st.choices(f, a.name)); len(exact) == 1 {
			return &match.Meaning{Command: match.Set, Field: a.name, Text: text, Score: 1}
		}
		words, at := choiceAsSaid(of, text)
		rest := st.parseSearch(f, &ask{kind: match.Search, object: c.object}, text[:at[0]]+text[at[1]:])
		if words != "" && rest.IsZero() {
			return &match.Meaning{Command: match.Set, Field: a.name, Text: words, Score: 1}
		}
	}
	return nil
}

// shape orders or narrows the table on show.
func (st *step) shape(f *Frame, wish match.Meaning) {
	switch wish.Command {
	case match.Count:
		st.count(f)
		return
	case match.Sum:
		f.Sum = wish.Field
		st.enter(f, stateRun)
		return
	case match.Sort, match.Top:
		f.Sort, f.List, f.Top = wish.Text, nil, wish.Command == match.Top
		st.enter(f, stateRun)
		return
	case match.Set:
		st.values(f, []match.Meaning{wish})
		return
	}
	if wish.Value == nil {
		for _, a := range st.m.of(f).fields {
			if a.kind == match.Search {
				f.Heard = wish.Text
				st.enter(f, stateOf("load", a.name))
				return
			}
		}
	}
	// A condition takes the place of an earlier one of the same kind.
	more := st.searchInstead(f, wish.Value.List)
	if f.List != nil && f.List.Empty && more != nil {
		// Nothing was found, and less than that is no help: it takes the place
		// of all.
		f.Narrow, more = nil, st.searchAnew(f, more)
	}
	f.Narrow = slices.DeleteFunc(slices.Clone(f.Narrow), func(old field.Condition) bool { return alikeIn(more, old) })
	f.Narrow = append(f.Narrow, more...)
	f.List = nil
	st.enter(f, stateRun)
}

// searchInstead puts conditions in the place of those of the same kind that
// were searched for, and gives the others back.
func (st *step) searchInstead(f *Frame, list []field.Condition) []field.Condition {
	for _, a := range st.m.of(f).fields {
		v, ok := f.Fields[a.name]
		if a.kind != match.Search || !ok || !slices.ContainsFunc(v.List, func(old field.Condition) bool { return alikeIn(list, old) }) {
			continue
		}
		v.List = slices.DeleteFunc(slices.Clone(v.List), func(old field.Condition) bool { return alikeIn(list, old) })
		v.List = append(v.List, list...)
		f.set(a.name, v)
		return nil
	}
	return list
}

// searchAnew puts conditions in the place of all that was searched for; it gives
// them back when the dialog has no search.
func (st *step) searchAnew(f *Frame, list []field.Condition) []field.Condition {
	for _, a := range st.m.of(f).fields {
		if a.kind == match.Search {
			f.set(a.name, field.Value{List: list})
			return nil
		}
	}
	return list
}

// alikeIn tells whether a list has a condition of the same kind.
func alikeIn(list []field.Condition, old field.Condition) bool {
	return slices.ContainsFunc(list, func(x field.Condition) bool { return x.Field == old.Field && x.Op == old.Op })
}

// shapeArgs adds to a list's arguments how it was narrowed and sorted.
func (f *Frame) shapeArgs(args map[string]field.Value, c *Compiled) {
	if len(f.Narrow) > 0 && has(c.spec, "conditions") {
		args["conditions"] = field.Value{List: slices.Concat(args["conditions"].List, f.Narrow)}
	}
	if f.Sort != "" && has(c.spec, "sort") {
		args["sort"] = field.Value{Norm: f.Sort}
	}
}

// shaped adds to what is said of the table on show how it was narrowed and sorted.
func (st *step) shaped(text string, f *Frame, o action.Object) string {
	if len(f.Narrow) > 0 {
		text = sentences(text, st.text("narrowed", "values", st.showSearch(&ask{kind: match.Search, object: o}, field.Value{List: f.Narrow})))
	}
	if f.Sort != "" {
		of, _ := o.Field(strings.TrimPrefix(f.Sort, "-"))
		text = sentences(text, st.text("sorted", "label", of.Label))
	}
	return text
}
