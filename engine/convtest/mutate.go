package convtest

import "strings"

// Mutant is a dialog's file without one of its parts.
type Mutant struct {
	Line   int    // where the part began
	What   string // its first line
	Source []byte
}

// Mutants gives a dialog's file once for each line that can be left out, with
// whatever stands further in below it. Tests that pass all the same don't
// notice what the line is for. Comments, the head of the file and examples
// below start are left alone: those are about being found, not about what
// happens.
func Mutants(src []byte) []Mutant {
	lines := strings.Split(string(src), "\n")
	var list []Mutant
	inStart := false
	for i, line := range lines {
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, _, _ := strings.Cut(text, ":")
		if depth(line) == 0 && !strings.HasPrefix(text, "- ") {
			inStart = name == "start"
			switch name {
			case "dialog", "title", "description", "start", "needs", "effect", "do":
				continue
			}
		}
		if inStart {
			continue
		}
		end := i + 1
		for end < len(lines) && (strings.TrimSpace(lines[end]) == "" || depth(lines[end]) > depth(line)) {
			end++
		}
		rest := append(append([]string{}, lines[:i]...), lines[end:]...)
		list = append(list, Mutant{Line: i + 1, What: text, Source: []byte(strings.Join(rest, "\n"))})
	}
	return list
}

func depth(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
