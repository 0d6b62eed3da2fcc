package studio

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// Run is what conversation tests came to since the text was saved.
type Run struct {
	Running bool     `json:"running"`
	Results []Result `json:"results"`
}

// Result is one test; one with alternatives has failed if any of them has.
type Result struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Failures []string `json:"failures,omitempty"`
	Took     int64    `json:"took_ms"`
}

// sometimes is how often a page is told of a run that goes on.
const sometimes = 200 * time.Millisecond

// runTests begins to run a test, the tests of some files, or all. It ends a run that goes on.
func (s *Server) runTests(w http.ResponseWriter, r *http.Request) {
	wish, err := asked[struct {
		Files []string `json:"files"` // none: all files
		Line  int      `json:"line"`  // none: all of the files
	}](r)
	if err == nil {
		err = s.beginTests(wish.Files, wish.Line)
	}
	answer(w, struct{}{}, err)
}

func (s *Server) beginTests(names []string, line int) error {
	m := s.cfg.Bench.Machine()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.folder.state.Chat.Saved {
		return &trouble{http.StatusConflict, "tests run on what is saved, and that has errors; mend them first"}
	}
	chosen, n := choose(s.folder.read.Tests, names, line)
	if n == 0 {
		return &trouble{http.StatusNotFound, "there is no such test"}
	}
	s.stopRun()
	ctx, stop := context.WithCancel(s.ends)
	s.stopRun, s.run.Running = stop, true
	go s.runCases(ctx, m, chosen) // ends with its cases, or with stop
	return nil
}

// choose keeps a test, or those of some files, or all, and counts them.
func choose(files []*syntax.Tests, names []string, line int) (list []*syntax.Tests, n int) {
	for _, f := range files {
		if len(names) > 0 && !slices.Contains(names, f.File) {
			continue
		}
		some := *f
		some.Cases = nil
		for _, c := range f.Cases {
			if line == 0 || c.Name.Pos.Line == line {
				some.Cases = append(some.Cases, c)
			}
		}
		list, n = append(list, &some), n+len(some.Cases)
	}
	return list, n
}

func (s *Server) runCases(ctx context.Context, m *machine.Machine, files []*syntax.Tests) {
	runner, told, seen := s.cfg.Runner(m), time.Time{}, map[Place]bool{}
	runner.Enough = func(r convtest.Result) bool {
		s.mu.Lock()
		stale := ctx.Err() != nil
		if !stale {
			s.note(r, seen)
		}
		s.mu.Unlock()
		if now := time.Now(); now.Sub(told) > sometimes {
			told = now
			s.tell("tests")
		}
		return stale
	}
	s.tell("tests")
	runner.Run(ctx, files)
	s.mu.Lock()
	stale := ctx.Err() != nil
	if !stale {
		s.run.Running = false
	}
	s.mu.Unlock()
	s.tell("tests")
}

// endTests ends a run.
func (s *Server) endTests(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	s.stopRun()
	s.run.Running = false
	s.mu.Unlock()
	s.tell("tests")
	answer(w, struct{}{}, nil)
}

// note adds a result to those of before, and takes the place of one of an earlier run; seen are the tests of this one.
// The caller holds the lock.
func (s *Server) note(r convtest.Result, seen map[Place]bool) {
	visited := maps.Clone(s.visited) // a diagram may be reading it
	if visited == nil {
		visited = map[machine.Move]bool{}
	}
	for _, m := range r.Moves {
		visited[m] = true
	}
	s.visited = visited
	now := Result{File: r.File, Line: r.Line, Failures: r.Failures, Took: r.Took.Milliseconds()}
	results := make([]Result, 0, len(s.run.Results)+1)
	for _, old := range s.run.Results {
		switch {
		case old.File != r.File || old.Line != r.Line:
			results = append(results, old)
		case seen[Place{r.File, r.Line}]: // another alternative of the same test
			now.Failures = append(old.Failures, now.Failures...)
			now.Took += old.Took
		}
	}
	seen[Place{r.File, r.Line}] = true
	s.run.Results = append(results, now)
}
