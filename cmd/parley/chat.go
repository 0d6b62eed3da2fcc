package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/spf13/cobra"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/sandbox"
	"parley/engine/machine"
	"parley/web"
)

func (a *app) chat() *cobra.Command {
	var address, folder, record string
	c := &cobra.Command{
		Use:   "chat",
		Short: "Talk to it from a terminal",
		Long: "Talks to a running server with --url, or without it to one in this process, with the\n" +
			"sandbox behind it. Type what you want; [1] with its brackets presses the first button.\n" +
			"/quit ends. --record keeps the chat as a conversation test: what you did, and what\n" +
			"followed from it.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			t := &terminal{app: a, waits: true} // for the greeting
			if record != "" {
				if address != "" {
					return usageError{errors.New("--record is for a chat with the sandbox; leave --url out")}
				}
				if err := recordable(record); err != nil {
					return err
				}
			}
			if address == "" {
				ctx, cancel := context.WithCancel(c.Context())
				defer cancel()
				url, wait, err := a.chatServer(ctx, folder)
				if err != nil {
					return err
				}
				defer wait()
				defer cancel()
				address, t.local = "ws"+strings.TrimPrefix(url, "http")+"/v1/chat", true
			}
			if err := t.talk(c.Context(), address); err != nil || record == "" {
				return err
			}
			return a.record(c.Context(), record, folder, t.script)
		},
	}
	c.Flags().StringVar(&record, "record", "", "add the chat to this `FILE` of tests when it ends, such as my_test.yaml")
	c.Flags().StringVar(&address, "url", "", "`URL` of a server's socket, such as ws://127.0.0.1:8080/v1/chat")
	c.Flags().StringVar(&folder, "dialogs", "", "`FOLDER` of dialogs; the twelve that ship when absent")
	return c
}

// chatServer runs a server for one terminal, until ctx ends.
func (a *app) chatServer(ctx context.Context, folder string) (address string, wait func(), err error) {
	public, err := listen("127.0.0.1:0", "--addr")
	if err != nil {
		return "", nil, err
	}
	boxListener, err := listen("127.0.0.1:0", "--addr")
	if err != nil {
		return "", nil, err
	}
	box := sandbox.New(sandbox.Config{})
	stopBox := startSandbox(box, boxListener)
	rdb, stopRedis, err := redisstore.StartInProcess()
	if err != nil {
		return "", nil, err
	}
	keys, err := oauth.ParseKeys(oauth.NewKey())
	if err != nil {
		return "", nil, err
	}
	m, err := runnable(folder, nil)
	if err != nil {
		return "", nil, err
	}
	api := urlOf(boxListener)
	logger := slog.New(slog.DiscardHandler)
	app := sandboxApp(box.Credentials(api), urlOf(public), api)
	app.Scopes = scopesFor(m.Described())
	n := newNode(nodeConfig{
		rdb: rdb, app: app, keys: keys, apiBase: api, appURL: api,
		machine: m, folder: folder, logger: logger, web: &web.Config{PublicURL: urlOf(public), Logger: logger},
	})
	done := make(chan struct{})
	go func() { // ends with ctx
		defer close(done)
		_ = n.serve(ctx, web.HTTP(n.server.Handler()), nil, listeners{public: public})
		stopBox()
		stopRedis()
	}()
	return urlOf(public), func() { <-done }, nil
}

// terminal is a chat client made of lines.
type terminal struct {
	app   *app
	local bool // the server is our own, so the sandbox may be signed in to by pressing Enter

	mu      sync.Mutex
	conn    *websocket.Conn
	buttons []machine.Button
	seq     int64
	link    string
	waits   bool // for an answer
	piped   bool // a script talks, which waits where a person would slow down
	last    map[string]any
	jar     http.CookieJar
	script  []string // what was done, as convtest.Script reads it
}

// frame is what the terminal needs of the server's frames.
type frame struct {
	machine.Turn
	Code    string `json:"code"`
	Message string `json:"message"`
	Retry   int64  `json:"retry_after_ms"`
}

