package hubspot

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"parley/engine/action"
)

// maxCandidates is how many records are offered when people name one: more
// than that is no choice any more.
const maxCandidates = 6

// maxWords bounds the words of a name that are looked for: HubSpot takes six
// filters in a group.
const maxWords = 5

// find looks for the record that somebody means by what they say: an id, an
// address, else a name. What is closest comes first.
func (w *work) find(ctx context.Context, call action.Call) (action.Result, error) {
	text := cut(strings.Join(strings.Fields(call.Args["text"].Norm), " "), 200)
	if text == "" {
		return action.Result{Records: []action.Record{}}, nil
	}
	if id := strings.TrimPrefix(text, "#"); digits(id) {
		if r, err := w.fetch(ctx, id, ""); err == nil {
			return w.candidates(ctx, []remoteRecord{r}), nil
		} else if !notThere(err) {
			return action.Result{}, err
		}
	}
	if unique, ok := w.object.field(w.object.Unique); ok && strings.Contains(text, "@") && !strings.Contains(text, " ") {
		// By its address a contact is found at once, however new it is.
		if r, err := w.fetch(ctx, text, unique.Remote); err == nil {
			return w.candidates(ctx, []remoteRecord{r}), nil
		} else if !notThere(err) && !is(err, http.StatusBadRequest) {
			return action.Result{}, err
		}
	}
	page, err := w.query(ctx, w.nameQuery(text))
	if err != nil {
		return action.Result{}, err
	}
	w.rank(page.Results, text)
	result := w.candidates(ctx, page.Results)
	result.Total = page.Total
	return result, nil
}

func notThere(err error) bool {
	if p, ok := errors.AsType[*action.Problem](err); ok {
		return p.Kind == action.Missing
	}
	return is(err, http.StatusNotFound)
}

// nameQuery searches by title. Where that is put together from others, as of
// contacts, HubSpot's own search looks at everything a name can be in. For
// other records that would include descriptions, so only the title is
// searched: all of it, or each of its words.
func (w *work) nameQuery(text string) query {
	q := query{Limit: 4 * maxCandidates, Sorts: []sorting{{w.object.Recent, "DESCENDING"}}}
	title, _ := w.object.field(w.object.Title)
	if title.Remote == "" {
		q.Query = text
		return q
	}
	q.Groups = []group{{[]filter{{Property: title.Remote, Operator: "EQ", Value: text}}}}
	var words []filter
	for _, word := range nameWords(text) {
		words = append(words, filter{Property: title.Remote, Operator: "CONTAINS_TOKEN", Value: "*" + word + "*"})
	}
	if len(words) > 0 {
		q.Groups = append(q.Groups, group{words[:min(len(words), maxWords)]})
	}
	return q
}

// nameWords cuts a text into the words that HubSpot compares. A "*" would be a
// wildcard and is not among them.
func nameWords(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return words[:min(len(words), maxWords)]
}

// rank puts the closest first and keeps HubSpot's order, latest first, among
// equals.
func (w *work) rank(list []remoteRecord, text string) {
	text = strings.ToLower(text)
	title, _ := w.object.field(w.object.Title)
	distance := func(r remoteRecord) int {
		name := strings.ToLower(w.value(title, r).Norm)
		email := strings.ToLower(string(r.Properties["email"]))
		first := strings.ToLower(string(r.Properties["firstname"]))
		last := strings.ToLower(string(r.Properties["lastname"]))
		switch {
		case name == text || email != "" && email == text:
			return 0
		case first == text && first != "", last == text && last != "":
			return 1
		case strings.HasPrefix(name, text):
			return 2
		case strings.Contains(name, text):
			return 3
		}
		return 4
	}
	slices.SortStableFunc(list, func(a, b remoteRecord) int { return distance(a) - distance(b) })
}

func (w *work) candidates(ctx context.Context, list []remoteRecord) action.Result {
	return w.page(ctx, found{Results: list[:min(len(list), maxCandidates)]})
}
