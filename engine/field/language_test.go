package field_test

import (
	"slices"
	"testing"

	"parley/engine/field"
)

func TestGerman(t *testing.T) {
	de := view("de-DE")
	checkRead(t, field.Date, de, []reading{
		{"heute", "2026-11-24"}, {"morgen", "2026-11-25"}, {"übermorgen", "2026-11-26"}, {"gestern", "2026-11-23"}, {"morgen früh", "2026-11-25"},
		{"Freitag", "2026-11-27"}, {"am Freitag", "2026-11-27"}, {"nächsten Freitag", "2026-12-04"}, {"am kommenden Montag", "2026-11-30"}, {"nächste Woche Dienstag", "2026-12-01"}, {"letzten Freitag", "2026-11-20"},
		{"in drei Wochen", "2026-12-15"}, {"in 14 Tagen", "2026-12-08"}, {"in einer Woche", "2026-12-01"}, {"in zwei Monaten", "2027-01-24"}, {"vor zwei Wochen", "2026-11-10"}, {"in zehn Arbeitstagen", "2026-12-08"}, {"in einundzwanzig Tagen", "2026-12-15"},
		{"Ende des Quartals", "2026-12-31"}, {"Quartalsende", "2026-12-31"}, {"Ende des Monats", "2026-11-30"}, {"zum Jahresende", "2026-12-31"}, {"Ende nächsten Monats", "2026-12-31"}, {"Ende der Woche", "2026-11-27"}, {"Anfang nächster Woche", "2026-11-30"}, {"nächsten Monat", "2026-12-31"}, {"dieses Quartal", "2026-12-31"},
		{"Ende Q1", "2027-03-31"}, {"Q1", "2027-03-31"}, {"im ersten Quartal", "2027-03-31"}, {"Ende des 1. Quartals", "2027-03-31"}, {"Ende Januar", "2027-01-31"}, {"Mitte März", "2027-03-15"}, {"Anfang Mai 2027", "2027-05-01"},
		{"am 5.", "2026-12-05"}, {"der 5.", "2026-12-05"}, {"31.12.", "2026-12-31"}, {"31.12.2026", "2026-12-31"}, {"31. Dezember", "2026-12-31"}, {"am 31. Dez. 2026", "2026-12-31"}, {"zum ersten Januar", "2027-01-01"}, {"am fünften", "2026-12-05"}, {"Freitag, den 4. Dezember", "2026-12-04"}, {"5. März 2027", "2027-03-05"}, {"am 5. nächsten Monats", "2026-12-05"}, {"letzter Freitag im März", "2027-03-26"}, {"Silvester", "2026-12-31"},
		{"wird voraussichtlich nächsten Freitag", "2026-12-04"},
		{"jeden Freitag", ""}, {"Wochenende", ""}, {"in ein paar Tagen", ""}, {"nicht Freitag", ""}, {"bald", ""}, {"31.2.", ""}, {"am 32.", ""}, {"guten Morgen", ""},
		// English is understood as well.
		{"next friday", "2026-12-04"}, {"end of quarter", "2026-12-31"}, {"tomorrow", "2026-11-25"}, {"in 3 weeks", "2026-12-15"},
	})
	checkRead(t, field.Number, de, []reading{
		{"zwölf", "12"}, {"fünfundzwanzig", "25"}, {"hundertfünf", "105"}, {"zweitausendfünfhundert", "2500"}, {"dreihundertfünfundzwanzigtausend", "325000"}, {"tausend", "1000"}, {"eins Komma zwei fünf", "1.25"}, {"minus fünf", "-5"}, {"Hundertwasser", ""}, {"twelve", "12"},
	})
	checkRead(t, field.Money, de, []reading{
		{"5 Tsd.", "5000"}, {"5 Tsd. €", "5000 EUR"}, {"1,2 Mio. €", "1200000 EUR"}, {"1,2 Mio", "1200000"}, {"1.250,00 €", "1250 EUR"}, {"1.250 €", "1250 EUR"}, {"zwölfhundert", "1200"}, {"eine halbe Million", "500000"}, {"eine halbe Million Euro", "500000 EUR"}, {"anderthalb Millionen", "1500000"},
		{"zwei Millionen", "2000000"}, {"zwölftausend Euro", "12000 EUR"}, {"etwa 500", "500"}, {"500 Dollar", "500 USD"}, {"fünf Euro und 50 Cent", "5.5 EUR"}, {"rund 5000 bitte", "5000"}, {"eine Milliarde", "1000000000"}, {"eine Billion", "1000000000000"}, {"der Wert ist 5.000 €", "5000 EUR"},
		{"5k", "5000"}, {"half a million", "500000"}, {"$1.2m", "1200000 USD"}, {"500 Lizenzen", ""}, {"5-10k", ""},
	})
	checkRead(t, field.Time, de, []reading{{"15 Uhr", "15:00"}, {"15 Uhr 30", "15:30"}, {"um halb drei", "14:30"}, {"Viertel nach drei", "15:15"}, {"9 Uhr morgens", "09:00"}, {"3pm", "15:00"}})
	checkRead(t, field.YesNo, de, []reading{{"ja", "yes"}, {"Ja, gerne!", "yes"}, {"passt so", "yes"}, {"klar, machen Sie das", "yes"}, {"nein", "no"}, {"nein danke", "no"}, {"lieber nicht", "no"}, {"yes", "yes"}, {"nope", "no"}, {"vielleicht", ""}})
	checkFind(t, field.Date, de, []finding{
		{"ein Deal mit Acme bis nächsten Freitag über 5k", "nächsten Freitag=2026-12-04|2026-11-27"},
		{"abschließen am 31.12. oder am 5.", "31.12.=2026-12-31; am 5.=2026-12-05"},
		{"close it next friday", "next friday=2026-12-04|2026-11-27"},
		{"So, guten Morgen, mit Frau April", ""},
	})
	checkFind(t, field.Money, de, []finding{
		{"ein Deal über 1,2 Mio. € mit Acme", "1,2 Mio. €=1200000 EUR"},
		{"ein Deal über zwölftausend Euro und 50 Lizenzen", "zwölftausend Euro=12000 EUR"},
		{"log a 5k deal", "5k=5000"},
	})
	checkChoice(t, "de-DE", map[string]string{"der zweite": "Negotiation", "die erste bitte": "Appointment Scheduled", "die letzte": "Closed Lost", "Nummer 3": "Closed Won", "the second one": "Negotiation"})
	if _, why, _ := typeOf(t, field.Pick).Read("xyz", field.View{Locale: "de", Choices: stages[:2]}); why != "„xyz“ kenne ich nicht. Sie können Appointment Scheduled oder Negotiation sagen." {
		t.Errorf("got %q", why)
	}
}

