package machine

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// tally reads such a question about the table on show; nil when the text is
// none.
func (st *step) tally(c *Compiled, text string) *match.Meaning {
	switch {
	case howMany.MatchString(text):
		return &match.Meaning{Command: match.Count, Score: 1}
	case addUp.MatchString(text):
		if of := sumOf(c.object); of.Name != "" {
			return &match.Meaning{Command: match.Sum, Field: of.Name, Score: 1}
		}
	case has(c.spec, "sort"):
		if m := utmostFirst.FindStringSubmatch(text); m != nil {
			if by := utmostBy(c.object, strings.ToLower(m[2]), strings.EqualFold(m[1], "least")); by != "" {
				return &match.Meaning{Command: match.Sort, Text: by, Score: 1}
			}
		}
		m := utmost.FindStringSubmatch(text)
		if m == nil {
			m = utmostOnly.FindStringSubmatch(text)
		}
		if m != nil {
			if by := utmostBy(c.object, strings.ToLower(m[2]), strings.EqualFold(m[1], "least")); by != "" {
				return &match.Meaning{Command: match.Top, Text: by, Score: 1}
			}
		}
	}
	return nil
}

// sumOf is the field of a kind of record that can be added up.
func sumOf(o action.Object) action.ObjectField { return firstOf(o, field.Money, false) }

// firstOf finds an object's first field of a kind.
func firstOf(o action.Object, k field.Kind, readOnly bool) action.ObjectField {
	i := slices.IndexFunc(o.Fields, func(of action.ObjectField) bool { return of.Kind == k && of.ReadOnly == readOnly })
	if i < 0 {
		return action.ObjectField{}
	}
	return o.Fields[i]
}

// utmostBy is what to sort by so that the first row is the biggest, the next
// to close or the newest; with - in front from the top.
func utmostBy(o action.Object, word string, least bool) string {
	of, top := sumOf(o), true
	switch word {
	case "smallest", "lowest", "cheapest":
		top = false
	case "earliest", "soonest", "next", "first":
		of, top = firstOf(o, field.Date, false), false
	case "latest", "last":
		of = firstOf(o, field.Date, false)
	case "newest", "most recent", "recent":
		of = firstOf(o, field.Date, true)
	case "oldest":
		of, top = firstOf(o, field.Date, true), false
	}
	switch {
	case of.Name == "":
		return ""
	case top != least:
		return "-" + of.Name
	}
	return of.Name
}

// count says how many records a table has.
func (st *step) count(f *Frame) {
	l := f.List
	noun := st.noun(st.m.of(f).object.Plural)
	shown := l.From + len(st.s.Memory.List) - 1
	switch {
	case l.Total > 0:
		st.say("counted", "count", itoa(l.Total), "objects", noun)
	case l.Next == "":
		st.say("counted", "count", itoa(shown), "objects", noun)
	default:
		f.Sum = justCount
		st.enter(f, stateRun)
	}
}

// justCount stands for a field to add up when only the records are counted.
const justCount = "#"

// most is how many records are added up at a time.
const most = 100

// summed says what the records of a table add up to, each currency by itself.
func (st *step) summed(f *Frame, c *Compiled, res action.Result) {
	of, _ := c.object.Field(f.Sum)
	if f.Sum == justCount {
		id := "counted"
		if res.Next != "" {
			id = "counted_more"
		}
		f.Sum = ""
		st.say(id, "count", itoa(len(res.Records)), "objects", st.noun(c.object.Plural))
		return
	}
	f.Sum = ""
	var units []string
	sums := map[string]decimal.Decimal{}
	for _, r := range res.Records {
		v := r.Fields[of.Name]
		n, err := decimal.NewFromString(v.Norm)
		if err != nil {
			continue // no amount yet
		}
		if !slices.Contains(units, v.Unit) {
			units = append(units, v.Unit)
		}
		sums[v.Unit] = sums[v.Unit].Add(n)
	}
	var values []string
	for _, unit := range units {
		values = append(values, field.Show(of.Kind, field.Value{Norm: sums[unit].String(), Unit: unit}, st.view))
	}
	id := "added_up"
	switch {
	case len(values) == 0:
		id = "added_none"
	case res.Next != "":
		id = "added_first"
	}
	st.say(id, "count", itoa(len(res.Records)), "objects", st.noun(c.object.Plural), "label", of.Label, "values", st.list(values))
}

// topmost says which record came out on top, and makes it the one that "it"
// means.
func (st *step) topmost(f *Frame, c *Compiled, records []action.Record) string {
	f.Top = false
	of, _ := c.object.Field(strings.TrimPrefix(f.Sort, "-"))
	for _, r := range records {
		if v := r.Fields[of.Name]; !v.IsZero() {
			st.remember(Ref{Object: r.Object, ID: r.ID, Title: r.Title})
			return st.text("topmost", "record", r.Title, "label", of.Label, "value", field.Show(of.Kind, v, st.view))
		}
	}
	return ""
}
