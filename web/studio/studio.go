package studio

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"parley/engine/convtest"
	"parley/engine/machine"
	"parley/engine/syntax"
)

// Config is what a studio depends on. Only Serving may be missing.
type Config struct {
	Folder  string // of the dialogs, on disk
	Editor  string // address that opens a file in an editor, with {file}, {line} and {col} in it
	Catalog func(described []*syntax.Object) machine.Catalog
	Runner  func(*machine.Machine) *convtest.Runner
	Bench   Bench
	Serving func() *machine.Machine // what the people of this server talk to; nil where nobody does
	Guarded bool                    // whoever comes here has shown a credential; others come from this machine only
}

// Server answers below /studio/, and with its bench the paths of a chat.
type Server struct {
	cfg  Config
	page page
	ends context.Context // of streams and test runs
	end  context.CancelFunc

	mu        sync.Mutex // guards everything below
	folder    *folder
	run       Run
	visited   map[machine.Move]bool // by the tests, of the text as it is
	stopRun   context.CancelFunc
	listeners map[*listener]bool
}

// New makes a studio. It knows nothing until the first Look.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg, page: newPage(), folder: &folder{}, stopRun: func() {}, listeners: map[*listener]bool{}}
	s.ends, s.end = context.WithCancel(context.Background())
	return s
}

// Close ends what is under way, so that its listener can be shut down.
func (s *Server) Close() { s.end() }

// ChatPaths are the paths besides /studio/ that a studio's handler answers: they are those of its bench's chat.
var ChatPaths = []string{"/chat", "/assets/", "/v1/chat", "/oauth/"}

// Handler serves the studio.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.page.route(mux)
	mux.HandleFunc("GET /studio/events", s.events)
	mux.HandleFunc("GET /studio/files/{name}", s.file)
	mux.HandleFunc("GET /studio/diagrams/{dialog}", s.diagram)
	mux.HandleFunc("POST /studio/tests", s.runTests)
	mux.HandleFunc("DELETE /studio/tests", s.endTests)
	s.routeChat(mux)
	for _, path := range ChatPaths {
		mux.Handle(path, s.cfg.Bench.Chat())
	}
	var guard http.CrossOriginProtection // another site could use what the browser remembers
	return s.fromHere(guard.Handler(mux))
}

// fromHere lets in who has shown a credential, and without one only programs of this machine that call it by a name of
// its own: any site can give its own name our address.
func (s *Server) fromHere(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.cfg.Guarded && (!isLoopback(r.RemoteAddr) || !isLoopback(r.Host)) {
			http.Error(w, "the studio is open to this machine only, as 127.0.0.1 or localhost; others need PARLEY_ADMIN_TOKEN", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// isLoopback tells whether an address, with or without a port, is of this machine.
func isLoopback(address string) bool {
	host := address
	if name, _, err := net.SplitHostPort(address); err == nil {
		host = name
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// trouble is why something was not done, for the person at the page.
type trouble struct {
	status int
	text   string
}

func (t *trouble) Error() string { return t.text }

// answer writes a value as JSON, or what went wrong.
func answer(w http.ResponseWriter, value any, err error) {
	status := http.StatusOK
	if err != nil {
		status = http.StatusInternalServerError
		if t, ok := errors.AsType[*trouble](err); ok {
			status = t.status
		}
		value = struct {
			Trouble string `json:"trouble"`
		}{err.Error()}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a page that is gone needs none
}

// asked reads what a page asks for.
func asked[T any](r *http.Request) (wish T, err error) {
	in := json.NewDecoder(r.Body)
	in.DisallowUnknownFields()
	if err := in.Decode(&wish); err != nil {
		return wish, &trouble{http.StatusBadRequest, "this is not what the studio can be asked: " + err.Error()}
	}
	return wish, nil
}
