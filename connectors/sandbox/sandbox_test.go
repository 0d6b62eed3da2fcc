package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/connectors/sandbox"
)

// bench is a served sandbox with a clock that only moves when told.
type bench struct {
	*sandbox.Server
	tb    testing.TB
	url   string
	clock *clock
	token string // sent with every call
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

var start = time.Date(2026, 11, 10, 9, 30, 0, 0, time.UTC)

func newBench(tb testing.TB, cfg sandbox.Config) *bench {
	tb.Helper()
	b := &bench{tb: tb, clock: &clock{at: start}}
	cfg.Now = b.clock.now
	b.Server = sandbox.New(cfg)
	server := httptest.NewServer(b.Handler())
	tb.Cleanup(server.Close)
	tb.Cleanup(b.Close)
	b.url = server.URL
	b.token = b.Credentials(b.url).AccessToken
	return b
}

// reply is an answer that was read to its end.
type reply struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// at walks into the body: keys of objects, places in lists.
func (r reply) at(path ...any) any {
	var v any = r.body
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			list, _ := v.([]any)
			if key >= len(list) {
				return nil
			}
			v = list[key]
		}
	}
	return v
}

func (r reply) text(path ...any) string {
	s, _ := r.at(path...).(string)
	return s
}

func (r reply) count(path ...any) int {
	list, _ := r.at(path...).([]any)
	return len(list)
}

// call sends JSON (text as it is, other values encoded) and reads the answer.
func (b *bench) call(method, path string, body any) reply {
	b.tb.Helper()
	r, err := b.try(method, path, body)
	if err != nil {
		b.tb.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (b *bench) try(method, path string, body any) (reply, error) {
	var in io.Reader
	switch v := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(v)
	default:
		data, err := json.Marshal(v)
		if err != nil {
			return reply{}, err
		}
		in = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, b.url+path, in)
	if err != nil {
		return reply{}, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if b.token != "" {
		req.Header.Set("Authorization", "Bearer "+b.token)
	}
	return send(req)
}

func send(req *http.Request) (reply, error) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{}, err
	}
	r := reply{status: res.StatusCode, header: res.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &r.body)
	return r, nil
}

// must is call, with a status that has to come.
func (b *bench) must(status int, method, path string, body any) reply {
	b.tb.Helper()
	r := b.call(method, path, body)
	if r.status != status {
		b.tb.Fatalf("%s %s: status %d, want %d\n%s", method, path, r.status, status, r.raw)
	}
	return r
}

// form posts to a token endpoint.
func (b *bench) form(path string, values url.Values) reply {
	b.tb.Helper()
	req, err := http.NewRequest("POST", b.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		b.tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := send(req)
	if err != nil {
		b.tb.Fatal(err)
	}
	return r
}

func props(pairs ...string) map[string]any {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return map[string]any{"properties": m}
}
