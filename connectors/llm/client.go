package llm

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"parley/engine/action"
)

// Client asks one model at one endpoint. Fill it before use; afterwards it is
// safe for use by many goroutines, and only Learn changes it.
type Client struct {
	Base  string // address of the API up to the version, as https://api.openai.com/v1
	Model string // its name there
	Key   string // sent as a bearer token; empty for endpoints that want none

	Instructions string          // the system message
	Schema       json.RawMessage // JSON Schema of the answer

	Timeout time.Duration // for a request and its answer; 0 is 2.5 s
	Logger  *slog.Logger  // nil logs nothing

	learn sync.RWMutex // guards Instructions and Schema
	once  sync.Once
	http  *http.Client
	slots chan struct{}
}

// Limits of every request.
const (
	usualTimeout = 2500 * time.Millisecond
	answerBytes  = 64 << 10 // of the whole answer
	contentBytes = 8 << 10  // of what the model said
	atOnce       = 16       // requests; who comes later goes without, nobody queues
)

// Check says what is wrong with Base.
func (c *Client) Check() error {
	u, err := url.Parse(c.Base)
	switch {
	case err != nil || u.Hostname() == "":
		return errors.New("it is not a whole address such as https://api.openai.com/v1")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("it must be just a scheme, a host and perhaps a path")
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return errors.New("it must begin with https:// (http:// only for this machine itself)")
	}
	return nil
}

// Learn replaces Instructions and Schema for the requests that follow.
func (c *Client) Learn(instructions string, schema json.RawMessage) {
	c.learn.Lock()
	defer c.learn.Unlock()
	c.Instructions, c.Schema = instructions, schema
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func (c *Client) start() {
	c.once.Do(func() {
		c.slots = make(chan struct{}, atOnce)
		c.http = &http.Client{
			Transport: &http.Transport{
				Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
				MaxIdleConnsPerHost: atOnce, MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 60 * time.Second,
			},
			// A redirect would carry the message to where nobody set it to go.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	})
}

// question is what the model is told of a message.
type question struct {
	Waits   string `json:"waits_for,omitempty"`
	Dialog  string `json:"open_dialog,omitempty"`
	Field   string `json:"asked_field,omitempty"`
	Message string `json:"message"`
}

// ask gives what the model said. Its errors are problems whose text holds
// nothing that was sent or received.
func (c *Client) ask(ctx context.Context, q question) (string, error) {
	c.start()
	if err := c.Check(); err != nil {
		return "", fmt.Errorf("llm: base address: %w", err)
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	default:
		return "", c.failed(action.Busy, errors.New("too many questions at once"))
	}
	limit := c.Timeout
	if limit == 0 {
		limit = usualTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := c.request(ctx, q)
	if err != nil {
		return "", fmt.Errorf("llm: %w", err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return "", c.failed(action.Down, reason(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		kind := action.Down
		if res.StatusCode == http.StatusTooManyRequests {
			kind = action.Busy
		}
		return "", c.failed(kind, fmt.Errorf("status %d", res.StatusCode))
	}
	content, err := read(res.Body)
	if err != nil {
		return "", c.failed(action.Down, err)
	}
	return content, nil
}

func (c *Client) request(ctx context.Context, q question) (*http.Request, error) {
	told, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	type message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	c.learn.RLock()
	instructions, schema := c.Instructions, c.Schema
	c.learn.RUnlock()
	body, err := json.Marshal(map[string]any{
		"model":       c.Model,
		"temperature": 0,
		"messages":    []message{{"system", instructions}, {"user", string(told)}},
		"response_format": map[string]any{"type": "json_schema", "json_schema": map[string]any{
			"name": "commands", "strict": true, "schema": schema,
		}},
	})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(c.Base, "/")+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.Key)
	}
	return req, nil
}

// read takes what the model said out of an answer.
func read(body io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(body, answerBytes+1))
	switch {
	case err != nil:
		return "", reason(err)
	case len(data) > answerBytes:
		return "", errors.New("the answer is too long")
	}
	var answer struct {
		Choices []struct {
			Message struct {
				Content string `json:"content"`
			} `json:"message"`
		} `json:"choices"`
	}
	if json.Unmarshal(data, &answer) != nil || len(answer.Choices) == 0 {
		return "", errors.New("the answer is not that of a chat completion")
	}
	content := answer.Choices[0].Message.Content
	if content == "" || len(content) > contentBytes {
		return "", errors.New("the model said nothing, or too much")
	}
	return content, nil
}

// failed tells the operator that a question was not answered. The person gets
// what is understood without a model.
func (c *Client) failed(kind action.Kind, err error) error {
	if c.Logger != nil {
		c.Logger.Warn("language model did not answer", "reason", err)
	}
	return &action.Problem{Kind: kind, Err: err}
}

// reason tells an operator why a request came to nothing. Of what net/http says
// only that is taken which can't quote a request or an answer.
func reason(err error) error {
	var connection *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("no answer in time")
	case errors.As(err, &connection):
		return connection
	case errors.As(err, &certificate):
		return certificate
	}
	return errors.New("the answer broke off, or is not HTTP")
}
