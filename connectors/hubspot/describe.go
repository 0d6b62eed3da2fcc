package hubspot

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// Description is a kind of record as an account has it.
type Description struct {
	Type
	BuiltIn []string            // fields that are known without a description
	Options map[string][]string // labels to choose from, by field
	Left    []Left              // properties that dialogs can't use
}

// Left is a property that was left out, and why.
type Left struct{ Property, Why string }

// usual are the properties that most people want of the kinds that every
// account has, with names that people use: HubSpot's begin with hs_ and say
// numberofemployees. All of an account's own properties come besides.
var usual = map[string][]action.ObjectField{
	"deal": {{Name: "deal_type", Label: "deal type", Source: "dealtype"}, {Name: "priority", Label: "priority", Source: "hs_priority"},
		{Name: "description", Label: "description", Source: "description"}},
	"contact": {{Name: "job_title", Label: "job title", Source: "jobtitle"}, {Name: "city", Label: "city", Source: "city"}},
	"company": {{Name: "name", Label: "name", Source: "name", Also: []string{"company name"}},
		{Name: "domain", Label: "domain", Source: "domain", Also: []string{"domain name", "web address"}},
		{Name: "phone", Label: "phone", Source: "phone", Also: []string{"phone number", "telephone"}},
		{Name: "city", Label: "city", Source: "city"}, {Name: "industry", Label: "industry", Source: "industry", Also: []string{"sector", "branch"}},
		{Name: "employees", Label: "number of employees", Source: "numberofemployees", Also: []string{"employees", "headcount"}},
		{Name: "annual_revenue", Label: "annual revenue", Source: "annualrevenue", Also: []string{"revenue", "turnover"}},
		{Name: "lifecycle_stage", Label: "lifecycle stage", Source: "lifecyclestage", Also: []string{"lifecycle"}}},
	"ticket": {{Name: "subject", Label: "subject", Source: "subject", Also: []string{"ticket name", "name", "title"}},
		{Name: "description", Label: "description", Source: "content", Also: []string{"details", "content"}},
		{Name: "pipeline", Label: "pipeline", Source: "hs_pipeline"},
		{Name: "stage", Label: "stage", Source: "hs_pipeline_stage", Also: []string{"status", "ticket status"}},
		{Name: "priority", Label: "priority", Source: "hs_ticket_priority", Also: []string{"urgency"}}},
}

// everywhere are properties that every kind of record has.
var everywhere = []action.ObjectField{
	{Name: "owner", Label: "owner", Source: "hubspot_owner_id", Also: []string{"assigned to", "assignee", "owned by"}},
	{Name: "created", Label: "created", Source: "createdate", ReadOnly: true, Also: []string{"create date", "created on"}},
}

// facts are what HubSpot itself requires of new records, and which other kinds
// they are linked to, where the account does not tell.
var facts = map[string]Type{
	"company": {OneOf: []string{"name", "domain"}, Links: []Link{{"contact", 280}}},
	"ticket":  {Also: []string{"case", "issue"}, Links: []Link{{"contact", 16}}},
}

// schema is what HubSpot tells of a kind of record as a whole.
type schema struct {
	ID       string   `json:"objectTypeId"`
	Name     string   `json:"name"`
	Title    string   `json:"primaryDisplayProperty"`
	Required []string `json:"requiredProperties"`
	Labels   struct {
		Singular string `json:"singular"`
		Plural   string `json:"plural"`
	} `json:"labels"`
	Links []struct {
		ID   word   `json:"id"`
		From string `json:"fromObjectTypeId"`
		To   string `json:"toObjectTypeId"`
	} `json:"associations"`
}

// remoteProperty is the definition of a property, as far as it matters here.
type remoteProperty struct {
	Name         string         `json:"name"`
	Label        string         `json:"label"`
	Type         string         `json:"type"`
	Field        string         `json:"fieldType"`
	Calculated   bool           `json:"calculated"`
	Hidden       bool           `json:"hidden"`
	Archived     bool           `json:"archived"`
	Defined      bool           `json:"hubspotDefined"` // by HubSpot, not by the account
	Currency     bool           `json:"showCurrencySymbol"`
	Options      []remoteOption `json:"options"`
	Modification struct {
		ReadOnly bool `json:"readOnlyValue"`
	} `json:"modificationMetadata"`
}

type remoteOption struct {
	Label  string  `json:"label"`
	Value  string  `json:"value"`
	Order  float64 `json:"displayOrder"`
	Hidden bool    `json:"hidden"`
}

// DescribeKind reads what an account knows of a kind of record: deal, contact,
// company, ticket, or one of its own by name. The properties named come
// besides the usual ones and the account's own.
//
// Its errors are those of actions.
func (c *Client) DescribeKind(ctx context.Context, caller action.Caller, name string, besides []string) (Description, error) {
	w, err := c.begin(ctx, caller, nil, action.Spec{Name: provider + ".describe", Effect: action.Read})
	if err != nil {
		return Description{}, err
	}
	d, err := w.describe(ctx, name, besides)
	if err != nil {
		return d, w.explain(ctx, err)
	}
	return d, nil
}

