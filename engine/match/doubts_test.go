package match_test

import (
	"slices"
	"testing"

	"parley/engine/field"
	"parley/engine/match"
)

// TestDoubts holds that an example which strayed is found, and that dialogs
// which say the same of different things are not taken for each other.
func TestDoubts(t *testing.T) {
	t.Parallel()
	deal := []match.Field{{Name: "deal", Kind: field.Record, Object: "deal"}}
	contact := []match.Field{{Name: "contact", Kind: field.Record, Object: "contact"}}
	dialogs := []match.Dialog{
		{Name: "show_deal", Fields: deal, Examples: []string{"show a deal", "show deal <deal>", "open deal <deal>", "details of deal <deal>", "could you delete the deal"}},
		{Name: "delete_deal", Fields: deal, Examples: []string{"delete a deal", "delete deal <deal>", "please delete the deal", "throw away deal <deal>"}},
		{Name: "delete_contact", Fields: contact, Examples: []string{"delete a contact", "delete contact <contact>", "please delete the contact", "throw away contact <contact>"}},
	}
	got := match.Doubts(dialogs)
	if len(got) != 1 || got[0].Dialog != "show_deal" || got[0].Example != 4 || got[0].Nearer != "delete_deal" || !slices.Contains(got[0].Words, "show") {
		t.Errorf("%+v", got)
	}
}
