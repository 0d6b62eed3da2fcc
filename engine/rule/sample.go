package rule

import (
	"regexp"
	"strings"
)

// Frame is the dialog that samples are put into.
const Frame = `dialog: note_deal
title: Note a deal
description: Add a deal in a hurry.
start:
  - note a deal
  - note down a deal
  - jot down a deal
  - note a deal called <name>
  - note the deal <name>
  - could you note a deal
  - please note a new deal
  - I want to note a deal
  - I'd like to note down the deal <name>
  - a deal to note
needs: hubspot
effect: create
fields:
  name:
    ask: What should the deal be called?
    hint: For example "Acme, 50 seats".
  stage:
    type: choice
    choices: hubspot.deal_stages
    ask: Which stage is it in?
confirm: Create <name>, stage <stage>?
do: hubspot.deals.create
done:
  say: Created <name>. <link>
`

// frameFile is the file that the frame is in.
const frameFile = "note_deal.yaml"

// Files gives the folder that a sample stands for: texts by name. A line "-- NAME --" begins
// a file of its own; what stands before the first is about the frame's dialog.
// It is the whole file when it has everything from `dialog:` to `do:`. Otherwise
// it has the keys that are different: they take the place of the frame's, and a line
// "# no KEY" takes one away. Below `fields:`, each field counts for itself.
func Files(sample string) map[string]string {
	files := map[string]string{}
	name, body := frameFile, ""
	put := func() {
		if name == frameFile {
			body = framed(body)
		}
		files[name] = body
	}
	for line := range strings.Lines(strings.TrimLeft(sample, "\n")) {
		if m := fileLine.FindStringSubmatch(line); m != nil {
			put()
			name, body = m[1], ""
			continue
		}
		body += line
	}
	put()
	return files
}

var (
	fileLine = regexp.MustCompile(`^-- (\S+) --\n?$`)
	noKey    = regexp.MustCompile(`^# no ([a-z_]+)\n$`)
	topKey   = regexp.MustCompile(`^([a-z_]+):`)
	fieldKey = regexp.MustCompile(`^  ([^\s#][^:]*):`)
)

// framed puts what is different into the frame.
func framed(text string) string {
	if strings.HasPrefix(text, "dialog:") && strings.Contains(text, "\ndo:") {
		return text
	}
	frame := blocks(Frame, topKey)
	for _, b := range blocks(text, topKey) {
		if m := noKey.FindStringSubmatch(b.text); m != nil {
			frame = frame.without(m[1])
			continue
		}
		if old := frame.find(b.key); b.key == "fields" && old != nil {
			fields := blocks(old.text, fieldKey)
			for _, f := range blocks(b.text, fieldKey) {
				fields = fields.put(f)
			}
			b.text = fields.join()
		}
		frame = frame.put(b)
	}
	return frame.join()
}

// block is a key with all that belongs to it.
type block struct{ key, text string }

type blockList []block

// blocks cuts a text where a key begins; what is in front of the first belongs
// to none.
func blocks(text string, key *regexp.Regexp) blockList {
	var list blockList
	for line := range strings.Lines(text) {
		m, gone := key.FindStringSubmatch(line), noKey.MatchString(line)
		switch {
		case m != nil:
			list = append(list, block{m[1], line})
		case gone || len(list) == 0:
			list = append(list, block{"", line})
		default:
			list[len(list)-1].text += line
		}
	}
	return list
}

func (l blockList) find(key string) *block {
	for i := range l {
		if l[i].key == key && key != "" {
			return &l[i]
		}
	}
	return nil
}

func (l blockList) put(b block) blockList {
	if old := l.find(b.key); old != nil {
		old.text = b.text
		return l
	}
	if b.key == "" {
		if len(l) > 0 && l[0].text == b.text {
			return l // the heading that both have
		}
	}
	return append(l, b)
}

func (l blockList) without(key string) blockList {
	var rest blockList
	for _, b := range l {
		if b.key != key {
			rest = append(rest, b)
		}
	}
	return rest
}

func (l blockList) join() string {
	var b strings.Builder
	for _, x := range l {
		b.WriteString(x.text)
	}
	return b.String()
}
