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

// Doubts looks for such examples. What few examples have weighs most.
func Doubts(dialogs []Dialog) []Doubt {
	c := newComparison(dialogs)
	var list []Doubt
	alike := make([]float64, len(c.all))
	for i, h := range c.all {
		other, ok := c.nearest(i, alike)
		if !ok || c.apart(h, other) {
			continue
		}
		d, n := dialogs[h.dialog], dialogs[other.dialog]
		list = append(list, Doubt{Dialog: d.Name, Example: h.place, Nearer: n.Name, Like: n.Examples[other.place], Words: onlyIn(d, n)})
	}
	return list
}

// held is an example that is held against all others.
type held struct {
	dialog, place int
	parts         map[string]float64 // what it is compared by, with weights; all together of length one
}

// comparison of all examples with each other.
type comparison struct {
	dialogs []Dialog
	all     []held
	had     map[string]int      // how many examples have a part
	with    []map[string]int    // and how many of one dialog
	holding map[string][]holder // who has a part
}

type holder struct {
	example int
	weight  float64
}

func newComparison(dialogs []Dialog) *comparison {
	c := &comparison{dialogs: dialogs, had: map[string]int{}, with: make([]map[string]int, len(dialogs)), holding: map[string][]holder{}}
	for i, d := range dialogs {
		c.with[i] = map[string]int{}
		for j, text := range d.Examples {
			h := held{i, j, d.parts(text)}
			for p := range h.parts {
				c.had[p]++
				c.with[i][p]++
			}
			c.all = append(c.all, h)
		}
	}
	for i, h := range c.all {
		parts := slices.Sorted(maps.Keys(h.parts)) // sums come out the same each time
		length := 0.0
		for _, p := range parts {
			h.parts[p] *= math.Log(1 + float64(len(c.all))/float64(c.had[p]))
			length += h.parts[p] * h.parts[p]
		}
		for _, p := range parts {
			h.parts[p] /= math.Sqrt(length)
			c.holding[p] = append(c.holding[p], holder{i, h.parts[p]})
		}
	}
	return c
}

// near is from where on examples are alike enough to be compared.
const near = 0.4

// nearest finds the example of another dialog that one is most like, if it is
// less like all of its own. alike is room for a number for each example.
func (c *comparison) nearest(i int, alike []float64) (held, bool) {
	clear(alike)
	for _, p := range slices.Sorted(maps.Keys(c.all[i].parts)) {
		for _, h := range c.holding[p] {
			alike[h.example] += c.all[i].parts[p] * h.weight
		}
	}
	own, best, other := 0.0, near, -1
	for j, a := range alike {
		switch {
		case j == i:
		case c.all[j].dialog == c.all[i].dialog:
			own = max(own, a)
		case a > best:
			best, other = a, j
		}
	}
	if other < 0 || best <= own {
		return held{}, false
	}
	return c.all[other], true
}

// share tells how many of a dialog's examples have a part, not counting
// except of them.
func (c *comparison) share(dialog int, part string, except int) float64 {
	return float64(c.with[dialog][part]-except) / float64(len(c.dialogs[dialog].Examples))
}

// apart tells whether something tells two examples of different dialogs apart:
// what the one has speaks for its dialog, or against the other's, or what it
// lacks is usual there.
func (c *comparison) apart(h, other held) bool {
	for p := range h.parts {
		theirs := c.share(other.dialog, p, 0)
		if c.share(h.dialog, p, 1) > 2*theirs || theirs == 0 && c.had[p] > 1 {
			return true
		}
	}
	for p := range other.parts {
		if theirs := c.share(other.dialog, p, 0); h.parts[p] == 0 && theirs > 0.2 && theirs > 2*c.share(h.dialog, p, 0) {
			return true
		}
	}
	return false
}

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
