package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"parley/engine/machine"
)

// secret returns 256 random bits in 43 characters.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// isSecret tells whether s could come from secret.
func isSecret(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == 32
}

// sessionID names the session that a token speaks for.
func sessionID(token string) machine.SessionID {
	sum := sha256.Sum256([]byte(token))
	return machine.SessionID(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// NewSession makes the token of a session, for who opens one on behalf of a
// client.
func NewSession() (token string, id machine.SessionID) {
	token = secret()
	return token, sessionID(token)
}

// SessionOf names the session that a token speaks for; false when it can't be
// one of ours.
func SessionOf(token string) (machine.SessionID, bool) { return sessionID(token), isSecret(token) }

// browser knows one browser from another by a cookie that it set before.
// The cookie opens nothing: it only shows that the browser which comes back
// from a provider is the one that chats.
type browser struct{ secure bool }

func (b browser) name() string {
	if b.secure {
		return "__Host-parley"
	}
	return "parley"
}

// of returns the hash by which the browser of a request is known, empty when
// it sent no cookie of ours.
func (b browser) of(r *http.Request) string {
	for _, c := range r.CookiesNamed(b.name()) {
		if isSecret(c.Value) {
			return hashed(c.Value)
		}
	}
	return ""
}

// greet is of, and gives the browser a cookie when it has none.
func (b browser) greet(r *http.Request, header http.Header) string {
	if known := b.of(r); known != "" {
		return known
	}
	value := secret()
	c := http.Cookie{
		Name: b.name(), Value: value, Path: "/", MaxAge: 30 * 24 * 3600,
		HttpOnly: true, Secure: b.secure, SameSite: http.SameSiteLaxMode,
	}
	header.Add("Set-Cookie", c.String())
	return hashed(value)
}

// digits are what the last page of a sign-in shows. They go from the callback
// to that page in a cookie of their own, and never in an address.
type digits struct {
	Code    string `json:"c"`
	Account string `json:"a"`
}

func (b browser) digitsName() string { return b.name() + "-digits" }

func (b browser) keep(w http.ResponseWriter, d digits) {
	value, _ := json.Marshal(d) // two texts: never fails
	http.SetCookie(w, &http.Cookie{
		Name: b.digitsName(), Value: base64.RawURLEncoding.EncodeToString(value), Path: "/", MaxAge: 5 * 60,
		HttpOnly: true, Secure: b.secure, SameSite: http.SameSiteLaxMode,
	})
}

func (b browser) kept(r *http.Request) (d digits) {
	c, err := r.Cookie(b.digitsName())
	if err != nil || len(c.Value) > 1024 {
		return digits{}
	}
	value, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(value, &d) != nil {
		return digits{}
	}
	return d
}

func hashed(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}
