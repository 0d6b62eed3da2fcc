package web

import (
	"encoding/json"
	"errors"
	"unicode"
	"unicode/utf8"

	"parley/engine/action"
)

// The sizes of what a client may send.
const (
	maxFrame  = 16 << 10 // bytes; compression is off, so this is what arrives
	maxDepth  = 8        // of the JSON
	maxText   = 4000     // characters of a message or a field
	maxID     = 64       // characters
	maxValue  = 1000     // characters of a choice
	maxFields = 64       // of a fill
)

// subprotocol is the version of the frames.
const subprotocol = "parley.v1"

// Close codes. Those from 4000 on are ours; a client that is closed with any
// code but 1000, 4001 and 4003 comes back after a delay.
const (
	closeEnded       = 1000 // the session is over
	closeBinary      = 1003 // client's fault
	closeUTF8        = 1007 // client's fault
	closeTooLarge    = 1009 // client's fault
	closeInternal    = 1011 // ours; it is logged
	closeRestart     = 1012 // nobody's: deploy, or turns that only a resume can bring
	closeLater       = 1013 // too busy, too slow a reader, or the store is away
	closeNoHello     = 4000 // client's fault
	closeReplaced    = 4001 // a newer socket has the session; do not come back by yourself
	closeRefused     = 4003 // do not come back by yourself
	closeNothingSent = 1006 // never sent: the peer went away; only counted
)

// errorCode names what is wrong with what a client wants.
type errorCode string

// Error codes. The sentences are for people, the codes for programs.
const (
	badFrame       errorCode = "bad_frame"
	tooLarge       errorCode = "too_large"
	rateLimited    errorCode = "rate_limited"
	notReady       errorCode = "not_ready"
	unknownSession errorCode = "unknown_session"
	staleChoice    errorCode = "stale_choice"
	unauthorized   errorCode = "unauthorized"
	internal       errorCode = "internal"
)

// sentences is what people read when the frame says nothing more exact.
var sentences = map[errorCode]string{
	badFrame:       "That message could not be read.",
	tooLarge:       "That is too long. Please shorten it.",
	rateLimited:    "That was a little fast. Please wait a moment.",
	notReady:       "The chat is not available right now. Please try again in a moment.",
	unknownSession: "This chat is no longer there. A new one begins.",
	staleChoice:    "That button belongs to an earlier question.",
	unauthorized:   "You are not allowed to do that.",
	internal:       "Something went wrong on our side. Please try again.",
}

// clientFrame is any frame of a client; Type says which keys count.
type clientFrame struct {
	Type     string             `json:"type"`
	ID       string             `json:"id"`
	Text     string             `json:"text"`
	Value    string             `json:"value"`
	Seq      int64              `json:"seq"`
	Fields   map[string]*string `json:"fields"`
	Token    string             `json:"token"`
	Epoch    string             `json:"epoch"`
	LastSeq  *int64             `json:"last_seq"`
	Identity string             `json:"identity"`
	Locale   string             `json:"locale"`
	TimeZone string             `json:"timezone"`
	Flow     string             `json:"flow"`
	Proof    string             `json:"proof"`
}

// frameError is a frame that is refused; ID is the frame's when it had one.
type frameError struct {
	code errorCode
	id   string
	text string
}

func (e *frameError) Error() string { return string(e.code) + ": " + e.text }

// readFrame decodes a frame and checks all that can be checked without the
// session. The error is always a *frameError.
func readFrame(data []byte) (*clientFrame, error) {
	if depth(data) > maxDepth {
		return nil, &frameError{badFrame, "", "The frame is nested too deeply."}
	}
	f := new(clientFrame)
	if err := json.Unmarshal(data, f); err != nil {
		text := "The frame is not JSON."
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			text = "A key of the frame has the wrong type."
		}
		return nil, &frameError{badFrame, validID(f.ID), text}
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *clientFrame) check() error {
	bad := func(text string) error { return &frameError{badFrame, validID(f.ID), text} }
	large := func() error { return &frameError{tooLarge, validID(f.ID), ""} }
	if f.needsID() && validID(f.ID) == "" {
		return bad("The frame needs an id of 1 to 64 printable characters.")
	}
	switch f.Type {
	case "hello":
		if f.LastSeq != nil && *f.LastSeq < 0 {
			return bad("last_seq is negative.")
		}
	case "message":
		if f.Text == "" || f.Seq < 0 {
			return bad("A message needs a text, and no negative seq.")
		}
		if utf8.RuneCountInString(f.Text) > maxText {
			return large()
		}
	case "choose":
		if f.Value == "" || f.Seq < 0 {
			return bad("A choice needs a value and the number of the turn that offered it.")
		}
		if utf8.RuneCountInString(f.Value) > maxValue {
			return large()
		}
	case "fill":
		if len(f.Fields) == 0 || len(f.Fields) > maxFields {
			return bad("A fill needs between 1 and 64 fields.")
		}
		for name, text := range f.Fields {
			if utf8.RuneCountInString(name) > maxID || text != nil && utf8.RuneCountInString(*text) > maxText {
				return large()
			}
		}
	case "bind":
		if f.Flow == "" || f.Proof == "" || len(f.Flow) > 256 || len(f.Proof) > 256 {
			return bad("A bind needs a flow and its proof.")
		}
	case "ack":
		if f.Seq < 0 {
			return bad("seq is negative.")
		}
	case "end":
	default:
		return bad("The frame's type is not known.")
	}
	return nil
}

func (f *clientFrame) needsID() bool {
	switch f.Type {
	case "message", "choose", "fill", "end":
		return true
	}
	return false
}

// validID returns id when a client may use it, else nothing.
func validID(id string) string {
	if id == "" || len(id) > 4*maxID || utf8.RuneCountInString(id) > maxID {
		return ""
	}
	for _, r := range id {
		if !unicode.IsPrint(r) {
			return ""
		}
	}
	return id
}

// depth returns how deeply data is nested, without building anything.
func depth(data []byte) int {
	deepest, now := 0, 0
	quoted := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// What the server sends, apart from turns, which are stored as they are sent.
type (
	welcomeFrame struct {
		Type     string       `json:"type"`
		Session  string       `json:"session"`
		Token    string       `json:"token,omitempty"`
		Epoch    string       `json:"epoch"`
		Resumed  bool         `json:"resumed"`
		Seq      int64        `json:"seq"`
		SignedIn []signedIn   `json:"signed_in"`
		Dialogs  []DialogInfo `json:"dialogs"`
	}
	signedIn struct {
		Provider string `json:"provider"`
		User     string `json:"user"`
		Account  string `json:"account"`
	}
	ackFrame struct {
		Type string `json:"type"`
		ID   string `json:"id"`
	}
	typingFrame struct {
		Type string `json:"type"`
		On   bool   `json:"on"`
	}
	errorFrame struct {
		Type    string    `json:"type"`
		Code    errorCode `json:"code"`
		Message string    `json:"message"`
		ID      string    `json:"id,omitempty"`
		Retry   int64     `json:"retry_after_ms,omitempty"`
	}
)

func accounts(list []action.Account) []signedIn {
	out := make([]signedIn, 0, len(list))
	for _, a := range list {
		s := signedIn{Provider: a.Provider, User: a.User, Account: a.Name}
		if s.Account == "" {
			s.Account = a.ID
		}
		out = append(out, s)
	}
	return out
}

// encode writes one of our own frames, which are always encodable.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
