package web

import "testing"

func checkSchema(testing.TB, []byte) {}
