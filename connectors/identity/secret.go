package identity

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
)

// Secret is a key that the site's backend shares with us.
type Secret struct {
	ID  string // what the token's kid says; a token without one is held against all
	key []byte
}

// ParseSecrets reads "id:secret,id:secret…", each secret at least 32 bytes in
// base64. An error names the position, never the secret.
func ParseSecrets(text string) ([]Secret, error) {
	var list []Secret
	for i, entry := range strings.Split(text, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		id, encoded, ok := strings.Cut(entry, ":")
		if !ok || id == "" {
			return nil, fmt.Errorf("secret %d has no id: write id:secret", i+1)
		}
		encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
		key, err := base64.RawStdEncoding.DecodeString(encoded)
		if err != nil || len(key) < 32 {
			return nil, fmt.Errorf("secret %d is not 32 bytes or more in base64", i+1)
		}
		list = append(list, Secret{id, key})
	}
	return list, nil
}

// String shows the id only.
func (s Secret) String() string { return "secret " + s.ID }

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// LogValue is String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
