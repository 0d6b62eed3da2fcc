package hubspot

import (
	"context"
	"maps"
	"net/http"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// dealToContact is HubSpot's number for the link from a deal to a contact.
const dealToContact = 3

// maxLinks bounds the contacts of a deal whose names are looked up: each is a
// request.
const maxLinks = 3

type association struct {
	To    map[string]string `json:"to"`
	Types []map[string]any  `json:"types"`
}

func (w *work) createDeal(ctx context.Context, call action.Call) (action.Result, error) {
	args := maps.Clone(call.Args)
	if args["pipeline"].Norm == "" {
		// HubSpot would take its default pipeline, which need not have the
		// stage. Not being told the stages is no reason to give up, though.
		if p := w.pipelineOf(ctx, args["stage"].Norm); p != "" {
			args["pipeline"] = field.Value{Norm: p}
		}
	}
	set := map[string]field.Value{}
	for name, v := range args {
		if v.Norm != "" {
			set[name] = v
		}
	}
	contact := args["contact"].Norm
	if contact != "" && !digits(contact) {
		text := "HubSpot has no such contact. Please choose another one, or leave it out."
		return action.Result{}, w.problem(action.Invalid, text, action.FieldProblem{Field: "contact", Text: text})
	}
	var links []association
	if contact != "" {
		links = []association{{
			To:    map[string]string{"id": contact},
			Types: []map[string]any{{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": dealToContact}},
		}}
	}
	return w.create(ctx, call, set, links)
}

// pipelineOf finds the pipeline that has a stage, or "".
func (w *work) pipelineOf(ctx context.Context, stage string) string {
	list, err := w.labels(ctx, "hubspot.deal_stages")
	if err != nil {
		return ""
	}
	for _, c := range list {
		if c.Value == stage {
			return c.Group
		}
	}
	return ""
}

// pairPipeline keeps stage and pipeline together: HubSpot wants both when the
// pipeline changes.
func (w *work) pairPipeline(ctx context.Context, now remoteRecord, set map[string]string) error {
	if w.object != &deals {
		return nil
	}
	stage, pipeline := set["dealstage"], set["pipeline"]
	switch {
	case stage != "" && pipeline == "":
		if p := w.pipelineOf(ctx, stage); p != "" && p != string(now.Properties["pipeline"]) {
			set["pipeline"] = p
		}
	case stage == "" && pipeline != "":
		stage = string(now.Properties["dealstage"])
		if w.pipelineOf(ctx, stage) != pipeline {
			text := "In the other pipeline the deal needs another stage." + w.stagesIn(ctx, pipeline)
			return w.problem(action.Invalid, text, action.FieldProblem{Field: "stage", Text: text})
		}
		set["dealstage"] = stage
	}
	return nil
}

func (w *work) stagesIn(ctx context.Context, pipeline string) string {
	list, _ := w.labels(ctx, "hubspot.deal_stages")
	var names []string
	for _, c := range list {
		if c.Group == pipeline && len(names) < maxOffered {
			names = append(names, c.Label)
		}
	}
	if len(names) == 0 {
		return " Please choose one."
	}
	return " There is: " + strings.Join(names, ", ") + "."
}

// linkedContacts lists the ids of the contacts of a deal.
func linkedContacts(r remoteRecord) []string {
	var ids []string
	for _, c := range r.Associations["contacts"].Results {
		if id := string(c.ID); digits(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// contactLinks names the contacts of a deal. One whose name can't be read is
// still linked.
func (w *work) contactLinks(ctx context.Context, ids []string) []action.Record {
	was, brief := w.object, w.brief
	w.object, w.brief = &contacts, true
	defer func() { w.object, w.brief = was, brief }()
	var list []action.Record
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue // one contact can be linked in several roles
		}
		seen[id] = true
		link := action.Record{Object: "contact", ID: id, Title: "contact " + id}
		if len(list) < maxLinks {
			if r, err := w.fetch(ctx, id, ""); err == nil {
				link.Title = or(w.value(contacts.properties[0], r).Norm, link.Title)
			}
		}
		list = append(list, link)
	}
	return list
}

// ensureLink links a deal that is there to its contact, unless it is linked.
// Doing it twice is harmless. What is returned is a note for the user when it
// can't be done.
func (w *work) ensureLink(ctx context.Context, r *remoteRecord, contact string) []string {
	if contact == "" {
		return nil
	}
	for _, id := range linkedContacts(*r) {
		if id == contact {
			return nil
		}
	}
	api, version := "objects", w.client.version()
	path := w.client.path(api, "deals", string(r.ID), "associations", "default", "contacts", contact)
	if version == "v3" {
		// Links have their own version there.
		path = strings.Replace(path, "/crm/v3/", "/crm/v4/", 1)
	}
	if err := w.send(ctx, request{method: http.MethodPut, path: path}, nil); err != nil {
		return []string{"The deal is saved, but it could not be linked to the contact. You can link them in HubSpot; please do not add the deal again."}
	}
	if again, err := w.fetch(ctx, string(r.ID), ""); err == nil {
		*r = again
	}
	return nil
}
