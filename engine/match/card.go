package match

import (
	"slices"
	"strings"

	"parley/engine/field"
)

// People paste what they have of somebody: a line of a list, a signature, two
// of them. A card has an e-mail address and a name, and no word says what is to
// be done with it: it is to be kept.

// card is the dialog that keeps a text which is nothing but a card.
func (v *Vocabulary) card(text string) (dialog string, ok bool) {
	toks := tokens(text)
	addresses, names := 0, 0
	for _, t := range toks {
		w := t.word
		if !isCapital(text[t.start:]) {
			w = v.repair(w)
		}
		switch {
		case strings.Contains(w, "@"):
			addresses++
		case v.verbs[w] || v.objectOf[w] != "" || !isCapital(text[t.start:]) && v.objectNear(w) != "" || v.isLabel(w) || filler[w] && w != andWord || structure[w] && !isCapital(text[t.start:]) && !roles[w]:
			return "", false
		case !strings.ContainsAny(w, "0123456789"):
			names++
		}
	}
	if addresses != 1 || names < 2 || len(toks) > 20 || strings.ContainsAny(text, "?!") {
		return "", false
	}
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.person && l.deed() == creates {
			return l.Name, true
		}
	}
	return "", false
}

// cards divides a text into the cards that it has, with blank lines between
// them; one when it is none or a single one.
func (v *Vocabulary) cards(text string) []string {
	if strings.Count(text, "@") < 2 || !strings.Contains(text, "\n") {
		return nil
	}
	var blocks []string
	for _, b := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n\n") {
		if b = withoutSignOff(strings.TrimSpace(b)); b == "" {
			continue
		}
		if len(blocks) > 0 {
			if _, ok := v.card(b); !ok {
				return nil
			}
		} else if first, rest, _ := strings.Cut(b, "\n"); !strings.Contains(b, "@") && len(blocks) == 0 && rest == "" && v.verb(first) != "" {
			continue // "add these two:"
		} else if _, ok := v.card(b); !ok {
			if _, ok := v.card(rest); !ok {
				return nil
			}
			b = rest
		}
		blocks = append(blocks, b)
	}
	if len(blocks) > maxSteps {
		return nil
	}
	return blocks
}

// withoutSignOff drops the first line of a signature that is only its greeting.
func withoutSignOff(text string) string {
	if first, rest, ok := strings.Cut(text, "\n"); ok && signsOff.MatchString(strings.TrimSpace(first)) {
		return strings.TrimSpace(rest)
	}
	return text
}

// atDomain is the company at the end of a name, if an address in the text is
// there: "jane doe acme jane@acme.io".
func atDomain(name, text string) (person, company string) {
	words := strings.Fields(name)
	if len(words) < 3 {
		return name, ""
	}
	for _, t := range tokens(text) {
		_, host, ok := strings.Cut(t.word, "@")
		label, _, _ := strings.Cut(host, ".")
		if !ok || label == "" {
			continue
		}
		if i := slices.IndexFunc(words[2:], func(w string) bool { return strings.EqualFold(w, label) }); i >= 0 {
			return strings.Join(words[:i+2], " "), strings.Join(words[i+2:], " ")
		}
	}
	return name, ""
}

// company is the field for where somebody works.
func (r *reader) company() (Field, bool) {
	i := slices.IndexFunc(r.fields, func(f Field) bool { return f.Kind == field.Text && f.called(workplace, "") == 2 })
	if i < 0 {
		return Field{}, false
	}
	return r.fields[i], true
}
