package hubspot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"parley/engine/action"
)

// Reasons why access ended, for the link that follows them.
const (
	connectionLost = "HubSpot no longer accepts the connection to your account. Please connect again; everything you told me is kept."
	accessEnded    = "Access to HubSpot was ended, or the app was removed from the account. Please connect again to go on."
)

// row is one failure that we can explain: how to tell it, and what to say.
// Texts may hold {deal}, {a deal}, {do that} and {nothing was done}: what the
// call is about.
type row struct {
	name string // for the tests, which go through all of them
	when func(f *failure) bool
	kind action.Kind
	text string
	more func(w *work, ctx context.Context, f *failure, p *action.Problem) // the details
}

// explanations is every failure that HubSpot is known for, the particular
// before the general; the first that fits is used. Expired and unknown tokens
// are not here: a new token or a new sign-in comes of them (renew), and
// failures of the token endpoint are below (endedAccess).
var explanations = []row{
	{"missing scope", category("MISSING_SCOPES"), action.Forbidden,
		"The connection to HubSpot does not include permission to {do that}. An administrator of the HubSpot account can allow it; after that, please connect again.", nil},
	{"user may not", status(http.StatusForbidden), action.Forbidden,
		"Your HubSpot user is not allowed to {do that}. Somebody who administers HubSpot for you can change your permissions.", nil},

	{"daily limit", func(f *failure) bool { return f.status == http.StatusTooManyRequests && f.policy == "DAILY" }, action.Busy,
		"HubSpot has reached its limit of calls for today, so {nothing was done}. Please try again tomorrow.",
		func(w *work, _ context.Context, _ *failure, p *action.Problem) { p.Retry = untilMidnight(w) }},
	{"rate limit", status(http.StatusTooManyRequests), action.Busy,
		"HubSpot is very busy right now, so {nothing was done}. Please try again in a few seconds.",
		func(_ *work, _ context.Context, f *failure, p *action.Problem) {
			p.Retry = max(f.retryAfter, 10*time.Second)
		}},
	{"queue", func(f *failure) bool { return errors.Is(f.err, errQueue) }, action.Busy,
		"Very many requests are waiting for this HubSpot account, so {nothing was done}. Please try again in a minute.",
		func(_ *work, _ context.Context, _ *failure, p *action.Problem) { p.Retry = time.Minute }},
	{"locked", status(http.StatusLocked), action.Busy,
		"HubSpot has locked this record for the moment because it is being changed a lot, so {nothing was done}. Please try again in a few seconds.",
		func(_ *work, _ context.Context, f *failure, p *action.Problem) {
			p.Retry = max(f.retryAfter, 2*time.Second)
		}},
	{"moving", status(477), action.Down,
		"HubSpot is moving your account to another place and can't be used meanwhile, so {nothing was done}. Please try again later.",
		func(_ *work, _ context.Context, f *failure, p *action.Problem) {
			if p.Retry = f.retryAfter; p.Retry > 0 {
				p.Text = strings.Replace(p.Text, "later", "in "+roughly(p.Retry), 1)
			}
		}},

	{"duplicate", status(http.StatusConflict), action.Conflict,
		"HubSpot already has {a deal} with these details, so {nothing was done}.", nil},
	{"not there", status(http.StatusNotFound), action.Missing,
		"HubSpot has no such {deal}; it may have been deleted. You can search for it by name.", nil},

	{"bad association", func(f *failure) bool {
		return len(f.context["INVALID_OBJECT_IDS"]) > 0 || strings.Contains(f.message, "associations are invalid")
	}, action.Invalid, "", (*work).badLink},
	{"required missing", func(f *failure) bool {
		return f.status == http.StatusBadRequest && len(f.context["properties"]) > 0
	}, action.Invalid, "HubSpot needs more to {do that}.", (*work).missingFields},
	{"property", func(f *failure) bool { return f.status == http.StatusBadRequest && len(f.properties) > 0 },
		action.Invalid, "", (*work).badFields},
	{"too far", func(f *failure) bool {
		return f.status == http.StatusBadRequest && (strings.Contains(f.message, "10,000") || strings.Contains(f.message, "10000"))
	}, action.Invalid, "HubSpot shows no more than the first 10,000 results. Please narrow the search down.", nil},
	{"bad search", func(f *failure) bool { return f.status == http.StatusBadRequest && !f.write }, action.Invalid,
		"HubSpot could not make sense of this search. Please say it in another way.", nil},
	{"refused", status(http.StatusBadRequest), action.Invalid,
		"HubSpot did not accept these details, so {nothing was done}. Please check them and try again.", nil},

	{"broken", func(f *failure) bool { return errors.Is(f.err, errBroken) }, action.Down,
		"HubSpot is not working right now, so {nothing was done}. Please try again in a minute; what you told me is kept.", nil},
	{"no connection", func(f *failure) bool { return f.status == 0 && !f.sent }, action.Down,
		"HubSpot can't be reached right now, so {nothing was done}. Please try again in a minute; what you told me is kept.", nil},
	{"no answer", func(f *failure) bool { return f.status == 0 }, action.Down,
		"HubSpot did not answer in time. Please try again in a minute.", nil},
	{"down", func(f *failure) bool { return f.status >= 500 }, action.Down,
		"HubSpot is having trouble right now. Please try again in a minute; what you told me is kept.", nil},
	{"nonsense", func(*failure) bool { return true }, action.Down,
		"HubSpot gave an answer that makes no sense, so {nothing was done}. Please try again in a minute.", nil},
}

