package field

import "time"

// View is what reading and showing depend on: the visitor's way of writing
// and what is being asked.
type View struct {
	Locale   string    // BCP 47: "en-US"; empty means "en-US"
	TimeZone string    // IANA; empty means UTC
	Now      time.Time // the time of the turn
	Currency string    // ISO 4217, of amounts that name none; empty: such amounts are shown as bare numbers
	Choices  []Choice  // for choice and owner
	Region   string    // for phone numbers without a country code; empty means the locale's
}

// Match is a value found inside a sentence, at text[Start:End].
type Match struct {
	Value      Value
	Start, End int
	Other      []Value // further readings of the same words, when there are several

	// Period says that the words mean a stretch of days ("this month",
	// "Q1"): Value is its last day and Other[0] its first.
	Period bool
}

// Type is what there is to know about a kind of answer. A Type is a value
// without state; the functions are pure.
type Type struct {
	Kind    Kind
	Summary string // one line for the reference
	Example string // an example answer, for the reference and for hints

	// Read reads a whole answer to a question of this kind. When it can't,
	// why says so in a sentence for the user.
	Read func(text string, v View) (value Value, why string, ok bool)
	// Find finds values inside a sentence, left to right, not overlapping.
	// Nil for kinds that can't be told from other words (text, url names …).
	Find func(text string, v View) []Match
	// Show writes a value for the user.
	Show func(value Value, v View) string
	// Expr gives a value to conditions: a float64, string or bool.
	Expr func(value Value) any
	// Input is the kind of input the widget shows.
	Input string
}
