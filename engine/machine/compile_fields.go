package machine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
	"parley/engine/syntax"
)

// readFields compiles the fields.
func (c *compiler) readFields() {
	names := map[string]field.Kind{}
	for _, t := range c.d.Fields {
		a := c.field(t, names)
		c.out.fields = append(c.out.fields, a)
		mf := a.matchField()
		if of, ok := c.out.object.Field(a.name); ok && a.kind != field.Record {
			mf.Also = of.Also
		}
		c.out.matched = append(c.out.matched, mf)
		names[a.name] = a.kind
	}
	for _, a := range c.out.fields {
		if !a.tree.OptionalIf.IsZero() {
			a.leave = c.condition(a.tree.OptionalIf, names)
		}
	}
}

func (c *compiler) field(t *syntax.Field, before map[string]field.Kind) *ask {
	a := &ask{tree: t, name: t.Name.Value, label: t.Label.Value, kind: field.Text, optional: t.Optional.Value,
		never: t.AskIf.Value == "never", always: t.AskIf.Value == "always", private: t.Private.Value,
		preset: t.Default.Value, hint: t.Hint.Value, source: t.From.Value, ifNone: t.IfNone.Value,
		attempts: t.Attempts.Value, text: newTemplate(t.Ask.Value)}
	if a.label == "" {
		a.label = inWords(a.name)
	}
	a.title, a.asking = capital(a.label), stateOf("ask", a.name)
	c.kindOf(t, a)
	for _, ch := range t.Choices {
		label := ch.Label.Value
		if label == "" {
			label = ch.Value.Value
		}
		a.choices = append(a.choices, field.Choice{Value: ch.Value.Value, Label: label})
	}
	if a.kind == field.Pick && a.source == "" && len(a.choices) == 0 && !t.Unread["choices"] {
		c.wrong(t.Type.Pos, "no-choices", fmt.Sprintf("the question for %q offers no choices", a.name), "add `choices:` below it, or remove `type: choice`")
	}
	if a.kind == field.Owner && a.source == "" {
		a.source = "hubspot.owners"
	}
	if a.source != "" {
		if spec, ok := c.m.catalog.Spec(a.source); !ok || spec.Gives != action.GivesChoices {
			c.unknown(t.From, "list of choices", c.sources())
		}
	}
	if !t.When.IsZero() {
		a.when = c.condition(t.When, c.soFar(t, before))
	}
	for _, r := range t.Must {
		kind := a.kind
		if cond := c.condition(r.If, map[string]field.Kind{"value": kind}); cond != nil {
			a.must = append(a.must, mustRule{holds: cond, say: r.Say.Value})
		}
	}
	if t.Length != nil {
		a.min, a.max = t.Length.Min, t.Length.Max
		if a.kind != field.Text && a.kind != "" {
			c.wrong(t.Length.Pos, "length-of", fmt.Sprintf("a length goes with texts; %q is a %s", a.name, a.kind), "use `must:` to limit it")
		}
	}
	if a.preset != "" {
		a.usual = Button{Label: capital(cmp.Or(t.DefaultAs.Value, a.preset)), Value: "text:" + a.preset, Style: "primary"}
		c.preset(t, a)
	}
	c.checkMarks(t.Ask, "value", c.soFar(t, before), nil)
	return a
}

// kindOf reads "money", "record deal", "changes of deal". What is misspelt is
// taken for what was meant; a type that can't be guessed is none, and nothing
// is held against it.
func (c *compiler) kindOf(t *syntax.Field, a *ask) {
	words := strings.Fields(t.Type.Value)
	if t.Unread["type"] {
		a.kind = ""
		return
	}
	if len(words) == 0 {
		if len(t.Choices) > 0 || !t.From.IsZero() {
			a.kind = field.Pick
		}
		return
	}
	a.kind = field.Kind(words[0])
	if near, ok := syntax.Nearest(words[0], []string{string(field.Record), string(field.Changes), string(match.Search)}); ok && len(words) > 1 {
		a.kind = field.Kind(near)
	}
	if a.kind == field.Record || a.kind == field.Changes || a.kind == match.Search {
		c.objectOf(t, a, words)
		return
	}
	if _, ok := field.TypeOf(a.kind); !ok || len(words) > 1 {
		var known []string
		for _, k := range field.Kinds() {
			known = append(known, string(k))
		}
		c.unknown(t.Type, "type", known)
		near, _ := syntax.Nearest(t.Type.Value, known)
		a.kind = field.Kind(near) // "" for none
	}
	if len(t.Choices)+len(t.From.Value) > 0 && a.kind != "" && a.kind != field.Pick && a.kind != field.Owner {
		c.wrong(t.Type.Pos, "choices-of", fmt.Sprintf("choices go with `type: choice`; %q is a %s", a.name, a.kind), "change the type, or remove `choices:`")
	}
}

// objectOf reads the kind of record of "record deal" and "changes of deal".
func (c *compiler) objectOf(t *syntax.Field, a *ask, words []string) {
	form := string(a.kind) + " "
	if a.kind != field.Record {
		form += "of "
	}
	var known []string
	for _, s := range c.m.catalog.Specs() {
		if s.Object != "" && !slices.Contains(known, s.Object) {
			known = append(known, s.Object)
		}
	}
	if len(known) == 0 {
		known = []string{"deal"}
	}
	object := words[len(words)-1]
	o, ok := c.m.catalog.Object(object)
	if a.object = o; ok && len(words) > 1 && words[0] == string(a.kind) {
		return
	}
	advice := "write for example `" + form + known[0] + "`"
	if near, close := syntax.Nearest(object, known); close && len(words) > 1 {
		a.object, ok = c.m.catalog.Object(near)
		advice = "did you mean `" + form + near + "`?"
	}
	if c.wrong(t.Type.Pos, "unknown-object", fmt.Sprintf("%q does not name a kind of record", t.Type.Value), advice); !ok || len(words) == 1 {
		a.kind = ""
	}
}

func (c *compiler) sources() []string {
	var names []string
	for _, s := range c.m.catalog.Specs() {
		if s.Gives == action.GivesChoices {
			names = append(names, s.Name)
		}
	}
	return names
}

// preset checks that the default can be read as an answer.
func (c *compiler) preset(t *syntax.Field, a *ask) {
	if len(a.choices) > 0 {
		if exact, _ := field.MatchChoice(a.preset, field.View{Choices: a.choices}); len(exact) != 1 {
			var known []string
			for _, ch := range a.choices {
				known = append(known, ch.Label)
			}
			c.unknown(t.Default, "choice", known)
		}
		return
	}
	if a.source != "" || a.kind == field.Record {
		return
	}
	if ty, ok := field.TypeOf(a.kind); ok && ty.Read != nil {
		if _, _, ok := ty.Read(a.preset, field.View{Now: compileTime}); !ok {
			c.wrong(t.Default.Pos, "default", fmt.Sprintf("the default %q can't be read as %s, which wants %s", a.preset, a.kind, ty.Summary),
				fmt.Sprintf("write for example `default: %s`", ty.Example))
		}
	}
}
