package oauth_test

import (
	"net/url"
	"strings"
	"testing"

	"parley/connectors/oauth"
)

func goodApp() oauth.App {
	return oauth.App{
		Provider: "hubspot", Kind: oauth.System, Authorization: oauth.User, ClientID: "c", ClientSecret: "s",
		AuthURL:  "https://app.hubspot.com/oauth/authorize",
		TokenURL: "https://api.hubapi.com/oauth/2026-09/token", Scopes: []string{"oauth"},
		PublicURL: "https://chat.example.com/parley/", APIBase: "https://api.hubapi.com",
	}
}

func TestCheck(t *testing.T) {
	if problems, warnings := goodApp().Check(); len(problems)+len(warnings) != 0 {
		t.Errorf("got %v, %v", problems, warnings)
	}
	for name, test := range map[string]struct {
		change        func(*oauth.App)
		problem, warn string
	}{
		"provider":      {change: func(a *oauth.App) { a.Provider = "../x" }, problem: "provider: "},
		"kind":          {change: func(a *oauth.App) { a.Kind = "" }, problem: "kind: "},
		"authorization": {change: func(a *oauth.App) { a.Authorization = "both" }, problem: "authorization: "},
		"client id":     {change: func(a *oauth.App) { a.ClientID = " " }, problem: "client_id: "},
		"secret":        {change: func(a *oauth.App) { a.ClientSecret = "" }, problem: "client_secret: "},
		"public client": {change: func(a *oauth.App) { a.ClientSecret, a.Kind = "", oauth.Custom }, warn: "client_secret: "},
		"no token url":  {change: func(a *oauth.App) { a.TokenURL = "" }, problem: "token_url: is missing"},
		"plain http":    {change: func(a *oauth.App) { a.AuthURL = "http://app.hubspot.com/" }, problem: "authorize_url: must begin"},
		"user info":     {change: func(a *oauth.App) { a.RefreshURL = "https://u:p@x.example/" }, problem: "refresh_url: "},
		"fragment":      {change: func(a *oauth.App) { a.TokenURL += "#" }, problem: "token_url: "},
		"relative":      {change: func(a *oauth.App) { a.PublicURL = "chat.example.com" }, problem: "public_url: "},
		"query":         {change: func(a *oauth.App) { a.PublicURL += "?a=b" }, problem: "public_url: "},
		"loopback":      {change: func(a *oauth.App) { a.PublicURL = "http://localhost:8080" }},
		"loopback IPv6": {change: func(a *oauth.App) { a.PublicURL = "http://[::1]:8080" }},
		"look-alike":    {change: func(a *oauth.App) { a.PublicURL = "http://localhost.example" }, problem: "public_url: "},
		"no version":    {change: func(a *oauth.App) { a.TokenURL = "https://api.hubapi.com/oauth/v9/token" }, problem: `token_url: has "v9" as the version of HubSpot's OAuth; the versions that work are 2026-09, 2026-03, v3`},
		"v1":            {change: func(a *oauth.App) { a.TokenURL = "https://api.hubapi.com/oauth/v1/token" }, warn: "token_url: HubSpot's OAuth v1 ends on 2027-02-16"},
		"scope":         {change: func(a *oauth.App) { a.Scopes = []string{"a b"} }, problem: "scopes: "},
		"no scopes":     {change: func(a *oauth.App) { a.Scopes = nil }, warn: "scopes: "},
		"whole link":    {change: func(a *oauth.App) { a.AuthURL += "?client_id=c&scope=oauth" }, problem: "authorize_url: client_id is in it"},
		"no tenant":     {change: func(a *oauth.App) { a.AuthURL = "https://app.hubspot.com/oauth/{tenant}/authorize" }, problem: "authorize_url: has {tenant} in it"},
		"tenant": {change: func(a *oauth.App) {
			a.AuthURL = "https://app.hubspot.com/oauth/{tenant}/authorize"
			*a = a.InTenant("12345")
		}},
		"param": {change: func(a *oauth.App) { a.Params = map[string]string{"state": "x"} }, problem: "params: state"},
	} {
		a := goodApp()
		test.change(&a)
		problems, warnings := a.Check()
		for what, got := range map[string][]string{test.problem: problems, test.warn: warnings} {
			if test.problem == test.warn {
				got = append(problems, warnings...)
			}
			if what == "" && len(got) != 0 || what != "" && (len(got) != 1 || !strings.HasPrefix(got[0], what)) {
				t.Errorf("%s: got problems %q, warnings %q", name, problems, warnings)
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	a := goodApp()
	if got, want := a.CallbackURL(), "https://chat.example.com/parley/oauth/hubspot/callback"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := a.StartURL("x&y"), "https://chat.example.com/parley/oauth/hubspot/start?flow=x%26y"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAuthorizeAddress(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.flow.App.AuthURL += "?tenant=a+b"
		w.flow.App.Params = map[string]string{"prompt": "con+sent now", "state": "mine", "code_challenge_method": "plain"}
		redirect, err := w.start(w.link(), w.visitor.Browser)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(redirect)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{
			"tenant": "a b", "prompt": "con+sent now", "client_id": clientID, "response_type": "code",
			"scope": "oauth crm.objects.deals.read", "optional_scope": "crm.objects.owners.read",
			"redirect_uri": w.flow.App.CallbackURL(), "code_challenge_method": "S256",
		} {
			if got := u.Query()[name]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
		if u.Query().Get("state") == "mine" || strings.Contains(u.RawQuery, "+") || strings.Contains(redirect, clientSecret) {
			t.Errorf("got %s", u.RawQuery)
		}
	})
}

func TestRefreshAddress(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.flow.App.RefreshURL = w.provider.URL + "/oauth/v1/token"
		w.tokens = w.node().tokens
		w.signIn()
		w.accessEnds()
		w.token()
		last := w.provider.requests[len(w.provider.requests)-1]
		if last.URL.Path != "/oauth/v1/token" || last.PostForm.Get("grant_type") != "refresh_token" {
			t.Errorf("refreshed at %s", last.URL.Path)
		}
	})
}

func TestOwners(t *testing.T) {
	toVisitors(t, func(t *testing.T, w *world) {
		w.signIn()
		anonymous := w.visitor
		known := anonymous
		known.Subject = "canary-subject-ann"
		_, err := w.tokens.Token(t.Context(), known)
		w.wantSignIn(err) // what an anonymous visitor was given stays with the session
		w.visitor = known
		w.signIn()
		elsewhere := known
		elsewhere.Session = "canary-session-2"
		if _, err := w.tokens.Token(t.Context(), elsewhere); err != nil {
			t.Errorf("the same person in another chat: %v", err)
		}
		w.visitor = anonymous
	})
}

// What the guides that people follow give as settings works as it is, and the
// check says until when.
func TestSettingsOfTheGuides(t *testing.T) {
	a := goodApp()
	a.AuthURL, a.TokenURL = "https://app.hubspot.com/oauth/authorize", "https://api.hubapi.com/oauth/v1/token"
	a.Scopes = []string{"crm.objects.deals.read", "crm.objects.deals.write", "crm.objects.contacts.read", "crm.objects.contacts.write"}
	problems, warnings := a.Check()
	if len(problems) != 0 || len(warnings) != 1 || !strings.Contains(warnings[0], "ends on 2027-02-16; use https://api.hubapi.com/oauth/2026-09/token instead") {
		t.Errorf("problems %q, warnings %q", problems, warnings)
	}
}

func TestTenant(t *testing.T) {
	a := goodApp()
	a.AuthURL, a.TokenURL, a.APIBase = "https://{tenant}.id.example/authorize", "https://id.example/{tenant}/token", "https://api.example/{tenant}"
	one, other := a.InTenant("acme"), a.InTenant("../x?y#z")
	if one.AuthURL != "https://acme.id.example/authorize" || one.TokenURL != "https://id.example/acme/token" || one.APIBase != "https://api.example/acme" {
		t.Errorf("got %+v", one)
	}
	if strings.ContainsAny(strings.TrimPrefix(other.TokenURL, "https://id.example/"), "?#") || strings.Count(other.TokenURL, "/") != strings.Count(one.TokenURL, "/") {
		t.Errorf("a tenant leads elsewhere: %s", other.TokenURL)
	}
	if one.Fingerprint() == a.InTenant("globex").Fingerprint() {
		t.Error("SEC-8: two tenants share their tokens")
	}
}
