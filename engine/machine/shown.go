package machine

import (
	"regexp"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

// A sentence about a record that was shown: what to do with it, which one,
// and the rest, which only a change has.
var aboutOne = regexp.MustCompile(`(?i)^(?:please +|can you +|could you +|now +)?` +
	`(show|open|view|get|update|change|edit|modify|move|set|delete|remove|archive|erase) +(?:me +)?` +
	`((?:this|that|the|the last|the new) (?:deal|contact|record|one)|it|this|that|him|her|(?:the )?(?:first|second|third|fourth|fifth|last)(?: one| deal| contact)?|(?:number |no\. ?|#)\d{1,2})` +
	`(?:[:,]? +(.+))?$`)

var effects = map[string]action.Effect{
	"show": action.Read, "open": action.Read, "view": action.Read, "get": action.Read,
	"update": action.Update, "change": action.Update, "edit": action.Update, "modify": action.Update, "move": action.Update, "set": action.Update,
	"delete": action.Delete, "remove": action.Delete, "archive": action.Delete, "erase": action.Delete,
}

var joined = regexp.MustCompile(`(?i)^(?:and +)?(?:to|set|so that|with) +`)

// aboutShown takes "delete it", "show the second one" and "move it to closed
// won" when nothing is asked. Which dialog is meant follows from what was
// shown last; the words alone fit a deal as well as a contact.
func (st *step) aboutShown(f *Frame, text string) bool {
	if f != nil && f.State != stateResults || len(text) > 300 {
		return false
	}
	m := aboutOne.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), ".!?"))
	if m == nil {
		return false
	}
	which, rest := strings.ToLower(m[2]), joined.ReplaceAllString(m[3], "")
	effect := effects[strings.ToLower(m[1])]
	if rest != "" && effect != action.Update {
		return false
	}
	ref, ok := st.shown(which)
	if !ok {
		return false
	}
	for _, c := range st.m.dialogs {
		if c.effect != effect || c.spec.Object != ref.Object || !has(c.spec, "id") || effect == action.Read && c.spec.Gives != action.GivesRecord {
			continue
		}
		var said []match.Meaning
		preset := map[string]field.Value{}
		for _, a := range c.fields {
			switch {
			case a.kind == field.Record && a.object.Name == ref.Object:
				preset[a.name] = field.Value{Norm: ref.ID, Label: ref.Title, From: field.Remembered}
			case a.kind == field.Changes && rest != "":
				said = append(said, match.Meaning{Command: match.Set, Field: a.name, Text: rest})
			}
		}
		st.begin(c.Name, said, preset)
		return true
	}
	return false
}

// shown finds the record that a pronoun, a noun or a place in the last list
// stands for.
func (st *step) shown(which string) (Ref, bool) {
	last := func(object string) (Ref, bool) {
		r, ok := st.s.Memory.Last[object]
		return r, ok
	}
	switch {
	case which == "him" || which == "her":
		return last("contact")
	case pronoun.MatchString(which):
		for object := range st.s.Memory.Last {
			if strings.HasSuffix(which, " "+object) {
				return last(object)
			}
		}
		if strings.HasSuffix(which, " deal") || strings.HasSuffix(which, " contact") {
			return Ref{}, false
		}
		return last(st.s.Memory.It)
	}
	which = strings.NewReplacer(" deal", "", " contact", "").Replace(which)
	hits, _ := field.MatchChoice(which, refChoices(st.s.Memory.List))
	if len(hits) != 1 {
		return Ref{}, false
	}
	for _, r := range st.s.Memory.List {
		if r.ID == hits[0].Value {
			return r, true
		}
	}
	return Ref{}, false
}
