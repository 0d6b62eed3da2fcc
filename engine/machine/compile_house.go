package machine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/engine/match"
	"parley/engine/syntax"
)

func checkHouse(h *syntax.House, words map[match.Command][]string) (diags syntax.Diagnostics) {
	if h == nil {
		return nil
	}
	say := func(pos syntax.Pos, text string, known []string, name string) {
		advice := "known are: " + strings.Join(known, ", ")
		if near, ok := syntax.Nearest(name, known); ok {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		diags = append(diags, syntax.Diagnostic{File: h.File, Pos: pos, Severity: syntax.Error, Rule: "unknown-name", Text: text, Advice: advice})
	}
	if code := h.Language.Value; code != "" && languages[code].texts == nil {
		say(h.Language.Pos, fmt.Sprintf("the engine doesn't speak the language %q", code), slices.Sorted(maps.Keys(languages)), code)
	}
	for id, list := range h.Texts {
		if _, ok := english.texts[id]; !ok && len(list) > 0 {
			say(list[0].Pos, fmt.Sprintf("the engine has no sentence %q", id), keys(english.texts), id)
			continue
		}
		diags = append(diags, lostMarks(h, id, list)...)
	}
	base := match.English()
	for id, list := range h.Words {
		if _, ok := base[match.Command(id)]; !ok && len(list) > 0 {
			var known []string
			for c := range base {
				known = append(known, string(c))
			}
			slices.Sort(known)
			say(list[0].Pos, fmt.Sprintf("there is no command %q", id), known, id)
			continue
		}
		for _, word := range list {
			for _, other := range slices.Sorted(maps.Keys(words)) {
				if string(other) != id && slices.Contains(words[other], word.Value) {
					diags = append(diags, syntax.Diagnostic{File: h.File, Pos: word.Pos, Severity: syntax.Warning, Rule: "word-twice",
						Text: fmt.Sprintf("%q means %q, too", word.Value, other), Advice: "leave it to one of the two"})
				}
			}
		}
	}
	return diags
}

// lostMarks warns of values in a house's wording that the engine's sentence
// does not have, in any language.
func lostMarks(h *syntax.House, id string, wordings []syntax.Str) (diags syntax.Diagnostics) {
	known := map[string]bool{}
	for _, l := range languages {
		for _, name := range newTemplate(l.texts[id]).marks() {
			known[name] = true
		}
	}
	for _, s := range wordings {
		for _, name := range newTemplate(s.Value).marks() {
			if known[name] {
				continue
			}
			advice := "it has no values: leave the mark out"
			if names := slices.Sorted(maps.Keys(known)); len(names) > 0 {
				advice = "it has: <" + strings.Join(names, ">, <") + ">"
			}
			diags = append(diags, syntax.Diagnostic{File: h.File, Pos: s.Pos, Severity: syntax.Warning, Rule: "lost-mark",
				Text: fmt.Sprintf("the sentence %q has no <%s>, so nothing is said there", id, name), Advice: advice})
		}
	}
	return diags
}
