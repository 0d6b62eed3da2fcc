package field

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

func readNumber(text string, v View) (Value, string, bool) {
	return read(text, v, number1, wordsOf(v.Locale).say.number)
}
func findNumbers(text string, v View) []Match { return find(text, v, number1) }
func readPercent(text string, v View) (Value, string, bool) {
	return read(text, v, percent1, wordsOf(v.Locale).say.percent)
}
func findPercents(text string, v View) []Match { return find(text, v, percent1) }

// number1 recognises a number that is nothing more than a number: no amount
// with a currency, no percentage, no part of a date, time, range or id.
func number1(s *scan, i int) (hit, bool) {
	a, next, ok := s.signed(i)
	if !ok {
		return hit{}, false
	}
	if !a.clean || s.isPercent(next) > 0 || s.currencyMark(next) || s.currencyMark(i-1) {
		return hit{next: next}, !s.whole
	}
	if !s.whole && a.pronoun {
		return hit{}, false
	}
	return hit{values: a.values(""), next: next}, true
}

// percent1 recognises a percentage; a bare number is one only as an answer.
func percent1(s *scan, i int) (hit, bool) {
	a, next, ok := s.signed(i)
	if !ok {
		return hit{}, false
	}
	n := s.isPercent(next)
	if n == 0 && (!s.whole || !a.clean || a.scaled) {
		return hit{next: next}, !s.whole
	}
	return hit{values: a.values(""), next: next + n}, true
}

// isPercent tells how many tokens at i say "percent".
func (s *scan) isPercent(i int) int {
	switch {
	case i >= len(s.toks):
		return 0
	case s.is(i, "%"), s.lang.percent[s.toks[i].word]:
		return 1
	case i+1 < len(s.toks) && s.lang.percent[s.toks[i].word+" "+s.toks[i+1].word]:
		return 2
	}
	return 0
}

// amount is a number as it was read.
type amount struct {
	value   decimal.Decimal
	other   decimal.Decimal // the other reading of "1.250", when there is one
	twice   bool            // other counts
	scaled  bool            // "5k", "2 million": said the way amounts are
	pronoun bool            // "one", which is rarely a number
	clean   bool            // nothing glued to it that makes it something else
}

func (a amount) values(unit string) []Value {
	values := []Value{{Norm: a.value.String(), Unit: unit}}
	if a.twice && !a.other.Equal(a.value) {
		values = append(values, Value{Norm: a.other.String(), Unit: unit})
	}
	return values
}

func (a amount) negated() amount {
	a.value, a.other = a.value.Neg(), a.other.Neg()
	return a
}

// signed reads a number with a sign before it.
func (s *scan) signed(i int) (a amount, next int, ok bool) {
	j, neg := s.sign(i)
	if a, next, ok = s.amount(j, s.whole); !ok {
		return a, next, false
	}
	if neg {
		a = a.negated()
	}
	a.clean = s.startsFree(i) && s.endsFree(next)
	return a, next, true
}

// sign passes a minus or plus that belongs to what follows.
func (s *scan) sign(i int) (next int, neg bool) {
	switch {
	case s.lang.minus[s.word(i)] && i+1 < len(s.toks):
		return i + 1, true
	case (s.is(i, "-") || s.is(i, "−")) && s.glued(i+1) && !s.glued(i):
		return i + 1, true
	case s.is(i, "+") && s.glued(i+1) && !s.glued(i):
		return i + 1, false
	}
	return i, false
}

// startsFree tells that nothing before i makes what follows a part of
// something else: "A5", "#5", "3-5", "x@5".
func (s *scan) startsFree(i int) bool {
	if !s.stuck(i) {
		return true
	}
	before := s.toks[i-1]
	switch before.word {
	case "(", "[", "\"", "“", "‘", "'", "~", "=", ":", "≈", "„", "«", "<", ">", ";", ",", "…":
		return !s.kind(i-2, digits) || !s.glued(i-1)
	}
	if before.word == "-" || before.word == "–" {
		return !s.glued(i - 1) // a dash between words
	}
	return before.kind == mark && unicode.IsSymbol(first(before.word)) // an emoji
}

