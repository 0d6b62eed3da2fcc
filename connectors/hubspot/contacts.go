package hubspot

import (
	"context"
	"net/http"
	"regexp"

	"parley/engine/action"
	"parley/engine/field"
)

func (w *work) createContact(ctx context.Context, call action.Call) (action.Result, error) {
	set := map[string]field.Value{}
	for name, v := range call.Args {
		if v.Norm != "" {
			set[name] = v
		}
	}
	if set["email"].Norm == "" && set["first_name"].Norm == "" && set["last_name"].Norm == "" {
		text := "A contact needs an e-mail address, a first name or a last name. Please give me one of them."
		return action.Result{}, w.problem(action.Invalid, text, action.FieldProblem{Field: "email", Text: text})
	}
	return w.create(ctx, call, set, nil)
}

var existingID = regexp.MustCompile(`Existing ID: ?(\d{1,20})`)

// taken turns HubSpot's "already exists" into a conflict that shows the record
// in the way: by the id that HubSpot names, else by the address.
func (w *work) taken(ctx context.Context, err error, email string) error {
	if !is(err, http.StatusConflict) || w.object != &contacts {
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
	if missing != nil && email != "" {
		other, missing = w.fetch(ctx, email, "email")
	}
	p.Text = w.say("HubSpot already has a contact with this e-mail address, so {nothing was done}. You can change that one instead.")
	p.Fields = []action.FieldProblem{{Field: "email", Text: "HubSpot already has a contact with this e-mail address."}}
	if missing == nil {
		existing := w.record(ctx, other)
		p.Existing = &existing
		p.Text = "HubSpot already has a contact with this e-mail address: " + existing.Title + ". " + w.say("So {nothing was done}. You can change that one instead.")
	}
	return p
}
