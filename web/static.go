package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"time"
)

// static serves one file, compressed once for all where the browser takes
// that. The cache control is the caller's, and so is who may use the file.
func static(data []byte, kind, cache string) http.HandlerFunc {
	var small bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&small, gzip.BestCompression) // a known level
	_, _ = zip.Write(data)                                      // to memory
	_ = zip.Close()
	tag := etag(data)
	return func(w http.ResponseWriter, r *http.Request) {
		foreign(w.Header())
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", cache)
		w.Header().Set("Vary", "Accept-Encoding")
		body := data
		w.Header().Set("ETag", `"`+tag+`"`)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			body = small.Bytes()
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("ETag", `"`+tag+`-gzip"`)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}
}
