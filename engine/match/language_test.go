package match_test

import (
	"slices"
	"testing"

	"parley/engine/field"
	"parley/engine/match"
)

func TestUnderstandInLanguages(t *testing.T) {
	t.Parallel()
	v := vocabulary()
	name, amount := view(match.Asking, "name"), view(match.Asking, "amount", "name", "stage")
	confirm := view(match.Confirming, "", "name", "stage", "amount")
	for _, c := range []struct {
		locale string
		view   match.View
		text   string
		want   string
	}{
		{"de-DE", amount, "Abbrechen!", "cancel"},
		{"de-DE", amount, "bitte abbrechen", "cancel"},
		{"de-DE", amount, "abrechen", "cancel"},
		{"de-DE", amount, "never mind", "cancel"},
		{"de-DE", amount, "weiß ich nicht", "skip"},
		{"de-DE", amount, "5 Tsd.", "set amount=5000"},
		{"de-DE", name, "zurück", "back"},
		{"de-DE", confirm, "ja, gerne", "confirm"},
		{"de-DE", confirm, "nein danke", "deny"},
		{"de-DE", confirm, "nein, ich meinte 500", "correct amount=500"},
		{"de-DE", confirm, "ändern Sie bitte den Betrag auf 500", "correct amount=500"},
		{"de-DE", confirm, "der Betrag ist 500", "correct amount=500"},
		{"de-DE", confirm, "ändere die Phase auf gewonnen", "correct stage=gewonnen"},
		{"de-DE", confirm, "nicht Acme, sondern Bolt", "correct name=Bolt"},
		{"de-DE", confirm, "no, 500", "correct amount=500"},
		{"ja-JP", amount, "キャンセル", "cancel"},
		{"ja-JP", amount, "キャンセルしてください。", "cancel"},
		{"ja-JP", amount, "cancel", "cancel"},
		{"ja-JP", amount, "わかりません", "skip"},
		{"ja-JP", amount, "5万円です", "set amount=50000"},
		{"ja-JP", name, "戻る", "back"},
		{"ja-JP", confirm, "はい、お願いします", "confirm"},
		{"ja-JP", confirm, "いいえ", "deny"},
		{"ja-JP", confirm, "いいえ、500です", "correct amount=500"},
		{"ja-JP", confirm, "金額を500に変更してください", "correct amount=500"},
		{"ja-JP", confirm, "AcmeではなくBoltです", "correct name=Bolt"},
		{"ja-JP", confirm, "no, 500", "correct amount=500"},
	} {
		c.view.Locale = c.locale
		if got := says(v.Understand(c.text, c.view)); got != c.want {
			t.Errorf("%q (%s) means %q, want %q", c.text, c.locale, got, c.want)
		}
	}
}

// Each language has words for every command, and a word means one of them.
func TestCommandsOfLanguages(t *testing.T) {
	t.Parallel()
	if !slices.Equal(match.Languages(), field.Languages()) {
		t.Errorf("commands in %v, answers in %v", match.Languages(), field.Languages())
	}
	for _, code := range match.Languages() {
		words, means := match.Commands(code), map[string]match.Command{}
		for c := range match.English() {
			if len(words[c]) == 0 {
				t.Errorf("%s has no words for %s", code, c)
			}
			for _, w := range words[c] {
				if other, twice := means[w]; twice {
					t.Errorf("%s: %q means %s and %s", code, w, other, c)
				}
				means[w] = c
			}
		}
	}
}
