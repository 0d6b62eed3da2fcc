// Package sandbox is a HubSpot of our own, over HTTP: accounts with people,
// deals, contacts, companies and tickets, a sign-in page, tokens, limits and the errors that the
// real one gives. Programs that speak to HubSpot speak to it unchanged, so it
// serves for tests as well as for trying things out without an account.
//
//	browser ──▶ /oauth/authorize ──▶ redirect with a code
//	client  ──▶ /oauth/…/token   ──▶ tokens
//	client  ──▶ /crm/…           ──▶ fault? ▸ token ▸ limit ▸ scope ▸ work ▸ answer
//	test    ──▶ /_sandbox/…      ──▶ look and meddle
//
// Everything is in memory and under one lock. A call does its work under the
// lock and is answered when the lock is free again, so that an answer can be
// late, or never come, without holding up others.
//
// # What is there
//
// Two accounts. Northwind Trading (hub 1000001) has one pipeline, Contoso
// Outdoor (1000002) has two, and a rule that deals need a close date to be
// won. Records have fixed ids and dates relative to [Config.Now]. The person
// alex.morgan@brightdesk.example belongs to both accounts.
//
// OAuth:
//
//	GET  /oauth/authorize, /oauth/{hub}/authorize
//	POST /oauth/{v}/token, …/token/introspect, …/token/revoke   v is v1, v3, 2026-03, 2026-09
//	GET  /oauth/v1/access-tokens/{token}
//	GET, DELETE /oauth/v1/refresh-tokens/{token}
//
// The sign-in page answers at once when the query has sandbox_answer=allow or
// deny; sandbox_account (a hub id, or 1 for the first account), sandbox_user
// (an email) and sandbox_scopes (exactly what is granted) go with it. Any
// redirect URI will do that is https, or http on the local machine.
//
// The API, in v3, 2026-03 and 2026-09; contacts are also 0-1, companies
// 0-2, deals 0-3, tickets 0-5:
//
//	/crm/v3/objects/{type}                           /crm/objects/2026-09/…
//	        create, list; /{id} get, update, archive; /search, /merge;
//	        /gdpr-delete for contacts;
//	        /batch/read, create, update, upsert, archive
//	        /{id}/associations/… list, put, delete (also /crm/v4/objects/…)
//	/crm/v3/associations/{from}/{to}/labels          /crm/associations/2026-09/…
//	/crm/v3/pipelines/{type}[/{id}[/stages[/{id}]]]  /crm/pipelines/2026-09/…
//	/crm/v3/properties/{type}[/{name}]               /crm/properties/2026-09/…
//	/crm-object-schemas/v3/schemas/{type}            labels, what is required, associations
//	/crm/v3/owners[/{id}]                            /crm/owners/2026-09
//	/account-info/v3/details
//
// All object types have the text property [OperationProperty] with unique
// values: a second record with the same value is refused with 409, and
// idProperty finds the first. Deleting that property through the API takes
// the ability away; Reset brings it back.
//
// # What goes wrong
//
// [Config] has rate limits and a search that lags behind. Anything else is a
// [Fault], set with [Server.SetFault] or over the admin path:
//
//	POST   /_sandbox/faults     one fault, or a list; GET lists, DELETE clears
//	GET    /_sandbox/requests   what was asked, oldest first; DELETE forgets it
//	GET    /_sandbox/records    the records of all accounts
//	POST   /_sandbox/reset      the seeded records again, no faults
//	POST   /_sandbox/expire     ends the access tokens given out by OAuth
//	POST   /_sandbox/uninstall  {"account":1000001} ends all its tokens
//	POST   /_sandbox/rules      {"account":1000001,"object":"deals","required":["amount"],
//	                            "when":"dealstage","is":"closedwon"} for 2026-09 writes
//
// A create that happens while its answer is lost, once:
//
//	{"match":{"method":"POST","path":"/crm/v3/objects/deals"},"drop_answer":true,"times":1}
//
// The next three searches are refused; the sandbox fills in HubSpot's text:
//
//	{"match":{"path":"/crm/v3/objects/deals/search"},"status":429,"times":3}
//
// Everything takes ten seconds. The work is done at once, only the answer is
// late, and a client that hangs up ends the wait:
//
//	{"match":{},"delay_ms":10000}
//
// Work that is done and then answered with garbage, and a gateway's page in
// place of the work:
//
//	{"match":{"method":"PATCH"},"body":"{\"id\":"}
//	{"match":{"path":"/crm"},"status":502,"body":"<html>Bad gateway</html>"}
//
// In short: without a status the call is carried out, with one it is not. A
// path in the v3 form strikes dated calls too; see [Match] for patterns.
//
// # What it deliberately does not do
//
// No lists, no custom object types; no daily limit; no
// permissions of single users; nothing survives the process. Where HubSpot's
// behavior is not documented the sandbox picks one way, and callers must not
// rely on it: unknown ids are 404 on archive, archived ones 204.
package sandbox
