package sandbox

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// filter is one condition of a search.
type filter struct {
	PropertyName string      `json:"propertyName"`
	Operator     string      `json:"operator"`
	Value        scalar      `json:"value"`
	HighValue    scalar      `json:"highValue"`
	Values       []scalar    `json:"values"`
	property     *property   // nil for an association
	far          *objectType // of an association
}

// scalar is a filter value, which may come as text, number or boolean.
type scalar struct {
	text string
	set  bool
}

func (v *scalar) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	v.set = true
	if json.Unmarshal(data, &v.text) == nil {
		return nil
	}
	v.text = string(data)
	return nil
}

var operators = []string{
	"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN",
	"HAS_PROPERTY", "NOT_HAS_PROPERTY", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN",
}

// prepareFilter checks that a filter can be run and brings its values into
// the stored form.
func (c *call) prepareFilter(t *table, f *filter) *apiError {
	var missing []string
	if f.PropertyName == "" {
		missing = append(missing, "propertyName")
	}
	if f.Operator == "" {
		missing = append(missing, "operator")
	}
	if len(missing) > 0 {
		return invalid("Invalid input JSON on line 1, column %d: Cannot build Filter, some of required attributes are not set [%s]", len(c.body), strings.Join(missing, ", "))
	}
	if !slices.Contains(operators, f.Operator) {
		return invalid("Invalid input JSON on line 1, column %d: Cannot deserialize an operator from %q", len(c.body), f.Operator)
	}
	if name, ok := strings.CutPrefix(f.PropertyName, "associations."); ok {
		f.far = objectTypeOf(name)
		if _, ok := t.typ.to(f.far); !ok || !slices.Contains([]string{"EQ", "IN", "NEQ", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY"}, f.Operator) {
			return badRequest()
		}
	} else if f.property = t.property(f.PropertyName); f.property == nil || !f.possible() {
		return badRequest()
	}
	switch f.Operator {
	case "HAS_PROPERTY", "NOT_HAS_PROPERTY":
		return nil
	case "IN", "NOT_IN":
		if len(f.Values) == 0 {
			return badRequest()
		}
	case "BETWEEN":
		if !f.Value.set || !f.HighValue.set {
			return badRequest()
		}
	default:
		if !f.Value.set {
			return badRequest()
		}
	}
	return f.readValues()
}

// possible says whether the operator makes sense for the type.
func (f *filter) possible() bool {
	switch f.Operator {
	case "LT", "LTE", "GT", "GTE", "BETWEEN":
		return f.property.Type != "enumeration" && f.property.Type != "bool"
	case "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN":
		return f.property.Type == "string"
	}
	return true
}

func (f *filter) readValues() *apiError {
	if f.property == nil {
		return nil
	}
	list := []*scalar{&f.Value, &f.HighValue}
	for i := range f.Values {
		list = append(list, &f.Values[i])
	}
	for _, v := range list {
		if !v.set {
			continue
		}
		switch f.property.Type {
		case "number":
			if _, err := strconv.ParseFloat(v.text, 64); err != nil {
				return badRequest()
			}
		case "date", "datetime":
			at, _, err := parseTime(v.text)
			if err != nil {
				return badRequest()
			}
			v.text = stamp(at)
		}
	}
	return nil
}

func (c *call) fitsAll(t *table, id int64, values map[string]string, filters []filter) bool {
	for _, f := range filters {
		if f.far != nil {
			if !c.fitsAssociation(t, id, f) {
				return false
			}
		} else if !f.fits(values[f.property.Name]) {
			return false
		}
	}
	return true
}

func (c *call) fitsAssociation(t *table, id int64, f filter) bool {
	var linked []string
	for _, far := range c.account.linked(end{t.typ, id}, f.far) {
		linked = append(linked, strconv.FormatInt(far, 10))
	}
	has := func(v scalar) bool { return slices.Contains(linked, v.text) }
	switch f.Operator {
	case "EQ":
		return has(f.Value)
	case "NEQ":
		return !has(f.Value)
	case "IN":
		return slices.ContainsFunc(f.Values, has)
	case "NOT_IN":
		return !slices.ContainsFunc(f.Values, has)
	case "HAS_PROPERTY":
		return len(linked) > 0
	}
	return len(linked) == 0
}

// fits holds one stored value, "" when there is none, against the filter. The
// negative operators also fit a record without a value.
func (f *filter) fits(have string) bool {
	p := f.property
	switch f.Operator {
	case "HAS_PROPERTY":
		return have != ""
	case "NOT_HAS_PROPERTY":
		return have == ""
	case "NEQ":
		return have == "" || !equalValues(p, have, f.Value.text)
	case "NOT_IN":
		return have == "" || !f.in(have)
	case "NOT_CONTAINS_TOKEN":
		return have == "" || !containsToken(have, f.Value.text)
	}
	if have == "" {
		return false
	}
	switch f.Operator {
	case "EQ":
		return equalValues(p, have, f.Value.text)
	case "IN":
		return f.in(have)
	case "CONTAINS_TOKEN":
		return containsToken(have, f.Value.text)
	case "LT":
		return compareValues(p, have, f.Value.text) < 0
	case "LTE":
		return compareValues(p, have, f.Value.text) <= 0
	case "GT":
		return compareValues(p, have, f.Value.text) > 0
	case "GTE":
		return compareValues(p, have, f.Value.text) >= 0
	}
	return compareValues(p, have, f.Value.text) >= 0 && compareValues(p, have, f.HighValue.text) <= 0
}

// in compares text with lower-case values only, which is HubSpot's trap: a
// value with capitals is never found.
func (f *filter) in(have string) bool {
	return slices.ContainsFunc(f.Values, func(v scalar) bool {
		if f.property.Type == "string" {
			return strings.ToLower(have) == v.text
		}
		return equalValues(f.property, have, v.text)
	})
}

func equalValues(p *property, a, b string) bool {
	switch {
	case p.Type == "string":
		return strings.EqualFold(a, b)
	case p.FieldType == "checkbox":
		return slices.Contains(strings.Split(a, ";"), b)
	}
	return compareValues(p, a, b) == 0
}

// compareValues orders two stored values by the type of their property.
func compareValues(p *property, a, b string) int {
	switch p.Type {
	case "number":
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	case "date", "datetime":
		x, _, _ := parseTime(a)
		y, _, _ := parseTime(b)
		return x.Compare(y)
	case "string":
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	}
	return strings.Compare(a, b)
}

var tokenBreak = regexp.MustCompile(`[^\pL\pN*]+`)

// containsToken looks for words: every word of the wanted text must be a word
// of the value, where * stands for any characters. A pattern with a star is
// also held against the whole value, so that *@x.com works.
func containsToken(have, wanted string) bool {
	have, wanted = strings.ToLower(have), strings.ToLower(wanted)
	if strings.Contains(wanted, "*") && glob(wanted, have) {
		return true
	}
	words := tokenBreak.Split(strings.ReplaceAll(have, "*", " "), -1)
	tokens := slices.DeleteFunc(tokenBreak.Split(wanted, -1), func(s string) bool { return s == "" })
	for _, token := range tokens {
		if !slices.ContainsFunc(words, func(word string) bool { return glob(token, word) }) {
			return false
		}
	}
	return len(tokens) > 0
}

func glob(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}
