// Package identity checks who a host site says that its visitor is.
//
// A site that knows its visitors may pass the widget a short-lived JSON Web
// Token that its own backend signed:
//
//	{"iss": "https://www.example.com", "aud": "parley", "sub": "user 42", "iat": …, "exp": …}
//
// Verifier takes it apart: right signature by a known key, right issuer and
// audience, not older or longer than a quarter of an hour. The subject then
// owns the sign-ins made in its chats, on whichever device. Whatever is not
// signed counts for nothing.
//
// Keys are shared secrets (HS256), several at a time so that they can be
// changed, or the site's published ones (JWKS; RS256, ES256, EdDSA), which are
// read again when a token names one that is not known yet.
//
// What it deliberately does not do: it opens no sessions, stores nothing, and
// follows no address that a token names.
package identity
