package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"

	"parley/web/widget"
)

// demoPolicy lets the demo page do what a careful customer's page would: load
// the one script and frame the chat.
const demoPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// routePages serves the widget's files.
func (s *Server) routePages(mux *http.ServeMux) {
	files := widget.New(s.cfg.Words)
	mux.HandleFunc("GET /widget.js", static(files.Loader(), "text/javascript; charset=utf-8", "public, max-age=300"))
	for _, name := range files.Assets() {
		data, kind, _ := files.Asset(name)
		mux.HandleFunc("GET "+files.AssetPath(name), static(data, kind, "public, max-age=31536000, immutable"))
	}
	chat := s.page(files.ChatPage(), widget.ContentSecurityPolicy+"; frame-ancestors "+s.origins.ancestors())
	if s.cfg.Demo {
		plain, gallery := chat, s.page(files.GalleryPage(), widget.ContentSecurityPolicy+"; frame-ancestors 'none'")
		chat = func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("gallery") {
				gallery(w, r)
			} else {
				plain(w, r)
			}
		}
		mux.HandleFunc("GET /{$}", s.page(files.DemoPage(), demoPolicy))
		behind := s.cfg.Behind
		if behind == nil {
			behind = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		}
		mux.Handle("GET /demo/", behind)
	}
	mux.HandleFunc("GET /chat", chat)
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
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
