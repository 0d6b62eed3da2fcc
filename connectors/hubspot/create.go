package hubspot

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// lateNote goes with every new record: until it can be found by searching, it
// may take half a minute.
var lateNote = action.Note{ID: "note_late"}

// make adds a record from what was collected.
func (w *work) make(ctx context.Context, call action.Call) (action.Result, error) {
	set := map[string]field.Value{}
	for name, v := range call.Args {
		if v.Norm != "" {
			set[name] = v
		}
	}
	if stage, pipeline, ok := w.object.staged(); ok && set[pipeline.Name].Norm == "" {
		// HubSpot would take its default pipeline, which need not have the
		// stage. Not being told the stages is no reason to give up, though.
		if p := w.pipelineOf(ctx, stage.Source, set[stage.Name].Norm); p != "" {
			set[pipeline.Name] = field.Value{Norm: p}
		}
	}
	given := func(name string) bool { return set[name].Norm != "" }
	if of := w.object.OneOf; len(of) > 0 && !slices.ContainsFunc(of, given) {
		var labels []string
		for _, name := range of {
			p, _ := w.object.field(name)
			labels = append(labels, article(p.Label))
		}
		text := capital(article(w.object.Name)) + " needs " + orList(labels) + ". Please give me one of them."
		return action.Result{}, w.problem(action.Invalid, text, action.FieldProblem{Field: of[0], Text: text})
	}
	links, err := w.associations(set)
	if err != nil {
		return action.Result{}, err
	}
	return w.create(ctx, call, set, links)
}

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
			return w.found(ctx, list[0], call.Args), nil
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
			return w.made(ctx, made, properties, call.Args), nil
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
			return w.found(ctx, found, call.Args), nil
		}
		if !is(lookErr, http.StatusNotFound) || f.definite() {
			break // still in doubt, or something else is in the way
		}
	}
	return action.Result{}, w.taken(ctx, err, set)
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
func (w *work) made(ctx context.Context, r remoteRecord, sent map[string]string, args map[string]field.Value) action.Result {
	w.brief = true
	defer func() { w.brief = false }()
	complete := !linked(w.object, args) && r.Properties["createdate"] != ""
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
	return w.found(ctx, full, args)
}

// found completes a record that is known to be the one that was asked for.
func (w *work) found(ctx context.Context, r remoteRecord, args map[string]field.Value) action.Result {
	notes := append(w.ensureLinks(ctx, &r, args), lateNote)
	return w.one(ctx, r, notes...)
}

func failureMessage(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.message
	}
	return ""
}

var existingID = regexp.MustCompile(`Existing ID: ?(\d{1,20})`)

// taken turns HubSpot's "already exists" into a conflict that shows the record
// in the way: by the id that HubSpot names, else by the value.
func (w *work) taken(ctx context.Context, err error, set map[string]field.Value) error {
	unique, ok := w.object.field(w.object.Unique)
	if !is(err, http.StatusConflict) || !ok {
		return err
	}
	p, ok := w.explain(ctx, err).(*action.Problem)
	if !ok {
		return err
	}
	var other remoteRecord
	missing := err
	if id := existingID.FindStringSubmatch(failureMessage(err)); id != nil {
		other, missing = w.fetch(ctx, id[1], "")
	}
	if value := set[unique.Name].Norm; missing != nil && value != "" {
		other, missing = w.fetch(ctx, value, unique.Remote)
	}
	label := unique.Label
	if unique.Kind == field.Email {
		label = "e-mail address"
	}
	text := w.say("HubSpot already has {a deal} with this " + label)
	p.Text = text + w.say(", so {nothing was done}. You can change that one instead.")
	p.Fields = []action.FieldProblem{{Field: unique.Name, Text: text + "."}}
	if missing == nil {
		existing := w.record(ctx, other)
		p.Existing = &existing
		p.Text = text + ": " + existing.Title + ". " + w.say("So {nothing was done}. You can change that one instead.")
	}
	return p
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// orList is "a, b or c".
func orList(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
