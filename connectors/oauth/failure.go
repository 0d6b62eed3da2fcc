package oauth

// FailureKind is why a sign-in did not come to its end. The list is closed.
// Each kind can be tested for with errors.Is.
type FailureKind string

// The kinds.
const (
	ErrExpired      FailureKind = "expired"       // the link is unknown, used, replaced, late or damaged; a new one helps
	ErrOtherBrowser FailureKind = "other browser" // not the browser that the chat runs in
	ErrDenied       FailureKind = "denied"        // the user said no at the provider
	ErrProvider     FailureKind = "provider"      // the provider does not work; later it will
	ErrSettings     FailureKind = "settings"      // the app is not set up correctly; the log names the setting
	ErrAccount      FailureKind = "account"       // not one of the accounts that may be connected
	ErrWrongCode    FailureKind = "wrong code"    // other digits than those on the page; try again
	ErrCodeSpent    FailureKind = "code spent"    // wrong digits too often; a new link helps
)

func (k FailureKind) Error() string { return string(k) }

// Failure is a sign-in that did not come to its end. Session is set when the
// flow is over and its chat may be told.
type Failure struct {
	Kind     FailureKind
	Session  string
	Provider string
	Text     string // for the page and the chat: our words only
}

func (e *Failure) Error() string { return "sign-in at " + e.Provider + ": " + string(e.Kind) }

// Unwrap makes errors.Is(err, ErrDenied) work.
func (e *Failure) Unwrap() error { return e.Kind }

// fail makes a Failure with the words for its kind.
func (f *Flow) fail(kind FailureKind, session string) *Failure {
	name := f.App.title()
	text := map[FailureKind]string{
		ErrExpired:      "This sign-in link is used up or too old. Please ask for a new one in the chat.",
		ErrOtherBrowser: "This sign-in link belongs to a chat in another browser. Please open it in the browser where you asked for it.",
		ErrDenied:       "Nothing was connected, because access to " + name + " was not given. You can ask for a new link in the chat.",
		ErrProvider:     name + " could not complete the sign-in just now. Please ask for a new link in the chat in a minute.",
		ErrSettings:     "The connection to " + name + " is not set up correctly. Please tell the administrator.",
		ErrAccount:      "That " + name + " account may not be used here, so nothing was connected. Please sign in to another one.",
		ErrWrongCode:    "Those aren't the digits on the page. Please look again.",
		ErrCodeSpent:    "Those weren't the digits either, so nothing was connected. Please ask for a new link.",
	}[kind]
	return &Failure{Kind: kind, Session: session, Provider: f.App.Provider, Text: text}
}
