package machine

import (
	"maps"
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"parley/engine/field"
)

// evaluation is what one condition is evaluated in.
type evaluation struct {
	vm  vm.VM
	env map[string]any
}

// evaluations lends them.
var evaluations = sync.Pool{New: func() any { return &evaluation{env: map[string]any{}} }}

// condition is a small typed expression over the values of a dialog:
// "amount > 100000". It sees plain values only and calls nothing.
type condition struct {
	source  string
	program *vm.Program
	zeros   map[string]any
	names   map[string]field.Kind
}

// newCondition compiles an expression, or says what is wrong with it. names are
// the values it may use. Nothing is known of a value without a kind, so a
// condition with one is checked only for how it is written; it is nil.
func newCondition(source string, names map[string]field.Kind) (*condition, []misread) {
	if len(source) > 500 {
		return nil, []misread{{to: len(source), text: "the condition is longer than 500 characters", advice: "make it shorter"}}
	}
	if wrong := misreadings(source, names); len(wrong) > 0 {
		return nil, wrong
	}
	for _, at := range namesIn(source) {
		if names[source[at[0]:at[1]]] == "" {
			return nil, nil
		}
	}
	env := map[string]any{}
	for name, kind := range names {
		env[name] = zero(kind)
	}
	program, err := expr.Compile(source, expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(100))
	if err != nil {
		return nil, []misread{unfit(source, err)}
	}
	// The names are the caller's, who goes on to fill them.
	return &condition{source: source, program: program, names: maps.Clone(names), zeros: env}, nil
}

func zero(kind field.Kind) any {
	if t, ok := field.TypeOf(kind); ok && t.Expr != nil {
		return t.Expr(field.Value{})
	}
	return ""
}

// holds evaluates the condition. A value that is not there is zero: an amount
// of 0, an empty text, false.
func (c *condition) holds(values map[string]field.Value) bool {
	e := evaluations.Get().(*evaluation)
	defer evaluations.Put(e)
	clear(e.env)
	for name, kind := range c.names {
		e.env[name] = c.zeros[name]
		if v, ok := values[name]; ok {
			if t, ok := field.TypeOf(kind); ok && t.Expr != nil {
				e.env[name] = t.Expr(v)
			} else {
				e.env[name] = v.Norm
			}
		}
	}
	out, err := e.vm.Run(c.program, e.env)
	if err != nil {
		return false
	}
	yes, _ := out.(bool)
	return yes
}
