package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// app is one run of the program, with everything it touches of the process.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	lookupEnv      func(string) (string, bool)
}

// getenv is the value of an environment variable; nothing when it is not set.
func (a *app) getenv(name string) string {
	value, _ := a.lookupEnv(name)
	return value
}

// Exit codes.
const (
	exitDone  = 0 // everything went well
	exitFound = 1 // problems were found, or the work could not be done
	exitUsage = 2 // the command was written wrongly
)

// errFound ends a command whose problems are printed already.
var errFound = errors.New("problems found")

// usageError is a command written wrongly.
type usageError struct{ error }

func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFound):
		return exitFound
	case errors.As(err, &usage), strings.HasPrefix(err.Error(), "unknown command"):
		fmt.Fprintf(a.stderr, "parley: %v\nRun `parley help` for what there is.\n", err)
		return exitUsage
	}
	fmt.Fprintf(a.stderr, "parley: %v\n", err)
	return exitFound
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "parley",
		Short: "Chat with people, and do things in their HubSpot account for them",
		Long: "Parley is a conversational dialog engine. People chat in a web widget; dialogs,\n" +
			"each a short YAML file, say what is asked and done.\n\n" +
			"Start with `parley demo`: it needs nothing else.",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(a.demo(), a.serve(), a.authorize(), a.keys(), a.sessions(), a.erase(), a.sandbox(), a.chat(), a.new(), a.lint(), a.fmt(), a.test(), a.diff(), a.understand(), a.graph(), a.studio(), a.schema(), a.lsp(), a.version())
	root.CompletionOptions.HiddenDefaultCmd = false
	return root
}

// exactly is cobra.ExactArgs with our exit code.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(c, args); err != nil {
			_, names, _ := strings.Cut(c.Use, " ")
			if names == "" {
				return usageError{fmt.Errorf("`%s` takes no names after it, and there is %q", c.CommandPath(), args[0])}
			}
			return usageError{fmt.Errorf("write `%s %s`; there are %d names after it", c.CommandPath(), names, len(args))}
		}
		return nil
	}
}

// listeners are the sockets of a server.
type listeners struct{ public, admin net.Listener }

// listen opens an address, or says in words why not.
func listen(address, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the port of %s is taken by another program; stop it, or choose another with %s (port 0 takes a free one)", address, flag)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; choose a port above 1023 with %s", address, flag)
	case err != nil:
		return nil, fmt.Errorf("can't listen on %s: %w; check %s", address, err, flag)
	}
	return l, nil
}

// urlOf is the address that a browser on this machine uses for a listener.
func urlOf(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// printReady tells that a command listens: as words, or as a line of JSON for
// programs.
func (a *app) printReady(format, words string, facts map[string]any) error {
	switch format {
	case "":
		_, err := fmt.Fprint(a.stdout, words)
		return err
	case "json":
		facts["ready"] = true
		line, err := json.Marshal(facts)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%s\n", line)
		return err
	}
	return usageError{fmt.Errorf("--print-ready knows only json, not %q", format)}
}

func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:12])
}
