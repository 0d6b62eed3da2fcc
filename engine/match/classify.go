package match

import (
	"cmp"
	"slices"
	"sync"
)

// classifier says which dialog a text is about:
//
//	score = what the dialog's support vector machine says
//	      + a part of the likeness to its nearest example
//	      + how well the dialog's fields take what the text holds
//	      - what nearly all its examples say and the text does not
//
// brought to 0..1 by what the examples themselves score when they are held
// out (see scale). The last two are for dialogs with fields: a set of names
// and examples says nothing about them. It is read-only once learned.
type classifier struct {
	lexicon *lexicon
	classes int
	weights []float32 // by feature, then class; the last row is the bias
	nearby  []vector  // of the examples, sorted by class; only their words
	first   []int     // by class, its first example; and the end
	takes   []profile // by class, what it has fields for
	core    [][]int32 // by class, the features that most of its examples have
	scale   scale
	pool    sync.Pool // of *scratch
}

// How much each part counts beside the machine's margin, which is 1 for what
// it is sure of. Tuned on the training halves of public sets and on crm_dev.
const (
	nearness  = 0.25 // the likeness to the nearest example
	missing   = 1.0  // lacking all of a dialog's core
	agreement = 0.15 // one sign that fits the dialog's fields, or does not

	usual  = 0.6 // of a dialog's examples have what counts as its core
	looked = 4   // so many dialogs are compared with by example, and ranked

	none = -1 // the class of what no dialog is for
)

// scratch is what one classification works in.
type scratch struct {
	folder
	dense []float32 // the vector by feature, all zero between texts
	raw   []float32 // by class
	order []int32   // the best classes, best first
	signs signs
}

// learn trains a classifier on dialogs.
func learn(dialogs []Dialog) *classifier {
	c := &classifier{classes: len(dialogs)}
	var texts []string
	var samples []sample
	add := func(class int, text string) {
		if text != "" {
			texts, samples = append(texts, text), append(samples, sample{class: class})
		}
	}
	for class, d := range dialogs {
		c.first = append(c.first, len(samples))
		c.takes = append(c.takes, newProfile(d))
		for i, text := range append([]string{d.Title}, d.Examples...) {
			add(class, fill(text, d.Fields, i))
		}
		for _, text := range d.sayings() {
			add(class, text)
		}
	}
	c.first = append(c.first, len(samples))
	for _, text := range strange(dialogs) {
		add(none, text)
	}
	c.lexicon = newLexicon(texts)
	c.pool.New = func() any { return c.newScratch() }
	s := c.newScratch()
	for i, text := range texts {
		s.split(text)
		c.lexicon.weigh(&s.folder, 1)
		norm := float32(1 + slack)
		for _, w := range s.vector.weights {
			norm += w * w
		}
		samples[i].vector, samples[i].norm = s.vector.clone(), norm
	}
	features := len(c.lexicon.idf)
	c.findCore(samples)
	c.keepNearby(samples)
	c.weights = make([]float32, (features+1)*c.classes)
	held := newHeldOut(c, samples, texts)
	// What is written for a class is its own, so they can learn side by side.
	var all sync.WaitGroup
	for class := range c.classes {
		all.Go(func() {
			m := train(samples, class, features)
			for f, w := range m.weights {
				c.weights[f*c.classes+class] = w
			}
			held.margins(m, class)
		})
	}
	all.Wait()
	c.scale = held.scale()
	return c
}

func (c *classifier) newScratch() *scratch {
	return &scratch{dense: make([]float32, len(c.lexicon.idf)), raw: make([]float32, c.classes), order: make([]int32, 0, c.classes)}
}

// classify scores all dialogs and leaves the best in s.order, best first.
func (c *classifier) classify(text string, s *scratch) {
	s.split(text)
	c.lexicon.repair(&s.folder)
	c.lexicon.weigh(&s.folder, 1)
	s.signs = c.lexicon.read(&s.folder)
	copy(s.raw, c.weights[len(c.lexicon.idf)*c.classes:])
	for k, id := range s.vector.ids {
		w := s.vector.weights[k]
		for class, x := range c.weights[int(id)*c.classes : (int(id)+1)*c.classes] {
			s.raw[class] += w * x
		}
	}
	for k, id := range s.vector.ids {
		s.dense[id] = s.vector.weights[k]
	}
	for class := range c.takes {
		s.raw[class] += c.takes[class].agrees(s.signs) - missing*c.misses(class, s.dense)
	}
	s.best(c.first)
	for _, class := range s.order {
		s.raw[class] += nearness * c.nearest(int(class), s.dense)
	}
	for _, id := range s.vector.ids {
		s.dense[id] = 0
	}
	slices.SortStableFunc(s.order, func(a, b int32) int { return cmp.Compare(s.raw[b], s.raw[a]) })
}

// keepNearby keeps what likeness to the examples needs, all in one piece: the
// rest of them is in the weights.
func (c *classifier) keepNearby(samples []sample) {
	samples = samples[:c.first[c.classes]]
	words := 0
	for i := range samples {
		words += samples[i].words
	}
	ids, weights := make([]int32, 0, words), make([]float32, 0, words)
	c.nearby = make([]vector, len(samples))
	for i := range samples {
		x, from := &samples[i], len(ids)
		ids, weights = append(ids, x.ids[:x.words]...), append(weights, x.weights[:x.words]...)
		c.nearby[i] = vector{ids[from:], weights[from:], x.words}
	}
}

// findCore finds what nearly every example of a dialog says.
func (c *classifier) findCore(samples []sample) {
	count := make([]int, len(c.lexicon.idf))
	for class := range c.classes {
		own := samples[c.first[class]:c.first[class+1]]
		for _, x := range own {
			for _, id := range x.ids {
				count[id]++
			}
		}
		var core []int32
		for _, x := range own {
			for _, id := range x.ids {
				if c.takes[class].known && float64(count[id]) >= usual*float64(len(own)) {
					core = append(core, id)
				}
				count[id] = 0
			}
		}
		c.core = append(c.core, core)
	}
}

// misses is how much of a dialog's core a text lacks, 0 to 1.
func (c *classifier) misses(class int, dense []float32) float32 {
	var has, all float32
	for _, id := range c.core[class] {
		all += c.lexicon.idf[id]
		if dense[id] > 0 {
			has += c.lexicon.idf[id]
		}
	}
	if all == 0 {
		return 0
	}
	return 1 - has/all
}

// best keeps the classes with the highest scores.
func (s *scratch) best(first []int) {
	s.order = s.order[:0]
	for class := range s.raw {
		if first[class] == first[class+1] {
			continue // it has no examples
		}
		i := len(s.order)
		for i > 0 && s.raw[s.order[i-1]] < s.raw[class] {
			i--
		}
		if i == looked {
			continue
		}
		if len(s.order) < looked {
			s.order = append(s.order, 0)
		}
		copy(s.order[i+1:], s.order[i:])
		s.order[i] = int32(class)
	}
}

// nearest is the likeness in words, 0 to 1, of a text to the nearest example of
// a class.
func (c *classifier) nearest(class int, dense []float32) float32 {
	best := float32(0)
	for _, x := range c.nearby[c.first[class]:c.first[class+1]] {
		sum, weights := float32(0), x.weights[:len(x.ids)]
		for k, id := range x.ids {
			sum += dense[id] * weights[k]
		}
		best = max(best, sum)
	}
	return best
}
