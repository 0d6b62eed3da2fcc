package match_test

import (
	"strings"
	"testing"
	"time"

	"parley/engine/field"
	"parley/engine/match"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

var dealFields = []match.Field{
	{Name: "name", Label: "name", Kind: field.Text},
	{Name: "stage", Label: "stage", Kind: field.Pick},
	{Name: "amount", Label: "amount", Kind: field.Money},
	{Name: "close_date", Label: "close date", Kind: field.Date},
	{Name: "contact", Label: "contact", Kind: field.Record, Object: "contact"},
}

func vocabulary() *match.Vocabulary {
	record := match.Field{Name: "deal", Label: "deal", Kind: field.Record, Object: "deal"}
	changes := match.Field{Name: "changes", Label: "changes", Kind: field.Changes, Object: "deal",
		Parts: []string{"name", "amount", "value", "stage", "close date"}, Main: []string{"name", "amount", "stage", "close date"}, Of: []match.Field{{Name: "name", Label: "name", Kind: field.Text},
			{Name: "amount", Label: "amount", Also: []string{"value"}, Kind: field.Money}, {Name: "stage", Label: "stage", Kind: field.Pick}, {Name: "close_date", Label: "close date", Kind: field.Date}}}
	nouns := []string{"deal", "deals"}
	return match.Learn(match.English(), []match.Dialog{
		{Name: "create_deal", Object: "deal", Nouns: nouns, Title: "Create Deal", Fields: dealFields, Examples: []string{"create a deal", "new deal", "add a deal called <name>",
			"create deal <name>", "new deal <name> worth <amount>", "log a <amount> deal with <contact>"}},
		{Name: "list_deals", Object: "deal", Nouns: nouns, Title: "List all Deals", Examples: []string{"list my deals", "list deals", "show my deals"}},
		{Name: "search_deals", Object: "deal", Nouns: nouns, Title: "Search Deal", Fields: []match.Field{{Name: "words", Label: "search", Kind: match.Search}},
			Examples: []string{"find deals", "find deals <words>", "list deals <words>"}},
		{Name: "update_deal", Object: "deal", Nouns: nouns, Title: "Update Deal", Fields: []match.Field{record, changes}, Examples: []string{"update a deal", "update deal <deal>",
			"change deal <deal>", "update deal <deal> set <changes>", "move deal <deal> to <changes>"}},
		{Name: "delete_deal", Object: "deal", Nouns: nouns, Careful: true, Title: "Delete Deal", Fields: []match.Field{record}, Examples: []string{"delete a deal", "delete deal <deal>"}},
	})
}

func stages(string) []field.Choice {
	return []field.Choice{{Value: "1", Label: "New"}, {Value: "2", Label: "Contract Sent"}, {Value: "3", Label: "Closed Won"}}
}

// view is what a session in create_deal shows.
func view(state match.State, expected string, known ...string) match.View {
	v := match.View{View: field.View{Now: now}, State: state, Dialog: "create_deal", Expected: expected, Choices: stages}
	for _, f := range dealFields {
		for _, k := range known {
			f.Known = f.Known || f.Name == k
		}
		v.Fields = append(v.Fields, f)
	}
	return v
}

// says writes a reading in one line.
func says(r match.Reading) string {
	var parts []string
	for _, m := range r.Meanings {
		p := string(m.Command)
		if m.Dialog != "" {
			p += " " + m.Dialog
		}
		if m.Field != "" {
			p += " " + m.Field
		}
		switch {
		case m.Value != nil:
			p += "=" + m.Value.Norm
		case m.Field != "" && m.Text != "":
			p += "=" + m.Text
		}
		parts = append(parts, p)
	}
	return strings.Join(parts, "; ")
}

func TestUnderstand(t *testing.T) {
	t.Parallel()
	v := vocabulary()
	idle := match.View{View: field.View{Now: now}, State: match.Idle}
	name, stage, amount := view(match.Asking, "name"), view(match.Asking, "stage", "name"), view(match.Asking, "amount", "name", "stage")
	confirm := view(match.Confirming, "", "name", "stage", "amount")
	update := match.View{View: field.View{Now: now}, State: match.Confirming, Dialog: "update_deal", Fields: []match.Field{
		{Name: "deal", Label: "deal", Kind: field.Record, Object: "deal", Known: true},
		{Name: "changes", Label: "changes", Kind: field.Changes, Object: "deal", Known: true, Parts: []string{"amount", "stage"}},
	}}
	person := match.View{View: field.View{Now: now}, State: match.Confirming, Dialog: "create_contact", Fields: []match.Field{
		{Name: "first_name", Label: "first name", Kind: field.Text, Known: true, Value: "Jane"},
		{Name: "last_name", Label: "last name", Kind: field.Text, Known: true, Value: "Tan"},
	}}
	for _, c := range []struct {
		name string
		view match.View
		text string
		want string
	}{
		{"a dialog by its example", idle, "create a deal", "start create_deal"},
		{"politely", idle, "could you please create a deal", "start create_deal"},
		{"with a typo", idle, "craete a deal", "start create_deal"},
		{"money and a contact", idle, "log a 5k deal with Acme", "start create_deal; set amount=5000; set contact=Acme"},
		{"a name with its cue", idle, "create a deal called Widgets for 5k", "start create_deal; set amount=5000; set name=Widgets"},
		{"a number that is no money", idle, "create deal Site for 500 seats", "start create_deal; set name=Site for 500 seats"},
		{"a record", idle, "delete deal Globex please", "start delete_deal; set deal=Globex"},
		{"a record and its changes", idle, "update deal Globex amount 700", "start update_deal; set changes=amount 700; set deal=Globex"},
		{"moved", idle, "move deal Globex to closed won", "start update_deal; set changes=stage closed won; set deal=Globex"},
		{"the field first", idle, "change the amount of Globex to 5k", "start update_deal; set changes=amount 5k; set deal=Globex"},
		{"the owner first", idle, "change Globex's amount to 5k", "start update_deal; set changes=amount 5k; set deal=Globex"},
		{"a long one", idle, "create a deal called Tea worth $2,500 closing Dec 31 with jane fisher in stage contract sent",
			"start create_deal; set amount=2500; set close_date=2026-12-31; set name=Tea; set stage=contract sent; set contact=jane fisher"},
		{"a search keeps its sentence", idle, "find deals over 10k", "start search_deals; set words=find deals over 10k"},
		{"nothing known", idle, "what's the weather", "unknown"},
		{"empty", idle, "  ", "unknown"},
		{"a control word", idle, "Help!", "help"},
		{"again is one thing only", idle, "again?", "retry"},

		{"a name", name, "Acme, 50 seats", "set name=Acme, 50 seats"},
		{"a name with a cue", name, "call it Widgets", "set name=Widgets"},
		{"a name and more", name, "Globex expansion for 10k, stage contract sent", "set name=Globex expansion; set amount=10000; set stage=contract sent"},
		{"another dialog", name, "delete a deal", "start delete_deal"},
		{"the ends of a range", amount, "between forty grand and fifty grand", "set amount=between forty grand and fifty grand"},
		{"not that amount", amount, "not the forty grand of last year, the fifty grand", "set amount=the fifty grand"},
		{"a choice", stage, "contract sent", "set stage=contract sent"},
		{"a place in the list", stage, "the second one", "set stage=the second one"},
		{"no choice", stage, "blah", "set stage=blah"},
		{"a moment to think", stage, "hmm...", "pause"},
		{"another value first", stage, "in 3 weeks", "set close_date=2026-12-14"},
		{"an interruption", amount, "list my deals", "start list_deals"},
		{"a choice and more", stage, "new, amount 500", "set stage=new; set amount=500"},
		{"a known value by its name", amount, "name Server room", "correct name=Server room"},
		{"actually another choice", amount, "actually, stage closed won", "correct stage=closed won"},
		{"made another choice", name, "make the stage closed won", "set stage=closed won"},
		{"a name that begins with a field", name, "Stage fright", "set name=Stage fright"},
		{"a form", idle, "create a deal\nName: Q3 rollout\nstage: contract sent\nNote: urgent\namount: 5k",
			"start create_deal; set name=Q3 rollout; set stage=contract sent; set amount=5000"},
		{"a form of changes", update, "amount: 700\nstage: won", "set changes=amount 700, stage won"},
		{"a form as the answer", name, "Name: Q3 rollout\nclose date: 2026-12-31", "set name=Q3 rollout; set close_date=2026-12-31"},
		{"the next line is something else", idle, "create a deal called Widgets\nHead of Sales", "start create_deal; set name=Widgets"},
		{"digits that are no number to dial", view(match.Asking, "phone", "phone", "company"), "555", "set phone=555"},
		{"a name that begins with no", view(match.Asking, "name", "name", "contact"), "No Limits", "set name=No Limits"},
		{"one day for another", view(match.Confirming, "", "name", "close_date"), "not February 14, 2027, March 1, 2027", "correct close_date=March 1, 2027"},
		{"not the old value but a new one", person, "not Jane, Robert", "correct first_name=Robert"},
		{"skip", amount, "skip it", "skip"},
		{"cancel with a typo", amount, "cancle", "cancel"},

		{"yes", confirm, "yep", "confirm"},
		{"no", confirm, "no", "deny"},
		{"no with a number", confirm, "no, 500", "correct amount=500"},
		{"meant", confirm, "I meant 700", "correct amount=700"},
		{"a choice changed", confirm, "change the stage to closed won", "correct stage=closed won"},
		{"a name changed", confirm, "change the name to Gadgets", "correct name=Gadgets"},
		{"by its name alone", confirm, "stage closed won", "correct stage=closed won"},
		{"a field to ask", confirm, "change the close date", "reask close_date"},
		{"not but", confirm, "not Acme but Bolt", "correct name=Bolt"},
		{"another amount of an update", update, "no, 800", "correct changes=800"},
		{"another field of an update", update, "change the stage to closed won", "correct changes=change the stage to closed won"},
		{"a small word before the new value", update, "no, at Hooli", "correct changes=Hooli"},
		{"yes to an update", update, "yes please", "confirm"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := says(v.Understand(c.text, c.view))
			if !same(got, c.want) {
				t.Errorf("%q means %q, want %q", c.text, got, c.want)
			}
		})
	}
}

