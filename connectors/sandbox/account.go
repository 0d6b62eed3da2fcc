package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// account is one HubSpot account (hub) with all that it holds. Server.mu
// guards it.
type account struct {
	hub        int64
	name       string
	domain     string
	timeZone   string
	offset     int // of the time zone, in hours
	currency   string
	currencies []string
	users      []user
	owners     []owner
	sales      []pipeline // of deals
	support    []pipeline // of tickets
	rules      []rule
	tables     map[*objectType]*table
	links      links
}

// user is a person who can sign in.
type user struct {
	id    int64
	email string
	first string
	last  string
	admin bool // may install applications
}

// owner is a person who can be put on a record.
type owner struct {
	id       int64
	user     user
	team     string
	archived bool
}

type pipeline struct {
	id, label string
	order     int
	stages    []stage
	made      time.Time
}

type stage struct {
	id, label   string
	probability string
	closed      bool
}

// rule is a requirement that an account's admin has set. The 2026-09 API
// keeps to it, earlier ones do not.
type rule struct {
	Object   string   `json:"object"` // deals, contacts, companies or tickets
	Required []string `json:"required"`
	// When and Is make the rule count only while a property has a value.
	// Without When it counts for new records.
	When string `json:"when,omitempty"`
	Is   string `json:"is,omitempty"`
}

func (a *account) table(typ *objectType) *table { return a.tables[typ] }

// pipelines are those of an object type; most have none.
func (a *account) pipelines(typ *objectType) []pipeline {
	switch typ {
	case dealType:
		return a.sales
	case ticketType:
		return a.support
	}
	return nil
}

func (a *account) user(id int64) (user, bool) {
	for _, u := range a.users {
		if u.id == id {
			return u, true
		}
	}
	return user{}, false
}

func (a *account) owner(id string) (owner, bool) {
	for _, o := range a.owners {
		if strconv.FormatInt(o.id, 10) == id {
			return o, true
		}
	}
	return owner{}, false
}

func (a *account) pipeline(typ *objectType, id string) (pipeline, bool) {
	for _, p := range a.pipelines(typ) {
		if p.id == id {
			return p, true
		}
	}
	return pipeline{}, false
}

func (p pipeline) stage(id string) (stage, bool) {
	for _, st := range p.stages {
		if st.id == id {
			return st, true
		}
	}
	return stage{}, false
}

func (st stage) won() bool { return st.closed && st.probability == "1.0" }

// accountDetails tells what account a token belongs to.
func accountDetails(c *call) (answer, *apiError) {
	a := c.account
	return jsonAnswer(http.StatusOK, map[string]any{
		"portalId": a.hub, "accountType": "STANDARD", "timeZone": a.timeZone,
		"companyCurrency": a.currency, "additionalCurrencies": a.currencies[1:],
		"utcOffset": fmt.Sprintf("%+03d:00", a.offset), "utcOffsetMilliseconds": a.offset * 3_600_000,
		"uiDomain": "app.hubspot.com", "dataHostingLocation": "na1",
	}), nil
}
