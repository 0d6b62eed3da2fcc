package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/dialogs"
	"parley/engine/lint"
	"parley/engine/rule"
	"parley/engine/syntax"
)

// source is one folder of dialogs, read.
type source struct {
	name    string
	files   fs.FS
	dialogs []*syntax.Dialog
	house   *syntax.House
	tests   []*syntax.Tests
	diags   syntax.Diagnostics // of reading
	only    map[string]bool    // files to report on; nil for all
}

// readSources reads the folders named, or those of the files named; the
// twelve that ship when nothing is.
func readSources(args []string) ([]*source, error) {
	if len(args) == 0 {
		return []*source{readSource("dialogs", dialogs.FS)}, nil
	}
	var list []*source
	byFolder := map[string]*source{}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("there is no file or folder %s", arg)
		}
		folder := arg
		if !info.IsDir() {
			folder = filepath.Dir(arg)
		}
		s := byFolder[folder]
		if s == nil {
			s = readSource(folder, os.DirFS(folder))
			byFolder[folder] = s
			list = append(list, s)
			if !info.IsDir() {
				s.only = map[string]bool{}
			}
		}
		if !info.IsDir() && s.only != nil {
			s.only[filepath.Base(arg)] = true
		}
	}
	for _, s := range list {
		s.tests = keep(s.tests, s.only)
	}
	return list, nil
}

func keep(tests []*syntax.Tests, only map[string]bool) []*syntax.Tests {
	if only == nil {
		return tests
	}
	var list []*syntax.Tests
	for _, t := range tests {
		if only[t.File] || only[strings.TrimSuffix(t.File, "_test.yaml")+".yaml"] {
			list = append(list, t)
		}
	}
	return list
}

func readSource(name string, files fs.FS) *source {
	s := &source{name: name, files: files}
	s.dialogs, s.house, s.tests, s.diags = syntax.ReadDir(files, ".")
	return s
}

// diagnostics are everything that is wrong with a folder: reading and
// compiling, the same checks that a server makes.
func (s *source) diagnostics() syntax.Diagnostics {
	diags, _ := s.folder().Problems(newCatalog(nil, nil, s.house.Objects))
	return s.about(diags)
}

// advice is diagnostics and what could be better about dialogs that run.
func (s *source) advice() syntax.Diagnostics {
	diags, _ := s.folder().All(newCatalog(nil, nil, s.house.Objects))
	return s.about(diags)
}

func (s *source) folder() *lint.Folder {
	return &lint.Folder{Dialogs: s.dialogs, House: s.house, Tests: s.tests, Read: s.diags}
}

// about keeps what is about the files to report on.
func (s *source) about(diags syntax.Diagnostics) syntax.Diagnostics {
	return slices.DeleteFunc(diags, func(d syntax.Diagnostic) bool {
		dialog, _, _ := syntax.TranslationOf(d.File)
		return s.only != nil && !s.only[d.File] && !s.only[dialog+".yaml"]
	})
}

// printDiagnostics makes a check of each folder, and prints and gives what it
// finds.
func (a *app) printDiagnostics(sources []*source, check func(*source) syntax.Diagnostics) (all syntax.Diagnostics) {
	for _, s := range sources {
		for _, d := range check(s) {
			src, _ := fs.ReadFile(s.files, d.File)
			d.File = filepath.Join(s.name, d.File)
			all = append(all, d)
			syntax.Print(a.stdout, d, src)
		}
	}
	return all
}

