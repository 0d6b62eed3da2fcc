package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/sandbox"
	"parley/web"
)

func (a *app) demo() *cobra.Command {
	var addr, ready, folder, words string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run everything in one process, with no settings",
		Long: "Runs the server with the widget page, an in-process Redis and a HubSpot sandbox with\n" +
			"its own sign-in page and records. Open the address that it prints. Nothing survives\n" +
			"the process.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			table, err := readWords(words)
			if err != nil {
				return err
			}
			public, err := listen(addr, "--addr")
			if err != nil {
				return err
			}
			defer public.Close()
			boxListener, err := listen("127.0.0.1:0", "--addr")
			if err != nil {
				return err
			}
			box := sandbox.New(sandbox.Config{SearchLag: 2 * time.Second, Limits: true})
			defer startSandbox(box, boxListener)()
			rdb, stopRedis, err := redisstore.StartInProcess()
			if err != nil {
				return fmt.Errorf("start the in-process Redis: %w", err)
			}
			defer stopRedis()
			keys, err := oauth.ParseKeys(oauth.NewKey())
			if err != nil {
				return err
			}
			m, err := runnable(folder, nil)
			if err != nil {
				return err
			}
			base, api := urlOf(public), urlOf(boxListener)
			logger := slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
			beside := http.NewServeMux()
			app := sandboxApp(box.Credentials(api), base, api)
			app.Scopes = scopesFor(m.Described())
			n := newNode(nodeConfig{
				rdb: rdb, app: app, keys: keys, apiBase: api, appURL: api,
				machine: m, folder: folder, logger: logger, settleFor: 20 * time.Second,
				reloads: slog.New(slog.NewTextHandler(a.stderr, nil)),
				web:     &web.Config{PublicURL: base, Demo: true, Words: table, Behind: beside, Logger: logger, Limits: web.Limits{SessionsPerMinute: -1, SocketsPerAddress: -1}},
			})
			routeBehind(beside, n, box, folder)
			greeting := fmt.Sprintf("Parley is ready: open %s\nSandbox of HubSpot: %s. Nothing survives this process; stop it with Ctrl-C.\n", base, api)
			if err := a.printReady(ready, greeting, map[string]any{
				"url": base, "sandbox_url": api, "sandbox": box.Credentials(api),
			}); err != nil {
				return err
			}
			return n.serve(c.Context(), web.HTTP(n.server.Handler()), nil, listeners{public: public})
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "`ADDRESS` to listen on; port 0 takes a free one")
	c.Flags().StringVar(&ready, "print-ready", "", "`FORMAT` of the line that says it is ready: json")
	c.Flags().StringVar(&folder, "dialogs", "", "`FOLDER` of dialogs, followed while it runs; the twelve that ship when absent")
	c.Flags().StringVar(&words, "widget-words", "", wordsUsage)
	return c
}

func closeAll(ls ...net.Listener) {
	for _, l := range ls {
		if l != nil {
			_ = l.Close()
		}
	}
}
