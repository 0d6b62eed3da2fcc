package field

import "github.com/shopspring/decimal"

// words is what there is to know about a language to read answers in it. All
// of it is data; another language is another file like words_en.go.
type words struct {
	small   map[string]bool // words and marks that may stand around an answer
	and     map[string]bool
	minus   map[string]bool
	one     map[string]bool // "a", as in "a hundred"
	point   map[string]bool // "one point two"
	percent map[string]bool // one or two words

	numbers     map[string]int64 // 0 to 99
	scales      map[string]int64 // 12, 100, 1000 and up
	shortScales map[string]int64 // what is glued to digits: "5k"
	fractions   map[string]decimal.Decimal
	halves      map[string]decimal.Decimal // after "and"

	currencies map[string]string // "$" means the dollar that is meant there
	cents      map[string]bool
	counted    map[string]bool // what is counted, so that "5k seats" is no amount
	moneyCues  map[string]bool
	comparing  map[string]bool // "more than"
	joining    map[string]bool // between two amounts

	months      map[string]int
	weekdays    map[string]int // Monday is 1
	units       map[string]unit
	ordinals    map[string]int // words
	ordinalEnds map[string]bool
	which       map[string]int  // last -1, this 0, next 1
	weak        map[string]bool // months and days that are also other words
	dateCues    map[string]bool
	vague       map[string]bool // before a date: "late March"
	dates       []datePhrase
	dateIndex   dateIndex
	monthNames  [12]string // as shown, short

	clock clockWords

	yes, no   map[string]bool // phrases of up to four words
	position  map[string]int  // "first" 1, "last" -1
	pickSmall map[string]bool // words around a choice that don't count
	polite    map[string]bool // words around a yes or no that don't count
	extension map[string]bool // before the extension of a phone number
	yesNo     [2]string       // as shown
}

// scaleOf gives what a word multiplies by, or 0.
func (l *words) scaleOf(w string) int64 {
	if w == "" {
		return 0
	}
	if by := l.scales[w]; by != 0 {
		return by
	}
	return l.shortScales[w]
}

// withDates compiles the phrases of a language.
func withDates(w words) words {
	w.dateIndex = compileDates(w.dates)
	return w
}

// wordsOf gives the language a locale's visitors are understood in.
func wordsOf(string) *words { return &english }

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[w] = true
	}
	return m
}
