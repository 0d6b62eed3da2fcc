package match_test

import (
	"reflect"
	"testing"

	"parley/engine/match"
)

// TestRankWithoutSpaces finds the dialog in a language that has no spaces
// between words, from names and examples only.
func TestRankWithoutSpaces(t *testing.T) {
	t.Parallel()
	v := match.Learn(nil, []match.Dialog{
		{Name: "create", Examples: []string{"新しい取引を作成してください", "取引を追加したい", "取引を作って"}},
		{Name: "delete", Examples: []string{"取引を削除してください", "この取引を消して", "取引を削除したい"}},
		{Name: "list", Examples: []string{"取引の一覧を見せて", "すべての取引を表示して", "取引一覧"}},
	})
	for text, want := range map[string]string{"取引を新しく作成したい": "create", "その取引を削除して": "delete", "一覧を表示してください": "list"} {
		if list := v.Rank(text); list[0].Dialog != want {
			t.Errorf("%q: %v comes first, want %s", text, list, want)
		}
	}
}

// TestRankIsTheSameEveryTime keeps maps and chance from the scores.
func TestRankIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	first := vocabulary().Rank("log a 5k dael with Acme")
	for range 10 {
		if again := vocabulary().Rank("log a 5k dael with Acme"); !reflect.DeepEqual(first, again) {
			t.Fatalf("%v, then %v", first, again)
		}
	}
}

// TestRankWithNothingLearned has no dialogs, or none with examples.
func TestRankWithNothingLearned(t *testing.T) {
	t.Parallel()
	for _, dialogs := range [][]match.Dialog{nil, {{Name: "empty"}}} {
		if list := match.Learn(nil, dialogs).Rank("create a deal"); len(list) != 0 {
			t.Errorf("%v comes first", list)
		}
	}
}
