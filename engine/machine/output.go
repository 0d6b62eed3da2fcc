package machine

import (
	"time"

	"parley/engine/action"
	"parley/engine/match"
)

// Output is what a step wishes. Nothing in it has happened yet.
type Output struct {
	Turn       *Turn       // what to say; nil when there is nothing
	Operations []Operation // what to do
	Ended      []string    // ids of operations whose answer this step took
	Wake       time.Time   // when to send Elapsed; zero for never
	Stale      bool        // the event was a button whose turn is not open
	Moves      []Move      // which states it came through, for coverage and diagrams
	Failures   []Failure   // which failures it answered, for coverage

	// Heard is what a message was taken for; nil for what is not said. It is
	// empty where a rule of the conversation itself took the message.
	Heard *match.Reading
}

// Move is one transition of a dialog's table.
type Move struct{ Dialog, From, To string }

// Failure is one way in which an action that a dialog uses can fail. All
// failures to look something up come to the same for a dialog: Kind is empty.
type Failure struct {
	Dialog, Action string
	Kind           action.Kind
}

// Operation is one call of an action that the engine carries out. Its id
// stays the same when it is tried again after a sign-in; Attempt tells the
// tries apart.
type Operation struct {
	action.Call
	Effect  action.Effect `json:"effect"`
	Attempt int           `json:"attempt,omitempty"`
}

// repeatable tells whether an operation that may have happened is simply done
// again: a change sets values and a delete takes away, so twice is as good as
// once. A create is not; and what outlives no process is for a person to look
// at.
func (op Operation) repeatable() bool {
	const most = 5
	return (op.Effect == action.Update || op.Effect == action.Delete) && op.Attempt < most
}

// Turn is everything that one step says. Encoded it is the frame of
// web/protocol.md, so that what is stored is what is sent.
type Turn struct {
	Type     string      `json:"type"` // "turn"
	Seq      int64       `json:"seq"`
	ReplyTo  string      `json:"reply_to,omitempty"`
	Said     string      `json:"said,omitempty"`
	Messages []Message   `json:"messages"`
	More     bool        `json:"more,omitempty"`
	Dialog   *DialogView `json:"dialog,omitempty"`
	Ended    *Ending     `json:"ended,omitempty"`
}

// Ending says that a dialog came to its end in this turn.
type Ending struct {
	Dialog string `json:"dialog"`
	State  string `json:"state"` // done, cancelled or undone
}

// DialogView shows where the running dialog stands.
type DialogView struct {
	Name    string      `json:"name"`
	Title   string      `json:"title"`
	State   string      `json:"state"`
	Fields  []FieldView `json:"fields"`
	Waiting bool        `json:"waiting"`
}

// FieldView shows one collected value.
type FieldView struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Value   string `json:"value"`
	Display string `json:"display"`
	From    string `json:"from"`
	Was     string `json:"was,omitempty"`
}

// Message is one block of a turn. Text is always there, so that a client
// which knows only text can show the conversation.
type Message struct {
	Kind      string   `json:"kind"`
	Text      string   `json:"text"`
	Field     string   `json:"field,omitempty"`
	Hint      string   `json:"hint,omitempty"`
	Input     *Input   `json:"input,omitempty"`
	Style     string   `json:"style,omitempty"`
	Fields    []Line   `json:"fields,omitempty"`
	Object    string   `json:"object,omitempty"`
	ID        string   `json:"id,omitempty"`
	Title     string   `json:"title,omitempty"`
	Subtitle  string   `json:"subtitle,omitempty"` // of a record: its kind and pipeline
	Badge     string   `json:"badge,omitempty"`    // of a record: its stage
	URL       string   `json:"url,omitempty"`
	Columns   []string `json:"columns,omitempty"`
	Rows      []Row    `json:"rows,omitempty"`
	From      int      `json:"from,omitempty"`
	To        int      `json:"to,omitempty"`
	Total     int      `json:"total,omitempty"`
	Provider  string   `json:"provider,omitempty"`
	ExpiresAt string   `json:"expires_at,omitempty"`
	User      string   `json:"user,omitempty"`
	Account   string   `json:"account,omitempty"`
	Level     string   `json:"level,omitempty"`
	Reference string   `json:"reference,omitempty"`
	Choices   []Button `json:"choices,omitempty"`
}

// The kinds of messages.
const (
	KindText     = "text"
	KindQuestion = "question"
	KindConfirm  = "confirm"
	KindRecord   = "record"
	KindTable    = "table"
	KindSignIn   = "sign_in"
	KindSignedIn = "signed_in"
	KindNotice   = "notice"
)

// Input says what kind of answer a question wants.
type Input struct {
	Type    string   `json:"type"`
	Min     int      `json:"min,omitempty"`
	Max     int      `json:"max,omitempty"`
	Options []string `json:"options,omitempty"`
}

// Button is something to press: Value comes back as Chosen.
type Button struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Style string `json:"style,omitempty"`
}

// Line is a label with its value, and what it was before.
type Line struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Was   string `json:"was,omitempty"`
	Head  bool   `json:"head,omitempty"` // the record's subtitle or badge says it too

	pick string // name of the field, where it is a choice
}

// Row is one row of a table.
type Row struct {
	ID      string   `json:"id"`
	Cells   []string `json:"cells"`
	URL     string   `json:"url,omitempty"`
	Choices []Button `json:"choices,omitempty"`
}
