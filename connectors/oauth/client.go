package oauth

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits of every request to a provider. The lease on a refresh (leaseLife)
// must outlast requestTime.
const (
	requestTime = 10 * time.Second
	answerBytes = 1 << 20
)

// Client makes a client that follows no redirect, speaks https (http only to
// this machine), and gives up after requestTime or answerBytes. Of base it
// takes the transport; nil is the default one.
func Client(base *http.Client) *http.Client {
	next := http.DefaultTransport
	if base != nil && base.Transport != nil {
		next = base.Transport
	}
	return &http.Client{
		Transport:     guard{next},
		Timeout:       requestTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// guard is the last look at a request before it leaves.
type guard struct{ next http.RoundTripper }

var errAddress = errors.New("address is not allowed: https only, no user name")

// errRequest is a request that did not work out, without its details.
var errRequest = errors.New("request to the provider")

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	u := r.URL
	if u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, errAddress
	}
	answer, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = limited{io.LimitReader(answer.Body, answerBytes), answer.Body}
	return answer, nil
}

type limited struct {
	io.Reader
	io.Closer
}
