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
	"sync"
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
	//go:embed src/words/*.json
	words embed.FS
	//go:embed chat.html
	chatPage []byte
	//go:embed demo.html
	demoPage []byte
)

// ContentSecurityPolicy is what the server sends with [ChatPage]; it adds the frame-ancestors of the bot.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"

// Loader is the script of GET /widget.js. Sites embed it by name, so it must be revalidated.
func Loader() []byte { return filled(loader) }

// assets are the files of /assets/<hash>/ by name: scripts, styles and one table of words for each language.
var assets = sync.OnceValue(func() map[string][]byte {
	all := map[string][]byte{"chat.js": chatScript, "demo.css": demoStyle, "demo.js": demoScript, "gallery.js": galleryScript, "gallery.json": gallery()}
	languages, _ := words.ReadDir("src/words") // embedded, so it can't fail
	for _, file := range languages {
		all[file.Name()], _ = words.ReadFile("src/words/" + file.Name())
	}
	return all
})

// Hash names the content of all assets; it is part of their path, so that they can be cached for good.
var Hash = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, name := range Assets() {
		part := sha256.Sum256(assets()[name])
		sum.Write(part[:])
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
})

// Assets lists the names of all assets.
func Assets() []string { return slices.Sorted(maps.Keys(assets())) }

// Asset returns one file of /assets/<hash>/.
func Asset(name string) (data []byte, contentType string, ok bool) {
	data, ok = assets()[name]
	if ok {
		contentType = map[string]string{
			".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
		}[path.Ext(name)]
	}
	return data, contentType, ok
}

// AssetPath is where the pages look for an asset.
func AssetPath(name string) string {
	return strings.Join([]string{"/assets", Hash(), name}, "/")
}

// ChatPage is the page of GET /chat.
func ChatPage() []byte { return filled(chatPage) }

// GalleryPage is the page of GET /chat?gallery=NAME, which draws a fixture with the chat's own code and without a server;
// without a name it lists them.
func GalleryPage() []byte {
	return filled(bytes.ReplaceAll(chatPage, []byte("/chat.js"), []byte("/gallery.js")))
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

// DemoPage is the page of GET /: a customer's page with the widget in it.
func DemoPage() []byte { return filled(demoPage) }

func filled(page []byte) []byte {
	return bytes.ReplaceAll(page, []byte("{hash}"), []byte(Hash()))
}
