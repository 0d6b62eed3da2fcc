package field

import "time"

// What the phrases of a language mean. Each function gives the days the
// phrase may mean; a phrase for a stretch of days means its last day.

func on(days ...time.Time) dateReading { return dateReading{days: days} }

// stretch is a period by its first and last day.
func stretch(from, to time.Time) dateReading {
	return dateReading{days: []time.Time{to, from}, period: true}
}

func daysAhead(n int) func(dateParts) dateReading {
	return func(p dateParts) dateReading { return on(p.today.AddDate(0, 0, n)) }
}

// calendarDay gives a day, or the zero time when a month isn't that long.
func calendarDay(y, m, d int) time.Time {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if m < 1 || m > 12 || t.Day() != d || t.Month() != time.Month(m) {
		return time.Time{}
	}
	return t
}

// coming gives a day of a month that has no year: the next one, with the last
// one as the other reading.
func coming(today time.Time, m, d int) []time.Time {
	var after, before time.Time
	for y := today.Year() - 4; y <= today.Year()+8; y++ { // a 29 February is at most 8 years off
		t := calendarDay(y, m, d)
		switch {
		case t.IsZero():
		case t.Before(today):
			before = t
		case after.IsZero():
			after = t
		}
	}
	if after.IsZero() {
		return nil
	}
	if before.Before(today.AddDate(0, -3, 0)) {
		return []time.Time{after} // nobody means what is long over
	}
	return []time.Time{after, before}
}

// dayOf is a day of a month, with or without a year and a weekday.
func dayOf(p dateParts) dateReading {
	var days []time.Time
	if p.year > 0 {
		days = []time.Time{calendarDay(p.year, p.month, p.day)}
	} else {
		days = coming(p.today, p.month, p.day)
	}
	if p.weekday > 0 { // "Friday, Dec 4" must be a Friday
		var fitting []time.Time
		for _, d := range days {
			if !d.IsZero() && weekdayOf(d) == p.weekday {
				fitting = append(fitting, d)
			}
		}
		days = fitting
	}
	return on(days...)
}

func fixed(m, d int) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		p.month, p.day = m, d
		return dayOf(p)
	}
}

// noDay is a time and no day: "in the new year".
func noDay(dateParts) dateReading { return dateReading{} }

// theDay is "the 5th": the next one there is.
func theDay(p dateParts) dateReading {
	y, m, _ := p.today.Date()
	for k := range 3 {
		first := time.Date(y, m+time.Month(k), 1, 0, 0, 0, 0, time.UTC)
		d := calendarDay(first.Year(), int(first.Month()), p.day)
		if p.weekday > 0 && !d.IsZero() && weekdayOf(d) != p.weekday {
			continue
		}
		if !d.IsZero() && !d.Before(p.today) {
			return on(d)
		}
	}
	return on()
}

// dayOfWhich is "the 5th of next month".
func dayOfWhich(p dateParts) dateReading {
	first, _ := around(p.today, month, p.which)
	return on(calendarDay(first.Year(), int(first.Month()), p.day))
}

