package redisstore

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/engine"
	"parley/engine/machine"
)

// Load returns the session with what waits for it.
func (s *Store) Load(ctx context.Context, id machine.SessionID) (engine.Snapshot, error) {
	answer, err := run(ctx, s.rdb, loadScript, s.keys.session(id), s.args(id)...)
	items, ok := answer.([]any)
	if err != nil || !ok {
		return engine.Snapshot{}, s.status("load", id, answer, err)
	}
	snapshot, err := readSnapshot(&reply{items: items})
	if err != nil {
		return engine.Snapshot{}, fmt.Errorf("load session %s: %w: %w", id, ErrUnreadable, err)
	}
	return snapshot, nil
}

func readSnapshot(r *reply) (engine.Snapshot, error) {
	var snapshot engine.Snapshot
	now := r.number(0)
	if err := json.Unmarshal([]byte(r.text(1)), &snapshot.Session); err != nil {
		return snapshot, err
	}
	if wake := r.number(2); wake != 0 {
		snapshot.Wake = time.Unix(0, wake).UTC()
	}
	inbox := r.list(3)
	for i := range inbox.items {
		e, err := machine.DecodeEvent([]byte(inbox.text(i)))
		if err != nil {
			return snapshot, err
		}
		snapshot.Inbox = append(snapshot.Inbox, e)
	}
	ops := r.list(4)
	var kept []keptOperation
	for i := 1; i < len(ops.items); i += 2 {
		op, err := readOperation(ops.text(i), now)
		if err != nil {
			return snapshot, fmt.Errorf("operation %s: %w", ops.text(i-1), err)
		}
		kept = append(kept, op)
	}
	slices.SortFunc(kept, func(a, b keptOperation) int { return cmp.Compare(a.order, b.order) })
	for _, op := range kept {
		snapshot.Pending = append(snapshot.Pending, op.Pending)
	}
	return snapshot, cmp.Or(r.err, inbox.err, ops.err)
}

// keptOperation is an operation with its place among the others: a hash in
// Redis has no order.
type keptOperation struct {
	engine.Pending
	order int64
}

// readOperation reads the line of progress described in keys.go and the
// operation below it.
func readOperation(value string, now int64) (keptOperation, error) {
	head, body, _ := strings.Cut(value, "\n")
	part := strings.SplitN(head, " ", 6)
	if len(part) != 6 {
		return keptOperation{}, fmt.Errorf("progress %q is not understood", head)
	}
	var op keptOperation
	if err := json.Unmarshal([]byte(body), &op.Operation); err != nil {
		return op, err
	}
	var number [5]int64
	for _, i := range []int{0, 3, 4} {
		n, err := strconv.ParseInt(part[i], 10, 64)
		if err != nil {
			return op, fmt.Errorf("progress %q is not understood", head)
		}
		number[i] = n
	}
	op.order = number[0]
	op.Progress = engine.Planned
	if part[2] == "S" {
		op.Progress = engine.Sent
		op.Owner, _ = url.QueryUnescape(part[5]) // as owner wrote it
		op.Lease = time.UnixMilli(number[3]).UTC()
		op.SentAt = time.UnixMilli(number[4]).UTC()
		op.Age = time.Duration(now-number[4]) * time.Millisecond
		op.Lost = number[3] <= now
	}
	return op, nil
}

// owner escapes a node's name, which must not break the line of progress.
func owner(name string) string { return url.QueryEscape(name) }

// Turns returns the stored turns after a sequence number, oldest first.
func (s *Store) Turns(ctx context.Context, id machine.SessionID, after int64) (engine.Outbox, error) {
	answer, err := run(ctx, s.rdb, turnsScript, s.keys.session(id), s.args(id, after)...)
	items, ok := answer.([]any)
	if err != nil || !ok {
		return engine.Outbox{}, s.status("read turns of", id, answer, err)
	}
	r := &reply{items: items}
	first, last, from, turns := r.number(0), r.number(1), r.number(2), r.list(3)
	out := engine.Outbox{First: first, Last: last}
	if first > last {
		out.First = 0 // none kept
	}
	for i := range turns.items {
		out.Turns = append(out.Turns, engine.Stored{Seq: from + int64(i), Data: []byte(turns.text(i))})
	}
	if err := cmp.Or(r.err, turns.err); err != nil {
		return engine.Outbox{}, fmt.Errorf("read turns of session %s: %w", id, err)
	}
	return out, nil
}
