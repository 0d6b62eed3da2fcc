package oauth_test

import (
	"net/url"
	"strings"
	"testing"
)

// A permission that was not given is asked for once more, and then it stays
// like that: no loop.
func TestSEC13_MissingScopeIsAskedForOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		missing := []string{"crm.objects.deals.read"}
		err := w.tokens.Lacks(t.Context(), w.visitor, missing)
		if w.shared() {
			if err != nil || !strings.Contains(w.logs.String(), "lacks a scope") {
				t.Errorf("a visitor is asked for what an operator has to give: %v\n%s", err, w.logs)
			}
			return
		}
		needed := w.wantSignIn(err)
		if needed.Reason == "" {
			t.Error("nobody says why")
		}
		// The answer to that is a new consent for the same scopes and all others.
		start, _ := url.Parse(needed.Start)
		redirect, err := w.start(start.Query().Get("flow"), w.visitor.Browser)
		if err != nil {
			t.Fatal(err)
		}
		asked, _ := url.Parse(redirect)
		if got := asked.Query().Get("scope"); got != strings.Join(w.flow.App.Scopes, " ") {
			t.Errorf("asks for %q, and granted scopes are lost", got)
		}
		if _, err := w.finish(w.visitor.Browser, w.agree(redirect)); err != nil {
			t.Fatal(err)
		}
		if err := w.node().tokens.Lacks(t.Context(), w.visitor, missing); err != nil {
			t.Errorf("asked a second time: %v", err)
		}
		w.accessEnds()
		w.token() // renewed
		if err := w.tokens.Lacks(t.Context(), w.visitor, missing); err != nil {
			t.Errorf("asked again after a refresh: %v", err)
		}
		// Another one is another matter.
		w.wantSignIn(w.tokens.Lacks(t.Context(), w.visitor, []string{"crm.objects.owners.read"}))
	})
}

// What the app does not ask for, no visitor can give.
func TestSEC13_ScopeThatIsNotOurs(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.signIn()
		for _, scopes := range [][]string{nil, {"crm.objects.quotes.read"}} {
			if err := w.tokens.Lacks(t.Context(), w.visitor, scopes); err != nil {
				t.Errorf("%v: %v", scopes, err)
			}
		}
		if asked, _ := url.Parse(must(w.start(w.link(), w.visitor.Browser))); strings.Contains(asked.RawQuery, "quotes") {
			t.Errorf("asks for it all the same: %s", asked)
		}
	})
}

func must(text string, err error) string {
	if err != nil {
		panic(err)
	}
	return text
}
