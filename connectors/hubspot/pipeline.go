package hubspot

import (
	"context"
	"strings"

	"parley/engine/action"
)

// pipelineOf finds the pipeline that has a stage, or "".
func (w *work) pipelineOf(ctx context.Context, stages, stage string) string {
	list, err := w.labels(ctx, stages)
	if err != nil {
		return ""
	}
	for _, c := range list {
		if c.Value == stage {
			return c.Group
		}
	}
	return ""
}

// pairPipeline keeps stage and pipeline together: HubSpot wants both when the
// pipeline changes.
func (w *work) pairPipeline(ctx context.Context, now remoteRecord, set map[string]string) error {
	s, p, ok := w.object.staged()
	if !ok {
		return nil
	}
	stage, pipeline := set[s.Remote], set[p.Remote]
	switch {
	case stage != "" && pipeline == "":
		if of := w.pipelineOf(ctx, s.Source, stage); of != "" && of != string(now.Properties[p.Remote]) {
			set[p.Remote] = of
		}
	case stage == "" && pipeline != "":
		stage = string(now.Properties[s.Remote])
		if w.pipelineOf(ctx, s.Source, stage) != pipeline {
			text := w.say("In the other pipeline the {deal} needs another stage.") + w.stagesIn(ctx, s.Source, pipeline)
			return w.problem(action.Invalid, text, action.FieldProblem{Field: s.Name, Text: text})
		}
		set[s.Remote] = stage
	}
	return nil
}

func (w *work) stagesIn(ctx context.Context, stages, pipeline string) string {
	list, _ := w.labels(ctx, stages)
	var names []string
	for _, c := range list {
		if c.Group == pipeline && len(names) < maxOffered {
			names = append(names, c.Label)
		}
	}
	if len(names) == 0 {
		return " Please choose one."
	}
	return " There is: " + strings.Join(names, ", ") + "."
}
