package sandbox

import "time"

// northwind is the first account: one pipeline, and no rules of its own.
func northwind(made time.Time) *account {
	maria := user{id: 501, email: "maria.keller@northwind.example", first: "Maria", last: "Keller", admin: true}
	tom := user{id: 502, email: "tom.okafor@northwind.example", first: "Tom", last: "Okafor"}
	priya := user{id: 503, email: "priya.nair@northwind.example", first: "Priya", last: "Nair", admin: true}
	lars := user{id: 504, email: "lars.holm@northwind.example", first: "Lars", last: "Holm"}
	return &account{
		hub: 1000001, name: "Northwind Trading", domain: "northwind.example",
		timeZone: "US/Eastern", offset: -5,
		currency: "USD", currencies: []string{"USD", "EUR", "GBP"},
		users: []user{maria, tom, priya, agent()},
		owners: []owner{
			{id: 7101, user: maria, team: "Key Accounts"},
			{id: 7102, user: tom, team: "New Business"},
			{id: 7103, user: priya, team: "New Business"},
			{id: 7104, user: lars, archived: true},
		},
		sales:   []pipeline{salesPipeline(made)},
		support: []pipeline{supportPipeline(made)},
	}
}

func northwindContacts() []seedContact {
	return []seedContact{
		{"Jane", "Cooper", "jane.cooper@acme.example", "+1 212 555 0141", "Acme Corporation", "Head of Procurement", "New York", "customer", "7101", 412},
		{"Jane", "Fisher", "jane.fisher@bluepeak.example", "+1 415 555 0128", "Blue Peak Energy", "Operations Manager", "San Francisco", "opportunity", "7102", 188},
		{"Robert", "Fox", "robert.fox@acme.example", "+1 212 555 0177", "Acme Corporation", "Chief Financial Officer", "New York", "customer", "7101", 405},
		{"Esther", "Howard", "esther.howard@harborfoods.example", "+1 617 555 0102", "Harbor Foods", "Supply Chain Director", "Boston", "opportunity", "7103", 150},
		{"Cameron", "Williamson", "cameron.w@globex.example", "+1 312 555 0199", "Globex", "IT Manager", "Chicago", "salesqualifiedlead", "7102", 97},
		{"Leslie", "Alexander", "leslie@lumenworks.example", "+1 206 555 0164", "Lumen Works", "Founder", "Seattle", "opportunity", "7103", 121},
		{"Guy", "Hawkins", "guy.hawkins@initech.example", "+1 512 555 0113", "Initech", "Purchasing Lead", "Austin", "lead", "7102", 64},
		{"Wade", "Warren", "wade.warren@umbra.example", "+44 20 7946 0321", "Umbra Textiles", "Managing Director", "London", "customer", "7101", 330},
		{"Kristin", "Watson", "kristin.watson@hooli.example", "+1 650 555 0150", "Hooli", "Facilities Manager", "Palo Alto", "marketingqualifiedlead", "7103", 41},
		{"Miguel", "Santos", "miguel.santos@acmelogistics.example", "+1 305 555 0186", "Acme Logistics", "Fleet Manager", "Miami", "opportunity", "7102", 77},
		{"Annette", "Black", "annette.black@pinegrove.example", "+1 503 555 0139", "Pine Grove Clinics", "Office Manager", "Portland", "lead", "7103", 29},
		{"Søren", "Lindqvist", "soren.lindqvist@nordkap.example", "+47 22 12 34 56", "Nordkap Shipping", "Charter Manager", "Oslo", "opportunity", "7101", 210},
		{"Darlene", "O'Connor", "darlene.oconnor@harborfoods.example", "+1 617 555 0171", "Harbor Foods", "Accounts Payable", "Boston", "subscriber", "7103", 12},
		{"Theresa", "Webb", "theresa.webb@vantage.example", "", "Vantage Studios", "Producer", "Los Angeles", "evangelist", "7101", 500},
	}
}

