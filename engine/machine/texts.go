package machine

import (
	"maps"
	"slices"
	"strings"

	"parley/engine/match"
	"parley/engine/syntax"
)

// language is how the engine speaks a language: another one is another file
// like texts_de.go and a line in languages.
type language struct {
	texts   map[string]string // sentences by their id
	buttons map[string]string // labels of the buttons that the engine offers itself
	comma   string            // between the parts of a list
	phrases []rendering       // what people say, and the English for it
}

// languages are those that the engine speaks. Visitors of others are spoken to
// in English.
var languages = map[string]language{"en": english, "de": german, "ja": japanese}

// house is what defaults.yaml says, over the words of the languages.
type house struct {
	attempts int
	voices   map[string]*voice
}

// voice is a language, prepared for speaking.
type voice struct {
	texts   map[string][]template
	buttons map[string]Button
	comma   string
}

func newHouse(tree *syntax.House) (house, map[match.Command][]string) {
	h := house{attempts: 3, voices: map[string]*voice{}}
	for code, l := range languages {
		h.voices[code] = newVoice(l)
	}
	words := match.English()
	if tree == nil {
		return h, words
	}
	if tree.Attempts.Value > 0 {
		h.attempts = tree.Attempts.Value
	}
	v := h.voice(tree.Language.Value)
	for id, list := range tree.Texts {
		v.texts[id] = nil
		for _, s := range list {
			v.texts[id] = append(v.texts[id], newTemplate(s.Value))
		}
	}
	for command, list := range tree.Words {
		for _, s := range list {
			words[match.Command(command)] = append(words[match.Command(command)], s.Value)
		}
	}
	return h, words
}

func newVoice(l language) *voice {
	v := &voice{texts: map[string][]template{}, buttons: map[string]Button{}, comma: l.comma}
	for id, text := range l.texts {
		v.texts[id] = []template{newTemplate(text)}
	}
	for command, label := range l.buttons {
		b := Button{Label: label, Value: "cmd:" + command}
		switch command {
		case "yes", "retry", "new_link", "go_on":
			b.Style = "primary"
		case "skip_one":
			b.Value = "cmd:skip"
		case "not_you":
			b.Value, b.Style = "cmd:switch_account", "link"
		}
		v.buttons[command] = b
	}
	return v
}

// voice gives that of a locale's language.
func (h *house) voice(locale string) *voice {
	code, _, _ := strings.Cut(locale, "-")
	if v, ok := h.voices[code]; ok {
		return v
	}
	return h.voices["en"]
}

// voice is the one that the visitor is spoken to in.
func (st *step) voice() *voice { return st.m.house.voice(st.s.Visitor.Locale) }

// text fills a sentence of the house; several wordings take turns.
func (st *step) text(id string, pairs ...string) string {
	list := st.voice().texts[id]
	if len(list) == 0 {
		return ""
	}
	return list[int(st.s.Seq)%len(list)].fill(func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	})
}

// button is a command that the engine offers.
func (st *step) button(command string) Button { return st.voice().buttons[command] }

// list joins the parts of a list.
func (st *step) list(parts []string) string { return strings.Join(parts, st.voice().comma) }

// sentences joins sentences, which may be of two languages: the engine's and the
// dialogs'. No space stands behind a mark of double width.
func sentences(list ...string) string {
	var b strings.Builder
	for i, s := range list {
		if said := b.String(); i > 0 && !strings.HasSuffix(said, "。") && !strings.HasSuffix(said, "？") {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

// greet says what the dialogs are about.
func (st *step) greet() {
	var nouns []string
	for _, c := range st.m.dialogs {
		if noun := st.noun(c.object.Plural); noun != "" && !slices.Contains(nouns, noun) {
			nouns = append(nouns, noun)
		}
	}
	last := len(nouns) - 1
	switch {
	case last < 0:
		st.say("welcome_any")
	case last == 0:
		st.say("welcome", "objects", nouns[0])
	default:
		st.say("welcome", "objects", st.text("list_and", "list", st.list(nouns[:last]), "last", nouns[last]))
	}
}

// noun is what an object, or several, are called.
func (st *step) noun(object string) string {
	if text := st.text(object); text != "" {
		return text
	}
	return object
}

// TextIDs lists the ids of the sentences that defaults.yaml can reword, with
// the words that ship.
func TextIDs() map[string]string { return maps.Clone(english.texts) }
