package syntax

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Edit changes one text of a file and leaves the rest of it, comments
// included, as it is.
type Edit struct {
	At    Str    // what is there, as it was read
	Text  string // what is to be there instead
	Below string // or, when not empty: a line to be put below, in the column of At
}

// Rewrite makes edits. It fails, and changes nothing, when one of them is
// about a text of several lines or the file is not the one that was read.
func Rewrite(src []byte, edits []Edit) ([]byte, error) {
	lines := strings.Split(string(src), "\n")
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { // from the end, so that places stay true
		if a.At.Pos.Line != b.At.Pos.Line {
			return b.At.Pos.Line - a.At.Pos.Line
		}
		return b.At.Pos.Col - a.At.Pos.Col
	})
	for i, e := range edits {
		p := e.At.Pos
		if p.Line < 1 || p.Line > len(lines) || p.Col < 1 || p.Col > utf8.RuneCountInString(lines[p.Line-1])+1 {
			return nil, fmt.Errorf("there is no line %d, column %d", p.Line, p.Col)
		}
		if e.Below != "" {
			lines = slices.Insert(lines, p.Line, strings.Repeat(" ", p.Col-1)+e.Below)
			continue
		}
		if i > 0 && edits[i-1].At.Pos == p && edits[i-1].Below == "" {
			continue // the same place once more, by another run of the same case
		}
		line := []rune(lines[p.Line-1])
		before, rest := string(line[:p.Col-1]), string(line[p.Col-1:])
		n := extent(rest, e.At.Value)
		if n < 0 {
			return nil, fmt.Errorf("line %d: %q can't be found there in one line", p.Line, e.At.Value)
		}
		text := Quote(e.Text)
		if strings.TrimSpace(rest[n:]) == "" && !strings.ContainsAny(before, "[{") {
			text = QuoteLine(e.Text)
		}
		lines[p.Line-1] = before + text + rest[n:]
	}
	return []byte(strings.Join(lines, "\n")), nil
}

// extent is how many bytes a value takes, with its quotes; -1 when it isn't
// there.
func extent(rest, value string) int {
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		if strings.HasPrefix(rest, value) {
			return len(value)
		}
		return -1
	}
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case quote == '"' && rest[i] == '\\':
			i++
		case rest[i] == quote && quote == '\'' && i+1 < len(rest) && rest[i+1] == quote:
			i++
		case rest[i] == quote:
			return i + 1
		}
	}
	return -1
}

// Texts that mean themselves: wherever they stand in a file, and where they
// are the whole rest of a line.
var (
	unquoted     = regexp.MustCompile(`^[\pL\pN$€£+/]([\pL\pN $€£+/._@'’%()-]*[\pL\pN$€£%./)])?$`)
	unquotedLine = regexp.MustCompile(`^[\pL\pN$€£+/]([\pL\pN $€£+/._@'’%()?!,;=-]*[\pL\pN$€£%./)?!])?$`)
)

// Quote writes a text as a value that can stand anywhere: as it is where that
// is safe, else in quotes.
func Quote(text string) string {
	if unquoted.MatchString(text) {
		return text
	}
	if strings.Contains(text, `"`) && !strings.ContainsAny(text, "'\n\t") {
		return "'" + text + "'"
	}
	return strconv.Quote(text)
}

// QuoteLine is Quote for a value that ends its line, and begins in no list or
// mapping between brackets.
func QuoteLine(text string) string {
	if unquotedLine.MatchString(text) {
		return text
	}
	return Quote(text)
}
