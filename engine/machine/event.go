package machine

import (
	"encoding/json"
	"fmt"
	"time"

	"parley/engine/action"
)

// Event is something that happened to a session. Every event has an id under
// which it is accepted once, and the time at which it happened: a step reads
// no clock.
type Event interface {
	EventID() string
	Time() time.Time
	kind() string
}

// Head is what all events have.
type Head struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// EventID returns the id under which the event is accepted once.
func (h Head) EventID() string { return h.ID }

// Time returns when it happened.
func (h Head) Time() time.Time { return h.At }

type (
	// Said is a message typed by the user. Seq is the newest turn that they had
	// before them; 0 when the client doesn't say.
	Said struct {
		Head
		Text string `json:"text"`
		Seq  int64  `json:"seq,omitempty"`
	}
	// Chosen is a pressed button. Seq is the turn that offered it.
	Chosen struct {
		Head
		Value string `json:"value"`
		Seq   int64  `json:"seq"`
	}
	// Filled is an edit on the running dialog's card; a nil text clears.
	Filled struct {
		Head
		Fields map[string]*string `json:"fields"`
	}
	// OperationDone is the answer to an operation that was carried out.
	OperationDone struct {
		Head
		Op     string        `json:"op"`
		Result action.Result `json:"result"`
	}
	// OperationFailed is the answer to one that was not, or not for certain.
	OperationFailed struct {
		Head
		Op        string                `json:"op"`
		Kind      action.Kind           `json:"kind"`
		Text      string                `json:"text,omitempty"`
		Fields    []action.FieldProblem `json:"fields,omitempty"`
		Existing  *action.Record        `json:"existing,omitempty"`
		Reference string                `json:"ref,omitempty"`
		Since     time.Time             `json:"since,omitzero"` // for an unknown outcome: when the request left
		Lost      bool                  `json:"lost,omitempty"` // the outcome is unknown because who sent the request is gone
	}
	// SignInNeeded says that an operation waits for somebody to sign in.
	SignInNeeded struct {
		Head
		Op            string    `json:"op"`
		Provider      string    `json:"provider"`
		Start         string    `json:"start,omitempty"`
		Until         time.Time `json:"until,omitzero"`
		Reason        string    `json:"reason,omitempty"`
		Administrator bool      `json:"admin,omitempty"`
	}
	// SignedIn says that the visitor gave access, here or in another chat of
	// theirs.
	SignedIn struct {
		Head
		Account   action.Account `json:"account"`
		Elsewhere bool           `json:"elsewhere,omitempty"`
	}
	// SignedOut says that the access has ended without anything that happened
	// in this chat. By: the visitor ended it, in another chat of theirs.
	SignedOut struct {
		Head
		Provider string `json:"provider"`
		By       bool   `json:"by,omitempty"`
	}
	// SignInEnded says that a sign-in came to nothing.
	SignInEnded struct {
		Head
		Provider string `json:"provider"`
		Why      Why    `json:"why"`
	}
	// Elapsed says that the time a step wished to be woken at has come.
	Elapsed struct{ Head }
	// Joined says that the visitor opened the chat, anew or again.
	Joined struct {
		Head
		Locale   string `json:"locale,omitempty"`
		TimeZone string `json:"timezone,omitempty"`
	}
)

// Why a sign-in came to nothing.
type Why string

// The reasons.
const (
	Denied   Why = "denied"   // the user said no at the provider
	Expired  Why = "expired"  // the link was not used in time
	Faulty   Why = "faulty"   // the provider did not work
	Foreign  Why = "foreign"  // another browser came back than the one that chats here
	Settings Why = "settings" // the provider does not take our settings

	WrongAccount Why = "account" // not one of the accounts that may be connected
)

func (Said) kind() string            { return "said" }
func (Chosen) kind() string          { return "chosen" }
func (Filled) kind() string          { return "filled" }
func (OperationDone) kind() string   { return "done" }
func (OperationFailed) kind() string { return "failed" }
func (SignInNeeded) kind() string    { return "sign_in_needed" }
func (SignedIn) kind() string        { return "signed_in" }
func (SignedOut) kind() string       { return "signed_out" }
func (SignInEnded) kind() string     { return "sign_in_ended" }
func (Elapsed) kind() string         { return "elapsed" }
func (Joined) kind() string          { return "joined" }

// EncodeEvent writes an event for the store.
func EncodeEvent(e Event) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode %s event: %w", e.kind(), err)
	}
	return json.Marshal(envelope{Kind: e.kind(), Body: body})
}

// DecodeEvent reads what EncodeEvent wrote.
func DecodeEvent(data []byte) (Event, error) {
	var env envelope
	if err := json.Unmarshal(data, &env); err != nil {
		return nil, fmt.Errorf("decode event: %w", err)
	}
	switch env.Kind {
	case "said":
		return decode[Said](env.Body)
	case "chosen":
		return decode[Chosen](env.Body)
	case "filled":
		return decode[Filled](env.Body)
	case "done":
		return decode[OperationDone](env.Body)
	case "failed":
		return decode[OperationFailed](env.Body)
	case "sign_in_needed":
		return decode[SignInNeeded](env.Body)
	case "signed_in":
		return decode[SignedIn](env.Body)
	case "signed_out":
		return decode[SignedOut](env.Body)
	case "sign_in_ended":
		return decode[SignInEnded](env.Body)
	case "elapsed":
		return decode[Elapsed](env.Body)
	case "joined":
		return decode[Joined](env.Body)
	}
	return nil, fmt.Errorf("decode event: unknown kind %q", env.Kind)
}

type envelope struct {
	Kind string          `json:"k"`
	Body json.RawMessage `json:"e"`
}

func decode[E Event](body []byte) (Event, error) {
	var e E
	if err := json.Unmarshal(body, &e); err != nil {
		return nil, fmt.Errorf("decode %s event: %w", e.kind(), err)
	}
	return e, nil
}
