package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"parley/engine/machine"
)

//go:embed pages
var pageFiles embed.FS

// result is how a sign-in went, as far as its last page tells. The list is
// closed: nothing that came from a provider or an address is ever shown.
type result string

const (
	connected result = "connected"
	denied    result = "denied"
	expired   result = "expired"
	faulty    result = "failed"
	elsewhere result = "browser"
	untold    result = "untold"
)

// notice is what a page says.
type notice struct {
	status int // of the page when it is shown in place of a redirect
	Title  string
	Text   string
	Good   bool
}

var notices = map[result]notice{
	connected: {200, "You’re signed in", "You can close this tab and go back to the chat. It goes on by itself.", true},
	denied:    {200, "You’re not signed in", "You said no, so nothing was connected. Go back to the chat: you can ask for a new link there at any time.", false},
	expired:   {400, "This link no longer works", "It was used before, or its time is over. Go back to the chat and ask for a new link.", false},
	elsewhere: {403, "Please open the link where you chat", "This link works only in the browser that the chat is open in. Nothing was connected.", false},
	faulty:    {502, "Signing in did not work", "The other side did not answer as it should. Go back to the chat and ask for a new link.", false},
	untold:    {503, "Almost done", "You’re signed in, but the chat could not be told. Go back and write anything: it goes on from there.", false},
}

// routeSignIn serves what the link in the chat leads to. The answer of the
// provider carries a code in its address, so it is taken and the browser sent
// on to an address without one.
func (s *Server) routeSignIn(mux *http.ServeMux) {
	page := template.Must(template.ParseFS(pageFiles, "pages/notice.html"))
	style, _ := pageFiles.ReadFile("pages/notice.css")
	script, _ := pageFiles.ReadFile("pages/close.js")
	sum := sha256.Sum256(style)
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	show := func(w http.ResponseWriter, r result, status int) {
		var body bytes.Buffer
		err := page.Execute(&body, struct {
			notice
			Style template.CSS
		}{notices[r], template.CSS(style)})
		if err != nil {
			panic(err)
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Frame-Options", "DENY")
		w.WriteHeader(status)
		w.Write(body.Bytes())
	}
	fail := func(w http.ResponseWriter, r result) { show(w, r, notices[r].status) }

	mux.HandleFunc("GET /oauth/{provider}/start", func(w http.ResponseWriter, r *http.Request) {
		provider, flow := r.PathValue("provider"), r.URL.Query()["flow"]
		switch {
		case s.signIn == nil || !isName(provider):
			http.NotFound(w, r)
			return
		case len(flow) != 1 || flow[0] == "" || len(flow[0]) > 256:
			fail(w, expired)
			return
		case r.Method == http.MethodHead: // somebody looks at links without following them
			show(w, expired, http.StatusOK)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
		defer cancel()
		to, err := s.signIn.Start(ctx, provider, flow[0], s.browser.of(r))
		if err == nil && !isProvider(to) {
			err = errors.New("address of the provider is not usable")
		}
		if err != nil {
			fail(w, s.signInTrouble("start", provider, err))
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Location", to)
		w.WriteHeader(http.StatusSeeOther)
	})

	mux.HandleFunc("GET /oauth/{provider}/callback", func(w http.ResponseWriter, r *http.Request) {
		provider := r.PathValue("provider")
		switch {
		case s.signIn == nil || !isName(provider):
			http.NotFound(w, r)
			return
		case r.Method == http.MethodHead:
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "only GET", http.StatusMethodNotAllowed)
			return
		}
		how := s.finish(r, provider)
		s.metrics.signIns.WithLabelValues(string(how)).Inc()
		if how == expired || how == elsewhere {
			// Belongs to no flow: whoever repeats a callback gets no further.
			fail(w, how)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Location", "/oauth/"+provider+"/done?result="+string(how))
		w.WriteHeader(http.StatusSeeOther)
	})

	mux.HandleFunc("GET /oauth/{provider}/done", func(w http.ResponseWriter, r *http.Request) {
		how := result(r.URL.Query().Get("result"))
		if _, ok := notices[how]; !ok || !isName(r.PathValue("provider")) {
			http.NotFound(w, r)
			return
		}
		show(w, how, http.StatusOK)
	})

	mux.HandleFunc("GET /oauth/close.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Write(script)
	})
}

// finish takes a provider's answer and tells the chat. The browser may go
// away meanwhile: what it brought is used once all the same.
func (s *Server) finish(r *http.Request, provider string) result {
	if !s.begin() {
		return faulty
	}
	defer s.done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 40*time.Second)
	defer cancel()
	out, err := s.signIn.Finish(ctx, provider, s.browser.of(r), r.URL.Query())
	told := true
	if out.Event != nil && out.Session != "" {
		told = s.tell(ctx, out.Session, stamped(out.Event, s.now()))
	}
	if err != nil {
		return s.signInTrouble("finish", provider, err)
	}
	switch ev := out.Event.(type) {
	case machine.SignedIn:
		if !told {
			return untold
		}
		return connected
	case machine.SignInEnded:
		switch ev.Why {
		case machine.Denied:
			return denied
		case machine.Expired:
			return expired
		case machine.Foreign:
			return elsewhere
		}
		return faulty
	}
	return expired
}

// tell hands the event to the engine, again when the store did not answer:
// the provider will not bring it twice.
func (s *Server) tell(ctx context.Context, id machine.SessionID, ev machine.Event) bool {
	for try := 0; ; try++ {
		stored := false
		err := s.engine.Handle(ctx, id, ev, func(bool) { stored = true })
		if err == nil || stored {
			return true
		}
		s.log.Warn("sign-in not told", "session", id, "try", try, "error", kindOf(err))
		if try == 4 {
			return false
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// stamped gives an event an id and a time where it has none.
func stamped(ev machine.Event, now time.Time) machine.Event {
	fill := func(h machine.Head) machine.Head {
		if h.ID == "" {
			h.ID = "s:" + secret()[:22]
		}
		if h.At.IsZero() {
			h.At = now
		}
		return h
	}
	switch e := ev.(type) {
	case machine.SignedIn:
		e.Head = fill(e.Head)
		return e
	case machine.SignInEnded:
		e.Head = fill(e.Head)
		return e
	}
	return ev
}

func (s *Server) signInTrouble(step, provider string, err error) result {
	switch {
	case errors.Is(err, ErrSignInExpired):
		return expired
	case errors.Is(err, ErrSignInBrowser):
		return elsewhere
	}
	s.log.Warn("sign-in failed", "step", step, "provider", provider, "error", kindOf(err))
	return faulty
}

// isName tells whether a part of a path can name a provider.
func isName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return true
}

// isProvider tells whether an address is one to send a browser to. It comes
// from the settings; this keeps a slip there from becoming a script address.
func isProvider(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.User == nil && u.Host != "" &&
		(u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()))
}
