package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

func listPipelines(c *call) (answer, *apiError) {
	list, err := c.pipelines()
	if err != nil {
		return answer{}, err
	}
	out := make([]pipelineJSON, 0, len(list))
	for _, p := range list {
		out = append(out, p.json())
	}
	return jsonAnswer(http.StatusOK, map[string]any{"results": out}), nil
}

func getPipeline(c *call) (answer, *apiError) {
	p, err := c.pipeline()
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(http.StatusOK, p.json()), nil
}

func listStages(c *call) (answer, *apiError) {
	p, err := c.pipeline()
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(http.StatusOK, map[string]any{"results": p.json().Stages}), nil
}

func getStage(c *call) (answer, *apiError) {
	p, err := c.pipeline()
	if err != nil {
		return answer{}, err
	}
	for _, st := range p.json().Stages {
		if st.ID == c.r.PathValue("stage") {
			return jsonAnswer(http.StatusOK, st), nil
		}
	}
	return answer{}, fail(http.StatusNotFound, "OBJECT_NOT_FOUND", "Pipeline stage not found")
}

// pipelines are those of the path's object type.
func (c *call) pipelines() ([]pipeline, *apiError) {
	typ, err := c.objectType()
	if err != nil {
		return nil, err
	}
	return c.account.pipelines(typ), nil
}

func (c *call) pipeline() (pipeline, *apiError) {
	list, err := c.pipelines()
	if err != nil {
		return pipeline{}, err
	}
	for _, p := range list {
		if p.id == c.r.PathValue("id") {
			return p, nil
		}
	}
	return pipeline{}, fail(http.StatusNotFound, "OBJECT_NOT_FOUND", "Pipeline not found")
}

type pipelineJSON struct {
	ID           string      `json:"id"`
	Label        string      `json:"label"`
	DisplayOrder int         `json:"displayOrder"`
	Archived     bool        `json:"archived"`
	CreatedAt    string      `json:"createdAt"`
	UpdatedAt    string      `json:"updatedAt"`
	Stages       []stageJSON `json:"stages"`
}

type stageJSON struct {
	ID               string            `json:"id"`
	Label            string            `json:"label"`
	DisplayOrder     int               `json:"displayOrder"`
	Archived         bool              `json:"archived"`
	CreatedAt        string            `json:"createdAt"`
	UpdatedAt        string            `json:"updatedAt"`
	Metadata         map[string]string `json:"metadata"`
	WritePermissions string            `json:"writePermissions"`
}

func (p pipeline) json() pipelineJSON {
	at := stamp(p.made)
	out := pipelineJSON{ID: p.id, Label: p.label, DisplayOrder: p.order, CreatedAt: at, UpdatedAt: at}
	for i, st := range p.stages {
		about := map[string]string{"isClosed": strconv.FormatBool(st.closed), "probability": st.probability}
		if st.probability == "" { // of tickets
			about = map[string]string{"isClosed": strconv.FormatBool(st.closed), "ticketState": map[bool]string{true: "CLOSED", false: "OPEN"}[st.closed]}
		}
		out.Stages = append(out.Stages, stageJSON{
			ID: st.id, Label: st.label, DisplayOrder: i, CreatedAt: at, UpdatedAt: at, Metadata: about,
			WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT",
		})
	}
	return out
}

// stamp writes a time as HubSpot does: UTC, three digits of a second, none
// when they are zero.
func stamp(t time.Time) string {
	t = t.UTC().Truncate(time.Millisecond)
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05Z")
	}
	return t.Format("2006-01-02T15:04:05.000Z")
}
