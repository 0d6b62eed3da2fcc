package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
)

//go:embed pages
var pageFiles embed.FS

// result is how a sign-in went, as far as its last page tells. The list is
// closed: nothing that came from a provider or an address is ever shown.
type result string

const (
	connected    result = "connected"
	denied       result = "denied"
	expired      result = "expired"
	faulty       result = "failed"
	elsewhere    result = "browser"
	untold       result = "untold"
	wrongAccount result = "account"
	coded        result = "code"
)

// notice is what a page says.
type notice struct {
	status int // of the page when it is shown in place of a redirect
	Title  string
	Text   string
	Good   bool
}

var notices = map[result]notice{
	connected:    {200, "You’re signed in", "You can close this tab and go back to the chat. It goes on by itself.", true},
	denied:       {200, "You’re not signed in", "You said no, so nothing was connected. Go back to the chat: you can ask for a new link there at any time.", false},
	expired:      {400, "This link no longer works", "It was used before, or its time is over. Go back to the chat and ask for a new link.", false},
	elsewhere:    {403, "Please open the link where you chat", "This link works only in the browser that the chat is open in. Nothing was connected.", false},
	faulty:       {502, "Signing in did not work", "The other side did not answer as it should. Go back to the chat and ask for a new link.", false},
	wrongAccount: {200, "Please choose another account", "This account may not be used here, so nothing was connected. Go back to the chat, ask for a new link and sign in to another account.", false},
	coded:        {200, "One more step", "Type these digits into the chat that asked you to sign in. Do so only if you opened that chat yourself: whoever has them can use your account there.", false},
	untold:       {503, "Almost done", "You’re signed in, but the chat could not be told. Go back and write anything: it goes on from there.", false},
}

// signInPages draws the pages around a sign-in. They run no script but our
// own two, load nothing, and can't be framed.
type signInPages struct {
	template *template.Template
	style    template.CSS
	policy   string
}

func newSignInPages() signInPages {
	style, _ := pageFiles.ReadFile("pages/notice.css")
	sum := sha256.Sum256(style)
	return signInPages{
		template: template.Must(template.ParseFS(pageFiles, "pages/*.html")),
		style:    template.CSS(style),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action ",
	}
}

// notice draws how a sign-in went.
func (p signInPages) notice(w http.ResponseWriter, r result, status int, shown digits) {
	code := shown.Code
	if len(code) == 8 {
		code = code[:4] + "\u2011" + code[4:] // two groups, and one word when copied
	}
	p.draw(w, "notice.html", status, "'none'", struct {
		notice
		Style         template.CSS
		Code, Account string
	}{notices[r], p.style, code, shown.Account})
}

// start draws the page of a link in a browser that is not recognised. Where
// forms lead can't be told apart from where their answer redirects to, and
// browsers apply form-action to both; the answer's target is the provider.
func (p signInPages) start(w http.ResponseWriter, flow, proof string) {
	p.draw(w, "start.html", http.StatusOK, "'self' https: http://localhost:* http://127.0.0.1:*", struct {
		Style       template.CSS
		Flow, Proof string
	}{p.style, flow, proof})
}

// operator draws the page on the operator's listener.
func (p signInPages) operator(w http.ResponseWriter, status int, v operatorView) {
	p.draw(w, "operator.html", status, "'self'", struct {
		operatorView
		Style template.CSS
	}{v, p.style})
}

func (p signInPages) draw(w http.ResponseWriter, page string, status int, forms string, data any) {
	var body bytes.Buffer
	if err := p.template.ExecuteTemplate(&body, page, data); err != nil {
		panic(err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy+forms)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Frame-Options", "DENY")
	w.WriteHeader(status)
	w.Write(body.Bytes())
}
