package sandbox

import (
	"net/http"
	"strconv"
	"strings"
)

func listOwners(c *call) (answer, *apiError) {
	limit, err := c.number("limit", 100, 500)
	if err != nil {
		return answer{}, err
	}
	after, err := c.number("after", 0, 1<<30)
	if err != nil {
		return answer{}, err
	}
	email := c.query.Get("email")
	archived := c.query.Get("archived") == "true"
	var found []ownerJSON
	for _, o := range c.account.owners {
		if o.archived == archived && (email == "" || strings.EqualFold(o.user.email, email)) {
			found = append(found, o.json(c.account))
		}
	}
	out := map[string]any{"results": []ownerJSON{}}
	if after < len(found) {
		end := min(after+limit, len(found))
		out["results"] = found[after:end]
		if end < len(found) {
			out["paging"] = c.nextPage(strconv.Itoa(end))
		}
	}
	return jsonAnswer(http.StatusOK, out), nil
}

func getOwner(c *call) (answer, *apiError) {
	byUser := c.query.Get("idProperty") == "userId"
	for _, o := range c.account.owners {
		id := o.id
		if byUser {
			id = o.user.id
		}
		if strconv.FormatInt(id, 10) == c.r.PathValue("id") && o.archived == (c.query.Get("archived") == "true") {
			return jsonAnswer(http.StatusOK, o.json(c.account)), nil
		}
	}
	return answer{}, notFound()
}

type ownerJSON struct {
	ID             string     `json:"id"`
	Email          string     `json:"email"`
	Type           string     `json:"type"`
	FirstName      string     `json:"firstName"`
	LastName       string     `json:"lastName"`
	UserID         int64      `json:"userId,omitempty"`
	UserIDInactive int64      `json:"userIdIncludingInactive"`
	CreatedAt      string     `json:"createdAt"`
	UpdatedAt      string     `json:"updatedAt"`
	Archived       bool       `json:"archived"`
	Teams          []teamJSON `json:"teams,omitempty"`
}

type teamJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Primary bool   `json:"primary"`
}

func (o owner) json(a *account) ownerJSON {
	at := stamp(a.sales[0].made)
	out := ownerJSON{
		ID: strconv.FormatInt(o.id, 10), Email: o.user.email, Type: "PERSON",
		FirstName: o.user.first, LastName: o.user.last,
		UserID: o.user.id, UserIDInactive: o.user.id,
		CreatedAt: at, UpdatedAt: at, Archived: o.archived,
	}
	if o.archived {
		out.UserID = 0
	}
	if o.team != "" {
		out.Teams = []teamJSON{{ID: "1", Name: o.team, Primary: true}}
	}
	return out
}
