package match

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley/engine/field"
)

// A sentence that starts a dialog is read in three passes: cut names what
// each part of it is, gather hands values to the fields whose name or cue
// stands before them, and settle gives what is left to the fields that it
// suits. What a part is follows from the dialog: its fields, the words of its
// examples, the object it is about.

// kindOf tells the parts of a sentence apart.
type kindOf uint8

const (
	isWord   kindOf = iota // of a name, for all that is known
	isCommon               // a word that the examples are made of
	isNoun                 // the object: "deal"
	isLabel                // what a field is called, or the cue before it
	isLink                 // between a label and its value, or its record: "to", "of"
	isTyped                // a date, an amount, an address
	isID                   // a record's number
	isQuoted
	isChoice // what such a field usually can have: "contract sent"
	isStop   // a comma, a colon, a dash
)

type piece struct {
	kind       kindOf
	start, end int
	low        string // the word, folded and repaired
	field      string // of a label
	value      *field.Value
	typed      field.Kind
}

// chunk is a run of words that can be a value.
type chunk struct {
	start, end int
	text       string
	link       string // the link word before it
	nearNoun   bool
	quoted     bool
	capital    bool
	id         bool
	after      bool // a stop stands before it
	closed     bool // and one behind it
	direct     bool // the link stands right before it
	used       bool
}

// reader reads one sentence for one dialog.
type reader struct {
	v      *Vocabulary
	l      *learned
	text   string
	view   View
	fields []Field // what can be filled: the dialog's own, or the record's and its parts
	record string  // the field that names the record; "" for none
	parts  bool    // the dialog changes a record: fields are its parts

	cuts   []piece
	chunks []chunk
	got    map[string]Meaning

	charge  []int // what says that somebody takes a record over
	mainEnd int   // where the record's or the new name ends
}

// read finds the values that a sentence has for a dialog.
func (v *Vocabulary) read(l *learned, text string, view View) []Meaning {
	list, _ := v.readNamed(l, text, view)
	return list
}

// readNamed is read, and how much the sentence says of which fields: by their
// labels, or by what something is to become.
func (v *Vocabulary) readNamed(l *learned, text string, view View) ([]Meaning, int) {
	r := reader{v: v, l: l, text: text, view: view, got: map[string]Meaning{}}
	changes := ""
	for _, f := range l.Fields {
		switch {
		case f.Kind == Search:
			return []Meaning{{Command: Set, Field: f.Name, Text: text}}, 0 // its reader takes the whole sentence
		case f.Kind == field.Changes:
			changes, r.parts = f.Name, true
			r.fields = append(r.fields, f.Of...)
			continue
		case f.Kind == field.Record && f.Object == l.Object:
			r.record = f.Name
		}
		r.fields = append(r.fields, f)
	}
	if r.parts {
		r.charge = takesOver.FindStringIndex(text)
	}
	r.cut()
	r.gather()
	r.settle()
	var list []Meaning
	var set []string
	for _, f := range r.fields {
		m, ok := r.got[f.Name]
		switch {
		case !ok:
		case r.parts && f.Name != r.record:
			value := m.Text
			if f.Kind == field.Text {
				value = `"` + strings.ReplaceAll(value, `"`, "") + `"`
			}
			set = append(set, f.Label+" "+value)
		default:
			list = append(list, m)
		}
	}
	if len(set) > 0 {
		list = append(list, Meaning{Command: Set, Field: changes, Text: strings.Join(set, ", ")})
	}
	named := 0
	for i, p := range r.cuts {
		if leads := i > 0 && becoming[r.cuts[i-1].low]; len(set) > 0 && l.mentioned(text) && (leads && p.kind != isCommon || p.kind == isTyped && p.typed != field.Date && p.typed != field.Email) {
			named++
		}
		if p.kind == isLabel && r.has(p.field) {
			named++
			if f, _ := find(r.fields, p.field); f.called(p.low, "") == 2 {
				named++
			}
		}
	}
	return list, named
}

func (r *reader) set(f Field, text string, value *field.Value, score float64) {
	r.got[f.Name] = Meaning{Command: Set, Field: f.Name, Text: text, Value: value, Score: score}
}

func (r *reader) has(name string) bool { _, ok := r.got[name]; return ok }

