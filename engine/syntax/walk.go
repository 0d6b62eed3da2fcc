package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// reader reads one file. Problems are noted, and reading goes on.
type reader struct {
	file    string
	lines   []string
	offsets map[int][]int // by line: where each character begins; see from
	diags   Diagnostics
}

// add notes an error.
func (r *reader) add(rule string, pos Pos, text, advice string) {
	r.note(Diagnostic{File: r.file, Pos: pos, Severity: Error, Rule: rule, Text: text, Advice: advice})
}

func (r *reader) note(d Diagnostic) {
	if d.Pos.Line > len(r.lines) { // nothing, at the end of the file
		d.Pos = Pos{Line: len(r.lines)}
	}
	if len(r.diags) == maxProblems {
		d = Diagnostic{File: r.file, Pos: d.Pos, Severity: Error, Rule: "more-problems",
			Text: "there are more problems than can be listed", Advice: "solve some of the others first"}
	}
	if len(r.diags) <= maxProblems {
		r.diags = append(r.diags, d)
	}
}

// full tells that no more problems will be listed.
func (r *reader) full() bool { return len(r.diags) > maxProblems }

// finish hands over what was noted.
func (r *reader) finish() Diagnostics {
	r.diags.Sort()
	return r.diags
}

// at is the character at a place, or zero.
func (r *reader) at(line, col int) rune {
	for _, c := range r.from(line, col) {
		return c
	}
	return 0
}

// from is the rest of a line from a place.
func (r *reader) from(line, col int) string {
	if line < 1 || line > len(r.lines) || col < 1 {
		return ""
	}
	s := r.lines[line-1]
	at, ok := r.offsets[line]
	if !ok { // counted once: a file may be one long line
		if utf8.RuneCountInString(s) < len(s) {
			for i := range s {
				at = append(at, i)
			}
		}
		r.offsets[line] = at
	}
	switch {
	case at == nil && col <= len(s):
		return s[col-1:]
	case at != nil && col <= len(at):
		return s[at[col-1]:]
	}
	return ""
}

// pos is where something stands and how long it is on its first line.
func (r *reader) pos(n *yaml.Node) Pos {
	p := Pos{Line: n.Line, Col: n.Column, Len: 1}
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		return r.pos(n.Content[0])
	}
	const most = 1000 // bytes: no marker is longer
	rest := r.from(n.Line, n.Column)
	rest = rest[:min(len(rest), most)]
	if n.Kind == yaml.ScalarNode {
		rest = rest[:written(rest, n.Style)]
		p.Len = max(1, utf8.RuneCountInString(rest))
	}
	return p
}

// written is how many bytes of a line belong to the text that begins it.
func written(line string, style yaml.Style) int {
	switch {
	case style&yaml.DoubleQuotedStyle != 0:
		for i := 1; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	case style&yaml.SingleQuotedStyle != 0:
		if i := strings.IndexByte(line[min(1, len(line)):], '\''); i >= 0 {
			return i + 2
		}
	case style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return min(1, len(line))
	default:
		if i := strings.Index(line, " #"); i >= 0 {
			line = line[:i]
		}
		if i := strings.Index(line, ": "); i >= 0 {
			line = line[:i]
		}
		line = strings.TrimSuffix(strings.TrimRight(line, " \t"), ":")
	}
	return len(line)
}

// scalarPos is pos for a text or a key: exact when it has no quotes.
func (r *reader) scalarPos(n *yaml.Node) Pos {
	p := r.pos(n)
	if n.Style == 0 && strings.HasPrefix(r.from(n.Line, n.Column), n.Value) {
		p.Len = max(1, utf8.RuneCountInString(n.Value))
	}
	return p
}

// entry is one `key: value` of a file.
type entry struct {
	name  string
	pos   Pos // of the name
	value *yaml.Node
}

// entries lists what a mapping holds, without what is written twice.
func (r *reader) entries(n *yaml.Node) []entry {
	var list []entry
	seen := map[string]Pos{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind == yaml.AliasNode || k.Tag == "!!merge" && k.Style == 0 {
			continue // noted by inspect
		}
		pos := r.scalarPos(k)
		if k.Kind != yaml.ScalarNode {
			r.add("key-expected", pos, "a name is expected in front of the colon", "if this is a text, put quotes around it")
			continue
		}
		if strings.TrimSpace(k.Value) == "" {
			r.add("key-expected", pos, "there is nothing in front of the colon", "write a name there")
			continue
		}
		if first, twice := seen[k.Value]; twice {
			r.add("duplicate-key", pos, fmt.Sprintf("%s is here twice; the first is in line %d", quote(k.Value), first.Line), "remove one of them")
			continue
		}
		seen[k.Value] = pos
		list = append(list, entry{k.Value, pos, v})
	}
	return list
}

