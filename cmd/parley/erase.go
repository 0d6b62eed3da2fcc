package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"parley/engine/action"
	"parley/engine/machine"
)

func (a *app) erase() *cobra.Command {
	var s serveSettings
	var subject, session string
	c := &cobra.Command{
		Use:   "erase",
		Short: "Remove all that is kept of a visitor or a chat",
		Long: "Removes what Redis holds: what was said, what was under way, links that are out, and\n" +
			"the sign-in, which is given back to HubSpot. Sockets that are open are told. Records in\n" +
			"HubSpot stay as they are.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if (subject == "") == (session == "") {
				return usageError{errors.New("say what to erase with --subject or --session, one of them")}
			}
			return a.withKeys(c, &s, func(ctx context.Context, s *serveSettings) error {
				n, done, err := a.access(ctx, s)
				if err != nil {
					return err
				}
				defer done()
				chats, err := n.erase(ctx, subject, machine.SessionID(session))
				if err != nil {
					return err
				}
				fmt.Fprintf(a.stdout, "Erased: %d chats, with their sign-ins.\n", chats)
				return nil
			})
		},
	}
	s.flags(c, appFlags...)
	c.Flags().StringVar(&subject, "subject", "", "the visitor with this `NAME`, as the host site signed it")
	c.Flags().StringVar(&session, "session", "", "the chat with this `ID`, as `parley sessions` shows it")
	return c
}

// erase removes a named visitor, or one chat, and counts the chats. Sign-ins
// go last: a turn under way may renew one until its chat is gone.
func (n *node) erase(ctx context.Context, subject string, session machine.SessionID) (chats int, err error) {
	ids := []machine.SessionID{session}
	if subject != "" {
		ids = nil
		err := n.store.EachSession(ctx, func(s machine.Session) error {
			if s.Visitor.Subject == subject {
				ids = append(ids, s.ID)
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	for _, id := range ids {
		if err := n.store.End(ctx, id); err != nil {
			return chats, err
		}
		if err := n.bus.Publish(ctx, id); err != nil {
			return chats, err
		}
		if err := n.tokens.Forget(ctx, action.Caller{Session: string(id)}); err != nil {
			return chats, err
		}
		chats++
	}
	if subject != "" {
		if err := n.tokens.Forget(ctx, action.Caller{Subject: subject}); err != nil {
			return chats, err
		}
		if err := n.store.ForgetSubject(ctx, subject); err != nil {
			return chats, err
		}
	}
	n.flow.RevokeDue(ctx) // what fails now, the servers try again
	return chats, nil
}
