package match

import (
	"fmt"
	"strings"
	"testing"
)

// many is twenty dialogs of thirty examples.
func many() []Dialog {
	things := []string{"deal", "contact", "company", "ticket", "invoice", "quote", "task", "meeting", "order", "product"}
	verbs := []string{"create", "delete"}
	shapes := []string{"%s a %s", "%s the %s <name>", "please %s %s <name>", "i want to %s a %s", "can you %s this %s for me", "%s %s <name> right away",
		"could we %s one more %s", "it is time to %s the %s", "let us %s a %s together", "would you mind to %s my %s"}
	var list []Dialog
	for _, verb := range verbs {
		for _, thing := range things {
			d := Dialog{Name: verb + "_" + thing, Title: verb + " " + thing}
			for i := range 30 {
				d.Examples = append(d.Examples, fmt.Sprintf(shapes[i%len(shapes)], verb, thing)+[]string{"", " today", " before noon"}[i/len(shapes)])
			}
			list = append(list, d)
		}
	}
	return list
}

func BenchmarkLearn(b *testing.B) {
	list := many()
	b.ReportAllocs()
	for b.Loop() {
		Learn(English(), list)
	}
}

func BenchmarkClassify(b *testing.B) {
	v := Learn(English(), many())
	s := v.classifier.newScratch()
	b.ReportAllocs()
	for b.Loop() {
		v.classifier.classify("please craete a new deal for Globex worth 5k", s)
	}
}

func BenchmarkUnderstand(b *testing.B) {
	v := Learn(English(), many())
	for name, text := range map[string]string{"sentence": "please craete a new deal for Globex worth 5k", "4KB": strings.Repeat("qcreate dael ", 315)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v.Understand(text, View{State: Idle})
			}
		})
	}
}
