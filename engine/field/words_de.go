package field

import "github.com/shopspring/decimal"

// german is what there is to know about German.
var german = words{
	say: sentences{
		tooLong: "Das ist mir zu lang. Bitte sagen Sie es kürzer.",
		empty:   "Da ist nichts angekommen. Bitte geben Sie eine Antwort ein.",
		number:  "Das konnte ich nicht als Zahl lesen. Versuchen Sie es zum Beispiel mit 1.250 oder zwölf.",
		percent: "Das konnte ich nicht als Prozentzahl lesen. Versuchen Sie es zum Beispiel mit 12,5 %.",
		money:   "Das konnte ich nicht als Betrag lesen. Versuchen Sie es zum Beispiel mit 1.500 oder 5 Tsd.",
		date:    "Das konnte ich nicht als Datum lesen. Versuchen Sie es zum Beispiel mit 31.12., nächsten Freitag oder Ende des Quartals.",
		time:    "Das konnte ich nicht als Uhrzeit lesen. Versuchen Sie es zum Beispiel mit 15 Uhr oder 15:30.",
		email:   "Das konnte ich nicht als E-Mail-Adresse lesen. Versuchen Sie es zum Beispiel mit jane@acme.com.", meantEmail: "Meinten Sie %s? Bitte geben Sie die Adresse noch einmal ein.",
		url:     "Das konnte ich nicht als Webadresse lesen. Versuchen Sie es zum Beispiel mit https://acme.com.",
		phone:   "Das konnte ich nicht als Telefonnummer lesen. Versuchen Sie es mit der Ländervorwahl, wie +49 30 901820.",
		yesNo:   "Bitte antworten Sie mit Ja oder Nein.",
		changes: "Bitte sagen Sie, was sich wie ändern soll, zum Beispiel: Betrag auf 5 Tsd.",
		choice:  "„%s“ kenne ich nicht.", owner: "Ich kenne niemanden namens „%s“.", canSay: " Sie können %s sagen.",
		which: "Was meinen Sie: %s?", comma: ", ", or: " oder ", others: " und andere", contains: "enthält",
	},

	small: set("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "es", "er", "sie", "wir", "ich", "ist", "sind", "wird", "werden", "wäre", "war", "soll", "sollte", "sollen",
		"ungefähr", "etwa", "circa", "ca", "rund", "knapp", "fast", "genau", "wohl", "vermutlich", "wahrscheinlich", "vielleicht", "denke", "glaube", "schätze", "sage", "sagen", "mal", "also", "so", "dann", "doch", "ja",
		"am", "um", "im", "in", "bis", "zum", "zur", "zu", "vom", "von", "auf", "für", "mit", "bei", "an", "als", "den", "dass", "bitte", "danke", "gerne", "gern", "hm", "äh", "ähm", "oh", "na", "hallo", "guten",
		"wert", "betrag", "summe", "preis", "kosten", "kostet", "budget", "volumen", "insgesamt", "höhe", "macht", "machen", "nehmen", "setzen", "setze", "nimm", "geplant", "voraussichtlich", "erwartet", "fällig", "abschluss", "abschlussdatum", "datum", "termin", "tag", "uhrzeit",
		"nummer", "telefon", "telefonnummer", "handy", "mobil", "tel", "adresse", "mailadresse", "webseite", "seite", "meine", "mein", "seine", "ihre", "ihr", "unsere", "lautet", "heißt", "erreichbar", "unter", "übrigens"),
	and:     set("und"),
	minus:   set("minus"),
	one:     set("ein", "eine", "einen", "einem", "einer", "eines"),
	point:   set("komma"),
	percent: set("prozent"),

	compounds: true, bareScales: true,
	numbers: map[string]int64{
		"null": 0, "eins": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwoelf": 12,
		"dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "fuenfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
		"zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "fuenfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
	},
	scales: map[string]int64{
		"dutzend": 12, "hundert": 100, "tausend": 1000, "tsd": 1000, "million": 1_000_000, "millionen": 1_000_000, "mio": 1_000_000,
		"milliarde": 1_000_000_000, "milliarden": 1_000_000_000, "mrd": 1_000_000_000, "billion": 1_000_000_000_000, "billionen": 1_000_000_000_000,
	},
	fractions: map[string]decimal.Decimal{
		"halbe": decimal.New(5, -1), "eine halbe": decimal.New(5, -1), "ein halbes": decimal.New(5, -1), "viertel": decimal.New(25, -2), "eine viertel": decimal.New(25, -2), "dreiviertel": decimal.New(75, -2),
		"anderthalb": decimal.New(15, -1), "eineinhalb": decimal.New(15, -1), "zweieinhalb": decimal.New(25, -1), "dreieinhalb": decimal.New(35, -1), "viereinhalb": decimal.New(45, -1), "fünfeinhalb": decimal.New(55, -1),
	},
	halves: map[string]decimal.Decimal{"eine halbe": decimal.New(5, -1), "ein halbes": decimal.New(5, -1), "ein viertel": decimal.New(25, -2)},

	currencies: map[string]string{
		"dollar": "$", "us dollar": "USD", "euro": "EUR", "euros": "EUR", "pfund": "GBP", "franken": "CHF", "schweizer franken": "CHF", "yen": "JPY", "kronen": "SEK",
	},
	cents:     set("cent", "rappen"),
	comparing: set("über", "mehr", "als", "unter", "weniger", "mindestens", "höchstens", "maximal", "größer", "kleiner", "ab", "bis", "zwischen"),
	joining:   set("und", "bis", "oder"),
	extension: set("durchwahl"),
	polite:    set("bitte", "danke", "gerne", "gern", "ich", "das", "es", "so", "doch", "mal", "nun", "also", "dann", "glaube", "denke", "finde", "meine", "hm", "äh", "ähm", "oh", "ach", "na", "dank", "vielen", "sehr", "für", "mich", "und", "wir"),
	counted:   set("plätze", "sitze", "lizenzen", "lizenz", "nutzer", "benutzer", "mitarbeiter", "personen", "leute", "stück", "einheiten", "kunden", "kontakte", "deals", "stunden", "minuten", "tage", "tagen", "wochen", "monate", "monaten", "jahre", "jahren", "mal", "geräte", "server", "uhr", "prozent"),
	moneyCues: set("wert", "betrag", "summe", "preis", "kostet", "kosten", "budget", "volumen", "umsatz", "höhe", "dealwert", "auftragswert"),

	months: map[string]int{
		"januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feber": 2, "feb": 2, "märz": 3, "maerz": 3, "mär": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7,
		"august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
	},
	weekdays: map[string]int{
		"montag": 1, "mo": 1, "dienstag": 2, "di": 2, "mittwoch": 3, "mi": 3, "donnerstag": 4, "freitag": 5, "fr": 5, "samstag": 6, "sonnabend": 6, "sonntag": 7,
	},
	units: map[string]unit{
		"tag": day, "tage": day, "tagen": day, "woche": week, "wochen": week, "monat": month, "monats": month, "monate": month, "monaten": month,
		"quartal": quarter, "quartals": quarter, "quartale": quarter, "quartalen": quarter, "jahr": year, "jahres": year, "jahre": year, "jahren": year,
		"werktag": workday, "werktage": workday, "werktagen": workday, "arbeitstag": workday, "arbeitstage": workday, "arbeitstagen": workday,
	},
	ordinals: declined(map[string]int{
		"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6, "siebte": 7, "siebente": 7, "achte": 8, "neunte": 9, "zehnte": 10, "elfte": 11, "zwölfte": 12,
		"dreizehnte": 13, "vierzehnte": 14, "fünfzehnte": 15, "sechzehnte": 16, "siebzehnte": 17, "achtzehnte": 18, "neunzehnte": 19, "zwanzigste": 20, "einundzwanzigste": 21,
		"zweiundzwanzigste": 22, "dreiundzwanzigste": 23, "vierundzwanzigste": 24, "fünfundzwanzigste": 25, "sechsundzwanzigste": 26, "siebenundzwanzigste": 27, "achtundzwanzigste": 28,
		"neunundzwanzigste": 29, "dreißigste": 30, "einunddreißigste": 31,
	}),
	ordinalEnds: set("."),
	which: declined(map[string]int{
		"diese": 0, "aktuelle": 0, "laufende": 0, "nächste": 1, "naechste": 1, "kommende": 1, "folgende": 1, "letzte": -1, "vergangene": -1, "vorige": -1,
	}),
	weak:     set("mo", "di", "mi", "fr", "mär", "morgen"),
	dateCues: set("am", "bis", "zum", "vor", "nach", "seit", "im", "ab", "fällig", "datum", "abschluss", "abschlussdatum", "schließt", "erst", "ist", "wird", "erwartet", "voraussichtlich"),
	vague:    set("nicht", "außer", "jeden", "jede", "jedes", "spät", "früh", "guten", "gut"),
	dates: []datePhrase{
		{"heute [früh|morgen|mittag|nachmittag|abend]", daysAhead(0)},
		{"morgen [früh|vormittag|mittag|nachmittag|abend]", daysAhead(1)},
		{"übermorgen|uebermorgen", daysAhead(2)},
		{"gestern", daysAhead(-1)},
		{"vorgestern", daysAhead(-2)},

		{"[am|den|der] {which} {weekday}", whichWeekday},
		{"am|kommenden {weekday}", weekdayAhead},
		{"{weekday} [in] [der] {which} woche", weekdayOfWeek},
		{"[in] [der] {which} woche [am] {weekday}", weekdayOfWeek},
		{"{weekday} in {n} {unit}", weeksAfterWeekday},

		{"in|binnen|innerhalb [von] {n} {unit}", ahead},
		{"heute in {n} {unit}", ahead},
		{"{n} {unit} ab heute|jetzt", ahead},
		{"morgen in {n} {unit}", aheadOfTomorrow},
		{"vor {n} {unit}", ago},
		{"[in] [den] {which} {n} {unit}", unclear},
		{"[in] [ein] paar|einigen|wenigen {unit}", unclear},

		{"[in] [im] [der] [die|das|den|dem] {which} {unit}", ofUnit(whole)},
		{"[am] [bis] [zum] ende [der|des] [{which}] {unit}", ofUnit(atEnd)},
		{"[am] [zum] anfang|beginn [der|des] [{which}] {unit}", ofUnit(atStart)},
		{"[in] [der] [zur] mitte [der|des] [{which}] {unit}", ofUnit(middle)},
		{"[am] letzten|letzter tag [der|des] [{which}] {unit}", ofUnit(atLast)},
		{"[am] ersten|erster tag [der|des] [{which}] {unit}", ofUnit(atStart)},
		{"[am] [zum] [bis] monatsende", ofThe(month, atEnd)},
		{"[am] [zum] [bis] quartalsende", ofThe(quarter, atEnd)},
		{"[am] [zum] [bis] jahresende", ofThe(year, atEnd)},
		{"monatsanfang", ofThe(month, atStart)},
		{"[am] [{which}] wochenende", unclear},

		{"ende {month} [{year}]", ofMonth(atEnd)},
		{"anfang|beginn {month} [{year}]", ofMonth(atStart)},
		{"mitte {month} [{year}]", ofMonth(middleOfMonth)},
		{"{month} {which} jahres", ofMonthWhichYear},
		{"ende [des] [vom] {quarter} [{year}]", ofQuarter(atEnd)},
		{"anfang|beginn [des] [vom] {quarter} [{year}]", ofQuarter(atStart)},
		{"mitte [des] [vom] {quarter} [{year}]", ofQuarter(middle)},
		{"[im] {quarter} [{year}]", ofQuarter(whole)},
		{"ende {year}", ofYear(atEnd)},
		{"anfang {year}", ofYear(atStart)},

		{"[{weekday}] [,] [am|der|den|dem|zum] {day} {month} [{year}]", dayOf},
		{"am|der|den|dem|zum {ord}", theDay},
		{"{weekday} [,] [der|den|dem] {ord}", theDay},
		{"[am|der|den|dem] {ord} [des] {which} monats", dayOfWhich},
		{"[am] {ord} {weekday} im {month} [{year}]", nthWeekday},
		{"[am] letzten|letzter {weekday} im {month} [{year}]", lastWeekday},

		{"[an] [zu] weihnachten", fixed(12, 25)},
		{"heiligabend", fixed(12, 24)},
		{"[an] [zu] silvester", fixed(12, 31)},
		{"[an] [zu] neujahr", fixed(1, 1)},
	},

	clock: clockWords{
		noon: set("mittag", "mittags"), midnight: set("mitternacht"), oclock: set("uhr"), halfTo: set("halb"), quarter: set("viertel"), past: set("nach"), to: set("vor"),
		morning: set("morgens", "früh", "vormittags", "morgen", "vormittag"), later: set("nachmittags", "abends", "nachmittag", "abend", "nachts"), night: set("nachts"), in: set("am"), at: set("um", "gegen", "bis", "ab"),
	},

	yes: set("ja", "j", "jo", "jep", "jup", "jawohl", "jawoll", "ja bitte", "ja gerne", "gerne", "gern", "klar", "na klar", "sicher", "natürlich", "selbstverständlich", "genau", "richtig", "stimmt", "das stimmt", "korrekt", "passt", "das passt", "passt so", "alles klar",
		"in ordnung", "einverstanden", "gut", "sehr gut", "super", "perfekt", "prima", "ok so", "mach das", "machen sie das", "mach es", "bitte machen", "los", "weiter", "bestätigt", "bestätige", "ich bestätige", "sieht gut aus", "so ist es", "auf jeden fall", "unbedingt", "anlegen", "speichern"),
	no: set("nein", "nee", "ne", "nö", "nicht", "nein danke", "lieber nicht", "besser nicht", "auf keinen fall", "keinesfalls", "niemals", "nie", "noch nicht", "jetzt nicht", "heute nicht", "falsch", "das ist falsch", "stimmt nicht", "das stimmt nicht", "passt nicht",
		"nicht richtig", "auf gar keinen fall", "natürlich nicht", "sicher nicht", "bitte nicht", "mach das nicht", "machen sie das nicht", "tu das nicht", "kein bedarf", "will ich nicht", "das will ich nicht"),
	position: declined(map[string]int{
		"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6, "siebte": 7, "achte": 8, "neunte": 9, "zehnte": 10, "oberste": 1, "letzte": -1, "unterste": -1,
		"eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
	}),
	pickSmall: set("der", "die", "das", "den", "dem", "nummer", "nr", "option", "punkt", "phase", "bitte", "danke", "ich", "nehme", "nehmen", "wir", "will", "möchte", "wähle", "es", "ist", "in", "auf", "zu", "zur", "für", "mit", "von", "und", "soll", "sein", "eintrag", "davon"),
	yesNo:     [2]string{"Ja", "Nein"},
}

// declined adds the endings of German adjectives to words that end in "e".
func declined(words map[string]int) map[string]int {
	all := make(map[string]int, 5*len(words))
	for w, n := range words {
		all[w] = n
		if w[len(w)-1] == 'e' {
			for _, end := range []string{"n", "r", "s", "m"} {
				all[w+end] = n
			}
		}
	}
	return all
}
