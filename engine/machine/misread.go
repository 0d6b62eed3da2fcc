package machine

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"parley/engine/field"
	"parley/engine/syntax"
)

// What is wrong with a condition, in its author's words. The expression
// library says where; what it says is for programmers.

// misread is one thing that is wrong with a condition. from and to count
// bytes.
type misread struct {
	from, to     int
	name         string // that is not known; else
	text, advice string
}

const conditionAdvice = "write conditions like `amount > 1000` or `stage == \"won\"`, joined by `and` or `or`"

// misreadings are what is wrong with how a condition is written, and with the
// names in it.
func misreadings(source string, names map[string]field.Kind) []misread {
	tree, err := parser.Parse(source)
	if err != nil {
		return []misread{misspelt(source, err)}
	}
	found := nameCheck{source: source, names: names}
	ast.Walk(&tree.Node, &found)
	return found.wrong
}

// nameCheck visits a condition for what it names.
type nameCheck struct {
	source string
	names  map[string]field.Kind
	wrong  []misread
}

func (v *nameCheck) Visit(node *ast.Node) {
	from, to := span(v.source, (*node).Location())
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if _, ok := v.names[n.Value]; ok {
			return
		}
		w := misread{from: from, to: to, name: n.Value}
		if number := strings.TrimLeft(n.Value, "$€£"); number != n.Value {
			w = misread{from: from, to: to, text: "amounts are written without a currency here", advice: "write " + number + " instead of " + n.Value}
		}
		v.wrong = append(v.wrong, w)
	case *ast.CallNode, *ast.BuiltinNode:
		v.wrong = append(v.wrong, misread{from: from, to: to, text: "a condition can't calculate with " + v.source[from:to] + "(…)",
			advice: "compare values as they are; " + conditionAdvice})
	}
}

// span turns a place that counts characters into one that counts bytes.
func span(source string, at file.Location) (from, to int) {
	n := 0
	from, to = len(source), len(source)
	for i := range source {
		if n == at.From {
			from = i
		}
		if n == at.To {
			to = i
		}
		n++
	}
	return from, to
}

// slips are ways to write what is written otherwise here; the longest first.
var slips = []struct{ wrote, meant string }{
	{"===", "=="}, {"=>", ">="}, {"=<", "<="}, {"<>", "!="}, {"=", "=="}, {"&", "and"},
	{"AND", "and"}, {"OR", "or"}, {"NOT", "not"}, {"is", "=="}, {"equals", "=="},
}

var (
	shortNumber = regexp.MustCompile(`^([0-9][0-9.]*)([a-zA-Z]+)`)
	lastWord    = regexp.MustCompile(`([A-Za-z0-9_"'.]+|[^A-Za-z0-9_"'.\s]+)\s*$`)
	groups      = regexp.MustCompile(`[0-9]+(,[0-9]{3})+`)
)

// misspelt says in plain words why a condition can't be read.
func misspelt(source string, err error) misread {
	w := misread{to: len(source), text: "this condition can't be read", advice: conditionAdvice}
	var e *file.Error
	if !errors.As(err, &e) {
		return w
	}
	from, to := span(source, e.Location)
	for _, g := range groups.FindAllStringIndex(source, -1) {
		if g[0] <= from && from < g[1] {
			number := source[g[0]:g[1]]
			return misread{from: g[0], to: g[1], text: "numbers are written without commas here", advice: "write " + strings.ReplaceAll(number, ",", "") + " instead of " + number}
		}
	}
	if strings.HasPrefix(e.Message, "bad number") {
		for from > 0 && strings.ContainsAny(source[from-1:from], "0123456789.") {
			from--
		}
		if m := shortNumber.FindString(source[from:]); m != "" {
			return misread{from: from, to: from + len(m), text: m + " is no number", advice: "write the number out, with digits only"}
		}
	}
	if open := openQuote(source); open >= 0 {
		return misread{from: open, to: len(source), text: "a quote is opened here and never closed", advice: "put " + source[open:open+1] + " behind the text"}
	}
	for _, s := range slips {
		for i := max(0, from-len(s.wrote)+1); i <= from; i++ {
			if strings.HasPrefix(source[i:], s.wrote) && (i == from || s.wrote != "=") {
				return misread{from: i, to: i + len(s.wrote), text: s.wrote + " means nothing here", advice: "write " + s.meant + " instead of " + s.wrote}
			}
		}
	}
	if strings.Contains(e.Message, "EOF") || strings.HasPrefix(e.Message, "unexpected end") {
		return unfinished(source)
	}
	if _, size := utf8.DecodeRuneInString(source[from:]); to < from+size {
		to = from + size
	}
	w.from, w.to, w.text = from, to, fmt.Sprintf("%q is not expected here", source[from:to])
	if source[from:to] == ")" {
		w.advice = "it closes no bracket: remove it, or write ( in front of what belongs together"
	}
	return w
}

