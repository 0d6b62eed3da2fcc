package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// newReader begins to read a file.
func newReader(file string, src []byte) *reader {
	return &reader{file: file, lines: splitLines(src[:min(len(src), maxBytes)]), offsets: map[int][]int{}}
}

// open reads the file's layout: what belongs to what. It gives nil when there
// is nothing to walk.
func (r *reader) open(src []byte) (root *yaml.Node) {
	if !r.withinBounds(src) {
		return nil
	}
	defer func() {
		if broken := recover(); broken != nil { // a file must never take the program down
			r.add("layout", Pos{}, "the file can't be read", "look for brackets and quotes that are not closed")
			root = nil
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, byteOrderMark)))
	var doc yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		r.add("empty", Pos{}, "the file is empty", "write a `dialog:`, a `test:` or house rules into it, or remove it")
		return nil
	case err != nil:
		r.layout(err)
		return nil
	case len(doc.Content) == 0 || isEmpty(doc.Content[0]):
		r.add("empty", Pos{}, "the file is empty", "write a `dialog:`, a `test:` or house rules into it, or remove it")
		return nil
	}
	root = doc.Content[0]
	if !r.inspect(root) {
		return nil
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		r.layout(err)
	default:
		r.add("second-document", Pos{Line: second.Line, Col: 1, Len: 3}, "everything from here on is not read: a file holds one document", "remove the line with ---, or make it a file of its own")
	}
	return root
}

// mistakes puts what is wrong with a file's layout into the author's words.
var mistakes = []struct{ sign, text, advice string }{
	{"mapping values are not allowed", "a colon followed by a space stands where only a text can", "put quotes around the text, or look at the spaces in front of this line and the one before"},
	{"block sequence entries are not allowed", "a dash followed by a space stands where no list can begin", "begin the list on a line of its own, or put quotes around the text"},
	{"cannot start any token", "a text can't begin with this character", "put quotes around the text"},
	{"alphabetic or numeric character", "a text can't begin with * or &", "put quotes around the text"},
	{"unexpected end of stream", "a quote is opened and never closed", "close it, or look for a quote in the lines before"},
	{"document indicator", "a quote is opened and never closed", "close it, or look for a quote in the lines before"},
	{"escape", `a \ in a text with double quotes means something special`, `write \\, or use single quotes`},
	{"',' or ']'", "a list that begins with [ is not closed here", "close it with ], or put quotes around a text that begins with ["},
	{"',' or '}'", "something that begins with { is not closed here", "close it with }, or put quotes around a text that begins with {"},
	{"could not find expected ':'", "a colon is missing here, or this line belongs to the one before", "write `key: value`, or move the line to the right"},
	{"expected key", "this line does not fit to the ones before", "keys that belong together begin in the same column; put quotes around a text that begins with a quote, [ or {"},
	{"expected '-' indicator", "this line does not fit to the list before it", "begin each entry of the list in the same column with a dash"},
	{"comment or line break", "nothing may follow | or > in the same line", "begin the text in the next line, or put quotes around it"},
	{"control characters", "there is an invisible character that can't be read", "delete this part and write it again"},
	{"<document start>", "everything from here on is not read: a file holds one document", "remove the line with ..."},
	{"exceeded max depth", "this is too many levels deep", "use fewer levels"},
	{"tab character", "a tab stands where spaces are expected", "use spaces"},
	{"unknown anchor", "a text can't begin with *", "put quotes around the text"},
	{"directive", "a line can't begin with %", "put quotes around the text, or remove the line"},
	{"incompatible YAML", "a line can't begin with %", "remove the line"},
	{"expected node content", "something is missing here", "write a value, or remove the comma or colon"},
}

