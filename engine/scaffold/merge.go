package scaffold

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
)

// Lock has the fingerprints of the parts of files as they were written last,
// by file and path.
type Lock map[string]map[string]string

// Change is what became of a part when files were written again.
type Change struct {
	File, Path string
	What       What
}

// What became of a part.
type What string

// The fates of a part. What is as it was is not told.
const (
	Added   What = "added"
	Updated What = "updated"
	Removed What = "removed"
	Kept    What = "kept, because it was changed by hand"
	Gone    What = "left out, because it was removed by hand"
	Lost    What = "kept, because it was changed by hand; the account has it no longer"
)

// Merge gives a file as it is to be written: old is the file as it is, text is
// what would be written anew, and last has the fingerprints of what was
// written the time before. The new fingerprints go with it.
func Merge(file, old, text string, last map[string]string) (merged string, next map[string]string, changes []Change) {
	m := &merger{file: file, last: last, next: map[string]string{}}
	fresh := split(lines(text))
	m.print(fresh)
	result := m.merge(split(lines(old)), fresh)
	var b strings.Builder
	write(&b, result)
	return strings.TrimLeft(b.String(), "\n"), m.next, m.changes
}

// part is a key with all that belongs to it, an entry of a list, or a test.
type part struct {
	path  string
	lead  []string // empty lines and comments in front
	head  string   // the line that it begins with
	rest  []string // the lines below it, where it has no parts of its own
	parts []*part
}

// divided are the parts that have parts: everything else is one.
var divided = regexp.MustCompile(`^(start|fields|fields\.[^.]+|show|done|errors|objects|objects\.[^.]+|objects\.[^.]+\.(links|fields)|objects\.[^.]+\.fields\.[^.]+)$`)

var begins = regexp.MustCompile(`^( *)(?:- test: (.+)|- (.+)|([A-Za-z_][A-Za-z0-9_]*):.*)$`)

func lines(text string) []string {
	if text = strings.TrimRight(text, "\n"); text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// split divides lines into parts. What stands in front of the first one, or
// between two, belongs to the one that follows.
func split(list []string) []*part {
	parts, _ := splitBelow(list, 0, "")
	return parts
}

func splitBelow(list []string, indent int, path string) (parts []*part, tail []string) {
	var lead []string
	for i := 0; i < len(list); i++ {
		m := begins.FindStringSubmatch(list[i])
		if m == nil || len(m[1]) != indent {
			lead = append(lead, list[i])
			continue
		}
		p := &part{path: m[2] + m[3] + m[4], lead: lead, head: list[i]}
		if path != "" {
			p.path = path + "." + p.path
		}
		lead = nil
		end := i + 1
		for end < len(list) && (silent(list[end]) || deeper(list[end], indent)) {
			end++
		}
		for end > i+1 && silent(list[end-1]) && !deeper(list[end-1], indent) {
			end--
		}
		p.rest = list[i+1 : end]
		if divided.MatchString(p.path) && strings.HasSuffix(strings.TrimRight(p.head, " "), ":") {
			p.parts, p.rest = splitBelow(p.rest, indent+2, p.path)
		}
		parts = append(parts, p)
		i = end - 1
	}
	return parts, lead
}

// silent lines are empty, or comments.
func silent(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

func deeper(line string, indent int) bool {
	return len(line) > indent && strings.TrimSpace(line[:indent+1]) == ""
}

// fingerprint is that of a part without its own parts.
func (p *part) fingerprint() string {
	sum := sha256.Sum256([]byte(strings.TrimRight(p.head+"\n"+strings.Join(p.rest, "\n"), " \n")))
	return hex.EncodeToString(sum[:8])
}

func (p *part) text() string { return p.head + "\n" + strings.Join(p.rest, "\n") }

type merger struct {
	file       string
	last, next map[string]string
	changes    []Change
}

// print notes the fingerprints of what is written anew.
func (m *merger) print(parts []*part) {
	for _, p := range parts {
		m.next[p.path] = p.fingerprint()
		m.print(p.parts)
	}
}

func (m *merger) note(p *part, what What) {
	m.changes = append(m.changes, Change{m.file, p.path, what})
}

func (m *merger) merge(old, fresh []*part) []*part {
	var result []*part
	for _, p := range old {
		i := slices.IndexFunc(fresh, func(f *part) bool { return f.path == p.path })
		mine := m.last[p.path] == p.fingerprint()
		switch {
		case i < 0 && mine && m.untouched(p.parts):
			m.note(p, Removed)
			continue
		case i < 0:
			if m.last[p.path] != "" {
				m.note(p, Lost)
			}
		case len(p.parts) > 0 && len(fresh[i].parts) > 0:
			p.parts = m.merge(p.parts, fresh[i].parts)
		case p.text() == fresh[i].text() && len(p.parts)+len(fresh[i].parts) == 0:
		case mine && m.untouched(p.parts):
			m.note(p, Updated)
			p.head, p.rest, p.parts = fresh[i].head, fresh[i].rest, fresh[i].parts
		default:
			m.note(p, Kept)
		}
		result = append(result, p)
	}
	for i, f := range fresh {
		if slices.ContainsFunc(old, func(p *part) bool { return p.path == f.path }) {
			continue
		}
		if m.last[f.path] != "" {
			m.note(f, Gone)
			continue
		}
		m.note(f, Added)
		at := len(result)
		if i == 0 {
			at = 0
		}
		for before := i - 1; before >= 0; before-- { // behind its neighbour, if that is there
			if j := slices.IndexFunc(result, func(p *part) bool { return p.path == fresh[before].path }); j >= 0 {
				at = j + 1
				break
			}
		}
		result = slices.Insert(result, at, f)
	}
	return result
}

// untouched tells whether parts are all as they were written.
func (m *merger) untouched(parts []*part) bool {
	return !slices.ContainsFunc(parts, func(p *part) bool {
		return m.last[p.path] != p.fingerprint() || !m.untouched(p.parts)
	})
}

func write(b *strings.Builder, parts []*part) {
	for _, p := range parts {
		for _, line := range append(append(p.lead[:len(p.lead):len(p.lead)], p.head), p.rest...) {
			b.WriteString(line + "\n")
		}
		write(b, p.parts)
	}
}
