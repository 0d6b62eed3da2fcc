package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/engine/field"
)

// A sentence that starts a dialog is read in three passes: cut names what
// each part of it is, gather hands values to the fields whose name or cue
// stands before them, and settle gives what is left to the fields that it
// suits. What a part is follows from the dialog: its fields, the words of its
// examples, the object it is about.

// kindOf tells the parts of a sentence apart.
type kindOf uint8

const (
	isWord   kindOf = iota // of a name, for all that is known
	isCommon               // a word that the examples are made of
	isNoun                 // the object: "deal"
	isLabel                // what a field is called, or the cue before it
	isLink                 // between a label and its value, or its record: "to", "of"
	isTyped                // a date, an amount, an address
	isID                   // a record's number
	isQuoted
	isChoice // what such a field usually can have: "contract sent"
	isStop   // a comma, a colon, a dash
)

type piece struct {
	kind       kindOf
	start, end int
	low        string // the word, folded and repaired
	field      string // of a label
	value      *field.Value
	typed      field.Kind
}

// chunk is a run of words that can be a value.
type chunk struct {
	start, end int
	text       string
	link       string // the link word before it
	nearNoun   bool
	quoted     bool
	capital    bool
	id         bool
	after      bool // a stop stands before it
	closed     bool // and one behind it
	direct     bool // the link stands right before it
	apart      bool // a stop or a typed value does
	sent       bool // it is from whom something came, not where somebody works
	used       bool
}

// reader reads one sentence for one dialog.
type reader struct {
	v      *Vocabulary
	l      *learned
	text   string
	view   View
	fields []Field // what can be filled: the dialog's own, or the record's and its parts
	record string  // the field that names the record; "" for none
	parts  bool    // the dialog changes a record: fields are its parts

	cuts   []piece
	chunks []chunk
	got    map[string]Meaning

	charge  []int // what says that somebody takes a record over
	mainEnd int   // where the record's or the new name ends
}

// read finds the values that a sentence has for a dialog.
func (v *Vocabulary) read(l *learned, text string, view View) []Meaning {
	list, _ := v.readNamed(l, text, view)
	return list
}

// readNamed is read, and how much the sentence says of which fields: by their
// labels, or by what something is to become.
func (v *Vocabulary) readNamed(l *learned, text string, view View) ([]Meaning, int) {
	r := reader{v: v, l: l, text: text, view: view, got: map[string]Meaning{}}
	changes := ""
	for _, f := range l.Fields {
		switch {
		case f.Kind == Search:
			return []Meaning{{Command: Set, Field: f.Name, Text: text}}, 0 // its reader takes the whole sentence
		case f.Kind == field.Changes:
			changes, r.parts = f.Name, true
			r.fields = append(r.fields, f.Of...)
			continue
		case f.Kind == field.Record && f.Object == l.Object:
			r.record = f.Name
		}
		r.fields = append(r.fields, f)
	}
	if r.parts {
		r.charge = takesOver.FindStringIndex(text)
	}
	r.cut()
	r.gather()
	r.settle()
	var list []Meaning
	var set []string
	for _, f := range r.fields {
		m, ok := r.got[f.Name]
		switch {
		case !ok:
		case r.parts && f.Name != r.record:
			value := m.Text
			if f.Kind == field.Text {
				value = `"` + strings.ReplaceAll(value, `"`, "") + `"`
			}
			set = append(set, f.Label+" "+value)
		default:
			list = append(list, m)
		}
	}
	if len(set) > 0 {
		list = append(list, Meaning{Command: Set, Field: changes, Text: strings.Join(set, ", ")})
	}
	named := 0
	for i, p := range r.cuts {
		if leads := i > 0 && becoming[r.cuts[i-1].low]; len(set) > 0 && l.mentioned(text) && (leads && p.kind != isCommon || p.kind == isTyped && p.typed != field.Date && p.typed != field.Email) {
			named++
		}
		if p.kind == isLabel && r.has(p.field) {
			named++
			if f, _ := find(r.fields, p.field); f.called(p.low, "") == 2 {
				named++
			}
		}
	}
	return list, named
}

func (r *reader) set(f Field, text string, value *field.Value, score float64) {
	r.got[f.Name] = Meaning{Command: Set, Field: f.Name, Text: text, Value: value, Score: score}
}

func (r *reader) has(name string) bool { _, ok := r.got[name]; return ok }

func isCapital(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(c)
}
