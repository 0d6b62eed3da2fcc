package oauth

import (
	"context"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"parley/engine/action"
)

// config is the app as the oauth2 library wants it. The style is always given:
// left open, the library would try a second time with the same code.
func (f *Flow) config(tokenURL string) *oauth2.Config {
	return &oauth2.Config{
		ClientID:     f.App.ClientID,
		ClientSecret: f.App.ClientSecret,
		RedirectURL:  f.App.CallbackURL(),
		Scopes:       f.App.Scopes,
		Endpoint: oauth2.Endpoint{
			AuthURL: f.App.AuthURL, TokenURL: tokenURL, AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// authorizeURL is where the provider asks the user.
func (f *Flow) authorizeURL(state, verifier string) string {
	var options []oauth2.AuthCodeOption
	for name, value := range f.App.Params {
		if !isReserved(name) {
			options = append(options, oauth2.SetAuthURLParam(name, value))
		}
	}
	if len(f.App.OptionalScopes) > 0 {
		options = append(options, oauth2.SetAuthURLParam("optional_scope", strings.Join(f.App.OptionalScopes, " ")))
	}
	options = append(options, oauth2.S256ChallengeOption(verifier))
	address := f.config(f.App.TokenURL).AuthCodeURL(state, options...)
	// Spaces between scopes as %20, which every provider reads; a plus sign
	// inside a value is %2B already.
	if path, query, ok := strings.Cut(address, "?"); ok {
		address = path + "?" + strings.ReplaceAll(query, "+", "%20")
	}
	return address
}

// exchange turns a code into a token. It is sent once.
func (f *Flow) exchange(ctx context.Context, code, verifier string) (*oauth2.Token, error) {
	return f.config(f.App.TokenURL).Exchange(f.withClient(ctx), code, oauth2.VerifierOption(verifier))
}

// renew turns a refresh token into a token.
func (f *Flow) renew(ctx context.Context, refresh string) (*oauth2.Token, error) {
	address := f.App.RefreshURL
	if address == "" {
		address = f.App.TokenURL
	}
	return f.config(address).TokenSource(f.withClient(ctx), &oauth2.Token{RefreshToken: refresh}).Token()
}

func (f *Flow) withClient(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, Client(f.HTTP))
}

// grant is a token as stored, sealed.
type grant struct {
	Access  string         `json:"access"`
	Refresh string         `json:"refresh,omitempty"`
	Scopes  []string       `json:"scopes,omitempty"`
	Account action.Account `json:"account"`
	Lasts   time.Duration  `json:"lasts,omitempty"` // the access token, when it was new; 0: endless
	Asked   []string       `json:"asked,omitempty"` // scopes that were asked for because they had been missing
}

// grantOf reads a token answer. scopes are what to assume when the provider
// does not say.
func grantOf(t *oauth2.Token, scopes []string, account action.Account) grant {
	lasts := time.Duration(t.ExpiresIn) * time.Second
	if lasts == 0 && !t.Expiry.IsZero() {
		lasts = time.Until(t.Expiry)
	}
	if lasts < 0 {
		lasts = time.Second
	}
	return grant{
		Access: t.AccessToken, Refresh: t.RefreshToken, Lasts: lasts, Account: account,
		Scopes: grantedScopes(t, scopes),
	}
}

// grantedScopes knows both spellings: RFC 6749's text and HubSpot's list.
func grantedScopes(t *oauth2.Token, otherwise []string) []string {
	if list, ok := t.Extra("scopes").([]any); ok && len(list) > 0 {
		var scopes []string
		for _, one := range list {
			if s, ok := one.(string); ok {
				scopes = append(scopes, s)
			}
		}
		return scopes
	}
	if text, ok := t.Extra("scope").(string); ok && strings.TrimSpace(text) != "" {
		return strings.Fields(text)
	}
	return otherwise
}
