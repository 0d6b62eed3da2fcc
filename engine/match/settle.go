package match

import (
	"slices"
	"strings"

	"parley/engine/field"
)

// The last pass gives what is left to the fields that it suits.

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
		if r.l.person && isCompany(c.text) {
			score -= 3
		}
		if c.link == atWord && r.record == "" && r.l.person {
			score -= 4 // where somebody works
		}
		if origins[c.link] && !(c.sent && isPersonal(c.text)) && r.record == "" && others && (r.l.pairs[main.Name] == "" || len(r.chunks) > 1 || !isPersonal(c.text)) {
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
	case r.record == "" && c.capital && (c.after || origins[c.link] || c.link == ofWord && r.l.person):
		if f, ok := first(func(f Field) bool {
			return f.Kind == field.Text && f.Name != main.Name && f.Name != r.l.pairs[main.Name]
		}); ok {
			r.set(f, c.text, nil, guessed)
			c.used = true
		}
	case r.record == "" && c.after && c.apart && c.closed && !c.capital && !isClause(c.text) && c.start > r.mainEnd && !isDigit(c.text[0]):
		if f, ok := first(isPick); ok {
			r.set(f, c.text, nil, guessed)
			c.used = true
		}
	}
}

// isDigit tells what begins a number: "15 minutes" is no choice.
func isDigit(b byte) bool { return b >= '0' && b <= '9' }

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

// isCompany tells whether a name is a company's and nobody's: "Vandelay Imports".
func isCompany(name string) bool {
	words := strings.Fields(strings.ToLower(name))
	return len(words) > 1 && (companyWords[strings.Trim(words[len(words)-1], ".,")] || strings.Contains(name, " & "))
}

// isClause tells whether a text is something said rather than a choice: "time to
// enter it".
func isClause(text string) bool {
	return strings.Count(text, " ") > 2 || slices.ContainsFunc(tokens(text), func(t token) bool { return pointers[t.word] })
}

// isPersonal tells whether a name looks like a person's first and last name.
func isPersonal(name string) bool {
	words := strings.Fields(name)
	return len(words) == 2 && isCapital(words[0]) && isCapital(words[1]) && !strings.ContainsAny(name, "&0123456789")
}
