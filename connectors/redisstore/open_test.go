package redisstore

import (
	"net"
	"reflect"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"parley/connectors/redisstore/redistest"
	"parley/engine/machine"
)

func TestAddresses(t *testing.T) {
	for _, test := range []struct{ address, hosts, user, password string }{
		{"redis://h:1/2", "h:1", "", ""},
		{"redis://u:p%40s@h", "h:6379", "u", "p@s"},
		{"rediss://h", "h:6379", "", ""},
		{"redis-sentinel://:p@a,b:7/main/3?sentinel_password=x", "a:26379, b:7", "", "p"},
		{"rediss-cluster://u:p@a:1,[::1]:2,[::1]", "a:1, [::1]:2, [::1]:6379", "u", "p"},
	} {
		rdb, hosts, err := connect(test.address)
		if err != nil {
			t.Errorf("%s: %v", test.address, err)
			continue
		}
		if hosts != test.hosts {
			t.Errorf("%s: got hosts %s, want %s", test.address, hosts, test.hosts)
		}
		switch c := rdb.(type) {
		case *redis.Client:
			o := c.Options()
			if o.MaxRetries != 0 { // go-redis turns −1 into 0 once it is made
				t.Errorf("%s: repeats commands %d times", test.address, o.MaxRetries)
			}
			if o.Username != test.user || o.Password != test.password {
				t.Errorf("%s: got user %q and password %q", test.address, o.Username, o.Password)
			}
		case *redis.ClusterClient:
			if o := c.Options(); o.Username != test.user || o.Password != test.password || o.TLSConfig == nil {
				t.Errorf("%s: got user %q, password %q, TLS %v", test.address, o.Username, o.Password, o.TLSConfig != nil)
			}
		}
		_ = rdb.Close()
	}
	for _, bad := range []string{
		"", "localhost", "http://:secret@h", "redis://:secret@h:port", "redis://:sec%ret@h", "redis-sentinel://:secret@h",
		"redis-sentinel://:secret@h/main/x", "redis-cluster://:secret@a,,b", "redis-cluster://:sec%ret@a",
		"redis-sentinel://h/main?sentinel_password=sec%ret",
	} {
		_, _, err := connect(bad)
		if err == nil {
			t.Errorf("%q is understood", bad)
			continue
		}
		if strings.Contains(err.Error(), "sec") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got error %q, want one line without the password", bad, err)
		}
	}
}

func TestREL26_NoRedis(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close() // nobody listens there now
	_, err = Open(t.Context(), "redis://:secret@"+addr)
	if err == nil {
		t.Fatal("got a client for a Redis that is not there")
	}
	for _, want := range []string{addr, "redis-server --appendonly yes", "PARLEY_REDIS"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q is not one line without the password", err)
	}
}

func TestWrongPassword(t *testing.T) {
	addr := redistest.Start(t, "--requirepass", "right")
	for _, address := range []string{"redis://" + addr, "redis://:wrong@" + addr} {
		_, err := Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), "user or password") {
			t.Errorf("%s: got %v, want a word about the password", address, err)
		}
	}
	rdb, err := Open(t.Context(), "redis://:right@"+addr)
	if err != nil {
		t.Fatal(err)
	}
	_ = rdb.Close()
}

func TestCheck(t *testing.T) {
	rdb := dial(t, redistest.Start(t))
	set := func(name, value string) {
		t.Helper()
		if err := rdb.ConfigSet(t.Context(), name, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		policy, appendonly, save string
		problems, warnings       int
	}{
		{"noeviction", "yes", "", 0, 0},
		{"noeviction", "no", "", 0, 1},
		{"noeviction", "no", "60 1", 0, 1},
		{"allkeys-lru", "yes", "", 1, 0},
	} {
		set("maxmemory-policy", test.policy)
		set("appendonly", test.appendonly)
		set("save", test.save)
		problems, warnings := Check(t.Context(), rdb)
		if len(problems) != test.problems || len(warnings) != test.warnings {
			t.Errorf("%+v: got problems %q, warnings %q", test, problems, warnings)
		}
	}
}

func TestCheckWithoutConfig(t *testing.T) {
	rdb := dial(t, redistest.Start(t, "--rename-command", "CONFIG", "", "--maxmemory-policy", "volatile-lru"))
	if problems, warnings := Check(t.Context(), rdb); len(problems) != 1 || len(warnings) != 0 {
		t.Errorf("got problems %q, warnings %q, want one about what gets dropped", problems, warnings)
	}
}

func TestStartInProcess(t *testing.T) {
	rdb, stop, err := StartInProcess()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	s := New(rdb, "test")
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if problems, _ := Check(t.Context(), rdb); len(problems) != 0 {
		t.Errorf("got problems %q", problems)
	}
	s.Idle = 1 // ns: gone with the next command
	if err := s.Create(t.Context(), machine.Session{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the session ages out by itself", func() bool { _, err := s.Load(t.Context(), "a"); return err != nil })
}

func TestShardsSpread(t *testing.T) {
	seen := map[int]bool{}
	keys := map[string]bool{}
	k := newKeyspace("test")
	for i := range 2000 {
		id := machine.SessionID(seenMark(string(rune(i))))
		seen[shardOf(id)] = true
		for _, key := range k.session(id)[:4] {
			keys[key] = true
		}
	}
	if len(seen) != shards || len(keys) != 8000 {
		t.Errorf("got %d shards and %d keys of 2000 sessions", len(seen), len(keys))
	}
	if got, want := k.session("a"), k.session("a"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, then %v", got, want)
	}
}
