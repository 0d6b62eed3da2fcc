package hubspot

import (
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// Property ties one of our fields to HubSpot's name for it.
type Property struct {
	action.ObjectField
	Remote   string // HubSpot's name; empty for a field that is put together from others
	Required bool   // a new record must have it
	Day      bool   // HubSpot keeps a date without a time
}

// Type is one kind of record: everything in which kinds of records differ, as
// data. A folder of dialogs can bring further ones, and further fields of
// those that are here.
//
// Fields called "stage" and "pipeline" that are choices belong together: they
// are the place of a record in the account's pipelines.
type Type struct {
	Name       string   // "deal"
	Also       []string // other words for one
	Plural     string   // "deals"; also HubSpot's name for it in paths
	ID         string   // HubSpot's type number, "0-3", for links to records
	Title      string   // the field that titles a record
	Properties []Property
	Links      []Link   // to records of other kinds, given when it is made
	OneOf      []string // of these fields, a new record must have one
	Currency   string   // property with the currency of its amounts
	Unique     string   // field whose value no two records share, and by which HubSpot finds one
	Closing    string   // field that the parameter "closing" of a list bounds
	Sort       string   // property that sorting by a title put together from others means
	Recent     string   // property with the time of the last change
}

// Link leads from a kind of record to another.
type Link struct {
	To     string // "contact": one of the four kinds that every account has
	Number int    // HubSpot's number for it, in this direction
}

// Scopes are what reading and writing need.
func (t *Type) Scopes() (read, write string) {
	switch {
	case t.ID == "0-5":
		return "tickets", "tickets"
	case strings.HasPrefix(t.ID, "2-"):
		return "crm.objects.custom.read", "crm.objects.custom.write"
	}
	return "crm.objects." + t.Plural + ".read", "crm.objects." + t.Plural + ".write"
}

var deals = Type{
	Name: "deal", Plural: "deals", ID: "0-3", Title: "name",
	Also:     []string{"opportunity", "opportunities", "opp", "opps", "sale"},
	Currency: "deal_currency_code", Closing: "close_date", Recent: "hs_lastmodifieddate",
	Links: []Link{{To: "contact", Number: 3}},
	Properties: []Property{
		{ObjectField: action.ObjectField{Name: "name", Label: "name", Kind: field.Text, Also: []string{"title", "deal name"}}, Remote: "dealname", Required: true},
		{ObjectField: action.ObjectField{Name: "amount", Label: "amount", Kind: field.Money, Also: []string{"value", "worth", "size", "price", "deal amount", "deal size"}}, Remote: "amount"},
		{ObjectField: action.ObjectField{Name: "stage", Label: "stage", Kind: field.Pick, Source: "hubspot.deal_stages", Also: []string{"deal stage", "status", "phase", "step"}}, Remote: "dealstage", Required: true},
		{ObjectField: action.ObjectField{Name: "pipeline", Label: "pipeline", Kind: field.Pick, Source: "hubspot.deal_pipelines", Also: []string{"deal pipeline"}}, Remote: "pipeline"},
		{ObjectField: action.ObjectField{Name: "close_date", Label: "close date", Kind: field.Date, Also: []string{"closing date", "close", "closes", "closing", "expected close", "due date"}}, Remote: "closedate"},
		{ObjectField: action.ObjectField{Name: "owner", Label: "owner", Kind: field.Owner, Source: ownerSource, Also: []string{"deal owner", "owned by", "assigned to", "assignee", "rep", "salesperson"}}, Remote: "hubspot_owner_id"},
		{ObjectField: action.ObjectField{Name: "created", Label: "created", Kind: field.Date, ReadOnly: true, Also: []string{"create date", "created on", "creation date", "added"}}, Remote: "createdate"},
	},
}

var contacts = Type{
	Name: "contact", Plural: "contacts", ID: "0-1", Title: "name",
	Also:   []string{"person", "people"},
	Unique: "email", Sort: "lastname", Recent: "lastmodifieddate",
	OneOf: []string{"email", "first_name", "last_name"},
	Properties: []Property{
		{ObjectField: action.ObjectField{Name: "name", Label: "name", Kind: field.Text, ReadOnly: true, Also: []string{"full name", "contact name"}}},
		{ObjectField: action.ObjectField{Name: "first_name", Label: "first name", Kind: field.Text, Also: []string{"given name", "forename"}}, Remote: "firstname"},
		{ObjectField: action.ObjectField{Name: "last_name", Label: "last name", Kind: field.Text, Also: []string{"surname", "family name"}}, Remote: "lastname"},
		{ObjectField: action.ObjectField{Name: "email", Label: "email", Kind: field.Email, Also: []string{"e-mail", "mail", "email address", "e-mail address"}}, Remote: "email"},
		{ObjectField: action.ObjectField{Name: "phone", Label: "phone", Kind: field.Phone, Also: []string{"phone number", "telephone", "number", "tel"}}, Remote: "phone"},
		{ObjectField: action.ObjectField{Name: "company", Label: "company", Kind: field.Text, Also: []string{"company name", "organisation", "organization", "employer", "firm"}}, Remote: "company"},
		{ObjectField: action.ObjectField{Name: "lifecycle_stage", Label: "lifecycle stage", Kind: field.Pick, Source: "hubspot.lifecycle_stages", Also: []string{"lifecycle", "stage", "status"}}, Remote: "lifecyclestage"},
		{ObjectField: action.ObjectField{Name: "owner", Label: "owner", Kind: field.Owner, Source: ownerSource, Also: []string{"contact owner", "owned by", "assigned to", "assignee", "rep", "salesperson"}}, Remote: "hubspot_owner_id"},
		{ObjectField: action.ObjectField{Name: "created", Label: "created", Kind: field.Date, ReadOnly: true, Also: []string{"create date", "created on", "creation date", "added"}}, Remote: "createdate"},
	},
}

// What is known of companies and tickets without a description of them: enough
// to name one that another record is linked to.
var (
	companies = Type{Name: "company", Plural: "companies", ID: "0-2", Title: "name", Recent: "hs_lastmodifieddate",
		Properties: []Property{{ObjectField: action.ObjectField{Name: "name", Label: "name", Kind: field.Text}, Remote: "name"}}}
	tickets = Type{Name: "ticket", Plural: "tickets", ID: "0-5", Title: "subject", Recent: "hs_lastmodifieddate",
		Properties: []Property{{ObjectField: action.ObjectField{Name: "subject", Label: "subject", Kind: field.Text}, Remote: "subject"}}}
)

// to is the kind that a link leads to.
func (l Link) to() *Type {
	for _, t := range []*Type{&deals, &contacts, &companies, &tickets} {
		if t.Name == l.To {
			return t
		}
	}
	panic("hubspot: a link to " + l.To) // whoever read the description has checked it
}

// kinds are deals and contacts with what is added to them, and further kinds.
func kinds(more []Type) []*Type {
	list := []*Type{}
	for _, t := range append([]Type{deals, contacts}, more...) {
		i := slices.IndexFunc(list, func(have *Type) bool { return have.Name == t.Name })
		if i < 0 {
			t.Recent = or(t.Recent, "hs_lastmodifieddate")
			t.Properties = slices.Clone(t.Properties)
			for i, p := range t.Properties {
				t.Properties[i].Source = p.source(&t)
			}
			list = append(list, &t)
			continue
		}
		for _, p := range t.Properties {
			if _, there := list[i].field(p.Name); !there {
				p.Source = p.source(list[i])
				list[i].Properties = append(list[i].Properties, p)
			}
		}
		for _, l := range t.Links {
			if !slices.ContainsFunc(list[i].Links, func(have Link) bool { return have.To == l.To }) {
				list[i].Links = append(slices.Clone(list[i].Links), l)
			}
		}
	}
	return list
}

// source names the action that lists the choices of a field.
func (p Property) source(t *Type) string {
	switch {
	case p.Source != "":
		return p.Source
	case p.Kind == field.Owner:
		return ownerSource
	case p.Kind == field.Pick:
		return provider + "." + t.Name + "_" + many(p.Name)
	}
	return ""
}

// many is the plural of an English word.
func many(word string) string {
	switch {
	case strings.HasSuffix(word, "y") && !strings.ContainsAny(word[max(0, len(word)-2):len(word)-1], "aeiou"):
		return word[:len(word)-1] + "ies"
	case strings.HasSuffix(word, "s"), strings.HasSuffix(word, "x"), strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "sh"):
		return word + "es"
	}
	return word + "s"
}

