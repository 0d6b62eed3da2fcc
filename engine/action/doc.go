// Package action says what a connector can do, in words that the rest of the
// engine can check: a Spec names an action, its parameters, its effect and the
// ways in which it can fail. A Catalog collects specs together with the
// functions that carry them out.
//
// One description has many uses. The compiler holds dialogs against it, the
// reference pages are printed from it, the OAuth scopes are added up from it,
// and Catalog.Do refuses a call that does not fit it.
//
// An action answers in one of four ways:
//
//	Result                 it is done (or was read)
//	*SignInNeeded          nobody has given access yet: here is where to
//	*Problem               it was not done, of one Kind, with words for the user
//	ErrUnknown (wrapped)   the request left, the answer never came
//
// The package holds no state about sessions and does no I/O by itself.
package action
