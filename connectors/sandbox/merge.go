package sandbox

import (
	"net/http"
	"strconv"
)

// mergeRecords moves one record into another: values that the first lacks,
// and associations. The second is archived.
func mergeRecords(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	var body struct {
		Primary id `json:"primaryObjectId"`
		Other   id `json:"objectIdToMerge"`
	}
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	if body.Primary == "" || body.Other == "" {
		return answer{}, c.missingField("primaryObjectId, objectIdToMerge")
	}
	t := c.account.table(typ)
	keep, gone := t.liveNamed(string(body.Primary)), t.liveNamed(string(body.Other))
	if keep == nil || gone == nil {
		return answer{}, notFound()
	}
	if keep == gone {
		return answer{}, invalid("A record cannot be merged with itself")
	}
	values := map[string]string{}
	for name, value := range gone.values {
		if p := t.property(name); p != nil && !p.Modification.ReadOnlyValue && keep.values[name] == "" {
			values[name] = value
		}
	}
	for _, far := range c.account.links.of(end{typ, gone.id}) {
		c.account.link(end{typ, keep.id}, far, c.now)
	}
	c.account.unlinkAll(end{typ, gone.id}, c.now)
	gone.archive(c.now)
	t.write(c.account, keep, values, c.now)
	return jsonAnswer(http.StatusOK, c.written(t, keep)), nil
}

func (t *table) liveNamed(text string) *record {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return t.live(n)
}

// eraseRecord deletes a contact for good.
func eraseRecord(c *call) (answer, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return answer{}, err
	}
	if typ != contactType {
		return answer{}, notFound()
	}
	var body struct {
		ID         id     `json:"objectId"`
		IDProperty string `json:"idProperty"`
	}
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	t := c.account.table(typ)
	r := t.liveNamed(string(body.ID))
	if body.IDProperty == "email" {
		r = t.holder("email", string(body.ID))
	}
	if r == nil {
		return noContent(), nil
	}
	c.account.unlinkAll(end{typ, r.id}, c.now)
	t.remove(r.id)
	return noContent(), nil
}
