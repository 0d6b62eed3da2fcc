package sandbox

import (
	"net/http"
	"slices"
	"sort"
	"strconv"
)

func getRecord(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	r, err := c.find(t)
	if err != nil {
		return answer{}, err
	}
	if archived := c.query.Get("archived") == "true"; r.archived.IsZero() == archived {
		return answer{}, notFound()
	}
	out, err := c.asked(t, r)
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(http.StatusOK, out), nil
}

// listRecords pages through the records in id order. What it gives as after
// is the id that the next page begins with.
func listRecords(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	most := 100
	if len(c.names("propertiesWithHistory")) > 0 {
		most = 50
	}
	limit, err := c.number("limit", 10, most)
	if err != nil {
		return answer{}, err
	}
	var from int64
	if text := c.query.Get("after"); text != "" {
		n, bad := strconv.ParseInt(text, 10, 64)
		if bad != nil || n < 0 {
			return answer{}, invalid("Invalid after: %s", text)
		}
		from = n
	}
	t := c.account.table(typ)
	archived := c.query.Get("archived") == "true"
	results := []recordJSON{}
	body := map[string]any{}
	for _, id := range t.ids[sort.Search(len(t.ids), func(i int) bool { return t.ids[i] >= from }):] {
		r := t.rows[id]
		if r.archived.IsZero() == archived {
			continue
		}
		if len(results) == limit {
			body["paging"] = c.nextPage(strconv.FormatInt(id, 10))
			break
		}
		out, err := c.asked(t, r)
		if err != nil {
			return answer{}, err
		}
		results = append(results, out)
	}
	body["results"] = results
	return jsonAnswer(http.StatusOK, body), nil
}

// find is the record that the path names, by id or by another unique
// property; archived ones too, by id.
func (c *call) find(t *table) (*record, *apiError) {
	if name := c.query.Get("idProperty"); name != "" && name != "hs_object_id" {
		p := t.property(name)
		if p == nil || !p.HasUniqueValue {
			return nil, invalid("Property %q is not a unique property of %s", name, t.typ.name)
		}
		if r := t.holder(name, c.r.PathValue("id")); r != nil {
			return r, nil
		}
		return nil, notFound()
	}
	id, err := c.recordID("id")
	if err != nil {
		return nil, err
	}
	if r := t.rows[id]; r != nil {
		return r, nil
	}
	return nil, notFound()
}

// recordJSON is a record on the wire.
type recordJSON struct {
	ID           string                     `json:"id"`
	Properties   map[string]*string         `json:"properties"`
	History      map[string][]change        `json:"propertiesWithHistory,omitempty"`
	CreatedAt    string                     `json:"createdAt"`
	UpdatedAt    string                     `json:"updatedAt"`
	Archived     bool                       `json:"archived"`
	ArchivedAt   string                     `json:"archivedAt,omitempty"`
	Associations map[string]associationPage `json:"associations,omitempty"`
}

func (r *record) json() recordJSON {
	out := recordJSON{
		ID: strconv.FormatInt(r.id, 10), CreatedAt: stamp(r.created), UpdatedAt: stamp(r.updated),
		Archived: !r.archived.IsZero(),
	}
	if out.Archived {
		out.ArchivedAt = stamp(r.archived)
	}
	return out
}

// absentTypes may be asked for as associations; no record here has any.
var absentTypes = []string{"notes", "tasks", "calls", "emails", "meetings", "line_items"}

// asked is a record with what the query asks for.
func (c *call) asked(t *table, r *record) (recordJSON, *apiError) {
	out := r.json()
	out.Properties = t.choose(r.values, c.names("properties"))
	for _, name := range c.names("propertiesWithHistory") {
		if t.property(name) == nil {
			continue
		}
		if out.History == nil {
			out.History = map[string][]change{}
		}
		out.History[name] = append([]change{}, r.history[name]...)
		out.Properties[name] = pointer(r.values, name)
	}
	for _, name := range c.names("associations") {
		if slices.Contains(absentTypes, name) {
			continue
		}
		far, err := typeNamed(name)
		if err != nil {
			return recordJSON{}, err
		}
		if page := c.account.associations(end{t.typ, r.id}, far); len(page.Results) > 0 {
			if out.Associations == nil {
				out.Associations = map[string]associationPage{}
			}
			out.Associations[far.name] = page
		}
	}
	return out, nil
}

// choose picks properties: the defaults, or the named ones and with them the
// id and the dates. A defined property without a value is null, an undefined
// one is left out.
func (t *table) choose(values map[string]string, names []string) map[string]*string {
	if len(names) == 0 {
		names = t.typ.defaults
	} else {
		names = append(slices.Clone(names), "createdate", t.typ.modified, "hs_object_id")
	}
	out := make(map[string]*string, len(names))
	for _, name := range names {
		if t.property(name) != nil {
			out[name] = pointer(values, name)
		}
	}
	return out
}

// written is the answer to a write: the defaults and everything that is set.
func (c *call) written(t *table, r *record) recordJSON {
	out := r.json()
	out.Properties = t.choose(r.values, nil)
	for name := range r.values {
		out.Properties[name] = pointer(r.values, name)
	}
	return out
}

func pointer(values map[string]string, name string) *string {
	if value, ok := values[name]; ok && value != "" {
		return &value
	}
	return nil
}
