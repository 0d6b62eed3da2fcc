package sandbox

import (
	"net/http"
	"strconv"
)

// listAssociations gives the long form in v4 and the dated versions, the
// short one in v3.
func listAssociations(c *call) (answer, *apiError) {
	typ, near, _, err := c.associationEnds()
	if err != nil {
		return answer{}, err
	}
	limit, err := c.number("limit", 500, 500)
	if err != nil {
		return answer{}, err
	}
	after, err := c.number("after", 0, 1<<30)
	if err != nil {
		return answer{}, err
	}
	ids := c.account.linked(typ, near)
	start, end := min(after, len(ids)), min(after+limit, len(ids))
	results := []any{}
	for _, far := range ids[start:end] {
		text := strconv.FormatInt(far, 10)
		if c.version == "v3" {
			results = append(results, associationRef{ID: text, Type: typ.assocName})
			continue
		}
		results = append(results, map[string]any{
			"toObjectId":       text,
			"associationTypes": []any{map[string]any{"category": "HUBSPOT_DEFINED", "typeId": typ.assoc, "label": nil}},
		})
	}
	body := map[string]any{"results": results}
	if end < len(ids) {
		body["paging"] = c.nextPage(strconv.Itoa(end))
	}
	return ok(body)
}

// associateDefault ties two records together without a label. Doing it again
// changes nothing.
func associateDefault(c *call) (answer, *apiError) {
	typ, near, far, err := c.associate()
	if err != nil {
		return answer{}, err
	}
	side := func(typ *objectType, from, to int64) map[string]any {
		return map[string]any{
			"from":            map[string]string{"id": strconv.FormatInt(from, 10)},
			"to":              map[string]string{"id": strconv.FormatInt(to, 10)},
			"associationSpec": associationType{"HUBSPOT_DEFINED", typ.assoc},
		}
	}
	at := stamp(c.now)
	return ok(map[string]any{
		"status": "COMPLETE", "startedAt": at, "completedAt": at,
		"results": []any{side(typ, near, far), side(typ.other(), far, near)},
	})
}

// associateTyped takes the types in the body.
func associateTyped(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	var types []associationType
	if err := c.decode(&types); err != nil {
		return answer{}, err
	}
	for _, kind := range types {
		if kind.TypeID != typ.assoc {
			return answer{}, invalid("No association type exists with id %d from %s", kind.TypeID, typ.name)
		}
	}
	typ, near, far, err := c.associate()
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(http.StatusCreated, map[string]any{
		"fromObjectTypeId": typ.id, "fromObjectId": near,
		"toObjectTypeId": typ.other().id, "toObjectId": far, "labels": noLabels(),
	}), nil
}

// associateNamed is the v3 way, with the type in the path; it answers with
// the record.
func associateNamed(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	if kind := c.r.PathValue("assoc"); kind != typ.assocName && kind != strconv.Itoa(typ.assoc) {
		return answer{}, invalid("No association type exists with id %s from %s", kind, typ.name)
	}
	typ, near, _, err := c.associate()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	out, err := c.asked(t, t.rows[near])
	if err != nil {
		return answer{}, err
	}
	out.Associations = map[string]associationPage{typ.other().name: c.account.associations(typ, near)}
	return ok(out)
}

func (c *call) associate() (typ *objectType, near, far int64, err *apiError) {
	if typ, near, far, err = c.associationEnds(); err != nil {
		return nil, 0, 0, err
	}
	if err := c.knownFar(typ, far); err != nil {
		return nil, 0, 0, err
	}
	c.account.link(typ, near, far, c.now)
	return typ, near, far, nil
}

// dissociate takes an association away; one that is not there is no error.
func dissociate(c *call) (answer, *apiError) {
	typ, near, far, err := c.associationEnds()
	if err != nil {
		return answer{}, err
	}
	c.account.unlink(typ, near, far, c.now)
	return noContent(), nil
}

func listAssociationLabels(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	if to, err := typeNamed(c.r.PathValue("to")); err != nil || to != typ.other() {
		return ok(map[string]any{"results": []any{}})
	}
	return ok(map[string]any{"results": []any{map[string]any{"category": "HUBSPOT_DEFINED", "typeId": typ.assoc, "label": nil}}})
}
