package field

import "github.com/shopspring/decimal"

func readMoney(text string, v View) (Value, string, bool) {
	return read(text, v, money1, wordsOf(v.Locale).say.money)
}
func findMoney(text string, v View) []Match { return find(text, v, money1) }

// money1 recognises an amount. Inside a sentence it wants a currency, a scale
// as amounts have ("5k", "two million") or a word like "worth" before it: in
// "Acme, 50 seats" there is none.
func money1(s *scan, i int) (hit, bool) {
	j, neg := s.sign(i)
	code, j := s.currencyBefore(j)
	if !neg && code != "" {
		if neg = s.is(j, "-") && s.glued(j+1); neg {
			j++
		}
	}
	a, next, ok := s.amount(j, s.whole || code != "")
	if !ok {
		return hit{}, false
	}
	if code != "" && !s.kind(j, digits) {
		return hit{}, false // "dollar one" isn't an amount
	}
	if s.is(next, ".") && s.glued(next) && s.kind(next-1, word) && s.currencyMark(next+1) {
		next++ // "5 Tsd. €"
	}
	after, end := s.currencyAfter(next)
	if after != "" {
		next = end
		if code == "" || code == s.dollar() {
			code = after
		}
	}
	if neg && code == "" && !s.whole {
		return hit{}, false // "Acme -5k": a dash
	}
	if part, end, ok := s.cents(next, after); ok {
		a.value, next = a.value.Add(part), end
	}
	if neg {
		a = a.negated()
	}
	if end, ok := s.rangeEnd(next); ok {
		return hit{next: end}, true // "5-10k" is no amount
	}
	free := s.startsFree(i) && (s.endsFree(next) || after != "" || s.is(next, "/") && code != "")
	if !free || s.isPercent(next) > 0 {
		return hit{next: next}, !s.whole
	}
	if !s.whole && code == "" {
		counted := s.lang.counted[s.word(next)]
		if counted || !a.scaled && (a.pronoun || !s.cued(i, s.lang.moneyCues)) {
			return hit{next: next}, true
		}
	}
	meant := code
	if meant == "" {
		meant = s.view.Currency
	}
	if a.twice && groupsWithPoint[meant] != (s.marks.point == ",") && meant != "" {
		a = a.likelier()
	}
	return hit{values: a.values(code), next: next}, true
}

// groupsWithPoint are currencies of places that mostly write 1.250 for what
// others write as 1,250. Amounts with three decimals hardly exist.
var groupsWithPoint = map[string]bool{
	"EUR": true, "DKK": true, "BRL": true, "ARS": true, "CLP": true, "COP": true, "IDR": true, "TRY": true, "VND": true,
}

// likelier swaps the readings when the other one is the greater: "€1.250" is
// more often said of 1250 than of 1.25.
func (a amount) likelier() amount {
	if a.other.Abs().GreaterThan(a.value.Abs()) {
		a.value, a.other = a.other, a.value
	}
	return a
}

// currencyBefore reads "$", "US$", "EUR " before a number.
func (s *scan) currencyBefore(i int) (code string, next int) {
	if i+1 >= len(s.toks) {
		return "", i
	}
	w := s.toks[i].word
	if s.is(i+1, "$") && s.glued(i+1) {
		if code, ok := dollarsOf[w]; ok {
			return code, i + 2
		}
	}
	if code := s.symbol(i); code != "" {
		return code, i + 1
	}
	if code := s.code(i); code != "" && (s.kind(i+1, digits) || s.kind(i+1, mark) && !s.is(i+1, ",") && !s.is(i+1, ".")) {
		return code, i + 1
	}
	return "", i
}

// currencyAfter reads "€", "euros", "US dollars", "EUR" after a number.
func (s *scan) currencyAfter(i int) (code string, next int) {
	if i >= len(s.toks) {
		return "", i
	}
	if i+1 < len(s.toks) {
		if s.is(i+1, "$") && s.glued(i+1) {
			if code, ok := dollarsOf[s.toks[i].word]; ok {
				return code, i + 2
			}
		}
		if code := s.lang.currencies[s.toks[i].word+" "+s.toks[i+1].word]; code != "" {
			return code, i + 2
		}
	}
	if s.kind(i, mark) && !s.glued(i) && s.glued(i+1) && s.kind(i+1, digits) {
		return "", i // "5k $3" are two
	}
	if code := s.symbol(i); code != "" {
		return code, i + 1
	}
	if code := s.code(i); code != "" {
		return code, i + 1
	}
	switch code := s.lang.currencies[s.word(i)]; code {
	case "":
		return "", i
	case "$":
		return s.dollar(), i + 1
	default:
		return code, i + 1
	}
}

