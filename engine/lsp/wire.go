package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"parley/engine/syntax"
)

// The types of the protocol, as far as they are used, with its names.

type position struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // from 0, in units of UTF-16
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string `json:"uri"`
	Range span   `json:"range"`
}

type textEdit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"`
}

type document struct {
	URI  string `json:"uri"`
	Text string `json:"text"`
}

type opened struct {
	TextDocument document `json:"textDocument"`
}

type changed struct {
	TextDocument   document   `json:"textDocument"`
	ContentChanges []document `json:"contentChanges"` // whole texts
}

type place struct {
	TextDocument document `json:"textDocument"`
	Position     position `json:"position"`
	NewName      string   `json:"newName"` // of a rename
}

type diagnostic struct {
	Range    span   `json:"range"`
	Severity int    `json:"severity"` // 1 error, 2 warning
	Code     string `json:"code"`
	Source   string `json:"source"`
	Message  string `json:"message"`
}

type published struct {
	URI         string       `json:"uri"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type completionItem struct {
	Label         string `json:"label"`
	Kind          int    `json:"kind"`
	Detail        string `json:"detail,omitempty"`
	Documentation string `json:"documentation,omitempty"`
	InsertText    string `json:"insertText,omitempty"`
	SortText      string `json:"sortText,omitempty"`
}

// Kinds of completions.
const (
	aField    = 5
	aModule   = 9
	aProperty = 10
	aWord     = 12
)

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type hover struct {
	Contents markup `json:"contents"`
}

type symbol struct {
	Name           string   `json:"name"`
	Detail         string   `json:"detail,omitempty"`
	Kind           int      `json:"kind"`
	Range          span     `json:"range"`
	SelectionRange span     `json:"selectionRange"`
	Children       []symbol `json:"children,omitempty"`
}

// Kinds of symbols.
const (
	symbolModule = 2
	symbolMethod = 6
	symbolField  = 8
	symbolEvent  = 24
)

type command struct {
	Title     string   `json:"title"`
	Command   string   `json:"command"`
	Arguments []string `json:"arguments"`
}

type codeLens struct {
	Range   span    `json:"range"`
	Command command `json:"command"`
}

type message struct {
	Type    int    `json:"type"` // 1 error, 3 info
	Message string `json:"message"`
}

// pathOf is the file that a URI names.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	p := u.Path
	if len(p) > 2 && p[0] == '/' && p[2] == ':' { // /C:/dialogs
		p = p[1:]
	}
	return filepath.FromSlash(p)
}

// uriIn is the URI of a file beside another.
func uriIn(uri, name string) string {
	return uri[:strings.LastIndexByte(uri, '/')+1] + url.PathEscape(name)
}

// spanOf turns a place of ours, which counts characters from 1, into one of the
// protocol.
func spanOf(text string, p syntax.Pos) span {
	line := lineOf(text, p.Line-1)
	from := units(line, p.Col-1)
	to := units(line, p.Col-1+p.Len)
	if p.Col == 0 { // the whole line
		from, to = 0, units(line, len(line))
	}
	n := max(0, p.Line-1)
	return span{position{n, from}, position{n, max(from, to)}}
}

func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 0 || n >= len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[n], "\r")
}

// units counts the first n characters of a line in UTF-16.
func units(line string, n int) int {
	count := 0
	for i, c := range []rune(line) {
		if i >= n {
			break
		}
		count += utf16.RuneLen(c)
	}
	return count
}

// cursor is where a position is in a text: the line, and how many bytes of it
// stand in front.
func cursor(text string, p position) (line string, at int) {
	line = lineOf(text, p.Line)
	count := 0
	for i, c := range line {
		if count >= p.Character {
			return line, i
		}
		count += utf16.RuneLen(c)
	}
	return line, len(line)
}

// covers tells whether a place covers a position.
func covers(text string, p syntax.Pos, at position) bool {
	s := spanOf(text, p)
	return p.Line > 0 && s.Start.Line == at.Line && s.Start.Character <= at.Character && at.Character <= s.End.Character
}
