package field

// Kind is a kind of answer. What a kind can do is in Kinds.
type Kind string

// The kinds. Record and Changes are about an object: "record deal".
const (
	Text    Kind = "text"
	Number  Kind = "number"
	Money   Kind = "money"
	Percent Kind = "percent"
	Date    Kind = "date"
	Time    Kind = "time"
	Email   Kind = "email"
	Phone   Kind = "phone"
	URL     Kind = "url"
	YesNo   Kind = "yes_no"
	Pick    Kind = "choice"
	Owner   Kind = "owner"
	Record  Kind = "record"
	Changes Kind = "changes"

	// Conditions, Sort and Page are parameters of searching actions.
	Conditions Kind = "conditions"
)

// Value is an answer in its normal form. Which part of it is used depends on
// its kind:
//
//	text, email, url      Norm is the text itself
//	phone                 Norm is E.164: "+493012345"
//	number, percent       Norm is a plain decimal: "12.5"
//	money                 Norm is a plain decimal, Unit the currency or empty
//	date                  Norm is "2026-12-31"
//	time                  Norm is "15:04"
//	yes_no                Norm is "yes" or "no"
//	choice, owner         Norm is the id to send, Label what people read
//	record                Norm is the record's id, Label its title
//	changes               Set has a value for each changed field; a Norm of "" in it clears
//	conditions            List has the comparisons, ANDed
type Value struct {
	Norm  string           `json:"v,omitempty"`
	Label string           `json:"l,omitempty"`
	Unit  string           `json:"u,omitempty"`
	From  From             `json:"f,omitempty"`
	Set   map[string]Value `json:"set,omitempty"`
	List  []Condition      `json:"list,omitempty"`
}

// From says how a value came to be.
type From string

// Where values come from. The zero From means that the user said it.
const (
	Said       From = ""
	Chosen     From = "chosen"
	Remembered From = "remembered"
	Default    From = "default"
)

// Condition is one comparison of a search: a record fits when Field Op Value.
type Condition struct {
	Field string `json:"f"`
	Op    string `json:"o"` // eq neq lt lte gt gte contains
	Value Value  `json:"v"`
}

// Choice is one of several things to pick.
type Choice struct {
	Value string   `json:"v"`
	Label string   `json:"l"`
	Also  []string `json:"a,omitempty"` // other words for it
	Group string   `json:"-"`           // value of the choice it belongs to: a stage's pipeline; a connector's own
	Hint  string   `json:"h,omitempty"` // what tells it apart: "$5,000, Negotiation"
}

// Equal tells whether two values mean the same, however they came to be.
func (v Value) Equal(w Value) bool {
	if v.Norm != w.Norm || v.Unit != w.Unit || len(v.Set) != len(w.Set) || len(v.List) != len(w.List) {
		return false
	}
	for k, x := range v.Set {
		if y, ok := w.Set[k]; !ok || !x.Equal(y) {
			return false
		}
	}
	for i := range v.List {
		if v.List[i].Field != w.List[i].Field || v.List[i].Op != w.List[i].Op || !v.List[i].Value.Equal(w.List[i].Value) {
			return false
		}
	}
	return true
}

// IsZero tells whether there is no answer in it.
func (v Value) IsZero() bool {
	return v.Norm == "" && len(v.Set) == 0 && len(v.List) == 0
}