// endsFree tells that nothing after the token before i makes it a part of
// something else: "5kg", "5-10", "5/12", "5:30", "5.com", "5@x".
func (s *scan) endsFree(i int) bool {
	if !s.stuck(i) {
		return true
	}
	t := s.toks[i]
	if t.kind != mark {
		return false
	}
	more := s.glued(i+1) && s.toks[i+1].kind != mark
	switch t.word {
	case "@", "_", "#", "\\", "&", "'", "’":
		return false
	case "-", "–", "/", ":", ".", ",", "+", "*", "x":
		return !more
	}
	return true
}

func first(w string) rune {
	r, _ := utf8.DecodeRuneInString(w)
	return r
}

// mostScaled is the greatest number that a scale may follow.
var mostScaled = decimal.NewFromInt(1_000_000_000_000_000)

// amount reads digits or number words with scales after them. Loose says
// that "5 k" counts too, not only "5k".
func (s *scan) amount(i int, loose bool) (a amount, next int, ok bool) {
	if s.lang.myriads {
		if a, next, ok = s.myriads(i); ok {
			return a, next, true
		}
	}
	switch {
	case s.kind(i, digits):
		a, next, ok = s.figures(i)
	case s.kind(i, word):
		a, next, ok = s.spelled(i)
	}
	if !ok {
		return a, i, false
	}
	for range 3 {
		w := s.word(next)
		scale := s.lang.scaleOf(w)
		apart := s.kind(next-1, digits) && !s.glued(next)
		if scale == 0 || apart && !loose && s.lang.shortScales[w] != 0 {
			break
		}
		if a.value.GreaterThan(mostScaled) {
			break
		}
		// A mark before a scale is a decimal one: "1.250 million".
		if a.twice && a.other.LessThan(a.value) {
			a.value = a.other
		}
		a.value, a.twice = times(a.value, scale), false
		a.scaled = a.scaled || scale >= 1000
		a.pronoun = false
		next++
	}
	return a, next, true
}

// times multiplies; for the small whole numbers that most are, with a third of
// the allocations.
func times(d decimal.Decimal, by int64) decimal.Decimal {
	if n := d.IntPart(); d.Exponent() == 0 && n < 1_000_000 && n >= 0 {
		return decimal.NewFromInt(n * by) // at most 10¹⁸
	}
	return d.Mul(decimal.NewFromInt(by))
}

// figures reads digits with decimal and grouping marks. One mark followed by
// three digits is what the locale says it is, and the other reading is kept.
func (s *scan) figures(i int) (a amount, next int, ok bool) {
	groups := []string{s.toks[i].word}
	var seps []string
	next = i + 1
	for len(groups) < 9 && s.kind(next, digits) || len(groups) < 9 && s.glued(next) && s.glued(next+1) && s.kind(next+1, digits) {
		if s.kind(next, digits) { // set apart by a space
			gap := s.text[s.toks[next-1].end:s.toks[next].start]
			if !isGap(gap) || len(s.toks[next].word) != 3 || len(groups[len(groups)-1]) > 3 || len(groups) > 1 && seps[0] != " " || s.glued(next+1) && s.kind(next+1, digits) {
				break
			}
			seps = append(seps, " ")
			groups = append(groups, s.toks[next].word)
			next++
			continue
		}
		sep := s.toks[next].word
		if sep == "’" {
			sep = "'"
		}
		if sep != "." && sep != "," && sep != "'" {
			break
		}
		seps = append(seps, sep)
		groups = append(groups, s.toks[next+1].word)
		next += 2
	}
	length := 0
	for _, g := range groups {
		length += len(g)
	}
	if length > 24 {
		return a, i, false
	}
	whole, part, twice, ok := s.split(groups, seps)
	if !ok {
		return a, i, false
	}
	a.value = join(whole, part)
	if twice {
		a.twice = true
		if part == "" { // read as a group, could be decimals
			a.other = join(groups[0], groups[1])
		} else {
			a.other = join(groups[0]+groups[1], "")
		}
	}
	return a, next, true
}

func isGap(gap string) bool { return gap == " " || gap == "\u00a0" || gap == "\u202f" }

