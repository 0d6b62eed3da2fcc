package sandbox

import (
	"time"
)

// Ids of seeded records are fixed, so that a test can name them. Those of
// records made through the API begin behind them. All are longer than 32
// bits, like HubSpot's.
const (
	firstContactID = 20_145_000_051
	firstCompanyID = 30_210_000_021
	firstDealID    = 48_123_000_101
	firstTicketID  = 52_034_000_011
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

// seedCompany is a company to begin with. Its contacts and deals are places in
// the lists of those.
type seedCompany struct {
	name, domain, industry, phone, city, country, kind string
	employees, revenue                                 string
	stage, tier, owner                                 string
	made                                               int
	contacts, deals                                    []int
}

// seedTicket is a ticket to begin with. Its contacts and companies are places
// in the lists of those.
type seedTicket struct {
	subject, content, stage, priority, category, source, area, owner string
	due, made                                                        int // due 0: no day
	contacts, companies                                              []int
}

// seedRecords is all that an account holds at the start.
type seedRecords struct {
	contacts  []seedContact
	companies []seedCompany
	deals     []seedDeal
	tickets   []seedTicket
}

// seed makes the accounts, with records unless the portal is "empty".
func seed(now time.Time, portal string) []*account {
	made := now.AddDate(-2, 0, 0).UTC().Truncate(24 * time.Hour)
	accounts := []*account{northwind(made), contoso(made)}
	for i, a := range accounts {
		a.tables = map[*objectType]*table{
			contactType: newTable(contactType, contactProperties(made)),
			companyType: newTable(companyType, companyProperties(made)),
			dealType:    newTable(dealType, dealProperties(a, made)),
			ticketType:  newTable(ticketType, ticketProperties(a, made)),
		}
		if portal == "empty" {
			continue
		}
		records := seedRecords{northwindContacts(), northwindCompanies(), northwindDeals(), northwindTickets()}
		if i == 1 {
			records = seedRecords{contosoContacts(), contosoCompanies(), contosoDeals(), contosoTickets()}
		}
		a.fill(records, now, int64(i)*secondAccount)
	}
	return accounts
}

func (a *account) fill(records seedRecords, now time.Time, shift int64) {
	day := now.UTC().Truncate(24 * time.Hour)
	for i, c := range records.contacts {
		at := day.AddDate(0, 0, -c.made).Add(time.Duration(8+i%9)*time.Hour + time.Duration(i*7)*time.Minute)
		a.plant(contactType, firstContactID+shift+int64(i), map[string]string{
			"firstname": c.first, "lastname": c.last, "email": c.email, "phone": c.phone, "company": c.company,
			"jobtitle": c.title, "city": c.city, "lifecyclestage": c.stage, "hubspot_owner_id": c.owner,
		}, at, now)
	}
	for i, d := range records.deals {
		at := day.AddDate(0, 0, -d.made).Add(time.Duration(8+i%9)*time.Hour + time.Duration(i*11%60)*time.Minute)
		pipeline := d.pipeline
		if pipeline == "" {
			pipeline = "default"
		}
		id := firstDealID + shift + int64(i)
		a.plant(dealType, id, map[string]string{
			"dealname": d.name, "amount": d.amount, "pipeline": pipeline, "dealstage": d.stage,
			"closedate":        stamp(day.AddDate(0, 0, d.closes).Add(12 * time.Hour)),
			"hubspot_owner_id": d.owner, "dealtype": d.kind, "hs_priority": d.priority,
			"description": d.note, "deal_currency_code": a.currency,
		}, at, now)
		for _, place := range d.contacts {
			a.link(end{dealType, id}, end{contactType, firstContactID + shift + int64(place)}, at)
		}
	}
	for i, co := range records.companies {
		at := day.AddDate(0, 0, -co.made).Add(time.Duration(8+i%9)*time.Hour + time.Duration(i*13%60)*time.Minute)
		id := firstCompanyID + shift + int64(i)
		a.plant(companyType, id, map[string]string{
			"name": co.name, "domain": co.domain, "website": co.domain, "industry": co.industry, "phone": co.phone,
			"city": co.city, "country": co.country, "type": co.kind, "numberofemployees": co.employees, "annualrevenue": co.revenue,
			"lifecyclestage": co.stage, "account_tier": co.tier, "hubspot_owner_id": co.owner,
		}, at, now)
		for _, place := range co.contacts {
			a.link(end{companyType, id}, end{contactType, firstContactID + shift + int64(place)}, at)
		}
		for _, place := range co.deals {
			a.link(end{companyType, id}, end{dealType, firstDealID + shift + int64(place)}, at)
		}
	}
	for i, tk := range records.tickets {
		at := day.AddDate(0, 0, -tk.made).Add(time.Duration(8+i%9)*time.Hour + time.Duration(i*17%60)*time.Minute)
		id := firstTicketID + shift + int64(i)
		values := map[string]string{
			"subject": tk.subject, "content": tk.content, "hs_pipeline": "0", "hs_pipeline_stage": tk.stage,
			"hs_ticket_priority": tk.priority, "hs_ticket_category": tk.category, "source_type": tk.source,
			"product_area": tk.area, "hubspot_owner_id": tk.owner,
		}
		if tk.due != 0 {
			values["due_date"] = day.AddDate(0, 0, tk.due).Format(time.DateOnly)
		}
		a.plant(ticketType, id, values, at, now)
		for _, place := range tk.contacts {
			a.link(end{ticketType, id}, end{contactType, firstContactID + shift + int64(place)}, at)
		}
		for _, place := range tk.companies {
			a.link(end{ticketType, id}, end{companyType, firstCompanyID + shift + int64(place)}, at)
		}
	}
	for _, t := range a.tables {
		for _, r := range t.rows { // search has known them all along
			r.seen = []snapshot{{values: r.values, updated: r.updated}}
		}
	}
}

// plant inserts a record that was made at a time in the past and touched once
// since.
func (a *account) plant(typ *objectType, id int64, values map[string]string, at, now time.Time) {
	t := a.table(typ)
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

func supportPipeline(made time.Time) pipeline {
	return pipeline{
		id: "0", label: "Support Pipeline", made: made,
		stages: []stage{
			{id: "1", label: "New"},
			{id: "2", label: "Waiting on contact"},
			{id: "3", label: "Waiting on us"},
			{id: "4", label: "Closed", closed: true},
		},
	}
}

// agent is a person with access to both accounts.
func agent() user {
	return user{id: 590, email: "alex.morgan@brightdesk.example", first: "Alex", last: "Morgan", admin: true}
}
