package main

import (
	"context"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/connectors/redisstore/redistest"
)

const operatorToken = "operator-canary-9"

// everybodys is a server where an operator signs in for everybody, and the
// environment in which its commands run.
func everybodys(t *testing.T, kind string) (*served, map[string]string) {
	t.Helper()
	address := "redis://" + redistest.Start(t) + "/0"
	entry := oauth.NewKey()
	rdb, err := redisstore.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rdb.Close() })
	var app oauth.App
	s := serveNode(t, func(cfg *nodeConfig) {
		cfg.rdb = rdb
		if cfg.keys, err = oauth.ParseKeys(entry); err != nil {
			t.Fatal(err)
		}
		cfg.app.Authorization, cfg.app.Kind = oauth.Preauthorized, kind
		cfg.web.AdminToken = operatorToken
		app = cfg.app
	})
	s.rdb = rdb
	return s, map[string]string{
		"PARLEY_REDIS": address, "PARLEY_KEYS": entry, "PARLEY_PUBLIC_URL": s.URL, "PARLEY_HUBSPOT_URL": s.api.URL,
		"PARLEY_HUBSPOT_CLIENT_ID": app.ClientID, "PARLEY_HUBSPOT_CLIENT_SECRET": app.ClientSecret, "PARLEY_HUBSPOT_APP": kind,
		"PARLEY_HUBSPOT_AUTH_URL": app.AuthURL, "PARLEY_HUBSPOT_TOKEN_URL": app.TokenURL, "PARLEY_HUBSPOT_AUTHORIZATION": "preauthorized",
	}
}

// running is a command that waits for what somebody types.
type running struct {
	t     *testing.T
	types io.WriteCloser
	out   *syncBuffer
	ended chan int
}

func runIn(t *testing.T, environment map[string]string, args ...string) *running {
	in, types := io.Pipe()
	r := &running{t: t, types: types, out: &syncBuffer{}, ended: make(chan int, 1)}
	go func() { // ends with the command
		a := app{stdin: in, stdout: r.out, stderr: r.out, lookupEnv: func(name string) (string, bool) {
			value, ok := environment[name]
			return value, ok
		}}
		r.ended <- a.run(context.Background(), args)
		in.Close()
	}()
	t.Cleanup(func() { types.Close() })
	return r
}

// sees waits for output and gives what the pattern's group matched.
func (r *running) sees(pattern string) string {
	r.t.Helper()
	look := regexp.MustCompile(pattern)
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); <-time.After(5 * time.Millisecond) {
		if found := look.FindStringSubmatch(r.out.String()); found != nil {
			return found[len(found)-1]
		}
	}
	r.t.Fatalf("waiting for %s:\n%s", pattern, r.out)
	return ""
}

func (r *running) writes(line string) {
	r.t.Helper()
	if _, err := io.WriteString(r.types, line+"\n"); err != nil {
		r.t.Fatal(err)
	}
}

func (r *running) ends(code int) {
	r.t.Helper()
	if got := <-r.ended; got != code {
		r.t.Fatalf("ended with %d, want %d:\n%s", got, code, r.out)
	}
}

