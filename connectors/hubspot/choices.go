package hubspot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
)

// ownerSource names the action that lists who can own records.
const ownerSource = "hubspot.owners"

// choice is what an action lists; nothing of a kind of record for others.
func (k *catalog) choice(source string) choice {
	if k == nil { // a question of the client's own
		return choice{}
	}
	return k.choices[source]
}

// staged tells whether it is the stages or pipelines of a kind.
func (of choice) staged() bool {
	if of.of == nil {
		return false
	}
	stage, pipeline, ok := of.of.staged()
	return ok && (of.property.Name == stage.Name || of.property.Name == pipeline.Name)
}

// maxOwners bounds the owners of one account that are offered.
const maxOwners = 2_000

// choose gives the choices of a source, remembered or read. The caller must
// not change the list.
func (w *work) choose(ctx context.Context, source string) ([]field.Choice, error) {
	c, who := w.client, tenant(w.token)
	list, ok, done, err := c.choices.read(ctx, who, source, c.tick)
	defer done()
	if err != nil {
		return nil, &failure{err: err, local: true}
	}
	if ok {
		return list, nil
	}
	switch of := w.catalog.choice(source); {
	case of.staged():
		// One answer holds both.
		var stages, pipelines []field.Choice
		if stages, pipelines, err = w.readPipelines(ctx, of.of); err != nil {
			return nil, err
		}
		s, p, _ := of.of.staged()
		c.choices.put(who, s.Source, stages, c.tick())
		c.choices.put(who, p.Source, pipelines, c.tick())
		if source == p.Source {
			return pipelines, nil
		}
		return stages, nil
	case of.of != nil:
		list, err = w.readOptions(ctx, of)
	case source == ownerSource:
		list, err = w.readOwners(ctx)
	case source == currencySource:
		list, err = w.readCurrency(ctx)
	}
	if err != nil {
		return nil, err
	}
	c.choices.put(who, source, list, c.tick())
	return list, nil
}

// labels is choose for what is only nice to have: it does not wait for a
// HubSpot in trouble.
func (w *work) labels(ctx context.Context, source string) ([]field.Choice, error) {
	if w.unnamed[source] {
		return nil, errUnnamed
	}
	brief := w.brief
	w.brief = true
	defer func() { w.brief = brief }()
	list, err := w.choose(ctx, source)
	if err != nil {
		if w.unnamed == nil {
			w.unnamed = map[string]bool{}
		}
		w.unnamed[source] = true
	}
	return list, err
}

var errUnnamed = errors.New("choices could not be read before")

// stages lists those of all pipelines, or of one.
func (w *work) stages(ctx context.Context, call action.Call) (action.Result, error) {
	list, err := w.choose(ctx, w.spec.Name)
	if err != nil {
		return action.Result{}, err
	}
	if pipeline := call.Args["pipeline"].Norm; pipeline != "" {
		var some []field.Choice
		for _, c := range list {
			if c.Group == pipeline {
				some = append(some, c)
			}
		}
		return action.Result{Choices: some}, nil
	}
	return action.Result{Choices: slices.Clone(list)}, nil
}

func (w *work) all(ctx context.Context, _ action.Call) (action.Result, error) {
	list, err := w.choose(ctx, w.spec.Name)
	return action.Result{Choices: slices.Clone(list)}, err
}

type pipeline struct {
	ID       string  `json:"id"`
	Label    string  `json:"label"`
	Order    float64 `json:"displayOrder"`
	Archived bool    `json:"archived"`
	Stages   []stage `json:"stages"`
}

type stage struct {
	ID       string  `json:"id"`
	Label    string  `json:"label"`
	Order    float64 `json:"displayOrder"`
	Archived bool    `json:"archived"`
	Metadata struct {
		Closed      word `json:"isClosed"`
		Probability word `json:"probability"`
	} `json:"metadata"`
}

func (w *work) readPipelines(ctx context.Context, of *Type) (stages, pipelines []field.Choice, err error) {
	var page pageOf[pipeline]
	if err := w.send(ctx, request{method: http.MethodGet, path: w.client.path("pipelines", of.path())}, &page); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(page.Results, func(a, b pipeline) int { return cmp.Compare(a.Order, b.Order) })
	page.Results = slices.DeleteFunc(page.Results, func(p pipeline) bool { return p.Archived })
	for _, p := range page.Results {
		also := []string(nil)
		if short := strings.TrimSpace(strings.TrimSuffix(strings.ToLower(p.Label), "pipeline")); short != strings.ToLower(p.Label) && short != "" {
			also = []string{short}
		}
		pipelines = append(pipelines, field.Choice{Value: p.ID, Label: p.Label, Also: also})

		list := slices.Clone(p.Stages)
		slices.SortStableFunc(list, func(a, b stage) int { return cmp.Compare(a.Order, b.Order) })
		for _, s := range list {
			if s.Archived {
				continue
			}
			c := field.Choice{Value: s.ID, Label: s.Label, Group: p.ID, Also: stageWords(s.Label, s.Metadata.Closed == "true", string(s.Metadata.Probability))}
			if len(page.Results) > 1 {
				c.Hint = p.Label
			}
			stages = append(stages, c)
		}
	}
	return stages, pipelines, nil
}

