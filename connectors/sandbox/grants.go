package sandbox

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"time"
)

// codeLife is how long a user has between allowing and the code exchange.
const codeLife = 5 * time.Minute

// appID is the number of the one application there is.
const appID = 7001

// knownScopes is what an application may ask for.
var knownScopes = []string{
	"oauth",
	"crm.objects.contacts.read", "crm.objects.contacts.write",
	"crm.objects.deals.read", "crm.objects.deals.write",
	"crm.objects.owners.read",
	"crm.objects.companies.read", "crm.objects.companies.write",
	"crm.schemas.contacts.read", "crm.schemas.contacts.write",
	"crm.schemas.deals.read", "crm.schemas.deals.write",
	"crm.schemas.companies.read", "crm.schemas.companies.write",
	"crm.lists.read", "crm.lists.write", "settings.users.read", "tickets",
}

// grant is what one user has allowed for one account. Its refresh token is
// the key to it.
type grant struct {
	hub     int64
	user    int64 // 0 for the standing token
	scopes  []string
	refresh string
	dead    bool
}

// accessToken is one token that calls can be made with.
type accessToken struct {
	*grant
	value   string
	app     string    // for the rate limit
	expires time.Time // zero is never
}

func (t *accessToken) may(scope string) bool { return slices.Contains(t.scopes, scope) }

// authCode waits to be exchanged, once.
type authCode struct {
	grant     *grant
	redirect  string
	challenge string // S256, or ""
	expires   time.Time
}

// grants holds all tokens. Server.mu guards it.
type grants struct {
	standing string
	codes    map[string]*authCode
	refresh  map[string]*grant
	access   map[string]*accessToken
}

func newGrants(first *account) *grants {
	g := &grants{
		standing: "pat-sandbox-" + strings.ToLower(rand.Text()),
		codes:    map[string]*authCode{},
		refresh:  map[string]*grant{},
		access:   map[string]*accessToken{},
	}
	g.access[g.standing] = &accessToken{
		grant: &grant{hub: first.hub, user: first.users[0].id, scopes: knownScopes},
		value: g.standing, app: "standing",
	}
	return g
}

// newCode starts a grant that becomes real when the code is exchanged.
func (g *grants) newCode(hub, user int64, scopes []string, redirect, challenge string, now time.Time) string {
	maps.DeleteFunc(g.codes, func(_ string, code *authCode) bool { return now.After(code.expires) })
	code := "na1-" + strings.ToLower(rand.Text())
	g.codes[code] = &authCode{
		grant:    &grant{hub: hub, user: user, scopes: scopes, refresh: newRefreshToken()},
		redirect: redirect, challenge: challenge, expires: now.Add(codeLife),
	}
	return code
}

func newRefreshToken() string { return "na1-r-" + strings.ToLower(rand.Text()+rand.Text()) }

// keptTokens is how many access tokens are kept before those go that ended
// more than an hour ago. Until then their holders hear that they expired,
// afterwards that they are unknown.
const keptTokens = 5000

// newAccess gives out an access token for a grant. It is as long as
// HubSpot's, so that nobody saves it in too small a field.
func (g *grants) newAccess(of *grant, app string, now, expires time.Time) *accessToken {
	if len(g.access) >= keptTokens {
		maps.DeleteFunc(g.access, func(_ string, t *accessToken) bool {
			return t.dead || !t.expires.IsZero() && now.Sub(t.expires) > time.Hour
		})
	}
	t := &accessToken{grant: of, app: app, expires: expires, value: "CJT" + strings.Repeat(rand.Text(), 10) + rand.Text()}
	g.access[t.value] = t
	return t
}

// check finds the token of a call and whether it may still be used.
func (g *grants) check(value string, now time.Time) (*accessToken, *apiError) {
	t := g.access[value]
	if t == nil || t.dead {
		return nil, unknownToken()
	}
	if !t.expires.IsZero() && !now.Before(t.expires) {
		return nil, expiredToken(t.expires, now)
	}
	return t, nil
}

// hubOf is the account of a token, expired or not, or 0.
func (g *grants) hubOf(value string) int64 {
	if t := g.access[value]; t != nil {
		return t.hub
	}
	return 0
}

func (g *grants) expireAll(now time.Time) {
	for _, t := range g.access {
		if !t.expires.IsZero() && t.expires.After(now) {
			t.expires = now
		}
	}
}

// uninstall kills everything an account has allowed, except the standing
// token.
func (g *grants) uninstall(hub int64) {
	for value, of := range g.refresh {
		if of.hub == hub {
			of.dead = true
			delete(g.refresh, value)
		}
	}
}
