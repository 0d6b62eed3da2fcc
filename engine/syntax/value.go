package syntax

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var (
	namePattern   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	actionPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63}){1,7}$`)
	textIDPattern = regexp.MustCompile(`^[a-z][a-z0-9_.]{0,63}$`)
	rangePattern  = regexp.MustCompile(`^([0-9]{0,6})\.\.([0-9]{0,6})$`)
	numberPattern = regexp.MustCompile(`^[0-9]{1,6}$`)
)

// read puts a value into its target.
func (r *reader) read(k key, e entry, target any) {
	switch t := target.(type) {
	case *Str:
		*t = r.one(k, e.value, e.pos)
	case *[]Str:
		*t = r.several(k, e.value, e.pos)
	case *Flag:
		*t = r.flag(e.value, e.pos)
	case **Flag:
		f := r.flag(e.value, e.pos)
		*t = &f
	case *Num:
		*t = r.number(k, e.value, e.pos)
	case **Range:
		*t = r.bounds(k, e.value, e.pos)
	case func(key, entry):
		t(k, e)
	default:
		panic("the key " + k.name + " has nowhere to go")
	}
}

// scalar reads what may be written in one line.
func (r *reader) scalar(k key, n *yaml.Node, at Pos) (Str, bool) {
	expected := string(k.kind) + " is expected here"
	switch k.kind {
	case someTexts, aTextList, saidKind:
		expected = string(aText) + " is expected here"
	case aNameList:
		expected = string(aName) + " is expected here"
	}
	example := "for example `" + k.name + ": " + k.example + "`"
	flow := n.Style&yaml.FlowStyle != 0 && expected == string(aText)+" is expected here"
	switch {
	case n.Kind == yaml.AliasNode:
		return Str{}, false
	case n.Kind == yaml.SequenceNode && flow:
		r.add("wrong-shape", r.pos(n), expected+", not a list", "put quotes around a text that begins with [")
		return Str{}, false
	case n.Kind == yaml.SequenceNode:
		r.add("wrong-shape", r.pos(n), expected+", not a list", example)
		return Str{}, false
	case n.Kind == yaml.MappingNode && flow:
		r.add("wrong-shape", r.pos(n), expected+", not keys and values", "put quotes around a text that begins with {; placeholders are written <name>")
		return Str{}, false
	case n.Kind == yaml.MappingNode:
		r.add("wrong-shape", r.pos(n), expected+", not keys and values", "put quotes around a text that holds a colon and a space, "+example)
		return Str{}, false
	case isEmpty(n):
		r.empty(n, at, expected, "write it, "+example+", or remove the key")
		return Str{}, false
	}
	s := Str{Value: strings.TrimSpace(n.Value), Pos: r.scalarPos(n)}
	if i := strings.IndexFunc(s.Value, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }); i >= 0 {
		r.add("invisible-character", s.Pos, "there is an invisible character in this text", "delete it")
		return s, false
	}
	if at := r.swallowed(n); at.Line > 0 {
		r.add("layout", at, "this dash begins no new entry: the line belongs to the text above it", "begin each entry of a list in the same column with a dash")
		return s, false
	}
	r.hidden(s, k.kind == aTextList || k.kind == aPhrase)
	return s, true
}

// swallowed is where a line with a dash became part of the text above it.
func (r *reader) swallowed(n *yaml.Node) Pos {
	if n.Style != 0 || n.Line >= len(r.lines) {
		return Pos{}
	}
	next := r.lines[n.Line]
	col := dashColumn(next)
	if col < 0 || !strings.Contains(n.Value, " "+strings.TrimSpace(next)) {
		return Pos{}
	}
	return Pos{Line: n.Line + 1, Col: col + 1, Len: 1}
}

// one reads a single value of the key's kind and checks it.
func (r *reader) one(k key, n *yaml.Node, at Pos) Str {
	s, ok := r.scalar(k, n, at)
	if !ok {
		return Str{}
	}
	switch k.kind {
	case aName, aNameList:
		r.checkName(s)
	case anAction:
		if !actionPattern.MatchString(s.Value) {
			r.add("bad-action", s.Pos, quote(s.Value)+" is not the name of an action", "actions are written with dots, for example `hubspot.deals.create`")
		}
	case aDuration:
		if d, err := time.ParseDuration(s.Value); err != nil || d <= 0 {
			r.add("bad-duration", s.Pos, quote(s.Value)+" is not a length of time", "write it like 90s, 30m or 12h")
		}
	case aMoment:
		_, noDay := time.Parse(time.DateOnly, s.Value)
		_, noTime := time.Parse(time.RFC3339, s.Value)
		if noDay != nil && noTime != nil {
			r.add("bad-time", s.Pos, quote(s.Value)+" is not a day or a time", "write it like 2026-11-23 or 2026-11-23T09:30:00Z")
		}
	case aText, someTexts, aTextList, saidKind:
		r.lost(n, false)
		r.braces(k, s)
		r.angles(k, s)
	case aPhrase:
		r.lost(n, true)
	}
	r.known(k, s)
	return s
}

// known says so when a word is none of those that can stand behind a key.
func (r *reader) known(k key, s Str) {
	if k.words != nil && !slices.Contains(k.words, s.Value) {
		advice := "known here: " + strings.Join(k.words, ", ")
		if near, ok := Nearest(s.Value, k.words); ok {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		r.add("unknown-word", s.Pos, fmt.Sprintf("`%s` can't be %s", k.name, quote(s.Value)), advice)
	}
}

// several reads a list, or where the key allows it a single value.
func (r *reader) several(k key, n *yaml.Node, at Pos) []Str {
	if k.kind == someTexts && n.Kind == yaml.ScalarNode {
		if s := r.one(k, n, at); !s.IsZero() {
			return []Str{s}
		}
		return nil
	}
	if !r.isList(n, at, "a list is expected here", "begin each entry with a dash on a line of its own, or write `"+k.name+": "+k.example+"`") {
		return nil
	}
	var list []Str
	for _, c := range n.Content {
		s := r.one(k, c, Pos{Line: c.Line, Col: c.Column, Len: 1})
		if s.IsZero() {
			continue
		}
		if i := slices.IndexFunc(list, func(other Str) bool { return strings.EqualFold(other.Value, s.Value) }); i >= 0 && k.in.ofDialogs() {
			r.note(Diagnostic{File: r.file, Pos: s.Pos, Severity: Warning, Rule: "listed-twice",
				Text: fmt.Sprintf("%s is in this list twice; the first is in line %d", quote(s.Value), list[i].Pos.Line), Advice: "remove one of them"})
		}
		list = append(list, s)
	}
	return list
}

// isList tells whether there is a list with something in it.
func (r *reader) isList(n *yaml.Node, at Pos, expected, advice string) bool {
	switch {
	case n.Kind != yaml.SequenceNode:
		r.wrongShape(n, at, expected, advice)
	case len(n.Content) == 0:
		r.add("empty", r.pos(n), "this list is empty", "write something into it, or remove the key")
	default:
		return true
	}
	return false
}

// isMapping tells whether there are keys and values.
func (r *reader) isMapping(n *yaml.Node, at Pos, expected, advice string) bool {
	switch {
	case n.Kind != yaml.MappingNode:
		r.wrongShape(n, at, expected, advice)
	case len(n.Content) == 0:
		r.add("empty", r.pos(n), "nothing is written here; "+expected, advice)
	default:
		return true
	}
	return false
}

func (r *reader) checkName(s Str) bool {
	if namePattern.MatchString(s.Value) {
		return true
	}
	advice := "names have small letters, digits and _, begin with a letter and have at most 64 characters"
	if better := fold(s.Value); namePattern.MatchString(better) {
		advice = fmt.Sprintf("write it as %s; %s", better, advice)
	}
	r.add("bad-name", s.Pos, quote(s.Value)+" is not a name", advice)
	return false
}

func (r *reader) flag(n *yaml.Node, at Pos) Flag {
	const expected = "true or false is expected here"
	switch {
	case n.Kind == yaml.ScalarNode && n.Style == 0 && (n.Value == "true" || n.Value == "false"):
		return Flag{Value: n.Value == "true", Pos: r.scalarPos(n)}
	case n.Kind == yaml.ScalarNode && (n.Value == "true" || n.Value == "false"):
		r.wrongShape(n, at, expected, "write it without quotes")
	default:
		r.wrongShape(n, at, expected, "write true or false")
	}
	return Flag{}
}

// flagOrIf reads true, false or the condition under which it is true.
func (r *reader) flagOrIf(k key, e entry) (Flag, Str) {
	if n := e.value; n.Kind != yaml.ScalarNode || !strings.ContainsAny(n.Value, "=<>") {
		return r.flag(n, e.pos), Str{}
	}
	s := r.one(key{name: k.name, kind: aPhrase, example: `email != ""`}, e.value, e.pos)
	return Flag{Value: !s.IsZero(), Pos: s.Pos}, s
}

func (r *reader) number(k key, n *yaml.Node, at Pos) Num {
	const expected = "a whole number is expected here"
	between := fmt.Sprintf("write a number from %d to %d", k.min, k.max)
	if n.Kind != yaml.ScalarNode || n.Style != 0 || !numberPattern.MatchString(n.Value) {
		r.wrongShape(n, at, expected, between)
		return Num{}
	}
	v, _ := strconv.Atoi(n.Value) // six digits at most
	if v < k.min || v > k.max {
		r.add("out-of-range", r.scalarPos(n), fmt.Sprintf("`%s` can't be %s", k.name, n.Value), between)
		return Num{}
	}
	return Num{Value: v, Pos: r.scalarPos(n)}
}

func (r *reader) bounds(k key, n *yaml.Node, at Pos) *Range {
	const advice = "write it like 1..200, 3.. or ..200"
	if n.Kind != yaml.ScalarNode || isEmpty(n) {
		r.wrongShape(n, at, "a range is expected here", advice)
		return nil
	}
	pos := r.scalarPos(n)
	m := rangePattern.FindStringSubmatch(n.Value)
	if m == nil || m[1] == "" && m[2] == "" {
		r.add("bad-range", pos, quote(n.Value)+" is not a range", advice)
		return nil
	}
	low, _ := strconv.Atoi(m[1]) // six digits at most; nothing is zero
	high, _ := strconv.Atoi(m[2])
	if m[2] != "" && (high < low || high == 0) {
		r.add("bad-range", pos, "nothing fits into "+quote(n.Value), "write the smaller number first")
		return nil
	}
	return &Range{Min: low, Max: high, Pos: pos}
}

// hidden warns of what nobody sees and programs take for a letter. A space
// that does not break is fine in what is said, but not in what is compared.
func (r *reader) hidden(s Str, compared bool) {
	for i, c := range s.Value {
		switch {
		case c == '\u00ad', c == '\u200b', c == '\u2060', c == '\ufeff', c >= '\u202a' && c <= '\u202e', c >= '\u2066' && c <= '\u2069':
		case compared && (c == '\u00a0' || c == '\u202f' || c == '\u2007'):
		default:
			continue
		}
		word := strings.FieldsFunc(s.Value[:i], unicode.IsSpace)
		where := "at its beginning"
		if len(word) > 0 {
			where = "behind " + quote(word[len(word)-1])
		}
		r.note(Diagnostic{File: r.file, Pos: s.Pos, Severity: Warning, Rule: "hidden-character",
			Text: fmt.Sprintf("this text holds a character that nobody sees, %s (%U)", where, c), Advice: "delete it, or put a plain space there"})
		return
	}
}

var bracePattern = regexp.MustCompile(`\{[{ ]*([a-z][a-z0-9_.]*)[ }]*\}`)

// braces warns of placeholders in the style of other tools.
func (r *reader) braces(k key, s Str) {
	if !k.in.ofDialogs() || !strings.Contains(s.Value, "{") {
		return
	}
	if m := bracePattern.FindStringSubmatch(s.Value); m != nil {
		r.note(Diagnostic{File: r.file, Pos: s.Pos, Severity: Warning, Rule: "braces",
			Text: quote(m[0]) + " is said as it stands", Advice: "placeholders are written <" + m[1] + ">"})
	}
}

var (
	anglePattern = regexp.MustCompile(`<( *[A-Za-z][A-Za-z0-9_. -]*)(>?)`)
	wholeMark    = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)
	noMarkSpaces = strings.NewReplacer(" ", "_", "-", "_")
)

// angles tells of placeholders that are none by a letter: they would be said
// as they stand.
func (r *reader) angles(k key, s Str) {
	if !k.in.ofDialogs() || !strings.Contains(s.Value, "<") {
		return
	}
	for _, m := range anglePattern.FindAllStringSubmatch(s.Value, -1) {
		name := noMarkSpaces.Replace(strings.ToLower(strings.TrimSpace(m[1])))
		switch closed := m[2] != ""; {
		case closed && wholeMark.MatchString(m[1]):
		case closed:
			r.add("bad-mark", s.Pos, quote(m[0])+" would be said as it stands", "names have small letters, digits and _: write <"+name+">")
		case m[1][0] != ' ': // "a < b" is a comparison
			first, _, _ := strings.Cut(strings.TrimSpace(m[1]), " ")
			r.add("bad-mark", s.Pos, quote("<"+first)+" would be said as it stands", "a > is missing: write <"+strings.ToLower(first)+">")
		}
	}
}

// lost tells when the end of a text was taken for a comment. In what only the
// engine reads, comments are usual: there, only `Deal #3` is suspicious.
func (r *reader) lost(n *yaml.Node, comments bool) {
	comment, _, _ := strings.Cut(n.LineComment, "\n")
	if comment == "" || n.Style != 0 || n.Kind != yaml.ScalarNode {
		return
	}
	for i := n.Line - 1; i >= 0 && i < len(r.lines); i++ {
		line := strings.TrimRight(r.lines[i], " \t")
		before, found := strings.CutSuffix(line, comment)
		if !found {
			continue
		}
		text := strings.TrimRight(before, " \t")
		if strings.TrimSpace(text) == "" {
			return // a line of its own
		}
		glued := len(comment) > 1 && comment[1] != ' ' && len(before)-len(text) == 1
		if comments && !glued {
			return
		}
		r.add("lost-text", Pos{Line: i + 1, Col: 1 + utf8.RuneCountInString(before), Len: utf8.RuneCountInString(comment)},
			"everything after # is lost", "put quotes around the text; a comment goes on a line of its own")
		return
	}
}
