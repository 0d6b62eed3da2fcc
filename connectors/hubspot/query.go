package hubspot

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

// HubSpot's bounds for searches, and ours for pages.
const (
	maxFilters = 6
	maxQuery   = 3_000 // characters
	maxPage    = 100
	usualPage  = 10
)

type filter struct {
	Property string `json:"propertyName"`
	Operator string `json:"operator"`
	Value    string `json:"value,omitempty"`
	High     string `json:"highValue,omitempty"`
}

type group struct {
	Filters []filter `json:"filters"`
}

type sorting struct {
	Property  string `json:"propertyName"`
	Direction string `json:"direction"`
}

// query is a search as HubSpot wants it.
type query struct {
	Query      string    `json:"query,omitempty"`
	Groups     []group   `json:"filterGroups"`
	Sorts      []sorting `json:"sorts,omitempty"`
	Properties []string  `json:"properties"`
	Limit      int       `json:"limit"`
	After      string    `json:"after,omitempty"`
}

type found struct {
	Total   int            `json:"total"`
	Results []remoteRecord `json:"results"`
	Paging  paging         `json:"paging"`
}

// valid tells a page without records from an answer that is no page.
func (p *found) valid() bool { return p.Results != nil }

// list gives a page of records. Without anything to narrow or sort by it
// comes from the list, which knows of new records at once.
func (w *work) list(ctx context.Context, call action.Call) (action.Result, error) {
	var filters []filter
	for _, p := range w.spec.Params {
		v := call.Args[p.Name]
		if v.Norm == "" {
			continue
		}
		f, ours := w.object.field(p.Name)
		switch {
		case p.Name == "closing":
			_, to, ok := bounds(v.Norm, zone(w.caller), true)
			if !ok {
				return action.Result{}, w.badDate("closing")
			}
			closing, _ := w.object.field(w.object.Closing)
			filters = append(filters, filter{Property: closing.Remote, Operator: "LT", Value: millis(to)})
		case ours:
			filters = append(filters, filter{Property: f.Remote, Operator: "EQ", Value: v.Norm})
		}
	}
	if len(filters) > 0 || len(call.Args["conditions"].List) > 0 || call.Args["sort"].Norm != "" {
		return w.searchFor(ctx, call, query{}, filters)
	}
	limit := pageSize(call)
	params := url.Values{
		"properties": {strings.Join(w.object.wanted(), ",")},
		"limit":      {strconv.Itoa(limit)},
	}
	if after := call.Args["after"].Norm; after != "" {
		params.Set("after", after)
	}
	var page found
	if err := w.send(ctx, request{method: http.MethodGet, path: w.objects(), query: params}, &page); err != nil {
		return action.Result{}, err
	}
	result := w.page(ctx, page)
	if call.Args["after"].Norm == "" {
		result.Total = len(result.Records)
		if result.Next != "" {
			result.Total = w.count(ctx)
		}
	}
	return result, nil
}

// count tells how many records there are, which only a search knows; 0 when it
// can't be told at once.
func (w *work) count(ctx context.Context) int {
	w.brief = true
	defer func() { w.brief = false }()
	var page found
	err := w.send(ctx, request{
		method: http.MethodPost, path: w.objects("search"), search: true, spare: true,
		body: query{Groups: []group{}, Properties: []string{"hs_object_id"}, Limit: 1},
	}, &page)
	if err != nil {
		return 0
	}
	return page.Total
}

func (w *work) search(ctx context.Context, call action.Call) (action.Result, error) {
	return w.searchFor(ctx, call, query{Query: cut(strings.TrimSpace(call.Args["text"].Norm), maxQuery)}, nil)
}

func (w *work) searchFor(ctx context.Context, call action.Call, q query, filters []filter) (action.Result, error) {
	for _, c := range call.Args["conditions"].List {
		more, words, err := w.filters(c)
		if err != nil {
			return action.Result{}, err
		}
		filters = append(filters, more...)
		if words != "" {
			q.Query = strings.TrimSpace(q.Query + " " + words)
		}
	}
	if len(filters) > maxFilters {
		return action.Result{}, w.problem(action.Invalid, "HubSpot can't search for so many things at once. Please name fewer.")
	}
	if len(filters) > 0 {
		q.Groups = []group{{filters}}
	}
	if by := call.Args["sort"].Norm; by != "" {
		s, err := w.sorting(by)
		if err != nil {
			return action.Result{}, err
		}
		q.Sorts = []sorting{s}
	}
	q.Limit = pageSize(call)
	if q.After = call.Args["after"].Norm; q.After != "" && !digits(q.After) {
		return action.Result{}, errors.New("hubspot: that is not where a page of this search ends")
	}
	page, err := w.query(ctx, q)
	if err != nil {
		return action.Result{}, err
	}
	result := w.page(ctx, page)
	result.Total = page.Total
	return result, nil
}

