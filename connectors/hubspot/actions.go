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

// Actions lists everything that dialogs can do with HubSpot.
func Actions(c *Client) []action.Action {
	list := []action.Action{
		c.action(nil, action.Spec{
			Name: "hubspot.account", Summary: "tells which HubSpot account is connected",
			Effect: action.Read, Gives: action.GivesAccount,
			Scopes: []string{"oauth"}, Fails: looking,
		}, (*work).account),
		c.signOut(), c.signIn(),
		c.action(&deals, action.Spec{
			Name: "hubspot.deal_stages", Summary: "lists the stages that a deal can be in",
			Effect: action.Read, Gives: action.GivesChoices, Params: []action.Param{
				{Name: "pipeline", Kind: field.Text, Summary: "only the stages of this pipeline, by id"},
			},
			Scopes: []string{deals.read}, Fails: looking,
		}, (*work).dealStages),
		c.action(&deals, action.Spec{
			Name: "hubspot.deal_pipelines", Summary: "lists the pipelines for deals",
			Effect: action.Read, Gives: action.GivesChoices,
			Scopes: []string{deals.read}, Fails: looking,
		}, (*work).dealPipelines),
		c.action(nil, action.Spec{
			Name: "hubspot.owners", Summary: "lists the people who can own records",
			Effect: action.Read, Gives: action.GivesChoices,
			Scopes: OptionalScopes(), Fails: looking,
		}, (*work).owners),
		c.action(&contacts, action.Spec{
			Name: "hubspot.lifecycle_stages", Summary: "lists the lifecycle stages of a contact",
			Effect: action.Read, Gives: action.GivesChoices,
			Scopes: []string{contacts.read}, Fails: looking,
		}, (*work).lifecycleStages),
	}
	list = append(list, c.recordActions(&deals, []action.Param{
		{Name: "name", Kind: field.Text, Required: true, Summary: "what the deal is called"},
		{Name: "amount", Kind: field.Money, Summary: "what it is worth"},
		{Name: "stage", Kind: field.Pick, Required: true, Summary: "id of its stage"},
		{Name: "pipeline", Kind: field.Pick, Summary: "id of its pipeline; left out, it is that of the stage"},
		{Name: "close_date", Kind: field.Date, Summary: "when it is expected to close"},
		{Name: "owner", Kind: field.Owner, Summary: "who looks after it"},
		{Name: "contact", Kind: field.Record, Summary: "the contact it is with"},
	}, []action.Param{
		{Name: "stage", Kind: field.Pick, Summary: "only deals in this stage"},
		{Name: "owner", Kind: field.Owner, Summary: "only deals of this owner"},
		{Name: "closing", Kind: field.Date, Summary: "only deals that close on this day or before"},
	}, (*work).createDeal)...)
	list = append(list, c.recordActions(&contacts, []action.Param{
		{Name: "email", Kind: field.Email, Summary: "e-mail address; no two contacts share one"},
		{Name: "first_name", Kind: field.Text, Summary: "first name"},
		{Name: "last_name", Kind: field.Text, Summary: "last name"},
		{Name: "phone", Kind: field.Phone, Summary: "phone number"},
		{Name: "company", Kind: field.Text, Summary: "name of the company"},
		{Name: "lifecycle_stage", Kind: field.Pick, Summary: "id of the lifecycle stage"},
		{Name: "owner", Kind: field.Owner, Summary: "who looks after the contact"},
	}, []action.Param{
		{Name: "owner", Kind: field.Owner, Summary: "only contacts of this owner"},
		{Name: "lifecycle_stage", Kind: field.Pick, Summary: "only contacts in this lifecycle stage"},
	}, (*work).createContact)...)
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

// recordActions lists the seven things that can be done with a kind of
// record. What it is created from and what a list can be narrowed by differ.
func (c *Client) recordActions(t *objectType, from, by []action.Param, create run) []action.Action {
	one := []action.Param{{Name: "id", Kind: field.Record, Required: true, Summary: "id of the " + t.name}}
	page := []action.Param{
		{Name: "conditions", Kind: field.Conditions, Summary: "comparisons that must all hold"},
		{Name: "sort", Kind: field.Text, Summary: "field to sort by, with - in front: largest or latest first"},
		{Name: "after", Kind: field.Text, Summary: "continues where the page before ended"},
		{Name: "limit", Kind: field.Number, Summary: "how many at most; 10 when left out, never more than 100"},
	}
	text := action.Param{Name: "text", Kind: field.Text, Summary: "words to look for"}
	wanted := text
	wanted.Required, wanted.Summary = true, "what people say to mean one "+t.name+": a name, a number"
	if t == &contacts {
		wanted.Summary += ", an e-mail address"
	}

	spec := func(verb, summary string, e action.Effect, g action.Gives, fails []action.Kind, params ...[]action.Param) action.Spec {
		scopes := []string{t.read}
		if e.Writes() {
			scopes = append(scopes, t.write)
		}
		return action.Spec{
			Name: "hubspot." + t.plural + "." + verb, Summary: summary,
			Effect: e, Gives: g, Params: slices.Concat(params...), Scopes: scopes, Fails: fails,
		}
	}
	making := spec("create", "adds a "+t.name, action.Create, action.GivesRecord, creating, from)
	reading := spec("get", "reads a "+t.name, action.Read, action.GivesRecord, getting, one)
	if t == &deals {
		// A deal is linked to its contact when made, and shown with it.
		making.Scopes = append(making.Scopes, contacts.read)
		reading.Scopes = append(reading.Scopes, contacts.read)
	}
	return []action.Action{
		c.action(t, making, create),
		c.action(t, reading, (*work).get),
		c.action(t, spec("list", "lists "+t.plural, action.Read, action.GivesRecords, searching, by, page), (*work).list),
		c.action(t, spec("search", "searches "+t.plural, action.Read, action.GivesRecords, searching, []action.Param{text}, page), (*work).search),
		c.action(t, spec("find", "finds the "+t.plural+" that somebody may mean", action.Read, action.GivesRecords, searching, []action.Param{wanted}), (*work).find),
		c.action(t, spec("update", "changes a "+t.name, action.Update, action.GivesRecord, changing, one, []action.Param{
			{Name: "changes", Kind: field.Changes, Required: true, Summary: "the new values"},
			{Name: "was", Kind: field.Changes, Summary: "the values shown before; when they no longer hold, nothing is changed"},
		}), (*work).update),
		c.action(t, spec("delete", "deletes a "+t.name, action.Delete, action.GivesNothing, deleting, one), (*work).delete),
	}
}

// action completes a spec and binds it to what carries it out. This is the
// only place where failures become what the caller sees.
func (c *Client) action(t *objectType, spec action.Spec, do run) action.Action {
	spec.Provider = provider
	if t != nil {
		spec.Object = t.name
	}
	return action.Action{Spec: spec, Do: func(ctx context.Context, caller action.Caller, call action.Call) (action.Result, error) {
		w, err := c.begin(ctx, caller, t, spec)
		if err != nil {
			return action.Result{}, settled(call, spec, err)
		}
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
