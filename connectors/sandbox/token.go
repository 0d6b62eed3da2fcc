package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
)

// oauthError is the token endpoint's own shape: the words of RFC 6749 beside
// HubSpot's older ones.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Status      string `json:"status"`
	Message     string `json:"message"`
}

func refuse(word, status, message string) (answer, *apiError) {
	return jsonAnswer(http.StatusBadRequest, oauthError{word, message, status, message}), nil
}

// form reads the parameters of a token call. Only v1 takes them from the
// query as well.
func (c *call) form() (url.Values, *apiError) {
	if !slices.Contains([]string{"v1", "v3", "2026-03", "2026-09"}, c.version) {
		return nil, notFound()
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		form = url.Values{}
	}
	if c.version == "v1" {
		for key, values := range c.query {
			if !form.Has(key) {
				form[key] = values
			}
		}
	}
	return form, nil
}

// badClient checks the application's own credentials; nil means that they
// are right.
func (c *call) badClient(form url.Values) *oauthError {
	same := func(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
	if !same(form.Get("client_id"), c.s.cfg.ClientID) {
		return &oauthError{"invalid_client", "missing or unknown client id", "BAD_CLIENT_ID", "missing or unknown client id"}
	}
	if !same(form.Get("client_secret"), c.s.cfg.ClientSecret) {
		return &oauthError{"invalid_client", "missing or invalid client secret", "BAD_CLIENT_SECRET", "missing or invalid client secret"}
	}
	return nil
}

// issueToken is the token endpoint: a code or a refresh token for an access
// token.
func issueToken(c *call) (answer, *apiError) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	kind := form.Get("grant_type")
	if kind != "authorization_code" && kind != "refresh_token" {
		return refuse("unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type")
	}
	if bad := c.badClient(form); bad != nil {
		return jsonAnswer(http.StatusBadRequest, bad), nil
	}
	if kind == "authorization_code" {
		return c.exchangeCode(form)
	}
	return c.refreshToken(form)
}

func (c *call) exchangeCode(form url.Values) (answer, *apiError) {
	value := form.Get("code")
	code := c.s.grants.codes[value]
	if code == nil || !c.now.Before(code.expires) {
		return refuse("invalid_grant", "BAD_AUTH_CODE", "missing or unknown auth code")
	}
	if form.Get("redirect_uri") != code.redirect {
		return refuse("invalid_request", "BAD_REDIRECT_URI", "missing or unknown redirect URI")
	}
	if code.challenge != "" {
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != code.challenge {
			return refuse("invalid_grant", "BAD_AUTH_CODE", "code verifier does not match the code challenge")
		}
	}
	delete(c.s.grants.codes, value)
	c.s.grants.refresh[code.grant.refresh] = code.grant
	return c.tokenAnswer(code.grant), nil
}

func (c *call) refreshToken(form url.Values) (answer, *apiError) {
	g := c.s.grants.refresh[form.Get("refresh_token")]
	if g == nil {
		return refuse("invalid_grant", "BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked")
	}
	if c.s.account(g.hub) == nil {
		return refuse("access_denied", "BAD_HUB", "missing or unknown hub id")
	}
	if c.s.cfg.RotateRefresh {
		delete(c.s.grants.refresh, g.refresh)
		g.refresh = newRefreshToken()
		c.s.grants.refresh[g.refresh] = g
	}
	return c.tokenAnswer(g), nil
}

func (c *call) tokenAnswer(g *grant) answer {
	t := c.s.grants.newAccess(g, c.s.cfg.ClientID, c.now, c.now.Add(c.s.cfg.TokenLife))
	out := map[string]any{
		"token_type": "bearer", "access_token": t.value, "refresh_token": g.refresh,
		"expires_in": int(c.s.cfg.TokenLife.Seconds()),
	}
	if c.version != "v1" {
		out["hub_id"], out["user_id"], out["scopes"], out["token_use"] = g.hub, g.user, g.scopes, "access_token"
	}
	return jsonAnswer(http.StatusOK, out)
}
