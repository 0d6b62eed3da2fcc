package field

import (
	"iter"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// words is what there is to know about a language to read answers in it and to
// say what is wrong with them. All of it is data; another language is another
// file like words_de.go and a line in languages.
type words struct {
	say sentences

	small   map[string]bool // words and marks that may stand around an answer
	and     map[string]bool
	minus   map[string]bool
	one     map[string]bool // "a", as in "a hundred"
	point   map[string]bool // "one point two"
	percent map[string]bool // one or two words

	numbers     map[string]int64 // 0 to 99
	compounds   bool             // numbers are one word, ones first: "fünfundzwanzig"
	bareScales  bool             // "hundert" is 100
	myriads     bool             // numbers go by 万 and 億, and 十 alone is 10
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
	ordinals    map[string]int  // words
	ordinalEnds map[string]bool // glued to digits: "5th", "5.", "5日"
	monthEnd    string          // glued to a month's number: 12月
	yearEnd     string          // glued to a year's: 2026年
	which       map[string]int  // last -1, this 0, next 1
	weak        map[string]bool // months and days that are also other words
	dateCues    map[string]bool
	vague       map[string]bool // before a date: "late March"
	dates       []datePhrase
	dateIndex   dateIndex

	clock clockWords

	yes, no   map[string]bool // phrases of up to four words
	position  map[string]int  // "first" 1, "last" -1
	pickSmall map[string]bool // words around a choice that don't count
	polite    map[string]bool // words around a yes or no that don't count
	extension map[string]bool // before the extension of a phone number
	yesNo     [2]string       // as shown

	// spaceless languages have no spaces between words: a text is cut into the
	// longest of the words that stand in these tables.
	spaceless bool
	lexicon   map[string]bool // what a run of letters is cut into
	longest   int             // of the lexicon, in bytes
}

// sentences are what a language says about an answer that can't be read.
// "%s" stands for the answer, or for what it could have been.
type sentences struct {
	tooLong, empty                       string
	number, percent, money, date, time   string
	email, meantEmail, url, phone, yesNo string
	changes, choice, owner               string
	canSay, which                        string // after choice; %s is a list
	comma, or, others                    string // between the parts of a list, and at its end
	contains                             string // in a condition
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

// languages are those that visitors are understood in. English is the fallback
// of each: a word that a language doesn't know itself is understood if English
// knows it.
var languages = map[string]*words{"en": &english, "de": over(english, german), "ja": over(english, japanese)}

// wordsOf gives the language a locale's visitors are understood in.
func wordsOf(locale string) *words {
	if w, ok := languages[languageOf(locale)]; ok {
		return w
	}
	return &english
}

// Languages lists the codes of the languages that there are words for, sorted.
func Languages() []string { return slices.Sorted(maps.Keys(languages)) }

// over puts the words of a language over those of another.
func over(base, own words) *words {
	if own.compounds { // of its own words only
		own.lexicon = lexicon(maps.Keys(own.numbers), maps.Keys(own.scales), maps.Keys(own.and))
	}
	under := base.sets()
	for i, own := range own.sets() {
		merge(own, *under[i])
	}
	merge(&own.numbers, base.numbers)
	merge(&own.scales, base.scales)
	merge(&own.shortScales, base.shortScales)
	merge(&own.fractions, base.fractions)
	merge(&own.halves, base.halves)
	merge(&own.currencies, base.currencies)
	merge(&own.months, base.months)
	merge(&own.weekdays, base.weekdays)
	merge(&own.units, base.units)
	merge(&own.ordinals, base.ordinals)
	merge(&own.which, base.which)
	merge(&own.position, base.position)
	own.dates = append(own.dates[:len(own.dates):len(own.dates)], base.dates...)
	own = withDates(own)
	if own.spaceless {
		own.lexicon = own.everyWord()
	}
	for w := range own.lexicon {
		own.longest = max(own.longest, len(w))
	}
	return &own
}

// sets are the tables that say only that a word is of a kind.
func (w *words) sets() []*map[string]bool {
	c := &w.clock
	return []*map[string]bool{&w.small, &w.and, &w.minus, &w.one, &w.point, &w.percent, &w.cents, &w.counted, &w.moneyCues, &w.comparing, &w.joining,
		&w.ordinalEnds, &w.weak, &w.dateCues, &w.vague, &w.yes, &w.no, &w.pickSmall, &w.polite, &w.extension,
		&c.am, &c.pm, &c.noon, &c.midnight, &c.oclock, &c.minute, &c.half, &c.halfTo, &c.quarter, &c.past, &c.to, &c.morning, &c.later, &c.night, &c.in, &c.at}
}

// merge adds what a table hasn't.
func merge[V any](own *map[string]V, base map[string]V) {
	all := make(map[string]V, len(base)+len(*own))
	maps.Copy(all, base)
	maps.Copy(all, *own)
	*own = all
}

// everyWord gathers what a text without spaces is cut into.
func (w *words) everyWord() map[string]bool {
	all := lexicon(maps.Keys(w.numbers), maps.Keys(w.scales), maps.Keys(w.fractions), maps.Keys(w.currencies), maps.Keys(w.months), maps.Keys(w.weekdays),
		maps.Keys(w.units), maps.Keys(w.ordinals), maps.Keys(w.which), maps.Keys(w.position), slices.Values([]string{w.monthEnd, w.yearEnd}))
	for _, s := range w.sets() {
		maps.Copy(all, *s)
	}
	for _, rules := range w.dateIndex {
		for _, r := range rules {
			for _, p := range r.parts {
				maps.Copy(all, lexicon(slices.Values(p.words)))
			}
		}
	}
	return all
}

func lexicon(lists ...iter.Seq[string]) map[string]bool {
	all := map[string]bool{}
	for _, list := range lists {
		for k := range list {
			all[k] = true
		}
	}
	return all
}

// withDates compiles the phrases of a language.
func withDates(w words) words {
	w.dateIndex = compileDates(w.dates)
	return w
}

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[w] = true
	}
	return m
}
