package sandbox

import "time"

// property is the definition of one field of an object type, in the shape
// that the API gives it.
type property struct {
	Name           string       `json:"name"`
	Label          string       `json:"label"`
	Type           string       `json:"type"` // string number enumeration bool date datetime
	FieldType      string       `json:"fieldType"`
	Description    string       `json:"description"`
	GroupName      string       `json:"groupName"`
	Options        []option     `json:"options"`
	DisplayOrder   int          `json:"displayOrder"`
	Calculated     bool         `json:"calculated"`
	External       bool         `json:"externalOptions"`
	HasUniqueValue bool         `json:"hasUniqueValue"`
	Hidden         bool         `json:"hidden"`
	Currency       bool         `json:"showCurrencySymbol,omitempty"`
	HubspotDefined bool         `json:"hubspotDefined"`
	FormField      bool         `json:"formField"`
	Sensitivity    string       `json:"dataSensitivity"`
	Archived       bool         `json:"archived"`
	CreatedAt      string       `json:"createdAt,omitempty"`
	UpdatedAt      string       `json:"updatedAt,omitempty"`
	Modification   modification `json:"modificationMetadata"`
}

type option struct {
	Label        string `json:"label"`
	Value        string `json:"value"`
	DisplayOrder int    `json:"displayOrder"`
	Hidden       bool   `json:"hidden"`
	Description  string `json:"description"`
}

type modification struct {
	Archivable         bool `json:"archivable"`
	ReadOnlyDefinition bool `json:"readOnlyDefinition"`
	ReadOnlyValue      bool `json:"readOnlyValue"`
	ReadOnlyOptions    bool `json:"readOnlyOptions,omitempty"`
}

// OperationProperty is the name of a text property with unique values that
// records of every type and account have. A writer can put its own
// operation id there and so find out whether a write has happened.
const OperationProperty = "parley_operation_id"

func define(name, label, typ, field string) *property {
	return &property{
		Name: name, Label: label, Type: typ, FieldType: field, Options: []option{},
		HubspotDefined: true, FormField: true, Sensitivity: "non_sensitive",
		Modification: modification{ReadOnlyDefinition: true},
	}
}

func textProperty(name, label string) *property   { return define(name, label, "string", "text") }
func numberProperty(name, label string) *property { return define(name, label, "number", "number") }
func timeProperty(name, label string) *property   { return define(name, label, "datetime", "date") }

func choiceProperty(name, label string, options ...option) *property {
	p := define(name, label, "enumeration", "select")
	for i := range options {
		options[i].DisplayOrder = i
	}
	p.Options = append(p.Options, options...)
	return p
}

func yesNoProperty(name, label string) *property {
	p := choiceProperty(name, label, option{Label: "True", Value: "true"}, option{Label: "False", Value: "false"})
	p.Type, p.FieldType = "bool", "booleancheckbox"
	return p
}

// readOnly marks a value that only HubSpot sets.
func (p *property) readOnly() *property {
	p.Modification.ReadOnlyValue = true
	p.FormField = false
	return p
}

// calculated marks a value that follows from others.
func (p *property) calculated() *property {
	p.Calculated = true
	return p.readOnly()
}

// custom marks a property that the account has made itself.
func (p *property) custom(at time.Time) *property {
	p.HubspotDefined = false
	p.Modification = modification{Archivable: true}
	p.CreatedAt, p.UpdatedAt = stamp(at), stamp(at)
	return p
}

func (p *property) unique() *property {
	p.HasUniqueValue = true
	return p
}

func (p *property) group(name string) *property {
	p.GroupName = name
	return p
}

// money marks a number that is an amount.
func (p *property) money() *property {
	p.Currency = true
	return p
}

// many lets a choice have several values, joined by semicolons.
func (p *property) many() *property {
	p.FieldType = "checkbox"
	return p
}

func (p *property) option(value string) bool {
	for _, o := range p.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}
