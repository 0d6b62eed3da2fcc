package studio

import (
	"context"
	"errors"
	"net/http"

	"parley/engine/machine"
)

// Bench is what conversations are tried on: a Parley with a sandbox behind it, whose chat is a real one. A conversation
// is named by the token that its page holds.
type Bench interface {
	// Chat serves ChatPaths.
	Chat() http.Handler
	// Use takes over the folder as it is saved, if it has no errors.
	Use(ctx context.Context)
	// Machine is what talks.
	Machine() *machine.Machine
	// Conversation tells how one came to where it is.
	Conversation(ctx context.Context, token string) (Conversation, error)
	// Again begins a new conversation with all records as they were at first, and lets happen in it what happened in the
	// first turns of another. An unknown token gives the zero Ticket: the page then begins by itself.
	Again(ctx context.Context, token string, turns int) (Ticket, error)
	// SignIn signs in or out, as if the person had.
	SignIn(ctx context.Context, token string, in bool) error
	// Behave makes the sandbox answer in one of the Manners from now on.
	Behave(ctx context.Context, token, manner string) error
	// Save adds the conversation to the folder's tests.
	Save(ctx context.Context, token, name string) (Place, error)
}

// ErrNoConversation: nobody talks with such a token.
var ErrNoConversation = errors.New("there is no such conversation")

// Manners are the ways in which a bench's sandbox can answer.
var Manners = []string{"well", "slow", "429", "500", "lost"}

// Ticket is what a chat page keeps of a conversation.
type Ticket struct {
	Token string `json:"token"`
	Epoch string `json:"epoch"`
	Seq   int64  `json:"last_seq"`
}

// Place is a line of a file.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Conversation is one under way.
type Conversation struct {
	Turns    []Turn              `json:"turns"`
	Dialog   *machine.DialogView `json:"dialog,omitempty"` // where it stands
	SignedIn string              `json:"signed_in"`        // to which account; empty: to none
	Manner   string              `json:"manner"`           // of the sandbox
	Older    bool                `json:"older"`            // it began before the text that talks now
}

// Turn is something that happened, and all that came of it.
type Turn struct {
	Did    string         `json:"did"` // said, pressed, event, fault, or nothing for the greeting
	What   string         `json:"what,omitempty"`
	Heard  *Heard         `json:"heard,omitempty"`
	Moves  []machine.Move `json:"moves"`
	Calls  []Call         `json:"calls"`
	Fields []machine.Line `json:"fields"` // values that became others, with what they were
}

// Heard is what a message was taken for.
type Heard struct {
	Rule     string    `json:"rule"` // the layer of package match that decided; empty: a rule of the conversation itself
	Meanings []Meaning `json:"meanings"`
	Near     []Near    `json:"near,omitempty"` // dialogs that it was like, where none was sure
}

// Near is a dialog that a message was like.
type Near struct {
	Dialog string  `json:"dialog"`
	Score  float64 `json:"score"` // 0 to 1
}

// Meaning is one thing that a message means.
type Meaning struct {
	Command string  `json:"command"`
	Dialog  string  `json:"dialog,omitempty"`
	Field   string  `json:"field,omitempty"`
	Words   string  `json:"words,omitempty"`
	Score   float64 `json:"score,omitempty"`
}

// Call is one call of the CRM.
type Call struct {
	Action string         `json:"action"`
	Writes bool           `json:"writes"`
	Lines  []machine.Line `json:"lines"` // what it was given; of a change what is and what will be
	Result string         `json:"result"`
	Took   int64          `json:"took_ms"`
}

// chatWish is what can be asked about a conversation.
type chatWish struct {
	Token  string `json:"token"`
	Turns  int    `json:"turns"`
	In     bool   `json:"in"`
	Manner string `json:"manner"`
	Name   string `json:"name"`
}

// Happened tells the pages that something happened in a chat.
func (s *Server) Happened() { s.tell("chat") }

func (s *Server) routeChat(mux *http.ServeMux) {
	bench := s.cfg.Bench
	post := func(path string, do func(ctx context.Context, w chatWish) (any, error)) {
		mux.HandleFunc("POST /studio/chat/"+path, func(w http.ResponseWriter, r *http.Request) {
			wish, err := asked[chatWish](r)
			var value any
			if err == nil {
				value, err = do(r.Context(), wish)
			}
			if errors.Is(err, ErrNoConversation) {
				err = &trouble{http.StatusNotFound, err.Error()}
			}
			answer(w, value, err)
		})
	}
	post("look", func(ctx context.Context, w chatWish) (any, error) { return bench.Conversation(ctx, w.Token) })
	post("again", func(ctx context.Context, w chatWish) (any, error) { return bench.Again(ctx, w.Token, w.Turns) })
	post("sign-in", func(ctx context.Context, w chatWish) (any, error) {
		return struct{}{}, bench.SignIn(ctx, w.Token, w.In)
	})
	post("manner", func(ctx context.Context, w chatWish) (any, error) {
		return struct{}{}, bench.Behave(ctx, w.Token, w.Manner)
	})
	post("save", func(ctx context.Context, w chatWish) (any, error) { return bench.Save(ctx, w.Token, w.Name) })
}
