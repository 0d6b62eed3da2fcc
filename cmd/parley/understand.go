package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"parley/engine/field"
	"parley/engine/machine"
	"parley/engine/match"
)

// message is one message with the scene that it is said in, as --jsonl reads
// it. What it leaves out is taken from the flags.
type message struct {
	Text   string   `json:"text"`
	Now    string   `json:"now"`
	Dialog string   `json:"dialog"`
	Field  string   `json:"field"`
	State  string   `json:"state"`
	IDs    []string `json:"ids"`
}

// reading is what a message means, as --json and --jsonl write it.
type reading struct {
	Text       string            `json:"text"`
	Dialog     string            `json:"dialog"`
	Command    string            `json:"command"`
	Score      float64           `json:"score"`
	Clarify    []nearDialog      `json:"clarify"`
	Fields     map[string]string `json:"fields"`
	Conditions []comparison      `json:"conditions"`
	Layer      string            `json:"layer"`
}

type nearDialog struct {
	Dialog string  `json:"dialog"`
	Score  float64 `json:"score"`
}

type comparison struct {
	Field string `json:"field"`
	Op    string `json:"op"`
	Value string `json:"value"`
}

// ear understands messages for a command line.
type ear struct {
	listener                   *machine.Listener
	folder                     string
	locale, timezone, currency string
	place                      *time.Location
	usual                      message // what a message doesn't say itself
}

func (a *app) understand() *cobra.Command {
	var e ear
	var asJSON, lines bool
	c := &cobra.Command{
		Use:   "understand [TEXT]",
		Short: "Show what a message means",
		Long: "Shows what a message means to the dialogs: which one is meant, with what certainty,\n" +
			"and the values in it. It is read as in a conversation, but without an account:\n" +
			"records, owners and an account's stages stay in the words of the message.\n\n" +
			"Without TEXT it reads standard input, one message a line. With --jsonl each line is\n" +
			"an object with text and, where they differ from the flags, now, dialog, field, state\n" +
			"and ids; one line with the reading is written for each. A line that can't be used is\n" +
			"answered with an error, and the exit code is 1 in the end.\n\n" +
			"The dialogs may be unfinished: a name and `start:` examples are enough.",
		Example: "  parley understand \"log a 5k deal with Acme\"\n" +
			"  parley understand \"half a mil\" --dialog create_deal --field amount\n" +
			"  parley understand \"no, 500\" --dialog create_deal --state confirm --json\n" +
			"  parley understand --jsonl < messages.jsonl",
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if lines && len(args) > 0 {
				return usageError{errors.New("--jsonl reads its messages from standard input; leave out the text, or leave out --jsonl")}
			}
			if e.usual.Dialog != "" && e.usual.Field == "" && e.usual.State == "" {
				return usageError{errors.New("say what the dialog waits for: add --field, or --state confirm or result")}
			}
			if err := e.open(); err != nil {
				return err
			}
			show, between := a.printReading, "\n"
			if asJSON || lines {
				show, between = a.printReadingJSON, ""
			}
			if len(args) > 0 {
				m := e.usual
				m.Text = strings.Join(args, " ")
				return e.answer(m, a.stdout, show)
			}
			return e.answerAll(a.stdin, a.stdout, lines, between, show)
		},
	}
	f := c.Flags()
	f.StringVar(&e.usual.Dialog, "dialog", "", "the open `DIALOG`; with --field, or with --state confirm or result")
	f.StringVar(&e.usual.Field, "field", "", "the `FIELD` that is asked")
	f.StringVar(&e.usual.State, "state", "", "what the dialog waits for: a `STATE` of ask, confirm, result (a table or record is on show) and idle (none is open)")
	f.StringSliceVar(&e.usual.IDs, "ids", nil, "`IDS` of the records on show, in their order, with commas between")
	f.StringVar(&e.usual.Now, "now", "", "`TIME` of the message, as 2026-11-23 or 2026-11-23T09:30:00Z; this moment when absent")
	f.StringVar(&e.timezone, "timezone", "UTC", "time `ZONE` of the person, as Europe/Berlin")
	f.StringVar(&e.locale, "locale", "en-US", "`LOCALE` of the person, as de-DE; the dialogs' translations into that language are understood, too")
	f.StringVar(&e.currency, "currency", "USD", "`CURRENCY` of amounts without one")
	f.StringVar(&e.folder, "dialogs", "", "`FOLDER` of dialogs; the twelve that ship when absent")
	f.BoolVar(&asJSON, "json", false, "write JSON, one line for a message")
	f.BoolVar(&lines, "jsonl", false, "read and write JSON, one line for a message")
	return c
}

// open reads the dialogs and checks what stands for every message.
func (e *ear) open() error {
	var err error
	if e.place, err = time.LoadLocation(e.timezone); err != nil {
		return usageError{fmt.Errorf("there is no time zone %q; write for example --timezone Europe/Berlin", e.timezone)}
	}
	trees, house, diags := readDialogs(e.folder)
	e.listener = machine.Listen(trees, house, newCatalog(nil, nil, house.Objects))
	if len(e.listener.Dialogs()) == 0 {
		if diags.Failed() {
			return dialogTrouble(e.folder, diags)
		}
		return fmt.Errorf("there are no dialogs in %s; name another folder with --dialogs", e.folder)
	}
	return nil
}

