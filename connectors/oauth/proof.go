package oauth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// proof is how a flow recognises the browser of its chat: by the cookie that
// the chat's page has, or, where the chat is embedded in another site and has
// none, by what the window that it opened told it.
type proof struct {
	Browser string `json:"browser,omitempty"` // hash of the cookie
	Bound   string `json:"bound,omitempty"`   // BindProof of the window's cookie
}

// by tells whether a browser, known by the hash of its cookie, is the one. A
// chat without a known browser is nobody's.
func (p proof) by(link, browser string) bool {
	return browser != "" && (same(p.Browser, browser) || same(p.Bound, BindProof(link, browser)))
}

func same(want, got string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(want), []byte(got)) == 1
}

// BindProof is what the window in which the link was opened tells the chat that
// opened it, and nobody else. browser is the hash of the window's cookie, which
// it does not give away.
func BindProof(flow, browser string) string { return digest("bind", flow, browser) }

// Bind pins a flow to the browser of a window that the chat itself opened:
// proof is the window's BindProof, and session, whose socket it came on, must
// own the flow. The first proof stays.
func (f *Flow) Bind(ctx context.Context, session, flow, proof string) error {
	slot, ok := ours(flow)
	if !ok || slot != f.slot(session) || len(proof) != len(digest()) {
		return f.fail(ErrExpired, "")
	}
	sealed, err := f.Store.PeekFlow(ctx, slot, markOf(flow))
	if err != nil {
		return f.notThere("bind sign-in", err)
	}
	a, ok := f.openAttempt(ctx, slot, sealed)
	switch {
	case !ok || a.Operator || a.Session != session:
		return f.fail(ErrExpired, "")
	case a.Proof.Bound != "" && !same(a.Proof.Bound, proof):
		return f.fail(ErrOtherBrowser, "")
	case a.Proof.Bound != "":
		return nil
	}
	a.Proof.Bound = proof
	plain, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("bind sign-in: %w", err)
	}
	err = f.Store.RewriteFlow(ctx, slot, markOf(flow), sealed, f.Keys.seal(plain, f.flowBinding(slot)))
	if errors.Is(err, ErrStale) {
		return f.fail(ErrExpired, "") // bound, finished or replaced at the same moment
	}
	if err != nil {
		return fmt.Errorf("bind sign-in: %w", err)
	}
	return nil
}

// A state that left without a proof carries a third part, which ties it to the
// browser in which somebody agreed to go on: "slot.secret.seen". The provider's
// address, copied into another browser, comes to nothing there.

func seenBy(state, browser string) string {
	return state + "." + digest("seen", state, browser)[:43]
}

// cutSeen takes the third part off.
func cutSeen(text string) (state, seen string) {
	parts := strings.SplitN(text, ".", 3)
	if len(parts) < 3 {
		return text, ""
	}
	return parts[0] + "." + parts[1], parts[2]
}
