package machine

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// readSearch reads what to look for: "over 10k closing this month in
// negotiation" is three conditions, "acme over 10k" a word and a condition.
func (st *step) readSearch(f *Frame, a *ask, text string) {
	v := st.parseSearch(f, a, text)
	if v.IsZero() {
		st.miss(f, a, sentences(st.text("unknown_here"), a.hint))
		return
	}
	f.set(a.name, v)
	st.proceed(f)
}

func (st *step) parseSearch(f *Frame, a *ask, text string) field.Value {
	rest := st.m.words.Mend(f.Dialog, text)
	var list []field.Condition
	add := func(of action.ObjectField, op string, v field.Value) {
		list = append(list, field.Condition{Field: of.Name, Op: op, Value: v})
	}
	cut := func(start, end int) { rest = rest[:start] + strings.Repeat(" ", end-start) + rest[end:] }
	for _, said := range namedConditions(a.object, rest) {
		if said.of.Source != "" && !st.signedOut {
			continue // by its choices, below
		}
		add(said.of, said.op, field.Value{Norm: said.value})
		cut(said.start, said.end)
	}
	for _, of := range a.object.Fields {
		switch {
		case of.Source != "":
			label, value := st.choiceInside(f.Choices[a.name+"."+of.Name], rest)
			if i := strings.Index(folded(rest), label); label != "" && i >= 0 {
				op, lead := "eq", notIn.FindStringIndex(rest[:i])
				if lead != nil {
					op = "neq"
					cut(lead[0], lead[1])
				}
				add(of, op, value)
				cut(i, i+len(label))
			}
		case of.Kind == field.Date:
			if of.ReadOnly == !made.MatchString(rest) {
				continue // "created last month", "closing last month"
			}
			if m := madeIn.FindStringIndex(rest); of.ReadOnly && m != nil {
				cut(m[0], m[1])
			}
			t, _ := field.TypeOf(field.Date)
			if m := soon.FindStringSubmatchIndex(rest); m != nil {
				if last, _, ok := t.Read("in "+rest[m[2]:m[3]], st.view); ok {
					add(of, "gte", field.Value{Norm: st.today()})
					add(of, "lte", field.Value{Norm: last.Norm})
					cut(m[0], m[1])
					continue
				}
			}
			if m := inMonth.FindStringSubmatchIndex(rest); m != nil {
				from, to := st.month(rest[m[2]:m[3]])
				add(of, "gte", field.Value{Norm: from})
				add(of, "lte", field.Value{Norm: to})
				cut(m[0], m[1])
				continue
			}
			if m := period.FindStringIndex(rest); m != nil {
				from, to := st.period(rest[m[0]:m[1]])
				add(of, "gte", field.Value{Norm: from})
				add(of, "lte", field.Value{Norm: to})
				cut(m[0], m[1])
				continue
			}
			if found := t.Find(rest, st.view); len(found) > 0 {
				m := found[0]
				if from := fromDay.FindStringIndex(rest[:m.Start]); from != nil && len(found) > 1 && toDay.MatchString(rest[m.End:found[1].Start]) {
					add(of, "gte", field.Value{Norm: m.Value.Norm})
					add(of, "lte", field.Value{Norm: found[1].Value.Norm})
					cut(from[0], found[1].End)
					continue
				}
				op := "eq"
				lead := rest[:m.Start]
				for _, w := range []struct {
					re *regexp.Regexp
					op string
				}{{before, "lt"}, {by, "lte"}, {after, "gt"}, {since, "gte"}} {
					if loc := w.re.FindStringIndex(lead); loc != nil {
						op = w.op
						cut(loc[0], loc[1])
						break
					}
				}
				add(of, op, field.Value{Norm: m.Value.Norm})
				cut(m.Start, m.End)
			}
		case of.Kind == field.Money:
			t, _ := field.TypeOf(field.Money)
			if m := between.FindStringSubmatchIndex(rest); m != nil {
				first := m[2:4]
				for i := 4; first[0] < 0; i += 2 {
					first = m[i : i+2]
				}
				low, _, ok := t.Read(rest[first[0]:first[1]], st.view)
				high, _, also := t.Read(rest[m[8]:m[9]], st.view)
				if ok && also {
					add(of, "gte", field.Value{Norm: low.Norm})
					add(of, "lte", field.Value{Norm: high.Norm})
					cut(m[0], m[1])
				}
			}
			for _, loc := range amounts(t, rest, st.view) {
				lead := rest[:loc[0]]
				op := ""
				var at []int
				if m := orMore.FindStringSubmatchIndex(rest[loc[1]:]); m != nil {
					if op = "gte"; m[2] >= 0 {
						op = "lte"
					}
					if v, _, ok := t.Read(strings.TrimSpace(rest[loc[0]:loc[1]]), st.view); ok {
						add(of, op, field.Value{Norm: v.Norm})
						cut(loc[0], loc[1]+m[1])
					}
					continue
				}
				for _, w := range []struct {
					re *regexp.Regexp
					op string
				}{{over, "gt"}, {atLeast, "gte"}, {under, "lt"}, {atMost, "lte"}} {
					if at = w.re.FindStringIndex(lead); at != nil {
						op = w.op
						break
					}
				}
				if op == "" {
					continue
				}
				if v, _, ok := t.Read(strings.TrimSpace(rest[loc[0]:loc[1]]), st.view); ok {
					add(of, op, field.Value{Norm: v.Norm})
					cut(at[0], loc[1])
				}
			}
		case of.Kind == field.Email:
			if m := provider.FindStringSubmatchIndex(rest); m != nil {
				add(of, "contains", field.Value{Norm: strings.ToLower(rest[m[2]:m[3]])})
				cut(m[0], m[1])
			} else if m := domain.FindStringIndex(rest); m != nil && (m[0] == 0 || rest[m[0]-1] == ' ') {
				add(of, "contains", field.Value{Norm: rest[m[0]+1 : m[1]]})
				cut(m[0], m[1])
			}
		}
	}
	for _, of := range a.object.Fields {
		if !st.signedOut || of.Source == "" {
			continue
		}
		if words, at := choiceAsSaid(of, rest); words != "" {
			op, lead := "eq", notIn.FindStringIndex(rest[:at[0]])
			if lead != nil {
				op, at[0] = "neq", lead[0]
			}
			add(of, op, field.Value{Norm: words})
			cut(at[0], at[1])
		}
	}
	return field.Value{Norm: st.m.words.Content(f.Dialog, rest), List: list}
}

