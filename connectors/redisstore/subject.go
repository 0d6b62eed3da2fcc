package redisstore

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/engine/machine"
)

// maxSubject is how many sessions of one visitor are known by the visitor's
// name, the newest ones.
const maxSubject = 100

// noteSubject keeps that a session is a named visitor's.
func (s *Store) noteSubject(ctx context.Context, session machine.Session) error {
	if session.Visitor.Subject == "" {
		return nil
	}
	key := s.keys.subject(session.Visitor.Subject)
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.ZAdd(ctx, key, redis.Z{Score: float64(time.Now().UnixMilli()), Member: string(session.ID)})
		p.ZRemRangeByRank(ctx, key, 0, -maxSubject-1)
		p.PExpire(ctx, key, s.total())
		return nil
	})
	if err != nil {
		return fmt.Errorf("note whose session %s is: %w", session.ID, err)
	}
	return nil
}

// SubjectSessions lists the sessions of a named visitor, oldest first. Some may
// have ended.
func (s *Store) SubjectSessions(ctx context.Context, subject string) ([]machine.SessionID, error) {
	list, err := s.rdb.ZRange(ctx, s.keys.subject(subject), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("list a visitor's sessions: %w", err)
	}
	ids := make([]machine.SessionID, len(list))
	for i, id := range list {
		ids[i] = machine.SessionID(id)
	}
	return ids, nil
}

// ForgetSubject forgets which sessions were a visitor's; they stay.
func (s *Store) ForgetSubject(ctx context.Context, subject string) error {
	if err := s.rdb.Del(ctx, s.keys.subject(subject)).Err(); err != nil {
		return fmt.Errorf("forget a visitor: %w", err)
	}
	return nil
}
