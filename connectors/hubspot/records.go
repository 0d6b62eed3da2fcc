package hubspot

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// is tells whether err is a refusal with this status.
func is(err error, status int) bool {
	f, ok := errors.AsType[*failure](err)
	return ok && f.status == status
}

func (w *work) problem(kind action.Kind, text string, fields ...action.FieldProblem) *action.Problem {
	return &action.Problem{Kind: kind, Text: w.say(text), Fields: fields}
}

// noSuch is what is said about an id that can't be one. It never goes into a
// path.
func (w *work) noSuch() error {
	return w.problem(action.Missing, "HubSpot has no such {deal}. You can search for it by name.")
}

// fetch reads a record by id, or by the value of a unique property.
func (w *work) fetch(ctx context.Context, id, unique string) (remoteRecord, error) {
	var r remoteRecord
	query := url.Values{"properties": {strings.Join(w.object.wanted(), ",")}}
	if to := w.object.linked(); len(to) > 0 {
		query.Set("associations", strings.Join(to, ","))
	}
	if unique != "" {
		query.Set("idProperty", unique)
	} else if !digits(id) {
		return r, w.noSuch()
	}
	err := w.send(ctx, request{method: http.MethodGet, path: w.objects(id), query: query}, &r)
	return r, err
}

// whole is a record with everything that get gives.
func (w *work) whole(ctx context.Context, r remoteRecord) action.Record {
	out := w.record(ctx, r)
	for _, l := range w.object.Links {
		if ids := r.linkedTo(l.to()); len(ids) > 0 {
			if out.Links == nil {
				out.Links = map[string][]action.Record{}
			}
			out.Links[l.To] = w.links(ctx, l.to(), ids)
		}
	}
	return out
}

func (w *work) one(ctx context.Context, r remoteRecord, notes ...action.Note) action.Result {
	return action.Result{Records: []action.Record{w.whole(ctx, r)}, Notes: notes}
}

func (w *work) get(ctx context.Context, call action.Call) (action.Result, error) {
	r, err := w.fetch(ctx, call.Args["id"].Norm, "")
	if err != nil {
		return action.Result{}, err
	}
	return w.one(ctx, r), nil
}

// update changes what is not yet as wanted. It reads first: so a repeat after
// a lost answer finds everything done, and a change that somebody else made
// since the values were shown is noticed.
func (w *work) update(ctx context.Context, call action.Call) (action.Result, error) {
	now, err := w.fetch(ctx, call.Args["id"].Norm, "")
	if err != nil {
		return action.Result{}, err
	}
	changes := call.Args["changes"].Set
	if err := w.changeable(changes); err != nil {
		return action.Result{}, err
	}
	left := w.differing(now, changes)
	if len(left) == 0 {
		return w.one(ctx, now), nil
	}
	if call.Settle {
		return action.Result{}, w.problem(action.Missing, "The change was not saved in HubSpot.")
	}
	for _, name := range w.differing(now, call.Args["was"].Set) {
		if _, ours := changes[name]; ours && !slices.Contains(left, name) {
			continue // that one is already as wanted
		}
		current := w.whole(ctx, now)
		p := w.problem(action.Conflict, "This {deal} was changed in HubSpot in the meantime, so {nothing was done}. Please look at the current values and decide again.")
		p.Existing = &current
		return action.Result{}, p
	}
	set := map[string]field.Value{}
	for _, name := range left {
		set[name] = changes[name]
	}
	properties := w.encode(set)
	if err := w.pairPipeline(ctx, now, properties); err != nil {
		return action.Result{}, err
	}
	after, err := w.patch(ctx, now, properties)
	if err != nil {
		return action.Result{}, w.taken(ctx, err, changes)
	}
	// HubSpot moves a lifecycle stage forwards only; it has to be cleared
	// before it goes back.
	var notes []action.Note
	if want := properties["lifecyclestage"]; want != "" && string(after.Properties["lifecyclestage"]) != want {
		note := ""
		if after, note = w.relapse(ctx, after, want); note != "" {
			notes = append(notes, action.Note{ID: note, Field: "lifecycle_stage"})
		}
	}
	return w.one(ctx, after, notes...), nil
}

