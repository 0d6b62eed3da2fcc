package sandbox

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strconv"
)

//go:embed authorize.html
var authorizeHTML string

var authorizePage = template.Must(template.New("authorize").Parse(authorizeHTML))

// signInView is what one step of the page shows. Keep is the query so far,
// carried on in hidden fields.
type signInView struct {
	Title   string
	Text    string
	Problem bool
	Keep    [][2]string
	Field   string // name of the value that the buttons set
	Choices []signInChoice
	Scopes  []string
}

type signInChoice struct {
	Value, Label, Hint string
	Quiet              bool
}

func (v signInView) answer(status int) answer {
	var page bytes.Buffer
	if err := authorizePage.Execute(&page, v); err != nil {
		panic("sandbox: sign-in page: " + err.Error()) // the template is ours
	}
	a := htmlAnswer(status, page.Bytes())
	a.set("Cache-Control", "no-store")
	a.set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	a.set("Referrer-Policy", "no-referrer")
	return a
}

func signInError(status int, text string) answer {
	return signInView{Title: "This does not work", Text: text, Problem: true}.answer(status)
}

func (c *call) askUser() answer {
	view := signInView{Title: "Sign in", Text: "Choose who you are. There is no password in the sandbox.", Field: "sandbox_user"}
	for _, a := range c.s.accounts {
		for _, u := range a.users {
			i := slices.IndexFunc(view.Choices, func(ch signInChoice) bool { return ch.Value == u.email })
			if i >= 0 {
				view.Choices[i].Hint += " and " + a.name
				continue
			}
			view.Choices = append(view.Choices, signInChoice{Value: u.email, Label: u.first + " " + u.last, Hint: u.email + ", " + a.name})
		}
	}
	return c.show(view)
}

func (c *call) askAccount(email string) answer {
	view := signInView{Title: "Choose an account", Text: "Signed in as " + email + ".", Field: "sandbox_account"}
	for _, a := range c.s.accounts {
		for _, u := range a.users {
			if u.email == email {
				view.Choices = append(view.Choices, signInChoice{Value: strconv.FormatInt(a.hub, 10), Label: a.name, Hint: a.domain})
			}
		}
	}
	return c.show(view)
}

func (c *call) askConsent(who identity, scopes []string) answer {
	return c.show(signInView{
		Title:  "Connect to " + who.account.name,
		Text:   "The application wants to work in " + who.account.name + " as " + who.user.email + ". It asks for:",
		Scopes: scopes, Field: "sandbox_answer",
		Choices: []signInChoice{{Value: "allow", Label: "Allow"}, {Value: "deny", Label: "Deny", Quiet: true}},
	})
}

func (c *call) show(view signInView) answer {
	for key, values := range c.query {
		if key == view.Field {
			continue
		}
		for _, value := range values {
			view.Keep = append(view.Keep, [2]string{key, value})
		}
	}
	slices.SortFunc(view.Keep, func(a, b [2]string) int { return bytes.Compare([]byte(a[0]), []byte(b[0])) })
	return view.answer(http.StatusOK)
}
