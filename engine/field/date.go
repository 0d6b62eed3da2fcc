package field

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

func readDate(text string, v View) (Value, string, bool) {
	return read(text, v, date1, wordsOf(v.Locale).say.date)
}
func findDates(text string, v View) []Match { return find(text, v, date1) }

// numericDates are the same in every language. A space between parts of a
// pattern allows space, "~" doesn't.
var numericDates = compileDates([]datePhrase{
	{"{int} ~- ~{int} ~- ~{int}", threeNumbers},
	{"{int} ~/ ~{int} ~/ ~{int}", threeNumbers},
	{"{int} ~. ~{int} ~. ~{int}", threeNumbers},
	{"{int} ~. {int} ~. {year}", threeNumbers},
	{"{int} ~. ~{int} ~.", twoNumbersDotted},
	{"only {int} ~. ~{int}", twoNumbersDotted},
	{"{int} ~/ ~{year4}", monthAndYear}, // before what it could also be
	{"{int} ~/ ~{int}", twoNumbers},
	{"{int} ~- ~{year4}", monthAndYear},
})

// datePhrase is a way to say a date: a pattern and what it means. A pattern
// has words, alternatives "this|next", optional parts "[of the]" and classes
// "{month}", which are read by dateClass.
type datePhrase struct {
	pattern string
	means   func(dateParts) dateReading
}

// dateParts is what a phrase's classes were.
type dateParts struct {
	today      time.Time
	monthFirst bool
	ints       [3]int
	lengths    [3]int // of the ints, in digits
	ni         int
	n          int // a count
	unit       unit
	day        int
	month      int
	year       int // 0 when not said
	quarter    int
	weekday    int // Monday is 1; 0 when not said
	which      int
}

// dateReading is what a phrase means: days, the likeliest first. None at all
// means that there is no such day.
type dateReading struct {
	days   []time.Time
	period bool
}

type unit uint8

const (
	day unit = iota + 1
	workday
	week
	fortnight
	month
	quarter
	year
)

// dateRule is a pattern without options.
type dateRule struct {
	parts []datePart
	means func(dateParts) dateReading
	bare  bool // one word, which may be another word too
	loose bool // only as an answer
}

type datePart struct {
	words []string
	class string
	tight bool // glued to what stands before
}

// dateIndex has the rules by their first word, or by "{" + class.
type dateIndex map[string][]dateRule

// compileDates expands the options of phrases. It runs once for a language.
func compileDates(phrases []datePhrase) dateIndex {
	index := dateIndex{}
	for _, p := range phrases {
		pattern, loose := strings.CutPrefix(p.pattern, "only ")
		for _, variant := range expand(pattern) {
			r := dateRule{means: p.means, loose: loose}
			for _, f := range strings.Fields(variant) {
				f, tight := strings.CutPrefix(f, "~")
				part := datePart{tight: tight}
				if strings.HasPrefix(f, "{") {
					part.class = f
				} else {
					part.words = strings.Split(f, "|")
				}
				r.parts = append(r.parts, part)
			}
			r.bare = len(r.parts) == 1
			keys := r.parts[0].words
			if r.parts[0].class != "" {
				keys = []string{r.parts[0].class}
			}
			for _, k := range keys {
				index[k] = append(index[k], r)
			}
		}
	}
	return index
}

// expand gives the variants of a pattern with and without each option.
func expand(pattern string) []string {
	open := strings.IndexByte(pattern, '[')
	if open < 0 {
		return []string{pattern}
	}
	end := open + strings.IndexByte(pattern[open:], ']')
	var all []string
	for _, rest := range expand(pattern[end+1:]) {
		all = append(all, pattern[:open]+pattern[open+1:end]+rest, pattern[:open]+rest)
	}
	return all
}

