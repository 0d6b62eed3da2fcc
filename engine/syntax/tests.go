package syntax

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// ParseTests reads a file of conversation tests: one conversation, or a list
// of them. The tests are never nil; what could not be read is left out.
func ParseTests(file string, src []byte) (*Tests, Diagnostics) {
	r := newReader(file, src)
	t := &Tests{File: file, Source: src}
	root := r.open(src)
	switch {
	case root == nil:
	case root.Kind == yaml.SequenceNode:
		for _, n := range root.Content {
			t.Cases = r.testCase(t.Cases, n)
		}
	default:
		t.Cases = r.testCase(t.Cases, root)
	}
	return t, r.finish()
}

func (r *reader) testCase(list []*Case, n *yaml.Node) []*Case {
	c := &Case{}
	seen, _ := r.fill(n, inTest, "this conversation", r.pos(n), map[string]any{
		"test": func(k key, e entry) {
			c.Name = r.one(k, e.value, e.pos)
			for _, other := range list {
				if other.Name.Value == c.Name.Value && !c.Name.IsZero() {
					r.add("duplicate-test", c.Name.Pos, fmt.Sprintf("two conversations have this name; the first is in line %d", other.Name.Pos.Line), "say what is different in this one")
				}
			}
		},
		"with": func(_ key, e entry) { r.with(c, e) },
		"chat": func(_ key, e entry) { c.Turns = r.turns(e) },
	})
	if seen == nil {
		return list
	}
	return append(list, c)
}

func (r *reader) with(c *Case, e entry) {
	r.fill(e.value, inWith, "`with`", e.pos, map[string]any{
		"now":       &c.Now,
		"signed_in": &c.SignedIn,
		"hubspot":   &c.Portal,
		"locale":    &c.Locale,
		"timezone":  &c.TimeZone,
		"faults":    func(_ key, e entry) { c.Faults = r.faults(e) },
	})
	if l := c.Locale; !l.IsZero() && !localePattern.MatchString(l.Value) {
		r.add("bad-locale", l.Pos, quote(l.Value)+" is not a language", "write it like de, de-DE or ja-JP")
	}
	if z := c.TimeZone; !z.IsZero() {
		if _, err := time.LoadLocation(z.Value); err != nil {
			r.add("bad-locale", z.Pos, quote(z.Value)+" is not a time zone", "write it like Europe/Berlin or America/New_York")
		}
	}
}

var localePattern = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// faults reads one fault or a list of them.
func (r *reader) faults(e entry) []Fault {
	all := []*yaml.Node{e.value}
	if e.value.Kind == yaml.SequenceNode {
		all = e.value.Content
	}
	var list []Fault
	for _, n := range all {
		f := Fault{Pos: e.pos}
		if n != e.value {
			f.Pos = r.pos(n)
		}
		seen, _ := r.fill(n, inFault, "this fault", f.Pos, map[string]any{
			"method":      &f.Method,
			"path":        &f.Path,
			"status":      func(k key, e entry) { f.Status = r.statuses(k, e) },
			"body":        &f.Body,
			"times":       &f.Times,
			"drop_answer": &f.Drop,
		})
		if seen == nil {
			continue
		}
		if !seen["status"] && !seen["drop_answer"] && !seen["body"] {
			r.add("no-fault", f.Pos, "this fault does nothing", "add `status: 500` or `drop_answer: true`")
		}
		list = append(list, f)
	}
	return list
}

func (r *reader) turns(e entry) []*Turn {
	if !r.isList(e.value, e.pos, "a list of turns is expected here", "begin each turn with a dash: `- me: hello`") {
		return nil
	}
	var list []*Turn
	for _, n := range e.value.Content {
		if r.full() {
			break
		}
		if t := r.turn(n); t != nil {
			list = append(list, t)
		}
	}
	return list
}

func (r *reader) turn(n *yaml.Node) *Turn {
	t := &Turn{Pos: r.pos(n)}
	seen, _ := r.fill(n, inTurn, "this turn", t.Pos, map[string]any{
		"me":         func(k key, e entry) { t.Me = r.said(k, e) },
		"press":      &t.Press,
		"event":      &t.Event,
		"fault":      func(_ key, e entry) { t.Faults = r.faults(e) },
		"slow":       &t.Slow,
		"elsewhere":  func(_ key, e entry) { t.Others = r.calls(e) },
		"bot":        &t.Bot,
		"says":       func(k key, e entry) { t.Says = r.patterns(k, e) },
		"never_says": func(k key, e entry) { t.NeverSays = r.patterns(k, e) },
		"fields":     func(_ key, e entry) { t.Fields = r.expected(e, false) },
		"calls":      func(_ key, e entry) { t.Calls, t.HasCalls = r.calls(e), true },
		"buttons":    &t.Buttons,
	})
	if seen == nil {
		return nil
	}
	var happens []string
	for _, name := range []string{"me", "press", "event", "fault", "slow", "elsewhere"} {
		if seen[name] {
			happens = append(happens, name)
		}
	}
	switch len(happens) {
	case 1:
	case 0:
		r.add("nothing-happens", t.Pos, "nothing happens in this turn", "add `me`, `press`, `event`, `fault`, `slow` or `elsewhere`, or join it with the turn before")
	default:
		r.add("too-much-happens", t.Pos, "more than one thing happens in this turn: "+strings.Join(happens, ", "), "make two turns of it")
	}
	return t
}

