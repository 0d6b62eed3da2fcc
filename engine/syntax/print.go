package syntax

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"parley/engine/rule"
)

// Print writes a diagnostic the way a person reads it: the place, what is
// wrong, the line with a marker, the next step and the rule, and the
// conversation that shows it. Where only the line is
// known it shows the lines around it, and no marker.
func Print(w io.Writer, d Diagnostic, src []byte) {
	var b strings.Builder
	b.WriteString(placeOf(d))
	if d.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(visible(d.Text) + "\n")
	if lines := splitLines(src); d.Pos.Line >= 1 && d.Pos.Line <= len(lines) {
		snippet(&b, d.Pos, lines)
	}
	b.WriteString("   ")
	if d.Advice != "" {
		b.WriteString(visible(d.Advice) + "   ")
	}
	b.WriteString("[" + strings.TrimSpace(rule.Code(d.Rule)+" "+d.Rule) + "]\n")
	for _, line := range d.Talk {
		b.WriteString(strings.TrimRight("     "+visible(line), " ") + "\n")
	}
	io.WriteString(w, b.String()) // the caller knows whether its writer can fail
}

// placeOf is how a diagnostic begins, in the form that editors make a link of.
func placeOf(d Diagnostic) string {
	s := visible(d.File)
	if d.Pos.Line > 0 {
		s += ":" + strconv.Itoa(d.Pos.Line)
		if d.Pos.Col > 0 {
			s += ":" + strconv.Itoa(d.Pos.Col)
		}
	}
	return s + ": "
}

func snippet(b *strings.Builder, p Pos, lines []string) {
	first, last := p.Line, p.Line
	if p.Col == 0 {
		first, last = max(1, p.Line-1), min(len(lines), p.Line+1)
		if last > p.Line && strings.TrimSpace(lines[last-1]) == "" {
			last--
		}
	}
	gutter := len(strconv.Itoa(last))
	fmt.Fprintf(b, "%*s |\n", gutter, "")
	for n := first; n <= last; n++ {
		line, cut := window(lines[n-1], p.Col)
		fmt.Fprintf(b, "%*d | %s\n", gutter, n, visible(line))
		if p.Col > 0 {
			fmt.Fprintf(b, "%*s | %s\n", gutter, "", marker(line, p.Col-cut, p.Len))
		}
	}
}

// window cuts a very long line down to what is around a column, and tells how
// far the rest moved to the left.
func window(line string, col int) (string, int) {
	const before, most = 60, 140
	chars := []rune(line)
	if len(chars) <= most {
		return line, 0
	}
	from := min(max(0, col-1-before), len(chars))
	to := min(from+most, len(chars))
	line = string(chars[from:to])
	if to < len(chars) {
		line += "…"
	}
	if from > 0 {
		return "…" + line, from - 1
	}
	return line, 0
}

// marker underlines characters: ^~~~. Wide characters take two cells.
func marker(line string, col, length int) string {
	var b strings.Builder
	i := 1
	for _, c := range line {
		switch {
		case i < col && c == '\t':
			b.WriteByte('\t')
		case i < col:
			b.WriteString(strings.Repeat(" ", cells(c)))
		case i == col:
			b.WriteString("^" + strings.Repeat("~", max(0, cells(c)-1)))
		case i < col+length:
			b.WriteString(strings.Repeat("~", cells(c)))
		}
		i++
	}
	if i <= col { // behind the end of the line
		b.WriteString(strings.Repeat(" ", col-i) + "^")
	}
	return b.String()
}

// cells is how many columns of a terminal a character takes.
func cells(c rune) int {
	switch k := width.LookupRune(c).Kind(); {
	case unicode.Is(unicode.Mn, c), unicode.Is(unicode.Me, c):
		return 0
	case k == width.EastAsianWide, k == width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// visible replaces what would move the cursor or change colours.
func visible(s string) string {
	return strings.Map(func(c rune) rune {
		if c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == utf8.RuneError) {
			return '·'
		}
		return c
	}, s)
}
