package hubspot

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// failure is a request that HubSpot refused or that came to nothing. It is
// for us and the log; what is said to people is worked out from it by explain.
type failure struct {
	status     int // 0: no answer
	category   string
	code       string // the token endpoint's word for it: "BAD_REFRESH_TOKEN"
	policy     string // which limit was hit
	message    string // HubSpot's words: read for facts, never shown or logged
	reference  string // correlation id
	retryAfter time.Duration
	properties []propertyFailure
	context    map[string][]string
	scopes     []string // that are missing

	write bool  // the request would have changed something
	maybe bool  // … and may have done so
	sent  bool  // it left
	local bool  // we did not even try
	err   error // why there is no answer, or none that can be read
}

// propertyFailure is one refused property, by HubSpot's names.
type propertyFailure struct {
	name, code, message string
}

func (f *failure) Error() string {
	switch {
	case f.err != nil && f.status != 0:
		return fmt.Sprintf("HubSpot answered %d: %v", f.status, f.err)
	case f.err != nil:
		return "HubSpot did not answer: " + f.err.Error()
	}
	return strings.TrimSpace(fmt.Sprintf("HubSpot answered %d %s%s", f.status, f.category, f.code))
}

func (f *failure) Unwrap() error { return f.err }

// uncertain tells whether HubSpot may have carried the request out all the
// same: it left and no proper answer came, or a gateway spoke for HubSpot.
func (f *failure) uncertain() bool {
	if f.local {
		return false
	}
	return f.status >= 500 || f.err != nil && f.sent
}

// definite tells whether HubSpot looked at the request and said no: asking
// again would not change that.
func (f *failure) definite() bool {
	switch f.status {
	case 401, 408, 423, 425, 429, 477:
		return false
	}
	return f.status >= 400 && f.status < 500
}

// word is a string for which other JSON is no error: one odd field must not
// hide the others.
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*w = word(s)
	}
	return nil
}

// words is a list of strings, read as leniently.
type words []string

func (w *words) UnmarshalJSON(b []byte) error {
	var list []word
	if json.Unmarshal(b, &list) != nil {
		var one word
		if json.Unmarshal(b, &one); one == "" {
			return nil
		}
		list = []word{one}
	}
	for _, s := range list {
		*w = append(*w, string(s))
	}
	return nil
}

// lenient is a value of which only a proper one is kept.
type lenient[T any] struct{ value T }

func (l *lenient[T]) UnmarshalJSON(b []byte) error {
	var v T
	if json.Unmarshal(b, &v) == nil {
		l.value = v
	}
	return nil
}

// detail is one entry of an error's list, in any of the places and spellings
// that HubSpot has for it.
type detail struct {
	Message word                      `json:"message"`
	Code    word                      `json:"code"`
	Error   word                      `json:"error"`
	Name    word                      `json:"name"`
	Context lenient[map[string]words] `json:"context"`
}

// decodeFailure reads an error's body. Anything can come: JSON, a gateway's
// HTML, nothing. What can't be read is left out; the status remains.
func decodeFailure(status int, body []byte) *failure {
	f := &failure{status: status}
	var e struct {
		Status   word                      `json:"status"`
		Message  word                      `json:"message"`
		Category word                      `json:"category"`
		Policy   word                      `json:"policyName"`
		ID       word                      `json:"correlationId"`
		Errors   lenient[[]detail]         `json:"errors"`
		Context  lenient[map[string]words] `json:"context"`
	}
	if json.Unmarshal(body, &e) != nil {
		return f
	}
	f.message, f.category = string(e.Message), logged(e.Category)
	f.policy, f.reference = policy(string(e.Policy), f.message), reference(string(e.ID))
	if e.Status != "error" {
		f.code = logged(e.Status)
	}
	f.context = map[string][]string{}
	for k, v := range e.Context.value {
		f.context[k] = v
	}
	for _, d := range e.Errors.value {
		f.add(d)
	}
	if len(f.properties) == 0 {
		f.cut()
	}
	return f
}

// logged lets through only what looks like one of HubSpot's constants; the
// rest would be content in the log.
func logged(s word) string {
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return ""
		}
	}
	return string(s[:min(len(s), 64)])
}

// reference lets through only what looks like a correlation id.
func reference(s string) string {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '-' {
			return ""
		}
	}
	return s[:min(len(s), 64)]
}

// policy names the limit that was hit. Older answers say it only in words.
func policy(name, message string) string {
	for _, known := range []string{"DAILY", "TEN_SECONDLY_ROLLING", "SECONDLY"} {
		if name == known || name == "" && strings.Contains(strings.ToUpper(message), " "+known+" LIMIT") {
			return known
		}
	}
	return logged(word(name))
}

func (f *failure) add(d detail) {
	in := d.Context.value
	for _, scope := range append(in["requiredGranularScopes"], in["requiredScopes"]...) {
		if strings.Trim(scope, "abcdefghijklmnopqrstuvwxyz0123456789._-") == "" {
			f.scopes = append(f.scopes, scope) // it is logged, so nothing else may be in it
		}
	}
	code := string(d.Code)
	if d.Error != "" {
		code = string(d.Error)
	}
	names := append([]string(nil), in["propertyName"]...)
	names = append(names, in["properties"]...)
	if d.Name != "" {
		names = append(names, string(d.Name))
	}
	for _, name := range names {
		f.properties = append(f.properties, propertyFailure{name, code, string(d.Message)})
	}
}

// cut finds the list of property errors that HubSpot puts into the message's
// text.
func (f *failure) cut() {
	from, to := strings.IndexByte(f.message, '['), strings.LastIndexByte(f.message, ']')
	if from < 0 || to < from {
		return
	}
	var list []detail
	if json.Unmarshal([]byte(f.message[from:to+1]), &list) != nil {
		return
	}
	for _, d := range list {
		f.add(d)
	}
}
