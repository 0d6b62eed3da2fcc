package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const maxBody = 10 << 20

// call is one request on its way through: what came, who asks, and the
// answer once there is one.
type call struct {
	s       *Server
	r       *http.Request // with the routed path; its PathValue works
	query   url.Values
	body    []byte
	now     time.Time
	token   *accessToken // nil on open routes
	account *account     // nil on open routes
	version string

	answered bool
	answer   answer
	err      *apiError
}

// serve is the way of every call: fault, work under the lock, memory, delay,
// answer.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" || r.URL.Path == "/_sandbox" || strings.HasPrefix(r.URL.Path, "/_sandbox/") {
		s.admin.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the body could not be read", http.StatusRequestEntityTooLarge)
		return
	}
	correlation := newCorrelationID()
	a, fault, hub := s.work(r, body, correlation)
	s.log.Debug("sandbox call", "method", r.Method, "path", loggable(r.URL.Path), "status", a.status, "account", hub, "correlation", correlation)
	if fault != nil {
		if !s.wait(r.Context(), fault.delay()) || fault.DropAnswer {
			panic(http.ErrAbortHandler) // closes the connection without an answer
		}
	}
	for key, values := range a.header {
		w.Header()[key] = values
	}
	w.Header().Set("X-Hubspot-Correlation-Id", correlation)
	w.Header().Set("Date", s.cfg.Now().UTC().Format(http.TimeFormat))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead && a.status != http.StatusNoContent {
		_, _ = w.Write(a.body)
	}
}

// work is everything that happens under the lock.
func (s *Server) work(r *http.Request, body []byte, correlation string) (a answer, fault *Fault, hub int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	hub = s.grants.hubOf(bearer(r))
	fault = s.takeFault(r.Method, r.URL.Path)
	if fault != nil && fault.Status != 0 {
		a = fault.standIn(r.URL.Path, correlation, now)
	} else {
		a = s.perform(r, body, now, correlation)
	}
	if fault != nil {
		a = fault.dress(a)
	}
	s.requests.add(Request{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: string(body[:min(len(body), keptBody)]),
		Status: a.status, Account: hub, Dropped: fault != nil && fault.DropAnswer, At: now,
	})
	return a, fault, hub
}

// loggable takes out the token that some v1 paths end with.
func loggable(path string) string {
	if before, _, found := strings.Cut(path, "-tokens/"); found {
		return before + "-tokens/…"
	}
	return path
}

type callKey struct{}

// perform routes a call and does its work. The caller holds mu.
func (s *Server) perform(r *http.Request, body []byte, now time.Time, correlation string) answer {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return errorAnswer(invalid("the query could not be read"), correlation)
	}
	c := &call{s: s, query: query, body: body, now: now}
	routed, err := routedRequest(r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
	if err != nil {
		return errorAnswer(notFound(), correlation)
	}
	probe := &statusProbe{header: http.Header{}, status: http.StatusOK}
	s.routes.ServeHTTP(probe, routed)
	switch {
	case c.err != nil:
		a := errorAnswer(c.err, correlation)
		for key, values := range c.answer.header {
			a.header[key] = values
		}
		return a
	case c.answered:
		return c.answer
	case probe.status == http.StatusMethodNotAllowed:
		a := errorAnswer(fail(http.StatusMethodNotAllowed, "", "method not allowed"), correlation)
		a.set("Allow", probe.header.Get("Allow"))
		return a
	}
	return errorAnswer(notFound(), correlation)
}

// statusProbe takes what ServeMux says about a path without a route.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *statusProbe) WriteHeader(status int)      { p.status = status }

// routedRequest brings the dated paths into the order of the v3 ones,
// /crm/2026-09/objects/…, and takes the trailing slash away.
func routedRequest(r *http.Request) (*http.Request, error) {
	escaped := strings.TrimRight(r.URL.EscapedPath(), "/")
	escaped = datedCRM.ReplaceAllString(escaped, "/crm/$2/$1$3")
	path, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, err
	}
	u := *r.URL
	u.Path, u.RawPath = path, escaped
	out := r.WithContext(r.Context())
	out.URL = &u
	out.Method = r.Method
	return out, nil
}