// query sends a search.
func (w *work) query(ctx context.Context, q query) (found, error) {
	q.Properties = w.object.wanted()
	if q.Groups == nil {
		q.Groups = []group{}
	}
	var page found
	err := w.send(ctx, request{method: http.MethodPost, path: w.objects("search"), body: q, search: true}, &page)
	return page, err
}

func (w *work) page(ctx context.Context, page found) action.Result {
	result := action.Result{Records: []action.Record{}, Next: string(page.Paging.Next.After)}
	for _, r := range page.Results {
		if r.valid() {
			result.Records = append(result.Records, w.record(ctx, r))
		}
	}
	return result
}

func (w *work) badDate(name string) error {
	text := "That is no day that I can look for. Please give one like 2026-12-31."
	return w.problem(action.Invalid, text, action.FieldProblem{Field: name, Text: text})
}

// sorting reads "close_date" or "-amount".
func (w *work) sorting(by string) (sorting, error) {
	name, down := strings.CutPrefix(by, "-")
	p, ok := w.object.field(name)
	if !ok {
		return sorting{}, errors.New("hubspot: a " + w.object.Name + " has no field of that name to sort by")
	}
	s := sorting{Property: or(p.Remote, w.object.Sort), Direction: "ASCENDING"}
	if down {
		s.Direction = "DESCENDING"
	}
	return s, nil
}

// operators are those that compare one value.
var operators = map[string]string{"eq": "EQ", "neq": "NEQ", "lt": "LT", "lte": "LTE", "gt": "GT", "gte": "GTE"}

// filters turns a condition into HubSpot's filters, or into words to look for
// where there is no property to compare.
func (w *work) filters(c field.Condition) (list []filter, words string, err error) {
	p, ok := w.object.field(c.Field)
	operator, known := operators[c.Op]
	if !ok || !known && c.Op != "contains" {
		return nil, "", errors.New("hubspot: a " + w.object.Name + " has no such field or comparison")
	}
	value := strings.TrimSpace(c.Value.Norm)
	switch {
	case p.Remote == "":
		return nil, value, nil
	case value == "" && c.Op == "eq":
		return []filter{{Property: p.Remote, Operator: "NOT_HAS_PROPERTY"}}, "", nil
	case value == "":
		return []filter{{Property: p.Remote, Operator: "HAS_PROPERTY"}}, "", nil
	case p.Kind == field.YesNo:
		value = truth(value)
	case p.Kind == field.Date:
		list, err = w.dayFilters(p, c.Op, value)
		return list, "", err
	case c.Op == "contains" && (p.Kind == field.Text || p.Kind == field.Email || p.Kind == field.Phone):
		for _, word := range nameWords(value) {
			list = append(list, filter{Property: p.Remote, Operator: "CONTAINS_TOKEN", Value: "*" + word + "*"})
		}
		return list, "", nil
	case c.Op == "contains":
		operator = "EQ"
	}
	// An amount is compared as a number, whatever its currency: deals of an
	// account with only one need not say which.
	return []filter{{Property: p.Remote, Operator: operator, Value: value}}, "", nil
}

// dayFilters compares a moment with a day, which has a beginning and an end.
func (w *work) dayFilters(p Property, op, date string) ([]filter, error) {
	in := zone(w.caller)
	if p.Day {
		in = time.UTC
	}
	from, to, ok := bounds(date, in, !p.ReadOnly)
	if !ok {
		return nil, w.badDate(p.Name)
	}
	f := filter{Property: p.Remote}
	switch op {
	case "lt":
		f.Operator, f.Value = "LT", millis(from)
	case "lte":
		f.Operator, f.Value = "LT", millis(to)
	case "gt":
		f.Operator, f.Value = "GTE", millis(to)
	case "gte":
		f.Operator, f.Value = "GTE", millis(from)
	case "neq":
		// Not one filter can say "before or after"; the groups that could are
		// few. People ask for a day, hardly ever for all others.
		return nil, w.problem(action.Invalid, "HubSpot can't leave out a single day. Please ask for the time before or after it.")
	default:
		f.Operator, f.Value, f.High = "BETWEEN", millis(from), millis(to.Add(-time.Millisecond))
	}
	return []filter{f}, nil
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func pageSize(call action.Call) int {
	n, err := strconv.Atoi(plain(call.Args["limit"].Norm))
	if err != nil || n < 1 {
		return usualPage
	}
	return min(n, maxPage)
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}