// cut names the parts of the sentence.
func (r *reader) cut() {
	masked := make([]bool, len(r.text)+1)
	var spans []piece
	take := func(p piece) {
		for i := p.start; i < p.end; i++ {
			if masked[i] {
				return
			}
		}
		for i := p.start; i < p.end; i++ {
			masked[i] = true
		}
		spans = append(spans, p)
	}
	for _, q := range quotes(r.text) {
		take(piece{kind: isQuoted, start: q[0], end: q[1]})
	}
	seen := map[field.Kind]bool{}
	for _, k := range []field.Kind{field.Email, field.URL, field.Phone, field.Date, field.Money, field.Percent, field.Time} {
		t, ok := field.TypeOf(k)
		if !ok || t.Find == nil || seen[k] || !slices.ContainsFunc(r.fields, func(f Field) bool { return f.Kind == k }) && k != field.Email {
			continue
		}
		seen[k] = true
		found := single(t.Find(r.text, r.view.View), k, r.text)
		for i, m := range found {
			if i+1 < len(found) && isDenied(r.text[:m.Start]) {
				continue // "not this year, make it February 1"
			}
			val := m.Value
			take(piece{kind: isTyped, start: m.Start, end: m.End, value: &val, typed: k})
		}
	}
	toks := tokens(r.text)
	for _, f := range r.fields {
		if f.Kind != field.Pick {
			continue
		}
		for _, s := range usually(strings.ToLower(f.Label), r.text, toks) {
			if s.givenBy(r.text, toks) {
				take(piece{kind: isChoice, start: s.start, end: s.end, field: f.Name, low: s.choice})
			}
		}
	}
	dialled, phones := false, slices.ContainsFunc(r.fields, func(f Field) bool { return f.Kind == field.Phone })
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if masked[t.start] {
			continue
		}
		if n, name := r.label(toks, i, masked); n > 0 {
			spans = append(spans, piece{kind: isLabel, start: t.start, end: toks[i+n-1].end, field: name, low: t.word})
			i += n - 1
			continue
		}
		p := piece{start: t.start, end: t.end, low: t.word}
		capital := isCapital(r.text[t.start:]) && t.word != "id"
		if !capital || i == 0 && !(len(toks) > 1 && isCapital(r.text[toks[1].start:])) || t.word == "i" {
			p.low = r.v.repairTo(t.word, r.l, i == 0)
		}
		switch {
		case r.l.nouns[p.low] || capital && r.l.nouns[t.word]:
			p.kind = isNoun
		case links[p.low]:
			p.kind = isLink
		case isNumberWord(t.word) && !phones && (dialled || strings.HasPrefix(t.word, "+")):
			p.kind, dialled = isCommon, true // of a number to dial
			spans = append(spans, p)
			continue
		case isNumberWord(t.word):
			p.kind = isID
		case (!capital || i == 0 || t.word == "i") && (r.l.common[p.low] || structure[p.low] || filler[p.low]) && !r.isFirstName(toks, i):
			p.kind = isCommon
		}
		dialled = false
		if m := r.charge; m != nil && m[0] <= p.start && p.start < m[1] {
			p.kind = isCommon
		}
		spans = append(spans, p)
	}
	slices.SortFunc(spans, func(a, b piece) int { return a.start - b.start })
	at := 0
	for _, p := range spans {
		if gap := r.text[min(at, p.start):p.start]; strings.ContainsAny(gap, ",;:()\n?!") || strings.Contains(gap, " - ") || strings.Contains(gap, " – ") || strings.Contains(gap, ". ") {
			stop := ","
			if strings.Contains(gap, ":") {
				stop = ":"
			}
			r.cuts = append(r.cuts, piece{kind: isStop, start: at, end: p.start, low: stop})
		}
		// A dash by itself is a token of its own.
		switch r.text[p.start:p.end] {
		case "-", "–", "—":
			p.kind, p.low = isStop, "-"
		case "|", "•", "·", "/":
			p.kind, p.low = isStop, ","
		}
		r.cuts = append(r.cuts, p)
		at = p.end
	}
}

// isDenied tells whether what follows a text is what it shall not be.
func isDenied(before string) bool {
	if i := strings.LastIndexAny(before, ",;.!?"); i >= 0 {
		before = before[i+1:]
	}
	return slices.ContainsFunc(tokens(before), func(t token) bool { return denials[t.word] })
}

// isFirstName tells "guy hawkins" from "the guy at Acme", and "Will Archer"
// from "will Archer".
func (r *reader) isFirstName(toks []token, i int) bool {
	if firstNames[toks[i].word] && i+1 < len(toks) && isCapital(r.text[toks[i].start:]) && isCapital(r.text[toks[i+1].start:]) {
		return true
	}
	if toks[i].word != "guy" || i == 0 || i+1 == len(toks) || !r.l.nouns[toks[i-1].word] {
		return false
	}
	next := toks[i+1].word
	return !r.l.common[next] && !structure[next] && !filler[next] && !links[next]
}

// label finds the field that the words at a place name.
func (r *reader) label(toks []token, i int, masked []bool) (n int, name string) {
	for n := min(3, len(toks)-i); n > 0; n-- {
		var words []string
		for _, t := range toks[i : i+n] {
			if masked[t.start] || len(words) > 0 && strings.ContainsAny(r.text[toks[i+len(words)-1].end:t.start], ",;:") {
				break
			}
			w := t.word
			if !isCapital(r.text[t.start:]) || i == 0 {
				w = r.v.repairTo(w, r.l, i == 0)
			}
			words = append(words, w)
		}
		if len(words) < n {
			continue
		}
		phrase := strings.Join(words, " ")
		if n == 1 && (r.l.nouns[phrase] || isCapital(r.text[toks[i].start:]) && i > 0 && !strings.ContainsAny(r.text[toks[i-1].end:toks[i].start], ",;:")) {
			continue
		}
		best := 0
		for _, f := range r.fields {
			if c := f.called(phrase, ""); c > best && (f.Kind != field.Record || f.Name != r.record) {
				best, name = c, f.Name
			}
		}
		if in := leads[phrase]; best == 0 && in != "" {
			for _, f := range r.fields {
				if f.called(in, "") == 2 && (n > 1 || !r.l.common[phrase]) {
					return n, f.Name
				}
			}
		}
		if best == 0 && n == 1 {
			if cue := r.l.cues[phrase]; cue != "" && cue != r.record {
				if f, ok := find(r.fields, cue); ok && !links[phrase] {
					return 1, f.Name
				}
			}
			for _, f := range r.fields {
				if slices.Contains(kindCues[f.Kind], phrase) {
					return 1, f.Name
				}
			}
			if f, ok := r.cuedByLink(phrase); ok {
				return 1, f
			}
		}
		if best > 0 {
			return n, name
		}
	}
	return 0, ""
}

