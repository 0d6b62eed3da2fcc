package field

import "fmt"

func readTime(text string, v View) (Value, string, bool) {
	return read(text, v, time1, wordsOf(v.Locale).say.time)
}
func findTimes(text string, v View) []Match { return find(text, v, time1) }

// clockWords are a language's words for times of the day.
type clockWords struct {
	am, pm, noon, midnight, oclock, minute, half, halfTo, quarter, past, to map[string]bool

	morning, later, night map[string]bool // "in the morning"; night also begins the day
	in, at                map[string]bool // before these; before a time
}

// time1 recognises a time of day. A bare "3" could be night or afternoon and
// isn't one; "15" is, as an answer.
func time1(s *scan, i int) (hit, bool) {
	if !s.startsFree(i) && !s.is(i-1, "@") {
		return hit{}, false
	}
	if s.lang.spaceless { // 午後3時
		if am, pm := s.lang.clock.am[s.word(i)], s.lang.clock.pm[s.word(i)]; (am || pm) && s.kind(i+1, digits) {
			return s.halfBefore(i+1, pm)
		}
	}
	w := s.word(i)
	switch c := &s.lang.clock; {
	case c.noon[w]:
		return clockHit(i+1, 12, 0)
	case c.midnight[w]:
		return clockHit(i+1, 0, 0)
	case s.kind(i, digits):
		return s.clock(i)
	}
	if h, ok := s.pastOrTo(i); ok {
		return h, true
	}
	if hour, ok := s.lang.numbers[w]; ok && hour >= 1 && hour <= 12 {
		next, said := i+1, false
		if s.lang.clock.oclock[s.word(next)] {
			next, said = next+1, true
		}
		return s.halfDay(next, int(hour), 0, false, said)
	}
	return hit{}, false
}

// clock reads "3pm", "3:30 pm", "15:04", "15h30".
func (s *scan) clock(i int) (hit, bool) {
	hour, minute, exact := atoi(s.toks[i].word), 0, false
	next := i + 1
	if len(s.toks[i].word) > 2 {
		return hit{}, false
	}
	sep := s.is(next, ":") || s.is(next, ".") || s.is(next, "h")
	if sep && s.glued(next) && s.glued(next+1) && s.kind(next+1, digits) && len(s.toks[next+1].word) == 2 {
		minute = atoi(s.toks[next+1].word)
		exact = !s.is(next, ".")
		next += 2
		if s.is(next, ":") && s.glued(next) && s.glued(next+1) && s.kind(next+1, digits) { // seconds
			next += 2
		}
	} else if s.is(next, "h") && s.glued(next) && !s.glued(next+1) {
		return clockHit(next+1, hour, 0)
	}
	said := false
	if s.lang.clock.oclock[s.word(next)] {
		next, said = next+1, true
		switch c := &s.lang.clock; { // "15 Uhr 30", 15時30分
		case s.kind(next, digits) && minute == 0 && len(s.toks[next].word) <= 2:
			minute, exact = atoi(s.toks[next].word), true
			if next++; c.minute[s.word(next)] {
				next++
			}
		case c.half[s.word(next)] && s.lang.spaceless:
			next, minute, exact = next+1, 30, true
		}
	}
	return s.halfDay(next, hour, minute, exact, said)
}

// halfDay ends a time with "am", "in the afternoon" or nothing. Exact is for
// "9:30", said for "9 o'clock"; without them a bare number is no time.
func (s *scan) halfDay(i, hour, minute int, exact, said bool) (hit, bool) {
	if next, pm, ok := s.dayPart(i, hour); ok {
		if hour > 12 && pm && hour < 24 {
			return clockHit(next, hour, minute)
		}
		if hour < 1 || hour > 12 {
			return hit{}, false
		}
		hour %= 12
		if pm {
			hour += 12
		}
		return clockHit(next, hour, minute)
	}
	free := s.endsFree(i) && s.isPercent(i) == 0
	switch {
	case !free:
		return hit{}, false
	case exact:
		h, ok := clockHit(i, hour, minute)
		if ok && hour >= 1 && hour < 12 {
			h.values = append(h.values, clockValue(hour+12, minute))
		}
		return h, ok
	case said && hour > 12:
		return clockHit(i, hour, minute)
	case said && hour >= 1 && hour <= 12:
		return eitherHalf(i, hour, minute)
	case s.whole && minute == 0 && hour > 12 && s.kind(i-1, digits) && !s.is(i-2, "."):
		return clockHit(i, hour, 0)
	}
	return hit{}, false
}

