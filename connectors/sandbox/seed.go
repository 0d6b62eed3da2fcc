package sandbox

import (
	"time"
)

// Ids of seeded records are fixed, so that a test can name them. Those of
// records made through the API begin behind them. All are longer than 32
// bits, like HubSpot's.
const (
	firstContactID = 20_145_000_051
	firstDealID    = 48_123_000_101
	secondAccount  = 1_000_000 // added to the seeded ids of the second account
	firstMadeID    = 60_000_000_000
)

// seedContact is a contact to begin with. Dates are in days before the
// present.
type seedContact struct {
	first, last, email, phone, company, title, city, stage string
	owner                                                  string
	made                                                   int
}

// seedDeal is a deal to begin with. Dates are in days from the present, and
// contacts are places in the list of contacts.
type seedDeal struct {
	name, amount, stage, pipeline string
	closes                        int
	owner                         string
	kind, priority                string
	note                          string
	made                          int
	contacts                      []int
}

// seed makes the accounts, with records unless the portal is "empty".
func seed(now time.Time, portal string) []*account {
	made := now.AddDate(-2, 0, 0).UTC().Truncate(24 * time.Hour)
	accounts := []*account{northwind(made), contoso(made)}
	for i, a := range accounts {
		a.deals = newTable(dealType, dealProperties(a, made))
		a.contacts = newTable(contactType, contactProperties(made))
		if portal == "empty" {
			continue
		}
		contacts, deals := northwindContacts(), northwindDeals()
		if i == 1 {
			contacts, deals = contosoContacts(), contosoDeals()
		}
		a.fill(contacts, deals, now, int64(i)*secondAccount)
	}
	return accounts
}

func (a *account) fill(contacts []seedContact, deals []seedDeal, now time.Time, shift int64) {
	day := now.UTC().Truncate(24 * time.Hour)
	for i, c := range contacts {
		at := day.AddDate(0, 0, -c.made).Add(time.Duration(8+i%9)*time.Hour + time.Duration(i*7)*time.Minute)
		a.plant(a.contacts, firstContactID+shift+int64(i), map[string]string{
			"firstname": c.first, "lastname": c.last, "email": c.email, "phone": c.phone, "company": c.company,
			"jobtitle": c.title, "city": c.city, "lifecyclestage": c.stage, "hubspot_owner_id": c.owner,
		}, at, now)
	}
	for i, d := range deals {
		at := day.AddDate(0, 0, -d.made).Add(time.Duration(8+i%9)*time.Hour + time.Duration(i*11%60)*time.Minute)
		pipeline := d.pipeline
		if pipeline == "" {
			pipeline = "default"
		}
		id := firstDealID + shift + int64(i)
		a.plant(a.deals, id, map[string]string{
			"dealname": d.name, "amount": d.amount, "pipeline": pipeline, "dealstage": d.stage,
			"closedate":        stamp(day.AddDate(0, 0, d.closes).Add(12 * time.Hour)),
			"hubspot_owner_id": d.owner, "dealtype": d.kind, "hs_priority": d.priority,
			"description": d.note, "deal_currency_code": a.currency,
		}, at, now)
		for _, place := range d.contacts {
			a.link(dealType, id, firstContactID+shift+int64(place), at)
		}
	}
	for _, t := range []*table{a.contacts, a.deals} {
		for _, r := range t.rows { // search has known them all along
			r.seen = []snapshot{{values: r.values, updated: r.updated}}
		}
	}
}

// plant inserts a record that was made at a time in the past and touched once
// since.
func (a *account) plant(t *table, id int64, values map[string]string, at, now time.Time) {
	r := t.insert(a, id, values, at)
	t.write(a, r, nil, at.Add(now.Sub(at)/3).Truncate(time.Second))
}

func salesPipeline(made time.Time) pipeline {
	return pipeline{
		id: "default", label: "Sales Pipeline", made: made,
		stages: []stage{
			{id: "appointmentscheduled", label: "Appointment Scheduled", probability: "0.2"},
			{id: "qualifiedtobuy", label: "Qualified To Buy", probability: "0.4"},
			{id: "presentationscheduled", label: "Presentation Scheduled", probability: "0.6"},
			{id: "decisionmakerboughtin", label: "Decision Maker Bought-In", probability: "0.8"},
			{id: "contractsent", label: "Contract Sent", probability: "0.9"},
			{id: "closedwon", label: "Closed Won", probability: "1.0", closed: true},
			{id: "closedlost", label: "Closed Lost", probability: "0.0", closed: true},
		},
	}
}

// agent is a person with access to both accounts.
func agent() user {
	return user{id: 590, email: "alex.morgan@brightdesk.example", first: "Alex", last: "Morgan", admin: true}
}
