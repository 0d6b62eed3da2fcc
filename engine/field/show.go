package field

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"
	"golang.org/x/text/message"
)

// Show writes a value for the visitor.
func Show(k Kind, value Value, v View) string {
	switch k {
	case Number:
		return showNumber(value.Norm, v.Locale, 0)
	case Money:
		return showMoney(value, v)
	case Percent:
		if marksOf(v.Locale).point == "," {
			return showNumber(value.Norm, v.Locale, 0) + "\u00a0%"
		}
		return showNumber(value.Norm, v.Locale, 0) + "%"
	case Date:
		return showDate(value.Norm, v.Locale)
	case Time:
		return showTime(value.Norm, v.Locale)
	case Phone:
		if n, err := phonenumbers.Parse(value.Norm, ""); err == nil {
			return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
		}
	case YesNo:
		switch value.Norm {
		case "yes":
			return wordsOf(v.Locale).yesNo[0]
		case "no":
			return wordsOf(v.Locale).yesNo[1]
		}
	case Pick, Owner, Record:
		return labelOf(value)
	case Changes:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(value.Set)) {
			parts = append(parts, strings.ReplaceAll(name, "_", " ")+": "+labelOf(value.Set[name]))
		}
		return strings.Join(parts, ", ")
	case Conditions:
		var parts []string
		for _, c := range value.List {
			op := operators[c.Op]
			if op == "" {
				op = wordsOf(v.Locale).say.contains
			}
			parts = append(parts, strings.ReplaceAll(c.Field, "_", " ")+" "+op+" "+labelOf(c.Value))
		}
		return strings.Join(parts, ", ")
	}
	return value.Norm
}

var operators = map[string]string{"eq": "=", "neq": "≠", "lt": "<", "lte": "≤", "gt": ">", "gte": "≥"}

func labelOf(value Value) string {
	if value.Label != "" {
		return value.Label
	}
	return value.Norm
}

// showNumber groups a plain decimal. Decimals there are get filled up to
// places; none are added to a whole number.
func showNumber(plain, locale string, places int) string {
	sign, whole, part, ok := cutNumber(plain)
	if !ok {
		return plain
	}
	if part = strings.TrimRight(part, "0"); part != "" {
		part += strings.Repeat("0", max(0, places-len(part)))
	}
	m := marksOf(locale)
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(whole) {
		left := len(whole) - i
		if i > 0 && (left == 3 || left > 3 && (left%3 == 0 && !m.indian || left%2 == 1 && m.indian)) {
			b.WriteString(m.group)
		}
		b.WriteByte(whole[i])
	}
	if part != "" {
		b.WriteString(m.point)
		b.WriteString(part)
	}
	return b.String()
}

// cutNumber cuts a plain decimal such as "-12.50" into its parts.
func cutNumber(plain string) (sign, whole, part string, ok bool) {
	rest, negative := strings.CutPrefix(plain, "-")
	if negative {
		sign = "-"
	}
	whole, part, _ = strings.Cut(rest, ".")
	ok = whole != "" && strings.Trim(whole, "0123456789") == "" && strings.Trim(part, "0123456789") == ""
	return sign, whole, part, ok
}

// symbolAfter are languages that write the currency after the amount.
var symbolAfter = map[string]bool{
	"de": true, "fr": true, "es": true, "it": true, "pl": true, "cs": true, "sk": true, "sv": true, "nb": true, "no": true, "da": true, "fi": true,
	"ru": true, "uk": true, "hu": true, "ro": true, "bg": true, "el": true, "hr": true, "sl": true, "lt": true, "lv": true, "et": true, "vi": true, "ca": true,
}

func showMoney(value Value, v View) string {
	code := value.Unit
	if code == "" {
		code = v.Currency
	}
	plain := value.Norm
	if sign, whole, part, ok := cutNumber(plain); !ok || sign != "" || whole[0] == '0' || len(part) > 6 {
		d, err := decimal.NewFromString(plain)
		if err != nil {
			return plain
		}
		if d.Exponent() < -6 {
			d = d.Round(6)
		}
		plain = d.String()
	}
	unit, err := currency.ParseISO(code)
	if err != nil {
		text := showNumber(plain, v.Locale, 2)
		if code != "" {
			text = code + " " + text
		}
		return text
	}
	places, _ := currency.Standard.Rounding(unit)
	text := showNumber(plain, v.Locale, places)
	symbol := currencySymbol(unit, code, v.Locale)
	if symbolAfter[languageOf(v.Locale)] && !strings.HasSuffix(v.Locale, "-CH") {
		return text + " " + symbol
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	if isWordByte(symbol[len(symbol)-1]) || languageOf(v.Locale) == "nl" {
		symbol += " "
	}
	return sign + symbol + text
}

// currencySymbol spares the commonest ones the 2 µs of printing.
func currencySymbol(unit currency.Unit, code, locale string) string {
	switch {
	case code == "EUR":
		return "€"
	case code == "JPY" && languageOf(locale) != "zh": // the library's is of double width in Japanese
		return "¥"
	case code == "USD" && (locale == "" || locale == "en-US"):
		return "$"
	}
	if symbol := message.NewPrinter(tagOf(locale)).Sprint(currency.Symbol(unit)); symbol != "" {
		return symbol
	}
	return code
}

// dateLayouts are the ways of languages and regions to write a date; "Jan"
// stands only where the month's name is known.
var dateLayouts = map[string]string{
	"en-US": "Jan 2, 2006", "en-PH": "Jan 2, 2006", "en": "2 Jan 2006",
	"de": "02.01.2006", "pl": "02.01.2006", "cs": "02.01.2006", "ru": "02.01.2006", "uk": "02.01.2006", "tr": "02.01.2006", "fi": "02.01.2006", "nb": "02.01.2006", "no": "02.01.2006", "da": "02.01.2006",
	"fr": "02/01/2006", "es": "02/01/2006", "it": "02/01/2006", "pt": "02/01/2006", "nl": "02-01-2006", "ja": "2006年1月2日",
}

func showDate(iso, locale string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	if locale == "" || locale == "en" {
		locale = "en-US"
	}
	layout := dateLayouts[locale]
	if layout == "" {
		layout = dateLayouts[languageOf(locale)]
	}
	if layout == "" {
		return iso
	}
	return t.Format(layout) // month names are only in English layouts
}

func showTime(clock, locale string) string {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return clock
	}
	switch locale {
	case "", "en", "en-US", "en-CA", "en-AU", "en-NZ", "en-PH", "en-IN":
		return t.Format("3:04 PM")
	}
	return clock
}

// Mask writes a private value so that only its owner can tell which it is.
func Mask(k Kind, value Value) string {
	const dots = "••••"
	if value.IsZero() {
		return ""
	}
	text := []rune(labelOf(value))
	switch k {
	case Email:
		if local, domain, ok := strings.Cut(string(text), "@"); ok && len(local) > 2 {
			return string([]rune(local)[0]) + dots + "@" + domain
		}
	case Text, URL, Phone, Record:
		if len(text) >= 6 {
			return dots + " " + string(text[len(text)-2:])
		}
	}
	return dots
}

// express gives a value to conditions.
func express(k Kind, value Value) any {
	switch k {
	case Number, Money, Percent:
		// The norm is a plain decimal; what is no number counts as zero.
		n, err := strconv.ParseFloat(value.Norm, 64)
		if err != nil {
			return 0.0
		}
		return n
	case YesNo:
		return value.Norm == "yes"
	}
	return value.Norm
}
