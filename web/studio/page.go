package studio

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/studio.css --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outdir=dist
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/studio.ts --target=es2021 --format=esm --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outfile=dist/studio.js

var (
	//go:embed studio.html
	pageHTML []byte
	//go:embed dist/studio.js
	pageScript []byte
	//go:embed dist/studio.css
	pageStyle []byte
)

// policy lets the page load what is the studio's own, and show the chat in a frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page is the page with its files, which are named by what is in them.
type page struct {
	html, script, style []byte
	hash                string
}

func newPage() page {
	sum := sha256.New()
	sum.Write(pageScript)
	sum.Write(pageStyle)
	p := page{script: pageScript, style: pageStyle, hash: hex.EncodeToString(sum.Sum(nil))[:16]}
	p.html = bytes.ReplaceAll(pageHTML, []byte("{hash}"), []byte(p.hash))
	return p
}

func (p page) route(mux *http.ServeMux) {
	const forGood = "private, max-age=31536000, immutable"
	mux.HandleFunc("GET /studio/{$}", static(p.html, "text/html; charset=utf-8", "no-store"))
	mux.HandleFunc("GET /studio/assets/"+p.hash+"/studio.js", static(p.script, "text/javascript; charset=utf-8", forGood))
	mux.HandleFunc("GET /studio/assets/"+p.hash+"/studio.css", static(p.style, "text/css; charset=utf-8", forGood))
}

// static serves a file, compressed once for all where the browser takes that.
func static(data []byte, kind, cache string) http.HandlerFunc {
	var small bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&small, gzip.BestCompression) // a known level
	_, _ = zip.Write(data)                                      // to memory
	_ = zip.Close()
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", cache)
		h.Set("Content-Security-Policy", policy)
		body := data
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			body = small.Bytes()
			h.Set("Content-Encoding", "gzip")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}
}
