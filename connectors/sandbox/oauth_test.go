package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/connectors/sandbox"
)

const callback = "http://localhost:7777/oauth/hubspot/callback"

// ask is the query of an authorize call, with pairs changed or added.
func (b *bench) ask(pairs ...string) string {
	q := url.Values{
		"client_id": {sandbox.DemoClientID}, "redirect_uri": {callback}, "state": {"s t"},
		"scope": {"oauth crm.objects.deals.read crm.objects.contacts.read"},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/oauth/authorize?" + q.Encode()
}

// returned is the query with which the browser comes back.
func (b *bench) returned(path string) url.Values {
	b.tb.Helper()
	r := b.must(http.StatusFound, "GET", path, nil)
	u, err := url.Parse(r.header.Get("Location"))
	if err != nil {
		b.tb.Fatal(err)
	}
	if got := u.Scheme + "://" + u.Host + u.Path; got != callback {
		b.tb.Fatalf("sent back to %s, want %s", got, callback)
	}
	return u.Query()
}

func exchange(code string) url.Values {
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback},
		"client_id": {sandbox.DemoClientID}, "client_secret": {sandbox.DemoClientSecret},
	}
}

func refresh(token string) url.Values {
	return url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {token},
		"client_id": {sandbox.DemoClientID}, "client_secret": {sandbox.DemoClientSecret},
	}
}

// signIn goes through the whole flow and returns the token answer.
func (b *bench) signIn(pairs ...string) reply {
	b.tb.Helper()
	back := b.returned(b.ask(append([]string{"sandbox_answer", "allow"}, pairs...)...))
	r := b.form("/oauth/2026-09/token", exchange(back.Get("code")))
	if r.status != 200 {
		b.tb.Fatalf("token endpoint: %d %s", r.status, r.raw)
	}
	return r
}

func TestAuthorizeAnswersAtOnce(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	back := b.returned(b.ask("sandbox_answer", "deny"))
	if back.Get("error") != "access_denied" || back.Get("state") != "s t" || back.Has("code") {
		t.Errorf("refusal came back as %v", back)
	}
	back = b.returned(b.ask("sandbox_answer", "allow", "optional_scope", "crm.objects.owners.read made.up"))
	r := b.form("/oauth/v3/token", exchange(back.Get("code")))
	if got, want := r.count("scopes"), 4; got != want {
		t.Errorf("%d scopes, want %d: %s", got, want, r.raw)
	}
	if r.at("hub_id") != 1000001.0 || r.at("expires_in") != 1800.0 || len(r.text("access_token")) < 250 {
		t.Errorf("token answer %s", r.raw)
	}
	if back.Get("state") != "s t" {
		t.Errorf("state %q", back.Get("state"))
	}
	for _, account := range []string{"2", "1000002"} {
		if r := b.signIn("sandbox_account", account); r.at("hub_id") != 1000002.0 {
			t.Errorf("account %s: %s", account, r.raw)
		}
	}
	r = b.signIn("sandbox_scopes", "oauth crm.objects.contacts.read")
	if r.count("scopes") != 2 {
		t.Errorf("sandbox_scopes: %s", r.raw)
	}
}

func TestAuthorizePageLeadsThroughTheSteps(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	steps := []struct {
		query []string
		want  []string
		not   string
	}{
		{nil, []string{"maria.keller@northwind.example", "Northwind Trading and Contoso Outdoor", `name="sandbox_user"`, `value="s t"`}, "sandbox_answer"},
		{[]string{"sandbox_user", "alex.morgan@brightdesk.example"}, []string{`value="1000001"`, `value="1000002"`}, "sandbox_answer"},
		{[]string{"sandbox_user", "maria.keller@northwind.example"}, []string{`value="allow"`, `value="deny"`, "crm.objects.deals.read"}, `name="sandbox_user" value="alex`},
		{[]string{"sandbox_user", "alex.morgan@brightdesk.example", "sandbox_account", "1000002"}, []string{`value="allow"`, "Contoso Outdoor"}, "Northwind"},
	}
	for _, step := range steps {
		r := b.must(200, "GET", b.ask(step.query...), nil)
		for _, want := range step.want {
			if !strings.Contains(r.raw, want) {
				t.Errorf("%v: page lacks %q\n%s", step.query, want, r.raw)
			}
		}
		if strings.Contains(r.raw, step.not) {
			t.Errorf("%v: page has %q\n%s", step.query, step.not, r.raw)
		}
	}
	r := b.must(200, "GET", strings.Replace(b.ask(), "/oauth/", "/oauth/1000002/", 1), nil)
	if !strings.Contains(r.raw, "Sign in") {
		t.Errorf("page for one account: %s", r.raw)
	}
}

