package oauth

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var providerName = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)

// reserved are parameters of the authorize request that we set ourselves.
var reserved = []string{
	"client_id", "redirect_uri", "response_type", "state", "scope", "optional_scope",
	"code_challenge", "code_challenge_method",
}

// hubspotVersion finds the version in an address of HubSpot's OAuth.
var hubspotVersion = regexp.MustCompile(`/oauth/(v[0-9]+|[0-9]{4}-[0-9]{2})/`)

// hubspotVersions are those that work; v1 does, too, until its end.
var hubspotVersions = []string{"2026-09", "2026-03", "v3"}

// Check holds every setting against what the flow needs. Problems forbid the
// use of the app; warnings do not. Each begins with the setting's name, and
// none holds a secret.
func (a App) Check() (problems, warnings []string) {
	problem := func(setting, text string) { problems = append(problems, setting+": "+text) }
	warn := func(setting, text string) { warnings = append(warnings, setting+": "+text) }

	if !providerName.MatchString(a.Provider) {
		problem("provider", "must be 1 to 64 lower case letters, digits, - or _")
	}
	if a.Kind != System && a.Kind != Custom {
		problem("kind", `must be "system" or "custom"`)
	}
	if a.Authorization != User && a.Authorization != Preauthorized {
		problem("authorization", `must be "user" or "preauthorized"`)
	}

	if strings.TrimSpace(a.ClientID) == "" {
		problem("client_id", "is missing; it is shown on the app's page at "+a.title())
	}
	switch {
	case strings.TrimSpace(a.ClientSecret) != "":
	case a.Kind == Custom:
		warn("client_secret", "is empty; only providers with public clients accept that")
	default:
		problem("client_secret", "is missing; it is shown on the app's page at "+a.title())
	}

	for _, s := range []struct {
		name, value string
		optional    bool
		noQuery     bool
	}{
		{name: "authorize_url", value: a.AuthURL},
		{name: "token_url", value: a.TokenURL},
		{name: "refresh_url", value: a.RefreshURL, optional: true},
		{name: "api_base", value: a.APIBase, optional: true, noQuery: true},
		{name: "public_url", value: a.PublicURL, noQuery: true},
	} {
		if s.value == "" {
			if !s.optional {
				problem(s.name, "is missing")
			}
			continue
		}
		if strings.Contains(s.value, "{tenant}") {
			problem(s.name, "has {tenant} in it, and no tenant is given")
		} else if text := checkURL(s.value); text != "" {
			problem(s.name, text)
		} else if s.noQuery && strings.Contains(s.value, "?") {
			problem(s.name, `must not contain "?"`)
		}
		version := hubspotVersion.FindStringSubmatch(s.value)
		switch {
		case a.Provider != "hubspot" || version == nil:
		case version[1] == "v1":
			warn(s.name, "HubSpot's OAuth v1 ends on 2027-02-16; use "+
				strings.Replace(s.value, version[0], "/oauth/2026-09/", 1)+" instead")
		case !slices.Contains(hubspotVersions, version[1]):
			problem(s.name, fmt.Sprintf("has %q as the version of HubSpot's OAuth; the versions that work are %s", version[1], strings.Join(hubspotVersions, ", ")))
		}
	}

	for _, list := range []struct {
		name   string
		values []string
	}{{"scopes", a.Scopes}, {"optional_scopes", a.OptionalScopes}} {
		for _, scope := range list.values {
			if scope == "" || strings.ContainsFunc(scope, notScope) {
				problem(list.name, "one of them is empty or holds a character that scopes cannot have")
				break
			}
		}
	}
	if len(a.Scopes) == 0 {
		warn("scopes", "none asked for; most providers refuse that")
	}
	for _, name := range reserved {
		if _, ok := a.Params[name]; ok {
			problem("params", name+" is set by the program and cannot be given")
		}
	}
	if u, err := url.Parse(a.AuthURL); err == nil {
		for _, name := range reserved {
			if u.Query().Has(name) {
				problem("authorize_url", name+" is in it, and is set by the program; give only what stands before the question mark")
				break
			}
		}
	}
	return problems, warnings
}

// checkURL says what is wrong with an address, or nothing.
func checkURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return "is not a whole address such as https://example.com/path"
	case u.User != nil:
		return "must not hold a user name or password"
	case u.Fragment != "" || strings.Contains(s, "#"):
		return `must not contain "#"`
	case u.Scheme == "https":
		return ""
	case u.Scheme == "http" && loopback(u.Hostname()):
		return ""
	}
	return "must begin with https:// (http:// only for this machine itself)"
}

// loopback tells whether a host name means this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// notScope is true for what RFC 6749 does not allow in a scope.
func notScope(r rune) bool { return r <= ' ' || r == '"' || r == '\\' || r > '~' }

// isReserved tells whether a parameter is ours to set.
func isReserved(name string) bool { return slices.Contains(reserved, name) }
