package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/engine/syntax"
)

// setting binds a flag to its environment variable and its key in the
// settings file. The flag's own value wins, then the environment, then the
// file.
func environmentName(flag string) string {
	return "PARLEY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// mayBeEmpty marks a flag whose empty value means something. For all others an
// empty environment variable is as good as none: what starts programs often
// sets every variable, with or without a value.
const mayBeEmpty = "may be empty"

// fillSettings gives every flag that was not set the value of its environment
// variable, else that of the settings file. secrets are read from the same
// places but are no flags: what stands on a command line can be seen by
// others.
//
// origins, when not nil, is filled with where the values came from.
func (a *app) fillSettings(c *cobra.Command, file string, secrets map[string]*string, origins map[string]string) error {
	values := map[string]syntax.Str{}
	if file == "" {
		file = a.getenv("PARLEY_CONFIG")
	}
	if file != "" {
		src, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("the settings file can't be read: %w", err)
		}
		var diags syntax.Diagnostics
		values, diags = syntax.ParseSettings(file, src)
		if diags.Failed() {
			for _, d := range diags {
				syntax.Print(a.stderr, d, src)
			}
			return errFound
		}
	}
	known := []string{}
	var problem error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Name == "config" {
			return
		}
		known = append(known, f.Name)
		if f.Changed || problem != nil {
			return
		}
		from := environmentName(f.Name)
		value, set := a.lookupEnv(from)
		if _, counts := f.Annotations[mayBeEmpty]; !set || value == "" && !counts {
			v, ok := values[f.Name]
			if !ok {
				return
			}
			from, value = fmt.Sprintf("%s:%d:%d: %s", file, v.Pos.Line, v.Pos.Col, f.Name), v.Value
		}
		if err := c.Flags().Set(f.Name, value); err != nil {
			problem = fmt.Errorf("%s: %q is no %s", from, value, kindOfFlag(f))
			return
		}
		if origins != nil {
			origins[f.Name] = from
		}
	})
	if problem != nil {
		return problem
	}
	for name, target := range secrets {
		known = append(known, name)
		if v := a.getenv(environmentName(name)); v != "" {
			*target = v
		} else if v, ok := values[name]; ok {
			*target = v.Value
		}
	}
	slices.Sort(known)
	for name, v := range values {
		if !slices.Contains(known, name) {
			advice := "known are: " + strings.Join(known, ", ")
			if near, ok := syntax.Nearest(name, known); ok {
				advice = fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Errorf("%s:%d:%d: there is no setting %q; %s", file, v.Pos.Line, v.Pos.Col, name, advice)
		}
	}
	return nil
}

func kindOfFlag(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true or false"
	case "duration":
		return "duration such as 30s"
	}
	return f.Value.Type()
}

// placed names the place of a setting in an error that names its flag.
func placed(err error, origins map[string]string) error {
	if err == nil {
		return nil
	}
	for name, from := range origins {
		rest, ok := strings.CutPrefix(err.Error(), "--"+name)
		if !ok || rest != "" && rest[0] != ' ' && rest[0] != ':' {
			continue
		}
		return errors.New(from + rest)
	}
	return err
}
