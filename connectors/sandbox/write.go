package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// writeBody is what create and update take.
type writeBody struct {
	Properties   inputs             `json:"properties"`
	Associations []associationInput `json:"associations"`
}

func createRecord(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	var body writeBody
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	if body.Properties == nil {
		return answer{}, c.missingField("properties")
	}
	t := c.account.table(typ)
	values, err := c.accepted(t, nil, body.Properties)
	if err != nil {
		return answer{}, err
	}
	far, err := c.checkAssociations(typ, body.Associations)
	if err != nil {
		return answer{}, err
	}
	r := t.insert(c.account, c.s.newID(), values, c.now)
	for _, to := range far {
		c.account.link(end{typ, r.id}, to, c.now)
	}
	id := strconv.FormatInt(r.id, 10)
	return created(c.written(t, r), c.askedPath()+"/"+id), nil
}

func updateRecord(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	r, err := c.find(t)
	if err != nil {
		return answer{}, err
	}
	if !r.archived.IsZero() {
		return answer{}, notFound()
	}
	var body writeBody
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	if body.Properties == nil {
		return answer{}, c.missingField("properties")
	}
	values, err := c.accepted(t, r, body.Properties)
	if err != nil {
		return answer{}, err
	}
	t.write(c.account, r, values, c.now)
	return jsonAnswer(http.StatusOK, c.written(t, r)), nil
}

func archiveRecord(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	id, err := c.recordID("id")
	if err != nil {
		return answer{}, err
	}
	r := t.rows[id]
	if r == nil {
		return answer{}, notFound()
	}
	if r.archived.IsZero() {
		r.archive(c.now)
		c.account.unlinkAll(end{typ, id}, c.now)
	}
	return noContent(), nil
}

// newID numbers a record made through the API.
func (s *Server) newID() int64 {
	s.nextID++
	return s.nextID
}

// accepted checks a write as a whole: every value, what they mean together,
// what is required, and what must be unique. r is nil for a new record.
// Nothing has been changed when it returns an error.
func (c *call) accepted(t *table, r *record, in inputs) (map[string]string, *apiError) {
	before := map[string]string{}
	if r != nil {
		before = r.values
	}
	values := map[string]string{}
	var bad []propertyError
	refuse := func(name, value string, p *problem) {
		bad = append(bad, propertyError{
			Message: p.message, Code: p.code, Name: name, Localized: p.message, Value: value, Portal: c.account.hub,
		})
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		p := t.property(name)
		if p == nil {
			refuse(name, in[name], &problem{"PROPERTY_DOESNT_EXIST", fmt.Sprintf("Property %q does not exist", name)})
			continue
		}
		value, why := c.account.accept(p, in[name], c.version)
		if why != nil {
			refuse(name, in[name], why)
			continue
		}
		if p.FieldType == "checkbox" {
			value = joinChoices(before[name], value)
		}
		values[name] = value
	}
	if t.typ.stage != "" {
		c.checkStage(t.typ, before, values, r == nil, refuse)
	}
	if keepsStage(t.property("lifecyclestage"), before["lifecyclestage"], values["lifecyclestage"]) {
		delete(values, "lifecyclestage")
	}
	if len(bad) > 0 {
		return nil, propertyErrors(bad)
	}
	if err := c.checkRequired(t, r, before, values); err != nil {
		return nil, err
	}
	return values, c.checkUnique(t, r, values)
}

// checkStage puts a new record into the default pipeline when it names none,
// and holds a stage against its pipeline.
func (c *call) checkStage(typ *objectType, before, values map[string]string, fresh bool, refuse func(string, string, *problem)) {
	after := merged(before, values)
	if after[typ.pipeline] == "" {
		after[typ.pipeline] = c.account.pipelines(typ)[0].id
		if fresh || before[typ.pipeline] != "" {
			values[typ.pipeline] = after[typ.pipeline]
		}
	}
	_, sentPipeline := values[typ.pipeline]
	_, sentStage := values[typ.stage]
	if !sentPipeline && !sentStage || after[typ.stage] == "" {
		return
	}
	if name, why := c.account.acceptStage(typ, after[typ.pipeline], after[typ.stage]); why != nil {
		refuse(name, after[name], why)
	}
}

// keepsStage says whether a lifecycle stage would move backwards, which
// HubSpot passes over in silence.
func keepsStage(p *property, before, after string) bool {
	if p == nil || before == "" || after == "" {
		return false
	}
	place := func(value string) int {
		return slices.IndexFunc(p.Options, func(o option) bool { return o.Value == value })
	}
	return place(after) < place(before)
}

func (c *call) checkRequired(t *table, r *record, before, values map[string]string) *apiError {
	after := merged(before, values)
	if r == nil {
		var missing []string
		for _, name := range t.typ.required {
			if after[name] == "" {
				missing = append(missing, name)
			}
		}
		if len(missing) > 0 {
			return missingRequired(t.typ, missing)
		}
	}
	given := func(name string) bool { return after[name] != "" }
	if r == nil && len(t.typ.oneOf) > 0 && !slices.ContainsFunc(t.typ.oneOf, given) {
		return missingRequired(t.typ, t.typ.oneOf)
	}
	if c.version != "2026-09" {
		return nil
	}
	var missing []string
	for _, rule := range c.account.rules {
		if rule.Object != t.typ.name || rule.When == "" && r != nil || rule.When != "" && after[rule.When] != rule.Is {
			continue
		}
		for _, name := range rule.Required {
			if after[name] == "" && !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	e := invalid("Some required properties were not set: [%s]", strings.Join(missing, ", "))
	e.Context = map[string][]string{"properties": missing}
	for _, name := range missing {
		e.Errors = append(e.Errors, errorDetail{
			Message: fmt.Sprintf("Property %q is required", name), Code: "REQUIRED_PROPERTY_MISSING",
			Context: map[string][]string{"propertyName": {name}},
		})
	}
	return e
}

func (c *call) checkUnique(t *table, r *record, values map[string]string) *apiError {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values[name]
		if p := t.property(name); !p.HasUniqueValue || value == "" {
			continue
		}
		holder := t.holder(name, value)
		if holder == nil || holder == r {
			continue
		}
		if name == "email" {
			return fail(http.StatusConflict, "CONFLICT", fmt.Sprintf("Contact already exists. Existing ID: %d", holder.id))
		}
		self := "a new record"
		if r != nil {
			self = strconv.FormatInt(r.id, 10)
		}
		e := fail(http.StatusConflict, "CONFLICT", fmt.Sprintf(
			"Cannot set PropertyValueCoordinates{portalId=%d, objectTypeId=%s, propertyName=%s, value=%s} on %s. %d already has that value.",
			c.account.hub, t.typ.id, name, value, self, holder.id))
		e.Errors = []errorDetail{{Message: e.Message, Code: "CONFLICTING_UNIQUE_VALUE", Context: map[string][]string{"propertyName": {name}}}}
		return e
	}
	return nil
}

func merged(before, values map[string]string) map[string]string {
	out := maps.Clone(before)
	maps.Copy(out, values)
	return out
}
