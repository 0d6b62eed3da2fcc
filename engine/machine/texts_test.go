package machine

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/engine/field"
)

// Each language says the same: the same sentences with the same marks, and
// the same buttons.
func TestLanguagesAreComplete(t *testing.T) {
	if diff := cmp.Diff(field.Languages(), slices.Sorted(maps.Keys(languages))); diff != "" {
		t.Errorf("languages that are understood and those that are spoken (-understood +spoken):\n%s", diff)
	}
	marks := func(text string) []string { return slices.Sorted(slices.Values(newTemplate(text).marks())) }
	for code, l := range languages {
		for id, text := range english.texts {
			if diff := cmp.Diff(marks(text), marks(l.texts[id])); diff != "" || l.texts[id] == "" && text != "" {
				t.Errorf("%s: %q has other marks (-English +%[1]s):\n%s", code, id, diff)
			}
		}
		for id := range l.texts {
			if _, ok := english.texts[id]; !ok {
				t.Errorf("%s: there is no sentence %q in English", code, id)
			}
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(english.buttons)), slices.Sorted(maps.Keys(l.buttons))); diff != "" {
			t.Errorf("%s: buttons (-English +%[1]s):\n%s", code, diff)
		}
	}
}
