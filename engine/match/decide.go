package match

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"parley/engine/field"
)

// scale brings raw scores to 0..1 so that they mean the same in every set of
// dialogs, be it three or three hundred. It has two fixed points: 0.5 is what
// nearly all examples reach that the classifier has not seen, and 0.9 what
// half of them do.
type scale struct {
	middle, slope float32
	margin        float32 // raw scores nearer than this are asked about
}

const (
	below       = 0.04 // of the held-out examples come below 0.5
	usualMiddle = -0.3 // the raw scores at 0.5 and 0.9 of most sets, for
	usualHalf   = 0.3  // dialogs with too few examples to tell
	worth       = 20   // examples that say as much as what is usual

	doubtful   = 0.6  // two dialogs are close when the first is right less often
	carefully  = 0.08 // two that delete are as close as that
	eitherWay  = 0.25 // two kinds of records are as close as that
	mostMargin = 0.02
)

// heldOut scores every example with a classifier that was not taught it. A
// quarter is held out at a time, seen as a message would be. What no dialog is
// for is held out with the others, and not scored.
type heldOut struct {
	c       *classifier
	samples []sample
	vectors []vector
	raw     []float32 // by example, then class
}

const parts = 4

func newHeldOut(c *classifier, samples []sample, texts []string) *heldOut {
	ours := c.first[c.classes]
	h := &heldOut{c: c, samples: samples, vectors: make([]vector, ours), raw: make([]float32, ours*c.classes)}
	s := c.newScratch()
	saying := c.saying()
	like := make([]float32, ours) // by example
	for i, text := range texts[:ours] {
		s.split(text)
		c.lexicon.weigh(&s.folder, 2)
		h.vectors[i] = s.vector.clone()
		clear(like)
		for k, id := range s.vector.ids[:s.vector.words] {
			for _, x := range saying[id] {
				like[x.example] += s.vector.weights[k] * x.weight
			}
		}
		like[i] = 0
		for k, id := range s.vector.ids {
			s.dense[id] = s.vector.weights[k]
		}
		signs := c.lexicon.read(&s.folder)
		for class := range c.classes {
			nearest := float32(0)
			for _, l := range like[c.first[class]:c.first[class+1]] {
				nearest = max(nearest, l)
			}
			h.raw[i*c.classes+class] = nearness*nearest + c.takes[class].agrees(signs) - missing*c.misses(class, s.dense)
		}
		for _, id := range s.vector.ids {
			s.dense[id] = 0
		}
	}
	return h
}

// saidBy is an example that has a feature, and the feature's weight there.
type saidBy struct {
	example int32
	weight  float32
}

// saying lists the examples by the words that they have.
func (c *classifier) saying() [][]saidBy {
	list := make([][]saidBy, len(c.lexicon.idf))
	for i, x := range c.nearby {
		for k, id := range x.ids {
			list[id] = append(list[id], saidBy{int32(i), x.weights[k]})
		}
	}
	return list
}

// margins adds what the machine of a class says.
func (h *heldOut) margins(m machine, class int) {
	var w machine
	for part := range parts {
		w.without(m, h.samples, class, func(i int) bool { return i%parts != part })
		for i := part; i < len(h.vectors); i += parts {
			h.raw[i*h.c.classes+class] += w.margin(h.vectors[i])
		}
	}
}

// scale looks at the examples whose own dialog comes first, and at how far
// ahead the first one is when it is wrong.
func (h *heldOut) scale() scale {
	type lead struct {
		by    float32
		right bool
	}
	var right []float32
	var leads []lead
	for i := range h.vectors {
		own := h.samples[i].class
		row := h.raw[i*h.c.classes : (i+1)*h.c.classes]
		other := float32(math.Inf(-1))
		for class, raw := range row {
			if class != own {
				other = max(other, raw)
			}
		}
		if row[own] > other {
			right = append(right, row[own])
		}
		leads = append(leads, lead{max(row[own]-other, other-row[own]), row[own] > other})
	}
	slices.Sort(right)
	at := func(share, usual float32) float32 {
		n := float32(len(right))
		if n == 0 {
			return usual
		}
		return (n*right[int(share*n)] + worth*usual) / (n + worth)
	}
	s := scale{middle: at(below, usualMiddle)}
	half := max(at(0.5, usualHalf), s.middle+0.2)
	s.slope = float32(math.Log(9)) / (half - s.middle) // 0.9 is nine to one

	slices.SortStableFunc(leads, func(a, b lead) int { return cmp.Compare(a.by, b.by) })
	good := 0
	for i, l := range leads {
		if l.right {
			good++
		}
		if n := i + 1; n >= 5 && float64(good) < doubtful*float64(n) {
			s.margin = min(l.by, mostMargin)
		}
	}
	return s
}

// score brings a raw score to 0..1.
func (s scale) score(raw float32) float64 {
	return 1 / (1 + math.Exp(-float64((raw-s.middle)*s.slope)))
}

