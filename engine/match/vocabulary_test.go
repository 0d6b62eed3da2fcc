package match

import (
	"slices"
	"testing"
)

// A word may be one letter away from two that are known: the same dialogs have
// to mend it to the same one each time.
func TestLearnTheSameTwice(t *testing.T) {
	dialogs := []Dialog{{Name: "seats", Title: "Book seats", Examples: []string{"book a boat", "book a boot", "reserve some seats", "take a seat here", "which seats are left", "change from window to aisle"}}}
	once := Learn(nil, dialogs)
	for range 8 {
		if again := Learn(nil, dialogs); !slices.Equal(once.known, again.known) {
			t.Fatalf("words to mend to are %q, and %q the next time", once.known, again.known)
		}
	}
}
