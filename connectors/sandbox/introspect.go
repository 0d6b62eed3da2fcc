package sandbox

import "net/http"

// introspect tells an application what one of its tokens is good for.
func introspect(c *call) (answer, *apiError) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if bad := c.badClient(form); bad != nil {
		return jsonAnswer(http.StatusBadRequest, bad), nil
	}
	value := form.Get("token")
	if t, err := c.s.grants.check(value, c.now); err == nil {
		out := c.describe(t.grant, value)
		out["active"], out["token_use"], out["token_type"] = true, "access_token", "Bearer"
		out["client_id"], out["is_private_distribution"] = c.s.cfg.ClientID, false
		out["expires_in"] = c.secondsLeft(t)
		return jsonAnswer(http.StatusOK, out), nil
	}
	if g := c.s.grants.refresh[value]; g != nil {
		out := c.describe(g, value)
		out["active"], out["token_use"], out["token_type"] = true, "refresh_token", "Bearer"
		out["client_id"], out["is_private_distribution"] = c.s.cfg.ClientID, false
		return jsonAnswer(http.StatusOK, out), nil
	}
	return jsonAnswer(http.StatusOK, map[string]any{"active": false}), nil
}

// revoke ends a token. Access tokens outlive the refresh token they came
// from; an unknown token is a success, as RFC 7009 has it.
func revoke(c *call) (answer, *apiError) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if bad := c.badClient(form); bad != nil {
		return jsonAnswer(http.StatusBadRequest, bad), nil
	}
	value := form.Get("token")
	delete(c.s.grants.refresh, value)
	if value != c.s.grants.standing {
		delete(c.s.grants.access, value)
	}
	return jsonAnswer(http.StatusOK, struct{}{}), nil
}

// The v1 ways to say the same carry the token in the path.

func describeAccessToken(c *call) (answer, *apiError) {
	value := c.r.PathValue("token")
	t, err := c.s.grants.check(value, c.now)
	if err != nil {
		return answer{}, fail(http.StatusNotFound, "", "access token is invalid, expired or revoked")
	}
	out := c.describe(t.grant, value)
	out["token_type"], out["expires_in"] = "access", c.secondsLeft(t)
	return jsonAnswer(http.StatusOK, out), nil
}

func describeRefreshToken(c *call) (answer, *apiError) {
	value := c.r.PathValue("token")
	g := c.s.grants.refresh[value]
	if g == nil {
		return answer{}, fail(http.StatusNotFound, "", "refresh token is invalid, expired or revoked")
	}
	out := c.describe(g, value)
	out["token_type"], out["client_id"] = "refresh", c.s.cfg.ClientID
	return jsonAnswer(http.StatusOK, out), nil
}

func deleteRefreshToken(c *call) (answer, *apiError) {
	value := c.r.PathValue("token")
	if c.s.grants.refresh[value] == nil {
		return answer{}, fail(http.StatusNotFound, "", "refresh token is invalid, expired or revoked")
	}
	delete(c.s.grants.refresh, value)
	return noContent(), nil
}

func (c *call) describe(g *grant, token string) map[string]any {
	out := map[string]any{
		"token": token, "hub_id": g.hub, "user_id": g.user, "app_id": appID, "scopes": g.scopes,
	}
	if a := c.s.account(g.hub); a != nil {
		out["hub_domain"] = a.domain
		if u, ok := a.user(g.user); ok {
			out["user"] = u.email
		}
	}
	return out
}

func (c *call) secondsLeft(t *accessToken) int {
	if t.expires.IsZero() {
		return int(c.s.cfg.TokenLife.Seconds())
	}
	return int(t.expires.Sub(c.now).Seconds())
}
