package machine

import (
	"regexp"

	"parley/engine/action"
	"parley/engine/field"
)

// eightDigits is what the last page of a sign-in may show: where the browser
// can't be recognised, its digits are typed into the chat instead.
var eightDigits = regexp.MustCompile(`^\s*[0-9]{4}[\s\x{2011}-]?[0-9]{4}\s*$`)

// typeCode takes digits to the sign-in that is waited for. It tells whether
// the text can be such digits at all; anywhere else than here it can't.
func (st *step) typeCode(text string) bool {
	if !eightDigits.MatchString(text) {
		return false
	}
	if !st.errand(typedCode, ".sign_in", map[string]field.Value{"code": {Norm: text}}) {
		return false
	}
	st.s.Errand.Said = text
	return true
}

// codeRefused takes the answer that digits were not the right ones. It tells
// whether the operation was about digits.
func (st *step) codeRefused(e OperationFailed) bool {
	if e.Op == "" || e.Op != st.s.Errand.Op || st.s.Errand.For != typedCode {
		return false
	}
	said := st.s.Errand.Said
	st.dropErrand()
	f := st.top()
	switch {
	case f == nil && e.Kind == action.Missing:
		st.unknown(nil)
	case f == nil && e.Kind == action.Conflict:
		st.s.Link = zeroTime
		st.notice("warning", st.text("code_spent"), "")
		st.offer(st.button("new_link"))
	case f == nil && e.Kind == action.Invalid:
		st.notice("warning", st.text("code_wrong"), "")
	case f == nil || f.Until.IsZero():
		st.reask()
	case e.Kind == action.Invalid:
		st.notice("warning", st.text("code_wrong"), "")
	case e.Kind == action.Conflict:
		st.notice("warning", st.text("code_spent"), "")
		st.offer(st.button("new_link"), st.button("cancel"))
	case e.Kind == action.Missing: // no digits are waited for: it was something else
		st.keepForLater(f, said)
		st.again(f)
	default:
		st.notice("warning", st.failureText(e), "")
	}
	return true
}