// cuedByLink is the field that a link word of the dialog's examples leads to:
// "with <contact>".
func (r *reader) cuedByLink(word string) (string, bool) {
	cue := r.l.cues[word]
	if cue == "" || cue == r.record || r.parts {
		return "", false
	}
	f, ok := find(r.fields, cue)
	return cue, ok && (f.Kind == field.Record || f.Kind == field.Owner || word == "called" || word == "named")
}

// gather makes chunks of the words and hands out what stands behind a label.
func (r *reader) gather() {
	pending, ofRecord, link := "", false, ""
	placed := false // the record that follows a label has come
	after, nearNoun := true, false
	for i := 0; i < len(r.cuts); i++ {
		p := r.cuts[i]
		switch p.kind {
		case isStop:
			if p.low != ":" {
				if pending != "" && i > 0 && r.cuts[i-1].kind != isLabel && !stale[r.cuts[i-1].low] {
					pending, ofRecord = "", false
				}
			}
			after, link, nearNoun = true, "", nearNoun && p.low == ":"
			continue
		case isLabel:
			pending, ofRecord, placed, link = p.field, false, false, ""
			if f, ok := find(r.fields, p.field); ok && i > 1 && r.cuts[i-1].low == "the" && r.cuts[i-2].low == "is" {
				// "15.12. is the close date"
				if v := r.cuts[max(0, i-3)]; v.kind == isTyped && v.typed == f.Kind {
					r.set(f, r.text[v.start:v.end], v.value, 1)
					pending = ""
				}
			}
			continue
		case isLink:
			if pending != "" && recordLinks[p.low] && r.record != "" && !placed {
				ofRecord = true
			} else {
				link = p.low
			}
			continue
		case isCommon:
			if f, ok := find(r.fields, pending); ok && !ofRecord && r.openTo(f, i) {
				break
			}
			if r.becomes(i, link) {
				break
			}
			if f, ok := find(r.fields, pending); ok && f.Kind == field.Record && !r.has(pending) && itself.MatchString(p.low) && p.low != "the" {
				r.set(f, p.low, nil, 1)
				pending = ""
				continue
			}
			if nearNoun && !namers[p.low] && !filler[p.low] {
				nearNoun = false
			}
			continue
		case isNoun:
			if f, ok := find(r.fields, pending); ok && f.Kind == field.Pick && !ofRecord && !r.has(pending) && f.Object == "" && i > 0 && r.cuts[i-1].kind == isLabel {
				break // "lifecycle stage lead"
			}
			nearNoun = true
			for j := len(r.chunks) - 1; j >= 0 && j == len(r.chunks)-1; j-- {
				if strings.TrimSpace(r.text[r.chunks[j].end:p.start]) == "" {
					r.chunks[j].nearNoun, nearNoun = true, false // what follows is no name of it
				}
			}
			continue
		case isChoice:
			f, ok := find(r.fields, pending)
			if !ok || f.Kind != field.Pick || r.has(f.Name) {
				f, _ = find(r.fields, p.field)
			}
			if !r.has(f.Name) {
				r.set(f, p.low, nil, 1)
			}
			pending, link, after = "", "", true
			continue
		case isTyped:
			if r.typed(p, pending, ofRecord) {
				pending = ""
			}
			link, after = "", true
			continue
		}
		before := i
		c, next := r.chunkAt(i, pending, ofRecord, link)
		i = next
		c.link, c.nearNoun, c.after = link, nearNoun, after
		c.closed = i+1 == len(r.cuts) || r.cuts[i+1].kind == isStop
		c.direct = before > 0 && r.cuts[before-1].kind == isLink
		if i+1 < len(r.cuts) && r.cuts[i+1].kind == isNoun {
			c.nearNoun = true
		}
		link, after, nearNoun = "", false, false
		if f, ok := find(r.fields, pending); ok && !ofRecord && !r.has(pending) && r.suits(f, &c) {
			pending = ""
			continue
		}
		if ofRecord {
			c.nearNoun, ofRecord, placed = true, false, true
		}
		if strings.HasSuffix(strings.ToLower(c.text), "'s") || strings.HasSuffix(c.text, "’s") {
			c.text = c.text[:max(strings.LastIndex(c.text, "'"), strings.LastIndex(c.text, "’"))]
			if r.record != "" {
				c.nearNoun = true
			} else if f, ok := find(r.fields, "owner"); ok && f.Kind == field.Owner && !r.has(f.Name) && r.l.deed() == lists {
				r.set(f, c.text, nil, 1) // "Priya's deals"
				continue
			}
		}
		r.chunks = append(r.chunks, c)
	}
}

