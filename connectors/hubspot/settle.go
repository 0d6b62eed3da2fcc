package hubspot

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

const (
	// settleEvery is how often a search is repeated; HubSpot's searches know
	// of a record after moments, at times after half a minute.
	settleEvery = 3 * time.Second

	// settleDirect is how long a record is looked for where it shows at once:
	// only as long as a request may still be on its way.
	settleDirect = 6 * time.Second

	// imprecision is by how much HubSpot's clock may be misread: an answer
	// tells it in whole seconds and takes its time to come.
	imprecision = 5 * time.Second

	// maxAlike is how many equal records, the newest, are told apart. With two
	// of them it is not known which is whose.
	maxAlike = 10
)

// settle finds out whether an earlier create was carried out, where nothing
// marks it.
func (w *work) settle(ctx context.Context, call action.Call, set map[string]field.Value) (action.Result, error) {
	unique, _ := w.object.field(w.object.Unique)
	value := set[unique.Name].Norm
	limit := or(w.client.SettleFor, time.Minute)
	look := func() ([]remoteRecord, error) { return w.alike(ctx, set, call.Since) }
	if value != "" {
		limit = min(limit, settleDirect)
		look = func() ([]remoteRecord, error) {
			list, err := w.exactly(ctx, value, unique.Remote)
			if len(list) > 0 && !w.since(list[0], call.Since) {
				list = nil // it is older: the create was refused because of it
			}
			return list, err
		}
	}
	for waited := time.Duration(0); ; waited += settleEvery {
		list, err := look()
		switch {
		case err != nil:
			return action.Result{}, err
		case len(list) == 1:
			return w.found(ctx, list[0], call.Args), nil
		case len(list) > 1:
			return action.Result{}, fmt.Errorf("%s: %w: several records fit", w.spec.Name, action.ErrUnknown)
		case waited+settleEvery > limit:
			return action.Result{}, w.problem(action.Missing, "HubSpot has no such {deal}, so it was not saved.")
		}
		if err := w.client.wait(ctx, settleEvery); err != nil {
			return action.Result{}, fmt.Errorf("%s: %w: %w", w.spec.Name, action.ErrUnknown, err)
		}
		w.began, w.waited = w.client.tick(), 0 // each look has the patience of a call
	}
}

// exactly reads the record that has a unique value.
func (w *work) exactly(ctx context.Context, value, unique string) ([]remoteRecord, error) {
	r, err := w.fetch(ctx, value, unique)
	if is(err, http.StatusNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []remoteRecord{r}, nil
}

// alike searches for records created since then that hold just what was to be
// created.
func (w *work) alike(ctx context.Context, set map[string]field.Value, since time.Time) ([]remoteRecord, error) {
	var filters []filter
	for _, name := range append([]string{w.object.Title}, w.object.OneOf...) {
		p, ok := w.object.field(name)
		if v := set[name].Norm; ok && p.Remote != "" && v != "" {
			filters = append(filters, filter{Property: p.Remote, Operator: "EQ", Value: v})
		}
	}
	page, err := w.query(ctx, query{Groups: []group{{filters}}, Sorts: []sorting{{"createdate", "DESCENDING"}}, Limit: maxAlike})
	if err != nil {
		return nil, err
	}
	var list []remoteRecord
	for _, r := range page.Results {
		if !w.since(r, since) || len(w.differing(r, set)) > 0 {
			continue
		}
		// A search answers from its own copy, without links: the record
		// itself decides. It may be deleted already.
		full, err := w.exactly(ctx, string(r.ID), "")
		if err != nil {
			return nil, err
		}
		list = append(list, full...)
	}
	return list, nil
}

// since tells whether a record was created at or after a time of our clock,
// which may be minutes off: what counts is HubSpot's, as it just told it.
func (w *work) since(r remoteRecord, t time.Time) bool {
	created, ok := instant(string(r.Properties["createdate"]))
	return ok && !created.Before(t.Add(w.ahead-imprecision))
}
