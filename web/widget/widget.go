package widget

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
)

//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/chat.css src/demo.css --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outdir=dist
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/loader.ts --target=es2021 --loader:.css=text --format=iife --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outfile=dist/widget.js
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/chat.ts --target=es2021 --loader:.css=text --format=esm --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outfile=dist/chat.js
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/demo.ts --target=es2021 --format=esm --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outfile=dist/demo.js
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/gallery.ts --target=es2021 --format=esm --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outfile=dist/gallery.js

var (
	//go:embed dist/widget.js
	loader []byte
	//go:embed dist/chat.js
	chatScript []byte
	//go:embed dist/demo.css
	demoStyle []byte
	//go:embed dist/demo.js
	demoScript []byte
	//go:embed dist/gallery.js
	galleryScript []byte
	//go:embed fixtures/*.json
	fixtures embed.FS
	//go:embed chat.html
	chatPage []byte
	//go:embed demo.html
	demoPage []byte
)

// ContentSecurityPolicy is what the server sends with [Widget.ChatPage]; it adds the frame-ancestors of the bot.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"

// Widget is what one server sends of it: the files, with the words of its languages.
type Widget struct {
	assets map[string][]byte // by name: scripts, styles and a table of words for each language
	hash   string
}

// New makes the widget with the words that ship, when words is nil, or those of [ReadWords].
func New(words Words) *Widget {
	if words == nil {
		words = shipped()
	}
	w := &Widget{assets: map[string][]byte{"demo.css": demoStyle, "demo.js": demoScript, "gallery.js": galleryScript, "gallery.json": gallery()}}
	maps.Copy(w.assets, words.files())
	// The chat asks for no table that is not there.
	w.assets["chat.js"] = bytes.Replace(chatScript, []byte("{languages}"), []byte(strings.Join(words.languages(), " ")), 1)
	sum := sha256.New()
	for _, name := range w.Assets() {
		part := sha256.Sum256(w.assets[name])
		sum.Write(part[:])
	}
	w.hash = hex.EncodeToString(sum.Sum(nil))[:16]
	return w
}

// Loader is the script of GET /widget.js. Sites embed it by name, so it must be revalidated.
func (w *Widget) Loader() []byte { return w.filled(loader) }

// Hash names the content of all assets; it is part of their path, so that they can be cached for good.
func (w *Widget) Hash() string { return w.hash }

// Assets lists the names of all assets.
func (w *Widget) Assets() []string { return slices.Sorted(maps.Keys(w.assets)) }

// Asset returns one file of /assets/<hash>/.
func (w *Widget) Asset(name string) (data []byte, contentType string, ok bool) {
	data, ok = w.assets[name]
	if ok {
		contentType = map[string]string{
			".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
		}[path.Ext(name)]
	}
	return data, contentType, ok
}

// AssetPath is where the pages look for an asset.
func (w *Widget) AssetPath(name string) string {
	return strings.Join([]string{"/assets", w.hash, name}, "/")
}

// ChatPage is the page of GET /chat.
func (w *Widget) ChatPage() []byte { return w.filled(chatPage) }

// GalleryPage is the page of GET /chat?gallery=NAME, which draws a fixture with the chat's own code and without a server;
// without a name it lists them.
func (w *Widget) GalleryPage() []byte {
	return w.filled(bytes.ReplaceAll(chatPage, []byte("/chat.js"), []byte("/gallery.js")))
}

// DemoPage is the page of GET /: a customer's page with the widget in it.
func (w *Widget) DemoPage() []byte { return w.filled(demoPage) }

func (w *Widget) filled(page []byte) []byte {
	return bytes.ReplaceAll(page, []byte("{hash}"), []byte(w.hash))
}

// gallery is all fixtures by name.
func gallery() []byte {
	all := map[string]json.RawMessage{}
	files, _ := fixtures.ReadDir("fixtures") // embedded, so nothing below can fail
	for _, file := range files {
		data, _ := fixtures.ReadFile("fixtures/" + file.Name())
		all[strings.TrimSuffix(file.Name(), ".json")] = data
	}
	data, _ := json.Marshal(all)
	return data
}