// What decides when a sentence starts a dialog.
const (
	sure    = 0.42 // from here a dialog is started
	known   = 0.40 // from here one that was taught more than its examples: its deed, and what is strange to it
	careful = 0.50 // from here one that deletes
	strong  = 0.85 // from here a dialog interrupts an open question
	evident = 0.75 // from here a verb of other wishes does not count
	curious = 0.70 // from here it does so when the message is a question, and so no answer
	likely  = 0.30 // from here a dialog is worth suggesting
)

// limit is the score from which the first dialog is started.
func (v *Vocabulary) limit(ranked []Ranked, view View) float64 {
	if len(ranked) == 0 {
		return 0
	}
	switch view.State {
	case Asking, Confirming, Picking, Failing:
		return strong
	}
	switch d := v.dialog(ranked[0].Dialog); {
	case d.Careful:
		return careful
	case d.deed() == searches:
		return sure - 0.04 // where a mistake costs nothing
	case d.Object != "":
		return known
	}
	return sure
}

// between tells whether one of the first two dialogs is meant, but not which.
func (v *Vocabulary) between(ranked []Ranked, limit float64) bool {
	if len(ranked) < 2 || ranked[1].Score < likely || limit == strong && ranked[0].Score < limit || ranked[0].Score+ranked[1].Score < limit {
		return false
	}
	lead := v.classifier.scale.margin
	if limit >= careful {
		lead = max(3*lead, carefully) // where a mistake costs more
	}
	return ranked[0].Score < limit || ranked[0].raw-ranked[1].raw < lead
}

// eitherKind tells whether the first two dialogs do the same to different kinds
// of records, and no word says which: "update Globex", "delete it". Of two that
// delete it is always asked.
func (v *Vocabulary) eitherKind(ranked []Ranked, text string, limit float64) bool {
	if len(ranked) < 2 || limit == strong && ranked[0].Score < limit {
		return false
	}
	a, b := v.dialog(ranked[0].Dialog), v.dialog(ranked[1].Dialog)
	if a.Object == "" || b.Object == "" || a.Object == b.Object || a.mentioned(text) || b.mentioned(text) || strings.Contains(text, "@") {
		return false
	}
	toks := tokens(text)
	if len(toks) > 0 && len(toks) <= 3 && ranked[0].Score >= likely && !strings.ContainsAny(text, "0123456789") && a.deed() == b.deed() && !isDone(toks, 1) {
		return true // but a verb and a name
	}
	return a.Careful && b.Careful || ranked[1].Score >= likely && ranked[0].raw-ranked[1].raw < eitherWay
}

// isHollow tells whether what starts a dialog about one record says nothing of
// which: it names neither the kind nor, among capitals, one.
func (v *Vocabulary) isHollow(list []Meaning, text string, view View) bool {
	l := v.dialog(list[0].Dialog)
	switch l.deed() {
	case shows, changes, deletes:
	default:
		return false
	}
	named := slices.ContainsFunc(list, func(m Meaning) bool { f, _ := find(l.Fields, m.Field); return f.Kind == field.Record })
	if l.deed() == shows && !named && !l.mentioned(text) && strings.ContainsAny(text, "0123456789") {
		return true // "phone 555 0100" is a value
	}
	if view.State != Idle || v.about(text) != "" {
		return false
	}
	for _, m := range list[1:] {
		f, _ := find(l.Fields, m.Field)
		if f.Kind == field.Record {
			toks := tokens(text)
			if v.isThing(m.Text, text, toks) && !slices.ContainsFunc(toks, func(t token) bool { return standIns[t.word] }) {
				return true
			}
			return toks[0].word != "i" && isCapital(text) && m.Text == strings.ToLower(m.Text) && !strings.ContainsAny(m.Text, "@0123456789") && !strings.ContainsAny(text, `"“`)
		}
	}
	return true
}

// isThing tells whether what a sentence has for a record is told of rather than
// called by name, as in "we lost the match", and nothing is asked to be done.
func (v *Vocabulary) isThing(name, text string, toks []token) bool {
	if name != strings.ToLower(name) || slices.ContainsFunc(toks, func(t token) bool { return deedVerbs[t.word] != "" }) || v.verbs[toks[0].word] {
		return false
	}
	at := strings.Index(text, name)
	i := slices.IndexFunc(toks, func(t token) bool { return t.start >= at })
	return at > 0 && i > 0 && things[toks[i-1].word] || things[strings.SplitN(name, " ", 2)[0]]
}

// interrupts tells whether a text is a wish for another dialog and no answer to
// the open question: it names a kind of record, or begins as wishes do.
func (v *Vocabulary) interrupts(text string, first Ranked, limit float64) bool {
	d := v.dialog(first.Dialog)
	return limit != strong || d.Object == "" || d.mentioned(text) || v.verb(text) != "" || IsQuestion(text)
}
