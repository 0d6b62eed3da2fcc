package field_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/engine/field"
)

// now is a Tuesday.
var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func view(locale string) field.View { return field.View{Locale: locale, Now: now} }

func typeOf(t testing.TB, k field.Kind) field.Type {
	t.Helper()
	typ, ok := field.TypeOf(k)
	if !ok {
		t.Fatalf("there is no kind %q", k)
	}
	return typ
}

// reading is one answer and what must come of it; want "" means that it must
// be refused.
type reading struct{ text, want string }

func checkRead(t *testing.T, k field.Kind, v field.View, cases []reading) {
	t.Helper()
	typ := typeOf(t, k)
	for _, c := range cases {
		value, why, ok := typ.Read(c.text, v)
		got := value.Norm
		if value.Unit != "" {
			got += " " + value.Unit
		}
		switch {
		case got != c.want || ok != (c.want != ""):
			t.Errorf("%s %q (%s): got %q (%v), want %q", k, c.text, v.Locale, got, ok, c.want)
		case !ok && !strings.HasSuffix(why, ".") && !strings.HasSuffix(why, "?") && !strings.HasSuffix(why, "。"):
			t.Errorf("%s %q: %q is no sentence", k, c.text, why)
		}
	}
}

// finding is a sentence and what must be found in it: "words=value|other".
type finding struct{ text, want string }

func checkFind(t *testing.T, k field.Kind, v field.View, cases []finding) {
	t.Helper()
	typ := typeOf(t, k)
	for _, c := range cases {
		var parts []string
		for _, m := range typ.Find(c.text, v) {
			part := c.text[m.Start:m.End] + "=" + m.Value.Norm
			if m.Value.Unit != "" {
				part += " " + m.Value.Unit
			}
			for _, o := range m.Other {
				part += "|" + o.Norm
			}
			parts = append(parts, part)
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("%s in %q (%s):\n got %s\nwant %s", k, c.text, v.Locale, got, c.want)
		}
	}
}

func TestTypesAreComplete(t *testing.T) {
	want := []field.Kind{"text", "number", "money", "percent", "date", "time", "email", "phone", "url", "yes_no", "choice", "owner", "record", "changes"}
	if diff := cmp.Diff(want, field.Kinds()); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	inputs := map[string]bool{"text": true, "money": true, "number": true, "date": true, "email": true, "phone": true, "url": true, "choice": true, "record": true, "yes_no": true}
	for _, k := range append(field.Kinds(), field.Conditions) {
		typ := typeOf(t, k)
		if typ.Kind != k || typ.Summary == "" || typ.Example == "" || typ.Read == nil || typ.Show == nil || typ.Expr == nil || !inputs[typ.Input] {
			t.Errorf("%s: something is missing: %+v", k, typ)
		}
		if k == field.Changes || k == field.Conditions || k == field.Pick || k == field.Owner {
			continue
		}
		if _, why, ok := typ.Read(typ.Example, view("en-US")); !ok {
			t.Errorf("%s: its own example %q isn't read: %s", k, typ.Example, why)
		}
	}
	if _, ok := field.TypeOf("colour"); ok {
		t.Error("there is a kind colour")
	}
}

// Every answer that is shown can be typed back.
func TestShownValuesCanBeRead(t *testing.T) {
	values := map[field.Kind]field.Value{
		field.Number: {Norm: "1250.5"}, field.Money: {Norm: "-1250.5", Unit: "EUR"}, field.Percent: {Norm: "12.5"}, field.Date: {Norm: "2026-12-31"},
		field.Time: {Norm: "15:04"}, field.Email: {Norm: "jane@acme.com"}, field.Phone: {Norm: "+14155552671"}, field.URL: {Norm: "https://acme.com/x"},
		field.YesNo: {Norm: "no"}, field.Text: {Norm: "Acme, 50 seats"},
	}
	for _, locale := range []string{"", "en-US", "en-GB", "en-IN", "de-DE", "de-CH", "fr-FR", "es", "ja-JP", "pt-BR", "nl", "sv", "xx-broken-locale-"} {
		for k, value := range values {
			shown := field.Show(k, value, view(locale))
			got, why, ok := typeOf(t, k).Read(shown, view(locale))
			if !ok || !got.Equal(value) {
				t.Errorf("%s in %q: %q is read as %+v (%s)", k, locale, shown, got, why)
			}
		}
	}
}

func TestTooLongOrEmpty(t *testing.T) {
	long := strings.Repeat("five hundred ", 400)
	for _, k := range field.Kinds() {
		for _, text := range []string{long, "", " \t\u00a0\n"} {
			if value, why, ok := typeOf(t, k).Read(text, view("")); ok || why == "" {
				t.Errorf("%s takes %.20q as %+v", k, text, value)
			}
		}
	}
}

func TestText(t *testing.T) {
	checkRead(t, field.Text, view(""), []reading{
		{"  Acme, 50 seats ", "Acme, 50 seats"},
		{"“Big deal”", "Big deal"},
		{`"Big" and "small"`, `"Big" and "small"`},
		{"Cafe\u0301", "Café"},
		{"evil\u202etxt.exe", "eviltxt.exe"},
		{"a\x00b", "ab"},
		{"two\nlines", "two\nlines"},
		{"\u200b", ""},
	})
}

