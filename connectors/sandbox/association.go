package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// An associationKind leads from one object type to another. Each pair of types
// has one kind, with a number for each direction, and may have a second number
// for the primary one.
type associationKind struct {
	from, to        *objectType
	number, primary int
}

var associationKinds = []associationKind{
	{contactType, companyType, 279, 1}, {companyType, contactType, 280, 2},
	{dealType, contactType, 3, 0}, {contactType, dealType, 4, 0},
	{dealType, companyType, 341, 5}, {companyType, dealType, 342, 6},
	{ticketType, contactType, 16, 0}, {contactType, ticketType, 15, 0},
	{ticketType, companyType, 339, 26}, {companyType, ticketType, 340, 25},
	{ticketType, dealType, 28, 0}, {dealType, ticketType, 27, 0},
}

func (k associationKind) name() string { return k.from.singular + "_to_" + k.to.singular }

// to finds how associations lead to another type.
func (typ *objectType) to(far *objectType) (associationKind, bool) {
	for _, k := range associationKinds {
		if k.from == typ && k.to == far {
			return k, true
		}
	}
	return associationKind{}, false
}

// numbered finds an association by the number of its direction.
func (typ *objectType) numbered(number int) (associationKind, bool) {
	for _, k := range associationKinds {
		if k.from == typ && number != 0 && (k.number == number || k.primary == number) {
			return k, true
		}
	}
	return associationKind{}, false
}

// end is one of the two records that an association ties.
type end struct {
	typ *objectType
	id  int64
}

// links are the associations of an account, each once.
type links [][2]end

// of are the far ends of a record's associations.
func (l links) of(near end) (far []end) {
	for _, ends := range l {
		switch near {
		case ends[0]:
			far = append(far, ends[1])
		case ends[1]:
			far = append(far, ends[0])
		}
	}
	return far
}

// linked are the ids of the records of a type that a record is tied to.
func (a *account) linked(near end, to *objectType) (ids []int64) {
	for _, far := range a.links.of(near) {
		if far.typ == to {
			ids = append(ids, far.id)
		}
	}
	return ids
}

func (a *account) link(near, far end, now time.Time) {
	if slices.Contains(a.links.of(near), far) {
		return
	}
	a.links = append(a.links, [2]end{near, far})
	a.rederive(near, far, now)
}

func (a *account) unlink(near, far end, now time.Time) {
	a.links = slices.DeleteFunc(a.links, func(have [2]end) bool {
		return have == [2]end{near, far} || have == [2]end{far, near}
	})
	a.rederive(near, far, now)
}

func (a *account) rederive(near, far end, now time.Time) {
	a.table(near.typ).rederive(a, near.id, now)
	a.table(far.typ).rederive(a, far.id, now)
}

func (a *account) unlinkAll(near end, now time.Time) {
	for _, far := range a.links.of(near) {
		a.unlink(near, far, now)
	}
}

// associationInput is an association in the body of a create.
type associationInput struct {
	To struct {
		ID id `json:"id"`
	} `json:"to"`
	Types []associationType `json:"types"`
}

type associationType struct {
	Category string `json:"associationCategory"`
	TypeID   int    `json:"associationTypeId"`
}

// checkAssociations looks at the associations of a create and returns the
// records to tie it to.
func (c *call) checkAssociations(typ *objectType, list []associationInput) ([]end, *apiError) {
	var far []end
	e := invalid("One or more associations are invalid")
	e.Context = map[string][]string{}
	for _, in := range list {
		if len(in.Types) == 0 {
			return nil, c.missingField("types")
		}
		for _, given := range in.Types {
			kind, ok := typ.numbered(given.TypeID)
			if !ok || given.Category != "HUBSPOT_DEFINED" && given.Category != "" {
				return nil, invalid("No association type exists with id %d from %s", given.TypeID, typ.name)
			}
			n, err := strconv.ParseInt(string(in.To.ID), 10, 64)
			if err != nil || c.account.table(kind.to).live(n) == nil {
				e.Context["INVALID_OBJECT_IDS"] = append(e.Context["INVALID_OBJECT_IDS"], kind.to.upper+"="+string(in.To.ID)+" is not valid")
				e.Context["objectId"] = append(e.Context["objectId"], string(in.To.ID))
				e.Context["objectType"] = append(e.Context["objectType"], kind.to.upper)
				continue
			}
			far = append(far, end{kind.to, n})
		}
	}
	if len(e.Context) > 0 {
		return nil, e
	}
	return far, nil
}

// associationPage is the short form, inside a record and in v3.
type associationPage struct {
	Results []associationRef `json:"results"`
}

type associationRef struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func (a *account) associations(near end, to *objectType) associationPage {
	page := associationPage{Results: []associationRef{}}
	kind, ok := near.typ.to(to)
	if !ok {
		return page
	}
	for _, far := range a.linked(near, to) {
		page.Results = append(page.Results, associationRef{ID: strconv.FormatInt(far, 10), Type: kind.name()})
	}
	return page
}

// associationEnds reads both records of an association path; the far one has
// no id where the path has none.
func (c *call) associationEnds() (kind associationKind, near, far end, err *apiError) {
	if kind, err = c.associationKind(); err != nil {
		return kind, near, far, err
	}
	near.typ, far.typ = kind.from, kind.to
	if near.id, err = c.recordID("id"); err != nil {
		return kind, near, far, err
	}
	if c.account.table(near.typ).live(near.id) == nil {
		return kind, near, far, notFound()
	}
	if c.r.PathValue("toID") != "" {
		far.id, err = c.recordID("toID")
	}
	return kind, near, far, err
}

// associationKind is what leads from the path's first type to its second.
func (c *call) associationKind() (associationKind, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return associationKind{}, err
	}
	to, err := typeNamed(c.r.PathValue("to"))
	if err != nil {
		return associationKind{}, err
	}
	kind, ok := typ.to(to)
	if !ok {
		return associationKind{}, invalid("No association type exists from %s to %s", typ.name, to.name)
	}
	return kind, nil
}

// knownFar refuses an association with a record that is not there.
func (c *call) knownFar(kind associationKind, far int64) *apiError {
	in := associationInput{Types: []associationType{{"HUBSPOT_DEFINED", kind.number}}}
	in.To.ID = id(strconv.FormatInt(far, 10))
	_, err := c.checkAssociations(kind.from, []associationInput{in})
	return err
}

func noLabels() []string { return []string{} }

func ok(v any) (answer, *apiError) { return jsonAnswer(http.StatusOK, v), nil }