func (w *work) describe(ctx context.Context, name string, besides []string) (Description, error) {
	d := Description{Options: map[string][]string{}}
	about := schema{}
	for _, t := range []*Type{&deals, &contacts, &companies, &tickets} {
		if t.Name == name {
			d.Type = Type{Name: t.Name, Plural: t.Plural, ID: t.ID, Title: t.Title}
			if t == &deals || t == &contacts {
				d.Type, d.BuiltIn = *kinds(nil)[slices.Index([]*Type{&deals, &contacts}, t)], nil
				for _, p := range d.Properties {
					d.BuiltIn = append(d.BuiltIn, p.Name)
				}
			}
		}
	}
	path := "/crm-object-schemas/" + w.client.version() + "/schemas/" + or(d.Plural, name)
	err := w.send(ctx, request{method: http.MethodGet, path: path}, &about)
	switch {
	case err != nil && d.ID == "":
		return d, err
	case err == nil && d.ID == "":
		d.Type = Type{Name: fold(or(about.Labels.Singular, about.Name)), Plural: fold(or(about.Labels.Plural, many(about.Name))), ID: about.ID}
		for _, l := range about.Links {
			if n := digit(string(l.ID)); l.From == d.ID && l.To == contacts.ID && n > 0 {
				d.Links = append(d.Links, Link{"contact", n})
			}
		}
	}
	if more, ok := facts[d.Name]; ok {
		d.OneOf, d.Links, d.Also = more.OneOf, more.Links, more.Also
	}
	var page pageOf[remoteProperty]
	if err := w.send(ctx, request{method: http.MethodGet, path: w.client.path("properties", d.path())}, &page); err != nil {
		return d, err
	}
	required := append(slices.Clone(about.Required), map[string][]string{"deal": {"dealname", "dealstage"}, "ticket": {"subject", "hs_pipeline_stage"}}[d.Name]...)
	wanted := slices.Concat(usual[d.Name], everywhere)
	slices.SortStableFunc(page.Results, func(a, b remoteProperty) int {
		place := func(p remoteProperty) int {
			i := slices.IndexFunc(wanted, func(f action.ObjectField) bool { return f.Source == p.Name })
			if i < 0 || i >= len(usual[d.Name]) {
				return len(wanted) + i
			}
			return i
		}
		return cmp.Compare(place(a), place(b))
	})
	for _, p := range page.Results {
		d.take(p, wanted, about.Title, slices.Contains(required, p.Name), slices.Contains(besides, p.Name), w.client.OperationProperty)
	}
	for _, name := range besides {
		if !slices.ContainsFunc(page.Results, func(p remoteProperty) bool { return p.Name == name }) {
			d.Left = append(d.Left, Left{name, "the account has no such property"})
		}
	}
	return d, nil
}

// take adds a property, unless nobody wants it.
func (d *Description) take(p remoteProperty, wanted []action.ObjectField, title string, required, asked bool, operation string) {
	if i := slices.IndexFunc(d.Properties, func(have Property) bool { return have.Remote == p.Name }); i >= 0 { // built in
		d.Properties[i].Required = d.Properties[i].Required || required
		d.note(d.Properties[i].Name, p)
		return
	}
	i := slices.IndexFunc(wanted, func(f action.ObjectField) bool { return f.Source == p.Name })
	if i < 0 && !required && !asked && p.Defined || p.Archived || p.Hidden || p.Name == operation && operation != "" {
		return
	}
	kind, day, why := p.kind()
	if why == "" && (p.Calculated || p.Modification.ReadOnly) && (i < 0 || !wanted[i].ReadOnly) {
		why = "HubSpot sets it itself"
	}
	if why != "" {
		d.Left = append(d.Left, Left{p.Name, why})
		return
	}
	ours := Property{Remote: p.Name, Required: required, Day: day}
	if i >= 0 {
		ours.ObjectField, ours.Source = wanted[i], ""
	} else {
		ours.Name, ours.Label = fold(strings.TrimPrefix(p.Name, "hs_")), strings.ToLower(p.Label)
	}
	ours.Kind = kind
	if _, taken := d.field(ours.Name); taken {
		ours.Name = fold(p.Name)
	}
	if p.Name == title && d.Title == "" {
		d.Title = ours.Name
	}
	d.Properties = append(d.Properties, ours)
	d.note(ours.Name, p)
}

// note remembers what a field can be chosen from.
func (d *Description) note(name string, p remoteProperty) {
	slices.SortStableFunc(p.Options, func(a, b remoteOption) int { return cmp.Compare(a.Order, b.Order) })
	for _, o := range p.Options {
		if !o.Hidden {
			d.Options[name] = append(d.Options[name], o.Label)
		}
	}
}

// kind is the type of answer for a property, or why there is none.
func (p remoteProperty) kind() (kind field.Kind, day bool, why string) {
	switch p.Type {
	case "string":
		switch {
		case p.Field == "phonenumber":
			return field.Phone, false, ""
		case p.Name == "email":
			return field.Email, false, ""
		case p.Field == "text", p.Field == "textarea":
			return field.Text, false, ""
		}
	case "number":
		if p.Currency {
			return field.Money, false, ""
		}
		return field.Number, false, ""
	case "bool":
		return field.YesNo, false, ""
	case "date":
		return field.Date, true, ""
	case "datetime":
		return field.Date, false, ""
	case "enumeration":
		switch {
		case p.Name == "hubspot_owner_id":
			return field.Owner, false, ""
		case p.Field == "checkbox":
			return "", false, "it holds several values at once"
		case p.Field == "booleancheckbox":
			return field.YesNo, false, ""
		case p.Field == "select", p.Field == "radio":
			return field.Pick, false, ""
		}
	}
	return "", false, "its type is " + p.Type + ", shown as " + p.Field
}

// fold makes a name of what people or HubSpot call something.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, strings.ToLower(s))
	s = strings.Trim(s, "_0123456789")
	return s[:min(len(s), 60)]
}

// digit reads a small whole number; 0 for none.
func digit(s string) (n int) {
	if !digits(s) || len(s) > 6 {
		return 0
	}
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}
