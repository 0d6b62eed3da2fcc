package sandbox

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// The OAuth application that the sandbox knows when Config names none. They
// are public on purpose: nothing behind them is worth protecting.
const (
	DemoClientID     = "5a4db0c5-0d3a-4c6e-9b1f-7061726c6579"
	DemoClientSecret = "73616e64-626f-4578-8d64-656d6f736563"
)

// Config is everything that can be set about a sandbox. The zero value works.
type Config struct {
	// Now is the clock for record times, token expiry, limits and search
	// lag. Nil is the system clock.
	Now func() time.Time
	// TokenLife is how long an access token lasts; 0 is 30 minutes.
	TokenLife time.Duration
	// SearchLag is how long a write stays invisible to search; 0 shows it at
	// once. HubSpot itself needs from a moment up to half a minute.
	SearchLag time.Duration
	// Limits turns the rate limits on.
	Limits bool
	// Burst is how many calls one app may make in one account in ten
	// seconds, and SearchRate how many searches an account may make in one
	// second, when Limits is on. 0 is HubSpot's own 110 and 5.
	Burst, SearchRate int
	// Logger gets one debug line for each call, without bodies or tokens.
	// Nil is silence.
	Logger *slog.Logger
	// ClientID and ClientSecret name the OAuth application. Empty is
	// DemoClientID and DemoClientSecret.
	ClientID, ClientSecret string
	// Portal chooses what the accounts hold at the start: "" or
	// "small_portal" the seeded records, "empty" none. People, pipelines
	// and properties are there in both.
	Portal string
	// RotateRefresh hands out a new refresh token with every refresh and
	// ends the one before. HubSpot does not do this today.
	RotateRefresh bool
}

// Server is one sandbox: accounts with their records, the tokens given out,
// faults to play and a memory of what was asked. It is safe for use by many
// goroutines.
type Server struct {
	cfg    Config
	log    *slog.Logger
	routes *http.ServeMux
	admin  *http.ServeMux
	done   chan struct{} // closed by Close, ends delays
	close  sync.Once

	mu       sync.Mutex // guards everything below
	accounts []*account
	grants   *grants
	limiter  limiter
	faults   []*Fault
	requests ring
	nextID   int64 // of the next record made through the API; never goes back
}

// New makes a sandbox with its seeded accounts.
func New(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.TokenLife <= 0 {
		cfg.TokenLife = 30 * time.Minute
	}
	if cfg.Burst <= 0 {
		cfg.Burst = 110
	}
	if cfg.SearchRate <= 0 {
		cfg.SearchRate = 5
	}
	if cfg.ClientID == "" {
		cfg.ClientID = DemoClientID
	}
	if cfg.ClientSecret == "" {
		cfg.ClientSecret = DemoClientSecret
	}
	s := &Server{cfg: cfg, log: cfg.Logger, done: make(chan struct{}), nextID: firstMadeID}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.accounts = seed(cfg.Now(), cfg.Portal)
	s.grants = newGrants(s.accounts[0])
	s.limiter = newLimiter()
	s.routes = s.apiRoutes()
	s.admin = s.adminRoutes()
	return s
}

// Handler serves the API, the sign-in page and the admin path.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(s.serve)
}

// Close ends delays that a fault imposes, so that a server that shuts down
// does not have to wait for them. Calls after it are answered without delay.
func (s *Server) Close() {
	s.close.Do(func() { close(s.done) })
}

// Credentials is what a program needs to use the sandbox.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	AuthorizeURL string `json:"authorize_url"`
	TokenURL     string `json:"token_url"`
	// AccessToken is of the first account, with all scopes. It behaves like
	// a private app's: it never expires and counts against its own rate
	// limit, so a test can look at records without disturbing anything.
	AccessToken string `json:"access_token"`
}

// Credentials returns the credentials for a sandbox that is served at base,
// such as "http://127.0.0.1:40123".
func (s *Server) Credentials(base string) Credentials {
	base = strings.TrimRight(base, "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	return Credentials{
		ClientID:     s.cfg.ClientID,
		ClientSecret: s.cfg.ClientSecret,
		AuthorizeURL: base + "/oauth/authorize",
		TokenURL:     base + "/oauth/2026-09/token",
		AccessToken:  s.grants.standing,
	}
}

// Reset puts back the seeded records, properties and rules, with dates
// counted from the present, and clears faults and rate limits. Tokens and
// the memory of requests stay.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts = seed(s.cfg.Now(), s.cfg.Portal)
	s.limiter = newLimiter()
	s.faults = nil
}

// ExpireTokens ends all access tokens that were given out by OAuth, as if
// their time had passed. Refresh tokens stay good.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grants.expireAll(s.cfg.Now())
}

// Uninstall removes the application from an account: all its access and
// refresh tokens there are dead from now on.
func (s *Server) Uninstall(hub int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grants.uninstall(hub)
}

// account finds an account by its hub id. The caller holds mu.
func (s *Server) account(hub int64) *account {
	for _, a := range s.accounts {
		if a.hub == hub {
			return a
		}
	}
	return nil
}

// wait sleeps for d, or until the client has gone or the server closes. It
// reports whether an answer is still wanted.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.done:
		return true
	case <-ctx.Done():
		return false
	}
}