func TestContact(t *testing.T) {
	checkRead(t, field.Email, view(""), []reading{
		{"jane@acme.com", "jane@acme.com"}, {"It's Jane.Doe+x@Acme.co.uk", "jane.doe+x@acme.co.uk"}, {"<jane@acme.com>", "jane@acme.com"},
		{"mailto:jane@acme.com", "jane@acme.com"}, {"jane at acme dot com", "jane@acme.com"}, {"jane@münchen.de", "jane@münchen.de"},
		{"jane@acme", ""}, {"jane@gmial.com", ""}, {"jane@acme.con", ""}, {"a@b.com or c@d.com", ""}, {"@acme.com", ""}, {"a..b@acme.com", ""},
		{"a@b@acme.com", ""}, {"jane@-acme.com", ""}, {"jane@acme.c0m", ""}, {"not jane@acme.com", ""},
	})
	checkFind(t, field.Email, view(""), []finding{
		{"add Jane, jane@acme.com, and joe@x.org.", "jane@acme.com=jane@acme.com; joe@x.org=joe@x.org"},
		{"mail j@gmial.com", "j@gmial.com=j@gmial.com|j@gmail.com"},
		{"see you @ 5", ""}, {"@@@@ a@", ""},
	})
	checkRead(t, field.URL, view(""), []reading{
		{"acme.com", "https://acme.com"}, {"HTTP://Acme.com/X?y=1#z", "http://acme.com/X?y=1#z"}, {"our site is www.acme.com", "https://www.acme.com"},
		{"acme.com:8080/x", "https://acme.com:8080/x"},
		{"javascript:alert(1)", ""}, {"ftp://acme.com", ""}, {"https://user:pw@acme.com", ""}, {"acme", ""}, {"data:text/html,x", ""}, {"https://localhost/x", ""}, {"https://a.com\\@b.com", ""},
	})
	checkFind(t, field.URL, view(""), []finding{
		{"see https://acme.com/a, or (www.b.org).", "https://acme.com/a=https://acme.com/a; www.b.org=https://www.b.org"},
		{"a deal with Booking.com", ""},
	})
}

func TestPhone(t *testing.T) {
	checkRead(t, field.Phone, view("en-US"), []reading{
		{"(415) 555-2671", "+14155552671"}, {"415.555.2671", "+14155552671"}, {"+49 30 901820", "+4930901820"}, {"call me at 415-555-2671", "+14155552671"},
		{"+1 415 555 2671 ext. 12", "+14155552671"}, {"12345", ""}, {"2026-12-31", ""}, {"415-555-2671 or 415-555-2672", ""}, {"+99 1234567", ""},
	})
	checkRead(t, field.Phone, view("de-DE"), []reading{{"030 901820", "+4930901820"}, {"030/901820", "+4930901820"}})
	checkRead(t, field.Phone, field.View{Region: "gb"}, []reading{{"020 7946 0958", "+442079460958"}})
	checkFind(t, field.Phone, view("en-US"), []finding{
		{"add Jane (415) 555-2671 and +44 20 7946 0958.", "(415) 555-2671=+14155552671; +44 20 7946 0958=+442079460958"},
		{"a $4155552671 deal, id #4155552671, 2026-12-31", ""},
	})
}

func TestYesNo(t *testing.T) {
	for want, texts := range map[string][]string{
		"yes": {"yes", "Yes!", "yep", "sure", "ok", "go ahead", "do it", "👍", "👍🏽", "yes please", "yesss", "okay, go ahead then", "no problem", "why not", "that's right", "y", "✔️", "of course", "yes yes yes", "I think so, yes", "lgtm"},
		"no":  {"no", "Nope.", "nah", "don't", "don’t", "do not", "nooo", "no thanks", "no, don't do it", "of course not", "not yet", "👎", "n", "please don't", "no no no", "absolutely not"},
		"":    {"", "no, 500", "yes and who is it?", "not sure", "maybe", "yes no", "change the date", "500", "yes but change the date", strings.Repeat("yes ", 50), "?"},
	} {
		for _, text := range texts {
			yes, ok := field.ReadYesNo(text, view(""))
			if ok != (want != "") || yes != (want == "yes") {
				t.Errorf("%q: got %v, %v, want %q", text, yes, ok, want)
			}
		}
	}
}

func TestRecord(t *testing.T) {
	v := field.View{Choices: []field.Choice{{Value: "71", Label: "Acme"}, {Value: "72", Label: "Bolt"}}}
	for text, want := range map[string]field.Value{
		"123456": {Norm: "123456"}, "#123456": {Norm: "123456"}, "deal 123456": {Norm: "123456"}, "with id: 123456": {Norm: "123456"},
		"https://app.hubspot.com/contacts/99/record/0-3/123456?x=1": {Norm: "123456"},
		"the second one": {Norm: "72", Label: "Bolt"}, "acme": {Norm: "71", Label: "Acme"},
		"Acme 50": {Label: "Acme 50"}, "Jane Doe": {Label: "Jane Doe"},
	} {
		if got, _, ok := typeOf(t, field.Record).Read(text, v); !ok || !cmp.Equal(got, want) {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}
