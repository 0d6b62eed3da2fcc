package widget

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"strings"
)

//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/loader.ts --bundle --minify --target=es2021 --charset=utf8 --legal-comments=none --loader:.css=text --format=iife --log-level=warning --outfile=dist/widget.js
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/chat.ts --bundle --minify --target=es2021 --charset=utf8 --legal-comments=none --format=esm --log-level=warning --outfile=dist/chat.js
//go:generate go tool -modfile=../../.ci/tools/web.mod esbuild src/chat.css src/demo.css --bundle --minify --charset=utf8 --legal-comments=none --log-level=warning --outdir=dist

var (
	//go:embed dist/widget.js
	loader []byte
	//go:embed dist/chat.js
	chatScript []byte
	//go:embed dist/chat.css
	chatStyle []byte
	//go:embed dist/demo.css
	demoStyle []byte
	//go:embed chat.html
	chatPage []byte
	//go:embed demo.html
	demoPage []byte
)

// ContentSecurityPolicy is what the server sends with [ChatPage]; it adds the frame-ancestors of the bot.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"

// Loader is the script of GET /widget.js. Sites embed it by name, so it must be revalidated.
func Loader() []byte { return loader }

// Hash names the content of all assets; it is part of their path, so that they can be cached for good.
func Hash() string {
	sum := sha256.New()
	for _, asset := range [][]byte{chatScript, chatStyle, demoStyle} {
		part := sha256.Sum256(asset)
		sum.Write(part[:])
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// Asset returns one file of /assets/<hash>/.
func Asset(name string) (data []byte, contentType string, ok bool) {
	switch name {
	case "chat.js":
		return chatScript, "text/javascript; charset=utf-8", true
	case "chat.css":
		return chatStyle, "text/css; charset=utf-8", true
	case "demo.css":
		return demoStyle, "text/css; charset=utf-8", true
	}
	return nil, "", false
}

// AssetPath is where the pages look for an asset.
func AssetPath(name string) string {
	return strings.Join([]string{"/assets", Hash(), name}, "/")
}

// ChatPage is the page of GET /chat.
func ChatPage() []byte { return filled(chatPage) }

// DemoPage is the page of GET /: a customer's page with the widget in it.
func DemoPage() []byte { return filled(demoPage) }

func filled(page []byte) []byte {
	return bytes.ReplaceAll(page, []byte("{hash}"), []byte(Hash()))
}
