package machine

import (
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

// SessionID names one chat. It is a hash of the visitor's token, so whoever
// reads the store can't speak for anybody.
type SessionID string

// Session is the whole truth about one chat. It is a value: a step takes one
// and returns the next. Encoded it aims to stay below 2 KB.
type Session struct {
	ID       SessionID        `json:"id"`
	Version  int64            `json:"ver"`
	Stack    []Frame          `json:"stack,omitempty"` // interrupted dialogs below, the current one last
	Seq      int64            `json:"seq,omitempty"`   // of the last turn that said something
	Offered  int64            `json:"off,omitempty"`   // sequence number of the last turn that offered choices
	Ops      int64            `json:"ops,omitempty"`   // operations wished so far
	Memory   Memory           `json:"mem,omitzero"`
	Plan     *Plan            `json:"plan,omitempty"` // wishes that come next
	Unclear  []Button         `json:"unc,omitempty"`  // what the last message may have meant
	Asked    Asked            `json:"ask,omitzero"`   // what a language model is asked
	Errand   Errand           `json:"run,omitzero"`   // an operation for the session itself
	Visitor  Visitor          `json:"who,omitzero"`
	Accounts []action.Account `json:"acc,omitempty"`  // signed in at
	Before   []action.Account `json:"was,omitempty"`  // signed in at last, where access has ended since
	Link     time.Time        `json:"lnk,omitzero"`   // a sign-in link is out until then that no dialog waits for
	Misses   int              `json:"miss,omitempty"` // unclear messages in a row with no dialog open
	Created  time.Time        `json:"at,omitzero"`
	Active   int64            `json:"act,omitempty"` // when the visitor was heard of last, in Unix seconds
	Ended    bool             `json:"end,omitempty"`
}

// Visitor is who talks, as far as the chat knows.
type Visitor struct {
	Locale   string `json:"loc,omitempty"`
	TimeZone string `json:"tz,omitempty"`
	Subject  string `json:"sub,omitempty"` // proved by the host site
	Browser  string `json:"br,omitempty"`  // hash of the browser's cookie
}

// Frame is one dialog under way.
type Frame struct {
	Dialog  string                    `json:"d"`
	Hash    string                    `json:"h"`
	State   string                    `json:"s"`
	Fields  map[string]field.Value    `json:"f,omitempty"`
	Raw     map[string]string         `json:"y,omitempty"`    // said for a field, not looked up yet
	Choices map[string][]field.Choice `json:"c,omitempty"`    // loaded for this account
	Skipped []string                  `json:"k,omitempty"`    // fields that the user left out
	Order   []string                  `json:"o,omitempty"`    // fields asked so far, for "back"
	Wanted  string                    `json:"wa,omitempty"`   // field that is to be asked as soon as its choices are loaded
	Misses  int                       `json:"m,omitempty"`    // wrong answers to the open question
	Refused bool                      `json:"no,omitempty"`   // a no was said at the confirm question: what should be different?
	Op      *Operation                `json:"op,omitempty"`   // under way, or waiting for a sign-in
	Sent    *Operation                `json:"sent,omitempty"` // the create of which nobody knows whether it happened
	Doubt   bool                      `json:"dt,omitempty"`   // a write may have happened
	Undo    *Write                    `json:"un,omitempty"`   // the finished write that is being taken back
	Agreed  bool                      `json:"ag,omitempty"`   // taking all of Undo back had a yes
	Until   time.Time                 `json:"u,omitzero"`     // a sign-in link is out until then
	Moved   string                    `json:"mv,omitempty"`   // the account that it was begun in, while another one waits for a yes
	Heard   string                    `json:"hd,omitempty"`   // the sentence with several values, until the choices in it can be told
	Kept    []string                  `json:"w,omitempty"`    // said while waiting, taken up afterwards
	Pick    []Ref                     `json:"p,omitempty"`    // candidates to pick from
	Was     *action.Record            `json:"r,omitempty"`    // the record as it was shown
	Detail  string                    `json:"x,omitempty"`    // the field of a record that is being changed
	List    *List                     `json:"l,omitempty"`    // the page on show
	Checked string                    `json:"ck,omitempty"`   // value for which was looked whether it is there already
	Quiet   time.Time                 `json:"z,omitzero"`     // when the dialog gives up waiting for its user
	Narrow  []field.Condition         `json:"nw,omitempty"`   // "only the ones above 10k"
	Sort    string                    `json:"so,omitempty"`   // field that the list is sorted by, with - in front from the top
	Top     bool                      `json:"top,omitempty"`  // which comes first was asked for
	Sum     string                    `json:"sum,omitempty"`  // the field to add up, while the records are fetched
	Batch   *Batch                    `json:"bt,omitempty"`   // several records for one yes
	Tell    string                    `json:"tell,omitempty"` // the value of the record that was asked for
	Instead string                    `json:"in,omitempty"`   // the button that leads on from a failure or from a record that isn't there, for who says yes to it
	Look    *Look                     `json:"lk,omitempty"`   // other kinds of records that may be meant, too
	Path    []string                  `json:"pa,omitempty"`   // the author's states that it came through
	Called  []string                  `json:"ca,omitempty"`   // those whose dialog or action is done
	Closed  []string                  `json:"cl,omitempty"`   // fields that are part of what was written
	For     string                    `json:"for,omitempty"`  // field of the dialog below that waits for this one's record
}

// Ref is a record that was shown.
type Ref struct {
	Object string `json:"o,omitempty"`
	ID     string `json:"i"`
	Title  string `json:"t"`
	Hint   string `json:"h,omitempty"`
}

// Memory is what "it", "that deal", "the second one" and "undo" mean.
type Memory struct {
	Last map[string]Ref `json:"last,omitempty"` // by object
	It   string         `json:"it,omitempty"`   // the object shown or changed last
	List []Ref          `json:"list,omitempty"` // the last table's rows
	Told string         `json:"told,omitempty"` // the value asked for last, for "and Globex?"
	// Table is the dialog that showed it, once another has the word: "next"
	// and "sort by amount" are still about it.
	Table *Frame `json:"tab,omitempty"`
	Write *Write `json:"w,omitempty"` // what was written last, for half an hour
}

// List is a page of a table.
type List struct {
	From  int      `json:"f"`           // number of the first row
	Next  string   `json:"n,omitempty"` // cursor of the next page
	After []string `json:"b,omitempty"` // cursors of the pages so far, this one last
	Total int      `json:"t,omitempty"`
	Empty bool     `json:"e,omitempty"` // nothing was found
}