func northwindDeals() []seedDeal {
	return []seedDeal{
		{name: "Acme Corporation - Annual Renewal", amount: "48000", stage: "contractsent", closes: 12, owner: "7101", kind: "existingbusiness", priority: "high", note: "Third year. Robert signs, Jane negotiates.", made: 60, contacts: []int{0, 2}},
		{name: "Acme Logistics - Fleet Pilot", amount: "12500", stage: "qualifiedtobuy", closes: 41, owner: "7102", kind: "newbusiness", priority: "medium", note: "Ten trucks for three months.", made: 33, contacts: []int{9}},
		{name: "Blue Peak Energy - Site Sensors", amount: "76500", stage: "presentationscheduled", closes: 27, owner: "7102", kind: "newbusiness", priority: "high", made: 48, contacts: []int{1}},
		{name: "Harbor Foods - Cold Storage", amount: "31200.50", stage: "decisionmakerboughtin", closes: 19, owner: "7103", kind: "newbusiness", priority: "medium", note: "Needs delivery before the season starts.", made: 72, contacts: []int{3, 12}},
		{name: "Globex - Network Refresh", amount: "22000", stage: "appointmentscheduled", closes: 63, owner: "7102", kind: "newbusiness", priority: "low", made: 15, contacts: []int{4}},
		{name: "Lumen Works - Starter Package", amount: "4800", stage: "contractsent", closes: 5, owner: "7103", kind: "newbusiness", priority: "medium", made: 26, contacts: []int{5}},
		{name: "Initech - Office Move", amount: "9100", stage: "qualifiedtobuy", closes: 35, owner: "7102", kind: "newbusiness", priority: "low", made: 22, contacts: []int{6}},
		{name: "Umbra Textiles - Spring Order", amount: "15750", stage: "closedwon", closes: -18, owner: "7101", kind: "existingbusiness", made: 95, contacts: []int{7}},
		{name: "Umbra Textiles - Autumn Order", amount: "18200", stage: "appointmentscheduled", closes: 88, owner: "7101", kind: "existingbusiness", priority: "low", made: 6, contacts: []int{7}},
		{name: "Hooli - Campus Furniture", amount: "134000", stage: "presentationscheduled", closes: 54, owner: "7103", kind: "newbusiness", priority: "high", made: 39, contacts: []int{8}},
		{name: "Nordkap Shipping - Charter Contract", amount: "210000", stage: "decisionmakerboughtin", closes: 33, owner: "7101", kind: "newbusiness", priority: "high", note: "Board decides at the end of the month.", made: 110, contacts: []int{11}},
		{name: "Pine Grove Clinics - Supplies", amount: "2600", stage: "appointmentscheduled", closes: 21, owner: "7103", kind: "newbusiness", priority: "low", made: 9, contacts: []int{10}},
		{name: "Vantage Studios - Equipment Rental", amount: "7400", stage: "closedwon", closes: -46, owner: "7101", kind: "existingbusiness", made: 130, contacts: []int{13}},
		{name: "Vantage Studios - Second Season", amount: "8900", stage: "qualifiedtobuy", closes: 47, owner: "7101", kind: "existingbusiness", priority: "medium", made: 18, contacts: []int{13}},
		{name: "Wayne Interiors - Showroom", amount: "28300", stage: "closedlost", closes: -9, owner: "7102", kind: "newbusiness", note: "Went with a local supplier.", made: 84},
		{name: "Stark Millwork - Machine Parts", amount: "65000", stage: "presentationscheduled", closes: 16, owner: "7102", kind: "newbusiness", priority: "medium", made: 44},
		{name: "Cedar & Stone - Garden Line", amount: "5600", stage: "qualifiedtobuy", closes: 30, owner: "7103", kind: "newbusiness", priority: "low", made: 20},
		{name: "Fabrikam - Support Plan", amount: "14400", stage: "contractsent", closes: 8, owner: "7101", kind: "existingbusiness", priority: "medium", made: 52},
		{name: "Tailspin Toys - Holiday Stock", amount: "39900", stage: "decisionmakerboughtin", closes: 24, owner: "7102", kind: "existingbusiness", priority: "high", made: 36},
		{name: "Litware - Print Services", amount: "3300", stage: "closedlost", closes: -31, owner: "7103", kind: "newbusiness", note: "No budget this year.", made: 101},
		{name: "Proseware - Training Days", amount: "6750", stage: "closedwon", closes: -3, owner: "7103", kind: "newbusiness", made: 58},
		{name: "Harbor Foods - Refrigerated Trucks", amount: "88000", stage: "appointmentscheduled", closes: 102, owner: "7103", kind: "existingbusiness", priority: "medium", made: 4, contacts: []int{3}},
		{name: "Jane Fisher Consulting - Retainer", amount: "", stage: "appointmentscheduled", closes: 14, owner: "7102", kind: "newbusiness", note: "Amount still open.", made: 3, contacts: []int{1}},
	}
}

