package syntax_test

import (
	"os"

	"parley/engine/syntax"
)

func ExamplePrint() {
	src := []byte(`dialog: greet
title: Say hello
fields:
  name:
    aks: What is your name?
do: people.greet
`)
	_, diags := syntax.Parse("greet.yaml", src)
	for _, d := range diags {
		syntax.Print(os.Stdout, d, src)
	}
	// Output:
	// greet.yaml:5:5: unknown key "aks" in the field "name"
	//   |
	// 5 |     aks: What is your name?
	//   |     ^~~
	//    did you mean "ask"?   [PAR201 unknown-key]
}