// amounts finds the amounts of a text, in the order of their places: those in
// digits, and those in words.
func amounts(t field.Type, text string, view field.View) [][]int {
	list := amountIn.FindAllStringIndex(text, 4)
	for _, m := range t.Find(text, view) {
		if i := slices.IndexFunc(list, func(at []int) bool { return at[0] < m.End && m.Start < at[1] }); i >= 0 {
			list[i] = []int{min(list[i][0], m.Start), max(list[i][1], m.End)}
		} else {
			list = append(list, []int{m.Start, m.End})
		}
	}
	return list
}

// today is the day where the visitor is.
func (st *step) today() string {
	now := st.now
	if loc, err := time.LoadLocation(st.view.TimeZone); err == nil {
		now = now.In(loc)
	}
	return now.Format(time.DateOnly)
}

// choiceAsSaid finds what people say for a choice whose labels nobody knows:
// behind the field's name ("stage contract sent"), in front of it ("in the
// negotiation stage"), or for a stage behind "in".
func choiceAsSaid(of action.ObjectField, text string) (words string, at [2]int) {
	until := func(from int) string {
		end := from + behindChoice.FindStringIndex(text[from:])[0]
		return strings.TrimSpace(text[from:end])
	}
	low := folded(text)
	for _, n := range names(of) {
		i := strings.Index(low, n)
		end := i + len(n)
		if i < 0 || i > 0 && isLetter(low[i-1]) || end < len(low) && isLetter(low[end]) {
			continue
		}
		if lead := inChoice.FindAllStringIndex(text[:i], -1); lead != nil {
			from := lead[len(lead)-1]
			if words = strings.TrimSpace(text[from[1]:i]); words != "" {
				return words, [2]int{from[0], end}
			}
		}
		if m := isChoice.FindStringIndex(text[end:]); m != nil {
			from := end + m[1]
			if words = until(from); words != "" {
				return words, [2]int{i, from + len(words)}
			}
		}
	}
	if words, at = match.UsualChoice(of.Label, text); words != "" {
		if m := inChoice.FindStringIndex(text[:at[0]]); m != nil && m[1] == at[0] {
			at[0] = m[0]
		}
		return words, at
	}
	if of.Label != "stage" {
		return "", at
	}
	if m := inChoice.FindStringIndex(text); m != nil {
		if words = until(m[1]); nowhere.MatchString(words) {
			return "", at
		}
		return words, [2]int{m[0], m[1] + len(words)}
	}
	return "", at
}

