package convtest

import "parley/engine/machine"

// Coverage is what a run came through of one dialog.
type Coverage struct {
	Dialog      string `json:"dialog"`
	States      Part   `json:"states"`
	Transitions Part   `json:"transitions"`
	Errors      Part   `json:"errors"` // the ways in which the dialog's actions can fail
}

// Part is what was visited of one kind of thing.
type Part struct {
	Visited int      `json:"visited"`
	All     int      `json:"all"`
	Missing []string `json:"missing"`
}

func (p *Part) count(name string, visited bool) {
	p.All++
	if visited {
		p.Visited++
		return
	}
	p.Missing = append(p.Missing, name)
}

// Coverage tells for each dialog what no case visited.
func (r Report) Coverage(m *machine.Machine) []Coverage {
	in := map[string]bool{} // "DIALOG STATE"
	for move := range r.Visited {
		in[move.Dialog+" "+move.From], in[move.Dialog+" "+move.To] = true, true
	}
	var list []Coverage
	for _, c := range m.Tables() {
		none := Part{Missing: []string{}}
		v := Coverage{Dialog: c.Name, States: none, Transitions: none, Errors: none}
		for _, s := range c.States() {
			v.States.count(s, in[c.Name+" "+s])
		}
		for _, move := range c.Moves() {
			v.Transitions.count(move.From+" → "+move.To, r.Visited[move])
		}
		for _, f := range m.Failures(c) {
			name := f.Action + " fails"
			if f.Kind != "" {
				name = f.Action + ": " + string(f.Kind)
			}
			v.Errors.count(name, r.Answered[f])
		}
		list = append(list, v)
	}
	return list
}
