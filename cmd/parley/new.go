package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/connectors/hubspot"
	"parley/connectors/oauth"
	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/scaffold"
	"parley/engine/syntax"
)

// lockFile remembers beside the dialogs what `parley new` wrote.
const lockFile = "parley.lock"

// locks is the lock file, by kind of record.
type locks map[string]kindLock

// kindLock is what was written last for a kind: which further properties were
// asked for, and the fingerprints of all parts.
type kindLock struct {
	Properties []string      `json:"properties,omitempty"`
	Files      scaffold.Lock `json:"files"`
}

func (a *app) new() *cobra.Command {
	var s serveSettings
	var from string
	var besides []string
	c := &cobra.Command{
		Use:   "new KIND",
		Short: "Write the dialogs for a kind of record",
		Long: "Writes six dialogs for a kind of record, deal, contact, company, ticket or one of the\n" +
			"account's own: create, get, list, search, update and delete, each with conversation\n" +
			"tests. Fields, choices and what is required come from the account: the usual\n" +
			"properties, and all that the account has made itself. Kinds and fields that Parley\n" +
			"doesn't know are described in objects.yaml beside them.\n\n" +
			"--from hubspot reads the account that `parley authorize hubspot` signed in to, with\n" +
			"the same settings. --from sandbox needs nothing.\n\n" +
			"Run it again when the account has changed. What you changed or removed by hand stays\n" +
			"as you made it, and is listed; the rest is brought up to date. For that, parley.lock\n" +
			"remembers what was written: keep it with the dialogs.",
		Example: "  parley new ticket --from sandbox --dialogs my_dialogs\n  parley chat --dialogs my_dialogs",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			folder := cmp.Or(s.dialogs, ".")
			all, err := readLocks(folder)
			if err != nil {
				return err
			}
			for _, name := range all[args[0]].Properties {
				if !slices.Contains(besides, name) {
					besides = append(besides, name)
				}
			}
			var d hubspot.Description
			switch from {
			case "sandbox":
				err = sandboxAccount(c.Context(), func(client *hubspot.Client, caller action.Caller) (err error) {
					d, err = client.DescribeKind(c.Context(), caller, args[0], besides)
					return err
				})
			case "hubspot":
				if err = a.fillSettings(c, s.config, s.secrets(), nil); err == nil {
					d, err = a.describeAccount(c.Context(), &s, args[0], besides)
				}
			default:
				return usageError{fmt.Errorf("--from is hubspot or sandbox, not %q", from)}
			}
			if err != nil {
				return wordsOf(err, d)
			}
			return a.writeKind(c.Context(), folder, d, all, besides)
		},
	}
	s.flags(c, append(slices.Clone(appFlags), "dialogs", "hubspot-operation-property")...)
	c.Flags().StringVar(&from, "from", "hubspot", "`PLACE` of the account: hubspot, or sandbox")
	c.Flags().Lookup("dialogs").Usage = "`FOLDER` to write to; this one when absent"
	c.Flags().StringSliceVar(&besides, "properties", nil, "internal `NAMES` of further properties to take, separated by commas; they are remembered")
	return c
}

// wordsOf is what a problem says to people.
func wordsOf(err error, d hubspot.Description) error {
	p, ok := errors.AsType[*action.Problem](err)
	read, write := d.Scopes()
	switch {
	case ok && p.Kind == action.Missing || ok && p.Kind == action.Invalid:
		return errors.New("the account has no such kind of record; there are deal, contact, company and ticket, and those of its own by their internal name")
	case ok && p.Kind == action.Forbidden && d.Name != "":
		return fmt.Errorf("%s It needs %s and %s: add them to --hubspot-scopes and to the app at HubSpot, and run `parley authorize hubspot` again", p.Text, read, write)
	case ok:
		return errors.New(p.Text)
	}
	if needed, ok := errors.AsType[*action.SignInNeeded](err); ok && needed.Administrator {
		return errors.New("nobody has signed in for everybody yet; run `parley authorize hubspot`, or try it with --from sandbox")
	}
	return err
}

// describeAccount reads the account that an operator signed in to.
func (a *app) describeAccount(ctx context.Context, s *serveSettings, kind string, besides []string) (hubspot.Description, error) {
	if s.authorization != oauth.Preauthorized {
		return hubspot.Description{}, errors.New("the properties are read with the access that `parley authorize hubspot` gets; set --hubspot-authorization preauthorized and run that first, or use --from sandbox")
	}
	n, done, err := a.access(ctx, s)
	if err != nil {
		return hubspot.Description{}, err
	}
	defer done()
	n.client.OperationProperty = s.operation
	return n.client.DescribeKind(ctx, action.Caller{}, kind, besides)
}

// sandboxAccount is the first account of a sandbox of our own, with a client
// that may do everything in it.
func sandboxAccount(ctx context.Context, use func(*hubspot.Client, action.Caller) error) error {
	box := sandbox.New(sandbox.Config{})
	l, err := listen("127.0.0.1:0", "--addr")
	if err != nil {
		return err
	}
	defer startSandbox(box, l)()
	client := &hubspot.Client{
		Base: urlOf(l), Tokens: standing(box.Credentials(urlOf(l)).AccessToken), OperationProperty: sandbox.OperationProperty,
	}
	return use(client, action.Caller{Session: "new", Locale: "en-US", TimeZone: "UTC"})
}

// standing is an access token that lasts.
type standing string

var _ hubspot.Tokens = standing("")

func (t standing) Token(context.Context, action.Caller) (hubspot.Token, error) {
	return hubspot.Token{Access: string(t)}, nil
}

