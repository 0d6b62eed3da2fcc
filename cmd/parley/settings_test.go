package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSettingsPrecedence says the same setting in several places: the flag
// wins over the environment, and the environment over the file. A list of one
// place takes the place of another's, and is not joined to it.
func TestSettingsPrecedence(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte("redis: redis://file:1/0\norigins: https://one.file.example,https://two.file.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := []string{"--redis", "redis://flag:1/0", "--origins", "https://one.flag.example,https://two.flag.example"}
	env := map[string]string{"PARLEY_REDIS": "redis://env:1/0", "PARLEY_ORIGINS": "https://one.env.example,https://two.env.example"}
	for _, c := range []struct {
		name  string
		flags []string
		env   map[string]string
		file  string
		want  string
	}{
		{"all three", flags, env, file, "flag"},
		{"flag and environment", flags, env, "", "flag"},
		{"flag and file", flags, nil, file, "flag"},
		{"environment and file", nil, env, file, "env"},
		{"empty environment and file", nil, map[string]string{"PARLEY_REDIS": "", "PARLEY_ORIGINS": ""}, file, "file"},
		{"file", nil, nil, file, "file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := app{lookupEnv: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }}
			serve := a.serve()
			if err := serve.ParseFlags(c.flags); err != nil {
				t.Fatal(err)
			}
			if err := a.fillSettings(serve, c.file, nil, nil); err != nil {
				t.Fatal(err)
			}
			redis, err := serve.Flags().GetString("redis")
			if want := "redis://" + c.want + ":1/0"; err != nil || redis != want {
				t.Errorf("redis is %q, %v; want %q", redis, err, want)
			}
			origins, err := serve.Flags().GetStringSlice("origins")
			if want := []string{"https://one." + c.want + ".example", "https://two." + c.want + ".example"}; err != nil || !slices.Equal(origins, want) {
				t.Errorf("origins are %q, %v; want %q", origins, err, want)
			}
		})
	}
}
