package field_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parley/engine/field"
)

var seeds = []string{
	"", "5k", "half a mil", "$1.2m", "1.250,00 €", "twelve hundred", "five dollars and 50 cents", "EUR 300", "-$-5", "1 000 000", "5-10k", "one point", "a", "a million and a", "twenty-",
	"next friday", "end of Q1", "in 3 weeks", "the 5th", "31/12", "2026-12-31", "Dec. 31, '27", "mid-march", "last friday of march", "00/00/0000", "99999999999999999999", "q", "'", "29 feb",
	"3pm", "3 p.m.", "quarter to", "15h30", "half past", "12:60:61", "jane@acme.com", "@", "a@@b.c", "jane at acme dot com", "+1 (415) 555-2671 ext. 5", "+", "((((", "https://acme.com/x", "www.", "http://[::1]", "acme.com:x",
	"yes", "don’t", "👍🏽", "👩‍👩‍👧", "first one", "second to last", "#2", "closed", "\xff\xfe", "Cafe\u0301", "１２", "\u202e", "K", "ſ", "İ 5k", "5İk",
	"nächsten Freitag", "in einundzwanzig Tagen", "Ende des 1. Quartals", "am 5.", "5 Tsd. €", "fünfundzwanzig", "hunderttausend", "eine halbe Million", "halb drei", "Freitag, den 4. Dezember",
	"来週の金曜日", "3週間後", "12月31日", "2026年12月末", "第1四半期", "5万円", "1億2000万", "五百ドル", "千十", "午後3時半", "２番目", "Acmeの商談を5万円で", "三菱商事",
}

// FuzzKinds gives foreign text to every kind: nothing panics, what is read can
// be shown, spans are in order and inside the text.
func FuzzKinds(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint8(i))
	}
	locales := []string{"", "en-US", "en-GB", "de-DE", "fr-FR", "ja-JP", "en-IN", "x", "ar-EG"}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		v := field.View{Locale: locales[int(n)%len(locales)], Now: now.AddDate(0, 0, int(n)), Choices: stages}
		for _, k := range field.Kinds() {
			typ := typeOf(t, k)
			value, why, ok := typ.Read(text, v)
			if ok == (why != "") {
				t.Fatalf("%s %q: ok is %v, why is %q", k, text, ok, why)
			}
			if ok && k != field.Record && value.IsZero() {
				t.Fatalf("%s %q: read as nothing", k, text)
			}
			typ.Show(value, v)
			typ.Expr(value)
			field.Mask(k, value)
			if typ.Find == nil {
				continue
			}
			end := 0
			for _, m := range typ.Find(text, v) {
				if m.Start < end || m.End <= m.Start || m.End > len(text) || m.Value.IsZero() {
					t.Fatalf("%s %q: a match at %d:%d after %d", k, text, m.Start, m.End, end)
				}
				if utf8.ValidString(text) && !utf8.ValidString(text[m.Start:m.End]) {
					t.Fatalf("%s %q: a span cuts a character", k, text)
				}
				end = m.End
				if k == field.Date {
					if _, err := time.Parse(time.DateOnly, m.Value.Norm); err != nil {
						t.Fatalf("%q: %v", text, err)
					}
				}
			}
		}
		field.MatchChoice(text, v)
		field.ReadYesNo(text, v)
	})
}

// FuzzShown checks that what was read is shown so that it can be read again.
func FuzzShown(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range []field.Kind{field.Number, field.Money, field.Date, field.Time, field.Percent, field.Phone, field.Email, field.YesNo} {
			for _, locale := range []string{"en-US", "de-DE", "ja-JP"} {
				typ, v := typeOf(t, k), view(locale)
				value, _, ok := typ.Read(text, v)
				if !ok {
					continue
				}
				if k == field.Money && value.Unit == "" {
					value.Unit = "USD"
				}
				again, why, ok := typ.Read(typ.Show(value, v), v)
				if !ok || !again.Equal(value) {
					t.Fatalf("%s %q in %s: %+v is shown as %q and read as %+v (%s)", k, text, locale, value, typ.Show(value, v), again, why)
				}
			}
		}
	})
}