// same compares readings without their order: which field was found first
// means nothing.
func same(got, want string) bool {
	a, b := strings.Split(got, "; "), strings.Split(want, "; ")
	if len(a) != len(b) || a[0] != b[0] {
		return false
	}
	for _, x := range b {
		found := false
		for _, y := range a {
			found = found || x == y
		}
		if !found {
			return false
		}
	}
	return true
}

// TestUnderstandIsTheSameEveryTime keeps maps from deciding what is meant.
func TestUnderstandIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	texts := []string{"again", "cancle", "helo", "staus", "nextt", "log a 5k deal with Acme", "deal", "stop itt"}
	first := vocabulary()
	for range 20 {
		v := vocabulary()
		for _, text := range texts {
			a, b := says(first.Understand(text, view(match.Asking, "name"))), says(v.Understand(text, view(match.Asking, "name")))
			if a != b {
				t.Fatalf("%q means %q and %q", text, a, b)
			}
		}
	}
}

// FuzzUnderstand tries any message in every state: a reading always has a
// first meaning, and what it names is known.
func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{"log a 5k deal with Acme", "no, 500", "change the stage to won", "not Acme, Bolt", "5k next friday called X",
		"change the amount of Globex to 5k", "🎉", "!?!?", "\x00\xff", "<name>", "İstanbul 5k", "create deal \"a", "?", "it", strings.Repeat("deal ", 80)} {
		f.Add(s, uint8(len(s)))
	}
	v := vocabulary()
	states := []match.State{match.Idle, match.Asking, match.Confirming, match.Picking, match.Listing, match.Waiting, match.Failing}
	known := map[string]bool{"": true, "name": true, "stage": true, "amount": true, "close_date": true, "contact": true, "deal": true, "changes": true, "words": true}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		w := view(states[int(n)%len(states)], dealFields[int(n/8)%len(dealFields)].Name, "name", "amount")
		if w.State == match.Idle {
			w.Dialog, w.Fields = "", nil
		}
		r := v.Understand(text, w)
		if len(r.Meanings) == 0 || r.Layer == "" {
			t.Fatalf("%q has no meaning in %s", text, w.State)
		}
		for _, m := range r.Meanings {
			if !known[m.Field] {
				t.Errorf("%q sets %q, which no dialog has", text, m.Field)
			}
		}
	})
}
