package engine

import (
	"context"
	"errors"
	"time"

	"parley/engine/machine"
)

// Store keeps sessions so that they outlive the process. Every method is
// atomic and may be tried again after a lost answer.
type Store interface {
	// Create stores a new session at version 1. ErrExists when there is one.
	Create(ctx context.Context, s machine.Session) error
	// Accept puts an event in the session's inbox, once per event id.
	// ErrNoSession when there is no such session.
	Accept(ctx context.Context, id machine.SessionID, e machine.Event) (Receipt, error)
	// Load returns the session with what waits for it. ErrNoSession when there is none.
	Load(ctx context.Context, id machine.SessionID) (Snapshot, error)
	// Commit stores the next session together with everything the step said
	// and wished. ErrStale when the version moved, or when Change.Accept
	// is set and the inbox is not empty; ErrKnown when Change.Accept was
	// accepted before. After an error nothing of the change is stored.
	Commit(ctx context.Context, c Change) error
	// Mark moves an operation along. ErrTaken when somebody else has it or it
	// is not in a state from which it can go there.
	Mark(ctx context.Context, id machine.SessionID, m Mark) error
	// Turns returns the stored turns after a sequence number, oldest first.
	Turns(ctx context.Context, id machine.SessionID, after int64) (Outbox, error)
	// Orphans returns sessions that have had events, operations or a wish to
	// be woken waiting past their time, because whoever should have taken
	// them died. A returned session is not returned again for a lease, so
	// that two nodes don't do the same work.
	Orphans(ctx context.Context, limit int) ([]machine.SessionID, error)
	// End erases a session and all that belongs to it.
	End(ctx context.Context, id machine.SessionID) error
	// Epoch names this store's life: it changes when the store lost its data.
	Epoch(ctx context.Context) (string, error)
}

// Receipt answers Accept.
type Receipt struct {
	Known bool // the event had been accepted before; nothing changed
}

// Snapshot is what Load finds.
type Snapshot struct {
	Session machine.Session
	Inbox   []machine.Event // waiting, oldest first
	Pending []Pending       // operations without an answer, oldest first
	Wake    time.Time       // when the session wishes to be woken; zero for never
}

// Progress is how far an operation is.
type Progress string

// planned → sent → done | refused | unknown. Operations that came to an end
// leave the store with the commit that took their answer.
const (
	Planned Progress = "planned"
	Sent    Progress = "sent"
)

// Pending is an operation without an answer.
type Pending struct {
	Operation machine.Operation `json:"op"`
	Progress  Progress          `json:"state"`
	Owner     string            `json:"owner,omitempty"`  // node that sent it
	SentAt    time.Time         `json:"sent_at,omitzero"` // by the store's clock
	Age       time.Duration     `json:"-"`                // how long ago that was
	Lease     time.Time         `json:"lease,omitzero"`   // until then the owner is believed to be alive, by the store's clock
	Lost      bool              `json:"-"`                // sent, and the lease has run out
}

// Mark moves an operation to Sent (from Planned, or again by the same owner
// to extend the lease).
type Mark struct {
	Op      string
	Attempt int
	Owner   string
	Lease   time.Duration
}

// Change is one commit.
type Change struct {
	From       int64               // the version that was loaded
	Session    machine.Session     // its Version is From+1
	Accept     machine.Event       // the short road: accept this event and commit at once; nil for the long one
	Taken      int                 // how many inbox events the step took, from the oldest
	Turns      []Stored            // new turns
	Operations []machine.Operation // new operations, as planned
	Ended      []string            // operations that leave the store
	Wake       time.Time           // zero clears
	Publish    bool                // tell other nodes that there are new turns
}

// Outbox is what Turns finds.
type Outbox struct {
	Turns []Stored
	First int64 // sequence number of the oldest turn still kept; 0 when there is none
	Last  int64 // of the newest
}

// Stored is one turn, encoded as the frame that goes out.
type Stored struct {
	Seq  int64
	Data []byte
}

// The errors of a Store.
var (
	ErrExists    = errors.New("session exists")
	ErrNoSession = errors.New("no such session")
	ErrStale     = errors.New("session moved on")
	ErrKnown     = errors.New("event accepted before")
	ErrTaken     = errors.New("operation taken by another")

	// ErrUnreadable says that what is stored can't be decoded, because another
	// version of the program wrote it. Trying again does not help.
	ErrUnreadable = errors.New("stored session is unreadable")

	// ErrStaleChoice is Handle's: a button was pressed whose turn is not open.
	ErrStaleChoice = errors.New("choice of a turn that is not open")
)
