package convtest

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// Explorer looks for conversations that come through what no test has come
// through yet. It says and presses in each state what can be said and pressed
// there, lets HubSpot fail, and keeps the shortest way to anything new.
type Explorer struct {
	Runner *Runner
	// Answers are what to say to a field by its type: "record deal". Those of
	// simple types are known.
	Answers map[string][]string
	Most    int // conversations to try for one dialog; 0 means 1500
	// Tried, when set, is told after each conversation how many there were.
	Tried func(n int)
}

// Missing is what is still to be come through in one dialog. Explore takes
// away what it finds.
type Missing struct {
	Moves    map[machine.Move]bool
	Failures map[machine.Failure]bool
}

// Missing tells what of a dialog the cases of a report didn't come through.
func (r Report) Missing(m *machine.Machine, c *machine.Compiled) Missing {
	left := Missing{map[machine.Move]bool{}, map[machine.Failure]bool{}}
	for _, move := range c.Moves() {
		if !r.Visited[move] {
			left.Moves[move] = true
		}
	}
	for _, f := range m.Failures(c) {
		if !r.Answered[f] {
			left.Failures[f] = true
		}
	}
	return left
}

// Explore gives the conversations it found as texts of a file of tests, in
// the order found: the shortest first.
func (e *Explorer) Explore(ctx context.Context, c *machine.Compiled, left Missing) []string {
	if len(c.Tree.Start) == 0 {
		return nil
	}
	runner := *e.Runner
	runner.Observe = true
	opening := opening(c)
	x := &exploration{Explorer: e, runner: &runner, ctx: ctx, dialog: c, left: left, tried: map[string]bool{}, from: map[string]int{}, names: map[string]bool{}}
	for _, signedIn := range []bool{true, false} {
		x.queue = append(x.queue, path{signedOut: !signedIn, turns: []*syntax.Turn{say(opening)}})
		for _, where := range lookups {
			x.queue = append(x.queue, path{signedOut: !signedIn, turns: []*syntax.Turn{fault("", where, 503), say(opening)}})
		}
	}
	// Half an hour later the access must be refreshed, which can fail.
	x.queue = append(x.queue, path{turns: []*syntax.Turn{event("timeout"), event("timeout"), event("timeout"), fault("", "/oauth", 503), say(opening)}, state: "authorize"})
	most := e.Most
	if most == 0 {
		most = 1500
	}
	for n := 0; n < most && len(x.queue) > 0 && len(left.Moves)+len(left.Failures) > 0 && ctx.Err() == nil; n++ {
		x.try(x.next())
		if e.Tried != nil {
			e.Tried(n + 1)
		}
	}
	return x.found
}

// lookups are where HubSpot is asked for what isn't a record.
var lookups = []string{"/crm/v3/pipelines", "/crm/v3/properties", "/crm/v3/owners", "/oauth"}

// path is one way through a dialog.
type path struct {
	signedOut bool
	turns     []*syntax.Turn
	state     string // before its last turn
	context   string // that state, and what is wrong with HubSpot in it
}

type exploration struct {
	*Explorer
	runner *Runner
	ctx    context.Context
	dialog *machine.Compiled
	left   Missing
	tried  map[string]bool // what was done in which state
	queue  []path
	from   map[string]int // how many ways were tried from a context
	found  []string
	names  map[string]bool
}

// next takes the most promising way from the queue: a short one, from a state
// that has an exit which was never taken and from which few were tried.
func (x *exploration) next() path {
	exits := map[string]bool{}
	for m := range x.left.Moves {
		exits[m.From] = true
	}
	best, least := 0, 1<<30
	for i, p := range x.queue {
		cost := 8*len(p.turns) + x.from[p.context]
		if !exits[p.state] {
			cost += 24
		}
		if cost < least {
			best, least = i, cost
		}
	}
	p := x.queue[best]
	x.queue = slices.Delete(x.queue, best, best+1)
	x.from[p.context]++
	return p
}

