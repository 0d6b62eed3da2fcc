package field

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

func readChoice(text string, v View) (Value, string, bool) {
	return readOneOf(text, v, wordsOf(v.Locale).say.choice)
}
func readOwner(text string, v View) (Value, string, bool) {
	return readOneOf(text, v, wordsOf(v.Locale).say.owner)
}

// readOneOf picks a choice that is certain, or the only one that comes near.
func readOneOf(text string, v View, unknown string) (Value, string, bool) {
	text, problem := tidy(text, v)
	if problem != "" {
		return Value{}, problem, false
	}
	exact, near := MatchChoice(text, v)
	several := exact
	if len(exact) == 0 {
		several = near
	}
	say := &wordsOf(v.Locale).say
	switch len(several) {
	case 1:
		return Value{Norm: several[0].Value, Label: several[0].Label}, "", true
	case 0:
		why := fmt.Sprintf(unknown, short(text))
		if len(v.Choices) > 0 {
			why += fmt.Sprintf(say.canSay, say.list(v.Choices))
		}
		return Value{}, why, false
	}
	return Value{}, fmt.Sprintf(say.which, say.list(several)), false
}

// short cuts what is quoted back.
func short(text string) string {
	if utf8.RuneCountInString(text) <= 40 {
		return text
	}
	return string([]rune(text)[:39]) + "…"
}

// list names up to five choices.
func (say *sentences) list(choices []Choice) string {
	var names []string
	for _, c := range choices {
		name := c.Label
		if name == "" {
			name = c.Value
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) > 5:
		return strings.Join(names[:5], say.comma) + say.others
	case len(names) > 1:
		return strings.Join(names[:len(names)-1], say.comma) + say.or + names[len(names)-1]
	}
	return strings.Join(names, "")
}

// maxChoices bounds the choices that are compared fuzzily.
const maxChoices = 2000

// MatchChoice finds the choices a text names. Those in exact are certain: by
// label, another word for it, id or position ("the second one", "last"). When
// there are none, those in near are candidates: by the beginning or a part of
// their words, or with one typo.
func MatchChoice(text string, v View) (exact, near []Choice) {
	choices := v.Choices
	if len(choices) == 0 || len(text) > 400 {
		return nil, nil
	}
	lang := wordsOf(v.Locale)
	said := lang.wordList(text)
	if len(said) == 0 {
		return nil, nil
	}
	core := withoutSmall(said, lang.pickSmall)
	for i, way := range [][]string{said, core} {
		if i > 0 && len(core) == len(said) {
			break // the same words
		}
		if exact = lang.named(way, choices); len(exact) > 0 {
			return exact, nil
		}
	}
	if n, ok := position(said, core, lang, len(choices)); ok {
		return []Choice{choices[n]}, nil
	}
	if len(core) == 0 || len(choices) > maxChoices {
		return nil, nil
	}
	names := make([][][]string, len(choices))
	for i, c := range choices {
		names[i] = lang.namesOf(c)
	}
	for _, close := range []func(said, name []string) bool{beginning, partly, mistyped} {
		for i, c := range choices {
			if slices.ContainsFunc(names[i], func(name []string) bool { return close(core, name) }) {
				near = append(near, c)
			}
		}
		if len(near) > 0 {
			return nil, near
		}
	}
	return nil, nil
}

// wordList gives the words and numbers of a text.
func (l *words) wordList(text string) []string {
	list := make([]string, 0, strings.Count(text, " ")+1)
	var room [8]token
	for whole := range pieces(cut(text)) {
		for _, t := range l.split(room[:0], whole) {
			if t.kind != mark || first(t.word) > 0x7f && !isDecoration(t.word) {
				list = append(list, t.word)
			}
		}
	}
	return list
}

func withoutSmall(said []string, small map[string]bool) []string {
	var core []string
	for _, w := range said {
		if !small[w] {
			core = append(core, w)
		}
	}
	return core
}

func (l *words) namesOf(c Choice) [][]string {
	names := [][]string{l.wordList(c.Label)}
	for _, also := range c.Also {
		names = append(names, l.wordList(also))
	}
	return append(names, l.wordList(c.Value))
}

// named gives the choices whose label, other word or id is what was said.
// Labels come first: an id must not take the name of another's label.
func (l *words) named(said []string, choices []Choice) []Choice {
	if len(said) == 0 {
		return nil
	}
	want := strings.Join(said, " ")
	is := func(name string) bool {
		return name != "" && utf8.RuneCountInString(name) < 2*len(want)+20 && strings.Join(l.wordList(name), " ") == want
	}
	ways := []func(Choice) bool{
		func(c Choice) bool { return is(c.Label) },
		func(c Choice) bool { return slices.ContainsFunc(c.Also, is) },
		func(c Choice) bool { return is(c.Value) },
	}
	for _, way := range ways {
		var found []Choice
		for _, c := range choices {
			if way(c) {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// position reads "2", "the first one", "number three", "last", "second to
// last".
func position(said, core []string, lang *words, n int) (at int, ok bool) {
	if len(core) == 0 && len(said) > 0 { // "one" and "number one" are small words too
		core = said[len(said)-1:]
	}
	if len(core) > 1 {
		core = slices.DeleteFunc(slices.Clone(core), func(w string) bool { return lang.ordinalEnds[w] })
	}
	if len(core) == 2 && lang.position[core[0]] == 2 && lang.position[core[1]] == -1 {
		return n - 2, n >= 2
	}
	if len(core) != 1 {
		return 0, false
	}
	p, ok := lang.position[core[0]]
	if !ok && len(core[0]) <= 3 && onlyDigits(core[0]) != "" {
		p, ok = atoi(core[0]), true
	}
	if p < 0 {
		p = n + 1 + p
	}
	return p - 1, ok && p >= 1 && p <= n
}

// beginning tells whether a name begins with what was said.
func beginning(said, name []string) bool {
	a, b := strings.Join(said, " "), strings.Join(name, " ")
	return utf8.RuneCountInString(a) >= 2 && strings.HasPrefix(b, a)
}

// partly tells whether each word that was said is, or begins, a word of the
// name.
func partly(said, name []string) bool {
	for _, w := range said {
		if !slices.ContainsFunc(name, func(n string) bool {
			return n == w || utf8.RuneCountInString(w) >= 3 && strings.HasPrefix(n, w)
		}) {
			return false
		}
	}
	return true
}

// mistyped tells whether what was said is the name with one typo, or each of
// its words is one of the name's with one.
func mistyped(said, name []string) bool {
	if oneTypo(strings.Join(said, ""), strings.Join(name, "")) {
		return true
	}
	for _, w := range said {
		if !slices.ContainsFunc(name, func(n string) bool { return n == w || oneTypo(w, n) }) {
			return false
		}
	}
	return true
}

// oneTypo tells whether two words of four letters or more differ by a letter
// too many, missing, wrong, or swapped with the next.
func oneTypo(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 || len(x) < 4 || len(y) > 100 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) || slices.Equal(x[i+1:], y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
