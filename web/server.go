package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"parley/engine"
)

// Server answers on the public and on the operator's listener.
type Server struct {
	cfg     Config
	limits  Limits
	log     *slog.Logger
	now     func() time.Time
	engine  Engine
	turns   Turns
	signIn  SignIn
	bus     Bus
	browser browser
	origins origins
	dialogs atomic.Pointer[[]DialogInfo]
	metrics *metrics

	upgrader  websocket.Upgrader
	addresses addresses
	hub       hub

	handshakes struct {
		sync.Mutex
		bucket
	}
	ready readiness
	epoch struct {
		sync.Mutex
		name string
		read time.Time
	}

	drain struct {
		sync.Mutex
		on bool
	}
	work    sync.WaitGroup // events being handled
	sockets sync.WaitGroup
	flushes sync.WaitGroup
}

var _ engine.Notifier = (*Server)(nil)

// New makes a server. signIn may be nil when no dialog needs one, bus when
// there is one node only. The engine's Notifier must be the server.
func New(cfg Config, e Engine, turns Turns, signIn SignIn, bus Bus) *Server {
	s := &Server{
		cfg: cfg, limits: cfg.Limits.orDefaults(), log: cfg.Logger, now: cfg.Now,
		engine: e, turns: turns, signIn: signIn, bus: bus,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.SetDialogs(cfg.Dialogs)
	public, err := url.Parse(cfg.PublicURL)
	if err != nil {
		public = &url.URL{}
	}
	s.browser.secure = public.Scheme == "https"
	s.origins = newOrigins(public, cfg.Origins)
	s.hub.init()
	s.metrics = newMetrics(cfg.Metrics)
	s.upgrader = websocket.Upgrader{
		HandshakeTimeout: 5 * time.Second,
		ReadBufferSize:   1 << 10,
		WriteBufferSize:  writeBuffer,
		WriteBufferPool:  new(sync.Pool),
		Subprotocols:     []string{subprotocol},
		CheckOrigin:      func(*http.Request) bool { return true }, // done before, see chat
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			http.Error(w, http.StatusText(status), status)
		},
	}
	return s
}

// SetDialogs replaces what clients are told about dialogs, from the next
// welcome on.
func (s *Server) SetDialogs(list []DialogInfo) {
	list = append([]DialogInfo{}, list...)
	s.dialogs.Store(&list)
}

// HTTP returns a server for one of the handlers, with the limits that a
// handler can't set. Sockets are free of them once they are upgraded.
func HTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    12 << 10, // the library allows 4 KiB on top
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo),
	}
}

// Handler serves the public listener.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/chat", s.chat)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	s.routePages(mux)
	s.routeSignIn(mux)
	return s.guarded(mux)
}

const (
	maxBody     = 64 << 10
	writeBuffer = 4 << 10 // from a pool, while a frame is written
)

// guarded limits bodies, which are read before a route sees them, sets the headers that
// every answer has, and keeps a bug in a handler to one request.
func (s *Server) guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.panicked(v, "path", r.Pattern)
				http.Error(w, "internal error", http.StatusInternalServerError)
			}
		}()
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if s.browser.secure {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.ContentLength > maxBody {
			header.Set("Connection", "close")
			http.Error(w, "body too large", http.StatusRequestEntityTooLarge)
			return
		}
		if r.ContentLength != 0 {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
			if err != nil {
				http.Error(w, "body too large or too slow", http.StatusRequestEntityTooLarge)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		h.ServeHTTP(w, r)
	})
}

// chat upgrades a request to a socket and returns: what the request needed is
// free again.
func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	deny := func(status int, why string) {
		s.metrics.refused.WithLabelValues(why).Inc()
		if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "1")
		}
		http.Error(w, http.StatusText(status), status)
	}
	now := time.Now()
	if !s.origins.allow(r, !s.cfg.NeedOrigin) {
		deny(http.StatusForbidden, "origin")
		return
	}
	if offered := websocket.Subprotocols(r); len(offered) > 0 && !slices.Contains(offered, subprotocol) {
		deny(http.StatusBadRequest, "subprotocol")
		return
	}
	if s.draining() {
		deny(http.StatusServiceUnavailable, "draining")
		return
	}
	if s.ready.down() {
		deny(http.StatusServiceUnavailable, "not_ready")
		return
	}
	if !s.handshake(now) {
		deny(http.StatusServiceUnavailable, "handshakes")
		return
	}
	ip := clientAddress(r, s.cfg.Proxies)
	if !s.addresses.enter(ip, s.limits.SocketsPerAddress) {
		deny(http.StatusTooManyRequests, "address")
		return
	}
	header := http.Header{}
	c := &conn{srv: s, address: ip, browser: s.browser.greet(r, header), name: secret()[:12]}
	ws, err := s.upgrader.Upgrade(hijacker{w, &c.under}, r, header)
	if err != nil {
		s.addresses.leave(ip)
		s.metrics.refused.WithLabelValues("handshake").Inc()
		return
	}
	c.ws = ws
	ws.SetReadLimit(maxFrame)
	ws.SetReadDeadline(now.Add(s.limits.Hello))
	ws.SetPingHandler(c.ping)
	ws.SetPongHandler(c.control)
	if !s.hub.add(c, s.limits.Sockets, &s.sockets) {
		s.metrics.refused.WithLabelValues("full").Inc()
		ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(closeLater, ""), now.Add(time.Second))
		ws.Close()
		s.addresses.leave(ip)
		return
	}
	s.metrics.sockets.Inc()
	go c.read()
}