// weekdayOf counts from Monday, 1.
func weekdayOf(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// weekdayAhead is "friday": the next one after today.
func weekdayAhead(p dateParts) dateReading {
	n := (p.weekday - weekdayOf(p.today) + 7) % 7
	if n == 0 {
		return on(p.today.AddDate(0, 0, 7), p.today)
	}
	return on(p.today.AddDate(0, 0, n))
}

// whichWeekday is "this|next|last friday". Next Friday is next week's, and
// many mean the one that comes first.
func whichWeekday(p dateParts) dateReading {
	inWeek := p.today.AddDate(0, 0, p.weekday-weekdayOf(p.today))
	switch {
	case p.which > 0:
		ahead := weekdayAhead(p).days[0]
		return on(inWeek.AddDate(0, 0, 7), ahead)
	case p.which < 0:
		n := (weekdayOf(p.today) - p.weekday + 7) % 7
		if n == 0 {
			n = 7
		}
		return on(p.today.AddDate(0, 0, -n))
	case inWeek.Before(p.today):
		return on(inWeek.AddDate(0, 0, 7))
	}
	return on(inWeek)
}

// weekdayOfWeek is "friday next week".
func weekdayOfWeek(p dateParts) dateReading {
	return on(p.today.AddDate(0, 0, p.weekday-weekdayOf(p.today)+7*p.which))
}

// weeksAfterWeekday is "two weeks from friday" and "friday week".
func weeksAfterWeekday(p dateParts) dateReading {
	if p.unit != 0 && p.unit != week {
		return on()
	}
	return on(weekdayAhead(p).days[0].AddDate(0, 0, 7*max(p.n, 1)))
}

// ahead is "in 3 weeks".
func ahead(p dateParts) dateReading { return on(shift(p.today, p.unit, p.n)) }

// aheadOfTomorrow is "a week from tomorrow".
func aheadOfTomorrow(p dateParts) dateReading {
	return on(shift(p.today.AddDate(0, 0, 1), p.unit, p.n))
}

// ago is "3 weeks ago".
func ago(p dateParts) dateReading { return on(shift(p.today, p.unit, -p.n)) }

// shift moves a day by units. A month from the 31st is the last of a month
// that is shorter.
func shift(t time.Time, u unit, n int) time.Time {
	switch u {
	case day:
		return t.AddDate(0, 0, n)
	case week:
		return t.AddDate(0, 0, 7*n)
	case fortnight:
		return t.AddDate(0, 0, 14*n)
	case workday:
		step := 1
		if n < 0 {
			n, step = -n, -1
		}
		for n > 0 {
			if t = t.AddDate(0, 0, step); weekdayOf(t) < 6 {
				n--
			}
		}
		return t
	case quarter:
		n *= 3
	case year:
		n *= 12
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// around gives the first and last day of the current unit, or of one n units
// away.
func around(today time.Time, u unit, n int) (first, last time.Time) {
	y, m, _ := today.Date()
	switch u {
	case week:
		first = today.AddDate(0, 0, 1-weekdayOf(today)+7*n)
		return first, first.AddDate(0, 0, 6)
	case month:
		first = time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		return first, first.AddDate(0, 1, -1)
	case quarter:
		first = time.Date(y, (m-1)/3*3+1+time.Month(3*n), 1, 0, 0, 0, 0, time.UTC)
		return first, first.AddDate(0, 3, -1)
	case year:
		first = time.Date(y+n, 1, 1, 0, 0, 0, 0, time.UTC)
		return first, first.AddDate(1, 0, -1)
	}
	return today.AddDate(0, 0, n), today.AddDate(0, 0, n)
}

// part picks from a period: its end, start, middle or all of it.
type part func(first, last time.Time) dateReading

func whole(first, last time.Time) dateReading { return stretch(first, last) }
func atEnd(_, last time.Time) dateReading     { return on(last) }
func atStart(first, _ time.Time) dateReading  { return on(first) }
func middle(first, last time.Time) dateReading {
	return on(first.AddDate(0, 0, int(last.Sub(first).Hours()/24)/2))
}

// ofUnit is a part of "this|next|last week|month|quarter|year". A working
// week ends on Friday.
func ofUnit(take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		first, last := around(p.today, p.unit, p.which)
		reading := take(first, last)
		switch {
		case p.unit == workday || p.unit == fortnight:
			return on()
		case p.unit == week && len(reading.days) == 1 && reading.days[0].Equal(last):
			return on(last.AddDate(0, 0, -2))
		}
		return reading
	}
}

// ofThe is ofUnit for abbreviations: "eom".
func ofThe(u unit, take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		p.unit = u
		return ofUnit(take)(p)
	}
}

// ofMonth is a part of a month, of the year that is said or the next that
// isn't over.
func ofMonth(take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		y := p.year
		if y == 0 {
			y = p.today.Year() + p.which
			if p.which >= 0 && p.month < int(p.today.Month()) {
				y = p.today.Year() + 1
			}
			if p.which > 0 && p.month > int(p.today.Month()) || p.which < 0 && p.month < int(p.today.Month()) {
				y = p.today.Year()
			}
		}
		first := time.Date(y, time.Month(p.month), 1, 0, 0, 0, 0, time.UTC)
		return take(first, first.AddDate(0, 1, -1))
	}
}

// ofQuarter is a part of a quarter by its number.
func ofQuarter(take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		y := p.year
		if y == 0 {
			y = p.today.Year()
			if p.quarter < (int(p.today.Month())+2)/3 {
				y++
			}
		}
		y += p.which
		first := time.Date(y, time.Month(3*p.quarter-2), 1, 0, 0, 0, 0, time.UTC)
		return take(first, first.AddDate(0, 3, -1))
	}
}

// ofYear is a part of a year by its number.
func ofYear(take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		first := time.Date(p.year, 1, 1, 0, 0, 0, 0, time.UTC)
		return take(first, first.AddDate(1, 0, -1))
	}
}

