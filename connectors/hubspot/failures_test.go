package hubspot

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"parley/engine/action"
)

const canary = "CANARY-7f3a"

// propertyFailures is HubSpot's answer about bad properties: the list stands
// inside the message's text.
func propertyFailures(list string) string {
	return fmt.Sprintf(`{"status":"error","message":%q,"correlationId":"c-1","category":"VALIDATION_ERROR"}`,
		"Property values were not valid: ["+list+"]")
}

// TestFailures has each failure that HubSpot is known for, as it looks on the
// wire, and what the user is told.
func TestFailures(t *testing.T) {
	const create, get, search, list = "hubspot.contacts.create", "hubspot.deals.get", "hubspot.deals.search", "hubspot.deals.list"
	tests := []struct {
		name, row, action string
		status            int
		header            string // Retry-After
		body              string
		kind              action.Kind
		says              string // part of the text
		field             string // that is named
	}{
		{"7 scope missing", "missing scope", list, 403, "",
			`{"status":"error","message":"This app hasn't been granted all required scopes to make this call. CANARY-7f3a","errors":[{"message":"One or more of the following scopes are required.","context":{"requiredGranularScopes":["crm.objects.deals.write"]}}],"category":"MISSING_SCOPES","correlationId":"c-1"}`,
			action.Forbidden, "permission to read deals", ""},
		{"8 user may not", "user may not", get, 403, "",
			`{"status":"error","message":"You do not have permissions to view object type DEAL.","category":"FORBIDDEN"}`,
			action.Forbidden, "Your HubSpot user is not allowed to read deals", ""},
		{"9 duplicate", "duplicate", "hubspot.deals.create", 409, "",
			`{"status":"error","message":"CANARY-7f3a already exists","category":"CONFLICT"}`,
			action.Conflict, "HubSpot already has a deal", ""},
		{"10 unknown property", "property", create, 400, "",
			propertyFailures(`{"isValid":false,"message":"Property \"tier\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"tier"}`),
			action.Invalid, `HubSpot has no field "tier". Please tell the administrator.`, ""},
		{"11 bad email", "property", create, 400, "",
			propertyFailures(`{"isValid":false,"message":"Email address CANARY-7f3a is invalid","error":"INVALID_EMAIL","name":"email","propertyValue":"CANARY-7f3a"}`),
			action.Invalid, "like ann@example.com", "email"},
		{"11 bad email in errors", "property", create, 400, "",
			`{"status":"error","message":"Property values were not valid: cut off [","errors":[{"message":"Email address CANARY-7f3a is invalid","code":"INVALID_EMAIL","context":{"propertyName":["email"]}}],"category":"VALIDATION_ERROR"}`,
			action.Invalid, "like ann@example.com", "email"},
		{"12 bad stage", "property", "hubspot.deals.create", 400, "",
			propertyFailures(`{"isValid":false,"message":"won is not a valid pipeline stage ID. Valid options are: pipelineId=default : [appointmentscheduled, closedwon]","error":"INVALID_OPTION","name":"dealstage"}`),
			action.Invalid, "There is: Open, Closed Won.", "stage"},
		{"13 bad choice", "property", create, 400, "",
			propertyFailures(`{"isValid":false,"message":"Gold was not one of the allowed options: [label: \"Silver\"\nvalue: \"silver\"\n]","error":"INVALID_OPTION","name":"lifecyclestage"}`),
			action.Invalid, "There is: Lead, Customer.", "lifecycle_stage"},
		{"13 bad owner", "property", create, 400, "",
			propertyFailures(`{"message":"99 is no owner","error":"INVALID_OWNER_ID","name":"hubspot_owner_id"}`),
			action.Invalid, "HubSpot has no such owner.", "owner"},
		{"14 bad number", "property", "hubspot.deals.create", 400, "",
			propertyFailures(`{"message":"12k was not a valid number.","error":"INVALID_DOUBLE","name":"amount"}`),
			action.Invalid, "like 1500 or 1500.50", "amount"},
		{"14 bad date", "property", "hubspot.deals.create", 400, "",
			propertyFailures(`{"message":"1579179660000 is at 13:1:0.0 UTC, not midnight!","error":"INVALID_DATE","name":"closedate"}`),
			action.Invalid, "like 2026-12-31", "close_date"},
		{"15 read-only", "property", create, 400, "",
			propertyFailures(`{"message":"\"createdate\" is a calculated property; its value cannot be set.","error":"READ_ONLY_VALUE","name":"createdate"}`),
			action.Invalid, "set by HubSpot itself", "created"},
		{"16 required missing", "required missing", "hubspot.deals.create", 400, "",
			`{"status":"error","message":"Error creating DEAL. Some required properties were not set.","context":{"properties":["closedate","region"]},"category":"VALIDATION_ERROR"}`,
			action.Invalid, `HubSpot needs the close date. HubSpot also requires the field "region"`, "close_date"},
		{"16 required by a rule", "property", "hubspot.deals.create", 400, "",
			`{"status":"error","message":"CANARY-7f3a","errors":[{"message":"closedate is required when dealstage is closedwon","code":"REQUIRED_PROPERTY","context":{"propertyName":["closedate"]}}],"category":"VALIDATION_ERROR"}`,
			action.Invalid, "HubSpot needs the close date.", "close_date"},
		{"17 not there", "not there", get, 404, "",
			`{"status":"error","message":"resource not found"}`,
			action.Missing, "HubSpot has no such deal", ""},
		{"17 no id", "not there", get, 404, "",
			`{"status":"error","message":"Object not found.  objectId are usually numeric.","context":{"id":["CANARY-7f3a"]},"category":"OBJECT_NOT_FOUND"}`,
			action.Missing, "You can search for it", ""},
		{"18 bad search", "bad search", search, 400, "",
			`{"status":"error","message":"There was a problem with the request. CANARY-7f3a"}`,
			action.Invalid, "say it in another way", ""},
		{"18 too far", "too far", search, 400, "",
			`{"status":"error","message":"Paging is limited to 10,000 results","category":"VALIDATION_ERROR"}`,
			action.Invalid, "first 10,000 results", ""},
		{"19 busy", "rate limit", get, 429, "",
			`{"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}`,
			action.Busy, "try again in a few seconds", ""},
		{"19 daily", "daily limit", get, 429, "",
			`{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT"}`,
			action.Busy, "try again tomorrow", ""},
		{"20 locked", "locked", get, 423, "", `{"status":"error","message":"locked"}`,
			action.Busy, "locked this record", ""},
		{"20 moving", "moving", get, 477, "7200", `{"status":"error","message":"moving"}`,
			action.Down, "try again in 2 hours", ""},
		{"20 down, as HTML", "down", get, 502, "", `<html>CANARY-7f3a</html>`,
			action.Down, "HubSpot is having trouble", ""},
		{"20 down, said by nobody", "down", get, 524, "", ``, action.Down, "HubSpot is having trouble", ""},
		{"bad association", "bad association", "hubspot.deals.create", 400, "",
			`{"status":"error","message":"One or more associations are invalid","context":{"INVALID_OBJECT_IDS":["CONTACT=9 is not valid"],"objectId":["9"],"objectType":["CONTACT"]},"category":"VALIDATION_ERROR"}`,
			action.Invalid, "choose another contact", "contact"},
		{"currency not in the account", "property", "hubspot.deals.create", 400, "",
			propertyFailures(`{"message":"XTS was not one of the allowed options","error":"INVALID_OPTION","name":"deal_currency_code"}`),
			action.Invalid, "does not use that currency", "amount"},
		{"refused without a reason", "refused", create, 400, "", `{"message":["CANARY-7f3a"],"errors":"x","context":7,"category":{}}`,
			action.Invalid, "did not accept these details", ""},
		{"a redirect", "nonsense", get, 307, "", ``, action.Down, "makes no sense", ""},
		{"an empty answer", "nonsense", get, 200, "", ``, action.Down, "makes no sense", ""},
		{"a record without id", "nonsense", get, 200, "", `{"properties":{"dealname":"CANARY-7f3a"}}`, action.Down, "makes no sense", ""},
		{"another kind of JSON", "nonsense", search, 200, "", `["CANARY-7f3a"]`, action.Down, "makes no sense", ""},
		{"too much", "nonsense", get, 200, "", `{"id":"1","properties":{"dealname":"` + strings.Repeat("x", maxBody) + `"}}`, action.Down, "makes no sense", ""},
	}
	seen := map[string]bool{}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := serve(t, nil, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				switch { // what is looked up around it works
				case strings.Contains(r.URL.Path, "/pipelines/"):
					fmt.Fprint(rw, `{"results":[{"id":"p","label":"P","stages":[{"id":"a","label":"Open"},{"id":"b","label":"Closed Won"}]}]}`)
				case strings.Contains(r.URL.Path, "/properties/"):
					fmt.Fprint(rw, `{"options":[{"label":"Lead","value":"lead"},{"label":"Customer","value":"customer"}]}`)
				case strings.Contains(r.URL.Path, "/owners/"):
					rw.WriteHeader(403)
				default:
					if test.header != "" {
						rw.Header().Set("Retry-After", test.header)
					}
					rw.Header().Set("Location", "https://elsewhere.example/")
					rw.WriteHeader(test.status)
					fmt.Fprint(rw, test.body)
				}
			}))
			in := args{}
			switch test.action {
			case get:
				in["id"] = text("5")
			case create:
				in["email"] = text("ann@x.example")
			case "hubspot.deals.create":
				in["name"], in["stage"], in["contact"] = text("A"), text("a"), text("9")
			}
			p := w.problem(test.kind, test.action, in)
			if !strings.Contains(p.Text, test.says) {
				t.Errorf("text is %q, want it to say %q", p.Text, test.says)
			}
			if test.field != "" && (len(p.Fields) != 1 || p.Fields[0].Field != test.field || p.Fields[0].Text == "") {
				t.Errorf("fields are %+v, want %s", p.Fields, test.field)
			}
			for _, public := range []string{p.Text, p.Error(), w.log.String()} {
				if strings.Contains(public, canary) || strings.Contains(public, "canary-token") || strings.ContainsAny(public, "{}") {
					t.Errorf("raw text got out: %q", public)
				}
			}
			f := p.Err.(*failure)
			for _, r := range explanations {
				if r.when(f) {
					seen[r.name] = true
					if r.name != test.row {
						t.Errorf("explained as %q, want %q", r.name, test.row)
					}
					break
				}
			}
		})
	}
	// These never get an answer; they are tested where requests are repeated.
	for _, name := range []string{"queue", "broken", "no connection", "no answer"} {
		seen[name] = true
	}
	for _, r := range explanations {
		if !seen[r.name] {
			t.Errorf("nothing tests the failure %q", r.name)
		}
	}
}

