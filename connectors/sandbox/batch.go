package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const mostInputs = 100

// batchBody is what all batch calls take.
type batchBody struct {
	Inputs     []batchInput `json:"inputs"`
	Properties []string     `json:"properties"`
	IDProperty string       `json:"idProperty"`
}

type batchInput struct {
	ID         id     `json:"id"`
	IDProperty string `json:"idProperty"`
	// Trace comes back with an error. When the inputs have one, each is
	// carried out by itself; without, one bad input fails them all.
	Trace string `json:"objectWriteTraceId"`
	writeBody
}

// batchWrite is one input that was found good. record is nil for a create.
type batchWrite struct {
	input  batchInput
	record *record
	values map[string]string
	far    []end
}

type batchResult struct {
	recordJSON
	New   *bool  `json:"new,omitempty"` // of an upsert
	Trace string `json:"objectWriteTraceId,omitempty"`
}

type batchError struct {
	Status   string              `json:"status"`
	Category string              `json:"category"`
	Message  string              `json:"message"`
	Context  map[string][]string `json:"context"`
	Errors   []errorDetail       `json:"errors,omitempty"`
}

func batchCreate(c *call) (answer, *apiError) {
	return c.writeBatch(http.StatusCreated, func(*table, batchInput) (*record, *apiError) { return nil, nil })
}

func batchUpdate(c *call) (answer, *apiError) {
	return c.writeBatch(http.StatusOK, func(t *table, in batchInput) (*record, *apiError) {
		r, err := t.named(string(in.ID), in.IDProperty)
		if err == nil && r == nil {
			err = notFound()
		}
		return r, err
	})
}

// batchUpsert finds each record by a unique property, and makes it when there
// is none.
func batchUpsert(c *call) (answer, *apiError) {
	return c.writeBatch(http.StatusOK, func(t *table, in batchInput) (*record, *apiError) {
		if in.IDProperty == "" {
			return nil, c.missingField("idProperty")
		}
		r, err := t.named(string(in.ID), in.IDProperty)
		if err == nil && r == nil {
			in.Properties[in.IDProperty] = string(in.ID)
		}
		return r, err
	})
}

// named finds a live record by id or by another unique property.
func (t *table) named(value, property string) (*record, *apiError) {
	if property == "" || property == "hs_object_id" {
		return t.liveNamed(value), nil
	}
	if p := t.property(property); p == nil || !p.HasUniqueValue {
		return nil, invalid("Property %q is not a unique property of %s", property, t.typ.name)
	}
	return t.holder(property, value), nil
}

func (c *call) batch() (*table, batchBody, *apiError) {
	var body batchBody
	typ, err := c.objectType()
	if err != nil {
		return nil, body, err
	}
	if err := c.decode(&body); err != nil {
		return nil, body, err
	}
	if body.Inputs == nil {
		return nil, body, c.missingField("inputs")
	}
	if len(body.Inputs) > mostInputs {
		return nil, body, invalid("A batch has at most %d inputs, there are %d", mostInputs, len(body.Inputs))
	}
	return c.account.table(typ), body, nil
}

// writeBatch checks and then writes; find says which record an input means.
func (c *call) writeBatch(status int, find func(*table, batchInput) (*record, *apiError)) (answer, *apiError) {
	t, body, err := c.batch()
	if err != nil {
		return answer{}, err
	}
	traced := !slices.ContainsFunc(body.Inputs, func(in batchInput) bool { return in.Trace == "" })
	upsert := strings.HasSuffix(c.r.URL.Path, "/upsert")
	var plan []batchWrite
	var bad []batchError
	results := []batchResult{}
	for _, in := range body.Inputs {
		w, err := c.planWrite(t, in, find)
		switch {
		case err == nil && traced:
			results = append(results, c.carryOut(t, w, upsert))
		case err == nil:
			plan = append(plan, w)
		case traced:
			bad = append(bad, batchError{"error", err.Category, err.Message, map[string][]string{"objectWriteTraceId": {in.Trace}}, err.Errors})
		default:
			return answer{}, err
		}
	}
	if err := distinct(t, plan); err != nil {
		return answer{}, err
	}
	for _, w := range plan {
		results = append(results, c.carryOut(t, w, upsert))
	}
	return c.batchAnswer(status, results, bad), nil
}

