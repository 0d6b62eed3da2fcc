// Package redistest starts a real Redis for tests. Each server has a loopback
// port and a folder of its own and ends with its test.
package redistest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// Require finds redis-server. Without one the test is skipped, or fails when
// the environment's PARLEY_TEST_REQUIRE names redis, as it does in CI.
func Require(t testing.TB) (path string) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err == nil {
		return path
	}
	if strings.Contains(os.Getenv("PARLEY_TEST_REQUIRE"), "redis") {
		t.Fatal("redis-server is not installed, and PARLEY_TEST_REQUIRE asks for it")
	}
	t.Skip("redis-server is not installed: install it to run this test on a real Redis")
	return ""
}

// Start starts a server that keeps nothing and returns its address, host:port.
func Start(t testing.TB, arguments ...string) (addr string) {
	t.Helper()
	return New(t, arguments...).Addr
}

// Server is a Redis that a test can kill and start again.
type Server struct {
	Addr string

	t         testing.TB
	path, dir string
	arguments []string
	process   *exec.Cmd
}

// New starts a server. More settings are written as on its command line:
// "--appendonly", "yes".
func New(t testing.TB, arguments ...string) *Server {
	t.Helper()
	return newServer(t, append([]string{"--save", "", "--appendonly", "no"}, arguments...))
}

func newServer(t testing.TB, arguments []string) *Server {
	t.Helper()
	s := &Server{t: t, path: Require(t), dir: t.TempDir(), arguments: arguments}
	// Between finding a free port and using it another process may take it.
	for range 5 {
		s.Addr = freeAddress(t)
		if s.start() == nil {
			t.Cleanup(s.Kill)
			return s
		}
	}
	t.Fatal("redis-server did not start on five ports in a row")
	return nil
}

// StartSentinel starts a sentinel with a configuration file, which it changes.
func StartSentinel(t testing.TB, file string) (addr string) {
	t.Helper()
	return newServer(t, []string{file, "--sentinel"}).Addr
}

// Kill ends the server at once, as a crash does. What it had written stays.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill() // it may have ended by itself
	_ = s.process.Wait()         // "killed" is what was wanted
	s.process = nil
}

// Restart starts the server again on the same port and folder.
func (s *Server) Restart() {
	s.t.Helper()
	s.Kill()
	if err := s.start(); err != nil {
		s.t.Fatalf("start redis-server again: %v", err)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start returns when the server answers.
func (s *Server) start() error {
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	// A configuration file comes first on the command line, so ours go last.
	arguments := append(slices.Clone(s.arguments), "--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--loglevel", "warning")
	s.process = exec.Command(s.path, arguments...)
	if err := s.process.Start(); err != nil {
		s.process = nil
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if ping(s.Addr) == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.Kill()
			return fmt.Errorf("redis-server at %s does not answer", s.Addr)
		}
	}
}

// ping asks with the protocol's own words: a client would keep connections.
func ping(addr string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if line != "+PONG\r\n" && !strings.HasPrefix(line, "-NOAUTH") { // which is an answer, too
		return fmt.Errorf("unexpected answer %q", line)
	}
	return nil
}