func category(name string) func(*failure) bool {
	return func(f *failure) bool { return f.category == name }
}

func status(code int) func(*failure) bool {
	return func(f *failure) bool { return f.status == code }
}

// explain turns an error into what the caller of an action sees. What has been
// explained already holds a failure too, so only a bare one counts.
func (w *work) explain(ctx context.Context, err error) error {
	f, ok := err.(*failure)
	if !ok {
		return err
	}
	if f.maybe {
		return fmt.Errorf("%s: %w: %w", w.spec.Name, action.ErrUnknown, f)
	}
	if f.category == "MISSING_SCOPES" {
		if err := w.client.Tokens.Lacks(ctx, w.caller, f.scopes); err != nil {
			return w.tokenProblem(err)
		}
	}
	for _, r := range explanations {
		if !r.when(f) {
			continue
		}
		p := &action.Problem{Kind: r.kind, Text: w.say(r.text), Reference: f.reference, Err: f}
		if r.more != nil {
			r.more(w, ctx, f, p)
		}
		return p
	}
	return f
}

// badLink explains which link leads nowhere: HubSpot names the kind of record.
func (w *work) badLink(_ context.Context, f *failure, p *action.Problem) {
	if w.object == nil || len(w.object.Links) == 0 {
		p.Text = w.say("A linked record is no longer in HubSpot, so {nothing was done}.")
		return
	}
	to := w.object.Links[0].To
	for _, l := range w.object.Links {
		if slices.Contains(f.context["objectType"], strings.ToUpper(l.To)) {
			to = l.To
			break
		}
	}
	p.Text = w.say("The " + to + " is no longer in HubSpot, so {nothing was done}. Please choose another " + to + ", or leave it out.")
	p.Fields = []action.FieldProblem{{Field: to, Text: "That " + to + " is no longer in HubSpot. Please choose another one."}}
}

// say fills in what a text is about.
func (w *work) say(text string) string {
	one, all, verb := "record", "records", map[action.Effect][2]string{
		action.Read:   {"read", "nothing could be read"},
		action.Create: {"add", "nothing was saved"},
		action.Update: {"change", "nothing was changed"},
		action.Delete: {"delete", "nothing was deleted"},
	}[w.spec.Effect]
	if w.object != nil {
		one, all = w.object.Name, w.object.Plural
	}
	if w.object == nil {
		all = "this"
	}
	return strings.NewReplacer(
		"{deal}", one, "{a deal}", article(one),
		"{do that}", verb[0]+" "+all, "{nothing was done}", verb[1],
	).Replace(text)
}

// untilMidnight is how long a daily limit still holds, as far as the caller's
// clock tells; HubSpot goes by the account's.
func untilMidnight(w *work) time.Duration {
	now := w.client.now().In(zone(w.caller))
	return time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location()).Sub(now)
}

// roughly says a time as people do.
func roughly(d time.Duration) string {
	switch {
	case d <= 90*time.Second:
		return "a minute"
	case d < 100*time.Minute:
		return fmt.Sprintf("%d minutes", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%d hours", int(d.Round(time.Hour).Hours()))
}

// revoked gives up the token and asks for a new sign-in.
func (w *work) revoked(ctx context.Context, reason string) error {
	err := w.client.Tokens.Revoked(ctx, w.caller, w.token.Access, reason)
	if err == nil {
		err = &action.SignInNeeded{Provider: provider, Reason: reason}
	}
	return err
}

// endedAccess is what the token endpoint says when a sign-in no longer counts.
var endedAccess = map[string]string{
	"BAD_REFRESH_TOKEN": accessEnded,
	"BAD_HUB":           accessEnded,
	"BAD_AUTH_CODE":     "That sign-in link was already used or is too old. Please sign in again with the new one.",
}

// badSettings is what the token endpoint says when nobody can sign in.
var badSettings = map[string]string{
	"BAD_CLIENT_ID":     "client id",
	"BAD_CLIENT_SECRET": "client secret",
	"BAD_REDIRECT_URI":  "redirect address",
}

// tokenProblem explains why there is no token. Tokens may already have done
// so; what it passes on from the token endpoint is explained here.
func (w *work) tokenProblem(err error) error {
	if _, ok := errors.AsType[*action.SignInNeeded](err); ok {
		return err
	}
	if _, ok := errors.AsType[*action.Problem](err); ok {
		return err
	}
	p := &action.Problem{Kind: action.Down, Err: err,
		Text: w.say("The sign-in service of HubSpot can't be used right now, so {nothing was done}. Please try again in a minute; what you told me is kept.")}
	r, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok || r.Response == nil || r.Response.StatusCode >= 500 {
		return p
	}
	// Its body and the token stay out of the log.
	f := decodeFailure(r.Response.StatusCode, r.Body)
	p.Err, p.Reference = f, f.reference
	if reason := endedAccess[f.code]; reason != "" {
		return &action.SignInNeeded{Provider: provider, Reason: reason}
	}
	if setting := badSettings[f.code]; setting != "" {
		p.Kind = action.Forbidden
		p.Text = "The connection to HubSpot is not set up correctly: HubSpot does not accept the " + setting + " of this app. Please tell the administrator."
	}
	return p
}
