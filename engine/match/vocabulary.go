package match

import (
	"maps"
	"math"
	"regexp"
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
	commands map[string]map[string]Command // by language
	dialogs  []learned
	idf      map[string]float64
	known    []string          // words of 4 letters and more, for typo repair
	verbs    map[string]bool   // what examples begin with
	nouns    map[string]bool   // kinds of records
	objectOf map[string]string // noun → the kind of record that dialogs are about
	ownerOf  map[string]string // what a field is called that only one kind of record has → that kind
	plural   map[string]bool   // the nouns for several
	nounList []string

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
	known    map[string]bool   // those, the labels' and some more
	person   bool              // what it is about can be called
	terms    map[byte][]string // all of them and the labels, by first letter, for typo repair
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
	for w, in := range seen {
		v.idf[w] = math.Log(1 + float64(len(dialogs))/float64(len(in)))
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

// Whole tells which dialog's example the message follows from its first word
// to its last, with at least two words of it besides the marks' values, and
// the values in the marks' places.
func (v *Vocabulary) Whole(text string) (dialog string, values map[string]string, ok bool) {
	toks := tokens(text)
	var kept []token
	for _, t := range toks {
		if !filler[t.word] {
			t.word = v.repair(t.word)
			kept = append(kept, t)
		}
	}
	if len(kept) > 40 {
		return "", nil, false
	}
	best := 0.0
	for i := range v.dialogs {
		d := &v.dialogs[i]
		for _, ex := range d.examples {
			if len(ex.words) < 2 || ex.weight <= best {
				continue
			}
			if spans, fits := align(ex.tokens, kept); fits {
				best, dialog, ok = ex.weight, d.Name, true
				values = map[string]string{}
				for _, s := range spans {
					values[s.name] = clean(text[kept[s.from].start:kept[s.to-1].end])
				}
			}
		}
	}
	return dialog, values, ok
}

type span struct {
	name     string
	from, to int
}

// align lays an example over a message: words must be equal, a mark takes one
// to twenty tokens.
func align(ex []string, msg []token) ([]span, bool) {
	if len(ex) == 0 {
		return nil, len(msg) == 0
	}
	if strings.HasPrefix(ex[0], "<") {
		for n := 1; n <= len(msg) && n <= 20; n++ {
			if rest, ok := align(ex[1:], msg[n:]); ok {
				for i := range rest {
					rest[i].from += n
					rest[i].to += n
				}
				return append([]span{{strings.Trim(ex[0], "<>"), 0, n}}, rest...), true
			}
		}
		return nil, false
	}
	if len(msg) == 0 || msg[0].word != ex[0] {
		return nil, false
	}
	rest, ok := align(ex[1:], msg[1:])
	for i := range rest {
		rest[i].from++
		rest[i].to++
	}
	return rest, ok
}

func (v *Vocabulary) repair(w string) string {
	if v.idf[w] > 0 || len(w) < 4 || lookalikes[hashWord([]rune(w))] {
		return w
	}
	for _, k := range v.known {
		if w[0] == k[0] && within1(w, k) {
			return k
		}
	}
	return w
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

// gatherTerms lists the words that a mistyped one may be.
func (l *learned) gatherTerms() {
	all := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.Fields(strings.ToLower(text)) {
			if len(w) >= 4 {
				all[w] = true
			}
		}
	}
	for w := range l.common {
		add(w)
	}
	for w := range l.nouns {
		add(w)
	}
	for w := range structure {
		add(w)
	}
	var fields func(list []Field)
	fields = func(list []Field) {
		for _, f := range list {
			add(f.Label)
			for _, a := range f.Also {
				add(a)
			}
			fields(f.Of)
		}
	}
	fields(l.Fields)
	l.known = all
	for _, w := range slices.Sorted(maps.Keys(all)) {
		l.terms[w[0]] = append(l.terms[w[0]], w)
	}
}

// repairTo mends one typo in a word that the dialog knows. The first word of a
// sentence is seldom a name.
func (v *Vocabulary) repairTo(w string, l *learned, first bool) string {
	if ownWords[w] || l.common[w] || l.nouns[w] || structure[w] || links[w] {
		return w
	}
	if len(w) == 3 && !filler[w] {
		for _, k := range [2]string{w[1:2] + w[:1] + w[2:], w[:1] + w[2:] + w[1:2]} { // "adn", "teh"
			if l.common[k] || structure[k] || filler[k] || links[k] {
				return k
			}
		}
	}
	if len(w) < 4 {
		return w
	}
	for _, k := range l.terms[w[0]] {
		if w == k {
			return w
		}
	}
	for _, k := range l.terms[w[0]] {
		// "closed" is no mistyped "closes".
		if within1(w, k) && !(len(w) == len(k) && w[:len(w)-1] == k[:len(k)-1]) && !(len(k) < 5 && (len(w) != len(k) || !first && structure[k] && !sameLetters(w, k))) {
			return k
		}
	}
	return w
}

// sameLetters tells whether two words of one length differ in the order of their
// letters only: "gabe" is no mistyped "gave".
func sameLetters(a, b string) bool {
	sum := 0
	for i := range len(a) {
		sum += int(a[i]) - int(b[i])
	}
	return sum == 0
}

// keepNamed drops the dialogs about another kind of record than the one that a
// text is about.
func (v *Vocabulary) keepNamed(text string, s *scratch) {
	object := v.about(text)
	if object == "" {
		return
	}
	several := v.isSeveral(text)
	s.order = slices.DeleteFunc(s.order, func(class int32) bool {
		d := v.dialogs[class].Dialog
		return d.Object != "" && (d.Object != object || several && d.deed() == shows)
	})
}

// isSeveral tells whether a text names several records and never one.
func (v *Vocabulary) isSeveral(text string) bool {
	several := false
	for _, t := range tokens(text) {
		switch {
		case v.plural[t.word]:
			several = true
		case v.objectOf[t.word] != "":
			return false
		}
	}
	return several
}

// about is the kind of record that a text names, by itself or by what only such
// records have; "" for none or several.
func (v *Vocabulary) about(text string) string {
	toks := tokens(text)
	if object := v.named(toks, text); object != "" {
		return object
	}
	if object := v.ownerNamed(toks); object != "" {
		return object
	}
	return v.somebody(toks)
}

// somebody is the kind of record of people, if a text speaks of a person.
func (v *Vocabulary) somebody(toks []token) string {
	speaks := false
	for i, t := range toks {
		_, label := v.ownerOf[t.word]
		speaks = speaks || ofPerson[t.word] || label && i > 0 && toks[i-1].word == "her"
	}
	if !speaks {
		return ""
	}
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.person {
			return l.Object
		}
	}
	return ""
}

// entry is the dialog that makes what a text is a note of: "deal Globex 5k",
// "contact: Jane Cooper, Bolt".
func (v *Vocabulary) entry(text string) (dialog string, ok bool) {
	toks := tokens(text)
	if len(toks) < 2 || len(toks) > 40 || v.objectOf[toks[0].word] == "" || isNumberWord(toks[1].word) || strings.ContainsRune(text, '?') {
		return "", false
	}
	label := func(t token) bool { _, is := v.ownerOf[t.word]; return is || valueLinks[t.word] }
	if !strings.HasPrefix(text[toks[0].end:], ":") && (!isCapital(text[toks[1].start:]) || !worthIt.MatchString(text) || slices.ContainsFunc(toks[1:], label)) {
		return "", false
	}
	i := slices.IndexFunc(v.dialogs, func(l learned) bool { return l.Object == v.objectOf[toks[0].word] && l.deed() == creates })
	if i < 0 {
		return "", false
	}
	return v.dialogs[i].Name, true
}

// address is the dialog that shows whom an e-mail address belongs to, for a text
// that is nothing else: "jane@acme.io", "contact jane@acme.io".
func (v *Vocabulary) address(text string) (dialog string, ok bool) {
	words := strings.Fields(text)
	last := len(words) - 1
	if last > 1 || !strings.Contains(words[last], "@") || last == 1 && (v.objectOf[strings.ToLower(words[0])] == "" || strings.HasSuffix(words[0], ":")) {
		return "", false
	}
	t, _ := field.TypeOf(field.Email)
	if _, _, ok := t.Read(words[last], field.View{}); !ok {
		return "", false
	}
	for i := range v.dialogs {
		if l := &v.dialogs[i]; l.person && l.deed() == shows {
			return l.Name, true
		}
	}
	return "", false
}

// worthIt finds an amount as people note it.
var worthIt = regexp.MustCompile(`[$€£] ?\d|\d[km]\b`)

// named is the kind of record that a text names. Of two it is the first, when
// the other can be a value of it: "a deal …, contact Jane Cooper".
func (v *Vocabulary) named(toks []token, text string) string {
	object := ""
	for i, t := range toks {
		of := v.objectOf[t.word]
		if i > 0 && of != "" && v.isValue(toks, i, text) {
			continue
		}
		if of == "" && !isCapital(text[t.start:]) && (len(t.word) > 3 || len(t.word) == 3 && i > 1 && i == len(toks)-1) {
			of = v.objectNear(t.word)
		}
		switch {
		case of == "" || of == object:
		case object == "":
			object = of
		case !v.links(object, of):
			return ""
		}
	}
	return object
}

// isValue tells whether a noun is rather what a record becomes: "set Zara Holm to
// opportunity", "make Idris Khan an opportunity".
func (v *Vocabulary) isValue(toks []token, i int, text string) bool {
	for _, list := range usualChoices {
		for _, c := range list {
			if len(c.words) == 1 && c.name == toks[i].word && (becoming[toks[i-1].word] || toks[i-1].word == "stage" || i > 1 && articles[toks[i-1].word] && isCapital(text[toks[i-2].start:])) {
				return true
			}
		}
	}
	return false
}

// links tells whether a record of one kind has a field for one of another.
func (v *Vocabulary) links(object, other string) bool {
	return slices.ContainsFunc(v.dialogs, func(l learned) bool {
		return l.Object == object && slices.ContainsFunc(l.Fields, func(f Field) bool { return f.Kind == field.Record && f.Object == other })
	})
}

// ownerNamed is the only kind of record that has all the fields which are named.
func (v *Vocabulary) ownerNamed(toks []token) string {
	object := ""
	for i, t := range toks {
		of := ""
		if i > 0 {
			of = v.ownerOf[toks[i-1].word+" "+t.word] // "last name" is no deal's name
		}
		if of == "" {
			of = v.ownerOf[strings.TrimSuffix(t.word, "'s")]
		}
		switch {
		case of == "" || of == object:
		case object == "":
			object = of
		default:
			return ""
		}
	}
	return object
}

// objectNear is the kind of record that a mistyped noun means.
func (v *Vocabulary) objectNear(w string) string {
	for _, n := range v.nounList {
		if n[0] == w[0] && within1(w, n) && !ownWords[w] && (len(w) > 4 || len(w) == len(n) && sameLetters(w, n) || len(w) == 3 && w[2] == n[len(n)-1]) {
			return v.objectOf[n]
		}
	}
	return ""
}
