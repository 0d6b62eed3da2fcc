package field_test

import (
	"fmt"
	"strings"
	"testing"

	"parley/engine/field"
)

var stages = []field.Choice{
	{Value: "appointmentscheduled", Label: "Appointment Scheduled"},
	{Value: "1001", Label: "Negotiation"},
	{Value: "closedwon", Label: "Closed Won", Also: []string{"won"}},
	{Value: "closedlost", Label: "Closed Lost", Also: []string{"lost"}},
}

func labels(choices []field.Choice) string {
	var names []string
	for _, c := range choices {
		names = append(names, c.Label)
	}
	return strings.Join(names, ", ")
}

func TestMatchChoice(t *testing.T) {
	for _, c := range []struct{ text, exact, near string }{
		{"Negotiation", "Negotiation", ""}, {"negotiation please", "Negotiation", ""}, {"the negotiation stage", "Negotiation", ""}, {"1001", "Negotiation", ""}, {"WON", "Closed Won", ""}, {"closed-won", "Closed Won", ""},
		{"first one", "Appointment Scheduled", ""}, {"the second", "Negotiation", ""}, {"2", "Negotiation", ""}, {"number 2", "Negotiation", ""}, {"#3", "Closed Won", ""}, {"2nd", "Negotiation", ""}, {"one", "Appointment Scheduled", ""}, {"last", "Closed Lost", ""}, {"the last one", "Closed Lost", ""}, {"second to last", "Closed Won", ""},
		{"closed", "", "Closed Won, Closed Lost"}, {"nego", "", "Negotiation"}, {"scheduled", "", "Appointment Scheduled"}, {"negotation", "", "Negotiation"}, {"apointment scheduled", "", "Appointment Scheduled"}, {"clsoed won", "", "Closed Won"},
		{"5", "", ""}, {"0", "", ""}, {"xyz", "", ""}, {"", "", ""}, {"the", "", ""}, {"cancel", "", ""}, {"n", "", ""},
	} {
		exact, near := field.MatchChoice(c.text, field.View{Choices: stages})
		if labels(exact) != c.exact || labels(near) != c.near {
			t.Errorf("%q: got %q and %q, want %q and %q", c.text, labels(exact), labels(near), c.exact, c.near)
		}
	}
	twins := []field.Choice{{Value: "a", Label: "Sales"}, {Value: "b", Label: "sales"}, {Value: "c", Label: "2"}}
	if exact, _ := field.MatchChoice("sales", field.View{Choices: twins}); len(exact) != 2 {
		t.Errorf("twins: got %v", exact)
	}
	if exact, _ := field.MatchChoice("2", field.View{Choices: twins}); labels(exact) != "2" {
		t.Errorf("a label goes before a position: got %v", exact)
	}
}

func TestReadChoice(t *testing.T) {
	v := field.View{Choices: stages}
	checkRead(t, field.Pick, v, []reading{{"won", "closedwon"}, {"nego", "1001"}, {"the last one", "closedlost"}, {"closed", ""}, {"xyz", ""}})
	_, why, _ := typeOf(t, field.Pick).Read("closed", v)
	if want := "Which one do you mean: Closed Won or Closed Lost?"; why != want {
		t.Errorf("got %q, want %q", why, want)
	}
	_, why, _ = typeOf(t, field.Owner).Read("Zed", field.View{})
	if want := "I don't know anyone called “Zed”."; why != want {
		t.Errorf("got %q, want %q", why, want)
	}
}

func BenchmarkMatchChoice(b *testing.B) {
	var many []field.Choice
	for i := range 200 {
		many = append(many, field.Choice{Value: fmt.Sprint(70000 + i), Label: fmt.Sprintf("Person Number%d", i)})
	}
	for b.Loop() {
		field.MatchChoice("persn numbr77", field.View{Choices: many})
	}
}
