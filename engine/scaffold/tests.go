package scaffold

import (
	"fmt"
	"strings"

	"parley/engine/field"
)

// sample is what the tests call a new record.
const sample = "Parley sample"

// createTest makes a record from one question to the next. It is empty when
// there is a question that nothing general can be answered to.
func (k Kind) createTest() string {
	p := &page{}
	p.add("- test: straight through\n  chat:\n    - me: create %s", article(k.noun()))
	title := k.title()
	skip := false
	sent := ""
	for _, f := range k.asked() {
		must := k.optional(f) == "" || f.Name == title
		switch {
		case f.Kind == field.Owner, f.Name == "pipeline" && len(f.Options) < 2:
			continue // not asked
		case !must:
			skip = true
			continue
		}
		answer := k.answer(f)
		if answer == "" {
			return ""
		}
		p.add("      bot: ask %s\n    - me: %s", f.Name, answer)
		if f.Name == title {
			sent = fmt.Sprintf("{%s: %s}", f.Name, answer)
		}
	}
	if skip || len(k.Links) > 0 {
		p.add("    - press: Skip the rest")
	}
	p.add("      bot: confirm\n    - me: \"yes\"\n      calls:\n        %s.%s.create: %s\n      bot: done\n      says: Open in HubSpot", k.Provider, k.Plural, sent)
	p.add("\n- test: cancelled in the middle\n  chat:\n    - me: create %s\n      bot: ask %s\n    - me: cancel\n      bot: cancelled\n      calls: {}", article(k.noun()), k.asked()[0].Name)
	return p.String()
}

// answer is one that fits a field; empty when nothing general does.
func (k Kind) answer(f Field) string {
	switch f.Kind {
	case field.Text:
		return sample
	case field.Pick:
		if len(f.Options) > 0 {
			return quoted(f.Options[0])
		}
		return ""
	case field.Number, field.Money:
		return `"12"`
	case field.Date:
		return `"2026-12-31"`
	case field.Phone:
		return `"+1 415 555 0100"`
	case field.Email:
		return "parley.sample@example.com"
	case field.YesNo:
		return `"yes"`
	}
	return ""
}

func (k Kind) getTest() string {
	if len(k.Records) == 0 {
		return ""
	}
	p := &page{}
	one := k.Records[0]
	p.add("- test: straight through\n  chat:\n    - me: get %s\n      bot: ask %s\n    - me: %s\n      bot: done\n      says: %s", article(k.noun()), k.Name, quoted(one), quoted(one))
	p.add("\n- test: named in one sentence\n  chat:\n    - me: %s\n      bot: done\n      says: %s", quoted("show "+k.noun()+` "`+one+`"`), quoted(one))
	return p.String()
}

func (k Kind) listTest() string {
	p := &page{}
	p.add("- test: straight through\n  chat:\n    - me: {any: [list my %s, show all %s]}\n      bot: results\n      says: in all", words(k.Plural), words(k.Plural))
	return p.String()
}

func (k Kind) searchTest() string {
	if len(k.Records) == 0 {
		return ""
	}
	p := &page{}
	word := strings.Fields(k.Records[0])[0]
	p.add("- test: straight through\n  chat:\n    - me: search %s\n      bot: ask words\n    - me: %s\n      bot: results\n      says: %s", words(k.Plural), quoted(word), quoted(k.Records[0]))
	return p.String()
}

func (k Kind) updateTest() string {
	title, ok := k.field(k.title())
	if len(k.Records) == 0 || !ok || title.Kind != field.Text {
		return ""
	}
	p := &page{}
	p.add("- test: straight through\n  chat:\n    - me: update %s\n      bot: ask %s\n    - me: %s\n      bot: ask changes\n    - me: %s %s\n      bot: confirm\n      says: %s",
		article(k.noun()), k.Name, quoted(k.Records[0]), title.Label, sample, sample)
	p.add("    - me: \"yes\"\n      calls:\n        %s.%s.update: {%s: %s}\n      bot: done", k.Provider, k.Plural, title.Name, sample)
	return p.String()
}

func (k Kind) deleteTest() string {
	if len(k.Records) == 0 {
		return ""
	}
	p := &page{}
	p.add("- test: straight through\n  chat:\n    - me: delete %s\n      bot: ask %s\n    - me: %s\n      bot: confirm", article(k.noun()), k.Name, quoted(k.Records[0]))
	p.add("    - me: \"yes\"\n      calls:\n        %s.%s.delete: {id: %s}\n      bot: done", k.Provider, k.Plural, quoted(k.Records[0]))
	p.add("\n- test: a refused confirm\n  chat:\n    - me: %s\n      bot: confirm\n    - me: \"no\"\n      bot: cancelled\n      calls: {}", quoted("delete "+k.noun()+` "`+k.Records[0]+`"`))
	return p.String()
}
