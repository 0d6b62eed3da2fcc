package syntax

import (
	"strings"
	"testing"
	"testing/fstest"
)

const spoken = `dialog: note_deal
title: Note a deal
fields:
  name: {ask: "What is it called?", hint: For example Acme.}
  size:
    type: choice
    choices: {s: Small, l: Large}
    ask: How large is it?
  amount:
    type: money
    ask: How much?
    default: "100"
    must:
      value >= 0: It can't be negative.
confirm: Create <name>?
do: a.b
errors:
  invalid: ask <error.field>
  missing: say It is gone.
done:
  say: Created <name>.
  offer: [note_deal]
`

func translated(t *testing.T, german string) (*Dialog, string) {
	t.Helper()
	list, _, _, diags := ReadDir(fstest.MapFS{"note_deal.yaml": {Data: []byte(spoken)}, "note_deal.de.yaml": {Data: []byte(german)}}, ".")
	if len(list) != 1 || len(list[0].Translations) != 1 {
		t.Fatalf("the folder gives %d dialogs: %v", len(list), diags)
	}
	d, more := list[0].Translations[0].Of(list[0])
	var found []string
	for _, d := range append(diags, more...) {
		found = append(found, d.Rule+" "+d.Text)
	}
	return d, strings.Join(found, "\n")
}

func TestTranslation(t *testing.T) {
	d, found := translated(t, `title: Deal notieren
fields:
  name: {label: Name, ask: "Wie heißt er?", hint: Zum Beispiel Acme.}
  size:
    label: Größe
    ask: Wie groß ist er?
    choices: {l: Groß, s: Klein}
  amount:
    label: Betrag
    ask: Wie viel?
    default: hundert
    must:
      value >= 0: Nicht negativ.
confirm: <name> anlegen?
errors:
  missing: say Den gibt es nicht mehr.
done:
  say: <name> ist angelegt.
`)
	if found != "" {
		t.Error(found)
	}
	size, amount := d.Fields[1], d.Fields[2]
	for _, c := range []struct{ got, want string }{
		{d.Name.Value, "note_deal"}, {d.Title.Value, "Deal notieren"}, {d.Fields[0].Ask.Value, "Wie heißt er?"},
		{size.Choices[0].Value.Value + size.Choices[0].Label.Value, "sKlein"}, {size.Choices[1].Label.Value, "Groß"},
		{amount.Default.Value + amount.DefaultAs.Value, "100hundert"}, {amount.Must[0].Say.Value, "Nicht negativ."},
		{d.Confirm.Value, "<name> anlegen?"}, {d.Errors[0].Arg.Value, "<error.field>"}, {d.Errors[1].Arg.Value, "Den gibt es nicht mehr."},
		{d.Done.Say[0].Value, "<name> ist angelegt."}, {d.Done.Offer[0].Value, "note_deal"}, {d.Do.Value, "a.b"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestTranslationThatDoesNotFit(t *testing.T) {
	d, found := translated(t, `title: Deal notieren
fields:
  nam: {ask: "Wie heißt er?"}
  size:
    choices: {m: Mittel}
  amount:
    why: Darum.
    must:
      value > 0: Nicht negativ.
errors:
  invalid: say Falsch.
show:
  empty: Nichts da.
`)
	for _, want := range []string{
		`nothing-to-translate note_deal.yaml has no field "nam"`,
		`nothing-to-translate "m" is none of the choices of size`,
		"nothing-to-translate note_deal.yaml has no `fields.amount.why`",
		`nothing-to-translate amount has no rule "value > 0"`,
		`nothing-to-translate note_deal.yaml says nothing for "invalid"`,
		"nothing-to-translate note_deal.yaml has no `show.empty`",
		"not-translated note_deal.yaml has no translation here: fields.name.label, fields.name.ask, fields.name.hint, fields.size.label, fields.size.ask, " +
			"fields.size.choices.s, fields.size.choices.l, fields.amount.label, fields.amount.ask, fields.amount.default, fields.amount.must.value >= 0, confirm, errors.missing, done.say",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("it is not said: %s\nbut:\n%s", want, found)
		}
	}
	if d.Fields[0].Ask.Value != "What is it called?" || d.Title.Value != "Deal notieren" {
		t.Errorf("what is not translated is %q below %q", d.Fields[0].Ask.Value, d.Title.Value)
	}
}