// openQuote is where a quote begins that has no end; negative for none.
func openQuote(source string) int {
	open := -1
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case open >= 0 && c == '\\':
			i++
		case open >= 0 && c == source[open]:
			open = -1
		case open < 0 && (c == '"' || c == '\'' || c == '`'):
			open = i
		}
	}
	return open
}

// unfinished is about a condition that stops too early.
func unfinished(source string) misread {
	if strings.TrimSpace(source) == "" {
		return misread{to: len(source), text: "there is no condition", advice: conditionAdvice}
	}
	m := lastWord.FindStringSubmatchIndex(source)
	last := source[m[2]:m[3]]
	if open := strings.LastIndexByte(source, '('); open >= 0 && strings.Count(source, "(") > strings.Count(source, ")") && !strings.ContainsAny(last, "<>=!+-*/%") {
		return misread{from: open, to: open + 1, text: "a bracket is opened here and never closed", advice: "close it with )"}
	}
	return misread{from: m[2], to: m[3], text: "the condition stops behind the " + last, advice: "something must follow the " + last}
}

var (
	mismatch = regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types? (\S+?)(?: and (\S+?))?\)`)
	noYesNo  = regexp.MustCompile(`^expected bool, but got (\S+)`)
)

// unfit says in plain words why a condition whose names are known doesn't
// work.
func unfit(source string, err error) misread {
	w := misread{to: len(source), text: "this condition can't be used", advice: conditionAdvice}
	var e *file.Error
	if m := noYesNo.FindStringSubmatch(err.Error()); m != nil {
		w.text, w.advice = "this gives "+inPlain(m[1])+", and a condition must say yes or no", "compare it with something; "+conditionAdvice
		return w
	}
	if !errors.As(err, &e) {
		return w
	}
	m := mismatch.FindStringSubmatch(e.Message)
	switch {
	case m == nil:
	case m[3] == "":
		w.text = m[1] + " can't go with " + inPlain(m[2])
	default:
		w.text = fmt.Sprintf("%s can't compare %s with %s", m[1], inPlain(m[2]), inPlain(m[3]))
		if m[2] == "string" || m[3] == "string" {
			w.advice = "compare a text with a text in quotes, or give the field a type such as number or money"
		}
	}
	if from, to := span(source, e.Location); to > from {
		w.from, w.to = from, to
	}
	return w
}

// inPlain is a type of the expression library in the author's words.
func inPlain(kind string) string {
	switch kind {
	case "string":
		return "a text"
	case "int", "float64":
		return "a number"
	case "bool":
		return "a yes or no"
	}
	return "a value"
}

// condition compiles a condition, or says what is wrong with it.
func (c *compiler) condition(at syntax.Str, names map[string]field.Kind) *condition {
	cond, wrong := newCondition(at.Value, names)
	for _, w := range wrong {
		pos := c.d.Part(at, w.from, w.to)
		switch {
		case w.name == "":
			c.wrong(pos, "condition", w.text, w.advice)
		case c.choiceCalled(w.name):
			c.wrong(pos, "unknown-name", fmt.Sprintf("%q is a choice, not a field", w.name), fmt.Sprintf("put quotes around it: \"%s\"", w.name))
		case !c.d.Unread["fields"]:
			c.unknown(syntax.Str{Value: w.name, Pos: pos}, "value", keys(names))
		}
	}
	return cond
}

// choiceCalled tells whether a word is a choice that the author lists.
func (c *compiler) choiceCalled(word string) bool {
	return slices.ContainsFunc(c.d.Fields, func(f *syntax.Field) bool {
		return slices.ContainsFunc(f.Choices, func(ch syntax.Choice) bool { return ch.Value.Value == word })
	})
}