func (a *app) lint() *cobra.Command {
	var format, explain string
	c := &cobra.Command{
		Use:   "lint [FILES or FOLDERS]",
		Short: "Check dialogs",
		Long: "Checks dialog files, tests and house rules: everything that would stop them from\n" +
			"running, in one go, and what could be better. Without arguments the twelve that\n" +
			"ship are checked. Exit code 1 when there are errors; warnings don't count.\n" +
			"Each rule has a page: --explain PAR201, or --explain all.",
		RunE: func(_ *cobra.Command, args []string) error {
			if explain != "" {
				return a.explain(explain)
			}
			sources, err := readSources(args)
			if err != nil {
				return err
			}
			var all syntax.Diagnostics
			for _, s := range sources {
				if len(s.dialogs)+len(s.tests)+len(s.diags) == 0 {
					return fmt.Errorf("there are no dialogs in %s; name a folder with files ending in .yaml", s.name)
				}
			}
			switch format {
			case "text":
				if all = a.printDiagnostics(sources, (*source).advice); !all.Failed() {
					n := 0
					for _, s := range sources {
						n += len(s.dialogs)
					}
					fmt.Fprintln(a.stdout, verdict(n, len(all)))
					for _, s := range sources {
						if scopes := furtherScopes(s.house.Objects); len(scopes) > 0 {
							fmt.Fprintf(a.stdout, "%s needs these scopes besides the usual ones: %s\n", s.name, strings.Join(scopes, ", "))
						}
					}
				}
			case "json", "sarif":
				for _, s := range sources {
					for _, d := range s.advice() {
						d.File = filepath.Join(s.name, d.File)
						all = append(all, d)
					}
				}
				if err := a.printJSON(format, all); err != nil {
					return err
				}
			default:
				return usageError{fmt.Errorf("--format is text, json or sarif, not %q", format)}
			}
			if all.Failed() {
				return errFound
			}
			return nil
		},
	}
	c.Flags().StringVar(&explain, "explain", "", "tell about the rule with this `CODE` or name; all for every one")
	c.Flags().StringVar(&format, "format", "text", "`FORMAT` of the output: text, json or sarif")
	return c
}

// explain prints the page of a rule.
func (a *app) explain(name string) error {
	if name == "all" {
		fmt.Fprint(a.stdout, rule.Pages())
		return nil
	}
	r, ok := rule.Find(name)
	if !ok {
		var known []string
		for _, r := range rule.All() {
			known = append(known, r.Code, r.Name)
		}
		if near, ok := syntax.Nearest(name, known); ok {
			return fmt.Errorf("there is no rule %q; did you mean %q?", name, near)
		}
		return fmt.Errorf("there is no rule %q; `parley lint --explain all` lists them", name)
	}
	fmt.Fprint(a.stdout, r.Page())
	return nil
}

// verdict says how dialogs are that have no errors.
func verdict(dialogs, warnings int) string {
	switch {
	case warnings > 0 && dialogs == 1:
		return "1 dialog can run; there is advice above"
	case warnings > 0:
		return fmt.Sprintf("%d dialogs can run; there is advice above", dialogs)
	case dialogs == 1:
		return "1 dialog is fine"
	}
	return fmt.Sprintf("%d dialogs are fine", dialogs)
}

func (a *app) printJSON(format string, diags syntax.Diagnostics) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetIndent("", "  ")
	if format == "json" {
		if diags == nil {
			diags = syntax.Diagnostics{}
		}
		return enc.Encode(diags)
	}
	return enc.Encode(sarif(diags))
}

// sarif is the form that code hosts show beside a change (SARIF 2.1.0).
func sarif(diags syntax.Diagnostics) any {
	type m = map[string]any
	results, used, rules := []m{}, map[string]bool{}, []m{}
	for _, d := range diags {
		if r, ok := rule.Find(d.Rule); ok && !used[d.Rule] {
			used[d.Rule] = true
			rules = append(rules, m{
				"id": r.Code, "name": r.Name, "shortDescription": m{"text": r.Text}, "fullDescription": m{"text": r.Text + " " + r.Why},
				"help": m{"text": r.Text + " " + r.Why, "markdown": r.Page()},
			})
		}
		text := d.Text
		if d.Advice != "" {
			text += ": " + d.Advice
		}
		if len(d.Talk) > 0 {
			text += "\n\n" + strings.Join(d.Talk, "\n")
		}
		results = append(results, m{
			"ruleId": rule.Code(d.Rule), "level": string(d.Severity), "message": m{"text": text},
			"locations": []m{{"physicalLocation": m{
				"artifactLocation": m{"uri": filepath.ToSlash(d.File)},
				"region":           m{"startLine": max(1, d.Pos.Line), "startColumn": max(1, d.Pos.Col), "endColumn": max(1, d.Pos.Col) + max(1, d.Pos.Len)},
			}}},
		})
	}
	return m{
		"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"runs": []m{{"tool": m{"driver": m{"name": "parley", "version": version(), "rules": rules}}, "results": results}},
	}
}
