package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/http/pprof"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/engine"
)

// Admin serves the operator's listener.
func (s *Server) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	if s.cfg.Operator != nil {
		s.routeOperator(mux)
	}
	for pattern, page := range s.cfg.AdminPages {
		mux.Handle(pattern, page)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if !s.mayAdminister(r) {
			h.Set("WWW-Authenticate", `Basic realm="parley"`)
			http.Error(w, "the operator's token is needed", http.StatusUnauthorized)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		mux.ServeHTTP(w, r)
	})
}

// mayAdminister wants the token as a bearer, or as the password of anybody,
// for people with a browser.
func (s *Server) mayAdminister(r *http.Request) bool {
	if s.cfg.AdminToken == "" {
		return true
	}
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		_, given, _ = r.BasicAuth()
	}
	want, got := sha256.Sum256([]byte(s.cfg.AdminToken)), sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// metrics counts kinds, never names or ids: their number would grow with use.
type metrics struct {
	registry *prometheus.Registry
	sockets  prometheus.Gauge
	ready    prometheus.Gauge
	sessions prometheus.Counter
	repeated prometheus.Counter
	sent     prometheus.Counter
	slow     prometheus.Counter
	panics   prometheus.Counter
	frames   *prometheus.CounterVec
	errors   *prometheus.CounterVec
	closes   *prometheus.CounterVec
	refused  *prometheus.CounterVec
	resumes  *prometheus.CounterVec
	signIns  *prometheus.CounterVec
	checks   *prometheus.GaugeVec
	turns    prometheus.Histogram
}

func newMetrics(registry *prometheus.Registry) *metrics {
	if registry == nil {
		registry = prometheus.NewRegistry()
		registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	m := &metrics{registry: registry}
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "parley", Name: name, Help: help})
		registry.MustRegister(c)
		return c
	}
	vector := func(name, help, label string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "parley", Name: name, Help: help}, []string{label})
		registry.MustRegister(c)
		return c
	}
	gauge := func(name, help string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "parley", Name: name, Help: help})
		registry.MustRegister(g)
		return g
	}
	m.sockets = gauge("sockets", "Open sockets.")
	m.ready = gauge("ready", "1 when every check passes.")
	m.sessions = counter("sessions_total", "Sessions begun.")
	m.repeated = counter("events_repeated_total", "Events sent again by a client and accepted before.")
	m.sent = counter("turns_sent_total", "Turns written to sockets.")
	m.slow = counter("sockets_slow_total", "Sockets closed because too much waited for them.")
	m.panics = counter("panics_total", "Bugs that were caught.")
	m.frames = vector("frames_total", "Frames of clients.", "type")
	m.errors = vector("errors_total", "Error frames sent.", "code")
	m.closes = vector("closes_total", "Sockets closed.", "code")
	m.refused = vector("refused_total", "Sockets and sessions refused.", "why")
	m.resumes = vector("resumes_total", "Sessions resumed; full tells whether all missed turns could be given.", "full")
	m.signIns = vector("sign_ins_total", "Answers of providers.", "result")
	m.checks = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: "parley", Name: "check_ok", Help: "1 when the check passes.",
	}, []string{"check"})
	registry.MustRegister(m.checks)
	m.turns = prometheus.NewHistogram(prometheus.HistogramOpts{
		Namespace: "parley", Name: "turn_seconds", Help: "From frame to stored answer.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	})
	registry.MustRegister(m.turns)
	return m
}

// frame counts one of a client; the type was checked, or is "unreadable".
func (m *metrics) frame(kind string) { m.frames.WithLabelValues(kind).Inc() }

func (m *metrics) resumed(full bool) { m.resumes.WithLabelValues(strconv.FormatBool(full)).Inc() }

// closed counts a socket's end. A peer may send any code, so only known ones
// become labels.
func (m *metrics) closed(code int) {
	label := "other"
	switch code {
	case closeEnded, 1001, closeBinary, closeNothingSent, closeUTF8, closeTooLarge, closeInternal, closeRestart,
		closeLater, closeNoHello, closeReplaced, closeRefused:
		label = strconv.Itoa(code)
	}
	m.closes.WithLabelValues(label).Inc()
}

// kindOf names an error for the log. Its text may hold addresses and bodies
// of others, so only what we know goes there.
func kindOf(err error) string {
	switch {
	case err == nil:
		return "none"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, engine.ErrNoSession):
		return "no such session"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}
