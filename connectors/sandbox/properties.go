package sandbox

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
)

func listProperties(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	list := c.account.table(typ).properties
	if c.query.Get("archived") == "true" || c.query.Get("dataSensitivity") == "sensitive" {
		list = []*property{}
	}
	return ok(map[string]any{"results": list})
}

func getProperty(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	if p := c.account.table(typ).property(c.r.PathValue("name")); p != nil {
		return ok(p)
	}
	return answer{}, noProperty(c.r.PathValue("name"))
}

// describeType tells what an object type is and what its records must have: by
// HubSpot's own rules and by those of the account that count for new ones.
func describeType(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	required := slices.Clone(typ.required)
	for _, rule := range c.account.rules {
		if rule.Object == typ.name && rule.When == "" {
			required = append(required, rule.Required...)
		}
	}
	links := []any{}
	for _, kind := range associationKinds {
		if kind.from == typ {
			links = append(links, map[string]string{
				"id": strconv.Itoa(kind.number), "name": kind.name(), "fromObjectTypeId": typ.id, "toObjectTypeId": kind.to.id,
			})
		}
	}
	return ok(map[string]any{
		"id": typ.id, "objectTypeId": typ.id, "name": typ.upper, "fullyQualifiedName": typ.upper, "metaType": "HUBSPOT",
		"labels":                 map[string]string{"singular": title(typ.singular), "plural": title(typ.name)},
		"primaryDisplayProperty": typ.title, "requiredProperties": append([]string{}, required...),
		"searchableProperties": typ.searchable, "properties": c.account.table(typ).properties, "associations": links,
	})
}

func noProperty(name string) *apiError {
	return fail(http.StatusNotFound, "OBJECT_NOT_FOUND", "Property \""+name+"\" does not exist")
}

var propertyName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// createProperty adds a property of the account's own. Reset takes it away.
func createProperty(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	var in property
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	for name, value := range map[string]string{"name": in.Name, "label": in.Label, "type": in.Type, "fieldType": in.FieldType, "groupName": in.GroupName} {
		if value == "" {
			return answer{}, c.missingField(name)
		}
	}
	if !propertyName.MatchString(in.Name) {
		return answer{}, invalid("Property name %q is not valid: lower case letters, digits and underscores, a letter first", in.Name)
	}
	if !slices.Contains([]string{"string", "number", "enumeration", "bool", "date", "datetime"}, in.Type) {
		return answer{}, invalid("%q is not a property type", in.Type)
	}
	t := c.account.table(typ)
	if t.property(in.Name) != nil {
		return answer{}, fail(http.StatusConflict, "OBJECT_ALREADY_EXISTS", "A property named '"+in.Name+"' already exists.")
	}
	p := define(in.Name, in.Label, in.Type, in.FieldType).group(in.GroupName).custom(c.now)
	p.Description, p.HasUniqueValue, p.DisplayOrder = in.Description, in.HasUniqueValue, len(t.properties)
	if in.Options != nil {
		p.Options = in.Options
	}
	t.properties = append(t.properties, p)
	return created(p, c.askedPath()+"/"+p.Name), nil
}

// deleteProperty archives a property of the account's own; values go with it.
func deleteProperty(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	p := t.property(c.r.PathValue("name"))
	if p == nil {
		return answer{}, noProperty(c.r.PathValue("name"))
	}
	if !p.Modification.Archivable {
		return answer{}, invalid("Property %q is HubSpot's own and cannot be archived", p.Name)
	}
	t.properties = slices.DeleteFunc(t.properties, func(have *property) bool { return have == p })
	for _, r := range t.rows {
		t.write(c.account, r, map[string]string{p.Name: ""}, r.updated)
	}
	return noContent(), nil
}
