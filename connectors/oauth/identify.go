package oauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"parley/engine/action"
)

// identifyTime bounds the question who signed in: the user is looking at an
// empty page meanwhile, and the ids alone are enough.
const identifyTime = 5 * time.Second

// HubSpotIdentity tells which account and user a token belongs to: ids from the
// token answer, names from HubSpot's introspection. Whatever cannot be learned
// stays empty; that never stops a sign-in.
func HubSpotIdentity(app App, base *http.Client) func(context.Context, string, *oauth2.Token) (action.Account, error) {
	return func(ctx context.Context, access string, raw *oauth2.Token) (action.Account, error) {
		account := action.Account{Provider: app.Provider}
		if raw != nil {
			account.ID = idText(raw.Extra("hub_id"))
			account.User = idText(raw.Extra("user_id"))
		}
		ctx, cancel := context.WithTimeout(ctx, identifyTime)
		defer cancel()
		request, err := introspection(ctx, app, access)
		if err != nil {
			return account, nil
		}
		var facts struct {
			HubID     any    `json:"hub_id"`
			HubDomain string `json:"hub_domain"`
			User      string `json:"user"`
			UserID    any    `json:"user_id"`
			Active    *bool  `json:"active"`
		}
		if err := answer(base, request, &facts); err != nil || facts.Active != nil && !*facts.Active {
			return account, nil
		}
		if id := idText(facts.HubID); id != "" && account.ID == "" {
			account.ID = id
		}
		account.Name = facts.HubDomain
		if facts.User != "" {
			account.User = facts.User
		} else if account.User == "" {
			account.User = idText(facts.UserID)
		}
		return account, nil
	}
}

// HubSpotRevoke ends a refresh token at HubSpot.
func HubSpotRevoke(app App, base *http.Client) func(context.Context, string) error {
	return func(ctx context.Context, refresh string) error {
		var request *http.Request
		var err error
		if root, ok := strings.CutSuffix(app.TokenURL, "/v1/token"); ok {
			request, err = http.NewRequestWithContext(ctx, http.MethodDelete,
				root+"/v1/refresh-tokens/"+url.PathEscape(refresh), nil)
		} else {
			request, err = form(ctx, app, "/revoke", refresh, "refresh_token")
		}
		if err != nil {
			return errRequest // the library's text may hold the address
		}
		return answer(base, request, nil)
	}
}

// introspection is the question that belongs to the version of the token URL.
func introspection(ctx context.Context, app App, access string) (*http.Request, error) {
	if root, ok := strings.CutSuffix(app.TokenURL, "/v1/token"); ok {
		return http.NewRequestWithContext(ctx, http.MethodGet, root+"/v1/access-tokens/"+url.PathEscape(access), nil)
	}
	return form(ctx, app, "/introspect", access, "access_token")
}

func form(ctx context.Context, app App, path, token, hint string) (*http.Request, error) {
	values := url.Values{
		"client_id": {app.ClientID}, "client_secret": {app.ClientSecret}, "token": {token}, "token_type_hint": {hint},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, app.TokenURL+path, strings.NewReader(values.Encode()))
	if err == nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return request, err
}

// answer sends a request and reads a JSON answer into out (nil: nothing is
// read). Its errors hold neither address nor body: both may show a token.
func answer(base *http.Client, request *http.Request, out any) error {
	response, err := Client(base).Do(request)
	if err != nil {
		return fmt.Errorf("%w: %s", errRequest, trouble(err))
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("%w: status %d", errRequest, response.StatusCode)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(response.Body).Decode(out); err != nil {
		return fmt.Errorf("%w: unreadable answer", errRequest)
	}
	return nil
}

// idText takes an id that came as a number or as text.
func idText(v any) string {
	switch id := v.(type) {
	case string:
		return id
	case float64:
		return strconv.FormatFloat(id, 'f', -1, 64)
	case int64:
		return strconv.FormatInt(id, 10)
	}
	return ""
}
