package syntax

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxStates is how many states a dialog may have: nobody can keep more in
// mind, and each is proved against all.
const maxStates = 100

// states reads the states, and tells whether those are all.
func (r *reader) states(_ key, e entry) (list []*State, all bool) {
	if !r.isMapping(e.value, e.pos, "states are expected here, each with its name", "write for example `talk: {ask: name}`") {
		return nil, false
	}
	all = true
	for i, x := range r.entries(e.value) {
		if r.full() {
			return list, false
		}
		if i == maxStates {
			r.add("too-many", x.pos, fmt.Sprintf("the dialog has more than %d states", maxStates), "make several dialogs of it; one can `start` another")
			return list, false
		}
		s := &State{Name: Str{x.name, x.pos}}
		if !r.checkName(s.Name) {
			s.Name.Value, all = fold(x.name), false
		}
		if x.name == GoOn || x.name == GoCancel {
			r.add("bad-name", x.pos, quote(x.name)+" has a meaning of its own for `go`", "call the state something else")
			all = false
		}
		_, s.Unread = r.fill(x.value, inState, fmt.Sprintf("the state %s", quote(x.name)), x.pos, map[string]any{
			"before":  &s.Before,
			"say":     &s.Say,
			"ask":     func(k key, e entry) { s.Ask = r.oneOrMore(k, e) },
			"start":   &s.Start,
			"do":      &s.Do,
			"with":    func(_ key, e entry) { s.With = r.given(e, "name: deal_name") },
			"confirm": &s.Confirm,
			"errors":  func(k key, e entry) { s.Errors = r.errorRules(k, e) },
			"show":    func(_ key, e entry) { s.Show = r.show(e) },
			"done": func(_ key, e entry) {
				r.fill(e.value, inStateDone, "`done`", e.pos, map[string]any{"say": &s.Done})
			},
			"result": func(_ key, e entry) { s.Result = r.given(e, "contact: record") },
			"go":     func(k key, e entry) { s.Go = r.ways(k, e) },
		})
		if len(s.Unread) > 0 {
			all = false
		}
		if !s.Start.IsZero() && !s.Do.IsZero() {
			r.add("wrong-shape", s.Do.Pos, fmt.Sprintf("the state %s both starts a dialog and does an action", quote(x.name)), "make two states of it; the first goes on to the second")
			s.Unread = s.Unread.and("do")
		}
		list = append(list, s)
	}
	return list, all
}

// oneOrMore reads a name or a list of names.
func (r *reader) oneOrMore(k key, e entry) []Str {
	if e.value.Kind == yaml.ScalarNode {
		if strings.Contains(strings.TrimSpace(e.value.Value), " ") {
			r.add("bad-name", r.scalarPos(e.value), "the names of fields are expected here, not "+quote(e.value.Value), "the question itself stands below `fields:`; here, write the field's name, or several in a list with dashes")
			return nil
		}
		if s := r.one(key{in: k.in, name: k.name, kind: aName, example: "name"}, e.value, e.pos); !s.IsZero() {
			return []Str{s}
		}
		return nil
	}
	return r.several(key{in: k.in, name: k.name, kind: aNameList, example: k.example}, e.value, e.pos)
}

// given reads values under another name.
func (r *reader) given(e entry, example string) (list []Given) {
	if !r.isMapping(e.value, e.pos, "two names are expected for each value", "write for example `"+example+"`") {
		return nil
	}
	for _, x := range r.entries(e.value) {
		to := Str{x.name, x.pos}
		known := r.checkName(to)
		if from := r.one(key{name: x.name, kind: aName, example: "name"}, x.value, x.pos); known && namePattern.MatchString(from.Value) {
			list = append(list, Given{to, from})
		}
	}
	return list
}

// ways reads where a state goes on: a name, or a list of names and conditions.
func (r *reader) ways(k key, e entry) (list []Way) {
	to := key{in: inWay, name: "to", kind: aName, example: "big"}
	if e.value.Kind == yaml.ScalarNode {
		if strings.Contains(strings.TrimSpace(e.value.Value), " ") {
			r.add("wrong-shape", r.scalarPos(e.value), "several names stand here without dashes", "begin each way on a line of its own with a dash")
			return nil
		}
		if s := r.one(to, e.value, e.pos); !s.IsZero() {
			list = []Way{{To: s}}
		}
		return list
	}
	if !r.isList(e.value, e.pos, "the name of a state or a list of ways is expected here", "write for example `go: "+k.example+"`") {
		return nil
	}
	for _, n := range e.value.Content {
		at := Pos{Line: n.Line, Col: n.Column, Len: 1}
		var w Way
		if n.Kind == yaml.ScalarNode {
			w.To = r.one(to, n, at)
		} else if len(n.Content) == 2 && n.Kind == yaml.MappingNode && slices.Contains([]string{"else", "otherwise", "default"}, n.Content[0].Value) {
			r.add("unknown-key", r.scalarPos(n.Content[0]), quote(n.Content[0].Value)+" is not needed for the last way", "write only the name: `- "+n.Content[1].Value+"`")
			w.To = r.one(to, n.Content[1], at)
		} else {
			r.fill(n, inWay, "this way", at, map[string]any{"when": &w.When, "to": &w.To})
		}
		if !w.To.IsZero() {
			list = append(list, w)
		}
	}
	return list
}