// fill reads the keys of a place into their targets. Which kind of target
// belongs to which kind of key is in read. It gives the keys that are there, or
// nil when there are none to speak of, and those that could not be read.
func (r *reader) fill(n *yaml.Node, in place, what string, at Pos, into map[string]any) (seen map[string]bool, unread Unread) {
	table := keysIn(in)
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 && slices.ContainsFunc(table, func(k key) bool { return k.required }) {
		r.wrongShape(n, at, "keys and values are expected for "+what, in.example()+"known here: "+names(table))
		return nil, allOf(in)
	}
	seen = map[string]bool{}
	entries := r.entries(n)
	for _, e := range entries {
		if r.full() {
			return nil, allOf(in)
		}
		i := slices.IndexFunc(table, func(k key) bool { return k.name == e.name })
		if i < 0 {
			r.unknown(e, table, what)
			near, ok := Nearest(e.name, keyNames(table))
			if !ok || slices.ContainsFunc(entries, func(e entry) bool { return e.name == near }) {
				continue
			}
			// One mistake, one message: it is read as what it was meant to be.
			i = slices.Index(keyNames(table), near)
		}
		k, before := table[i], len(r.diags)
		seen[k.name] = true
		r.read(k, e, into[k.name])
		if Diagnostics(r.diags[before:]).Failed() && k.of == "" {
			unread = unread.and(k.name)
		}
	}
	for _, k := range table {
		if k.required && !seen[k.name] {
			unread = unread.and(k.name)
			pos := at
			if len(n.Content) > 0 {
				pos = r.scalarPos(n.Content[0])
			}
			example := k.example
			if own := r.nameOfFile(Pos{}); k.in == inDialog && k.name == "dialog" && !own.IsZero() {
				example = own.Value
			}
			r.add("missing-key", pos, fmt.Sprintf("%s has no `%s`", what, k.name), "add `"+k.name+": "+example+"`")
		}
	}
	return seen, unread
}

// allOf lists every key of a place as unread.
func allOf(in place) Unread {
	var u Unread
	for _, k := range keysIn(in) {
		u = u.and(k.name)
	}
	return u
}

// unknown tells about a key that is not in the table.
func (r *reader) unknown(e entry, table []key, what string) {
	advice := ""
	if near, ok := Nearest(e.name, keyNames(table)); ok {
		advice = fmt.Sprintf("did you mean %q?", near)
	} else if i := slices.IndexFunc(keys, func(k key) bool { return k.name == e.name }); i >= 0 {
		advice = fmt.Sprintf("`%s` belongs to %s; known here: %s", e.name, keys[i].in.what(), names(table))
	} else {
		advice = "known here: " + names(table)
	}
	r.add("unknown-key", e.pos, fmt.Sprintf("unknown key %s in %s", quote(e.name), what), advice)
}

func keyNames(table []key) []string {
	list := make([]string, len(table))
	for i, k := range table {
		list[i] = k.name
	}
	return list
}

func names(table []key) string { return strings.Join(keyNames(table), ", ") }

// wrongShape tells that a value is not of the shape that is expected.
func (r *reader) wrongShape(n *yaml.Node, at Pos, expected, advice string) {
	if n.Kind == yaml.AliasNode {
		return // noted by inspect
	}
	if isEmpty(n) {
		r.empty(n, at, expected, advice)
		return
	}
	pos := r.pos(n)
	if n.Kind == yaml.ScalarNode {
		pos = r.scalarPos(n)
	}
	r.add("wrong-shape", pos, expected, advice)
}

// empty tells that nothing is written where something is expected.
func (r *reader) empty(n *yaml.Node, at Pos, expected, advice string) {
	text := "nothing is written here; " + expected
	if rest := strings.TrimSpace(r.behind(at)); strings.HasPrefix(rest, "#") && n.Kind == yaml.ScalarNode && n.Style == 0 {
		text, advice = "everything after # is lost, and nothing is left; "+expected, "if it belongs to the text, put quotes around it"
	}
	r.add("empty", at, text, advice)
}

// behind is the rest of the line behind a key and its colon.
func (r *reader) behind(at Pos) string {
	return strings.TrimPrefix(r.from(at.Line, at.Col+at.Len), ":")
}

// isEmpty tells whether the author wrote nothing, or only quotes.
func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && (strings.TrimSpace(n.Value) == "" || n.Style == 0 && n.Value == "~")
}

// quote shows something from the file in a message, bounded.
func quote(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
