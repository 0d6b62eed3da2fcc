package field_test

import (
	"testing"

	"parley/engine/field"
)

func TestShow(t *testing.T) {
	for _, c := range []struct {
		kind   field.Kind
		value  field.Value
		locale string
		want   string
	}{
		{field.Money, field.Value{Norm: "5000", Unit: "USD"}, "en-US", "$5,000"},
		{field.Money, field.Value{Norm: "5000"}, "", "5,000"},
		{field.Money, field.Value{Norm: "5000"}, "en-GB", "5,000"},
		{field.Money, field.Value{Norm: "1250.5", Unit: "EUR"}, "en-US", "€1,250.50"},
		{field.Money, field.Value{Norm: "-1250.5", Unit: "USD"}, "en-US", "-$1,250.50"},
		{field.Money, field.Value{Norm: "1250.5", Unit: "EUR"}, "de-DE", "1.250,50 €"},
		{field.Money, field.Value{Norm: "500", Unit: "CHF"}, "en-US", "CHF 500"},
		{field.Money, field.Value{Norm: "500", Unit: "WAT"}, "en-US", "WAT 500"},
		{field.Money, field.Value{Norm: "12345678901234567890.12", Unit: "USD"}, "en-US", "$12,345,678,901,234,567,890.12"},
		{field.Money, field.Value{Norm: "rubbish"}, "en-US", "rubbish"},
		{field.Number, field.Value{Norm: "1234567.5"}, "en-IN", "12,34,567.5"},
		{field.Number, field.Value{Norm: "1234567.5"}, "de-CH", "1’234’567.5"},
		{field.Percent, field.Value{Norm: "12.5"}, "en-US", "12.5%"},
		{field.Date, field.Value{Norm: "2026-12-31"}, "en-US", "Dec 31, 2026"},
		{field.Date, field.Value{Norm: "2026-12-31"}, "en-GB", "31 Dec 2026"},
		{field.Date, field.Value{Norm: "2026-12-31"}, "de-AT", "31.12.2026"},
		{field.Date, field.Value{Norm: "2026-12-31"}, "eo", "2026-12-31"},
		{field.Time, field.Value{Norm: "15:04"}, "en-US", "3:04 PM"},
		{field.Time, field.Value{Norm: "15:04"}, "de", "15:04"},
		{field.Phone, field.Value{Norm: "+14155552671"}, "", "+1 415-555-2671"},
		{field.YesNo, field.Value{Norm: "yes"}, "", "Yes"},
		{field.Pick, field.Value{Norm: "closedwon", Label: "Closed Won"}, "", "Closed Won"},
		{field.Owner, field.Value{Norm: "77"}, "", "77"},
		{field.Changes, field.Value{Set: map[string]field.Value{"stage": {Norm: "w", Label: "Won"}, "close_date": {Norm: "2026-12-31"}}}, "", "close date: 2026-12-31, stage: Won"},
	} {
		if got := field.Show(c.kind, c.value, view(c.locale)); got != c.want {
			t.Errorf("%s %q in %q: got %q, want %q", c.kind, c.value.Norm, c.locale, got, c.want)
		}
	}
}

func TestMask(t *testing.T) {
	for _, c := range []struct {
		kind field.Kind
		norm string
		want string
	}{
		{field.Text, "DE89370400440532013042", "•••• 42"}, {field.Text, "42", "••••"}, {field.Phone, "+14155552671", "•••• 71"},
		{field.Email, "jane@acme.com", "j••••@acme.com"}, {field.Email, "j@acme.com", "••••"}, {field.Money, "1234567", "••••"}, {field.Text, "", ""},
	} {
		if got := field.Mask(c.kind, field.Value{Norm: c.norm}); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.kind, c.norm, got, c.want)
		}
	}
}

func TestExpr(t *testing.T) {
	for _, c := range []struct {
		kind field.Kind
		norm string
		want any
	}{
		{field.Money, "5000.5", 5000.5}, {field.Number, "", 0.0}, {field.Percent, "12", 12.0}, {field.YesNo, "yes", true}, {field.YesNo, "no", false},
		{field.Date, "2026-12-31", "2026-12-31"}, {field.Text, "x", "x"}, {field.Pick, "closedwon", "closedwon"},
	} {
		if got := typeOf(t, c.kind).Expr(field.Value{Norm: c.norm}); got != c.want {
			t.Errorf("%s %q: got %v, want %v", c.kind, c.norm, got, c.want)
		}
	}
}
