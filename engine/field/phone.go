package field

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// readPhone takes the one number in an answer.
func readPhone(text string, v View) (Value, string, bool) {
	text, problem := tidy(text, v)
	if problem != "" {
		return Value{}, problem, false
	}
	found := findPhones(text, v)
	if len(found) == 1 { // the extension isn't kept
		s := newScan(text[found[0].End:], v, true)
		if s.is(0, "ext") && s.is(1, ".") {
			s.toks = s.toks[1:]
			s.toks[0].word = "ext"
		}
		if len(s.toks) == 2 && s.lang.extension[s.toks[0].word] && s.kind(1, digits) {
			text = text[:found[0].End]
		}
	}
	return onlyOne(text, v, found, wordsOf(v.Locale).say.phone)
}

// maxPhones bounds the work of a text full of digits: the library takes about
// 20 µs for each.
const maxPhones = 16

// findPhones cuts out what is written like a phone number and asks the
// library whether it is one.
func findPhones(text string, v View) []Match {
	text = cut(text)
	region := strings.ToUpper(v.Region)
	if region == "" {
		region = regionOf(v.Locale)
	}
	var found []Match
	for i, tried := 0, 0; i < len(text) && tried < maxPhones; {
		start, end, count := phoneSpan(text, i)
		if start < 0 {
			break
		}
		i = max(end, start+1)
		if count < 7 || count > 17 || dateLike(text[start:end]) {
			continue
		}
		tried++
		if e164, ok := parsePhone(text[start:end], region); ok {
			found = append(found, Match{Value: Value{Norm: e164}, Start: start, End: end})
		}
	}
	return found
}

func parsePhone(text, region string) (e164 string, ok bool) {
	n, err := phonenumbers.Parse(text, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// phoneSpan gives the next run of digits with what stands between those of a
// phone number, and how many digits it has.
func phoneSpan(text string, i int) (start, end, count int) {
	for ; i < len(text); i++ {
		c := text[i]
		if !(isDigit(c) || (c == '+' || c == '(') && i+1 < len(text) && (isDigit(text[i+1]) || text[i+1] == '(' || text[i+1] == '+')) {
			continue
		}
		if i > 0 && (isWordByte(text[i-1]) || strings.IndexByte("#$@.,/-", text[i-1]) >= 0) { // inside another thing
			for i+1 < len(text) && isWordByte(text[i+1]) {
				i++
			}
			continue
		}
		start, end, gap := i, i, 0
		for ; i < len(text); i++ {
			c := text[i]
			switch {
			case isDigit(c):
				count++
				gap = 0
				end = i + 1
				continue
			case c == '+' && i == start, c == '+' && i == start+1 && text[start] == '(', strings.IndexByte(" ().-/", c) >= 0 && gap < 3:
				gap++
				continue
			case c == 0xC2 && i+1 < len(text) && text[i+1] == 0xA0 && gap < 3: // a no-break space
				gap++
				i++
				continue
			}
			break
		}
		if end < len(text) && (isWordByte(text[end]) && text[end] != 'x' && text[end] != 'e' || text[end] == '@') {
			count = 0
		}
		return start, max(end, start+1), count
	}
	return -1, 0, 0
}

func isDigit(c byte) bool    { return c >= '0' && c <= '9' }
func isWordByte(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// dateLike tells whether digits are a date such as 2026-12-31 or 31.12.2026.
func dateLike(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '.' || r == '/' })
	if len(parts) != 3 || len(text) > 10 || strings.ContainsAny(text, " (+") {
		return false
	}
	return len(parts[0]) == 4 && len(parts[1]) <= 2 || len(parts[2]) == 4 && len(parts[0]) <= 2 && len(parts[1]) <= 2
}

// onlyOne takes the one value that was found, when nothing but small words
// stands around it.
func onlyOne(text string, v View, found []Match, why string) (Value, string, bool) {
	if len(found) != 1 {
		return Value{}, why, false
	}
	m := found[0]
	lang := wordsOf(v.Locale)
	for _, part := range [2]string{text[:m.Start], text[m.End:]} {
		for _, t := range newScan(part, v, true).toks {
			if !lang.small[t.word] && t.word != "<" && t.word != ">" && t.word != "+" {
				return Value{}, why, false
			}
		}
	}
	return m.Value, "", true
}
