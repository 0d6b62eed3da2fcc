package match

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/engine/field"
)

// proposal is one of the things that a language model may answer.
type proposal struct {
	command Command
	with    []string // the keys that belong to it
	means   string
}

// What a language model may answer. It proposes; Guard decides. There is no
// command here that confirms, undoes, signs out or sends, so a model can bring
// a person to a confirm question and never past it.
var proposals = []proposal{
	{Start, []string{"dialog"}, "the person wants the dialog; a set follows for each value that the message has for it"},
	{Set, []string{"field", "value"}, "the message has a value for a field, of the dialog just started or else of the open one"},
	{Correct, []string{"field", "value"}, "the message changes a value of the open dialog that was given before"},
	{Tell, []string{"field"}, "the person asks what a value of the open dialog is, or of the record on show"},
	{Narrow, []string{"value"}, "the person wants only some rows of the table on show; the value is the condition"},
	{Cancel, nil, "the person wants to stop the open dialog"},
	{Help, nil, "the person asks what can be done here"},
	{Unknown, nil, "nothing above fits, or it is not clear which"},
}

// The bounds of a model's answer.
const (
	maxProposal  = 8 << 10 // bytes
	maxProposals = 5
	maxProposed  = 300 // bytes of a value
)

// Model is the layer of what a language model proposed and Guard let through.
const Model = "model"

// Schema describes in JSON Schema what a model may answer: the commands above,
// with the dialogs and fields that there are. It keeps to what strict modes of
// endpoints take: every key required, no others allowed.
func (v *Vocabulary) Schema() []byte {
	names := map[string][]string{}
	for i := range v.dialogs {
		d := &v.dialogs[i]
		names["dialog"] = append(names["dialog"], d.Name)
		for _, f := range slices.Concat(d.Fields, d.Tells) {
			if !f.Private {
				names["field"] = append(names["field"], f.Name)
			}
		}
	}
	kinds := map[string]any{"value": map[string]any{"type": "string"}}
	for key, list := range names {
		slices.Sort(list)
		kinds[key] = map[string]any{"type": "string", "enum": slices.Compact(list)}
	}
	var commands []any
next:
	for _, p := range proposals {
		keys := map[string]any{"command": map[string]any{"type": "string", "enum": []Command{p.command}}}
		for _, key := range p.with {
			if kinds[key] == nil {
				continue next // dialogs without fields have none to set
			}
			keys[key] = kinds[key]
		}
		commands = append(commands, object(keys))
	}
	whole := object(map[string]any{"commands": map[string]any{"type": "array", "maxItems": maxProposals, "items": map[string]any{"anyOf": commands}}})
	schema, err := json.Marshal(whole)
	if err != nil {
		panic(err) // maps of texts can be written
	}
	return schema
}

// object is the schema of an object with these keys and no others.
func object(keys map[string]any) map[string]any {
	return map[string]any{"type": "object", "properties": keys, "required": slices.Sorted(maps.Keys(keys)), "additionalProperties": false}
}

// Proposals says in words what a model may answer, a line for each command.
func Proposals() string {
	var b strings.Builder
	for _, p := range proposals {
		b.WriteString("- " + string(p.command) + ": " + p.means + "\n")
	}
	return b.String()
}

// Guard judges what a language model made of a text: JSON as Schema describes
// it. It trusts nothing in it. An answer of another shape, with a dialog or a
// field that is not there, with a value that does not stand in the text or
// that the field's own reader can't read: all of it is refused, not only the
// wrong part. So is the model's own "unknown".
func (v *Vocabulary) Guard(answer, text string, view View) (Reading, bool) {
	list, ok := parseProposals(answer)
	if !ok {
		return Reading{}, false
	}
	var meanings []Meaning
	switch first := list[0]; first["command"] {
	case string(Start):
		meanings, ok = v.proposedStart(list, text, view)
	case string(Set), string(Correct):
		if view.Dialog == "" {
			return Reading{}, false
		}
		meanings, ok = v.proposedValues(list, view.Fields, text, view, Set, Correct)
	case string(Tell):
		meanings, ok = []Meaning{{Command: Tell, Field: first["field"], Score: 1}}, len(list) == 1 && v.tells(first["field"], view)
	case string(Narrow):
		meanings, ok = []Meaning{{Command: Narrow, Text: first["value"], Score: 1}}, len(list) == 1 && view.State == Listing && occurs(text, first["value"])
	case string(Cancel):
		// At the confirm question it would be an answer to it.
		meanings, ok = []Meaning{{Command: Cancel, Score: 1}}, len(list) == 1 && view.Dialog != "" && view.State != Confirming
	case string(Help):
		meanings, ok = []Meaning{{Command: Help, Score: 1}}, len(list) == 1
	default:
		return Reading{}, false
	}
	if !ok {
		return Reading{}, false
	}
	return Reading{Meanings: meanings, Layer: Model}, true
}

