package convtest

import (
	"slices"
	"strconv"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// Heard is what followed from one turn: where the conversation stands, what
// was said, and what was written.
type Heard struct {
	State   string   `json:"state"` // "create_deal: ask name", or "idle"
	Said    string   `json:"said"`  // all that can be read, one line each
	Buttons []string `json:"buttons,omitempty"`
	Calls   []string `json:"calls,omitempty"` // "hubspot.deals.create: {name: Acme}"
}

// hears is what follows from the turn that just took place.
func (t *talk) hears() Heard {
	t.mu.Lock()
	calls := t.calls
	t.mu.Unlock()
	h := Heard{State: t.state, Said: strings.TrimRight(t.said(), "\n"), Buttons: t.labels()}
	for _, c := range calls {
		h.Calls = append(h.Calls, c.Action+": "+writtenArgs(c.Args))
	}
	return h
}

// stateIn is how a test names a state: without the dialog.
func stateIn(state string) string {
	if _, own, ok := strings.Cut(state, ": "); ok {
		return own
	}
	return state
}

// writtenCalls writes calls as a test expects them.
func writtenCalls(calls []action.Call) string {
	var list []string
	for _, c := range calls {
		list = append(list, c.Action+": "+writtenArgs(c.Args))
	}
	if len(list) == 1 {
		return "{" + list[0] + "}"
	}
	return "[{" + strings.Join(list, "}, {") + "}]"
}

// writtenArgs writes what a call was given, without what only a machine can
// read: identifiers, and what the record was before.
func writtenArgs(args map[string]field.Value) string {
	values := args
	if set := args["changes"].Set; set != nil {
		values = set
	}
	var list []string
	for name := range values {
		if v, ok := argument(args, name); ok && v != "" && name != "id" && name != "was" {
			list = append(list, name+": "+syntax.Quote(v))
		}
	}
	slices.Sort(list)
	return "{" + strings.Join(list, ", ") + "}"
}

// nearestLine finds the line that has most words of what was expected. There
// is none for a pattern, and where no word is there.
func nearestLine(said, want string) (string, bool) {
	if len(want) > 1 && want[0] == '/' && want[len(want)-1] == '/' {
		return "", false
	}
	words := strings.Fields(strings.ToLower(want))
	best, most := "", 0
	for line := range strings.SplitSeq(said, "\n") {
		n := 0
		for _, w := range strings.Fields(strings.ToLower(line)) {
			if slices.Contains(words, w) {
				n++
			}
		}
		if line = strings.TrimSpace(line); n > most {
			best, most = line, n
		}
	}
	return best, most > 0
}

// Text writes a case as an author would, with what followed from each of its
// turns as what is expected; heard has one entry for each turn. The text is a
// list item of a file of tests.
func Text(c *syntax.Case, heard []Heard) string {
	var b strings.Builder
	b.WriteString("- test: " + syntax.QuoteLine(c.Name.Value) + "\n")
	var with []string
	add := func(name string, s syntax.Str) {
		if !s.IsZero() {
			with = append(with, name+": "+syntax.Quote(s.Value))
		}
	}
	add("now", c.Now)
	if c.SignedIn != nil && !c.SignedIn.Value {
		with = append(with, "signed_in: false")
	}
	add("hubspot", c.Portal)
	add("locale", c.Locale)
	add("timezone", c.TimeZone)
	if len(with) > 0 {
		b.WriteString("  with: {" + strings.Join(with, ", ") + "}\n")
	}
	b.WriteString("  chat:\n")
	for i, turn := range c.Turns {
		if i >= len(heard) {
			break
		}
		writeTurn(&b, turn, heard[i])
	}
	return b.String()
}

func writeTurn(b *strings.Builder, turn *syntax.Turn, h Heard) {
	switch {
	case len(turn.Me) > 0:
		b.WriteString("    - me: " + syntax.QuoteLine(turn.Me[0].Value) + "\n")
	case !turn.Press.IsZero():
		b.WriteString("    - press: " + syntax.QuoteLine(turn.Press.Value) + "\n")
	case !turn.Event.IsZero():
		b.WriteString("    - event: " + turn.Event.Value + "\n")
	case len(turn.Faults) > 0:
		b.WriteString("    - fault: " + writtenFault(turn.Faults[0]) + "\n")
		return // nothing follows yet
	}
	if len(h.Calls) == 1 {
		b.WriteString("      calls:\n        " + h.Calls[0] + "\n")
	} else if len(h.Calls) > 1 {
		b.WriteString("      calls:\n        - " + strings.Join(h.Calls, "\n        - ") + "\n")
	}
	b.WriteString("      bot: " + syntax.QuoteLine(stateIn(h.State)) + "\n")
	if line := lastingLine(h.Said); line != "" {
		b.WriteString("      says: " + syntax.QuoteLine(line) + "\n")
	}
}

func writtenFault(f syntax.Fault) string {
	list := []string{"path: " + syntax.Quote(f.Path.Value)}
	if !f.Method.IsZero() {
		list = append([]string{"method: " + f.Method.Value}, list...)
	}
	for _, s := range f.Status[:min(1, len(f.Status))] {
		list = append(list, "status: "+strconv.Itoa(s.Value))
	}
	if f.Drop.Value {
		list = append(list, "drop_answer: true")
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// lastingLine is the line that tells best what was said: the last one that
// doesn't hold a number or an address, which differ from run to run.
func lastingLine(said string) string {
	best := ""
	for line := range strings.SplitSeq(said, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "(") || strings.Contains(line, "://") || strings.Contains(line, " | ") || len(line) > 160 || strings.HasPrefix(line, "/") {
			continue
		}
		if best == "" || strings.HasSuffix(line, "?") && !strings.HasSuffix(best, "?") {
			best = line
		}
	}
	return best
}

// written makes a text of a case that nobody wrote.
func written(text string) syntax.Str {
	return syntax.Str{Value: text, Pos: syntax.Pos{Line: 1, Col: 1}}
}

// Script makes a case of what somebody did: each line is something said, or
// begins with "press: " or "event: ".
func Script(name string, lines []string) *syntax.Case {
	c := &syntax.Case{Name: written(name)}
	for _, line := range lines {
		turn := &syntax.Turn{Pos: syntax.Pos{Line: 1, Col: 1}}
		if label, ok := strings.CutPrefix(line, "press: "); ok {
			turn.Press = written(label)
		} else if event, ok := strings.CutPrefix(line, "event: "); ok {
			turn.Event = written(event)
		} else {
			turn.Me = []syntax.Str{written(line)}
		}
		c.Turns = append(c.Turns, turn)
	}
	return c
}

// Redact replaces what was answered to private fields by examples, and tells
// whether there was any. heard is what followed from the case's turns.
func Redact(c *syntax.Case, heard []Heard, m *machine.Machine) bool {
	found := false
	for i := 1; i < len(c.Turns) && i <= len(heard); i++ {
		dialog, state, _ := strings.Cut(heard[i-1].State, ": ")
		name, asked := strings.CutPrefix(state, "ask ")
		d, ok := m.Dialog(dialog)
		if !asked || !ok || len(c.Turns[i].Me) == 0 {
			continue
		}
		for _, f := range d.Tree.Fields {
			if text := sample(f); f.Name.Value == name && f.Private.Value && c.Turns[i].Me[0].Value != text {
				c.Turns[i].Me[0].Value, found = text, true
			}
		}
	}
	return found
}