func join(whole, part string) decimal.Decimal {
	text := strings.TrimLeft(whole, "0")
	if text == "" {
		text = "0"
	}
	if part != "" {
		text += "." + part
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Zero
	}
	return d
}

// split says which of the groups are the whole part and which the decimals.
func (s *scan) split(groups, seps []string) (whole, part string, twice, ok bool) {
	n := len(seps)
	if n == 0 {
		return groups[0], "", false, true
	}
	last := seps[n-1]
	if n == 1 && last != " " {
		if last == "'" {
			return groups[0] + groups[1], "", false, len(groups[1]) == 3
		}
		if len(groups[1]) != 3 || len(groups[0]) > 3 || strings.HasPrefix(groups[0], "0") {
			return groups[0], groups[1], false, true
		}
		if last == s.marks.point {
			return groups[0], groups[1], true, true
		}
		return groups[0] + groups[1], "", last != s.marks.group, true
	}
	ends := n + 1 // groups of the whole part
	if seps[0] != last {
		if last == "'" || last == " " {
			return "", "", false, false
		}
		ends = n
	}
	for k := 1; k < ends; k++ {
		if seps[k-1] != seps[0] || len(groups[k]) != 3 && (len(groups[k]) != 2 || k == ends-1) {
			return "", "", false, false
		}
	}
	if len(groups[0]) > 3 {
		return "", "", false, false
	}
	return strings.Join(groups[:ends], ""), strings.Join(groups[ends:], ""), false, true
}

// spelled reads number words: "twelve hundred", "half a million",
// "two and a half thousand", "one point two".
func (s *scan) spelled(i int) (a amount, next int, ok bool) {
	if n, part := s.phrase(i, s.lang.fractions); n > 0 { // "half a", before a scale
		if s.lang.scaleOf(s.word(i+n)) >= 100 {
			a.value = part
			return a, i + n, true
		}
	}
	const most = 1_000_000_000_000_000
	var total, current, tail, lastScale int64 // tail is the last word's size
	lastScale = most
	next, seen := i, 0
	scaled := i // behind the last scale
loop:
	for ; next < len(s.toks); next++ {
		w := s.toks[next].word
		value, isSmall := s.lang.numbers[w]
		scale := s.lang.scales[w]
		if s.lang.bareScales && (scale == 100 || scale == 1000) && (seen == 0 || scale == 100 && current == 0) {
			current, tail = 1, 1 // "hundert"
			seen++
		}
		switch {
		case isSmall && value < 10 && (seen == 0 || tail >= 20), isSmall && value >= 10 && (seen == 0 || tail >= 100):
			current += value
			tail = max(value, 1)
			if value < 20 {
				tail = 1
			}
		case scale == 100 && seen > 0 && current > 0 && current < 100 && tail < 100:
			current *= 100
			tail = 100
		case scale >= 1000 && seen > 0 && current > 0 && scale < lastScale && total < most/1000:
			total += current * scale
			current, lastScale, tail = 0, scale, scale
			scaled = next + 1
		case s.lang.one[w] && seen == 0 && s.lang.scaleOf(s.word(next+1)) >= 12:
			current, tail = 1, 1
			if by := s.lang.scales[s.word(next+1)]; by == 12 {
				a.value = decimal.NewFromInt(12)
				return a, next + 2, true
			}
		case w == "-" && seen > 0 && tail >= 20 && tail < 100 && s.glued(next) && s.glued(next+1):
			continue
		case s.lang.and[w] && seen > 0:
			if n, part := s.phrase(next+1, s.lang.halves); n > 0 {
				return s.withPart(total, current, lastScale, part, next+1+n)
			}
			value, isNumber := s.lang.numbers[s.word(next+1)]
			if s.lang.compounds && value >= 20 && tail == 1 && current%100 < 10 { // "fünfundzwanzig"
				current, tail = current+value, value
				next++
				continue
			}
			if tail < 100 || !isNumber || value == 0 {
				break loop
			}
			continue
		case s.lang.point[w] && seen > 0 && total == 0:
			if value, end, ok := s.decimals(current, next+1); ok {
				a.value = value
				return a, end, true
			}
			break loop
		default:
			break loop
		}
		seen++
	}
	if seen == 0 {
		return a, i, false
	}
	if lastScale < most && current > 0 && s.lang.scaleOf(s.word(next)) >= lastScale {
		current, next = 0, scaled // "forty grand and fifty grand" are two
	}
	for next > i && (s.toks[next-1].word == "-" || s.lang.and[s.toks[next-1].word]) {
		next--
	}
	a.value = decimal.NewFromInt(total + current)
	a.scaled = lastScale < most
	a.pronoun = seen == 1 && total+current == 1
	return a, next, true
}

