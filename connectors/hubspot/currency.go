package hubspot

import (
	"context"
	"errors"
	"net/http"
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

// currencySource names, among the remembered choices, the currency of an
// account.
const currencySource = "hubspot.currency"

// describeTime bounds the question about a new token's account: the user is
// looking at an empty page meanwhile.
const describeTime = 5 * time.Second

// accountInfo is what is read of HubSpot's description of an account.
type accountInfo struct {
	Currency word `json:"companyCurrency"`
}

func (a *accountInfo) choices() []field.Choice { return []field.Choice{{Value: string(a.Currency)}} }

func (c *Client) aboutAccount() request {
	return request{method: http.MethodGet, path: "/account-info/" + c.version() + "/details"}
}

// Describe completes the account of a new token with its currency, which no
// token tells. What can't be learned at once stays empty: nobody is kept from
// signing in by that.
func (c *Client) Describe(ctx context.Context, access string, a action.Account) action.Account {
	if c.start() != nil {
		return a
	}
	w := &work{client: c, began: c.tick()}
	w.use(Token{Access: access, Account: a})
	ctx, cancel := context.WithTimeout(ctx, describeTime)
	defer cancel()
	var about accountInfo
	r := c.aboutAccount()
	r.spare = true
	if w.attempt(ctx, r, &about, true) == nil {
		a.Currency = string(about.Currency)
		c.choices.put(tenant(w.token), currencySource, about.choices(), c.tick())
	}
	return a
}

// currency is that of the caller's account; what the token's account says when
// HubSpot doesn't. Its only error is a *action.SignInNeeded.
func (w *work) currency(ctx context.Context) (string, error) {
	list, err := w.labels(ctx, currencySource)
	if signIn, ok := errors.AsType[*action.SignInNeeded](err); ok {
		return "", signIn
	}
	if err != nil || list[0].Value == "" {
		return w.token.Account.Currency, nil
	}
	return list[0].Value, nil
}

func (w *work) readCurrency(ctx context.Context) ([]field.Choice, error) {
	var about accountInfo
	if err := w.send(ctx, w.client.aboutAccount(), &about); err != nil {
		return nil, err
	}
	return about.choices(), nil
}
