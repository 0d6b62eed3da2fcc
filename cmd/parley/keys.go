package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/connectors/oauth"
)

func (a *app) keys() *cobra.Command {
	var s serveSettings
	c := &cobra.Command{
		Use:   "keys",
		Short: "Show and change the encryption keys",
		Long: "Shows the keys of PARLEY_KEYS and how many sign-ins are sealed with each. The first\n" +
			"key seals, all of them open.\n\n" +
			"To change keys while servers run, restart them with each new PARLEY_KEYS in turn:\n" +
			"`parley keys add` gives one with a further key that opens, `parley keys use ID` lets it\n" +
			"seal, `parley keys reseal` seals anew what is stored, and `parley keys retire ID` gives\n" +
			"one without the old key.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withKeys(c, &s, a.listKeys)
		},
	}
	s.flags(c, appFlags...)
	c.AddCommand(
		a.keysCommand("add", "Give a PARLEY_KEYS with a further key", exactly(0), func(_ context.Context, s *serveSettings, _ []string) error {
			return a.addKey(s)
		}),
		a.keysCommand("use ID", "Give a PARLEY_KEYS in which this key seals", exactly(1), func(_ context.Context, s *serveSettings, args []string) error {
			return a.useKey(s, args[0])
		}),
		a.keysCommand("reseal", "Seal what is stored with the first key", exactly(0), func(ctx context.Context, s *serveSettings, _ []string) error {
			return a.reseal(ctx, s)
		}),
		a.keysCommand("retire ID", "Give a PARLEY_KEYS without this key, if nothing is sealed with it", exactly(1), func(ctx context.Context, s *serveSettings, args []string) error {
			return a.retireKey(ctx, s, args[0])
		}),
	)
	return c
}

func (a *app) keysCommand(use, short string, args cobra.PositionalArgs, run func(context.Context, *serveSettings, []string) error) *cobra.Command {
	var s serveSettings
	c := &cobra.Command{Use: use, Short: short, Args: args, RunE: func(c *cobra.Command, args []string) error {
		return a.withKeys(c, &s, func(ctx context.Context, s *serveSettings) error { return run(ctx, s, args) })
	}}
	s.flags(c, appFlags...)
	return c
}

func (a *app) withKeys(c *cobra.Command, s *serveSettings, run func(context.Context, *serveSettings) error) error {
	if err := a.fillSettings(c, s.config, s.secrets(), nil); err != nil {
		return err
	}
	return run(c.Context(), s)
}

func (a *app) listKeys(ctx context.Context, s *serveSettings) error {
	n, done, err := a.access(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	count, err := n.flow.Sealed(ctx)
	if err != nil {
		return err
	}
	for i, id := range n.flow.Keys.IDs() {
		does := "opens"
		if i == 0 {
			does = "seals and opens"
		}
		fmt.Fprintf(a.stdout, "%-16s  %-15s  %d sign-ins\n", id, does, count[id])
		delete(count, id)
	}
	var missing []string
	for id := range count {
		missing = append(missing, id)
	}
	slices.Sort(missing)
	for _, id := range missing {
		fmt.Fprintf(a.stdout, "%-16s  %-15s  %d sign-ins, which can't be used\n", id, "is missing", count[id])
	}
	return nil
}

func (a *app) addKey(s *serveSettings) error {
	var entries []string
	if strings.TrimSpace(s.keys) != "" {
		if _, err := s.encryption(); err != nil {
			return err
		}
		entries = keyEntries(s.keys)
	}
	a.printKeys(append(entries, oauth.NewKey()))
	return nil
}

func (a *app) useKey(s *serveSettings, id string) error {
	entries, at, err := s.keyAt(id)
	if err != nil {
		return err
	}
	entry := entries[at]
	a.printKeys(append([]string{entry}, slices.Delete(entries, at, at+1)...))
	return nil
}

func (a *app) reseal(ctx context.Context, s *serveSettings) error {
	n, done, err := a.access(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	changed, left, err := n.flow.Reseal(ctx)
	fmt.Fprintf(a.stdout, "%d sign-ins are sealed anew with %s.\n", changed, n.flow.Keys.IDs()[0])
	if err == nil && left > 0 {
		fmt.Fprintf(a.stdout, "%d can't be opened: they belong to a key that is not in PARLEY_KEYS, or to other settings of the app. Those who use them are asked to sign in again.\n", left)
	}
	return err
}

func (a *app) retireKey(ctx context.Context, s *serveSettings, id string) error {
	entries, at, err := s.keyAt(id)
	switch {
	case err != nil:
		return err
	case at == 0:
		return fmt.Errorf("%s is the key that seals; let another do so first with `parley keys use ID`", id)
	}
	n, done, err := a.access(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	count, err := n.flow.Sealed(ctx)
	if err != nil {
		return err
	}
	if count[id] > 0 {
		return fmt.Errorf("%d sign-ins are sealed with %s and would be lost; run `parley keys reseal` first", count[id], id)
	}
	a.printKeys(slices.Delete(entries, at, at+1))
	return nil
}

// keyAt finds a key of PARLEY_KEYS.
func (s *serveSettings) keyAt(id string) (entries []string, at int, err error) {
	keys, err := s.encryption()
	if err != nil {
		return nil, 0, err
	}
	if at = slices.Index(keys.IDs(), id); at < 0 {
		return nil, 0, errors.New("there is no key " + id + "; there are " + strings.Join(keys.IDs(), ", "))
	}
	return keyEntries(s.keys), at, nil
}

// keyEntries takes PARLEY_KEYS apart, of which ParseKeys thinks well.
func keyEntries(text string) []string {
	var entries []string
	for entry := range strings.SplitSeq(text, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries
}

func (a *app) printKeys(entries []string) {
	fmt.Fprintf(a.stdout, "PARLEY_KEYS=%s\n", strings.Join(entries, ","))
	fmt.Fprintln(a.stderr, "Keep it where the server finds it, and restart every server with it.")
}
