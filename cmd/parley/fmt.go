package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/engine/syntax"
)

func (a *app) fmt() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "fmt FILES or FOLDERS",
		Short: "Lay dialog files out",
		Long: "Lays dialog files, tests and house rules out in their normal form: two spaces a\n" +
			"level, the keys of a file in the order of the reference, no spaces at the end of a\n" +
			"line. Comments and texts stay as they are, and so does what the file means. The\n" +
			"names of files that change are printed. `-` lays out standard input.",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{fmt.Errorf("write `parley fmt FILES or FOLDERS`")}
			}
			files, err := filesToFormat(args)
			if err != nil {
				return err
			}
			bad := false
			for _, file := range files {
				changed, ok, err := a.formatFile(file, check)
				if err != nil {
					return err
				}
				bad = bad || !ok || check && changed
			}
			if bad {
				return errFound
			}
			return nil
		},
	}
	c.Flags().BoolVar(&check, "check", false, "change nothing; exit code 1 when a file would change")
	return c
}

// filesToFormat lists the files named, and those of the folders named.
func filesToFormat(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-":
			files = append(files, arg)
		case err != nil:
			return nil, fmt.Errorf("there is no file or folder %s", arg)
		case !info.IsDir():
			files = append(files, arg)
		default:
			list, err := filepath.Glob(filepath.Join(arg, "*.yaml"))
			if err != nil {
				return nil, err
			}
			files = append(files, list...)
		}
	}
	return files, nil
}

// formatFile lays out one file. It tells whether that changes it, and whether
// it could be read.
func (a *app) formatFile(file string, check bool) (changed, ok bool, err error) {
	var src []byte
	if file == "-" {
		src, err = io.ReadAll(a.stdin)
	} else {
		src, err = os.ReadFile(file)
	}
	if err != nil {
		return false, false, err
	}
	text, diags := syntax.Format(strings.TrimPrefix(file, "-"), src)
	for _, d := range diags {
		d.File = file
		syntax.Print(a.stderr, d, src)
	}
	changed = !bytes.Equal(src, text)
	switch {
	case file == "-" && !check:
		_, err = a.stdout.Write(text)
	case changed:
		fmt.Fprintln(a.stdout, file)
		if !check {
			err = os.WriteFile(file, text, 0o644)
		}
	}
	return changed, !diags.Failed(), err
}
