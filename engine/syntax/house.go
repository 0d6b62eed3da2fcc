package syntax

import "gopkg.in/yaml.v3"

// ParseHouse reads the house rules. The house is never nil; what could not be
// read is left out.
func ParseHouse(file string, src []byte) (*House, Diagnostics) {
	r := newReader(file, src)
	h := &House{File: file, Source: src, Texts: map[string][]Str{}, Words: map[string][]Str{}}
	if root := r.open(src); root != nil {
		r.fill(root, inHouse, "the house rules", Pos{Line: 1, Col: 1, Len: 1}, map[string]any{
			"language": &h.Language,
			"attempts": &h.Attempts,
			"texts":    func(_ key, e entry) { r.wordings(e, someTexts, h.Texts) },
			"words":    func(_ key, e entry) { r.wordings(e, aTextList, h.Words) },
		})
	}
	return h, r.finish()
}

// wordings reads texts by name.
func (r *reader) wordings(e entry, kind kind, into map[string][]Str) {
	if !r.isMapping(e.value, e.pos, "names are expected here, each with its texts", "write for example `cancel: [cancel, never mind]`") {
		return
	}
	for _, x := range r.entries(e.value) {
		if r.full() {
			return
		}
		if !textIDPattern.MatchString(x.name) {
			r.checkName(Str{x.name, x.pos})
			continue
		}
		if x.value.Kind == yaml.ScalarNode && kind == aTextList && !isEmpty(x.value) {
			r.wrongShape(x.value, x.pos, "a list is expected here", "write `"+x.name+": [first, second]`")
			continue
		}
		k := key{name: x.name, kind: kind, example: "[first, second]"}
		if list := r.several(k, x.value, x.pos); len(list) > 0 {
			into[x.name] = list
		}
	}
}
