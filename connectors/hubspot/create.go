package hubspot

import (
	"context"
	"errors"
	"net/http"

	"parley/engine/action"
	"parley/engine/field"
)

// lateNote goes with every new record.
const lateNote = "It may take half a minute until it can be found by searching."

// create adds a record, or finds out whether an earlier attempt did.
//
// Without a property for the operation's id, the request goes out once. With
// one it may go out again, because HubSpot refuses a second record with the
// same id; the first one is then read by it. Whether an earlier attempt got
// through is then found out by reading, and by trying again where there is
// nothing to read: a property by which HubSpot can't read is not unique, and
// nothing is sent.
func (w *work) create(ctx context.Context, call action.Call, set map[string]field.Value, links []association) (action.Result, error) {
	mark := w.client.OperationProperty
	switch {
	case call.Settle && mark == "":
		return w.settle(ctx, call, set)
	case call.Settle:
		list, err := w.exactly(ctx, call.ID, mark)
		if err != nil {
			return action.Result{}, err
		}
		if len(list) > 0 {
			return w.found(ctx, list[0], call.Args["contact"]), nil
		}
	}
	properties := w.encode(set)
	if mark != "" {
		properties[mark] = call.ID
	}
	body := map[string]any{"properties": properties}
	if len(links) > 0 {
		body["associations"] = links
	}

	var made remoteRecord
	var err error
	doubt := false
	for range 2 {
		err = w.send(ctx, request{method: http.MethodPost, path: w.objects(), body: body, once: true}, &made)
		if err == nil {
			return w.made(ctx, made, properties, call.Args["contact"]), nil
		}
		f, ok := errors.AsType[*failure](err)
		if !ok {
			return action.Result{}, err
		}
		// That the second attempt certainly failed says nothing about the
		// first, unless HubSpot refused what both of them asked for.
		doubt = doubt || f.maybe
		f.maybe = doubt && !f.definite()
		if mark == "" || !w.mayBeMarked(f) {
			break
		}
		found, lookErr := w.fetch(ctx, call.ID, mark)
		if lookErr == nil {
			return w.found(ctx, found, call.Args["contact"]), nil
		}
		if !is(lookErr, http.StatusNotFound) || f.definite() {
			break // still in doubt, or something else is in the way
		}
	}
	return action.Result{}, w.taken(ctx, err, set["email"].Norm)
}

// mayBeMarked tells whether the record of this very operation may exist after
// a create that did not succeed.
func (w *work) mayBeMarked(f *failure) bool {
	if f.maybe || f.status == http.StatusConflict {
		return true
	}
	for _, p := range f.properties {
		if p.name == w.client.OperationProperty && p.code != "PROPERTY_DOESNT_EXIST" {
			return true
		}
	}
	return false
}

// made completes a new record. It exists; whatever fails from here on costs
// some detail and no more.
func (w *work) made(ctx context.Context, r remoteRecord, sent map[string]string, contact field.Value) action.Result {
	w.brief = true
	defer func() { w.brief = false }()
	complete := contact.Norm == "" && r.Properties["createdate"] != ""
	for name := range sent {
		_, there := r.Properties[name]
		complete = complete && there
	}
	if complete {
		return w.one(ctx, r, lateNote)
	}
	full, err := w.fetch(ctx, string(r.ID), "")
	if err != nil {
		// HubSpot saved it as a whole, with the link.
		return w.one(ctx, r, lateNote)
	}
	return w.found(ctx, full, contact)
}

// found completes a record that is known to be the one that was asked for.
func (w *work) found(ctx context.Context, r remoteRecord, contact field.Value) action.Result {
	notes := append(w.ensureLink(ctx, &r, contact.Norm), lateNote)
	return w.one(ctx, r, notes...)
}

func failureMessage(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.message
	}
	return ""
}
