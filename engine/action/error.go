package action

import (
	"errors"
	"time"
)

// Kind is why an action was not done. The list is closed: the compiler
// demands that a dialog, or the defaults, handles each kind that its action
// can fail with.
type Kind string

// The kinds.
const (
	Invalid   Kind = "invalid"   // a value was refused; Problem.Fields says which
	Conflict  Kind = "conflict"  // something is in the way: a duplicate, a newer version
	Missing   Kind = "missing"   // the record is not there
	Forbidden Kind = "forbidden" // this user or this app may not
	Busy      Kind = "busy"      // a limit: later it will work
	Down      Kind = "down"      // the other side does not work; nothing was done
	Unknown   Kind = "unknown"   // it may or may not have been done
)

// Kinds lists all of them, in the order in which the reference shows them.
var kinds = [...]Kind{Invalid, Conflict, Missing, Forbidden, Busy, Down, Unknown}

// Kinds returns every kind.
func Kinds() []Kind { return kinds[:] }

// Problem is a failure that has words for the user. Text is a whole sentence
// or two, says what happened and what to do next, and never holds a raw body,
// a token or an internal id.
type Problem struct {
	Kind      Kind
	Text      string
	Fields    []FieldProblem // for Invalid: which values, each with its reason
	Existing  *Record        // for Conflict: what is in the way
	Retry     time.Duration  // for Busy: when it is worth trying again; 0 when not known
	Reference string         // what an administrator can look up (a correlation id)
	Err       error          // for the log
}

// FieldProblem is one refused value.
type FieldProblem struct {
	Field string // the parameter's name
	Text  string // a sentence for the user
}

func (p *Problem) Error() string {
	if p.Err != nil {
		return string(p.Kind) + ": " + p.Err.Error()
	}
	return string(p.Kind)
}

func (p *Problem) Unwrap() error { return p.Err }

// SignInNeeded says that the caller has given no access, or no longer. Start
// is our own address that begins the sign-in.
type SignInNeeded struct {
	Provider string
	Start    string
	Until    time.Time
	// Reason is empty for a first sign-in, else why the old access ended:
	// a sentence for the user.
	Reason string
	// Administrator is true when no user can sign in here: an administrator
	// authorizes for everybody. Start is empty then.
	Administrator bool
}

func (s *SignInNeeded) Error() string { return "sign-in at " + s.Provider + " needed" }

// ErrUnknown wraps every error after which a write may have happened: the
// request left, no proper answer came.
var ErrUnknown = errors.New("outcome not known")
