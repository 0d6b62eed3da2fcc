package main

import (
	"slices"
	"testing"
)

// The twelve dialogs as people go through them in the browser, signed out at
// the start: once with typed words only, and once pressing wherever there is
// something to press.

// act is one thing that a person does, or waits to hear.
type act func(*walker)

func says(text string) act {
	return func(w *walker) { w.t.Helper(); w.say(text) }
}

func presses(labels ...string) act {
	return func(w *walker) {
		w.t.Helper()
		for _, label := range labels {
			w.press(label)
		}
	}
}

func hears(words ...string) act {
	return func(w *walker) { w.t.Helper(); w.hears(words...) }
}

func signsIn(w *walker) { w.t.Helper(); w.signIn() }

// leadsTo follows a link to the page of a record.
func leadsTo(label, title string) act {
	return func(w *walker) {
		w.t.Helper()
		w.opens(label).WaitFor(`document.querySelector("h1").textContent === ` + js(title))
	}
}

// asks presses the way from the welcome to a dialog that is not offered there.
func asks(title string) act { return presses("What can you do?", title) }

// walk is one way through a dialog.
type walk struct {
	name string
	acts []act
	then func(*testing.T, *demonstration) // what holds in HubSpot afterwards; may be nil
}

// holds tells what a record has in the end.
func holds(property, value string, others map[string]string) func(*testing.T, *demonstration) {
	return func(t *testing.T, d *demonstration) { t.Helper(); d.has(t, property, value, others) }
}

// gone tells that a record was deleted.
func gone(property, value string) func(*testing.T, *demonstration) {
	return func(t *testing.T, d *demonstration) {
		t.Helper()
		if r := d.find(t, property, value); !r.Archived {
			t.Errorf("the record with %s %q is still there", property, value)
		}
	}
}

