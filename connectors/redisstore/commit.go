package redisstore

import (
	"context"
	"encoding/json"
	"fmt"

	"parley/engine"
)

// Commit stores the next session together with everything the step said and
// wished.
func (s *Store) Commit(ctx context.Context, c engine.Change) error {
	args, err := s.commitArgs(c)
	if err != nil {
		return fmt.Errorf("commit session %s at version %d: %w", c.Session.ID, c.From, err)
	}
	return s.do(ctx, "commit", commitScript, c.Session.ID, args...)
}

// maxOperations leaves room in an operation's order for those of one commit.
const maxOperations = 1000

// commitArgs writes the arguments that commit.lua lists.
func (s *Store) commitArgs(c engine.Change) ([]any, error) {
	switch {
	case c.Session.Version != c.From+1:
		return nil, fmt.Errorf("the next session has version %d", c.Session.Version)
	case c.Accept != nil && c.Taken != 0:
		return nil, fmt.Errorf("%d events taken from an inbox that must be empty", c.Taken)
	case len(c.Operations) >= maxOperations:
		return nil, fmt.Errorf("%d operations at once", len(c.Operations))
	}
	state, err := json.Marshal(c.Session)
	if err != nil {
		return nil, err
	}
	var wake, first int64
	if !c.Wake.IsZero() {
		wake = c.Wake.UnixNano()
	}
	if len(c.Turns) > 0 {
		first = c.Turns[0].Seq
	}
	var mark, channel string
	if c.Accept != nil {
		mark = seenMark(c.Accept.EventID())
	}
	if c.Publish {
		channel = s.keys.turnsChannel()
	}
	args := []any{
		c.From, state, wake, mark, s.seenBytes(), c.Taken, channel,
		or(s.KeepTurns, 200), or(s.KeepBytes, 512<<10), first, len(c.Turns), len(c.Ended), len(c.Operations),
	}
	for i, t := range c.Turns {
		if t.Seq != first+int64(i) {
			return nil, fmt.Errorf("turn %d follows turn %d", t.Seq, first+int64(i)-1)
		}
		args = append(args, t.Data)
	}
	for _, op := range c.Ended {
		args = append(args, op)
	}
	for i, op := range c.Operations {
		data, err := json.Marshal(op)
		if err != nil {
			return nil, fmt.Errorf("encode operation %s: %w", op.ID, err)
		}
		args = append(args, op.ID, fmt.Sprintf("%d %d", c.From*maxOperations+int64(i), op.Attempt), data)
	}
	return args, nil
}
