package studio

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// listener is an open page. Of each kind of event it is given the newest when it comes to read: a slow page misses steps,
// never the end, and nothing piles up for it.
type listener struct {
	wake    chan struct{} // a token in it: something is due
	due     map[string]bool
	ordered []string
}

// tell says to all pages that there is something new of a kind.
func (s *Server) tell(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.listeners {
		l.add(kind)
	}
}

// add makes an event due. The caller holds the server's lock.
func (l *listener) add(kind string) {
	if !l.due[kind] {
		l.due[kind] = true
		l.ordered = append(l.ordered, kind)
	}
	select {
	case l.wake <- struct{}{}:
	default: // it is going to look
	}
}

// take gives what is due, as the lines of an event stream.
func (s *Server) take(l *listener) (lines string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, kind := range l.ordered {
		var value any = struct{}{}
		switch kind {
		case "folder":
			value = s.folder.state
		case "tests":
			value = s.run
		}
		data, _ := json.Marshal(value) // of plain values
		lines += fmt.Sprintf("event: %s\ndata: %s\n\n", kind, data)
	}
	l.ordered = nil
	clear(l.due)
	return lines
}

// events is the stream of what happens: folder, tests, and chat, which only says that something happened there.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	l := &listener{wake: make(chan struct{}, 1), due: map[string]bool{}}
	s.mu.Lock()
	s.listeners[l] = true
	for _, kind := range []string{"folder", "tests", "chat"} {
		l.add(kind)
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.listeners, l)
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	_ = stream.SetReadDeadline(time.Time{}) // those of the listener are for requests that end
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.ends.Done():
			return
		case <-l.wake:
		}
		_ = stream.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := fmt.Fprint(w, s.take(l)); err != nil || stream.Flush() != nil {
			return
		}
	}
}