func TestJapanese(t *testing.T) {
	ja := view("ja-JP")
	checkRead(t, field.Date, ja, []reading{
		{"今日", "2026-11-24"}, {"明日", "2026-11-25"}, {"明後日", "2026-11-26"}, {"昨日", "2026-11-23"}, {"明日です", "2026-11-25"},
		{"金曜日", "2026-11-27"}, {"来週の金曜日", "2026-12-04"}, {"来週金曜", "2026-12-04"}, {"今週の金曜日", "2026-11-27"}, {"次の金曜日", "2026-11-27"}, {"再来週の月曜日", "2026-12-07"},
		{"3週間後", "2026-12-15"}, {"三週間後", "2026-12-15"}, {"３週間後", "2026-12-15"}, {"2か月後", "2027-01-24"}, {"一ヶ月後", "2026-12-24"}, {"10日後", "2026-12-04"}, {"10営業日後", "2026-12-08"}, {"2週間前", "2026-11-10"}, {"半年後", "2027-05-24"},
		{"月末", "2026-11-30"}, {"今月末", "2026-11-30"}, {"来月末", "2026-12-31"}, {"来月の末", "2026-12-31"}, {"年末", "2026-12-31"}, {"四半期末", "2026-12-31"}, {"今四半期末", "2026-12-31"}, {"年度末", "2027-03-31"}, {"来月", "2026-12-31"}, {"来月の初め", "2026-12-01"}, {"第1四半期", "2027-03-31"}, {"第1四半期の末", "2027-03-31"},
		{"12月31日", "2026-12-31"}, {"１２月３１日", "2026-12-31"}, {"2026年12月31日", "2026-12-31"}, {"十二月三十一日", "2026-12-31"}, {"来年の3月5日", "2027-03-05"}, {"12月末", "2026-12-31"}, {"3月", "2027-03-31"}, {"2027年3月", "2027-03-31"}, {"5日", "2026-12-05"}, {"来月の5日", "2026-12-05"}, {"12/31", "2026-12-31"}, {"2026/12/31", "2026-12-31"}, {"大晦日", "2026-12-31"},
		{"12月31日までにお願いします", "2026-12-31"}, {"来週の金曜日の予定です", "2026-12-04"},
		{"週末", ""}, {"毎週金曜日", ""}, {"13月1日", ""}, {"2月31日", ""}, {"数週間後", ""}, {"そのうち", ""},
		{"next friday", "2026-12-04"}, {"end of quarter", "2026-12-31"}, {"tomorrow", "2026-11-25"},
	})
	checkRead(t, field.Number, ja, []reading{{"十二", "12"}, {"二十五", "25"}, {"1万2千", "12000"}, {"五百", "500"}, {"百五", "105"}, {"1,250", "1250"}, {"三菱", ""}, {"5日", ""}, {"twelve", "12"}, {"２５０", "250"}})
	checkRead(t, field.Money, ja, []reading{
		{"5万円", "50000 JPY"}, {"５万円", "50000 JPY"}, {"1億2000万", "120000000"}, {"1億2000万円", "120000000 JPY"}, {"1.5億円", "150000000 JPY"}, {"五百ドル", "500 USD"}, {"三千五百万円", "35000000 JPY"}, {"千円", "1000 JPY"}, {"12万5千円", "125000 JPY"}, {"1,200円", "1200 JPY"}, {"¥1,200", "1200 JPY"}, {"￥1,200", "1200 JPY"},
		{"約5万円です", "50000 JPY"}, {"5万円くらいでお願いします", "50000 JPY"}, {"10万", "100000"}, {"500ユーロ", "500 EUR"}, {"500", "500"},
		{"5k", "5000"}, {"$1.2m", "1200000 USD"}, {"half a million dollars", "500000 USD"}, {"5個", ""}, {"三菱商事", ""}, {"高い", ""},
	})
	checkRead(t, field.Percent, ja, []reading{{"12%", "12"}, {"12パーセント", "12"}})
	checkRead(t, field.Time, ja, []reading{{"午後3時", "15:00"}, {"15時30分", "15:30"}, {"午前9時半", "09:30"}, {"15:30", "15:30"}, {"3pm", "15:00"}})
	checkRead(t, field.YesNo, ja, []reading{{"はい", "yes"}, {"はい、お願いします。", "yes"}, {"それでお願いします", "yes"}, {"大丈夫です", "yes"}, {"いいえ", "no"}, {"いいえ、違います", "no"}, {"やめてください", "no"}, {"yes", "yes"}, {"たぶん", ""}})
	checkFind(t, field.Date, ja, []finding{
		{"Acmeの商談を来週の金曜日までに5万円で作成して", "来週の金曜日=2026-12-04"},
		{"12月31日にクローズする商談", "12月31日=2026-12-31"},
		{"三菱商事の今井さん、日本一の会社", ""},
	})
	checkFind(t, field.Money, ja, []finding{
		{"Acmeの商談を来週の金曜日までに5万円で作成して", "5万円=50000 JPY"},
		{"Acmeの５万円の商談", "５万円=50000 JPY"},
		{"三菱商事と千葉銀行の商談、一般", ""},
		{"log a 5k deal", "5k=5000"},
	})
	checkFind(t, field.Number, ja, []finding{{"三菱商事に50席、2番目", "50=50"}})
	checkChoice(t, "ja-JP", map[string]string{"二番目": "Negotiation", "2番目": "Negotiation", "最初のもの": "Appointment Scheduled", "最後でお願いします": "Closed Lost", "3": "Closed Won", "negotiationにして": "Negotiation", "the second one": "Negotiation"})
}

