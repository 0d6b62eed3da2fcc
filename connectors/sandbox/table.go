package sandbox

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// table holds the records of one object type in one account, and what their
// properties are.
type table struct {
	typ        *objectType
	properties []*property
	rows       map[int64]*record
	ids        []int64 // ascending
}

func newTable(typ *objectType, properties []*property) *table {
	for i, p := range properties {
		p.DisplayOrder = i
	}
	return &table{typ: typ, properties: properties, rows: map[int64]*record{}}
}

func (t *table) property(name string) *property {
	for _, p := range t.properties {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// record is one deal, contact, company or ticket. Its values are a map that is replaced, never
// written to, so that snapshots can share it.
type record struct {
	id       int64
	values   map[string]string
	created  time.Time
	updated  time.Time
	archived time.Time // zero while it is live
	history  map[string][]change
	seen     []snapshot // what search knows, oldest first
}

type change struct {
	Value      string `json:"value"`
	Timestamp  string `json:"timestamp"`
	SourceType string `json:"sourceType"`
}

// snapshot is a record as it was from some time on.
type snapshot struct {
	from     time.Time
	values   map[string]string
	updated  time.Time
	archived bool
}

// keptChanges is how much history a value has; keptSnapshots bounds what a
// search that lags can look back on when nobody searches.
const (
	keptChanges   = 20
	keptSnapshots = 100
)

func (t *table) live(id int64) *record {
	if r := t.rows[id]; r != nil && r.archived.IsZero() {
		return r
	}
	return nil
}

// holder finds the live record that has a value of a unique property.
func (t *table) holder(name, value string) *record {
	for _, id := range t.ids {
		if r := t.live(id); r != nil && value != "" && sameUnique(name, r.values[name], value) {
			return r
		}
	}
	return nil
}

func sameUnique(name, a, b string) bool {
	if name == "email" {
		return strings.EqualFold(a, b)
	}
	return a == b
}

// insert adds a record with an id of its own.
func (t *table) insert(a *account, id int64, values map[string]string, now time.Time) *record {
	r := &record{id: id, values: map[string]string{}, created: now, history: map[string][]change{}}
	t.rows[id] = r
	at, _ := slices.BinarySearch(t.ids, id)
	t.ids = slices.Insert(t.ids, at, id)
	t.write(a, r, values, now)
	return r
}

// write sets values, "" clears. Whatever follows from them is set as well.
func (t *table) write(a *account, r *record, values map[string]string, now time.Time) {
	next := maps.Clone(r.values)
	for name, value := range values {
		if next[name] == value {
			continue
		}
		next[name] = value
		if value == "" {
			delete(next, name)
		}
		changes := append([]change{{Value: value, Timestamp: stamp(now), SourceType: "INTEGRATION"}}, r.history[name]...)
		r.history[name] = changes[:min(len(changes), keptChanges)]
	}
	if at, err := time.Parse(time.RFC3339, values["createdate"]); err == nil {
		r.created = at // of deals, where it may be set
	}
	r.updated = now
	r.values = next
	t.derive(a, r)
	r.remember(now)
}

// derive sets the calculated values. The caller has replaced the map.
func (t *table) derive(a *account, r *record) {
	v := r.values
	v["hs_object_id"] = strconv.FormatInt(r.id, 10)
	v["createdate"] = stamp(r.created)
	v[t.typ.modified] = stamp(r.updated)
	for name, far := range map[string]*objectType{"num_associated_deals": dealType, "num_associated_contacts": contactType} {
		if t.property(name) != nil {
			v[name] = strconv.Itoa(len(a.linked(end{t.typ, r.id}, far)))
		}
	}
	p, _ := a.pipeline(t.typ, v[t.typ.pipeline])
	st, _ := p.stage(v[t.typ.stage])
	if t.typ == ticketType && !st.closed {
		delete(v, "closed_date")
	} else if t.typ == ticketType && v["closed_date"] == "" {
		v["closed_date"] = stamp(r.updated)
	}
	if t.typ != dealType {
		return
	}
	v["hs_is_closed"] = strconv.FormatBool(st.closed)
	v["hs_is_closed_won"] = strconv.FormatBool(st.won())
	v["hs_deal_stage_probability"] = st.probability
	delete(v, "hs_projected_amount")
	amount, err := strconv.ParseFloat(v["amount"], 64)
	share, _ := strconv.ParseFloat(st.probability, 64)
	if err == nil {
		v["hs_projected_amount"] = strconv.FormatFloat(amount*share, 'f', -1, 64)
	}
}

// rederive brings the calculated values up to date after an association came
// or went, without a new modification time.
func (t *table) rederive(a *account, id int64, now time.Time) {
	if r := t.rows[id]; r != nil {
		r.values = maps.Clone(r.values)
		t.derive(a, r)
		r.remember(now)
	}
}

func (r *record) archive(now time.Time) {
	r.archived = now
	r.remember(now)
}

func (r *record) remember(now time.Time) {
	if len(r.seen) >= keptSnapshots {
		r.seen = slices.Delete(r.seen, 0, len(r.seen)-keptSnapshots+1)
	}
	r.seen = append(r.seen, snapshot{from: now, values: r.values, updated: r.updated, archived: !r.archived.IsZero()})
}

// indexed is the record as search knew it at a time; ok is false while it is
// not yet, or no longer, to be found. Older snapshots are let go.
func (r *record) indexed(at time.Time) (snapshot, bool) {
	last := -1
	for i, s := range r.seen {
		if s.from.After(at) {
			break
		}
		last = i
	}
	if last < 0 {
		return snapshot{}, false
	}
	r.seen = r.seen[last:]
	return r.seen[0], !r.seen[0].archived
}

// remove takes a record out as if it had never been.
func (t *table) remove(id int64) {
	delete(t.rows, id)
	if at, ok := slices.BinarySearch(t.ids, id); ok {
		t.ids = slices.Delete(t.ids, at, at+1)
	}
}
