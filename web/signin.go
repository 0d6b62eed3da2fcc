package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"parley/engine/machine"
)

// routeSignIn serves what the link in the chat leads to. The answer of the
// provider carries a code in its address, so it is taken and the browser sent
// on to an address without one.
func (s *Server) routeSignIn(mux *http.ServeMux) {
	pages := newSignInPages()
	prover, proves := s.signIn.(Prover)
	fail := func(w http.ResponseWriter, r result) { pages.notice(w, r, notices[r].status, digits{}) }
	// begin answers who follows a link; false when there is none to follow.
	begin := func(w http.ResponseWriter, r *http.Request, provider string, flow []string) bool {
		switch {
		case s.signIn == nil || !isName(provider):
			http.NotFound(w, r)
			return false
		case len(flow) != 1 || flow[0] == "" || len(flow[0]) > 256:
			fail(w, expired)
			return false
		}
		return true
	}
	away := func(w http.ResponseWriter, provider, to string, err error) {
		if err == nil && !isProvider(to) {
			err = errors.New("address of the provider is not usable")
		}
		if err != nil {
			fail(w, s.signInTrouble("start", provider, err))
			return
		}
		sendTo(w, to)
	}
	mux.HandleFunc("GET /oauth/{provider}/start", func(w http.ResponseWriter, r *http.Request) {
		provider, flow := r.PathValue("provider"), r.URL.Query()["flow"]
		if !begin(w, r, provider, flow) {
			return
		}
		if r.Method == http.MethodHead { // somebody looks at links without following them
			pages.notice(w, expired, http.StatusOK, digits{})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), startTime)
		defer cancel()
		to, err := s.signIn.Start(ctx, provider, flow[0], s.browser.of(r))
		if proves && errors.Is(err, ErrSignInBrowser) {
			// Perhaps it is the window that an embedded chat opened: its page
			// says so, and asks a person otherwise.
			pages.start(w, flow[0], prover.Proof(flow[0], s.browser.greet(r, w.Header())))
			return
		}
		away(w, provider, to, err)
	})
	// The click on that page. Another site can't click for anybody.
	var guard http.CrossOriginProtection
	goOn := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		provider, browser := r.PathValue("provider"), s.browser.of(r)
		switch {
		case r.ParseForm() != nil || !begin(w, r, provider, r.PostForm["flow"]):
			return
		case browser == "":
			fail(w, elsewhere)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), startTime)
		defer cancel()
		to, err := prover.StartUnproved(ctx, provider, r.PostForm.Get("flow"), browser)
		away(w, provider, to, err)
	})
	if proves {
		mux.Handle("POST /oauth/{provider}/start", guard.Handler(goOn))
	}
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
		how, shown := s.finish(r, provider)
		s.metrics.signIns.WithLabelValues(string(how)).Inc()
		if how == expired || how == elsewhere {
			// Belongs to no flow: whoever repeats a callback gets no further.
			fail(w, how)
			return
		}
		if how == coded {
			s.browser.keep(w, shown)
		}
		sendTo(w, "/oauth/"+provider+"/done?result="+string(how))
	})
	mux.HandleFunc("GET /oauth/{provider}/done", func(w http.ResponseWriter, r *http.Request) {
		how := result(r.URL.Query().Get("result"))
		if _, ok := notices[how]; !ok || !isName(r.PathValue("provider")) {
			http.NotFound(w, r)
			return
		}
		var shown digits
		if how == coded {
			if shown = s.browser.kept(r); shown.Code == "" {
				fail(w, expired)
				return
			}
		}
		pages.notice(w, how, http.StatusOK, shown)
	})
	for _, name := range []string{"close.js", "start.js"} {
		script, _ := pageFiles.ReadFile("pages/" + name)
		mux.HandleFunc("GET /oauth/"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			w.Header().Set("Cache-Control", "public, max-age=300")
			w.Write(script)
		})
	}
}

// startTime bounds the way from a link to the provider.
const startTime = 20 * time.Second

// sendTo sends the browser on; what it asked for is done.
func sendTo(w http.ResponseWriter, to string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// finish takes a provider's answer and tells the chat. The browser may go
// away meanwhile: what it brought is used once all the same.
func (s *Server) finish(r *http.Request, provider string) (result, digits) {
	if !s.begin() {
		return faulty, digits{}
	}
	defer s.done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 40*time.Second)
	defer cancel()
	out, err := s.signIn.Finish(ctx, provider, s.browser.of(r), r.URL.Query())
	told := true
	if out.Event != nil && out.Session != "" {
		told = s.tell(ctx, out.Session, stamped(out.Event, s.now()))
	}
	switch {
	case err != nil:
		return s.signInTrouble("finish", provider, err), digits{}
	case out.Code != "":
		return coded, digits{out.Code, out.Account}
	case !told && isSignedIn(out.Event):
		return untold, digits{}
	}
	return resultOf(out.Event), digits{}
}

func isSignedIn(ev machine.Event) bool {
	_, ok := ev.(machine.SignedIn)
	return ok
}

func resultOf(ev machine.Event) result {
	switch ev := ev.(type) {
	case machine.SignedIn:
		return connected
	case machine.SignInEnded:
		switch ev.Why {
		case machine.Denied:
			return denied
		case machine.Expired:
			return expired
		case machine.Foreign:
			return elsewhere
		case machine.WrongAccount:
			return wrongAccount
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
