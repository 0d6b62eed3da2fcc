package machine

import (
	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// load wishes for the choices of a field.
func (st *step) load(f *Frame, a *ask) {
	key := st.toLoad(f, a)
	source := a.source
	if source == "" {
		for _, of := range a.sources() {
			if a.name+"."+of.Name == key {
				source = of.Source
			}
		}
	}
	call := action.Call{Action: source}
	if spec, ok := st.m.catalog.Spec(source); ok {
		for _, p := range spec.Params {
			v, ok := f.Fields[p.Name]
			if !ok && f.Was != nil {
				v, ok = f.Was.Fields[p.Name]
			}
			if ok {
				if call.Args == nil {
					call.Args = map[string]field.Value{}
				}
				call.Args[p.Name] = v
			}
		}
	}
	st.wish(f, action.Read, call)
}

// run wishes for the dialog's action. Everything that is written has been
// chosen by then; should it be refused, choices are loaded again. A table keeps
// them, for narrowing.
func (st *step) run(f *Frame) {
	c := st.m.of(f)
	if c.effect.Writes() {
		f.lighten()
	}
	st.wish(f, c.effect, action.Call{Action: c.spec.Name, Args: st.args(f, c)})
}

// args gives the action its arguments.
func (st *step) args(f *Frame, c *Compiled) map[string]field.Value {
	args := map[string]field.Value{}
	for _, a := range c.fields {
		v, ok := f.Fields[a.name]
		if !ok || !c.counts(f, a) {
			continue
		}
		switch {
		case a.param == "":
		case a.kind == match.Search:
			if v.Norm != "" {
				args["text"] = field.Value{Norm: v.Norm}
			}
			if len(v.List) > 0 {
				args["conditions"] = field.Value{List: v.List}
			}
		case a.kind == field.Changes:
			args["changes"] = v
			if f.Was != nil && has(c.spec, "was") {
				was := map[string]field.Value{}
				for name := range v.Set {
					was[name] = f.Was.Fields[name]
				}
				args["was"] = field.Value{Set: was}
			}
		default:
			args[a.param] = v
		}
	}
	if f.Batch != nil {
		f.batchArgs(args)
	}
	if c.spec.Gives == action.GivesRecords && c.Tree.Show != nil {
		f.shapeArgs(args, c)
		args["limit"] = field.Value{Norm: itoa(pageSize(c))}
		if f.List != nil && len(f.List.After) > 0 {
			if after := f.List.After[len(f.List.After)-1]; after != "" {
				args["after"] = field.Value{Norm: after}
			}
		}
		if f.Sum != "" {
			args["limit"] = field.Value{Norm: itoa(most)}
			delete(args, "after")
		}
	}
	return args
}

func has(s action.Spec, param string) bool {
	_, ok := s.Param(param)
	return ok
}
