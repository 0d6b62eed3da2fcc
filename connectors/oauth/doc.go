// Package oauth gets, keeps and renews access to a provider on behalf of the
// people who chat: the authorization code flow of RFC 6749 with PKCE, tokens
// encrypted in a store, one refresh at a time over all nodes.
//
//	Tokens.Token ── no token ──▶ Flow.Begin ─▶ *action.SignInNeeded (a link)
//	                                                  │ the user opens it
//	      provider's page ◀── redirect ── Flow.Start ◀┘ same browser?
//	            │ consent
//	            ▼
//	      Flow.Finish: take the state once ▸ same browser? ▸ exchange ▸ identify ▸ store
//	            │
//	            ▼
//	Tokens.Token ── near its end ──▶ refresh: lease ▸ provider ▸ store ▸ use
//
// Everything that leaves for the store is sealed with Keys; names in the store
// are hashes. A stored flow or token opens only for the bot, the app and the
// owner that it was sealed for, so a value copied elsewhere is worthless.
//
// Four ways to use it, and one code for all: the app is the one that the
// program ships settings for or a custom one (App.Kind), and either each user
// signs in or an operator does once for everybody (App.Authorization).
//
// What it deliberately does not do: it serves no HTTP (the caller turns
// redirects and failures into pages), it knows no cookies (it is given their
// hash), and it never puts a provider's words into a log line or a reply.
package oauth
