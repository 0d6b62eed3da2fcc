package lint

import (
	"fmt"
	"slices"
	"strings"

	"parley/engine/syntax"
)

// tests looks at what conversations expect: names that nothing has would only
// show when they are run, as a conversation that goes another way.
func (a *adviser) tests() {
	if slices.ContainsFunc(a.folder.Dialogs, func(d *syntax.Dialog) bool {
		_, runs := a.machine.Dialog(d.Name.Value)
		return !runs
	}) {
		return // its states are not known as long as something is wrong with it
	}
	states, dialogs, fields := []string{"idle", "sign_in"}, []string{}, []string{}
	of := map[string][]string{}
	put := func(list *[]string, name string) {
		if !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for _, c := range a.machine.Tables() {
		name, _, _ := strings.Cut(c.Name, ".")
		put(&dialogs, name)
		for _, s := range append(c.States(), "sign_in") {
			put(&states, s)
			of[name] = append(of[name], s)
		}
		for _, f := range c.Tree.Fields {
			put(&fields, f.Name.Value)
		}
	}
	for _, t := range a.folder.Tests {
		unknown := func(at syntax.Str, name, what string, known []string) {
			if name == "" || slices.Contains(known, name) {
				return
			}
			advice := fmt.Sprintf("`parley test` shows what it comes to; known are: %s", strings.Join(known[:min(len(known), 12)], ", "))
			if near, ok := syntax.Nearest(name, known); ok {
				advice = fmt.Sprintf("did you mean %q?", near)
			}
			a.found = append(a.found, syntax.Diagnostic{File: t.File, Pos: at.Pos, Severity: syntax.Warning, Rule: "never-comes",
				Text: fmt.Sprintf("there is no %s %q, so this conversation can't pass", what, name), Advice: advice})
		}
		for _, c := range t.Cases {
			for _, turn := range c.Turns {
				dialog, state, named := strings.Cut(turn.Bot.Value, ": ")
				switch {
				case !named:
					unknown(turn.Bot, dialog, "state", states)
				case !slices.Contains(dialogs, dialog):
					unknown(turn.Bot, dialog, "dialog", dialogs)
				default:
					unknown(turn.Bot, state, "state of "+dialog, of[dialog])
				}
				for _, e := range turn.Fields {
					unknown(e.Name, e.Name.Value, "field", fields)
				}
				for _, call := range append(slices.Clone(turn.Calls), turn.Others...) {
					a.call(call, unknown)
				}
			}
		}
	}
}

// call looks at the names in one wanted call.
func (a *adviser) call(call syntax.ExpectCall, unknown func(at syntax.Str, name, what string, known []string)) {
	spec, ok := a.catalog.Spec(call.Action.Value)
	if !ok {
		var known []string
		for _, s := range a.catalog.Specs() {
			known = append(known, s.Name)
		}
		unknown(call.Action, call.Action.Value, "action", known)
		return
	}
	known := []string{"id", "of"}
	for _, p := range spec.Params {
		known = append(known, p.Name)
	}
	object, _ := a.catalog.Object(spec.Object)
	for _, f := range object.Fields {
		known = append(known, f.Name)
	}
	for _, e := range call.Args {
		unknown(e.Name, e.Name.Value, "value of "+spec.Name, known)
	}
}
