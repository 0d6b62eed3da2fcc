package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/connectors/oauth"
	"parley/engine/action"
	"parley/web"
)

// appFlags are the settings that say which OAuth app it is and where its
// tokens are kept.
var appFlags = []string{
	"config", "public-url", "redis", "dialogs", "hubspot-url", "hubspot-version", "hubspot-client-id", "hubspot-app", "hubspot-authorization",
	"hubspot-auth-url", "hubspot-token-url", "hubspot-refresh-url", "hubspot-tenant", "hubspot-auth-params", "hubspot-scopes", "hubspot-optional-scopes", "hubspot-issuer",
	"hubspot-accounts",
}

func (a *app) authorize() *cobra.Command {
	var s serveSettings
	var local string
	var check bool
	c := &cobra.Command{
		Use:   "authorize hubspot",
		Short: "Sign in to HubSpot once, for everybody who chats",
		Long: "Signs in for --hubspot-authorization preauthorized: all chats then work in the account\n" +
			"that you choose. It prints a link; the link's last page shows eight digits to type here.\n" +
			"The server must be running, unless --local answers in its place. Run it again to renew\n" +
			"or change the access; nothing stops meanwhile.\n\n" +
			"With --check it signs in nowhere: it tries the settings and says what is wrong.\n" +
			"Settings come from where `parley serve` takes them.",
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if args[0] != "hubspot" {
				return usageError{fmt.Errorf("there is no %q to sign in to; write `parley authorize hubspot`", args[0])}
			}
			if err := a.fillSettings(c, s.config, s.secrets(), nil); err != nil {
				return err
			}
			if check {
				return a.checkApp(c.Context(), &s)
			}
			return a.authorizeOnce(c.Context(), &s, local)
		},
	}
	s.flags(c, appFlags...)
	c.Flags().StringVar(&local, "local", "", "`ADDRESS` such as localhost:8086 to answer at during the sign-in; http://ADDRESS/oauth/hubspot/callback must be registered as a redirect address")
	c.Flags().BoolVar(&check, "check", false, "try the settings and say what is wrong")
	return c
}

// access opens what is needed to use the app of the settings. The caller calls
// done.
func (a *app) access(ctx context.Context, s *serveSettings) (n *node, done func(), err error) {
	keys, err := s.encryption()
	if err != nil {
		return nil, nil, err
	}
	logger := slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	rdb, err := s.openRedis(ctx, logger)
	if err != nil {
		return nil, nil, err
	}
	n = newAccess(nodeConfig{
		rdb: rdb, app: s.app(), keys: keys, apiBase: s.app().APIBase, apiVersion: s.hubspotVersion, appURL: s.hubspotAppURL, logger: logger,
	})
	return n, func() { rdb.Close() }, nil
}

// operates is access for whoever wants to know what the dialogs can do with it.
func (a *app) operates(ctx context.Context, s *serveSettings) (n *node, done func(), err error) {
	m, err := looked(s.dialogs)
	if err != nil {
		return nil, nil, err
	}
	if n, done, err = a.access(ctx, s); err == nil {
		n.machine = m
	}
	return n, done, err
}