// try runs a way, writes it down when it is of use, and goes on from its end.
func (x *exploration) try(p path) {
	c := &syntax.Case{Name: written("explored"), Turns: p.turns}
	if p.signedOut {
		c.SignedIn = &syntax.Flag{}
	}
	t := &talk{runner: x.runner, c: c, slow: newSlow()}
	t.run(x.ctx)
	if len(t.failures) > 0 || len(t.heard) < len(p.turns) {
		return // what it pressed isn't there any more
	}
	if name := x.news(t); name != "" {
		c.Name = written(name)
		x.found = append(x.found, Text(c, t.heard))
	}
	dialog, state, _ := strings.Cut(t.state, ": ")
	if dialog != x.dialog.Name || len(p.turns) > 24 {
		return
	}
	if n := len(t.moves); state == "sign_in" && n > 0 {
		state = t.moves[n-1].To // which of the states that wait for one
	}
	where := state
	if p.signedOut {
		state += " signed out"
	}
	for _, turn := range p.turns {
		switch {
		case len(turn.Faults) > 0:
			state += " " + writtenFault(turn.Faults[0])
		case turn.Event.Value == "disconnected":
			state += " disconnected"
		case turn.Event.Value == "recovered":
			state += " recovered"
		}
	}
	for _, turn := range x.choices(t, p) {
		key := state + "\n" + Text(&syntax.Case{Turns: []*syntax.Turn{turn}}, []Heard{{}})
		if !x.tried[key] {
			x.tried[key] = true
			x.queue = append(x.queue, path{p.signedOut, append(slices.Clone(p.turns), turn), where, state})
		}
	}
}

// news takes away what a conversation came through for the first time, and
// names it by the first of that; nothing when there is nothing new.
func (x *exploration) news(t *talk) string {
	name := ""
	for _, f := range t.failed {
		if x.left.Failures[f] {
			delete(x.left.Failures, f)
			if name == "" {
				name = f.Action + " fails"
				if f.Kind != "" {
					name += ": " + string(f.Kind)
				}
			}
		}
	}
	for _, m := range t.moves {
		if x.left.Moves[m] {
			delete(x.left.Moves, m)
			if name == "" {
				name = "from " + m.From + " to " + m.To
			}
		}
	}
	if name == "" {
		return ""
	}
	unique := name
	for n := 2; x.names[unique]; n++ {
		unique = fmt.Sprintf("%s, %d", name, n)
	}
	x.names[unique] = true
	return unique
}

// opening is the shortest example without a value.
func opening(c *machine.Compiled) string {
	best := ""
	for _, s := range c.Tree.Start {
		if !strings.Contains(s.Value, "<") && (best == "" || len(s.Value) < len(best)) {
			best = s.Value
		}
	}
	if best == "" {
		best = c.Title
	}
	return best
}

func say(text string) *syntax.Turn {
	return &syntax.Turn{Pos: syntax.Pos{Line: 1, Col: 1}, Me: []syntax.Str{written(text)}}
}

func press(label string) *syntax.Turn {
	return &syntax.Turn{Pos: syntax.Pos{Line: 1, Col: 1}, Press: written(label)}
}

func event(name string) *syntax.Turn {
	return &syntax.Turn{Pos: syntax.Pos{Line: 1, Col: 1}, Event: written(name)}
}

func fault(method, path string, status int) *syntax.Turn {
	f := syntax.Fault{Path: written(path)}
	if method != "" {
		f.Method = written(method)
	}
	if status > 0 {
		f.Status = []syntax.Num{{Value: status}}
	} else {
		f.Drop.Value = true
	}
	return &syntax.Turn{Pos: syntax.Pos{Line: 1, Col: 1}, Faults: []syntax.Fault{f}}
}

