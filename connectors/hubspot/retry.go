package hubspot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// maxBody bounds what is read of an answer. A page of a hundred records has
// about 100 KiB.
const maxBody = 1 << 20

// request is one thing to ask HubSpot.
type request struct {
	method string
	path   string
	query  url.Values
	body   any
	search bool // counts for the search limit; a POST that only reads
	spare  bool // not worth standing in line for
	once   bool // must not be sent again when it may have arrived
}

func (r *request) writes() bool { return r.method != http.MethodGet && !r.search }

// answer is what came of one attempt. Either there is a status, or err says
// why there is none; sent tells whether HubSpot may have got the request then.
type answer struct {
	status int
	header http.Header
	body   []byte
	sent   bool
	err    error
}

// send asks HubSpot and reads the answer into what into points to, unless it
// is nil. It keeps the account's limits, renews the token once, and repeats
// what may be repeated. Its error is a *failure unless access has ended.
func (w *work) send(ctx context.Context, r request, into any) error {
	c := w.client
	maybe := false // an earlier attempt may have been carried out
	for attempt := 1; ; attempt++ {
		f := w.attempt(ctx, r, into, attempt == 1)
		if f == nil {
			return nil
		}
		if r.spare && f.local {
			return f
		}
		f.write = r.writes()
		f.maybe = f.write && (f.uncertain() || maybe && !f.definite())
		maybe = f.maybe
		c.log().LogAttrs(ctx, slog.LevelInfo, "hubspot refused or failed",
			slog.String("action", w.spec.Name), slog.String("method", r.method), slog.Int("attempt", attempt),
			slog.Int("status", f.status), slog.String("category", f.category), slog.String("policy", f.policy),
			slog.Bool("sent", f.sent), slog.Any("scopes", f.scopes), slog.String("reference", f.reference))

		if f.status == http.StatusUnauthorized {
			if err := w.renew(ctx, f); err != nil {
				return err
			}
			continue
		}
		pause, again := w.pause(r, f, attempt)
		if !again || ctx.Err() != nil {
			return f
		}
		if f.status == http.StatusTooManyRequests {
			w.lane.hold(c.tick().Add(pause))
		}
		w.waited += pause
		if err := c.wait(ctx, pause); err != nil {
			return f
		}
	}
}

// renew gets another token after a 401, or finds out that there is none. Only
// an expired token is a reason to renew, and only once: a new token that is
// refused as well is not new.
func (w *work) renew(ctx context.Context, f *failure) error {
	if f.category == "EXPIRED_AUTHENTICATION" && !w.refreshed {
		w.refreshed = true
		token, err := w.client.Tokens.Expired(ctx, w.caller, w.token.Access)
		if err != nil {
			return w.tokenProblem(err)
		}
		w.use(token)
		return nil
	}
	return w.revoked(ctx, connectionLost)
}

// pause says whether a request is to be repeated, and after how long.
func (w *work) pause(r request, f *failure, attempt int) (time.Duration, bool) {
	var pause time.Duration
	switch {
	case f.local || f.policy == "DAILY" || attempt > 4:
		return 0, false
	case f.status == http.StatusTooManyRequests && f.policy == "SECONDLY":
		pause = time.Second
	case f.status == http.StatusTooManyRequests:
		// The ten seconds roll: places become free one by one, so looking
		// after three and after five more is enough, and fits our patience.
		pause = 3 * time.Second
		if attempt > 1 {
			pause = 5 * time.Second
		}
	case f.status == http.StatusLocked:
		pause = 2 * time.Second
	case f.uncertain(), f.status == 0:
		if r.once && f.maybe || w.brief || attempt > 2 {
			return 0, false
		}
		pause = time.Duration(2*attempt-1) * time.Second
	default:
		return 0, false
	}
	if f.status == http.StatusTooManyRequests || f.status == http.StatusLocked {
		pause = max(pause, f.retryAfter)
	} else if !w.lane.mayRetry() {
		return 0, false
	}
	patience := or(w.client.Patience, 8*time.Second)
	if w.waited+pause > patience || w.brief && pause > time.Second {
		return 0, false
	}
	// A slow HubSpot uses up patience just as waiting does. The time in line
	// for our own limit does not count: that line moves.
	if f.status != http.StatusTooManyRequests && w.client.tick().Sub(w.began)+pause > patience+time.Second {
		return 0, false
	}
	return pause, true
}

// attempt sends a request once.
func (w *work) attempt(ctx context.Context, r request, into any, first bool) *failure {
	c := w.client
	most := or(c.QueueFor, time.Minute)
	if r.spare {
		most = 0
	}
	if err := w.lane.enter(ctx, c, r.search, most); err != nil {
		return &failure{err: err, local: true}
	}
	a := c.exchange(ctx, w.token.Access, r)
	if date, err := http.ParseTime(a.header.Get("Date")); err == nil {
		w.ahead = date.Sub(c.now())
	}
	f := read(a, into)
	failed := f != nil && (f.uncertain() || f.status == 0)
	if ctx.Err() == nil { // a caller who went away says nothing about HubSpot
		w.lane.learn(c.tick(), failed, first)
	}
	return f
}

// exchange does the HTTP.
func (c *Client) exchange(ctx context.Context, access string, r request) answer {
	ctx, cancel := context.WithTimeout(ctx, or(c.Timeout, 10*time.Second))
	defer cancel()

	// Not one of its headers left us: then the request was not carried out,
	// whatever else went wrong. From there on it is in doubt.
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { sent.Store(true) },
		WroteRequest: func(i httptrace.WroteRequestInfo) {
			if i.Err == nil {
				sent.Store(true)
			}
		},
	})

	address := c.base + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			return answer{err: fmt.Errorf("encode request: %w", err)}
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil {
		return answer{err: bare(err)}
	}
	// Without GetBody net/http can't send a body a second time by itself.
	req.GetBody = nil
	req.Header.Set("Authorization", "Bearer "+access)
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}

	response, err := c.http.Do(req)
	if err != nil {
		return answer{sent: sent.Load(), err: bare(err)}
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err == nil && len(content) > maxBody {
		err = errors.New("answer is too long")
	}
	if err != nil && response.StatusCode >= 300 {
		err = nil // the status says enough
	}
	return answer{status: response.StatusCode, header: response.Header, body: content, sent: true, err: bare(err)}
}

// bare takes the address off an error: it may hold an e-mail address, or a
// token.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// read turns an answer into a value or a failure.
func read(a answer, into any) *failure {
	if a.status == 0 || a.err != nil {
		return &failure{status: a.status, sent: a.sent, err: a.err}
	}
	if a.status < 200 || a.status > 299 {
		f := decodeFailure(a.status, a.body)
		f.sent = true
		if f.reference == "" {
			f.reference = reference(a.header.Get("X-HubSpot-Correlation-Id"))
		}
		if s, err := strconv.Atoi(a.header.Get("Retry-After")); err == nil && s > 0 {
			f.retryAfter = time.Duration(min(s, 7*24*3600)) * time.Second
		}
		return f
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return &failure{status: a.status, sent: true, err: errors.New("answer can't be read")}
	}
	if v, ok := into.(interface{ valid() bool }); ok && !v.valid() {
		return &failure{status: a.status, sent: true, err: errors.New("answer lacks what it should have")}
	}
	return nil
}