// becomes tells whether a word of the examples is what a record is changed to:
// "to customer".
func (r *reader) becomes(i int, link string) bool {
	if !r.parts || link != "to" && link != "now" || i == 0 || r.cuts[i-1].kind != isLink || len(r.chunks) == 0 && !r.has(r.record) {
		return false
	}
	w := r.cuts[i].low
	return r.ends(i) && !filler[w] && !joiners[w] && !pointers[w] && w != "date" && w != "change" && w != "update"
}

// openTo tells whether a word of the examples can begin the value of a field
// that was named: "stage lead". One that any sentence has must be all of it.
func (r *reader) openTo(f Field, i int) bool {
	w := r.cuts[i].low
	if r.has(f.Name) || f.Kind != field.Pick && f.Kind != field.Owner || filler[w] || joiners[w] || pointers[w] || possessive[w] {
		return false
	}
	return !structure[w] || r.ends(i) && i > 0 && r.cuts[i-1].kind != isCommon
}

// ends tells whether nothing that belongs together goes on behind a part.
func (r *reader) ends(i int) bool {
	return i+1 == len(r.cuts) || r.cuts[i+1].kind == isStop || r.cuts[i+1].low == "and" || r.cuts[i+1].low == "please"
}

// chunkAt joins the words at a place to one value; small words and numbers
// between them belong to it.
func (r *reader) chunkAt(i int, pending string, ofRecord bool, link string) (chunk, int) {
	p := r.cuts[i]
	if p.kind == isQuoted {
		return chunk{start: p.start, end: p.end, text: strings.Trim(r.text[p.start:p.end], " \"“”'‘’"), quoted: true, capital: true}, i
	}
	next := func(j int, kinds ...kindOf) bool { return j < len(r.cuts) && slices.Contains(kinds, r.cuts[j].kind) }
	f, named := find(r.fields, pending)
	named = named && !ofRecord
	if named && f.Kind == field.Phone && p.kind == isID {
		for next(i+1, isID) {
			i++ // "555 0100 111", which no network has
		}
		return chunk{start: p.start, end: r.cuts[i].end, text: r.text[p.start:r.cuts[i].end]}, i
	}
	if p.kind == isID && !(len(p.low) < 4 && next(i+1, isWord)) {
		return chunk{start: p.start, end: p.end, text: strings.TrimLeft(r.text[p.start:p.end], "#"), id: true}, i
	}
	choice := named && f.Kind == field.Pick || !named && !isCapital(r.text[p.start:]) &&
		(r.parts && valueLinks[link] || i > 0 && (r.cuts[i-1].kind == isStop || r.cuts[i-1].kind == isTyped) && len(r.chunks)+len(r.got) > 0)
	called := i > 0 && namesIt[r.cuts[i-1].low]
	last := i
scan:
	for j := i + 1; j < len(r.cuts); j++ {
		k := r.cuts[j]
		switch {
		case k.kind == isWord, k.kind == isID && len(k.low) < 4 && (next(j+1, isWord) || (named && f.Kind == field.Text || r.says(renames)) && j == last+1):
			last = j
		case named && f.Kind == field.Text && k.kind == isID && j == last+1 && (j+1 == len(r.cuts) || next(j+1, isStop)):
			last = j // "name: Globex 2027"
		case r.record == "" && i > 0 && r.cuts[i-1].kind == isNoun && isCapital(r.text[p.start:]) && k.kind == isCommon && j == last+1 && !filler[k.low] && !joiners[k.low] && next(j+1, isLink) && next(j+2, isTyped):
			last = j // "Big one for 5k"
		case called && k.kind == isCommon && j == last+1 && r.ends(j) && !filler[k.low]:
			last = j // "called Globex start"
		case choice && (k.kind == isCommon || k.kind == isLink) && !strings.HasPrefix(k.low, "and"):
			if k.kind == isCommon && !joiners[k.low] && !filler[k.low] {
				last = j
			}
		case (k.kind == isCommon || k.kind == isLink) && joiners[k.low] && j == last+1 && next(j+1, isWord) && r.joins(j):
		case k.low == "for" && j == last+1 && next(j+1, isID) && next(j+2, isWord) && r.record == "":
			last = j // "Site for 500 seats"
		case k.kind == isStop && k.low == "-" && j == last+1 && next(j+1, isWord) && isCapital(r.text[r.cuts[j-1].start:]) && isCapital(r.text[r.cuts[j+1].start:]):
		case k.kind == isNoun && j == last+1 && (called || named && f.Kind == field.Text || named && f.Name == r.record) && (j+1 == len(r.cuts) || next(j+1, isStop)):
			last = j // "name Cancel culture book deal"
		default:
			break scan
		}
		if w := strings.ToLower(r.text[k.start:k.end]); r.record != "" && (strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s")) && !(j+1 < len(r.cuts) && isCapital(r.text[r.cuts[j+1].start:])) {
			break scan // a possessive ends the name
		}
	}
	for first := i; first < last && !choice && !named && !isCapital(r.text[p.start:]); first++ {
		if k := r.cuts[first+1]; k.kind == isWord && isCapital(r.text[k.start:]) && !joiners[p.low] && r.cuts[first].kind == isWord {
			p = k // "ring Jane Cooper"
			break
		}
	}
	if k := r.cuts[last]; last > i && last+1 < len(r.cuts) && isCapital(r.text[p.start:]) && !isCapital(r.text[k.start:]) && k.kind == isWord && behindVerb[r.cuts[last+1].low] {
		last-- // "Jane Cooper told us"
	}
	for r.l.person && !named && last > i+1 && isCapital(r.text[r.cuts[i].start:]) && isCapital(r.text[r.cuts[i+1].start:]) && r.cuts[last].kind == isWord && !isCapital(r.text[r.cuts[last].start:]) {
		last-- // "Wanda Pell quit"
	}
	c := chunk{start: p.start, end: r.cuts[last].end}
	c.text = clean(r.text[c.start:c.end])
	c.capital = isCapital(c.text)
	return c, last
}