// cents reads "and 50 cents" after an amount with a currency.
func (s *scan) cents(i int, currency string) (part decimal.Decimal, next int, ok bool) {
	if currency == "" {
		return part, i, false
	}
	if s.lang.and[s.word(i)] {
		i++
	}
	a, next, ok := s.amount(i, false)
	if !ok || !s.lang.cents[s.word(next)] || a.value.GreaterThan(decimal.NewFromInt(99)) {
		return part, i, false
	}
	return a.value.Shift(-2), next + 1, true
}

// symbols say a currency by themselves.
var symbols = map[string]string{
	"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND",
	"₴": "UAH", "₪": "ILS", "฿": "THB", "₱": "PHP", "₦": "NGN", "zł": "PLN", "kč": "CZK",
}

// dollarsOf are what stands glued before a dollar sign.
var dollarsOf = map[string]string{
	"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "can": "CAD", "nz": "NZD",
	"s": "SGD", "sg": "SGD", "hk": "HKD", "r": "BRL", "mx": "MXN", "nt": "TWD",
}

// codes are the ISO codes read in any case; those that are also words are
// read in capitals only.
var codes = map[string]bool{
	"usd": true, "eur": true, "gbp": true, "jpy": true, "chf": true, "cad": true, "aud": true, "nzd": true, "sgd": true,
	"hkd": true, "cny": true, "inr": true, "krw": true, "twd": true, "thb": true, "vnd": true, "idr": true, "myr": true,
	"php": true, "sek": true, "nok": true, "dkk": true, "pln": true, "czk": true, "huf": true, "bgn": true, "ils": true,
	"aed": true, "sar": true, "zar": true, "ngn": true, "kes": true, "egp": true, "brl": true, "mxn": true, "ars": true,
	"clp": true, "uah": true, "rub": true, "qar": true, "kwd": true, "mad": false, "try": false, "ron": false, "pen": false, "cop": false,
}

// dollarCountries are where "$" isn't the dollar of the United States.
var dollarCountries = map[string]string{
	"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP", "TW": "TWD",
}

// dollar says which "$" is meant: the one that is asked for, or the locale's.
func (s *scan) dollar() string {
	switch s.view.Currency {
	case "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD":
		return s.view.Currency
	}
	if code, ok := dollarCountries[regionOf(s.view.Locale)]; ok {
		return code
	}
	return "USD"
}

func (s *scan) symbol(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	switch w := s.toks[i].word; w {
	case "$":
		return s.dollar()
	case "¥":
		if languageOf(s.view.Locale) == "zh" {
			return "CNY"
		}
		return "JPY"
	default:
		return symbols[w]
	}
}

// code reads an ISO code.
func (s *scan) code(i int) string {
	w := s.word(i)
	if len(w) != 3 {
		return ""
	}
	anyCase, ok := codes[w]
	upper := upperASCII(w)
	if !ok || !anyCase && s.text[s.toks[i].start:s.toks[i].end] != upper {
		return ""
	}
	return upper
}

func upperASCII(w string) string {
	b := []byte(w)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 32
		}
	}
	return string(b)
}

// currencyMark tells whether a currency stands at i.
func (s *scan) currencyMark(i int) bool {
	return s.symbol(i) != "" || s.code(i) != "" || s.lang.currencies[s.word(i)] != ""
}

// rangeEnd passes "-10k" after an amount.
func (s *scan) rangeEnd(i int) (int, bool) {
	if !(s.is(i, "-") || s.is(i, "–")) || s.glued(i) != s.glued(i+1) {
		return i, false
	}
	_, j := s.currencyBefore(i + 1)
	_, next, ok := s.amount(j, false)
	return next, ok
}

// cued tells whether one of some words leads to toks[i], with only small
// words between them.
func (s *scan) cued(i int, cues map[string]bool) bool {
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		switch w := s.toks[k].word; {
		case cues[w]:
			return true
		case s.lang.joining[w] && s.kind(k-1, digits): // "between 5000 and 6000"
			k--
		case s.lang.comparing[w]:
		case s.toks[k].kind == mark && w != ":" && w != "=" && w != "~":
			return false
		case s.toks[k].kind != mark && !s.lang.small[w]:
			return false
		}
	}
	return false
}
