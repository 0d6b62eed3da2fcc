package syntax

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// The bounds of a file. Honest files stay far below them.
const (
	maxBytes    = 256 << 10
	maxDepth    = 32
	maxNodes    = 20_000
	maxProblems = 100
)

// withinBounds looks at the bytes before anything else does. What it lets
// through can be read in a moment, but may still be too deep: see inspect.
func (r *reader) withinBounds(src []byte) bool {
	whole := Pos{}
	switch {
	case len(src) > maxBytes:
		r.add("too-large", whole, fmt.Sprintf("the file has %d KiB, more than the %d KiB that can be read", len(src)>>10, maxBytes>>10),
			"split it into several files")
		return false
	case !utf8.Valid(src):
		r.add("not-utf8", whole, "the file is not written in UTF-8", "save it as UTF-8 in your editor")
		return false
	}
	if marks(src) > maxNodes {
		r.add("too-many", whole, fmt.Sprintf("the file has more than %d entries", maxNodes), "split it into several files")
		return false
	}
	for i, line := range r.lines {
		if level := nesting(line); level > maxNested {
			r.add("too-deep", Pos{Line: i + 1}, "this line opens too many lists inside each other", "use fewer levels")
			return false
		}
	}
	return true
}

// marks counts what begins an entry. Texts may hold some of them, too, but an
// honest file has far fewer altogether than there may be entries.
func marks(src []byte) int {
	n := 0
	for i, c := range src {
		switch c {
		case '[', '{', ',':
			n++
		case ':', '-', '?':
			if i+1 == len(src) || strings.IndexByte(" \t\r\n", src[i+1]) >= 0 {
				n++
			}
		}
	}
	return n
}

// maxNested bounds what a single line may open without closing it.
const maxNested = 200

// nesting counts how many lists and mappings a line opens inside each other,
// at most: brackets that are open at once, and "- " or "? " in a row.
func nesting(line string) int {
	open, most, marks := 0, 0, 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '[', '{':
			open++
			most = max(most, open)
		case ']', '}':
			open = max(0, open-1)
		case '-', '?':
			if i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
				marks++
			}
		}
	}
	return max(most, marks)
}

// inspect walks the whole tree once: it counts, and refuses what the format
// does not have. It tells whether the tree may be walked any further.
func (r *reader) inspect(root *yaml.Node) bool {
	nodes, fits := 0, true
	var visit func(n *yaml.Node, depth int)
	visit = func(n *yaml.Node, depth int) {
		if nodes++; !fits || nodes > maxNodes || depth > maxDepth {
			if fits && depth > maxDepth {
				r.add("too-deep", r.pos(n), fmt.Sprintf("this is more than %d levels deep", maxDepth), "use fewer levels")
			} else if fits {
				r.add("too-many", Pos{}, fmt.Sprintf("the file has more than %d entries", maxNodes), "split it into several files")
			}
			fits = false
			return
		}
		r.foreign(n)
		for _, c := range n.Content {
			visit(c, depth+1)
		}
	}
	visit(root, 0)
	return fits
}

// foreign refuses what YAML has and dialogs don't: references to other parts
// of the file, and marks that change how a text is read.
func (r *reader) foreign(n *yaml.Node) {
	const quotes = "if it belongs to a text, put quotes around the text"
	first := r.at(n.Line, n.Column)
	mark := func() Pos { // the word, not the text behind it
		word, _, _ := strings.Cut(r.from(n.Line, n.Column), " ")
		return Pos{Line: n.Line, Col: n.Column, Len: max(1, utf8.RuneCountInString(word))}
	}
	switch {
	case n.Kind == yaml.AliasNode:
		r.add("alias", r.pos(n), fmt.Sprintf("references like *%s are not part of the format", n.Value), "write the text out; "+quotes)
	case n.Anchor != "" || first == '&':
		r.add("anchor", mark(), fmt.Sprintf("names for references, like &%s, are not part of the format", n.Anchor), "remove it; "+quotes)
	case n.Tag == "!!merge" && n.Style == 0:
		r.add("merge", r.pos(n), "<< is not part of the format", "write the keys out")
	case n.Style&yaml.TaggedStyle != 0 || first == '!':
		r.add("tag", mark(), "a word that begins with ! is not part of the format", "remove it; "+quotes)
	}
}

// byteOrderMark is what some editors put in front of a file.
var byteOrderMark = []byte("\ufeff")

// splitLines splits where YAML does, so that lines count the same.
func splitLines(src []byte) []string {
	src = bytes.TrimPrefix(src, byteOrderMark)
	text := strings.ReplaceAll(string(src), "\r\n", "\n")
	text = strings.NewReplacer("\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	return strings.Split(text, "\n")
}