func TestAuthorizeShowsErrorsItself(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	for _, pairs := range [][]string{
		{"client_id", "someone-else"},
		{"redirect_uri", "http://evil.example/callback"},
		{"redirect_uri", "javascript:alert(1)"},
		{"scope", "oauth crm.objects.rockets.read"},
		{"scope", ""},
		{"response_type", "token"},
		{"code_challenge", "abc", "code_challenge_method", "plain"},
	} {
		r := b.must(400, "GET", b.ask(append(pairs, "sandbox_answer", "allow")...), nil)
		if !strings.Contains(r.raw, `role="alert"`) {
			t.Errorf("%v: %s", pairs, r.raw)
		}
	}
	b.must(403, "GET", b.ask("sandbox_answer", "allow", "sandbox_user", "tom.okafor@northwind.example"), nil)
	b.must(403, "GET", b.ask("sandbox_answer", "allow", "sandbox_account", "77"), nil)
	r := b.must(200, "GET", b.ask("state", `"><script>`), nil)
	if strings.Contains(r.raw, "<script>") {
		t.Error("state got onto the page unescaped")
	}
}

func TestCodesAreGoodOnceForTheSameRedirect(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	code := b.returned(b.ask("sandbox_answer", "allow")).Get("code")
	for _, c := range []struct{ key, value, word, status string }{
		{"client_id", "x", "invalid_client", "BAD_CLIENT_ID"},
		{"client_secret", "x", "invalid_client", "BAD_CLIENT_SECRET"},
		{"redirect_uri", "http://localhost:1/", "invalid_request", "BAD_REDIRECT_URI"},
		{"code", "x", "invalid_grant", "BAD_AUTH_CODE"},
		{"grant_type", "password", "unsupported_grant_type", "BAD_GRANT_TYPE"},
	} {
		form := exchange(code)
		form.Set(c.key, c.value)
		r := b.form("/oauth/2026-03/token", form)
		if r.status != 400 || r.text("error") != c.word || r.text("status") != c.status || r.text("error_description") != r.text("message") {
			t.Errorf("%s: %d %s", c.key, r.status, r.raw)
		}
	}
	if r := b.form("/oauth/v1/token", exchange(code)); r.status != 200 || r.at("hub_id") != nil {
		t.Errorf("v1: %d %s", r.status, r.raw)
	}
	if r := b.form("/oauth/v1/token", exchange(code)); r.text("status") != "BAD_AUTH_CODE" {
		t.Errorf("second use: %s", r.raw)
	}
	code = b.returned(b.ask("sandbox_answer", "allow")).Get("code")
	b.clock.add(6 * time.Minute)
	if r := b.form("/oauth/v3/token", exchange(code)); r.text("status") != "BAD_AUTH_CODE" {
		t.Errorf("late use: %s", r.raw)
	}
}