func checkChoice(t *testing.T, locale string, cases map[string]string) {
	t.Helper()
	for text, want := range cases {
		if exact, near := field.MatchChoice(text, field.View{Locale: locale, Choices: stages}); labels(exact) != want {
			t.Errorf("%q (%s): got %q and %q, want %q", text, locale, labels(exact), labels(near), want)
		}
	}
}

// What is shown follows the locale, and can be read again.
func TestShowInLanguages(t *testing.T) {
	for _, c := range []struct {
		locale string
		kind   field.Kind
		value  field.Value
		want   string
	}{
		{"de-DE", field.Money, field.Value{Norm: "1250.5", Unit: "EUR"}, "1.250,50 €"},
		{"de-DE", field.Date, field.Value{Norm: "2026-12-31"}, "31.12.2026"},
		{"de-DE", field.Percent, field.Value{Norm: "12.5"}, "12,5\u00a0%"},
		{"de-DE", field.YesNo, field.Value{Norm: "yes"}, "Ja"},
		{"ja-JP", field.Money, field.Value{Norm: "1200", Unit: "JPY"}, "¥1,200"},
		{"ja-JP", field.Money, field.Value{Norm: "1200", Unit: "USD"}, "$1,200"},
		{"ja-JP", field.Date, field.Value{Norm: "2026-12-31"}, "2026年12月31日"},
		{"ja-JP", field.YesNo, field.Value{Norm: "no"}, "いいえ"},
	} {
		got := field.Show(c.kind, c.value, view(c.locale))
		if got != c.want {
			t.Errorf("%s %q in %s: got %q, want %q", c.kind, c.value.Norm, c.locale, got, c.want)
		}
		if again, why, ok := typeOf(t, c.kind).Read(got, view(c.locale)); !ok || !again.Equal(c.value) {
			t.Errorf("%s: %q is read as %+v (%s)", c.locale, got, again, why)
		}
	}
	if got := field.Languages(); !slices.Equal(got, []string{"de", "en", "ja"}) {
		t.Errorf("got %v", got)
	}
}
