package hubspot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"parley/engine/action"
	"parley/engine/field"
)

// provider is whose sign-in all actions here need.
const provider = "hubspot"

// OptionalScopes are scopes without which everything works but less well: an
// account that can't grant them, or an app that lacks them, must not keep
// anybody from signing in.
func OptionalScopes() []string { return []string{"crm.objects.owners.read"} }

// Actions lists everything that dialogs can do with HubSpot: with deals and
// contacts, and with what more describes.
func Actions(c *Client, more ...Type) []action.Action {
	k := &catalog{client: c, kinds: kinds(more), choices: map[string]choice{}}
	list := []action.Action{
		k.action(nil, action.Spec{
			Name: "hubspot.account", Summary: "tells which HubSpot account is connected",
			Effect: action.Read, Gives: action.GivesAccount,
			Scopes: []string{"oauth"}, Fails: looking,
		}, (*work).account),
		c.signOut(), c.signIn(),
		k.action(nil, action.Spec{
			Name: ownerSource, Summary: "lists the people who can own records",
			Effect: action.Read, Gives: action.GivesChoices,
			Scopes: OptionalScopes(), Fails: looking,
		}, (*work).all),
	}
	for _, t := range k.kinds {
		list = append(list, k.choiceActions(t)...)
		list = append(list, k.recordActions(t)...)
	}
	return list
}

// catalog is what the actions share: the kinds of records, and which choices
// belong to which field.
type catalog struct {
	client  *Client
	kinds   []*Type
	choices map[string]choice // by the name of the action that lists them
}

// choice is a field of a kind of record that is chosen from a list.
type choice struct {
	of       *Type
	property Property
}

// choiceActions list what the fields of a kind can be chosen from. The stages
// can be asked for one pipeline.
func (k *catalog) choiceActions(t *Type) (list []action.Action) {
	read, _ := t.Scopes()
	for _, p := range t.Properties {
		if p.Kind != field.Pick {
			continue
		}
		k.choices[p.Source] = choice{t, p}
		spec := action.Spec{
			Name: p.Source, Summary: "lists the " + many(p.Label) + " that a " + t.Name + " can have",
			Effect: action.Read, Gives: action.GivesChoices, Scopes: []string{read}, Fails: looking,
		}
		do := (*work).all
		if stage, pipeline, ok := t.staged(); ok && p.Name == stage.Name {
			spec.Summary = "lists the stages that a " + t.Name + " can be in"
			spec.Params = []action.Param{{Name: pipeline.Name, Kind: field.Text, Summary: "only the stages of this pipeline, by id"}}
			do = (*work).stages
		} else if ok && p.Name == pipeline.Name {
			spec.Summary = "lists the pipelines for " + t.Plural
		}
		list = append(list, k.action(t, spec, do))
	}
	return list
}

// The ways in which actions fail, by what they do.
var (
	looking   = []action.Kind{action.Forbidden, action.Busy, action.Down}
	searching = []action.Kind{action.Invalid, action.Forbidden, action.Busy, action.Down}
	getting   = []action.Kind{action.Missing, action.Forbidden, action.Busy, action.Down}
	deleting  = []action.Kind{action.Forbidden, action.Busy, action.Down, action.Unknown}
	changing  = []action.Kind{action.Invalid, action.Conflict, action.Missing, action.Forbidden, action.Busy, action.Down, action.Unknown}
	creating  = []action.Kind{action.Invalid, action.Conflict, action.Forbidden, action.Busy, action.Down, action.Unknown}
)

type run = func(*work, context.Context, action.Call) (action.Result, error)

// recordActions lists the seven things that can be done with a kind of record.
func (k *catalog) recordActions(t *Type) []action.Action {
	one := []action.Param{{Name: "id", Kind: field.Record, Required: true, Summary: "id of the " + t.Name}}
	page := []action.Param{
		{Name: "conditions", Kind: field.Conditions, Summary: "comparisons that must all hold"},
		{Name: "sort", Kind: field.Text, Summary: "field to sort by, with - in front: largest or latest first"},
		{Name: "after", Kind: field.Text, Summary: "continues where the page before ended"},
		{Name: "limit", Kind: field.Number, Summary: "how many at most; 10 when left out, never more than 100"},
	}
	text := action.Param{Name: "text", Kind: field.Text, Summary: "words to look for"}
	wanted := text
	wanted.Required, wanted.Summary = true, "what people say to mean one "+t.Name+": a name, a number"
	if t.Unique == "email" {
		wanted.Summary += ", an e-mail address"
	}

	read, write := t.Scopes()
	spec := func(verb, summary string, e action.Effect, g action.Gives, fails []action.Kind, params ...[]action.Param) action.Spec {
		scopes := []string{read}
		if e.Writes() && write != read {
			scopes = append(scopes, write)
		}
		return action.Spec{
			Name: provider + "." + t.Plural + "." + verb, Summary: summary,
			Effect: e, Gives: g, Params: slices.Concat(params...), Scopes: scopes, Fails: fails,
		}
	}
	making := spec("create", "adds a "+t.Name, action.Create, action.GivesRecord, creating, t.from())
	reading := spec("get", "reads a "+t.Name, action.Read, action.GivesRecord, getting, one)
	for _, l := range t.Links {
		// A record is linked to others when made, and shown with them.
		far, _ := l.to().Scopes()
		making.Scopes = append(making.Scopes, far)
		reading.Scopes = append(reading.Scopes, far)
	}
	return []action.Action{
		k.action(t, making, (*work).make),
		k.action(t, reading, (*work).get),
		k.action(t, spec("list", "lists "+t.Plural, action.Read, action.GivesRecords, searching, t.by(), page), (*work).list),
		k.action(t, spec("search", "searches "+t.Plural, action.Read, action.GivesRecords, searching, []action.Param{text}, page), (*work).search),
		k.action(t, spec("find", "finds the "+t.Plural+" that somebody may mean", action.Read, action.GivesRecords, searching, []action.Param{wanted}), (*work).find),
		k.action(t, spec("update", "changes a "+t.Name, action.Update, action.GivesRecord, changing, one, []action.Param{
			{Name: "changes", Kind: field.Changes, Required: true, Summary: "the new values"},
			{Name: "was", Kind: field.Changes, Summary: "the values shown before; when they no longer hold, nothing is changed"},
		}), (*work).update),
		k.action(t, spec("delete", "deletes a "+t.Name, action.Delete, action.GivesNothing, deleting, one), (*work).delete),
	}
}

