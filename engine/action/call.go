package action

import (
	"context"
	"time"

	"parley/engine/field"
)

// Caller is on whose behalf a call is made.
type Caller struct {
	Session  string    // the chat; anonymous visitors own their tokens through it
	Subject  string    // a visitor whose identity was proved, or empty
	Browser  string    // hash of the browser cookie that the session was created with, or empty
	Locale   string    // "en-US"
	TimeZone string    // "Europe/Berlin"
	Now      time.Time // the time of the turn that caused the call
}

// Call is one use of an action. ID is the operation's: the same for every
// attempt at the same piece of work, different for any other.
type Call struct {
	ID     string                 `json:"id"`
	Action string                 `json:"action"`
	Args   map[string]field.Value `json:"args,omitempty"`

	// Settle asks whether the call with this ID and Args was carried out at or
	// after Since, a time of this process's clock; it never carries it out. The
	// answer is the Result the call would have given, or a Problem of kind
	// Missing.
	Settle bool      `json:"settle,omitempty"`
	Since  time.Time `json:"since,omitzero"`
}

// Result is a successful answer; its shape is the Spec's Gives.
type Result struct {
	Records []Record       `json:"records,omitempty"`
	Total   int            `json:"total,omitempty"` // of all pages; 0 when not known
	Next    string         `json:"next,omitempty"`  // pass as argument "after" for the next page
	Choices []field.Choice `json:"choices,omitempty"`
	Account *Account       `json:"account,omitempty"`
	Text    string         `json:"text,omitempty"`
	Notes   []Note         `json:"notes,omitempty"`
}

// Note is something to know besides a result that went well. ID names the
// engine's sentence for it, so that it is said in the user's language; the rest
// is what that speaks of.
type Note struct {
	ID     string `json:"id"`               // "note_late"
	Object string `json:"object,omitempty"` // the kind of the record
	Other  string `json:"other,omitempty"`  // a kind of records that it is to be linked to
	Field  string `json:"field,omitempty"`
}

// Record is one record as a dialog sees it. Fields holds the names of Object
// that have a value.
type Record struct {
	Object string                 `json:"o"`
	ID     string                 `json:"i"`
	Title  string                 `json:"t"`
	URL    string                 `json:"u,omitempty"`
	Fields map[string]field.Value `json:"f,omitempty"`
	Links  map[string][]Record    `json:"l,omitempty"` // "contact": the associated ones, by name only
}

// Account is who signed in where.
type Account struct {
	Provider string `json:"provider"`
	ID       string `json:"id"`                 // account id at the provider
	Name     string `json:"name,omitempty"`     // what people call it: its domain or number
	User     string `json:"user,omitempty"`     // who signed in, usually an e-mail address
	Currency string `json:"currency,omitempty"` // ISO 4217, of amounts that name none; empty when not known
}

// Actions carries out calls. *Catalog is the one that runs; the engine knows
// only this.
type Actions interface {
	Do(context.Context, Caller, Call) (Result, error)
}
