package oauth

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"parley/engine/action"
)

// Lives of stored tokens, counted from the last save. A refresh saves, so a
// token in use does not run out.
const (
	sessionTokenLife = 7 * 24 * time.Hour  // no chat lasts longer
	subjectTokenLife = 90 * 24 * time.Hour // a visitor whose identity was proved
)

// sharedOwner is the kind of owner that stands for everybody.
const sharedOwner = "shared"

// owner is whose token it is.
type owner struct {
	kind string // sharedOwner, "subject", "session"
	id   string
}

// ownerOf chooses by the app's mode, then by how well the visitor is known.
// An unproved identity never gets here: Caller.Subject is a proved one.
func ownerOf(a App, c action.Caller) owner {
	switch {
	case a.shared():
		return owner{kind: sharedOwner}
	case c.Subject != "":
		return owner{kind: "subject", id: c.Subject}
	}
	return owner{kind: "session", id: c.Session}
}

func (o owner) String() string { return o.kind + ":" + o.id }

// life of the stored record; 0 is until deleted.
func (o owner) life() time.Duration {
	switch o.kind {
	case sharedOwner:
		return 0
	case "subject":
		return subjectTokenLife
	}
	return sessionTokenLife
}

// tokenKey names the owner's token in the store.
func (f *Flow) tokenKey(o owner) string {
	return digest("token", f.Bot, f.App.Fingerprint(), o.String())
}

// tokenBinding is what the sealed token under a key belongs to. The key stands
// for the owner, of whom it is the hash: so a token can be sealed anew without
// knowing whose it is.
func (f *Flow) tokenBinding(key string) binding {
	return binding{bot: f.Bot, app: f.App.Fingerprint(), owner: key, kind: "token"}
}

// slot names the one place for a session's flow. A newer flow takes the place
// of the older, whose link is dead from then on.
func (f *Flow) slot(session string) string {
	return digest("slot", f.Bot, f.App.Provider, session)[:32]
}

func (f *Flow) flowBinding(slot string) binding {
	return binding{bot: f.Bot, app: f.App.Fingerprint(), owner: slot, kind: "flow"}
}

// secret is 256 random bits as text.
func secret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
