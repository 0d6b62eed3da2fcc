package identity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

type claims = jwt.MapClaims

// good are claims that count; change alters them.
func good(change func(claims)) claims {
	c := claims{"iss": "https://site.example", "aud": "parley", "sub": "canary-ann", "iat": now.Unix(), "exp": now.Add(10 * time.Minute).Unix()}
	if change != nil {
		change(c)
	}
	return c
}

func sign(t testing.TB, method jwt.SigningMethod, key any, id string, c claims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	if id != "" {
		token.Header["kid"] = id
	}
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func secrets(t testing.TB, text string) []Secret {
	t.Helper()
	list, err := ParseSecrets(text)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func key32(b byte) []byte { return []byte(strings.Repeat(string(rune(b)), 32)) }

func verifier(t testing.TB) *Verifier {
	return &Verifier{
		Issuer: "https://site.example", Audience: "parley", Now: func() time.Time { return now },
		Secrets: secrets(t, "new:"+base64.StdEncoding.EncodeToString(key32('n'))+", old:"+base64.RawURLEncoding.EncodeToString(key32('o'))),
	}
}

func refused(t *testing.T, name string, v *Verifier, token string) {
	t.Helper()
	subject, err := v.Subject(t.Context(), token)
	if !errors.Is(err, ErrRefused) || subject != "" {
		t.Errorf("%s: got %q, %v", name, subject, err)
	}
	if err != nil && strings.Contains(err.Error(), "canary") {
		t.Errorf("%s: the error holds the token's words: %v", name, err)
	}
}

func accepted(t *testing.T, name string, v *Verifier, token string) {
	t.Helper()
	if subject, err := v.Subject(t.Context(), token); subject != "canary-ann" || err != nil {
		t.Errorf("%s: got %q, %v", name, subject, err)
	}
}

func TestSEC21_SharedSecret(t *testing.T) {
	v := verifier(t)
	hs := jwt.SigningMethodHS256
	accepted(t, "new secret", v, sign(t, hs, key32('n'), "new", good(nil)))
	accepted(t, "old secret", v, sign(t, hs, key32('o'), "old", good(nil)))
	accepted(t, "no key id", v, sign(t, hs, key32('o'), "", good(nil)))
	accepted(t, "several audiences", v, sign(t, hs, key32('n'), "", good(func(c claims) { c["aud"] = []string{"x", "parley"} })))
	for name, token := range map[string]string{
		"none":             sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "", good(nil)),
		"other algorithm":  sign(t, jwt.SigningMethodHS512, key32('n'), "new", good(nil)),
		"wrong key":        sign(t, hs, key32('x'), "new", good(nil)),
		"another's id":     sign(t, hs, key32('n'), "old", good(nil)),
		"unknown id":       sign(t, hs, key32('n'), "canary", good(nil)),
		"wrong audience":   sign(t, hs, key32('n'), "", good(func(c claims) { c["aud"] = "canary" })),
		"no audience":      sign(t, hs, key32('n'), "", good(func(c claims) { delete(c, "aud") })),
		"wrong issuer":     sign(t, hs, key32('n'), "", good(func(c claims) { c["iss"] = "https://site.example/" })),
		"expired":          sign(t, hs, key32('n'), "", good(func(c claims) { c["iat"], c["exp"] = now.Unix()-600, now.Unix()-60 })),
		"no end":           sign(t, hs, key32('n'), "", good(func(c claims) { delete(c, "exp") })),
		"too long":         sign(t, hs, key32('n'), "", good(func(c claims) { c["exp"] = now.Unix() + 1000 })),
		"no beginning":     sign(t, hs, key32('n'), "", good(func(c claims) { delete(c, "iat") })),
		"begins later":     sign(t, hs, key32('n'), "", good(func(c claims) { c["iat"] = now.Unix() + 120 })),
		"not yet":          sign(t, hs, key32('n'), "", good(func(c claims) { c["nbf"] = now.Unix() + 120 })),
		"no subject":       sign(t, hs, key32('n'), "", good(func(c claims) { delete(c, "sub") })),
		"line in subject":  sign(t, hs, key32('n'), "", good(func(c claims) { c["sub"] = "canary\nx" })),
		"long subject":     sign(t, hs, key32('n'), "", good(func(c claims) { c["sub"] = strings.Repeat("x", 256) })),
		"number as sub":    sign(t, hs, key32('n'), "", good(func(c claims) { c["sub"] = 7 })),
		"empty":            "",
		"words":            "canary.canary.canary",
		"long":             strings.Repeat("x", 1<<20),
		"unsigned subject": base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"canary-ann"}`)),
	} {
		refused(t, name, v, token)
	}
	whole := sign(t, hs, key32('n'), "new", good(nil))
	for i := range whole {
		changed := []byte(whole)
		changed[i] ^= 1
		if subject, err := v.Subject(t.Context(), string(changed)); err == nil && subject != "canary-ann" {
			t.Errorf("changed at %d: %q", i, subject)
		}
	}
	refused(t, "no keys at all", &Verifier{Issuer: v.Issuer, Audience: v.Audience, Now: v.Now}, sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "", good(nil)))
}

func TestSEC21_ParseSecrets(t *testing.T) {
	for _, bad := range []string{"canary", ":" + base64.StdEncoding.EncodeToString(key32('x')), "a:canary", "a:" + base64.StdEncoding.EncodeToString([]byte("canary-too-short"))} {
		if _, err := ParseSecrets(bad); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// site publishes keys.
type site struct {
	*httptest.Server
	keys  atomic.Value // []map[string]string
	down  atomic.Bool
	asked atomic.Int64
}

func newSite(t testing.TB) *site {
	s := &site{}
	s.keys.Store([]map[string]string{})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.asked.Add(1)
		if s.down.Load() {
			http.Error(w, "canary", http.StatusBadGateway)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": s.keys.Load()})
	}))
	t.Cleanup(s.Close)
	return s
}

func published(id string, key crypto.PublicKey) map[string]string {
	b := base64.RawURLEncoding.EncodeToString
	switch key := key.(type) {
	case *rsa.PublicKey:
		return map[string]string{"kty": "RSA", "kid": id, "use": "sig", "n": b(key.N.Bytes()), "e": b(big.NewInt(int64(key.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, _ := key.Bytes()
		return map[string]string{"kty": "EC", "kid": id, "crv": "P-256", "x": b(point[1:33]), "y": b(point[33:])}
	case ed25519.PublicKey:
		return map[string]string{"kty": "OKP", "kid": id, "crv": "Ed25519", "x": b(key)}
	}
	return nil
}

func TestSEC21_PublishedKeys(t *testing.T) {
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, d, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	s.keys.Store([]map[string]string{
		published("r", r.Public()), published("d", d.Public()), {"kty": "RSA", "kid": "weak", "n": "AQAB", "e": "AQAB"}, {"kty": "odd", "kid": "odd"},
	})
	clock := now
	v := &Verifier{Issuer: "https://site.example", Audience: "parley", JWKS: s.URL, Now: func() time.Time { return clock }}
	accepted(t, "RS256", v, sign(t, jwt.SigningMethodRS256, r, "r", good(nil)))
	accepted(t, "EdDSA", v, sign(t, jwt.SigningMethodEdDSA, d, "d", good(nil)))
	accepted(t, "no key id", v, sign(t, jwt.SigningMethodEdDSA, d, "", good(nil)))
	if n := s.asked.Load(); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	// The published key as a shared secret, in each way to write it down.
	der, _ := x509.MarshalPKIXPublicKey(r.Public())
	for name, secret := range map[string][]byte{"der": der, "pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "n": r.N.Bytes()} {
		refused(t, "algorithm swap, "+name, v, sign(t, jwt.SigningMethodHS256, secret, "r", good(nil)))
	}
	refused(t, "another key's id", v, sign(t, jwt.SigningMethodRS256, r, "d", good(nil)))
	refused(t, "other padding", v, sign(t, jwt.SigningMethodPS256, r, "r", good(nil)))

	// A new key is read when a token names it, but not each time that somebody
	// invents a name.
	s.keys.Store([]map[string]string{published("e", e.Public())})
	for range 50 {
		refused(t, "not published yet, as far as we know", v, sign(t, jwt.SigningMethodES256, e, "e", good(nil)))
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	clock = clock.Add(atMost)
	accepted(t, "rotated", v, sign(t, jwt.SigningMethodES256, e, "e", good(nil)))
	refused(t, "taken back", v, sign(t, jwt.SigningMethodRS256, r, "r", good(nil)))

	// The site is away: what is known is believed for a day.
	s.down.Store(true)
	clock = clock.Add(23 * time.Hour)
	later := func(c claims) { c["iat"], c["exp"] = clock.Unix(), clock.Unix()+60 }
	accepted(t, "site is away", v, sign(t, jwt.SigningMethodES256, e, "e", good(later)))
	clock = clock.Add(2 * time.Hour)
	if _, err := v.Subject(context.Background(), sign(t, jwt.SigningMethodES256, e, "e", good(later))); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("away for more than a day: %v", err)
	}
}
