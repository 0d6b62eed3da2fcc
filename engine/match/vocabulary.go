package match

import (
	"maps"
	"math"
	"slices"
	"strings"

	"parley/engine/field"
)

// Dialog is what a Vocabulary learns from.
type Dialog struct {
	Name     string
	Title    string
	Examples []string // start: with <marks>
	Fields   []Field
	Creates  bool     // makes a new record
	Careful  bool     // asks for a clearer sentence, since it deletes
	About    []Field  // what a record of its kind has
	Tells    []Field  // what can be asked about a record that the dialog shows
	Object   string   // what it is about: "deal"
	Nouns    []string // what people call that
}

// Vocabulary is what a set of dialogs and words teaches. Build it once; it is
// read-only afterwards.
type Vocabulary struct {
	commands  map[string]map[string]Command // by language
	dialogs   []learned
	idf       map[string]float64
	known     []string          // words of 4 letters and more, for typo repair
	verbs     map[string]bool   // what examples begin with
	nouns     map[string]bool   // kinds of records
	objectOf  map[string]string // noun → the kind of record that dialogs are about
	ownerOf   map[string]string // what a field is called that only one kind of record has → that kind
	plural    map[string]bool   // the nouns for several
	nounList  []string
	labelList []string // of ownerOf, of one word

	classifier *classifier
}

type learned struct {
	Dialog
	examples []example
	cues     map[string]string // word in front of a mark → field
	pairs    map[string]string // field of a mark → field of the mark right behind it
	marks    map[string]bool   // fields that examples have
	common   map[string]bool   // words that examples are made of
	nouns    map[string]bool
	person   bool              // what it is about can be called
	terms    map[byte][]string // the common words, the nouns, those of labels and what sentences are made of, by first letter and sorted
}

// example is a start example in tokens: words, and marks as "<name>".
type example struct {
	tokens []string
	words  []string // without fillers and marks
	weight float64  // of the words
}

