package match

import (
	"regexp"
	"strings"

	"parley/engine/field"
)

// Opened takes off what opens and ends a message without meaning anything. A
// message that is nothing else, and one that answers a question for a text,
// keep it but for hums.
func (v *Vocabulary) Opened(text string, view View) string {
	text = strings.TrimSpace(text)
	if !strings.ContainsAny(text, " ,.!…;:\n") {
		return text // one word, as most answers are
	}
	if _, ok := v.Command(text, view.Locale); ok || len(text) > 2000 {
		return text
	}
	list := []*regexp.Regexp{openedBy, hesitant}
	if f, ok := view.field(view.Expected); languagesOf(view.Locale)[0] != &english || view.State == Confirming || view.State == Asking && ok && f.Kind == field.Text {
		list = []*regexp.Regexp{hums} // "ok, …" may be the yes, "Well, …" the name
	} else if rest := ended.ReplaceAllString(text, "$1"); rest != "" {
		text = rest
	}
	if view.State == Confirming {
		// "ok, cancel" is no yes, though it opens like one.
		if rest := openedBy.ReplaceAllString(text, ""); rest != "" && rest != text {
			if _, ok := v.Command(rest, view.Locale); ok {
				return rest
			}
		}
	}
	for again := true; again; {
		again = false
		for _, re := range list {
			if m := re.FindString(text); m != "" && len(m) < len(text) {
				text, again = text[len(m):], true
			}
		}
	}
	return text
}
