package syntax

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Format gives a file its normal form: two spaces for each level, also in
// front of the dashes of a list, one space behind a colon or a dash, the keys
// of the file in the order of the reference, fields and states with an empty line
// around them, never two empty lines, and no spaces at the end of a line. Comments
// stay with what they are about; texts, their quotes and the order of fields
// stay as they are.
//
// A file whose layout can't be read is given back as it is, with what is wrong.
// So is, without a word, one that is laid out in a way that can't be changed
// line by line: what is read from a file must not become another.
func Format(file string, src []byte) ([]byte, Diagnostics) {
	r := newReader(file, src)
	root := r.open(src)
	if root == nil || r.diags.Failed() {
		return src, r.finish()
	}
	f := formatter{reader: r, heads: map[int]head{}}
	f.walk(root, 0)
	lines := trimEmpty(f.indented())
	if root.Kind == yaml.MappingNode && root.Style&yaml.FlowStyle == 0 {
		lines = ordered(lines, placeOfFile(file, root))
	}
	text := []byte(strings.Join(lines, "\n") + "\n")
	if !sameMeaning(src, text) {
		return src, nil
	}
	return text, nil
}

// placeOfFile is the place whose keys a file has; the root may be unknown.
func placeOfFile(file string, root *yaml.Node) place {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	switch {
	case base == houseFile:
		return inHouse
	case base == objectsFile:
		return inObjects
	case translationFile.MatchString(base):
		return inTranslation
	case strings.HasSuffix(base, testsEnding), root != nil && len(root.Content) > 0 && root.Content[0].Value == "test":
		return inTest
	}
	return inDialog
}

// formatter moves lines to the columns where they belong.
type formatter struct {
	*reader
	heads map[int]head // by line, counted from 1
}

// head is a line that begins an entry: a key or a dash.
type head struct {
	indent int    // where it belongs
	text   string // the line from there on
	block  bool   // a text of several lines follows, which is kept as it is
}

// walk notes the heads of an entry and of all below it.
func (f *formatter) walk(n *yaml.Node, indent int) {
	if n.Style&yaml.FlowStyle != 0 {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			f.head(k.Line, k.Column, indent, spaced(f.from(k.Line, k.Column), f.from(v.Line, v.Column), k.Line == v.Line && v.Tag != "!!null"), v)
			f.walk(v, indent+2)
		}
	case yaml.SequenceNode:
		for _, v := range n.Content {
			rest := f.from(v.Line, v.Column)
			f.head(v.Line, 1+strings.Index(f.from(v.Line, 1), "-"), indent, "- "+rest, v)
			f.walk(v, indent+2)
		}
	}
}

// head notes one head. A key that follows a dash in the same line belongs to
// the dash's.
func (f *formatter) head(line, col, indent int, text string, v *yaml.Node) {
	block := v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && v.Kind == yaml.ScalarNode
	if old, ok := f.heads[line]; ok {
		old.block = old.block || block
		if i := strings.Index(old.text, f.from(line, col)); i >= 0 {
			old.text = old.text[:i] + text
		}
		f.heads[line] = old
		return
	}
	f.heads[line] = head{indent, text, block}
}

// spaced is a key and its value with one space between them.
func spaced(line, value string, sameLine bool) string {
	before, found := strings.CutSuffix(line, value)
	if !sameLine || !found || value == "" || strings.TrimSpace(before) == "" {
		return line
	}
	return strings.TrimRight(before, " \t") + " " + value
}

// indented moves each head to its column, and what follows it by as much.
func (f *formatter) indented() []string {
	var out []string
	last, shift, depth := head{}, 0, 0
	for i, line := range f.lines {
		old := len(line) - len(strings.TrimLeft(line, " "))
		body := strings.TrimSpace(line)
		h, is := f.heads[i+1]
		inBlock := !is && last.block && (body == "" || old > depth)
		switch {
		case is:
			last, depth, shift = h, old, h.indent-old
			line = strings.Repeat(" ", h.indent) + strings.TrimRight(h.text, " \t")
		case inBlock && body != "":
			line = strings.Repeat(" ", max(0, old+shift)) + line[old:]
		case body == "":
			line = ""
			if len(out) > 0 && out[len(out)-1] == "" && !last.block {
				continue
			}
		case strings.HasPrefix(body, "#"):
			line = strings.Repeat(" ", f.commentIndent(i, old, shift)) + body
		default:
			line = strings.Repeat(" ", max(0, old+shift)) + body
		}
		out = append(out, line)
	}
	return out
}