// socketOf makes the socket's address of what people have at hand, which may
// be the address of the page.
func socketOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	switch u.Scheme {
	case "http":
		u.Scheme = "ws"
	case "https":
		u.Scheme = "wss"
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/chat"
	}
	return u.String()
}

func (t *terminal) talk(ctx context.Context, address string) error {
	address = socketOf(address)
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	t.jar = jar
	dialer := websocket.Dialer{Subprotocols: []string{"parley.v1"}, HandshakeTimeout: 10 * time.Second, Jar: jar}
	conn, res, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		if res != nil {
			return fmt.Errorf("%s answered %s; is it a Parley server's /v1/chat?", address, res.Status)
		}
		return fmt.Errorf("no server answers at %s: %w", address, err)
	}
	t.conn = conn
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := t.send(map[string]any{"type": "hello", "locale": locale(t.app.getenv("LANG")), "timezone": time.Local.String()}); err != nil {
		return err
	}
	input := make(chan string)
	ended := make(chan error, 1)
	go func() { // ends with the input; the process waits for nobody's typing
		defer close(input)
		in := bufio.NewScanner(t.app.stdin)
		for in.Scan() {
			input <- in.Text()
		}
	}()
	turns := make(chan struct{}, 1)
	go func() { ended <- t.read(turns) }() // ends with the connection
	t.piped = !isTerminal(t.app.stdin)
	for {
		lines := input
		if t.piped && t.busy() {
			lines = nil // a script's next line is about the answer to this one
		}
		select {
		case <-ctx.Done():
			return nil
		case <-turns:
		case err := <-ended:
			return err
		case line, ok := <-lines:
			if !ok || line == "/quit" {
				return t.finish(turns, ended)
			}
			if err := t.typed(ctx, strings.TrimSpace(line)); err != nil {
				return err
			}
		}
	}
}

// isTerminal tells whether somebody types.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// busy tells whether an answer is still to come.
func (t *terminal) busy() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waits
}

// finish lets the last answers come in before the connection ends.
func (t *terminal) finish(turns chan struct{}, ended chan error) error {
	for {
		select {
		case <-turns:
		case err := <-ended:
			return err
		case <-time.After(500 * time.Millisecond): // nothing more came
			return nil
		}
	}
}

func (t *terminal) send(f map[string]any) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f["id"] != nil {
		t.last = f
	}
	return t.conn.WriteJSON(f)
}

// sendAgain sends what came too fast once more, when the server wants it. The
// id is the same, so it counts once.
func (t *terminal) sendAgain(after time.Duration) {
	t.mu.Lock()
	last := t.last
	t.mu.Unlock()
	time.AfterFunc(after, func() { _ = t.send(last) }) // a lost connection is the reader's to report
}

func (t *terminal) typed(ctx context.Context, line string) error {
	t.mu.Lock()
	buttons, seq, link := t.buttons, t.seq, t.link
	t.waits = line != "" || link != "" && t.local
	t.mu.Unlock()
	if line == "" {
		if link != "" && t.local {
			t.script = append(t.script, "event: signed_in")
			return t.signIn(ctx, link)
		}
		return nil
	}
	var n int
	if _, err := fmt.Sscanf(line, "[%d]", &n); err == nil && n > 0 && n <= len(buttons) {
		t.script = append(t.script, "press: "+buttons[n-1].Label)
		return t.send(map[string]any{"type": "choose", "id": rand.Text(), "value": buttons[n-1].Value, "seq": seq})
	}
	t.script = append(t.script, line)
	return t.send(map[string]any{"type": "message", "id": rand.Text(), "text": line})
}

// signIn opens the link as this terminal's browser.
func (t *terminal) signIn(ctx context.Context, link string) error {
	client := http.Client{Jar: t.jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/oauth/authorize") {
			q := r.URL.Query()
			q.Set("sandbox_answer", "allow")
			r.URL.RawQuery = q.Encode()
		}
		return nil
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		fmt.Fprintf(t.app.stdout, "The sign-in page answered %s.\n", res.Status)
	}
	return nil
}

