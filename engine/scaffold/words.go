package scaffold

import (
	"regexp"
	"strings"
)

// words are a name as people write it: "support_case" is "support case".
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// headline has each word capital, as titles have.
func headline(s string) string {
	list := strings.Fields(s)
	for i, w := range list {
		list[i] = capital(w)
	}
	return strings.Join(list, " ")
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ,.?'()/&-]*$`)

// quoted writes a text so that YAML reads it as it is.
func quoted(s string) string {
	if plain.MatchString(s) && !strings.Contains(s, ": ") && !strings.Contains(s, " #") {
		switch strings.ToLower(s) {
		case "yes", "no", "true", "false", "on", "off", "null", "y", "n":
		default:
			return s
		}
	}
	if strings.Contains(s, `"`) && !strings.ContainsAny(s, "'\n") {
		return "'" + s + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(s) + `"`
}
