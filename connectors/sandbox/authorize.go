package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// authorize is the page that an application sends the browser to. It asks
// who signs in, for which account, and whether to allow; each step is this
// page again with one more value in the query, so nothing is kept between
// them. sandbox_answer answers at once.
func authorize(c *call) (answer, *apiError) {
	if page := c.badAuthorize(); page != "" {
		return signInError(http.StatusBadRequest, page), nil
	}
	scopes, unknown := c.wantedScopes()
	if unknown != "" {
		return signInError(http.StatusBadRequest, "The application asks for a permission that does not exist here: "+unknown+". Compare its scopes with the ones in its settings."), nil
	}
	who, problem := c.signedIn()
	if problem != "" {
		return signInError(http.StatusForbidden, problem), nil
	}
	switch c.query.Get("sandbox_answer") {
	case "deny":
		return c.back(url.Values{"error": {"access_denied"}, "error_description": {"the user refused access"}}), nil
	case "allow":
		if who.account == nil {
			who.account = c.s.accounts[0]
		}
		if who.user.id == 0 {
			who.user = who.account.users[0]
		}
		if !who.user.admin {
			return signInError(http.StatusForbidden, who.user.email+" may not connect applications. Ask a super admin of "+who.account.name+"."), nil
		}
		code := c.s.grants.newCode(who.account.hub, who.user.id, scopes, c.query.Get("redirect_uri"), c.query.Get("code_challenge"), c.now)
		return c.back(url.Values{"code": {code}}), nil
	}
	switch {
	case who.user.id == 0:
		return c.askUser(), nil
	case who.account == nil:
		return c.askAccount(who.user.email), nil
	}
	return c.askConsent(who, scopes), nil
}

// badAuthorize says why HubSpot would show its own error page, from which the
// browser never returns.
func (c *call) badAuthorize() string {
	q := c.query
	if q.Get("client_id") != c.s.cfg.ClientID {
		return "There is no application with this client id."
	}
	if !allowedRedirect(q.Get("redirect_uri")) {
		return "The redirect URI is not registered. It must be https, or http on localhost, without a fragment."
	}
	if kind := q.Get("response_type"); kind != "" && kind != "code" {
		return "The response type must be code."
	}
	if q.Get("code_challenge") != "" && q.Get("code_challenge_method") != "S256" {
		return "The code challenge must be made with S256."
	}
	if len(strings.Fields(q.Get("scope"))) == 0 {
		return "The application asks for no scope."
	}
	return ""
}

func allowedRedirect(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Fragment != "" {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	return u.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
}

// wantedScopes is what would be granted: every required scope, those optional
// ones that exist, or exactly what sandbox_scopes says. A required scope that
// does not exist is returned by name.
func (c *call) wantedScopes() (scopes []string, unknown string) {
	for _, scope := range strings.Fields(c.query.Get("scope")) {
		if !slices.Contains(knownScopes, scope) {
			return nil, scope
		}
		scopes = append(scopes, scope)
	}
	for _, scope := range strings.Fields(c.query.Get("optional_scope")) {
		if slices.Contains(knownScopes, scope) && !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	if c.query.Has("sandbox_scopes") {
		scopes = strings.FieldsFunc(c.query.Get("sandbox_scopes"), func(r rune) bool { return r == ' ' || r == ',' })
	}
	return scopes, ""
}

// identity is who sits in front of the page, as far as it is known.
type identity struct {
	user    user
	account *account
}

// signedIn reads user and account out of path and query, or says what is
// wrong with them.
func (c *call) signedIn() (identity, string) {
	var who identity
	if wanted := c.query.Get("sandbox_account"); wanted != "" {
		if who.account = c.accountNamed(wanted); who.account == nil {
			return who, "There is no account " + wanted + "."
		}
	}
	if hub := c.r.PathValue("hub"); hub != "" {
		fixed := c.accountNamed(hub)
		if fixed == nil || who.account != nil && who.account != fixed {
			return who, "You have no access to the account " + hub + "."
		}
		who.account = fixed
	}
	email := c.query.Get("sandbox_user")
	if email == "" {
		return who, ""
	}
	var member []*account
	for _, a := range c.s.accounts {
		for _, u := range a.users {
			if strings.EqualFold(u.email, email) && (who.account == nil || who.account == a) {
				who.user = u
				member = append(member, a)
			}
		}
	}
	switch len(member) {
	case 0:
		return who, email + " has no access to this account."
	case 1:
		who.account = member[0]
	}
	return who, ""
}

// accountNamed finds an account by hub id, or by its place: 1 is the first.
func (c *call) accountNamed(text string) *account {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	if n >= 1 && n <= int64(len(c.s.accounts)) {
		return c.s.accounts[n-1]
	}
	return c.s.account(n)
}

// back sends the browser to the application, with the state that came.
func (c *call) back(values url.Values) answer {
	u, _ := url.Parse(c.query.Get("redirect_uri")) // was checked
	q := u.Query()
	for key, list := range values {
		q[key] = list
	}
	if state := c.query.Get("state"); state != "" {
		q.Set("state", state)
	}
	u.RawQuery = q.Encode()
	a := answer{status: http.StatusFound}
	a.set("Location", u.String())
	a.set("Cache-Control", "no-store")
	return a
}