func (s *Server) handshake(now time.Time) bool {
	if s.limits.Handshakes < 0 {
		return true
	}
	s.handshakes.Lock()
	defer s.handshakes.Unlock()
	ok, _ := s.handshakes.take(now, float64(s.limits.Handshakes), s.limits.Handshakes)
	return ok
}

// currentEpoch asks the store at most once a second: a resume has few round
// trips to spend, and a store that lost its data lost the sessions too. Any
// trouble with the store makes it ask again.
func (s *Server) currentEpoch(ctx context.Context) (string, error) {
	s.epoch.Lock()
	name, fresh := s.epoch.name, time.Since(s.epoch.read) < time.Second
	s.epoch.Unlock()
	if fresh {
		return name, nil
	}
	name, err := s.turns.Epoch(ctx)
	s.epoch.Lock()
	defer s.epoch.Unlock()
	s.epoch.name, s.epoch.read = name, time.Now()
	if err != nil {
		s.epoch.read = time.Time{}
	}
	return name, err
}

func (s *Server) forgetEpoch() {
	s.epoch.Lock()
	defer s.epoch.Unlock()
	s.epoch.read = time.Time{}
}

// begin counts an event that is being handled; false when the server is on
// its way out and takes no more.
func (s *Server) begin() bool {
	s.drain.Lock()
	defer s.drain.Unlock()
	if s.drain.on {
		return false
	}
	s.work.Add(1)
	return true
}

func (s *Server) done() { s.work.Done() }

func (s *Server) draining() bool {
	s.drain.Lock()
	defer s.drain.Unlock()
	return s.drain.on
}

// turnContext is for one event. It knows nothing of the socket: an event that
// was accepted is answered, whoever is there to see it.
func (s *Server) turnContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), s.limits.Turn)
}

// Shutdown stops taking sockets and events, waits for the turns under way and
// what they cause, writes what is left to write and closes every socket with
// 1012. When ctx ends first, sockets are cut: clients resume elsewhere.
func (s *Server) Shutdown(ctx context.Context) error {
	s.drain.Lock()
	s.drain.on = true
	s.drain.Unlock()
	s.hub.mu.Lock()
	s.hub.draining = true
	s.hub.mu.Unlock()

	err := wait(ctx, s.work.Wait)
	if err == nil {
		err = s.engine.Wait(ctx)
	}
	for _, c := range s.hub.sockets() {
		c.shut(closeRestart)
	}
	if err2 := wait(ctx, s.sockets.Wait); err == nil {
		err = err2
	}
	for _, c := range s.hub.sockets() {
		c.ws.Close()
	}
	// What still runs now hangs in somebody else's call: not waited for long.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err2 := wait(last, func() { s.sockets.Wait(); s.flushes.Wait() }); err == nil {
		err = err2
	}
	if err != nil {
		return fmt.Errorf("drain: %w", err)
	}
	return nil
}

func wait(ctx context.Context, f func()) error {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// panicked logs a bug. The value of a panic can hold what a user wrote, so
// only its type is told, and of the stack only the functions.
func (s *Server) panicked(v any, attrs ...any) {
	s.metrics.panics.Inc()
	var calls []string
	for line := range strings.SplitSeq(string(debug.Stack()), "\n") {
		if place, ok := strings.CutPrefix(line, "\t"); ok {
			place, _, _ = strings.Cut(place, " +0x")
			if i := strings.LastIndexByte(place, '/'); i >= 0 {
				place = place[i+1:]
			}
			calls = append(calls, place)
		}
	}
	s.log.Error("panic", append(attrs, "type", fmt.Sprintf("%T", v), "at", strings.Join(calls, " "))...)
}
