package match

import "parley/engine/field"

// Command is a kind of meaning. The set is closed.
type Command string

// The commands.
const (
	Start    Command = "start"    // begin Dialog
	Set      Command = "set"      // Field gets Text
	Correct  Command = "correct"  // Field, known already, gets Text
	Reask    Command = "reask"    // ask Field again: "change the date"
	Confirm  Command = "confirm"  //
	Deny     Command = "deny"     //
	Cancel   Command = "cancel"   //
	Back     Command = "back"     //
	Skip     Command = "skip"     //
	SkipAll  Command = "skip_all" // leave out every optional field that is left
	Repeat   Command = "repeat"   //
	Restart  Command = "restart"  //
	Help     Command = "help"     //
	Why      Command = "why"      // why do you ask?
	Status   Command = "status"   //
	Retry    Command = "retry"    // try again
	Next     Command = "next"     // next page
	Previous Command = "previous" // previous page
	Pick     Command = "pick"     // the record on show whose id is Text
	Narrow   Command = "narrow"   // keep of the table on show what meets Value's conditions
	Count    Command = "count"    // how many rows the table on show has in all
	Sum      Command = "sum"      // what the field Field of all of them adds up to
	Top      Command = "top"      // order the table as Sort does, and say which is first
	Sort     Command = "sort"     // order the table by the field Text, with - in front from the top
	Tell     Command = "tell"     // say the value of Field: of the open dialog, of the record on show, or of the Start before it
	Several  Command = "several"  // the records on show whose ids are in Text
	Then     Command = "then"     // Text is a further wish, for when this one is done
	GoOn     Command = "go_on"    // with the wishes that wait
	SignOut  Command = "sign_out" //
	WhoAmI   Command = "who_am_i" //
	NewLink  Command = "new_link" // a new sign-in link
	Undo     Command = "undo"     // take back what was written last
	Pause    Command = "pause"    // hold on, let me think
	Greet    Command = "greet"    //
	Thanks   Command = "thanks"   //
	Clarify  Command = "clarify"  // one of Dialogs
	Unknown  Command = "unknown"  // Dialogs has the nearest

	SwitchAccount Command = "switch_account" // sign in as somebody else, or elsewhere
)

// Meaning is one command with what belongs to it.
type Meaning struct {
	Command Command
	Dialog  string
	Field   string
	Text    string
	Value   *field.Value // when the text was read already
	Dialogs []Ranked
	Score   float64
}

// Ranked is a dialog with how well it fits, 0 to 1.
type Ranked struct {
	Dialog string
	Score  float64

	raw float32 // before it was brought to 0..1
}

// Reading is what a message means: usually one command, or a Start followed
// by the values that the sentence holds.
type Reading struct {
	Meanings []Meaning
	Layer    string // which layer said so
}

// State is what kind of answer the session waits for.
type State string

// The states of a View.
const (
	Idle       State = "idle"
	Asking     State = "ask"
	Confirming State = "confirm"
	Picking    State = "pick"
	Listing    State = "results"
	Waiting    State = "waiting" // for a sign-in or an operation
	Failing    State = "failed"
)

// Field is a field of the open dialog, or of one that may be started.
type Field struct {
	Name   string
	Label  string
	Also   []string
	Kind   field.Kind
	Object string   // for record, changes and search
	Parts  []string // for changes: what the record's own fields are called
	Main   []string // and of those the first name of each
	Of     []Field  // and they themselves
	Known  bool     // has a value already
	Value  string   // that value, as people read it
	// Private: what people say for it is sent to nobody, and no model fills it.
	Private bool
}

// View is what the session shows.
type View struct {
	field.View
	State    State
	Dialog   string  // the open one
	Expected string  // name of the field that is asked
	Fields   []Field // of the open dialog
	Choices  func(fieldName string) []field.Choice
}
