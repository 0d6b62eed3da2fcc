package match

import (
	"slices"
	"strings"

	"parley/engine/field"
)

// The first pass of a reader names what each part of a sentence is.

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
		said := usually(strings.ToLower(f.Label), r.text, toks)
		for _, s := range said {
			if s.givenBy(r.text, toks) || len(said) == 1 && s.isOutcome(toks) {
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
		capital := isCapital(r.text[t.start:]) && !shorthand[t.word]
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
		case (!capital || i == 0 || t.word == "i") && (r.l.common[p.low] || structure[p.low] || filler[p.low]) && !r.isFirstName(toks, i), titles[t.word]:
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
		if gap := r.text[min(at, p.start):p.start]; strings.ContainsAny(gap, ",;:()\n?!") || strings.Contains(gap, " - ") || strings.Contains(gap, " – ") || strings.Contains(gap, ". ") && !r.titled() {
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

// titled tells whether the last part is somebody's title: "Ms. Novak".
func (r *reader) titled() bool {
	return len(r.cuts) > 0 && titles[r.cuts[len(r.cuts)-1].low]
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
	if !somebodys[toks[i].word] || i == 0 || i+1 == len(toks) || !r.l.nouns[toks[i-1].word] {
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
		best, folded := 0, plain(phrase)
		for _, f := range r.fields {
			if c := f.goesBy(folded); c > best && (f.Kind != field.Record || f.Name != r.record) {
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
	return cue, ok && (f.Kind == field.Record && r.v.about(r.text) == r.l.Object || f.Kind == field.Owner || word == "called" || word == "named")
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
