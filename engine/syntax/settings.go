package syntax

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// ParseSettings reads a settings file: one mapping of names to values. The
// values of a list are joined with commas, as they are written in a flag. A
// name that stands there more than once is an error; which names there are is
// for the caller to say.
func ParseSettings(file string, src []byte) (map[string]Str, Diagnostics) {
	r := newReader(file, src)
	values := map[string]Str{}
	root := r.open(src)
	if root == nil {
		return values, r.finish()
	}
	for _, e := range r.entries(root) {
		switch e.value.Kind {
		case yaml.ScalarNode:
			values[e.name] = Str{Value: e.value.Value, Pos: e.pos}
		case yaml.SequenceNode:
			var list []string
			for _, item := range e.value.Content {
				list = append(list, item.Value)
			}
			values[e.name] = Str{Value: strings.Join(list, ","), Pos: e.pos}
		default:
			r.wrongShape(e.value, e.pos, "one value, or a list of them, is expected here", "write for example `"+e.name+": value`")
		}
	}
	return values, r.finish()
}
