package main

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"parley/connectors/hubspot"
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/syntax"
)

// objectTypes are the kinds of records that a folder describes, as the
// connector takes them.
func objectTypes(described []*syntax.Object) []hubspot.Type {
	var list []hubspot.Type
	for _, o := range described {
		t := hubspot.Type{
			Name: o.Name.Value, Plural: o.Plural.Value, ID: o.ID.Value, Title: o.Title.Value,
			Also: syntax.Values(o.Also), OneOf: syntax.Values(o.OneOf),
		}
		for _, l := range o.Links {
			t.Links = append(t.Links, hubspot.Link{To: l.To.Value, Number: l.Number.Value})
		}
		for _, f := range o.Fields {
			p := hubspot.Property{Remote: f.Property.Value, Required: f.Required.Value, Day: f.Day.Value}
			p.Name, p.Label, p.Kind = f.Name.Value, f.Label.Value, field.Kind(f.Type.Value)
			p.ReadOnly, p.Also = f.ReadOnly.Value, syntax.Values(f.Also)
			if p.Label == "" {
				p.Label = strings.ReplaceAll(p.Name, "_", " ")
			}
			if p.Kind == "" {
				p.Kind = field.Text
			}
			t.Properties = append(t.Properties, p)
		}
		list = append(list, t)
	}
	return list
}

// scopesFor are what an app must be given for the kinds of records of a folder.
func scopesFor(described []*syntax.Object) []string {
	scopes := slices.Clone(hubspotScopes)
	for _, spec := range newCatalog(nil, nil, described).Specs() {
		for _, scope := range spec.Scopes {
			if spec.Object != "" && !slices.Contains(scopes, scope) {
				scopes = append(scopes, scope)
			}
		}
	}
	return scopes
}

// furtherScopes are those of them that the dialogs that ship don't need.
func furtherScopes(described []*syntax.Object) []string {
	return lacking(hubspotScopes, scopesFor(described))
}

// lacking are the scopes that are needed and not given.
func lacking(given, needed []string) []string {
	return slices.DeleteFunc(slices.Clone(needed), func(scope string) bool { return slices.Contains(given, scope) })
}

// actions are what the engine can do at the moment: a folder that changes can
// bring other kinds of records.
type actions struct {
	now atomic.Pointer[action.Catalog]
}

var _ action.Actions = (*actions)(nil)

func (a *actions) Do(ctx context.Context, caller action.Caller, call action.Call) (action.Result, error) {
	return a.now.Load().Do(ctx, caller, call)
}
