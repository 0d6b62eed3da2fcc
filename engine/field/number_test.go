package field_test

import (
	"testing"

	"parley/engine/field"
)

func TestNumber(t *testing.T) {
	checkRead(t, field.Number, view("en-US"), []reading{
		{"5", "5"}, {"1,250", "1250"}, {"1.250,5", "1250.5"}, {"1,250.5", "1250.5"}, {"1 250", "1250"}, {"1'250", "1250"}, {"-12.5", "-12.5"}, {"minus five", "-5"}, {"007", "7"},
		{"１２", "12"}, {"0.125", "0.125"}, {"12,34,567", "1234567"}, {"1,000,000", "1000000"}, {".", ""}, {"", ""},
		{"twelve", "12"}, {"twenty-five", "25"}, {"a hundred and five", "105"}, {"three million two hundred thousand and one", "3200001"}, {"a dozen", "12"}, {"one point two five", "1.25"},
		{"1,25,3", ""}, {"1.2.3.4", ""}, {"5kg", ""}, {"5%", ""}, {"$5", ""}, {"5 or 6", ""}, {"5-6", ""}, {"5th", ""}, {"five six", ""}, {"hundred", ""}, {"99999999999999999999999999", ""},
	})
	checkRead(t, field.Number, view("de-DE"), []reading{{"1.250,5", "1250.5"}, {"1.250", "1250"}, {"1,250", "1.25"}, {"1250,5", "1250.5"}})
	checkRead(t, field.Number, view("fr-FR"), []reading{{"1\u202f250,5", "1250.5"}, {"1 250 000", "1250000"}})
	checkFind(t, field.Number, view("en-US"), []finding{
		{"Acme, 50 seats, at least three", "50=50; three=3"},
		{"the first one of Q1, 31/12, 3:30, A5, 5th, 20%, $5", ""},
		{"show 10 more than 1.250", "10=10; 1.250=1.25|1250"},
	})
}

func TestPercent(t *testing.T) {
	checkRead(t, field.Percent, view(""), []reading{
		{"12%", "12"}, {"12.5 percent", "12.5"}, {"twelve per cent", "12"}, {"12", "12"}, {"about 0.5 %", "0.5"}, {"5k", ""}, {"12kg", ""}, {"half", ""},
	})
	checkFind(t, field.Percent, view(""), []finding{{"20% off 50 seats, five percent more", "20%=20; five percent=5"}})
}

func TestMoney(t *testing.T) {
	checkRead(t, field.Money, view("en-US"), []reading{
		{"5", "5"}, {"5k", "5000"}, {"5 k", "5000"}, {"5K.", "5000"}, {"half a mil", "500000"}, {"half a million dollars", "500000 USD"}, {"$1.2m", "1200000 USD"}, {"$1.2 m", "1200000 USD"},
		{"1.250,00 €", "1250 EUR"}, {"€1.250", "1250 EUR"}, {"$1.250", "1.25 USD"}, {"twelve hundred", "1200"}, {"about 500", "500"}, {"EUR 300", "300 EUR"}, {"eur300", "300 EUR"},
		{"1,500", "1500"}, {"two and a half thousand", "2500"}, {"a million and a half", "1500000"}, {"quarter of a million", "250000"}, {"1.25 million", "1250000"}, {"1.250 million", "1250000"},
		{"20 quid", "20 GBP"}, {"one hundred and twenty five thousand", "125000"}, {"12 hundred", "1200"}, {"US$5k", "5000 USD"}, {"CA$ 5k", "5000 CAD"}, {"five dollars and 50 cents", "5.5 USD"},
		{"it's worth around 5k", "5000"}, {"2mm", "2000000"}, {"usd 1 250 000", "1250000 USD"}, {"a grand", "1000"}, {"forty thousand and fifty", "40050"}, {"forty grand and fifty grand", ""}, {"five k", "5000"}, {"-$500", "-500 USD"}, {"$-500", "-500 USD"}, {"12k usd", "12000 USD"},
		{"300 CAD", "300 CAD"}, {"$500 CAD", "500 CAD"}, {"5,000.00", "5000"}, {"¥5000", "5000 JPY"}, {"3 lakh", "300000"}, {"zero", "0"}, {"~5k", "5000"}, {"let's say 5k please", "5000"}, {"５０００", "5000"},
		{"5-10k", ""}, {"$5k - $10k", ""}, {"5k to 10k", ""}, {"500 seats", ""}, {"no, 500", ""}, {"5000 or 6000", ""}, {"less than 500", ""}, {"1.2.3", ""}, {"5kg", ""}, {"5%", ""}, {"free", ""}, {"a lot", ""}, {"lots of money", ""}, {"$", ""}, {"k", ""}, {"31/12", ""}, {"5:30", ""},
	})
	checkRead(t, field.Money, view("de-DE"), []reading{{"1.250", "1250"}, {"1.250,50", "1250.5"}, {"5,5k", "5500"}, {"1,250", "1.25"}})
	checkRead(t, field.Money, field.View{Locale: "de-DE", Currency: "EUR"}, []reading{{"1.250", "1250"}, {"1,250", "1.25"}, {"500 $", "500 USD"}})
	checkRead(t, field.Money, field.View{Locale: "en-CA"}, []reading{{"$5", "5 CAD"}, {"US$5", "5 USD"}})
	checkRead(t, field.Money, field.View{Currency: "USD"}, []reading{{"5k", "5000"}, {"5k euros", "5000 EUR"}})
	checkFind(t, field.Money, view("en-US"), []finding{
		{"Acme, 50 seats", ""},
		{"log a 5k deal with Acme", "5k=5000"},
		{"a $1,250.50 deal and one for 300 euros", "$1,250.50=1250.5 USD; 300 euros=300 EUR"},
		{"worth 5000, 50 seats", "5000=5000"},
		{"amount is about 5000 for 12 Main Street", "5000=5000"},
		{"deals worth more than 5000", "5000=5000"},
		{"amount between 5000 and 6000", "5000=5000; 6000=6000"},
		{"5k seats, Q1, A5k, #5k, 5k-10k, x@5k.com, 5%", ""},
		{"two million, half a mil", "two million=2000000; half a mil=500000"},
		{"Acme -5k", "5k=5000"},
		{"$3,000/month", "$3,000=3000 USD"},
		{"€5k 👍", "€5k=5000 EUR"},
		{"the one with Jane", ""},
		{"try 500", ""}, {"TRY 500", "TRY 500=500 TRY"},
	})
}
