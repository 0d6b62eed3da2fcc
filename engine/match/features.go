package match

import (
	"math"
	"slices"
	"unicode"
)

// A text becomes features in two blocks: its words alone and in pairs, and the
// runs of two to five characters in them. The first block knows what was said;
// the second forgives how it was written, and needs no spaces between words.
//
// What differs from message to message is masked before: digits become one
// zero, an e-mail address one sign and, in the first block, words that no
// example has one blank. An example's mark for a free value is that same
// blank, so "delete deal Globex" looks like "delete deal <deal>".
const (
	blank    = '\uFFFC' // stands for words that nobody taught
	address  = '@'      // stands for an e-mail address
	shortest = 2        // characters of a run, the edges of the word included
	longest  = 5

	// A blank is partly as unknown as what it stands for, or a message of
	// nothing but a name would look like any dialog that takes one.
	blankWorth = 0.3
)

// vector is a text in features. The squares of each block's weights add up to
// one, those of features that no example has included: a text that is mostly
// unknown is near to nothing.
type vector struct {
	ids     []int32 // the first block's come first
	weights []float32
	words   int // how many are of the first block
}

func (v vector) clone() vector {
	return vector{slices.Clone(v.ids), slices.Clone(v.weights), v.words}
}

// lexicon knows the features of the examples.
type lexicon struct {
	ids   map[uint64]int32 // by the feature's hash
	in    []int32          // how many examples have the feature
	idf   []float32
	rare  float32           // the idf of what no example has
	words map[rune][][]rune // of three letters and more, by the first, sorted
}

// newLexicon learns the features of the examples.
func newLexicon(texts []string) *lexicon {
	x := &lexicon{ids: map[uint64]int32{}, words: map[rune][][]rune{}}
	var f folder
	var last []int // the last example that had the feature
	for n, text := range texts {
		add := func(h uint64) {
			id, ok := x.ids[h]
			if !ok {
				id = int32(len(x.ids))
				x.ids[h] = id
				x.in, last = append(x.in, 0), append(last, -1)
			}
			if last[id] != n {
				last[id] = n
				x.in[id]++
			}
		}
		f.split(text)
		f.eachWord(func(uint64) bool { return true }, add)
		f.eachRun(add)
		for _, p := range f.parts {
			w := f.runes[p.from:p.to]
			if len(w) < 3 {
				continue
			}
			list := x.words[w[0]]
			if i, ok := slices.BinarySearchFunc(list, w, slices.Compare[[]rune]); !ok {
				x.words[w[0]] = slices.Insert(list, i, slices.Clone(w))
			}
		}
	}
	idf := func(in int32) float32 { return float32(1 + math.Log(float64(1+len(texts))/float64(1+in))) }
	x.rare, x.idf = idf(0), make([]float32, len(x.in))
	for i, in := range x.in {
		x.idf[i] = idf(in)
	}
	return x
}

// folder holds a text while it is turned into features. Its buffers are used
// again for the next text.
type folder struct {
	runes []rune // folded
	parts []part // the words in runes
	spare []rune

	count  []int32 // by feature, all zero between texts
	ids    []int32
	vector vector
}

type part struct{ from, to int }

// split cuts a text into folded words.
func (f *folder) split(text string) {
	f.runes, f.parts = f.runes[:0], f.parts[:0]
	start, chunk, skip := 0, 0, false
	end := func() {
		if len(f.runes) > start {
			f.parts = append(f.parts, part{start, len(f.runes)})
		}
		start = len(f.runes)
	}
	for _, r := range text {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0 // full width
		}
		space := unicode.IsSpace(r)
		if skip && !space {
			continue
		}
		skip = false
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			f.runes = append(f.runes, unicode.ToLower(r))
		case unicode.IsDigit(r):
			if n := len(f.runes); n == start || f.runes[n-1] != '0' {
				f.runes = append(f.runes, '0')
			}
		case r == '\'' || r == '’':
		case r == address:
			f.parts, start = f.parts[:chunk], len(f.runes)
			f.runes = append(f.runes, address)
			end()
			skip = true
		case r == '$' || r == '€' || r == '£' || r == '¥' || r == '%' || r == '#' || r == blank:
			end()
			f.runes = append(f.runes, r)
			end()
		default:
			end()
			if space {
				chunk = len(f.parts)
			}
		}
	}
	end()
}

// repair puts the examples' word for one with a typo: one letter more, less,
// other or swapped with its neighbour, and in words of three letters only
// swapped. Polite words that no example has are left out.
func (x *lexicon) repair(f *folder) {
	out, kept := f.spare[:0], f.parts[:0]
	for i, p := range f.parts {
		w := f.runes[p.from:p.to]
		h := hashWord(w)
		if _, ok := x.ids[h]; !ok {
			if courtesies[h] {
				continue
			}
			if len(w) >= 3 && i < mostRepairs && !lookalikes[h] {
				w = x.meant(w)
			}
		}
		kept = append(kept, part{len(out), len(out) + len(w)})
		out = append(out, w...)
	}
	f.spare, f.runes, f.parts = f.runes, out, kept
}

