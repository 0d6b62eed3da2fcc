package main

import (
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/connectors/redisstore/redistest"
	"parley/connectors/sandbox"
)

// TestFourWays types what connectors/README.md says for each of its ways, with
// a sandbox in the place of HubSpot, and then uses what came of it.
func TestFourWays(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(moduleRoot, "connectors", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	ways := regexp.MustCompile("(?m)^## ((?:System|Custom), \\w+)\n\n```sh\n((?s:.*?))```").FindAllStringSubmatch(string(page), -1)
	if len(ways) != 4 {
		t.Fatalf("the page has %d ways, want 4", len(ways))
	}
	for _, way := range ways {
		t.Run(way[1], func(t *testing.T) {
			t.Parallel()
			tryWay(t, way[2])
		})
	}
}

func tryWay(t *testing.T, lines string) {
	box := sandbox.New(sandbox.Config{})
	api := httptest.NewServer(box.Handler())
	t.Cleanup(func() { api.Close(); box.Close() })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base, address := urlOf(l), l.Addr().String()
	l.Close() // the server takes it
	credentials := box.Credentials(api.URL)
	environment := map[string]string{
		"PARLEY_REDIS": "redis://" + redistest.Start(t) + "/0", "PARLEY_ADDR": address, "PARLEY_ADMIN_ADDR": "", "PARLEY_LOG_LEVEL": "error",
		// Where the page relies on what is known of HubSpot.
		"PARLEY_HUBSPOT_AUTH_URL": credentials.AuthorizeURL, "PARLEY_HUBSPOT_URL": api.URL,
	}
	stands := strings.NewReplacer("https://chat.example.com", base, "https://app.hubspot.com", api.URL, "https://api.hubapi.com", api.URL,
		"$(head -c 32 /dev/urandom | base64)", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))), `"`, "")
	shared := false
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if setting, ok := strings.CutPrefix(line, "export "); ok {
			name, value, _ := strings.Cut(setting, "=")
			environment[name] = stands.Replace(value)
			switch name {
			case "PARLEY_HUBSPOT_CLIENT_ID":
				environment[name] = credentials.ClientID
			case "PARLEY_HUBSPOT_CLIENT_SECRET":
				environment[name] = credentials.ClientSecret
			}
			continue
		}
		switch line {
		case "parley authorize hubspot --check":
			r := runIn(t, environment, "authorize", "hubspot", "--check")
			r.ends(exitDone)
			if strings.Contains(r.out.String(), "wrong") {
				t.Errorf("the check says\n%s", r.out)
			}
		case "parley serve", "parley serve &":
			serveIn(t, environment)
		case "parley authorize hubspot":
			shared = true
			r := runIn(t, environment, "authorize", "hubspot")
			digits, _ := newStranger(t).goesOnFrom(r.sees(`(http://\S+/oauth/hubspot/start\?flow=\S+)`))
			r.writes(digits)
			r.sees("Everybody who chats now works in")
			r.ends(exitDone)
		default:
			t.Fatalf("nobody knows how to try %q", line)
		}
	}
	v := newVisitor(t, base)
	v.deadline = time.Now().Add(30 * time.Second)
	if shared {
		v.asks("list my deals", "deals")
		if v.link() != "" {
			t.Error("a visitor got a link")
		}
	} else {
		v.signsIn("list my deals", "deals")
	}
	v.asks("who am i", "signed in as")
}

// serveIn runs `parley serve` until the test ends.
func serveIn(t *testing.T, environment map[string]string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out := &syncBuffer{}
	ended := make(chan int, 1)
	go func() { // ends with ctx
		a := app{stdin: strings.NewReader(""), stdout: out, stderr: io.Discard, lookupEnv: func(name string) (string, bool) {
			value, ok := environment[name]
			return value, ok
		}}
		ended <- a.run(ctx, []string{"serve", "--print-ready", "json"})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("parley serve ended with %d", code)
		}
	})
	for until := time.Now().Add(20 * time.Second); !strings.Contains(out.String(), `"url"`); <-time.After(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("parley serve is not ready")
		}
	}
}
