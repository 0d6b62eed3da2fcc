package llm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parley/connectors/llm"
	"parley/engine/action"
	"parley/engine/field"
)

// recorded is an answer as an endpoint gave it, with a place for what the
// model said.
const recorded = `{"id":"chatcmpl-1","object":"chat.completion","created":1764000000,"model":"small-1","choices":[{"index":0,"message":{"role":"assistant","content":%s,"refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":901,"completion_tokens":31,"total_tokens":932}}`

func said(content string) string {
	quoted, _ := json.Marshal(content)
	return fmt.Sprintf(recorded, quoted)
}

const (
	secretText = "canary words of a person"
	secretKey  = "sk-canary-key"
)

// asked asks a server about the canary and gives what came of it, and the log.
func asked(t *testing.T, base string, timeout time.Duration) (action.Result, string, error) {
	t.Helper()
	var log bytes.Buffer
	c := &llm.Client{Base: base, Model: "small-1", Key: secretKey, Instructions: "the dialogs", Schema: json.RawMessage(`{"type":"object"}`),
		Timeout: timeout, Logger: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	catalog := action.NewCatalog()
	catalog.Add(llm.Actions(c)...)
	res, err := catalog.Do(t.Context(), action.Caller{Session: "canary-session", Subject: "canary-subject"}, action.Call{
		ID: "op", Action: "language.understand",
		Args: map[string]field.Value{"text": {Norm: secretText}, "state": {Norm: "ask"}, "dialog": {Norm: "create_deal"}, "field": {Norm: "amount"}},
	})
	return res, log.String(), err
}

func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	var got http.Request
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = *r
		body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, said(`{"commands":[{"command":"help"}]}`))
	}))
	t.Cleanup(s.Close)
	res, log, err := asked(t, s.URL+"/v1/", 0)
	if err != nil || res.Text != `{"commands":[{"command":"help"}]}` || log != "" {
		t.Fatalf("got %+v, %v and the log %q", res, err, log)
	}
	if got.Method != http.MethodPost || got.URL.String() != "/v1/chat/completions" || got.Header.Get("Authorization") != "Bearer "+secretKey || got.Header.Get("Content-Type") != "application/json" {
		t.Errorf("the request was %s %s with %v", got.Method, got.URL, got.Header)
	}
	want := `{"messages":[{"role":"system","content":"the dialogs"},{"role":"user","content":"{\"waits_for\":\"ask\",\"open_dialog\":\"create_deal\",\"asked_field\":\"amount\",\"message\":\"canary words of a person\"}"}],` +
		`"model":"small-1","response_format":{"json_schema":{"name":"commands","schema":{"type":"object"},"strict":true},"type":"json_schema"},"temperature":0}`
	if string(body) != want {
		t.Errorf("the body was\n%s\nwant\n%s", body, want)
	}
}

// TestWhatIsNoAnswer lets an endpoint fail in every way. The answer is always
// a problem, and neither it nor the log tells what was sent or received.
func TestWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	const leak = "canary of the endpoint"
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") }))
	t.Cleanup(other.Close)
	write := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		kind   action.Kind
	}{
		"500":        {write(500, leak), action.Down},
		"401":        {write(401, `{"error":{"message":"`+leak+secretKey+`"}}`), action.Down},
		"429":        {write(429, leak), action.Busy},
		"HTML":       {write(200, "<html>"+leak), action.Down},
		"no choice":  {write(200, `{"choices":[]}`), action.Down},
		"refusal":    {write(200, `{"choices":[{"message":{"role":"assistant","content":null,"refusal":"`+leak+`"}}]}`), action.Down},
		"wrong type": {write(200, `{"choices":[{"message":{"content":{"commands":[]}}}]}`), action.Down},
		"much said":  {write(200, said(strings.Repeat(leak, 1000))), action.Down},
		"huge":       {write(200, `{"choices":[{"message":{"content":"`+strings.Repeat("x", 10<<20)), action.Down},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "900")
			_, _ = io.WriteString(w, leak)
		}, action.Down},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/"+leak, http.StatusTemporaryRedirect)
		}, action.Down},
		"a GET redirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) }, action.Down},
		"never":          {func(_ http.ResponseWriter, r *http.Request) { <-never }, action.Down},
		"a trickle": {func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-never
		}, action.Down},
		"not HTTP": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, leak+"\r\n\r\n")
			_ = conn.Close()
		}, action.Down},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(c.answer)
			t.Cleanup(s.CloseClientConnections)
			limit := 5 * time.Second
			if name == "never" || name == "a trickle" {
				limit = 50 * time.Millisecond
			}
			res, log, err := asked(t, s.URL, limit)
			var problem *action.Problem
			if !errors.As(err, &problem) || problem.Kind != c.kind || problem.Text != "" || res.Text != "" {
				t.Errorf("got %+v and %v, want a problem %s", res, err, c.kind)
			}
			if strings.Count(log, "\n") != 1 {
				t.Errorf("the log is %q, want one line", log)
			}
			for _, secret := range []string{"canary", secretKey, s.URL} {
				if strings.Contains(log+fmt.Sprint(err), secret) {
					t.Errorf("%q is in the error %v or the log %s", secret, err, log)
				}
			}
		})
	}
}

// TestAnswerInTime holds the limit that people wait at most.
func TestAnswerInTime(t *testing.T) {
	t.Parallel()
	never := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-never }))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(never) })
	start := time.Now()
	_, _, err := asked(t, s.URL, 0)
	if took := time.Since(start); err == nil || took < 2400*time.Millisecond || took > 4*time.Second {
		t.Errorf("gave up after %v with %v, want 2.5 s", took, err)
	}
}

// TestNobodyQueues asks more at once than the client lets through.
func TestNobodyQueues(t *testing.T) {
	t.Parallel()
	arrived, leave := make(chan struct{}, 32), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-leave
		_, _ = io.WriteString(w, said("x"))
	}))
	t.Cleanup(s.Close)
	c := &llm.Client{Base: s.URL, Model: "m", Schema: json.RawMessage("{}"), Timeout: time.Minute}
	do := func(ctx context.Context) error {
		_, err := llm.Actions(c)[0].Do(ctx, action.Caller{}, action.Call{})
		return err
	}
	done := make(chan error, 16)
	for range 16 {
		go func() { done <- do(t.Context()) }() // ends with leave
	}
	for range 16 {
		<-arrived
	}
	var problem *action.Problem
	if err := do(t.Context()); !errors.As(err, &problem) || problem.Kind != action.Busy {
		t.Errorf("the seventeenth got %v, want busy", err)
	}
	close(leave)
	for range 16 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"https://api.openai.com/v1": true, "http://localhost:11434/v1": true, "http://127.0.0.1:8000": true, "http://[::1]:8000/v1": true,
		"http://models.example.com/v1": false, "http://10.0.0.1/v1": false, "http://localhost.example.com": false, "https://me:pw@example.com": false,
		"https://example.com/v1?key=1": false, "https://example.com/#x": false, "ftp://example.com": false, "example.com": false, "https://": false, "": false, "http://[": false,
	} {
		if err := (&llm.Client{Base: base}).Check(); (err == nil) != ok {
			t.Errorf("%q: %v, want ok to be %v", base, err, ok)
		}
	}
}
