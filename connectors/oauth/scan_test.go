package oauth_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
)

// scan runs after every test that has a world: no secret is anywhere in the
// store or in the logs, and everything in the store ages out.
func (w *world) scan() {
	w.provider.mu.Lock()
	secrets := append([]string{}, w.provider.secrets...)
	w.provider.mu.Unlock()
	_, key, _ := strings.Cut(w.keys, ":")
	secrets = append(secrets, key, w.visitor.Session, "canary-provider-words")

	places := w.dump()
	places["the logs"] = w.logs.String()
	for place, text := range places {
		for _, secret := range secrets {
			if how := hidden(secret, place+"\n"+text); how != "" {
				w.t.Errorf("SEC-16: %.12s… is in %s (%s)", secret, place, how)
			}
		}
	}
	for key := range w.dump() {
		life, err := w.rdb.TTL(context.Background(), key).Result()
		if err != nil {
			w.t.Error(err)
		}
		endless := w.flow.App.Authorization == "preauthorized" && strings.Contains(key, ":oauth:token:")
		if life < 0 && !endless {
			w.t.Errorf("SEC-43: %s has no end", key)
		}
	}
}

// hidden says in which form secret is inside text, or nothing.
func hidden(secret, text string) string {
	forms := map[string]string{
		"raw": secret, "escaped": url.QueryEscape(secret),
		"hex": hex.EncodeToString([]byte(secret)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	// In base64 a text looks different at each of three offsets; only the
	// letters that depend on nothing around it are looked for.
	for offset := range 3 {
		padded := append(make([]byte, offset), secret...)
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			encoded := encoding.EncodeToString(padded)
			forms[name+string(rune('0'+offset))] = encoded[(offset*8+5)/6 : len(padded)*8/6]
		}
	}
	for name, form := range forms {
		if strings.Contains(text, form) {
			return name
		}
	}
	return ""
}

func TestScanFindsWhatItLooksFor(t *testing.T) {
	const secret = "canary-secret-äö?/+x"
	for offset := range 4 {
		inside := strings.Repeat("p", offset) + secret + "suffix"
		for name, text := range map[string]string{
			"raw": inside, "std": base64.StdEncoding.EncodeToString([]byte(inside)),
			"url": base64.URLEncoding.EncodeToString([]byte(inside)), "hex": hex.EncodeToString([]byte(inside)),
			"escaped": url.QueryEscape(inside),
		} {
			if hidden(secret, "xx "+text) == "" {
				t.Errorf("%s at %d not found", name, offset)
			}
		}
	}
	if how := hidden(secret, "canary-secret"); how != "" {
		t.Errorf("found as %s in a text without it", how)
	}
}
