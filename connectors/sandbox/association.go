package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// link ties a deal to a contact. There is one type of it, with a number for
// each direction.
type link struct{ deal, contact int64 }

func linkOf(typ *objectType, near, far int64) link {
	if typ == dealType {
		return link{deal: near, contact: far}
	}
	return link{deal: far, contact: near}
}

// linked are the ids at the far end of a record's associations.
func (a *account) linked(typ *objectType, id int64) []int64 {
	var out []int64
	for _, l := range a.links {
		switch {
		case typ == dealType && l.deal == id:
			out = append(out, l.contact)
		case typ == contactType && l.contact == id:
			out = append(out, l.deal)
		}
	}
	return out
}

func (a *account) link(typ *objectType, near, far int64, now time.Time) {
	l := linkOf(typ, near, far)
	if slices.Contains(a.links, l) {
		return
	}
	a.links = append(a.links, l)
	a.deals.rederive(a, l.deal, now)
	a.contacts.rederive(a, l.contact, now)
}

func (a *account) unlink(typ *objectType, near, far int64, now time.Time) {
	l := linkOf(typ, near, far)
	a.links = slices.DeleteFunc(a.links, func(have link) bool { return have == l })
	a.deals.rederive(a, l.deal, now)
	a.contacts.rederive(a, l.contact, now)
}

func (a *account) unlinkAll(typ *objectType, id int64, now time.Time) {
	for _, far := range a.linked(typ, id) {
		a.unlink(typ, id, far, now)
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

// companyTypes are the association numbers that lead to a company; the
// sandbox has no companies, so none of them can be right.
var companyTypes = []int{1, 5, 279, 341}

// checkAssociations looks at the associations of a create and returns the
// ids to link to.
func (c *call) checkAssociations(typ *objectType, list []associationInput) ([]int64, *apiError) {
	var far []int64
	e := invalid("One or more associations are invalid")
	e.Context = map[string][]string{}
	refuse := func(object, id string) {
		e.Context["INVALID_OBJECT_IDS"] = append(e.Context["INVALID_OBJECT_IDS"], object+"="+id+" is not valid")
		e.Context["objectId"] = append(e.Context["objectId"], id)
		e.Context["objectType"] = append(e.Context["objectType"], object)
	}
	for _, in := range list {
		if len(in.Types) == 0 {
			return nil, c.missingField("types")
		}
		for _, kind := range in.Types {
			switch {
			case kind.TypeID == typ.assoc && (kind.Category == "HUBSPOT_DEFINED" || kind.Category == ""):
				n, err := strconv.ParseInt(string(in.To.ID), 10, 64)
				if err != nil || c.account.table(typ.other()).live(n) == nil {
					refuse(typ.other().upper, string(in.To.ID))
					continue
				}
				far = append(far, n)
			case slices.Contains(companyTypes, kind.TypeID):
				refuse("COMPANY", string(in.To.ID))
			default:
				return nil, invalid("No association type exists with id %d from %s", kind.TypeID, typ.name)
			}
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

func (a *account) associations(typ *objectType, id int64) associationPage {
	page := associationPage{Results: []associationRef{}}
	for _, far := range a.linked(typ, id) {
		page.Results = append(page.Results, associationRef{ID: strconv.FormatInt(far, 10), Type: typ.assocName})
	}
	return page
}

// associationEnds reads both records of an association path.
func (c *call) associationEnds() (typ *objectType, near, far int64, err *apiError) {
	if typ, err = c.objectType(); err != nil {
		return nil, 0, 0, err
	}
	to, err := typeNamed(c.r.PathValue("to"))
	if err != nil {
		return nil, 0, 0, err
	}
	if to != typ.other() {
		return nil, 0, 0, invalid("No association type exists from %s to %s", typ.name, to.name)
	}
	if near, err = c.recordID("id"); err != nil {
		return nil, 0, 0, err
	}
	if c.account.table(typ).live(near) == nil {
		return nil, 0, 0, notFound()
	}
	if c.r.PathValue("toID") == "" {
		return typ, near, 0, nil
	}
	far, err = c.recordID("toID")
	return typ, near, far, err
}

// knownFar refuses an association with a record that is not there.
func (c *call) knownFar(typ *objectType, far int64) *apiError {
	in := associationInput{Types: []associationType{{"HUBSPOT_DEFINED", typ.assoc}}}
	in.To.ID = id(strconv.FormatInt(far, 10))
	_, err := c.checkAssociations(typ, []associationInput{in})
	return err
}

func noLabels() []string { return []string{} }

func ok(v any) (answer, *apiError) { return jsonAnswer(http.StatusOK, v), nil }