// admin asks the operator's listener for something.
func (s *served) admin(t *testing.T, path string) string {
	t.Helper()
	req, _ := http.NewRequest(http.MethodGet, s.Admin+path, nil)
	req.SetBasicAuth("anybody", operatorToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	return string(body)
}

// chats says one thing in a new chat and waits for an answer with these words.
func (s *served) chats(t *testing.T, text, answer string) {
	t.Helper()
	v := newVisitor(t, s.URL)
	v.deadline = time.Now().Add(20 * time.Second)
	v.asks(text, answer)
	if v.link() != "" {
		t.Errorf("a visitor got a link: %s", v.transcript())
	}
}

const adminNeeded = "An administrator has to do that"

// TestSEC11_AuthorizeByCommand goes the whole way: nobody signed in, the
// operator does, everybody works, the access dies, the operator signs in again.
func TestSEC11_AuthorizeByCommand(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{oauth.System, oauth.Custom} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s, environment := everybodys(t, kind)
			missing := func(want bool) {
				t.Helper()
				ready, metrics := s.admin(t, "/readyz"), s.admin(t, "/metrics")
				if !strings.Contains(ready, `"status":"ready"`) || strings.Contains(ready, "hubspot authorization") != want {
					t.Errorf("readiness: %s", ready)
				}
				if gauge := `parley_check_ok{check="hubspot authorization"} 0`; strings.Contains(metrics, gauge) != want {
					t.Errorf("the metric says the contrary of missing: %v", want)
				}
			}
			s.chats(t, "list my deals", adminNeeded)
			missing(true)

			command := runIn(t, environment, "authorize", "hubspot")
			link := command.sees(`(http://\S+/oauth/hubspot/start\?flow=\S+)`)
			command.writes("12345678")
			command.sees("Nobody has come to the last page yet")
			browser := newStranger(t)
			browser.asks(link)
			digits, _ := browser.goesOn(link)
			s.chats(t, "list my deals", adminNeeded)     // nothing is connected yet
			s.chats(t, digits, "didn't understand that") // just a number
			command.writes("1111 1111")
			command.sees("aren't the digits")
			command.writes(digits)
			command.sees(`Everybody who chats now works in \S+ \(account 100000\d\), as \S+@`)
			command.ends(exitDone)
			s.chats(t, "list my deals", "deals")
			missing(false)

			// A visitor can't sign out for everybody.
			v := newVisitor(t, s.URL)
			v.deadline = time.Now().Add(20 * time.Second)
			v.asks("sign out", "belongs to an administrator")

			s.box.Uninstall(1_000_001)
			s.chats(t, "list my contacts", adminNeeded)
			missing(true)
			if log := s.logs.String(); !strings.Contains(log, "the access that all chats share has ended") || !strings.Contains(log, "parley authorize hubspot") {
				t.Errorf("the log does not tell the operator:\n%s", log)
			}

			// By the page of the operator's listener.
			page := operatorPage{t, s}
			if body := page.get(); !strings.Contains(body, "Nobody has signed in") {
				t.Errorf("the page says\n%s", body)
			}
			link = page.begin()
			digits, _ = newStranger(t).goesOnFrom(link)
			if status, body := page.post("/authorize/digits", url.Values{"digits": {"11111111"}, "link": {link}}); status != 400 || !strings.Contains(body, "aren&#39;t the digits") {
				t.Errorf("wrong digits: %d\n%s", status, body)
			}
			if status, body := page.post("/authorize/digits", url.Values{"digits": {digits}}); status != 200 || !strings.Contains(body, "Everybody who chats works in") {
				t.Errorf("digits: %d\n%s", status, body)
			}
			s.chats(t, "list my contacts", "contacts")
			missing(false)

			// Renewed while it works.
			command = runIn(t, environment, "authorize", "hubspot", "--local", "localhost:0")
			command.sees(`At present everybody works in`)
			link = command.sees(`(http://localhost:\d+/oauth/hubspot/start\?flow=\S+)`)
			digits, _ = newStranger(t).goesOnFrom(link)
			command.writes(digits)
			command.ends(exitDone)
			s.chats(t, "list my deals", "deals")
			if strings.Contains(command.out.String()+page.get(), "without everything") {
				t.Errorf("all was given, and the command says\n%s", command.out)
			}

			// By somebody who does not allow everything.
			const few = "oauth crm.objects.deals.read crm.objects.contacts.read crm.objects.contacts.write crm.objects.owners.read"
			const lack = "crm.objects.deals.write, without which these don't work: create_deal, update_deal, delete_deal"
			command = runIn(t, environment, "authorize", "hubspot")
			digits, _ = consenting(t, few).goesOnFrom(command.sees(`(http://\S+/oauth/hubspot/start\?flow=\S+)`))
			command.writes(digits)
			command.sees("without everything that was asked for:\n  " + lack)
			command.ends(exitDone)
			for _, body := range []string{page.get(), page.connects(consenting(t, few))} {
				if body = html.UnescapeString(body); !strings.Contains(body, "<li>"+lack+"</li>") || strings.Count(body, "<li>") != 1 {
					t.Errorf("SEC-13: the page says\n%s", body)
				}
			}
			check := runIn(t, environment, "authorize", "hubspot", "--check")
			check.sees("was not given: " + lack)
		})
	}
}

