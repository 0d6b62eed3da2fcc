package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/connectors/oauth"
)

// The program as a process of its own: built once, started, killed, started
// again, while visitors go on talking to it.

// program is the built command. The folder outlives the test that built it.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "parley-test-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "parley")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as the Dockerfile does
	out, err := build.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return binary, nil
})

// ends is what tests that share something want done at the end of all.
var ends []func()

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range slices.Backward(ends) {
		end()
	}
	if built.Load() {
		if binary, err := program(); err == nil {
			_ = os.RemoveAll(filepath.Dir(binary))
		}
	}
	os.Exit(code)
}

var built atomic.Bool

// process is a running command.
type process struct {
	t     testing.TB
	cmd   *exec.Cmd
	ready map[string]any // its line of --print-ready json
	done  chan struct{}  // closed when it ended
	mu    sync.Mutex
	log   bytes.Buffer
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(b)
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// start runs the program until its ready line. It ends with the test.
func start(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	p := launch(t, env, args...)
	if p.ready == nil {
		t.Fatalf("parley %s did not become ready:\n%s", strings.Join(args, " "), p.output())
	}
	return p
}

// launch runs the program and waits until it is ready or has ended.
func launch(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	built.Store(true)
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(binary, args...), done: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	p.cmd.Stderr = p
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line := make(chan string, 1)
	go func() { // ends with the process
		defer close(p.done)
		in := bufio.NewReader(out)
		first, _ := in.ReadString('\n')
		line <- first
		_, _ = io.Copy(p, in)
		_ = p.cmd.Wait()
	}()
	select {
	case first := <-line:
		if json.Unmarshal([]byte(first), &p.ready) != nil {
			_, _ = p.Write([]byte(first))
			<-p.done
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("parley %s said nothing for 20 s", strings.Join(args, " "))
	}
	return p
}

// kill ends the process as a crash does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.done
}

func (p *process) fact(name string) string {
	s, _ := p.ready[name].(string)
	if s == "" {
		p.t.Errorf("the ready line has no %q: %v", name, p.ready)
	}
	return s
}

// hubspotEnv are the settings that make serve use a sandbox.
func hubspotEnv(box *process, redis string, more ...string) []string {
	return append([]string{
		"PARLEY_REDIS=redis://" + redis + "/0", "PARLEY_KEYS=" + oauth.NewKey(),
		"PARLEY_HUBSPOT_URL=" + box.fact("url"), "PARLEY_HUBSPOT_APP_URL=" + box.fact("url"),
		"PARLEY_HUBSPOT_CLIENT_ID=" + box.fact("client_id"), "PARLEY_HUBSPOT_CLIENT_SECRET=" + box.fact("client_secret"),
		"PARLEY_HUBSPOT_AUTH_URL=" + box.fact("authorize_url"), "PARLEY_HUBSPOT_TOKEN_URL=" + box.fact("token_url"),
	}, more...)
}

// ask calls a sandbox's path for tests.
func ask(t testing.TB, method, address, body string, into any) {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %s %v", method, address, res.Status, data, err)
	}
	if into != nil {
		if err := json.Unmarshal(data, into); err != nil {
			t.Fatal(err)
		}
	}
}

// boxRecord is a record in a sandbox.
type boxRecord struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	Archived   bool              `json:"archived"`
}

// recordsOf lists a sandbox's records of an object, "deals" or "contacts".
func recordsOf(t testing.TB, box, object string) []boxRecord {
	t.Helper()
	var all struct {
		Accounts []map[string]json.RawMessage `json:"accounts"`
	}
	ask(t, http.MethodGet, box+"/_sandbox/records", "", &all)
	var list []boxRecord
	for _, a := range all.Accounts {
		var some []boxRecord
		if err := json.Unmarshal(a[object], &some); err != nil {
			t.Fatal(err)
		}
		list = append(list, some...)
	}
	return list
}

// count counts records that have a value.
func count(list []boxRecord, name, value string, archived bool) (n int) {
	for _, r := range list {
		if r.Properties[name] == value && r.Archived == archived {
			n++
		}
	}
	return n
}

// fixedAddress is a free address that no outgoing connection is given while
// the server that has it is dead.
func fixedAddress(t testing.TB) string {
	t.Helper()
	for i := range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+(os.Getpid()*7+int(ports.Add(1))+i)%12000)
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("no free port")
	return ""
}

var ports atomic.Int64

// addressOf is the listener's address in a process's ready line.
func addressOf(p *process) string { return strings.TrimPrefix(p.fact("url"), "http://") }

// await waits for a fact.
func await(t testing.TB, limit time.Duration, what string, fact func() bool) {
	t.Helper()
	deadline := time.After(limit)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !fact() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited %s in vain for %s", limit, what)
		}
	}
}