var walks = []walk{
	{"CreateDealTyped", []act{
		says("create a deal"), signsIn, hears("What should the deal be called?"),
		says("Typed widgets"), hears("Which stage is it in?"),
		says("qualified to buy"), hears("How much is it worth?"),
		says("5k"), hears("When do you expect to close it?"),
		says("next friday"), hears("Who is it with?"),
		says("Jane Cooper"), hears("Create Typed widgets for $5,000", "Qualified To Buy", "with Jane Cooper"),
		says("yes"), hears("Open in HubSpot"), leadsTo("Open in HubSpot", "Typed widgets"),
	}, func(t *testing.T, d *demonstration) {
		d.has(t, "dealname", "Typed widgets", map[string]string{"amount": "5000", "dealstage": "qualifiedtobuy"})
		deal, jane := d.find(t, "dealname", "Typed widgets"), d.find(t, "email", "jane.cooper@acme.example")
		if !slices.Equal(deal.Linked, []string{jane.ID}) {
			t.Errorf("the deal is with %v, want %s", deal.Linked, jane.ID)
		}
	}},
	{"CreateDealPressed", []act{
		presses("Create Deal"), signsIn, hears("What should the deal be called?"),
		says("Pressed widgets"), presses("Contract Sent"), hears("How much is it worth?"),
		presses("Skip"), hears("When do you expect to close it?"),
		presses("End of quarter"), hears("Who is it with?"),
		presses("Skip"), hears("Create Pressed widgets"),
		presses("Create deal"), hears("Open in HubSpot"),
	}, holds("dealname", "Pressed widgets", map[string]string{"dealstage": "contractsent"})},
	{"GetDealTyped", []act{
		says("show deal Hooli"), signsIn, hears("Hooli - Campus Furniture", "$134,000"),
		leadsTo("Open in HubSpot", "Hooli - Campus Furniture"),
	}, nil},
	{"GetDealPressed", []act{
		asks("Get Deal By ID"), signsIn, hears("Which deal?"),
		says("Acme"), presses("Acme Logistics - Fleet Pilot ($12,500"), hears("Owner"),
	}, nil},
	{"ListDealsTyped", []act{
		says("list my deals"), signsIn, hears("1–5"),
		says("next"), hears("6–10"), says("previous"), hears("1–5"),
		says("show the second one"), hears("Amount", "Owner"),
	}, nil},
	{"ListDealsPressed", []act{
		presses("List all Deals"), signsIn, hears("1–5"),
		presses("Next"), hears("6–10"), presses("Previous"), hears("1–5"),
		presses("Get"), hears("Amount", "Owner"), // of the row at the end
	}, nil},
	{"UpdateDealTyped", []act{
		says("update deal Blue Peak"), signsIn, hears("What should change?"),
		says("amount 80k"), hears("$76,500", "$80,000"),
		says("yes"), hears("Open in HubSpot"),
	}, holds("dealname", "Blue Peak Energy - Site Sensors", map[string]string{"amount": "80000"})},
	{"UpdateDealPressed", []act{
		asks("Update Deal"), signsIn, hears("Which deal should change?"),
		says("Initech"), hears("What should change?"),
		presses("Amount"), says("700"), hears("$9,100", "$700"),
		presses("Update deal"), hears("Open in HubSpot"),
	}, holds("dealname", "Initech - Office Move", map[string]string{"amount": "700"})},
	{"DeleteDealTyped", []act{
		says("delete deal Pine Grove"), signsIn, hears("Delete Pine Grove Clinics - Supplies?"),
		says("yes"), hears("Deleted Pine Grove Clinics - Supplies"),
	}, gone("dealname", "Pine Grove Clinics - Supplies")},
	{"DeleteDealPressed", []act{
		asks("Delete Deal"), signsIn, hears("Which deal should be deleted?"),
		says("Litware"), hears("Delete Litware - Print Services?"),
		presses("Delete deal"), hears("Deleted Litware - Print Services"),
	}, gone("dealname", "Litware - Print Services")},
	{"SearchDealsTyped", []act{
		says("search deals"), signsIn, hears("What are you looking for?"),
		says("Umbra"), hears("Umbra Textiles - Spring Order", "Umbra Textiles - Autumn Order"),
	}, nil},
	{"SearchDealsPressed", []act{
		asks("Search Deal"), signsIn, hears("What are you looking for?"),
		says("Umbra"), hears("Umbra Textiles - Spring Order", "Umbra Textiles - Autumn Order"),
		presses("Get"), hears("Amount", "Owner"),
	}, nil},
	{"CreateContactTyped", []act{
		says("create a contact"), signsIn, hears("What is the e-mail address?"),
		says("grace@engines.example"), hears("What is the first name?"),
		says("Grace"), hears("And the last name?"),
		says("Hopper"), hears("Is there a phone number?"),
		says("skip"), hears("Which company?"),
		says("Engines Ltd"), hears("Create the contact grace@engines.example, Grace Hopper"),
		says("yes"), hears("Open in HubSpot"),
	}, holds("email", "grace@engines.example", map[string]string{"firstname": "Grace", "lastname": "Hopper", "company": "Engines Ltd"})},
	{"CreateContactPressed", []act{
		presses("Create Contact"), signsIn, hears("What is the e-mail address?"),
		says("ada@engines.example"), hears("What is the first name?"),
		says("Ada"), hears("And the last name?"),
		presses("Skip the rest"), hears("Create the contact ada@engines.example, Ada"),
		presses("Create contact"), hears("Open in HubSpot"),
	}, holds("email", "ada@engines.example", map[string]string{"firstname": "Ada"})},
	{"GetContactTyped", []act{
		says("show contact Esther Howard"), signsIn, hears("esther.howard@harborfoods.example"),
		leadsTo("Open in HubSpot", "Esther Howard"),
	}, nil},
	{"GetContactPressed", []act{
		asks("Get Contact By ID"), signsIn, hears("Which contact?"),
		says("Jane"), presses("Jane Fisher (jane.fisher@bluepeak.example"), hears("jane.fisher@bluepeak.example"),
	}, nil},
	{"ListContactsTyped", []act{
		says("list my contacts"), signsIn, hears("1–5"),
		says("next page"), hears("6–10"),
		says("show the second one"), hears("First name"),
	}, nil},
	{"ListContactsPressed", []act{
		presses("List all contacts"), signsIn, hears("1–5"),
		presses("Next"), hears("6–10"), presses("Get"), hears("First name"),
	}, nil},
	{"UpdateContactTyped", []act{
		says("update contact Leslie Alexander"), signsIn, hears("What should change?"),
		says("company Lumen Labs"), hears("Lumen Works", "Lumen Labs"),
		says("yes"), hears("Open in HubSpot"),
	}, holds("email", "leslie@lumenworks.example", map[string]string{"company": "Lumen Labs"})},
	{"UpdateContactPressed", []act{
		asks("Update Contact"), signsIn, hears("Which contact should change?"),
		says("Kristin Watson"), hears("What should change?"),
		presses("Company"), says("Hooli Ltd"), hears("Hooli Ltd"),
		presses("Update contact"), hears("Open in HubSpot"),
	}, holds("email", "kristin.watson@hooli.example", map[string]string{"company": "Hooli Ltd"})},
	{"DeleteContactTyped", []act{
		says("delete contact Theresa Webb"), signsIn, hears("Delete Theresa Webb?"),
		says("yes"), hears("Deleted Theresa Webb"),
	}, gone("email", "theresa.webb@vantage.example")},
	{"DeleteContactPressed", []act{
		asks("Delete Contact"), signsIn, hears("Which contact should be deleted?"),
		says("Annette Black"), hears("Delete Annette Black?"),
		presses("Delete contact"), hears("Deleted Annette Black"),
	}, gone("email", "annette.black@pinegrove.example")},
	{"SearchContactsTyped", []act{
		says("find contacts Harbor"), signsIn, hears("Esther Howard", "Darlene O'Connor"),
	}, nil},
	{"SearchContactsPressed", []act{
		asks("Search Contact"), signsIn, hears("Who are you looking for?"),
		says("Harbor"), hears("Esther Howard", "Darlene O'Connor"),
		presses("Get"), hears("First name"),
	}, nil},
}
