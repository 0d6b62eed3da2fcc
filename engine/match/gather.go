package match

import (
	"slices"
	"strings"
	"time"

	"parley/engine/field"
)

// The second pass hands values to the fields whose name or cue stands before
// them.

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
			if r.parts && strings.Contains(p.low, " ") && isDenied(r.text[:p.start]) {
				pending, link = "", "" // "doesn't work at Onyx any more"
				continue
			}
			pending, ofRecord, placed, link = p.field, false, false, ""
			if f, ok := find(r.fields, p.field); ok && i > 1 && r.cuts[i-1].low == theWord && r.cuts[i-2].low == isVerb {
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
			if f, ok := find(r.fields, pending); ok && f.Kind == field.Record && !r.has(pending) && itself.MatchString(p.low) && p.low != theWord {
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
			link, after = "", i == 0 || !things[r.cuts[i-1].low] // "the 12k option" is called by its price
			continue
		}
		before := i
		c, next := r.chunkAt(i, pending, ofRecord, link)
		i = next
		c.link, c.nearNoun, c.after = link, nearNoun, after
		c.closed = i+1 == len(r.cuts) || r.cuts[i+1].kind == isStop
		c.direct = before > 0 && r.cuts[before-1].kind == isLink
		c.apart = before == 0 || r.cuts[before-1].kind == isStop || r.cuts[before-1].kind == isTyped
		c.sent = c.link == fromWord && before > 1 && !r.bringsPeople(before-2)
		if i+1 < len(r.cuts) && r.cuts[i+1].kind == isNoun {
			c.nearNoun = true
		}
		link, after, nearNoun = "", false, false
		if f, ok := find(r.fields, pending); ok && !ofRecord && !r.has(pending) && !(f.Kind == field.Owner && r.parts && i+1 < len(r.cuts) && r.cuts[i+1].kind == isNoun) && r.suits(f, &c) {
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
	if !r.parts || !turnsTo[link] || i == 0 || r.cuts[i-1].kind != isLink || len(r.chunks) == 0 && !r.has(r.record) {
		return false
	}
	w := r.cuts[i].low
	return r.ends(i) && !filler[w] && !joiners[w] && !pointers[w] && !changing[w]
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
	return i+1 == len(r.cuts) || r.cuts[i+1].kind == isStop || trails[r.cuts[i+1].low]
}

// bringsPeople tells whether somebody stands at a place, so that "from" says where
// they work: "contact from Bolt", unlike "a card from Jane Cooper".
func (r *reader) bringsPeople(i int) bool {
	p := r.cuts[i]
	return p.kind == isNoun || p.kind == isWord || p.kind == isTyped || p.kind == isQuoted || someones[p.low]
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
		case k.kind == isWord, k.kind == isID && (len(k.low) < 4 || r.says(renames)) && (next(j+1, isWord) || (named && f.Kind == field.Text || r.says(renames)) && j == last+1):
			last = j
		case named && f.Kind == field.Text && k.kind == isID && j == last+1 && (j+1 == len(r.cuts) || next(j+1, isStop)):
			last = j // "name: Globex 2027"
		case r.record == "" && i > 0 && r.cuts[i-1].kind == isNoun && isCapital(r.text[p.start:]) && k.kind == isCommon && j == last+1 && !filler[k.low] && !joiners[k.low] && next(j+1, isLink) && next(j+2, isTyped):
			last = j // "Big one for 5k"
		case called && k.kind == isCommon && j == last+1 && r.ends(j) && !filler[k.low]:
			last = j // "called Globex start"
		case choice && (k.kind == isCommon || k.kind == isLink) && k.low != andWord:
			if k.kind == isCommon && !joiners[k.low] && !filler[k.low] {
				last = j
			}
		case (k.kind == isCommon || k.kind == isLink) && joiners[k.low] && j == last+1 && next(j+1, isWord) && r.joins(j):
		case k.low == forThem && j == last+1 && next(j+1, isID) && next(j+2, isWord) && r.record == "":
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
	if w == ofWord && r.l.person && !roles[r.cuts[j-1].low] {
		return false // "Anton Berg of Yarrow Farm"
	}
	if w == "&" || w == andWord {
		return isCapital(r.text[r.cuts[j+1].start:]) == isCapital(r.text[r.cuts[j-1].start:])
	}
	return isCapital(r.text[r.cuts[j+1].start:]) && isCapital(r.text[r.cuts[j-1].start:]) && !apart[w]
}

// calls tells whether the sentence says what something is called.
func (r *reader) calls() bool {
	return r.says(namesIt) || slices.ContainsFunc(r.cuts, func(p piece) bool { return p.kind == isQuoted || p.kind == isLabel && namesIt[p.low] })
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
	case f.Kind == field.Changes || f.Kind == Search, (f.Kind == field.Owner || f.Kind == field.Pick) && r.v.isLabel(c.text):
		return false
	}
	if main, ok := r.main(); ok && r.record == "" && f.Kind == field.Record && main.Kind == field.Text && !r.has(main.Name) && isCompany(c.text) && !r.calls() {
		return false // nobody is called so: "a deal with Pearl Street Bank"
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