// eitherHalf is for "3 o'clock": the half in which people work comes first.
func eitherHalf(next, hour, minute int) (hit, bool) {
	hour %= 12
	if hour < 7 {
		hour += 12
	}
	h, ok := clockHit(next, hour, minute)
	h.values = append(h.values, clockValue((hour+12)%24, minute))
	return h, ok
}

// dayPart reads "am", "p.m.", "in the evening" at i.
func (s *scan) dayPart(i, hour int) (next int, pm, ok bool) {
	c, w, next := &s.lang.clock, s.word(i), i+1
	if len(w) == 1 && s.is(i+1, ".") && len(s.word(i+2)) == 1 && s.glued(i+1) && s.glued(i+2) {
		w += s.word(i + 2)
		next = i + 3
		if s.is(next, ".") && s.glued(next) {
			next++
		}
	}
	if c.am[w] || c.pm[w] {
		return next, c.pm[w], true
	}
	for next = i; c.in[s.word(next)] && next < i+2; next++ {
	}
	w = s.word(next)
	switch {
	case c.morning[w]:
		return next + 1, false, true
	case c.night[w]:
		return next + 1, hour >= 6 && hour < 12, true
	case c.later[w]:
		return next + 1, true, true
	}
	return i, false, false
}

// pastOrTo reads "half past three", "quarter to 4", "ten past 5 pm".
func (s *scan) pastOrTo(i int) (hit, bool) {
	c := &s.lang.clock
	if s.lang.one[s.word(i)] {
		i++
	}
	minutes := 0
	switch w := s.word(i); {
	case c.half[w]:
		minutes = 30
	case c.quarter[w]:
		minutes = 15
	case c.halfTo[w]: // "halb drei" is 2:30
		return s.halfTo(i + 1)
	default:
		n, ok := s.lang.numbers[w]
		if !ok || n < 1 || n > 29 {
			return hit{}, false
		}
		minutes = int(n)
	}
	past, to := c.past[s.word(i+1)], c.to[s.word(i+1)] && minutes < 30
	if !past && !to || i+2 >= len(s.toks) {
		return hit{}, false
	}
	hour := int(s.lang.numbers[s.word(i+2)])
	if s.kind(i+2, digits) {
		hour = atoi(s.toks[i+2].word)
	}
	if hour < 1 || hour > 12 {
		return hit{}, false
	}
	next, pm, ok := s.dayPart(i+3, hour)
	if to {
		minutes = 60 - minutes
		hour = (hour+10)%12 + 1
	}
	if !ok {
		return eitherHalf(i+3, hour, minutes)
	}
	hour %= 12
	if pm {
		hour += 12
	}
	return clockHit(next, hour, minutes)
}

// halfBefore reads a time that "am" or "pm" stands before.
func (s *scan) halfBefore(i int, pm bool) (hit, bool) {
	h, ok := s.clock(i)
	if !ok {
		return h, false
	}
	hour, minute := atoi(h.values[0].Norm[:2]), atoi(h.values[0].Norm[3:])
	if hour %= 12; pm {
		hour += 12
	}
	return clockHit(h.next, hour, minute)
}

// halfTo ends "halb drei".
func (s *scan) halfTo(i int) (hit, bool) {
	hour := int(s.lang.numbers[s.word(i)])
	if s.kind(i, digits) {
		hour = atoi(s.toks[i].word)
	}
	if hour < 1 || hour > 12 {
		return hit{}, false
	}
	return eitherHalf(i+1, hour-1, 30)
}

func clockHit(next, hour, minute int) (hit, bool) {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return hit{}, false
	}
	return hit{values: []Value{clockValue(hour, minute)}, next: next}, true
}

func clockValue(hour, minute int) Value { return Value{Norm: fmt.Sprintf("%02d:%02d", hour, minute)} }
