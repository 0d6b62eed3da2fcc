package machine

import (
	"regexp"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

var (
	onlyThose = regexp.MustCompile(`(?i)^(?:please +)?(?:and +)?(?:show +(?:me +)?)?(?:only|just|narrow(?: it)?(?: down)?(?: to)?|filter(?: by| for)?)\b *(?:the +|those +|these +)?(?:ones? +|deals? +|contacts? +)?(.+)$`)
	sortedBy  = regexp.MustCompile(`(?i)^(?:please +)?(?:sort|order)(?: (?:it|them|that|these|the list))?(?: by)? +(?:the +)?(.+?)(?:,? +(asc|ascending|smallest first|lowest first|earliest first|oldest first|desc|descending|largest first|highest first|biggest first|latest first|newest first))?$`)
	fromTop   = regexp.MustCompile(`(?i)^(?:desc|lar|high|big|lat|new)`)
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
	if m == nil || !has(c.spec, "conditions") {
		return nil
	}
	a := &ask{kind: match.Search, object: c.object}
	v := st.parseSearch(f, a, m[1])
	if len(v.List) == 0 || v.Norm != "" {
		return nil // not all of it was understood
	}
	return &match.Meaning{Command: match.Narrow, Text: m[1], Value: &v, Score: 1}
}

// shape orders or narrows the table on show.
func (st *step) shape(f *Frame, wish match.Meaning) {
	if wish.Command == match.Sort {
		f.Sort, f.List = wish.Text, nil
		st.enter(f, stateRun)
		return
	}
	// A condition takes the place of an earlier one of the same kind.
	f.Narrow = slices.DeleteFunc(slices.Clone(f.Narrow), func(old field.Condition) bool {
		return slices.ContainsFunc(wish.Value.List, func(x field.Condition) bool { return x.Field == old.Field && x.Op == old.Op })
	})
	f.Narrow = append(f.Narrow, wish.Value.List...)
	f.List = nil
	st.enter(f, stateRun)
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

// shapeText says how the table on show was narrowed and sorted.
func (st *step) shapeText(f *Frame, o action.Object) string {
	var text string
	if len(f.Narrow) > 0 {
		text += st.voice().space + st.text("narrowed", "values", st.showSearch(&ask{kind: match.Search, object: o}, field.Value{List: f.Narrow}))
	}
	if f.Sort != "" {
		of, _ := o.Field(strings.TrimPrefix(f.Sort, "-"))
		text += st.voice().space + st.text("sorted", "label", of.Label)
	}
	return text
}
