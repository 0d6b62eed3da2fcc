package widget

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

//go:embed src/words/*.json
var shippedWords embed.FS

// Words are what the widget says by itself: one table for each language, by its tag in small letters ("de", "pt-br").
type Words map[string]table

// table is the words of one language by their key. A word is a text, or a text for each kind of number.
type table map[string]any

var (
	tag    = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
	places = regexp.MustCompile(`\{.*?\}`)
	// kinds of numbers, as Intl.PluralRules of browsers and the CLDR name them
	kinds = []string{"zero", "one", "two", "few", "many", "other"}
)

// shipped are the words that come with the widget.
func shipped() Words {
	words := Words{}
	files, _ := shippedWords.ReadDir("src/words") // embedded, so nothing here can fail
	for _, file := range files {
		data, _ := shippedWords.ReadFile("src/words/" + file.Name())
		var own table
		_ = json.Unmarshal(data, &own)
		words[strings.TrimSuffix(file.Name(), ".json")] = own
	}
	return words
}

// ReadWords reads a folder of further languages, each in a file named by its tag such as fr.json or pt-BR.json. What a file
// leaves out is said as in the nearest table: that of pt for pt-BR, the one that ships for de, the English one that ships for any other. An
// error names the file and the key.
func ReadWords(folder fs.FS) (Words, error) {
	files, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("there is no file of words in it, such as fr.json")
	}
	slices.SortStableFunc(files, func(a, b string) int { return len(a) - len(b) }) // pt before pt-BR
	words := shipped()
	english := words["en"]
	for _, file := range files {
		lang := strings.ToLower(strings.TrimSuffix(file, ".json"))
		if !tag.MatchString(lang) {
			return nil, fmt.Errorf("%s: the name is no language; write for example fr.json or pt-BR.json", file)
		}
		data, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, err
		}
		own, err := readTable(data, english)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		whole := maps.Clone(words.nearest(lang))
		if whole == nil {
			whole = maps.Clone(english)
		}
		maps.Copy(whole, own)
		words[lang] = whole
	}
	return words, nil
}

// nearest is the table of the longest tag that a language begins with; nil when there is none.
func (w Words) nearest(lang string) table {
	for lang != "" && w[lang] == nil {
		lang = lang[:max(0, strings.LastIndexByte(lang, '-'))]
	}
	return w[lang]
}

// readTable reads one file of words, and holds it against the English ones.
func readTable(data []byte, english table) (table, error) {
	var own table
	if err := json.Unmarshal(data, &own); err != nil {
		if at, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, fmt.Errorf("line %d: %w", 1+bytes.Count(data[:at.Offset], []byte("\n")), err)
		}
		return nil, fmt.Errorf("it is no JSON object of words: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(own)) {
		if english[key] == nil {
			return nil, fmt.Errorf("%q: there is no such word", key)
		}
		if err := checkWord(own[key], english[key]); err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		if key == "dir" && own[key] != "ltr" && own[key] != "rtl" {
			return nil, fmt.Errorf("%q: write ltr or rtl", key)
		}
	}
	return own, nil
}

// checkWord says what is wrong with a word; english is its original.
func checkWord(word, english any) error {
	switch word := word.(type) {
	case string:
		if word == "" {
			return errors.New("it is empty")
		}
		known := places.FindAllString(original(english), -1)
		for _, place := range places.FindAllString(word, -1) {
			if !slices.Contains(known, place) {
				return fmt.Errorf("%s stands for nothing here; the English words have %q", place, original(english))
			}
		}
		return nil
	case map[string]any:
		if !slices.Contains(places.FindAllString(original(english), -1), "{0}") {
			return errors.New("no number belongs to it, so it has one form")
		}
		if word["other"] == nil {
			return errors.New(`its form for "other" numbers is missing`)
		}
		for _, kind := range slices.Sorted(maps.Keys(word)) {
			text, ok := word[kind].(string)
			if !ok || !slices.Contains(kinds, kind) {
				return fmt.Errorf("%q is no form of it; the forms are texts for the numbers %s", kind, strings.Join(kinds, ", "))
			}
			if err := checkWord(text, english); err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
		}
		return nil
	}
	return errors.New("it is no text")
}

// original is an English word in its usual form.
func original(word any) string {
	if forms, ok := word.(map[string]any); ok {
		word = forms["other"]
	}
	text, _ := word.(string)
	return text
}

// languages are the tags in the order in which the chat looks for its own: de before de-at.
func (w Words) languages() []string { return slices.Sorted(maps.Keys(w)) }

// files are the tables as the chat loads them, by name.
func (w Words) files() map[string][]byte {
	all := map[string][]byte{}
	for lang, words := range w {
		all[lang+".json"], _ = json.Marshal(words) // texts can always be written
	}
	return all
}
