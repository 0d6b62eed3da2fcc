package oauth_test

import (
	"net/http"
	"testing"

	"parley/connectors/oauth"
)

// Whoever is erased while a sign-in comes to its end stays erased, at whatever
// moment of it.
func TestSEC44_ErasedDuringASignIn(t *testing.T) {
	toVisitors(t, func(t *testing.T, w *world) {
		for _, subject := range []string{"", "ann"} {
			w.visitor.Subject = subject
			answer := w.consent()
			w.provider.set(func(http.ResponseWriter, *http.Request) bool { // while the code is exchanged
				w.provider.set(nil)
				if err := w.node().tokens.Forget(t.Context(), w.visitor); err != nil {
					t.Error(err)
				}
				return false
			})
			given := w.provider.givenBack()
			_, err := w.finish(w.visitor.Browser, answer)
			wantFailure(t, err, oauth.ErrExpired)
			_, err = w.tokens.Token(t.Context(), w.visitor)
			w.wantSignIn(err)
			if w.provider.givenBack() != given+1 {
				t.Error("the access lives on at the provider")
			}
			// The mark does not keep anybody from coming back.
			w.signIn()
			w.token()

			// With digits to be typed.
			redirect, err := w.flow.StartUnproved(t.Context(), w.link(), "hash-of-a-phones-cookie")
			if err != nil {
				t.Fatal(err)
			}
			answer = w.agree(redirect)
			done, err := w.flow.Finish(t.Context(), "hash-of-a-phones-cookie", answer)
			if err != nil || done.Code == "" {
				t.Fatalf("%+v, %v", done, err)
			}
			if err := w.tokens.Forget(t.Context(), w.visitor); err != nil {
				t.Fatal(err)
			}
			_, err = w.flow.Confirm(t.Context(), w.visitor.Session, done.Code)
			wantFailure(t, err, oauth.ErrExpired)
		}
	})
}