// Objects describes the kinds of records that the actions are about: deals,
// contacts, and more.
func Objects(more ...Type) []action.Object {
	var list []action.Object
	for _, t := range kinds(more) {
		list = append(list, t.object())
	}
	return list
}

func (t *Type) object() action.Object {
	o := action.Object{
		Name: t.Name, Plural: t.Plural, Also: t.Also, Nouns: nouns[t.Name], Title: t.Title,
		Find: provider + "." + t.Plural + ".find",
		Get:  provider + "." + t.Plural + ".get",
	}
	for _, p := range t.Properties {
		f := p.ObjectField
		f.Labels = inOtherLanguages(f.Name)
		o.Fields = append(o.Fields, f)
	}
	return o
}

// field finds a property by our name for it.
func (t *Type) field(name string) (Property, bool) {
	for _, p := range t.Properties {
		if p.Name == name {
			return p, true
		}
	}
	return Property{}, false
}

// remote finds a property by HubSpot's name for it. The currency is half of
// an amount.
func (t *Type) remote(name string) (Property, bool) {
	for _, p := range t.Properties {
		if p.Remote == name || name == t.Currency && name != "" && p.Kind == field.Money {
			return p, true
		}
	}
	return Property{}, false
}

// staged gives the two fields that are the place in a pipeline, if there are.
func (t *Type) staged() (stage, pipeline Property, ok bool) {
	stage, one := t.field("stage")
	pipeline, two := t.field("pipeline")
	return stage, pipeline, one && two && stage.Kind == field.Pick && pipeline.Kind == field.Pick
}

// wanted lists the properties to ask HubSpot for.
func (t *Type) wanted() []string {
	var names []string
	if t.Currency != "" {
		names = append(names, t.Currency)
	}
	for _, p := range t.Properties {
		if p.Remote != "" {
			names = append(names, p.Remote)
		}
	}
	return names
}

// linked are HubSpot's names of the kinds that a record is linked to.
func (t *Type) linked() []string {
	var names []string
	for _, l := range t.Links {
		names = append(names, l.to().Plural)
	}
	return names
}
