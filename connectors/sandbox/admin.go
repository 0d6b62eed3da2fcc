package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// adminRoutes is the path for programs that test, see the package comment.
// It asks for no token: a sandbox holds nothing of value.
func (s *Server) adminRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showIndex)
	mux.HandleFunc("GET /_sandbox", s.showIndex)
	mux.HandleFunc("GET /_sandbox/{$}", s.showIndex)
	mux.HandleFunc("GET /_sandbox/requests", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, s.Requests()) })
	mux.HandleFunc("DELETE /_sandbox/requests", func(w http.ResponseWriter, _ *http.Request) { s.ClearRequests(); done(w) })
	mux.HandleFunc("GET /_sandbox/faults", s.showFaults)
	mux.HandleFunc("POST /_sandbox/faults", s.postFaults)
	mux.HandleFunc("DELETE /_sandbox/faults", func(w http.ResponseWriter, _ *http.Request) { s.ClearFaults(); done(w) })
	mux.HandleFunc("POST /_sandbox/reset", func(w http.ResponseWriter, _ *http.Request) { s.Reset(); done(w) })
	mux.HandleFunc("POST /_sandbox/expire", func(w http.ResponseWriter, _ *http.Request) { s.ExpireTokens(); done(w) })
	mux.HandleFunc("POST /_sandbox/uninstall", s.postUninstall)
	mux.HandleFunc("POST /_sandbox/rules", s.postRules)
	mux.HandleFunc("GET /_sandbox/records", s.showRecords)
	return mux
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(encode(v), '\n'))
}

func done(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }

func (s *Server) showIndex(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, `This is a pretend HubSpot: /crm/…, /oauth/authorize, /oauth/2026-09/token.

For programs that test:
  GET    /_sandbox/records    the deals and contacts of every account
  GET    /_sandbox/requests   what was asked; DELETE forgets it
  POST   /_sandbox/faults     makes something go wrong; GET lists, DELETE clears
  POST   /_sandbox/reset      puts the seeded records back
  POST   /_sandbox/expire     ends access tokens
  POST   /_sandbox/uninstall  ends all tokens of an account: {"account":1000001}
  POST   /_sandbox/rules      requires properties: {"account":1000001,"object":"deals","required":["amount"]}
`)
}

func (s *Server) showFaults(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	list := make([]Fault, 0, len(s.faults))
	for _, f := range s.faults {
		list = append(list, *f)
	}
	s.mu.Unlock()
	reply(w, http.StatusOK, list)
}

// postFaults takes one fault or a list of them.
func (s *Server) postFaults(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 32<<20)) // a fault may answer with a huge body
	if err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"message": err.Error()})
		return
	}
	list := make([]Fault, 1)
	var into any = &list[0]
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		into = &list
	}
	if err := strictly(body, into); err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"message": err.Error()})
		return
	}
	for _, f := range list {
		if f.Status != 0 && (f.Status < 200 || f.Status > 599) || f.DelayMS < 0 || f.Times < 0 {
			reply(w, http.StatusBadRequest, map[string]string{"message": "status must be between 200 and 599, delay_ms and times not negative"})
			return
		}
	}
	for _, f := range list {
		s.SetFault(f)
	}
	reply(w, http.StatusCreated, list)
}

// strictly reads JSON and refuses keys that it does not know.
func strictly(body []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

func (s *Server) postUninstall(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Account int64 `json:"account"`
	}
	if !readAdmin(w, r, &in) {
		return
	}
	s.Uninstall(in.Account)
	done(w)
}

func (s *Server) postRules(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Account int64 `json:"account"`
		rule
	}
	if !readAdmin(w, r, &in) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(in.Account)
	if a == nil || objectTypeOf(in.Object) == nil {
		reply(w, http.StatusBadRequest, map[string]string{"message": fmt.Sprintf("no account %d, or no object %q", in.Account, in.Object)})
		return
	}
	in.Object = objectTypeOf(in.Object).name
	a.rules = append(a.rules, in.rule)
	done(w)
}

func readAdmin(w http.ResponseWriter, r *http.Request, v any) bool {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err == nil {
		err = strictly(body, v)
	}
	if err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"message": err.Error()})
	}
	return err == nil
}

// shownAccount is one account in GET /_sandbox/records.
type shownAccount struct {
	Account   int64         `json:"account"`
	Name      string        `json:"name"`
	Deals     []shownRecord `json:"deals"`
	Contacts  []shownRecord `json:"contacts"`
	Companies []shownRecord `json:"companies"`
	Tickets   []shownRecord `json:"tickets"`
}

type shownRecord struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	Linked     []string          `json:"linked"` // ids of the associated records
	CreatedAt  string            `json:"createdAt"`
	UpdatedAt  string            `json:"updatedAt"`
	Archived   bool              `json:"archived"`
}

// showRecords lists everything, archived records too. Pages of other origins
// may read it: the demo page shows it beside the chat.
func (s *Server) showRecords(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	out := make([]shownAccount, 0, len(s.accounts))
	for _, a := range s.accounts {
		out = append(out, shownAccount{
			Account: a.hub, Name: a.name, Deals: a.show(dealType), Contacts: a.show(contactType),
			Companies: a.show(companyType), Tickets: a.show(ticketType),
		})
	}
	s.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "no-store")
	reply(w, http.StatusOK, map[string]any{"accounts": out})
}

// show copies a table. Its value maps are never written to again, so they
// can leave the lock.
func (a *account) show(typ *objectType) []shownRecord {
	t := a.table(typ)
	out := make([]shownRecord, 0, len(t.ids))
	for _, id := range t.ids {
		r := t.rows[id]
		linked := []string{}
		for _, far := range a.links.of(end{typ, id}) {
			linked = append(linked, strconv.FormatInt(far.id, 10))
		}
		out = append(out, shownRecord{
			ID: strconv.FormatInt(id, 10), Properties: r.values, Linked: linked,
			CreatedAt: stamp(r.created), UpdatedAt: stamp(r.updated), Archived: !r.archived.IsZero(),
		})
	}
	return out
}