// goesOnFrom opens a link and clicks on its page.
func (s stranger) goesOnFrom(link string) (digits, page string) {
	s.t.Helper()
	s.asks(link)
	return s.goesOn(link)
}

// operatorPage is the page of the operator's listener.
type operatorPage struct {
	t *testing.T
	s *served
}

func (p operatorPage) get() string { return p.s.admin(p.t, "/authorize") }

func (p operatorPage) post(path string, form url.Values, header ...string) (int, string) {
	p.t.Helper()
	req, _ := http.NewRequest(http.MethodPost, p.s.Admin+path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("o:"+operatorToken)))
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(body)
}

func (p operatorPage) begin() string {
	p.t.Helper()
	status, body := p.post("/authorize", nil)
	found := regexp.MustCompile(`href="(http[^"]+)"`).FindStringSubmatch(body)
	if status != 200 || found == nil {
		p.t.Fatalf("%d\n%s", status, body)
	}
	return found[1]
}

// connects goes the whole way, and gives the page at its end.
func (p operatorPage) connects(who stranger) string {
	p.t.Helper()
	digits, _ := who.goesOnFrom(p.begin())
	status, body := p.post("/authorize/digits", url.Values{"digits": {digits}})
	if status != http.StatusOK {
		p.t.Errorf("digits: %d\n%s", status, body)
	}
	return body
}

// TestSEC11_OperatorsPageWantsItsCredential holds that nobody but the operator
// begins or ends the shared sign-in.
func TestSEC11_OperatorsPageWantsItsCredential(t *testing.T) {
	t.Parallel()
	s, _ := everybodys(t, oauth.System)
	page := operatorPage{t, s}
	for name, header := range map[string][]string{
		"no credential":    {"Authorization", ""},
		"wrong credential": {"Authorization", "Bearer x"},
		"another site":     {"Sec-Fetch-Site", "cross-site"},
		"another origin":   {"Origin", "https://evil.example"},
	} {
		for _, path := range []string{"/authorize", "/authorize/digits"} {
			if status, body := page.post(path, nil, header...); status != 401 && status != 403 || strings.Contains(body, "flow=") {
				t.Errorf("%s, %s: %d\n%s", name, path, status, body)
			}
		}
	}
	for _, path := range []string{"/authorize", "/authorize/digits"} {
		res, err := http.Post(s.URL+path, "application/x-www-form-urlencoded", nil)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 404 {
			t.Errorf("%s on the public listener: %s", path, res.Status)
		}
	}
}

func TestAuthorizeRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args        []string
		environment map[string]string
		code        int
		says        string
	}{
		{[]string{"authorize", "salesforce"}, nil, exitUsage, "parley authorize hubspot"},
		{[]string{"authorize"}, nil, exitUsage, "write `parley authorize hubspot`"},
		{[]string{"authorize", "hubspot"}, nil, exitFound, "--hubspot-authorization preauthorized"},
		{[]string{"authorize", "hubspot", "--hubspot-authorization", "preauthorized"}, nil, exitFound, "PARLEY_PUBLIC_URL is missing"},
	} {
		r := runIn(t, test.environment, test.args...)
		r.ends(test.code)
		if !strings.Contains(r.out.String(), test.says) {
			t.Errorf("%v says %s", test.args, r.out)
		}
	}
}