// choices is what can be done where a talk stands.
func (x *exploration) choices(t *talk, p path) []*syntax.Turn {
	state := stateIn(t.state)
	last := p.turns[len(p.turns)-1]
	var list []*syntax.Turn
	switch {
	case state == "sign_in":
		list := []*syntax.Turn{event("signed_in"), event("denied"), event("expired"), say("cancel")}
		if !hasFault(p) {
			list = append(list, fault("", "/oauth", 503))
		}
		return list
	case len(last.Faults) > 0: // something must happen while it is there
		return x.answers(t)
	}
	list = append(list, x.answers(t)...)
	pressed := 0
	for _, turn := range t.last {
		for _, m := range turn.Messages {
			for _, b := range m.Choices {
				if pressed < 12 && !strings.HasPrefix(b.Value, "start:") {
					list = append(list, press(b.Label))
					pressed++
				}
			}
		}
	}
	for _, text := range []string{"cancel", "skip", "back", "start over", "undo"} {
		list = append(list, say(text))
	}
	if hasFault(p) {
		return append(list, event("recovered"))
	}
	for _, status := range []int{503, 400, 404, 409, 403} {
		list = append(list, fault("", "/crm", status))
	}
	for _, where := range lookups {
		list = append(list, fault("", where, 503))
	}
	return append(list, fault("", "/crm", 429), fault("POST", "/crm", 0), fault("PATCH", "/crm", 0), fault("DELETE", "/crm", 0), event("disconnected"), event("timeout"))
}

func hasFault(p path) bool {
	return slices.ContainsFunc(p.turns, func(turn *syntax.Turn) bool { return len(turn.Faults) > 0 })
}

// samples are answers by the kind of input.
var samples = map[string]string{
	"email": "nina.new@example.com", "money": "5k", "number": "5", "percent": "5%", "date": "tomorrow", "time": "10:30",
	"phone": "+44 20 7946 0999", "url": "https://www.example.com", "yes_no": "yes",
}

// hinted finds the example of a hint: For example "Acme, 50 seats".
var hinted = regexp.MustCompile(`^For example "?([^"]+?)"?\.?$`)

// answers are answers to the open question.
func (x *exploration) answers(t *talk) []*syntax.Turn {
	verb, name, _ := strings.Cut(stateIn(t.state), " ")
	switch verb {
	case "confirm":
		list := []*syntax.Turn{say("yes")}
		for _, f := range x.dialog.Tree.Fields {
			label := f.Label.Value
			if label == "" {
				label = strings.ReplaceAll(f.Name.Value, "_", " ")
			}
			if f.AskIf.Value == "never" { // the others have a button
				list = append(list, say("change the "+label))
			}
		}
		return list
	case "undo_confirm", "undo_offer":
		return []*syntax.Turn{say("yes")}
	case "failed", "stuck", "undo_failed", "undo_stuck", "unknown":
		return []*syntax.Turn{say("try again")}
	case "done", "undone":
		return []*syntax.Turn{say("undo")}
	case "results":
		return []*syntax.Turn{say("next"), say("sort by name")}
	case "ask":
	case "pick":
		return []*syntax.Turn{say("the first one")}
	default:
		return nil
	}
	for _, f := range x.dialog.Tree.Fields {
		if f.Name.Value != name {
			continue
		}
		var turns []*syntax.Turn
		for _, text := range x.Answers[f.Type.Value] {
			turns = append(turns, say(text))
		}
		if len(turns) > 0 {
			return turns
		}
		return []*syntax.Turn{say(sample(f))}
	}
	return []*syntax.Turn{say("Acme")}
}

// sample is an answer to a field.
func sample(f *syntax.Field) string {
	switch {
	case len(f.Examples) > 0:
		return f.Examples[0].Value
	case len(f.Choices) > 0:
		return f.Choices[0].Value.Value
	case !f.From.IsZero() || f.Type.Value == string(field.Owner):
		return "the first one"
	}
	if text, ok := samples[f.Type.Value]; ok {
		return text
	}
	if m := hinted.FindStringSubmatch(f.Hint.Value); m != nil {
		return m[1]
	}
	return "Acme"
}

// Left lists what wasn't found, in words.
func (m Missing) Left() []string {
	var list []string
	for _, move := range slices.SortedFunc(maps.Keys(m.Moves), func(a, b machine.Move) int {
		return strings.Compare(a.From+" → "+a.To, b.From+" → "+b.To)
	}) {
		list = append(list, move.From+" → "+move.To)
	}
	var failures []string
	for f := range m.Failures {
		failures = append(failures, strings.TrimSuffix(f.Action+": "+string(f.Kind), ": ")+" fails")
	}
	slices.Sort(failures)
	return append(list, failures...)
}
