package web

import (
	"context"
	"net/http"
	"time"
)

// operatorView is what the operator's sign-in page shows.
type operatorView struct {
	Title, Link, Problem string
	Connection

	Locked bool // there is no credential to know an operator by
}

// routeOperator serves the page on the operator's listener where somebody signs
// in for everybody. The credential of that listener is needed at both ends:
// for the link, and for the digits with which it ends.
func (s *Server) routeOperator(mux *http.ServeMux) {
	pages := newSignInPages()
	show := func(w http.ResponseWriter, status int, v operatorView) {
		v.Title, v.Locked = "Access for everybody", s.cfg.AdminToken == ""
		pages.operator(w, status, v)
	}
	trouble := func(w http.ResponseWriter, doing string, err error) {
		s.log.Warn("operator's sign-in failed", "step", doing, "error", kindOf(err))
		show(w, http.StatusBadGateway, operatorView{Problem: "That did not work just now. The log says more."})
	}
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), operatorTime)
		defer cancel()
		connection, err := s.cfg.Operator.Connection(ctx)
		if err != nil {
			trouble(w, "look", err)
			return
		}
		show(w, http.StatusOK, operatorView{Connection: connection})
	})
	// Another site could use the credential that the browser remembers.
	var guard http.CrossOriginProtection
	post := func(path string, do func(ctx context.Context, w http.ResponseWriter, r *http.Request)) {
		mux.Handle("POST "+path, guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if s.cfg.AdminToken == "" {
				show(w, http.StatusForbidden, operatorView{})
				return
			}
			ctx, cancel := context.WithTimeout(r.Context(), operatorTime)
			defer cancel()
			do(ctx, w, r)
		})))
	}
	post("/authorize", func(ctx context.Context, w http.ResponseWriter, _ *http.Request) {
		link, err := s.cfg.Operator.Begin(ctx)
		if err != nil {
			trouble(w, "begin", err)
			return
		}
		show(w, http.StatusOK, operatorView{Link: link})
	})
	post("/authorize/digits", func(ctx context.Context, w http.ResponseWriter, r *http.Request) {
		connection, problem, err := s.cfg.Operator.Confirm(ctx, r.PostFormValue("digits"))
		switch {
		case err != nil:
			trouble(w, "confirm", err)
		case problem != "":
			show(w, http.StatusBadRequest, operatorView{Link: r.PostFormValue("link"), Problem: problem})
		default:
			show(w, http.StatusOK, operatorView{Connection: connection})
		}
	})
}

const operatorTime = 30 * time.Second