// nthWeekday is "the first monday of march" and "of next month"; the last for
// a day of 0.
func nthWeekday(p dateParts) dateReading {
	var first, last time.Time
	if p.month > 0 {
		r := ofMonth(whole)(p)
		first, last = r.days[1], r.days[0]
	} else {
		first, last = around(p.today, month, p.which)
	}
	d := first.AddDate(0, 0, (p.weekday-weekdayOf(first)+7)%7+7*(p.day-1))
	if p.day == 0 {
		d = last.AddDate(0, 0, -((weekdayOf(last) - p.weekday + 7) % 7))
	}
	if d.Before(first) || d.After(last) {
		return on()
	}
	return on(d)
}

// lastWeekday is "the last friday of march".
func lastWeekday(p dateParts) dateReading {
	p.day = 0
	return nthWeekday(p)
}

// unclear is a phrase that says no certain day, and that no part of is one.
func unclear(dateParts) dateReading { return on() }

// threeNumbers is 2026-12-31, 31/12/2026 or 12/31/26.
func threeNumbers(p dateParts) dateReading {
	a, b, c := p.ints[0], p.ints[1], p.ints[2]
	if p.lengths[0] == 4 {
		if p.lengths[1] > 2 || p.lengths[2] > 2 {
			return on()
		}
		return on(calendarDay(a, b, c))
	}
	switch {
	case p.lengths[0] > 2 || p.lengths[1] > 2 || p.lengths[2] == 1 || p.lengths[2] == 3:
		return on()
	case p.lengths[2] == 2:
		c += 2000
	}
	return on(inOrder(calendarDay(c, a, b), calendarDay(c, b, a), p.monthFirst)...)
}

// twoNumbers is 31/12, with the year that comes.
func twoNumbers(p dateParts) dateReading {
	if p.lengths[0] > 2 || p.lengths[1] > 2 {
		return on()
	}
	one := func(m, d int) time.Time {
		if days := coming(p.today, m, d); len(days) > 0 {
			return days[0]
		}
		return time.Time{}
	}
	return on(inOrder(one(p.ints[0], p.ints[1]), one(p.ints[1], p.ints[0]), p.monthFirst)...)
}

// twoNumbersDotted is "31.12.", as it is written where the day comes first.
func twoNumbersDotted(p dateParts) dateReading {
	if p.monthFirst {
		return on()
	}
	r := twoNumbers(p)
	r.days = r.days[:min(1, len(r.days))]
	return r
}

// inOrder puts the locale's reading first, when both are days.
func inOrder(monthDay, dayMonth time.Time, monthFirst bool) []time.Time {
	switch {
	case monthDay.IsZero():
		return []time.Time{dayMonth}
	case dayMonth.IsZero():
		return []time.Time{monthDay}
	case monthFirst:
		return []time.Time{monthDay, dayMonth}
	}
	return []time.Time{dayMonth, monthDay}
}

// monthAndYear is 12/2026.
func monthAndYear(p dateParts) dateReading {
	p.month = p.ints[0]
	if p.month < 1 || p.month > 12 || p.lengths[0] > 2 {
		return on()
	}
	return ofMonth(whole)(p)
}

// atLast is the last day of a period, a Sunday for a week.
func atLast(_, last time.Time) dateReading { return dateReading{days: []time.Time{last, last}} }

// middleOfMonth is the 15th.
func middleOfMonth(first, _ time.Time) dateReading { return on(first.AddDate(0, 0, 14)) }

// weekdayAfterNext is "friday after next".
func weekdayAfterNext(p dateParts) dateReading {
	return on(weekdayAhead(p).days[0].AddDate(0, 0, 7))
}

// ofMonthWhichYear is "march next year".
func ofMonthWhichYear(p dateParts) dateReading {
	p.year, p.which = p.today.Year()+p.which, 0
	return ofMonth(whole)(p)
}

// ofQuarterWhichYear is "Q1 next year".
func ofQuarterWhichYear(take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		p.year, p.which = p.today.Year()+p.which, 0
		return ofQuarter(take)(p)
	}
}

// ofQuarterNumber is 第1四半期.
func ofQuarterNumber(take part) func(dateParts) dateReading {
	return func(p dateParts) dateReading {
		if p.quarter = p.ints[0]; p.quarter < 1 || p.quarter > 4 {
			return on()
		}
		return ofQuarter(take)(p)
	}
}

// dayOfWhichYear is "12月31日" of this or next year.
func dayOfWhichYear(p dateParts) dateReading {
	p.year = p.today.Year() + p.which
	return dayOf(p)
}

// inMonths is a number of months ahead.
func inMonths(n int) func(dateParts) dateReading {
	return func(p dateParts) dateReading { return on(shift(p.today, month, n)) }
}
