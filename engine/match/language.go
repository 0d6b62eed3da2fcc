package match

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Language is all that this package knows of a language besides the examples
// of the dialogs. Another one is another file like words_de.go and a line in
// languages.
type Language struct {
	code        string
	commands    map[Command][]string // what is a command when it is the whole message
	polite      [2][]string          // what may stand before a command, and after it
	tails       []string             // what ends a value that runs to the end of the sentence, and is no part of it
	labels      map[string]string    // what people call fields: their labels are in English
	corrections corrections
}

// corrections are the sentences that change what is known already. A language
// without one of them has nil there.
type corrections struct {
	changeTo *regexp.Regexp // "change the stage to won": what, and the value
	changeIt *regexp.Regexp // "change the date": what
	makeIts  *regexp.Regexp // "make the stage won": what with the value
	isNow    *regexp.Regexp // "the amount is 500": what, and the value
	meant    *regexp.Regexp // "no, I meant 500": the value
	iMeant   *regexp.Regexp // "I meant 500": the value
	notBut   *regexp.Regexp // "not Acme but Bolt": the old value and the new one
	notComma *regexp.Regexp // "not Acme, Bolt": the same
	says     *regexp.Regexp // what may stand before a new value
}

// languages are those that visitors are understood in. English is the fallback
// of each: its words are understood as well.
var languages = map[string]*Language{"en": &english, "de": &german, "ja": &japanese}

// languagesOf lists the languages of a locale, its own one first.
func languagesOf(locale string) []*Language {
	code, _, _ := strings.Cut(locale, "-")
	if l := languages[code]; l != nil && l != &english {
		return []*Language{l, &english}
	}
	return justEnglish
}

var justEnglish = []*Language{&english}

// Languages lists the codes of the languages that there are words for, sorted.
func Languages() []string { return slices.Sorted(maps.Keys(languages)) }

// Commands has a language's words that are commands when they are the whole
// message; nil for a language that isn't known. They are the caller's.
func Commands(code string) map[Command][]string {
	l := languages[code]
	if l == nil {
		return nil
	}
	all := make(map[Command][]string, len(l.commands))
	for c, list := range l.commands {
		all[c] = slices.Clone(list)
	}
	return all
}

// English has the words of commands that are understood from everybody.
// defaults.yaml can add to them.
func English() map[Command][]string { return Commands("en") }

// allTails are those of every language: none is a part of a value in another.
var allTails = func() (all []string) {
	for _, code := range Languages() {
		all = append(all, languages[code].tails...)
	}
	return all
}()

// bare takes the courtesies off a command.
func (l *Language) bare(command string) string {
	for _, p := range l.polite[0] {
		command = strings.TrimPrefix(command, p)
	}
	for _, p := range l.polite[1] {
		if rest, ok := strings.CutSuffix(command, p); ok && rest != "" {
			command = rest
		}
	}
	return strings.TrimRight(command, ", 、")
}

// submatch is FindStringSubmatch for an expression that a language may not have.
func submatch(re *regexp.Regexp, text string) []string {
	if re == nil {
		return nil
	}
	return re.FindStringSubmatch(text)
}
