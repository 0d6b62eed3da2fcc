package field_test

import (
	"fmt"
	"time"

	"parley/engine/field"
)

func ExampleTypeOf() {
	money, _ := field.TypeOf(field.Money)
	v := field.View{Locale: "en-US", Currency: "USD"}
	for _, answer := range []string{"half a mil", "1.250,50 €", "a lot"} {
		value, why, ok := money.Read(answer, v)
		if !ok {
			fmt.Println(why)
			continue
		}
		fmt.Println(value.Norm, value.Unit, money.Show(value, v))
	}
	// Output:
	// 500000  $500,000
	// 1250.5 EUR €1,250.50
	// I couldn't read that as an amount. Try something like 1,500 or 5k.
}

func ExampleType_find() {
	date, _ := field.TypeOf(field.Date)
	v := field.View{Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	const text = "a 5k deal, closing 03/04 or end of quarter"
	for _, m := range date.Find(text, v) {
		fmt.Printf("%q is %s", text[m.Start:m.End], m.Value.Norm)
		for _, o := range m.Other {
			fmt.Printf(", or %s", o.Norm)
		}
		fmt.Println()
	}
	// Output:
	// "03/04" is 2027-03-04, or 2027-04-03
	// "end of quarter" is 2026-12-31
}

func ExampleMatchChoice() {
	stages := []field.Choice{{Value: "1", Label: "Negotiation"}, {Value: "2", Label: "Closed Won", Also: []string{"won"}}, {Value: "3", Label: "Closed Lost"}}
	for _, text := range []string{"won", "the last one", "closed"} {
		exact, near := field.MatchChoice(text, field.View{Choices: stages})
		fmt.Println(text, len(exact), len(near))
	}
	// Output:
	// won 1 0
	// the last one 1 0
	// closed 0 2
}
