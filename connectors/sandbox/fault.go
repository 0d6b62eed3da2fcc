package sandbox

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Fault is something that shall go wrong. Without Status the call is carried
// out; with it, it is not.
type Fault struct {
	Match Match `json:"match"`
	// Status answers with this status instead of doing the work. Without a
	// Body the answer is the one HubSpot gives with that status.
	Status int `json:"status,omitempty"`
	// DelayMS holds the answer back, after the work is done, so that a
	// client which gives up has written all the same.
	DelayMS int `json:"delay_ms,omitempty"`
	// DropAnswer cuts the connection in place of the answer.
	DropAnswer bool `json:"drop_answer,omitempty"`
	// Body replaces the body of the answer, whatever it is.
	Body string `json:"body,omitempty"`
	// Headers are added to the answer, such as Retry-After.
	Headers map[string]string `json:"headers,omitempty"`
	// Times is how many calls it strikes; 0 is all until it is cleared.
	Times int `json:"times,omitempty"`
}

// Match says which calls a fault strikes. Empty fields match everything.
type Match struct {
	Method string `json:"method,omitempty"`
	// Path matches itself and all below it, except that a collection leaves
	// its /search alone. A * stands for any characters, a $ at the end means
	// that the path ends here, and a pattern without a leading slash may
	// begin anywhere. A pattern in the v3 form also strikes dated calls.
	Path string `json:"path,omitempty"`
}

// UnmarshalJSON refuses keys that it does not know, so that a misspelled
// fault is not taken for one that does nothing. The body may be a text, or
// JSON to be sent as it stands.
func (f *Fault) UnmarshalJSON(data []byte) error {
	type fields Fault
	var in struct {
		fields
		Body json.RawMessage `json:"body"`
	}
	if err := strictly(data, &in); err != nil {
		return err
	}
	*f = Fault(in.fields)
	if len(in.Body) > 0 && string(in.Body) != "null" && json.Unmarshal(in.Body, &f.Body) != nil {
		f.Body = string(in.Body)
	}
	return nil
}

// SetFault adds a fault. When several match a call, the oldest strikes.
func (s *Server) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// ClearFaults removes all faults. An answer that is already being held back
// stays so.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault finds the fault for a call and counts it. The caller holds mu.
func (s *Server) takeFault(method, path string) *Fault {
	for i, f := range s.faults {
		if !f.Match.covers(method, path) {
			continue
		}
		hit := *f
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return &hit
	}
	return nil
}

func (m Match) covers(method, path string) bool {
	if m.Method != "" && m.Method != "*" && !strings.EqualFold(m.Method, method) {
		return false
	}
	if m.Path == "" {
		return true
	}
	for _, form := range pathForms(path) {
		if m.coversPath(form) {
			return true
		}
	}
	return false
}

func (m Match) coversPath(path string) bool {
	pattern, closed := strings.CutSuffix(m.Path, "$")
	if pattern != "/" {
		pattern = strings.TrimRight(pattern, "/")
	}
	if path == pattern+"/search" {
		return false
	}
	var expr strings.Builder
	if strings.HasPrefix(pattern, "/") {
		expr.WriteString("^")
	}
	for i, part := range strings.Split(pattern, "*") {
		if i > 0 {
			expr.WriteString(".*")
		}
		expr.WriteString(regexp.QuoteMeta(part))
	}
	switch {
	case closed:
		expr.WriteString("$")
	case pattern != "/" && strings.HasPrefix(pattern, "/"):
		expr.WriteString("(/|$)")
	}
	return regexp.MustCompile(expr.String()).MatchString(path)
}

var (
	datedCRM   = regexp.MustCompile(`^/crm/([a-z]+)/(\d{4}-\d{2})(/.*)?$`)
	datedToken = regexp.MustCompile(`^/oauth/([^/]+)/token(/.*)?$`)
	typeID     = regexp.MustCompile(`/(0-\d+)(/|$)`)
)

// pathForms gives a path as it was asked for and in the v3 form.
func pathForms(path string) []string {
	if path != "/" {
		path = strings.TrimRight(path, "/")
	}
	v3 := datedCRM.ReplaceAllString(path, "/crm/v3/$1$3")
	v3 = typeID.ReplaceAllStringFunc(v3, func(m string) string {
		if typ := objectTypeOf(strings.Trim(m, "/")); typ != nil {
			return strings.Replace(m, typ.id, typ.name, 1)
		}
		return m
	})
	forms := []string{path, v3}
	if datedToken.MatchString(path) {
		forms = append(forms, datedToken.ReplaceAllString(path, "/oauth/v1/token$2"), datedToken.ReplaceAllString(path, "/oauth/v3/token$2"))
	}
	return forms
}

func (f *Fault) delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

// standIn is the answer in place of the work.
func (f *Fault) standIn(path, correlation string, now time.Time) answer {
	switch f.Status {
	case http.StatusUnauthorized:
		return errorAnswer(expiredToken(now.Add(-5*time.Minute), now), correlation)
	case http.StatusForbidden:
		return errorAnswer(fail(f.Status, "FORBIDDEN", "You do not have permissions to view object type DEAL."), correlation)
	case http.StatusNotFound:
		return errorAnswer(notFound(), correlation)
	case http.StatusTooManyRequests:
		policy := policyBurst
		if strings.HasSuffix(path, "/search") {
			policy = policySearch
		}
		return errorAnswer(rateLimited(policy), correlation)
	case http.StatusLocked:
		return errorAnswer(fail(f.Status, "", "The resource is locked. Wait a moment and try again."), correlation)
	case 477:
		a := errorAnswer(fail(f.Status, "", "This account is being moved between data centers."), correlation)
		a.set("Retry-After", "3600")
		return a
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return htmlAnswer(f.Status, []byte("<html><head><title>"+http.StatusText(f.Status)+"</title></head><body><h1>"+http.StatusText(f.Status)+"</h1></body></html>"))
	}
	if f.Status < 300 {
		return jsonAnswer(f.Status, struct{}{})
	}
	message := http.StatusText(f.Status)
	if f.Status >= 500 || message == "" {
		message = "internal error"
	}
	return errorAnswer(fail(f.Status, "", message), correlation)
}

// dress puts the fault's own body and headers on an answer.
func (f *Fault) dress(a answer) answer {
	a.header = a.header.Clone()
	if f.Body != "" {
		a.body = []byte(f.Body)
		if strings.HasPrefix(strings.TrimSpace(f.Body), "<") {
			a.set("Content-Type", "text/html;charset=utf-8")
		}
	}
	for key, value := range f.Headers {
		a.set(key, value)
	}
	return a
}
