package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// Limits of a token.
const (
	longest    = 15 * time.Minute // from its making to its end
	leeway     = 30 * time.Second // by which clocks may differ
	maxToken   = 8 << 10
	maxSubject = 255
)

// ErrRefused is the answer to every token that does not count. Why is wrapped
// with it, for the log; it holds nothing of the token.
var ErrRefused = errors.New("identity refused")

// Verifier checks tokens. Fill in Issuer, Audience, and Secrets or JWKS; it is
// safe for use by many goroutines and must not be copied.
type Verifier struct {
	Issuer   string // exactly the token's iss
	Audience string // one of the token's aud

	Secrets []Secret // shared with the site; any of them may have signed
	JWKS    string   // address of the site's published keys; empty: none

	HTTP *http.Client     // its transport reads JWKS; nil: the default one
	Now  func() time.Time // nil: time.Now

	published keySet
}

// Subject gives whom the token names, or an error that wraps ErrRefused. When
// the site's keys can't be read at all, the error does not.
func (v *Verifier) Subject(ctx context.Context, token string) (string, error) {
	if len(token) > maxToken {
		return "", fmt.Errorf("%w: too long", ErrRefused)
	}
	now := time.Now
	if v.Now != nil {
		now = v.Now
	}
	algorithms := []string{} // none means none, not any
	if len(v.Secrets) > 0 {
		algorithms = append(algorithms, "HS256")
	}
	if v.JWKS != "" {
		algorithms = append(algorithms, "RS256", "ES256", "EdDSA")
	}
	var claims jwt.RegisteredClaims
	var unread error
	parser := jwt.NewParser(
		jwt.WithValidMethods(algorithms), jwt.WithIssuer(v.Issuer), jwt.WithAudience(v.Audience), jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(now), jwt.WithStrictDecoding(),
	)
	_, err := parser.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
		keys, err := v.keys(ctx, t, now())
		if errors.Is(err, errUnread) {
			unread = err
		}
		return keys, err
	})
	switch {
	case unread != nil:
		return "", unread
	case err != nil:
		return "", fmt.Errorf("%w: %s", ErrRefused, why(err))
	case claims.IssuedAt == nil:
		return "", fmt.Errorf("%w: no time of issue", ErrRefused)
	case claims.ExpiresAt.Sub(claims.IssuedAt.Time) > longest:
		return "", fmt.Errorf("%w: lasts too long", ErrRefused)
	case !isSubject(claims.Subject):
		return "", fmt.Errorf("%w: no usable subject", ErrRefused)
	}
	return claims.Subject, nil
}

// keys are those that may have signed the token. Each fits its algorithm: a
// published key never serves as a shared secret.
func (v *Verifier) keys(ctx context.Context, t *jwt.Token, now time.Time) (jwt.VerificationKeySet, error) {
	id, _ := t.Header["kid"].(string)
	var set jwt.VerificationKeySet
	if t.Method.Alg() == "HS256" {
		for _, s := range v.Secrets {
			if id == "" || s.ID == id {
				set.Keys = append(set.Keys, s.key)
			}
		}
	} else {
		published, err := v.published.get(ctx, v.JWKS, v.HTTP, id, now)
		if err != nil {
			return set, err
		}
		for _, key := range published {
			if fits(key, t.Method) {
				set.Keys = append(set.Keys, key)
			}
		}
	}
	if len(set.Keys) == 0 {
		return set, errors.New("no such key")
	}
	return set, nil
}

func fits(key any, method jwt.SigningMethod) bool {
	switch key.(type) {
	case *rsa.PublicKey:
		return method.Alg() == "RS256"
	case *ecdsa.PublicKey:
		return method.Alg() == "ES256"
	case ed25519.PublicKey:
		return method.Alg() == "EdDSA"
	}
	return false
}

// why names what is wrong in our own words: the library's may hold the token's.
func why(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{
		{jwt.ErrTokenMalformed, "no token"}, {jwt.ErrTokenExpired, "expired"},
		{jwt.ErrTokenUsedBeforeIssued, "issued in the future"}, {jwt.ErrTokenNotValidYet, "not valid yet"},
		{jwt.ErrTokenInvalidAudience, "for another audience"}, {jwt.ErrTokenInvalidIssuer, "of another issuer"},
		{jwt.ErrTokenRequiredClaimMissing, "a claim is missing"}, {jwt.ErrTokenUnverifiable, "no such key"},
	} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return "signature or algorithm"
}

// isSubject keeps out what would be confusing in a list or a log.
func isSubject(s string) bool {
	if s == "" || len(s) > maxSubject || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