func TestDailyLimitEndsAtMidnight(t *testing.T) {
	c := &clock{now: time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)} // 23:00 in Berlin
	w := serve(t, c, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(429)
		fmt.Fprint(rw, `{"message":"You have reached your daily limit.","policyName":"DAILY"}`)
	}))
	if p := w.problem(action.Busy, "hubspot.deals.get", args{"id": text("5")}); p.Retry != time.Hour || len(w.asked) != 1 {
		t.Errorf("retry in %s after %d requests, want in 1h after 1", p.Retry, len(w.asked))
	}
}

func TestExpiredTokenIsRenewedOnce(t *testing.T) {
	good := "second"
	w := serve(t, nil, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+good {
			rw.WriteHeader(401)
			fmt.Fprint(rw, `{"status":"error","message":"The OAuth token used to make this call expired 5 minute(s) ago.","category":"EXPIRED_AUTHENTICATION"}`)
			return
		}
		rw.WriteHeader(204)
	}))
	w.tokens.token.Access, w.tokens.next = "first", good
	w.must("hubspot.deals.delete", args{"id": text("5")})
	if w.tokens.expired != 1 || len(w.asked) != 2 {
		t.Errorf("renewed %d times in %d requests", w.tokens.expired, len(w.asked))
	}

	w.tokens.next, good = "third", "none"
	_, err := w.do("hubspot.deals.delete", args{"id": text("5")})
	s, ok := errors.AsType[*action.SignInNeeded](err)
	if !ok || s.Reason != connectionLost || s.Start == "" || w.tokens.expired != 2 {
		t.Errorf("got %v after %d renewals, want one and a new sign-in", err, w.tokens.expired)
	}
}