// joins tells whether a small word stands inside a name: between capitals, or
// in a sentence without any.
func (r *reader) joins(j int) bool {
	w := r.cuts[j].low
	if w == "of" && r.l.person && !roles[r.cuts[j-1].low] {
		return false // "Anton Berg of Yarrow Farm"
	}
	if w == "&" || w == "and" {
		return isCapital(r.text[r.cuts[j+1].start:]) == isCapital(r.text[r.cuts[j-1].start:])
	}
	return isCapital(r.text[r.cuts[j+1].start:]) && isCapital(r.text[r.cuts[j-1].start:]) && w != "for" && w != "in"
}

// suits sets a field that a label named to the chunk behind it.
func (r *reader) suits(f Field, c *chunk) bool {
	switch {
	case r.parts && empties[strings.ToLower(c.text)]:
		// a value is taken away
	case typed(f.Kind) || f.Kind == field.Number:
		t, ok := field.TypeOf(f.Kind)
		if !ok || t.Read == nil {
			return false
		}
		val, _, ok := t.Read(c.text, r.view.View)
		if ok {
			r.set(f, c.text, &val, 1)
		} else if ok = r.parts && strings.ContainsAny(c.text, "0123456789"); ok {
			r.set(f, c.text, nil, 1) // whoever reads it says what is wrong with it
		}
		return ok
	case f.Kind == field.Changes || f.Kind == Search, f.Kind == field.Owner && r.v.isLabel(c.text):
		return false
	}
	r.set(f, c.text, nil, 1)
	if second, ok := r.l.pairs[f.Name]; ok && strings.Contains(c.text, " ") {
		r.pair(f, second, c.text)
	}
	return true
}

// typed gives a value to the field that was named, else to the first of its
// kind. An address can be the record itself.
func (r *reader) typed(p piece, pending string, ofRecord bool) bool {
	text := r.text[p.start:p.end]
	if f, ok := find(r.fields, pending); ok && f.Kind == p.typed && !r.has(f.Name) && !ofRecord {
		r.set(f, text, p.value, 1)
		return true
	}
	if p.typed == field.Email && r.record != "" && !r.has(r.record) && (ofRecord || pending == "" || !r.parts) {
		if f, ok := find(r.fields, r.record); ok {
			r.set(f, text, nil, 1)
			return false
		}
	}
	for _, f := range r.fields {
		if f.Kind == p.typed && !r.has(f.Name) {
			if f.Kind == field.Date && p.value.Norm <= r.view.Now.Format(time.DateOnly) && !r.leadsTo(p) {
				return false // when it happened: "signed this morning"
			}
			r.set(f, text, p.value, 1)
			return f.Name == pending
		}
	}
	for _, f := range r.fields { // "with jane@brightwater.org"
		if p.typed == field.Email && f.Kind == field.Record && !r.has(f.Name) {
			r.set(f, text, nil, 1)
			return f.Name == pending
		}
	}
	return false
}

// leadsTo tells whether a word leads up to a value: "to today", "closed today".
func (r *reader) leadsTo(p piece) bool {
	i := slices.IndexFunc(r.cuts, func(k piece) bool { return k.start == p.start })
	return i <= 0 || r.cuts[i-1].kind != isCommon && r.cuts[i-1].kind != isWord
}

// settle gives the chunks that are left to the fields that they suit.
func (r *reader) settle() {
	r.numbers()
	r.inCharge()
	if main, ok := r.main(); ok && !r.has(main.Name) {
		if c := r.best(); c != nil {
			c.used, r.mainEnd = true, c.end
			name, company := c.text, ""
			if f, ok := r.company(); ok && r.l.person && r.record == "" && !r.has(f.Name) {
				if name, company = atDomain(c.text, r.text); company != "" {
					r.set(f, company, nil, 1)
				}
			}
			r.set(main, name, nil, 1)
			if second, ok := r.l.pairs[main.Name]; ok {
				r.pair(main, second, name)
			}
		}
	} else if m, at := r.got[main.Name], strings.Index(r.text, r.got[main.Name].Text); ok && r.record == "" && at >= 0 {
		r.mainEnd = at + len(m.Text)
	} else if m := r.got[r.record]; ok && r.parts && strings.Contains(m.Text, "@") && !r.has("email") {
		// "Ali Demir's email is now ali@demir.com": a name is there too.
		if c := r.best(); c != nil && (c.capital || c.nearNoun) && !c.id {
			for _, f := range r.fields {
				if f.Kind == field.Email {
					val := field.Value{Norm: strings.ToLower(m.Text)}
					r.set(f, m.Text, &val, 1)
				}
			}
			c.used = true
			r.set(main, c.text, nil, 1)
		}
	}
	for i := range r.chunks {
		if c := &r.chunks[i]; !c.used && !c.id && !r.renamed(c) {
			r.rest(c)
		}
	}
}

