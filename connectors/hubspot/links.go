package hubspot

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// maxLinks bounds the linked records whose names are looked up: each is a
// request.
const maxLinks = 3

type association struct {
	To    map[string]string `json:"to"`
	Types []map[string]any  `json:"types"`
}

// associations are the links that a record is made with.
func (w *work) associations(args map[string]field.Value) ([]association, error) {
	var list []association
	for _, l := range w.object.Links {
		id := args[l.To].Norm
		if id == "" {
			continue
		}
		if !digits(id) {
			text := "HubSpot has no such " + l.To + ". Please choose another one, or leave it out."
			return nil, w.problem(action.Invalid, text, action.FieldProblem{Field: l.To, Text: text})
		}
		list = append(list, association{
			To:    map[string]string{"id": id},
			Types: []map[string]any{{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": l.Number}},
		})
	}
	return list, nil
}

// linkedTo lists the ids of the records of a kind that a record is linked to.
func (r remoteRecord) linkedTo(t *Type) []string {
	var ids []string
	for _, c := range r.Associations[t.Plural].Results {
		if id := string(c.ID); digits(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// links names the linked records of a kind. One whose name can't be read is
// still linked.
func (w *work) links(ctx context.Context, t *Type, ids []string) []action.Record {
	was, brief := w.object, w.brief
	w.object, w.brief = t, true
	defer func() { w.object, w.brief = was, brief }()
	title, _ := t.field(t.Title)
	var list []action.Record
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue // one record can be linked in several roles
		}
		seen[id] = true
		link := action.Record{Object: t.Name, ID: id, Title: t.Name + " " + id}
		if len(list) < maxLinks {
			if r, err := w.fetch(ctx, id, ""); err == nil {
				link.Title = or(w.value(title, r).Norm, link.Title)
			}
		}
		list = append(list, link)
	}
	return list
}

// ensureLinks links a record that is there as it was to be made, where it is
// not linked yet. Doing it twice is harmless. What is returned are notes for
// the user when it can't be done.
func (w *work) ensureLinks(ctx context.Context, r *remoteRecord, args map[string]field.Value) (notes []action.Note) {
	changed := false
	for _, l := range w.object.Links {
		id, far := args[l.To].Norm, l.to()
		if id == "" || slices.Contains(r.linkedTo(far), id) {
			continue
		}
		path := w.client.path("objects", w.object.path(), string(r.ID), "associations", "default", far.Plural, id)
		if w.client.version() == "v3" {
			// Links have their own version there.
			path = strings.Replace(path, "/crm/v3/", "/crm/v4/", 1)
		}
		if err := w.send(ctx, request{method: http.MethodPut, path: path}, nil); err != nil {
			notes = append(notes, action.Note{ID: "note_unlinked", Object: w.object.Name, Other: l.To})
			continue
		}
		changed = true
	}
	if changed {
		if again, err := w.fetch(ctx, string(r.ID), ""); err == nil {
			*r = again
		}
	}
	return notes
}

func linked(t *Type, args map[string]field.Value) bool {
	for _, l := range t.Links {
		if args[l.To].Norm != "" {
			return true
		}
	}
	return false
}
