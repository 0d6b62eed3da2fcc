// Package rule describes what lint holds files against: one entry for each
// rule, with a code that never changes, a sample that breaks it, one that
// keeps it, and why. The page of each rule is written from it, and every
// sample is tried: the bad one breaks its own rule and no other, the good one
// none.
//
// The package decides nothing. Whoever finds a problem names its rule; what a
// rule means for a file is in the code that finds it, which is spread over
// reading (syntax), compiling (machine) and advising (lint).
package rule
