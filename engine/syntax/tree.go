package syntax

// Pos is a place in a file. Lines and columns count from 1, columns in
// characters; Len is how many characters a marker underlines, at least 1. In
// diagnostics, Col 0 means that only the line is known, and Line 0 that it is
// about the whole file.
type Pos struct{ Line, Col, Len int }

// Str is a text from a file with its place.
type Str struct {
	Value string
	Pos   Pos
}

// IsZero tells whether the author wrote nothing.
func (s Str) IsZero() bool { return s.Pos.Line == 0 }

// Num is a whole number from a file with its place.
type Num struct {
	Value int
	Pos   Pos
}

// Flag is a true or false from a file with its place.
type Flag struct {
	Value bool
	Pos   Pos
}

// Unread names keys about which the reader has said what is wrong: they are
// missing, or stand there and could not be read, at least not whole. What
// follows from that is no news.
type Unread map[string]bool

// and adds a key.
func (u Unread) and(key string) Unread {
	if u == nil {
		u = Unread{}
	}
	u[key] = true
	return u
}

// Dialog is one dialog file. What the author left out is zero.
type Dialog struct {
	File   string
	Source []byte
	Hash   string // of Source: a session keeps the version that it began with
	Unread Unread

	Name        Str   // dialog: create_deal
	Title       Str   // title: Create a deal
	Short       Str   // short: Create; the button in a row
	Description Str   // description: …
	Start       []Str // start: what people say; <field> marks a value
	Needs       Str   // needs: hubspot
	Effect      Str   // effect: create, update, delete
	Fields      []*Field
	States      []*State // states: the author's own order, instead of that of the fields or hooked into it
	Confirm     Str      // confirm: Create <name>?
	Before      *Before
	Do          Str // do: hubspot.deals.create
	Errors      []ErrorRule
	Show        *Show
	Done        *Done
	Timeout     Str // timeout: 30m; how long the dialog waits for an answer

	Translations []*Translation // from the files beside it
}

// Field is one entry below fields.
type Field struct {
	Unread     Unread
	Name       Str
	Type       Str // "text", "money", "record deal", "changes of deal"; zero means text
	Label      Str // how the field is called in cards; zero means the name in words
	Ask        Str
	Hint       Str
	Why        Str // the answer to "why do you ask?"
	Examples   []Str
	Optional   Flag
	OptionalIf Str // the condition that stands there instead of true
	Private    Flag
	AskIf      Str // missing (the zero), always, never
	When       Str // a condition: only then is the field asked and sent
	Default    Str // what is offered as a button, and taken when what must be answered is skipped
	DefaultAs  Str // how a translation calls the default
	Choices    []Choice
	From       Str // choices: hubspot.deal_stages
	Length     *Range
	Must       []Rule
	Attempts   Num // wrong answers before a way out is offered; zero means the house rule
	IfNone     Str // a dialog that makes a missing record
}

// State is one entry below states: what is said, asked and done there, in this
// order, and where it goes on.
type State struct {
	Unread  Unread
	Name    Str
	Before  Str   // before: amount, or confirm; the state is hooked in front of that
	Say     []Str // one of several wordings
	Ask     []Str // fields
	Start   Str   // a dialog that runs here
	Do      Str   // an action that is done here
	With    []Given
	Confirm Str
	Errors  []ErrorRule
	Show    *Show
	Done    []Str // said when the action is done
	Result  []Given
	Go      []Way
}

// Given is one entry below with or result: a value under another name. Below
// with, To is a field of the dialog or a parameter of the action, From a field
// here; below result, To is a field here.
type Given struct{ To, From Str }

// Way is one entry below go: where a state goes on, and when. Without a
// condition it always does.
type Way struct{ When, To Str }

// The names that `go:` knows besides those of states.
const (
	GoOn     = "end"    // the states are over: the dialog's confirm and action follow
	GoCancel = "cancel" // the dialog is over, and nothing is done
)