// heavy are texts of 4 kB that are hard on one recogniser or another.
func heavy() map[string]string {
	texts := map[string]string{}
	for _, s := range []string{"1 2 3 4 ", "1,234 ", "5th of ", "five hundred and ", "a@b.c", "@", "415 555 2671 ", "+1", "last friday of ", "q1 ", "the end of the ", "half a ", "$1 ", "12/12/", "in 3 ", "amount ", "www.a.b ", "((((", "é", "twenty-", "1-", "a half ", "mid ",
		"7", "1,1,", "1,", "1.", "1'", "123 ", "half ", "a ", "a a", "million ", "thousand thousand ", "five thousand ", "one point ", "1 and ", "minus ", "-", "$", "- 5", "us$", "1-1 ", "5 to ", "quarter past ", "3:", "3 p.m. ", "next ", "first of ", "day after ", "monday ", "may ", "2026-", "1.1.", "'", "’", "x@", "a.", "http://a", "(1", "+ ", "( ", "e\u0301", "１", "ﬁ", "\u0301", "\xff", "the ", "yes ", "%", "万", "一", "十", "一千", "週", "12月", "来週の", "あ", "ア", "ein", "einund", "hundert", "am 5. ", "ende "} {
		texts[s] = strings.Repeat(s, 4096/len(s))
	}
	return texts
}

// readAndFind gives the time that a kind spends on a text.
func readAndFind(typ field.Type, text string) time.Duration {
	start := time.Now()
	for _, locale := range []string{"en-GB", "de-DE", "ja-JP"} {
		typ.Read(text, view(locale))
		if typ.Find != nil {
			typ.Find(text, view(locale))
		}
	}
	return time.Since(start)
}

func TestNothingIsSlow(t *testing.T) {
	for name, text := range heavy() {
		for _, k := range field.Kinds() {
			typ := typeOf(t, k)
			least := readAndFind(typ, text) // of several, since other work may run beside it
			// BenchmarkHeavy shows that none takes 5 ms. The limit is far above
			// that, so that only what grows with the square of the length, or
			// worse, comes near it on a busy machine, with the race detector on.
			const limit = 2 * time.Second
			for tries := 1; tries < 5 && least > limit; tries++ {
				least = min(least, readAndFind(typ, text))
			}
			if least > limit {
				t.Errorf("%s takes %v for 4 kB of %q", k, least, name)
			}
		}
	}
}

// BenchmarkHeavy takes each kind through all heavy texts and says how long
// the slowest of them took at its best.
func BenchmarkHeavy(b *testing.B) {
	texts := heavy()
	for _, k := range field.Kinds() {
		typ, _ := field.TypeOf(k)
		b.Run(string(k), func(b *testing.B) {
			best := map[string]time.Duration{}
			for b.Loop() {
				for name, text := range texts {
					took := readAndFind(typ, text)
					if least, seen := best[name]; !seen || took < least {
						best[name] = took
					}
				}
			}
			slowest := slices.MaxFunc(slices.Collect(maps.Keys(best)), func(x, y string) int { return cmp.Compare(best[x], best[y]) })
			b.ReportMetric(best[slowest].Seconds()*1000, "ms/slowest")
			b.Logf("%s is slowest at %q", k, slowest)
		})
	}
}

func BenchmarkFind(b *testing.B) {
	const text = "log a 5k deal with Acme by next friday, call +1 415 555 2671 or mail joe@acme.com"
	for _, k := range field.Kinds() {
		if typ, _ := field.TypeOf(k); typ.Find != nil {
			b.Run(string(k), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					typ.Find(text, view("en-US"))
				}
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for k, text := range map[field.Kind]string{field.Money: "half a mil", field.Date: "end of next quarter", field.YesNo: "yes please", field.Number: "1,250", field.Email: "jane@acme.com"} {
		typ, _ := field.TypeOf(k)
		b.Run(string(k), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				typ.Read(text, view("en-US"))
			}
		})
	}
}
