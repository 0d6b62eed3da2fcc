package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"parley/engine/machine"
)

// sessionLine is what an operator sees of a chat: nothing that was said in it.
type sessionLine struct {
	ID       machine.SessionID `json:"id"`
	Begun    time.Time         `json:"begun"`
	Turns    int64             `json:"turns"`
	Dialog   string            `json:"dialog,omitempty"`
	SignedIn bool              `json:"signed_in"`
	Subject  string            `json:"subject,omitempty"`
}

func (a *app) sessions() *cobra.Command {
	var s serveSettings
	var subject string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sessions",
		Short: "List the chats that are kept",
		Long: "Lists the chats that are kept in Redis: id, when it began, turns, the dialog that is\n" +
			"open, and the name that the host site gave to its visitor. What was said is not shown.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withKeys(c, &s, func(ctx context.Context, s *serveSettings) error {
				n, done, err := a.access(ctx, s)
				if err != nil {
					return err
				}
				defer done()
				return n.store.EachSession(ctx, func(session machine.Session) error {
					if subject != "" && session.Visitor.Subject != subject {
						return nil
					}
					return a.printSession(lineOf(session), asJSON)
				})
			})
		},
	}
	s.flags(c, appFlags...)
	c.Flags().StringVar(&subject, "subject", "", "only the chats of the visitor with this `NAME`")
	c.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each")
	return c
}

func lineOf(s machine.Session) sessionLine {
	line := sessionLine{ID: s.ID, Begun: s.Created, Turns: s.Seq, SignedIn: len(s.Accounts) > 0, Subject: s.Visitor.Subject}
	if len(s.Stack) > 0 {
		line.Dialog = s.Stack[len(s.Stack)-1].Dialog
	}
	return line
}

func (a *app) printSession(line sessionLine, asJSON bool) error {
	if asJSON {
		data, err := json.Marshal(line)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%s\n", data)
		return err
	}
	in := "-"
	if line.SignedIn {
		in = "signed in"
	}
	_, err := fmt.Fprintf(a.stdout, "%s  %s  %4d turns  %-9s  %-16s  %s\n",
		line.ID, line.Begun.UTC().Format(time.RFC3339), line.Turns, in, orDash(line.Dialog), orDash(line.Subject))
	return err
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
