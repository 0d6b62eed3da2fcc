package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"parley/engine/convtest"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/match"
	"parley/engine/syntax"
)

// passage is one turn of a conversation as one dialog sees it.
type passage struct {
	dialog        string
	turn          *syntax.Turn
	said          string        // typed, or the label of what was pressed
	command       match.Command // that it is, if it is one
	heard         convtest.Heard
	was, is       *machine.Frame // of the dialog on top, before and after
	before, after machine.Session
	failed        bool // the conversation met a failure of the dialog's
}

// bend is one of the ways in which a conversation leaves the straight line.
// Every dialog can take each of them, which a conversation must show that goes
// it, unless never says why there is no such way: for one dialog, or for all
// whose names begin like that.
type bend struct {
	name  string
	taken func(passage) bool
	never map[string]string
}

const (
	oneThing  = "it asks for one thing"
	noConfirm = "it changes nothing, so nothing is confirmed"
	noUndo    = "it changes nothing, so there is nothing to take back"
	noTable   = "it shows no table"
	staysOpen = "its table is still there for whoever comes back"
)

var readers = []string{"get", "list", "search"}

func never(why string, prefixes ...[]string) map[string]string {
	list := map[string]string{}
	for _, p := range slices.Concat(prefixes...) {
		list[p] = why
	}
	return list
}

var bends = []bend{
	{"several values at once", func(m passage) bool { return m.typed() && m.is != nil && values(m.is) >= values(m.was)+2 },
		never(oneThing, []string{"get", "delete"})},
	{"an unclear answer, then a clear one", func(m passage) bool {
		return m.typed() && m.was != nil && m.was.Misses > 0 && m.was.State != "confirm" && strings.HasPrefix(m.heard.State, m.dialog) && (m.is == nil || m.is.State != m.was.State)
	}, nil},
	{"a correction", func(m passage) bool {
		return m.typed() && (corrected(m.was, m.is) || secondThought.MatchString(m.said) && m.concludes())
	}, nil},
	{"no, at the confirm question", func(m passage) bool { return m.at("confirm") && m.command == match.Deny },
		never(noConfirm, readers)},
	{"no, and what instead", func(m passage) bool {
		return m.at("confirm") && strings.HasPrefix(strings.ToLower(m.said), "no") && m.is != nil && corrected(m.was, m.is)
	}, never(noConfirm, readers)},
	{"yes, and a question", func(m passage) bool {
		return m.at("confirm") && strings.HasPrefix(strings.ToLower(m.said), "yes") && strings.HasSuffix(m.said, "?")
	}, never(noConfirm, readers)},
	{"asked again by name", func(m passage) bool { return m.at("confirm") && m.is != nil && strings.HasPrefix(m.is.State, "ask ") },
		never(noConfirm, readers)},
	command(match.Back, nil),
	command(match.Repeat, nil),
	command(match.Skip, nil),
	command(match.Restart, nil),
	command(match.Cancel, nil),
	command(match.Help, nil),
	command(match.Why, nil),
	command(match.Status, nil),
	{"another dialog in the middle", func(m passage) bool {
		n := len(m.before.Stack) - 1
		return m.is != nil && (m.was != nil && strings.Contains(m.heard.Said, "Back to ") || slices.ContainsFunc(m.before.Stack[:max(0, n)], m.ours) ||
			m.was == nil && m.before.Memory.Table != nil && m.ours(*m.before.Memory.Table) && m.is.State == "results")
	}, nil},
	{"two that fit", func(m passage) bool {
		return m.was != nil && strings.HasPrefix(m.was.State, "pick ") || slices.ContainsFunc(m.before.Unclear, func(b machine.Button) bool {
			return strings.HasPrefix(b.Value, "start:"+m.dialog) && strings.HasPrefix(m.heard.State, m.dialog+": ")
		})
	}, nil},
	{"a word for what was shown", func(m passage) bool {
		return m.typed() && (m.was == nil || m.was.State == "results") && pointing.MatchString(m.said) && (remembered(m.is) || m.concludes())
	}, nil},
	{"another page", func(m passage) bool {
		return m.at("results") && m.was.List != nil && m.is != nil && m.is.List != nil && m.is.List.From != m.was.List.From
	},
		never(noTable, []string{"create", "get", "update", "delete"})},
	{"narrowed", func(m passage) bool {
		return m.at("results") && m.is != nil && len(m.is.Narrow) > len(m.was.Narrow)
	}, never(noTable, []string{"create", "get", "update", "delete"})},
	{"sorted", func(m passage) bool { return m.at("results") && m.is != nil && m.is.Sort != m.was.Sort },
		never(noTable, []string{"create", "get", "update", "delete"})},
	{"undo", func(m passage) bool {
		return m.was != nil && m.was.Undo != nil && (m.heard.State == m.dialog+": undone" || m.was.State == "undo_offer" && m.command == match.Confirm)
	},
		never(noUndo, readers)},
	{"nothing of use", func(m passage) bool {
		return m.typed() && m.was != nil && m.is != nil && m.is.State == m.was.State && (m.is.Misses > m.was.Misses || m.after.Misses > m.before.Misses)
	}, nil},
	event("reload"), event("crash"),
	{"coming back later", func(m passage) bool {
		return m.turn.Event.Value == "reload" && m.was != nil && strings.Contains(m.heard.Said, machine.TextIDs()["welcome_back"])
	}, never(staysOpen, []string{"list"})},
	waiting("signed_in"), waiting("other_account"), waiting("denied"), waiting("expired"),
	{"something said while the sign-in is waited for", func(m passage) bool {
		return m.was != nil && !m.was.Until.IsZero() && m.is != nil && len(m.is.Kept) > len(m.was.Kept)
	}, nil},
	{"a failure", func(m passage) bool { return m.failed }, nil},
}

