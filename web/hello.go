package web

import (
	"context"
	"errors"
	"time"

	"parley/engine"
	"parley/engine/machine"
)

// recent is how many turns a client gets that has none.
const recent = 50

// hello finds the session that a client speaks for, or begins one.
func (c *conn) hello(f *clientFrame) {
	if !c.srv.begin() {
		c.later()
		return
	}
	defer c.srv.done()
	ctx, cancel := c.srv.turnContext()
	defer cancel()

	subject := ""
	if f.Identity != "" && c.srv.cfg.Identify != nil {
		var err error
		if subject, err = c.srv.cfg.Identify(ctx, f.Identity); err != nil {
			c.srv.log.Info("identity refused", "socket", c.name)
			c.sendError(unauthorized, "", "", 0)
			c.shut(closeRefused)
			return
		}
	}
	who := machine.Visitor{
		Locale: harmless(f.Locale, 35), TimeZone: harmless(f.TimeZone, 64),
		Subject: subject, Browser: c.browser,
	}
	if f.Token != "" {
		resumed, err := c.resume(ctx, f, who)
		if resumed || err != nil {
			if err != nil {
				c.srv.log.Warn("session not read", "socket", c.name, "error", kindOf(err))
				c.later()
			}
			return
		}
		c.srv.forgetEpoch()
		c.sendError(unknownSession, "", "", 0)
	}
	c.begin(ctx, who)
}

// resume takes up the session of the frame's token. Without an error, false
// means that the token speaks for nothing.
func (c *conn) resume(ctx context.Context, f *clientFrame, who machine.Visitor) (bool, error) {
	if !isSecret(f.Token) {
		return false, nil
	}
	id := sessionID(f.Token)
	s, err := c.enter(ctx, id, false)
	if err == nil && (s.Ended || who.Subject != "" && s.Visitor.Subject != who.Subject) {
		err = engine.ErrNoSession
	}
	if err != nil {
		c.leave()
		if errors.Is(err, engine.ErrNoSession) || errors.Is(err, engine.ErrUnreadable) {
			return false, nil
		}
		return false, err
	}
	epoch, err := c.srv.currentEpoch(ctx)
	if err != nil {
		return false, err
	}
	missed, resumed, err := c.missed(ctx, s, f, epoch)
	if err != nil {
		return false, err
	}
	c.srv.metrics.resumed(resumed)
	c.welcome(welcomeFrame{Session: string(id), Epoch: epoch, Resumed: resumed, Seq: s.Seq, SignedIn: accounts(s.Accounts)}, s.Seq, missed)
	c.joined(ctx, id, who)
	return true, nil
}

// missed reads what the client doesn't have. resumed is false when that can't
// all be given, or when what the client counts by is not this store's.
func (c *conn) missed(ctx context.Context, s machine.Session, f *clientFrame, epoch string) (_ []engine.Stored, resumed bool, _ error) {
	after := max(0, s.Seq-recent)
	resumed = f.Epoch == "" || f.Epoch == epoch
	counted := resumed && f.LastSeq != nil
	if counted && *f.LastSeq > s.Seq {
		resumed, counted = false, false
	}
	if counted {
		after = *f.LastSeq
	}
	if after == s.Seq {
		return nil, resumed, nil
	}
	kept, err := c.srv.turns.Turns(ctx, s.ID, after)
	if err != nil {
		return nil, false, err
	}
	turns := kept.Turns
	if counted && (len(turns) == 0 || turns[0].Seq != after+1) {
		resumed = false
		if kept, err = c.srv.turns.Turns(ctx, s.ID, max(0, s.Seq-recent)); err != nil {
			return nil, false, err
		}
		turns = kept.Turns
	}
	return turns, resumed, nil
}

// begin makes a session. c.act is held, and the server waits for it.
func (c *conn) begin(ctx context.Context, who machine.Visitor) {
	if ok, wait := c.srv.addresses.session(c.address, time.Now(), c.srv.limits.SessionsPerMinute); !ok {
		c.srv.metrics.refused.WithLabelValues("sessions").Inc()
		c.sendError(rateLimited, "", "Too many chats were begun from here. Please try again in a moment.", wait)
		c.shut(closeLater)
		return
	}
	token := secret()
	id := sessionID(token)
	epoch, err := c.srv.currentEpoch(ctx)
	if err == nil {
		_, err = c.srv.engine.Open(ctx, id, who)
	}
	var s machine.Session
	if err == nil {
		s, err = c.enter(ctx, id, true)
	}
	if err != nil {
		c.srv.log.Warn("session not begun", "socket", c.name, "error", kindOf(err))
		c.later()
		return
	}
	c.srv.metrics.sessions.Inc()
	c.welcome(welcomeFrame{Session: string(id), Token: token, Epoch: epoch, Seq: s.Seq, SignedIn: accounts(s.Accounts)}, s.Seq, nil)
	c.joined(ctx, id, who)
}

// joined tells the machine, which may greet.
func (c *conn) joined(ctx context.Context, id machine.SessionID, who machine.Visitor) {
	c.event(ctx, id, "", machine.Joined{
		Head:   machine.Head{ID: "j:" + secret()[:22], At: c.srv.now()},
		Locale: who.Locale, TimeZone: who.TimeZone,
	})
}

// later sends the client away for a while.
func (c *conn) later() {
	c.sendError(notReady, "", "", time.Second)
	c.shut(closeLater)
}

// harmless returns a language or time zone as it came, or nothing when it
// can't be one.
func harmless(s string, limit int) string {
	if len(s) > limit {
		return ""
	}
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case r == '-', r == '_', r == '/', r == '+':
		default:
			return ""
		}
	}
	return s
}
