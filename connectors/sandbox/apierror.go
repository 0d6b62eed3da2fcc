package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
)

// answer is what goes back over the wire. Handlers make one under the lock;
// it is written when the lock is free again.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// set adds a header.
func (a *answer) set(key, value string) {
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(key, value)
}

func jsonAnswer(status int, v any) answer {
	a := answer{status: status, body: encode(v)}
	a.set("Content-Type", "application/json;charset=utf-8")
	return a
}

func htmlAnswer(status int, page []byte) answer {
	a := answer{status: status, body: page}
	a.set("Content-Type", "text/html;charset=utf-8")
	return a
}

func noContent() answer { return answer{status: http.StatusNoContent} }

// encode writes JSON as HubSpot does, with <, > and & left alone.
func encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("sandbox: encode %T: %v", v, err)) // only our own types come here
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}

// apiError is HubSpot's error envelope with its status. It is an error, so
// handlers return it as one.
type apiError struct {
	Status        int                 `json:"-"`
	Word          string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	ErrorType     string              `json:"errorType,omitempty"`
	PolicyName    string              `json:"policyName,omitempty"`
	Errors        []errorDetail       `json:"errors,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Links         map[string]string   `json:"links,omitempty"`
	Category      string              `json:"category,omitempty"`
	SubCategory   string              `json:"subCategory,omitempty"`
}

type errorDetail struct {
	Message string              `json:"message"`
	Code    string              `json:"code,omitempty"`
	Context map[string][]string `json:"context,omitempty"`
}

func (e *apiError) Error() string { return e.Message }

func fail(status int, category, message string) *apiError {
	return &apiError{Status: status, Category: category, Message: message}
}

func invalid(format string, args ...any) *apiError {
	return fail(http.StatusBadRequest, "VALIDATION_ERROR", fmt.Sprintf(format, args...))
}

// badRequest is the answer to a search that cannot be run; HubSpot does not
// say why.
func badRequest() *apiError {
	return fail(http.StatusBadRequest, "VALIDATION_ERROR", "There was a problem with the request.")
}

// notFound is the answer for an unknown or archived record. It has no
// category.
func notFound() *apiError {
	return fail(http.StatusNotFound, "", "resource not found")
}

func notAnID(id string) *apiError {
	e := fail(http.StatusNotFound, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.")
	e.Context = map[string][]string{"id": {id}}
	return e
}

func missingRequired(typ *objectType, names []string) *apiError {
	e := invalid("Error creating %s. Some required properties were not set.", typ.upper)
	e.Context = map[string][]string{"properties": names}
	return e
}

func missingScopes(need []string) *apiError {
	e := fail(http.StatusForbidden, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.")
	e.Errors = []errorDetail{{
		Message: "One or more of the following scopes are required.",
		Context: map[string][]string{"requiredGranularScopes": need},
	}}
	e.Links = map[string]string{"scopes": "https://developers.hubspot.com/scopes"}
	return e
}

func rateLimited(policy string) *apiError {
	text := map[string]string{
		policyBurst:  "You have reached your ten_secondly_rolling limit.",
		policySearch: "You have reached your secondly limit.",
		policyDaily:  "You have reached your daily limit.",
	}[policy]
	return &apiError{Status: http.StatusTooManyRequests, Message: text, ErrorType: "RATE_LIMIT", PolicyName: policy}
}

// propertyError is one bad value of a write.
type propertyError struct {
	IsValid   bool   `json:"isValid"`
	Message   string `json:"message"`
	Code      string `json:"error"`
	Name      string `json:"name"`
	Localized string `json:"localizedErrorMessage"`
	Value     string `json:"propertyValue"`
	Portal    int64  `json:"portalId"`
}

// propertyErrors makes the answer for a write with bad values: the list goes
// into the message as JSON, and once more into errors.
func propertyErrors(list []propertyError) *apiError {
	e := invalid("Property values were not valid: %s", encode(list))
	for _, p := range list {
		e.Errors = append(e.Errors, errorDetail{
			Message: p.Message, Code: p.Code,
			Context: map[string][]string{"propertyName": {p.Name}},
		})
	}
	return e
}

// errorAnswer puts an error on the wire under a correlation id.
func errorAnswer(e *apiError, correlation string) answer {
	out := *e
	out.Word = "error"
	out.CorrelationID = correlation
	return jsonAnswer(e.Status, out)
}

// newCorrelationID makes a random UUID.
func newCorrelationID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
