package oauth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Bounds of the digits that stand in for a proof.
const (
	codeLife  = 5 * time.Minute
	codeTries = 5
)

// parked is a grant that waits for its digits, as stored, sealed. The provider
// is told to end it unless somebody types them: that is queued from the start,
// so that no crash leaves a forgotten grant alive.
type parked struct {
	Code     string    `json:"code"`
	Tries    int       `json:"tries"` // that are left
	Until    time.Time `json:"until"`
	Attempt  attempt   `json:"attempt"`
	Grant    grant     `json:"grant"`
	Revoking []byte    `json:"revoking,omitempty"` // the queued revocation
}

func (a *attempt) place() string {
	if a.Operator {
		return operatorPlace
	}
	return a.Session
}

// parkingSlot names the one place for a chat's grant without a proof.
func (f *Flow) parkingSlot(place string) string {
	return digest("parked", f.Bot, f.App.Provider, place)[:32]
}

func (f *Flow) parkingBinding(slot string) binding {
	return binding{bot: f.Bot, app: f.App.Fingerprint(), owner: slot, kind: "parked"}
}

// parkingMark lets the flow's place in the store serve for grants as well.
const parkingMark = "parked"

// park keeps a grant until its digits are typed, and gives the digits.
func (f *Flow) park(ctx context.Context, a *attempt, g grant) (string, error) {
	switch mark, err := f.Store.TokenMark(ctx, f.tokenKey(a.owner())); {
	case err != nil:
		return "", err
	case mark != "" && mark != a.Mark:
		return "", f.tooLate(ctx, g)
	}
	if old, err := f.unpark(ctx, a.place()); err == nil {
		f.revoke(ctx, old.Revoking)
	} else if !errors.Is(err, ErrNone) {
		return "", err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		return "", fmt.Errorf("park grant: %w", err)
	}
	p := parked{Code: fmt.Sprintf("%08d", n), Tries: codeTries, Until: f.now().Add(codeLife), Attempt: *a, Grant: g}
	if p.Revoking, err = f.queueRevocation(ctx, g.Refresh, codeLife+againAfter); err != nil {
		return "", err
	}
	return p.Code, f.savePark(ctx, p)
}

func (f *Flow) savePark(ctx context.Context, p parked) error {
	plain, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("park grant: %w", err)
	}
	slot := f.parkingSlot(p.Attempt.place())
	life := min(p.Until.Sub(f.now()), codeLife)
	if err := f.Store.SaveFlow(ctx, slot, parkingMark, f.Keys.seal(plain, f.parkingBinding(slot)), life); err != nil {
		return fmt.Errorf("park grant: %w", err)
	}
	return nil
}

// unpark takes a grant away, so that of several tries at once only one counts.
func (f *Flow) unpark(ctx context.Context, place string) (parked, error) {
	slot := f.parkingSlot(place)
	sealed, err := f.Store.TakeFlow(ctx, slot, parkingMark)
	if err != nil {
		return parked{}, fmt.Errorf("take parked grant: %w", err)
	}
	plain, _, err := f.Keys.open(sealed, f.parkingBinding(slot))
	var p parked
	if err == nil {
		err = json.Unmarshal(plain, &p)
	}
	if err != nil {
		f.log().WarnContext(ctx, "parked grant cannot be opened", "provider", f.App.Provider)
		return parked{}, ErrNone
	}
	return p, nil
}

// Confirm finishes a sign-in with the digits that its last page showed, typed
// into the chat session. ErrExpired: there is none that waits for digits.
// ErrWrongCode: they are others. ErrCodeSpent: once too often, and the access
// is given back.
func (f *Flow) Confirm(ctx context.Context, session, code string) (Finished, error) {
	if f.App.shared() || session == "" {
		return Finished{}, f.fail(ErrExpired, "")
	}
	return f.confirm(ctx, session, code)
}

// ConfirmOperator is Confirm for the shared token. The caller has checked that
// it is an operator who types.
func (f *Flow) ConfirmOperator(ctx context.Context, code string) (Finished, error) {
	if !f.App.shared() {
		return Finished{}, f.fail(ErrExpired, "")
	}
	return f.confirm(ctx, operatorPlace, code)
}

func (f *Flow) confirm(ctx context.Context, place, code string) (Finished, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	p, err := f.unpark(ctx, place)
	if err != nil {
		return Finished{}, f.notThere("confirm sign-in", err)
	}
	if !f.now().Before(p.Until) {
		f.revoke(ctx, p.Revoking)
		return Finished{}, f.fail(ErrExpired, "")
	}
	if !same(p.Code, digitsOf(code)) {
		if p.Tries--; p.Tries <= 0 {
			f.revoke(ctx, p.Revoking)
			f.log().WarnContext(ctx, "sign-in ended after too many wrong codes", "provider", f.App.Provider)
			return Finished{}, f.fail(ErrCodeSpent, "")
		}
		if err := f.savePark(ctx, p); err != nil {
			return Finished{}, err
		}
		return Finished{}, f.fail(ErrWrongCode, "")
	}
	if p.Revoking != nil {
		if err := f.Store.DropRevocation(ctx, p.Revoking); err != nil {
			return Finished{}, fmt.Errorf("confirm sign-in: %w", err)
		}
	}
	return f.store(ctx, &p.Attempt, p.Grant)
}

// digitsOf lets people type "1234 5678" or "1234-5678".
func digitsOf(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u2011", "").Replace(strings.TrimSpace(text))
}
