package field_test

import (
	"testing"

	"parley/engine/field"
)

func TestShift(t *testing.T) {
	date := field.Value{Norm: "2027-01-31"}
	amount := field.Value{Norm: "12500.50", Unit: "USD"}
	for _, c := range []struct {
		kind  field.Kind
		was   field.Value
		words string
		want  string // empty: no shift
	}{
		{field.Date, date, "by two weeks", "2027-02-14"},
		{field.Date, date, "back 3 days", "2027-02-03"},
		{field.Date, date, "out by a month", "2027-02-28"},
		{field.Date, date, "by another week", "2027-02-07"},
		{field.Date, date, "a week earlier", "2027-01-24"},
		{field.Date, date, "forward a quarter", "2026-10-31"},
		{field.Date, date, "by a year", "2028-01-31"},
		{field.Date, date, "two weeks", ""},
		{field.Date, date, "by lots of weeks", ""},
		{field.Date, date, "by 5k", ""},
		{field.Date, field.Value{}, "by two weeks", ""},
		{field.Money, amount, "by 10%", "13750.55"},
		{field.Money, amount, "by 10 percent", "13750.55"},
		{field.Money, amount, "down 2k", "10500.5"},
		{field.Money, amount, "up by $500", "13000.5"},
		{field.Money, amount, "by 500 euros", ""},
		{field.Money, amount, "by two weeks", ""},
		{field.Money, amount, "500", ""},
		{field.Text, field.Value{Norm: "x"}, "by 5", ""},
	} {
		got, ok := field.Shift(c.kind, c.was, c.words, field.View{})
		if got.Norm != c.want || ok != (c.want != "") {
			t.Errorf("Shift(%s, %s, %q) = %q, %v; want %q", c.kind, c.was.Norm, c.words, got.Norm, ok, c.want)
		}
		if ok && got.Unit != c.was.Unit {
			t.Errorf("Shift(%s, %q) is in %q; want %q", c.was.Norm, c.words, got.Unit, c.was.Unit)
		}
	}
}