// commentIndent is where a comment on a line of its own belongs: with the next
// head when it stands in its column, else with what is above it.
func (f *formatter) commentIndent(line, old, shift int) int {
	for i := line + 1; i < len(f.lines); i++ {
		if h, ok := f.heads[i+1]; ok {
			if col := len(f.lines[i]) - len(strings.TrimLeft(f.lines[i], " ")); col == old {
				return h.indent
			}
			break
		}
	}
	return max(0, old+shift)
}

// ordered puts the keys of a file into the order of the reference, each with
// the comment above it, and an empty line around the fields and the states. A comment at the
// top that an empty line follows is the file's.
func ordered(lines []string, in place) []string {
	type part struct {
		key   string
		lines []string
	}
	parts := []part{{}}
	var waiting []string // comments that may belong to the next key
	for _, line := range lines {
		cur := &parts[len(parts)-1]
		switch {
		case strings.HasPrefix(line, "#"):
			waiting = append(waiting, line)
		case line == "":
			cur.lines = append(append(cur.lines, waiting...), line)
			waiting = nil
		case line[0] == ' ':
			cur.lines = append(append(cur.lines, waiting...), line)
			waiting = nil
		default:
			key, _, _ := strings.Cut(line, ":")
			parts = append(parts, part{key, append(waiting, line)})
			waiting = nil
		}
	}
	rank := func(key string) int {
		if i := slices.Index(keyNames(keysIn(in)), key); i >= 0 {
			return i
		}
		return len(keys)
	}
	top, rest := parts[0].lines, parts[1:]
	slices.SortStableFunc(rest, func(a, b part) int { return cmp.Compare(rank(a.key), rank(b.key)) })
	out := trimEmpty(top)
	if len(out) > 0 {
		out = append(out, "")
	}
	for i, p := range rest {
		if i > 0 {
			before := rest[i-1]
			tall := func(key string) bool { return in == inDialog && (key == "fields" || key == "states") }
			apart := tall(p.key) || tall(before.key)
			if apart || before.lines[len(before.lines)-1] == "" {
				out = append(out, "")
			}
		}
		out = append(out, trimEmpty(p.lines)...)
	}
	return append(out, waiting...)
}

// trimEmpty takes away the empty lines around others.
func trimEmpty(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return slices.Clone(lines)
}

// sameMeaning tells whether the same is read from two files, and the same
// comments stand in both.
func sameMeaning(a, b []byte) bool {
	var x, y yaml.Node
	if yaml.Unmarshal(bytes.TrimPrefix(a, byteOrderMark), &x) != nil || yaml.Unmarshal(b, &y) != nil {
		return false
	}
	var texts [2][]string
	for i, root := range []*yaml.Node{&x, &y} {
		var visit func(n *yaml.Node)
		visit = func(n *yaml.Node) {
			for _, comment := range []string{n.HeadComment, n.LineComment, n.FootComment} {
				for line := range strings.Lines(comment) {
					if line = strings.TrimSpace(line); line != "" {
						texts[i] = append(texts[i], line)
					}
				}
			}
			for _, c := range n.Content {
				visit(c)
			}
		}
		visit(root)
		slices.Sort(texts[i])
	}
	return slices.Equal(texts[0], texts[1]) && equalNodes(&x, &y, true)
}

// equalNodes compares what is read. The keys of the file may be in another
// order.
func equalNodes(a, b *yaml.Node, top bool) bool {
	if a.Kind != b.Kind || a.Value != b.Value || a.Style != b.Style || a.Tag != b.Tag || len(a.Content) != len(b.Content) {
		return false
	}
	if top && a.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(a.Content); i += 2 {
			j := slices.IndexFunc(b.Content, func(n *yaml.Node) bool { return n.Value == a.Content[i].Value })
			if j < 0 || j%2 != 0 || !equalNodes(a.Content[i+1], b.Content[j+1], false) {
				return false
			}
		}
		return true
	}
	for i := range a.Content {
		if !equalNodes(a.Content[i], b.Content[i], top && a.Kind == yaml.DocumentNode) {
			return false
		}
	}
	return true
}
