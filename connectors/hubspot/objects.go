package hubspot

import (
	"parley/engine/action"
	"parley/engine/field"
)

// property ties one of our fields to HubSpot's name for it.
type property struct {
	action.ObjectField
	remote string // HubSpot's name; empty for a field that is put together from others
}

// objectType is one kind of record: everything that differs between deals and
// contacts and can be said as data.
type objectType struct {
	name       string   // "deal"
	also       []string // other words for one
	plural     string   // "deals"; also HubSpot's name for it in paths
	number     string   // HubSpot's type number, for links to records
	title      string   // the field that titles a record
	properties []property
	extra      []string // properties to read besides: they tell more about a field
	sortName   string   // property that sorting by "name" means
	recent     string   // property with the time of the last change
	read       string   // scope
	write      string   // scope
}

var deals = objectType{
	name: "deal", plural: "deals", number: "0-3", title: "name",
	also:     []string{"opportunity", "opportunities", "opp", "opps", "sale"},
	extra:    []string{"deal_currency_code"},
	sortName: "dealname", recent: "hs_lastmodifieddate",
	read: "crm.objects.deals.read", write: "crm.objects.deals.write",
	properties: []property{
		{action.ObjectField{Name: "name", Label: "name", Kind: field.Text, Also: []string{"title", "deal name"}}, "dealname"},
		{action.ObjectField{Name: "amount", Label: "amount", Kind: field.Money, Also: []string{"value", "worth", "size", "price", "deal amount", "deal size"}}, "amount"},
		{action.ObjectField{Name: "stage", Label: "stage", Kind: field.Pick, Source: "hubspot.deal_stages", Also: []string{"deal stage", "status", "phase", "step"}}, "dealstage"},
		{action.ObjectField{Name: "pipeline", Label: "pipeline", Kind: field.Pick, Source: "hubspot.deal_pipelines", Also: []string{"deal pipeline"}}, "pipeline"},
		{action.ObjectField{Name: "close_date", Label: "close date", Kind: field.Date, Also: []string{"closing date", "close", "closes", "closing", "expected close", "due date"}}, "closedate"},
		{action.ObjectField{Name: "owner", Label: "owner", Kind: field.Owner, Source: "hubspot.owners", Also: []string{"deal owner", "owned by", "assigned to", "assignee", "rep", "salesperson"}}, "hubspot_owner_id"},
		{action.ObjectField{Name: "created", Label: "created", Kind: field.Date, ReadOnly: true, Also: []string{"create date", "created on", "creation date", "added"}}, "createdate"},
	},
}

var contacts = objectType{
	name: "contact", plural: "contacts", number: "0-1", title: "name",
	also:     []string{"person", "people"},
	sortName: "lastname", recent: "lastmodifieddate",
	read: "crm.objects.contacts.read", write: "crm.objects.contacts.write",
	properties: []property{
		{action.ObjectField{Name: "name", Label: "name", Kind: field.Text, ReadOnly: true, Also: []string{"full name", "contact name"}}, ""},
		{action.ObjectField{Name: "first_name", Label: "first name", Kind: field.Text, Also: []string{"given name", "forename"}}, "firstname"},
		{action.ObjectField{Name: "last_name", Label: "last name", Kind: field.Text, Also: []string{"surname", "family name"}}, "lastname"},
		{action.ObjectField{Name: "email", Label: "email", Kind: field.Email, Also: []string{"e-mail", "mail", "email address", "e-mail address"}}, "email"},
		{action.ObjectField{Name: "phone", Label: "phone", Kind: field.Phone, Also: []string{"phone number", "telephone", "number", "tel"}}, "phone"},
		{action.ObjectField{Name: "company", Label: "company", Kind: field.Text, Also: []string{"company name", "organisation", "organization", "employer", "firm"}}, "company"},
		{action.ObjectField{Name: "lifecycle_stage", Label: "lifecycle stage", Kind: field.Pick, Source: "hubspot.lifecycle_stages", Also: []string{"lifecycle", "stage", "status"}}, "lifecyclestage"},
		{action.ObjectField{Name: "owner", Label: "owner", Kind: field.Owner, Source: "hubspot.owners", Also: []string{"contact owner", "owned by", "assigned to", "assignee", "rep", "salesperson"}}, "hubspot_owner_id"},
		{action.ObjectField{Name: "created", Label: "created", Kind: field.Date, ReadOnly: true, Also: []string{"create date", "created on", "creation date", "added"}}, "createdate"},
	},
}

// Objects describes the kinds of records that the actions are about.
func Objects() []action.Object {
	return []action.Object{deals.object(), contacts.object()}
}

func (t *objectType) object() action.Object {
	o := action.Object{
		Name: t.name, Plural: t.plural, Also: t.also, Title: t.title,
		Find: "hubspot." + t.plural + ".find",
		Get:  "hubspot." + t.plural + ".get",
	}
	for _, p := range t.properties {
		o.Fields = append(o.Fields, p.ObjectField)
	}
	return o
}

// field finds a property by our name for it.
func (t *objectType) field(name string) (property, bool) {
	for _, p := range t.properties {
		if p.Name == name {
			return p, true
		}
	}
	return property{}, false
}

// remote finds a property by HubSpot's name for it. The currency is half of
// an amount.
func (t *objectType) remote(name string) (property, bool) {
	if name == "deal_currency_code" {
		name = "amount"
	}
	for _, p := range t.properties {
		if p.remote == name {
			return p, true
		}
	}
	return property{}, false
}

// wanted lists the properties to ask HubSpot for.
func (t *objectType) wanted() []string {
	names := append([]string(nil), t.extra...)
	for _, p := range t.properties {
		if p.remote != "" {
			names = append(names, p.remote)
		}
	}
	return names
}