// Choice is one entry of a list of choices that the author wrote.
type Choice struct {
	Value Str
	Label Str
}

// Range is `length: 1..200`. Max 0 means no upper end.
type Range struct {
	Min, Max int
	Pos      Pos
}

// Rule is one entry below must: a condition about value and what to say when
// it does not hold.
type Rule struct {
	If  Str
	Say Str
}

// ErrorRule is one entry below errors: what to do for a kind of failure.
//
//	ask <error.field>   ask the refused field again
//	ask NAME            ask that field again
//	say TEXT            say it and stop there
//	start DIALOG        offer that dialog
type ErrorRule struct {
	Kind Str
	Verb Str // ask, say, start
	Arg  Str // a field name, "<error.field>", a text or a dialog
}

// Show is how the rows of a list, or the fields of a record, look.
type Show struct {
	Unread   Unread
	Pos      Pos
	Columns  []Str
	Page     Num
	Row      []Str // dialogs offered for each row
	Empty    Str
	Remember Str
	Record   Str // record: deal; shows one record as a card
	Intro    Str // say: above the table
}

// Before is a look at what is there already, before the confirm question.
type Before struct {
	Pos  Pos
	Find Str // a field: records whose title is its value are looked for
	Say  Str // said when there is one
}

// Done is what happens at the end.
type Done struct {
	Pos      Pos
	Say      []Str
	Remember Str
	Offer    []Str
	Then     Str
}

// Values are the texts alone.
func Values(list []Str) []string {
	var values []string
	for _, s := range list {
		values = append(values, s.Value)
	}
	return values
}

// House is defaults.yaml: house rules and the wording of the engine's own
// sentences. Texts not in the file keep the words that the engine ships.
type House struct {
	File     string
	Source   []byte
	Language Str              // of Texts; English when empty
	Attempts Num              // wrong answers before a way out is offered
	Texts    map[string][]Str // by text id: one of several wordings
	Words    map[string][]Str // by command: cancel, back, …
	Objects  []*Object        // of objects.yaml: kinds of records besides those that are there
}

// Tests is one *_test.yaml file.
type Tests struct {
	File   string
	Source []byte
	Cases  []*Case
}

// Case is one conversation.
type Case struct {
	Name     Str
	Now      Str // with.now: 2026-11-23 or an RFC 3339 time
	SignedIn *Flag
	Portal   Str // with.hubspot: the seeded records
	Locale   Str
	TimeZone Str
	Faults   []Fault // with.faults
	Turns    []*Turn
}

// Fault makes the sandbox misbehave; as in its admin path.
type Fault struct {
	Pos    Pos
	Method Str
	Path   Str
	Status []Num // one, or any: of several, each tried in a run of its own
	Body   Str
	Times  Num
	Drop   Flag // drop_answer
}

// Turn is one entry below chat. Exactly one of Me, Press, Event, Faults, Slow
// and Others is what happens; the rest is what must follow.
type Turn struct {
	Pos    Pos
	Me     []Str        // one text, or any: of several, each tried in a run of its own
	Press  Str          // the label of a button
	Event  Str          // signed_in, other_account, barred_account, denied, expired, disconnected, recovered, answered, reload, crash, timeout
	Faults []Fault      // fault: from here on
	Slow   Str          // an action whose answers are long in coming, from here on
	Others []ExpectCall // elsewhere: what somebody else does

	Bot       Str // the state: "ask name", "confirm", "done", "sign_in", or "DIALOG: ask name"
	Says      []Str
	NeverSays []Str
	Fields    []Expect // fields: values by name
	Calls     []ExpectCall
	HasCalls  bool // calls: was written, even if empty
	Buttons   []Str
}

// Expect is one wanted value.
type Expect struct{ Name, Value Str }

// ExpectCall is one wanted write.
type ExpectCall struct {
	Action Str
	Args   []Expect
}
