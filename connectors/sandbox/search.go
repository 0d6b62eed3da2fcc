package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Limits of a search.
const (
	mostGroups       = 5
	mostFilters      = 6 // in one group
	mostFiltersTotal = 18
	mostResults      = 200 // on one page
	searchDepth      = 10_000
	longestQuery     = 3000
)

// searchBody is what a search takes; everything may be left out.
type searchBody struct {
	Query        string        `json:"query"`
	FilterGroups []filterGroup `json:"filterGroups"`
	Filters      []filter      `json:"filters"` // one group, older form
	Sorts        []sortInput   `json:"sorts"`
	Properties   []string      `json:"properties"`
	Limit        *int          `json:"limit"`
	After        id            `json:"after"`
}

type filterGroup struct {
	Filters []filter `json:"filters"`
}

// sortInput is {"propertyName","direction"}, "name" or "-name".
type sortInput struct {
	name       string
	descending bool
}

func (in *sortInput) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		in.name, in.descending = strings.CutPrefix(text, "-")
		return nil
	}
	var long struct {
		PropertyName string `json:"propertyName"`
		Direction    string `json:"direction"`
	}
	if err := json.Unmarshal(data, &long); err != nil {
		return err
	}
	in.name, in.descending = long.PropertyName, long.Direction == "DESCENDING"
	return nil
}

// hit is a record as search knows it.
type hit struct {
	record *record
	values map[string]string
	out    recordJSON
}

func searchRecords(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	var body searchBody
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	limit, after, err := body.page()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	groups, err := c.prepare(t, body)
	if err != nil {
		return answer{}, err
	}
	hits := c.matches(t, groups, body.Query)
	if err := sortHits(t, hits, body.Sorts); err != nil {
		return answer{}, err
	}
	results := []recordJSON{}
	start, end := min(after, len(hits)), min(after+limit, len(hits))
	for _, h := range hits[start:end] {
		h.out.Properties = t.choose(h.values, body.Properties)
		results = append(results, h.out)
	}
	out := map[string]any{"total": len(hits), "results": results}
	if end < len(hits) {
		out["paging"] = map[string]any{"next": map[string]string{"after": strconv.Itoa(end)}}
	}
	return jsonAnswer(http.StatusOK, out), nil
}

// page checks the limits and says where the page begins.
func (b searchBody) page() (limit, after int, err *apiError) {
	limit = 10
	if b.Limit != nil {
		limit = *b.Limit
	}
	if limit < 0 || limit > mostResults {
		return 0, 0, invalid("limit must be between 0 and %d, was %d", mostResults, limit)
	}
	if text := string(b.After); text != "" && text != "null" {
		n, bad := strconv.Atoi(text)
		if bad != nil || n < 0 {
			return 0, 0, invalid("after is not a number: %s", text)
		}
		after = n
	}
	if after+limit > searchDepth {
		return 0, 0, invalid("A search can page through at most %d results.", searchDepth)
	}
	if len(b.Query) > longestQuery {
		return 0, 0, invalid("query must have at most %d characters", longestQuery)
	}
	return limit, after, nil
}

// prepare checks the filters and brings them into groups.
func (c *call) prepare(t *table, body searchBody) ([]filterGroup, *apiError) {
	groups := body.FilterGroups
	if len(body.Filters) > 0 {
		groups = append(slices.Clone(groups), filterGroup{body.Filters})
	}
	if len(groups) > mostGroups {
		return nil, invalid("Too many filter groups: %d, at most %d are allowed", len(groups), mostGroups)
	}
	total := 0
	for i, g := range groups {
		if len(g.Filters) > mostFilters {
			return nil, invalid("Too many filters in group %d: %d, at most %d are allowed", i, len(g.Filters), mostFilters)
		}
		total += len(g.Filters)
		for j := range g.Filters {
			if err := c.prepareFilter(t, &g.Filters[j]); err != nil {
				return nil, err
			}
		}
	}
	if total > mostFiltersTotal {
		return nil, invalid("Too many filters: %d, at most %d are allowed", total, mostFiltersTotal)
	}
	return groups, nil
}

// matches finds what a search sees: the index lags behind the records.
func (c *call) matches(t *table, groups []filterGroup, query string) []hit {
	at := c.now.Add(-c.s.cfg.SearchLag)
	words := strings.Fields(strings.ToLower(query))
	var hits []hit
	for _, id := range t.ids {
		r := t.rows[id]
		known, ok := r.indexed(at)
		if !ok || !c.account.contains(t, known.values, words) {
			continue
		}
		fits := len(groups) == 0
		for _, g := range groups {
			fits = fits || c.fitsAll(t, r.id, known.values, g.Filters)
		}
		if fits {
			out := r.json()
			out.UpdatedAt, out.Archived, out.ArchivedAt = stamp(known.updated), false, ""
			hits = append(hits, hit{record: r, values: known.values, out: out})
		}
	}
	return hits
}

// contains says whether every word of a query is in one of the searchable
// properties. Pipelines and stages can be found by label too.
func (a *account) contains(t *table, values map[string]string, words []string) bool {
	if len(words) == 0 {
		return true
	}
	var text strings.Builder
	for _, name := range t.typ.searchable {
		value := values[name]
		text.WriteString(strings.ToLower(value) + "\n")
		if p, ok := a.pipeline(t.typ, values[t.typ.pipeline]); ok && name == t.typ.stage {
			st, _ := p.stage(value)
			text.WriteString(strings.ToLower(p.label + "\n" + st.label + "\n"))
		}
	}
	all := text.String()
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(all, word) })
}

// sortHits puts hits in order, oldest first when none is asked for. Records
// without the value come last in both directions.
func sortHits(t *table, hits []hit, sorts []sortInput) *apiError {
	if len(sorts) > 1 {
		return invalid("Only one sort is allowed, there are %d", len(sorts))
	}
	order := sortInput{name: "createdate"}
	if len(sorts) == 1 {
		order = sorts[0]
	}
	p := t.property(order.name)
	if p == nil {
		return badRequest()
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		x, y := a.values[p.Name], b.values[p.Name]
		switch {
		case x == "" && y == "":
			return 0
		case x == "":
			return 1
		case y == "":
			return -1
		}
		sign := compareValues(p, x, y)
		if order.descending {
			return -sign
		}
		return sign
	})
	return nil
}
