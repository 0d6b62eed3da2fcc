package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// labelled is a sentence and what it means, and what `parley understand` made
// of one.
type labelled struct {
	Text       string            `json:"text"`
	Dialog     string            `json:"dialog"`
	Command    string            `json:"command"`
	Fields     map[string]string `json:"fields"`
	Conditions []struct {
		Field string `json:"field"`
		Op    string `json:"op"`
		Value string `json:"value"`
	} `json:"conditions"`
}

// values are all that the sentence says, in one form.
func (l labelled) values() map[string]bool {
	same := func(s string) string { return strings.ToLower(strings.Trim(s, " .,\"'")) }
	all := map[string]bool{}
	for name, v := range l.Fields {
		all[name+" "+same(v)] = true
	}
	for _, c := range l.Conditions {
		all[c.Field+" "+c.Op+" "+same(c.Value)] = true
	}
	return all
}

// TestQualityOfUnderstanding measures `parley understand` on sentences about
// the twelve. crm_dev was looked at while the readers were written, crm_test
// was not. The floors are a little below the figures in engine/match/doc.go; -v
// shows the figures.
func TestQualityOfUnderstanding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file                           string
		dialog, refused, f1, wholeSame float64
	}{
		{"crm_dev.jsonl", 0.84, 0.90, 0.87, 0.78},
		{"crm_test.jsonl", 0.77, 0.84, 0.80, 0.66},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile("../../engine/match/testdata/" + c.file)
			if err != nil {
				t.Fatal(err)
			}
			_, out, _ := run(t, nil, string(text), "understand", "--jsonl")
			gold, said := decodeLines(t, text), decodeLines(t, []byte(out))
			if len(gold) != len(said) {
				t.Fatalf("%d readings of %d sentences", len(said), len(gold))
			}
			var in, right, whole, unknown, refused, both, extra, missed float64
			for i, g := range gold {
				s := said[i]
				if g.Command == "unknown" {
					unknown++
					if s.Command != "start" {
						refused++
					}
					continue
				}
				in++
				want, got := g.values(), s.values()
				n := 0.0
				for v := range got {
					if want[v] {
						n++
					}
				}
				both, extra, missed = both+n, extra+float64(len(got))-n, missed+float64(len(want))-n
				if s.Command == "start" && s.Dialog == g.Dialog {
					right++
					if len(got) == len(want) && int(n) == len(want) {
						whole++
					}
				}
			}
			f1 := 2 * both / (2*both + extra + missed)
			t.Logf("right dialog %.3f, others refused %.3f, F1 of values %.3f, dialog and every value %.3f", right/in, refused/unknown, f1, whole/in)
			for what, p := range map[string][2]float64{"right dialog": {right / in, c.dialog}, "refused": {refused / unknown, c.refused}, "F1": {f1, c.f1}, "all": {whole / in, c.wholeSame}} {
				if p[0] < p[1] {
					t.Errorf("%s: %.3f, want at least %.3f", what, p[0], p[1])
				}
			}
		})
	}
}

func decodeLines(t *testing.T, text []byte) []labelled {
	t.Helper()
	var list []labelled
	for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
		var l labelled
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", in.Text(), err)
		}
		list = append(list, l)
	}
	return list
}
