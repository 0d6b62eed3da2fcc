package syntax

import "strings"

// Nearest finds the known name that a misspelled one is probably meant to be.
// Of several that are equally near the first is taken.
func Nearest(name string, known []string) (string, bool) {
	const longest = 64
	given := []rune(fold(name))
	if len(given) == 0 || len(given) > longest {
		return "", false
	}
	best, least := "", 1+max(1, len(given)/3)
	for _, k := range known {
		want := []rune(fold(k))
		if len(want) > longest {
			continue
		}
		if d := distance(given, want); d < least && d < len(want) {
			best, least = k, d
		}
	}
	return best, best != ""
}

// fold takes out what people mix up without thinking.
func fold(s string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// distance counts how many characters must be put in, left out, replaced or
// swapped with their neighbour to get from a to b.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
