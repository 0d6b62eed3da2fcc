// Package hubspot lets dialogs work with the deals, contacts and other records
// of a HubSpot account. It turns action calls into HTTP requests and HubSpot's answers into
// records, choices and problems that have words for the user.
//
//	Actions ─▶ work (one call) ─▶ send: lane, token, attempt, retry ─▶ HubSpot
//	              │                         │
//	              ▼                         ▼
//	   Record, Choice, Account      failure ─▶ explain ─▶ Problem, SignInNeeded, ErrUnknown
//
// What differs between kinds of records is data, a Type: deals and contacts are
// in objects.go, a folder of dialogs can bring more, and DescribeKind makes a
// Type from what an account says of itself.
//
// A reader who wants to know what there is begins with actions.go and
// objects.go; how a request travels is in client.go, retry.go and limits.go;
// what is said when it fails is in errors.go.
//
// # Once and only once
//
// HubSpot knows no idempotency key. A create is therefore never repeated after
// its request may have left: the answer wraps action.ErrUnknown, and a call
// with Settle looks for the record (settle.go). When the account has a unique
// text property for the purpose (Client.OperationProperty), a create carries
// the operation's id in it; then HubSpot itself refuses the second one, and
// repeating is safe. Updates and deletes set a value, so they are repeated,
// and an update reads before it writes.
//
// # Days and moments
//
// HubSpot keeps a deal's closing date as a moment and shows it as a day in the
// reader's zone. A day is written as noon UTC, which is the same day from
// UTC−12 to just before UTC+12; for a caller further east it is noon there.
// Read back, exact midnight and exact noon UTC mean that day (that is how
// programs write days), anything else is the day in the caller's zone (that is
// how people do). In a filter a day begins and ends where the caller's day
// does; west of UTC it is the day of UTC, so that days written by programs
// stay in it.
//
// # What it does not do
//
// It keeps no tokens (see Tokens), remembers nothing about chats, never shows
// a text that HubSpot wrote, and never merges or erases records.
package hubspot
