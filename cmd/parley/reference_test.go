package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/match"
	"parley/engine/syntax"
)

// generated makes the parts of the documents that stand between
// <!-- generated: NAME --> and <!-- /generated -->, by name.
var generated = map[string]func() string{
	"keys":      func() string { return strings.ReplaceAll("\n"+syntax.Reference(), "\n## ", "\n### ")[1:] },
	"types":     typesReference,
	"actions":   actionsReference,
	"objects":   objectsReference,
	"sentences": sentencesReference,
	"commands":  commandsReference,
	"settings":  settingsReference,
}

func typesReference() string {
	var b strings.Builder
	b.WriteString("| Type | Is | For example |\n|---|---|---|\n")
	for _, k := range append(field.Kinds(), match.Search) {
		t, ok := field.TypeOf(k)
		name := string(k)
		switch k {
		case field.Record:
			name += " <object>"
		case field.Changes:
			name += " of <object>"
		case match.Search:
			name += " of <object>"
			if !ok {
				t.Summary, t.Example = "words and conditions of a search", "over 10k closing this month"
			}
		}
		tableRow(&b, "`"+name+"`", t.Summary, t.Example)
	}
	return b.String()
}

func actionsReference() string {
	var b strings.Builder
	for i, s := range newCatalog(nil, nil, nil).Specs() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "### `%s`\n\n", s.Name)
		summary := strings.ToUpper(s.Summary[:1]) + s.Summary[1:]
		if s.Effect.Writes() {
			fmt.Fprintf(&b, "%s: needs `effect: %s` and `confirm:`.", summary, s.Effect)
		} else {
			fmt.Fprintf(&b, "%s.", summary)
		}
		if s.Gives == action.GivesChoices {
			b.WriteString(" Can stand behind `choices:`.")
		}
		var kinds []string
		for _, k := range s.Fails {
			kinds = append(kinds, "`"+string(k)+"`")
		}
		fmt.Fprintf(&b, " It gives %s, and can fail with %s.\n", givesInWords(s.Gives), strings.Join(kinds, ", "))
		if len(s.Params) == 0 {
			continue
		}
		b.WriteString("\n| Parameter | Type | Means |\n|---|---|---|\n")
		for _, p := range s.Params {
			means := p.Summary
			if p.Required {
				means += " (must be given)"
			}
			tableRow(&b, "`"+p.Name+"`", string(p.Kind), means)
		}
	}
	return b.String()
}

func givesInWords(g action.Gives) string {
	switch g {
	case action.GivesRecord:
		return "one record"
	case action.GivesRecords:
		return "records, page by page"
	case action.GivesChoices:
		return "choices"
	case action.GivesAccount:
		return "the account"
	}
	return string(g)
}

func objectsReference() string {
	var b strings.Builder
	for i, o := range newCatalog(nil, nil, nil).Objects() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "### %s\n\nMany are `%s`; one is shown by its %s.\n\n", o.Name, o.Plural, o.Title)
		b.WriteString("| Field | Type | People also say | |\n|---|---|---|---|\n")
		for _, f := range o.Fields {
			note := ""
			switch {
			case f.ReadOnly:
				note = "can't be changed"
			case f.Source != "":
				note = "choices: `" + f.Source + "`"
			}
			tableRow(&b, "`"+f.Name+"`", string(f.Kind), strings.Join(f.Also, ", "), note)
		}
	}
	return b.String()
}

func sentencesReference() string {
	texts := machine.TextIDs()
	var b strings.Builder
	b.WriteString("| Below `texts:` | Is said, unless it is reworded |\n|---|---|\n")
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		tableRow(&b, "`"+id+"`", texts[id])
	}
	return b.String()
}

func commandsReference() string {
	var b strings.Builder
	b.WriteString("| Below `words:` | In English | In German | In Japanese |\n|---|---|---|---|\n")
	for _, c := range slices.Sorted(maps.Keys(match.English())) {
		cells := []string{"`" + string(c) + "`"}
		for _, code := range []string{"en", "de", "ja"} {
			cells = append(cells, strings.Join(match.Commands(code)[c], " · "))
		}
		tableRow(&b, cells...)
	}
	return b.String()
}

// secretSettings are the settings of `parley serve` that have no flag, in
// words; what is read from the environment only can't be found by asking.
var secretSettings = [][2]string{
	{"keys", "encryption keys for what is stored of sign-ins; must be set"},
	{"hubspot-client-secret", "client secret of the OAuth app"},
	{"admin-token", "token that the operator's listener asks for; asks nothing when absent"},
	{"identity-secrets", "secrets that a site signs its visitors' names with, `id:secret` in base64, separated by commas; see `--identity-issuer`"},
	{"llm-key", "key for `--llm-url`; none is sent when absent"},
}

func settingsReference() string {
	var b strings.Builder
	b.WriteString("| Flag | Environment | Means | When absent |\n|---|---|---|---|\n")
	(&app{}).serve().Flags().VisitAll(func(f *pflag.Flag) {
		environment := "`" + environmentName(f.Name) + "`"
		name, usage := pflag.UnquoteUsage(f)
		if name != "URL" && name != "ID" {
			usage = strings.Replace(usage, name, strings.ToLower(name), 1)
		}
		def := strings.Trim(f.DefValue, "[]")
		if def != "" {
			def = "`" + strings.ReplaceAll(def, ",", ", ") + "`"
		}
		flag := "--" + f.Name
		if name != "" && name != "string" && name != "strings" && f.Value.Type() != "bool" {
			flag += " " + name
		}
		tableRow(&b, "`"+flag+"`", environment, usage, def)
	})
	for _, s := range secretSettings {
		tableRow(&b, "–", "`"+environmentName(s[0])+"`", s[1], "")
	}
	return b.String()
}

// tableRow writes a row of a Markdown table.
func tableRow(b *strings.Builder, cells ...string) {
	for i, c := range cells {
		c = strings.ReplaceAll(c, "|", `\|`)
		if !strings.Contains(c, "`") {
			c = strings.NewReplacer("<", `\<`, "*", `\*`, "_", `\_`).Replace(c)
		}
		cells[i] = c
	}
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
