package oauth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

const (
	clientID     = "client-77"
	clientSecret = "canary-client-secret-5f0a9b"
)

// provider is a pretend authorization server. It insists on PKCE, takes a code
// once, rotates refresh tokens and, when an old one comes again, kills the
// whole family. Every request is recorded.
type provider struct {
	*httptest.Server
	rotate   bool
	v1       bool
	plain    bool // speaks RFC 6749, 7636 and 9207, and nothing of HubSpot's
	lasts    int
	override func(w http.ResponseWriter, r *http.Request) bool // true: answered

	mu       sync.Mutex
	serial   int
	codes    map[string]issued
	refresh  map[string]int // refresh token → family
	used     map[string]int // rotated away → family
	dead     map[int]bool
	requests []*http.Request // token endpoint, forms parsed
	revoked  []string
	norevoke bool
	secrets  []string // everything that must not be found anywhere
}

type issued struct{ challenge, redirect, state string }

func newProvider(t testing.TB) *provider {
	p := &provider{
		rotate: true, lasts: 1800, codes: map[string]issued{}, refresh: map[string]int{},
		used: map[string]int{}, dead: map[int]bool{}, secrets: []string{clientSecret},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth/authorize", p.authorize)
	for _, version := range []string{"2026-09", "v1"} {
		mux.HandleFunc("POST /oauth/"+version+"/token", p.token)
	}
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("POST /oauth/2026-09/token/introspect", p.introspect)
	mux.HandleFunc("POST /oauth/2026-09/token/revoke", p.revoke)
	mux.HandleFunc("GET /oauth/v1/access-tokens/{token}", p.introspect)
	mux.HandleFunc("DELETE /oauth/v1/refresh-tokens/{token}", p.revoke)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) fresh(kind string) string {
	p.serial++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", p.URL, kind, p.serial))
	s := "canary-" + kind + "-" + base64.RawURLEncoding.EncodeToString(sum[:])
	p.secrets = append(p.secrets, s)
	return s
}

func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != clientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" ||
		len(q.Get("code_challenge")) != 43 || q.Get("state") == "" {
		http.Error(w, "bad authorize request", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := p.fresh("code")
	p.secrets = append(p.secrets, q.Get("state"))
	p.codes[code] = issued{q.Get("code_challenge"), q.Get("redirect_uri"), q.Get("state")}
	back := url.Values{"code": {code}, "state": {q.Get("state")}}
	if p.plain {
		back.Set("iss", p.URL)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "form", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.requests = append(p.requests, r)
	if v := r.PostForm.Get("code_verifier"); v != "" {
		p.secrets = append(p.secrets, v)
	}
	p.mu.Unlock()
	if p.overridden(w, r) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	form := r.PostForm
	_, _, header := r.BasicAuth()
	refuse := refuse
	if p.plain {
		refuse = refusePlainly
	}
	if header || r.URL.RawQuery != "" || form.Get("client_id") != clientID || form.Get("client_secret") != clientSecret {
		refuse(w, "invalid_client", "BAD_CLIENT_SECRET")
		return
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		code, ok := p.codes[form.Get("code")]
		delete(p.codes, form.Get("code"))
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if !ok || code.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			refuse(w, "invalid_grant", "BAD_AUTH_CODE")
			return
		}
		if code.redirect != form.Get("redirect_uri") {
			refuse(w, "invalid_request", "BAD_REDIRECT_URI")
			return
		}
		p.serial++
		p.give(w, p.serial, "")
	case "refresh_token":
		old := form.Get("refresh_token")
		family, ok := p.refresh[old]
		if gone, again := p.used[old]; again {
			p.dead[gone] = true
		}
		if !ok || p.dead[family] {
			refuse(w, "invalid_grant", "BAD_REFRESH_TOKEN")
			return
		}
		if p.rotate {
			delete(p.refresh, old)
			p.used[old] = family
			old = ""
		}
		p.give(w, family, old)
	default:
		refuse(w, "unsupported_grant_type", "")
	}
}

func (p *provider) give(w http.ResponseWriter, family int, refresh string) {
	if refresh == "" {
		refresh = p.fresh("refresh")
		p.refresh[refresh] = family
	}
	body := map[string]any{
		"token_type": "bearer", "access_token": p.fresh("access"), "refresh_token": refresh, "expires_in": p.lasts,
	}
	switch {
	case p.plain:
		body["token_type"], body["scope"] = "Bearer", "read write"
	case !p.v1:
		body["hub_id"], body["user_id"] = 12345678, 42
		body["scopes"] = []string{"oauth", "crm.objects.deals.read"}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func (p *provider) introspect(w http.ResponseWriter, r *http.Request) {
	if p.overridden(w, r) {
		return
	}
	token := r.PathValue("token")
	if token == "" {
		token = r.PostFormValue("token")
	}
	if !strings.HasPrefix(token, "canary-access-") {
		fmt.Fprint(w, `{"active":false}`)
		return
	}
	fmt.Fprint(w, `{"active":true,"hub_id":12345678,"hub_domain":"acme.example","user":"ann@acme.example","user_id":42}`)
}

func (p *provider) revoke(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	if token == "" {
		token = r.PostFormValue("token")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.norevoke {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	p.revoked = append(p.revoked, token)
	w.WriteHeader(http.StatusNoContent)
}

// givenBack counts the refresh tokens that it was told of.
func (p *provider) givenBack() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.revoked)
}

// refuseRevocations makes the provider answer 503 to them.
func (p *provider) refuseRevocations(yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.norevoke = yes
}

// set makes f see every request to the token endpoint and introspection first;
// what it answers is answered.
func (p *provider) set(f func(http.ResponseWriter, *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.override = f
}

func (p *provider) overridden(w http.ResponseWriter, r *http.Request) bool {
	p.mu.Lock()
	f := p.override
	p.mu.Unlock()
	return f != nil && f(w, r)
}

// asked counts requests to the token endpoint with that grant type; "" is all.
func (p *provider) asked(grant string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, r := range p.requests {
		if grant == "" || r.PostForm.Get("grant_type") == grant {
			n++
		}
	}
	return n
}

func refuse(w http.ResponseWriter, code, status string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{
		"error": code, "status": status, "message": "canary-provider-words", "error_description": "canary-provider-words",
	})
}

// refusePlainly answers as RFC 6749, 5.2 has it.
func refusePlainly(w http.ResponseWriter, code, _ string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": "canary-provider-words"})
}