var layoutError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(?s:(.*))$`)

// layout notes a mistake in the layout. The place is known by line only, and
// it may be the line before: no marker.
func (r *reader) layout(err error) {
	for i, line := range r.lines {
		body := strings.TrimLeft(line, " ")
		if strings.HasPrefix(body, "\t") && strings.TrimSpace(body) != "" {
			r.add("tab", Pos{Line: i + 1, Col: 1 + len(line) - len(body), Len: 1}, "a tab stands in front of the line", "use spaces")
			return
		}
	}
	line, text, advice := 1, "the file can't be read from here on", "look for brackets and quotes that are not closed, and at the spaces in front of the line"
	if m := layoutError.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
		for _, x := range mistakes {
			if strings.Contains(m[2], x.sign) {
				text, advice = x.text, x.advice
				break
			}
		}
	}
	line = max(1, min(line, len(r.lines)))
	for line > 1 && strings.TrimSpace(r.lines[line-1]) == "" {
		line-- // the end of the file is not where to look
	}
	where := " (here or in a line next to it)"
	for _, n := range []int{line, line + 1, line - 1, line + 2} { // the reported one first
		if n < 1 || n > len(r.lines) {
			continue
		}
		if found, better := r.suspect(n); found != "" {
			line, text, where, advice = n, found, "", better
			break
		}
	}
	r.add("layout", Pos{Line: line}, text+where, advice)
}

const quotesAdvice = "put quotes around the whole text"

// glued is a key without a space behind its colon; 10:30 and http:// are none.
var glued = regexp.MustCompile(`^[ \t]*(?:-[ \t]+)*([a-z_]+):([^ \t/0-9].*)$`)

// suspects are the mistakes that a single line gives away.
var suspects = []struct {
	line *regexp.Regexp
	text string
}{
	{behindKey(`"[^"]*"[ \t]*[^ \t#:\]}].*`), "a text that begins with a quote ends with the next one, but this goes on"},
	{behindKey(`'[^']*'[ \t]*[^ \t#,:\]}'].*`), "a text that begins with a quote ends with the next one, but this goes on"},
	{behindKey(`\{[^{}]*\}[ \t]*[^ \t#,\]}].*`), "a text can't begin with {"},
	{behindKey(`\[[^\[\]]*\][ \t]*[^ \t#,\]}].*`), "a text can't begin with ["},
	{behindKey("[@`%*&].*"), "a text can't begin with @, `, %, * or &"},
	{regexp.MustCompile(`^[ \t]*(?:-[ \t]+)*[a-z_.]+:[ \t]+[^"'{\[#|>][^#]*:[ \t].*$`), "a text holds a colon followed by a space"},
	{regexp.MustCompile(`[\[{](?:.*[,:\[{])?[^"'\[\]{},]*\?[ \t]*[\]},]`), "between [ ] or { }, a text with a ? needs quotes"},
	{regexp.MustCompile(`[\[{][^\]}"']*[ \t]#`), "everything after # is lost, and with it the end of what [ or { began"},
}

// behindKey is a pattern for what stands behind a key or a dash.
func behindKey(value string) *regexp.Regexp {
	return regexp.MustCompile(`^[ \t]*(?:-[ \t]+)*(?:[a-z_.]+:[ \t]+|-[ \t]+)` + value + `$`)
}

// suspect says what is wrong with a line and what to do, when that can be told.
func (r *reader) suspect(n int) (text, advice string) {
	line := r.lines[n-1]
	const most = 1000 // bytes: longer lines are not worth guessing at
	if len(line) > most {
		return "", ""
	}
	if m := glued.FindStringSubmatch(line); m != nil {
		return "a space is missing behind the colon", fmt.Sprintf("write `%s: %s`", m[1], m[2])
	}
	if n > 1 && dashColumn(line) >= 0 {
		if above := dashColumn(r.lines[n-2]); above >= 0 && above != dashColumn(line) {
			return "this dash stands in another column than the one above it", "begin each entry of a list in the same column with a dash"
		}
	}
	for _, s := range suspects {
		if s.line.MatchString(line) {
			return s.text, quotesAdvice
		}
	}
	return "", ""
}

// dashColumn is where a line's dash stands, counted from 0; -1 without one.
func dashColumn(line string) int {
	body := strings.TrimLeft(line, " ")
	if !strings.HasPrefix(body, "- ") {
		return -1
	}
	return len(line) - len(body)
}
