package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/engine"
	"parley/engine/machine"
)

// Store keeps the sessions of one bot. Its fields may be set before first use.
type Store struct {
	// Idle ends a session that nothing happened to; 0 means 24 h.
	Idle time.Duration
	// Total ends a session however busy it is; 0 means 7 days.
	Total time.Duration
	// Grace is how long an event or a planned operation may wait before
	// Orphans offers its session to others; 0 means 10 s. Shorter finds the
	// work of a dead node sooner and disturbs slow nodes more.
	Grace time.Duration
	// Hold is how long a session that Orphans returned is not returned
	// again; 0 means 15 s.
	Hold time.Duration
	// KeepTurns is how many turns a session keeps for visitors who come back;
	// 0 means 200. The newest one is always kept.
	KeepTurns int
	// KeepBytes is how many bytes of turns it keeps; 0 means 512 KiB.
	KeepBytes int
	// KeepSeen is how many event ids are remembered; 0 means 256, at 9 bytes
	// each. They lie in eight drawers by their hash, each of which drops its
	// oldest: an eighth of KeepSeen is known for certain.
	KeepSeen int
	// MaxInbox is how many events may wait before what users send is refused
	// with ErrBusy; 0 means 128. Answers of operations and sign-ins are always
	// taken: there are never more than were asked for.
	MaxInbox int
	// Replicas is how many replicas must have an operation's Sent before Mark
	// returns, so that a failover can't forget that a request left; 0 means
	// none. When they don't answer within ReplicaWait (0 means 500 ms) Mark
	// gives ErrReplicas, and may be called again.
	Replicas    int
	ReplicaWait time.Duration

	rdb  redis.UniversalClient
	keys keyspace
}

var _ engine.Store = (*Store)(nil)

var (
	// ErrBusy says that too many events wait in a session's inbox.
	ErrBusy = errors.New("too many events waiting")
	// ErrUnreadable is the engine's.
	ErrUnreadable = engine.ErrUnreadable
	// ErrReplicas says that too few replicas confirmed a write. It is stored
	// on the primary.
	ErrReplicas = errors.New("too few replicas confirmed")
)

// New returns the store of a bot. Bots on the same Redis share nothing. The
// client should not repeat commands by itself; Open makes one like that.
func New(rdb redis.UniversalClient, bot string) *Store {
	return &Store{rdb: rdb, keys: newKeyspace(bot)}
}

// Ping tells whether Redis answers.
func (s *Store) Ping(ctx context.Context) error { return s.rdb.Ping(ctx).Err() }

// Create stores a new session at version 1.
func (s *Store) Create(ctx context.Context, session machine.Session) error {
	session.Version = 1
	state, err := json.Marshal(session)
	if err != nil {
		return fmt.Errorf("encode session %s: %w", session.ID, err)
	}
	if err := s.noteSubject(ctx, session); err != nil {
		return err
	}
	return s.do(ctx, "create", createScript, session.ID, state, session.Version, session.Seq)
}

// Accept puts an event in the session's inbox, once per event id.
func (s *Store) Accept(ctx context.Context, id machine.SessionID, e machine.Event) (engine.Receipt, error) {
	data, err := machine.EncodeEvent(e)
	if err != nil {
		return engine.Receipt{}, err
	}
	err = s.do(ctx, "accept", acceptScript, id, data, seenMark(e.EventID()), s.seenBytes(), s.inboxFor(e))
	if errors.Is(err, engine.ErrKnown) {
		return engine.Receipt{Known: true}, nil
	}
	return engine.Receipt{}, err
}

// Mark moves an operation to Sent, or extends its owner's lease. The lease of
// an owner that is late may still be extended: as long as the operation is
// stored nobody has settled its outcome.
func (s *Store) Mark(ctx context.Context, id machine.SessionID, m engine.Mark) error {
	args := s.args(id, m.Op, m.Attempt, owner(m.Owner), m.Lease.Milliseconds())
	if s.Replicas > 0 {
		status, err := s.runAndWait(ctx, markScript, s.keys.session(id), args)
		return s.status("mark", id, status, err)
	}
	status, err := run(ctx, s.rdb, markScript, s.keys.session(id), args...)
	return s.status("mark", id, status, err)
}

// Orphans returns sessions that have waited past their time, those that waited
// longest first.
func (s *Store) Orphans(ctx context.Context, limit int) ([]machine.SessionID, error) {
	if limit <= 0 {
		return nil, nil
	}
	return s.orphans(ctx, limit)
}

// End erases a session and all that belongs to it.
func (s *Store) End(ctx context.Context, id machine.SessionID) error {
	return s.do(ctx, "end", endScript, id)
}

// Epoch names this store's life: it changes when the store lost its data.
func (s *Store) Epoch(ctx context.Context) (string, error) {
	reply, err := run(ctx, s.rdb, epochScript, []string{s.keys.epoch()}, rand.Text())
	if err != nil {
		return "", fmt.Errorf("read the store's epoch: %w", err)
	}
	name, ok := reply.(string)
	if !ok {
		return "", fmt.Errorf("read the store's epoch: unexpected answer %T", reply)
	}
	return name, nil
}

// do runs a script on one session that answers with a status.
func (s *Store) do(ctx context.Context, what string, script *redis.Script, id machine.SessionID, args ...any) error {
	status, err := run(ctx, s.rdb, script, s.keys.session(id), s.args(id, args...)...)
	return s.status(what, id, status, err)
}

// args puts the arguments that all scripts of a session share in front.
func (s *Store) args(id machine.SessionID, own ...any) []any {
	args := make([]any, 0, 4+len(own))
	args = append(args, string(id), s.idle().Milliseconds(), s.total().Milliseconds(), s.grace().Milliseconds())
	return append(args, own...)
}

// status is the one table from a script's answer to an error.
func (s *Store) status(what string, id machine.SessionID, status any, err error) error {
	if err != nil {
		return fmt.Errorf("%s session %s: %w", what, id, err)
	}
	switch status {
	case "ok":
		return nil
	case "none":
		return engine.ErrNoSession
	case "exists":
		return engine.ErrExists
	case "known":
		return engine.ErrKnown
	case "stale":
		return engine.ErrStale
	case "taken":
		return engine.ErrTaken
	case "full":
		return ErrBusy
	case "gap":
		return fmt.Errorf("%s session %s: a turn does not follow the one before it", what, id)
	}
	return fmt.Errorf("%s session %s: unexpected answer %v", what, id, status)
}

// inboxFor is the longest inbox to which an event may be added.
func (s *Store) inboxFor(e machine.Event) int {
	switch e.(type) {
	case machine.Said, machine.Chosen, machine.Filled, machine.Joined:
		return or(s.MaxInbox, 128)
	}
	return 1 << 30
}

func (s *Store) idle() time.Duration  { return or(s.Idle, 24*time.Hour) }
func (s *Store) total() time.Duration { return or(s.Total, 7*24*time.Hour) }
func (s *Store) grace() time.Duration { return or(s.Grace, 10*time.Second) }
func (s *Store) seenBytes() int       { return max(1, or(s.KeepSeen, 256)/drawers) * seenLen }

func or[T comparable](set, otherwise T) T {
	var zero T
	if set == zero {
		return otherwise
	}
	return set
}