// changeable refuses changes of what can't be changed. The compiler knows the
// fields as well, so an unknown one is a mistake in the program.
func (w *work) changeable(changes map[string]field.Value) error {
	for name := range changes {
		p, ok := w.object.field(name)
		if !ok {
			return errors.New("hubspot: a " + w.object.Name + " has no field of that name to change")
		}
		if p.ReadOnly {
			text := "The " + p.Label + " is set by HubSpot itself and can't be changed."
			return w.problem(action.Invalid, text, action.FieldProblem{Field: name, Text: text})
		}
	}
	return nil
}

// patch sets properties of a record that was just read, and gives it as it is
// then. HubSpot's answer holds what it touched; the rest is as it was.
func (w *work) patch(ctx context.Context, r remoteRecord, properties map[string]string) (remoteRecord, error) {
	var answer remoteRecord
	body := map[string]any{"properties": properties}
	if err := w.send(ctx, request{method: http.MethodPatch, path: w.objects(string(r.ID)), body: body}, &answer); err != nil {
		return answer, err
	}
	after := r
	after.ID = answer.ID // another one when the record was merged
	after.Properties = maps.Clone(r.Properties)
	if after.Properties == nil {
		after.Properties = map[string]word{}
	}
	for name, value := range properties {
		after.Properties[name] = word(value)
	}
	maps.Copy(after.Properties, answer.Properties)
	return after, nil
}

// relapse moves a lifecycle stage back. It gives the record as it is then,
// and the id of a note when that is not as wanted.
func (w *work) relapse(ctx context.Context, r remoteRecord, stage string) (remoteRecord, string) {
	cleared, err := w.patch(ctx, r, map[string]string{"lifecyclestage": ""})
	if err != nil {
		return r, "note_kept"
	}
	moved, err := w.patch(ctx, cleared, map[string]string{"lifecyclestage": stage})
	switch {
	case err != nil:
		return cleared, "note_emptied"
	case string(moved.Properties["lifecyclestage"]) == stage:
		return moved, ""
	case moved.Properties["lifecyclestage"] == "":
		return moved, "note_emptied"
	}
	return moved, "note_kept"
}

// delete archives a record. One that is gone already is as good as deleted.
func (w *work) delete(ctx context.Context, call action.Call) (action.Result, error) {
	id := call.Args["id"].Norm
	if !digits(id) {
		return action.Result{}, nil
	}
	if call.Settle {
		_, err := w.fetch(ctx, id, "")
		if err == nil {
			err = w.problem(action.Missing, "The {deal} was not deleted.")
		} else if is(err, http.StatusNotFound) {
			err = nil
		}
		return action.Result{}, err
	}
	err := w.send(ctx, request{method: http.MethodDelete, path: w.objects(id)}, nil)
	if is(err, http.StatusNotFound) {
		err = nil
	}
	return action.Result{}, err
}

// account tells whose token it is and in which currency the account counts.
// For the first HubSpot is asked only when nobody noted it at the sign-in.
func (w *work) account(ctx context.Context, _ action.Call) (action.Result, error) {
	a := w.token.Account
	a.Provider = provider
	if a.ID == "" {
		var about struct {
			Hub    number `json:"hub_id"`
			Domain word   `json:"hub_domain"`
			User   word   `json:"user"`
		}
		// This way needs no client secret, which we don't have here. The
		// token is in the path, but no error and no log shows that.
		path := "/oauth/v1/access-tokens/" + url.PathEscape(w.token.Access)
		if err := w.send(ctx, request{method: http.MethodGet, path: path}, &about); err != nil {
			if is(err, http.StatusNotFound) || is(err, http.StatusBadRequest) {
				err = w.revoked(ctx, connectionLost)
			}
			return action.Result{}, err
		}
		a.ID, a.Name, a.User = string(about.Hub), or(a.Name, string(about.Domain)), or(a.User, string(about.User))
	}
	if a.Name == "" {
		a.Name = a.ID
	}
	var err error
	if a.Currency, err = w.currency(ctx); err != nil {
		return action.Result{}, err
	}
	return action.Result{Account: &a}, nil
}