// date1 recognises the longest phrase that begins at toks[i].
func date1(s *scan, i int) (hit, bool) {
	if s.stuck(i) && (s.toks[i-1].kind != mark || strings.Contains("-/.:@#_&$€£'’", s.toks[i-1].word)) {
		return hit{}, false
	}
	var best *dateRule
	var parts dateParts
	next := i
	// What the rules begin with is read once, for all of them.
	try := func(rules []dateRule, class string) {
		head, n := dateParts{}, 1
		if class != "" && len(rules) > 0 {
			n = s.dateClass(class, i, &head)
		}
		if n == 0 {
			return
		}
		for k := range rules {
			r, p := &rules[k], head
			if end, ok := s.matchDate(r, i+n, &p); ok && end > next && s.dateEnds(end) && (s.whole || !r.loose) {
				best, parts, next = r, p, end
			}
		}
	}
	t := s.toks[i]
	try(s.lang.dateIndex[t.word], "")
	if t.kind == digits {
		try(numericDates["{int}"], "{int}")
	}
	for _, class := range s.dateClasses(i) {
		try(s.lang.dateIndex[class], class)
	}
	if next == i {
		return hit{}, false
	}
	if s.lang.vague[s.word(i-1)] || s.is(i-1, "-") && s.lang.vague[s.word(i-2)] {
		return hit{next: next}, true
	}
	if best.bare && !s.whole && s.lang.weak[t.word] && !s.lang.dateCues[s.word(i-1)] {
		return hit{}, false
	}
	parts.today, parts.monthFirst = s.view.today(), monthFirst(s.view.Locale)
	reading := best.means(parts)
	h := hit{next: next, period: reading.period}
	for _, d := range reading.days {
		if d.IsZero() || d.Year() < 1900 || d.Year() > 2199 {
			continue
		}
		value := Value{Norm: d.Format(time.DateOnly)}
		if len(h.values) == 0 || h.values[0].Norm != value.Norm {
			h.values = append(h.values, value)
		}
	}
	return h, true
}

// dateEnds tells that a date doesn't go on after it, as in "Dec 1-5",
// "12/31/x" or "1.5k".
func (s *scan) dateEnds(i int) bool {
	if !s.stuck(i) {
		return true
	}
	t := s.toks[i]
	if t.kind != mark {
		return false
	}
	more := s.glued(i+1) && s.toks[i+1].kind != mark
	return !(more && strings.Contains("-–/.,:@_'’", t.word) || t.word == "%")
}

// dateClasses are the classes toks[i] can begin.
func (s *scan) dateClasses(i int) []string {
	t := s.toks[i]
	if t.kind == digits {
		if s.lang.monthEnd != "" {
			return []string{"{month}", "{year}", "{day}", "{ord}", "{n}", "{quarter}"}
		}
		return []string{"{day}", "{ord}", "{n}", "{quarter}"}
	}
	if t.kind != word {
		return nil
	}
	var classes []string
	if s.lang.months[t.word] > 0 {
		classes = append(classes, "{month}")
	}
	if s.lang.weekdays[t.word] > 0 {
		classes = append(classes, "{weekday}")
	}
	if _, ok := s.lang.which[t.word]; ok {
		classes = append(classes, "{which}")
	}
	if s.lang.ordinals[t.word] > 0 {
		classes = append(classes, "{ord}", "{day}", "{quarter}")
	}
	if strings.HasPrefix(t.word, "q") {
		classes = append(classes, "{quarter}")
	}
	if s.lang.units[t.word] > 0 {
		classes = append(classes, "{unit}")
	}
	if n, ok := s.lang.numbers[t.word]; ok || s.lang.one[t.word] {
		classes = append(classes, "{n}")
		if n == 20 || n == 30 {
			classes = append(classes, "{ord}", "{day}")
		}
	}
	return classes
}

// matchDate reads the parts of a rule after its first, from toks[i] on.
func (s *scan) matchDate(r *dateRule, i int, p *dateParts) (next int, ok bool) {
	for k := 1; k < len(r.parts); k++ {
		part := &r.parts[k]
		if i >= len(s.toks) || part.tight && !s.glued(i) {
			return i, false
		}
		if part.class != "" {
			n := s.dateClass(part.class, i, p)
			if n == 0 {
				return i, false
			}
			i += n
			continue
		}
		t := &s.toks[i]
		if !slices.Contains(part.words, t.word) || !part.tight && t.kind != mark && s.stuck(i) && s.toks[i-1].kind != mark && !s.lang.spaceless {
			return i, false
		}
		i++
	}
	return i, true
}

