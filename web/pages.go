package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// routePages serves the widget's files.
func (s *Server) routePages(mux *http.ServeMux) {
	p := s.cfg.Pages
	if p.Loader != nil {
		tag := etag(p.Loader)
		mux.HandleFunc("GET /widget.js", func(w http.ResponseWriter, r *http.Request) {
			foreign(w.Header())
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			w.Header().Set("Cache-Control", "public, max-age=300")
			w.Header().Set("ETag", tag)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.Loader))
		})
	}
	if p.Asset != nil {
		mux.HandleFunc("GET /assets/{hash}/{name...}", func(w http.ResponseWriter, r *http.Request) {
			data, kind, ok := p.Asset(r.PathValue("name"))
			if !ok || r.PathValue("hash") != p.Hash {
				http.NotFound(w, r)
				return
			}
			foreign(w.Header())
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
		})
	}
	const scripts = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
	if p.Chat != nil {
		mux.HandleFunc("GET /chat", s.page(p.Chat, scripts+"frame-ancestors "+s.origins.ancestors()))
	}
	if p.Demo != nil && s.cfg.Demo {
		mux.HandleFunc("GET /{$}", s.page(p.Demo, scripts+"frame-src 'self'; frame-ancestors 'none'"))
	}
}

// page serves a page that a chat can be had on, so that the browser is known
// before its first socket.
func (s *Server) page(data []byte, policy string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.browser.greet(r, w.Header())
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}
}

// foreign lets pages of other sites use a file.
func foreign(h http.Header) {
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*")
}

func etag(data []byte) string {
	sum := sha256.Sum256(data)
	return `"` + strings.TrimRight(base64.RawURLEncoding.EncodeToString(sum[:12]), "=") + `"`
}