func (c *call) planWrite(t *table, in batchInput, find func(*table, batchInput) (*record, *apiError)) (batchWrite, *apiError) {
	w := batchWrite{input: in}
	if in.Properties == nil {
		return w, c.missingField("properties")
	}
	var err *apiError
	if w.record, err = find(t, in); err != nil {
		return w, err
	}
	if w.values, err = c.accepted(t, w.record, in.Properties); err != nil {
		return w, err
	}
	w.far, err = c.checkAssociations(t.typ, in.Associations)
	return w, err
}

// distinct refuses a batch that gives one record, or one unique value, twice.
func distinct(t *table, plan []batchWrite) *apiError {
	seen := map[string]bool{}
	for _, w := range plan {
		var keys []string
		if w.record != nil {
			keys = append(keys, strconv.FormatInt(w.record.id, 10))
		}
		for _, name := range slices.Sorted(maps.Keys(w.values)) {
			if t.property(name).HasUniqueValue && w.values[name] != "" {
				keys = append(keys, name+"="+w.values[name])
			}
		}
		for _, key := range keys {
			if seen[key] {
				return invalid("Duplicate IDs found in batch input: [%s].", key)
			}
			seen[key] = true
		}
	}
	return nil
}

func (c *call) carryOut(t *table, w batchWrite, upsert bool) batchResult {
	fresh := w.record == nil
	r := w.record
	if fresh {
		r = t.insert(c.account, c.s.newID(), w.values, c.now)
	} else {
		t.write(c.account, r, w.values, c.now)
	}
	for _, far := range w.far {
		c.account.link(end{t.typ, r.id}, far, c.now)
	}
	out := batchResult{recordJSON: c.written(t, r), Trace: w.input.Trace}
	if upsert {
		out.New = &fresh
	}
	return out
}

func (c *call) batchAnswer(status int, results any, bad []batchError) answer {
	at := stamp(c.now)
	body := map[string]any{"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
	if len(bad) > 0 {
		status = http.StatusMultiStatus
		body["numErrors"], body["errors"] = len(bad), bad
	}
	return jsonAnswer(status, body)
}

// batchRead leaves out what it cannot find, and says so with 207.
func batchRead(c *call) (answer, *apiError) {
	t, body, err := c.batch()
	if err != nil {
		return answer{}, err
	}
	results := []recordJSON{}
	var missing []string
	for _, in := range body.Inputs {
		r, err := t.named(string(in.ID), body.IDProperty)
		if err != nil {
			return answer{}, err
		}
		if r == nil {
			missing = append(missing, string(in.ID))
			continue
		}
		out := r.json()
		out.Properties = t.choose(r.values, body.Properties)
		results = append(results, out)
	}
	var bad []batchError
	if len(missing) > 0 {
		bad = []batchError{{
			Status: "error", Category: "OBJECT_NOT_FOUND",
			Message: "Could not get some " + t.typ.upper + " objects, they may be deleted or not exist. Check that ids are valid.",
			Context: map[string][]string{"ids": missing},
		}}
	}
	return c.batchAnswer(http.StatusOK, results, bad), nil
}

func batchArchive(c *call) (answer, *apiError) {
	t, body, err := c.batch()
	if err != nil {
		return answer{}, err
	}
	for _, in := range body.Inputs {
		if r := t.liveNamed(string(in.ID)); r != nil {
			r.archive(c.now)
			c.account.unlinkAll(end{t.typ, r.id}, c.now)
		}
	}
	return noContent(), nil
}