// myriads reads numbers with words of a language that counts by ten thousands:
// "5万", "1億2000万", "三千五百万". 十, 百 and 千 multiply the digit before them,
// and are 10, 100 and 1000 without one; 万 and greater multiply all since the
// last of their kind.
func (s *scan) myriads(i int) (a amount, next int, ok bool) {
	var total, section, digit decimal.Decimal
	seen := false                                 // a digit that no scale has taken yet
	lastSmall, lastBig := int64(10_000), int64(0) // 0: none yet
reading:
	for next = i; next < len(s.toks); next++ {
		w := s.toks[next].word
		n, isDigit := s.lang.numbers[w]
		by := s.lang.scales[w]
		if next > i && s.stuck(next) || s.kind(next, word) && !isSpaceless(w, 0) {
			break
		}
		switch {
		case s.kind(next, digits) && !seen:
			f, end, fine := s.figures(next)
			if !fine {
				break reading
			}
			digit, seen, next = f.value, true, end-1
		case isDigit && !seen:
			digit, seen, ok = decimal.NewFromInt(n), true, true
		case by >= 10 && by < lastSmall:
			if !seen {
				digit = decimal.NewFromInt(1)
			}
			section = section.Add(digit.Mul(decimal.NewFromInt(by)))
			seen, lastSmall, ok = false, by, true
			a.scaled = a.scaled || by >= 1000
		case by >= 10_000 && (lastBig == 0 || by < lastBig) && (seen || section.Sign() > 0):
			if seen {
				section = section.Add(digit)
			}
			total = total.Add(section.Mul(decimal.NewFromInt(by)))
			section, seen, lastSmall, lastBig, ok = decimal.Zero, false, 10_000, by, true
			a.scaled = true
		default:
			break reading
		}
	}
	if seen {
		section = section.Add(digit)
	}
	a.value = total.Add(section)
	a.pronoun = next == i+1 // 一 and 十 are also parts of words
	return a, next, ok
}

// withPart ends "two and a half", which a scale may follow, and "a million
// and a half", where the half is of the million.
func (s *scan) withPart(total, current, lastScale int64, part decimal.Decimal, next int) (amount, int, bool) {
	a := amount{value: decimal.NewFromInt(total + current)}
	if current == 0 && total > 0 {
		part = part.Mul(decimal.NewFromInt(lastScale))
		a.scaled = true
	}
	a.value = a.value.Add(part)
	return a, next, true
}

// decimals reads the words after "point".
func (s *scan) decimals(whole int64, i int) (decimal.Decimal, int, bool) {
	text := []byte{}
	for ; len(text) < 12; i++ {
		value, ok := s.lang.numbers[s.word(i)]
		if !ok || value > 9 {
			break
		}
		text = append(text, byte('0'+value))
	}
	if len(text) == 0 {
		return decimal.Zero, i, false
	}
	return decimal.NewFromInt(whole).Add(join("0", string(text))), i, true
}

// phrase finds the longest of some phrases at i and gives its length in
// tokens, at most four.
func (s *scan) phrase(i int, of map[string]decimal.Decimal) (n int, value decimal.Decimal) {
	if i >= len(s.toks) || s.toks[i].kind != word {
		return 0, value
	}
	text := ""
	w := s.toks[i].word
	if _, begins := of[w]; !begins && !s.lang.one[w] && s.lang.numbers[w] == 0 {
		return 0, value
	}
	for k := i; k < min(i+4, len(s.toks)); k++ {
		if k > i {
			text += " "
		}
		text += s.toks[k].word
		if d, ok := of[text]; ok {
			n, value = k-i+1, d
		}
	}
	return n, value
}
