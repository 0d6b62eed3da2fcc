package llm

import (
	"context"

	"parley/engine/action"
	"parley/engine/field"
)

// Actions is what a client offers: language.understand.
func Actions(c *Client) []action.Action {
	return []action.Action{{
		Spec: action.Spec{
			Name: "language.understand", Summary: "asks a language model what a message means", Effect: action.Read,
			Params: []action.Param{
				{Name: "text", Kind: field.Text, Required: true, Summary: "the message"},
				{Name: "state", Kind: field.Text, Summary: "what the session waits for"},
				{Name: "dialog", Kind: field.Text, Summary: "name of the open dialog"},
				{Name: "field", Kind: field.Text, Summary: "name of the field that is asked"},
			},
			Gives: action.GivesText, Fails: []action.Kind{action.Busy, action.Down},
		},
		Do: func(ctx context.Context, _ action.Caller, call action.Call) (action.Result, error) {
			answer, err := c.ask(ctx, question{
				Waits: call.Args["state"].Norm, Dialog: call.Args["dialog"].Norm, Field: call.Args["field"].Norm, Message: call.Args["text"].Norm,
			})
			return action.Result{Text: answer}, err
		},
	}}
}
