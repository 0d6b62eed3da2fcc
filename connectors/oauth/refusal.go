package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"

	"golang.org/x/oauth2"
)

// verdict is what a token endpoint's failure means to us.
type verdict struct {
	kind    verdictKind
	setting string // for badSettings: what to look at
	status  int    // of the answer, 0 when there was none
	code    string // one of the words below, else empty; never the provider's own text
}

type verdictKind int

const (
	outage      verdictKind = iota // no answer, or none that says anything: later it will work
	refused                        // the code or refresh token is worth nothing any more
	badSettings                    // the app itself is refused
)

// meanings is the table of words that token endpoints use: RFC 6749's and, in
// capitals, HubSpot's own.
var meanings = map[string]struct {
	kind    verdictKind
	setting string
}{
	"invalid_grant":          {refused, ""},
	"BAD_REFRESH_TOKEN":      {refused, ""},
	"BAD_AUTH_CODE":          {refused, ""},
	"BAD_HUB":                {refused, ""},
	"invalid_client":         {badSettings, "client_id or client_secret"},
	"unauthorized_client":    {badSettings, "client_id"},
	"unsupported_grant_type": {badSettings, "token_url"},
	"invalid_scope":          {badSettings, "scopes"},
	"BAD_CLIENT_ID":          {badSettings, "client_id"},
	"BAD_CLIENT_SECRET":      {badSettings, "client_secret"},
	"BAD_REDIRECT_URI":       {badSettings, "public_url or the redirect address registered at the provider"},
}

// judge reads a failure of the token endpoint. Only a proper answer of the 4xx
// kind that names a known reason counts as a refusal; pages, 429, 5xx and
// everything unreadable are outages. The library's error text may hold the
// whole body, so it goes nowhere.
func judge(err error) verdict {
	if errors.Is(err, errAddress) {
		return verdict{kind: badSettings, setting: "token_url (its address is not allowed)"}
	}
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) || answer.Response == nil {
		return verdict{kind: outage}
	}
	v := verdict{kind: outage, status: answer.Response.StatusCode}
	switch {
	case v.status >= 300 && v.status < 400:
		v.kind, v.setting = badSettings, "token_url (it redirects)"
		return v
	case v.status == http.StatusNotFound, v.status == http.StatusMethodNotAllowed:
		v.kind, v.setting = badSettings, "token_url"
		return v
	case v.status >= 500, v.status == http.StatusTooManyRequests:
		return v
	}
	var body struct {
		Error  any `json:"error"`
		Status any `json:"status"`
	}
	_ = json.Unmarshal(answer.Body, &body) // not JSON: the fields stay empty
	// HubSpot's word is the more exact one.
	for _, word := range []any{body.Status, body.Error, answer.ErrorCode} {
		text, _ := word.(string)
		if m, ok := meanings[text]; ok {
			v.kind, v.setting, v.code = m.kind, m.setting, text
			return v
		}
	}
	return v
}

// trouble names a failure without an answer in one word for the log.
func trouble(err error) string {
	var timeout net.Error
	var answer *oauth2.RetrieveError
	switch {
	case errors.As(err, &answer):
		return "answer"
	case errors.Is(err, errAddress):
		return "address"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.As(err, new(*net.OpError)):
		return "connection"
	}
	return "unreadable"
}

// logRefusal writes the operator's line about a failed token request.
func (f *Flow) logRefusal(ctx context.Context, doing string, v verdict, err error) {
	attrs := []any{"provider", f.App.Provider, "doing", doing, "trouble", trouble(err)}
	if v.status != 0 {
		attrs = append(attrs, "status", v.status)
	}
	if v.code != "" {
		attrs = append(attrs, "code", v.code)
	}
	switch v.kind {
	case badSettings:
		f.log().ErrorContext(ctx, "provider refuses the app's settings", append(attrs, "setting", v.setting)...)
	case refused:
		f.log().InfoContext(ctx, "provider refuses the grant", attrs...)
	default:
		f.log().WarnContext(ctx, "provider does not work", attrs...)
	}
}
