package hubspot

import (
	"context"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// maxOffered is how many choices a sentence lists. Beyond that nobody reads.
const maxOffered = 8

// badFields explains refused properties. The codes vary by type and by
// version, so what is said goes by the field, which we know, and by the code
// only where it means something that the field can't.
func (w *work) badFields(ctx context.Context, f *failure, p *action.Problem) {
	var foreign []string
	seen := map[string]bool{}
	for _, bad := range f.properties {
		ours, ok := w.known(bad.name)
		if !ok {
			foreign = append(foreign, w.foreign(bad))
			continue
		}
		if !seen[ours.Name] {
			seen[ours.Name] = true
			p.Fields = append(p.Fields, action.FieldProblem{Field: ours.Name, Text: w.badField(ctx, ours, bad)})
		}
	}
	w.sum(p, foreign)
}

// missingFields explains which required properties are not set.
func (w *work) missingFields(_ context.Context, f *failure, p *action.Problem) {
	var foreign []string
	for _, name := range f.context["properties"] {
		if ours, ok := w.known(name); ok {
			p.Fields = append(p.Fields, action.FieldProblem{Field: ours.Name, Text: required(ours)})
		} else {
			foreign = append(foreign, w.foreign(propertyFailure{name: name, code: "REQUIRED"}))
		}
	}
	w.sum(p, foreign)
}

// sum makes one text of what is wrong with the fields.
func (w *work) sum(p *action.Problem, foreign []string) {
	var all []string
	for _, x := range p.Fields {
		all = append(all, x.Text)
	}
	if all = append(all, foreign...); len(all) > 0 {
		p.Text = strings.Join(all, " ")
	} else {
		p.Text = w.say("HubSpot did not accept these details, so {nothing was done}. Please check them and try again.")
	}
}

func (w *work) known(remote string) (Property, bool) {
	if w.object == nil {
		return Property{}, false
	}
	return w.object.remote(remote)
}

// foreign explains trouble with a property that is none of our fields: people
// in the chat can't mend it.
func (w *work) foreign(bad propertyFailure) string {
	name := propertyName(bad.name)
	switch {
	case bad.code == "PROPERTY_DOESNT_EXIST" || strings.Contains(bad.message, "does not exist"):
		return "HubSpot has no field \"" + name + "\". Please tell the administrator."
	case readOnly(bad):
		return "The field \"" + name + "\" is set by HubSpot itself and can't be changed."
	case needed(bad):
		return "HubSpot also requires the field \"" + name + "\", which can't be given here. Please add this record in HubSpot, or tell the administrator."
	}
	return "HubSpot did not accept the field \"" + name + "\". Please tell the administrator."
}

// propertyName keeps of a name what HubSpot allows in one, so that no other
// text comes along with it.
func propertyName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return -1
	}, s)
	return s[:min(len(s), 60)]
}

func readOnly(bad propertyFailure) bool {
	return bad.code == "READ_ONLY_VALUE" || strings.Contains(bad.message, "calculated property") || strings.Contains(bad.message, "read only")
}

func needed(bad propertyFailure) bool {
	return strings.Contains(bad.code, "REQUIRED") || strings.Contains(strings.ToLower(bad.message), "required")
}

func required(p Property) string { return "HubSpot needs the " + p.Label + "." }

// badField says what is wrong with one of our fields and what would be right.
func (w *work) badField(ctx context.Context, p Property, bad propertyFailure) string {
	switch {
	case readOnly(bad):
		return "The " + p.Label + " is set by HubSpot itself and can't be changed."
	case bad.code == "PROPERTY_DOESNT_EXIST":
		return w.foreign(bad)
	case needed(bad):
		return required(p)
	case w.object != nil && bad.name == w.object.Currency && bad.name != "":
		return "This HubSpot account does not use that currency. Please give the amount in another one."
	}
	switch p.Kind {
	case field.Email:
		return "HubSpot does not accept that e-mail address. Please give it again, like ann@example.com."
	case field.Phone:
		return "HubSpot does not accept that phone number. Please give it again, like +1 555 010 0199."
	case field.Money, field.Number:
		return "HubSpot does not accept that " + p.Label + ". Please give a plain number, like 1500 or 1500.50."
	case field.Date:
		return "HubSpot does not accept that " + p.Label + ". Please give a day, like 2026-12-31."
	case field.Owner:
		return "HubSpot has no such owner." + w.offer(ctx, p)
	case field.Pick:
		return "HubSpot has no such " + p.Label + "." + w.offer(ctx, p)
	}
	if strings.Contains(bad.code, "LONG") || strings.Contains(bad.code, "LENGTH") {
		return "The " + p.Label + " is too long for HubSpot. Please shorten it."
	}
	return "HubSpot does not accept that " + p.Label + ". Please give it again."
}

// offer lists what there is to choose from, by label. What we remembered of
// it is forgotten first: it may be why the wrong one was sent.
func (w *work) offer(ctx context.Context, p Property) string {
	w.client.choices.forget(tenant(w.token), p.Source)
	delete(w.unnamed, p.Source)
	list, err := w.labels(ctx, p.Source)
	if err != nil || len(list) == 0 {
		return " Please choose another one."
	}
	var names []string
	seen := map[string]bool{}
	for _, c := range list {
		if !seen[c.Label] {
			seen[c.Label] = true
			names = append(names, c.Label)
		}
	}
	if len(names) > maxOffered {
		return " Please choose one that HubSpot has, such as " + strings.Join(names[:maxOffered], ", ") + "."
	}
	return " There is: " + strings.Join(names, ", ") + "."
}
