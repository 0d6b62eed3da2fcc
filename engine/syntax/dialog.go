package syntax

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// Parse reads a dialog file. When its name can't be read, the file's stands in
// for it, so that other dialogs may name it; the dialog is nil only when that
// is no name either. Otherwise it holds all that could be read, and must not be
// run when the diagnostics failed.
func Parse(file string, src []byte) (*Dialog, Diagnostics) {
	r := newReader(file, src)
	sum := sha256.Sum256(src)
	d := &Dialog{File: file, Source: src, Hash: hex.EncodeToString(sum[:16])}
	if root := r.open(src); root != nil {
		r.dialog(d, root)
	} else {
		d.Name, d.Unread = r.nameOnly(), allOf(inDialog)
	}
	if !namePattern.MatchString(d.Name.Value) {
		d.Name = r.nameOfFile(d.Name.Pos)
	}
	if d.Name.IsZero() {
		d = nil
	}
	return d, r.finish()
}

var nameLine = regexp.MustCompile(`^(dialog:[ \t]+)([a-z][a-z0-9_]{0,63})[ \t]*(#.*)?$`)

// nameOnly finds the name in a file that can't be read otherwise.
func (r *reader) nameOnly() Str {
	for i, line := range r.lines {
		if m := nameLine.FindStringSubmatch(line); m != nil {
			return Str{Value: m[2], Pos: Pos{Line: i + 1, Col: 1 + len(m[1]), Len: len(m[2])}}
		}
	}
	return Str{}
}

// nameOfFile is the name that the dialog of a file should have.
func (r *reader) nameOfFile(at Pos) Str {
	base := path.Base(strings.ReplaceAll(r.file, `\`, "/"))
	name, ok := strings.CutSuffix(base, yamlEnding)
	if !ok || !namePattern.MatchString(name) {
		return Str{}
	}
	if at.Line == 0 {
		at = Pos{Line: 1}
	}
	return Str{Value: name, Pos: at}
}

func (r *reader) dialog(d *Dialog, root *yaml.Node) {
	whole, every := true, true // all fields, and all states, could be read
	seen, unread := r.fill(root, inDialog, "this dialog", Pos{Line: 1, Col: 1, Len: 1}, map[string]any{
		"dialog":         &d.Name,
		"title":          &d.Title,
		"short":          &d.Short,
		"description":    &d.Description,
		"start":          &d.Start,
		"needs":          &d.Needs,
		"effect":         &d.Effect,
		"fields":         func(k key, e entry) { d.Fields, whole = r.fields(k, e) },
		"states":         func(k key, e entry) { d.States, every = r.states(k, e) },
		"confirm":        &d.Confirm,
		"before_confirm": func(_ key, e entry) { d.Before = r.before(e) },
		"do":             &d.Do,
		"errors":         func(k key, e entry) { d.Errors = r.errorRules(k, e) },
		"show":           func(_ key, e entry) { d.Show = r.show(e) },
		"done":           func(_ key, e entry) { d.Done = r.done(e) },
		"timeout":        &d.Timeout,
	})
	if d.Unread = unread; !whole {
		d.Unread = unread.and("fields")
	}
	if !every {
		d.Unread = d.Unread.and("states")
	}
	if seen == nil {
		return
	}
	if !seen["do"] && !seen["states"] {
		d.Unread = d.Unread.and("do")
		r.add("missing-key", r.scalarPos(root.Content[0]), "a dialog that does nothing: `do` is missing", "add `do: hubspot.deals.create`")
	}
	base := path.Base(strings.ReplaceAll(r.file, `\`, "/"))
	if want, yes := strings.CutSuffix(base, yamlEnding); yes && namePattern.MatchString(d.Name.Value) && want != d.Name.Value {
		r.note(Diagnostic{File: r.file, Pos: d.Name.Pos, Severity: Warning, Rule: "name-differs",
			Text:   fmt.Sprintf("the dialog %q is in a file called %s", d.Name.Value, quote(base)),
			Advice: fmt.Sprintf("rename the file to %s.yaml, or change the name", d.Name.Value)})
	}
}

func (r *reader) show(e entry) *Show {
	s := &Show{Pos: e.pos}
	_, s.Unread = r.fill(e.value, inShow, "`show`", e.pos, map[string]any{
		"columns":  &s.Columns,
		"page":     &s.Page,
		"row":      &s.Row,
		"empty":    &s.Empty,
		"remember": &s.Remember,
		"record":   &s.Record,
		"say":      &s.Intro,
	})
	return s
}

func (r *reader) before(e entry) *Before {
	b := &Before{Pos: e.pos}
	r.fill(e.value, inBefore, "`before_confirm`", e.pos, map[string]any{"find": &b.Find, "say": &b.Say})
	return b
}

func (r *reader) done(e entry) *Done {
	d := &Done{Pos: e.pos}
	r.fill(e.value, inDone, "`done`", e.pos, map[string]any{
		"say":      &d.Say,
		"remember": &d.Remember,
		"offer":    &d.Offer,
		"then":     &d.Then,
	})
	return d
}

func (r *reader) errorRules(k key, e entry) []ErrorRule {
	const advice = "write for example `invalid: ask <error.field>`"
	if !r.isMapping(e.value, e.pos, "kinds of failure are expected here, each with what to do", advice) {
		return nil
	}
	var list []ErrorRule
	for _, x := range r.entries(e.value) {
		failure := Str{x.name, x.pos}
		known := r.checkName(failure)
		whole, ok := r.scalar(key{name: x.name, kind: aPhrase, example: "ask <error.field>"}, x.value, x.pos)
		if !ok {
			continue
		}
		if rule, ok := r.errorRule(failure, whole, x.value); ok && known {
			list = append(list, rule)
		}
	}
	return list
}

func (r *reader) errorRule(failure, whole Str, n *yaml.Node) (ErrorRule, bool) {
	verb, arg, _ := strings.Cut(whole.Value, " ")
	rule := ErrorRule{Kind: failure, Verb: Str{verb, whole.Pos}, Arg: Str{strings.TrimSpace(arg), whole.Pos}}
	if strings.HasPrefix(r.from(whole.Pos.Line, whole.Pos.Col), whole.Value) { // in one line, without quotes
		skipped := len([]rune(whole.Value)) - len([]rune(rule.Arg.Value))
		rule.Verb.Pos.Len = max(1, len([]rune(verb)))
		rule.Arg.Pos.Col += skipped
		rule.Arg.Pos.Len = max(1, rule.Arg.Pos.Len-skipped)
	}
	r.lost(n, verb != "say")
	for _, v := range verbs {
		if v.verb != verb {
			continue
		}
		if rule.Arg.Value == "" {
			r.add("empty", whole.Pos, fmt.Sprintf("nothing follows `%s`; expected is %s", verb, v.follows), "write for example `"+failure.Value+": "+v.example+"`")
			return rule, false
		}
		if verb == "say" || rule.Arg.Value == "<error.field>" {
			return rule, true
		}
		return rule, r.checkName(rule.Arg)
	}
	advice := "begin with " + strings.Join(verbNames(), ", ")
	if near, ok := Nearest(verb, verbNames()); ok {
		advice = fmt.Sprintf("did you mean %q?", near)
	} else {
		advice += "; to say this, write `" + failure.Value + ": say " + whole.Value + "`"
	}
	r.add("unknown-word", rule.Verb.Pos, fmt.Sprintf("%s is not something to do when it fails", quote(verb)), advice)
	return rule, false
}