func (a *app) authorizeOnce(ctx context.Context, s *serveSettings, local string) error {
	if s.authorization != oauth.Preauthorized {
		return errors.New("each visitor signs in from the chat, so there is nothing to sign in to here; set --hubspot-authorization preauthorized to sign in for everybody")
	}
	if local != "" {
		l, err := listen(local, "--local")
		if err != nil {
			return err
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		s.publicURL = "http://localhost:" + port
		n, done, err := a.operates(ctx, s)
		if err != nil {
			l.Close()
			return err
		}
		defer done()
		pages := web.New(web.Config{PublicURL: s.publicURL}, nil, nil, signIn{flow: n.flow}, nil).Handler()
		mux := http.NewServeMux()
		mux.Handle("/oauth/", pages) // chats nobody
		server := web.HTTP(mux)
		go func() { _ = server.Serve(l) }() // ends with Close
		defer server.Close()
		return a.signInForAll(ctx, n)
	}
	if s.publicURL == "" {
		return errors.New("PARLEY_PUBLIC_URL is missing: the sign-in comes back to the running server; set it as the server has it, or use --local")
	}
	n, done, err := a.operates(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	return a.signInForAll(ctx, n)
}

// signInForAll shows the link and takes the digits.
func (a *app) signInForAll(ctx context.Context, n *node) error {
	problems, warnings := n.flow.App.Check()
	for _, w := range warnings {
		fmt.Fprintln(a.stderr, "note: "+ownWords(w))
	}
	if len(problems) > 0 {
		return appTrouble(problems)
	}
	o := operator{n}
	switch before, err := o.Connection(ctx); {
	case err != nil:
		return err
	case before.Account != "":
		fmt.Fprintf(a.stdout, "At present everybody works in %s. That goes on until this is finished.\n\n", before.Account)
	}
	link, err := o.Begin(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "Open this address in your browser, within ten minutes:\n\n  %s\n\n", link)
	lines := bufio.NewReader(a.stdin)
	for {
		fmt.Fprint(a.stdout, "The last page shows eight digits. Type them here: ")
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) == "" {
			if err == nil {
				continue
			}
			fmt.Fprintln(a.stdout)
			if errors.Is(err, io.EOF) {
				return errors.New("no digits were typed, so nothing has changed")
			}
			return fmt.Errorf("read the digits: %w", err)
		}
		done, err := n.flow.ConfirmOperator(ctx, line)
		switch {
		case err == nil:
			fmt.Fprintf(a.stdout, "\nEverybody who chats now works in %s, as %s.\n", accountTitle(done.Account), done.Account.User)
			if lacks := n.notGranted(done.Scopes); len(lacks) > 0 {
				fmt.Fprintf(a.stdout, "It was connected without everything that was asked for:\n  %s\n", strings.Join(lacks, "\n  "))
			}
			return nil
		case errors.Is(err, oauth.ErrWrongCode):
			fmt.Fprintln(a.stdout, "Those aren't the digits on the page.")
		case errors.Is(err, oauth.ErrExpired):
			fmt.Fprintln(a.stdout, "Nobody has come to the last page yet, or its five minutes are over. Open the address first.")
		case errors.Is(err, oauth.ErrCodeSpent):
			return errors.New("those weren't the digits either, so nothing has changed; run the command again for a new link")
		default:
			return err
		}
	}
}

// accountTitle names an account with its id.
func accountTitle(a action.Account) string {
	if a.Name == "" || a.Name == a.ID {
		return "account " + a.ID
	}
	return a.Name + " (account " + a.ID + ")"
}

// operator gives the web server, and the command, the shared sign-in.
type operator struct{ n *node }

var _ web.Operator = operator{}

func (o operator) Connection(ctx context.Context) (web.Connection, error) {
	account, scopes, err := o.n.tokens.Shared(ctx)
	switch {
	case errors.Is(err, oauth.ErrNone):
		return web.Connection{}, nil
	case err != nil:
		return web.Connection{}, err
	}
	return o.connection(account, scopes), nil
}

func (o operator) connection(account action.Account, scopes []string) web.Connection {
	return web.Connection{Account: accountTitle(account), Lacks: o.n.notGranted(scopes)}
}

func (o operator) Begin(ctx context.Context) (string, error) {
	needed, err := o.n.flow.BeginOperator(ctx)
	if err != nil {
		return "", err
	}
	return needed.Start, nil
}

func (o operator) Confirm(ctx context.Context, code string) (c web.Connection, problem string, err error) {
	done, err := o.n.flow.ConfirmOperator(ctx, code)
	if failure, ok := errors.AsType[*oauth.Failure](err); ok {
		return c, failure.Text, nil
	}
	return o.connection(done.Account, done.Scopes), "", err
}

// authorized tells whether the access that everybody shares is there.
func (n *node) authorized(ctx context.Context) error {
	_, _, err := n.tokens.Shared(ctx)
	return err
}

// checkApp tries the settings. It prints a line for each, and fails when
// something does not work.
func (a *app) checkApp(ctx context.Context, s *serveSettings) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	bad := false
	say := func(ok bool, text string) {
		mark := "ok     "
		if !ok {
			mark, bad = "wrong  ", true
		}
		fmt.Fprintln(a.stdout, mark+text)
	}
	if s.publicURL == "" {
		s.publicURL = "http://localhost:8080"
		say(true, "--public-url or PARLEY_PUBLIC_URL: is not set; tried with "+s.publicURL)
	}
	m, err := looked(s.dialogs)
	if err != nil {
		return err
	}
	flow := &oauth.Flow{Bot: bot, App: s.app()}
	for _, f := range flow.Try(ctx) {
		say(!f.Bad, ownWords(f.Setting+": "+f.Text))
	}
	needs, app := needsOf(m, newCatalog(nil, nil, m.Described())), flow.App
	for _, text := range without(needs, slices.Concat(app.Scopes, app.OptionalScopes)) {
		say(false, ownWords("scopes: "+text+"; add it here and to the app"))
	}
	if more := unneeded(needs, app.Scopes); len(more) > 0 {
		say(true, ownWords("scopes: no dialog needs "+strings.Join(more, ", ")))
	}
	n, done, err := a.access(ctx, s)
	if err != nil {
		say(false, err.Error())
	} else {
		defer done()
		n.machine = m
		say(true, "--redis and PARLEY_KEYS: work")
		if s.authorization == oauth.Preauthorized {
			c, err := operator{n}.Connection(ctx)
			switch {
			case err != nil:
				say(false, "the stored access can't be read")
			case c.Account == "":
				say(false, "nobody has signed in for everybody yet; run `parley authorize hubspot`")
			default:
				say(true, "everybody works in "+c.Account)
			}
			for _, lack := range c.Lacks {
				say(true, "was not given: "+lack)
			}
		}
	}
	if bad {
		return errFound
	}
	return nil
}