func TestUnknownTokenNeedsANewSignIn(t *testing.T) {
	w := newWorld(t)
	w.tokens.token.Access = "nobody knows"
	_, err := w.do("hubspot.deals.create", args{"name": text("A"), "stage": text("contractsent")})
	s, ok := errors.AsType[*action.SignInNeeded](err)
	if !ok || s.Reason == "" || w.tokens.expired != 0 {
		t.Errorf("got %v", err)
	}
}

func TestTokenEndpoint(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		kind   action.Kind // "" for a sign-in
		says   string
	}{
		"3 revoked":      {400, `{"error":"invalid_grant","status":"BAD_REFRESH_TOKEN"}`, "", "Access to HubSpot was ended"},
		"3 account gone": {400, `{"error":"access_denied","status":"BAD_HUB"}`, "", "Access to HubSpot was ended"},
		"4 used twice":   {400, `{"error":"invalid_grant","status":"BAD_AUTH_CODE"}`, "", "already used or is too old"},
		"5 client id":    {400, `{"error":"invalid_client","status":"BAD_CLIENT_ID"}`, action.Forbidden, "client id"},
		"5 redirect":     {400, `{"error":"invalid_request","status":"BAD_REDIRECT_URI"}`, action.Forbidden, "redirect address"},
		"20 down":        {502, `<html>CANARY-7f3a invalid_grant</html>`, action.Down, "sign-in service"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.tokens.err = fmt.Errorf("renew: %w", &oauth2.RetrieveError{
				Response: &http.Response{StatusCode: test.status}, Body: []byte(test.body),
			})
			_, err := w.do("hubspot.deals.list", nil)
			if s, ok := errors.AsType[*action.SignInNeeded](err); ok {
				if test.kind != "" || !strings.Contains(s.Reason, test.says) {
					t.Errorf("sign-in because %q", s.Reason)
				}
				return
			}
			p := w.problem(test.kind, "hubspot.deals.list", nil)
			if !strings.Contains(p.Text, test.says) {
				t.Errorf("text is %q", p.Text)
			}
		})
	}
}