// renamed reads the new name of a person whose first name stays: "Eva Lind is
// called Eva Holt now".
func (r *reader) renamed(c *chunk) bool {
	given, family, two := strings.Cut(c.text, " ")
	old, _, _ := strings.Cut(r.got[r.record].Text, " ")
	if !two || !r.parts || !strings.EqualFold(given, old) {
		return false
	}
	for _, f := range r.fields {
		if f.Name == "last_name" && !r.has(f.Name) {
			r.set(f, family, nil, 1)
			c.used = true
		}
	}
	return c.used
}

// inCharge reads who looks after a record from now on: "Maya is taking care of
// the Globex deal".
func (r *reader) inCharge() {
	i := slices.IndexFunc(r.fields, func(f Field) bool { return f.Kind == field.Owner })
	m := r.charge
	if i < 0 || m == nil || r.has(r.fields[i].Name) {
		return
	}
	for j := range r.chunks {
		if c := &r.chunks[j]; c.start < m[0] && c.capital && strings.TrimSpace(r.text[c.end:m[0]]) == "" {
			c.used = true
			r.set(r.fields[i], c.text, nil, 1)
		}
	}
}

// main is the field that a sentence is most likely about: the record, else
// the first text.
func (r *reader) main() (Field, bool) {
	if r.record != "" {
		return find(r.fields, r.record)
	}
	for _, f := range r.fields {
		if f.Kind == field.Text {
			return f, true
		}
	}
	return Field{}, false
}

// best is the chunk that is most likely the record or the name.
func (r *reader) best() *chunk {
	var best *chunk
	most := 0.0
	capitals, others := false, false
	for _, p := range r.cuts {
		capitals = capitals || p.kind == isWord && p.start > 0 && isCapital(r.text[p.start:])
	}
	main, _ := r.main()
	for _, f := range r.fields {
		others = others || f.Kind == field.Text && f.Name != main.Name && f.Name != r.l.pairs[main.Name]
	}
	for i := range r.chunks {
		c := &r.chunks[i]
		if c.used || r.record == "" && c.id {
			continue
		}
		score := 1 - 0.1*float64(i)
		if c.quoted {
			score += 3
		}
		if c.nearNoun {
			score += 3
		}
		if c.capital {
			score += 2
		}
		if c.id && c.nearNoun {
			score += 2
		} else if c.id {
			score -= 0.5
		}
		if !c.capital && !c.nearNoun && !c.id && r.record == "" && !capitals && len(r.cuts) > 8 {
			score -= 2
		}
		if !c.capital && !c.nearNoun && (c.after && i > 0 || valueLinks[c.link] || len(r.cuts) > 5 && !c.id && capitals) {
			score -= 2
		}
		if c.link == "at" && r.record == "" && r.l.person {
			score -= 4 // where somebody works
		}
		if origins[c.link] && r.record == "" && others && (r.l.pairs[main.Name] == "" || len(r.chunks) > 1 || !isPersonal(c.text)) {
			score -= 4
		}
		if c.start == 0 && capitals && !c.nearNoun && !strings.Contains(c.text, " ") && !c.id && r.text[:1] != strings.ToLower(r.text[:1]) {
			score -= 2 // every sentence begins with a capital
		}
		if valueLinks[c.link] {
			score -= 1
		}
		if n := strings.Count(c.text, " "); n > 5 {
			score -= 1
		}
		if best == nil || score > most {
			best, most = c, score
		}
	}
	if best == nil || most < 0.5 {
		return nil
	}
	return best
}

// rest gives a chunk that no label names to a field that it suits. What is
// only guessed has a low score.
func (r *reader) rest(c *chunk) {
	if strings.Count(c.text, " ") > 3 {
		return
	}
	first := func(fits func(Field) bool) (Field, bool) {
		for _, f := range r.fields {
			if !r.has(f.Name) && f.Name != r.record && fits(f) {
				return f, true
			}
		}
		return Field{}, false
	}
	isPick := func(f Field) bool { return f.Kind == field.Pick && (r.parts || r.l.marks[f.Name]) }
	main, ok := r.main()
	if !ok || !r.has(main.Name) && !(r.record == "" && origins[c.link] && c.capital) {
		return
	}
	switch {
	case r.parts && c.capital && r.l.person && placeLinks[c.link]:
		if f, ok := first(func(f Field) bool { return f.called(workplace, "") == 2 }); ok { // "moved to Granite Labs"
			r.set(f, c.text, nil, 1)
			c.used = true
		}
	case r.parts && becoming[c.link] && c.direct:
		kind := isPick
		if r.says(renames) {
			kind = func(f Field) bool { return f.Kind == field.Text }
		} else if r.says(assigns) {
			kind = func(f Field) bool { return f.Kind == field.Owner }
		}
		if f, ok := first(kind); ok {
			r.set(f, c.text, nil, 1)
			c.used = true
		}
	case r.parts:
	case r.l.person && isRole(c.text):
	case r.record == "" && c.capital && (c.after || origins[c.link] || c.link == "of" && r.l.person):
		if f, ok := first(func(f Field) bool {
			return f.Kind == field.Text && f.Name != main.Name && f.Name != r.l.pairs[main.Name]
		}); ok {
			r.set(f, c.text, nil, guessed)
			c.used = true
		}
	case r.record == "" && c.after && c.closed && !c.capital && c.start > r.mainEnd:
		if f, ok := first(isPick); ok {
			r.set(f, c.text, nil, guessed)
			c.used = true
		}
	}
}