// TestAuthorizeCheck holds that a wrong setting is named as it is written.
func TestAuthorizeCheck(t *testing.T) {
	t.Parallel()
	s, environment := everybodys(t, oauth.Custom)
	check := func(change map[string]string) (int, string) {
		changed := map[string]string{}
		for _, m := range []map[string]string{environment, change} {
			for name, value := range m {
				changed[name] = value
			}
		}
		r := runIn(t, changed, "authorize", "hubspot", "--check")
		return <-r.ended, r.out.String()
	}
	if code, out := check(nil); code != exitFound || !strings.Contains(out, "takes client id and secret") || !strings.Contains(out, "run `parley authorize hubspot`") {
		t.Errorf("nobody signed in: %d\n%s", code, out)
	}
	if code, out := check(map[string]string{"PARLEY_HUBSPOT_AUTHORIZATION": "user"}); code != exitDone || strings.Contains(out, "wrong") {
		t.Errorf("all right: %d\n%s", code, out)
	}
	if code, out := check(map[string]string{"PARLEY_HUBSPOT_AUTHORIZATION": "user", "PARLEY_HUBSPOT_TOKEN_URL": s.api.URL + "/oauth/v1/token"}); code != exitDone || !strings.Contains(out, "ends on 2027-02-16") {
		t.Errorf("an old address: %d\n%s", code, out)
	}
	for name, wrong := range map[string]struct{ value, says string }{
		"PARLEY_HUBSPOT_CLIENT_ID":     {"another", "PARLEY_HUBSPOT_CLIENT_ID: "},
		"PARLEY_HUBSPOT_CLIENT_SECRET": {"wrong", "PARLEY_HUBSPOT_CLIENT_SECRET: is refused by HubSpot"},
		"PARLEY_HUBSPOT_TOKEN_URL":     {s.api.URL + "/nothing", "PARLEY_HUBSPOT_TOKEN_URL: is refused"},
		"PARLEY_HUBSPOT_AUTH_URL":      {s.api.URL + "/nothing", "PARLEY_HUBSPOT_AUTH_URL: answers with status 404"},
		"PARLEY_HUBSPOT_URL":           {"http://127.0.0.1:1", "PARLEY_HUBSPOT_URL: can't be reached"},
		"PARLEY_HUBSPOT_SCOPES":        {"crm.objects.deals.read crm.objects.contacts.read crm.objects.contacts.write", "PARLEY_HUBSPOT_SCOPES: create_deal, update_deal, delete_deal need crm.objects.deals.write"},
		"PARLEY_KEYS":                  {"k", "PARLEY_KEYS: encryption key 1 has no id"},
	} {
		if code, out := check(map[string]string{"PARLEY_HUBSPOT_AUTHORIZATION": "user", name: wrong.value}); code != exitFound || !strings.Contains(out, "wrong  ") || !strings.Contains(out, wrong.says) {
			t.Errorf("%s: %d\n%s", name, code, out)
		}
	}
}

// TestSEC13_ScopesFitTheDialogs holds that a server says which of its dialogs
// lack a scope, and which scopes none needs, also when the dialogs change.
func TestSEC13_ScopesFitTheDialogs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	takes := func(name, rest string) {
		source := "dialog: " + name + "\ntitle: Dialog " + name + "\nstart:\n  - please " + name + " something\nneeds: hubspot\n" + rest
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	takes("look", "do: hubspot.deals.list\nshow:\n  columns: [name]\n")
	m, err := runnable(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := serveNode(t, func(cfg *nodeConfig) {
		cfg.machine, cfg.folder = m, folder
		cfg.app.Scopes = []string{"oauth", "crm.objects.deals.read", "crm.objects.contacts.write"}
	})
	if log := s.logs.String(); strings.Contains(log, "is not asked for") || !strings.Contains(log, `"no dialog needs a scope that people are asked for","scopes":["crm.objects.contacts.write"]`) {
		t.Errorf("the log says\n%s", log)
	}
	takes("wipe", "effect: delete\nfields:\n  deal:\n    type: record deal\n    ask: Which one?\nconfirm: Wipe <record>?\ndo: hubspot.deals.delete\n")
	s.reload.look(t.Context())
	if log := s.logs.String(); !strings.Contains(log, "wipe needs crm.objects.deals.write; add it to --hubspot-scopes") {
		t.Errorf("after a change the log says\n%s", log)
	}
}
