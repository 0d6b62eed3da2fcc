package match

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Doubt is an example that, held against all others, belongs to another dialog:
// it is more like one of there, and nothing in it tells the two dialogs apart.
type Doubt struct {
	Dialog  string   // whose example it is
	Example int      // its place among the dialog's examples
	Nearer  string   // the other dialog
	Like    string   // the example there that it is most like
	Words   []string // up to three words of Dialog's examples that those of Nearer have not, the most usual first
}

// example of a dialog, held against all others.
type held struct {
	dialog, place int
	parts         map[string]float64
}

// Doubts looks for such examples. What few examples have weighs most.
func Doubts(dialogs []Dialog) []Doubt {
	var all []held
	had := map[string]int{}                      // examples with a part
	with := make([]map[string]int, len(dialogs)) // and those of one dialog
	for i, d := range dialogs {
		with[i] = map[string]int{}
		for j, text := range d.Examples {
			h := held{i, j, d.parts(text)}
			for p := range h.parts {
				had[p]++
				with[i][p]++
			}
			all = append(all, h)
		}
	}
	for _, h := range all {
		length := 0.0
		for p := range h.parts {
			h.parts[p] *= math.Log(1 + float64(len(all))/float64(had[p]))
			length += h.parts[p] * h.parts[p]
		}
		for p := range h.parts {
			h.parts[p] /= math.Sqrt(length)
		}
	}
	// share tells how many of a dialog's examples have a part, not counting
	// except of them.
	share := func(dialog int, part string, except int) float64 {
		return float64(with[dialog][part]-except) / float64(len(dialogs[dialog].Examples))
	}
	// apart tells whether something tells two examples of different dialogs
	// apart: what the one has speaks for its dialog, or against the other's, or
	// what it lacks is usual there.
	apart := func(h, other held) bool {
		for p := range h.parts {
			theirs := share(other.dialog, p, 0)
			if share(h.dialog, p, 1) > 2*theirs || theirs == 0 && had[p] > 1 {
				return true
			}
		}
		for p := range other.parts {
			if theirs := share(other.dialog, p, 0); h.parts[p] == 0 && theirs > 0.2 && theirs > 2*share(h.dialog, p, 0) {
				return true
			}
		}
		return false
	}
	holding := map[string][]int{} // examples by part
	for i, h := range all {
		for p := range h.parts {
			holding[p] = append(holding[p], i)
		}
	}
	var list []Doubt
	for i, h := range all {
		alike := map[int]float64{}
		for p, w := range h.parts {
			for _, other := range holding[p] {
				alike[other] += w * all[other].parts[p]
			}
		}
		own, best, nearest := 0.0, near, -1
		for other, a := range alike {
			switch {
			case other == i:
			case all[other].dialog == h.dialog:
				own = max(own, a)
			case a > best || a == best && other < nearest:
				best, nearest = a, other
			}
		}
		if nearest < 0 || best <= own || apart(h, all[nearest]) {
			continue
		}
		d, n := dialogs[h.dialog], dialogs[all[nearest].dialog]
		list = append(list, Doubt{Dialog: d.Name, Example: h.place, Nearer: n.Name, Like: n.Examples[all[nearest].place], Words: onlyIn(d, n)})
	}
	return list
}

// near is from where on examples are alike enough to be compared.
const near = 0.4

// parts are what examples are compared by: words, marks, and pairs of words.
func (d *Dialog) parts(text string) map[string]float64 {
	parts := map[string]float64{}
	before := "" // what begins a text counts, too
	for _, t := range tokens(text) {
		w := t.word
		if filler[w] {
			continue
		}
		if f, ok := find(d.Fields, strings.Trim(w, "<>")); ok && w[0] == '<' {
			w = "<" + string(f.Kind) + " " + f.Object + ">"
		}
		parts[w], parts[before+" "+w] = 1, 0.5
		before = w
	}
	return parts
}

// onlyIn lists up to three words of a dialog's examples that another has not.
func onlyIn(d, other Dialog) []string {
	count := map[string]int{}
	for _, text := range d.Examples {
		for _, t := range tokens(text) {
			if len(t.word) > 2 && !filler[t.word] && t.word[0] != '<' {
				count[t.word]++
			}
		}
	}
	for _, text := range other.Examples {
		for _, t := range tokens(text) {
			delete(count, t.word)
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < 2 })
	words := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	return words[:min(3, len(words))]
}