// answerAll answers each line of the input, and goes on behind those that
// can't be.
func (e *ear) answerAll(in io.Reader, out io.Writer, lines bool, between string, show func(io.Writer, message, machine.Understood) error) error {
	r, w := bufio.NewReaderSize(in, 1<<16), bufio.NewWriterSize(out, 1<<16)
	failed, gap := false, ""
	for {
		line, end := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			m := e.usual
			var err error
			if lines {
				err = decode(line, &m)
			} else {
				m.Text = string(line)
			}
			if _, err := w.WriteString(gap); err != nil {
				return err
			}
			gap = between
			if err == nil {
				err = e.answer(m, w, show)
			}
			if err != nil {
				failed = true
				if err := writeLine(w, map[string]string{"text": m.Text, "error": err.Error()}); err != nil {
					return err
				}
			}
		}
		if r.Buffered() == 0 || end != nil {
			// Whoever waits for answers line by line gets them.
			if err := w.Flush(); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(end, io.EOF) && failed:
			return errFound
		case errors.Is(end, io.EOF):
			return nil
		case end != nil:
			return end
		}
	}
}

func decode(line []byte, m *message) error {
	if err := json.Unmarshal(line, m); err != nil {
		return fmt.Errorf("this line is not an object with text, now, dialog, field, state and ids: %w", err)
	}
	return nil
}

// answer understands one message and shows what it means.
func (e *ear) answer(m message, w io.Writer, show func(io.Writer, message, machine.Understood) error) error {
	at, err := e.scene(m)
	if err != nil {
		return usageError{err}
	}
	u, err := e.listener.Understand(m.Text, at)
	if err != nil {
		return usageError{err}
	}
	return show(w, m, u)
}

var scenes = map[string]match.State{"ask": match.Asking, "confirm": match.Confirming, "result": match.Listing, "idle": match.Idle}

func (e *ear) scene(m message) (machine.Scene, error) {
	at := machine.Scene{Dialog: m.Dialog, Field: m.Field, IDs: m.IDs}
	at.View = field.View{Locale: e.locale, TimeZone: e.timezone, Currency: e.currency, Now: time.Now()}
	if m.Now != "" {
		var err error
		if at.Now, err = e.moment(m.Now); err != nil {
			return at, err
		}
	}
	switch {
	case m.State != "":
		var known bool
		if at.State, known = scenes[m.State]; !known {
			return at, fmt.Errorf("a state is ask, confirm, result or idle, not %q", m.State)
		}
	case m.Field != "":
		at.State = match.Asking
	default: // a dialog that waits for nothing makes no difference
		at.State = match.Idle
	}
	return at, nil
}

// moment reads a time. A day is meant at noon, where the person is.
func (e *ear) moment(text string) (time.Time, error) {
	if t, err := time.ParseInLocation(time.DateOnly, text, e.place); err == nil {
		return t.Add(12 * time.Hour), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("%q is not a time; write it like 2026-11-23 or 2026-11-23T09:30:00Z", text)
	}
	return t, nil
}

func (a *app) printReadingJSON(w io.Writer, m message, u machine.Understood) error {
	r := reading{Text: m.Text, Dialog: u.Dialog, Command: string(u.Command), Score: rounded(u.Score),
		Clarify: []nearDialog{}, Fields: map[string]string{}, Conditions: []comparison{}, Layer: u.Layer}
	if u.Command == match.Clarify || u.Command == match.Unknown {
		for _, d := range u.Near {
			r.Clarify = append(r.Clarify, nearDialog{d.Dialog, rounded(d.Score)})
		}
	}
	for _, f := range u.Fields {
		r.Fields[f.Name] = f.Value.Norm
	}
	for _, c := range u.Conditions {
		r.Conditions = append(r.Conditions, comparison{c.Field, c.Op, c.Value.Norm})
	}
	return writeLine(w, r)
}

func writeLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// rounded keeps what of a score means something.
func rounded(score float64) float64 { return float64(int(score*10000+0.5)) / 10000 }

// printReading shows a reading to people.
func (a *app) printReading(w io.Writer, m message, u machine.Understood) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(label, format string, args ...any) { fmt.Fprintf(t, label+"\t"+format+"\n", args...) }
	row("text", "%s", m.Text)
	switch {
	case u.Dialog == "":
	case u.Score > 0:
		row("dialog", "%s %.2f", u.Dialog, u.Score)
	default:
		row("dialog", "%s", u.Dialog)
	}
	row("command", "%s", u.Command)
	row("layer", "%s", u.Layer)
	for _, f := range u.Fields {
		row("value", "%s = %s", f.Name, f.Value.Norm)
	}
	for _, c := range u.Conditions {
		row("condition", "%s %s %s", c.Field, c.Op, c.Value.Norm)
	}
	for _, d := range u.Near {
		if d.Dialog != u.Dialog {
			row("near", "%s %.2f", d.Dialog, d.Score)
		}
	}
	return t.Flush()
}