// isRole tells whether a text is what somebody does rather than where: "Head of
// Sales".
func isRole(text string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return roles[t.word] })
}

// guessed is the score of a value that no word names.
const guessed = 0.5

// says tells whether one of some words is in the sentence.
func (r *reader) says(words map[string]bool) bool {
	return slices.ContainsFunc(r.cuts, func(p piece) bool { return words[p.low] })
}

// numbers gives bare numbers to an amount that has none: ids and counts are
// part of something.
func (r *reader) numbers() {
	for _, f := range r.fields {
		if f.Kind != field.Money && f.Kind != field.Number || r.has(f.Name) {
			continue
		}
		t, ok := field.TypeOf(f.Kind)
		if !ok || t.Read == nil {
			continue
		}
		for i := len(r.chunks) - 1; i >= 0; i-- {
			c := &r.chunks[i]
			if !c.id || c.used || r.record != "" && (c.nearNoun || i == 0 && !r.has(r.record) && len(r.chunks) == 1) {
				continue
			}
			if val, _, ok := t.Read(c.text, r.view.View); ok {
				c.used = true
				r.set(f, c.text, &val, 1)
				break
			}
		}
	}
}

// pair spreads a name over two fields that stand side by side in examples:
// "<first_name> <last_name>".
func (r *reader) pair(f Field, second, text string) {
	if g, ok := find(r.fields, second); ok && !r.has(second) {
		if a, b, two := strings.Cut(text, " "); two {
			r.set(f, a, nil, 1)
			r.set(g, strings.TrimSpace(b), nil, 1)
		}
	}
}

// isPersonal tells whether a name looks like a person's first and last name.
func isPersonal(name string) bool {
	words := strings.Fields(name)
	return len(words) == 2 && isCapital(words[0]) && isCapital(words[1]) && !strings.ContainsAny(name, "&0123456789")
}

func isCapital(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(c)
}

// isNumberWord tells whether a word is a bare number: "48213", "#12", "3200".
func isNumberWord(w string) bool {
	w = strings.TrimLeft(w, "#+")
	digits := 0
	for _, c := range w {
		if c >= '0' && c <= '9' {
			digits++
		} else if c != '.' && c != ',' {
			return false
		}
	}
	return digits > 0
}

// quotes finds what stands in quotes.
func quotes(text string) [][2]int {
	var list [][2]int
	for _, q := range [][2]string{{`"`, `"`}, {"“", "”"}, {" '", "'"}} {
		for at := 0; at < len(text); {
			i := strings.Index(text[at:], q[0])
			if i < 0 {
				break
			}
			i += at
			j := strings.Index(text[i+len(q[0]):], q[1])
			if j < 1 {
				break
			}
			end := i + len(q[0]) + j + len(q[1])
			start := i + len(q[0]) - len(strings.TrimLeft(q[0], " "))
			if q[1] != "'" || end == len(text) || strings.ContainsRune(" ,.;:?!", rune(text[end])) {
				list = append(list, [2]int{start, end})
			}
			at = end
		}
	}
	return list
}

// Mend mends the mistyped words of a sentence that a dialog knows.
func (v *Vocabulary) Mend(dialog, text string) string {
	l := v.dialog(dialog)
	if l == nil {
		return text
	}
	var b strings.Builder
	at := 0
	for i, t := range tokens(text) {
		if isCapital(text[t.start:]) && i > 0 {
			continue
		}
		w := v.repairTo(t.word, l, i == 0)
		if i == 0 && len(w) == 3 && !l.common[w] && !structure[w] && !filler[w] { // "fnd"
			for _, k := range l.terms[w[0]] {
				if len(k) == 4 && v.verbs[k] && within1(w, k) {
					w = k
				}
			}
		}
		if w != t.word {
			b.WriteString(text[at:t.start] + w)
			at = t.start + len(t.word)
		}
	}
	return b.String() + text[at:]
}

