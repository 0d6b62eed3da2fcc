package action

import "parley/engine/field"

// Effect is what an action does to the outside world.
type Effect string

// The effects. Everything but Read must be confirmed by the user first.
const (
	Read   Effect = "read"
	Create Effect = "create"
	Update Effect = "update"
	Delete Effect = "delete"
)

// Writes tells whether the effect changes anything.
func (e Effect) Writes() bool { return e != Read }

// Spec describes one action.
type Spec struct {
	Name     string   // "hubspot.deals.create"
	Provider string   // "hubspot": whose sign-in it needs
	Summary  string   // "adds a deal", completes "this action …"
	Effect   Effect   //
	Object   string   // "deal", "contact"; empty when it is about none
	Params   []Param  // in the order in which a reader wants to see them
	Scopes   []string // what the token must allow
	Gives    Gives    // what a Result holds on success
	Fails    []Kind   // the kinds of Problem it can answer
}

// Gives is the shape of an action's successful Result.
type Gives string

// The shapes.
const (
	GivesNothing Gives = "nothing"
	GivesRecord  Gives = "record"  // Result.Records has exactly one
	GivesRecords Gives = "records" // Result.Records, Total, Next
	GivesChoices Gives = "choices" // Result.Choices
	GivesAccount Gives = "account" // Result.Account
	GivesText    Gives = "text"    // Result.Text
)

// Param is one parameter of an action.
type Param struct {
	Name     string
	Kind     field.Kind
	Required bool
	Summary  string
}

// Param finds a parameter by name.
func (s *Spec) Param(name string) (Param, bool) {
	for _, p := range s.Params {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// Object describes a kind of record: the fields that can be shown, changed,
// filtered and sorted by. "record deal" and "changes of deal" rest on it.
type Object struct {
	Name   string              // "deal"
	Plural string              // "deals"
	Also   []string            // other words for one: "opportunity"
	Nouns  map[string][]string // words for one and for several in other languages, by their code
	Title  string              // name of the field that titles a record: "name"
	Fields []ObjectField
	Find   string // action that finds records by what people say: param "text"; GivesRecords
	Get    string // action that reads one by id: param "id"; GivesRecord
}

// ObjectField is one field of an Object.
type ObjectField struct {
	Name     string            // as in dialogs: "close_date"
	Label    string            // as people say it: "close date"
	Labels   map[string]string // the label in other languages, by their code: {"de": "Abschlussdatum"}
	Kind     field.Kind        //
	Source   string            // choice source action for kinds choice and owner
	ReadOnly bool
	Also     []string // other words for it: "value", "worth"
}

// Field finds a field by name.
func (o *Object) Field(name string) (ObjectField, bool) {
	for _, f := range o.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return ObjectField{}, false
}