// Learn builds a vocabulary. Words are the commands that are understood in every
// language, beside its own.
func Learn(words map[Command][]string, dialogs []Dialog) *Vocabulary {
	v := &Vocabulary{commands: map[string]map[string]Command{}, idf: map[string]float64{}, verbs: map[string]bool{}, nouns: map[string]bool{}, objectOf: map[string]string{}, ownerOf: map[string]string{}, plural: map[string]bool{}}
	for code, l := range languages {
		v.commands[code] = map[string]Command{}
		for _, of := range []map[Command][]string{words, l.commands} {
			if code == "en" {
				of = words
			}
			for c, list := range of {
				for _, w := range list {
					v.commands[code][plain(w)] = c
				}
			}
		}
	}
	seen := map[string]map[string]bool{}
	for _, d := range dialogs {
		l := newLearned(d)
		for _, text := range append([]string{d.Title}, d.Examples...) {
			ex := example{}
			for _, t := range tokens(text) {
				w := t.word
				if strings.HasPrefix(w, "<") {
					l.marks[strings.Trim(w, "<>")] = true
					if n := len(ex.tokens); n > 0 && strings.HasPrefix(ex.tokens[n-1], "<") {
						l.pair(ex.tokens[n-1], w)
					}
					if n := len(ex.tokens); n > 0 && !strings.HasPrefix(ex.tokens[n-1], "<") && l.free(w) {
						l.cues[ex.tokens[n-1]] = strings.Trim(w, "<>")
					}
					ex.tokens = append(ex.tokens, w)
					continue
				}
				l.common[w] = true
				if filler[w] {
					continue
				}
				ex.tokens = append(ex.tokens, w)
				ex.words = append(ex.words, w)
				if seen[w] == nil {
					seen[w] = map[string]bool{}
				}
				seen[w][d.Name] = true
			}
			if len(ex.tokens) > 1 && !strings.HasPrefix(ex.tokens[0], "<") {
				v.verbs[ex.tokens[0]] = true
			}
			if len(ex.words) > 0 {
				l.examples = append(l.examples, ex)
			}
		}
		for _, f := range d.Fields {
			if f.Object != "" {
				v.nouns[f.Object] = true
			}
			// "stage contract sent" says which field by itself.
			if label := strings.ToLower(f.Label); (f.Kind == field.Pick || f.Kind == field.Owner) && !strings.Contains(label, " ") && l.cues[label] == "" {
				l.cues[label] = f.Name
			}
		}
		l.gatherTerms()
		for _, f := range d.About {
			for _, n := range append([]string{f.Label, strings.ReplaceAll(f.Label, " ", "")}, f.Also...) {
				if of, known := v.ownerOf[n]; known && of != d.Object {
					v.ownerOf[n] = "" // of several
				} else if !known {
					v.ownerOf[n] = d.Object
				}
			}
		}
		for _, n := range d.Nouns {
			v.objectOf[n] = d.Object
			v.plural[n] = isPlural(d.Nouns, n)
		}
		v.dialogs = append(v.dialogs, l)
	}
	for n := range v.objectOf {
		delete(v.verbs, n) // "deals over 10k" has none
	}
	for _, w := range slices.Sorted(maps.Keys(seen)) { // the first that fits mends a typo
		v.idf[w] = math.Log(1 + float64(len(dialogs))/float64(len(seen[w])))
		if len(w) >= 4 {
			v.known = append(v.known, w)
		}
	}
	for i := range v.dialogs {
		for j := range v.dialogs[i].examples {
			ex := &v.dialogs[i].examples[j]
			for _, w := range ex.words {
				ex.weight += v.idf[w]
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(v.ownerOf)) {
		if len(n) > 3 && !strings.Contains(n, " ") {
			v.labelList = append(v.labelList, n)
		}
	}
	v.nounList = slices.Sorted(maps.Keys(v.objectOf))
	v.classifier = learn(dialogs)
	return v
}

// free tells whether a mark's value can only be found by its place: typed
// values are found by their looks.
func (l *learned) free(mark string) bool {
	name := strings.Trim(mark, "<>")
	for _, f := range l.Fields {
		if f.Name == name {
			return !typed(f.Kind)
		}
	}
	return false
}

// Command finds a control word that is the whole message of a visitor, with one
// typo in words of five letters and more.
func (v *Vocabulary) Command(text, locale string) (Command, bool) {
	p := strings.ReplaceAll(plain(text), ",", "")
	l := languagesOf(locale)[0]
	commands := v.commands[l.code]
	if c, ok := commands[p]; ok {
		return c, true
	}
	if c, ok := commands[l.bare(p)]; ok {
		return c, true
	}
	if len(p) == 3 || len(p) == 4 {
		for i := range len(p) - 1 {
			if c, ok := commands[p[:i]+p[i+1:i+2]+p[i:i+1]+p[i+2:]]; ok && alphabetic(p) {
				return c, true // "yse", "skpi"
			}
		}
	}
	if len(p) < 5 || len(p) > 24 || !alphabetic(p) {
		return "", false
	}
	// The first in alphabetical order, not whichever a map comes up with.
	best := ""
	for w, c := range commands {
		if len(w) >= 5 && within1(p, w) && c != Confirm && c != Deny && (best == "" || w < best) {
			best = w
		}
	}
	return commands[best], best != ""
}

// Rank scores the dialogs against a text, best first. It gives up to four.
func (v *Vocabulary) Rank(text string) []Ranked {
	s := v.classifier.pool.Get().(*scratch)
	defer v.classifier.pool.Put(s)
	v.classifier.classify(text, s)
	v.keepNamed(text, s)
	list := make([]Ranked, len(s.order))
	for i, class := range s.order {
		list[i] = Ranked{Dialog: v.dialogs[class].Name, Score: v.classifier.scale.score(s.raw[class]), raw: s.raw[class]}
	}
	return list
}

func (v *Vocabulary) dialog(name string) *learned {
	for i := range v.dialogs {
		if v.dialogs[i].Name == name {
			return &v.dialogs[i]
		}
	}
	return nil
}

func newLearned(d Dialog) learned {
	l := learned{Dialog: d, cues: map[string]string{}, pairs: map[string]string{}, marks: map[string]bool{}, common: map[string]bool{}, nouns: map[string]bool{}, terms: map[byte][]string{}}
	for _, n := range d.Nouns {
		l.nouns[n] = true
	}
	l.person = slices.ContainsFunc(d.About, func(f Field) bool { return f.Kind == field.Phone })
	return l
}

// pair notes that two texts stand side by side.
func (l *learned) pair(a, b string) {
	f, ok := find(l.Fields, strings.Trim(a, "<>"))
	g, also := find(l.Fields, strings.Trim(b, "<>"))
	if ok && also && f.Kind == field.Text && g.Kind == field.Text {
		l.pairs[f.Name] = g.Name
	}
}
