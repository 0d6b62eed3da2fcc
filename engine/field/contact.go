package field

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// slips are domains nobody means.
var slips = map[string]string{
	"gmial.com": "gmail.com", "gmai.com": "gmail.com", "gmal.com": "gmail.com", "gamil.com": "gmail.com", "gnail.com": "gmail.com",
	"gmaill.com": "gmail.com", "gmail.co": "gmail.com", "hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com", "hotmai.com": "hotmail.com",
	"yaho.com": "yahoo.com", "yahooo.com": "yahoo.com", "outlok.com": "outlook.com", "outloo.com": "outlook.com", "iclod.com": "icloud.com",
}

// slipEnds are endings that don't exist and the ones that are meant.
var slipEnds = map[string]string{"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "ogr": "org", "nte": "net"}

func readEmail(text string, v View) (Value, string, bool) {
	text, problem := tidy(text, v)
	if problem != "" {
		return Value{}, problem, false
	}
	if len(text) > 7 && strings.EqualFold(text[:7], "mailto:") {
		text = text[7:]
	}
	if !strings.Contains(text, "@") { // "jane at acme dot com"
		text = spokenMarks.Replace(strings.ToLower(text))
	}
	value, why, ok := onlyOne(text, v, findEmails(text, v), wordsOf(v.Locale).say.email)
	if meant := unslip(value.Norm); ok && meant != value.Norm {
		return Value{}, fmt.Sprintf(wordsOf(v.Locale).say.meantEmail, meant), false
	}
	return value, why, ok
}

var spokenMarks = strings.NewReplacer(" at ", "@", " (at) ", "@", "(at)", "@", "[at]", "@", " dot ", ".", "(dot)", ".", "[dot]", ".")

// findEmails looks around each "@". An address whose domain looks mistyped
// has the one that is probably meant in Other.
func findEmails(text string, _ View) []Match {
	text = cut(text)
	var found []Match
	from := 0 // where the last address ended
	for i := 0; i < len(text); {
		n := strings.IndexByte(text[i:], '@')
		if n < 0 {
			break
		}
		at := i + n
		i = at + 1
		start := at
		for start > from && at-start <= 64 && isLocalByte(text[start-1]) {
			start--
		}
		end := at + 1
		for end < len(text) && end-at <= 254 {
			r, n := utf8.DecodeRuneInString(text[end:])
			if r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !(r >= '0' && r <= '9') {
				break
			}
			end += n
		}
		start += len(text[start:at]) - len(strings.TrimLeft(text[start:at], ".'-"))
		end = at + 1 + len(strings.TrimRight(text[at+1:end], ".-"))
		local, domain := text[start:at], strings.ToLower(text[at+1:end])
		if end < len(text) && text[end] == '@' || !isLocal(local) || !isDomain(domain) {
			continue
		}
		m := Match{Value: Value{Norm: strings.ToLower(local) + "@" + domain}, Start: start, End: end}
		if meant := unslip(m.Value.Norm); meant != m.Value.Norm {
			m.Other = []Value{{Norm: meant}}
		}
		found = append(found, m)
		i, from = end, end
	}
	return found
}

func isLocalByte(c byte) bool {
	return isWordByte(c) || strings.IndexByte(".!#$%&'*+/=?^`{|}~-", c) >= 0
}

func isLocal(local string) bool {
	return local != "" && len(local) <= 64 && !strings.Contains(local, "..") && !strings.HasSuffix(local, ".")
}

// isDomain tells whether a lower-case host name can be one on the internet.
func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(domain) > 253 || len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, r := range l {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !(r >= '0' && r <= '9') {
				return false
			}
		}
	}
	end := labels[len(labels)-1]
	if strings.HasPrefix(end, "xn--") {
		return true
	}
	return utf8.RuneCountInString(end) >= 2 && !strings.ContainsAny(end, "0123456789-")
}

// unslip gives the address that is meant.
func unslip(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	if meant := slips[domain]; meant != "" {
		return local + "@" + meant
	}
	dot := strings.LastIndexByte(domain, '.')
	if meant := slipEnds[domain[dot+1:]]; meant != "" && dot > 0 {
		return local + "@" + domain[:dot+1] + meant
	}
	return address
}

func readURL(text string, v View) (Value, string, bool) {
	text, problem := tidy(text, v)
	if problem != "" {
		return Value{}, problem, false
	}
	if !strings.ContainsFunc(text, unicode.IsSpace) {
		if address, ok := webAddress(strings.Trim(text, "<>\"'“”(),;!")); ok {
			return Value{Norm: address}, "", true
		}
		return Value{}, wordsOf(v.Locale).say.url, false
	}
	var found []Match
	for i := 0; i < len(text); { // a host without scheme counts in an answer
		start, end := nextField(text, i)
		if address, ok := webAddress(strings.Trim(text[start:end], "<>\"'“”(),;!?.")); ok {
			found = append(found, Match{Value: Value{Norm: address}, Start: start, End: end})
		}
		i = end + 1
	}
	return onlyOne(text, v, found, wordsOf(v.Locale).say.url)
}

// findURLs takes what begins like a web address: a bare host name may be a
// company's name.
func findURLs(text string, _ View) []Match {
	text = cut(text)
	var found []Match
	for i := 0; i < len(text); {
		start, end := nextField(text, i)
		i = end + 1
		start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], "<>\"'“”([{"))
		end = start + len(strings.TrimRight(text[start:end], "<>\"'“”])},.;:!?"))
		lower := strings.ToLower(text[start:end])
		if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "www.") {
			continue
		}
		if address, ok := webAddress(text[start:end]); ok {
			found = append(found, Match{Value: Value{Norm: address}, Start: start, End: end})
		}
	}
	return found
}

// nextField gives what stands between the spaces from i on.
func nextField(text string, i int) (start, end int) {
	for i < len(text) && (text[i] <= ' ') {
		i++
	}
	start = i
	for i < len(text) && text[i] > ' ' {
		i++
	}
	return start, i
}

// webAddress completes and checks an address: http and https only, a real
// host, nothing that hides where it goes.
func webAddress(text string) (string, bool) {
	if text == "" || strings.ContainsAny(text, "\\\"<>` ") {
		return "", false
	}
	if !strings.Contains(text, "://") {
		if host, _, _ := strings.Cut(text, "/"); strings.ContainsAny(host, "@:") && !hasPort(host) {
			return "", false
		}
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !isDomain(strings.ToLower(u.Hostname())) {
		return "", false
	}
	u.Host = strings.ToLower(u.Host)
	return u.String(), true
}

// hasPort tells whether a host ends in ":" and digits.
func hasPort(host string) bool {
	_, port, ok := strings.Cut(host, ":")
	return ok && port != "" && strings.Trim(port, "0123456789") == ""
}
