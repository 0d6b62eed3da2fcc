package field

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// marks are the characters of a locale's numbers.
type marks struct {
	point, group string
	indian       bool // 12,34,567
}

// marksOf reads the marks off a printed number, which is the one thing the
// library offers. It takes 2 µs, so the commonest locale is written down.
func marksOf(locale string) marks {
	if locale == "" || locale == "en-US" {
		return marks{point: ".", group: ","}
	}
	printed := message.NewPrinter(tagOf(locale)).Sprint(number.Decimal(12345678.5))
	var between []string
	var digitsBefore []int
	n, last := 0, 0
	for i, r := range printed {
		if r < '0' || r > '9' {
			between = append(between, string(r))
			digitsBefore = append(digitsBefore, n)
			last = i
			n = 0
			continue
		}
		n++
	}
	if len(between) < 2 || last == 0 {
		return marks{point: ".", group: ","} // digits of another script
	}
	return marks{point: between[len(between)-1], group: between[0], indian: len(between) == 4 && digitsBefore[1] == 2}
}

func tagOf(locale string) language.Tag {
	if locale == "" {
		return language.AmericanEnglish
	}
	return language.Make(locale)
}

// languageOf gives the language's code: "de" for "de-AT".
func languageOf(locale string) string {
	if locale == "" {
		return "en"
	}
	code, _, _ := strings.Cut(locale, "-")
	code, _, _ = strings.Cut(code, "_")
	return strings.ToLower(code)
}

// regionOf gives the country of a locale, guessed from the language when it
// isn't said.
func regionOf(locale string) string {
	if locale == "" {
		return "US"
	}
	region, _ := tagOf(locale).Region()
	return region.String()
}

// monthFirst tells whether 03/04 is the fourth of March.
func monthFirst(locale string) bool {
	if locale == "" || locale == "en-US" {
		return true
	}
	if languageOf(locale) != "en" {
		return false
	}
	switch regionOf(locale) {
	case "US", "PH", "PR", "GU", "VI":
		return true
	}
	return false
}

// zones remembers time zones, since loading one reads a file. Only names of
// zones that exist get in, so it can't grow beyond a few hundred.
var zones sync.Map

// today is the visitor's day, as midnight UTC.
func (v View) today() time.Time {
	y, m, d := v.Now.In(v.zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (v View) zone() *time.Location {
	if v.TimeZone == "" || v.TimeZone == "UTC" {
		return time.UTC
	}
	if z, ok := zones.Load(v.TimeZone); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(v.TimeZone)
	if err != nil {
		return time.UTC
	}
	zones.Store(v.TimeZone, z)
	return z
}