func northwindCompanies() []seedCompany {
	return []seedCompany{
		{"Acme Corporation", "acme.example", "FURNITURE", "+1 212 555 0100", "New York", "United States", "PARTNER", "850", "120000000", "customer", "key", "7101", 420, []int{0, 2}, []int{0}},
		{"Blue Peak Energy", "bluepeak.example", "OIL_ENERGY", "+1 415 555 0120", "San Francisco", "United States", "PROSPECT", "320", "64000000", "opportunity", "standard", "7102", 190, []int{1}, []int{2}},
		{"Harbor Foods", "harborfoods.example", "FOOD_PRODUCTION", "+1 617 555 0100", "Boston", "United States", "PROSPECT", "210", "38000000", "opportunity", "standard", "7103", 155, []int{3, 12}, []int{3, 21}},
		{"Acme Logistics", "acmelogistics.example", "LOGISTICS_AND_SUPPLY_CHAIN", "+1 305 555 0180", "Miami", "United States", "PROSPECT", "140", "21000000", "opportunity", "standard", "7102", 80, []int{9}, []int{1}},
		{"Umbra Textiles", "umbra.example", "TEXTILES", "+44 20 7946 0300", "London", "United Kingdom", "RESELLER", "95", "12500000", "customer", "key", "7101", 335, []int{7}, []int{7, 8}},
		{"Pine Grove Clinics", "pinegrove.example", "HOSPITAL_HEALTH_CARE", "+1 503 555 0130", "Portland", "United States", "PROSPECT", "60", "", "lead", "standard", "7103", 30, []int{10}, []int{11}},
	}
}

func northwindTickets() []seedTicket {
	return []seedTicket{
		{"Delivery to Acme is two pallets short", "Eighteen of twenty arrived on Monday.", "3", "HIGH", "PRODUCT_ISSUE", "EMAIL", "delivery", "7101", 2, 3, []int{0}, []int{0}},
		{"Invoice 2044 shows the wrong address", "The old office in Brooklyn.", "1", "MEDIUM", "BILLING_ISSUE", "EMAIL", "invoices", "7102", 5, 1, []int{2}, []int{0}},
		{"Cold store sensor sends no data", "Since the update of last week.", "2", "URGENT", "PRODUCT_ISSUE", "PHONE", "storage", "7103", 1, 4, []int{3}, []int{2}},
		{"Could labels be printed in Norwegian?", "", "1", "LOW", "FEATURE_REQUEST", "FORM", "delivery", "7101", 0, 8, []int{11}, nil},
		{"Password for the portal", "Reset, and works again.", "4", "LOW", "GENERAL_INQUIRY", "CHAT", "", "7103", 0, 15, []int{10}, []int{5}},
		{"Delivery slot on Saturdays", "Asks for a quote.", "2", "MEDIUM", "GENERAL_INQUIRY", "EMAIL", "delivery", "7102", 9, 6, []int{7}, []int{4}},
	}
}
