package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/connectors/sandbox"
	"parley/engine/rule"
)

// talkOfTickets goes through a ticket's whole life in one chat.
const talkOfTickets = `test: a ticket from its beginning to its end
chat:
  - me: create a ticket called Broken scanner
    bot: ask stage
    fields: {subject: Broken scanner}
  - me: waiting on us
    bot: ask description
  - me: smoke everywhere
    bot: ask priority
  - me: urgent
    bot: ask product_area
  - press: Skip the rest
    bot: confirm
    says: [Broken scanner, Waiting on us, Urgent]
  - me: "yes"
    calls:
      hubspot.tickets.create: {subject: Broken scanner, description: smoke everywhere, priority: Urgent}
    bot: done
  - me: show it
    bot: "get_ticket: done"
    says: [Broken scanner, smoke everywhere, Urgent]
  - me: search tickets scanner
    bot: results
    says: Broken scanner
  - me: change the priority of ticket "Broken scanner" to low
    bot: confirm
    says: "Priority: Low (was Urgent)"
  - me: "yes"
    calls:
      hubspot.tickets.update: {priority: Low}
    bot: done
  - me: delete it
    bot: confirm
    says: Delete Broken scanner?
  - me: "yes"
    calls:
      hubspot.tickets.delete: {id: Broken scanner}
    bot: done
`

// TestNew holds that what is written runs without a change: no advice, laid
// out, its own tests passed, and a ticket's life in one chat.
func TestNew(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "dialogs")
	must := func(args ...string) string {
		t.Helper()
		code, out, errs := run(t, nil, "", args...)
		if code != exitDone {
			t.Fatalf("parley %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, errs)
		}
		return out
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}

	must("new", "ticket", "--from", "sandbox", "--dialogs", folder)
	if out := must("lint", folder); strings.Contains(out, "warning") || !strings.Contains(out, "scopes besides the usual ones: tickets") {
		t.Errorf("lint has something to say:\n%s", out)
	}
	must("fmt", "--check", folder)
	write("talk_test.yaml", talkOfTickets)
	must("test", folder)

	t.Run("again", func(t *testing.T) {
		if out := must("new", "ticket", "--from", "sandbox", "--dialogs", folder); !strings.HasSuffix(out, "Everything is up to date.\n") {
			t.Errorf("nothing has changed, but:\n%s", out)
		}
		ours := strings.Replace(read("create_ticket.yaml"), "What's the subject of the ticket?", "What is wrong?", 1)
		write("create_ticket.yaml", strings.Replace(ours, "  - new ticket\n", "  - new ticket\n  - something is broken\n", 1))
		out := must("new", "ticket", "--from", "sandbox", "--dialogs", folder, "--properties", "source_type,nonsense")
		for _, want := range []string{
			"create_ticket.yaml: fields.subject.ask: kept, because it was changed by hand\n", "create_ticket.yaml: fields.source_type: added\n",
			"objects.yaml: objects.ticket.fields.source_type: added\n", "nonsense: not used; the account has no such property\n",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("missing %q in:\n%s", want, out)
			}
		}
		for _, want := range []string{"What is wrong?", "something is broken", "hubspot.ticket_source_types"} {
			if !strings.Contains(read("create_ticket.yaml"), want) {
				t.Errorf("create_ticket.yaml has no %q", want)
			}
		}
		must("new", "ticket", "--from", "sandbox", "--dialogs", folder)
		if !strings.Contains(read("objects.yaml"), "source_type") {
			t.Error("the further property was forgotten")
		}
	})

	t.Run("beside others", func(t *testing.T) {
		for _, kind := range []string{"company", "deal", "contact"} {
			must("new", kind, "--from", "sandbox", "--dialogs", folder)
		}
		if out := must("lint", folder); strings.Contains(out, "warning") {
			t.Errorf("lint has something to say:\n%s", out)
		}
	})
}

// TestNewRefuses holds that nothing is written where something is in the way.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "create_deal.yaml"), []byte("dialog: create_deal\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ args, want string }{
		{"deal --from sandbox", "create_deal.yaml is there already, and not from `parley new`"},
		{"sheep --from sandbox", "no such kind of record"},
		{"ticket --from elsewhere", "--from is hubspot or sandbox"},
		{"ticket", "set --hubspot-authorization preauthorized"},
	} {
		code, out, errs := run(t, nil, "", append(append([]string{"new"}, strings.Fields(test.args)...), "--dialogs", folder)...)
		if code == exitDone || !strings.Contains(errs, test.want) {
			t.Errorf("parley new %s: exit code %d, %s%s", test.args, code, out, errs)
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
		t.Errorf("something was written: %v, %v", files, err)
	}
}

// TestNewFromHubSpot reads the account that an operator has signed in to.
func TestNewFromHubSpot(t *testing.T) {
	t.Parallel()
	_, environment := everybodys(t, "custom")
	environment["PARLEY_HUBSPOT_OPERATION_PROPERTY"] = sandbox.OperationProperty
	folder := filepath.Join(t.TempDir(), "dialogs")
	describe := func(kind string, more ...string) (int, string) {
		code, out, errs := run(t, environment, "", append([]string{"new", kind, "--dialogs", folder}, more...)...)
		return code, out + errs
	}
	if code, text := describe("deal"); code == exitDone || !strings.Contains(text, "nobody has signed in for everybody yet; run `parley authorize hubspot`") {
		t.Errorf("signed out: exit code %d\n%s", code, text)
	}
	signIn := func() {
		t.Helper()
		command := runIn(t, environment, "authorize", "hubspot")
		link := command.sees(`(http://\S+/oauth/hubspot/start\?flow=\S+)`)
		browser := newStranger(t)
		browser.asks(link)
		digits, _ := browser.goesOn(link)
		command.writes(digits)
		command.ends(exitDone)
	}
	signIn()
	if code, text := describe("deal"); code != exitDone {
		t.Errorf("exit code %d\n%s", code, text)
	}
	if code, out, errs := run(t, nil, "", "test", folder); code != exitDone {
		t.Errorf("its tests: exit code %d\n%s%s", code, out, errs)
	}
	if code, text := describe("company"); code == exitDone || !strings.Contains(text, "crm.objects.companies.read") || !strings.Contains(text, "run `parley authorize hubspot` again") {
		t.Errorf("without the scope: exit code %d\n%s", code, text)
	}
	if code, text := describe("spaceship"); code == exitDone || !strings.Contains(text, "no such kind of record") {
		t.Errorf("a kind that is not there: exit code %d\n%s", code, text)
	}

}

// TestWrongProperty holds that a property the account doesn't have is named,
// where its choices are needed.
func TestWrongProperty(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"objects.yaml": "objects:\n  deal:\n    fields:\n      tier: {property: deal_teir, type: choice}\n",
		"note_deal.yaml": strings.Replace(rule.Frame, "  stage:\n",
			"  tier: {type: choice, choices: hubspot.deal_tiers, ask: \"Which tier?\"}\n  stage:\n", 1),
		"note_deal_test.yaml": "test: a misspelt property\nchat:\n  - me: note a deal called Acme\n    bot: stuck\n" +
			"    says: This HubSpot account has no property \"deal_teir\"\n    never_says: no such\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, errs := run(t, nil, "", "test", folder); code != exitDone {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}
