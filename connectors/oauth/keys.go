package oauth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
)

// Keys seals what goes into the store: AES-256-GCM, a random nonce each time.
// The first key seals, all of them open.
type Keys struct {
	order []string
	seals map[string]cipher.AEAD
}

var keyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,16}$`)

// errSealed is the answer to a value that none of the keys opens, or that was
// sealed for somebody else. It says no more than that.
var errSealed = errors.New("stored value cannot be opened")

// ParseKeys reads "id:key,id:key…", each key 32 bytes in base64. An error names
// the position and the id, never the key.
func ParseKeys(text string) (*Keys, error) {
	k := &Keys{seals: map[string]cipher.AEAD{}}
	for i, entry := range strings.Split(text, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		id, encoded, ok := strings.Cut(entry, ":")
		if !ok || !keyID.MatchString(id) {
			return nil, fmt.Errorf("encryption key %d has no id: write id:key, the id up to 16 letters, digits, - or _", i+1)
		}
		if _, twice := k.seals[id]; twice {
			return nil, fmt.Errorf("encryption key %d has the id %q of an earlier one", i+1, id)
		}
		key, err := decodeKey(encoded)
		if err != nil || len(key) != 32 {
			return nil, fmt.Errorf("encryption key %q is not 32 bytes in base64", id)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("encryption key %q cannot be used", id)
		}
		seal, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("encryption key %q cannot be used", id)
		}
		k.order = append(k.order, id)
		k.seals[id] = seal
	}
	if len(k.order) == 0 {
		return nil, errors.New("no encryption key given: write id:key, the key 32 random bytes in base64")
	}
	return k, nil
}

// NewKey makes one entry for ParseKeys. Put it in front of the older ones.
func NewKey() string {
	var id [4]byte
	var key [32]byte
	rand.Read(id[:])
	rand.Read(key[:])
	return hex.EncodeToString(id[:]) + ":" + base64.StdEncoding.EncodeToString(key[:])
}

// decodeKey takes both alphabets, with and without padding.
func decodeKey(s string) ([]byte, error) {
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(strings.TrimSpace(s), "="))
	return base64.RawStdEncoding.DecodeString(s)
}

// IDs names the keys, the one that seals first.
func (k *Keys) IDs() []string { return slices.Clone(k.order) }

// keyOf is the id of the key that a value was sealed with; empty when it was
// not sealed at all.
func keyOf(sealed []byte) string {
	if len(sealed) < 2 || sealed[0] != 1 || len(sealed) < 2+int(sealed[1]) {
		return ""
	}
	return string(sealed[2 : 2+int(sealed[1])])
}

// seal gives 1, length of the key id, key id, nonce and text.
func (k *Keys) seal(plain []byte, bound binding) []byte {
	id := k.order[0]
	out := append([]byte{1, byte(len(id))}, id...)
	return k.seals[id].Seal(out, nil, plain, bound.data(id))
}

// open undoes seal. stale means that another key than the first was needed.
func (k *Keys) open(sealed []byte, bound binding) (plain []byte, stale bool, err error) {
	id := keyOf(sealed)
	seal, ok := k.seals[id]
	if !ok {
		return nil, false, errSealed
	}
	plain, err = seal.Open(nil, nil, sealed[2+len(id):], bound.data(id))
	if err != nil {
		return nil, false, errSealed
	}
	return plain, id != k.order[0], nil
}

// binding is what a sealed value belongs to. It opens for the same one only.
type binding struct {
	bot, app, owner, kind string
}

func (b binding) data(keyID string) []byte {
	return []byte(digest("sealed", keyID, b.bot, b.app, b.owner, b.kind))
}

// String names the keys and shows none.
func (k *Keys) String() string {
	if k == nil {
		return "no keys"
	}
	return "keys " + strings.Join(k.order, ", ")
}

// GoString is String.
func (k *Keys) GoString() string { return k.String() }

// LogValue is String.
func (k *Keys) LogValue() slog.Value { return slog.StringValue(k.String()) }
