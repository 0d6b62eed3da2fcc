package machine

import (
	"cmp"
	"fmt"
	"strings"

	"parley/engine/field"
)

// talk writes a conversation down for an author, as short as shows what goes
// wrong. What people say begins with "> ", what nobody says is in brackets.
type talk struct {
	c     *Compiled
	lines []string
}

// talkOf begins a conversation about a dialog.
func talkOf(c *Compiled) *talk {
	t := &talk{c: c}
	begin := strings.ToLower(c.Title)
	for _, s := range c.Tree.Start {
		if begin = s.Value; !strings.Contains(begin, "<") {
			break
		}
	}
	return t.me(t.filled(newTemplate(begin), nil))
}

func (t *talk) me(text string) *talk {
	t.lines = append(t.lines, "> "+text)
	return t
}

func (t *talk) bot(text string) *talk {
	if text != "" {
		t.lines = append(t.lines, text)
	}
	return t
}

func (t *talk) happens(format string, args ...any) *talk {
	return t.bot("(" + fmt.Sprintf(format, args...) + ")")
}

// filled is a text with example answers in it; what is unknown by then is an
// ellipsis.
func (t *talk) filled(text template, unknown *ask) string {
	return text.fill(func(name string) string {
		if a := t.c.ask(name); a != nil && a != unknown {
			return a.sample()
		}
		return "…"
	})
}

// question is how a field is asked for.
func (a *ask) question() string {
	if len(a.text.parts) == 0 {
		return a.title + "?"
	}
	return a.tree.Ask.Value
}

// sample is an answer to a field's question.
func (a *ask) sample() string {
	if len(a.tree.Examples) > 0 {
		return a.tree.Examples[0].Value
	}
	if len(a.choices) > 0 {
		return a.choices[0].Label
	}
	if t, ok := field.TypeOf(a.kind); ok {
		return t.Example
	}
	return "Acme"
}

// until answers the questions in front of a field; all of them for nil.
func (t *talk) until(a *ask) *talk {
	for _, b := range t.c.fields {
		switch {
		case b == a:
			return t
		case b.never || b.when != nil || b.preset != "" && !b.always:
		case b.optional:
			t.bot(t.filled(newTemplate(b.question()), nil)).me("skip")
		default:
			t.bot(t.filled(newTemplate(b.question()), nil)).me(b.sample())
		}
	}
	return t
}

// along says what is heard and said on a way through a dialog's states.
func (t *talk) along(way []string) *talk {
	for i, state := range way {
		verb, name := splitState(state)
		a, last := t.c.ask(name), i == len(way)-1
		answer := ""
		switch {
		case verb == "ask" && a != nil:
			t.bot(t.filled(newTemplate(a.question()), nil))
			answer = a.sample()
		case verb == "pick":
			t.bot("Which one do you mean?")
			answer = "the first one"
		case state == stateConfirm:
			t.bot(t.filled(t.c.confirm, nil))
			answer = "yes"
		case state == stateAuthorize, state == stateReauthorize:
			t.bot("Please sign in.")
			answer = "(signs in)"
		case state == stateRun:
			t.happens("%s is sent", t.c.spec.Name)
		case state == stateFailed, state == stateStuck:
			t.happens("it fails")
			answer = "try again"
		case state == stateUndoRun:
			t.happens("%s is sent", cmp.Or(t.c.undo.Name, "what takes it back"))
		case state == stateCancelled:
			t.me("cancel")
		}
		if answer != "" && !last {
			t.me(answer)
		}
	}
	return t
}
