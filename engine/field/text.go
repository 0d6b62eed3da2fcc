package field

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// readText takes any answer as it is, without what can't be seen.
func readText(text string, v View) (Value, string, bool) {
	if len(text) > maxInput {
		return Value{}, wordsOf(v.Locale).say.tooLong, false
	}
	clean := strings.TrimSpace(norm.NFC.String(strings.Map(visible, strings.ToValidUTF8(text, ""))))
	for _, quotes := range [...][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		inner, ok := strings.CutPrefix(clean, quotes[0])
		if inner, end := strings.CutSuffix(inner, quotes[1]); ok && end && !strings.ContainsAny(inner, quotes[0]+quotes[1]) {
			clean = strings.TrimSpace(inner)
			break
		}
	}
	if clean == "" {
		return Value{}, wordsOf(v.Locale).say.empty, false
	}
	return Value{Norm: clean}, "", true
}

// visible drops control characters and those that turn the direction of
// writing, with which one text can pass for another.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == 0x200b:
		return -1
	}
	return r
}

// readRecord reads an id, "#123", a link to a record or a choice on screen.
// Any other words are kept in Label for a search, with Norm empty: only the
// account knows whether there is such a record.
func readRecord(text string, v View) (Value, string, bool) {
	value, why, ok := readText(text, v)
	if !ok {
		return value, why, false
	}
	words := value.Norm
	if exact, _ := MatchChoice(words, v); len(exact) == 1 {
		return Value{Norm: exact[0].Value, Label: exact[0].Label}, "", true
	}
	if id := recordID(words); id != "" {
		return Value{Norm: id}, "", true
	}
	return Value{Label: words}, "", true
}

// recordID reads "123", "#123", "id 123", "deal 123" or the id at the end of
// a link's path.
func recordID(text string) string {
	if strings.HasPrefix(text, "http") && strings.Contains(text, "/record/") {
		path, _, _ := strings.Cut(text, "?")
		parts := strings.Split(strings.TrimRight(path, "/"), "/record/")
		_, id, _ := strings.Cut(parts[len(parts)-1], "/")
		id, _, _ = strings.Cut(id, "/")
		return onlyDigits(id)
	}
	fields := strings.Fields(strings.NewReplacer("#", " ", ":", " ").Replace(text))
	if len(fields) == 0 || len(fields) > 3 {
		return ""
	}
	for _, f := range fields[:len(fields)-1] {
		switch strings.ToLower(f) {
		case "id", "number", "no", "nr", "deal", "contact", "record", "the", "with":
		default:
			return ""
		}
	}
	return onlyDigits(fields[len(fields)-1])
}

func onlyDigits(id string) string {
	if id == "" || len(id) > 20 || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return id
}

// readChanges reads nothing: what changes is made of the fields' own answers.
func readChanges(_ string, v View) (Value, string, bool) {
	return Value{}, wordsOf(v.Locale).say.changes, false
}
