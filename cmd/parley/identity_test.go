package main

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/connectors/identity"
)

const siteSecret = "a secret of thirty-two bytes or more"

// identified is a server that believes a site.
func identified(t *testing.T, more func(*nodeConfig)) *served {
	t.Helper()
	secrets, err := identity.ParseSecrets("s1:" + base64.StdEncoding.EncodeToString([]byte(siteSecret)))
	if err != nil {
		t.Fatal(err)
	}
	return serveNode(t, func(cfg *nodeConfig) {
		v := &identity.Verifier{Issuer: "https://site.example", Audience: "parley", Secrets: secrets}
		cfg.web.Identify = v.Subject
		if more != nil {
			more(cfg)
		}
	})
}

// named is a token of the site for one of its visitors.
func named(t *testing.T, subject string) string {
	t.Helper()
	now := time.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": "https://site.example", "aud": "parley", "sub": subject, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
	}).SignedString([]byte(siteSecret))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// comes is a visitor that the site names; empty is nobody in particular.
func (s *served) comes(t *testing.T, subject string) *visitor {
	t.Helper()
	v := newVisitor(t, s.URL)
	v.deadline = time.Now().Add(30 * time.Second)
	if subject != "" {
		v.identity = named(t, subject)
	}
	return v
}

// greeted comes in and waits for the welcome.
func (v *visitor) greeted() {
	v.t.Helper()
	if v.conn == nil {
		if err := v.connect(); err != nil {
			v.t.Fatal(err)
		}
	}
	v.waitsFor(0, "What would you like to do?")
}

// asks says something and waits for these words in an answer.
func (v *visitor) asks(text, answer string) {
	v.t.Helper()
	v.greeted()
	was := v.seq
	v.push(text)
	v.waitsFor(was, answer)
}

// TestSEC21_SignInsFollowTheNamedVisitor holds that a proved name owns its
// sign-in in each of its chats, and nobody else does.
func TestSEC21_SignInsFollowTheNamedVisitor(t *testing.T) {
	t.Parallel()
	s := identified(t, nil)
	ann := s.comes(t, "ann")
	link := ann.asksToSignIn("list my deals")
	if err := ann.follow(link); err != nil {
		t.Fatal(err)
	}
	ann.waitsFor(ann.seq-1, "deals")
	s.comes(t, "ann").asks("list my contacts", "contacts")
	for _, other := range []string{"bob", "Ann", "ann ", ""} {
		if link := s.comes(t, other).asksToSignIn("list my deals"); link == "" {
			t.Errorf("%q uses the sign-in of ann", other)
		}
	}

	// Ann's chat, taken up with another name, is another chat.
	session := ann.token
	taken := s.comes(t, "bob")
	taken.token = session
	if err := taken.connect(); err != nil {
		t.Fatal(err)
	}
	for welcome := ""; welcome == ""; {
		frame := string(<-taken.frames)
		if strings.Contains(frame, "acme") || frame == "" {
			t.Fatalf("bob sees the chat of ann: %s", frame)
		}
		if strings.Contains(frame, `"type":"welcome"`) {
			if welcome = frame; !strings.Contains(frame, `"token":`) || strings.Contains(frame, session) {
				t.Errorf("bob goes on with the chat of ann: %s", frame)
			}
		}
	}

	// An unsigned name gets nowhere at all.
	forged := s.comes(t, "")
	forged.identity = strings.Replace(named(t, "ann"), ".", ".e30", 1)
	if err := forged.connect(); err != nil {
		t.Fatal(err)
	}
	for {
		frame, open := <-forged.frames
		if !open {
			break
		}
		if strings.Contains(string(frame), `"welcome"`) {
			t.Errorf("a forged identity is welcome: %s", frame)
		}
	}
}
