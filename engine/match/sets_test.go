package match_test

import (
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/engine/field"
	"parley/engine/match"
)

// TestSets measures on public sets of other people's chatbots how often the
// right dialog is found, and logs the figures that doc.go has. The sets are
// not part of the repository. To repeat it:
//
//	git clone https://github.com/hellohaptik/HINT3 sets/HINT3
//	git clone https://github.com/clinc/oos-eval sets/oos-eval
//	git clone https://github.com/PolyAI-LDN/task-specific-datasets sets/task-specific-datasets
//	PARLEY_SETS=$PWD/sets go test ./engine/match -run TestSets -v
//
// Every intent becomes a dialog that has a name and examples only, as a folder
// of such files read by `parley understand` does. Each sentence of the test
// half goes through Learn and Understand with nothing open.
func TestSets(t *testing.T) {
	dir := os.Getenv("PARLEY_SETS")
	if dir == "" {
		t.Skip("PARLEY_SETS names no folder with the public sets; how to get them stands above this test")
	}
	t.Run("HINT3", func(t *testing.T) {
		var sum figures
		for _, bot := range []string{"curekart", "powerplay11", "sofmattress"} {
			train := readTable(t, filepath.Join(dir, "HINT3/dataset/v1/train", bot+"_train.csv"))
			test := readTable(t, filepath.Join(dir, "HINT3/dataset/v1/test", bot+"_test.csv"))
			f := measure(train, test, "NO_NODES_DETECTED")
			t.Logf("%-12s %+.3v", bot, f)
			sum = sum.plus(f)
		}
		mean := sum.over(3)
		t.Logf("%-12s %+.3v", "mean", mean)
		atLeast(t, "in scope", mean.first, 0.745)
	})
	t.Run("CLINC150 small", func(t *testing.T) {
		data, err := os.ReadFile(filepath.Join(dir, "oos-eval/data/data_small.json"))
		if err != nil {
			t.Fatal(err)
		}
		var parts map[string][]sentence
		if err := json.Unmarshal(data, &parts); err != nil {
			t.Fatal(err)
		}
		f := measure(parts["train"], append(parts["test"], parts["oos_test"]...), "oos")
		t.Logf("%+.3v", f)
		atLeast(t, "in scope", f.first, 0.905)
		atLeast(t, "refused", f.refused, 0.45)
	})
	for _, c := range []struct {
		name  string
		each  int
		least float64
	}{{"BANKING77 with 10", 10, 0.72}, {"BANKING77 with 30", 30, 0.85}} {
		t.Run(c.name, func(t *testing.T) {
			train := readTable(t, filepath.Join(dir, "task-specific-datasets/banking_data/train.csv"))
			test := readTable(t, filepath.Join(dir, "task-specific-datasets/banking_data/test.csv"))
			var sum figures
			for draw := range uint64(3) {
				sum = sum.plus(measure(few(train, c.each, draw), test, ""))
			}
			mean := sum.over(3)
			t.Logf("mean of three draws: %+.3v", mean)
			atLeast(t, "in scope", mean.first, c.least)
		})
	}
}

// sentence is a text and its intent.
type sentence [2]string

// figures are shares of the sentences.
type figures struct {
	first   float64 // in scope: the right dialog comes first, whatever is decided
	taken   float64 // in scope: the right dialog is started
	asked   float64 // in scope: the right one is among those asked about
	refused float64 // out of scope: no dialog is started
	all     float64 // all: started rightly or refused rightly
}

func (f figures) plus(g figures) figures {
	return figures{f.first + g.first, f.taken + g.taken, f.asked + g.asked, f.refused + g.refused, f.all + g.all}
}

func (f figures) over(n float64) figures {
	return figures{f.first / n, f.taken / n, f.asked / n, f.refused / n, f.all / n}
}

func measure(train, test []sentence, none string) figures {
	v := match.Learn(match.English(), asDialogs(train))
	idle := match.View{View: field.View{Now: now}, State: match.Idle}
	var f figures
	in, out := 0.0, 0.0
	for _, s := range test {
		m := v.Understand(s[0], idle).Meanings[0]
		started := m.Command == match.Start
		first := m.Dialog
		if near := v.Rank(s[0]); first == "" && len(near) > 0 {
			first = near[0].Dialog // as shown by parley understand
		}
		if s[1] == none {
			out++
			if !started {
				f.refused++
				f.all++
			}
			continue
		}
		in++
		switch {
		case started && first == s[1]:
			f.taken++
			f.all++
		case m.Command == match.Clarify && slices.ContainsFunc(m.Dialogs, func(r match.Ranked) bool { return r.Dialog == s[1] }):
			f.asked++
		}
		if first == s[1] {
			f.first++
		}
	}
	return figures{f.first / in, f.taken / in, f.asked / in, f.refused / max(out, 1), f.all / (in + out)}
}

// asDialogs makes a dialog of each intent, titled as a file without a title is.
func asDialogs(list []sentence) []match.Dialog {
	var dialogs []match.Dialog
	at := map[string]int{}
	for _, s := range list {
		i, ok := at[s[1]]
		if !ok {
			i, at[s[1]] = len(dialogs), len(dialogs)
			dialogs = append(dialogs, match.Dialog{Name: s[1], Title: strings.ReplaceAll(s[1], "_", " ")})
		}
		dialogs[i].Examples = append(dialogs[i].Examples, s[0])
	}
	return dialogs
}

// few draws some examples of each intent.
func few(list []sentence, each int, draw uint64) []sentence {
	list = slices.Clone(list)
	rng := rand.New(rand.NewPCG(draw, 1))
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	n := map[string]int{}
	return slices.DeleteFunc(list, func(s sentence) bool { n[s[1]]++; return n[s[1]] > each })
}

func readTable(t *testing.T, path string) []sentence {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []sentence
	for _, row := range rows[1:] {
		list = append(list, sentence{row[0], row[1]})
	}
	return list
}

func atLeast(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got < want {
		t.Errorf("%s: %.3f, want at least %.3f", what, got, want)
	}
}