// choiceInside finds the longest label of a choice inside a text.
func (st *step) choiceInside(choices []field.Choice, text string) (label string, v field.Value) {
	low := folded(text)
	for _, c := range choices {
		for _, l := range append([]string{c.Label}, c.Also...) {
			l = strings.ToLower(l)
			i := strings.Index(low, l)
			if len(l) < 3 || len(l) <= len(label) || i < 0 {
				continue
			}
			if i > 0 && isLetter(low[i-1]) || i+len(l) < len(low) && isLetter(low[i+len(l)]) {
				continue
			}
			label, v = l, field.Value{Norm: c.Value, Label: c.Label}
		}
	}
	return label, v
}

// month is the first and last day of the next month of a name.
func (st *step) month(name string) (from, to string) {
	now := st.now
	if loc, err := time.LoadLocation(st.view.TimeZone); err == nil {
		now = now.In(loc)
	}
	m, _ := time.Parse("January", strings.ToUpper(name[:1])+strings.ToLower(name[1:]))
	year := now.Year()
	if m.Month() < now.Month() {
		year++
	}
	start := time.Date(year, m.Month(), 1, 0, 0, 0, 0, time.UTC)
	return start.Format(time.DateOnly), start.AddDate(0, 1, -1).Format(time.DateOnly)
}

// saidCondition is a condition whose field the text names.
type saidCondition struct {
	of         action.ObjectField
	op, value  string
	start, end int
}

// namedConditions finds conditions that name their field: "whose company is
// Lumen", "email containing gmail", "owned by Priya Nair".
func namedConditions(o action.Object, text string) []saidCondition {
	var list []saidCondition
	add := func(c saidCondition) {
		c.value = strings.TrimSpace(strings.Trim(strings.TrimSpace(c.value), `"'.`))
		if c.value == "" || slices.ContainsFunc(list, func(x saidCondition) bool { return c.start < x.end && x.start < c.end }) {
			return
		}
		list = append(list, c)
	}
	for _, of := range o.Fields {
		if of.Kind != field.Owner {
			continue
		}
		for _, re := range []*regexp.Regexp{ownedBy, ownsBefore, theirOwn} {
			if m := re.FindStringSubmatchIndex(text); m != nil {
				who := m[2:4]
				if who[0] < 0 {
					who = m[4:6]
				}
				add(saidCondition{of, "eq", text[who[0]:who[1]], m[0], m[1]})
			}
		}
	}
	if m := inTheName.FindStringSubmatchIndex(text); m != nil {
		for _, of := range o.Fields {
			if of.Kind == field.Text && slices.Contains(names(of), strings.ToLower(text[m[6]:m[7]])) {
				from, to := m[2], m[3]
				if from < 0 {
					from, to = m[4], m[5]
				}
				add(saidCondition{of, "contains", text[from:to], m[0], m[7]})
			}
		}
	}
	low := folded(text)
	for _, of := range o.Fields {
		if of.Kind != field.Text && of.Kind != field.Email && of.Kind != field.Phone || of.ReadOnly {
			continue
		}
		for _, n := range names(of) {
			if c, ok := conditionOf(of, n, text, low, n == o.Title); ok {
				add(c)
				break
			}
		}
	}
	return list
}