// dateClass reads a class at toks[i] into p and gives its length in tokens,
// 0 when it isn't there.
func (s *scan) dateClass(class string, i int, p *dateParts) int {
	t := &s.toks[i]
	switch class {
	case "{int}":
		if t.kind != digits || len(t.word) > 4 || p.ni == 3 {
			return 0
		}
		p.ints[p.ni], p.lengths[p.ni] = atoi(t.word), len(t.word)
		p.ni++
		return 1
	case "{year}", "{year4}":
		n := 0
		if class == "{year}" && (t.word == "'" || t.word == "’") && s.glued(i+1) && s.kind(i+1, digits) && len(s.toks[i+1].word) == 2 {
			p.year, n = 2000+atoi(s.toks[i+1].word), 2
		} else if t.kind == digits && len(t.word) == 4 {
			p.year, n = atoi(t.word), 1
			if s.lang.yearEnd != "" {
				if !s.is(i+1, s.lang.yearEnd) {
					return 0
				}
				n = 2
			}
		}
		if n == 0 || p.year < 1900 || p.year > 2199 {
			return 0
		}
		if p.ni > 0 && p.ni < 3 {
			p.ints[p.ni], p.lengths[p.ni] = p.year, 4
		}
		return n
	case "{day}", "{ord}":
		value, n := s.ordinal(i)
		if n == 0 && class == "{day}" && t.kind == digits && len(t.word) <= 2 && (!s.stuck(i+1) || !s.kind(i+1, word) || s.lang.months[s.word(i+1)] > 0) {
			value, n = atoi(t.word), 1
		}
		if value < 1 || value > 31 {
			return 0
		}
		p.day = value
		return n
	case "{n}":
		a, next, ok := s.amount(i, false)
		if !ok && s.lang.one[t.word] {
			p.n = 1
			return 1
		}
		if !ok || !a.value.IsInteger() || a.scaled || a.value.Sign() <= 0 || a.value.IntPart() > 1000 {
			return 0
		}
		p.n = int(a.value.IntPart())
		return next - i
	case "{month}":
		if t.kind == digits && s.lang.monthEnd != "" && s.is(i+1, s.lang.monthEnd) && s.glued(i+1) {
			if p.month = atoi(t.word); p.month < 1 || p.month > 12 {
				return 0
			}
			return 2
		}
		if p.month = s.lang.months[t.word]; p.month == 0 {
			return 0
		}
		return 1 + s.abbreviated(i)
	case "{weekday}":
		if p.weekday = s.lang.weekdays[t.word]; p.weekday == 0 {
			return 0
		}
		return 1 + s.abbreviated(i)
	case "{which}":
		which, ok := s.lang.which[t.word]
		if !ok {
			return 0
		}
		p.which = which
		return 1
	case "{unit}":
		if p.unit = s.lang.units[t.word]; p.unit != 0 {
			return 1
		}
		if i+1 < len(s.toks) {
			if p.unit = s.lang.units[t.word+" "+s.toks[i+1].word]; p.unit != 0 {
				return 2
			}
		}
		return 0
	case "{quarter}":
		if t.word == "q" && s.kind(i+1, digits) {
			if p.quarter = atoi(s.toks[i+1].word); p.quarter >= 1 && p.quarter <= 4 {
				return 2
			}
			return 0
		}
		value, n := s.ordinal(i)
		if n == 0 || value > 4 || s.lang.units[s.word(i+n)] != quarter {
			return 0
		}
		p.quarter = value
		return n + 1
	}
	return 0
}

// abbreviated passes the full stop of "Dec." when something follows it.
func (s *scan) abbreviated(i int) int {
	if s.is(i+1, ".") && s.glued(i+1) && len(s.toks[i].word) <= 4 && s.kind(i+2, digits) {
		return 1
	}
	return 0
}

// ordinal reads "5th", "first" or "twenty-first".
func (s *scan) ordinal(i int) (value, n int) {
	t := s.toks[i]
	switch {
	case t.kind == digits && len(t.word) <= 2 && s.glued(i+1) && s.lang.ordinalEnds[s.toks[i+1].word]:
		return atoi(t.word), 2
	case t.kind != word:
		return 0, 0
	case s.lang.ordinals[t.word] > 0:
		return s.lang.ordinals[t.word], 1
	}
	if tens := s.lang.numbers[t.word]; tens == 20 || tens == 30 {
		n := 1
		if s.is(i+1, "-") {
			n = 2
		}
		if ones := s.lang.ordinals[s.word(i+n)]; ones > 0 && ones < 10 {
			return int(tens) + ones, n + 1
		}
	}
	return 0, 0
}

func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}