// parseProposals reads a model's answer: each proposal has its command's keys,
// no others, and texts of a bearable length in them.
func parseProposals(answer string) ([]map[string]string, bool) {
	if len(answer) > maxProposal || !utf8.ValidString(answer) {
		return nil, false
	}
	var whole map[string][]map[string]string
	if json.Unmarshal([]byte(answer), &whole) != nil || len(whole) != 1 {
		return nil, false
	}
	list := whole["commands"]
	if len(list) == 0 || len(list) > maxProposals {
		return nil, false
	}
	for _, p := range list {
		i := slices.IndexFunc(proposals, func(known proposal) bool { return string(known.command) == p["command"] })
		if i < 0 || len(p) != 1+len(proposals[i].with) {
			return nil, false
		}
		for _, key := range proposals[i].with {
			if p[key] == "" || len(p[key]) > maxProposed {
				return nil, false
			}
		}
	}
	return list, true
}

func (v *Vocabulary) proposedStart(list []map[string]string, text string, view View) ([]Meaning, bool) {
	d := v.dialog(list[0]["dialog"])
	if d == nil {
		return nil, false
	}
	values, ok := v.proposedValues(list[1:], d.Fields, text, view, Set)
	return append([]Meaning{{Command: Start, Dialog: d.Name, Text: text, Score: 1}}, values...), ok
}

// proposedValues takes values for fields, each for a field of its own.
func (v *Vocabulary) proposedValues(list []map[string]string, fields []Field, text string, view View, allowed ...Command) ([]Meaning, bool) {
	var meanings []Meaning
	for _, p := range list {
		f, ok := find(fields, p["field"])
		twice := slices.ContainsFunc(meanings, func(m Meaning) bool { return m.Field == f.Name })
		if !ok || twice || f.Private || !slices.Contains(allowed, Command(p["command"])) {
			return nil, false
		}
		m, ok := grounded(f, p["value"], text, view)
		if !ok {
			return nil, false
		}
		if m.Command = Set; f.Known && len(allowed) > 1 {
			m.Command = Correct
		}
		meanings = append(meanings, m)
	}
	return meanings, true
}

// grounded reads a value that a model proposed, if the person said it. Where
// the field's kind can be found in a sentence, what is found there counts: the
// model may write "50000" for "fifty grand", and no other amount. Anything
// else must stand in the text as it is.
func grounded(f Field, value, text string, view View) (Meaning, bool) {
	m := Meaning{Field: f.Name, Text: value}
	if !typed(f.Kind) && f.Kind != field.Number && f.Kind != field.YesNo {
		return m, occurs(text, value)
	}
	t, _ := field.TypeOf(f.Kind)
	read, _, ok := t.Read(value, view.View)
	if !ok {
		return m, false
	}
	if t.Find != nil {
		if found := t.Find(text, view.View); len(found) > 0 {
			i := slices.IndexFunc(found, func(hit field.Match) bool { return hit.Value.Norm == read.Norm })
			if i < 0 {
				return m, false
			}
			m.Text, m.Value = text[found[i].Start:found[i].End], &found[i].Value
			return m, true
		}
	}
	m.Value = &read
	return m, occurs(text, value)
}

// tells tells whether a value can be asked for: of the open dialog, or of a
// record.
func (v *Vocabulary) tells(name string, view View) bool {
	if f, ok := view.field(name); ok {
		return !f.Private && f.Kind != field.Changes && f.Kind != Search
	}
	return slices.ContainsFunc(v.dialogs, func(l learned) bool {
		_, ok := find(l.Tells, name)
		return ok
	})
}

// occurs tells whether a text has a value in it as whole words: "5" is not in
// "5k", nor "12" in "31/12" or "-12".
func occurs(text, value string) bool {
	in, words := []rune(squeezed(text)), []rune(squeezed(value))
	if len(words) == 0 {
		return false
	}
	for i := 0; i+len(words) <= len(in); i++ {
		if end := i + len(words); slices.Equal(in[i:end], words) && !goesOn(in, i, -1) && !goesOn(in, end-1, 1) {
			return true
		}
	}
	return false
}

// goesOn tells whether the word that has the character at an edge goes on
// beyond it, forwards for 1 and backwards for -1.
func goesOn(in []rune, edge, way int) bool {
	at := func(i int) rune {
		if i < 0 || i >= len(in) {
			return ' '
		}
		return in[i]
	}
	next, beyond, digit := at(edge+way), at(edge+2*way), unicode.IsDigit(in[edge])
	switch {
	case !wordy(in[edge]):
		return false
	case wordy(next), next == '_', next == '@':
		return true
	case next == '-', next == '+':
		return digit || wordy(beyond)
	case next == ',':
		return digit && unicode.IsDigit(beyond)
	}
	return (next == '.' || next == '/') && wordy(beyond)
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// squeezed is a text in small letters with single spaces.
func squeezed(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(text), "’", "'")), " ")
}