// conditionOf reads the condition behind one name of a field. A record's own
// name needs a word of comparison: people say it of anything.
func conditionOf(of action.ObjectField, name, text, low string, title bool) (c saidCondition, ok bool) {
	i := strings.Index(low, name)
	end := i + len(name)
	if i < 0 || i > 0 && isLetter(low[i-1]) || end < len(low) && isLetter(low[end]) {
		return c, false
	}
	m := comparing.FindStringSubmatchIndex(text[end:])
	word := ""
	if m[2] >= 0 {
		word = strings.ToLower(text[end+m[2] : end+m[3]])
	}
	v := saidValue.FindStringSubmatchIndex(text[end+m[1]:])
	if v == nil || word == "" && title || joins.MatchString(text[end+m[1]:]) {
		return c, false
	}
	from, to := v[2], v[3]
	if from < 0 {
		from, to = v[4], v[5]
	}
	from, to = end+m[1]+from, end+m[1]+to
	op := "eq"
	switch {
	case strings.Contains(word, "not"):
		op = "neq"
	case strings.HasPrefix(word, "contain"), strings.HasPrefix(word, "includ"), strings.HasSuffix(word, "with"), word == "like", word == "has",
		of.Kind == field.Email && !strings.Contains(text[from:to], "@"):
		op = "contains"
	}
	return saidCondition{of, op, text[from:to], i, to}, true
}

// period turns "next month" into its first and last day.
func (st *step) period(text string) (from, to string) {
	loc, err := time.LoadLocation(st.view.TimeZone)
	if err != nil || st.view.TimeZone == "" {
		loc = time.UTC
	}
	now := st.now.In(loc)
	m := period.FindStringSubmatch(strings.ToLower(text))
	n := map[string]int{"last": -1, "this": 0, "next": 1}[m[1]]
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, loc)
	var start, end time.Time
	switch m[2] {
	case "week":
		start = day.AddDate(0, 0, -(int(day.Weekday())+6)%7+7*n)
		end = start.AddDate(0, 0, 6)
	case "month":
		start = time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, loc)
		end = start.AddDate(0, 1, -1)
	case "quarter":
		first := (int(day.Month())-1)/3*3 + 1 + 3*n
		start = time.Date(day.Year(), time.Month(first), 1, 0, 0, 0, 0, loc)
		end = start.AddDate(0, 3, -1)
	default:
		start = time.Date(day.Year()+n, 1, 1, 0, 0, 0, 0, loc)
		end = start.AddDate(1, 0, -1)
	}
	return start.Format(time.DateOnly), end.Format(time.DateOnly)
}

// showSearch says what is searched for.
func (st *step) showSearch(a *ask, v field.Value) string {
	var parts []string
	if v.Norm != "" {
		parts = append(parts, "\""+v.Norm+"\"")
	}
	for i, c := range v.List {
		of, _ := a.object.Field(c.Field)
		if i+1 < len(v.List) && c.Op == "gte" && v.List[i+1].Op == "lte" && v.List[i+1].Field == c.Field {
			parts = append(parts, st.text("is_between", "label", of.Label, "value", field.Show(of.Kind, c.Value, st.view), "last", field.Show(of.Kind, v.List[i+1].Value, st.view)))
			continue
		}
		if i > 0 && c.Op == "lte" && v.List[i-1].Op == "gte" && v.List[i-1].Field == c.Field {
			continue // said with the one before
		}
		id := "is_" + c.Op
		if of.Kind == field.Date {
			id = "day_" + c.Op
		}
		parts = append(parts, st.text(id, "label", of.Label, "value", field.Show(of.Kind, c.Value, st.view)))
	}
	return st.list(parts)
}
