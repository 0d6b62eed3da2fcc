package sandbox

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
)

//go:embed record.html
var recordHTML string

var recordPage = template.Must(template.New("record").Parse(recordHTML))

// recordView is what the page of a record shows.
type recordView struct {
	Kind, ID, Title, Account string
	Archived                 bool
	Values                   []shownValue
	Linked                   []shownLinks
}

// shownLinks are the associated records of one type.
type shownLinks struct {
	Title string
	Links []shownLink
}

type shownValue struct{ Label, Value string }

type shownLink struct{ Path, Title string }

// showRecord is the page that links to a record lead to. HubSpot asks who is
// there first; here everybody may look.
func showRecord(c *call) (answer, *apiError) {
	a, typ := c.accountNamed(c.r.PathValue("hub")), objectTypeOf(c.r.PathValue("type"))
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if a == nil || typ == nil || err != nil || a.table(typ).rows[id] == nil {
		return signInError(http.StatusNotFound, "There is no such record."), nil
	}
	t := a.table(typ)
	r := t.rows[id]
	view := recordView{
		Kind: title(typ.singular), ID: strconv.FormatInt(id, 10), Title: r.title(typ), Account: a.name,
		Archived: !r.archived.IsZero(),
	}
	for _, p := range t.properties {
		if value := r.values[p.Name]; value != "" && p.Name != "hs_object_id" && p.Name != OperationProperty && !p.Calculated {
			view.Values = append(view.Values, shownValue{p.Label, a.readable(p, r, value)})
		}
	}
	for _, far := range objectTypes {
		shown := shownLinks{Title: title(far.name)}
		for _, id := range a.linked(end{typ, id}, far) {
			if other := a.table(far).rows[id]; other != nil {
				shown.Links = append(shown.Links, shownLink{a.recordPath(far, id), other.title(far)})
			}
		}
		if len(shown.Links) > 0 {
			view.Linked = append(view.Linked, shown)
		}
	}
	var page bytes.Buffer
	if err := recordPage.Execute(&page, view); err != nil {
		panic("sandbox: record page: " + err.Error()) // the template is ours
	}
	out := htmlAnswer(http.StatusOK, page.Bytes())
	out.set("Cache-Control", "no-store")
	out.set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
	out.set("Referrer-Policy", "no-referrer")
	return out, nil
}

func (a *account) recordPath(typ *objectType, id int64) string {
	return "/contacts/" + strconv.FormatInt(a.hub, 10) + "/record/" + typ.id + "/" + strconv.FormatInt(id, 10)
}

// title is what a record is called on its page.
func (r *record) title(typ *objectType) string {
	name := r.values[typ.title]
	if typ == contactType {
		name = strings.TrimSpace(r.values["firstname"] + " " + r.values["lastname"])
	}
	for _, or := range []string{r.values["email"], title(typ.singular) + " " + strconv.FormatInt(r.id, 10)} {
		if name == "" {
			name = or
		}
	}
	return name
}

// readable is a value as people write it: labels for the values of a list,
// dates by their month's name, an amount with its currency.
func (a *account) readable(p *property, r *record, value string) string {
	if o, ok := a.owner(value); ok && p.External {
		return o.user.first + " " + o.user.last
	}
	for _, o := range p.Options {
		if o.Value == value {
			return o.Label
		}
	}
	switch {
	case p.Name == "amount":
		code := r.values["deal_currency_code"]
		if code == "" {
			code = a.currency
		}
		return value + " " + code
	case p.Name == "closedate", p.Type == "date":
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return at.UTC().Format("2 January 2006")
		}
		if at, err := time.Parse(time.DateOnly, value); err == nil {
			return at.Format("2 January 2006")
		}
	case p.Type == "datetime":
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return at.UTC().Format("2 January 2006, 15:04 UTC")
		}
	}
	return value
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
