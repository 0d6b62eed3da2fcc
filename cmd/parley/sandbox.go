package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"parley/connectors/sandbox"
)

func (a *app) sandbox() *cobra.Command {
	var addr, ready, portal string
	var lag, life time.Duration
	var limits bool
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a HubSpot of our own, for tests and for trying things",
		Long: "Runs only the HubSpot-compatible sandbox: sign-in pages, deals, contacts, pipelines and\n" +
			"owners over HTTP, with faults on request. Nothing survives the process.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if portal != "small_portal" && portal != "empty" {
				return usageError{fmt.Errorf("--portal is small_portal or empty, not %q", portal)}
			}
			l, err := listen(addr, "--addr")
			if err != nil {
				return err
			}
			box := sandbox.New(sandbox.Config{SearchLag: lag, TokenLife: life, Limits: limits, Portal: portal, Logger: slog.New(slog.DiscardHandler)})
			stop := startSandbox(box, l)
			defer stop()
			base := urlOf(l)
			creds := box.Credentials(base)
			words := fmt.Sprintf("HubSpot sandbox at %s\n  client id      %s\n  client secret  %s\n  authorize URL  %s\n  token URL      %s\n  access token   %s\nStop it with Ctrl-C. Nothing survives the process.\n",
				base, creds.ClientID, creds.ClientSecret, creds.AuthorizeURL, creds.TokenURL, creds.AccessToken)
			if err := a.printReady(ready, words, map[string]any{
				"url": base, "client_id": creds.ClientID, "client_secret": creds.ClientSecret,
				"authorize_url": creds.AuthorizeURL, "token_url": creds.TokenURL, "access_token": creds.AccessToken,
			}); err != nil {
				return err
			}
			<-c.Context().Done()
			return nil
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8090", "`ADDRESS` to listen on; port 0 takes a free one")
	c.Flags().StringVar(&ready, "print-ready", "", "`FORMAT` of the line that says it is ready: json")
	c.Flags().StringVar(&portal, "portal", "small_portal", "`NAME` of the records to begin with: small_portal or empty")
	c.Flags().DurationVar(&lag, "search-lag", 2*time.Second, "how long a new record is hidden from searches")
	c.Flags().DurationVar(&life, "token-life", 30*time.Minute, "how long an access token lasts")
	c.Flags().BoolVar(&limits, "limits", true, "keep HubSpot's rate limits")
	return c
}
