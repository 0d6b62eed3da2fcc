package machine

import (
	"regexp"
	"strings"
)

// What a step understands by itself is written down in English, in
// phrases_en.go. Another language has its phrases as data, each with the English
// for it; what is said of dialogs by name is learned from their translations.

// rendering is a whole message, and its English with the groups of the pattern
// in it.
type rendering struct {
	said    *regexp.Regexp
	english string
}

// inEnglish is a message of a visitor in the English that means the same, or the
// message itself.
func (st *step) inEnglish(text string) string {
	code, _, _ := strings.Cut(strings.ToLower(st.view.Locale), "-")
	bare := strings.TrimRight(text, ".! ")
	for _, r := range languages[code].phrases {
		if r.said.MatchString(bare) {
			return r.said.ReplaceAllString(bare, r.english)
		}
	}
	return text
}
