package oauth

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// Finding is what a trial showed about a setting.
type Finding struct {
	Setting string // the setting's name, as in Check; empty when it is about none
	Text    string
	Bad     bool // it will not work like this
}

// Try holds the app against the provider itself: it sends a refresh token that
// nobody was given, looks at the page that asks people, and calls the API.
// Nothing is changed anywhere. What Check finds wrong is not tried.
func (f *Flow) Try(ctx context.Context) []Finding {
	problems, warnings := f.App.Check()
	var found []Finding
	for _, p := range problems {
		found = append(found, finding(p, true))
	}
	for _, w := range warnings {
		found = append(found, finding(w, false))
	}
	if len(problems) > 0 {
		return found
	}
	found = append(found, f.tryToken(ctx))
	found = append(found, f.tryPage(ctx, "authorize_url", f.authorizeURL(f.slot("trial")+"."+secret(), secret()), true))
	if f.App.APIBase != "" {
		found = append(found, f.tryPage(ctx, "api_base", f.App.APIBase, false))
	}
	return found
}

func finding(text string, bad bool) Finding {
	name, words, _ := strings.Cut(text, ": ")
	return Finding{name, words, bad}
}

// tryToken asks for what can't be given: a provider that refuses the token has
// accepted the app.
func (f *Flow) tryToken(ctx context.Context) Finding {
	name := "token_url"
	if f.App.RefreshURL != "" {
		name = "refresh_url"
	}
	_, err := f.renew(ctx, "trial-"+secret())
	v := judge(err)
	switch {
	case err == nil:
		return Finding{name, "gives a token for a refresh token that does not exist; is it really the provider's address?", true}
	case v.kind == refused:
		return Finding{name, "answers, and takes client id and secret", false}
	case v.kind == badSettings:
		return Finding{v.setting, "is refused by " + f.App.title(), true}
	case v.status != 0:
		return Finding{name, fmt.Sprintf("answers with status %d, which says nothing about the app; try again later", v.status), true}
	}
	return Finding{name, "can't be reached (" + trouble(err) + ")", true}
}

// tryPage looks at an address. strict counts a refusal, otherwise any answer
// will do.
func (f *Flow) tryPage(ctx context.Context, name, address string, strict bool) Finding {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Finding{name, "is no address", true}
	}
	response, err := Client(f.HTTP).Do(request)
	if err != nil {
		return Finding{name, "can't be reached (" + trouble(err) + ")", true}
	}
	response.Body.Close()
	if strict && response.StatusCode >= 400 {
		return Finding{name, fmt.Sprintf("answers with status %d; look at client id, scopes and the redirect address registered there, %s",
			response.StatusCode, f.App.CallbackURL()), true}
	}
	return Finding{name, "answers", false}
}
