package syntax

import (
	"fmt"
	"regexp"
	"slices"
)

// Object is one kind of record that objects.yaml describes: a new one, or more
// fields of one that is there.
type Object struct {
	Name   Str
	Plural Str
	ID     Str // the provider's number for it: 0-5
	Also   []Str
	Title  Str // name of the field that titles a record
	OneOf  []Str
	Links  []ObjectLink
	Fields []*ObjectField
}

// ObjectLink leads to records of another kind.
type ObjectLink struct {
	To     Str
	Number Num
}

// ObjectField is one field of a kind of record.
type ObjectField struct {
	Name     Str
	Property Str // the provider's name for it
	Type     Str
	Label    Str
	Also     []Str
	Required Flag
	ReadOnly Flag
	Day      Flag
}

var (
	objectID     = regexp.MustCompile(`^[0-9]{1,3}-[0-9]{1,18}$`)
	propertyName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]{0,99}$`)
)

// ParseObjects reads objects.yaml. What could not be read is left out.
func ParseObjects(file string, src []byte) ([]*Object, Diagnostics) {
	r := newReader(file, src)
	var list []*Object
	if root := r.open(src); root != nil {
		r.fill(root, inObjects, "the kinds of records", Pos{Line: 1, Col: 1, Len: 1}, map[string]any{
			"objects": func(_ key, e entry) {
				for _, x := range r.named(e, "kinds of records are expected here, each with its name", "write for example `ticket:` with `fields:` below it") {
					if o := r.object(x); o != nil {
						list = append(list, o)
					}
				}
			},
		})
	}
	return list, r.finish()
}

// named are entries whose keys are names that the author chose.
func (r *reader) named(e entry, expected, advice string) (list []entry) {
	if !r.isMapping(e.value, e.pos, expected, advice) {
		return nil
	}
	for _, x := range r.entries(e.value) {
		if !r.full() && r.checkName(Str{x.name, x.pos}) {
			list = append(list, x)
		}
	}
	return list
}

// builtIn are the kinds of records that are there without a description. What
// is written about them adds fields.
var builtIn = []string{"deal", "contact"}

func (r *reader) object(e entry) *Object {
	o := &Object{Name: Str{e.name, e.pos}}
	what := "the kind of record " + quote(e.name)
	before := len(r.diags)
	r.fill(e.value, inObject, what, e.pos, map[string]any{
		"plural": &o.Plural,
		"id": func(k key, e entry) {
			o.ID = r.matching(k, e, objectID, "is no number of a kind of record", "write it as the provider shows it, for example 0-5")
		},
		"also":   &o.Also,
		"title":  &o.Title,
		"one_of": &o.OneOf,
		"links": func(_ key, e entry) {
			for _, x := range r.named(e, "kinds of records are expected here, each with the number of the link", "write for example `contact: 16`") {
				to := Str{x.name, x.pos}
				r.known(key{name: "links", words: linkTargets}, to)
				o.Links = append(o.Links, ObjectLink{To: to, Number: r.number(key{name: x.name, min: 1, max: 999_999}, x.value, x.pos)})
			}
		},
		"fields": func(_ key, e entry) {
			for _, x := range r.named(e, "fields are expected here, each with its name", "write for example `subject: {property: subject, type: text}`") {
				o.Fields = append(o.Fields, r.objectField(x))
			}
		},
	})
	if Diagnostics(r.diags[before:]).Failed() {
		return nil // half a description would only lead to more messages
	}
	if slices.Contains(builtIn, o.Name.Value) {
		return o
	}
	for _, k := range []struct {
		name, example string
		is            Str
	}{{"plural", "tickets", o.Plural}, {"id", "0-5", o.ID}, {"title", "subject", o.Title}} {
		if k.is.IsZero() {
			r.add("missing-key", e.pos, fmt.Sprintf("`%s:` is missing in %s", k.name, what), "add `"+k.name+": "+k.example+"`")
		}
	}
	for _, name := range append([]Str{o.Title}, o.OneOf...) {
		r.fieldOf(o, name)
	}
	if Diagnostics(r.diags[before:]).Failed() {
		return nil
	}
	return o
}

// fieldOf says so when a name is none of the kind's fields.
func (r *reader) fieldOf(o *Object, name Str) {
	var known []string
	for _, f := range o.Fields {
		known = append(known, f.Name.Value)
	}
	if name.IsZero() || slices.Contains(known, name.Value) {
		return
	}
	advice := "describe it below `fields:`"
	if near, ok := Nearest(name.Value, known); ok {
		advice = fmt.Sprintf("did you mean %q?", near)
	}
	r.add("unknown-object-field", name.Pos, fmt.Sprintf("a %s has no field %s", o.Name.Value, quote(name.Value)), advice)
}

func (r *reader) objectField(e entry) *ObjectField {
	f := &ObjectField{Name: Str{e.name, e.pos}}
	r.fill(e.value, inObjectField, "the field "+quote(e.name), e.pos, map[string]any{
		"property": func(k key, e entry) {
			f.Property = r.matching(k, e, propertyName, "is no name of a property", "copy its internal name from the provider's settings")
		},
		"type":      &f.Type,
		"label":     &f.Label,
		"also":      &f.Also,
		"required":  &f.Required,
		"read_only": &f.ReadOnly,
		"day":       &f.Day,
	})
	return f
}

// matching reads a word of a form of its own.
func (r *reader) matching(k key, e entry, form *regexp.Regexp, wrong, advice string) Str {
	s := r.one(k, e.value, e.pos)
	if !s.IsZero() && !form.MatchString(s.Value) {
		r.add("bad-name", s.Pos, quote(s.Value)+" "+wrong, advice)
	}
	return s
}
