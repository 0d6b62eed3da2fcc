package oauth

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
)

// Values of App.Kind.
const (
	System = "system" // the program's own settings for the provider
	Custom = "custom" // every address given by the operator
)

// Values of App.Authorization.
const (
	User          = "user"          // each visitor signs in
	Preauthorized = "preauthorized" // an operator signed in once, for everybody
)

// App is one registration at one provider.
type App struct {
	Provider      string // "hubspot"; part of addresses, so lower case letters, digits, - and _
	Title         string // what people call the provider; empty: derived from Provider
	Kind          string // System or Custom
	Authorization string // User or Preauthorized

	ClientID     string
	ClientSecret string `json:"-"`
	AuthURL      string
	TokenURL     string
	RefreshURL   string // empty: TokenURL

	Scopes         []string
	OptionalScopes []string          // sent as optional_scope
	Params         map[string]string // further parameters of the authorize request

	Issuer   string   // the provider's name in the answer's iss (RFC 9207), which then must be there; empty: not looked at
	Accounts []string // ids of the accounts that may be connected; empty: any

	PublicURL string // where browsers reach this server
	APIBase   string // the only place the token is sent to
}

// InTenant is the app with {tenant} in its addresses filled in: for providers
// that have an address for each of their customers.
func (a App) InTenant(tenant string) App {
	if tenant == "" {
		return a
	}
	for _, address := range []*string{&a.AuthURL, &a.TokenURL, &a.RefreshURL, &a.APIBase, &a.Issuer} {
		*address = strings.ReplaceAll(*address, "{tenant}", url.PathEscape(tenant))
	}
	return a
}

// Fingerprint tells apps apart. Tokens are kept under it: after a change of any
// address or of the client id the old ones no longer match.
func (a App) Fingerprint() string {
	return digest("app", a.Provider, a.Kind, a.ClientID, a.AuthURL, a.TokenURL, a.RefreshURL, a.APIBase)
}

// CallbackURL is the address that must be registered with the provider.
func (a App) CallbackURL() string { return a.own("callback") }

// StartURL is the link that is shown in the chat.
func (a App) StartURL(flow string) string {
	return a.own("start") + "?flow=" + url.QueryEscape(flow)
}

func (a App) own(page string) string {
	return strings.TrimRight(a.PublicURL, "/") + "/oauth/" + url.PathEscape(a.Provider) + "/" + page
}

// shared tells whether one token serves everybody.
func (a App) shared() bool { return a.Authorization == Preauthorized }

// title is the provider's name in a sentence.
func (a App) title() string {
	switch {
	case a.Title != "":
		return a.Title
	case a.Provider == "hubspot":
		return "HubSpot"
	case a.Provider == "":
		return "The provider"
	}
	return strings.ToUpper(a.Provider[:1]) + a.Provider[1:]
}

// String leaves out everything that must not be in a log.
func (a App) String() string { return a.Provider + " (" + a.Kind + ", " + a.Authorization + ")" }

// GoString is String, so that no way of printing shows the secret.
func (a App) GoString() string { return a.String() }

// LogValue is String.
func (a App) LogValue() slog.Value { return slog.StringValue(a.String()) }

// digest hashes parts so that no two lists of parts give the same text.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p))))
		h.Write([]byte{':'})
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}
