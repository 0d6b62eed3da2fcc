package oauth

import (
	"context"
	"errors"
	"time"
)

// Store keeps flows and tokens. It sees sealed values and hashed names only,
// measures all times by its own clock, and each method is one atomic step.
// A method that is repeated because its answer was lost does no further harm.
type Store interface {
	// SaveFlow keeps a flow in its slot for life; whatever was there is gone.
	SaveFlow(ctx context.Context, slot, mark string, sealed []byte, life time.Duration) error
	// PeekFlow reads the flow with that mark, else ErrNone.
	PeekFlow(ctx context.Context, slot, mark string) (sealed []byte, err error)
	// TakeFlow reads and removes it: of any number of calls one gets it, the
	// others ErrNone. A wrong mark removes nothing.
	TakeFlow(ctx context.Context, slot, mark string) (sealed []byte, err error)

	// RewriteFlow puts sealed in place of was; its life goes on. ErrStale when
	// another one is there, or none.
	RewriteFlow(ctx context.Context, slot, mark string, was, sealed []byte) error

	// DropFlow empties a slot. Nothing there is fine.
	DropFlow(ctx context.Context, slot string) error

	// LoadToken reads a token, else ErrNone.
	LoadToken(ctx context.Context, key string) (StoredToken, error)
	// SaveToken writes a token if the stored version is still was, and gives
	// the new version; else ErrStale. AnyVersion writes in any case. attempt
	// is unique to the write: the same one again answers what it did before.
	// With AnyVersion the token's mark, if it has one, must be given.
	SaveToken(ctx context.Context, key string, was int64, t NewToken) (version int64, err error)
	// RewriteToken puts the same content, sealed anew, in place of version;
	// version and times stay. Another version there: ErrStale.
	RewriteToken(ctx context.Context, key string, version int64, sealed []byte) error
	// MarkToken refuses from now on, for MarkLife after the token is gone,
	// every save with AnyVersion that does not give mark: what began before the
	// token was erased must not bring it back.
	MarkToken(ctx context.Context, key, mark string) error
	// TokenMark gives the mark that such saves have to give; empty: none.
	TokenMark(ctx context.Context, key string) (mark string, err error)
	// DeleteToken removes that version (or AnyVersion). Nothing there is fine;
	// another version there: ErrStale.
	DeleteToken(ctx context.Context, key string, version int64) error

	// EachToken calls f for every stored token, in no order, until f answers an
	// error. One saved or deleted meanwhile may come or not, or twice.
	EachToken(ctx context.Context, f func(key string, t StoredToken) error) error

	// Lease lets holder work on the token alone for life, or says that
	// somebody else does. The same holder may ask again.
	Lease(ctx context.Context, key, holder string, life time.Duration) (bool, error)
	// Release ends the holder's own lease; any other is left alone.
	Release(ctx context.Context, key, holder string) error

	// QueueRevocation keeps a revocation that is due in a while, for life at
	// least. Sealed values differ even when their contents are the same.
	QueueRevocation(ctx context.Context, sealed []byte, in, life time.Duration) error
	// NextRevocation gives one that is due and makes it due again later, or ErrNone.
	NextRevocation(ctx context.Context, again time.Duration) (sealed []byte, err error)
	// DropRevocation takes it out of the queue. Nothing there is fine.
	DropRevocation(ctx context.Context, sealed []byte) error
}

// MarkLife is how long the mark of an erased token is kept: longer than any
// sign-in that began before, with its link, its digits and its last steps.
const MarkLife = 20 * time.Minute

// AnyVersion stands for whatever version is stored, also for none.
const AnyVersion int64 = -1

// Answers of a Store that are not faults.
var (
	ErrNone  = errors.New("not in the store")
	ErrStale = errors.New("the store holds another version")
)

// StoredToken is a token as the store gives it back.
type StoredToken struct {
	Sealed  []byte
	Version int64         // never used twice under one key, not even after a delete
	Left    time.Duration // until the access token's end; may be negative
	Endless bool          // the access token has no end; Left means nothing
}

// NewToken is a token to be stored.
type NewToken struct {
	Sealed  []byte
	Lasts   time.Duration // the access token, from now; 0: endless
	Life    time.Duration // the record; 0: until deleted
	Attempt string
	Mark    string // what TokenMark gave when that began which yields the token
}
