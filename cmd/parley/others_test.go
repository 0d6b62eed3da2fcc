package main

import (
	"strings"
	"testing"
)

// TestSEC19_OtherChatsAreTold holds that what happens to a named visitor's
// access in one chat is known in their others, and in nobody else's.
func TestSEC19_OtherChatsAreTold(t *testing.T) {
	t.Parallel()
	s := identified(t, nil)
	first, second, bob := s.comes(t, "ann"), s.comes(t, "ann"), s.comes(t, "bob")
	if err := bob.follow(bob.asksToSignIn("list my deals")); err != nil {
		t.Fatal(err)
	}
	bob.waitsFor(bob.seq-1, "deals")
	quiet := bob.seq

	// One sign-in, and both chats that wait for it go on.
	second.asksToSignIn("list my contacts")
	if err := first.follow(first.asksToSignIn("list my deals")); err != nil {
		t.Fatal(err)
	}
	first.waitsFor(first.seq-1, "deals")
	second.waitsFor(second.seq-1, "contacts")

	was := second.seq
	second.push("create a deal called Zanzibar")
	second.waitsFor(was, "stage")
	was = second.seq
	first.asks("sign out", "signed out of HubSpot in this chat")
	second.waitsFor(was, "signed out of HubSpot in another chat")
	if strings.Contains(second.last(), "Zanzibar") {
		t.Errorf("the dialog is still there: %s", second.last())
	}
	second.asks("who am i", "aren't signed in")

	// HubSpot ends the access; one chat finds out.
	if err := first.follow(first.asksToSignIn("list my deals")); err != nil {
		t.Fatal(err)
	}
	first.waitsFor(first.seq-1, "deals")
	second.asks("who am i", "signed in as")
	was = second.seq
	s.box.Uninstall(1_000_001)
	first.push("list my contacts")
	first.waitsFor(first.seq, "connect again")
	second.waitsFor(was, "no longer lets me into your account")

	if bob.seq != quiet {
		t.Errorf("another visitor was told: %s", bob.last())
	}
}
