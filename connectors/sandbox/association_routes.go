package sandbox

import (
	"net/http"
	"strconv"
)

// listAssociations gives the long form in v4 and the dated versions, the
// short one in v3.
func listAssociations(c *call) (answer, *apiError) {
	kind, near, far, err := c.associationEnds()
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
	ids := c.account.linked(near, far.typ)
	start, end := min(after, len(ids)), min(after+limit, len(ids))
	results := []any{}
	for _, far := range ids[start:end] {
		text := strconv.FormatInt(far, 10)
		if c.version == "v3" {
			results = append(results, associationRef{ID: text, Type: kind.name()})
			continue
		}
		results = append(results, map[string]any{
			"toObjectId":       text,
			"associationTypes": []any{map[string]any{"category": "HUBSPOT_DEFINED", "typeId": kind.number, "label": nil}},
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
	_, near, far, err := c.associate()
	if err != nil {
		return answer{}, err
	}
	side := func(from, to end) map[string]any {
		kind, _ := from.typ.to(to.typ)
		return map[string]any{
			"from":            map[string]string{"id": strconv.FormatInt(from.id, 10)},
			"to":              map[string]string{"id": strconv.FormatInt(to.id, 10)},
			"associationSpec": associationType{"HUBSPOT_DEFINED", kind.number},
		}
	}
	at := stamp(c.now)
	return ok(map[string]any{
		"status": "COMPLETE", "startedAt": at, "completedAt": at,
		"results": []any{side(near, far), side(far, near)},
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
	for _, given := range types {
		if kind, ok := typ.numbered(given.TypeID); !ok || kind.to != objectTypeOf(c.r.PathValue("to")) {
			return answer{}, invalid("No association type exists with id %d from %s", given.TypeID, typ.name)
		}
	}
	_, near, far, err := c.associate()
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(http.StatusCreated, map[string]any{
		"fromObjectTypeId": near.typ.id, "fromObjectId": near.id,
		"toObjectTypeId": far.typ.id, "toObjectId": far.id, "labels": noLabels(),
	}), nil
}

// associateNamed is the v3 way, with the type in the path; it answers with
// the record.
func associateNamed(c *call) (answer, *apiError) {
	kind, err := c.associationKind()
	if err != nil {
		return answer{}, err
	}
	if named := c.r.PathValue("assoc"); named != kind.name() && named != strconv.Itoa(kind.number) {
		return answer{}, invalid("No association type exists with id %s from %s", named, kind.from.name)
	}
	_, near, far, err := c.associate()
	if err != nil {
		return answer{}, err
	}
	t := c.account.table(near.typ)
	out, err := c.asked(t, t.rows[near.id])
	if err != nil {
		return answer{}, err
	}
	out.Associations = map[string]associationPage{far.typ.name: c.account.associations(near, far.typ)}
	return ok(out)
}

func (c *call) associate() (kind associationKind, near, far end, err *apiError) {
	if kind, near, far, err = c.associationEnds(); err != nil {
		return kind, near, far, err
	}
	if err := c.knownFar(kind, far.id); err != nil {
		return kind, near, far, err
	}
	c.account.link(near, far, c.now)
	return kind, near, far, nil
}

// dissociate takes an association away; one that is not there is no error.
func dissociate(c *call) (answer, *apiError) {
	_, near, far, err := c.associationEnds()
	if err != nil {
		return answer{}, err
	}
	c.account.unlink(near, far, c.now)
	return noContent(), nil
}

func listAssociationLabels(c *call) (answer, *apiError) {
	if _, err := c.objectType(); err != nil {
		return answer{}, err
	}
	kind, err := c.associationKind()
	if err != nil {
		return ok(map[string]any{"results": []any{}})
	}
	return ok(map[string]any{"results": []any{map[string]any{"category": "HUBSPOT_DEFINED", "typeId": kind.number, "label": nil}}})
}
