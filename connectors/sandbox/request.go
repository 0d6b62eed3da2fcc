package sandbox

import "time"

// Request is one call that was made: to the API, to the token endpoints or to
// the sign-in page. Calls of the admin path are not kept.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"` // as sent, without the question mark
	Body   string `json:"body"`  // the first 16 KiB
	// Status is the one that was answered, or would have been if a fault
	// had not cut the connection.
	Status  int       `json:"status"`
	Account int64     `json:"account"` // of the token that came along; 0 without one
	Dropped bool      `json:"dropped,omitempty"`
	At      time.Time `json:"at"`
}

const (
	keptRequests = 5000
	keptBody     = 16 << 10
)

// ring keeps the last keptRequests calls; when it is full the oldest goes.
type ring struct {
	list []Request
	next int // where the next one goes once the list is full
}

func (r *ring) add(q Request) {
	if len(r.list) < keptRequests {
		r.list = append(r.list, q)
		return
	}
	r.list[r.next] = q
	r.next = (r.next + 1) % keptRequests
}

func (r *ring) all() []Request {
	out := make([]Request, 0, len(r.list))
	out = append(out, r.list[r.next:]...)
	return append(out, r.list[:r.next]...)
}

// Requests returns the calls made so far, oldest first, at most the last
// 5,000.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests.all()
}

// ClearRequests forgets them.
func (s *Server) ClearRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = ring{}
}