// from is what a record can be made from.
func (t *Type) from() (list []action.Param) {
	for _, p := range t.Properties {
		if !p.ReadOnly {
			list = append(list, action.Param{Name: p.Name, Kind: p.Kind, Required: p.Required, Summary: p.summary(t)})
		}
	}
	for _, l := range t.Links {
		list = append(list, action.Param{Name: l.To, Kind: field.Record, Summary: "the " + l.To + " it is linked to"})
	}
	return list
}

// by is what a list can be narrowed by.
func (t *Type) by() (list []action.Param) {
	for _, p := range t.Properties {
		if p.Kind == field.Pick && p.Name != "pipeline" || p.Kind == field.Owner {
			list = append(list, action.Param{Name: p.Name, Kind: p.Kind, Summary: "only " + t.Plural + " with this " + p.Label})
		}
	}
	if p, ok := t.field(t.Closing); ok {
		list = append(list, action.Param{Name: "closing", Kind: field.Date, Summary: "only " + t.Plural + " with a " + p.Label + " on this day or before"})
	}
	return list
}

// summary says what a value is for.
func (p Property) summary(t *Type) string {
	switch {
	case p.Kind == field.Pick && p.Name == "pipeline":
		return "id of its pipeline; left out, it is that of the stage"
	case p.Kind == field.Pick:
		return "id of the " + p.Label
	case p.Kind == field.Owner:
		return "who looks after the " + t.Name
	case p.Name == t.Unique:
		return "the " + p.Label + "; no two " + t.Plural + " share one"
	}
	return "the " + p.Label
}

// action completes a spec and binds it to what carries it out. This is the
// only place where failures become what the caller sees.
func (k *catalog) action(t *Type, spec action.Spec, do run) action.Action {
	spec.Provider = provider
	if t != nil {
		spec.Object = t.Name
	}
	return action.Action{Spec: spec, Do: func(ctx context.Context, caller action.Caller, call action.Call) (action.Result, error) {
		w, err := k.client.begin(ctx, caller, t, spec)
		if err != nil {
			return action.Result{}, settled(call, spec, err)
		}
		w.catalog = k
		result, err := do(w, ctx, call)
		if err != nil {
			return action.Result{}, settled(call, spec, w.explain(ctx, err))
		}
		return result, nil
	}}
}

// signOut is the action that forgets the caller's access. It is the only one
// that needs none.
func (c *Client) signOut() action.Action {
	return action.Action{
		Spec: action.Spec{
			Name: provider + ".sign_out", Provider: provider, Summary: "forgets the access to HubSpot that the visitor gave",
			Effect: action.Read, Gives: action.GivesNothing,
			Scopes: []string{"oauth"}, Fails: []action.Kind{action.Forbidden, action.Down},
		},
		Do: func(ctx context.Context, caller action.Caller, _ action.Call) (action.Result, error) {
			if err := c.start(); err != nil {
				return action.Result{}, err
			}
			return action.Result{}, c.Tokens.SignOut(ctx, caller)
		},
	}
}

// signIn is the action that ends a sign-in with the digits that its last page
// showed. Missing: no digits are waited for. Conflict: wrong once too often.
func (c *Client) signIn() action.Action {
	return action.Action{
		Spec: action.Spec{
			Name: provider + ".sign_in", Provider: provider, Summary: "ends a sign-in with the digits that its last page showed",
			Params: []action.Param{{Name: "code", Kind: field.Text, Required: true, Summary: "the digits"}},
			Effect: action.Read, Gives: action.GivesAccount,
			Scopes: []string{"oauth"}, Fails: []action.Kind{action.Invalid, action.Conflict, action.Missing, action.Down},
		},
		Do: func(ctx context.Context, caller action.Caller, call action.Call) (action.Result, error) {
			if err := c.start(); err != nil {
				return action.Result{}, err
			}
			account, err := c.Tokens.Confirm(ctx, caller, call.Args["code"].Norm)
			if err != nil {
				return action.Result{}, err
			}
			return action.Result{Account: &account}, nil
		},
	}
}

// settled keeps a question about the outcome from being answered with "nothing
// was done" just because it could not be asked.
func settled(call action.Call, spec action.Spec, err error) error {
	p, ok := errors.AsType[*action.Problem](err)
	if !ok || !call.Settle || !spec.Effect.Writes() || p.Kind == action.Missing {
		return err
	}
	return fmt.Errorf("%s: %w: %v", spec.Name, action.ErrUnknown, p)
}
