package machine

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
	"parley/engine/syntax"
)

// compileTime stands in for the time when defaults are checked: any day does.
var compileTime = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// ask is one field of a dialog, compiled.
type ask struct {
	tree     *syntax.Field
	name     string
	label    string
	title    string // the label with a capital
	asking   string // its state "ask …"
	kind     field.Kind
	object   action.Object // for record, changes and search
	optional bool
	leave    *condition // under which it is optional; nil for always
	never    bool       // only taken when said
	always   bool       // asked even when it has a default
	private  bool
	when     *condition
	must     []mustRule
	preset   string         // default
	usual    Button         // says the default
	choices  []field.Choice // written by the author
	source   string         // action that gives the choices
	min, max int            // length of a text
	text     template       // ask:
	hint     string
	ifNone   string
	attempts int
	param    string // of the action, that it fills; empty for none
	current  bool   // the record must be read, not only known by id: it is shown or changed
}

type mustRule struct {
	holds *condition
	say   string
}

// skippable tells whether the field can be left out as long as those values are
// what is known.
func (a *ask) skippable(known map[string]field.Value) bool {
	return a.optional && (a.leave == nil || a.leave.holds(known))
}

// asked tells whether the dialog can stop at this field.
func (a *ask) asked() bool { return true }

// loads tells whether choices must be fetched before the field can be read.
func (a *ask) loads() bool { return a.source != "" || len(a.sources()) > 0 }

// finds tells whether the field names a record that must be looked up.
func (a *ask) finds() bool { return a.kind == field.Record }

// sources are the choices that reading the field's answer may need: those of
// the object's own fields for changes and searches.
func (a *ask) sources() []action.ObjectField {
	if a.kind != field.Changes && a.kind != match.Search {
		return nil
	}
	var list []action.ObjectField
	for _, f := range a.object.Fields {
		if f.Source != "" && !(a.kind == field.Changes && f.ReadOnly) {
			list = append(list, f)
		}
	}
	return list
}

// matchField is the field as package match sees it.
func (a *ask) matchField() match.Field {
	f := match.Field{Name: a.name, Label: a.label, Kind: a.kind, Object: a.object.Name, Private: a.private}
	if of, ok := a.object.Field(a.name); ok {
		f.Also = of.Also
	}
	if a.kind == match.Search {
		for _, of := range a.object.Fields {
			f.Of = append(f.Of, match.Field{Name: of.Name, Label: of.Label, Also: of.Also, Kind: of.Kind})
		}
	}
	if a.kind == field.Changes {
		for _, of := range a.object.Fields {
			if !of.ReadOnly {
				f.Parts = append(f.Parts, names(of)...)
				f.Main = append(f.Main, of.Label)
				f.Of = append(f.Of, match.Field{Name: of.Name, Label: of.Label, Also: of.Also, Kind: of.Kind})
			}
		}
	}
	return f
}

// inWords turns a name into words: "close_date" is "close date".
func inWords(name string) string { return strings.ReplaceAll(name, "_", " ") }

// capital writes the first letter large.
func capital(s string) string {
	if s == "" {
		return s
	}
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// folded is a text in small letters, byte for byte as long as it was: places
// found in it are places in the text.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}