// stageWords are other words for a stage: "won" for "Closed Won", and the
// parts of a label like "Qualified To Buy" that say it all.
func stageWords(label string, closed bool, probability string) []string {
	var also []string
	add := func(words ...string) {
		for _, s := range words {
			if s != "" && !strings.EqualFold(s, label) && !slices.Contains(also, s) {
				also = append(also, s)
			}
		}
	}
	lower := strings.ToLower(label)
	switch {
	case closed && (probability == "1.0" || probability == "1"):
		add("won", "closed won", "win")
	case closed && (probability == "0.0" || probability == "0"):
		add("lost", "closed lost", "lose")
	}
	first, rest, _ := strings.Cut(lower, " ")
	switch {
	case first == "closed" && rest != "":
		add(rest)
	case strings.HasSuffix(lower, " scheduled"), strings.HasSuffix(lower, " sent"), strings.HasPrefix(lower, "qualified "):
		add(first)
	case strings.Contains(lower, "bought-in"), strings.Contains(lower, "bought in"):
		add("bought in", "decision maker")
	}
	return also
}

type owner struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	First    string `json:"firstName"`
	Last     string `json:"lastName"`
	Archived bool   `json:"archived"`
}

// readOwners reads the owners, or none when the app may not: choosing an owner
// is a convenience, and its scope is optional.
func (w *work) readOwners(ctx context.Context) ([]field.Choice, error) {
	list := []field.Choice{}
	query := url.Values{"limit": {"100"}}
	for len(list) < maxOwners {
		var page pageOf[owner]
		err := w.send(ctx, request{method: http.MethodGet, path: w.client.path("owners"), query: query}, &page)
		if is(err, http.StatusForbidden) {
			return []field.Choice{}, nil
		}
		if err != nil {
			return nil, err
		}
		for _, o := range page.Results {
			if o.Archived || o.ID == "" {
				continue
			}
			c := field.Choice{Value: o.ID, Label: strings.TrimSpace(o.First + " " + o.Last), Hint: o.Email}
			if c.Label == "" {
				c.Label, c.Hint = or(o.Email, "owner "+o.ID), ""
			}
			for _, other := range []string{o.Email, o.First, o.Last} {
				if other != "" && other != c.Label {
					c.Also = append(c.Also, other)
				}
			}
			list = append(list, c)
		}
		if page.Paging.Next.After == "" || string(page.Paging.Next.After) == query.Get("after") {
			break
		}
		query.Set("after", string(page.Paging.Next.After))
	}
	return list, nil
}

// readOptions reads what a property can be. Those that forms hide can't be
// chosen.
func (w *work) readOptions(ctx context.Context, of choice) ([]field.Choice, error) {
	var property struct {
		Options []remoteOption `json:"options"`
	}
	path := w.client.path("properties", of.of.path(), of.property.Remote)
	err := w.send(ctx, request{method: http.MethodGet, path: path}, &property)
	if f, ok := errors.AsType[*failure](err); ok && f.status == http.StatusNotFound {
		p := w.problem(action.Missing, fmt.Sprintf("This HubSpot account has no property %q, so I can't offer what to choose from. Whoever looks after this chat has to correct that.", of.property.Remote))
		p.Reference, p.Err = f.reference, f
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(property.Options, func(a, b remoteOption) int { return cmp.Compare(a.Order, b.Order) })
	var list []field.Choice
	for _, o := range property.Options {
		if o.Hidden {
			continue
		}
		c := field.Choice{Value: o.Value, Label: o.Label}
		switch o.Value {
		case "marketingqualifiedlead":
			c.Also = []string{"MQL", "marketing qualified"}
		case "salesqualifiedlead":
			c.Also = []string{"SQL", "sales qualified"}
		case "customer":
			c.Also = []string{"client"}
		}
		list = append(list, c)
	}
	return list, nil
}

// pageOf is a page of what a list holds.
type pageOf[T any] struct {
	Results []T    `json:"results"`
	Paging  paging `json:"paging"`
}

// valid tells an empty page from an answer that is no page.
func (p *pageOf[T]) valid() bool { return p.Results != nil }