// mostRepairs is how many words of a message are looked at for typos. Nobody
// means a dialog with a longer one.
const mostRepairs = 60

// meant is the most usual word of the examples that an unknown word is one
// typo away from, or the word itself.
func (x *lexicon) meant(w []rune) []rune {
	best, most := w, int32(0)
	for _, first := range [2]rune{w[0], w[1]} {
		for _, k := range x.words[first] {
			if len(w) == 3 && len(k) != 3 || first != w[0] && k[1] != w[0] || !oneTypo(w, k) {
				continue
			}
			if len(w) == 3 && (w[0]+w[1]+w[2] != k[0]+k[1]+k[2]) {
				continue // not swapped
			}
			if n := x.in[x.ids[hashWord(k)]]; n > most {
				best, most = k, n
			}
		}
		if w[0] == w[1] {
			break
		}
	}
	return best
}

func oneTypo(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return slices.Equal(a[i:], b[i+1:])
	case i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i]:
		return slices.Equal(a[i+2:], b[i+2:])
	}
	return i == len(a) || slices.Equal(a[i+1:], b[i+1:])
}

// weigh turns the split text into its vector. least is how many examples must
// have a feature for it to count as known: one for a message, two for an
// example that shall be seen as if nobody had taught it.
func (x *lexicon) weigh(f *folder, least int32) {
	if len(f.count) < len(x.idf) {
		f.count = make([]int32, len(x.idf))
	}
	v := &f.vector
	v.ids, v.weights = v.ids[:0], v.weights[:0]
	for block := range 2 {
		f.ids = f.ids[:0]
		unseen := 0.0
		add := func(h uint64) {
			id, ok := x.ids[h]
			if !ok || x.in[id] < least {
				unseen++
				return
			}
			if f.count[id] == 0 {
				f.ids = append(f.ids, id)
			}
			f.count[id]++
		}
		blanks := 0.0
		if block == 0 {
			f.eachWord(func(h uint64) bool {
				id, ok := x.ids[h]
				return ok && x.in[id] >= least
			}, func(h uint64) {
				if h == hashBlank {
					blanks += blankWorth
				}
				add(h)
			})
		} else {
			f.eachRun(add)
		}
		from, sum := len(v.ids), (unseen+blanks)*float64(x.rare*x.rare)
		for _, id := range f.ids {
			w := x.idf[id]
			if n := f.count[id]; n > 1 {
				w *= float32(1 + math.Log(float64(n)))
			}
			f.count[id] = 0
			sum += float64(w * w)
			v.ids, v.weights = append(v.ids, id), append(v.weights, w)
		}
		scale := float32(1 / math.Sqrt(max(sum, 1)))
		for i := from; i < len(v.weights); i++ {
			v.weights[i] *= scale
		}
		if block == 0 {
			v.words = len(v.ids)
		}
	}
}

// eachWord calls yield with the hashes of the words and of their pairs, the edges of
// the text included, and
// of one blank for unknown words that follow each other.
func (f *folder) eachWord(known func(uint64) bool, yield func(uint64)) {
	last := uint64(edge)
	for _, p := range f.parts {
		h := hashWord(f.runes[p.from:p.to])
		if !known(h) {
			h = hashBlank
		}
		if h == hashBlank && h == last {
			continue
		}
		yield(h)
		yield(mix(mix(pairs, last), h))
		last = h
	}
	yield(mix(mix(pairs, last), edge))
}

// eachRun calls yield with the hashes of the runs of characters.
func (f *folder) eachRun(yield func(uint64)) {
	for _, p := range f.parts {
		w := f.runes[p.from:p.to]
		if w[0] == blank {
			continue
		}
		for i := -1; i < len(w); i++ {
			h := uint64(runs)
			for j := i; j <= len(w) && j < i+longest; j++ {
				if j < 0 || j == len(w) {
					h = mix(h, ' ')
				} else {
					h = mix(h, uint64(w[j]))
				}
				if j-i+1 >= shortest {
					yield(h)
				}
			}
		}
	}
}

// Where the hashes of words, pairs of words and runs of characters begin.
const words, pairs, runs, edge = 1, 2, 3, 4

var hashBlank = hashWord([]rune{blank})

func hashWord(w []rune) uint64 {
	h := uint64(words)
	for _, r := range w {
		h = mix(h, uint64(r))
	}
	return h
}

func mix(h, with uint64) uint64 {
	h = (h ^ with) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}