func (t standing) Expired(context.Context, action.Caller, string) (hubspot.Token, error) {
	return hubspot.Token{}, errors.New("the sandbox does not take its own token")
}

func (t standing) Revoked(context.Context, action.Caller, string, string) error {
	return errors.New("the sandbox does not take its own token")
}

func (t standing) Lacks(context.Context, action.Caller, []string) error { return nil }
func (t standing) SignOut(context.Context, action.Caller) error         { return nil }

func (t standing) Confirm(context.Context, action.Caller, string) (action.Account, error) {
	return action.Account{}, nil
}

// kindOf is a description as the dialogs are written from.
func kindOf(d hubspot.Description) scaffold.Kind {
	k := scaffold.Kind{
		Provider: "hubspot", Name: d.Name, Plural: d.Plural, ID: d.ID, Title: d.Title, Also: d.Also, OneOf: d.OneOf, Known: d.BuiltIn != nil,
	}
	for _, l := range d.Links {
		k.Links = append(k.Links, scaffold.Link(l))
	}
	object := action.Object{}
	for _, o := range hubspot.Objects(d.Type) {
		if o.Name == d.Name {
			object = o
		}
	}
	for _, p := range d.Properties {
		f, _ := object.Field(p.Name)
		k.Fields = append(k.Fields, scaffold.Field{
			Name: p.Name, Property: p.Remote, Label: p.Label, Kind: p.Kind, Also: p.Also, Source: f.Source, Options: d.Options[p.Name],
			Required: p.Required, ReadOnly: p.ReadOnly, Day: p.Day, Known: slices.Contains(d.BuiltIn, p.Name),
		})
	}
	return k
}

// titlesInSandbox are records that conversation tests can name: those of the
// sandbox that they run in. It has none of a kind that is the account's own.
func titlesInSandbox(ctx context.Context, d hubspot.Description) (titles []string, err error) {
	err = sandboxAccount(ctx, func(client *hubspot.Client, caller action.Caller) error {
		catalog := action.NewCatalog()
		catalog.Add(hubspot.Actions(client, d.Type)...)
		found, err := catalog.Do(ctx, caller, action.Call{
			ID: "new", Action: "hubspot." + d.Plural + ".list", Args: map[string]field.Value{"limit": {Norm: "2"}},
		})
		if _, problem := errors.AsType[*action.Problem](err); err != nil && !problem {
			return err
		}
		for _, r := range found.Records {
			titles = append(titles, r.Title)
		}
		return nil
	})
	return titles, err
}

// writeKind writes the files, and says what became of them. Nothing is written
// when there is something in the way.
func (a *app) writeKind(ctx context.Context, folder string, d hubspot.Description, all locks, besides []string) error {
	k := kindOf(d)
	var err error
	if k.Records, err = titlesInSandbox(ctx, d); err != nil {
		return err
	}
	last, next := all[k.Name].Files, scaffold.Lock{}
	var told strings.Builder
	type written struct{ name, text string }
	var files []written
	for _, f := range scaffold.Files(k) {
		old, err := os.ReadFile(filepath.Join(folder, f.Name))
		switch {
		case errors.Is(err, fs.ErrNotExist) && last[f.Name] != nil && f.Name != scaffold.ObjectsFile:
			fmt.Fprintf(&told, "%s: %s\n", f.Name, scaffold.Gone)
			next[f.Name] = last[f.Name]
			continue
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case last[f.Name] == nil && f.Name != scaffold.ObjectsFile:
			return fmt.Errorf("%s is there already, and not from `parley new`; choose another folder with --dialogs", filepath.Join(folder, f.Name))
		}
		if old, err = laidOut(f.Name, old); err != nil {
			return err
		}
		text, lock, changes := scaffold.Merge(f.Name, string(old), f.Text, last[f.Name])
		if formatted, diags := syntax.Format(f.Name, []byte(text)); !diags.Failed() {
			text = string(formatted)
		}
		next[f.Name] = lock
		if len(old) == 0 {
			fmt.Fprintf(&told, "%s: written\n", f.Name)
		} else {
			for _, c := range changes {
				fmt.Fprintf(&told, "%s: %s: %s\n", c.File, c.Path, c.What)
			}
		}
		if text != string(old) {
			files = append(files, written{f.Name, text})
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder %s: %w", folder, err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(folder, f.name), []byte(f.text), 0o644); err != nil {
			return err
		}
	}
	all[k.Name] = kindLock{Properties: besides, Files: next}
	if err := writeLocks(folder, all); err != nil {
		return err
	}
	fmt.Fprint(a.stdout, told.String())
	for _, l := range d.Left {
		fmt.Fprintf(a.stdout, "%s: not used; %s\n", l.Property, l.Why)
	}
	if len(files) == 0 {
		fmt.Fprintln(a.stdout, "Everything is up to date.")
		return nil
	}
	fmt.Fprintf(a.stdout, "Try them with `parley chat --dialogs %s`; `parley test %s` runs the tests.\n", folder, folder)
	return nil
}

// laidOut is a file as `parley fmt` lays it out, so that its parts can be told.
func laidOut(name string, text []byte) ([]byte, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, nil
	}
	formatted, diags := syntax.Format(name, text)
	if diags.Failed() {
		return nil, fmt.Errorf("%s can't be read, so nothing was written: %s; `parley lint` shows where", name, diags[0].Text)
	}
	return formatted, nil
}

func readLocks(folder string) (locks, error) {
	all := locks{}
	data, err := os.ReadFile(filepath.Join(folder, lockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %w; restore it, or remove it together with the files that `parley new` wrote", lockFile, err)
	}
	return all, nil
}

func writeLocks(folder string, all locks) error {
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, lockFile), append(data, '\n'), 0o644)
}
