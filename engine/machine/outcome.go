package machine

import (
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"parley/engine/field"
)

// What conditions can come to is found by trying them. A comparison with a
// constant changes only where the constant is, so the constants that are
// written, what lies beside and between them, and "something else" stand for
// all values that there are. Conditions that calculate, or look into texts, are
// left alone: nothing is said about them.

// maxTried bounds how many values are tried together.
const maxTried = 20_000

// candidates are the values to try for each name of some conditions; nil when
// trying proves nothing.
type candidates map[string][]field.Value

// tryable collects candidates. choices are, by name, the only values that a
// name can have.
func tryable(conditions []*condition, choices map[string][]field.Choice) candidates {
	seen := constants{names: map[string]bool{}}
	for _, c := range conditions {
		if c == nil {
			return nil
		}
		tree, err := parser.Parse(c.source)
		if err != nil {
			return nil
		}
		ast.Walk(&tree.Node, &seen)
	}
	if seen.beyond || len(seen.names) == 0 {
		return nil
	}
	all, n := candidates{}, 1
	for name := range seen.names {
		var list []field.Value
		switch zero(conditions[0].kindOf(name)).(type) {
		case bool:
			list = []field.Value{{Norm: "yes"}, {Norm: "no"}}
		case float64:
			for _, x := range append(seen.numbers, 0) {
				for _, near := range []float64{x - 1, x - 0.5, x, x + 0.5, x + 1} {
					list = append(list, field.Value{Norm: strconv.FormatFloat(near, 'f', -1, 64)})
				}
			}
		default:
			if own, ok := choices[name]; ok {
				for _, ch := range own {
					list = append(list, field.Value{Norm: ch.Value})
				}
				break
			}
			if seen.ordered && len(seen.texts) > 0 {
				return nil
			}
			for _, text := range append(seen.texts, "something else") {
				list = append(list, field.Value{Norm: text})
			}
		}
		all[name] = list
		if n *= len(list) + 1; n > maxTried {
			return nil
		}
	}
	return all
}

// constants visits a condition for what it compares with.
type constants struct {
	names   map[string]bool
	numbers []float64
	texts   []string
	ordered bool // it asks which is larger
	beyond  bool // it does more than comparing
}

func (v *constants) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		v.names[n.Value] = true
	case *ast.IntegerNode:
		v.numbers = append(v.numbers, float64(n.Value))
	case *ast.FloatNode:
		v.numbers = append(v.numbers, n.Value)
	case *ast.StringNode:
		v.texts = append(v.texts, n.Value)
	case *ast.BoolNode, *ast.ArrayNode:
	case *ast.UnaryNode:
		switch n.Operator {
		case "not", "!":
		case "-":
			if x, ok := n.Node.(*ast.IntegerNode); ok {
				v.numbers = append(v.numbers, -float64(x.Value))
			} else {
				v.beyond = true
			}
		default:
			v.beyond = true
		}
	case *ast.BinaryNode:
		switch {
		case slices.Contains([]string{"<", "<=", ">", ">="}, n.Operator):
			v.ordered = true
		case !slices.Contains([]string{"==", "!=", "and", "or", "&&", "||", "in"}, n.Operator):
			v.beyond = true
		}
	default:
		v.beyond = true
	}
}

// kindOf is the kind of a value that the condition may use.
func (c *condition) kindOf(name string) field.Kind { return c.names[name] }

// each tries every combination of candidates until one is enough.
func (all candidates) each(absent bool, try func(map[string]field.Value) (enough bool)) {
	names := keys(all)
	values := map[string]field.Value{}
	var next func(i int) bool
	next = func(i int) bool {
		if i == len(names) {
			return try(values)
		}
		name := names[i]
		for _, v := range all[name] {
			values[name] = v
			if next(i + 1) {
				return true
			}
		}
		if delete(values, name); absent {
			return next(i + 1)
		}
		return false
	}
	next(0)
}

// outcomes tells whether a condition can hold, and whether it can fail to. It
// knows only when sure.
func (c *condition) outcomes(choices map[string][]field.Choice) (holds, fails, sure bool) {
	all := tryable([]*condition{c}, choices)
	if all == nil {
		return false, false, false
	}
	all.each(true, func(values map[string]field.Value) bool {
		if c.holds(values) {
			holds = true
		} else {
			fails = true
		}
		return holds && fails
	})
	return holds, fails, true
}

// unmet tells whether it is sure that `must:` refuses every answer, with one
// of those and what is said to it.
func (a *ask) unmet() (refused field.Value, say string, sure bool) {
	if len(a.must) == 0 {
		return field.Value{}, "", false
	}
	var conditions []*condition
	for _, r := range a.must {
		conditions = append(conditions, r.holds)
	}
	choices := map[string][]field.Choice{}
	if len(a.choices) > 0 {
		choices["value"] = a.choices
	} else if a.source != "" {
		return field.Value{}, "", false
	}
	all := tryable(conditions, choices)
	sure = all != nil
	all.each(false, func(values map[string]field.Value) bool {
		why, ok := a.breaks(values["value"])
		if !ok {
			sure = false
			return true
		}
		if say == "" {
			refused, say = values["value"], why
		}
		return false
	})
	return refused, say, sure
}

// breaks tells which of the rules of `must:` a value breaks.
func (a *ask) breaks(v field.Value) (say string, broken bool) {
	for _, r := range a.must {
		if !r.holds.holds(map[string]field.Value{"value": v}) {
			return r.say, true
		}
	}
	return "", false
}

// namesIn finds the names in a condition; each is from where to where.
func namesIn(source string) [][2]int {
	tree, err := parser.Parse(source)
	if err != nil {
		return nil
	}
	found := nameFinder{source: source}
	ast.Walk(&tree.Node, &found)
	return found.at
}

// nameFinder visits a condition for the places of names.
type nameFinder struct {
	source string
	at     [][2]int
}

func (v *nameFinder) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.IdentifierNode); ok {
		from, to := span(v.source, n.Location())
		v.at = append(v.at, [2]int{from, to})
	}
}