// read prints what the server says, until the connection ends.
func (t *terminal) read(turns chan<- struct{}) error {
	for {
		_, data, err := t.conn.ReadMessage()
		if err != nil {
			var closed *websocket.CloseError
			if errors.As(err, &closed) && closed.Code != websocket.CloseNormalClosure {
				return fmt.Errorf("the server ended the connection (%d %s)", closed.Code, closed.Text)
			}
			return nil
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			return fmt.Errorf("the server sent something that is no frame: %w", err)
		}
		switch f.Type {
		case "turn":
			t.print(f.Turn)
			if err := t.send(map[string]any{"type": "ack", "seq": f.Seq}); err != nil {
				return nil
			}
		case "error":
			if t.piped && f.Code == "rate_limited" {
				t.sendAgain(time.Duration(f.Retry) * time.Millisecond)
				continue
			}
			t.mu.Lock()
			t.waits = false
			t.mu.Unlock()
			fmt.Fprintf(t.app.stdout, "! %s\n", f.Message)
		}
		select {
		case turns <- struct{}{}:
		default:
		}
	}
}

func (t *terminal) print(turn machine.Turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waits = turn.More || turn.Dialog != nil && turn.Dialog.Waiting && !signingIn(turn)
	out := t.app.stdout
	if len(turn.Messages) > 0 {
		t.buttons, t.seq = nil, turn.Seq
	}
	if !signingIn(turn) {
		t.link = ""
	}
	for _, m := range turn.Messages {
		text := linked.ReplaceAllString(m.Text, "$1: $2")
		if m.Kind == machine.KindRecord {
			text = m.Title // its fields follow, one a line
		}
		fmt.Fprintf(out, "\n%s\n", text)
		if m.Hint != "" {
			fmt.Fprintf(out, "  %s\n", m.Hint)
		}
		for _, l := range m.Fields {
			if l.Was != "" {
				fmt.Fprintf(out, "  %-14s %s → %s\n", l.Label, l.Was, l.Value)
			} else {
				fmt.Fprintf(out, "  %-14s %s\n", l.Label, l.Value)
			}
		}
		printTable(out, m)
		if m.Kind == machine.KindSignIn {
			t.link = m.URL
			fmt.Fprintf(out, "  %s\n", m.URL)
			if t.local {
				fmt.Fprintln(out, "  Press Enter to sign in to the sandbox.")
			}
		} else if m.URL != "" {
			fmt.Fprintf(out, "  %s\n", m.URL)
		}
		var labels []string
		for _, b := range m.Choices {
			t.buttons = append(t.buttons, b)
			labels = append(labels, fmt.Sprintf("[%d] %s", len(t.buttons), b.Label))
		}
		if len(labels) > 0 {
			fmt.Fprintf(out, "  %s\n", strings.Join(labels, "  "))
		}
	}
}

// signingIn tells whether the server waits for somebody to sign in: what it
// waits for then is not an answer of its own.
func signingIn(turn machine.Turn) bool { return turn.Dialog != nil && turn.Dialog.State == "sign_in" }

// linked is a link of the small Markdown that texts have.
var linked = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)

func printTable(out io.Writer, m machine.Message) {
	if len(m.Rows) == 0 {
		return
	}
	widths := make([]int, len(m.Columns))
	rows := [][]string{m.Columns}
	for _, r := range m.Rows {
		rows = append(rows, r.Cells)
	}
	for _, cells := range rows {
		for i, c := range cells {
			widths[i] = max(widths[i], len([]rune(c)))
		}
	}
	for i, cells := range rows {
		number := "    "
		if i > 0 {
			number = fmt.Sprintf("%3d ", m.From+i-1)
		}
		fmt.Fprint(out, "  ", number)
		for j, c := range cells {
			fmt.Fprint(out, c, strings.Repeat(" ", widths[j]-len([]rune(c))+2))
		}
		fmt.Fprintln(out)
	}
}

// locale turns "de_DE.UTF-8" into "de-DE".
func locale(lang string) string {
	lang, _, _ = strings.Cut(lang, ".")
	if lang == "" || lang == "C" || lang == "POSIX" {
		return "en-US"
	}
	return strings.ReplaceAll(lang, "_", "-")
}
