package syntax

import (
	"fmt"
	"strings"
)

// Reference describes the keys of the format in Markdown, place by place.
func Reference() string {
	var b strings.Builder
	for i, p := range places {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", p.title, p.doc)
		b.WriteString("| Key | Stands there | Means | Left out | For example |\n|---|---|---|---|---|\n")
		for _, k := range keysIn(p.in) {
			row(&b, "`"+k.name+"`", k.stands(), k.doc, k.leftOut(), code(k.name+": "+k.example))
		}
		if p.in == inDone {
			errorsReference(&b)
		}
	}
	return b.String()
}

func errorsReference(b *strings.Builder) {
	b.WriteString("\n## Errors\n\nBelow `errors:`, one line for each kind of failure, with what to do. A kind that is left out is said in the engine's own words.\n\n")
	b.WriteString("| Begins with | Goes on with | Means | For example |\n|---|---|---|---|\n")
	for _, v := range verbs {
		row(b, "`"+v.verb+"`", v.follows, v.doc, code("invalid: "+v.example))
	}
}

// stands is what may stand behind a key, in words.
func (k key) stands() string {
	switch {
	case k.words != nil:
		return "one of `" + strings.Join(k.words, "`, `") + "`"
	case k.kind == aNumber:
		return fmt.Sprintf("%s from %d to %d", k.kind, k.min, k.max)
	case k.kind == statusKind:
		return fmt.Sprintf("%s from %d to %d, or `any:` with a list", aNumber, k.min, k.max)
	case k.of != "":
		for _, p := range places {
			if p.in == k.of {
				return fmt.Sprintf("%s: see %s", k.kind, p.title)
			}
		}
	}
	return string(k.kind)
}

func (k key) leftOut() string {
	switch {
	case k.required:
		return "must be there"
	case k.def != "":
		return k.def
	default:
		return "–"
	}
}

// code marks an example; it may hold the marks itself.
func code(s string) string { return "`" + strings.ReplaceAll(s, "`", "'") + "`" }

func row(b *strings.Builder, cells ...string) {
	for i, c := range cells {
		c = strings.ReplaceAll(c, "|", `\|`)
		if !strings.Contains(c, "`") {
			c = strings.NewReplacer("<", `\<`).Replace(c)
		}
		cells[i] = c
	}
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