// said reads what the user says: a text, or `any:` with a list of them.
func (r *reader) said(k key, e entry) []Str {
	list, several := r.alternatives(k, e, "put quotes around a text that holds a colon and a space")
	if several {
		if list == nil {
			return nil
		}
		return r.several(key{name: "any", kind: aTextList, example: "[yes, yep, sure]"}, list.value, list.pos)
	}
	if s := r.one(k, e.value, e.pos); !s.IsZero() {
		return []Str{s}
	}
	return nil
}

// statuses reads a status, or `any:` with a list of them.
func (r *reader) statuses(k key, e entry) []Num {
	all := []*yaml.Node{e.value}
	if list, several := r.alternatives(k, e, "write for example `status: 500`"); several {
		if list == nil || !r.isList(list.value, list.pos, "a list of numbers is expected here", "write for example `any: [429, 503]`") {
			return nil
		}
		all = list.value.Content
	}
	var nums []Num
	for _, n := range all {
		if v := r.number(k, n, e.pos); v.Value > 0 {
			nums = append(nums, v)
		}
	}
	return nums
}

// alternatives finds the list below `any:`; nil when it is missing. It tells
// whether there are keys at all.
func (r *reader) alternatives(k key, e entry, advice string) (list *entry, several bool) {
	if e.value.Kind != yaml.MappingNode {
		return nil, false
	}
	for _, x := range r.entries(e.value) {
		if x.name != "any" {
			r.add("unknown-key", x.pos, fmt.Sprintf("unknown key %s in `%s`", quote(x.name), k.name), "known here: any; "+advice)
			continue
		}
		list = &x
	}
	if len(e.value.Content) == 0 {
		r.wrongShape(e.value, e.pos, string(k.kind)+", is expected here", "write for example `"+k.name+": "+k.example+"`")
	}
	return list, true
}

// patterns reads texts, of which some may be patterns between slashes.
func (r *reader) patterns(k key, e entry) []Str {
	list := r.several(k, e.value, e.pos)
	for _, s := range list {
		if len(s.Value) < 2 || s.Value[0] != '/' || s.Value[len(s.Value)-1] != '/' {
			continue
		}
		if _, err := regexp.Compile(s.Value[1 : len(s.Value)-1]); err != nil {
			r.add("bad-pattern", s.Pos, quote(s.Value)+" is not a pattern that can be used", "brackets and ( ) * + ? have a meaning between slashes; write \\ in front of them")
		}
	}
	return list
}

// expected reads values by name. Values inside a value get a name with a dot.
func (r *reader) expected(e entry, mayBeEmpty bool) []Expect {
	const advice = "write for example `{amount: 5000}`"
	if mayBeEmpty && (e.value.Kind == yaml.MappingNode && len(e.value.Content) == 0 || isEmpty(e.value)) {
		return nil
	}
	if !r.isMapping(e.value, e.pos, "values by name are expected here", advice) {
		return nil
	}
	var list []Expect
	for _, x := range r.entries(e.value) {
		switch v := x.value; {
		case v.Kind == yaml.MappingNode:
			for _, inner := range r.expected(x, true) {
				inner.Name.Value = x.name + "." + inner.Name.Value
				list = append(list, inner)
			}
		case isEmpty(v):
			list = append(list, Expect{Str{x.name, x.pos}, Str{"", x.pos}})
		default:
			s := r.one(key{name: x.name, kind: aPhrase, example: "5000"}, v, x.pos)
			if !s.IsZero() {
				list = append(list, Expect{Str{x.name, x.pos}, s})
			}
		}
	}
	return list
}

// calls reads the writes that are wanted: by action, or a list of those when
// the same action is called twice.
func (r *reader) calls(e entry) []ExpectCall {
	const expected = "actions with their values are expected here"
	const advice = "write for example `hubspot.deals.create: {name: Acme}`, or {} for none"
	all := []*yaml.Node{e.value}
	if e.value.Kind == yaml.SequenceNode {
		all = e.value.Content
	}
	var list []ExpectCall
	for _, n := range all {
		if n.Kind != yaml.MappingNode {
			r.wrongShape(n, e.pos, expected, advice)
			continue
		}
		for _, x := range r.entries(n) {
			if !actionPattern.MatchString(x.name) {
				r.add("bad-action", x.pos, quote(x.name)+" is not the name of an action", advice)
				continue
			}
			list = append(list, ExpectCall{Action: Str{x.name, x.pos}, Args: r.expected(x, true)})
		}
	}
	return list
}
