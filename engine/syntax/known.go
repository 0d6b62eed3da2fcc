package syntax

import (
	"slices"
	"strings"
)

// Known are the words that a catalog has for keys, by place and key:
// "dialog.do", "field.type".
type Known map[string][]Word

// Word is one of the words that can stand behind a key.
type Word struct{ Text, Doc string }

// Key is what an author may want to know about a key.
type Key struct {
	Name, Doc string
	Stands    string // what can stand behind it, in words
	Example   string // what stands behind the colon
	LeftOut   string // what holds without it; "–" for nothing
	Required  bool
	Words     []Word // all that can stand behind it, when that is known
	Nested    bool   // more keys, or a list, follow below it
	Text      bool   // it is said to people, and may hold <marks>
}

// KeysAt lists the keys that can stand at a place of a file, in the order of
// the reference. The path has the names of the keys around it, from outside,
// without the dashes of lists: "fields", "name".
func KeysAt(file string, path []string, known Known) []Key {
	in := placeOfFile(file, nil)
	for len(path) > 0 {
		table := keysIn(in)
		i := slices.Index(keyNames(table), path[0])
		if i < 0 || table[i].of == "" {
			return nil
		}
		path = path[1:]
		if table[i].kind == fieldsKind || table[i].kind == statesKind {
			if len(path) == 0 {
				return nil // a name is expected there
			}
			path = path[1:]
		}
		in = table[i].of
	}
	var list []Key
	for _, k := range keysIn(in) {
		list = append(list, k.public(known))
	}
	return list
}

func (k key) public(known Known) Key {
	words := known[string(k.in)+"."+k.name]
	for _, w := range k.words {
		words = append(words, Word{Text: w})
	}
	if k.kind == aFlag {
		words = []Word{{Text: "true"}, {Text: "false"}}
	}
	nested := k.of != "" || strings.Contains(string(k.kind), "by name") || k.kind == errorsKind || k.kind == mustKind || k.kind == labelsKind
	return Key{Name: k.name, Doc: k.doc, Stands: k.stands(), Example: k.example, LeftOut: k.leftOut(), Required: k.required, Words: words,
		Nested: nested, Text: k.kind == aText || k.kind == someTexts || k.kind == aTextList}
}
