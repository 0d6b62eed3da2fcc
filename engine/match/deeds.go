package match

import (
	"slices"
	"strings"

	"parley/engine/field"
)

// deed is what a dialog does with the records that it is about. It follows from
// its fields, and says more about how people ask for it than its author can
// think of: whoever deletes says "get rid of" of any thing.
type deed string

const (
	creates  deed = "create"
	shows    deed = "show"
	lists    deed = "list"
	changes  deed = "change"
	deletes  deed = "delete"
	searches deed = "search"
)

// deed is "" for a dialog that is about no kind of record.
func (d Dialog) deed() deed {
	has := func(fits func(Field) bool) bool { return slices.ContainsFunc(d.Fields, fits) }
	switch {
	case d.Object == "":
		return ""
	case d.Creates:
		return creates
	case d.Careful:
		return deletes
	case has(func(f Field) bool { return f.Kind == field.Changes }):
		return changes
	case has(func(f Field) bool { return f.Kind == Search }):
		return searches
	case has(func(f Field) bool { return f.Kind == field.Record && f.Object == d.Object }):
		return shows
	}
	return lists
}

// sayings are sentences for a deed: about anything, about somebody who can be
// called or written to, and about something that is worth money. Marks stand
// for what they are about: <one> and <all> for what a record and several are
// called, <x> for the name of one, <id>, <email>, <phone>, <label> and <new> for a field
// of it and a value, <money> and <date>.
type sayings struct{ anything, somebody, worth []string }

// sayings are what people may say for a dialog besides its own examples.
func (d Dialog) sayings() []string {
	said, ok := deedsEnglish[d.deed()]
	if !ok || len(d.Nouns) < 2 {
		return nil
	}
	lists := [][]string{said.anything}
	for _, f := range d.About {
		switch f.Kind {
		case field.Phone:
			lists = append(lists, said.somebody)
		case field.Money:
			lists = append(lists, said.worth)
		}
	}
	var ones, alls []string
	for _, n := range d.Nouns {
		if isPlural(d.Nouns, n) {
			alls = append(alls, n)
		} else {
			ones = append(ones, n)
		}
	}
	var out []string
	for _, list := range lists {
		for i, text := range list {
			label := anyLabel
			if len(d.About) > 0 {
				label = d.About[i%len(d.About)].Label
			}
			// The first name is what people say most.
			one, all := ones[0], alls[0]
			if i%4 == 3 {
				one, all = ones[i/4%len(ones)], alls[i/4%len(alls)]
			}
			out = append(out, withMarks(text, func(mark string) string {
				switch mark {
				case "one":
					return one
				case "all":
					return all
				case "label":
					return label
				}
				return anyOf(mark)
			}))
		}
	}
	return out
}

// anyOf is a value for a mark of a saying, whatever it is said about.
func anyOf(mark string) string {
	switch mark {
	case "id":
		return "4711"
	case "email":
		return "jane@example.com"
	case "phone":
		return "+1 555 0100 000"
	case "money":
		return "5k"
	case "date":
		return "next friday"
	}
	return string(blank)
}

// isPlural tells the nouns for several records of a kind: the second is one.
func isPlural(nouns []string, n string) bool {
	i := slices.Index(nouns, n)
	return i == 1 || i > 1 && (severalOf(n))
}

// deedOf is the dialog that does a deed to a kind of record.
func (v *Vocabulary) deedOf(d deed, object string) *learned {
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.Object == object && l.deed() == d {
			return l
		}
	}
	return nil
}

// rather is the dialog that does to the same records what a text must mean: a
// list that is told what to look for searches, a search for nothing lists, and a
// change to nothing shows.
func (v *Vocabulary) rather(l *learned, text string, view View) *learned {
	to := deed("")
	switch l.deed() {
	case lists:
		if v.columns(l, text) {
			break
		}
		if v.looksFor(l, text, view) {
			to = searches
		}
	case searches:
		if l.mentioned(text) && !v.seeks(text) && (v.columns(l, text) || !v.looksFor(l, text, view) && v.Content(l.Name, text) == "") {
			to = lists
		}
	case changes:
		toks := tokens(text)
		named := slices.ContainsFunc(toks, func(t token) bool { _, label := v.ownerOf[t.word]; return label })
		show := v.deedOf(shows, l.Object)
		verb := show == nil || slices.ContainsFunc(toks, func(t token) bool {
			return deedVerbs[t.word] == changes || v.verbs[t.word] && !show.common[t.word] || fresh[t.word] || stale[t.word]
		})
		if list := v.read(l, text, view); named && !verb && len(list) == 1 {
			to = shows
		}
	}
	if other := v.deedOf(to, l.Object); to != "" && other != nil {
		return other
	}
	return l
}

// seeks tells whether a text asks to look for something: a search without words
// asks which.
func (v *Vocabulary) seeks(text string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return deedVerbs[t.word] == searches || seeking[t.word] })
}

// columns tells whether what a text says besides the records is only which of
// their fields it wants to see: "with stage and amount".
func (v *Vocabulary) columns(l *learned, text string) bool {
	toks, found := tokens(text), false
	for i := 0; i < len(toks); i++ {
		w := toks[i].word
		switch {
		case i+1 < len(toks) && v.isLabel(w+" "+toks[i+1].word):
			i, found = i+1, true
		case v.isLabel(w):
			found = true
		case isNumberWord(w) || !l.nouns[w] && !filler[w] && !structure[w] && !links[w] && !joiners[w] && !showing[w] || comparisons[hashWord([]rune(w))]:
			return false
		}
	}
	return found && !slices.ContainsFunc(toks, func(t token) bool { return conditional[t.word] })
}

// looksFor tells whether a text says which records, by a name, an amount or a
// day.
func (v *Vocabulary) looksFor(l *learned, text string, view View) bool {
	toks := tokens(text)
	compared := slices.ContainsFunc(toks, func(t token) bool { return comparisons[hashWord([]rune(t.word))] })
	if compared && strings.ContainsAny(text, "0123456789") {
		return true
	}
	content := v.Content(l.Name, text)
	if content != "" && strings.HasSuffix(strings.ToLower(strings.TrimRight(text, ".!? ")), " in "+content) {
		return true // "… in contract sent"
	}
	if content != strings.ToLower(content) || len(toks) <= 4 && content != "" && v.Mend(l.Name, text) == text {
		return true
	}
	t, _ := field.TypeOf(field.Date)
	return l.deed() == searches && (compared || strings.ContainsAny(text, "0123456789@\"") || aTimeIn.MatchString(text) || len(t.Find(text, view.View)) > 0)
}

// strange are sentences about things that none of the dialogs is about. One
// whose thing the examples speak of is left out.
func strange(dialogs []Dialog) []string {
	known := map[string]bool{}
	about := false
	for _, d := range dialogs {
		about = about || d.Object != ""
		for _, text := range append(d.Examples, d.Nouns...) {
			for _, t := range tokens(text) {
				known[t.word] = true
			}
		}
	}
	if !about {
		return nil // who knows what a bare list of examples is about
	}
	var list []string
	for _, s := range strangeEnglish {
		thing, text, _ := strings.Cut(s, ": ")
		if !slices.ContainsFunc(strings.Fields(thing), func(w string) bool { return known[w] }) {
			list = append(list, withMarks(text, anyOf))
		}
	}
	return list
}