// Content is what a sentence says besides the words that sentences for a
// dialog are made of: a search's own words.
func (v *Vocabulary) Content(dialog, text string) string {
	l := v.dialog(dialog)
	if l == nil {
		return strings.TrimSpace(text)
	}
	quoted := quotes(text)
	var words []string
	toks := tokens(text)
	for i, t := range toks {
		in := slices.ContainsFunc(quoted, func(q [2]int) bool { return q[0] <= t.start && t.start < q[1] })
		capital := isCapital(text[t.start:]) && i > 0 && t.word != "i" && !strings.HasPrefix(t.word, "i'")
		known := l.common[t.word] || l.nouns[t.word] || structure[t.word] || filler[t.word] || links[t.word] || l.known[t.word]
		between := t.word == "&" || t.word == "and" && i > 0 && i+1 < len(toks) && isCapital(text[toks[i+1].start:]) && isCapital(text[toks[i-1].start:])
		if !in && !capital && !between && known {
			continue
		}
		words = append(words, strings.Trim(text[t.start:t.end], ",.;:!?\"“”()"))
	}
	if len(words) > 0 && words[0] == "&" {
		words = words[1:]
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// change reads a sentence that names a record and new values of it, though no
// example is like it: "Ali Demir's email is now ali@demir.com".
func (v *Vocabulary) change(text string, view View) []Meaning {
	var best []Meaning
	most, tie := 0, false
	object := v.about(text)
	for i := range v.dialogs {
		l := &v.dialogs[i]
		if l.deed() != changes || object != "" && l.Object != object {
			continue
		}
		list, named := v.readNamed(l, text, view)
		if len(list) < 2 || named == 0 || !l.plausible(v, list[0].Text, text) {
			continue
		}
		if l.mentioned(text) {
			named += 10
		}
		switch {
		case named > most:
			best, most, tie = append([]Meaning{{Command: Start, Dialog: l.Name, Text: text, Score: sure}}, list...), named, false
		case named == most:
			tie = true
		}
	}
	if tie {
		return nil
	}
	return best
}

// mayChange tells whether a sentence that looks like another deed may rather be
// a change: "contact 5120 company Larkspur" looks like showing it, "the price of
// Globex must be 500" like deleting it.
func (v *Vocabulary) mayChange(first Ranked, text string) bool {
	d := v.dialog(first.Dialog).deed()
	toks := tokens(text)
	switch {
	case IsQuestion(text), first.Score > 0.95, d != shows && d != deletes && d != creates:
		return false
	case d == creates && (v.objectOf[toks[0].word] != "" && (len(toks) < 2 || !isNumberWord(toks[1].word)) || slices.ContainsFunc(toks, func(t token) bool { return v.verbs[t.word] })):
		return false
	}
	return !slices.ContainsFunc(toks, func(t token) bool { return deedVerbs[t.word] == d })
}

// mentioned tells whether a text has a noun of the dialog's object.
func (l *learned) mentioned(text string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return l.nouns[t.word] })
}

// plausible tells whether a text is about changing what a record's name fits:
// a name has a capital or digits unless no word has, a wish begins with a verb
// of this dialog or with none, and nothing is compared.
func (l *learned) plausible(v *Vocabulary, record, text string) bool {
	first := ""
	for _, t := range tokens(text) {
		if compares[t.word] {
			return false
		}
		if first == "" && !filler[t.word] {
			first = t.word
		}
	}
	if v.verbs[first] && !l.common[first] || structure[strings.ToLower(record)] {
		return false
	}
	return isCapital(record) || strings.ContainsAny(record, "@0123456789") || strings.ToLower(text) == text
}

// isLabel tells whether a text is what a field of a record is called.
func (v *Vocabulary) isLabel(text string) bool {
	_, ok := v.ownerOf[strings.ToLower(text)]
	return ok
}

// foreign tells whether a wish is about a thing that no dialog is about: "create
// a ticket". It has a verb and such a thing, and names nothing of ours. Where it is
// evident what is meant, the verb does not count: "I have to write to Jane, what
// address do we have".
func (v *Vocabulary) foreign(text string, evident bool) bool {
	if len(v.objectOf) == 0 {
		return false
	}
	found, names, verb := false, false, true
	if notOurs[v.wish(text)] && !v.verbs[v.wish(text)] {
		return true // "export contacts"
	}
	for i, t := range tokens(text) {
		w := t.word
		if w == "the" {
			verb = false // what follows is a thing: "I need the e-mail of Jane"
		}
		if verb && !filler[w] && !leadsIn[w] {
			found, verb = !evident && v.isOtherVerb(w), false
		}
		if v.objectOf[w] != "" || v.objectNear(w) != "" {
			return false
		}
		switch {
		case names || i > 0 && isCapital(text[t.start:]):
			names = true // what follows is a name
		case others[w]:
			found = true
		case len(w) > 4:
			for o := range others {
				found = found || len(o) > 4 && o[0] == w[0] && within1(w, o)
			}
		}
	}
	return found
}

// isOtherVerb tells whether a wish that begins so is none of ours: "send",
// "sending", "sned".
func (v *Vocabulary) isOtherVerb(w string) bool {
	if v.verbs[w] {
		return false
	}
	stem := strings.TrimSuffix(w, "ing")
	if otherVerbs[w] || otherVerbs[stem] || otherVerbs[stem+"e"] {
		return true
	}
	if len(w) > 3 && v.repair(w) == w && !structure[w] {
		for o := range otherVerbs {
			if len(o) > 3 && o[0] == w[0] && within1(w, o) {
				return true
			}
		}
	}
	return false
}