func TestPKCEIsHeldAgainstTheChallenge(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	sum := sha256.Sum256([]byte("correct horse"))
	code := b.returned(b.ask("sandbox_answer", "allow", "code_challenge_method", "S256",
		"code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))).Get("code")
	form := exchange(code)
	if r := b.form("/oauth/2026-09/token", form); r.status != 400 {
		t.Errorf("without a verifier: %s", r.raw)
	}
	form.Set("code_verifier", "correct horse")
	if r := b.form("/oauth/2026-09/token", form); r.status != 200 {
		t.Errorf("with the verifier: %s", r.raw)
	}
}

func TestTokensEnd(t *testing.T) {
	b := newBench(t, sandbox.Config{TokenLife: time.Minute})
	standing := b.token
	first := b.signIn()
	b.token = first.text("access_token")
	b.must(200, "GET", "/crm/v3/objects/deals", nil)
	b.clock.add(3 * time.Minute)
	r := b.must(401, "GET", "/crm/v3/objects/deals", nil)
	if r.text("category") != "EXPIRED_AUTHENTICATION" || r.text("message") != "The OAuth token used to make this call expired 2 minute(s) ago." || r.count("context", "expire time") != 1 {
		t.Errorf("expired: %s", r.raw)
	}
	again := b.form("/oauth/v1/token", refresh(first.text("refresh_token")))
	if again.text("refresh_token") != first.text("refresh_token") {
		t.Errorf("the refresh token changed: %s", again.raw)
	}
	b.token = again.text("access_token")
	b.must(200, "GET", "/crm/v3/objects/deals", nil)

	b.ExpireTokens()
	b.must(401, "GET", "/crm/v3/objects/deals", nil)
	b.token = standing
	b.must(200, "GET", "/crm/v3/objects/deals", nil)

	b.token = b.form("/oauth/v1/token", refresh(first.text("refresh_token"))).text("access_token")
	b.Uninstall(1000001)
	if r := b.must(401, "GET", "/crm/v3/objects/deals", nil); r.text("category") != "INVALID_AUTHENTICATION" {
		t.Errorf("uninstalled: %s", r.raw)
	}
	if r := b.form("/oauth/2026-09/token", refresh(first.text("refresh_token"))); r.text("status") != "BAD_REFRESH_TOKEN" || r.text("error") != "invalid_grant" {
		t.Errorf("refresh after uninstall: %s", r.raw)
	}
	for _, bad := range []string{"", "nonsense"} {
		b.token = bad
		if r := b.must(401, "GET", "/crm/v3/owners", nil); r.text("category") != "INVALID_AUTHENTICATION" {
			t.Errorf("token %q: %s", bad, r.raw)
		}
	}
}

func TestRefreshTokensRotateWhenTold(t *testing.T) {
	b := newBench(t, sandbox.Config{RotateRefresh: true})
	first := b.signIn().text("refresh_token")
	second := b.form("/oauth/v3/token", refresh(first)).text("refresh_token")
	if second == first || second == "" {
		t.Errorf("refresh token %q after %q", second, first)
	}
	if r := b.form("/oauth/v3/token", refresh(first)); r.status != 400 {
		t.Errorf("the old one still works: %s", r.raw)
	}
}

func TestIntrospectAndRevoke(t *testing.T) {
	for _, version := range []string{"v3", "2026-03", "2026-09"} {
		b := newBench(t, sandbox.Config{})
		got := b.signIn("sandbox_user", "priya.nair@northwind.example")
		form := func(token string) url.Values {
			return url.Values{"client_id": {sandbox.DemoClientID}, "client_secret": {sandbox.DemoClientSecret}, "token": {token}}
		}
		access, refreshToken := got.text("access_token"), got.text("refresh_token")
		r := b.form("/oauth/"+version+"/token/introspect", form(access))
		if r.at("active") != true || r.text("user") != "priya.nair@northwind.example" || r.at("expires_in") != 1800.0 {
			t.Errorf("access token: %s", r.raw)
		}
		r = b.form("/oauth/"+version+"/token/introspect", form(refreshToken))
		if r.text("token_use") != "refresh_token" || r.at("expires_in") != nil {
			t.Errorf("refresh token: %s", r.raw)
		}
		if r := b.form("/oauth/"+version+"/token/revoke", form(refreshToken)); r.status != 200 {
			t.Errorf("revoke: %d %s", r.status, r.raw)
		}
		r = b.form("/oauth/"+version+"/token/introspect", form(refreshToken))
		if r.at("active") != false || len(r.body) != 1 {
			t.Errorf("after revoking: %s", r.raw)
		}
		b.token = access
		b.must(200, "GET", "/crm/v3/objects/deals", nil)
		if r := b.form("/oauth/"+version+"/token/introspect", url.Values{"token": {access}}); r.text("status") != "BAD_CLIENT_ID" {
			t.Errorf("without credentials: %s", r.raw)
		}
	}
}

func TestScopesAreChecked(t *testing.T) {
	b := newBench(t, sandbox.Config{})
	b.token = b.signIn("scope", "oauth crm.objects.deals.read").text("access_token")
	b.must(200, "GET", "/crm/v3/objects/deals", nil)
	b.must(200, "GET", "/crm/v3/pipelines/deals", nil)
	for _, c := range []struct{ method, path, scope string }{
		{"POST", "/crm/v3/objects/deals", "crm.objects.deals.write"},
		{"DELETE", "/crm/objects/2026-09/deals/48123000101", "crm.objects.deals.write"},
		{"GET", "/crm/v3/objects/0-1", "crm.objects.contacts.read"},
		{"GET", "/crm/owners/2026-09", "crm.objects.owners.read"},
	} {
		r := b.must(403, c.method, c.path, nil)
		scopes, _ := r.at("errors", 0, "context", "requiredGranularScopes").([]any)
		if r.text("category") != "MISSING_SCOPES" || !slices.Contains(scopes, any(c.scope)) || r.text("links", "scopes") == "" {
			t.Errorf("%s %s: %s", c.method, c.path, r.raw)
		}
	}
}
