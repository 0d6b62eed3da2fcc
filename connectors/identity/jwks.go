package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/connectors/oauth"
)

// How long published keys are believed, and how often they may be asked for:
// whoever sends tokens with invented key ids must not make us ask each time.
const (
	believed = 10 * time.Minute
	atMost   = 20 * time.Second
	fallback = 24 * time.Hour // when the site does not answer
)

var errUnread = errors.New("published keys can't be read")

// keySet keeps the keys of one address.
type keySet struct {
	mu    sync.Mutex
	keys  map[string]jwt.VerificationKey
	read  time.Time // when they came
	asked time.Time // when they were asked for last
}

// get gives the key with that id, or all when the token names none.
func (s *keySet) get(ctx context.Context, address string, base *http.Client, id string, now time.Time) ([]jwt.VerificationKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, known := s.keys[id]
	old := now.Sub(s.read) > believed
	if (old || id != "" && !known) && now.Sub(s.asked) >= atMost {
		s.asked = now
		if keys, err := fetch(ctx, address, base); err == nil {
			s.keys, s.read = keys, now
		}
	}
	if s.keys == nil || now.Sub(s.read) > fallback {
		return nil, errUnread
	}
	var list []jwt.VerificationKey
	for name, key := range s.keys {
		if id == "" || name == id {
			list = append(list, key)
		}
	}
	return list, nil
}

func fetch(ctx context.Context, address string, base *http.Client) (map[string]jwt.VerificationKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errUnread
	}
	response, err := oauth.Client(base).Do(request)
	if err != nil {
		return nil, errUnread
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: status %d", errUnread, response.StatusCode)
	}
	var body struct {
		Keys []publishedKey `json:"keys"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		return nil, errUnread
	}
	keys := map[string]jwt.VerificationKey{}
	for _, k := range body.Keys {
		if key := k.key(); key != nil && (k.Use == "" || k.Use == "sig") {
			keys[k.ID] = key
		}
	}
	return keys, nil
}

// publishedKey is a JSON Web Key (RFC 7517).
type publishedKey struct {
	Type  string `json:"kty"`
	ID    string `json:"kid"`
	Use   string `json:"use"`
	Curve string `json:"crv"`
	N     octets `json:"n"`
	E     octets `json:"e"`
	X     octets `json:"x"`
	Y     octets `json:"y"`
}

// key is nil for what we don't use: other kinds, weak or damaged ones.
func (k publishedKey) key() jwt.VerificationKey {
	switch {
	case k.Type == "RSA" && len(k.N) >= 2048/8 && len(k.E) > 0 && len(k.E) <= 4:
		return &rsa.PublicKey{N: new(big.Int).SetBytes(k.N), E: int(new(big.Int).SetBytes(k.E).Int64())}
	case k.Type == "EC" && k.Curve == "P-256" && len(k.X) == 32 && len(k.Y) == 32:
		point := append(append([]byte{4}, k.X...), k.Y...)
		if key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point); err == nil {
			return key
		}
	case k.Type == "OKP" && k.Curve == "Ed25519" && len(k.X) == ed25519.PublicKeySize:
		return ed25519.PublicKey(k.X)
	}
	return nil
}

// octets are bytes in unpadded base64url. Damaged ones are none.
type octets []byte

func (o *octets) UnmarshalText(text []byte) error {
	*o, _ = base64.RawURLEncoding.DecodeString(string(text))
	return nil
}