// route is one line of the API.
type route struct {
	pattern string
	need    need
	search  bool // counts against the search limit
	do      func(*call) (answer, *apiError)
}

// need is what a token must hold to use a route. In the scope names, {type}
// is the object type of the path. One of several is enough; none at all
// means that any good token will do.
type need struct {
	open   bool // no token is asked for
	scopes []string
}

var (
	open        = need{open: true}
	anyToken    = need{}
	readRecords = need{scopes: []string{"crm.objects.{type}.read"}}
	writeRecord = need{scopes: []string{"crm.objects.{type}.write"}}
	readSchema  = need{scopes: []string{"crm.objects.{type}.read", "crm.schemas.{type}.read"}}
	writeSchema = need{scopes: []string{"crm.schemas.{type}.write"}}
	readOwners  = need{scopes: []string{"crm.objects.owners.read"}}
)

// handler makes an http.Handler of a route; ServeMux finds it, the call
// carries the answer back.
func (s *Server) handler(rt route) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		c := r.Context().Value(callKey{}).(*call)
		c.r = r
		c.version = r.PathValue("v")
		c.answered = true
		headers, err := s.enter(c, rt)
		if err == nil {
			c.answer, err = rt.do(c)
		}
		c.err = err
		for key, value := range headers {
			c.answer.set(key, value)
		}
	}
}

// enter checks token, limits and scopes, in this order.
func (s *Server) enter(c *call, rt route) (map[string]string, *apiError) {
	if rt.need.open {
		return nil, nil
	}
	var err *apiError
	if c.token, err = s.grants.check(bearer(c.r), c.now); err != nil {
		return nil, err
	}
	if c.account = s.account(c.token.hub); c.account == nil {
		return nil, unknownToken()
	}
	headers, err := s.admit(c, rt.search)
	if err != nil {
		return headers, err
	}
	if !slices.Contains(versionsOf(rt.pattern), c.version) {
		return headers, notFound()
	}
	scopes := make([]string, 0, len(rt.need.scopes))
	for _, scope := range rt.need.scopes {
		if strings.Contains(scope, "{type}") {
			typ, err := c.objectType()
			if err != nil {
				return headers, err
			}
			scope = typ.allows(scope)
		}
		scopes = append(scopes, scope)
	}
	if len(scopes) > 0 && !slices.ContainsFunc(scopes, c.token.may) {
		return headers, missingScopes(scopes)
	}
	if len(c.body) > 0 {
		if kind := c.r.Header.Get("Content-Type"); kind != "" && !strings.Contains(kind, "json") {
			return headers, fail(http.StatusUnsupportedMediaType, "", "Unsupported Media Type")
		}
	}
	return headers, nil
}

// versionsOf says in which versions a path exists.
func versionsOf(pattern string) []string {
	if strings.Contains(pattern, "/associations") {
		return []string{"v3", "v4", "2026-03", "2026-09"}
	}
	return []string{"v3", "2026-03", "2026-09"}
}

// objectType is the one the path names.
func (c *call) objectType() (*objectType, *apiError) {
	return typeNamed(c.r.PathValue("type"))
}

func typeNamed(name string) (*objectType, *apiError) {
	if typ := objectTypeOf(name); typ != nil {
		return typ, nil
	}
	return nil, invalid("Unable to infer object type from: %s", name)
}

// bearer is the token of the Authorization header, or "".
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func unknownToken() *apiError {
	return fail(http.StatusUnauthorized, "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview")
}

func expiredToken(expired, now time.Time) *apiError {
	minutes := max(int(now.Sub(expired).Minutes()), 0)
	e := fail(http.StatusUnauthorized, "EXPIRED_AUTHENTICATION", fmt.Sprintf("The OAuth token used to make this call expired %d minute(s) ago.", minutes))
	e.Context = map[string][]string{"expire time": {stamp(expired)}}
	return e
}
