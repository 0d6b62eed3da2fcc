package sandbox

import "time"

// contoso is the second account: two pipelines, and rules that its admin has
// set.
func contoso(made time.Time) *account {
	ben := user{id: 511, email: "ben.alvarez@contoso-outdoor.example", first: "Ben", last: "Alvarez", admin: true}
	nadia := user{id: 512, email: "nadia.rahman@contoso-outdoor.example", first: "Nadia", last: "Rahman"}
	return &account{
		hub: 1000002, name: "Contoso Outdoor", domain: "contoso-outdoor.example",
		timeZone: "Europe/Berlin", offset: 1,
		currency: "EUR", currencies: []string{"EUR", "USD"},
		users: []user{ben, nadia, agent()},
		owners: []owner{
			{id: 7201, user: ben, team: "Retail"},
			{id: 7202, user: nadia, team: "Partners"},
		},
		support: []pipeline{supportPipeline(made)},
		sales: []pipeline{salesPipeline(made), {
			id: "78120001", label: "Partner Pipeline", order: 1, made: made,
			stages: []stage{
				{id: "178120011", label: "Application Received", probability: "0.1"},
				{id: "178120012", label: "Screening", probability: "0.3"},
				{id: "178120013", label: "Terms Agreed", probability: "0.7"},
				{id: "178120014", label: "Partner Signed", probability: "1.0", closed: true},
				{id: "178120015", label: "Declined", probability: "0.0", closed: true},
			},
		}},
		rules: []rule{{Object: "deals", Required: []string{"closedate"}, When: "dealstage", Is: "closedwon"}},
	}
}

func contosoContacts() []seedContact {
	return []seedContact{
		{"Ingrid", "Baumann", "ingrid.baumann@alpenrad.example", "+49 89 5550 1201", "Alpenrad", "Buyer", "Munich", "customer", "7201", 300},
		{"Jane", "Cooper", "jane.cooper@trailhead.example", "+44 161 496 0110", "Trailhead Stores", "Category Manager", "Manchester", "opportunity", "7201", 90},
		{"Luca", "Moretti", "luca.moretti@vettasport.example", "+39 02 5550 1177", "Vetta Sport", "Owner", "Milan", "opportunity", "7202", 66},
		{"Amelie", "Girard", "amelie.girard@randonnee.example", "+33 4 5550 0182", "Randonnée & Cie", "Head of Sales", "Lyon", "lead", "7202", 23},
	}
}

func contosoDeals() []seedDeal {
	return []seedDeal{
		{name: "Alpenrad - Tent Range", amount: "27400", stage: "contractsent", closes: 11, owner: "7201", kind: "existingbusiness", priority: "high", made: 40, contacts: []int{0}},
		{name: "Trailhead Stores - Winter Boots", amount: "53000", stage: "presentationscheduled", closes: 29, owner: "7201", kind: "newbusiness", priority: "medium", made: 31, contacts: []int{1}},
		{name: "Alpenrad - Summer Clearance", amount: "9800", stage: "closedwon", closes: -20, owner: "7201", kind: "existingbusiness", made: 85, contacts: []int{0}},
		{name: "Vetta Sport - Reseller Agreement", amount: "40000", pipeline: "78120001", stage: "178120012", closes: 50, owner: "7202", kind: "newbusiness", made: 25, contacts: []int{2}},
		{name: "Randonnée & Cie - Reseller Agreement", amount: "18000", pipeline: "78120001", stage: "178120011", closes: 75, owner: "7202", kind: "newbusiness", made: 8, contacts: []int{3}},
	}
}

func contosoCompanies() []seedCompany {
	return []seedCompany{
		{"Alpenrad", "alpenrad.example", "RETAIL", "+49 89 5550 1200", "Munich", "Germany", "RESELLER", "45", "6200000", "customer", "key", "7201", 310, []int{0}, []int{0, 2}},
		{"Trailhead Stores", "trailhead.example", "RETAIL", "+44 161 496 0100", "Manchester", "United Kingdom", "PROSPECT", "130", "18000000", "opportunity", "standard", "7201", 95, []int{1}, []int{1}},
	}
}

func contosoTickets() []seedTicket {
	return []seedTicket{
		{"Tent poles break in the cold", "Three returns this month.", "3", "HIGH", "PRODUCT_ISSUE", "EMAIL", "storage", "7201", 4, 5, []int{0}, []int{0}},
		{"Boots in size 49", "", "1", "LOW", "FEATURE_REQUEST", "FORM", "", "7202", 0, 2, []int{1}, []int{1}},
	}
}