func command(c match.Command, never map[string]string) bend {
	return bend{string(c), func(m passage) bool { return m.was != nil && m.was.Undo == nil && m.command == c }, never}
}

func event(name string) bend {
	return bend{name, func(m passage) bool { return m.turn.Event.Value == name && m.was != nil }, nil}
}

// waiting is an event that ends the wait for a sign-in.
func waiting(name string) bend {
	return bend{name, func(m passage) bool { return m.turn.Event.Value == name && m.was != nil && !m.was.Until.IsZero() }, nil}
}

var (
	secondThought = regexp.MustCompile(`(?i)^(no\b|not\b|nope|sorry|oops|i meant?\b|actually|wait\b|rather)`)
	pointing      = regexp.MustCompile(`(?i)\b(it|its|that|this|those|them|her|him|his|he|she|same|the (?:first|second|third|last) one|number \d)\b`)
)

func (m passage) ours(f machine.Frame) bool { return f.Dialog == m.dialog }
func (m passage) typed() bool               { return len(m.turn.Me) > 0 }
func (m passage) at(state string) bool {
	return m.was != nil && m.was.Undo == nil && m.was.State == state
}

// concludes tells whether the dialog came to what it is for.
func (m passage) concludes() bool {
	return slices.Contains([]string{m.dialog + ": done", m.dialog + ": results", m.dialog + ": confirm"}, m.heard.State)
}

// topOf is the frame on top, if it is the dialog's.
func topOf(s machine.Session, dialog string) *machine.Frame {
	if n := len(s.Stack); n > 0 && s.Stack[n-1].Dialog == dialog {
		return &s.Stack[n-1]
	}
	return nil
}

// values counts what a frame knows.
func values(f *machine.Frame) int {
	if f == nil {
		return 0
	}
	n := len(f.Raw)
	for _, v := range f.Fields {
		if v.From != field.Default {
			n += len(v.Set) + len(v.List)
			if v.Norm != "" {
				n++
			}
		}
	}
	return n
}

// corrected tells whether a value that was known is another one now.
func corrected(was, is *machine.Frame) bool {
	if was == nil || is == nil || was.Undo != nil || is.Undo != nil {
		return false
	}
	for name, v := range was.Fields {
		now, ok := is.Fields[name]
		switch {
		case !ok || now.Equal(v):
		case len(v.Set) == 0:
			return true
		default:
			for part, old := range v.Set {
				if x, ok := now.Set[part]; ok && !x.Equal(old) {
					return true
				}
			}
		}
	}
	return false
}

func remembered(f *machine.Frame) bool {
	if f == nil {
		return false
	}
	for _, v := range f.Fields {
		if v.From == field.Remembered {
			return true
		}
	}
	return len(f.Raw) > 0
}

// commandsSaid has what people say for each command.
func commandsSaid(house *syntax.House) map[string]match.Command {
	said := map[string]match.Command{}
	for c, phrases := range match.English() {
		for _, p := range phrases {
			said[p] = c
		}
	}
	for c, phrases := range house.Words {
		for _, p := range phrases {
			said[p.Value] = match.Command(c)
		}
	}
	return said
}

// bendings finds the conversations that take each bend.
type bendings struct {
	commands map[string]match.Command
	shown    map[string][]string // by "bend dialog"
}

func (b *bendings) see(m *machine.Machine, c *syntax.Case, r convtest.Result) {
	name := r.File + ": " + c.Name.Value
	for _, d := range m.Dialogs() {
		failed := slices.ContainsFunc(r.Answered, func(f machine.Failure) bool { return f.Dialog == d.Name })
		for i := range r.Heard {
			t := c.Turns[i]
			m := passage{dialog: d.Name, turn: t, heard: r.Heard[i], before: r.Sessions[i], after: r.Sessions[i+1], failed: failed}
			m.was, m.is = topOf(m.before, d.Name), topOf(m.after, d.Name)
			if m.said = t.Press.Value; len(t.Me) > 0 {
				m.said = t.Me[0].Value
			}
			m.command = b.commands[strings.ToLower(strings.TrimRight(m.said, "?!. "))]
			for _, bend := range bends {
				key := bend.name + " " + d.Name
				if list := b.shown[key]; !slices.Contains(list, name) && bend.taken(m) {
					b.shown[key] = append(list, name)
				}
			}
		}
	}
}

// wrong lists what is missing, and the reasons that don't hold.
func (b *bendings) wrong(m *machine.Machine) (list []string) {
	for _, bend := range bends {
		for _, d := range m.Dialogs() {
			shown, why := b.shown[bend.name+" "+d.Name], ""
			for prefix, reason := range bend.never {
				if strings.HasPrefix(d.Name, prefix) {
					why = reason
				}
			}
			switch {
			case len(shown) == 0 && why == "":
				list = append(list, fmt.Sprintf("%s: no conversation shows: %s", d.Name, bend.name))
			case len(shown) > 0 && why != "":
				list = append(list, fmt.Sprintf("%s: %s is said to be out of question because %s, but see %s", d.Name, bend.name, why, shown[0]))
			}
		}
	}
	return list
}
